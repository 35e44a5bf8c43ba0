"""The projection: the pace of the judgement carried on to the due date, its band, and when there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from statistics import median

import numpy
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.domain.judgement import judge
from dashboard.domain.plan import Direction
from dashboard.domain.projection import Projection, project
from dashboard.domain.readings import Reading
from dashboard.domain.status import Status
from dashboard.domain.terms import DAYS_PER_MONTH, Terms
from tests.domain.build import CAP, CLIMB, DONE_OR_NOT, LEVEL, Q1, Q2, Q3, readings, terms

MIDDLE = date(2025, 10, 10)
BOUNDED = settings(max_examples=200, deadline=None)


def projected(target: Terms, given_readings: list[Reading], as_of: date = MIDDLE) -> Projection | None:
    """The projection from the judgement of the day."""
    return project(target, judge(target, given_readings, as_of).numbers, given_readings)


def test_an_even_pace_goes_on_as_a_straight_line_without_a_band() -> None:
    steady = [Reading(date(2025, 1, 1) + timedelta(days=n), 25 + n * 0.04) for n in (90, 180, 270)]
    found = projected(CLIMB, steady)
    assert found is not None
    assert (found.on, found.value) == (date(2025, 12, 31), pytest.approx(25 + 364 * 0.04))
    assert (found.low, found.high) == pytest.approx((found.value, found.value))


def test_an_uneven_pace_has_a_band_around_the_middle_one() -> None:
    found = projected(CLIMB, readings((Q1, 26), (Q2, 31), (Q3, 33)))
    assert found is not None
    assert found.low < found.value < found.high


@BOUNDED
@given(
    st.lists(st.floats(25, 44), min_size=2, max_size=11),
    st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST]),
)
def test_value_and_band_are_the_median_and_the_quartiles_of_all_slopes_of_the_last_six_points(
    values: list[float], direction: Direction
) -> None:
    falling = direction is Direction.AT_MOST
    target = terms(direction=direction, target=20.0, baseline=45.0) if falling else CLIMB
    start = target.baseline or 0.0
    months = [Reading(date(2025, month, 28), value) for month, value in enumerate(values, start=1)]
    found = projected(target, months, date(2025, 12, 1))
    assert found is not None
    points = [(target.start, start), *((r.date, r.amount) for r in months)][-6:]
    slopes = [(b - a) / (later - earlier).days for (earlier, a), (later, b) in combinations(points, 2)]
    days = (date(2025, 12, 31) - months[-1].date).days

    def reached(slope: float) -> float:
        return min(100.0, max(0.0, values[-1] + slope * days))

    assert found.value == pytest.approx(reached(median(slopes)))
    low, high = numpy.percentile(slopes, [25, 75])
    assert (found.low, found.high) == pytest.approx((reached(low), reached(high)))


@BOUNDED
@given(st.lists(st.floats(25.5, 44), min_size=2, max_size=4, unique=True))
def test_the_pace_is_the_one_the_judgement_speaks_of(values: list[float]) -> None:
    reported = readings(*zip((Q1, Q2, Q3), values, strict=False))
    numbers = judge(CLIMB, reported, MIDDLE).numbers
    found = project(CLIMB, numbers, reported)
    assume(found is not None and 0 < found.value < 100)
    assert found is not None
    assert numbers.recent_pace is not None
    assert numbers.pace_months == 3
    days = (date(2025, 12, 31) - reported[-1].date).days
    per_quarter = (found.value - reported[-1].amount) / days * 3 * DAYS_PER_MONTH
    assert per_quarter == pytest.approx(numbers.recent_pace, abs=1e-6)


def test_where_a_line_meets_a_bound_it_has_a_corner() -> None:
    steady = [Reading(date(2025, 1, 1) + timedelta(days=n), 25 + n * 0.04) for n in (90, 180, 270)]
    kept, free = projected(terms(bounds=(0.0, 37.02)), steady), projected(CLIMB, steady)
    assert kept is not None
    assert free is not None
    assert kept.value == 37.02
    [corner] = kept.corners
    assert (corner.on, corner.value) == (date(2025, 1, 1) + timedelta(days=301), 37.02)
    assert free.corners == ()


def test_it_stays_within_the_bounds_of_the_indicator() -> None:
    fast = readings((Q1, 26), (Q2, 27), (Q3, 44))
    open_ended = projected(terms(bounds=(None, None)), fast)
    kept = projected(terms(bounds=(0.0, 46.0)), fast)
    assert open_ended is not None
    assert kept is not None
    assert open_ended.high > 46
    assert (kept.value, kept.high) == (min(open_ended.value, 46), 46)


@pytest.mark.parametrize(
    ("target", "given_readings", "as_of"),
    [
        (CLIMB, readings((Q3, 33)), MIDDLE),
        (terms(due=None), readings((Q1, 26), (Q2, 31), (Q3, 33)), MIDDLE),
        (CLIMB, readings((Q1, 26), (Q2, 31), (Q3, 33)), date(2026, 1, 10)),
        (CLIMB, readings((Q1, 26), (Q2, 31), (Q3, 33)), date(2026, 3, 1)),
        (terms(direction=Direction.EXACTLY), readings((Q1, 26), (Q2, 31), (Q3, 33)), MIDDLE),
        (
            terms(direction=Direction.RANGE, target=None, target_low=40.0, target_high=50.0),
            readings((Q1, 26), (Q2, 31), (Q3, 33)),
            MIDDLE,
        ),
        (DONE_OR_NOT, readings((Q1, 0), (Q2, 0), (Q3, 0)), MIDDLE),
        (CLIMB, readings((Q1, 26), (Q2, 31), (Q3, 133)), MIDDLE),
        (LEVEL, readings((Q1, 96), (Q2, 94), (Q3, 93)), MIDDLE),
        (CAP, readings((Q1, 1), (Q2, 2), (Q3, 3)), MIDDLE),
        (CLIMB, readings((Q1, 26), (Q2, 31), (Q3, 45)), MIDDLE),
        (CLIMB, [], MIDDLE),
    ],
    ids=[
        "two points", "no due date", "past due, final value not late", "past due", "exact", "range", "yes or no",
        "out of bounds", "a level that holds", "a limit", "reached", "no report",
    ],
)  # fmt: skip
def test_there_is_none_where_the_rules_know_no_pace(target: Terms, given_readings: list[Reading], as_of: date) -> None:
    assert projected(target, given_readings, as_of) is None


def test_a_projection_that_reaches_the_target_leaves_the_status_where_it_is() -> None:
    late_but_fast = readings((Q1, 25.0), (Q2, 26.0), (Q3, 39.6))
    target = replace(CLIMB, bounds=(None, None))
    found = projected(target, late_but_fast)
    assert found is not None
    assert found.high > 45
    assert judge(target, late_but_fast, MIDDLE).status is Status.AT_RISK
