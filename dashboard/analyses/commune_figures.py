"""What each commune stands at on the indicators that communes make: one figure a commune, and what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.domain.judgement import Reading
from dashboard.domain.plan import Aggregation, Indicator, OrgUnit, UnitKind
from dashboard.domain.pooling import pool
from dashboard.domain.pools import Pooled, UnitHistory
from dashboard.domain.status import Flag, Reason, Status
from dashboard.snapshot import Snapshot, SnapshotRow

LATE = (Status.MISSED, Status.OFF_TRACK)
JUDGED = (*LATE, Status.AT_RISK, Status.ON_TRACK, Status.ACHIEVED, Status.ACHIEVED_LATE)
SMALL_DENOMINATOR = 20
_SHARED = (Aggregation.RATIO_OF_SUMS, Aggregation.SUM, Aggregation.COUNT_OF_UNITS)


@dataclass(frozen=True)
class CommuneFigure:
    """One commune and one indicator. `row` is None where the target is set for the province alone: then nothing is judged.

    `reading` is what stands to be shown; None where the commune has sent nothing since the start. `is_late_report`: a report
    that was due is missing, whatever the status says.
    """

    unit: OrgUnit
    row: SnapshotRow | None
    reading: Reading | None
    is_late_report: bool = False

    @property
    def status(self) -> Status | None:
        """The commune's own status. None without a due date too: a column that nobody is held to by a day bears no marks."""
        return None if self.row is None or self.row.target.due is None else self.row.judgement.status

    @property
    def value(self) -> float | None:
        """The figure in the indicator's unit, unrounded."""
        return None if self.reading is None else self.reading.value

    @property
    def has_small_denominator(self) -> bool:
        """Whether a percent of it would say more than it knows."""
        return self.reading is not None and 0 < (self.reading.denominator or 0) < SMALL_DENOMINATOR


@dataclass(frozen=True)
class CommuneColumn:
    """An indicator that communes make, held against its nearest open target. `row` is the province's row of that target."""

    row: SnapshotRow
    figures: tuple[CommuneFigure, ...]

    @property
    def indicator(self) -> Indicator:
        """The indicator of the column."""
        return self.row.indicator

    @cached_property
    def day(self) -> date | None:
        """The end of the period that most figures speak of, the newer of two; None while there is no figure."""
        days = Counter(f.reading.date for f in self.figures if f.reading is not None)
        return max(days, key=lambda day: (days[day], day), default=None)

    def of(self, unit_id: str) -> CommuneFigure | None:
        """The figure of one commune; None when it takes no part."""
        return next((f for f in self.figures if f.unit.id == unit_id), None)

    def is_older(self, figure: CommuneFigure) -> bool:
        """Whether the figure speaks of an earlier period than most do."""
        return figure.reading is not None and self.day is not None and figure.reading.date < self.day

    @cached_property
    def statuses(self) -> Counter[Status]:
        """How many communes have each status."""
        return Counter(f.status for f in self.figures if f.status is not None)

    @cached_property
    def sum(self) -> Pooled | None:
        """The communes that reported the common period, added up as the province's figure is (Σ / Σ); None without any."""
        if self.day is None or self.indicator.aggregation not in _SHARED:
            return None
        histories = [
            UnitHistory(f.unit.id, f.unit.kind, f.unit.valid_from, f.unit.valid_to, (f.reading,) if f.reading else ())
            for f in self.figures
        ]
        own = next((f.row for f in self.figures if f.row is not None), None)
        threshold = None
        if own is not None and self.indicator.aggregation is Aggregation.COUNT_OF_UNITS:
            threshold = own.terms.band
        return pool(histories, self.indicator.aggregation, self.day, threshold)


def commune_columns(snapshot: Snapshot) -> tuple[CommuneColumn, ...]:
    """The indicators that several communes make, in the order of the catalogue, one column each.

    Where an indicator has several targets, the one set for communes goes first, then the nearest due date still open, then
    the last one passed. A target that a single commune's own plan sets is no column, unless the province has one commune.
    """
    province, catalogue = snapshot.catalogue.workspace.province, snapshot.catalogue
    communes = [
        unit
        for unit in catalogue.org_units.values()
        if unit.kind is UnitKind.COMMUNE and unit.reports and unit.is_valid_on(snapshot.as_of)
    ]
    communes.sort(key=lambda unit: unit.sort_rank)
    least = min(2, len(communes))
    found: dict[str, list[CommuneColumn]] = {}
    for row in snapshot.rows:
        feeding = [unit for unit in communes if unit.id in row.feeders]
        if row.org_unit.id == province and feeding and len(feeding) >= least:
            found.setdefault(row.indicator.id, []).append(_column(snapshot, row, feeding))
    return tuple(min(columns, key=lambda c: _nearness(c, snapshot.as_of)) for columns in found.values())


def _nearness(column: CommuneColumn, as_of: date) -> tuple[bool, int, int]:
    is_own = any(f.row is not None for f in column.figures)
    due = column.row.target.due
    if due is None:
        return not is_own, 2, 0
    return not is_own, int(due < as_of), abs((due - as_of).days)


def _column(snapshot: Snapshot, row: SnapshotRow, feeding: Sequence[OrgUnit]) -> CommuneColumn:
    return CommuneColumn(row, tuple(_figure(snapshot, row, unit) for unit in feeding))


def shown_reading(row: SnapshotRow) -> Reading | None:
    """The reading a row is shown by; None while the only one is its baseline, which nobody sent as a report."""
    latest = row.latest
    is_baseline = latest is not None and latest.date <= row.terms.start
    if row.judgement.reason is Reason.BASELINE_ONLY or (is_baseline and row.judgement.status is Status.REPORT_OVERDUE):
        return None
    return latest


def _figure(snapshot: Snapshot, row: SnapshotRow, unit: OrgUnit) -> CommuneFigure:
    own, pooled = snapshot.row(row.target.id, unit.id), row.pooled
    if own is not None:
        is_late = Flag.OVERDUE in own.judgement.flags or own.judgement.status is Status.REPORT_OVERDUE
        return CommuneFigure(unit, own, shown_reading(own), is_late)
    if pooled is None:
        return CommuneFigure(unit, None, None)
    calendar = row.indicator.calendar
    period = None if calendar is None else calendar.ending_on(pooled.on)
    is_past = calendar is not None and period is not None and calendar.deadline(period) < snapshot.as_of
    reading = snapshot.reading(row.indicator.id, unit.id, pooled.on)
    return CommuneFigure(unit, None, reading, is_past and unit.id in pooled.silent)
