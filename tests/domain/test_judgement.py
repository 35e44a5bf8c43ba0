"""Rules of the status that the worked examples leave out: the order of tests, deadlines, late and faulty reports."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.domain.judgement import judge
from dashboard.domain.periods import Calendar, Frequency, TypedPeriod, parse_period
from dashboard.domain.plan import Direction, Kind
from dashboard.domain.readings import Reading
from dashboard.domain.status import Confidence, Flag, Status
from tests.domain.build import (
    CAP,
    CLIMB,
    DONE_OR_NOT,
    LEVEL,
    Q1,
    Q2,
    Q3,
    Q4,
    judged,
    monthly,
    readings,
    terms,
)

JULY_10 = date(2025, 7, 10)


def test_a_target_in_words_is_not_comparable_and_never_overdue() -> None:
    judgement = judge(terms(target=None), [], date(2026, 6, 1))
    assert (judgement.status, judgement.reason, judgement.flags) == ("not_comparable", "no_numeric_target", ())


def test_a_target_is_not_due_before_its_start() -> None:
    assert judged(CLIMB, readings((date(2024, 12, 31), 50.0)), date(2024, 12, 31)) == ("not_due", "not_started")


def test_on_its_first_day_a_target_waits_for_a_report() -> None:
    assert judged(CLIMB, [], date(2025, 1, 1)) == ("not_due", "no_report_yet")


def test_a_stock_without_due_date_is_achieved_once_it_meets() -> None:
    assert judged(terms(due=None), readings((Q1, 45.0)), JULY_10) == ("achieved", "target_met")


def test_a_target_without_due_date_is_never_overdue_and_shows_its_value() -> None:
    judgement = judge(terms(due=None), readings((Q1, 30.0)), date(2030, 1, 1))
    assert (judgement.status, judgement.reason, judgement.flags) == ("not_enough_data", "no_due_date", ())
    assert judgement.numbers.actual == 30.0


def test_a_level_without_due_date_is_not_judged_even_when_it_meets() -> None:
    assert judged(terms(LEVEL, due=None), readings((Q1, 99.0)), JULY_10) == ("not_enough_data", "no_due_date")


def test_a_value_out_of_bounds_does_not_achieve_a_target_without_due_date() -> None:
    assert judged(terms(due=None), readings((Q1, 104.0)), JULY_10) == ("not_enough_data", "no_due_date")


def test_another_unit_is_not_compared() -> None:
    given = [Reading(Q1, 30.0), Reading(Q2, 36.0, unit="hồ sơ")]
    assert judged(CLIMB, given, JULY_10) == ("not_comparable", "unit_changed")


def test_a_zero_denominator_is_not_compared_and_not_replaced_by_the_older_one() -> None:
    given = [Reading(Q1, numerator=300, denominator=1000), Reading(Q2, numerator=0, denominator=0)]
    assert judged(CLIMB, given, JULY_10) == ("not_comparable", "missing_denominator")


def test_an_empty_report_is_not_compared_and_the_older_value_not_used_for_it() -> None:
    judgement = judge(CLIMB, [Reading(Q1, 44.0), Reading(Q2)], JULY_10)
    assert (judgement.status, judgement.reason) == ("not_comparable", "empty_value")
    assert judgement.numbers.actual is None


@pytest.mark.parametrize("nothing_counted", [-5.0, 5e-324])
def test_a_denominator_that_counts_nothing_gives_no_percentage(nothing_counted: float) -> None:
    given = [Reading(Q1, numerator=300, denominator=1000), Reading(Q2, numerator=360, denominator=nothing_counted)]
    assert judged(CLIMB, given, JULY_10) == ("not_comparable", "missing_denominator")


def test_a_missing_denominator_is_carried_from_the_last_twelve_months_with_its_badge() -> None:
    given = [Reading(Q1, numerator=300, denominator=1000), Reading(Q2, numerator=360)]
    judgement = judge(CLIMB, given, JULY_10)
    assert (judgement.status, judgement.flags) == ("on_track", (Flag.DENOMINATOR_CARRIED,))
    assert judgement.numbers.actual == 36.0


def test_a_denominator_older_than_twelve_months_is_not_carried() -> None:
    given = [Reading(date(2024, 6, 29), numerator=200, denominator=1000), Reading(Q2, numerator=360)]
    assert judged(CLIMB, given, JULY_10) == ("not_comparable", "missing_denominator")


def test_a_cap_is_missed_at_once_when_its_limit_is_passed() -> None:
    assert judged(CAP, readings((Q1, 11.0)), date(2025, 4, 1)) == ("missed", "limit_exceeded")


def test_a_cap_of_zero_is_on_track_at_zero_and_missed_at_one() -> None:
    assert judged(terms(CAP, target=0.0), readings((Q2, 0.0)), JULY_10) == ("on_track", "run_rate_within_limit")
    assert judged(terms(CAP, target=0.0), readings((Q2, 1.0)), JULY_10) == ("missed", "limit_exceeded")


def test_a_cap_a_little_over_its_rate_is_at_risk() -> None:
    assert judged(CAP, readings((Q2, 6.0)), JULY_10) == ("at_risk", "run_rate_over_limit")


def test_a_cap_far_over_its_rate_is_only_at_risk_in_the_first_quarter_of_its_time() -> None:
    assert judged(CAP, readings((date(2025, 2, 28), 9.0)), date(2025, 3, 1)) == ("at_risk", "run_rate_over_limit")


def test_a_stock_that_fell_back_before_the_due_date_is_no_longer_achieved() -> None:
    status, _ = judged(CLIMB, readings((Q1, 46.0), (Q2, 40.0)), JULY_10)
    assert status == "on_track"


def test_a_revision_can_undo_an_achievement() -> None:
    given = [Reading(Q2, 45.0, received=date(2025, 7, 5)), Reading(Q2, 34.0, received=date(2025, 8, 1))]
    assert judge(CLIMB, given, JULY_10).status == "achieved"
    later = judge(CLIMB, given, date(2025, 8, 2))
    assert (later.status, later.flags) == ("at_risk", (Flag.REVISED,))


def test_a_past_day_seen_with_what_is_known_today_uses_the_revision() -> None:
    given = [Reading(Q2, 45.0, received=date(2025, 7, 5)), Reading(Q2, 34.0, received=date(2025, 8, 1))]
    assert judge(CLIMB, given, JULY_10, known_on=date(2025, 8, 2)).status == "at_risk"


def test_an_update_that_repeats_the_value_is_no_revision() -> None:
    given = [Reading(Q2, 36.0, received=date(2025, 7, 5)), Reading(Q2, 36.0, received=date(2025, 7, 8))]
    assert judge(CLIMB, given, JULY_10).flags == ()


def test_the_report_of_thirty_one_days_before_the_due_date_stands_for_it() -> None:
    assert judged(CLIMB, readings((date(2025, 11, 30), 44.0)), date(2026, 1, 16)) == ("missed", "not_met_at_due_date")


def test_the_report_of_thirty_two_days_before_the_due_date_does_not_stand_for_it() -> None:
    assert judged(CLIMB, readings((date(2025, 11, 29), 44.0)), date(2026, 2, 1)) == (
        "report_overdue",
        "final_value_not_reported",
    )


def test_the_final_value_is_awaited_until_the_end_of_its_deadline_day() -> None:
    given = readings((Q1, 31.0), (Q2, 36.0), (Q3, 41.0))
    assert judged(CLIMB, given, date(2026, 1, 15)) == ("on_track", "on_plan_and_pace")
    assert judged(CLIMB, given, date(2026, 1, 16)) == ("report_overdue", "final_value_not_reported")


def test_on_the_due_date_without_its_report_the_target_is_still_open() -> None:
    assert judged(CLIMB, readings((Q3, 41.0)), Q4) == ("on_track", "on_plan_and_pace")


def test_a_stock_that_still_fails_after_the_due_date_was_missed_even_without_a_value_on_it() -> None:
    given = readings((Q2, 36.0), (date(2026, 3, 31), 44.0))
    assert judged(CLIMB, given, date(2026, 4, 1)) == ("missed", "not_met_at_due_date")


def test_a_level_met_only_after_the_due_date_was_missed() -> None:
    given = readings((Q4, 94.0), (date(2026, 1, 31), 97.0))
    assert judged(LEVEL, given, date(2026, 2, 1)) == ("missed", "not_met_at_due_date")


def test_a_level_reported_only_after_the_due_date_has_no_final_value() -> None:
    given = readings((Q2, 97.0), (date(2026, 1, 31), 97.0))
    assert judged(LEVEL, given, date(2026, 2, 1)) == ("report_overdue", "final_value_not_reported")


def test_a_faulty_report_after_the_due_date_does_not_unsettle_a_target_that_is_closed() -> None:
    given = readings((Q4, 45.0), (date(2026, 3, 31), 400.0))
    assert judged(CLIMB, given, date(2026, 4, 1)) == ("achieved", "target_met")


def test_a_faulty_final_value_is_named_instead_of_judging_the_one_before() -> None:
    given = readings((Q3, 44.0), (Q4, 400.0), (date(2026, 3, 31), 44.0))
    assert judged(CLIMB, given, date(2026, 4, 1)) == ("not_comparable", "out_of_bounds")


def test_no_report_is_expected_after_the_due_date() -> None:
    assert judge(CLIMB, readings((Q4, 45.0)), date(2028, 1, 1)).flags == ()


def test_a_due_date_inside_a_period_asks_for_a_report_of_its_own() -> None:
    target = terms(due=date(2025, 11, 15))
    given = readings((Q2, 38.0), (Q3, 42.0))
    assert judge(target, given, date(2025, 11, 30)).flags == ()
    late = judge(target, given, date(2025, 12, 1))
    assert (late.status, late.reason, late.flags) == (
        "report_overdue",
        "final_value_not_reported",
        (Flag.OVERDUE,),
    )


def test_a_report_newer_than_the_missing_one_makes_up_for_it() -> None:
    given = readings((Q1, 31.0), (Q3, 41.0))
    assert judge(CLIMB, given, date(2025, 10, 20)).flags == ()


def test_a_deadline_that_a_document_gives_counts_instead_of_the_grace_days() -> None:
    q3 = parse_period("2025-Q3")
    typed = Calendar(Frequency.QUARTER, 15, (TypedPeriod(q3, q3.end, date(2025, 11, 20)),))
    given = readings((Q1, 31.0), (Q2, 36.0))
    assert judged(terms(calendar=typed), given, date(2025, 11, 20)) == ("on_track", "on_plan_and_pace")
    assert judged(terms(calendar=typed), given, date(2025, 11, 21)) == (
        "report_overdue",
        "was_on_track_but_report_missing",
    )


def typed(period: str, end: date, deadline: date) -> Calendar:
    """Months due five days after their end, one of them with days of its own."""
    return Calendar(Frequency.MONTH, 5, (TypedPeriod(parse_period(period), end, deadline),))


def test_a_last_period_that_a_document_ends_before_the_due_date_is_the_last_report_asked_for() -> None:
    december = date(2025, 12, 14)
    target = terms(calendar=typed("2025-12", december, date(2025, 12, 20)))
    climbed = readings((Q2, 36.0), (Q3, 41.0), (date(2025, 10, 31), 42.5), (date(2025, 11, 30), 44.0))
    given = [*climbed, *readings((december, 44.8))]
    for day in (date(2025, 12, 21), Q4):
        judgement = judge(target, given, day)
        assert (judgement.status, judgement.flags) == ("on_track", ())
    after = judge(target, given, date(2026, 1, 1))
    assert (after.status, after.reason, after.flags) == ("missed", "not_met_at_due_date", ())
    assert judge(target, climbed, date(2025, 12, 20)).flags == ()
    assert judge(target, climbed, date(2025, 12, 21)).flags == (Flag.OVERDUE,)


def test_a_due_date_on_which_a_document_ends_a_period_has_the_deadline_of_that_period() -> None:
    due = date(2025, 12, 14)
    target = terms(due=due, calendar=typed("2025-12", due, date(2025, 12, 20)))
    given = readings((Q3, 41.0), (date(2025, 10, 31), 42.6), (date(2025, 11, 30), 44.5))
    assert judge(target, given, date(2025, 12, 20)).flags == ()
    assert judged(target, given, date(2025, 12, 20)) == ("on_track", "on_plan_and_pace")
    assert judged(target, given, date(2025, 12, 21)) == ("missed", "not_met_at_due_date")


def test_a_last_period_that_staff_let_end_after_the_due_date_is_awaited_until_its_own_deadline() -> None:
    target = terms(due=date(2025, 10, 31), calendar=typed("2025-10", date(2025, 11, 3), date(2025, 11, 20)))
    given = readings((Q2, 39.0), (Q3, 44.0))
    assert judge(target, given, date(2025, 11, 20)).flags == ()
    assert judged(target, given, date(2025, 11, 21)) == ("missed", "not_met_at_due_date")
    met = [*given, *readings((date(2025, 11, 3), 45.0))]
    assert judged(target, met, date(2025, 11, 21)) == ("achieved_late", "met_after_due_date")


def test_a_unit_that_never_reported_is_overdue_after_the_first_deadline() -> None:
    assert judged(CLIMB, [], date(2025, 4, 15)) == ("not_due", "no_report_yet")
    judgement = judge(CLIMB, [], date(2025, 4, 16))
    assert (judgement.status, judgement.reason, judgement.flags) == (
        "report_overdue",
        "never_reported",
        (Flag.OVERDUE,),
    )


def test_a_report_received_after_the_day_is_not_known_yet() -> None:
    assert judged(CLIMB, [Reading(Q1, 31.0, received=date(2025, 4, 20))], date(2025, 4, 16)) == (
        "report_overdue",
        "never_reported",
    )


def test_a_yes_or_no_without_report_is_not_due_then_at_risk_then_without_evidence() -> None:
    assert judged(DONE_OR_NOT, [], date(2025, 6, 1)) == ("not_due", "not_done_yet")
    assert judged(DONE_OR_NOT, [], date(2025, 10, 20)) == ("at_risk", "little_time_left")
    assert judged(DONE_OR_NOT, [], date(2026, 1, 16)) == ("report_overdue", "no_evidence_of_completion")


def test_a_yes_or_no_has_little_time_left_from_twenty_percent_of_its_window_on() -> None:
    last_calm_day = date(2025, 12, 31) - timedelta(days=73)
    given = readings((Q1, 0.0))
    assert judged(DONE_OR_NOT, given, last_calm_day) == ("not_due", "not_done_yet")
    assert judged(DONE_OR_NOT, given, last_calm_day + timedelta(days=1)) == ("at_risk", "little_time_left")


def test_a_short_yes_or_no_has_little_time_left_from_thirty_days_on() -> None:
    short = terms(DONE_OR_NOT, start=date(2025, 11, 1))
    assert judged(short, readings((date(2025, 11, 15), 0.0)), date(2025, 11, 30)) == ("not_due", "not_done_yet")
    assert judged(short, readings((date(2025, 11, 15), 0.0)), date(2025, 12, 1)) == ("at_risk", "little_time_left")


def test_a_yes_or_no_done_after_its_date_is_achieved_late() -> None:
    given = readings((Q4, 0.0), (date(2026, 2, 28), 1.0))
    assert judged(DONE_OR_NOT, given, date(2026, 3, 1)) == ("achieved_late", "met_after_due_date")


def test_a_yes_or_no_with_time_left_that_never_reported_is_not_due_and_carries_the_overdue_badge() -> None:
    judgement = judge(terms(DONE_OR_NOT, calendar=CLIMB.calendar), [], date(2025, 5, 1))
    assert (judgement.status, judgement.reason) == ("not_due", "not_done_yet")
    assert "overdue" in judgement.flags


def test_a_stock_missed_on_its_due_date_is_not_comparable_while_its_newest_report_is_empty() -> None:
    known = readings((date(2025, 12, 31), 44.9), (date(2026, 9, 30), 54.1), (date(2026, 12, 31), None))
    assert judged(CLIMB, known, date(2027, 1, 15)) == ("not_comparable", "empty_value")


def test_an_older_value_does_not_miss_the_target_while_the_report_of_the_due_date_is_not_late_yet() -> None:
    assert judged(CLIMB, readings((date(2025, 11, 30), 44.0)), date(2026, 1, 15)) == ("on_track", "on_plan_and_pace")


def test_a_done_yes_or_no_that_nobody_reports_on_is_not_overdue() -> None:
    assert judge(DONE_OR_NOT, readings((Q1, 1.0)), date(2026, 6, 1)).flags == ()


def test_a_value_on_the_start_alone_is_baseline_and_not_progress() -> None:
    target = terms(baseline=None)
    assert judged(target, readings((date(2025, 1, 1), 25.0)), date(2025, 3, 1)) == ("not_enough_data", "baseline_only")


def test_the_newest_value_of_the_year_before_the_start_is_the_baseline() -> None:
    given = readings((date(2024, 3, 31), 5.0), (date(2024, 12, 31), 25.0), (Q2, 36.0))
    judgement = judge(terms(baseline=None), given, JULY_10)
    assert (judgement.status, judgement.numbers.baseline) == ("on_track", 25.0)


def test_a_value_older_than_a_year_before_the_start_is_no_baseline() -> None:
    given = readings((date(2023, 12, 31), 25.0), (Q2, 36.0))
    assert judged(terms(baseline=None), given, JULY_10) == ("not_enough_data", "no_baseline")


def test_the_baseline_of_the_document_goes_before_the_observed_one() -> None:
    judgement = judge(CLIMB, readings((date(2024, 12, 31), 30.0), (Q2, 36.0)), JULY_10)
    assert judgement.numbers.baseline == 25.0


def test_a_baseline_beyond_the_target_does_not_achieve_it_without_a_report() -> None:
    assert judged(terms(baseline=50.0), [], date(2025, 4, 1)) == ("not_due", "no_report_yet")


def test_a_stock_fallen_back_from_a_baseline_that_met_is_judged_as_a_level() -> None:
    target = terms(baseline=50.0)
    assert judged(target, readings((Q1, 44.0)), date(2025, 4, 1)) == ("at_risk", "fails_now")
    given = readings((Q1, 44.0), (Q2, 43.0), (Q3, 44.5))
    assert judged(target, given, date(2025, 10, 1)) == ("off_track", "consistently_fails")


def test_a_baseline_on_the_target_is_an_ordinary_case() -> None:
    assert judged(terms(baseline=45.0), readings((Q1, 45.0)), date(2025, 4, 1)) == ("achieved", "target_met")
    assert judged(terms(baseline=45.0), readings((Q1, 44.0)), date(2025, 4, 1)) == ("at_risk", "fails_now")


def test_a_falling_indicator_with_target_zero_runs_on_its_plan() -> None:
    target = terms(direction=Direction.AT_MOST, target=0.0, baseline=33.0, decimals=0)
    assert judged(target, readings((Q2, 16.0)), JULY_10) == ("on_track", "on_plan_and_pace")
    assert judged(target, readings((Q2, 0.0)), JULY_10) == ("achieved", "target_met")


def test_an_exact_target_is_met_by_what_rounds_to_it() -> None:
    target = terms(direction=Direction.EXACTLY, target=6.5, baseline=5.0, bounds=(None, None))
    assert judged(target, readings((Q4, 6.55)), Q4) == ("achieved", "target_met")
    assert judged(target, readings((Q4, 6.56)), Q4) == ("missed", "not_met_at_due_date")


def test_an_exact_target_with_tolerance_is_met_inside_it() -> None:
    target = terms(direction=Direction.EXACTLY, target=6.5, tolerance=0.2, baseline=5.0)
    assert judged(target, readings((Q4, 6.7)), Q4) == ("achieved", "target_met")


def test_a_range_is_left_on_either_side() -> None:
    target = terms(direction=Direction.RANGE, target=None, target_low=20.0, target_high=30.0, baseline=25.0)
    assert judged(target, readings((Q4, 19.9)), Q4) == ("missed", "not_met_at_due_date")
    assert judged(target, readings((Q4, 30.1)), Q4) == ("missed", "not_met_at_due_date")


def test_a_window_of_no_days_is_decided_on_its_day() -> None:
    target = terms(start=Q4, due=Q4)
    assert judged(target, readings((Q4, 45.0)), Q4) == ("achieved", "target_met")
    assert judged(target, readings((Q4, 44.0)), Q4) == ("missed", "not_met_at_due_date")
    assert judged(target, [], Q4) == ("not_due", "no_report_yet")


def test_a_level_that_starts_below_its_target_is_on_track_as_soon_as_it_meets() -> None:
    climbing = terms(LEVEL, baseline=80.0)
    assert judged(climbing, monthly(81.0, 82.0, 83.0, 95.0), date(2025, 5, 1)) == ("on_track", "meets_now")


def test_a_level_that_starts_below_its_target_climbs_along_a_plan() -> None:
    climbing = terms(LEVEL, baseline=80.0)
    judgement = judge(climbing, monthly(80.5, 81.0, 81.5, 82.0), date(2025, 5, 1))
    assert (judgement.status, judgement.reason) == ("off_track", "behind_and_slow")
    assert judgement.numbers.months_late is not None


def test_silence_hides_a_green_but_no_yellow() -> None:
    day = date(2025, 10, 16)
    assert judged(CLIMB, readings((Q2, 36.0)), day) == ("report_overdue", "was_on_track_but_report_missing")
    yellow = judge(CLIMB, readings((Q2, 33.5)), day)
    assert (yellow.status, yellow.flags) == ("at_risk", (Flag.OVERDUE,))


def test_a_provisional_value_carries_its_badge() -> None:
    assert judge(CLIMB, [Reading(Q2, 36.0, provisional=True)], JULY_10).flags == (Flag.PROVISIONAL,)


def test_a_status_given_from_outside_stands_for_the_earlier_reports() -> None:
    given = readings((Q1, 26.0), (Q2, 36.0))
    assert judge(CLIMB, given, JULY_10, previous=Status.ON_TRACK).reason == "on_plan_and_pace"
    assert judge(CLIMB, given, JULY_10).reason == "on_plan_and_pace"
    near = readings((Q1, 26.0), (Q2, 35.0))
    assert judge(CLIMB, near, JULY_10).reason == "recovering_not_confirmed"
    assert judge(CLIMB, near, JULY_10, previous=Status.ON_TRACK).reason == "on_plan_and_pace"


def test_a_pooled_value_is_achieved_only_when_its_worst_bound_meets() -> None:
    open_pool = [Reading(Q2, 46.0, low=43.0, high=49.0, partial=True)]
    judgement = judge(CLIMB, open_pool, JULY_10)
    assert (judgement.status, judgement.reason, judgement.flags) == ("on_track", "meets_now", (Flag.PARTIAL,))
    proven = [Reading(Q2, 48.0, low=45.0, high=49.0, partial=True)]
    assert judged(CLIMB, proven, JULY_10) == ("achieved", "target_met")


def test_a_pooled_value_is_missed_only_when_its_best_bound_fails() -> None:
    day = date(2026, 2, 1)
    assert judged(CLIMB, [Reading(Q4, 40.0, low=38.0, high=44.9)], day) == ("missed", "not_met_at_due_date")
    assert judged(CLIMB, [Reading(Q4, 44.0, low=40.0, high=46.0)], day) == (
        "report_overdue",
        "final_value_not_reported",
    )
    assert judged(CLIMB, [Reading(Q4, 46.0, low=44.0, high=48.0)], day) == (
        "report_overdue",
        "final_value_not_reported",
    )


def test_until_its_deadline_an_open_pool_on_the_due_date_is_judged_by_its_value() -> None:
    day = date(2026, 1, 15)
    assert judged(CLIMB, [Reading(Q4, 44.0, low=40.0, high=46.0)], day) == ("at_risk", "behind_plan")
    assert judged(CLIMB, [Reading(Q4, 46.0, low=44.0, high=48.0)], day) == ("on_track", "meets_now")


def test_a_pooled_cap_is_missed_only_when_its_best_bound_exceeds_the_limit() -> None:
    assert judged(CAP, [Reading(Q1, 11.0, low=9.0, high=14.0)], date(2025, 4, 1))[0] != "missed"
    assert judged(CAP, [Reading(Q1, 12.0, low=11.0, high=14.0)], date(2025, 4, 1)) == ("missed", "limit_exceeded")


def test_a_pool_that_too_few_reported_to_is_overdue() -> None:
    few = Reading(Q2, 46.0, low=20.0, high=70.0, partial=True, usable=False)
    assert judged(CLIMB, [few], date(2025, 8, 1)) == ("report_overdue", "no_report")
    after_green = judge(CLIMB, [Reading(Q1, 31.0), few], date(2025, 8, 1))
    assert (after_green.status, after_green.reason) == ("report_overdue", "was_on_track_but_report_missing")


def test_a_pool_that_too_few_reported_to_does_not_turn_red_into_grey() -> None:
    few = Reading(Q3, 46.0, low=20.0, high=70.0, partial=True, usable=False)
    judgement = judge(CLIMB, [Reading(Q2, 26.0), few], date(2025, 11, 1))
    assert (judgement.status, judgement.flags) == ("off_track", (Flag.OVERDUE,))


def test_confidence_is_high_with_three_clear_and_fresh_reports() -> None:
    given = readings((Q1, 32.0), (Q2, 38.0), (Q3, 43.0))
    assert judge(CLIMB, given, date(2025, 10, 5)).confidence is Confidence.HIGH


def test_confidence_steps_down_for_each_weakness_and_never_below_low() -> None:
    given = readings((Q1, 32.0), (Q2, 38.0), (Q3, 43.0))
    provisional = [*given[:2], Reading(Q3, 43.0, provisional=True)]
    assert judge(CLIMB, provisional, date(2025, 10, 5)).confidence is Confidence.MEDIUM
    assert judge(CLIMB, [Reading(Q1, 30.0, provisional=True)], date(2025, 4, 5)).confidence is Confidence.LOW


def test_a_fact_is_certain_even_with_one_report() -> None:
    assert judge(CLIMB, readings((Q4, 40.0)), date(2026, 1, 2)).confidence is Confidence.HIGH


def test_paces_are_told_per_reporting_period_in_the_indicators_unit() -> None:
    numbers = judge(CLIMB, readings((Q2, 31.0)), JULY_10).numbers
    assert numbers.needed_pace is not None and numbers.recent_pace is not None and numbers.months_late is not None
    assert (round(numbers.needed_pace, 1), round(numbers.recent_pace, 1)) == (6.9, 3.0)
    assert (round(numbers.months_late, 1), numbers.pace_months) == (2.3, 3)


def test_paces_of_a_falling_indicator_are_positive_towards_its_target() -> None:
    target = terms(direction=Direction.AT_MOST, baseline=45.0, target=25.0)
    numbers = judge(target, readings((Q2, 39.0)), JULY_10).numbers
    assert numbers.needed_pace is not None and numbers.recent_pace is not None
    assert (round(numbers.needed_pace, 1), round(numbers.recent_pace, 1)) == (6.9, 3.0)


def test_paces_on_a_plan_with_milestones_are_months_of_plan_per_month() -> None:
    numbers = judge(terms(milestones=((Q2, 30.0),)), readings((Q2, 28.0)), JULY_10).numbers
    assert numbers.pace_months is None
    assert numbers.recent_pace is not None and numbers.k_recent is not None and numbers.needed_pace is not None
    assert numbers.recent_pace == numbers.k_recent * numbers.needed_pace


def test_a_kind_of_target_for_each_rule_gets_its_own_numbers() -> None:
    assert judge(CAP, readings((Q2, 4.0)), JULY_10).numbers.run_rate is not None
    assert judge(LEVEL, monthly(96.0, 97.0, 96.0, 97.0, 96.0), date(2025, 6, 1)).numbers.limits is not None
    assert judge(terms(kind=Kind.STOCK), readings((Q2, 36.0)), JULY_10).numbers.k_all is not None
