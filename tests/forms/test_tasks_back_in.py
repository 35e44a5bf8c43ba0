"""BM-04 back in: what a unit says of its tasks, and every fault with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from dashboard.domain.forms import Form
from dashboard.domain.observations import Correction, Provenance
from dashboard.domain.periods import parse_period
from dashboard.domain.task_reports import TaskReport, TaskState
from dashboard.forms import FormOut, write_form
from loaders.mapping.whole_file import Mapped
from loaders.reading.process import ParserChild
from tests.forms.filling import (
    codes,
    columns_of,
    filled,
    form_of,
    head_row,
    nothing_known,
    opened,
    province,
    put,
    read_back,
    rows_of,
    saved,
    sheet_of,
)

TASK = "N-001-II-01"
OTHER = "N-001-I-07"


@pytest.fixture(scope="module")
def child() -> Iterator[ParserChild]:
    with ParserChild() as running:
        yield running


@pytest.fixture(scope="module")
def blank() -> bytes:
    return form_of(nothing_known(province()), Form.BM_04, "SKHCN", "2025-11")


def told(blank: bytes, child: ParserChild, answers: Mapping[str, Any], task: str = TASK) -> Mapped:
    content = filled(blank, {(task, header): value for header, value in answers.items()})
    return read_back(content, province(), child=child)


def place(blank: bytes, header: str, task: str = TASK) -> str:
    sheet = sheet_of(opened(blank))
    return sheet.cell(rows_of(sheet)[task], columns_of(sheet)[header]).coordinate


def test_a_report_says_status_progress_and_words_and_where_it_stands(blank: bytes, child: ParserChild) -> None:
    said = {
        "Trạng thái": "Đang thực hiện",
        "Tiến độ (%)": 62.5,
        "Kết quả": "Đã trình dự thảo",
        "Minh chứng": "Tờ trình 12/TTr-SKHCN ngày 20/11/2025",
        "Khó khăn, vướng mắc": "Chậm góp ý",
        "Đề xuất, kiến nghị": "Giao hạn góp ý",
    }
    mapped = told(blank, child, said)
    (report,) = mapped.task_reports
    assert codes(mapped) == []
    assert (report.org_unit_id, report.task_id, report.period.id) == ("SKHCN", TASK, "2025-11")
    assert (report.status, report.progress) == (TaskState.ONGOING, 62.5)
    assert [report.result, report.evidence, report.difficulty, report.proposal] == list(said.values())[2:]
    cells = ", ".join(place(blank, header) for header in ("Trạng thái", "Tiến độ (%)"))
    assert (report.provenance.sheet, report.provenance.cell) == ("BM-04", cells)
    assert (mapped.accepted, mapped.task_cells, mapped.observations) == (6, (6,), ())


@pytest.mark.parametrize(
    ("word", "progress", "expected"),
    [
        ("Hoàn thành", None, (TaskState.DONE, 100.0)),
        ("Hoàn thành", 100, (TaskState.DONE, 100.0)),
        ("đã hoàn thành", None, (TaskState.DONE, 100.0)),
        ("Đang thực hiện", None, (TaskState.ONGOING, None)),
        ("Đang thực hiện", "45%", (TaskState.ONGOING, 45.0)),
        ("đang triển khai", "12,5", (TaskState.ONGOING, 12.5)),
        ("Chưa thực hiện", None, (TaskState.NOT_STARTED, 0.0)),
        ("Không phát sinh", None, (TaskState.NOT_ARISING, None)),
    ],
)
def test_status_words_and_progress_agree(
    blank: bytes, child: ParserChild, word: str, progress: Any, expected: tuple[TaskState, float | None]
) -> None:
    mapped = told(blank, child, {"Trạng thái": word, "Tiến độ (%)": progress, "Minh chứng": "Công văn 5"})
    assert [(report.status, report.progress) for report in mapped.task_reports] == [expected]
    assert (codes(mapped), mapped.warnings) == ([], ())


@pytest.mark.parametrize(
    ("answers", "code", "header"),
    [
        ({"Trạng thái": "Quá hạn"}, "NV-05", "Trạng thái"),
        ({"Kết quả": "Đã xong"}, "NV-05", "Trạng thái"),
        ({"Trạng thái": "Đang thực hiện", "Tiến độ (%)": 101}, "NV-06", "Tiến độ (%)"),
        ({"Trạng thái": "Đang thực hiện", "Tiến độ (%)": -1}, "NV-06", "Tiến độ (%)"),
        ({"Trạng thái": "Hoàn thành", "Tiến độ (%)": 90}, "NV-07", "Tiến độ (%)"),
        ({"Trạng thái": "Chưa thực hiện", "Tiến độ (%)": 10}, "NV-07", "Tiến độ (%)"),
        ({"Trạng thái": "Không phát sinh", "Tiến độ (%)": 0}, "NV-07", "Tiến độ (%)"),
        ({"Trạng thái": "Đang thực hiện", "Tiến độ (%)": "gần xong"}, "SO-01", "Tiến độ (%)"),
        ({"Trạng thái": "Đang thực hiện", "Kết quả": "x" * 2001}, "BI-12", "Kết quả"),
    ],
)
def test_a_fault_is_told_at_its_cell(
    blank: bytes, child: ParserChild, answers: Mapping[str, Any], code: str, header: str
) -> None:
    mapped = told(blank, child, answers)
    assert [(str(fault.code), fault.cell) for fault in mapped.rejections] == [(code, place(blank, header))]
    assert mapped.task_reports == ()


def test_a_part_of_1_may_be_meant_as_percent_so_a_person_chooses(blank: bytes, child: ParserChild) -> None:
    mapped = told(blank, child, {"Trạng thái": "Đang thực hiện", "Tiến độ (%)": 0.45})
    (fault,) = mapped.rejections
    assert [choice.label for choice in fault.choices] == ["45%", "0,45%"]


def test_an_unknown_status_word_offers_the_four_that_may_be_reported(blank: bytes, child: ParserChild) -> None:
    (fault,) = told(blank, child, {"Trạng thái": "Chậm tiến độ"}).rejections
    assert [choice.value for choice in fault.choices] == [state.word for state in TaskState]
    assert fault.message == (
        f"Tệp «gui lai.xlsx», trang «BM-04», ô {fault.cell} (dòng {fault.cell[1:]}, cột «Trạng thái»): thấy «Chậm tiến độ»; "
        "cần một trong: Hoàn thành, Đang thực hiện, Chưa thực hiện, Không phát sinh (quá hạn do phần mềm tính từ hạn). "
        f"Cách sửa: sửa ô {fault.cell} rồi gửi lại. [NV-05]"
    )


def test_a_chosen_reading_settles_a_status_in_doubt(blank: bytes, child: ParserChild) -> None:
    content = filled(blank, {(TASK, "Trạng thái"): "Chậm tiến độ", (TASK, "Tiến độ (%)"): 0.45})
    cells = [place(blank, header) for header in ("Trạng thái", "Tiến độ (%)")]
    first = read_back(content, province(), child=child)
    assert [fault.cell for fault in first.rejections] == cells
    chosen = [
        Correction("BM-04", cells[0], first.rejections[0].found, "Đang thực hiện"),
        Correction("BM-04", cells[1], first.rejections[1].found, "45%"),
    ]
    settled = read_back(content, province(), child=child, corrections=chosen)
    assert codes(settled) == []
    assert [(report.status, report.progress) for report in settled.task_reports] == [(TaskState.ONGOING, 45.0)]


def test_answers_in_hidden_rows_and_columns_of_one_s_own_are_told(blank: bytes, child: ParserChild) -> None:
    book = opened(blank)
    sheet = sheet_of(book)
    row = rows_of(sheet)[TASK]
    put(sheet, row, columns_of(sheet)["Trạng thái"], "Chưa thực hiện")
    sheet.row_dimensions[row].hidden = True
    sheet.cell(head_row(sheet), 11).value = "Việc riêng"
    sheet.cell(row, 11).value = "Nhờ chị Lan nhắc"
    mapped = read_back(saved(book), province(), child=child)
    assert codes(mapped) == []
    assert [str(warning.code) for warning in mapped.warnings] == ["CB-12", "CB-11"]
    assert len(mapped.task_reports) == 1


def test_done_without_evidence_is_taken_once_a_person_has_seen_it(blank: bytes, child: ParserChild) -> None:
    mapped = told(blank, child, {"Trạng thái": "Hoàn thành"})
    assert codes(mapped) == []
    assert [(str(w.code), w.cell) for w in mapped.warnings] == [("CB-18", place(blank, "Trạng thái"))]


def changed(blank: bytes, child: ParserChild, edits: Mapping[str, Any], received: date = date(2026, 1, 1)) -> Mapped:
    """The form with locked cells written over, as when the protection was taken off."""
    book = opened(blank)
    sheet = sheet_of(book)
    for cell, value in edits.items():
        sheet[cell] = value
    return read_back(saved(book), province(), received=received, child=child)


def test_a_task_that_is_unknown_is_refused_and_near_ones_are_proposed(blank: bytes, child: ParserChild) -> None:
    mapped = changed(
        blank, child, {place(blank, "Mã nhiệm vụ"): "N-001-II-1", place(blank, "Trạng thái"): "Chưa thực hiện"}
    )
    (fault,) = mapped.rejections
    assert (str(fault.code), fault.cell) == ("NV-01", place(blank, "Mã nhiệm vụ"))
    assert TASK in [choice.value for choice in fault.choices]


def test_a_task_that_another_unit_leads_is_refused(blank: bytes, child: ParserChild) -> None:
    edits = {
        place(blank, "Mã nhiệm vụ"): "N-001-I-02",
        place(blank, "Nhiệm vụ"): None,
        place(blank, "Trạng thái"): "Chưa thực hiện",
    }
    (fault,) = changed(blank, child, edits).rejections
    assert (str(fault.code), fault.expected) == ("NV-02", "nhiệm vụ do Sở Khoa học và Công nghệ chủ trì")


def test_a_code_beside_the_name_of_another_task_is_refused(blank: bytes, child: ParserChild) -> None:
    edits = {place(blank, "Mã nhiệm vụ"): OTHER, place(blank, "Trạng thái"): "Chưa thực hiện"}
    (fault,) = changed(blank, child, edits).rejections
    assert (str(fault.code), fault.cell) == ("NV-03", place(blank, "Nhiệm vụ"))


def test_a_task_twice_is_refused_at_both_places(blank: bytes, child: ParserChild) -> None:
    edits = {
        place(blank, "Trạng thái"): "Chưa thực hiện",
        place(blank, "Mã nhiệm vụ", OTHER): TASK,
        place(blank, "Nhiệm vụ", OTHER): None,
        place(blank, "Trạng thái", OTHER): "Đang thực hiện",
    }
    mapped = changed(blank, child, edits)
    assert sorted((str(f.code), f.cell) for f in mapped.rejections) == sorted(
        ("NV-04", place(blank, "Mã nhiệm vụ", each)) for each in (TASK, OTHER)
    )
    assert (mapped.task_reports, mapped.accepted) == ((), 0)


def test_a_period_that_is_not_over_is_refused(blank: bytes, child: ParserChild) -> None:
    edits = {place(blank, "Trạng thái"): "Chưa thực hiện"}
    mapped = changed(blank, child, edits, received=date(2025, 11, 29))
    assert codes(mapped) == ["KY-02"]
    assert mapped.task_reports == ()


def report(period: str, status: TaskState, progress: float | None, received: date, unit: str = "SKHCN") -> TaskReport:
    where = Provenance("0" * 64, "a.xlsx", "BM-04", "E9")
    return TaskReport(unit, TASK, parse_period(period), status, progress, "", "", "", "", received, where)


def test_a_form_shows_what_was_said_last_of_a_task() -> None:
    december = date(2025, 12, 3)
    known = [
        report("2025-09", TaskState.NOT_STARTED, 0.0, date(2025, 10, 2)),
        report("2025-10", TaskState.ONGOING, 60.0, date(2025, 11, 2)),
        report("2025-10", TaskState.ONGOING, 62.5, date(2025, 11, 9)),
        report("2025-10", TaskState.DONE, 100.0, date(2025, 12, 9)),
        report("2025-10", TaskState.DONE, 100.0, december, "STC"),
        report("2025-11", TaskState.NOT_ARISING, None, december),
    ]
    said = {}
    for period in ("2025-10", "2025-11", "2025-Q3", "2025-12"):
        out = FormOut(Form.BM_04, province().org_units["SKHCN"], parse_period(period))
        sheet = sheet_of(opened(write_form(nothing_known(province()), out, known)))
        said[period] = str(sheet.cell(rows_of(sheet)[TASK], columns_of(sheet)["Nhiệm vụ"]).value).split("\n")[-1]
    assert said == {
        "2025-10": "Đã báo kỳ này: Đang thực hiện, 62,5%",
        "2025-11": "Đã báo kỳ này: Không phát sinh",
        "2025-Q3": "Kỳ trước: Chưa thực hiện, 0% (tháng 09/2025)",
        "2025-12": "Kỳ trước: Không phát sinh (tháng 11/2025)",
    }


def test_no_cell_is_without_a_verdict(blank: bytes, child: ParserChild) -> None:
    book = opened(blank)
    sheet = sheet_of(book)
    sheet.cell(rows_of(sheet)[TASK], columns_of(sheet)["Trạng thái"]).value = "Hoàn thành"
    sheet.cell(rows_of(sheet)[OTHER], columns_of(sheet)["Trạng thái"]).value = "sắp xong"
    sheet.cell(head_row(sheet) + 1, 15).value = "chữ lạc"
    mapped = read_back(saved(book), province(), child=child)
    written = sum(cell.value is not None for sheet in book for row in sheet.iter_rows() for cell in row)
    assert mapped.accepted + mapped.ignored + mapped.rejected == written
    assert sorted(codes(mapped)) == ["BI-05", "NV-05"]
