"""The communes together: in the period of the province's row, said of how many, and not at all below the usable cover."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analyses.blocks import added_up, block_of
from dashboard.analyses.commune_figures import CommuneColumn, commune_columns
from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.snapshot import Snapshot, SnapshotRow
from tests.figures import Figure, picture_of
from tests.second import PROVINCE, make_workspace

AGENCIES, COMMUNES = ("VP", "SKH"), ("01273", "01279", "01288")
SEPTEMBER, OCTOBER = date(2025, 9, 30), date(2025, 10, 31)
COUNTED = ("    aggregation: ratio_of_sums\n", "    aggregation: count_of_units\n")
OF_THE_PROVINCE = ("scope: [each_agency, each_commune], value: 60", "scope: province, value: 60")
STARTED = [
    *(Figure(unit, "so-hoa", "2025-06", 10.0, 100.0, 10.0) for unit in AGENCIES),
    *(Figure(unit, "so-hoa", "2025-07-01", 0.0, 100.0, 0.0) for unit in COMMUNES),
]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load_catalogue(make_workspace(tmp_path_factory.mktemp("blocks") / "w"))


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load_catalogue(make_workspace(tmp_path_factory.mktemp("counting") / "w", COUNTED, OF_THE_PROVINCE))


def sent(month: str, **done: float | None) -> list[Figure]:
    """Shares of 100 by unit; of None the denominator was left out."""
    return [
        Figure(unit, "so-hoa", month, done_of, 100.0, done_of)
        if done_of is not None
        else Figure(unit, "so-hoa", month, 30.0, None, 30.0)
        for unit, done_of in done.items()
    ]


def everyone(month: str, done: float) -> list[Figure]:
    return sent(month, **dict.fromkeys((*AGENCIES, *COMMUNES), done))


def column(snapshot: Snapshot) -> CommuneColumn:
    return next(c for c in commune_columns(snapshot) if c.indicator.id == "so-hoa")


def province(snapshot: Snapshot) -> SnapshotRow:
    row = snapshot.row("CB-01", PROVINCE)
    assert row is not None
    return row


def test_the_communes_together_speak_of_the_period_of_the_province_while_cells_show_newer_figures(
    catalogue: Catalogue,
) -> None:
    """On 3 November two communes have sent October, which does not count for the province before most have."""
    figures = [*STARTED, *everyone("2025-09", 20.0), *sent("2025-10", **{"01273": 60.0, "01279": 60.0})]
    made = column(picture_of(catalogue, figures, date(2025, 11, 3)))
    assert (made.day, made.row.latest and made.row.latest.date) == (OCTOBER, SEPTEMBER)
    assert made.block is not None
    assert (made.block.on, made.block.reported, made.sum) == (SEPTEMBER, COMMUNES, 20.0)


def test_below_the_usable_cover_the_communes_have_no_value_but_say_how_many_have_sent(catalogue: Catalogue) -> None:
    made = column(picture_of(catalogue, [*STARTED, *sent("2025-07", **{"01273": 60.0})], date(2025, 8, 3)))
    assert made.block is not None
    assert (made.sum, len(made.block.reported), made.block.expected) == (None, 1, 3)


def test_while_the_province_has_no_period_the_communes_own_cover_decides(catalogue: Catalogue) -> None:
    """All communes have sent July, no agency has: three of five are too few for the province."""
    made = column(
        picture_of(catalogue, [*STARTED, *sent("2025-07", **dict.fromkeys(COMMUNES, 30.0))], date(2025, 8, 3))
    )
    assert made.row.newest_pool is None
    assert made.sum == 30.0


def test_a_baseline_is_no_period(catalogue: Catalogue) -> None:
    assert column(picture_of(catalogue, STARTED, date(2025, 8, 3))).block is None


def test_units_are_counted_by_what_the_target_of_the_province_asks(counting: Catalogue) -> None:
    """Of 40, 50 and 70 % one reaches 60 %, though no commune owes the target itself."""
    done = {"VP": 60.0, "SKH": 60.0, "01273": 40.0, "01279": 50.0, "01288": 70.0}
    snapshot = picture_of(counting, [*STARTED, *sent("2025-10", **done)], date(2025, 11, 10))
    block = block_of(snapshot, province(snapshot), COMMUNES)
    assert block is not None
    assert (block.numerator, block.denominator) == (1, 3)


def test_a_numerator_without_denominator_is_in_no_sum(catalogue: Catalogue) -> None:
    """Of a commune without any denominator yet the 30 are left out, as they are of the province's figure."""
    done = {"VP": 50.0, "SKH": 50.0, "01273": 50.0, "01279": None}
    figures = [f for f in STARTED if f.unit_id != "01279"] + sent("2025-10", **done)
    snapshot = picture_of(catalogue, figures, date(2025, 11, 10))
    pooled = added_up(snapshot, province(snapshot), COMMUNES, OCTOBER)
    assert pooled is not None
    assert (pooled.value, pooled.reported) == (50.0, ("01273",))


def test_a_commune_shows_what_it_sent_before_the_first_period_counts_for_the_province(counting: Catalogue) -> None:
    figures = [*STARTED, *sent("2025-07", **{"01273": 60.0})]
    made = column(picture_of(counting, figures, date(2025, 8, 3)))
    assert [f.value for f in made.figures] == [60.0, None, None]
    assert not any(f.is_late_report for f in made.figures)


said = st.none() | st.just((0.0, 0.0)) | st.tuples(st.integers(0, 300).map(float), st.integers(1, 200).map(float))
months = st.fixed_dictionaries({month: st.tuples(*[said] * 5) for month in ("2025-09", "2025-10")})


@settings(max_examples=60, deadline=None)
@given(months, st.sampled_from([date(2025, 11, 3), date(2025, 11, 10)]))
def test_communes_and_agencies_added_up_apart_are_the_province(
    catalogue: Catalogue, reported: dict[str, tuple[tuple[float, float] | None, ...]], day: date
) -> None:
    figures = [
        Figure(unit, "so-hoa", month, *one, 100 * one[0] / one[1] if one[1] else None)
        for month, by_unit in reported.items()
        for unit, one in zip((*AGENCIES, *COMMUNES), by_unit, strict=True)
        if one is not None
    ]
    snapshot = picture_of(catalogue, [*STARTED, *figures], day)
    whole = province(snapshot).pooled
    parts = [block_of(snapshot, province(snapshot), units) for units in (AGENCIES, COMMUNES)]
    if whole is None or whole.on <= province(snapshot).terms.start or any(part is None for part in parts):
        return
    assert {part.on for part in parts if part} == {whole.on}
    assert [u for part in parts if part for u in part.reported] == list(whole.reported)
    assert sum(part.numerator or 0 for part in parts if part) == (whole.numerator or 0)
    assert sum(part.denominator or 0 for part in parts if part) == (whole.denominator or 0)
