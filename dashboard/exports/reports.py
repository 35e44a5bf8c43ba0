"""«Tình hình nộp»: who has sent the newest report that is due, of each frequency."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.domain.periods import Period
from dashboard.domain.plan import UnitKind
from dashboard.exports.table import CellType, Column, PrintArea, Table
from dashboard.snapshot import Snapshot
from dashboard.submissions.matrix import MatrixRow
from dashboard.submissions.report_cell import ReportCell
from dashboard.text.formats import period_name
from dashboard.text.words import FREQUENCY_WORDS

_KIND_WORDS = {UnitKind.AGENCY: "Cơ quan", UnitKind.COMMUNE: "Xã, phường"}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report of one period: whose it is, and where it stands."""

    row: MatrixRow
    period: Period
    cell: ReportCell


COLUMNS: tuple[Column[ReportLine], ...] = (
    Column("state", "Tình trạng", CellType.TEXT, lambda x: x.cell.words(), 26),
    Column("org_unit", "Đơn vị", CellType.TEXT, lambda x: x.row.full_name, 40),
    Column("kind", "Loại", CellType.TEXT, lambda x: _KIND_WORDS.get(x.row.asked.kind, "Khác"), 12),
    Column("frequency", "Báo cáo", CellType.TEXT, lambda x: FREQUENCY_WORDS[x.period.frequency], 16),
    Column("period", "Kỳ", CellType.TEXT, lambda x: period_name(x.period), 24),
    Column("deadline", "Hạn nộp", CellType.DATE, lambda x: x.cell.deadline, 12),
    Column("received", "Ngày nhận", CellType.DATE, lambda x: x.cell.received, 12),
    Column("days_late", "Số ngày muộn", CellType.COUNT, lambda x: x.cell.days_late or None, 9),
    Column("org_unit_id", "Mã đơn vị", CellType.CODE, lambda x: x.row.asked.id, 11, PrintArea.SCREEN),
)


def reports_table(snapshot: Snapshot) -> Table[ReportLine]:
    """One row for each unit that owes a report of the newest due period, by frequency; those who have not sent all of it first."""
    lines = [
        ReportLine(state.rows[unit_id], state.period, cell)
        for state in sorted(snapshot.report_states, key=lambda s: (s.period.end, s.deadline), reverse=True)
        for unit_id, cell in sorted(state.cells.items(), key=lambda one: one[1].is_complete)
    ]
    about = "Báo cáo của kỳ mới nhất đã đến hạn, mỗi đơn vị một dòng cho từng loại kỳ; đã nộp là đủ mọi chỉ tiêu phải báo cáo."
    return Table("Tình hình nộp", about, COLUMNS, lines, 2)
