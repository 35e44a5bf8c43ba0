"""The panel of one commune: all it owes, whether it reported, what it has to do."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analyses.commune_figures import JUDGED, LATE, SMALL_DENOMINATOR, shown_reading
from dashboard.analyses.ownership import TaskProgress, task_progress
from dashboard.app_pages._communes.picture import NO_FIGURE, CommunePicture, format_due
from dashboard.app_pages._rows import (
    actual_words,
    bullet_of,
    detail_link,
    document_words,
    lag_words,
    shown_name,
    sparkline_of,
)
from dashboard.app_pages._session import Session
from dashboard.charts.agencies import TaskRow, draw_tasks
from dashboard.charts.communes.panel import PanelReport, PanelRow, draw_commune_panel, draw_reports
from dashboard.charts.markup import Markup
from dashboard.charts.overview import side_by_side
from dashboard.domain.forms import Form
from dashboard.domain.judgement import Reading
from dashboard.domain.plan import Kind, OrgUnit
from dashboard.domain.status import Flag, Reason, Status
from dashboard.domain.task_reports import TaskState
from dashboard.domain.task_standing import TaskStanding
from dashboard.snapshot import SnapshotRow
from dashboard.submissions.record import SentReport
from dashboard.text.communes import panel_finding
from dashboard.text.formats import NBSP, format_date, format_number, period_name
from dashboard.text.sentences import NO_DUE

_SPARK = (106, 26)
_REPORTS = 7
# How the id of what opens the panel begins, in each view.
_OPENED_FROM = {"o": "o", "nhiet": "n", "hang": "hang", "nho": "nho"}
_PRESSING = (TaskStanding.OVERDUE, TaskStanding.DUE_SOON)


def draw_panel_of(session: Session, picture: CommunePicture, unit_id: str) -> Markup:
    """The panel under the view."""
    unit = session.catalogue.org_units[unit_id]
    rows = session.snapshot.rows_of_unit(unit_id)
    record = session.report_records.get(unit.id)
    reports = [] if record is None else [sent for sent in record.reports if sent.form is Form.BM_01]
    late = sum(r.judgement.status in LATE for r in rows)
    judged = sum(r.judgement.status in JUDGED for r in rows)
    asked = session.snapshot.newest_reports
    newest = [
        f"{period_name(sent.period)}: {_lower(sent.cell.words())}"
        for sent in reports
        if asked is not None and sent.period.id == asked.period.id
    ]
    chosen = picture.column.row.target.id if picture.column is not None and picture.view != "nhiet" else None
    return draw_commune_panel(
        unit.name,
        " · ".join([panel_finding(late, judged), *newest]),
        None
        if unit.id == session.scope.id
        else (picture.here(session, xa=None), f"{_OPENED_FROM[picture.view]}-{unit_id}"),
        [_row(session, row, row.target.id == chosen) for row in rows],
        [side_by_side([_draw_tasks(session, unit)], [_draw_reports(session, unit, reports)], "below")],
    )


def _lower(words: str) -> str:
    bare = words.removeprefix("✓ ")
    return bare[:1].lower() + bare[1:]


def _draw_reports(session: Session, unit: OrgUnit, reports: Sequence[SentReport]) -> Markup:
    rows = [
        PanelReport(
            period_name(sent.period)[:1].upper() + period_name(sent.period)[1:],
            sent.cell.words(),
            format_date(sent.cell.received),
            "" if not sent.cell.is_warned else "out" if sent.cell.received is None else "late",
        )
        for sent in reports[:_REPORTS]
    ]
    ways = (("Tình hình nộp", "/tinh-hinh-nop"), ("Nộp báo cáo", "/nop"))
    return draw_reports(rows, [(word, session.link(path, pv=unit.id)) for word, path in ways])


def _draw_tasks(session: Session, unit: OrgUnit) -> Markup:
    """The tasks that the commune leads by itself or as one of a group: the pressing ones, the others counted."""
    every = [t for t in task_progress(session.snapshot, session.facts.task_reports()) if unit.id in t.units]
    pressing = [t for t in every if t.standing in _PRESSING and not _is_done(t, unit)]
    others = len(every) - len(pressing)
    return draw_tasks([_task_row(session, unit, t) for t in pressing], f"{others} nhiệm vụ khác" if others else "")


def _is_done(progress: TaskProgress, unit: OrgUnit) -> bool:
    said = progress.newest.get(unit.id)
    return said is not None and said.status in (TaskState.DONE, TaskState.NOT_ARISING)


def _task_row(session: Session, unit: OrgUnit, progress: TaskProgress) -> TaskRow:
    task, said = progress.task, progress.newest.get(unit.id)
    days = 0 if task.due is None else (task.due - session.as_of).days
    standing = f"Quá hạn {-days}{NBSP}ngày" if days < 0 else f"Còn {days}{NBSP}ngày" if days else "Đến hạn hôm nay"
    reported = (
        "Chưa có báo cáo tiến độ" if said is None else f"Báo {_lower(said.status.word)}, {period_name(said.period)}"
    )
    return TaskRow(
        standing=standing,
        tone="late" if days < 0 else "soon",
        title=f"{task.section}.{task.number} {task.title}",
        reported=reported,
        deadline=task.deadline_text,
        day="" if task.deadline_text == format_date(task.due) else format_date(task.due),
        shared="; ".join(
            shown_name(u) for i in task.lead if (u := session.catalogue.heir(i, session.as_of)) and u != unit
        ),
    )


def _row(session: Session, row: SnapshotRow, is_chosen: bool) -> PanelRow:
    width, height = _SPARK
    shown = shown_reading(row)
    counted = _small_parts(shown)
    undated = row.target.due is None and row.judgement.reason is Reason.NO_DUE_DATE
    return PanelRow(
        name=row.name,
        document=document_words(session, row),
        to=detail_link(session, row, pv=row.org_unit.id),
        actual=(counted or actual_words(row)) if shown is not None else NO_FIGURE,
        parts="" if counted else _parts(shown),
        bullet=bullet_of(row, session.as_of) if shown is not None and not counted and _has_bullet(row) else None,
        sparkline=sparkline_of(row, session.as_of, width=width, height=height),
        target=row.target_text,
        due=_due_words(session, row),
        status=None if undated else row.judgement.status,
        aside="không đánh giá" if undated else _aside(session, row),
        is_chosen=is_chosen,
        has_figure=shown is not None,
    )


def _due_words(session: Session, row: SnapshotRow) -> str:
    return NO_DUE if row.target.due is None else format_due(row.target.due, session.as_of)


def _parts(reading: Reading | None) -> str:
    if reading is None or reading.denominator is None:
        return ""
    return f"{format_number(reading.numerator)}/{format_number(reading.denominator)}"


def _small_parts(reading: Reading | None) -> str:
    """`3/12` where a percent of so few would say more than it knows."""
    return _parts(reading) if reading is not None and 0 < (reading.denominator or 0) < SMALL_DENOMINATOR else ""


def _has_bullet(row: SnapshotRow) -> bool:
    return row.terms.band is not None and row.indicator.kind is not Kind.MILESTONE


def _aside(session: Session, row: SnapshotRow) -> str:
    late = (
        "quá hạn báo cáo"
        if Flag.OVERDUE in row.judgement.flags and row.judgement.status is not Status.REPORT_OVERDUE
        else ""
    )
    return "; ".join(part for part in (lag_words(row, session.as_of), late) if part)
