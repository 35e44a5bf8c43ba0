"""Staged rows beside each other and beside the figures that stand: the same counts as one by one, in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation
from dashboard.settings import Workspace
from dashboard.store import staging as staging_module
from dashboard.store.comparing import (
    CellsCompared,
    RepeatedRow,
    ReportedFigure,
    compare_cells,
    figures_by_report,
    repeated_rows,
)
from dashboard.store.facts import build_facts, current_facts_id, open_facts
from dashboard.store.staging import StagedRows, staged_row, staging
from tests.store.examples import file_named, new_workspace, seen

FIRST = date(2025, 12, 1)
STANDING, LONG = file_named("standing", FIRST), file_named("long", FIRST)


def _stage(rows: StagedRows, observations: Sequence[Observation]) -> StagedRows:
    rows.add(staged_row(each, number, 1 + number % 2) for number, each in enumerate(observations, start=2))
    rows.finish()
    return rows


figures = st.builds(
    lambda unit, value, day, numerator: (unit, value, FIRST + timedelta(days=day), numerator),
    st.sampled_from([f"{code:05d}" for code in range(12)]),
    st.sampled_from([None, 1.0, 2.0]),
    st.integers(-2, 2),
    st.sampled_from([None, 3.0]),
)


def _slowly(standing: Sequence[Observation], arriving: Sequence[Observation]) -> CellsCompared:
    """One after the other, as people would."""
    known = {each.org_unit_id: each for each in sorted(standing, key=lambda each: each.received)}
    new = changed = 0
    numbered = [(each, 1 + number % 2) for number, each in enumerate(arriving, start=2)]
    for each, cells in sorted(numbered, key=lambda one: one[0].received):
        before = known.get(each.org_unit_id)
        if before is not None and each.received < before.received:
            continue
        is_other = before is not None and (before.value, before.numerator) != (each.value, each.numerator)
        new, changed = new + cells * (before is None), changed + cells * is_other
        known[each.org_unit_id] = each
    return CellsCompared(new, changed)


# Each unit is a case of its own; a build takes far longer than a dozen of them.
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    standing=st.lists(figures, max_size=20, unique_by=lambda each: (each[0], each[2])),
    arriving=st.lists(figures, min_size=6, max_size=30, unique_by=lambda each: (each[0], each[2])),
)
def test_cells_are_counted_as_they_would_be_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, standing: list, arriving: list
) -> None:
    workspace = new_workspace(tmp_path_factory.mktemp("w") / "w")
    before = [seen(STANDING, v, unit=u, received=d, numerator=n) for u, v, d, n in standing]
    rows = [seen(LONG, v, unit=u, received=d, numerator=n, cell=f"dòng {d}") for u, v, d, n in arriving]
    build_facts(workspace, catalogue, before, [STANDING], [])
    with staging(workspace) as staged:
        assert compare_cells(workspace, _stage(staged, rows), open_facts(workspace)) == _slowly(before, rows)


def test_of_two_loads_on_one_day_the_later_one_is_compared_with(workspace: Workspace, catalogue: Catalogue) -> None:
    later = file_named("later", FIRST)
    facts_id = build_facts(workspace, catalogue, [seen(STANDING, 1.0)], [STANDING], [])
    listed = type(later)(later.sha256, later.file_name, later.form, later.received, later.illustrative, 1)
    build_facts(workspace, catalogue, [seen(later, 2.0)], [listed], [], facts_id)
    with staging(workspace) as staged:
        same = compare_cells(workspace, _stage(staged, [seen(LONG, 2.0)]), open_facts(workspace))
    assert same == CellsCompared(0, 0)


def test_without_facts_every_figure_is_new(workspace: Workspace) -> None:
    with staging(workspace) as staged:
        counted = compare_cells(workspace, _stage(staged, [seen(LONG, 2.0), seen(LONG, 3.0, unit="01279")]), None)
    assert counted == CellsCompared(3, 0)


def test_every_row_of_a_repeated_figure_names_another_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging_module, "ROWS_A_PART", 2)
    units = ["01273", "01279", "01273", "01285", "01273", "01279"]
    with staging(workspace) as staged:
        _stage(staged, [seen(LONG, float(number), unit=unit) for number, unit in enumerate(units)])
        found = list(repeated_rows(staged))
        assert found == [
            RepeatedRow(2, "so-hoa", 1, 4),
            RepeatedRow(3, "so-hoa", 2, 7),
            RepeatedRow(4, "so-hoa", 1, 2),
            RepeatedRow(6, "so-hoa", 1, 2),
            RepeatedRow(7, "so-hoa", 2, 3),
        ]
        staged.leave_out(row.row_number for row in found)
        assert (staged.count, list(repeated_rows(staged))) == (1, [])
        assert [part.read_text(encoding="utf-8").count("01285") for part in staged.parts] == [0, 1, 0]


def test_the_same_figure_of_another_period_or_received_day_is_another_figure(workspace: Workspace) -> None:
    rows = [seen(LONG, 1.0), seen(LONG, 1.0, period="2025-10"), seen(LONG, 1.0, received=FIRST + timedelta(days=9))]
    with staging(workspace) as staged:
        assert list(repeated_rows(_stage(staged, rows))) == []


def test_rows_left_after_some_were_taken_out_give_the_version_without_those(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    one, other = new_workspace(tmp_path / "one"), new_workspace(tmp_path / "other")
    rows = [seen(LONG, number / 7, unit=f"{number:05d}", cell=f"dòng {number}, «ồ»") for number in range(9)]
    expected = build_facts(one, catalogue, rows[:3] + rows[5:], [LONG], [])
    with staging(other) as staged:
        _stage(staged, rows)
        staged.leave_out([5, 6])
        build_facts(other, catalogue, [], [LONG], [], staged=[staged])
    assert current_facts_id(other) == expected


def test_figures_come_report_by_report_the_newest_of_one_last(workspace: Workspace) -> None:
    rows = [
        seen(LONG, 3.0, unit="01279"),
        seen(LONG, 2.0, received=FIRST + timedelta(days=1), cell="dòng 3"),
        seen(LONG, 4.0, period="2025-10"),
        seen(LONG, 1.0, numerator=1.0, denominator=2.0, cell="dòng 5"),
    ]
    with staging(workspace) as staged:
        found = list(figures_by_report(_stage(staged, rows)))
    assert [(each.org_unit_id, each.period_id, each.value) for each in found] == [
        ("01273", "2025-10", 4.0),
        ("01273", "2025-11", 1.0),
        ("01273", "2025-11", 2.0),
        ("01279", "2025-11", 3.0),
    ]
    assert found[1] == ReportedFigure("01273", "2025-11", "so-hoa", 1.0, 1.0, 2.0, FIRST, "dòng 5")


def test_rows_dropped_altogether_leave_nothing(workspace: Workspace, catalogue: Catalogue) -> None:
    with staging(workspace) as staged:
        staged.add([staged_row(seen(LONG, 1.0))])
        staged.drop()
        assert (staged.count, staged.parts, staged.files) == (0, [], set())
