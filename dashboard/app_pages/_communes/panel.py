"""The panel of one commune: all it owes, whether it reported, what it has to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from dashboard.analyses.commune_figures import (
    CommuneColumn,
    CommuneFigure,
    commune_columns,
    is_small,
    parts_of,
    shown_reading,
)
from dashboard.analyses.ownership import TaskProgress, task_progress
from dashboard.app_pages._communes.picture import NO_FIGURE, CommunePicture, figure_words, format_due, parts_words
from dashboard.app_pages._rows import (
    SUBMISSIONS_PATH,
    SUBMIT_PATH,
    actual_words,
    bullet_of,
    detail_link,
    document_words,
    lag_words,
    sparkline_of,
)
from dashboard.app_pages._session import Session
from dashboard.app_pages._tasks import draw_tasks_of
from dashboard.charts.communes.panel import PanelAhead, PanelReport, PanelRow, draw_commune_panel, draw_reports
from dashboard.charts.markup import Markup
from dashboard.charts.overview import side_by_side
from dashboard.domain.forms import Form
from dashboard.domain.plan import Kind, OrgUnit
from dashboard.domain.readings import Reading
from dashboard.domain.status import JUDGED, LATE, Flag, Reason, Status
from dashboard.domain.task_reports import TaskState
from dashboard.domain.task_standing import TaskStanding
from dashboard.snapshot import SnapshotRow
from dashboard.submissions.record import SentReport
from dashboard.text.communes import Counted, panel_finding
from dashboard.text.formats import capital, format_date, format_parts, lower_first, period_name
from dashboard.text.sentences import NO_DUE

_SPARK = (106, 26)
_REPORTS = 7
# How the id of what opens the panel begins, in each view.
_OPENED_FROM = {"o": "o", "nhiet": "n", "hang": "hang", "nho": "nho"}
_ENDED = {TaskState.DONE: TaskStanding.DONE, TaskState.NOT_ARISING: TaskStanding.NOT_ARISING}


def draw_panel_of(session: Session, picture: CommunePicture, unit_id: str) -> Markup:
    """The panel under the view."""
    unit = session.catalogue.org_units[unit_id]
    rows = session.snapshot.rows_of_unit(unit_id)
    record = session.report_records.get(unit.id)
    reports = [] if record is None else [sent for sent in record.reports if sent.form is Form.BM_01]
    asked = session.snapshot.newest_reports
    newest = [
        f"{period_name(sent.period)}: {_lower(sent.cell.words())}"
        for sent in reports
        if asked is not None and sent.period.id == asked.period.id
    ]
    chosen = picture.column.row.target.id if picture.column is not None and picture.view != "nhiet" else None
    columns = commune_columns(session.snapshot)
    in_heat = _counted((f.status, f.is_late_report) for c in columns if (f := c.of(unit_id)) and f.status is not None)
    own = _counted((r.judgement.status, _is_late(r)) for r in rows if _is_counted(r))
    missed = "" if asked is None else asked.row_words(unit_id)
    begun, ahead = [r for r in rows if not _is_ahead(r)], [r for r in rows if _is_ahead(r)]
    several = Counter(row.indicator.id for row in begun)
    return draw_commune_panel(
        unit.name,
        " · ".join([panel_finding(own, in_heat, missed), *([] if missed else newest)]),
        None
        if unit.id == session.scope.id
        else (picture.here(session, xa=None), f"{_OPENED_FROM[picture.view]}-{unit_id}"),
        [
            *(_row(session, row, _document(session, row, several), row.target.id == chosen) for row in begun),
            *(
                _reported_row(session, c, f, c.row.target.id == chosen)
                for c, f in _only_reported(columns, unit_id, rows)
            ),
        ],
        _ahead(session, ahead, chosen),
        [side_by_side([_draw_tasks(session, unit)], [_draw_reports(session, unit, reports)], "below")],
    )


def _counted(judged: Iterable[tuple[Status, bool]]) -> Counted:
    """Counts of these statuses, each with whether a report is late."""
    found = list(judged)
    return Counted(
        late=sum(status in LATE for status, _ in found),
        judged=sum(status in JUDGED for status, _ in found),
        unknown=sum(is_late and status not in JUDGED for status, is_late in found),
        owed=len(found),
    )


def _is_late(row: SnapshotRow) -> bool:
    """Whether a report that was due is missing, whatever the status says."""
    return Flag.OVERDUE in row.judgement.flags or row.judgement.status is Status.REPORT_OVERDUE


def _is_counted(row: SnapshotRow) -> bool:
    """Whether a verdict on the row is given, or would be with its reports."""
    is_open = row.target.due is not None and not _is_ahead(row)
    return is_open or row.judgement.status in JUDGED


def _is_ahead(row: SnapshotRow) -> bool:
    """Whether the target has not begun."""
    return row.judgement.reason is Reason.NOT_STARTED


def _ahead(session: Session, rows: Sequence[SnapshotRow], chosen: str | None) -> list[PanelAhead]:
    """Those that have not begun, by the plan that sets them and the day they begin."""
    found: dict[tuple[str, date], list[SnapshotRow]] = {}
    for row in rows:
        found.setdefault((row.target.document, row.terms.start), []).append(row)
    return [
        PanelAhead(
            f"{len(group)} chỉ tiêu trong {session.catalogue.plan_documents[document].short}, bắt đầu từ {format_date(start)}",
            [_row(session, row, "", row.target.id == chosen) for row in group],
            is_open=any(row.target.id == chosen for row in group),
        )
        for (document, start), group in sorted(found.items(), key=lambda item: item[0][1])
    ]


def _lower(words: str) -> str:
    return lower_first(words.removeprefix("✓ "))


def _draw_reports(session: Session, unit: OrgUnit, reports: Sequence[SentReport]) -> Markup:
    rows = [
        PanelReport(
            capital(period_name(sent.period)),
            sent.cell.words(),
            format_date(sent.cell.received),
            "" if not sent.cell.is_warned else "out" if sent.cell.received is None else "late",
        )
        for sent in reports[:_REPORTS]
    ]
    ways = (("Tình hình nộp", SUBMISSIONS_PATH), ("Nộp báo cáo", SUBMIT_PATH))
    return draw_reports(rows, [(word, session.link(path, pv=unit.id)) for word, path in ways])


def _draw_tasks(session: Session, unit: OrgUnit) -> Markup:
    """The tasks that the commune leads by itself or as one of a group."""
    every = task_progress(session.snapshot, session.facts.task_reports())
    return draw_tasks_of(session, [_at(t, unit) for t in every if unit.id in t.units], unit)


def _at(progress: TaskProgress, unit: OrgUnit) -> TaskProgress:
    """The task as it stands at one of its units: done with where the unit itself is, unknown past its day where it is silent."""
    said = progress.newest.get(unit.id)
    if said is None and progress.standing is TaskStanding.OVERDUE:
        return replace(progress, standing=TaskStanding.UNREPORTED)
    ended = None if said is None else _ENDED.get(said.status)
    return progress if ended is None else replace(progress, standing=ended)


def _document(session: Session, row: SnapshotRow, several: Mapping[str, int]) -> str:
    """The document that sets the target, where the panel has several of its indicator or two of one name."""
    if several[row.indicator.id] > 1:
        return session.catalogue.plan_documents[row.target.document].short
    return document_words(session, row)


def _row(session: Session, row: SnapshotRow, document: str, is_chosen: bool) -> PanelRow:
    width, height = _SPARK
    shown = shown_reading(row)
    parts = "" if (known := parts_of(row.indicator, shown)) is None else format_parts(*known)
    counted = parts if known is not None and is_small(known[1]) else ""
    undated = row.target.due is None and row.judgement.reason is Reason.NO_DUE_DATE
    return PanelRow(
        name=row.name,
        document=document,
        to=detail_link(session, row, pv=row.org_unit.id),
        actual=(counted or actual_words(row)) if shown is not None else _nothing_words(row),
        day=_day_words(session, shown),
        parts="" if counted else parts,
        bullet=bullet_of(row, session.as_of) if shown is not None and not counted and _has_bullet(row) else None,
        sparkline=sparkline_of(row, session.as_of, width=width, height=height) if shown is not None else None,
        target=row.target_text,
        due=_due_words(session, row),
        status=None if undated else row.judgement.status,
        aside="không đánh giá" if undated else _aside(session, row),
        is_chosen=is_chosen,
        has_figure=shown is not None,
        is_out=shown is None and _is_late(row),
    )


def _nothing_words(row: SnapshotRow) -> str:
    """What stands in the place of a figure."""
    return f"từ {format_date(row.terms.start)}" if _is_ahead(row) else NO_FIGURE


def _day_words(session: Session, shown: Reading | None) -> str:
    """Until when a figure speaks, where that is not the day above the page."""
    newest = session.snapshot.newest_reports
    if shown is None or (newest is not None and shown.date == newest.period.end):
        return ""
    return f"đến {format_due(shown.date, session.as_of)}"


def _only_reported(
    columns: Sequence[CommuneColumn], unit_id: str, rows: Sequence[SnapshotRow]
) -> list[tuple[CommuneColumn, CommuneFigure]]:
    """The figures that the commune reports for a target of the whole province, without a row of its own."""
    owed = {row.indicator.id for row in rows}
    return [(c, f) for c in columns if c.indicator.id not in owed and (f := c.of(unit_id)) is not None]


def _reported_row(session: Session, column: CommuneColumn, figure: CommuneFigure, is_chosen: bool) -> PanelRow:
    shown, parts = figure_words(column, figure), parts_words(column, figure)
    return PanelRow(
        name=column.row.name,
        document=document_words(session, column.row),
        to=detail_link(session, column.row, pv=None),
        actual=shown,
        day=_day_words(session, figure.reading),
        parts="" if parts == shown else parts,
        bullet=None,
        sparkline=None,
        target=column.row.target_text,
        due=_due_words(session, column.row),
        status=None,
        aside="chỉ tính cho toàn tỉnh" + ("; quá hạn báo cáo" if figure.is_late_report else ""),
        is_chosen=is_chosen,
        has_figure=figure.reading is not None,
        is_out=figure.reading is None and figure.is_late_report,
    )


def _due_words(session: Session, row: SnapshotRow) -> str:
    return NO_DUE if row.target.due is None else format_due(row.target.due, session.as_of)


def _has_bullet(row: SnapshotRow) -> bool:
    return row.terms.band is not None and row.indicator.kind is not Kind.MILESTONE


def _aside(session: Session, row: SnapshotRow) -> str:
    late = (
        "quá hạn báo cáo"
        if Flag.OVERDUE in row.judgement.flags and row.judgement.status is not Status.REPORT_OVERDUE
        else ""
    )
    return "; ".join(part for part in (lag_words(row, session.as_of), late) if part)
