"""Pools against a slow plain twin that adds up by hand."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.plan import Aggregation, UnitKind
from dashboard.domain.readings import Reading
from dashboard.domain.rollup import UnitHistory, pool
from dashboard.domain.terms import Band

ON = date(2025, 12, 31)
BOUNDED = settings(max_examples=400, deadline=None)
counts = st.integers(0, 500).map(float)


@st.composite
def histories(draw: st.DrawFn) -> UnitHistory:
    """A unit with an older denominator or none, and a report on the day or none."""
    given_readings = []
    for age in draw(st.lists(st.integers(1, 800), max_size=2, unique=True)):
        given_readings.append(Reading(ON - timedelta(days=age), numerator=1.0, denominator=draw(counts)))
    said = draw(st.integers(0, 3))
    if said:
        denominator = None if said == 1 else draw(counts)
        given_readings.append(Reading(ON, numerator=draw(counts), denominator=denominator))
    valid_from = draw(st.sampled_from([None, None, ON, ON + timedelta(days=1)]))
    kind = draw(st.sampled_from([UnitKind.COMMUNE, UnitKind.AGENCY]))
    return UnitHistory("", kind, valid_from, None, given_readings)


def _named(units: list[UnitHistory]) -> list[UnitHistory]:
    return [
        UnitHistory(str(place), unit.kind, unit.valid_from, unit.valid_to, unit.readings)
        for place, unit in enumerate(units)
    ]


def _plain_parts(units: list[UnitHistory]) -> list[tuple[str, float | None, float | None]]:
    """Name, numerator (None: silent), denominator (None: nobody knows) of each unit that exists, step by step."""
    rows = []
    for unit in units:
        if unit.valid_from is not None and unit.valid_from > ON:
            continue
        today = next((r for r in unit.readings if r.date == ON), None)
        numerator = today.numerator if today else None
        denominator = today.denominator if today else None
        if denominator is None:
            older = sorted(
                (r.date, r.denominator)
                for r in unit.readings
                if r.date < ON and r.date >= date(2024, 12, 31) and r.denominator
            )
            denominator = older[-1][1] if older else None
            if denominator is None:
                numerator = None
        rows.append((unit.org_unit_id, unit.kind, numerator, denominator))
    known = {kind: [d for _, k, _, d in rows if k is kind and d is not None] for kind in UnitKind}
    return [
        (name, numerator, denominator if denominator is not None else (median(known[kind]) if known[kind] else None))
        for name, kind, numerator, denominator in rows
    ]


@BOUNDED
@given(st.lists(histories(), min_size=2, max_size=8).map(_named))
def test_a_pooled_rate_is_the_sum_of_parts_over_the_sum_of_wholes(units: list[UnitHistory]) -> None:
    parts = _plain_parts(units)
    reported = [(n, d or 0.0) for _, n, d in parts if n is not None]
    silent = [d for _, n, d in parts if n is None]
    pooled = pool(units, Aggregation.RATIO_OF_SUMS, ON)
    whole = sum(d for _, d in reported)
    if len(parts) < 2 or whole == 0:
        return
    assert pooled.reported == tuple(name for name, n, _ in parts if n is not None)
    assert pooled.silent == tuple(name for name, n, _ in parts if n is None)
    assert pooled.value == pytest.approx(100 * sum(n for n, _ in reported) / whole)
    if any(d is None for d in silent):
        assert (pooled.low, pooled.high, pooled.cover) == (0.0, 100.0, len(reported) / len(parts))
        return
    everything = whole + sum(d or 0.0 for d in silent)
    assert pooled.cover == pytest.approx(whole / everything)
    assert pooled.low == pytest.approx(100 * sum(n for n, _ in reported) / everything)
    assert pooled.high == pytest.approx(100 * (sum(n for n, _ in reported) + everything - whole) / everything)
    assert pooled.usable == (whole / everything >= 0.8 - 1e-9)


@BOUNDED
@given(st.lists(st.one_of(st.none(), counts), min_size=1, max_size=12), st.integers(0, 3), counts)
def test_a_count_of_units_is_what_one_would_count_by_hand(
    values: list[float | None], without_cases: int, needed: float
) -> None:
    units = [
        UnitHistory(str(place), UnitKind.COMMUNE, None, None, [] if value is None else [Reading(ON, value)])
        for place, value in enumerate(values)
    ]
    nothing = [Reading(ON, numerator=0.0, denominator=0.0, not_arising=True)]
    idle = [UnitHistory(f"idle {place}", UnitKind.COMMUNE, None, None, nothing) for place in range(without_cases)]
    pooled = pool([*units, *idle], Aggregation.COUNT_OF_UNITS, ON, Band(needed, float("inf")))
    heard = [value for value in values if value is not None]
    met = sum(value >= needed for value in heard)
    assert len(pooled.reported) == len(heard) + without_cases
    if not heard:
        assert (pooled.value, pooled.cover) == (None, 0.0)
        return
    assert pooled.value == pytest.approx(100 * met / len(heard))
    assert pooled.low == pytest.approx(100 * met / len(values))
    assert pooled.high == pytest.approx(100 * (met + len(values) - len(heard)) / len(values))


@BOUNDED
@given(st.lists(st.tuples(counts.filter(bool), st.booleans()), min_size=1, max_size=12), st.data())
def test_what_silent_units_report_later_never_leaves_the_bounds(
    wholes: list[tuple[float, bool]], data: st.DataObject
) -> None:
    parts = [(data.draw(st.floats(0, whole)), whole, is_silent) for whole, is_silent in wholes]

    def units(is_final: bool) -> list[UnitHistory]:
        return [
            UnitHistory(
                str(place),
                UnitKind.COMMUNE,
                None,
                None,
                [Reading(ON, numerator=None if is_silent and not is_final else part, denominator=whole)],
            )
            for place, (part, whole, is_silent) in enumerate(parts)
        ]

    early = pool(units(is_final=False), Aggregation.RATIO_OF_SUMS, ON)
    final = pool(units(is_final=True), Aggregation.RATIO_OF_SUMS, ON)
    if early.low is not None and early.high is not None:
        assert final.value is not None
        assert early.low - 1e-9 <= final.value <= early.high + 1e-9


@BOUNDED
@given(st.lists(st.one_of(st.none(), counts), min_size=1, max_size=12))
def test_amounts_are_added_up_over_those_who_reported(values: list[float | None]) -> None:
    units = [
        UnitHistory(str(place), UnitKind.COMMUNE, None, None, [] if value is None else [Reading(ON, value)])
        for place, value in enumerate(values)
    ]
    pooled = pool(units, Aggregation.SUM, ON)
    heard = [value for value in values if value is not None]
    assert pooled.value == (sum(heard) if heard else None)
    assert pooled.cover == pytest.approx(len(heard) / len(values))
