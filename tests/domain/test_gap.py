"""What is missing to a level, against a slow plain twin in exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.gap import Gap, Near, Part, decompose, leading, median_rate, nearest, rate_if

BOUNDED = settings(max_examples=300, deadline=None)
FIVE = [
    Part("a", 30, 100),
    Part("b", 10, 50),
    Part("c", 80, 100),
    Part("nothing arose", 0, 0),
    Part("d", 120, 100),
]
amounts = st.integers(0, 800).map(float) | st.integers(0, 3200).map(lambda n: n / 4)
levels = st.integers(0, 240).map(lambda n: n / 2)


@st.composite
def pools(draw: st.DrawFn) -> list[Part]:
    """Up to eight units; some without a base, some above 100 %."""
    pairs = draw(st.lists(st.tuples(amounts, st.just(0.0) | amounts), max_size=8))
    return [Part(str(place), numerator, denominator) for place, (numerator, denominator) in enumerate(pairs)]


def plain_missing(parts: list[Part], level: float, at_most: bool) -> tuple[dict[str, Fraction], Fraction]:
    """What each unit is short of, and the pool as a whole, one after the other and without rounding errors."""
    based = [(p.unit_id, Fraction(p.numerator), Fraction(p.denominator)) for p in parts if p.denominator != 0]
    whole = all(n.denominator == 1 and d.denominator == 1 for _, n, d in based)

    def short(n: Fraction, d: Fraction) -> Fraction:
        asked = Fraction(level) * d / 100
        lacking = max(Fraction(0), n - asked if at_most else asked - n)
        return Fraction(math.ceil(lacking)) if whole else lacking

    each = {unit_id: short(n, d) for unit_id, n, d in based}
    together = short(sum((n for _, n, _ in based), Fraction(0)), sum((d for _, _, d in based), Fraction(0)))
    return {unit_id: lacking for unit_id, lacking in each.items() if lacking > 0}, together


@BOUNDED
@given(pools(), levels, st.booleans())
def test_the_gap_is_what_each_unit_lacks_and_what_all_lack_together(
    parts: list[Part], level: float, at_most: bool
) -> None:
    found = decompose(parts, level, at_most=at_most)
    each, together = plain_missing(parts, level, at_most)
    assert {s.unit_id: s.missing for s in found.shortfalls} == pytest.approx({u: float(x) for u, x in each.items()})
    assert found.needed == pytest.approx(float(together))
    assert found.total == pytest.approx(float(sum(each.values())))
    assert found.needed <= found.total
    order = sorted(each, key=lambda u: (-each[u], int(u)))
    assert [s.unit_id for s in found.shortfalls] == order
    running = Fraction(0)
    for shortfall in found.shortfalls:
        running += each[shortfall.unit_id]
        assert shortfall.share == pytest.approx(float(each[shortfall.unit_id] / sum(each.values())))
        assert shortfall.running_share == pytest.approx(float(running / sum(each.values())))


@BOUNDED
@given(pools(), levels)
def test_the_leading_group_holds_seven_tenths_and_all_who_are_short_of_as_much_as_its_last(
    parts: list[Part], level: float
) -> None:
    found = decompose(parts, level)
    group = leading(found)
    held = [s.missing for s in found.shortfalls]
    sizes = [n for n in range(1, len(held) + 1) if sum(held[:n]) >= 0.7 * sum(held) - 1e-9 * sum(held)]
    assert (
        [s.missing for s in group] == [m for m in held if m >= held[min(sizes) - 1] * (1 - 1e-9)] if held else not group
    )


def test_of_units_short_of_the_same_all_are_named_or_none() -> None:
    alike = decompose([Part("a", 0, 4), *(Part(unit, 0, 1) for unit in "bcdef")], 100)
    assert [s.unit_id for s in leading(alike)] == ["a", "b", "c", "d", "e", "f"]


@BOUNDED
@given(pools(), levels, st.booleans(), st.sets(st.integers(0, 8).map(str)))
def test_the_rate_if_some_reached_the_level_is_added_up_anew(
    parts: list[Part], level: float, at_most: bool, units: set[str]
) -> None:
    top = bottom = Fraction(0)
    for part in parts:
        if part.denominator == 0:
            continue
        numerator, asked = Fraction(part.numerator), Fraction(level) * Fraction(part.denominator) / 100
        if part.unit_id in units:
            numerator = min(numerator, asked) if at_most else max(numerator, asked)
        top, bottom = top + numerator, bottom + Fraction(part.denominator)
    expected = None if bottom == 0 else pytest.approx(float(100 * top / bottom))
    assert rate_if(parts, units, level, at_most=at_most) == expected


@BOUNDED
@given(pools())
def test_the_median_is_of_the_units_own_rates(parts: list[Part]) -> None:
    rates = [100 * p.numerator / p.denominator for p in parts if p.denominator]
    assert median_rate(parts) == (pytest.approx(median(rates)) if rates else None)


@BOUNDED
@given(st.dictionaries(st.text("abc", min_size=1), st.integers(-50, 250).map(lambda n: n / 2)), levels, st.booleans())
def test_the_nearest_are_those_that_do_not_pass_ordered_by_what_they_lack(
    values: dict[str, float], threshold: float, at_most: bool
) -> None:
    failing = [u for u, v in values.items() if (v > threshold if at_most else v < threshold)]
    failing.sort(key=lambda u: abs(values[u] - threshold))
    assert nearest(values, threshold, at_most=at_most) == tuple(
        Near(u, values[u], abs(values[u] - threshold)) for u in failing
    )


def test_units_above_the_level_do_not_make_up_for_others() -> None:
    found = decompose(FIVE, 70)
    assert (found.needed, found.total) == (5, 65)
    assert [(s.unit_id, s.missing) for s in found.shortfalls] == [("a", 40), ("b", 25)]


def test_where_lower_is_better_what_lies_above_the_level_is_the_gap() -> None:
    found = decompose(FIVE, 70, at_most=True)
    assert (found.needed, found.total) == (0, 60)
    assert [(s.unit_id, s.missing) for s in found.shortfalls] == [("d", 50), ("c", 10)]


def test_counted_things_come_whole_and_measured_ones_do_not() -> None:
    assert decompose([Part("a", 1, 3)], 50).needed == 1
    assert decompose([Part("a", 1.25, 3)], 50).needed == pytest.approx(0.25)


def test_a_unit_on_the_level_lacks_nothing_whatever_the_last_digit_of_the_level_says() -> None:
    assert decompose([Part("a", 1, 3)], 100 / 3).shortfalls == ()
    assert decompose([Part("a", 1, 3)], 33.34).needed == 1


def test_nobody_short_and_no_unit_at_all_give_an_empty_gap() -> None:
    assert decompose(FIVE[2:3], 70) == Gap(70, 0, 0, ())
    assert decompose([], 70) == Gap(70, 0, 0, ())
    assert leading(decompose([], 70)) == ()
