"""«Nộp báo cáo»: what one unit must send, by when, and what became of what it sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.app_pages import _panel
from dashboard.app_pages._panel import Act, SentFile
from dashboard.app_pages._reporting.checking import Chosen, Desk, check, choose_files, desk_of, settle, write
from dashboard.app_pages._reporting.figures import draw_figures
from dashboard.app_pages._reporting.outcomes import SEND, Checked, cells, checked_files, draw_check, period_words
from dashboard.app_pages._reporting.owed import OwedReports, owed_reports, receipt_words, units_behind
from dashboard.app_pages._reporting.words import is_asked
from dashboard.app_pages._rows import SUBMIT_PATH, name_within, shown_name
from dashboard.app_pages._session import Session
from dashboard.charts.fields import act_button
from dashboard.charts.markup import Markup, el, frame, note
from dashboard.charts.reporting.load_steps import draw_steps
from dashboard.charts.reporting.owed_list import UnitLink, draw_owed, draw_units
from dashboard.domain.faults import Fault
from dashboard.domain.forms import Form
from dashboard.domain.plan import UnitKind
from dashboard.exports.faults_file import write_faults
from dashboard.store.lines import LoadDecision
from dashboard.submissions.ledger import SubmissionState
from dashboard.submissions.reading import ledger_of
from dashboard.text.formats import format_date
from loaders.deciding import recheck, withdraw
from loaders.inbox import read_kept
from loaders.outcomes import FileOutcome

TITLE = "Nộp báo cáo"
_HEAD, _BODY = "nop-dau", "nop"
_STEPS = ("Chọn tệp", "Kiểm tra (chưa gửi)", "Gửi")
_SEND = "Gửi tệp đã điền: một tệp .xlsx hoặc .csv không quá 20 MB; phần mềm tự nhận ra biểu và kỳ, kiểm tra từng ô rồi mới hỏi có gửi không."
_CHECKED = "Chưa gửi gì. Còn ô sai thì lưu nháp hoặc sửa rồi chọn lại tệp."
_FAULTS_FILE = "Loi_can_sua.xlsx"
_GROUPS = (("Cơ quan", UnitKind.AGENCY), ("Xã, phường", UnitKind.COMMUNE))


def show(session: Session) -> None:
    """Draws the page: the units to choose from, or one unit's list and what it sends."""
    if session.is_whole:
        _panel.show(_draw_units(session), _HEAD)
        return
    desk = desk_of(f"nop-{session.scope.id}")
    act = _panel.take_act(_HEAD) or _panel.take_act(_BODY)
    file = _act_on_list(session, desk, act) if act is not None else None
    if session.as_of != session.today:
        said = f"Đang xem ngày {format_date(session.as_of)}; gửi tệp làm ở trang của hôm nay, {format_date(session.today)}."
        _panel.show(frame(_draw_list(session, desk, note(said), can_act=False)), _HEAD, file)
        return
    head = st.container()
    body = st.container()
    sent = choose_files(desk, f"nop-{session.scope.id}", "Chọn tệp báo cáo để gửi", several=False)
    files = _opened_draft(session, desk) or sent
    if not files:
        with head:
            _panel.show(frame(_draw_list(session, desk, can_act=True)), _HEAD, file)
        with body:
            _panel.show(frame(el("p", _SEND, class_="load-said")), _BODY)
        return
    _show_check(session, desk, files, act, head, body)


def _show_check(
    session: Session, desk: Desk, files: Sequence[Chosen], act: Act | None, head: DeltaGenerator, body: DeltaGenerator
) -> None:
    """The second step: what is in the file, and whether it can be sent."""
    if act is not None:
        settle(desk, files, act)
    try:
        (found,) = checked_files(desk, files, check(session, desk, files, "submitted"))
    except Fault as fault:
        with head:
            _panel.show(frame(draw_steps(2, str(fault), _again(), steps=_STEPS)), _HEAD)
        return
    misfit = _misfit(session, found.outcome)
    if act is not None and act.name == "gui" and found.is_ready and not misfit:
        _send(session, desk, found, "submitted")
    if act is not None and act.name == "luu-nhap" and not misfit:
        _send(session, desk, found, "draft")
    file = SentFile(_FAULTS_FILE, write_faults([found.outcome]), act.number) if act and act.name == "tai-loi" else None
    with head:
        _panel.show(frame(_draw_check_head(desk, found, misfit)), _HEAD)
    download = act_button("Tải danh sách lỗi (.xlsx)", "tai-loi")
    with body:
        title = misfit and "Tệp này không gửi được ở đây"
        figures = [] if misfit else draw_figures(session, found.outcome)
        blocks = draw_check(
            session, desk, [found], download=download, is_kind_asked=False, verb=SEND, title=title, figures=figures
        )
        _panel.show(frame(el("div", *blocks, class_="rows")), _BODY, file)


def _again() -> Markup:
    return act_button("Chọn lại tệp", "chon-lai")


def _draw_check_head(desk: Desk, found: Checked, misfit: str) -> Markup:
    said = desk.note or misfit or _CHECKED
    css = "alarm" if desk.note or misfit else ""
    is_known = found.outcome.outcome == "unchanged"
    can_keep = not misfit and not is_known
    label = f"Gửi {cells(found.cells_to(SEND))}" if found.is_ready and not misfit else "Chưa gửi được"
    return draw_steps(
        2,
        el("span", said, class_=css or None),
        _again(),
        act_button("Lưu nháp", "luu-nhap") if can_keep else None,
        act_button(label, "gui", css="main", is_off=not (found.is_ready and not misfit)),
        steps=_STEPS,
    )


def _misfit(session: Session, outcome: FileOutcome) -> str:
    """Why this file is not this unit's to send; empty when it is."""
    own = name_within(session.scope)
    if outcome.outcome == "unchanged" and not outcome.unit:
        return ""
    if outcome.form not in set(Form):
        return f"Tệp không phải biểu mẫu của {own}; hãy tải biểu mẫu ở danh sách rồi điền."
    unit = session.catalogue.org_units.get(outcome.unit)
    if unit is None:
        return f"Tệp không nói rõ là của {own}; hãy dùng biểu mẫu tải ở danh sách."
    if not is_asked(session, unit.id):
        return f"Tệp này của {name_within(unit)}; trang này chỉ nhận tệp của {own}."
    return ""


def _send(session: Session, desk: Desk, found: Checked, decision: LoadDecision) -> None:
    """Writes the file and goes back to the list, which shows the receipt; stays where it is when nothing was written."""
    outcomes = write(session, desk, [found.chosen], decision)
    if not outcomes:
        return
    (outcome,) = outcomes
    if outcome.outcome == "refused" and decision == "submitted":
        desk.written = ()
        desk.note = "Chưa gửi được: số liệu đang lưu vừa đổi, tệp có lỗi mới. Hãy xem lại."
        desk.basis = ()
        st.rerun()
    desk.start_again()
    name = f"{outcome.form.upper()} {period_words(outcome.period)}"
    sent = ledger_of(session.workspace).of_report(outcome.unit, outcome.period, outcome.form)
    receipt = receipt_words(session, sent[-1].load) if sent else f"mã {outcome.receipt}"
    said = f"{receipt}. Đang chờ duyệt." if decision == "submitted" else f"đã lưu nháp, mã {outcome.receipt}; chưa gửi."
    desk.done = f"{name}: {said}"
    st.rerun()


def _act_on_list(session: Session, desk: Desk, act: Act) -> SentFile | None:
    """What is done with files of the list; the chosen file's own acts come later."""
    desk.note = ""
    if act.name == "chon-lai":
        desk.start_again()
        return None
    found = session.ledger.submission(act.fields.get("nop", ""))
    if found is None or not is_asked(session, found.load.unit):
        return None
    desk.done = ""
    try:
        match act.name:
            case "rut-lai" | "bo-nhap":
                withdraw(session.workspace, found.load.line_id, actor=session.workspace.operator)
                said = "Đã rút lại" if act.name == "rut-lai" else "Đã bỏ nháp"
                _rerun(
                    desk,
                    f"{said} {found.load.form.upper()} {period_words(found.load.period)}, mã {found.load.receipt}.",
                )
            case "mo-nhap":
                desk.start_again()
                desk.opened = found.load.line_id
                desk.corrections[found.load.line_id] = found.load.corrections
            case "tai-loi-cu":
                outcome = recheck(session.workspace, session.catalogue, found.load.line_id)
                return SentFile(_FAULTS_FILE, write_faults([outcome]), act.number)
    except Fault as fault:
        desk.note = str(fault)
    return None


def _rerun(desk: Desk, said: str) -> NoReturn:
    desk.done = said
    st.rerun()


def _opened_draft(session: Session, desk: Desk) -> list[Chosen]:
    """The draft that a person opened, as if it had just been chosen."""
    draft = session.ledger.submission(desk.opened) if desk.opened else None
    if draft is None or draft.state is not SubmissionState.DRAFT:
        desk.opened = ""
        return []
    try:
        content = read_kept(session.workspace, draft.load.sha256, draft.load.file_name)
    except Fault as fault:
        desk.opened, desk.note = "", str(fault)
        return []
    return [Chosen(draft.load.line_id, draft.load.file_name, content)]


def _draw_list(session: Session, desk: Desk, *before: Markup, can_act: bool) -> Markup:
    reports = owed_reports(session, session.scope, session.as_of)
    rows, earlier = ([one.row(session, can_act=can_act) for one in each] for each in (reports.shown, reports.earlier))
    said = [*before]
    if desk.note:
        said.append(el("p", desk.note, class_="alarm", role="alert"))
    if desk.done:
        said.append(el("p", desk.done, class_="good", role="status"))
    return draw_owed(_finding(session, reports), rows, earlier, reports.coming_words(), *said)


def _finding(session: Session, reports: OwedReports) -> str:
    name, shown = shown_name(session.scope), reports.shown
    if not shown and not reports.earlier:
        return f"{name}: không phải nộp biểu nào"
    late = [one for one in shown if one.is_out and one.days_late > 0]
    due = [one for one in shown if one.is_out and one.days_late <= 0]
    waiting = [one for one in shown if one.state is SubmissionState.WAITING]
    parts: list[str] = []
    if late:
        longest = max(one.days_late for one in late)
        parts.append(f"{len(late)} báo cáo quá hạn{' nhiều nhất' if len(late) > 1 else ''} {longest} ngày")
    if due:
        parts.append(f"{len(due)} báo cáo chưa đến hạn")
    if waiting:
        parts.append(f"{len(waiting)} báo cáo chờ duyệt")
    if reports.earlier:
        parts.append(f"kỳ trước còn thiếu {len(reports.earlier)} báo cáo")
    again = [one for one in shown if one.is_in and one.state in (SubmissionState.RETURNED, SubmissionState.REFUSED)]
    if again:
        parts.append(f"{len(again)} bản sửa phải làm lại, số đã duyệt giữ nguyên")
    return f"{name}: {', '.join(parts) or 'Đã nộp đủ'}"


def _draw_units(session: Session) -> Markup:
    catalogue = session.catalogue
    behind = units_behind(session)
    groups: list[tuple[str, list[UnitLink]]] = []
    for title, kind in _GROUPS:
        units = sorted(
            (u for u in catalogue.org_units.values() if u.kind is kind and u.reports and u.is_valid_on(session.as_of)),
            key=lambda u: u.sort_rank,
        )
        links = [UnitLink(shown_name(u), session.link(SUBMIT_PATH, pv=u.id), behind.get(u.id, "")) for u in units]
        if links:
            groups.append((title, links))
    return frame(draw_units("Chọn đơn vị để xem việc phải nộp và gửi báo cáo.", groups))
