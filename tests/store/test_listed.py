"""What a version holds beside its rows of figures: periods as staff typed them, and reports on tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Provenance
from dashboard.domain.periods import PeriodSetting, parse_period
from dashboard.domain.task_reports import TaskReport, TaskState
from dashboard.settings import Workspace
from dashboard.store.facts import Facts, FileOfFacts, build_facts, current_facts_id, open_facts
from tests.store.examples import file_named, new_workspace, seen

NOVEMBER = PeriodSetting("2025-11", date(2025, 11, 1), date(2025, 11, 30), date(2025, 12, 5))
WINTER = PeriodSetting("2025-Q4", date(2025, 10, 1), date(2025, 12, 20), date(2025, 12, 25))
FILE = file_named("a")


def _served(workspace: Workspace) -> Facts:
    facts = open_facts(workspace)
    assert facts is not None
    return facts


def _report(file: FileOfFacts, progress: float | None, **changes: object) -> TaskReport:
    place = Provenance(file.sha256, file.file_name, "BM-04", "E9, F9")
    report = TaskReport(
        "01273", "4", parse_period("2025-11"), TaskState.ONGOING, progress, "Đã ký", "", "Thiếu máy", "", file.received, place
    )  # fmt: skip
    return replace(report, **changes)  # pyright: ignore[reportArgumentType]


def test_periods_are_kept_as_staff_typed_them(workspace: Workspace, catalogue: Catalogue) -> None:
    build_facts(workspace, catalogue, [], [FILE], [], periods=[NOVEMBER, WINTER])
    assert _served(workspace).period_settings() == [WINTER, NOVEMBER]


def test_periods_are_part_of_the_content_in_any_order(workspace: Workspace, catalogue: Catalogue) -> None:
    none = build_facts(workspace, catalogue, [], [FILE], [])
    both = build_facts(workspace, catalogue, [], [FILE], [], periods=[NOVEMBER, WINTER])
    assert build_facts(workspace, catalogue, [], [FILE], [], periods=[WINTER, NOVEMBER]) == both != none
    later = replace(NOVEMBER, deadline=date(2025, 12, 6))
    assert build_facts(workspace, catalogue, [], [FILE], [], periods=[WINTER, later]) not in {none, both}


def test_the_periods_given_take_the_place_of_those_built_on(workspace: Workspace, catalogue: Catalogue) -> None:
    first = build_facts(workspace, catalogue, [seen(FILE, 4.0)], [FILE], [], periods=[NOVEMBER, WINTER])
    later = replace(WINTER, deadline=date(2025, 12, 31))
    build_facts(workspace, catalogue, [], [], [], first, periods=[later])
    facts = _served(workspace)
    assert facts.period_settings() == [later]
    assert facts.observation_count == 1


@pytest.mark.parametrize("now", [[], [replace(WINTER, end=date(2025, 12, 30))]])
def test_a_last_day_that_would_move_rows_already_laid_is_refused(
    workspace: Workspace, catalogue: Catalogue, now: list[PeriodSetting]
) -> None:
    typed = replace(WINTER, end=date(2025, 12, 20))
    first = build_facts(workspace, catalogue, [seen(FILE, 4.0)], [FILE], [], periods=[typed])
    with pytest.raises(ValueError, match="ends on another day"):
        build_facts(workspace, catalogue, [], [], [], first, periods=now)
    assert current_facts_id(workspace) == first


def test_a_first_day_moves_nothing(workspace: Workspace, catalogue: Catalogue) -> None:
    first = build_facts(workspace, catalogue, [seen(FILE, 4.0)], [FILE], [], periods=[WINTER])
    build_facts(workspace, catalogue, [], [], [], first, periods=[replace(WINTER, start=date(2025, 9, 1))])
    assert _served(workspace).observation_count == 1


def test_every_report_on_a_task_is_kept_with_its_place_the_newest_last(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    second = replace(file_named("b"), sequence=1)
    earlier, later, nothing = _report(FILE, 40.0), _report(second, 60.0), _report(second, None, task_id="5")
    first = build_facts(workspace, catalogue, [], [FILE], [], task_reports=[earlier])
    build_facts(workspace, catalogue, [], [second], [], first, task_reports=[nothing, later])
    assert _served(workspace).task_reports() == [earlier, later, nothing]
    _served(workspace).check_content()


def test_reports_on_tasks_are_part_of_the_content_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> None:
    second = file_named("b")
    reports = [_report(FILE, 40.0), _report(second, 60.0)]
    workspaces = [new_workspace(tmp_path_factory.mktemp("w") / "w") for _ in range(3)]
    at_once = build_facts(workspaces[0], catalogue, [], [FILE, second], [], task_reports=reports)
    step = build_facts(workspaces[1], catalogue, [], [second], [], task_reports=reports[1:])
    assert build_facts(workspaces[1], catalogue, [], [FILE], [], step, task_reports=reports[:1]) == at_once
    changed = [reports[0], replace(reports[1], difficulty="")]
    assert build_facts(workspaces[2], catalogue, [], [FILE, second], [], task_reports=changed) != at_once


def test_a_report_of_a_file_already_in_or_not_listed_is_not_taken(workspace: Workspace, catalogue: Catalogue) -> None:
    first = build_facts(workspace, catalogue, [], [FILE], [], task_reports=[_report(FILE, 40.0)])
    assert build_facts(workspace, catalogue, [], [FILE], [], first, task_reports=[_report(FILE, 50.0)]) == first
    with pytest.raises(ValueError, match="files not listed"):
        build_facts(workspace, catalogue, [], [], [], first, task_reports=[_report(file_named("b"), 50.0)])
