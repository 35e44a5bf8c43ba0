"""Pools of units: sums of parts, bounds that silent units leave open, periods, baselines."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.domain.judgement import judge
from dashboard.domain.periods import Calendar, Frequency, TypedPeriod, parse_period
from dashboard.domain.plan import Aggregation, UnitKind
from dashboard.domain.readings import Reading
from dashboard.domain.rollup import PooledHistory, UnitHistory, effective_start, is_achieved, pool, pooled_readings
from dashboard.domain.status import Reason
from dashboard.domain.terms import Band
from tests.domain.build import CLIMB, Q1, Q2, Q3, Q4, QUARTERLY, terms

FOUNDED = date(2025, 7, 1)
AT_LEAST_70 = Band(70.0, float("inf"))


def unit(name: str, *given: Reading, kind: UnitKind = UnitKind.COMMUNE, **life: date) -> UnitHistory:
    return UnitHistory(name, kind, life.get("valid_from"), life.get("valid_to"), given)


def share(on: date, numerator: float | None, denominator: float | None = 100.0) -> Reading:
    return Reading(on, numerator=numerator, denominator=denominator)


def history(*units: UnitHistory, as_of: date, start: date = date(2025, 1, 1), **options: object) -> PooledHistory:
    settings = {"start": start, "due": Q4, "as_of": as_of, "calendar": QUARTERLY, **options}
    return pooled_readings(units, Aggregation.RATIO_OF_SUMS, **settings)  # type: ignore[arg-type]


def test_a_pool_names_who_reported_and_who_is_silent() -> None:
    pooled = pool([unit("a", share(Q1, 30)), unit("b")], Aggregation.RATIO_OF_SUMS, Q1)
    assert (pooled.reported, pooled.silent, pooled.expected) == (("a",), ("b",), 2)


def test_a_silent_units_denominator_is_its_own_last_one() -> None:
    units = [unit("a", share(Q2, 540, 900)), unit("b", share(Q1, 10, 100))]
    pooled = pool(units, Aggregation.RATIO_OF_SUMS, Q2)
    assert (pooled.low, pooled.high, pooled.cover, pooled.carried) == (54.0, 64.0, 0.9, True)
    assert pooled.reading.partial and pooled.reading.carried


def test_a_silent_unit_without_denominator_of_the_last_year_gets_the_median_of_its_kind() -> None:
    units = [
        unit("a", share(Q4, 10, 100)),
        unit("b", share(Q4, 10, 300)),
        unit("agency", share(Q4, 10, 5000), kind=UnitKind.AGENCY),
        unit("silent", share(date(2024, 12, 30), 10, 9999)),
    ]
    pooled = pool(units, Aggregation.RATIO_OF_SUMS, Q4)
    assert pooled.cover == pytest.approx(5400 / 5600)


def test_without_any_known_denominator_cover_counts_units_and_everything_is_open() -> None:
    units = [unit("a", share(Q1, 10)), unit("agency", kind=UnitKind.AGENCY)]
    pooled = pool(units, Aggregation.RATIO_OF_SUMS, Q1)
    assert (pooled.cover, pooled.low, pooled.high) == (0.5, 0.0, 100.0)


def test_a_unit_where_nothing_arose_has_reported() -> None:
    units = [unit("a", share(Q1, 30)), unit("b", Reading(Q1, numerator=0, denominator=0, not_arising=True))]
    pooled = pool(units, Aggregation.RATIO_OF_SUMS, Q1)
    assert (pooled.value, pooled.silent, pooled.cover) == (30.0, (), 1.0)


def test_a_pool_where_nothing_arose_has_no_value_and_is_not_comparable() -> None:
    pooled = pool([unit("a", share(Q1, 0, 0)), unit("b", share(Q1, 0, 0))], Aggregation.RATIO_OF_SUMS, Q1)
    assert (pooled.value, pooled.reason) == (None, Reason.MISSING_DENOMINATOR)
    assert judge(CLIMB, [pooled.reading], date(2025, 4, 2)).status == "not_comparable"


def test_rates_without_denominators_are_not_pooled() -> None:
    pooled = pool([unit("a", Reading(Q1, 40.0)), unit("b", Reading(Q1, 60.0))], Aggregation.RATIO_OF_SUMS, Q1)
    assert (pooled.value, pooled.reason, pooled.reported) == (None, Reason.MISSING_DENOMINATOR, ("a", "b"))


def test_a_rate_of_a_single_unit_passes_through() -> None:
    assert pool([unit("a", Reading(Q1, 40.0))], Aggregation.RATIO_OF_SUMS, Q1).value == 40.0


def test_amounts_add_up_and_silent_ones_leave_the_end_open() -> None:
    units = [unit(name, Reading(Q1, 5.0)) for name in "abcd"]
    pooled = pool([*units, unit("silent")], Aggregation.SUM, Q1)
    assert (pooled.value, pooled.low, pooled.high, pooled.cover) == (20.0, 20.0, None, 0.8)
    assert is_achieved(pooled, Band(20.0, float("inf")))
    assert not is_achieved(pooled, Band(-float("inf"), 25.0))


def test_a_silent_count_can_reach_at_most_its_denominator() -> None:
    units = [unit("a", Reading(Q1, 8.0, 8.0, 10.0)), unit("b", Reading(date(2024, 12, 31), 1.0, 1.0, 2.0))]
    pooled = pool(units, Aggregation.SUM, Q1)
    assert (pooled.value, pooled.low, pooled.high) == (8.0, 8.0, 10.0)


def test_units_are_counted_by_whether_their_own_value_meets() -> None:
    units = [
        unit("a", share(Q1, 70)),
        unit("b", share(Q1, 69)),
        unit("c", share(Q1, 99)),
        unit("d", share(Q1, 80)),
        unit("e"),
    ]
    pooled = pool(units, Aggregation.COUNT_OF_UNITS, Q1, AT_LEAST_70)
    assert (pooled.value, pooled.low, pooled.high, pooled.cover) == (75.0, 60.0, 80.0, 0.8)
    assert not pooled.carried


@pytest.mark.parametrize("said", [Reading(Q1, None, 0.0, 0.0, not_arising=True), share(Q1, 0, 0)])
def test_where_units_are_counted_one_in_which_nothing_arose_has_reported_and_counts_on_neither_side(
    said: Reading,
) -> None:
    units = [unit("a", share(Q1, 70)), unit("b", share(Q1, 69)), unit("none", said)]
    pooled = pool(units, Aggregation.COUNT_OF_UNITS, Q1, AT_LEAST_70)
    assert (pooled.value, pooled.numerator, pooled.denominator, pooled.cover) == (50.0, 1.0, 2.0, 1.0)
    assert (pooled.reported, pooled.silent) == (("a", "b", "none"), ())
    open_ones = pool([*units, unit("silent")], Aggregation.COUNT_OF_UNITS, Q1, AT_LEAST_70)
    assert (open_ones.low, open_ones.high) == (pytest.approx(100 / 3), pytest.approx(200 / 3))


def test_the_only_reporter_passes_through_with_all_it_said() -> None:
    said = Reading(Q1, 41.0, provisional=True, revised=True)
    pooled = pool([unit("a", said)], Aggregation.PROVINCIAL_ONLY, Q1)
    assert (pooled.value, pooled.usable, pooled.reading) == (41.0, True, said)


def test_of_several_reporters_the_latest_word_counts() -> None:
    units = [
        unit("a", Reading(Q1, 41.0, received=date(2025, 4, 9))),
        unit("b", Reading(Q1, 40.0, received=date(2025, 4, 2))),
    ]
    assert pool(units, Aggregation.LATEST, Q1).value == 41.0


def test_units_are_expected_only_while_they_exist() -> None:
    units = [
        unit("a", share(Q2, 30)),
        unit("closed", valid_to=date(2025, 6, 29)),
        unit("not yet", valid_from=FOUNDED),
    ]
    assert pool(units, Aggregation.RATIO_OF_SUMS, Q2).expected == 1


def test_badges_of_one_unit_are_badges_of_the_pool() -> None:
    units = [unit("a", Reading(Q1, numerator=3, denominator=10, provisional=True)), unit("b", share(Q1, 30))]
    reading = pool(units, Aggregation.RATIO_OF_SUMS, Q1).reading
    assert (reading.provisional, reading.revised, reading.partial) == (True, False, False)


def test_just_eighty_percent_cover_can_be_judged() -> None:
    units = [unit("a", share(Q1, 400, 800)), unit("b", share(Q1, None, 200))]
    assert pool(units, Aggregation.RATIO_OF_SUMS, Q1).usable


def test_enough_is_not_achieved_while_too_few_reported() -> None:
    units = [unit("a", share(Q1, 590, 600)), unit("b", share(Q1, None, 400))]
    assert not is_achieved(pool(units, Aggregation.RATIO_OF_SUMS, Q1), Band(50.0, float("inf")))


def test_an_early_period_with_few_reports_is_shown_but_not_judged() -> None:
    units = [unit("a", share(Q1, 30), share(Q2, 40)), unit("b", share(Q1, 30)), unit("c", share(Q1, 30))]
    pooled = history(*units, as_of=date(2025, 7, 15))
    assert [period.on for period in pooled.periods] == [Q1, Q2]
    assert pooled.judged is not None and pooled.judged.on == Q1
    assert [reading.date for reading in pooled.readings] == [Q1]


def test_after_its_deadline_a_period_with_few_reports_is_the_judged_one() -> None:
    units = [unit("a", share(Q1, 30), share(Q2, 40)), unit("b", share(Q1, 30)), unit("c", share(Q1, 30))]
    pooled = history(*units, as_of=date(2025, 7, 16))
    assert pooled.judged is not None and (pooled.judged.on, pooled.judged.silent) == (Q2, ("b", "c"))
    judgement = judge(CLIMB, pooled.readings, date(2025, 7, 16))
    assert judgement.status == "report_overdue"


def test_an_early_period_with_enough_reports_is_judged() -> None:
    units = [unit(name, share(Q1, 30), share(Q2, 40)) for name in "abcd"] + [unit("e", share(Q1, 30))]
    pooled = history(*units, as_of=date(2025, 7, 2))
    assert pooled.judged is not None and pooled.judged.on == Q2


def test_a_period_that_nobody_reported_is_judged_once_its_deadline_has_passed() -> None:
    pooled = history(unit("a"), unit("b"), as_of=date(2025, 4, 16))
    assert pooled.judged is not None and (pooled.judged.on, pooled.judged.silent) == (Q1, ("a", "b"))
    assert judge(CLIMB, pooled.readings, date(2025, 4, 16)).reason == "no_report"


def test_the_pooled_baseline_is_made_of_each_units_own_newest_value_of_the_last_year() -> None:
    units = [
        unit("a", share(date(2024, 9, 30), 10), share(date(2024, 12, 31), 20)),
        unit("b", share(date(2024, 6, 30), 40)),
        unit("old", share(date(2023, 12, 31), 90)),
    ]
    pooled = history(*units, as_of=date(2025, 1, 2))
    assert pooled.baseline is not None
    assert (pooled.baseline.on, pooled.baseline.value) == (date(2025, 1, 1), 30.0)
    assert pooled.baseline.reported == ("a", "b")


def test_communes_founded_in_july_have_their_pooled_baseline_on_that_day() -> None:
    communes = [unit(name, share(FOUNDED, 25), share(Q3, 35), valid_from=FOUNDED) for name in "ab"]
    start = effective_start(date(2025, 6, 30), communes, date(2025, 10, 2))
    pooled = history(*communes, as_of=date(2025, 10, 2), start=start)
    assert start == FOUNDED
    assert [(reading.date, reading.value) for reading in pooled.readings] == [(FOUNDED, 25.0), (Q3, 35.0)]
    judgement = judge(terms(start=start, baseline=None), pooled.readings, date(2025, 10, 2))
    assert (judgement.status, judgement.numbers.baseline) == ("on_track", 25.0)


def test_a_baseline_that_one_unit_dated_on_its_first_day_is_no_period_of_the_pool() -> None:
    units = [unit("a", share(Q2, 30)), unit("new", share(date(2025, 7, 2), 10), valid_from=FOUNDED)]
    pooled = history(*units, as_of=date(2025, 8, 1))
    assert [period.on for period in pooled.periods] == [Q1, Q2]


def test_a_period_that_staff_let_end_later_is_missing_only_after_its_own_deadline() -> None:
    """October ends on 3 November and is due on the 20th: until then September is judged, as one of two has sent October."""
    october, later = date(2025, 11, 3), date(2025, 11, 20)
    months = Calendar(Frequency.MONTH, 5, (TypedPeriod(parse_period("2025-10"), october, later),))
    units = [unit("a", share(Q3, 40), share(october, 44)), unit("b", share(Q3, 40))]
    judged = {day: history(*units, as_of=day, calendar=months).judged for day in (later, date(2025, 11, 21))}
    assert [period and period.on for period in judged.values()] == [Q3, october]


def test_a_plan_line_does_not_start_before_its_units_exist() -> None:
    units = [unit("a"), unit("b", valid_from=FOUNDED), unit("closed", valid_from=Q4, valid_to=Q4)]
    assert effective_start(date(2025, 1, 1), units, date(2025, 12, 1)) == FOUNDED
    assert effective_start(date(2026, 1, 1), units, date(2026, 2, 1)) == date(2026, 1, 1)


def test_hysteresis_of_a_pool_replays_its_pooled_values() -> None:
    units = [unit("a", share(Q1, 24), share(Q2, 36)), unit("b", share(Q1, 27), share(Q2, 34.2))]
    calendar = Calendar(Frequency.QUARTER, 15)
    pooled = history(*units, as_of=date(2025, 7, 2), calendar=calendar)
    judgement = judge(CLIMB, pooled.readings, date(2025, 7, 2))
    assert (judgement.numbers.actual, judgement.reason) == (35.1, "recovering_not_confirmed")
