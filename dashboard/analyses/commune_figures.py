"""What each commune stands at on the indicators that communes make: one figure a commune, and what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.analyses.blocks import block_of
from dashboard.domain.judgement import Reading
from dashboard.domain.plan import Aggregation, Indicator, OrgUnit, Target, UnitKind
from dashboard.domain.pools import Pooled, has_figure
from dashboard.domain.status import JUDGED, LATE, Flag, Reason, Status
from dashboard.snapshot import Snapshot, SnapshotRow

# Below it a percent says more than it knows; figures stand as counts, ranks are marked «mẫu nhỏ».
SMALL_DENOMINATOR = 20


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
    def nothing_arose(self) -> bool:
        """Whether the commune reported that there was nothing to do."""
        return self.reading is not None and (self.reading.not_arising or self.reading.denominator == 0)


@dataclass(frozen=True)
class CommuneColumn:
    """An indicator that communes make, held against its nearest open target. `row` is the province's row of that target.

    `block` are the communes added up in the period that the province's row speaks of; None where they do not add up.
    """

    row: SnapshotRow
    figures: tuple[CommuneFigure, ...]
    block: Pooled | None

    @property
    def indicator(self) -> Indicator:
        """The indicator of the column."""
        return self.row.indicator

    @property
    def sum(self) -> float | None:
        """The value of the communes together, in the row's unit; None while too few have sent the period."""
        return None if self.block is None or not self.block.usable else self.block.value

    @property
    def target(self) -> Target:
        """What each commune is held against; the province's where they owe nothing themselves."""
        own = next((f.row for f in self.figures if f.row is not None), self.row)
        return own.target

    @cached_property
    def day(self) -> date | None:
        """The end of the period that most figures speak of, the newer of two; None while there is no figure."""
        return most_common_day(f.reading.date for f in self.figures if f.reading is not None)

    def of(self, unit_id: str) -> CommuneFigure | None:
        """The figure of one commune; None when it takes no part."""
        return next((f for f in self.figures if f.unit.id == unit_id), None)

    def is_of_other_day(self, figure: CommuneFigure) -> bool:
        """Whether the figure speaks of another period than most do."""
        return figure.reading is not None and figure.reading.date != self.day

    @cached_property
    def statuses(self) -> Counter[Status]:
        """How many communes have each status."""
        return Counter(f.status for f in self.figures if f.status is not None)


@dataclass(frozen=True)
class CommuneCount:
    """How one commune stands over all columns: statuses by count, each indicator once, by its nearest open target.

    `unknown` of them cannot be judged while a report that was due is missing.
    """

    unit: OrgUnit
    statuses: Counter[Status]
    unknown: int

    @property
    def late(self) -> int:
        """On how many it is late."""
        return sum(self.statuses[status] for status in LATE)

    @property
    def judged(self) -> int:
        """How many are judged."""
        return sum(self.statuses[status] for status in JUDGED)

    @property
    def shown(self) -> int:
        """How many have a status at all."""
        return self.statuses.total()


def most_common_day(days: Iterable[date]) -> date | None:
    """The day that most speak of, the newest of several; None of none."""
    counts = Counter(days)
    return max(counts, key=lambda day: (counts[day], day), default=None)


def is_small(denominator: float | None) -> bool:
    """Whether a percent of so few would say more than it knows."""
    return 0 < (denominator or 0.0) < SMALL_DENOMINATOR


def parts_of(indicator: Indicator, reading: Reading | None) -> tuple[float, float] | None:
    """Numerator and denominator of a figure, an amount being its own numerator; None where one of the two is not known."""
    if reading is None or reading.denominator is None:
        return None
    numerator = reading.numerator
    if numerator is None and indicator.aggregation is Aggregation.SUM:
        numerator = reading.value
    return None if numerator is None else (numerator, reading.denominator)


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
    least = max(1, min(2, len(communes)))
    found: dict[str, list[SnapshotRow]] = {}
    for row in snapshot.rows:
        if row.org_unit.id == province and len(_feeding(row, communes)) >= least:
            found.setdefault(row.indicator.id, []).append(row)
    leading = (_leading(snapshot, rows, communes) for rows in found.values())
    return tuple(_column(snapshot, row, _feeding(row, communes)) for row in leading)


def commune_counts(snapshot: Snapshot) -> tuple[CommuneCount, ...]:
    """Every commune that is held to something by a day: who is late on most first, of equals on the larger part of what is judged, then with more at risk."""
    figures: dict[str, list[CommuneFigure]] = {}
    for figure in (f for column in commune_columns(snapshot) for f in column.figures if f.status is not None):
        figures.setdefault(figure.unit.id, []).append(figure)
    counts = (
        CommuneCount(
            own[0].unit,
            Counter(f.status for f in own if f.status is not None),
            sum(f.is_late_report and f.status not in JUDGED for f in own),
        )
        for own in figures.values()
    )
    return tuple(sorted(counts, key=lambda each: (-each.late, each.judged, -each.statuses[Status.AT_RISK])))


def _feeding(row: SnapshotRow, communes: Sequence[OrgUnit]) -> list[OrgUnit]:
    return [unit for unit in communes if unit.id in row.feeders]


def _leading(snapshot: Snapshot, rows: Sequence[SnapshotRow], communes: Sequence[OrgUnit]) -> SnapshotRow:
    """Of the province's rows of one indicator the one that leads, among those that communes owe if there are any."""
    own = [r for r in rows if any(snapshot.row(r.target.id, unit.id) is not None for unit in communes)]
    return snapshot.foremost(own or rows)


def _column(snapshot: Snapshot, row: SnapshotRow, feeding: Sequence[OrgUnit]) -> CommuneColumn:
    figures = tuple(_figure(snapshot, row, unit) for unit in feeding)
    return CommuneColumn(row, figures, block_of(snapshot, row, [unit.id for unit in feeding]))


def shown_reading(row: SnapshotRow) -> Reading | None:
    """The reading a row is shown by, one that says nothing arose too; None while there is only a baseline on which no verdict stands."""
    latest = row.latest
    if latest is None and row.judgement.reason is Reason.MISSING_DENOMINATOR:
        latest = next((r for r in row.readings[-1:] if r.not_arising or r.denominator == 0), None)
    if latest is not None and row.is_baseline(latest.date) and row.judgement.status not in JUDGED:
        return None
    return latest


def _figure(snapshot: Snapshot, row: SnapshotRow, unit: OrgUnit) -> CommuneFigure:
    own, pooled = snapshot.row(row.target.id, unit.id), row.pooled
    if own is not None:
        is_late = Flag.OVERDUE in own.judgement.flags or own.judgement.status is Status.REPORT_OVERDUE
        return CommuneFigure(unit, own, shown_reading(own), is_late)
    reading = _newest(snapshot, row, unit)
    calendar = snapshot.calendar(row.indicator, unit)
    if calendar is None or pooled is None or row.is_baseline(pooled.on):
        return CommuneFigure(unit, None, reading)
    period = calendar.ending_on(pooled.on)
    is_overdue = period is not None and calendar.is_overdue(period, snapshot.as_of)
    return CommuneFigure(unit, None, reading, is_overdue and unit.id in pooled.silent)


def _newest(snapshot: Snapshot, row: SnapshotRow, unit: OrgUnit) -> Reading | None:
    """The unit's newest report of a period up to the due date; a baseline is none."""
    due, calendar = row.target.due or date.max, row.indicator.calendar
    readings = snapshot.readings(row.indicator.id, unit.id)
    known = [r for r in readings if r.date <= due and not row.is_baseline(r.date) and has_figure(r)]
    ends = [r for r in known if calendar is None or r.date == due or calendar.ending_on(r.date) is not None]
    return ends[-1] if ends else None
