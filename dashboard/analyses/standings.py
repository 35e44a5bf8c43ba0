"""The communes of one indicator in the order of its newest figure, worst first, and those that cannot stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.analyses.commune_figures import CommuneColumn
from dashboard.analyses.shortfall import RowGap, day_of, gap_of, level_on
from dashboard.domain.gap import Gap, Part
from dashboard.domain.judgement import Reading
from dashboard.domain.plan import Aggregation, Direction, OrgUnit, UnitKind
from dashboard.domain.terms import TOLERANCE
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.communes import COMMON_PLAN, SHORT_PLAN
from dashboard.text.formats import between, format_round
from dashboard.text.sentences import short_name


@dataclass(frozen=True)
class Standing:
    """One commune with the figure it is ranked by, in `Standings.unit`."""

    unit: OrgUnit
    reading: Reading
    value: float

    @property
    def name(self) -> str:
        """Its short name."""
        return short_name(self.unit)


@dataclass(frozen=True)
class Line:
    """What all communes alike are held against: a level, what `asked` of it, and what it is called in a sentence and above the line."""

    level: float
    asked: float
    name: str
    words: str
    is_plan: bool = False


@dataclass(frozen=True)
class Standings:
    """Who stands where with the period that ends on `day` (None: nobody has reported yet), in `unit`, worst first.

    An amount is ranked by its share of what the unit itself has to do, where its reports say how much that is; `baseless`
    are then those whose reports do not.
    """

    row: SnapshotRow
    day: date | None
    unit: str
    ranked: tuple[Standing, ...]
    silent: tuple[OrgUnit, ...]
    not_arising: tuple[OrgUnit, ...]
    blank: tuple[OrgUnit, ...]
    baseless: tuple[OrgUnit, ...]
    line: Line | None
    gap: RowGap | None

    @property
    def missing(self) -> Gap | None:
        """What each unit is short of; None where nothing is added up."""
        return None if self.gap is None or self.gap.near is not None else self.gap.gap

    @property
    def lower_is_better(self) -> bool:
        """Whether the highest figures are the worst."""
        return self.row.indicator.direction is Direction.AT_MOST

    @property
    def worst(self) -> str:
        """What the first of them are called."""
        return "cao nhất" if self.lower_is_better else "thấp nhất"

    def between(self, one: float, other: float) -> str:
        """Two figures in words, `47,1–53,9%`."""
        return between(one, other, self.unit, self.row.indicator.decimals)

    @property
    def count(self) -> int:
        """All communes, in the order or not."""
        return sum(map(len, (self.ranked, self.silent, self.not_arising, self.blank, self.baseless)))

    @property
    def is_rate(self) -> bool:
        """Whether the figure is a rate of something counted, so that a few cases say less than many."""
        return self.row.indicator.aggregation is Aggregation.RATIO_OF_SUMS and bool(self.parts)

    @cached_property
    def behind(self) -> tuple[Standing, ...]:
        """Those on the wrong side of the line; nobody where there is none."""
        if self.line is None:
            return ()
        sign = -1 if self.lower_is_better else 1
        return tuple(each for each in self.ranked if sign * (self.line.asked - each.value) > TOLERANCE)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Numerator and denominator of each commune that gives both."""
        return _parts(self.ranked)


def standings_of(snapshot: Snapshot, column: CommuneColumn) -> Standings:
    """The communes of a column by the newest period that counts for the province, else by the one most figures speak of."""
    row = column.row
    day = day_of(row) or column.day
    units = [figure.unit for figure in column.figures]
    readings = {u.id: snapshot.reading(row.indicator.id, u.id, day) if day is not None else None for u in units}
    has_shares = row.indicator.aggregation is Aggregation.SUM and any(r and r.denominator for r in readings.values())
    ranked: list[Standing] = []
    silent: list[OrgUnit] = []
    not_arising: list[OrgUnit] = []
    blank: list[OrgUnit] = []
    baseless: list[OrgUnit] = []
    for unit in units:
        reading = readings[unit.id]
        if reading is None:
            silent.append(unit)
        elif reading.not_arising or reading.denominator == 0:
            not_arising.append(unit)
        elif (value := _ranked_by(reading, has_shares=has_shares)) is None:
            (blank if reading.value is None else baseless).append(unit)
        else:
            ranked.append(Standing(unit, reading, value))
    is_limit = row.indicator.direction is Direction.AT_MOST
    ranked.sort(key=lambda each: (-each.value if is_limit else each.value, each.unit.sort_rank))
    gap = gap_of(snapshot, row, kind=UnitKind.COMMUNE)
    return Standings(
        row=row,
        day=day,
        unit="%" if has_shares else row.indicator.unit,
        ranked=tuple(ranked),
        silent=tuple(silent),
        not_arising=tuple(not_arising),
        blank=tuple(blank),
        baseless=tuple(baseless),
        line=_line(snapshot, row, day, has_shares=has_shares and not is_limit),
        gap=gap,
    )


def _ranked_by(reading: Reading, *, has_shares: bool) -> float | None:
    if not has_shares:
        return reading.value
    if reading.value is None or not reading.denominator:
        return None
    return 100.0 * reading.value / reading.denominator


def _parts(ranked: Sequence[Standing]) -> tuple[Part, ...]:
    return tuple(
        Part(each.unit.id, each.reading.numerator, each.reading.denominator)
        for each in ranked
        if each.reading.numerator is not None and each.reading.denominator
    )


def _line(snapshot: Snapshot, row: SnapshotRow, day: date | None, *, has_shares: bool) -> Line | None:
    if row.indicator.aggregation is Aggregation.SUM:
        return Line(100.0, 100.0, "đủ 100%", "Đủ 100%") if has_shares else None
    if row.indicator.direction in (Direction.RANGE, Direction.EXACTLY):
        return None
    held = None if day is None else level_on(snapshot, row, day)
    if held is None:
        return None
    threshold = row.target.value if row.counts_units else None
    level, asked = (held.level, held.asked) if threshold is None else (threshold, threshold)
    shown = format_round(level, row.indicator.unit, row.indicator.decimals)
    if threshold is not None or not held.is_plan:
        return Line(level, asked, f"mục tiêu {shown}", f"Mục tiêu {shown}")
    return Line(level, asked, f"{SHORT_PLAN} {shown}", f"{COMMON_PLAN.capitalize()} {shown}", is_plan=True)
