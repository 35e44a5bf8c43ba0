"""The plan line of a target and plan-time: the moment at which the plan asked for a value."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from dashboard.domain.plan import Direction, Kind
from dashboard.domain.terms import TOLERANCE, Band, Terms


@dataclass(frozen=True, slots=True)
class Course:
    """A plan line whose scores grow towards the target: falling indicators are turned over, bands become distances.

    `points` are (share of the window, score): baseline, milestones inside the window, target.
    """

    direction: Direction
    band: Band
    start: date
    window: int
    decimals: int
    points: tuple[tuple[float, float], ...]

    def score(self, value: float) -> float:
        """The value on a scale where more is better."""
        match self.direction:
            case Direction.AT_LEAST:
                return value
            case Direction.AT_MOST:
                return -value
            case _:
                return -self.band.shortfall(value)

    def shown(self, score: float) -> float:
        """A score as the page prints it: the value itself, or for bands the distance."""
        return score if self.direction is Direction.AT_LEAST else 0.0 - score

    def share(self, day: date) -> float:
        """The share of the window that has passed on the day (tau)."""
        return (day - self.start).days / self.window

    def plan(self, share: float) -> float:
        """The score that the plan asks for at a share of the window."""
        for (t0, p0), (t1, p1) in pairwise(self.points):
            if share <= t1:
                return p0 + (p1 - p0) * (share - t0) / (t1 - t0)
        return self.points[-1][1]

    def plan_time(self, score: float) -> float:
        """The latest moment at which the plan asked for no more than this score, as a share of the window (z).

        1 once the target is met. Worse than all the plan ever asked: on along the straight line from baseline to target.
        """
        if score >= self.points[-1][1] - TOLERANCE:
            return 1.0
        for (t0, p0), (t1, p1) in zip(reversed(self.points[:-1]), reversed(self.points[1:]), strict=True):
            if p0 <= score + TOLERANCE:
                return t0 + (t1 - t0) * max(score - p0, 0.0) / (p1 - p0)
        baseline, target = self.points[0][1], self.points[-1][1]
        return (score - baseline) / (target - baseline)

    def is_behind(self, score: float, share: float) -> bool:
        """Worse than the plan of that day, the plan rounded in the unit's favour (16 of a planned 16.4 is on plan)."""
        return score < _rounded_down(self.plan(share), self.decimals) - TOLERANCE


def course_of(terms: Terms, baseline: float) -> Course | None:
    """The plan line from baseline over milestones to target; None where there is nothing to climb or no window.

    Ranges and exact targets run straight from the baseline's distance down to 0; milestones do not apply to them.
    """
    band = terms.band
    if band is None or terms.due is None or terms.due <= terms.start or band.meets(baseline):
        return None
    window = (terms.due - terms.start).days
    course = Course(terms.direction, band, terms.start, window, terms.decimals, ())
    one_sided = terms.direction in (Direction.AT_LEAST, Direction.AT_MOST)
    target = course.score(terms.target) if one_sided and terms.target is not None else 0.0
    inside = terms.milestones_inside if one_sided else ()
    between = tuple((course.share(day), course.score(value)) for day, value in inside)
    return replace(course, points=((0.0, course.score(baseline)), *between, (1.0, target)))


def plan_value(terms: Terms, baseline: float | None, on: date) -> float | None:
    """The value that the plan asks for on a day, in the indicator's unit.

    Ranges and exact targets: the straight line from the baseline to the nearest value that meets. A baseline that meets
    already, a level without one, and any target from its due date on: the target itself. None before the start, without a
    number, and for caps and yes/no.
    """
    band = terms.band
    if band is None or terms.due is None or on < terms.start or terms.kind in (Kind.CAP, Kind.MILESTONE):
        return None
    if baseline is None or band.meets(baseline):
        return terms.target if terms.kind is Kind.LEVEL or baseline is not None or on >= terms.due else None
    if on >= terms.due or (course := course_of(terms, baseline)) is None:
        return _nearest(band, baseline)
    score = course.plan(course.share(on))
    if terms.direction in (Direction.AT_LEAST, Direction.AT_MOST):
        return course.shown(score)
    return band.low + score if baseline < band.low else band.high - score


def asked_value(plan: float, terms: Terms) -> float:
    """What a value must reach to be on a one-sided plan: the plan rounded in the unit's favour to its own decimals (rule 3.4)."""
    if terms.direction is Direction.AT_MOST:
        return -_rounded_down(-plan, terms.decimals)
    return _rounded_down(plan, terms.decimals)


def _rounded_down(score: float, decimals: int) -> float:
    scale = 10.0**decimals
    return math.floor(score * scale + TOLERANCE) / scale


def _nearest(band: Band, value: float) -> float:
    return band.low if value < band.low else band.high
