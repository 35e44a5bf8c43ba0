"""«Tình hình nộp»: who has sent the newest report that is due, of each frequency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.exports.table import CellType, Column, Place, Table
from dashboard.snapshot import ReportState, Snapshot
from dashboard.store.facts import Vintage
from dashboard.text.formats import period_name
from dashboard.text.words import FREQUENCY_WORDS

_KIND_WORDS = {UnitKind.AGENCY: "Cơ quan", UnitKind.COMMUNE: "Xã, phường"}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One unit's report of one period. `received` is the day its first figure came in, None where that is not known."""

    unit: OrgUnit
    state: ReportState
    is_reported: bool
    received: date | None
    as_of: date

    @property
    def words(self) -> str:
        """`Đã nộp`, `Đã nộp muộn`, `Chưa nộp`, or `Chưa nộp, chưa quá hạn`."""
        if self.is_reported:
            return "Đã nộp muộn" if self.days_late else "Đã nộp"
        return "Chưa nộp" if self.days_late else "Chưa nộp, chưa quá hạn"

    @property
    def days_late(self) -> int | None:
        """Days after the deadline, up to now for what has not come in; None when in time."""
        day = self.received if self.is_reported else self.as_of
        return (day - self.state.deadline).days if day and day > self.state.deadline else None


COLUMNS: tuple[Column[ReportLine], ...] = (
    Column("state", "Tình trạng", CellType.TEXT, lambda x: x.words, 22),
    Column("org_unit", "Đơn vị", CellType.TEXT, lambda x: x.unit.name, 40),
    Column("kind", "Loại", CellType.TEXT, lambda x: _KIND_WORDS.get(x.unit.kind, "Khác"), 12),
    Column("frequency", "Báo cáo", CellType.TEXT, lambda x: FREQUENCY_WORDS[x.state.period.frequency], 16),
    Column("period", "Kỳ", CellType.TEXT, lambda x: period_name(x.state.period), 24),
    Column("deadline", "Hạn nộp", CellType.DATE, lambda x: x.state.deadline, 12),
    Column("received", "Ngày nhận", CellType.DATE, lambda x: x.received, 12),
    Column("days_late", "Số ngày muộn", CellType.COUNT, lambda x: x.days_late, 9),
    Column("org_unit_id", "Mã đơn vị", CellType.CODE, lambda x: x.unit.id, 11, Place.SCREEN),
)


def reports_table(snapshot: Snapshot, vintages: Iterable[Vintage]) -> Table[ReportLine]:
    """One row for each unit that owes a report of the newest due period, by frequency; those who have not sent it first."""
    first = _first_received(vintages)
    units = snapshot.catalogue.org_units
    lines: list[ReportLine] = []
    for state in sorted(snapshot.report_states, key=lambda s: (s.period.end, s.deadline), reverse=True):
        reported = set(state.reported)
        for unit_id in sorted(state.expected, key=lambda u: u in reported):
            received = first.get((unit_id, state.period.id)) if unit_id in reported else None
            lines.append(ReportLine(units[unit_id], state, unit_id in reported, received, snapshot.as_of))
    about = "Báo cáo của kỳ mới nhất đã đến hạn, mỗi đơn vị một dòng cho từng loại kỳ."
    return Table("Tình hình nộp", about, COLUMNS, lines, 2)


def _first_received(vintages: Iterable[Vintage]) -> dict[tuple[str, str], date]:
    first: dict[tuple[str, str], date] = {}
    for vintage in vintages:
        key = (vintage.org_unit_id, vintage.period_id)
        first[key] = min(first.get(key, vintage.received), vintage.received)
    return first
