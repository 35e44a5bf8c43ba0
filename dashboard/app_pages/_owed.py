"""What a unit owes on a day: each form and period with its deadline, its state and the file that made it so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dashboard.app_pages._acting import day_of
from dashboard.app_pages._outcomes import cells
from dashboard.app_pages._session import Session
from dashboard.charts.owed_list import Doing, OwedRow, Tone
from dashboard.domain.forms import Form
from dashboard.domain.periods import Frequency, Period, period_of
from dashboard.domain.plan import OrgUnit
from dashboard.forms import FORM_TITLES, form_link
from dashboard.store.facts import KnownFigure
from dashboard.store.lines import LoadRecord
from dashboard.submissions.ledger import Submission, SubmissionState
from dashboard.submissions.matrix import ReportMatrix, report_matrix
from dashboard.submissions.owing import asked_frequencies, calendar_of, owed_pairs
from dashboard.submissions.report_cell import ReportCell, ReportStatus
from dashboard.text.formats import format_date, format_moment, period_name

_PERIODS = 5
# A later report of progress covers the earlier ones.
_NEWEST_ONLY = (Form.BM_04,)
_STATES: dict[SubmissionState, tuple[str, Tone]] = {
    SubmissionState.DRAFT: ("Nháp", "open"),
    SubmissionState.WAITING: ("Chờ duyệt", "wait"),
    SubmissionState.RETURNED: ("Trả lại", "back"),
    SubmissionState.REFUSED: ("Chờ sửa", "back"),
}


@dataclass(frozen=True)
class OwedReport:
    """One form of one period that the unit owes. `file` is what came in for it last and still says something."""

    unit: OrgUnit
    form: Form
    period: Period
    cell: ReportCell
    file: Submission | None
    is_closed: bool
    as_of: date

    @property
    def state(self) -> SubmissionState | None:
        """The state of the file that somebody still has to do something with."""
        return self.file.state if self.file is not None and self.file.is_open else None

    @property
    def is_in(self) -> bool:
        """Whether all its figures count."""
        return self.cell.is_complete

    @property
    def is_out(self) -> bool:
        """Whether the unit still has to send something."""
        return not self.is_in and self.cell.is_expected and self.state is not SubmissionState.WAITING

    @property
    def days_late(self) -> int:
        """Days since the deadline on the day asked for; below 0 before it."""
        return (self.as_of - self.deadline).days

    @property
    def deadline(self) -> date:
        """The last day on which it is in time."""
        return self.cell.deadline or self.period.end

    def row(self, session: Session, *, can_act: bool) -> OwedRow:
        """The line of the list."""
        name = f"{self.form.code}, {period_name(self.period)}"
        state, tone = self._state()
        return OwedRow(
            name,
            FORM_TITLES[self.form],
            format_date(self.cell.deadline),
            self._days(),
            self.is_out and self.days_late > 0,
            state,
            tone,
            self._said(session),
            form_link(self.form, self.unit.id, self.period.id),
            f"Tải biểu mẫu (đã điền sẵn): {name}",
            can_act and not self.is_closed and self.state is not SubmissionState.WAITING,
            self._doing(name) if can_act else (),
        )

    def _state(self) -> tuple[str, Tone]:
        if self.state is not None:
            return _STATES[self.state]
        if self.is_in:
            return ("Đã khóa" if self.is_closed else "Đã duyệt"), "done"
        match self.cell.status:
            case ReportStatus.WAIVED:
                return "Được miễn", "done"
            case ReportStatus.NOT_OWED:
                return "Khi được hỏi", ""
            case ReportStatus.INCOMPLETE:
                return f"Thiếu {self.cell.missing}/{self.cell.expected}", "late" if self.days_late > 0 else "open"
            case _ if self.is_closed:
                return "Đã khóa", "back"
            case _:
                return "Chưa nộp", "late" if self.days_late > 0 else "open"

    def _days(self) -> str:
        if not self.is_out:
            return f"muộn {self.cell.days_late} ngày" if self.cell.days_late else "đúng hạn" if self.is_in else ""
        return days_to(self.deadline, self.as_of)

    def _said(self, session: Session) -> str:
        if self.is_closed and self.is_out:
            return f"Kỳ {period_name(self.period)} đã khóa. Cần mở lại có lý do."
        if self.file is None:
            return f"Số liệu nhận ngày {format_date(self.cell.received)}" if self.is_in and self.cell.received else ""
        said = receipt_words(session, self.file.load)
        match self.file.state:
            case SubmissionState.DRAFT:
                left = self.file.load.rejected
                kept = said.removeprefix("Đã nhận ")
                return f"Lưu {kept}; {'còn ' + cells(left) + ' sai' if left else 'không còn ô sai'}"
            case SubmissionState.RETURNED:
                return f"Lý do: {self.file.reason}"
            case SubmissionState.REFUSED:
                return f"{said}; chờ sửa {cells(self.file.load.rejected)}, số cũ giữ nguyên"
            case _:
                return said

    def _doing(self, name: str) -> tuple[Doing, ...]:
        if self.file is None or self.state is None:
            return ()
        fields = {"nop": self.file.load.line_id}
        faults = Doing("Tải lỗi", "tai-loi-cu", f"Tải lỗi của {name}", fields)
        match self.state:
            case SubmissionState.DRAFT:
                opened = Doing("Xem và gửi", "mo-nhap", f"Xem và gửi nháp {name}", fields)
                dropped = Doing("Bỏ", "bo-nhap", f"Bỏ nháp {name}", fields)
                return (opened, dropped)
            case SubmissionState.WAITING:
                return (Doing("Rút lại", "rut-lai", f"Rút lại {name}", fields),)
            case SubmissionState.REFUSED:
                return (faults,)
            case _:
                return ()


@dataclass(frozen=True)
class OwedReports:
    """What is shown of a unit, the most urgent first, and what falls due next."""

    shown: tuple[OwedReport, ...]
    coming: tuple[tuple[Form, Period, date], ...]
    as_of: date

    def coming_words(self, session: Session) -> str:
        """`Sắp tới: BM-01 tháng 12/2025, hạn 03/01/2026 (còn 29 ngày).`"""
        told = [
            f"{form.code} {period_name(period)}, hạn {format_date(due)} "
            f"({days_to(due, self.as_of) if due >= self.as_of else 'hạn đã qua, kỳ chưa hết'})"
            for form, period, due in self.coming
        ]
        return f"Sắp tới: {'; '.join(told)}." if told else ""


def days_to(deadline: date, as_of: date) -> str:
    """`còn 29 ngày`, `hạn là hôm nay`, `quá hạn 2 ngày`."""
    left = (deadline - as_of).days
    if left < 0:
        return f"quá hạn {-left} ngày"
    return f"còn {left} ngày" if left else "hạn là hôm nay"


def owed_reports(session: Session, unit: OrgUnit, as_of: date) -> OwedReports:
    """Of each form and frequency the newest period that has ended, and older ones where something is still to be done."""
    shown: list[OwedReport] = []
    coming: list[tuple[Form, Period, date]] = []
    figures = session.facts.observations(until=as_of, known_on=as_of)
    for form in Form:
        of_form: list[OwedReport] = []
        next_of_form: list[tuple[Form, Period, date]] = []
        for matrix in _matrices(session, form, figures, as_of):
            of_form += _of_unit(session, unit, matrix)
            next_of_form += _coming(session, unit, form, matrix.frequency, as_of)
        if form in _NEWEST_ONLY:
            is_asked = bool(of_form)
            of_form = _newest(of_form) or _when_asked(session, unit, form, as_of)
            next_of_form = sorted(next_of_form, key=lambda one: one[2])[:1] if is_asked else []
        shown += of_form
        coming += next_of_form
    shown.sort(key=lambda one: (not one.is_out, not one.cell.is_expected, one.days_late <= 0, abs(one.days_late)))
    coming.sort(key=lambda one: one[2])
    return OwedReports(tuple(shown), tuple(coming), as_of)


def _matrices(session: Session, form: Form, figures: Sequence[KnownFigure], as_of: date) -> Iterator[ReportMatrix]:
    for frequency in asked_frequencies(session.catalogue, form):
        yield report_matrix(
            session.catalogue, figures, session.ledger, as_of, form, frequency, count=_PERIODS, day_of=day_of(session)
        )


def _newest(reports: Sequence[OwedReport]) -> list[OwedReport]:
    """The newest period alone, and files of older ones that somebody still has to do something with."""
    newest = max(reports, key=lambda one: one.period.end, default=None)
    return [one for one in reports if one is newest or one.state is not None]


def _when_asked(session: Session, unit: OrgUnit, form: Form, as_of: date) -> list[OwedReport]:
    """A form that has no deadline of its own: its newest period that has ended, to be sent when it is asked for."""
    for frequency in asked_frequencies(session.catalogue, form):
        period = period_of(frequency, as_of + timedelta(days=1)).previous()
        if owed_pairs(session.catalogue, form, period).get(unit.id):
            is_closed = session.ledger.is_closed(unit.id, period.id, as_of)
            return [OwedReport(unit, form, period, ReportCell(ReportStatus.NOT_OWED), None, is_closed, as_of)]
    return []


def _of_unit(session: Session, unit: OrgUnit, matrix: ReportMatrix) -> list[OwedReport]:
    row = next((one for one in matrix.rows if one.unit.id == unit.id), None)
    if row is None:
        return []
    found: list[OwedReport] = []
    newest = True
    for column, cell in reversed(list(zip(matrix.columns, row.cells, strict=True))):
        if not cell.is_expected and cell.status is not ReportStatus.WAIVED:
            continue
        file = _file(session.ledger.of_report(unit.id, column.period.id, matrix.form), matrix.as_of)
        is_closed = session.ledger.is_closed(unit.id, column.period.id, matrix.as_of)
        one = OwedReport(unit, matrix.form, column.period, cell, file, is_closed, matrix.as_of)
        if newest or one.state is not None or one.is_out:
            found.append(one)
        newest = False
    return found


def _file(files: Sequence[Submission], as_of: date) -> Submission | None:
    """The file that says where the report stands: the newest open one, else the newest that counts."""
    known = [each for each in files if each.load.received <= as_of]
    still_open = [each for each in known if each.is_open]
    counting = [each for each in known if each.state is SubmissionState.APPROVED]
    return (still_open or counting or [None])[-1]


def _coming(
    session: Session, unit: OrgUnit, form: Form, frequency: Frequency, as_of: date
) -> list[tuple[Form, Period, date]]:
    """The period that runs now, if the unit will owe this form of it."""
    calendar = calendar_of(session.catalogue, frequency)
    if calendar is None:
        return []
    period = calendar.as_typed(period_of(frequency, as_of + timedelta(days=1)))
    owed = owed_pairs(session.catalogue, form, period).get(unit.id, ()) if period.end > as_of else ()
    return [(form, period, min(each.deadline for each in owed))] if owed else []


def receipt_words(session: Session, load: LoadRecord) -> str:
    """`Đã nhận 09:12 ngày 02/10/2026, mã BN-0312`; in the illustrative workspace the day is the one it stands still on."""
    moment = load.recorded_at.astimezone(ZoneInfo(session.catalogue.workspace.timezone))
    if session.workspace.as_of is not None:
        return f"Đã nhận {moment:%H:%M} ngày {format_date(load.received)}, mã {load.receipt}"
    return f"Đã nhận {format_moment(moment)}, mã {load.receipt}"


def units_behind(session: Session) -> dict[str, str]:
    """Which units still owe a report past its deadline, in words, by unit; one look at every form."""
    figures = session.facts.observations(until=session.as_of, known_on=session.as_of)
    out = (ReportStatus.MISSING, ReportStatus.INCOMPLETE, ReportStatus.RETURNED, ReportStatus.TO_MEND)
    late: Counter[str] = Counter()
    for form in Form:
        of_form: dict[str, list[tuple[date, bool]]] = defaultdict(list)
        for matrix in _matrices(session, form, figures, session.as_of):
            for row in matrix.rows:
                for column, cell in zip(matrix.columns, row.cells, strict=True):
                    if cell.is_expected:
                        of_form[row.unit.id].append((column.period.end, cell.status in out and cell.is_warned))
        for unit_id, found in of_form.items():
            counted = [max(found)] if form in _NEWEST_ONLY else found
            late[unit_id] += sum(is_late for _, is_late in counted)
    return {unit_id: f"{count} quá hạn" for unit_id, count in late.items() if count}
