"""Where a task stands on a day: from its deadline, and from what its units reported. Completion is never assumed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from dashboard.domain.task_reports import TaskState

SOON_DAYS = 30


class TaskStanding(StrEnum):
    """How pressing a task is, the most pressing first."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    IN_TIME = "in_time"
    NO_DEADLINE = "no_deadline"
    REGULAR = "regular"
    NOT_ARISING = "not_arising"
    DONE = "done"


def agreed_state(said: Collection[TaskState | None]) -> TaskState | None:
    """What several units that lead one task amount to: done once each says so, or that nothing arose; None where one is silent."""
    if not said or None in said:
        return None
    if all(each is TaskState.NOT_ARISING for each in said):
        return TaskState.NOT_ARISING
    if all(each in (TaskState.DONE, TaskState.NOT_ARISING) for each in said):
        return TaskState.DONE
    return TaskState.ONGOING


def task_standing(due: date | None, *, is_regular: bool, state: TaskState | None, on: date) -> TaskStanding:
    """The standing of a task with this deadline and this reported state.

    A task without a day that comes again is regular whatever was reported. The day of the deadline itself is not overdue;
    up to 30 days before it the task is due soon.
    """
    if due is None and is_regular:
        return TaskStanding.REGULAR
    if state is TaskState.DONE:
        return TaskStanding.DONE
    if state is TaskState.NOT_ARISING:
        return TaskStanding.NOT_ARISING
    if due is None:
        return TaskStanding.NO_DEADLINE
    if due < on:
        return TaskStanding.OVERDUE
    return TaskStanding.DUE_SOON if due <= on + timedelta(days=SOON_DAYS) else TaskStanding.IN_TIME
