"""Levels that should stay good, and counts that must stay under a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dashboard.domain.plan import Direction
from dashboard.domain.readings import Reading
from dashboard.domain.status import Reason, Status
from dashboard.domain.terms import TOLERANCE, Band, Terms
from dashboard.domain.trajectory import EARLY
from dashboard.domain.verdict import Numbers, Verdict

LIMIT_FACTOR = 2.66
FEWEST_FOR_LIMITS = 5
MOST_FOR_LIMITS = 12
RECENT_REPORTS = 3
FAR_OVER = 1.25


def natural_limits(values: Sequence[float]) -> tuple[float, float] | None:
    """Where ordinary variation reaches: mean -+ 2.66 * mean moving range of the last 12 reports; None below 5."""
    last = values[-MOST_FOR_LIMITS:]
    if len(last) < FEWEST_FOR_LIMITS:
        return None
    mean = sum(last) / len(last)
    moves = [abs(b - a) for a, b in pairwise(last)]
    reach = LIMIT_FACTOR * sum(moves) / len(moves)
    return mean - reach, mean + reach


def judge_level(terms: Terms, band: Band, reports: Sequence[Reading], numbers: Numbers) -> Verdict:
    """A level that should stay good is on track while its last three reports all meet the target.

    Off track: the last three all fail, or even the better natural limit fails. At risk: it fails now, or failed once in
    the last three. With fewer than three reports those there are decide, and it cannot be off track by count.
    """
    last = reports[-1]
    values = [reading.amount for reading in reports]
    limits = natural_limits(values)
    reliable = limits is not None and band.meets(limits[0]) and band.meets(limits[1])
    numbers = replace(numbers, limits=limits, reliable=reliable)
    recent = [band.meets(value) for value in values[-RECENT_REPORTS:]]
    if all(recent):
        return Verdict(Status.ON_TRACK, Reason.MEETS_NOW, last, numbers)
    if (len(recent) == RECENT_REPORTS and not any(recent)) or _even_its_best_fails(terms.direction, band, values):
        return Verdict(Status.OFF_TRACK, Reason.CONSISTENTLY_FAILS, last, numbers)
    return Verdict(Status.AT_RISK, Reason.FAILED_RECENTLY if recent[-1] else Reason.FAILS_NOW, last, numbers)


def _even_its_best_fails(direction: Direction, band: Band, values: Sequence[float]) -> bool:
    """Whether the natural limit on the good side still fails the target.

    A fall in the last report widens the limits; it must not widen them in its own favour, or a worse value would earn a
    better status. So the last step counts here only where it is an improvement. Ranges and exact targets fail when no
    value between the limits lies in the band.
    """
    match direction:
        case Direction.AT_LEAST:
            scores, needed = list(values), band.low
        case Direction.AT_MOST:
            scores, needed = [-value for value in values], -band.high
        case _:
            both = natural_limits(values)
            return both is not None and not band.overlaps(*both)
    limits = natural_limits([*scores[:-1], max(scores[-2:])])
    return limits is not None and limits[1] < needed - TOLERANCE


def judge_cap(limit: float, reports: Sequence[Reading], elapsed: float, numbers: Numbers) -> Verdict:
    """A count under a limit is on track while the count, carried on at its rate so far, ends within the limit.

    Off track: it would end above 1.25 times the limit, and a quarter of the time has passed. At risk: above the limit.
    A count that has passed its limit already never gets here: it is missed at once.
    """
    last = reports[-1]
    run_rate = last.amount / elapsed
    numbers = replace(numbers, run_rate=run_rate)
    if run_rate <= limit + TOLERANCE:
        return Verdict(Status.ON_TRACK, Reason.RUN_RATE_WITHIN_LIMIT, last, numbers)
    if run_rate > FAR_OVER * limit + TOLERANCE and elapsed >= EARLY:
        return Verdict(Status.OFF_TRACK, Reason.RUN_RATE_FAR_OVER, last, numbers)
    return Verdict(Status.AT_RISK, Reason.RUN_RATE_OVER_LIMIT, last, numbers)
