"""Tasks in the words that the pages of agencies and of communes share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboard.analyses.ownership import TaskProgress
from dashboard.app_pages._rows import detail_link, shown_name
from dashboard.app_pages._session import Session
from dashboard.catalogue.model import Task
from dashboard.charts.agencies import Fold, TaskRow, TiedIndicator, draw_tasks
from dashboard.charts.markup import Markup
from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.domain.task_reports import TaskReport, TaskState
from dashboard.domain.task_standing import PAST_DUE, TaskStanding
from dashboard.text.formats import NBSP, format_date, format_number, period_name

PRESSING = (*PAST_DUE, TaskStanding.DUE_SOON)
STANDING_WORDS = {
    TaskStanding.OVERDUE: "quá hạn",
    TaskStanding.UNREPORTED: "hết hạn mà chưa báo cáo",
    TaskStanding.DUE_SOON: "đến hạn trong 30 ngày",
    TaskStanding.IN_TIME: "còn hạn",
    TaskStanding.NO_DEADLINE: "chưa ghi hạn",
    TaskStanding.REGULAR: "thường xuyên",
    TaskStanding.NOT_ARISING: "không phát sinh",
    TaskStanding.DONE: "đã báo hoàn thành",
}
_TONES = {TaskStanding.OVERDUE: "late", TaskStanding.UNREPORTED: "out", TaskStanding.DUE_SOON: "soon"}


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
        standing=_standing(session, progress, unit),
        tone=_TONES.get(standing, ""),
        title=f"{task.section}.{task.number} {task.title}",
        reported=_reported(progress, unit),
        deadline=format_date(task.due) if is_day else task.deadline_text,
        day="" if is_day or task.due is None else format_date(task.due),
        shared=f"{'Cùng chủ trì' if unit in leads else 'Giao cho'}: {'; '.join(names)}" if names else "",
        tied=tuple(_tied(session, task, unit)),
    )


def _tied(session: Session, task: Task, unit: OrgUnit | None) -> Iterator[TiedIndicator]:
    """The indicators that the task serves: as a commune stands with them itself, else as the province does."""
    province = session.catalogue.workspace.province
    own = unit.id if unit is not None and unit.kind is UnitKind.COMMUNE else province
    for indicator_id in task.indicators:
        row = session.snapshot.leading_row(indicator_id, own)
        if row is not None and row.org_unit.id in (own, province):
            to = detail_link(session, row, pv=None if row.org_unit.id == province else own)
            yield TiedIndicator(row.name, to, row.judgement.status)


def past_due_words(tasks: Sequence[TaskProgress]) -> str:
    """`1 nhiệm vụ quá hạn, 6 nhiệm vụ hết hạn, chưa có báo cáo tiến độ`: overdue only where a report says that it is not done."""
    unknown = [t for t in tasks if t.standing is TaskStanding.UNREPORTED]
    overdue = sum(t.standing is TaskStanding.OVERDUE for t in tasks)
    said = [f"{overdue} nhiệm vụ quá hạn"] if overdue else []
    if unknown:
        enough = "đủ" if any(t.newest for t in unknown) else "có"
        said.append(f"{len(unknown)} nhiệm vụ hết hạn, chưa {enough} báo cáo tiến độ")
    return ", ".join(said) or "không có nhiệm vụ hết hạn"


def _standing(session: Session, progress: TaskProgress, unit: OrgUnit | None) -> str:
    """`Quá hạn 1.949 ngày`, `Hết hạn 5 ngày, chưa báo cáo`, `Còn 26 ngày`, `Thường xuyên`."""
    due, standing = progress.task.due, progress.standing
    if due is None or standing in (TaskStanding.DONE, TaskStanding.NOT_ARISING):
        return STANDING_WORDS[standing].capitalize()
    days = (due - session.as_of).days
    if not days:
        return "Đến hạn hôm nay"
    counted = f"{format_number(abs(days))}{NBSP}ngày"
    if standing is TaskStanding.UNREPORTED:
        is_part = progress.newest and (unit is None or unit.id not in progress.units or unit.id in progress.newest)
        return f"Hết hạn {counted}, chưa{NBSP}báo{NBSP}cáo{f'{NBSP}đủ' if is_part else ''}"
    return f"{'Quá hạn' if days < 0 else 'Còn'} {counted}"


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
