"""A figure reported for each quarter and followed as the sum since the year began («lũy kế từ đầu năm»), in the Snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.domain.status import Flag, Status
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import build_facts, open_facts
from tests.second import PROVINCE, make_workspace
from tests.store.examples import file_named, seen

RUNNING = (
    "accumulation: cumulative\n    reported_by: each_commune",
    "accumulation: running_total\n    reported_by: each_commune",
)
FROM_ZERO = ("value: 12, due: 2025-12-31}", "value: 30, due: 2025-12-31, baseline: 0}")
COMMUNES = ("01273", "01279", "01288")
Q3, Q4 = date(2025, 9, 30), date(2025, 12, 31)
AFTER = date(2026, 1, 5)
Row = tuple[str, str, float, date]

# Communes exist since July 2025, so their year has two quarters. Wifi points installed in each: 4, 3, 2, then 5, 6, 7.
QUARTERS: tuple[Row, ...] = (
    *((unit, "2025-Q3", value, date(2025, 10, 3)) for unit, value in zip(COMMUNES, (4.0, 3.0, 2.0), strict=True)),
    *((unit, "2025-Q4", value, AFTER) for unit, value in zip(COMMUNES, (5.0, 6.0, 7.0), strict=True)),
)
CORRECTION: Row = ("01273", "2025-Q3", 1.0, date(2026, 1, 8))


def picture(root: Path, rows: Iterable[Row], as_of: date = date(2026, 1, 10), known_on: date | None = None) -> Snapshot:
    workspace = make_workspace(root, RUNNING, FROM_ZERO)
    catalogue = load_catalogue(workspace)
    files = {day: file_named(day.isoformat(), day) for _, _, _, day in rows}
    figures = [
        seen(files[day], value, unit=unit, indicator="wifi-cong-cong", period=period)
        for unit, period, value, day in rows
    ]
    build_facts(workspace, catalogue, figures, files.values(), [])
    facts = open_facts(workspace)
    assert facts is not None
    return take_snapshot(facts, catalogue, as_of, known_on)


def provincial(snapshot: Snapshot) -> list[tuple[date, float | None]]:
    row = snapshot.row("CB-03", PROVINCE)
    assert row is not None
    return [(reading.date, reading.value) for reading in row.readings]


def test_quarters_are_added_up_at_each_unit_and_then_over_the_units(tmp_path: Path) -> None:
    snapshot = picture(tmp_path / "w", QUARTERS)
    assert provincial(snapshot) == [(Q3, 9.0), (Q4, 27.0)]
    reading = snapshot.reading("wifi-cong-cong", "01273", Q4)
    assert reading is not None
    assert reading.value == 9.0


def test_a_correction_of_an_old_quarter_recomputes_the_later_total(tmp_path: Path) -> None:
    snapshot = picture(tmp_path / "w", [*QUARTERS, CORRECTION])
    assert provincial(snapshot) == [(Q3, 6.0), (Q4, 24.0)]
    row = snapshot.row("CB-03", PROVINCE)
    assert row is not None
    assert Flag.REVISED in row.judgement.flags


def test_before_the_correction_was_known_the_old_total_stands(tmp_path: Path) -> None:
    snapshot = picture(tmp_path / "w", [*QUARTERS, CORRECTION], known_on=date(2026, 1, 7))
    assert provincial(snapshot) == [(Q3, 9.0), (Q4, 27.0)]


def test_a_unit_that_skipped_a_quarter_has_no_total_but_has_reported(tmp_path: Path) -> None:
    rows = [row for row in QUARTERS if row[:2] != ("01279", "2025-Q3")]
    snapshot = picture(tmp_path / "w", rows, as_of=date(2026, 1, 20))
    assert snapshot.reading("wifi-cong-cong", "01279", Q4) is None
    row = snapshot.row("CB-03", PROVINCE)
    assert row is not None
    assert (row.pools[Q4].value, row.pools[Q4].silent) == (4 + 5 + 2 + 7, ("01279",))
    (state,) = [each for each in snapshot.report_states if each.period.id == "2025-Q4"]
    assert "01279" in state.reported


def test_a_total_stated_on_one_day_stays_as_it_is(tmp_path: Path) -> None:
    snapshot = picture(tmp_path / "w", [*QUARTERS, ("01273", "2025-07-01", 20.0, date(2025, 7, 5))])
    found = snapshot.totals["wifi-cong-cong", "01273"]
    assert [(each.date, each.value) for each in found] == [(date(2025, 7, 1), 20.0), (Q3, 4.0), (Q4, 9.0)]


def test_what_was_reported_stays_readable_beside_the_totals(tmp_path: Path) -> None:
    snapshot = picture(tmp_path / "w", QUARTERS)
    assert [each.value for each in snapshot.series["wifi-cong-cong", "01273"]] == [4.0, 5.0]
    assert {indicator for indicator, _ in snapshot.totals} == {"wifi-cong-cong"}


@pytest.mark.parametrize(("value", "status"), [(8.0, Status.MISSED), (40.0, Status.ACHIEVED)])
def test_the_target_is_judged_on_the_total(tmp_path: Path, value: float, status: Status) -> None:
    rows = [*QUARTERS[:-1], ("01288", "2025-Q4", value, AFTER)]
    row = picture(tmp_path / "w", rows, as_of=date(2026, 1, 20)).row("CB-03", PROVINCE)
    assert row is not None
    assert row.judgement.status is status
