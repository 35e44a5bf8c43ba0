"""Running totals: reported for each period, followed as the sum since the year began."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.accumulation import running_totals
from dashboard.domain.periods import Calendar, Frequency, TypedPeriod, parse_period, period_of
from dashboard.domain.readings import Reading
from tests.domain.build import MONTHLY, Q1, Q2, Q3, Q4, QUARTERLY

NOTHING_AROSE = Reading(Q2, numerator=0.0, denominator=0.0, not_arising=True)


def amounts(*values: tuple[date, float | None]) -> list[Reading]:
    return [Reading(day, value) for day, value in values]


def said(readings: list[Reading]) -> list[tuple[date, float | None]]:
    return [(reading.date, reading.value) for reading in readings]


def totals(
    readings: list[Reading], calendar: Calendar = QUARTERLY, **options: object
) -> list[tuple[date, float | None]]:
    return said(running_totals(readings, calendar, is_ratio=False, **options))  # type: ignore[arg-type]


def test_each_period_carries_the_sum_since_the_year_began() -> None:
    assert totals(amounts((Q1, 10.0), (Q2, 5.0), (Q3, 7.0))) == [(Q1, 10), (Q2, 15), (Q3, 22)]


def test_the_sum_starts_again_each_year() -> None:
    next_q1 = date(2026, 3, 31)
    given_readings = amounts((Q1, 1.0), (Q2, 1.0), (Q3, 1.0), (Q4, 1.0), (next_q1, 4.0))
    assert totals(given_readings)[-2:] == [(Q4, 4), (next_q1, 4)]


def test_from_a_missing_period_on_there_is_no_total_until_the_year_ends() -> None:
    next_q1 = date(2026, 3, 31)
    assert totals(amounts((Q1, 10.0), (Q3, 7.0), (Q4, 1.0), (next_q1, 2.0))) == [(Q1, 10), (next_q1, 2)]


def test_a_year_without_its_first_period_has_no_total() -> None:
    assert totals(amounts((Q2, 5.0), (Q3, 7.0))) == []


def test_a_blank_report_is_missing_and_a_zero_is_not() -> None:
    assert totals(amounts((Q1, 10.0), (Q2, None), (Q3, 7.0))) == [(Q1, 10)]
    assert totals(amounts((Q1, 10.0), (Q2, 0.0), (Q3, 7.0))) == [(Q1, 10), (Q2, 10), (Q3, 17)]


def test_a_unit_owes_nothing_for_periods_before_it_existed() -> None:
    assert totals(amounts((Q3, 7.0), (Q4, 1.0)), since=date(2025, 7, 1)) == [(Q3, 7), (Q4, 8)]
    assert totals(amounts((Q4, 1.0)), since=date(2025, 8, 15)) == []


def test_a_percentage_is_sum_over_sum_and_never_a_mean() -> None:
    readings = [Reading(Q1, 50.0, 1.0, 2.0), Reading(Q2, 10.0, 10.0, 100.0)]
    newest = running_totals(readings, QUARTERLY, is_ratio=True)[-1]
    assert (newest.numerator, newest.denominator, newest.value) == (11, 102, pytest.approx(100 * 11 / 102))


def test_a_percentage_without_its_parts_cannot_be_added() -> None:
    readings = [Reading(Q1, 50.0, 1.0, 2.0), Reading(Q2, 40.0), Reading(Q3, 50.0, 1.0, 2.0)]
    assert said(running_totals(readings, QUARTERLY, is_ratio=True)) == [(Q1, 50.0)]


def test_nothing_arising_adds_nothing_and_breaks_nothing() -> None:
    readings = [Reading(Q1, 50.0, 1.0, 2.0), NOTHING_AROSE, Reading(Q3, 25.0, 1.0, 4.0)]
    found = running_totals(readings, QUARTERLY, is_ratio=True)
    assert [(each.numerator, each.denominator, each.not_arising) for each in found] == [
        (1, 2, False), (1, 2, False), (2, 6, False)
    ]  # fmt: skip


def test_while_nothing_arose_since_the_year_began_the_total_says_so() -> None:
    (total,) = running_totals([replace(NOTHING_AROSE, date=Q1)], QUARTERLY, is_ratio=True)
    assert (total.not_arising, total.value) == (True, None)


def test_a_total_is_as_new_and_as_doubtful_as_its_parts() -> None:
    first = Reading(Q1, 1.0, received=date(2025, 8, 1), provisional=True, revised=True)
    second = Reading(Q2, 2.0, received=date(2025, 7, 5))
    total = running_totals([first, second], QUARTERLY, is_ratio=False)[-1]
    assert (total.received, total.provisional, total.revised) == (date(2025, 8, 1), True, True)


def test_a_figure_dated_on_one_day_is_a_total_as_it_stands() -> None:
    baseline = Reading(date(2024, 12, 31), 40.0)
    assert totals(amounts((Q1, 10.0), (Q2, 5.0)), stated=[baseline]) == [(baseline.date, 40), (Q1, 10), (Q2, 15)]


def test_the_sum_of_the_year_stands_before_a_total_stated_on_its_last_day() -> None:
    assert totals(amounts((Q1, 10.0), (Q2, 5.0)), stated=[Reading(Q2, 99.0)]) == [(Q1, 10), (Q2, 15)]
    assert totals(amounts((Q2, 5.0)), stated=[Reading(Q2, 99.0)]) == [(Q2, 99)]


def test_what_ends_with_no_period_belongs_to_no_total() -> None:
    assert totals(amounts((Q1, 10.0), (date(2025, 5, 20), 99.0), (Q2, 5.0))) == [(Q1, 10), (Q2, 15)]


def test_a_period_ends_where_its_document_says() -> None:
    early = date(2025, 11, 30)
    halves = Calendar(Frequency.HALF, 15, (TypedPeriod(parse_period("2025-H2"), early, early),))
    assert totals(amounts((Q2, 3.0), (early, 4.0)), halves) == [(Q2, 3), (early, 7)]


def test_correcting_an_old_quarter_changes_every_later_total_of_its_year() -> None:
    before = amounts((Q1, 10.0), (Q2, 5.0), (Q3, 7.0))
    after = [Reading(Q1, 4.0, revised=True), *before[1:]]
    assert totals(after) == [(Q1, 4), (Q2, 9), (Q3, 16)]
    assert all(each.revised for each in running_totals(after, QUARTERLY, is_ratio=False))


@st.composite
def reported(draw: st.DrawFn) -> list[Reading]:
    """Months of three years, each reported, blank, without anything arising, or missing, in any order."""
    months = draw(st.sets(st.integers(0, 35)))
    found = []
    for month in months:
        day = period_of(Frequency.MONTH, date(2024 + month // 12, month % 12 + 1, 1)).end
        kind = draw(st.sampled_from(["parts", "parts", "parts", "nothing", "rate", "blank"]))
        marks = {"provisional": draw(st.booleans()), "revised": draw(st.booleans())}
        received = day + timedelta(days=draw(st.integers(0, 400)))
        if kind == "parts":
            top, base = float(draw(st.integers(0, 50))), float(draw(st.integers(1, 50)))
            found.append(Reading(day, 100 * top / base, top, base, received=received, **marks))
        elif kind == "nothing":
            found.append(Reading(day, None, 0.0, 0.0, received=received, not_arising=True, **marks))
        else:
            found.append(Reading(day, 40.0 if kind == "rate" else None, received=received, **marks))
    return draw(st.permutations(found))


@settings(max_examples=300, deadline=None)
@given(reported(), st.sampled_from([None, date(2024, 7, 1), date(2025, 3, 15)]))
def test_totals_are_those_of_a_slow_plain_twin(readings: list[Reading], since: date | None) -> None:
    expected = []
    for year in (2024, 2025, 2026):
        for last in range(1, 13):
            months = [period_of(Frequency.MONTH, date(year, month, 1)).end for month in range(1, last + 1)]
            owed = [day for day in months if since is None or day >= since]
            parts = [each for day in owed for each in readings if each.date == day]
            usable = all(each.numerator is not None and each.denominator is not None for each in parts)
            if not owed or owed[-1] != months[-1] or len(parts) < len(owed) or not usable:
                continue
            top, base = sum(each.numerator or 0 for each in parts), sum(each.denominator or 0 for each in parts)
            doubts = (any(each.provisional for each in parts), any(each.revised for each in parts))
            newest = max(each.received for each in parts if each.received)
            expected.append((months[-1], top, base, 100 * top / base if base else None, newest, *doubts))
    found = running_totals(readings, MONTHLY, is_ratio=True, since=since)
    assert [
        (each.date, each.numerator, each.denominator, each.value, each.received, each.provisional, each.revised)
        for each in found
    ] == expected
