"""The funnel: limits against published values and the equation that defines them, places against limits worked out alone."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.funnel import Z_95, Z_998, Funnel, Side, funnel, wilson
from dashboard.domain.gap import Part

BOUNDED = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize(
    ("numerator", "n", "low", "high"),
    [(81, 263, 25.35, 36.82), (15, 148, 5.98, 16.44), (0, 20, 0.0, 20.05), (1, 29, 0.18, 19.63)],
)
def test_the_interval_is_the_one_that_newcombe_printed_for_wilson_s_score(
    numerator: int, n: int, low: float, high: float
) -> None:
    """R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statist. Med. 17 (1998), table I, method 4."""
    assert wilson(100 * numerator / n, n, Z_95) == pytest.approx((low, high), abs=0.006)


@BOUNDED
@given(st.integers(1, 2000), st.data(), st.sampled_from([Z_95, Z_998]))
def test_a_bound_is_where_half_a_case_less_lies_z_standard_errors_away(n: int, data: st.DataObject, z: float) -> None:
    rate = 100 * data.draw(st.integers(0, n)) / n
    for bound in wilson(rate, n, z):
        if 0 < bound < 100:
            error = math.sqrt(bound / 100 * (1 - bound / 100) / n)
            assert abs(rate - bound) / 100 - 0.5 / n == pytest.approx(z * error, rel=1e-6, abs=1e-9)


@BOUNDED
@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 500)), max_size=12))
def test_every_unit_with_a_base_has_the_place_that_its_own_limits_give(pairs: list[tuple[int, int]]) -> None:
    found = funnel([Part(str(place), n, d) for place, (n, d) in enumerate(pairs)])
    based = [(str(place), n, d) for place, (n, d) in enumerate(pairs) if d]
    top, bottom = sum(n for _, n, _ in based), sum(d for _, _, d in based)
    if not bottom or top > bottom:
        assert found is None
        return
    assert found is not None
    assert found.pooled == pytest.approx(100 * top / bottom)
    assert [p.unit_id for p in found.points] == [name for name, _, _ in based]
    for point, (_, n, d) in zip(found.points, based, strict=True):
        error, apart = math.sqrt(top * (bottom - top) / bottom**2 / d), min(n / d, 1.0) - top / bottom
        away = max(0.0, abs(apart) - 0.5 / d)
        if any(abs(away - z * error) < 1e-9 for z in (Z_95, Z_998)):
            continue
        side = "below" if apart < 0 else "above"
        expected = f"{side}_998" if away > Z_998 * error else f"{side}_95" if away > Z_95 * error else "within"
        assert point.side == expected


def test_the_same_rate_is_far_off_for_4000_cases_and_nothing_for_40() -> None:
    found = funnel([Part("large", 2200, 4000), Part("small", 22, 40), Part("rest", 13_000, 20_000)])
    assert found is not None
    assert [p.side for p in found.points[:2]] == [Side.BELOW_998, Side.WITHIN]


@pytest.mark.parametrize(("numerator", "n"), [(7, 7), (1, 1), (0, 1), (2, 3)])
def test_a_handful_of_cases_is_never_far_from_the_pool(numerator: int, n: int) -> None:
    found = funnel([Part("few", numerator, n), Part("rest", 8700, 10_000)])
    assert found is not None
    assert found.points[0].side == Side.WITHIN


def test_a_unit_outside_its_curve_is_the_one_that_is_named() -> None:
    found = funnel([Part(str(n), round(0.44 * n), n) for n in (30, 80, 200, 500, 900)] + [Part("rest", 3000, 5000)])
    assert found is not None
    for point in found.points:
        nearest = min(found.limits, key=lambda limit: abs(limit.denominator - point.denominator))
        assert (point.side in (Side.BELOW_95, Side.BELOW_998)) == (point.rate < nearest.low_95)


def test_the_curves_narrow_with_the_denominator_and_span_all_units() -> None:
    found = funnel([Part("a", 5, 20), Part("b", 900, 2000)])
    assert isinstance(found, Funnel)
    widths = [limit.high_95 - limit.low_95 for limit in found.limits]
    assert widths == sorted(widths, reverse=True)
    assert all(x.low_998 <= x.low_95 <= found.pooled <= x.high_95 <= x.high_998 for x in found.limits)
    assert (found.limits[0].denominator, found.limits[-1].denominator) == pytest.approx((20, 2100))
