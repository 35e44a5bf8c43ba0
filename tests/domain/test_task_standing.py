"""Where a task stands: from its day and what was reported, never from silence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.task_reports import TaskState
from dashboard.domain.task_standing import TaskStanding, agreed_state, task_standing

DAY = date(2025, 12, 5)
NOTHING = None


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (DAY - timedelta(days=1), TaskStanding.UNREPORTED),
        (DAY, TaskStanding.DUE_SOON),
        (DAY + timedelta(days=30), TaskStanding.DUE_SOON),
        (DAY + timedelta(days=31), TaskStanding.IN_TIME),
        (None, TaskStanding.NO_DEADLINE),
    ],
)
def test_the_day_of_the_deadline_is_not_overdue_and_thirty_days_before_is_soon(
    due: date | None, expected: TaskStanding
) -> None:
    assert task_standing(due, is_regular=False, state=NOTHING, on=DAY) is expected


@pytest.mark.parametrize("state", [NOTHING, *TaskState])
def test_a_task_that_comes_again_is_regular_whatever_was_reported(state: TaskState | None) -> None:
    assert task_standing(None, is_regular=True, state=state, on=DAY) is TaskStanding.REGULAR


def test_a_task_with_a_day_is_held_to_it_though_it_comes_again() -> None:
    past = DAY - timedelta(days=1)
    assert task_standing(past, is_regular=True, state=TaskState.ONGOING, on=DAY) is TaskStanding.OVERDUE


def test_past_its_day_a_task_is_overdue_only_where_a_report_says_that_it_is_not_done() -> None:
    past = DAY - timedelta(days=1)
    for said in ([NOTHING], [TaskState.DONE, NOTHING]):
        assert task_standing(past, is_regular=False, state=agreed_state(said), on=DAY) is TaskStanding.UNREPORTED
    for said in ([TaskState.NOT_STARTED], [TaskState.ONGOING, NOTHING], [TaskState.DONE, TaskState.ONGOING]):
        assert task_standing(past, is_regular=False, state=agreed_state(said), on=DAY) is TaskStanding.OVERDUE


@given(st.lists(st.sampled_from([NOTHING, *TaskState]), max_size=6))
def test_a_task_is_done_only_when_each_unit_says_so_or_had_nothing_to_do(said: list[TaskState | None]) -> None:
    finished = {TaskState.DONE, TaskState.NOT_ARISING}
    is_done = bool(said) and set(said) <= finished and TaskState.DONE in said
    assert (agreed_state(said) is TaskState.DONE) == is_done


@given(st.dates(date(2024, 1, 1), date(2031, 1, 1)), st.sampled_from([NOTHING, *TaskState]), st.booleans())
def test_done_is_never_said_without_a_report_that_says_it(due: date, state: TaskState | None, regular: bool) -> None:
    found = task_standing(due, is_regular=regular, state=state, on=DAY)
    assert (found is TaskStanding.DONE) == (state is TaskState.DONE)
