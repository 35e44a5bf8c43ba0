"""Where a value ends up on its due date if the pace it has now goes on. It says nothing about the status."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import quantiles

from dashboard.domain.plan import Direction
from dashboard.domain.readings import Reading, fault_of, newest_versions, with_values
from dashboard.domain.terms import Terms
from dashboard.domain.trajectory import RECENT_POINTS, pair_slopes
from dashboard.domain.verdict import Numbers

FEWEST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Projection:
    """The value on the day `on`, and the band from the slower to the faster of the paces lately seen.

    `corners` lie between the value judged and that day: where a line meets a bound of the indicator and goes on along it.
    """

    on: date
    value: float
    low: float
    high: float
    corners: tuple[Projection, ...] = ()


def project(terms: Terms, numbers: Numbers, readings: Sequence[Reading]) -> Projection | None:
    """The value judged, carried on to the due date at the pace of the last six of baseline and reports (Theil-Sen).

    The band is the lower and the upper quartile of the slopes between all pairs of these points. Kept within the
    indicator's bounds. None where the judgement knows no pace towards a target of one side, with fewer than three points,
    and once the due date has come.
    """
    due, day, last, baseline = terms.due, numbers.observed_on, numbers.actual, numbers.baseline
    is_one_sided = terms.direction in (Direction.AT_LEAST, Direction.AT_MOST)
    if not is_one_sided or numbers.k_recent is None or not numbers.months_left:
        return None
    if due is None or day is None or last is None or baseline is None:
        return None
    known = with_values([r for r in newest_versions(readings, day, date.max) if r.usable])
    reports = [(r.date, r.amount) for r in known if r.date > terms.start and fault_of(r, terms) is None]
    recent = [(terms.start, baseline), *reports][-RECENT_POINTS:]
    if len(recent) < FEWEST_POINTS:
        return None
    slopes = pair_slopes([(float(on.toordinal()), value) for on, value in recent])
    low, middle, high = quantiles(slopes, n=4, method="inclusive")
    floor, ceiling = terms.bounds

    def reached(slope: float, on: date) -> float:
        value = last + slope * (on - day).days
        value = value if floor is None else max(floor, value)
        return value if ceiling is None else min(ceiling, value)

    def standing(on: date, *corners: Projection) -> Projection:
        return Projection(on, reached(middle, on), reached(low, on), reached(high, on), corners)

    bounds = (bound for bound in terms.bounds if bound is not None)
    meets = ((bound - last) / slope for bound in bounds for slope in (low, middle, high) if slope)
    between = sorted({day + timedelta(days=math.ceil(days)) for days in meets if 0 < days < (due - day).days})
    return standing(due, *(standing(on) for on in between if on < due))
