"""Plan line, plan-time, pace and the way back to green."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.domain.course import Course, asked_value, course_of, plan_value
from dashboard.domain.plan import Direction, Kind
from dashboard.domain.trajectory import Walk, judge_step_after, median_slope
from tests.domain.build import CLIMB, LEVEL, Q1, Q2, Q3, judged, readings, terms

HALF_WAY = date(2025, 7, 2)


def course(**changes: object) -> Course:
    found = course_of(terms(start=date(2025, 1, 1), due=date(2026, 1, 1), **changes), 0.0)
    assert found is not None
    return found


def test_on_a_straight_plan_plan_time_is_the_share_of_the_distance() -> None:
    assert course(target=100.0).plan_time(30.0) == pytest.approx(0.30)


def test_on_a_flat_stretch_plan_time_is_its_end() -> None:
    flat = course(target=100.0, milestones=((HALF_WAY, 0.0),))
    assert flat.plan_time(0.0) == pytest.approx(182 / 365)


def test_where_a_plan_dips_plan_time_is_the_last_moment_that_asked_no_more() -> None:
    dipping = course(target=100.0, milestones=((date(2025, 4, 2), 40.0), (HALF_WAY, 20.0)))
    assert dipping.plan_time(20.0) == pytest.approx(182 / 365)


def test_worse_than_the_baseline_plan_time_goes_on_along_the_straight_line() -> None:
    assert course(target=100.0, milestones=((HALF_WAY, 80.0),)).plan_time(-10.0) == pytest.approx(-0.10)


def test_milestones_outside_the_window_are_not_on_the_plan() -> None:
    outside = course(target=100.0, milestones=((date(2024, 6, 1), 50.0), (date(2026, 6, 1), 60.0)))
    assert outside.points == ((0.0, 0.0), (1.0, 100.0))


def test_a_count_is_on_plan_when_it_reaches_the_whole_units_of_the_plan() -> None:
    villages = course(target=33.0, decimals=0)
    assert not villages.is_behind(16.0, 16.4 / 33)
    assert villages.is_behind(15.0, 16.4 / 33)


def test_what_a_plan_asks_is_the_whole_units_of_it_on_the_good_side() -> None:
    assert asked_value(16.4, terms(decimals=0)) == 16.0
    assert asked_value(55.04, terms(decimals=1)) == 55.0
    assert asked_value(16.4, terms(direction=Direction.AT_MOST, decimals=0)) == 17.0


def test_a_falling_plan_is_rounded_in_the_units_favour_too() -> None:
    falling = course_of(terms(direction=Direction.AT_MOST, target=0.0, decimals=0), 33.0)
    assert falling is not None
    assert not falling.is_behind(falling.score(17.0), 16.6 / 33)
    assert falling.is_behind(falling.score(18.0), 16.6 / 33)


def test_there_is_no_course_where_the_baseline_meets_already() -> None:
    assert course_of(terms(target=45.0), 45.0) is None


def test_the_median_of_an_even_number_of_slopes_is_the_mean_of_the_middle_two() -> None:
    assert median_slope([(0.0, 0.0), (1.0, 1.0), (2.0, 4.0), (3.0, 5.0)]) == pytest.approx((5 / 3 + 2) / 2)


def test_behind_plan_in_the_first_quarter_of_the_time_is_only_at_risk() -> None:
    given = readings((date(2025, 3, 1), 25.0))
    assert judged(CLIMB, given, date(2025, 3, 2)) == ("at_risk", "behind_plan_early")


def test_no_progress_at_a_quarter_of_the_time_is_off_track() -> None:
    on_the_quarter = terms(start=date(2025, 1, 1), due=date(2025, 1, 1).replace(year=2026))
    assert judged(on_the_quarter, readings((date(2025, 4, 3), 25.0)), date(2025, 4, 3)) == (
        "off_track",
        "behind_and_slow",
    )


def test_behind_with_a_recent_pace_that_covers_the_rest_is_catching_up() -> None:
    given = readings((Q1, 25.0), (Q2, 25.5), (date(2025, 7, 31), 30.0), (date(2025, 8, 31), 35.0), (Q3, 39.8))
    assert judged(CLIMB, given, date(2025, 10, 2)) == ("at_risk", "behind_but_catching_up")


def test_needing_more_than_the_best_interval_ever_is_off_track_after_half_the_time() -> None:
    given = readings((Q1, 29.0), (date(2025, 5, 31), 31.7), (date(2025, 7, 31), 34.4))
    assert judged(CLIMB, given, date(2025, 8, 2)) == ("off_track", "needs_more_than_best_ever")


def test_two_intervals_are_too_few_to_know_the_best_one() -> None:
    given = readings((Q1, 29.0), (date(2025, 7, 31), 34.4))
    assert judged(CLIMB, given, date(2025, 8, 2)) == ("at_risk", "behind_plan")


def test_an_achievement_on_the_way_clears_what_was_before_it() -> None:
    slow_then_met_then_near = readings((Q1, 26.0), (date(2025, 4, 30), 45.0), (Q2, 35.0))
    assert judged(CLIMB, slow_then_met_then_near, date(2025, 7, 2))[1] != "recovering_not_confirmed"


def test_the_short_replay_equals_the_long_one() -> None:
    values = [(Q1, 26.0), (date(2025, 4, 30), 30.0), (date(2025, 5, 31), 33.4), (Q2, 35.0), (date(2025, 7, 31), 36.9)]
    plan = course_of(CLIMB, 25.0)
    assert plan is not None
    walk = Walk(plan, values)
    status = reason = None
    for index in range(1, len(values) + 1):
        step = walk.step(index)
        assert step is not None
        status, reason = judge_step_after(step, status)
    assert walk.judge_last(None) == (status, reason) == ("at_risk", "recovering_not_confirmed")


def test_the_plan_of_a_day_runs_from_baseline_over_milestones_to_target() -> None:
    target = terms(start=date(2025, 1, 1), due=date(2026, 1, 1), target=100.0, milestones=((HALF_WAY, 20.0),))
    days = (date(2025, 1, 1), date(2025, 4, 2), HALF_WAY, date(2026, 1, 1), date(2027, 1, 1))
    assert [plan_value(target, 0.0, day) for day in days] == pytest.approx([0.0, 10.0, 20.0, 100.0, 100.0])


def test_the_plan_of_a_range_runs_to_its_nearest_edge() -> None:
    target = terms(direction=Direction.RANGE, target=None, target_low=95.0, target_high=105.0, due=date(2026, 1, 1))
    half = date(2025, 1, 1).toordinal() + 365 // 2
    assert plan_value(target, 70.0, date.fromordinal(half)) == pytest.approx(70.0 + 25.0 * 182 / 365)
    assert plan_value(target, 130.0, date(2026, 1, 1)) == 105.0


def test_there_is_no_plan_before_the_start_without_a_baseline_before_the_due_date_or_for_a_count_under_a_limit() -> (
    None
):
    assert plan_value(CLIMB, 25.0, date(2024, 12, 31)) is None
    assert plan_value(CLIMB, None, Q1) is None
    assert CLIMB.due is not None
    assert plan_value(CLIMB, None, CLIMB.due) == CLIMB.target
    assert plan_value(terms(kind=Kind.CAP), 0.0, Q1) is None


def test_the_plan_of_a_level_that_holds_is_its_target() -> None:
    assert plan_value(LEVEL, 96.0, Q1) == 95.0
