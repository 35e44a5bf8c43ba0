"""Amounts that each of several units owes: of the province their sum is asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.domain.status import Status
from dashboard.snapshot import SnapshotRow
from tests.figures import Figure, picture_of
from tests.second import PROVINCE, make_workspace

COMMUNES = ("01273", "01279", "01288")
OLD = 'clause: "II.3", scope: province, value: 12, due: 2025-12-31'
EACH = 'clause: "II.3", scope: each_commune, value: 12, due: 2025-12-31'


def province_row(root: Path, new: str, *edits: tuple[str, str], amounts: float = 6.0) -> SnapshotRow:
    """The province's row in January, of the same amount from each of three communes."""
    catalogue = load_catalogue(make_workspace(root, (OLD, new), *edits))
    figures = [Figure(unit, "wifi-cong-cong", "2025-07-01", value=0.0) for unit in COMMUNES]
    figures += [Figure(unit, "wifi-cong-cong", "2025-Q4", value=amounts) for unit in COMMUNES]
    row = picture_of(catalogue, figures, date(2026, 1, 20)).row("CB-03", PROVINCE)
    assert row is not None
    return row


@pytest.mark.parametrize(("amounts", "status"), [(6.0, Status.MISSED), (12.0, Status.ACHIEVED)])
def test_the_sum_is_held_against_what_all_units_owe_together(tmp_path: Path, amounts: float, status: Status) -> None:
    row = province_row(tmp_path / "w", EACH, amounts=amounts)
    assert (row.actual, row.terms.target, row.judgement.status) == (3 * amounts, 36.0, status)
    assert row.target_text == "≥ 36\u00a0điểm wifi"


def test_milestones_start_and_bounds_are_those_of_all_together_too(tmp_path: Path) -> None:
    staged = f"{EACH}, baseline: 2, milestones: {{2025-09-30: 8}}"
    row = province_row(tmp_path / "w", staged, ("bounds: [0, null]\n    aggregation: sum", "bounds: [0, 20]\n    aggregation: sum"), amounts=12.0)  # fmt: skip
    assert (row.terms.milestones, row.terms.baseline, row.terms.bounds) == (((date(2025, 9, 30), 24.0),), 6.0, (0, 60))
    assert row.judgement.status is Status.ACHIEVED


def test_a_target_that_names_the_province_beside_its_units_gives_it_a_value_of_its_own(tmp_path: Path) -> None:
    row = province_row(tmp_path / "w", EACH.replace("each_commune", "[province, each_commune]"))
    assert (row.terms.target, row.judgement.status) == (12.0, Status.ACHIEVED)


def test_what_a_unit_is_asked_stays_as_it_is(tmp_path: Path) -> None:
    catalogue = load_catalogue(make_workspace(tmp_path / "w", (OLD, EACH)))
    figures = [Figure(unit, "wifi-cong-cong", "2025-Q4", value=6.0) for unit in COMMUNES]
    own = picture_of(catalogue, figures, date(2026, 1, 20)).row("CB-03", "01273")
    assert own is not None
    assert (own.terms.target, own.target_text) == (12.0, "≥ 12\u00a0điểm wifi")
