"""Agencies that are merged keep their history under the successor; what cannot be joined without a guess stands apart, in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.analyses.shortfall import gap_of
from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.snapshot import Snapshot, SnapshotRow
from tests.figures import Figure, picture_of
from tests.second import PROVINCE, make_workspace

CLOSED, AFTER = date(2025, 9, 30), date(2025, 11, 10)
JUNE, SEPTEMBER, OCTOBER = date(2025, 6, 30), CLOSED, date(2025, 10, 31)
LIST = "data/reference/org_units.csv"
HEAD = "UBND,other"
# Sở Ngoại vụ becomes part of the department of science; of two old departments a new one is made.
ABSORBED = "SNGV,agency,Sở Ngoại vụ,Sở Ngoại vụ,04,,yes,,2025-09-30,SKH,,4\n"
FOUNDED = (
    "SNN,agency,Sở Nông nghiệp,Sở Nông nghiệp,04,,yes,,2025-09-30,SNM,,4\n"
    "STN,agency,Sở Tài nguyên,Sở Tài nguyên,04,,yes,,2025-09-30,SNM,,5\n"
    "SNM,agency,Sở Nông nghiệp và Môi trường,Sở NN&MT,04,,yes,2025-10-01,,,,6\n"
)
RENAMED = (
    "STT,agency,Sở Truyền thông,Sở Truyền thông,04,,yes,,2025-09-30,SVT,,4\n"
    "SVT,agency,Sở Văn hóa và Truyền thông,Sở VH&TT,04,,yes,2025-10-01,,,,5\n"
)
RUNNING = (
    "accumulation: cumulative\n    reported_by: each_commune",
    "accumulation: running_total\n    reported_by: each_agency",
)
FROM_ZERO = ("value: 12, due: 2025-12-31}", "value: 30, due: 2025-12-31, baseline: 0}")


def merged(root: Path, units: str, *edits: tuple[str, str]) -> Catalogue:
    """The second workspace with these units in its list."""
    workspace = make_workspace(root, *edits)
    path = workspace.root / LIST
    path.write_text(path.read_text(encoding="utf-8").replace(HEAD, units + HEAD), encoding="utf-8")
    return load_catalogue(workspace)


def share(unit: str, month: str, numerator: float, denominator: float = 100.0) -> Figure:
    return Figure(unit, "so-hoa", month, numerator, denominator, 100 * numerator / denominator)


def row_of(snapshot: Snapshot, unit: str, target: str = "CB-01") -> SnapshotRow:
    row = snapshot.row(target, unit)
    assert row is not None
    return row


def values(row: SnapshotRow) -> dict[date, float | None]:
    return {reading.date: reading.value for reading in row.readings}


STARTS = [share(unit, "2025-07-01", 10) for unit in ("01273", "01279", "01288")]
COMMUNES = [share(unit, "2025-10", 30) for unit in ("01273", "01279", "01288")]
EVERY = [*STARTS, *COMMUNES]


def test_a_renamed_agency_goes_on_from_what_it_reported_under_its_old_name(tmp_path: Path) -> None:
    catalogue = merged(tmp_path / "w", RENAMED)
    figures = [*EVERY, share("STT", "2025-06", 20), share("STT", "2025-09", 40), share("SVT", "2025-10", 45)]
    row = row_of(picture_of(catalogue, figures, AFTER), "SVT")
    assert values(row) == {JUNE: 20, SEPTEMBER: 40, OCTOBER: 45}
    # The plan runs from the target's own start, not from the day the new name was given.
    assert (row.terms.start, row.feeders) == (date(2024, 12, 31), ("STT", "SVT"))
    before = picture_of(catalogue, figures, SEPTEMBER)
    assert values(row_of(before, "STT")) == {JUNE: 20, SEPTEMBER: 40}
    assert before.row("CB-01", "SVT") is None


def test_what_two_agencies_both_reported_is_neither_added_nor_chosen(tmp_path: Path) -> None:
    figures = [*EVERY, share("SNN", "2025-09", 40), share("STN", "2025-09", 60), share("SNM", "2025-10", 45)]
    snapshot = picture_of(merged(tmp_path / "w", FOUNDED), figures, AFTER)
    row = row_of(snapshot, "SNM")
    assert values(row) == {OCTOBER: 45}
    assert row.terms.start == date(2025, 10, 1)
    assert [u.id for u in snapshot.succession.apart["so-hoa", "SNM"]] == ["SNN", "STN"]


def test_an_agency_that_reported_all_along_keeps_its_own_figures_alone(tmp_path: Path) -> None:
    figures = [*EVERY, share("SKH", "2025-09", 30), share("SNGV", "2025-09", 9, 10), share("SKH", "2025-10", 45, 110)]
    snapshot = picture_of(merged(tmp_path / "w", ABSORBED), figures, AFTER)
    assert values(row_of(snapshot, "SKH")) == {SEPTEMBER: 30, OCTOBER: pytest.approx(100 * 45 / 110)}
    assert [u.id for u in snapshot.succession.apart["so-hoa", "SKH"]] == ["SNGV"]


@pytest.mark.parametrize("units", [ABSORBED, FOUNDED, RENAMED], ids=["absorbed", "founded", "renamed"])
def test_a_merger_changes_no_figure_of_the_province_of_the_months_before_it(tmp_path: Path, units: str) -> None:
    catalogue = merged(tmp_path / "w", units)
    former = [line.split(",")[0] for line in units.splitlines() if "2025-09-30" in line]
    figures = [*STARTS, *(share(u, "2025-09", 20) for u in ("VP", "SKH", "01273", "01279", "01288"))]
    figures += [share(u, "2025-09", 70) for u in former]
    row_then, row_now = (row_of(picture_of(catalogue, figures, day), PROVINCE) for day in (SEPTEMBER, AFTER))
    then, now = row_then.pools[SEPTEMBER], row_now.pools[SEPTEMBER]
    assert (now.numerator, now.denominator) == (100 + 70 * len(former), 500 + 100 * len(former))
    assert (now.numerator, now.denominator, set(now.reported), now.silent) == (
        then.numerator, then.denominator, set(then.reported), then.silent,
    )  # fmt: skip
    assert row_now.terms.start == row_then.terms.start == date(2025, 7, 1)


def test_the_gap_of_a_month_before_the_merger_is_of_who_existed_then(tmp_path: Path) -> None:
    figures = [*STARTS, *(share(u, "2025-09", 20) for u in ("VP", "SKH", "SNN", "STN", "01273", "01279", "01288"))]
    passed = ("value: 60, due: 2025-12-31", "value: 60, due: 2025-09-30")
    snapshot = picture_of(merged(tmp_path / "w", FOUNDED, passed), figures, date(2025, 10, 2))
    gap = gap_of(snapshot, row_of(snapshot, PROVINCE))
    assert gap is not None
    assert gap.day == SEPTEMBER
    assert {each.unit_id: each.missing for each in gap.gap.shortfalls} == dict.fromkeys(
        ("VP", "SKH", "SNN", "STN", "01273", "01279", "01288"), 40
    )
    assert gap.silent == ()


def test_what_was_asked_of_a_single_agency_is_asked_of_its_successor(tmp_path: Path) -> None:
    catalogue = merged(tmp_path / "w", ABSORBED, ("reported_by: VP\n    lead: VP", "reported_by: SNGV\n    lead: SNGV"))
    figures = [
        Figure("SNGV", "ho-so-tre-han", "2025-Q3", 6, 200, 3.0),
        Figure("SKH", "ho-so-tre-han", "2025-Q4", 4, 200, 2.0),
    ]
    row = row_of(picture_of(catalogue, figures, date(2026, 1, 20)), PROVINCE, "CB-04")
    assert list(values(row).values()) == [3.0, 2.0]
    assert (row.lead, row.feeders, row.is_pooled) == (("SKH",), ("SNGV", "SKH"), False)
    assert [i.id for i in catalogue.owed_by("SNGV", CLOSED)].count("ho-so-tre-han") == 1
    assert "ho-so-tre-han" in {i.id for i in catalogue.owed_by("SKH", OCTOBER)}


def test_a_running_total_goes_on_or_waits_for_the_new_year(tmp_path: Path) -> None:
    def totals(root: Path, units: str, *rows: tuple[str, str, float]) -> tuple[dict[date, float | None], set[str]]:
        figures = [Figure(unit, "wifi-cong-cong", quarter, value=value) for unit, quarter, value in rows]
        snapshot = picture_of(merged(root, units, RUNNING, FROM_ZERO), figures, date(2026, 1, 20))
        pooled = row_of(snapshot, PROVINCE, "CB-03").pools[date(2025, 12, 31)]
        return {r.date: r.value for r in snapshot.readings("wifi-cong-cong", rows[-1][0])}, set(pooled.reported)

    old = [(unit, quarter, 1.0) for unit in ("VP", "SKH") for quarter in ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")]
    name = [("STT", quarter, 2.0) for quarter in ("2025-Q1", "2025-Q2", "2025-Q3")]
    found, reported = totals(tmp_path / "renamed", RENAMED, *old, *name, ("SVT", "2025-Q4", 5.0))
    assert (found, reported) == ({date(2025, 12, 31): 11.0}, {"VP", "SKH", "SVT"})
    both = [(unit, quarter, 2.0) for unit in ("SNN", "STN") for quarter in ("2025-Q1", "2025-Q2", "2025-Q3")]
    found, reported = totals(tmp_path / "founded", FOUNDED, *old, *both, ("SNM", "2025-Q4", 5.0))
    assert (found, reported) == ({}, {"VP", "SKH"})


def test_a_merged_commune_s_figures_are_never_joined(tmp_path: Path) -> None:
    catalogue = merged(tmp_path / "w", "01270,commune,Xã Cũ,Cũ,04,,yes,2025-07-01,2025-09-30,01273,,7\n")
    figures = [share("01270", "2025-09", 40), share("01273", "2025-10", 45)]
    snapshot = picture_of(catalogue, figures, AFTER)
    assert values(row_of(snapshot, "01273")) == {OCTOBER: 45}
    assert not snapshot.succession.joined and not snapshot.succession.apart
