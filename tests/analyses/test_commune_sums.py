"""The order of communes and what they are short of, against slow plain twins over random reports: silent units, nothing arisen, above 100 %, lower is better."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analyses.commune_figures import commune_columns
from dashboard.analyses.standings import Standings, standings_of
from dashboard.catalogue import Catalogue, load_catalogue
from tests.figures import Figure, picture_of
from tests.second import DAY, make_workspace

COMMUNES = ("01273", "01279", "01288")
ENDS = {"2025-09": date(2025, 9, 30), "2025-10": date(2025, 10, 31)}
LOWER = (
    "    direction: at_least\n    bounds: [0, 100]\n    numerator: Số hồ sơ đã",
    "    direction: at_most\n    bounds: [0, 100]\n    numerator: Số hồ sơ đã",
)
PLAIN = settings(max_examples=60, deadline=None)

Said = tuple[float, float] | None
counts = st.integers(0, 300).map(float)
said = st.none() | st.just((0.0, 0.0)) | st.tuples(counts, st.integers(1, 200).map(float))
months = st.fixed_dictionaries({month: st.tuples(said, said, said) for month in ENDS})
Months = dict[str, tuple[Said, Said, Said]]


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Catalogue]:
    """The second workspace, and where lower is better."""
    root = tmp_path_factory.mktemp("sums")
    return {
        False: load_catalogue(make_workspace(root / "more")),
        True: load_catalogue(make_workspace(root / "less", LOWER)),
    }


def figures_of(reported: Months) -> list[Figure]:
    found = [Figure(unit, "so-hoa", month, 50.0, 100.0, 50.0) for unit in ("VP", "SKH") for month in ENDS]
    found += [Figure(unit, "so-hoa", "2025-07-01", 1.0, 2.0, 50.0) for unit in COMMUNES]
    for month, by_unit in reported.items():
        for unit, one in zip(COMMUNES, by_unit, strict=True):
            if one is not None:
                value = 100 * one[0] / one[1] if one[1] else None
                found.append(Figure(unit, "so-hoa", month, *one, value))
    return found


@PLAIN
@given(months, st.booleans())
def test_the_order_is_by_own_rate_and_what_is_missing_runs_to_the_whole(
    catalogues: dict[bool, Catalogue], reported: Months, is_limit: bool
) -> None:
    snapshot = picture_of(catalogues[is_limit], figures_of(reported), DAY)
    column = next(c for c in commune_columns(snapshot) if c.indicator.id == "so-hoa")
    found = standings_of(snapshot, column)
    month = next(m for m, end in ENDS.items() if end == found.day)
    known: dict[str, Said] = dict(zip(COMMUNES, reported[month], strict=True))
    assert {u.id for u in found.silent} == {u for u, one in known.items() if one is None}
    assert {u.id for u in found.not_arising} == {u for u, one in known.items() if one is not None and not one[1]}
    rates = {u: 100 * one[0] / one[1] for u, one in known.items() if one is not None and one[1]}
    names = [each.unit.id for each in found.ranked]
    assert sorted(names) == sorted(rates)
    for better, worse in zip(names[1:], names, strict=False):
        assert rates[worse] >= rates[better] if is_limit else rates[worse] <= rates[better]
        assert rates[worse] != rates[better] or _rank(snapshot.catalogue, worse) < _rank(snapshot.catalogue, better)
    _check_missing(found, known, rates, is_limit)


def _rank(catalogue: Catalogue, unit_id: str) -> int:
    return catalogue.org_units[unit_id].sort_rank


def _check_missing(found: Standings, known: dict[str, Said], rates: dict[str, float], is_limit: bool) -> None:
    """Each unit's lack by one case more or less at a time, then shares one after the other."""
    if found.missing is None or found.line is None:
        return
    level = found.line.level
    lacking: dict[str, int] = {}
    for unit, rate in rates.items():
        one = known[unit]
        assert one is not None
        if abs(rate - level) <= 1e-9 or (rate < level if is_limit else rate > level):
            continue
        steps = 0
        while (
            (one[0] - steps > level * one[1] / 100 + 1e-6)
            if is_limit
            else (one[0] + steps < level * one[1] / 100 - 1e-6)
        ):
            steps += 1
        lacking[unit] = max(steps, 1)
    assert {s.unit_id: s.missing for s in found.missing.shortfalls} == lacking
    whole, running, before = sum(lacking.values()), 0, float("inf")
    for each in found.missing.shortfalls:
        running += lacking[each.unit_id]
        assert lacking[each.unit_id] <= before
        before = lacking[each.unit_id]
        assert each.share == pytest.approx(lacking[each.unit_id] / whole)
        assert each.running_share == pytest.approx(running / whole)
    assert {each.unit.id for each in found.behind} == set(lacking)
