"""«Kỳ báo cáo»: the days of each period, what is locked, and who may send later; every act goes to the journal."""

from __future__ import annotations

from datetime import date, timedelta

from dashboard.app_pages import _panel
from dashboard.app_pages._panel import Act
from dashboard.app_pages._reporting.acting import Result, day_of, last_result, perform, reason_of, required, typed_day
from dashboard.app_pages._reporting.words import KEY_OF_FREQUENCY, name_of_reports
from dashboard.app_pages._rows import PERIODS_PATH
from dashboard.app_pages._session import Session, cut
from dashboard.charts.fields import said
from dashboard.charts.markup import Child, Markup, el, frame, note
from dashboard.charts.page_frame import Choice, ChoiceGroup, draw_select
from dashboard.charts.reporting.periods import (
    ChosenPeriod,
    NotedLine,
    PeriodLine,
    Typed,
    draw_chosen,
    draw_noted,
    draw_periods,
)
from dashboard.domain.forms import Form
from dashboard.domain.periods import Calendar, Frequency, Period, parse_period, period_of
from dashboard.domain.plan import UnitKind
from dashboard.store.lines import ExceptionRecord, LockRecord
from dashboard.submissions.acts import (
    FIRST_YEAR,
    LAST_YEAR,
    except_unit,
    lock_period,
    reopen_period,
    set_period,
)
from dashboard.submissions.matrix import ReportMatrix, report_matrix
from dashboard.submissions.owing import asked_frequencies, calendar_of, calendars_of
from dashboard.submissions.report_cell import NOT_IN, ReportStatus
from dashboard.text.formats import format_date, format_day_month, period_name
from dashboard.text.words import FREQUENCY_WORDS, actor_name
from loaders.standing import ensure_facts

TITLE = "Kỳ báo cáo"
_SHOWN = {Frequency.MONTH: 12, Frequency.QUARTER: 8, Frequency.HALF: 4, Frequency.YEAR: 3}
_NOT_YET = (*NOT_IN, ReportStatus.NOT_DUE, ReportStatus.INCOMPLETE)


def show(session: Session) -> None:
    """Draws the page; an act is done first, so that what is drawn holds after it."""
    act = _panel.take_act("ky-bao-cao")
    if act is not None:
        perform(session, PERIODS_PATH, act, lambda taken: do(session, taken))
    _panel.show(draw(session, last_result(session, PERIODS_PATH)), key="ky-bao-cao")


def do(session: Session, act: Act) -> str:
    """Does one act on a period and says what came of it. Raises Fault."""
    workspace, actor, fields = session.workspace, session.workspace.operator, act.fields
    period_id = fields.get("ky", "")
    match act.name:
        case "doi-ngay":
            start = typed_day(fields.get("tu", ""), "tu", "Từ ngày")
            end = typed_day(fields.get("den", ""), "den", "Đến ngày")
            deadline = typed_day(fields.get("han", ""), "han", "Hạn nộp")
            reason = reason_of(fields, "Cần ghi lý do đổi ngày.")
            set_period(workspace, period_id, start, end, deadline, reason, actor=actor)
            ensure_facts(workspace, session.catalogue)
            return f"Đã lưu ngày của {_name_of(period_id)}: hạn nộp {format_date(deadline)}."
        case "khoa":
            reason = reason_of(fields, "Cần ghi lý do khóa: khóa rồi thì không tệp nào đổi được số của kỳ.")
            lock_period(workspace, period_id, reason, actor=actor)
            return f"Đã khóa {_name_of(period_id)}."
        case "mo-lai":
            reason = reason_of(fields, "Cần ghi lý do mở lại.")
            reopen_period(workspace, period_id, reason, actor=actor)
            return f"Đã mở lại {_name_of(period_id)}."
        case "ngoai-le":
            unit_id = required(fields.get("donvi", ""), "donvi", "Hãy chọn đơn vị.")
            is_known = unit_id in session.catalogue.org_units
            required(unit_id if is_known else "", "donvi", "Không có đơn vị này; hãy chọn trong danh sách.")
            until = typed_day(fields.get("den", ""), "den", "Được nộp đến hết ngày")
            reason = reason_of(fields, "Cần ghi lý do gia hạn.")
            before = session.ledger.exception_of(unit_id, period_id)
            except_unit(workspace, unit_id, period_id, until, reason, actor=actor)
            name = name_of_reports(session, unit_id)
            instead = f"; thay lần gia hạn trước (đến hết {format_date(before.until)})" if before else ""
            return f"Đã gia hạn: {name} được nộp {_name_of(period_id)} đến hết {format_date(until)}{instead}."
        case _:
            return ""


def draw(session: Session, result: Result) -> Markup:
    """The page as one block."""
    known = [each for each in KEY_OF_FREQUENCY if calendar_of(session.catalogue, each) is not None]
    notes: list[str] = []
    asked = session.parameters.get("loai", "")
    frequency = next((each for each in known if KEY_OF_FREQUENCY[each] == asked), known[0] if known else None)
    if asked and asked not in KEY_OF_FREQUENCY.values():
        notes.append(f"Không có loại kỳ «{cut(asked)}».")
    told = said(result.words, is_fault=result.is_fault) if not result.place else None
    calendar = calendar_of(session.catalogue, frequency) if frequency is not None else None
    if frequency is None or calendar is None:
        return frame(told, el("p", "Danh mục chưa có chỉ tiêu nào phải báo cáo theo kỳ."), *_noted(session))
    chosen = _chosen_period(session, notes)
    choices = ChoiceGroup("", tuple(Choice(KEY_OF_FREQUENCY[each], FREQUENCY_WORDS[each]) for each in known))
    head = el("div", draw_select("Loại kỳ", "loai", KEY_OF_FREQUENCY[frequency], (choices,)), class_="filters")
    periods = _listed(session, calendar, chosen)
    matrix = _matrix(session, frequency)
    lines = [_line(session, calendar, each, matrix, chosen) for each in periods]
    about = "Báo cáo nộp trong ngày hạn là đúng hạn. Bấm tên kỳ để đổi ngày, khóa, mở lại hoặc gia hạn cho một đơn vị."
    parts: list[Child] = [el("h2", _finding(session)), told, *(note(each) for each in notes)]
    if chosen is not None:
        parts.append(draw_chosen(_open(session, chosen, result)))
    return frame(*parts, head, draw_periods(lines, about), *_noted(session))


def _finding(session: Session) -> str:
    """The page's title: what is locked and who may send later."""
    locked = len(session.ledger.locked_periods)
    excepted = sum(each.until >= session.today for each in session.ledger.exceptions)
    periods = f"{locked} kỳ đang khóa" if locked else "Không có kỳ nào đang khóa"
    return f"{periods}; {excepted} lượt gia hạn đang hiệu lực" if excepted else periods


def _name_of(period_id: str) -> str:
    try:
        return f"kỳ {period_name(parse_period(period_id))}"
    except ValueError:
        return "kỳ"


def _chosen_period(session: Session, notes: list[str]) -> Period | None:
    asked = session.parameters.get("ky", "")
    if not asked:
        return None
    try:
        period = parse_period(asked)
    except ValueError:
        period = None
    if period is None or period.frequency is Frequency.DAY or not FIRST_YEAR <= period.end.year <= LAST_YEAR:
        notes.append(f"Không có kỳ «{cut(asked)}».")
        return None
    return period


def _listed(session: Session, calendar: Calendar, chosen: Period | None) -> list[Period]:
    """The next period, the one that runs, and those before it, newest first; the chosen one wherever it lies."""
    period = period_of(calendar.frequency, session.today).next()
    found: list[Period] = []
    for _ in range(_SHOWN[calendar.frequency]):
        found.append(period)
        period = period.previous()
    noted = {parse_period(each) for each in session.ledger.period_records | session.ledger.locks}
    more = {each for each in (*noted, chosen) if each is not None and each.frequency is calendar.frequency}
    return sorted({*found, *more}, reverse=True)


def _matrix(session: Session, frequency: Frequency) -> ReportMatrix | None:
    """The form's own reports of the listed periods, for the column «Đã nộp»."""
    if frequency not in asked_frequencies(session.catalogue, Form.BM_01):
        return None
    figures = session.facts.observations(until=session.today, known_on=session.today)
    return report_matrix(
        session.catalogue, figures, session.ledger, session.today, Form.BM_01, frequency, count=_SHOWN[frequency]
    )


def _line(
    session: Session, calendar: Calendar, period: Period, matrix: ReportMatrix | None, chosen: Period | None
) -> PeriodLine:
    ledger, typed = session.ledger, calendar.as_typed(period)
    record = ledger.period_records.get(period.id)
    name = period_name(period)
    is_locked = period.id in ledger.locked_periods
    start = record.start if record is not None else typed.start
    excepted = sum(each.period == period.id and each.until >= session.today for each in ledger.exceptions)
    return PeriodLine(
        name[:1].upper() + name[1:],
        session.link(PERIODS_PATH, loai=session.parameters.get("loai"), ky=period.id),
        format_date(start),
        format_date(typed.end),
        format_date(_deadlines(session, period, matrix)[0]),
        _said_by(session, calendar, period, matrix),
        "Đã khóa" if is_locked else "Đang mở",
        is_locked,
        _done(matrix, period),
        f"{excepted} đơn vị" if excepted else "–",
        chosen == period,
    )


def _said_by(session: Session, calendar: Calendar, period: Period, matrix: ReportMatrix | None) -> str:
    record = session.ledger.period_records.get(period.id)
    if record is not None:
        day = format_day_month(day_of(session)(record.recorded_at))
        return f"{_capital(actor_name(record.actor))} ghi {day}: {record.reason}"
    first, *later = _deadlines(session, period, matrix)
    by_rule = calendar.as_typed(period).end == period.end and first == period.end + timedelta(days=calendar.grace_days)
    said = f"theo quy tắc: {calendar.grace_days} ngày sau ngày cuối kỳ" if by_rule else "văn bản ấn định"
    return f"{said}; một số chỉ tiêu đến {format_date(later[-1])}" if later else said


def _deadlines(session: Session, period: Period, matrix: ReportMatrix | None = None) -> list[date]:
    """The days on which reports of this period are due, the earliest first; mostly one.

    A period that ends a target of a slower calendar asks for that figure too: then `matrix` knows its day.
    """
    at = matrix.place(period.id) if matrix is not None else None
    asked = matrix.columns[at].deadlines if matrix is not None and at is not None else ()
    return sorted({*asked, *(each.deadline(period) for each in calendars_of(session.catalogue, period.frequency))})


def _done(matrix: ReportMatrix | None, period: Period) -> str:
    at = matrix.place(period.id) if matrix is not None else None
    if matrix is None or at is None:
        return "–"
    expected = [row.cells[at] for row in matrix.rows if row.cells[at].is_expected]
    return f"{sum(cell.status not in _NOT_YET for cell in expected)}/{len(expected)}"


def _open(session: Session, period: Period, result: Result) -> ChosenPeriod:
    calendar = calendar_of(session.catalogue, period.frequency)
    record = session.ledger.period_records.get(period.id)
    typed = calendar.as_typed(period) if calendar else period
    deadline = next(iter(_deadlines(session, period)), period.end)
    start = record.start if record is not None else typed.start
    stand = {"tu": format_date(start), "den": format_date(typed.end), "han": format_date(deadline)}
    units = [u for u in session.catalogue.org_units.values() if u.reports and u.is_valid_on(period.end)]
    units.sort(key=lambda u: (u.kind is UnitKind.COMMUNE, u.sort_rank))
    name = period_name(period)
    is_locked = period.id in session.ledger.locked_periods

    def fields(act: str, **standing: str) -> Typed:
        if result.act != act or not result.is_fault:
            return Typed(standing)
        return Typed(standing | dict(result.fields), result.place, result.words)

    return ChosenPeriod(
        period.id,
        f"Kỳ {name}",
        is_locked,
        session.link(PERIODS_PATH, loai=session.parameters.get("loai")),
        fields("doi-ngay", **stand),
        fields("mo-lai" if is_locked else "khoa"),
        fields("ngoai-le"),
        (("", "Chọn đơn vị"), *((u.id, name_of_reports(session, u.id)) for u in units)),
    )


def _noted(session: Session) -> list[Markup]:
    """What is locked now, every exception, those in force first, and who locked or opened what, why."""
    ledger, local = session.ledger, day_of(session)

    def by(record: LockRecord | ExceptionRecord) -> str:
        return f"{_capital(actor_name(record.actor))}, {format_date(local(record.recorded_at))}"

    locked = [_lock_line(lock, "Đã khóa", by(lock)) for lock in ledger.locks.values() if lock.is_locked]
    exceptions = [
        NotedLine(
            f"{name_of_reports(session, each.unit)}, {period_name(parse_period(each.period))}",
            f"{'Đang hiệu lực' if each.until >= session.today else 'Hết hiệu lực'}, đến hết {format_date(each.until)}",
            each.reason + _instead(ledger.replaced_exceptions.get(each.line_id)),
            by(each),
            each.until < session.today,
        )
        for each in sorted(ledger.exceptions, key=lambda e: (e.until < session.today, -e.sequence))
        if each.unit in session.catalogue.org_units
    ]
    history = [_lock_line(lock, "Khóa" if lock.is_locked else "Mở lại", by(lock)) for lock in ledger.lock_history]
    return [
        *([draw_noted("Đang khóa", locked, "")] if locked else []),
        draw_noted("Gia hạn cho từng đơn vị", exceptions, "Chưa gia hạn cho đơn vị nào."),
        *([draw_noted("Các lần khóa, mở lại", history, "")] if history else []),
    ]


def _lock_line(lock: LockRecord, word: str, by: str) -> NotedLine:
    return NotedLine(_capital(period_name(parse_period(lock.period))), word, lock.reason, by)


def _instead(before: ExceptionRecord | None) -> str:
    return f" (thay lần gia hạn trước, đến hết {format_date(before.until)})" if before is not None else ""


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
