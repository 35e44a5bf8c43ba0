"""What communes stand at, from three communes one can add up by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.analyses.commune_figures import CommuneColumn, commune_columns
from dashboard.domain.status import Status
from dashboard.snapshot import Snapshot
from tests.second import DAY, ROWS, picture

FIRST, SECOND, SILENT = "01273", "01279", "01288"
DIGITISED, WIFI = "so-hoa", "wifi-cong-cong"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return picture(tmp_path_factory.mktemp("communes") / "w")


def column(snapshot: Snapshot, indicator_id: str = DIGITISED) -> CommuneColumn:
    return next(c for c in commune_columns(snapshot) if c.indicator.id == indicator_id)


def test_a_column_is_an_indicator_that_several_communes_make(snapshot: Snapshot) -> None:
    assert [c.indicator.id for c in commune_columns(snapshot)] == [DIGITISED, WIFI]
    assert [f.unit.id for f in column(snapshot).figures] == sorted(
        (FIRST, SECOND, SILENT), key=lambda u: snapshot.catalogue.org_units[u].sort_rank
    )


def test_before_the_communes_exist_there_is_no_column(tmp_path: Path) -> None:
    assert commune_columns(picture(tmp_path / "w", day=date(2025, 6, 30))) == ()


def test_a_figure_and_its_status_are_those_of_the_commune_s_own_row(snapshot: Snapshot) -> None:
    figure, row = column(snapshot).of(FIRST), snapshot.row("CB-01", FIRST)
    assert figure is not None
    assert row is not None
    assert (figure.value, figure.status, figure.row) == (90.0, row.judgement.status, row)
    assert column(snapshot).statuses[row.judgement.status] >= 1


def test_a_silent_commune_keeps_its_older_figure_and_is_marked_late(snapshot: Snapshot) -> None:
    made = column(snapshot)
    figure = made.of(SILENT)
    assert figure is not None
    assert made.day == date(2025, 10, 31)
    assert (figure.value, made.is_of_other_day(figure), figure.is_late_report) == (20.0, True, True)


def test_a_baseline_alone_is_no_figure(tmp_path: Path) -> None:
    rows = "".join(line + "\n" for line in ROWS.splitlines() if not line.startswith(("01288,so-hoa,2025-09",)))
    figure = column(picture(tmp_path / "w", rows=rows)).of(SILENT)
    assert figure is not None
    assert (figure.reading, figure.is_late_report) == (None, True)


def test_a_target_of_the_province_alone_judges_no_commune(snapshot: Snapshot) -> None:
    made = column(snapshot, WIFI)
    assert [f.status for f in made.figures] == [None, None, None]
    assert sorted(f.value or 0 for f in made.figures) == [2.0, 3.0, 4.0]
    assert made.sum == 9.0


def test_of_several_targets_the_nearest_that_is_open_counts_then_the_last_passed(tmp_path: Path) -> None:
    later = (
        "      - {id: CB-02,",
        "      - {id: CB-09, document: kh-minh-hoa, clause: II.9, scope: [each_agency, each_commune], value: 90, due: 2026-06-30}\n"
        "      - {id: CB-02,",
    )
    facts = picture(tmp_path / "w", later)
    assert column(facts).row.target.id == "CB-01"
    assert column(picture(tmp_path / "x", later, day=date(2026, 2, 1))).row.target.id == "CB-09"
    assert column(picture(tmp_path / "y", later, day=date(2026, 8, 1))).row.target.id == "CB-09"


def test_without_a_due_date_no_commune_bears_a_status(tmp_path: Path) -> None:
    undated = (
        "scope: [each_agency, each_commune], value: 60, due: 2025-12-31}",
        "scope: [each_agency, each_commune], value: 60, due: null}",
    )
    made = column(picture(tmp_path / "w", undated, day=DAY))
    assert not made.statuses
    assert {f.row.judgement.status for f in made.figures if f.row} <= {Status.NOT_ENOUGH_DATA, Status.ACHIEVED}
