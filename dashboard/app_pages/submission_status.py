"""«Tình hình nộp»: who is late with which report, whom to call, and what waits for approval."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.app_pages import _panel
from dashboard.app_pages._panel import Act, SentFile
from dashboard.app_pages._reporting.acting import Result, day_of, last_result, perform, required
from dashboard.app_pages._reporting.completeness import draw_completeness, waive_act
from dashboard.app_pages._reporting.counted import draw_counted_reports
from dashboard.app_pages._reporting.waiting import act_on_file, draw_waiting_files
from dashboard.app_pages._reporting.words import (
    KEY_OF_FREQUENCY,
    ORDERS,
    Picture,
    column_names,
    finding,
    lacking_words,
    sub_line,
)
from dashboard.app_pages._rows import PERIODS_PATH, SUBMISSIONS_PATH, SUBMIT_PATH
from dashboard.app_pages._session import Session, cut
from dashboard.charts.fields import said
from dashboard.charts.filters import Pill
from dashboard.charts.markup import Child, Markup, frame
from dashboard.charts.page_frame import Choice, ChoiceGroup
from dashboard.charts.reporting.report_matrix import (
    MatrixCell,
    MatrixHead,
    MatrixLine,
    ReminderBox,
    draw_choices,
    draw_head,
    draw_matrix,
    draw_nothing,
    draw_reminders,
)
from dashboard.domain.forms import Form
from dashboard.domain.periods import Frequency, Period, parse_period
from dashboard.domain.plan import OrgUnit
from dashboard.exports.reminders import ReminderLine, reminders_csv
from dashboard.forms import archive_link
from dashboard.submissions.acts import remind
from dashboard.submissions.matrix import MatrixRow, ReportMatrix, report_matrix
from dashboard.submissions.owing import asked_frequencies
from dashboard.submissions.reminders import Reminded, reminded_of, reminder_text
from dashboard.submissions.report_cell import ReportCell, ReportStatus
from dashboard.text.formats import format_date, format_day_month, format_number, period_name
from dashboard.text.words import FREQUENCY_WORDS

TITLE = "Tình hình nộp"
_FREQUENCY_OF = {key: frequency for frequency, key in KEY_OF_FREQUENCY.items()}
_TONES = {
    ReportStatus.LATE: "late",
    ReportStatus.INCOMPLETE: "late",
    ReportStatus.WAITING: "late",
    ReportStatus.MISSING: "out",
    ReportStatus.RETURNED: "back",
    ReportStatus.TO_MEND: "back",
}


def show(session: Session) -> None:
    """Draws the page; an act is done first, so that what is drawn holds after it."""
    act = _panel.take_act("tinh-hinh-nop")
    if act is not None and act.name != "tai-danh-sach":
        perform(session, SUBMISSIONS_PATH, act, lambda taken: do(session, taken))
    picture = picture_of(session)
    file = _list_file(session, picture, act) if act is not None else None
    _panel.show(draw(session, picture, last_result(session, SUBMISSIONS_PATH)), key="tinh-hinh-nop", file=file)


def do(session: Session, act: Act) -> str:
    """Does one act of this page and says what came of it. Raises Fault."""
    match act.name:
        case "duyet" | "tra-lai":
            return act_on_file(session, act)
        case "mien" | "bo-mien":
            return waive_act(session, act)
        case "ghi-nhac":
            period = required(act.fields.get("ky", ""), "ky", "Chưa chọn kỳ.")
            form = Form(act.fields["bieu"]) if act.fields.get("bieu") in set(Form) else Form.BM_01
            units = [u for u in act.fields.get("donvi", "").split(",") if u in session.catalogue.org_units]
            remind(session.workspace, units, period, form, actor=session.workspace.operator)
            return f"Đã ghi nhắc {len(units)} đơn vị."
        case _:
            return ""


def picture_of(session: Session) -> Picture:
    """Reads the address; what it does not know becomes the default, with a note."""
    parameters, notes = session.parameters, []
    asked = parameters.get("bieu", Form.BM_01)
    form = Form(asked) if asked in set(Form) else Form.BM_01
    if asked != form:
        notes.append(f"Không có biểu «{cut(asked)}»; đang xem {form.code}.")
    known = asked_frequencies(session.catalogue, form) or (Frequency.MONTH,)
    wanted = parameters.get("loai", "")
    frequency = _FREQUENCY_OF.get(wanted, known[0])
    if frequency not in known:
        frequency = known[0]
    if wanted and wanted not in _FREQUENCY_OF:
        notes.append(f"Không có loại kỳ «{cut(wanted)}»; đang xem kỳ {FREQUENCY_WORDS[frequency]}.")
    if parameters.get("xep", "") not in ORDERS:
        notes.append(f"Không có cách xếp «{cut(parameters['xep'])}».")
    figures = session.facts.observations(until=session.as_of, known_on=session.as_of)
    matrix = report_matrix(
        session.catalogue, figures, session.ledger, session.as_of, form, frequency, day_of=day_of(session)
    )
    at = _asked_about(matrix)
    chosen = parameters.get("ky", "")
    if chosen:
        at = matrix.place(chosen) if matrix.place(chosen) is not None else at
        if not _is_period(chosen):
            notes.append(f"Không có kỳ «{cut(chosen)}».")
    reminded = {} if at is None else reminded_of(session.ledger, form, matrix.columns[at].period)
    rows = tuple(r for r in matrix.rows if session.is_whole or r.asked.id == session.scope.id)
    return Picture(matrix, at, _ordered(session, rows, parameters.get("xep", ""), reminded), reminded, tuple(notes))


def draw(session: Session, picture: Picture, result: Result) -> Markup:
    """The page as one block."""
    notes = list(picture.notes)
    if session.as_of != session.today:
        notes.append(f"Đang xem ngày {format_date(session.as_of)}; duyệt, trả lại, ghi nhắc làm ở trang của hôm nay.")
    asked = session.parameters.get("duyet", "")
    if asked and not result.words and asked not in {each.load.receipt for each in session.ledger.waiting}:
        notes.append(f"Không có tệp «{cut(asked)}» đang chờ duyệt.")
    look_at = {each.load.receipt: here(session, duyet=each.load.receipt) for each in session.ledger.waiting}
    parts: list[Child] = [
        draw_head(
            finding(session, picture),
            sub_line(session, picture),
            _periods_link(session, picture),
            _archive(session, picture),
            notes,
        ),
        said(result.words, is_fault=result.is_fault) if not result.place else None,
        draw_waiting_files(session, here(session, duyet=None), look_at, result),
    ]
    if picture.at is None or not picture.rows:
        is_to_begin = picture.at is None and picture.matrix.form is Form.BM_04
        more = draw_nothing("Bảng bắt đầu từ kỳ có báo cáo đầu tiên.") if is_to_begin else None
        return frame(*parts, _choices(session, picture), more)
    parts += [_reminder_box(session, picture), _choices(session, picture), _matrix(session, picture, picture.at)]
    if not session.is_whole:
        parts.append(draw_counted_reports(session, session.scope))
    if session.is_whole and picture.matrix.form is not Form.BM_04:
        parts.append(draw_completeness(session, picture.matrix, picture.at, result))
    return frame(*parts)


def _periods_link(session: Session, picture: Picture) -> str:
    """Where the days of the period asked about are changed."""
    period = picture.period
    if period is None:
        return session.link(PERIODS_PATH)
    return session.link(PERIODS_PATH, loai=KEY_OF_FREQUENCY[period.frequency], ky=period.id)


def _archive(session: Session, picture: Picture) -> str | None:
    """All forms of the period asked about, for staff to hand out; of one unit the form stands on its own page."""
    return archive_link(picture.period.id) if picture.period is not None and session.is_whole else None


def here(session: Session, **changes: str | None) -> str:
    """This page with the same choices, some of them changed."""
    kept = {k: session.parameters.get(k) for k in ("bieu", "loai", "ky", "xep", "cham", "duyet")}
    return session.link(SUBMISSIONS_PATH, **kept | changes)


def _asked_about(matrix: ReportMatrix) -> int | None:
    """The column that is shown unless another is chosen: the newest due, before any is due the newest."""
    last = len(matrix.columns) - 1 if matrix.columns else None
    return last if matrix.newest_due is None else matrix.newest_due


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except ValueError:
        return False
    return True


def _ordered(
    session: Session, rows: Sequence[MatrixRow], order: str, reminded: dict[str, Reminded]
) -> tuple[MatrixRow, ...]:
    if order == "don-vi":
        place = {unit_id: n for n, unit_id in enumerate(session.catalogue.org_units)}
        return tuple(sorted(rows, key=lambda row: place[row.unit.id]))
    if order == "dung-han":
        return tuple(sorted(rows, key=lambda r: (r.on_time_rate is None, r.on_time_rate or 0.0)))
    if order == "nhac":
        return tuple(sorted(rows, key=lambda r: -reminded[r.unit.id].count if r.unit.id in reminded else 0))
    return tuple(rows)


def _reminder_box(session: Session, picture: Picture) -> Markup | None:
    rows = _to_remind(picture)
    if picture.at is None or picture.period is None or not rows:
        return None
    last = max(
        (each.last for unit, each in picture.reminded.items() if unit in {r.unit.id for r in rows}), default=None
    )
    units = list({row.asked.id: row.asked for row in rows}.values())
    deadlines = sorted({day for row in rows if (day := row.cells[picture.at].deadline) is not None})
    without = {row.asked.id for row in rows if row.cells[picture.at].status is not ReportStatus.INCOMPLETE}
    text = reminder_text(
        units,
        picture.matrix.form,
        picture.period,
        deadlines,
        picture.matrix.as_of,
        [unit for unit in units if unit.id not in without],
        _earlier(picture, units),
        [(row.asked, row.unit) for row in rows if row.asked.id != row.unit.id],
    )
    box = ReminderBox(
        len(rows),
        f"Nhắc gần nhất {format_day_month(day_of(session)(last))}" if last else "Chưa nhắc lần nào",
        text,
        {"donvi": ",".join(row.unit.id for row in rows), "ky": picture.period.id, "bieu": picture.matrix.form.value},
        can_act=session.as_of == session.today,
    )
    return draw_reminders(box)


def _earlier(picture: Picture, units: Sequence[OrgUnit]) -> list[tuple[OrgUnit, tuple[Period, ...]]]:
    """Of these units the periods before the one asked about of which something is out too, of those that the page shows."""
    found: list[tuple[OrgUnit, tuple[Period, ...]]] = []
    for unit in units:
        rows = [row for row in picture.matrix.rows if row.asked.id == unit.id]
        columns = enumerate(picture.matrix.columns[: picture.at])
        if periods := tuple(column.period for n, column in columns if any(row.cells[n].is_out for row in rows)):
            found.append((unit, periods))
    return found


def _to_remind(picture: Picture) -> list[MatrixRow]:
    if picture.at is None:
        return []
    asked = {row.unit.id for row in picture.matrix.to_remind(picture.at)}
    return [row for row in picture.rows if row.unit.id in asked]


def _choices(session: Session, picture: Picture) -> Markup:
    matrix = picture.matrix
    forms = [each for each in Form if each is matrix.form or asked_frequencies(session.catalogue, each)]
    frequencies = asked_frequencies(session.catalogue, matrix.form) or (matrix.frequency,)
    newest = _asked_about(matrix)
    periods = [column.period for column in reversed(matrix.columns)]
    periods.sort(key=lambda p: newest is None or p.id != matrix.columns[newest].period.id)
    selects = [
        ("Biểu", "bieu", matrix.form.value, ChoiceGroup("", tuple(Choice(f.value, f.code) for f in forms))),
        (
            "Loại kỳ",
            "loai",
            KEY_OF_FREQUENCY[matrix.frequency],
            ChoiceGroup("", tuple(Choice(KEY_OF_FREQUENCY[f], FREQUENCY_WORDS[f]) for f in frequencies)),
        ),
    ]
    if picture.period is not None:
        named = tuple(Choice(p.id, period_name(p)) for p in periods)
        selects.append(("Kỳ", "ky", picture.period.id, ChoiceGroup("", named)))
    late = sum(row.late_count > 0 for row in picture.rows)
    is_on = session.parameters.get("cham") == "co"
    pill = (
        Pill("Chỉ đơn vị chậm", late, here(session, cham=None if is_on else "co"), is_on)
        if len(picture.rows) > 1
        else None
    )
    return draw_choices(selects, pill, _rate_words(picture))


def _rate_words(picture: Picture) -> str:
    if not picture.rows:
        return ""
    on_time, judged = sum(r.on_time_count for r in picture.rows), sum(r.judged_count for r in picture.rows)
    if not judged:
        return "Đúng hạn: – (không phải nộp kỳ nào)"
    percent = format_number(100 * on_time / judged)
    return f"Đúng hạn {percent}% ({on_time}/{judged} báo cáo, {len(picture.matrix.columns)} kỳ)"


def _matrix(session: Session, picture: Picture, at: int) -> Markup:
    order, matrix = session.parameters.get("xep", ""), picture.matrix
    is_late_only = session.parameters.get("cham") == "co"
    rows = [row for row in picture.rows if row.late_count or not is_late_only]
    if not rows:
        return draw_nothing("Không có đơn vị nào chậm trong các kỳ này.", here(session, cham=None), "Xóa bộ lọc")
    asked = {row.unit.id for row in _to_remind(picture)}

    def head(title: str, key: str | None, sort: str, about: str) -> MatrixHead:
        is_on = order == (key or "") or (key is None and order not in ORDERS)
        return MatrixHead(title, here(session, xep=key), sort if is_on else "", about=about)

    newest = _asked_about(matrix)
    names = column_names(matrix)
    periods = [
        MatrixHead(
            names[n],
            here(session, ky=None if n == newest else column.period.id),
            is_chosen=n == at,
            about=f"{names[n]}: xem kỳ này",
        )
        for n, column in enumerate(matrix.columns)
    ]
    lines = [_line(session, picture, row, at, row.unit.id in asked) for row in rows]
    return draw_matrix(
        f"Báo cáo {matrix.form.code} {FREQUENCY_WORDS[matrix.frequency]} của từng đơn vị",
        head("Đơn vị", "don-vi", "ascending", "Đơn vị: xếp theo danh sách"),
        head("Số lần chậm", None, "descending", "Số lần chậm: xếp từ nhiều đến ít"),
        periods,
        head("Đúng hạn", "dung-han", "ascending", "Đúng hạn: xếp từ thấp đến cao"),
        head("Nhắc", "nhac", "descending", "Nhắc: xếp từ nhiều đến ít"),
        lines,
    )


def _line(session: Session, picture: Picture, row: MatrixRow, at: int, is_asked: bool) -> MatrixLine:
    cells = tuple(
        MatrixCell(
            cell.words(is_full=n == at),
            _TONES.get(cell.status, "") if cell.is_warned or cell.status is ReportStatus.RETURNED else "",
            _review_link(session, cell),
            lacking_words(session, cell),
        )
        for n, cell in enumerate(row.cells)
    )
    on_time = f"{row.on_time_count}/{row.judged_count}" if row.judged_count else "–"
    if not any(cell.is_expected for cell in row.cells):
        on_time = "–, không phải nộp kỳ nào"
    told = picture.reminded.get(row.unit.id)
    reminded = ""
    if told is not None:
        reminded = f"Đã nhắc lần {told.count}, {format_day_month(day_of(session)(told.last))}"
    elif row.cells[at].status is ReportStatus.RETURNED:
        reminded = f"Đã báo sửa, {format_day_month(row.cells[at].on)}"
    elif is_asked:
        reminded = "Chưa nhắc"
    to = session.link(SUBMIT_PATH, pv=row.asked.id)
    return MatrixLine(row.name, to, row.late_count, cells, on_time, reminded)


def _review_link(session: Session, cell: ReportCell) -> str | None:
    if cell.status is not ReportStatus.WAITING or cell.submission is None:
        return None
    return here(session, duyet=cell.submission.load.receipt)


def _list_file(session: Session, picture: Picture, act: Act) -> SentFile | None:
    """The list of reminders as a file for mail merge."""
    if picture.at is None or picture.period is None:
        return None
    rows = _to_remind(picture)
    earlier = {unit.id: periods for unit, periods in _earlier(picture, [row.asked for row in rows])}
    lines = [
        ReminderLine(
            row,
            picture.matrix.form,
            picture.period,
            row.cells[picture.at],
            picture.reminded[row.unit.id].count if row.unit.id in picture.reminded else 0,
            earlier.get(row.asked.id, ()),
        )
        for row in rows
    ]
    name = f"danh-sach-nhac_{picture.matrix.form.value}_{picture.period.id}.csv"
    return SentFile(name, reminders_csv(lines), act.number)
