"""The communes of one indicator in the order of its newest figure, worst first, and those that cannot stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.catalogue import Catalogue
from dashboard.commune_figures import CommuneColumn
from dashboard.domain.gap import Part
from dashboard.domain.judgement import Reading
from dashboard.domain.plan import Aggregation, Direction, OrgUnit, UnitKind
from dashboard.domain.terms import TOLERANCE
from dashboard.shortfall import RowGap, day_of, gap_of
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.formats import format_round


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
class Standings:
    """Who stands where with the period that ends on `day` (None: nobody has reported yet).

    `line` is what all are held against, in `unit`; None where there is no such level. An amount is ranked by its share of
    what the unit itself has to do, where it says how much that is.
    """

    row: SnapshotRow
    day: date | None
    unit: str
    ranked: tuple[Standing, ...]
    silent: tuple[OrgUnit, ...]
    not_arising: tuple[OrgUnit, ...]
    blank: tuple[OrgUnit, ...]
    gap: RowGap | None
    line: float | None
    line_is_plan: bool

    @property
    def lower_is_better(self) -> bool:
        """Whether the highest figures are the worst."""
        return self.row.indicator.direction is Direction.AT_MOST

    @property
    def line_name(self) -> str:
        """`kế hoạch 64,1%`, `mục tiêu 70%`."""
        word = "kế hoạch" if self.line_is_plan else "mục tiêu"
        return f"{word} {format_round(self.line, self.unit, self.row.indicator.decimals)}"

    @cached_property
    def behind(self) -> tuple[Standing, ...]:
        """Those on the wrong side of the line; nobody where there is none."""
        if self.line is None:
            return ()
        sign = -1 if self.lower_is_better else 1
        return tuple(each for each in self.ranked if sign * (self.line - each.value) > TOLERANCE)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Numerators and denominators of a rate; empty for what is no rate of something counted."""
        if self.row.indicator.aggregation is not Aggregation.RATIO_OF_SUMS:
            return ()
        return tuple(
            Part(each.unit.id, each.reading.numerator, each.reading.denominator)
            for each in self.ranked
            if each.reading.numerator is not None and each.reading.denominator
        )


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
    for unit in units:
        reading = readings[unit.id]
        if reading is None:
            silent.append(unit)
        elif reading.not_arising or reading.denominator == 0:
            not_arising.append(unit)
        elif (value := _ranked_by(reading, has_shares=has_shares)) is None:
            blank.append(unit)
        else:
            ranked.append(Standing(unit, reading, value))
    sign = -1 if row.indicator.direction is Direction.AT_MOST else 1
    ranked.sort(key=lambda each: (sign * each.value, each.unit.sort_rank))
    gap = gap_of(snapshot, row, kind=UnitKind.COMMUNE)
    return Standings(
        row,
        day,
        "%" if has_shares or row.unit == "%" else row.indicator.unit,
        tuple(ranked),
        tuple(silent),
        tuple(not_arising),
        tuple(blank),
        gap,
        *_line(row, gap),
    )


def short_name(unit: OrgUnit) -> str:
    """`Bum Nưa`: the commune's name where it is plain what it is."""
    return unit.abbr or unit.name


def names_of(catalogue: Catalogue, units: list[str]) -> list[str]:
    """Short names, in the order given."""
    return [short_name(catalogue.org_units[u]) for u in units]


def _ranked_by(reading: Reading, *, has_shares: bool) -> float | None:
    if not has_shares:
        return reading.value
    if reading.value is None or not reading.denominator:
        return None
    return 100.0 * reading.value / reading.denominator


def _line(row: SnapshotRow, gap: RowGap | None) -> tuple[float | None, bool]:
    """What every commune alike is held against, and whether that is the plan to date."""
    if row.indicator.aggregation is Aggregation.SUM:
        return None, False
    if row.counts_units:
        return row.target.value, False
    if gap is not None:
        return gap.level, gap.level_is_plan
    return row.terms.target, False
