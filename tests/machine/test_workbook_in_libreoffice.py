"""The workbook in another program than the one it was made for: LibreOffice opens and prints it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

import pytest

from tests.exports.awkward import awkward, opened, sheet_rows, written

_INSTALL = "sudo apt-get install --no-install-recommends libreoffice-calc poppler-utils fonts-liberation"


@dataclass(frozen=True)
class Printed:
    """A workbook as LibreOffice prints it, page by page, and as it saves it again."""

    pages: list[str]
    saved: bytes
    original: bytes


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"Không có «{name}» để mở tệp xuất. Hãy cài: {_INSTALL}", pytrace=False)
    return found


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    folder = tmp_path_factory.mktemp("libreoffice")
    original = written(*awkward(folder), "xlsx")
    (folder / "bang.xlsx").write_bytes(original)
    for kind in ("pdf", "xlsx:Calc MS Excel 2007 XML"):
        home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
        command = [program("soffice"), home, "--headless", "--convert-to", kind, "--outdir", str(folder / "ra")]
        subprocess.run([*command, str(folder / "bang.xlsx")], check=True, capture_output=True, timeout=240)
    told = subprocess.run(
        [program("pdftotext"), "-layout", str(folder / "ra" / "bang.pdf"), "-"], check=True, capture_output=True
    )
    pages = told.stdout.decode("utf-8").split("\f")[:-1]
    return Printed(pages, (folder / "ra" / "bang.xlsx").read_bytes(), original)


def test_every_printed_page_says_what_it_is_and_that_data_are_illustrative(printed: Printed) -> None:
    last = len(printed.pages)
    for number, page in enumerate(printed.pages, start=1):
        assert "Nghị quyết 57 · Cao Bằng" in page
        assert page.count("SỐ LIỆU MINH HỌA") >= 2
        assert f"trang {number}/{last}" in page


def test_every_sheet_is_printed_one_page_wide(printed: Printed) -> None:
    """«Đọc trước» is two pages long; each of the small tables fits on one."""
    sheets = len(opened(printed.original).sheetnames)
    assert len(printed.pages) == sheets + 1


def test_no_number_is_too_wide_for_its_column(printed: Printed) -> None:
    assert [page for page in printed.pages if "###" in page] == []


def test_libreoffice_reads_the_same_cells(printed: Printed) -> None:
    before, after = opened(printed.original), opened(printed.saved)
    assert after.sheetnames == before.sheetnames
    for name in before.sheetnames[1:]:
        assert [list(r.values()) for r in sheet_rows(after, name)] == [
            [pytest.approx(v, rel=1e-14) if isinstance(v, float) else v for v in r.values()]
            for r in sheet_rows(before, name)
        ]


def test_the_chart_is_drawn_with_the_names_of_the_statuses(printed: Printed) -> None:
    page = next(page for page in printed.pages if "Tổng số chỉ tiêu cấp tỉnh" in page)
    assert page.count("Chậm tiến độ") >= 2
    assert "chỉ tiêu cấp tỉnh không đạt, chậm tiến độ hoặc có nguy cơ" in page
