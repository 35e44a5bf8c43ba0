"""What the illustrative workspace shows on its day, loaded through the real pipeline: the picture of the mock-ups."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.domain.status import Status
from dashboard.settings import Workspace
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import open_facts
from loaders.standing import ensure_facts

ROOT = Path(__file__).parents[2]
DAY_SHOWN = date(2025, 12, 5)
# Target, status, value and plan to date, as the pictures show them.
SHOWN = [
    ("T-001-07", Status.MISSED, 46.9, None),
    ("T-001-03", Status.MISSED, 17.0, None),
    ("T-002-08", Status.OFF_TRACK, 60.0, 79.3),
    ("T-000-05", Status.OFF_TRACK, 26.0, 39.4),
    ("T-001-09", Status.OFF_TRACK, 78.8, 93.3),
    ("T-000-11", Status.OFF_TRACK, 57.5, 64.1),
    ("T-000-02", Status.OFF_TRACK, 42.7, 66.3),
    ("T-000-06", Status.AT_RISK, 2.4, 2.5),
    ("T-000-04", Status.AT_RISK, 26.0, 27.2),
    ("T-000-13", Status.AT_RISK, 64.4, 65.1),
    ("T-000-07", Status.ON_TRACK, 56.3, 55.0),
    ("T-000-12", Status.ON_TRACK, 78.8, 76.7),
    ("T-002-05", Status.ON_TRACK, 26.0, 20.4),
    ("T-000-14", Status.ACHIEVED, 43.8, None),
    ("T-001-04", Status.ACHIEVED, 31.2, None),
    ("T-002-13", Status.ACHIEVED_LATE, 100.0, None),
    ("T-002-10", Status.NO_DATA, None, None),
    ("T-000-18", Status.NOT_DUE, None, None),
]


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> dict[date, Snapshot]:
    root = tmp_path_factory.mktemp("workspace")
    shutil.copy(ROOT / "indicators.yaml", root)
    for part in ("reference", "sample"):
        shutil.copytree(ROOT / "data" / part, root / "data" / part)
    workspace = Workspace(root)
    catalogue = load_catalogue(workspace)
    ensure_facts(workspace, catalogue)
    facts = open_facts(workspace)
    assert facts is not None
    return {day: take_snapshot(facts, catalogue, day) for day in (date(2025, 11, 20), DAY_SHOWN, date(2026, 10, 5))}


def test_every_status_occurs_among_the_province_rows_on_the_day_shown(snapshots: dict[date, Snapshot]) -> None:
    assert {row.judgement.status for row in snapshots[DAY_SHOWN].province_rows} == set(Status)


@pytest.mark.parametrize(("target", "status", "value", "plan"), SHOWN, ids=[shown[0] for shown in SHOWN])
def test_a_row_shows_what_the_picture_shows(
    snapshots: dict[date, Snapshot], target: str, status: Status, value: float | None, plan: float | None
) -> None:
    row = snapshots[DAY_SHOWN].row(target, "12")
    assert row is not None
    assert (row.judgement.status, None if row.actual is None else round(row.actual, 1)) == (status, value)
    if plan is not None:
        assert row.plan_to_date is not None
        assert round(row.plan_to_date, 1) == plan


def test_some_units_are_late_on_the_day_shown(snapshots: dict[date, Snapshot]) -> None:
    assert snapshots[DAY_SHOWN].reported_line == "18/20 cơ quan, 35/38 xã, phường đã báo cáo"


def test_the_correction_of_september_moves_the_province_from_47_8_to_46_9(snapshots: dict[date, Snapshot]) -> None:
    before, after = (snapshots[day].row("T-001-07", "12") for day in (date(2025, 11, 20), DAY_SHOWN))
    assert before is not None
    assert after is not None
    assert (round(before.actual or 0, 1), round(after.actual or 0, 1)) == (47.8, 46.9)


def test_in_2026_the_plan_of_bum_nua_runs(snapshots: dict[date, Snapshot]) -> None:
    statuses = {row.target.id: row.judgement.status for row in snapshots[date(2026, 10, 5)].rows_of_unit("03466")}
    own = {target: status for target, status in statuses.items() if target.startswith("T-004")}
    assert len(own) == 22
    assert {Status.ON_TRACK, Status.AT_RISK, Status.MISSED} <= set(own.values())
