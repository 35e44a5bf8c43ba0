"""Whose is what on a day: every target and task of the province under the one unit that answers for it first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Catalogue
from dashboard.catalogue.model import Task
from dashboard.domain.plan import OrgUnit
from dashboard.domain.task_reports import TaskReport
from dashboard.domain.task_standing import PAST_DUE, TaskStanding, agreed_state, task_standing
from dashboard.snapshot import NEEDS_ACTION, Snapshot, SnapshotRow

_REGULAR = ("regular", "monthly")
_ORDER = list(TaskStanding)


@dataclass(frozen=True)
class TaskProgress:
    """A task on a day: the units that must do it (ids), what each of them reported last, and where that leaves it."""

    task: Task
    units: tuple[str, ...]
    newest: dict[str, TaskReport]
    standing: TaskStanding

    @property
    def order(self) -> tuple[int, date]:
        """The most pressing first, in each standing the earlier deadline."""
        return _ORDER.index(self.standing), self.task.due or date.max


@dataclass(frozen=True)
class Owner:
    """What one unit, a group of units or (None) nobody answers for: rows worst first, tasks most pressing first.

    Over all owners each target and each task of the province stands once, under whoever is named first. `also_rows` and
    `also_tasks` are those in which the unit is named second or later.
    """

    unit: OrgUnit | None
    rows: tuple[SnapshotRow, ...]
    tasks: tuple[TaskProgress, ...]
    also_rows: tuple[SnapshotRow, ...]
    also_tasks: tuple[TaskProgress, ...]

    @property
    def flagged(self) -> tuple[SnapshotRow, ...]:
        """The rows that need something done."""
        return tuple(r for r in self.rows if r.judgement.status in NEEDS_ACTION)

    @property
    def past_due(self) -> tuple[TaskProgress, ...]:
        """The tasks whose day has passed and whose units did not all report them done: overdue, or nobody knows."""
        return tuple(t for t in self.tasks if t.standing in PAST_DUE)


def owners(snapshot: Snapshot, reports: Iterable[TaskReport]) -> tuple[Owner, ...]:
    """Every unit that leads a target of the province or a task, in the order of the list of units; nobody last, always there."""
    known = snapshot.catalogue.org_units
    rows = [(r, [known[u] for u in r.lead]) for r in snapshot.province_rows]
    tasks = [(t, [known[u] for u in t.task.lead]) for t in task_progress(snapshot, reports)]
    found = {u.id: u for _, units in (*rows, *tasks) for u in units}
    ordered = sorted(found.values(), key=lambda u: (u.sort_rank, u.name))
    return tuple(
        Owner(
            unit,
            tuple(r for r, units in rows if (units[0] if units else None) == unit),
            tuple(t for t, units in tasks if (units[0] if units else None) == unit),
            tuple(r for r, units in rows if unit in units[1:]),
            tuple(t for t, units in tasks if unit in units[1:]),
        )
        for unit in (*ordered, None)
    )


def task_progress(snapshot: Snapshot, reports: Iterable[TaskReport]) -> tuple[TaskProgress, ...]:
    """Every task of the documents that run by the day, with the reports known on it; the most pressing first."""
    catalogue, day = snapshot.catalogue, snapshot.as_of
    newest = _newest(catalogue, reports, day, snapshot.known_on)
    found: list[TaskProgress] = []
    for task in catalogue.tasks:
        if catalogue.plan_documents[task.document].start > day:
            continue
        units = tuple(dict.fromkeys(u.id for lead in task.lead for u in catalogue.members(lead, day)))
        said = {u: newest[u, task.id] for u in units if (u, task.id) in newest}
        state = agreed_state([said[u].status if u in said else None for u in units])
        standing = task_standing(task.due, is_regular=task.recurrence in _REGULAR, state=state, on=day)
        found.append(TaskProgress(task, units, said, standing))
    return tuple(sorted(found, key=lambda each: each.order))


def _newest(
    catalogue: Catalogue, reports: Iterable[TaskReport], day: date, known_on: date
) -> dict[tuple[str, str], TaskReport]:
    """The last word of each unit on each task: of its newest period the newest vintage. A merged unit's word is its heir's."""
    found: dict[tuple[str, str], TaskReport] = {}
    for report in reports:
        if report.period.end > day or report.received > known_on:
            continue
        unit = catalogue.heir(report.org_unit_id, day)
        key = (unit.id if unit is not None else report.org_unit_id, report.task_id)
        if key not in found or report.period.end >= found[key].period.end:
            found[key] = report
    return found
