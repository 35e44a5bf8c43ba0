"""«Nạp tệp»: choose files, check them, write them; nothing is written before the third step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.app_pages import _panel
from dashboard.app_pages._panel import Act, SentFile
from dashboard.app_pages._reporting.acting import received_words
from dashboard.app_pages._reporting.checking import Chosen, Desk, check, choose_files, desk_of, settle, write
from dashboard.app_pages._reporting.outcomes import (
    Checked,
    cells,
    checked_files,
    draw_check,
    form_words,
    kept_words,
    period_words,
    receipt_of,
    unchanged_words,
)
from dashboard.app_pages._rows import INDICATORS_PATH, shown_name
from dashboard.app_pages._session import Session, cut
from dashboard.charts.fields import act_button
from dashboard.charts.markup import Markup, el, frame, link, note
from dashboard.charts.reporting.checked_files import place_of
from dashboard.charts.reporting.load_steps import (
    KeptFile,
    Receipt,
    draw_kept_files,
    draw_receipts,
    draw_retired,
    draw_steps,
)
from dashboard.domain.faults import Fault
from dashboard.exports.faults_file import write_faults
from dashboard.store.lines import LoadRecord
from dashboard.submissions.ledger import Submission
from dashboard.text.formats import format_date
from loaders.deciding import recheck, withdraw
from loaders.outcomes import FileOutcome
from loaders.parsing.strict_dates import DateFault, parse_date
from loaders.recognising.source_map import load_source_maps

TITLE = "Nạp tệp"
NAME = "nap"
_HEAD, _BODY = "nap-buoc", "nap"
_CHOOSE = "Chọn một hoặc nhiều tệp .xlsx hoặc .csv, mỗi tệp không quá 20 MB. Mỗi ô được kiểm tra trước; chưa ghi gì cho đến khi bấm «Ghi»."
_CHANGED_MEANWHILE = "Chưa ghi gì: từ lúc kiểm tra, số liệu đã được nạp ở nơi khác. Xem lại bảng dưới."
_CHECKED = "Chưa ghi gì. Tệp còn ô bị từ chối thì chờ sửa, không ghi một phần."
_RECEIPTS = "Mã đối chiếu là phần đầu của dấu kiểm tra nội dung tệp; kèm mã biên nhận khi hỏi lại về tệp."
_FIXED_DAY = "Ngày là ngày xem cố định của số liệu minh họa, giờ theo đồng hồ máy chủ."
_FAULTS_FILE = "Loi_can_sua.xlsx"
_EARLIEST = date(2000, 1, 1)


def show(session: Session) -> None:
    """Draws the page."""
    desk = desk_of(NAME)
    act = _panel.take_act(_HEAD) or _panel.take_act(_BODY)
    if act is not None and act.name == "chon-lai":
        desk.start_again()
    head = st.container()
    files = choose_files(desk, NAME, "Chọn tệp báo cáo", several=True)
    if not files:
        file = _act_on_waiting(session, desk, act)
        with head:
            _panel.show(_draw_first(session, desk), _HEAD)
        _panel.show(frame(el("div", *_first_blocks(session, desk), class_="rows")), _BODY, file)
        return
    file = _act_on_files(session, desk, files, act)
    if desk.written:
        with head:
            _panel.show(_draw_written_head(desk), _HEAD)
        _panel.show(frame(_draw_written(session, desk)), _BODY, file)
        return
    try:
        found = checked_files(desk, files, check(session, desk, files))
    except Fault as fault:
        with head:
            _panel.show(_steps(2, str(fault), act_button("Chọn lại tệp", "chon-lai")), _HEAD)
        return
    if act is not None and act.name in ("ghi", "giu-lai") and _write(session, desk, found, act.name):
        st.rerun()
    if act is not None and act.name == "tai-loi":
        file = SentFile(_FAULTS_FILE, write_faults([one.outcome for one in found]), act.number)
    with head:
        _panel.show(_draw_check_head(desk, found), _HEAD)
    _panel.show(frame(el("div", *_check_blocks(session, desk, found), class_="rows")), _BODY, file)


def _steps(at: int, said: str, *buttons: Markup | None) -> Markup:
    return frame(draw_steps(at, said, *buttons))


def _draw_first(session: Session, desk: Desk) -> Markup:
    return frame(draw_steps(1, ""), el("p", _CHOOSE, class_="load-said"))


def _first_blocks(session: Session, desk: Desk) -> list[Markup]:
    titles = ", ".join(each.title for each in load_source_maps(session.workspace.sources))
    blocks = [el("div", _received_field(session, desk), note(f"Nhận ra: {titles}."), class_="load-options")]
    if desk.note:
        blocks.append(el("p", desk.note, class_="alarm", role="alert"))
    waiting = session.ledger.quarantined
    if waiting:
        blocks.append(draw_kept_files([_kept_file(session, each) for each in waiting]))
    retired = session.facts.retired()
    if retired:
        blocks.append(draw_retired([(e.file_name, place_of(e.sheet, e.cell), e.found, e.reason) for e in retired]))
    return blocks


def _received_field(session: Session, desk: Desk) -> Markup:
    day = desk.received or session.today
    field = el(
        "input",
        type="text",
        id="ngay-nhan",
        value=format_date(day),
        data_act="ngay-nhan",
        data_date=True,
        autocomplete="off",
        inputmode="numeric",
        size="10",
        aria_describedby="ngay-nhan-loi" if desk.received_note else None,
        aria_invalid="true" if desk.received_note else None,
    )
    said = (
        el("span", desk.received_note, class_="alarm", id="ngay-nhan-loi", role="alert") if desk.received_note else None
    )
    return el("label", el("span", "Ngày nhận", class_="lb"), field, said, class_="field")


def _act_on_files(session: Session, desk: Desk, files: Sequence[Chosen], act: Act | None) -> SentFile | None:
    """What a person settled about the chosen files; the check that follows sees it."""
    if act is None:
        return None
    desk.note = ""
    chosen = next((one for one in files if one.key == act.fields.get("tep")), None)
    value = act.fields.get("value", "")
    match act.name:
        case "ngay-nhan":
            _set_received(session, desk, value)
        case "xem-tiep":
            desk.written, desk.unchanged, desk.basis = (), (), ()
        case "loai" if chosen is not None:
            _set_kind(session, desk, chosen, value)
        case _ if not settle(desk, files, act):
            return _act_on_waiting(session, desk, act)
    return None


def _set_received(session: Session, desk: Desk, text: str) -> None:
    """The day the files came in: a day as typed, not in the future."""
    day = parse_date(text)
    desk.received_note = ""
    if isinstance(day, DateFault) or day < _EARLIEST:
        desk.received_note = f"«{cut(text)}» không phải ngày; gõ như {format_date(session.today)}."
    elif day > session.today:
        desk.received_note = f"Ngày nhận không thể sau hôm nay ({format_date(session.today)})."
    else:
        desk.received = day


def _set_kind(session: Session, desk: Desk, chosen: Chosen, kind: str) -> None:
    if kind in {each.form for each in load_source_maps(session.workspace.sources)}:
        desk.kinds[chosen.key] = kind
    else:
        desk.kinds.pop(chosen.key, None)


def _draw_check_head(desk: Desk, found: Sequence[Checked]) -> Markup:
    again = act_button("Chọn lại tệp", "chon-lai")
    keep = keep_label(found)
    kept = act_button(keep, "giu-lai") if keep else None
    can_write = any(one.is_ready for one in found)
    main = act_button(write_label(found), "ghi", css="main", is_off=not can_write)
    return _steps(2, desk.note or _CHECKED, again, kept, main)


def write_label(found: Sequence[Checked]) -> str:
    """What the button writes, in its own words; where it cannot be pressed, what is missing or that there is nothing."""
    ready = [one for one in found if one.is_ready]
    unseen = [one for one in found if one.outcome.outcome == "accepted" and not one.is_seen]
    if ready:
        count = sum(one.written_cells for one in ready)
        return f"Ghi {cells(count)} ({len(ready)} tệp)" if count else f"Ghi nhận {len(ready)} tệp (số không đổi)"
    if unseen:
        warnings = sum(len(one.outcome.warned) for one in unseen)
        return f"Ghi {cells(sum(one.written_cells for one in unseen))} – còn {warnings} cảnh báo phải xem"
    return "Chưa có gì để ghi"


def keep_label(found: Sequence[Checked]) -> str:
    """The button that only keeps files with faults, for when nothing can be written; else they are kept along with the rest."""
    refused = sum(one.is_refused for one in found)
    return f"Giữ lại {refused} tệp chờ sửa" if refused and not any(one.is_ready for one in found) else ""


def _check_blocks(session: Session, desk: Desk, found: Sequence[Checked]) -> list[Markup]:
    download = act_button("Tải danh sách lỗi (.xlsx)", "tai-loi")
    options = [_received_field(session, desk)]
    ready, refused = (sum(getattr(one, which) for one in found) for which in ("is_ready", "is_refused"))
    if ready and refused:
        options.append(note(f"Khi ghi, {refused} tệp có lỗi được giữ lại ở mục «Tệp chờ sửa»; số cũ giữ nguyên."))
    blocks = draw_check(session, desk, found, download=download, is_kind_asked=True)
    return [blocks[0], el("div", *options, class_="load-options"), *blocks[1:]]


def _write(session: Session, desk: Desk, found: Sequence[Checked], act: str) -> bool:
    """Writes what is ready and keeps what has faults, or only the latter; what nobody has looked at stays on the page."""
    taken = [one.chosen for one in found if one.is_refused or (one.is_ready and act == "ghi")]
    if not taken:
        desk.note = _CHANGED_MEANWHILE
        return False
    if not write(session, desk, taken, "accepted"):
        return False
    desk.unchanged = tuple(one.outcome for one in found if one.outcome.outcome == "unchanged")
    return True


def _draw_written_head(desk: Desk) -> Markup:
    return _steps(4, "", act_button("Nạp tệp khác", "chon-lai", css="main"))


def _draw_written(session: Session, desk: Desk) -> Markup:
    outcomes = (*desk.written, *desk.unchanged)
    rows = [_receipt(session, one) for one in outcomes]
    written = [one for one in outcomes if one.outcome == "accepted"]
    refused = [one for one in outcomes if one.outcome == "refused"]
    parts: list[str] = []
    if written:
        parts.append(f"Đã ghi {cells(sum(one.new + one.changed for one in written))} của {len(written)} tệp")
    if refused:
        parts.append(f"giữ lại {len(refused)} tệp chờ sửa")
    if len(written) + len(refused) < len(outcomes):
        parts.append(f"{len(outcomes) - len(written) - len(refused)} tệp không đổi")
    title = ", ".join(parts)
    units = {one.unit for one in written if one.unit}
    scope = units.pop() if len(units) == 1 else None
    links = [link("Xem chỉ tiêu", session.link(INDICATORS_PATH, **({"pv": scope} if scope else {})), class_="btn")]
    left = sum(one.outcome == "accepted" for one in desk.checked) - len(written)
    if left > 0:
        links.append(act_button(f"Xem tiếp {left} tệp chưa ghi", "xem-tiep"))
    about = _RECEIPTS if session.workspace.as_of is None else f"{_RECEIPTS} {_FIXED_DAY}"
    return draw_receipts(title[:1].upper() + title[1:], rows, about, el("div", *links, class_="load-options"))


def _receipt(session: Session, outcome: FileOutcome) -> Receipt:
    match outcome.outcome:
        case "accepted":
            said = f"Đã ghi {cells(outcome.new + outcome.changed)}: {outcome.new} mới, {outcome.changed} thay đổi"
            if not outcome.new + outcome.changed:
                said = "Đã ghi nhận; không có số nào thay đổi"
        case "refused":
            said = f"Giữ lại, {kept_words(outcome.form, outcome.rejected)}"
        case _:
            said = unchanged_words(outcome)
    return receipt_of(session, outcome, said)


def _act_on_waiting(session: Session, desk: Desk, act: Act | None) -> SentFile | None:
    """What is done with files that wait to be mended: their faults as a file, or dropping one."""
    if act is None:
        return None
    desk.note = ""
    if act.name == "ngay-nhan":
        _set_received(session, desk, act.fields.get("value", ""))
        return None
    waiting = next((each for each in session.ledger.quarantined if each.load.line_id == act.fields.get("tep")), None)
    if waiting is None:
        return None
    try:
        if act.name == "tai-loi-cu":
            found = recheck(session.workspace, session.catalogue, waiting.load.line_id)
            return SentFile(_FAULTS_FILE, write_faults([found]), act.number)
        if act.name == "bo-tep":
            withdraw(session.workspace, waiting.load.line_id, actor=session.workspace.operator)
            st.rerun()
    except Fault as fault:
        desk.note = str(fault)
    return None


def _kept_file(session: Session, waiting: Submission) -> KeptFile:
    load = waiting.load
    received = received_words(session, load.received, load.recorded_at)
    words = f"Đã nhận {received}; {kept_words(load.form, load.rejected)}"
    return KeptFile(load.file_name, _about_load(session, load), words, load.line_id)


def _about_load(session: Session, load: LoadRecord) -> str:
    unit = session.catalogue.org_units.get(load.unit)
    parts = [shown_name(unit)] if unit else []
    parts += [form_words(session, load.form)] if load.form else []
    parts += [f"kỳ {period_words(load.period)}"] if load.period else []
    return " · ".join([*parts, load.receipt])
