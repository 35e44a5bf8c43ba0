"""The forms in another program than the one they were made for: filled in, saved and printed by LibreOffice."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.domain.forms import IDENTITY_SHEET, Form
from dashboard.domain.task_reports import TaskState
from tests.forms.filling import (
    codes,
    collecting,
    columns_of,
    filled,
    form_of,
    nothing_known,
    open_cells,
    opened,
    put,
    read_back,
    rows_of,
    saved,
    sheet_of,
)
from tests.machine.test_workbook_in_libreoffice import program

UNITS = {Form.BM_01: "03466", Form.BM_02: "VPUBND", Form.BM_04: "SKHCN"}
ANSWERS = {
    Form.BM_01: {
        ("nv-quy-4", "Tử số"): 7,
        ("nv-quy-4", "Mẫu số"): 9,
        ("nv-quy-4", "Minh chứng"): "Báo cáo 12/BC-UBND",
        ("nv-cham-quy-3", "Thực hiện"): "Không phát sinh",
    },
    Form.BM_04: {("N-001-II-01", "Trạng thái"): "Đang thực hiện", ("N-001-II-01", "Tiến độ (%)"): 62.5},
}


@dataclass(frozen=True)
class Made:
    """A form as filled in, as LibreOffice saves it, and as it prints it, page by page."""

    sent: bytes
    saved: bytes
    pages: list[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[Form, Made]:
    folder = tmp_path_factory.mktemp("libreoffice")
    sent = {form: _filled(form) for form in UNITS}
    paths = {form: folder / f"{form.value}.xlsx" for form in UNITS}
    for form, path in paths.items():
        path.write_bytes(sent[form])
    for kind in ("pdf", "xlsx:Calc MS Excel 2007 XML"):
        home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
        command = [program("soffice"), home, "--headless", "--convert-to", kind, "--outdir", str(folder / "ra")]
        subprocess.run([*command, *map(str, paths.values())], check=True, capture_output=True, timeout=240)
    return {
        form: Made(sent[form], (folder / "ra" / path.name).read_bytes(), _pages(folder / "ra" / f"{form.value}.pdf"))
        for form, path in paths.items()
    }


def _filled(form: Form) -> bytes:
    blank = form_of(nothing_known(collecting(), illustrative=True), form, UNITS[form], "2025-11")
    if form in ANSWERS:
        return filled(blank, ANSWERS[form])
    book = opened(blank)
    sheet = sheet_of(book)
    put(sheet, rows_of(sheet)["03466"], 4, 3)
    put(sheet, rows_of(sheet)["03466"], 5, 8)
    return saved(book)


def _pages(pdf: Path) -> list[str]:
    told = subprocess.run([program("pdftotext"), "-layout", str(pdf), "-"], check=True, capture_output=True)
    return told.stdout.decode("utf-8").split("\f")[:-1]


@pytest.mark.parametrize("form", list(UNITS))
def test_the_hidden_identity_survives(made: dict[Form, Made], form: Form) -> None:
    sheet = opened(made[form].saved)[IDENTITY_SHEET]
    assert sheet.sheet_state != "visible"
    told = {str(key): str(value) for key, value in sheet.iter_rows(values_only=True)}
    assert told == {"bieu": form.value, "phien_ban": "2", "don_vi": UNITS[form], "ky": "2025-11"}


def test_the_figures_are_the_same_before_and_after(made: dict[Form, Made]) -> None:
    for content in (made[Form.BM_01].sent, made[Form.BM_01].saved):
        mapped = read_back(content, collecting())
        assert codes(mapped) == [], [fault.message for fault in mapped.rejections]
        found = {seen.indicator_id: (seen.value, seen.numerator, seen.evidence) for seen in mapped.observations}
        assert found == {"nv-quy-4": (700 / 9, 7.0, "Báo cáo 12/BC-UBND"), "nv-cham-quy-3": (None, 0.0, "")}


def test_a_table_for_many_units_is_the_same_before_and_after(made: dict[Form, Made]) -> None:
    for content in (made[Form.BM_02].sent, made[Form.BM_02].saved):
        mapped = read_back(content, collecting())
        assert codes(mapped) == [], [fault.message for fault in mapped.rejections]
        found = [(s.org_unit_id, s.indicator_id, s.numerator, s.denominator) for s in mapped.observations]
        assert found == [("03466", "so-hoa-ho-so", 3.0, 8.0)]


def test_tasks_are_the_same_before_and_after(made: dict[Form, Made]) -> None:
    for content in (made[Form.BM_04].sent, made[Form.BM_04].saved):
        mapped = read_back(content, collecting())
        assert codes(mapped) == [], [fault.message for fault in mapped.rejections]
        found = [(report.task_id, report.status, report.progress) for report in mapped.task_reports]
        assert found == [("N-001-II-01", TaskState.ONGOING, 62.5)]


@pytest.mark.parametrize("form", list(UNITS))
def test_open_cells_stay_open_and_keep_their_rules(made: dict[Form, Made], form: Form) -> None:
    before, after = (sheet_of(opened(content)) for content in (made[form].sent, made[form].saved))
    assert after.protection.sheet
    assert {cell.coordinate for cell in open_cells(after)} == {cell.coordinate for cell in open_cells(before)}
    ruled = {str(place) for rule in after.data_validations.dataValidation for place in rule.sqref.ranges}
    assert ruled


@pytest.mark.parametrize("form", list(UNITS))
def test_each_printed_page_has_the_header_its_number_and_no_figure_cut_off(made: dict[Form, Made], form: Form) -> None:
    pages = made[form].pages
    for number, page in enumerate(pages, start=1):
        assert f"trang {number}/{len(pages)}" in page
        assert f"{form.code} · SỐ LIỆU MINH HỌA" in page
        assert "TT" in page.split()
        assert "###" not in page
    assert len(pages) <= 3


def test_a_commune_s_form_prints_on_one_page(made: dict[Form, Made]) -> None:
    (page,) = made[Form.BM_01].pages
    for word in ("Xã Bum Nưa", "Tháng 11/2025", "ngày 03/12/2025", "Cách điền", "Người lập biểu", "Thủ trưởng đơn vị"):
        assert word in page


def test_columns_keep_their_names(made: dict[Form, Made]) -> None:
    assert columns_of(sheet_of(opened(made[Form.BM_04].saved))) == columns_of(sheet_of(opened(made[Form.BM_04].sent)))
