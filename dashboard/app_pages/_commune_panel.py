"""The panel of one commune: all it owes, whether it reported, what it has to do."""

from __future__ import annotations

from dashboard.app_pages._communes import CommunePicture
from dashboard.app_pages._rows import actual_words, bullet_of, detail_link, document_words, lag_words, sparkline_of
from dashboard.app_pages._session import Session
from dashboard.charts.commune_panel import PanelRow, draw_commune_panel
from dashboard.charts.markup import Markup
from dashboard.commune_figures import JUDGED, LATE, SMALL_DENOMINATOR
from dashboard.domain.judgement import Reading
from dashboard.domain.plan import Kind
from dashboard.domain.status import Flag, Reason, Status
from dashboard.snapshot import SnapshotRow
from dashboard.text.communes import panel_finding
from dashboard.text.formats import format_date, format_number
from dashboard.text.sentences import NO_DUE

_SPARK = (120, 26)


def draw_panel_of(session: Session, picture: CommunePicture, unit_id: str) -> Markup:
    """The panel under the view."""
    unit = session.catalogue.org_units[unit_id]
    rows = session.snapshot.rows_of_unit(unit_id)
    late = sum(r.judgement.status in LATE for r in rows)
    judged = sum(r.judgement.status in JUDGED for r in rows)
    chosen = picture.column.row.target.id if picture.column is not None and picture.view != "nhiet" else None
    return draw_commune_panel(
        f"{unit.name} ({unit.id})",
        panel_finding(late, judged),
        (picture.here(session, xa=None), f"{'n' if picture.view == 'nhiet' else 'o'}-{unit_id}"),
        [_row(session, row, row.target.id == chosen) for row in rows],
        [],
    )


def _row(session: Session, row: SnapshotRow, is_chosen: bool) -> PanelRow:
    width, height = _SPARK
    counted = _small_parts(row.latest)
    undated = row.target.due is None and row.judgement.reason is Reason.NO_DUE_DATE
    return PanelRow(
        name=row.name,
        document=_document(session, row),
        to=detail_link(session, row, pv=row.org_unit.id),
        actual=counted or actual_words(row),
        parts="" if counted else _parts(row.latest),
        bullet=bullet_of(row, session.as_of) if _has_bullet(row) and not counted else None,
        sparkline=sparkline_of(row, session.as_of, width=width, height=height),
        target=row.target_text,
        due=format_date(row.target.due) if row.target.due else NO_DUE,
        status=None if undated else row.judgement.status,
        aside="không đánh giá" if undated else _aside(session, row),
        is_chosen=is_chosen,
    )


def _document(session: Session, row: SnapshotRow) -> str:
    return document_words(session, row)


def _parts(reading: Reading | None) -> str:
    if reading is None or reading.denominator is None:
        return ""
    return f"{format_number(reading.numerator)}/{format_number(reading.denominator)}"


def _small_parts(reading: Reading | None) -> str:
    """`3/12` where a percent of so few would say more than it knows."""
    return _parts(reading) if reading is not None and 0 < (reading.denominator or 0) < SMALL_DENOMINATOR else ""


def _has_bullet(row: SnapshotRow) -> bool:
    return row.actual is not None and row.terms.band is not None and row.indicator.kind is not Kind.MILESTONE


def _aside(session: Session, row: SnapshotRow) -> str:
    late = (
        "quá hạn báo cáo"
        if Flag.OVERDUE in row.judgement.flags and row.judgement.status is not Status.REPORT_OVERDUE
        else ""
    )
    return "; ".join(part for part in (lag_words(row, session.as_of), late) if part)
