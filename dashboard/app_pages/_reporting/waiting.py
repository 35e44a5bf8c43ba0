"""Files that wait for approval: the list above the matrix, one file opened, and what is decided on it."""

from __future__ import annotations

from dashboard.app_pages._panel import Act
from dashboard.app_pages._reporting.acting import Result, reason_of
from dashboard.app_pages._reporting.figures import draw_figures
from dashboard.app_pages._reporting.words import is_asked, name_of_reports
from dashboard.app_pages._session import Session
from dashboard.charts.markup import Markup
from dashboard.charts.reporting.waiting import OpenFile, WaitingLine, draw_waiting
from dashboard.domain.faults import Fault
from dashboard.domain.periods import parse_period
from dashboard.submissions.ledger import Submission
from dashboard.text.formats import format_day_month, period_name
from loaders.deciding import approve, recheck, return_file
from loaders.outcomes import FileOutcome

_MOST_SAID = 8


def waiting_files(session: Session) -> tuple[Submission, ...]:
    """The files that wait, of the chosen scope: what the unit is asked for itself."""
    return tuple(s for s in session.ledger.waiting if session.is_whole or is_asked(session, s.load.unit))


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
        if session.parameters.get("duyet") != found.load.receipt:
            raise Fault(f"Hãy bấm «Xem» để mở tệp {found.load.receipt} trước khi duyệt.")
        outcome = approve(session.workspace, session.catalogue, load_id, actor=actor)
        return f"Đã duyệt {found.load.receipt}, {name}: {outcome.new + outcome.changed} ô được tính vào số liệu."
    reason = reason_of(act.fields, "Cần ghi lý do trả lại để đơn vị biết phải sửa gì.")
    return_file(session.workspace, load_id, reason, actor=actor)
    return f"Đã trả lại {found.load.receipt}, {name}."


def _name(session: Session, submission: Submission) -> str:
    load = submission.load
    unit = session.catalogue.org_units.get(load.unit)
    parts = [name_of_reports(session, unit.id) if unit else load.file_name, load.form.upper(), _period(load.period)]
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
        name_of_reports(session, unit.id) if unit else load.file_name,
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
        outcome = recheck(session.workspace, session.catalogue, submission.load.line_id)
    except Fault as unreadable:
        return OpenFile(line, closed, "", (), (), (str(unreadable),), typed, fault)
    return OpenFile(
        line,
        closed,
        _counts(outcome),
        tuple(draw_figures(session, outcome)),
        tuple(each.message for each in outcome.warned[:_MOST_SAID]),
        tuple(each.message for each in outcome.faults[:_MOST_SAID]),
        typed,
        fault,
    )


def _counts(outcome: FileOutcome) -> str:
    counts = ((outcome.new, "mới"), (outcome.changed, "thay đổi"), (outcome.unchanged, "không đổi"))
    return f"{', '.join(f'{count} ô {word}' for count, word in counts if count) or 'Không có ô số liệu nào'}."
