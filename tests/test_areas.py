"""Many small areas with a few years each: what can be judged is, and percentages without denominators are never added up."""

from __future__ import annotations

import pytest

from dashboard.domain.status import Reason, Status
from dashboard.snapshot import Snapshot
from tests.areas import SILENT, WHOLE, picture


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return picture(tmp_path_factory.mktemp("areas") / "w")


def test_every_area_is_judged_by_itself(snapshot: Snapshot) -> None:
    rows = [row for row in snapshot.rows if row.target.id == "A-01" and row.org_unit.id != WHOLE]
    assert len(rows) == 34
    (silent,) = [row for row in rows if row.judgement.status is Status.REPORT_OVERDUE]
    assert silent.org_unit.id == SILENT
    assert all(row.actual is not None and row.plan_to_date is not None for row in rows)


def test_one_area_s_percentage_never_stands_for_all(snapshot: Snapshot) -> None:
    for target in ("A-01", "A-03"):
        whole = snapshot.row(target, WHOLE)
        assert whole is not None
        assert (whole.judgement.status, whole.judgement.reason) == (Status.NOT_COMPARABLE, Reason.MISSING_DENOMINATOR)
        assert whole.actual is None


def test_areas_that_pass_are_counted_and_amounts_are_added(snapshot: Snapshot) -> None:
    passing, machines = snapshot.row("A-04", WHOLE), snapshot.row("A-05", WHOLE)
    assert passing is not None and machines is not None
    assert passing.actual_text == "13/33 đơn vị"
    machine_rows = [
        readings[-1].value
        for (indicator, _), readings in snapshot.series.items()
        if indicator == "may-tinh-cong-cong" and readings[-1].date.year == 2024
    ]
    assert machines.actual == sum(value for value in machine_rows if value is not None)
