"""What would close the gap of a row: how much is missing to its plan or target, and which units are short of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from dashboard.domain.gap import Gap, Near, Part, decompose, nearest, split
from dashboard.domain.judgement import asked_value, plan_value
from dashboard.domain.plan import Aggregation, Direction, UnitKind
from dashboard.domain.pools import has_figure
from dashboard.domain.readings import Reading
from dashboard.domain.terms import TOLERANCE, year_before
from dashboard.snapshot import Snapshot, SnapshotRow

_ONE_SIDED = (Direction.AT_LEAST, Direction.AT_MOST)


@dataclass(frozen=True)
class RowGap:
    """What a row is short of `level` (in the row's unit) with the period that ends on `day`.

    Short of a plan is who is short of what judging asks: the plan rounded in the unit's favour, which is the level of `gap`.
    `parts` are the units with a base; `reported` sent that period, `silent` did not. `level_is_plan`: the level is the plan
    of that day, not the target. Of a ratio `gap` is in units of the numerator; of amounts in the indicator's unit, the base
    being what each unit owes. `level_is_reported`: no document gives the units a share; each is held against what its own
    report says there is to do, and the level is the sum of that. Where the row counts the units that pass, `gap` is in
    units without shortfalls, and `near` lists those that do not pass yet; elsewhere `near` is None.
    """

    gap: Gap
    level: float
    day: date
    parts: tuple[Part, ...]
    reported: tuple[str, ...]
    silent: tuple[str, ...]
    level_is_plan: bool
    level_is_reported: bool = False
    near: tuple[Near, ...] | None = None


def gap_of(snapshot: Snapshot, row: SnapshotRow, *, kind: UnitKind | None = None) -> RowGap | None:
    """The gap of a row on the day of its newest figure that counts, of all its units or of one kind of them.

    It is held against the plan of that day, against the target once that is due or where no plan can be drawn. None where nothing is added up from numerators and denominators: ranges, exact targets,
    yes/no of one unit, rates without numerator, amounts of which units neither owe a share nor say how much there is to do,
    no figure yet.
    """
    day = day_of(row)
    if day is None or row.terms.direction not in _ONE_SIDED:
        return None
    held = level_on(snapshot, row, day)
    if held is None:
        return None
    pooled = row.pools.get(day)
    units = [u for u in row.feeders_on(day) if kind in (None, snapshot.catalogue.org_units[u].kind)]
    sent = {u: unit_reading(snapshot, row, u, day) for u in units}
    readings = {u: r for u, r in sent.items() if r is not None and has_figure(r)}
    reported = tuple(u for u in units if u in (readings if pooled is None else pooled.reported))
    heard = {u: readings[u] for u in reported if u in readings}
    make = _counted if row.counts_units else _amounts if row.indicator.aggregation is Aggregation.SUM else _ratio
    found = make(snapshot, row, heard, held.asked, day)
    if found is None:
        return None
    silent = () if pooled is None else tuple(u for u in units if u not in reported)
    is_plan = held.is_plan and not found.is_reported
    level = found.gap.level if found.is_reported else held.level
    return RowGap(found.gap, level, day, found.parts, reported, silent, is_plan, found.is_reported, found.near)


def unit_shortfalls(row: SnapshotRow, gap: RowGap) -> dict[str, float]:
    """What each unit that is short lacks of its numerator (of an amount: of what it owes); nothing of units that pass."""
    if gap.near is None:
        return {each.unit_id: each.missing for each in gap.gap.shortfalls}
    own = decompose(gap.parts, row.target.value or 0.0, at_most=row.indicator.direction is Direction.AT_MOST)
    return {each.unit_id: each.missing for each in own.shortfalls}


def day_of(row: SnapshotRow) -> date | None:
    """The day of the newest report that counts: of a target that was missed, where it stands now; a baseline is none."""
    known = (r.date for r in row.readings if r.usable and r.value is not None and not row.is_baseline(r.date))
    return max(known, default=None)


def unit_reading(snapshot: Snapshot, row: SnapshotRow, unit_id: str, day: date) -> Reading | None:
    """What the unit brings to the figure of the day: its report of that period, to a pool's start its newest of 12 months."""
    if not row.is_pooled or day > row.terms.start:
        return snapshot.reading(row.indicator.id, unit_id, day)
    readings = snapshot.readings(row.indicator.id, unit_id)
    known = [r for r in readings if year_before(day) <= r.date <= day and has_figure(r)]
    return known[-1] if known else None


@dataclass(frozen=True, slots=True)
class Level:
    """What a figure is held against, whether that is the plan to date, and what it must reach to be on it (rule 3.4)."""

    level: float
    asked: float
    is_plan: bool


def level_on(snapshot: Snapshot, row: SnapshotRow, day: date) -> Level | None:
    """What the row is held against with a figure of this day: the plan, the target once it is due; None without either."""
    target, due = row.terms.target, row.target.due
    if target is None:
        return None
    plan = plan_value(row.terms, row.judgement.numbers.baseline, day)
    if plan is None or (due is not None and due < snapshot.as_of):
        return Level(target, target, is_plan=False)
    is_plan = abs(plan - target) > TOLERANCE
    return Level(plan, asked_value(plan, row.terms) if is_plan else plan, is_plan)


@dataclass(frozen=True)
class _Found:
    gap: Gap
    parts: tuple[Part, ...]
    near: tuple[Near, ...] | None = None
    is_reported: bool = False


def _ratio(
    snapshot: Snapshot, row: SnapshotRow, readings: Mapping[str, Reading], level: float, day: date
) -> _Found | None:
    """What is missing of the numerator, on each unit's own denominator."""
    parts = _parts(readings)
    return _Found(decompose(parts, level, at_most=_is_limit(row)), parts) if parts else None


def _amounts(
    snapshot: Snapshot, row: SnapshotRow, readings: Mapping[str, Reading], level: float, day: date
) -> _Found | None:
    """What is missing of each unit's own target; where units have none, of what their reports say there is to do."""
    known = {u: r for u, r in readings.items() if r.value is not None}
    if not known:
        return None
    if not row.is_pooled:
        return _of_shares(level, known, dict.fromkeys(known, level), is_limit=_is_limit(row))
    owed: dict[str, float] = {}
    for unit_id in readings:
        own = snapshot.row(row.target.id, unit_id)
        held = None if own is None else level_on(snapshot, own, day)
        if held is None:
            return None if own is not None or _is_limit(row) else _of_reported(known)
        owed[unit_id] = held.asked
    return _of_shares(level, known, owed, is_limit=_is_limit(row))


def _of_shares(level: float, known: Mapping[str, Reading], owed: Mapping[str, float], *, is_limit: bool) -> _Found:
    parts = tuple(Part(u, r.amount, owed[u]) for u, r in known.items())
    sign = -1 if is_limit else 1
    missing = [(p.unit_id, sign * (p.denominator - p.numerator)) for p in parts]
    needed = max(0.0, sum(short for _, short in missing))
    return _Found(split(level, needed, missing), parts)


def _of_reported(known: Mapping[str, Reading]) -> _Found | None:
    """What is left of each unit's own denominator; None where no report says how much there is to do."""
    parts = tuple(Part(u, r.amount, r.denominator) for u, r in known.items() if r.denominator)
    gap = replace(decompose(parts, 100.0), level=math.fsum(p.denominator for p in parts))
    return _Found(gap, parts, is_reported=True) if parts else None


def _counted(
    snapshot: Snapshot, row: SnapshotRow, readings: Mapping[str, Reading], level: float, day: date
) -> _Found | None:
    """How many more of the units that reported must pass, and those that do not pass yet; of equally near ones who lacks least first."""
    threshold = row.target.value
    values = {u: r.value for u, r in readings.items() if r.value is not None}
    if threshold is None or not values or row.indicator.direction not in _ONE_SIDED:
        return None
    at_most, parts = row.indicator.direction is Direction.AT_MOST, _parts(readings)
    lacking = {each.unit_id: each.missing for each in decompose(parts, threshold, at_most=at_most).shortfalls}
    near = nearest(
        {u: values[u] for u in sorted(values, key=lambda u: lacking.get(u, 0.0))}, threshold, at_most=at_most
    )
    passing = len(values) - len(near)
    needed = max(0, math.ceil(level / 100 * len(values) - passing - TOLERANCE))
    return _Found(Gap(level, float(needed), float(len(near)), ()), parts, near)


def _is_limit(row: SnapshotRow) -> bool:
    return row.terms.direction is Direction.AT_MOST


def _parts(readings: Mapping[str, Reading]) -> tuple[Part, ...]:
    return tuple(
        Part(unit_id, r.numerator, r.denominator)
        for unit_id, r in readings.items()
        if r.numerator is not None and r.denominator
    )
