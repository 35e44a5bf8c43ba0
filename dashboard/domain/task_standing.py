"""Where a task stands on a day: from its deadline, and from what its units reported. Completion is never assumed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from dashboard.domain.task_reports import TaskState

SOON_DAYS = 30
_NOT_DONE = (TaskState.ONGOING, TaskState.NOT_STARTED)


class TaskStanding(StrEnum):
    """How pressing a task is, the most pressing first."""

    OVERDUE = "overdue"
    UNREPORTED = "unreported"
    DUE_SOON = "due_soon"
    IN_TIME = "in_time"
    NO_DEADLINE = "no_deadline"
    REGULAR = "regular"
    NOT_ARISING = "not_arising"
    DONE = "done"


PAST_DUE = (TaskStanding.OVERDUE, TaskStanding.UNREPORTED)


def agreed_state(said: Collection[TaskState | None]) -> TaskState | None:
    """What several units that lead one task amount to: under way where one says that it is not done; done once each says so.

    Nothing arose where each says so; None where nobody says that it is not done and one is silent.
    """
    if any(each in _NOT_DONE for each in said):
        return TaskState.ONGOING
    if not said or None in said:
        return None
    if all(each is TaskState.NOT_ARISING for each in said):
        return TaskState.NOT_ARISING
    return TaskState.DONE


def task_standing(due: date | None, *, is_regular: bool, state: TaskState | None, on: date) -> TaskStanding:
    """The standing of a task with this deadline and this reported state.

    A task without a day that comes again is regular whatever was reported. The day of the deadline itself has not passed; up to
    30 days before it the task is due soon. After it a task is overdue where a report says that it is not done, else unreported.
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
        return TaskStanding.UNREPORTED if state is None else TaskStanding.OVERDUE
    return TaskStanding.DUE_SOON if due <= on + timedelta(days=SOON_DAYS) else TaskStanding.IN_TIME
