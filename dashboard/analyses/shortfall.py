"""What would close the gap of a row: how much is missing to its plan or target, and which units are short of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.domain.gap import Gap, Near, Part, decompose, nearest, split
from dashboard.domain.plan import Aggregation, Direction, UnitKind
from dashboard.domain.pools import has_figure
from dashboard.domain.readings import Reading
from dashboard.domain.terms import TOLERANCE, year_before
from dashboard.snapshot import Snapshot, SnapshotRow

_ONE_SIDED = (Direction.AT_LEAST, Direction.AT_MOST)


@dataclass(frozen=True)
class RowGap:
    """What a row is short of `level` (in the row's unit) with the period that ends on `day`.

    `parts` are the units with a base; `reported` sent that period, `silent` did not. `level_is_plan`: the level is the plan
    of that day, not the target. Of a ratio `gap` is in units of the numerator; of amounts in the indicator's unit, the base
    being what each unit owes. Where the row counts the units that pass, `gap` is in units without shortfalls, and `near`
    lists those that do not pass yet; elsewhere `near` is None.
    """

    gap: Gap
    day: date
    parts: tuple[Part, ...]
    reported: tuple[str, ...]
    silent: tuple[str, ...]
    level: float
    level_is_plan: bool
    near: tuple[Near, ...] | None = None

    @property
    def counted(self) -> bool:
        """Whether the row counts the units that pass, each on its own."""
        return self.near is not None


def gap_of(
    snapshot: Snapshot, row: SnapshotRow, *, kind: UnitKind | None = None, level: float | None = None
) -> RowGap | None:
    """The gap of a row on the day of its newest figure that counts, of all its units or of one kind of them.

    `level` (in the row's unit) defaults to what the row is held against on its day: the plan, the target once it is due or
    where no plan can be drawn. None where nothing is added up from numerators and denominators: ranges, exact targets,
    yes/no of one unit, rates without numerator, amounts of which a unit owes no share, no figure yet.
    """
    day = day_of(row)
    standing = (level, False) if level is not None else _level(snapshot, row)
    if day is None or standing is None or row.terms.direction not in _ONE_SIDED:
        return None
    units = [u for u in row.feeders if kind in (None, snapshot.catalogue.org_units[u].kind)]
    readings = {u: r for u in units if (r := _reading(snapshot, row, u, day)) is not None}
    pooled = row.pools.get(day)
    reported = tuple(u for u in units if u in (readings if pooled is None else pooled.reported))
    heard = {u: readings[u] for u in reported if u in readings}
    make = _counted if row.counts_units else _amounts if row.indicator.aggregation is Aggregation.SUM else _ratio
    found = make(snapshot, row, heard, standing[0])
    if found is None:
        return None
    silent = tuple(u for u in units if u not in reported)
    return RowGap(found.gap, day, found.parts, reported, silent, *standing, found.near)


def unit_shortfalls(row: SnapshotRow, gap: RowGap) -> dict[str, float]:
    """What each unit that is short lacks of its numerator (of an amount: of what it owes); nothing of units that pass."""
    if gap.near is None:
        return {each.unit_id: each.missing for each in gap.gap.shortfalls}
    own = decompose(gap.parts, row.target.value or 0.0, at_most=row.indicator.direction is Direction.AT_MOST)
    return {each.unit_id: each.missing for each in own.shortfalls}


def day_of(row: SnapshotRow) -> date | None:
    """The day of the newest figure that counts: of a target that was missed, where it stands now."""
    return max((r.date for r in row.readings if r.usable and r.value is not None), default=None)


def _reading(snapshot: Snapshot, row: SnapshotRow, unit_id: str, day: date) -> Reading | None:
    """What the unit brings to the figure of the day: its report of that period, to a pool's start its newest of 12 months."""
    oldest = year_before(day) if row.is_pooled and day <= row.terms.start else day
    known = [r for r in snapshot.readings(row.indicator.id, unit_id) if oldest <= r.date <= day and has_figure(r)]
    return known[-1] if known else None


def _level(snapshot: Snapshot, row: SnapshotRow) -> tuple[float, bool] | None:
    """What the row is held against, and whether that is the plan to date."""
    target, plan, due = row.terms.target, row.plan_to_date, row.target.due
    if target is None:
        return None
    if plan is None or (due is not None and due < snapshot.as_of):
        return target, False
    return plan, abs(plan - target) > TOLERANCE


@dataclass(frozen=True)
class _Found:
    gap: Gap
    parts: tuple[Part, ...]
    near: tuple[Near, ...] | None = None


def _ratio(snapshot: Snapshot, row: SnapshotRow, readings: Mapping[str, Reading], level: float) -> _Found | None:
    """What is missing of the numerator, on each unit's own denominator."""
    parts = _parts(readings)
    return _Found(decompose(parts, level, at_most=_is_limit(row)), parts) if parts else None


def _amounts(snapshot: Snapshot, row: SnapshotRow, readings: Mapping[str, Reading], level: float) -> _Found | None:
    """What is missing of each unit's own target; None where a unit has none."""
    owed: dict[str, float] = {}
    for unit_id in readings:
        own = snapshot.row(row.target.id, unit_id) if row.is_pooled else row
        standing = None if own is None else _level(snapshot, own)
        if standing is None:
            return None
        owed[unit_id] = standing[0] if row.is_pooled else level
    parts = tuple(Part(u, r.value, owed[u]) for u, r in readings.items() if r.value is not None)
    if not parts:
        return None
    sign = -1 if _is_limit(row) else 1
    missing = [(p.unit_id, sign * (p.denominator - p.numerator)) for p in parts]
    needed = max(0.0, sum(short for _, short in missing))
    return _Found(split(level, needed, missing), parts)


def _counted(snapshot: Snapshot, row: SnapshotRow, readings: Mapping[str, Reading], level: float) -> _Found | None:
    """How many more of the units that reported must pass, and those that do not pass yet."""
    threshold = row.target.value
    values = {u: r.value for u, r in readings.items() if r.value is not None}
    if threshold is None or not values or row.indicator.direction not in _ONE_SIDED:
        return None
    near = nearest(values, threshold, at_most=row.indicator.direction is Direction.AT_MOST)
    passing = len(values) - len(near)
    needed = max(0, math.ceil(level / 100 * len(values) - passing - TOLERANCE))
    return _Found(Gap(level, float(needed), float(len(near)), ()), _parts(readings), near)


def _is_limit(row: SnapshotRow) -> bool:
    return row.terms.direction is Direction.AT_MOST


def _parts(readings: Mapping[str, Reading]) -> tuple[Part, ...]:
    return tuple(
        Part(unit_id, r.numerator, r.denominator)
        for unit_id, r in readings.items()
        if r.numerator is not None and r.denominator
    )
