"""The list of reminders for mail merge, opened again."""

from __future__ import annotations

import csv
import io
from datetime import date

from dashboard.domain.forms import Form
from dashboard.domain.periods import parse_period
from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.exports.reminders import ReminderLine, reminders_csv
from dashboard.submissions.matrix import MatrixRow
from dashboard.submissions.report_cell import Due, ReportCell, ReportStatus

OCTOBER = parse_period("2025-10")


def line(name: str, cell: ReportCell, times: int = 0) -> ReminderLine:
    unit = OrgUnit(id="03442", kind=UnitKind.COMMUNE, name=name, abbr=name)
    return ReminderLine(MatrixRow(unit, (cell,), unit), Form.BM_01, OCTOBER, cell, times)


def read(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_each_line_says_who_what_how_late_and_how_often_reminded() -> None:
    cell = ReportCell(ReportStatus.MISSING, (Due(date(2025, 11, 3), 7, 7),), 32)
    assert read(reminders_csv([line("Xã Pa Ủ", cell, 2)])) == [
        {
            "Đơn vị": "Xã Pa Ủ",
            "Mã đơn vị": "03442",
            "Biểu": "BM-01",
            "Kỳ": "tháng 10/2025",
            "Hạn nộp": "03/11/2025",
            "Tình trạng": "Chưa nộp, quá 32 ngày",
            "Số ngày muộn": "32",
            "Số lần đã nhắc": "2",
            "Kỳ trước còn thiếu": "",
        }
    ]


def test_a_name_that_looks_like_a_formula_is_no_formula() -> None:
    cell = ReportCell(ReportStatus.MISSING, (Due(date(2025, 11, 3), 1, 1),), 1)
    (found,) = read(reminders_csv([line('=HYPERLINK("http://x")', cell)]))
    assert found["Đơn vị"] == '\'=HYPERLINK("http://x")'
