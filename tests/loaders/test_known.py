"""What is known file after file, against a slow plain twin that starts anew each time."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation, Provenance
from dashboard.domain.periods import parse_period
from dashboard.domain.plan import UnitKind
from loaders.assessing.known import known_from
from tests.loaders.forms import catalogue as small_catalogue

UNITS = ("SKHCN", "STC", "03388", "03598", "03595")
PERIODS = ("2026-01", "2026-02")


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return small_catalogue()


@st.composite
def figures(draw: st.DrawFn) -> Observation:
    """A percentage, or nothing arising, of one of five units for one of two months."""
    base = draw(st.integers(0, 3))
    value = 100.0 * draw(st.integers(0, base)) / base if base else None
    day = date(2026, 3, draw(st.integers(1, 9)))
    name = draw(st.sampled_from(["a", "b", "c"]))
    return Observation(
        draw(st.sampled_from(UNITS)), "so-hoa", parse_period(draw(st.sampled_from(PERIODS))), value,
        None, float(base), day, False, "", "", Provenance(name, f"{name}.xlsx", "BM-01", "E8"),
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(figures(), max_size=5), max_size=6))
def test_figures_and_peers_stay_what_one_pass_over_all_files_gives(files: list[list[Observation]]) -> None:
    known = known_from(None, catalogue())
    standing: dict[tuple[str, str], Observation] = {}
    for observations in files:
        known.take(observations, "bm-01")
        for seen in observations:
            before = standing.get((seen.org_unit_id, seen.period.id))
            if before is None or seen.received >= before.received:
                standing[seen.org_unit_id, seen.period.id] = seen
        for (unit_id, period_id), seen in standing.items():
            held = known.figure(unit_id, "so-hoa", period_id)
            assert held is not None
            assert (held.value, held.received) == (seen.value, seen.received)
            assert known.source(held.sha256).file_name == f"{held.sha256}.xlsx"
        for period_id in PERIODS:
            for kind in (UnitKind.AGENCY, UnitKind.COMMUNE):
                values = [
                    seen.value
                    for (unit_id, of_period), seen in standing.items()
                    if of_period == period_id and catalogue().org_units[unit_id].kind is kind and seen.value is not None
                ]
                assert known.peers("so-hoa", period_id, kind) == sorted(values)
