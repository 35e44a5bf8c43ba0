"""What a unit says about a task it leads (form BM-04). Overdue, near its deadline and the like are derived, never reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dashboard.domain.observations import Provenance
from dashboard.domain.periods import Period

DONE_PROGRESS = 100.0


class TaskState(StrEnum):
    """What a unit may report. «Không phát sinh» is a report: there was nothing to do in the period."""

    DONE = "done"
    ONGOING = "ongoing"
    NOT_STARTED = "not_started"
    NOT_ARISING = "not_arising"

    @property
    def word(self) -> str:
        """The state as the form offers it."""
        return _WORDS[self]


_WORDS = {
    TaskState.DONE: "Hoàn thành",
    TaskState.ONGOING: "Đang thực hiện",
    TaskState.NOT_STARTED: "Chưa thực hiện",
    TaskState.NOT_ARISING: "Không phát sinh",
}


@dataclass(frozen=True)
class TaskReport:
    """One task as one of its leading units reports it for one period.

    `status` is the unit's own word, `progress` is in percent, None when it gave none. A later `received` for the same unit,
    task and period is a newer vintage. `provenance.cell` names the cells of status and progress (`E9, F9`).
    """

    org_unit_id: str
    task_id: str
    period: Period
    status: TaskState
    progress: float | None
    result: str
    evidence: str
    difficulty: str
    proposal: str
    received: date
    provenance: Provenance
