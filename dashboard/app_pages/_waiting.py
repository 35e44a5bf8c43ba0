"""Files that wait for approval: the list above the matrix, one file opened, and what is decided on it."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.app_pages._acting import Result, required
from dashboard.app_pages._panel import Act
from dashboard.app_pages._rows import shown_name
from dashboard.app_pages._session import Session
from dashboard.charts.markup import Markup
from dashboard.charts.waiting import OpenFile, WaitingLine, draw_waiting
from dashboard.domain.faults import Fault
from dashboard.domain.observations import Observation
from dashboard.domain.periods import parse_period
from dashboard.store.answers import KnownFigure
from dashboard.submissions.ledger import Submission
from dashboard.text.formats import MISSING, format_day_month, period_name
from loaders.assessing.figure_words import figure_name, figure_text
from loaders.deciding import approve, look_into, return_file
from loaders.outcomes import FileOutcome

_MOST_CHANGES, _MOST_SAID = 12, 8


def waiting_files(session: Session) -> tuple[Submission, ...]:
    """The files that wait, of the chosen scope: what the unit sent itself."""
    return tuple(s for s in session.ledger.waiting if session.is_whole or s.load.unit == session.scope.id)


def draw_waiting_files(session: Session, closed: str, look_at: dict[str, str], result: Result) -> Markup | None:
    """The list, None when nothing waits. `look_at` gives the address that opens a file, by receipt."""
    files = waiting_files(session)
    if not files:
        return None
    asked = session.parameters.get("duyet")
    opened = next((each for each in files if each.load.receipt == asked), None)
    lines = {each.load.line_id: _line(session, each, look_at, each is opened) for each in files}
    shown = None if opened is None else _open(session, opened, lines[opened.load.line_id], closed, result)
    return draw_waiting(tuple(lines.values()), shown, can_act=session.as_of == session.today)


def act_on_file(session: Session, act: Act) -> str:
    """Approves or returns the file that the act names. Raises Fault."""
    load_id, actor = act.fields.get("tep", ""), session.workspace.operator
    found = session.ledger.submission(load_id)
    if found is None:
        raise Fault("Không còn tệp này trong danh sách chờ duyệt; hãy tải lại trang.")
    name = _name(session, found)
    if act.name == "duyet":
        outcome = approve(session.workspace, session.catalogue, load_id, actor=actor)
        return f"Đã duyệt {found.load.receipt}, {name}: {outcome.new + outcome.changed} ô được tính vào số liệu."
    reason = required(act.fields.get("ly_do", ""), "ly_do", "Cần ghi lý do trả lại để đơn vị biết phải sửa gì.")
    return_file(session.workspace, load_id, reason, actor=actor)
    return f"Đã trả lại {found.load.receipt}, {name}."


def _name(session: Session, submission: Submission) -> str:
    load = submission.load
    unit = session.catalogue.org_units.get(load.unit)
    parts = [shown_name(unit) if unit else load.file_name, load.form.upper(), _period(load.period)]
    return ", ".join(part for part in parts if part)


def _period(period_id: str) -> str:
    try:
        return period_name(parse_period(period_id))
    except ValueError:
        return ""


def _line(session: Session, submission: Submission, look_at: dict[str, str], is_open: bool) -> WaitingLine:
    load = submission.load
    unit = session.catalogue.org_units.get(load.unit)
    return WaitingLine(
        load.line_id,
        load.receipt,
        shown_name(unit) if unit else load.file_name,
        load.form.upper(),
        _period(load.period),
        format_day_month(load.received),
        load.new + load.changed,
        load.warnings,
        look_at[load.receipt],
        is_open,
    )


def _open(session: Session, submission: Submission, line: WaitingLine, closed: str, result: Result) -> OpenFile:
    """The file checked again as things stand now; when it cannot be read any more, why."""
    typed, fault = result.typed("tra-lai", "ly_do"), result.fault_of("tra-lai", "ly_do")
    try:
        outcome, figures = look_into(session.workspace, session.catalogue, submission.load.line_id)
    except Fault as unreadable:
        return OpenFile(line, closed, "", (), 0, (), (str(unreadable),), typed, fault)
    changes = _changes(session, outcome, figures)
    return OpenFile(
        line,
        closed,
        _counts(outcome),
        tuple(changes[:_MOST_CHANGES]),
        max(0, len(changes) - _MOST_CHANGES),
        tuple(each.message for each in outcome.warned[:_MOST_SAID]),
        tuple(each.message for each in outcome.faults[:_MOST_SAID]),
        typed,
        fault,
    )


def _changes(session: Session, outcome: FileOutcome, figures: Sequence[Observation]) -> list[tuple[str, str, str]]:
    """Name, old and new figure: those that change first, then those that are the first of their period."""
    catalogue = session.catalogue
    found = [
        (figure_name(catalogue, each.indicator_id, each.unit_id, each.period_id), *each.figures(catalogue))
        for each in outcome.changes
    ]
    held = {(f.org_unit_id, f.indicator_id, f.period_id) for f in _held(session)}
    for seen in figures:
        if (seen.org_unit_id, seen.indicator_id, seen.period.id) not in held:
            name = figure_name(catalogue, seen.indicator_id, seen.org_unit_id, seen.period.id)
            indicator = catalogue.indicators[seen.indicator_id]
            found.append((name, MISSING, figure_text(indicator, seen.value, seen.numerator, seen.denominator)))
    return found


def _held(session: Session) -> list[KnownFigure]:
    return session.facts.observations(until=session.today, known_on=session.today)


def _counts(outcome: FileOutcome) -> str:
    counts = ((outcome.new, "mới"), (outcome.changed, "thay đổi"), (outcome.unchanged, "không đổi"))
    return f"{', '.join(f'{count} ô {word}' for count, word in counts if count) or 'Không có ô số liệu nào'}."
