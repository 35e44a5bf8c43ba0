"""Levels that should stay good."""

from __future__ import annotations

from datetime import date

from dashboard.domain.judgement import judge
from dashboard.domain.levels import natural_limits
from dashboard.domain.plan import Direction
from dashboard.domain.status import Confidence
from tests.domain.build import LEVEL, judged, monthly, terms

SUMMER = date(2025, 6, 2)


def test_a_level_whose_last_three_reports_meet_is_on_track() -> None:
    assert judged(LEVEL, monthly(90.0, 90.0, 96.0, 95.0, 97.0), SUMMER) == ("on_track", "meets_now")


def test_a_level_that_failed_once_in_the_last_three_is_at_risk() -> None:
    assert judged(LEVEL, monthly(97.0, 97.0, 97.0, 94.0, 97.0), SUMMER) == ("at_risk", "failed_recently")


def test_a_level_whose_last_three_reports_fail_is_off_track() -> None:
    assert judged(LEVEL, monthly(99.0, 99.0, 94.0, 94.9, 94.0), SUMMER) == ("off_track", "consistently_fails")


def test_two_failing_reports_are_not_enough_to_be_off_track() -> None:
    assert judged(LEVEL, monthly(90.0, 90.0), date(2025, 3, 2)) == ("at_risk", "fails_now")


def test_a_level_whose_better_natural_limit_still_fails_is_off_track() -> None:
    values = [90.0, 90.1, 90.0, 90.1, 90.0, 90.1, 90.0, 90.1, 90.0, 95.0, 90.0]
    assert judged(LEVEL, monthly(*values), date(2025, 12, 2)) == ("off_track", "consistently_fails")


def test_a_deeper_fall_does_not_widen_the_limits_in_its_own_favour() -> None:
    values = [90.0, 90.1, 90.0, 90.1, 90.0, 90.1, 90.0, 90.1, 90.0, 95.0, 60.0]
    assert judged(LEVEL, monthly(*values), date(2025, 12, 2)) == ("off_track", "consistently_fails")


def test_a_level_is_of_high_confidence_only_when_ordinary_variation_stays_good() -> None:
    steady = judge(LEVEL, monthly(98.0, 98.1, 98.0, 98.1, 98.0), SUMMER)
    swaying = judge(LEVEL, monthly(98.0, 96.0, 98.0, 96.0, 98.0), SUMMER)
    assert (steady.numbers.reliable, steady.confidence) == (True, Confidence.HIGH)
    assert (swaying.numbers.reliable, swaying.confidence) == (False, Confidence.MEDIUM)


def test_a_level_that_must_not_exceed_is_judged_the_other_way_round() -> None:
    target = terms(LEVEL, direction=Direction.AT_MOST, target=5.0, baseline=4.0)
    assert judged(target, monthly(4.0, 5.0, 4.9), date(2025, 4, 2)) == ("on_track", "meets_now")
    assert judged(target, monthly(5.1, 5.2, 5.3), date(2025, 4, 2)) == ("off_track", "consistently_fails")


def test_a_level_that_should_stay_in_a_range_fails_on_either_side() -> None:
    target = terms(
        LEVEL,
        direction=Direction.RANGE,
        target=None,
        target_low=95.0,
        target_high=105.0,
        baseline=100.0,
        bounds=(None, None),
    )
    assert judged(target, monthly(94.0, 106.0, 94.0), date(2025, 4, 2)) == ("off_track", "consistently_fails")
    assert judged(target, monthly(94.0, 106.0, 100.0), date(2025, 4, 2)) == ("at_risk", "failed_recently")


def test_a_level_without_baseline_is_judged_by_its_reports() -> None:
    assert judged(terms(LEVEL, baseline=None), monthly(96.0), date(2025, 2, 2)) == ("on_track", "meets_now")


def test_natural_limits_need_five_reports_and_look_at_the_last_twelve() -> None:
    assert natural_limits([95.0] * 4) is None
    assert natural_limits([0.0] + [95.0] * 12) == (95.0, 95.0)
