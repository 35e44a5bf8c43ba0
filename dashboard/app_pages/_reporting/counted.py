"""The reports that one unit's rate in time counts, each with its state: what «7/10 đúng hạn» is made of."""

from __future__ import annotations

from dashboard.app_pages._reporting.words import lacking_words
from dashboard.app_pages._session import Session
from dashboard.charts.markup import Markup
from dashboard.charts.reporting.report_matrix import CountedReport, draw_counted
from dashboard.domain.plan import OrgUnit
from dashboard.submissions.matrix import PERIODS
from dashboard.text.formats import format_date


def draw_counted_reports(session: Session, unit: OrgUnit) -> Markup | None:
    """Every form and period that is settled, the newest first; None where none is."""
    record = session.report_records.get(unit.id)
    if record is None or not record.judged:
        return None
    rows = [
        CountedReport(
            each.name,
            each.cell.words(),
            lacking_words(session, each.cell),
            format_date(each.cell.received),
            is_late=each.cell.is_warned,
        )
        for each in record.judged
    ]
    title = f"{record.on_time_count}/{len(rows)} báo cáo đúng hạn, tính {PERIODS} kỳ gần nhất mỗi loại báo cáo"
    return draw_counted(title, rows)
