"""A pool of units over time: its periods, its baseline, where its plan line starts, and which period is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.domain.periods import Calendar
from dashboard.domain.plan import Aggregation
from dashboard.domain.pooling import pool, pool_chosen, pool_indexed
from dashboard.domain.pools import Pooled, UnitHistory, UnitIndex, is_achieved
from dashboard.domain.readings import Reading
from dashboard.domain.terms import Band

__all__ = ["Pooled", "PooledHistory", "UnitHistory", "effective_start", "is_achieved", "pool", "pooled_readings"]


@dataclass(frozen=True)
class PooledHistory:
    """A pool over time: `readings` go to `judge` (baseline first), `periods` say who reported, `judged` is the newest.

    `judged` is the newest period whose deadline has passed or whose cover is large enough; None before the first.
    `baseline` is the pooled starting value, dated on the pool's start.
    """

    readings: tuple[Reading, ...]
    periods: tuple[Pooled, ...]
    baseline: Pooled | None
    judged: Pooled | None


def effective_start(target_start: date, units: Iterable[UnitHistory], on: date) -> date:
    """Where the plan line of a unit or a pool begins: not before the newest of its units that exist on the day existed."""
    return max([target_start, *(u.valid_from for u in units if u.valid_from is not None and u.is_expected_on(on))])


def pooled_readings(
    units: Iterable[UnitHistory],
    aggregation: Aggregation,
    *,
    start: date,
    due: date | None,
    as_of: date,
    calendar: Calendar | None,
    threshold: Band | None = None,
) -> PooledHistory:
    """The pool's values over time, as `judge` takes them, with who reported in each period.

    `start` is the pool's effective start. Up to it, each unit's own newest value of the last 12 months makes the pooled
    baseline, dated on it. After it, every period that anybody reported or whose deadline has passed is pooled; one that
    is still open counts only with enough cover, so that an early month does not grey the board.
    """
    indexes = [UnitIndex(unit) for unit in units]
    baseline = _baseline(indexes, aggregation, start, threshold) if start <= as_of else None
    reported = {day for index in indexes for day in index.by_date if start < day <= as_of}
    dates = {day for day in reported if _is_period_end(calendar, day, due)}
    if calendar is not None and due is not None:
        dates |= {period.end for period in calendar.due(start, as_of) if period.end <= due}
    periods = [pool_indexed(indexes, aggregation, day, threshold) for day in sorted(dates)]
    counting = [period for period in periods if period.usable or _deadline(calendar, period.on) < as_of]
    readings = [period.reading for period in counting]
    if baseline is not None:
        readings.insert(0, baseline.reading)
    return PooledHistory(tuple(readings), tuple(periods), baseline, counting[-1] if counting else None)


def _baseline(
    indexes: Sequence[UnitIndex], aggregation: Aggregation, start: date, threshold: Band | None
) -> Pooled | None:
    expected = [index for index in indexes if index.unit.is_expected_on(start)]
    chosen = [(index, index.newest_within_year(start)) for index in expected]
    if all(reading is None for _, reading in chosen):
        return None
    return pool_chosen(chosen, aggregation, start, threshold)


def _is_period_end(calendar: Calendar | None, day: date, due: date | None) -> bool:
    """Whether a pool has a period on the day: baselines that single units dated on their own first day are not one."""
    return calendar is None or day == due or calendar.ending_on(day) is not None


def _deadline(calendar: Calendar | None, day: date) -> date:
    if calendar is None:
        return day
    period = calendar.ending_on(day)
    return day + timedelta(days=calendar.grace_days) if period is None else calendar.deadline(period)
