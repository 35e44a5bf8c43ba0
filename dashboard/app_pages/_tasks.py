"""Tasks in the words that the pages of agencies and of communes share."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analyses.ownership import TaskProgress
from dashboard.app_pages._rows import shown_name
from dashboard.app_pages._session import Session
from dashboard.charts.agencies import Fold, TaskRow, draw_tasks
from dashboard.charts.markup import Markup
from dashboard.domain.plan import OrgUnit
from dashboard.domain.task_reports import TaskReport, TaskState
from dashboard.domain.task_standing import TaskStanding
from dashboard.text.formats import NBSP, format_date, format_number, period_name

PRESSING = (TaskStanding.OVERDUE, TaskStanding.DUE_SOON)
STANDING_WORDS = {
    TaskStanding.OVERDUE: "quá hạn",
    TaskStanding.DUE_SOON: "đến hạn trong 30 ngày",
    TaskStanding.IN_TIME: "còn hạn",
    TaskStanding.NO_DEADLINE: "chưa ghi hạn",
    TaskStanding.REGULAR: "thường xuyên",
    TaskStanding.NOT_ARISING: "không phát sinh",
    TaskStanding.DONE: "đã báo hoàn thành",
}


def draw_tasks_of(
    session: Session, tasks: Sequence[TaskProgress], unit: OrgUnit | None, also: Sequence[TaskProgress] = ()
) -> Markup:
    """The tasks of a unit: the pressing ones, the others folded, and folded apart those it leads after another (`also`)."""
    pressing = [t for t in tasks if t.standing in PRESSING]
    others = [t for t in tasks if t.standing not in PRESSING]
    folds = [
        Fold(key, f"{title} ({len(found)})", [task_row(session, t, unit) for t in found])
        for key, title, found in (
            ("nhiem-vu-khac", "Các nhiệm vụ khác", others),
            ("nhiem-vu-chung", "Nhiệm vụ cùng chủ trì, tính cho đơn vị ghi trước", also),
        )
        if found
    ]
    return draw_tasks([task_row(session, t, unit) for t in pressing], folds, _unheard(pressing))


def task_row(session: Session, progress: TaskProgress, unit: OrgUnit | None) -> TaskRow:
    """One task at a unit that must do it, alone or with others: how it stands, what was reported of it, its deadline."""
    task, standing = progress.task, progress.standing
    leads = [session.catalogue.org_units[u] for u in task.lead]
    names = [shown_name(u) for u in leads if u != unit]
    is_day = task.deadline_text.count("/") == 2
    return TaskRow(
        standing=_standing(session, progress),
        tone={TaskStanding.OVERDUE: "late", TaskStanding.DUE_SOON: "soon"}.get(standing, ""),
        title=f"{task.section}.{task.number} {task.title}",
        reported=_reported(progress, unit),
        deadline=format_date(task.due) if is_day else task.deadline_text,
        day="" if is_day or task.due is None else format_date(task.due),
        shared=f"{'Cùng chủ trì' if unit in leads else 'Giao cho'}: {'; '.join(names)}" if names else "",
    )


def _standing(session: Session, progress: TaskProgress) -> str:
    """`Quá hạn 1.949 ngày`, `Còn 26 ngày`, `Thường xuyên`."""
    due, standing = progress.task.due, progress.standing
    if due is None or standing in (TaskStanding.DONE, TaskStanding.NOT_ARISING):
        return STANDING_WORDS[standing].capitalize()
    days = (due - session.as_of).days
    if not days:
        return "Đến hạn hôm nay"
    return f"{'Quá hạn' if days < 0 else 'Còn'} {format_number(abs(days))}{NBSP}ngày"


def _reported(progress: TaskProgress, unit: OrgUnit | None) -> str:
    """The newest words of the units that must do it, the unit's own first; never more than they said. Empty while all are silent."""
    said = list(progress.newest.values())
    if not said:
        return ""
    if len(progress.units) == 1:
        return _said(said[0])
    done = sum(each.status is TaskState.DONE for each in said)
    counted = f"{len(said)}/{len(progress.units)} đơn vị đã báo, {done} báo hoàn thành"
    if unit is None or unit.id not in progress.units:
        return counted
    own = progress.newest.get(unit.id)
    return f"{'Chưa báo' if own is None else _said(own)}; {counted}"


def _said(report: TaskReport) -> str:
    is_part = report.progress is not None and report.status is not TaskState.DONE
    percent = f" {format_number(report.progress)}%" if is_part else ""
    return f"Báo {report.status.word.lower()}{percent}, {period_name(report.period)}"


def _unheard(tasks: Sequence[TaskProgress]) -> str:
    """Said once: of how many no unit has reported its progress."""
    silent = sum(not t.newest for t in tasks)
    if not silent:
        return ""
    return "Chưa có báo cáo tiến độ" if silent == len(tasks) else f"{silent} nhiệm vụ chưa có báo cáo tiến độ"
