"""«Phần còn thiếu» of the workbook: the whole, then each unit that is short, as the Snapshot gives them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from dashboard.analyses.shortfall import gap_of
from dashboard.exports.missing import NAME, missing_table
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import Facts
from tests.exports.awkward import opened, sheet_rows, written
from tests.second import PROVINCE, load_rows, make_workspace, picture

DAY = date(2026, 2, 20)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Facts]:
    facts, catalogue = load_rows(make_workspace(tmp_path_factory.mktemp("missing") / "w"))
    return take_snapshot(facts, catalogue, DAY), facts


def test_the_sheet_holds_the_whole_and_every_unit_that_is_short_the_largest_first(
    taken: tuple[Snapshot, Facts],
) -> None:
    """After the due date: 60 % of 450 cases are 270, 215 are done; 01273 has 15 more than it needs."""
    rows = [r for r in sheet_rows(opened(written(*taken, "xlsx")), NAME) if r["Mã mục tiêu"] == "CB-01"]
    told = [(r["Mã đơn vị"], r["Thực hiện"], r["Cần đạt"], r["Tử số"], r["Mẫu số"], r["Còn thiếu"]) for r in rows]
    assert told == [
        (PROVINCE, pytest.approx(100 * 215 / 450), 60, 215, 450, 55),
        ("01279", 40, 60, 80, 200, 40),
        ("VP", 40, 60, 40, 100, 20),
        ("SKH", 50, 60, 50, 100, 10),
    ]
    assert [r["Cộng dồn"] for r in rows] == [None, pytest.approx(40 / 70), pytest.approx(60 / 70), 1]
    assert {r["So với"] for r in rows} == {"mục tiêu"}
    assert {r["Số liệu đến"] for r in rows} == {datetime(2025, 10, 31)}  # noqa: DTZ001  a cell's date has no time zone


def test_of_a_single_reporter_only_the_whole_is_told(taken: tuple[Snapshot, Facts]) -> None:
    lines = [line for line in missing_table(taken[0]).rows if line.row.target.id == "CB-04"]
    assert [(line.unit.id, line.value, line.missing) for line in lines] == [(PROVINCE, 3.0, 1.0)]


def test_amounts_and_counted_units_say_what_each_unit_owes(tmp_path: Path) -> None:
    edits = (
        ('clause: "II.3", scope: province, value: 12', 'clause: "II.3", scope: each_commune, value: 4'),
        ("    aggregation: ratio_of_sums\n", "    aggregation: count_of_units\n"),
    )
    lines = missing_table(picture(tmp_path / "w", *edits, day=DAY)).rows
    told = [(x.row.target.id, x.unit.id, x.value, x.level, x.missing) for x in lines if not x.is_whole]
    assert told == [
        ("CB-01", "SKH", 50, 60, 10),
        ("CB-01", "VP", 40, 60, 20),
        ("CB-01", "01279", 40, 60, 40),
        ("CB-03", "01288", 2, 4, 2),
        ("CB-03", "01279", 3, 4, 1),
    ]


def test_a_target_nobody_is_short_of_is_not_listed(taken: tuple[Snapshot, Facts]) -> None:
    snapshot = taken[0]
    listed = {line.row.target.id for line in missing_table(snapshot).rows}
    short = {r.target.id for r in snapshot.province_rows if (g := gap_of(snapshot, r)) is not None and g.gap.total}
    assert listed == short == {"CB-01", "CB-04"}
