"""The figures of a checked file as one table: each beside the period before, what it replaces, and its evidence."""

from __future__ import annotations

from dashboard.app_pages._rows import shown_name
from dashboard.app_pages._session import Session
from dashboard.charts.markup import Markup
from dashboard.charts.reporting.sent_figures import SentFigure, Shown, draw_sent_figures
from dashboard.domain.observations import Observation
from dashboard.domain.periods import Period
from dashboard.domain.plan import Indicator, Kind
from dashboard.domain.task_reports import TaskReport
from dashboard.store.facts import KnownFigure
from dashboard.text.formats import MISSING, format_difference, format_value, period_name
from loaders.assessing.figure_words import figure_text
from loaders.outcomes import FileOutcome

_SAME = "như kỳ trước"


def draw_figures(session: Session, outcome: FileOutcome) -> list[Markup]:
    """The tables of its figures and of its tasks; none where nothing of it could be read."""
    blocks: list[Markup] = []
    if outcome.figures:
        blocks.append(draw_sent_figures("Số liệu trong tệp", "Chỉ tiêu", figure_rows(session, outcome)))
    if outcome.task_reports:
        blocks.append(draw_sent_figures("Nhiệm vụ trong tệp", "Nhiệm vụ", _task_rows(session, outcome)))
    return blocks


def figure_rows(session: Session, outcome: FileOutcome) -> list[SentFigure]:
    """One line a figure, in the order of the file."""
    held = {
        (each.org_unit_id, each.indicator_id, each.period_id): each
        for each in session.facts.observations(until=session.today, known_on=session.today)
    }
    changed = {(each.unit_id, each.indicator_id, each.period_id) for each in outcome.changes}
    units = {each.org_unit_id for each in outcome.figures}
    periods = {each.period for each in outcome.figures}
    rows: list[SentFigure] = []
    for seen in outcome.figures:
        indicator = session.catalogue.indicators[seen.indicator_id]
        key = (seen.org_unit_id, seen.indicator_id, seen.period.id)
        before = held.get((seen.org_unit_id, seen.indicator_id, seen.period.previous().id))
        rows.append(
            SentFigure(
                indicator.name,
                _about(session, seen, len(units) > 1, len(periods) > 1),
                _shown(indicator, before),
                _shown(indicator, seen),
                _change(indicator, before, seen),
                "; ".join(part for part in (seen.evidence, seen.note) if part),
                _text(indicator, held[key]) if key in changed and key in held else "",
            )
        )
    return rows


def _about(session: Session, seen: Observation, has_units: bool, has_periods: bool) -> str:
    """Whose it is and of when, where the file speaks of several; and where it stands in the file."""
    place = ", ".join(part for part in (seen.provenance.sheet, seen.provenance.cell) if part)
    unit = session.catalogue.org_units[seen.org_unit_id]
    parts = [shown_name(unit)] if has_units else []
    parts += [period_name(seen.period)] if has_periods else []
    return " · ".join([*parts, place])


def _shown(indicator: Indicator, figure: Observation | KnownFigure | None) -> Shown:
    if figure is None:
        return Shown(MISSING)
    if figure.value is None or indicator.kind is Kind.MILESTONE:
        return Shown(_text(indicator, figure))
    has_parts = figure.numerator is not None and figure.denominator is not None
    return Shown(
        format_value(figure.value, indicator.unit, indicator.decimals), _text(indicator, figure) if has_parts else ""
    )


def _text(indicator: Indicator, figure: Observation | KnownFigure) -> str:
    return figure_text(indicator, figure.value, figure.numerator, figure.denominator)


def _change(indicator: Indicator, before: KnownFigure | None, seen: Observation) -> str:
    if before is None or before.value is None or seen.value is None or indicator.kind is Kind.MILESTONE:
        return MISSING
    difference = seen.value - before.value
    return format_difference(difference, indicator.unit, indicator.decimals) if difference else _SAME


def _task_rows(session: Session, outcome: FileOutcome) -> list[SentFigure]:
    held = {
        (each.org_unit_id, each.task_id, each.period): each
        for each in session.facts.task_reports()
        if each.received <= session.today
    }
    names = {task.id: task.title for task in session.catalogue.tasks}
    return [
        SentFigure(
            names.get(seen.task_id, seen.task_id),
            ", ".join(part for part in (seen.provenance.sheet, seen.provenance.cell) if part),
            _shown_task(before := held.get((seen.org_unit_id, seen.task_id, seen.period.previous()))),
            _shown_task(seen),
            _task_change(before, seen),
            "; ".join(part for part in (seen.evidence, seen.result) if part),
            _replaced(held, seen, seen.period),
        )
        for seen in outcome.task_reports
    ]


def _shown_task(report: TaskReport | None) -> Shown:
    if report is None:
        return Shown(MISSING)
    return Shown(report.status.word, "" if report.progress is None else format_value(report.progress, "%", 0))


def _task_change(before: TaskReport | None, seen: TaskReport) -> str:
    if before is None or before.progress is None or seen.progress is None:
        return MISSING
    difference = seen.progress - before.progress
    return format_difference(difference, "%", 0) if difference else _SAME


def _replaced(held: dict[tuple[str, str, Period], TaskReport], seen: TaskReport, period: Period) -> str:
    now = held.get((seen.org_unit_id, seen.task_id, period))
    if now is None or (now.status, now.progress) == (seen.status, seen.progress):
        return ""
    shown = _shown_task(now)
    return " ".join(part for part in (shown.value, shown.parts) if part)
