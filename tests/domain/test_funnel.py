"""The funnel: limits against published values and the equation that defines them, places against limits worked out alone."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.funnel import Z_95, Z_998, Funnel, Place, funnel, wilson
from dashboard.domain.gap import Part

BOUNDED = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize(
    ("numerator", "n", "low", "high"),
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_the_limits_are_those_that_newcombe_printed_for_wilson_s_score(
    numerator: int, n: int, low: float, high: float
) -> None:
    """R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statist. Med. 17 (1998), table I, method 3."""
    assert wilson(100 * numerator / n, n, Z_95) == pytest.approx((low, high), abs=0.006)


@BOUNDED
@given(st.floats(0.0, 100.0), st.integers(1, 100_000), st.sampled_from([Z_95, Z_998]))
def test_a_limit_is_where_the_rate_lies_z_standard_errors_away(rate: float, n: int, z: float) -> None:
    for limit in wilson(rate, n, z):
        if 0 < limit < 100:
            error = math.sqrt(limit / 100 * (1 - limit / 100) / n)
            assert abs(rate - limit) / 100 == pytest.approx(z * error, rel=1e-6, abs=1e-9)


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
        rate, near, far = 100 * n / d, wilson(found.pooled, d, Z_95), wilson(found.pooled, d, Z_998)
        beyond = [rate < far[0], rate < near[0], near[0] <= rate <= near[1], rate > near[1], rate > far[1]]
        names = [Place.BELOW_998, Place.BELOW_95, Place.WITHIN, Place.ABOVE_95, Place.ABOVE_998]
        order = [Place.BELOW_998, Place.BELOW_95, Place.ABOVE_998, Place.ABOVE_95, Place.WITHIN]
        assert point.place == next(name for name in order if beyond[names.index(name)])


def test_the_same_rate_is_far_off_for_4000_cases_and_nothing_for_40() -> None:
    found = funnel([Part("large", 2200, 4000), Part("small", 22, 40), Part("rest", 13_000, 20_000)])
    assert found is not None
    assert [p.place for p in found.points[:2]] == [Place.BELOW_998, Place.WITHIN]


def test_the_curves_narrow_with_the_denominator_and_span_all_units() -> None:
    found = funnel([Part("a", 5, 20), Part("b", 900, 2000)])
    assert isinstance(found, Funnel)
    widths = [limit.high_95 - limit.low_95 for limit in found.limits]
    assert widths == sorted(widths, reverse=True)
    assert all(x.low_998 <= x.low_95 <= found.pooled <= x.high_95 <= x.high_998 for x in found.limits)
    assert (found.limits[0].denominator, found.limits[-1].denominator) == pytest.approx((20, 2100))
