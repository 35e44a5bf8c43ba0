"""The faults of files as a workbook: those a check lists, as text, in the words of the page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl

from dashboard.exports.faults_file import SHEET, remedy_of, write_faults
from loaders.faults import FaultCode, Rejection, reject_file
from loaders.outcomes import FileOutcome

DAY = date(2025, 12, 5)


def rows(outcomes: list[FileOutcome]) -> list[tuple[object, ...]]:
    """The sheet, read back."""
    book = openpyxl.load_workbook(io.BytesIO(write_faults(outcomes)))
    assert book.sheetnames == [SHEET]
    return list(book[SHEET].iter_rows(values_only=True))


def outcome(name: str, *faults: Rejection) -> FileOutcome:
    return FileOutcome(name, "0" * 64, "refused", DAY, rejected=len(faults), faults=faults)


def cell_fault(cell: str, found: str, remedy: str = "sửa ô") -> Rejection:
    return Rejection(FaultCode.NOT_A_NUMBER, "Biểu 2", cell, found, "một số", "…", remedy, about="Tỷ lệ phủ sóng")


def test_each_fault_of_each_file_is_a_row() -> None:
    first = outcome("a.xlsx", *(cell_fault(f"D{n}", "x") for n in range(1, 301)))
    second = outcome(
        "b.csv", reject_file("b.csv", FaultCode.FORM_UNKNOWN, "các cột: a, b", "CSV", "dùng đúng biểu mẫu")
    )
    found = rows([first, second])
    assert len(found) == 302
    assert found[0] == ("Tệp", "Trang", "Ô", "Chỉ tiêu, nhiệm vụ", "Đang ghi", "Cần", "Cách sửa", "Mã")
    assert found[1] == ("a.xlsx", "Biểu 2", "D1", "Tỷ lệ phủ sóng", "x", "một số", "sửa ô", "SO-01")
    assert found[-1] == ("b.csv", "", "", "", "các cột: a, b", "CSV", "dùng đúng biểu mẫu", "BI-01")


def test_a_list_that_does_not_hold_all_faults_says_how_many_there_are() -> None:
    [_, _, last] = rows([replace(outcome("a.csv", cell_fault("dòng 2", "x")), rejected=3_000)])
    assert last[0] == "a.csv"
    assert last[6] == "1 lỗi đầu trong 3.000 lỗi của tệp; sửa xong, kiểm tra lại để thấy các lỗi còn lại"


def test_t01_what_looks_like_a_formula_or_a_link_is_text() -> None:
    hostile = ("=1+1", "+1", "-1", "@SUM(A1)", "{=1}", '=HYPERLINK("http://x")', "http://x", "12")
    content = write_faults([outcome("=a.xlsx", *(cell_fault("D1", text) for text in hostile))])
    sheet = openpyxl.load_workbook(io.BytesIO(content))[SHEET]
    for line, text in zip(sheet.iter_rows(min_row=2), hostile, strict=True):
        assert [(line[0].value, line[0].data_type), (line[4].value, line[4].data_type)] == [
            ("=a.xlsx", "s"),
            (text, "s"),
        ]
        assert line[4].hyperlink is None


def test_a_letter_no_workbook_can_hold_does_not_break_the_file() -> None:
    [_, line] = rows([outcome("a\x0b.xlsx", cell_fault("D1", "x\ud800\ufffe"))])
    assert line[4] == "x\ufffd\ufffd"


def test_the_remedy_is_read_from_the_message_where_a_fault_has_none_of_its_own() -> None:
    message = "Tệp «a»: thấy «x»; cần y. Cách sửa: sửa ô D12 rồi gửi lại. [SO-01]"
    assert remedy_of(Rejection(FaultCode.NOT_A_NUMBER, "", "", "x", "y", message)) == "sửa ô D12 rồi gửi lại"
