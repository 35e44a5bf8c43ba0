"""«Danh sách nhắc» as a CSV for mail merge: one line a unit whose report is out. It reads as `csv_file` says."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.domain.forms import Form
from dashboard.domain.periods import Period
from dashboard.exports.csv_file import csv_text
from dashboard.exports.table import CellType, Column, Table
from dashboard.submissions.matrix import MatrixRow
from dashboard.submissions.report_cell import ReportCell
from dashboard.text.formats import join_names, period_name


@dataclass(frozen=True)
class ReminderLine:
    """One report that is out, how often its unit was reminded of it, and the earlier periods of which it lacks something too."""

    row: MatrixRow
    form: Form
    period: Period
    cell: ReportCell
    times: int
    earlier: tuple[Period, ...] = ()


COLUMNS: tuple[Column[ReminderLine], ...] = (
    Column("org_unit", "Đơn vị", CellType.TEXT, lambda x: x.row.full_name),
    Column("org_unit_id", "Mã đơn vị", CellType.CODE, lambda x: x.row.asked.id),
    Column("form", "Biểu", CellType.TEXT, lambda x: x.form.code),
    Column("period", "Kỳ", CellType.TEXT, lambda x: period_name(x.period)),
    Column("deadline", "Hạn nộp", CellType.DATE, lambda x: x.cell.deadline),
    Column("state", "Tình trạng", CellType.TEXT, lambda x: x.cell.words()),
    Column("days_late", "Số ngày muộn", CellType.COUNT, lambda x: x.cell.days_late),
    Column("reminded", "Số lần đã nhắc", CellType.COUNT, lambda x: x.times),
    Column("earlier", "Kỳ trước còn thiếu", CellType.TEXT, lambda x: join_names([period_name(p) for p in x.earlier])),
)


def reminders_csv(lines: Iterable[ReminderLine]) -> bytes:
    """The list in the order given; the same list gives the same bytes."""
    listed = Table("Danh sách nhắc", "Đơn vị còn phải nộp", COLUMNS, list(lines))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in listed.columns])
    writer.writerows([csv_text(cell) for cell in cells] for cells in listed.cells())
    return text.getvalue().encode("utf-8-sig")
