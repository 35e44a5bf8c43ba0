"""What a unit owes on a day: each form and period with its deadline, its state and the file that made it so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from dashboard.app_pages._reporting.acting import day_of, received_words
from dashboard.app_pages._reporting.outcomes import kept_words
from dashboard.app_pages._reporting.words import lacking_words
from dashboard.app_pages._session import Session
from dashboard.charts.fields import act_button
from dashboard.charts.reporting.owed_list import OwedRow, Tone
from dashboard.domain.forms import Form
from dashboard.domain.periods import Frequency, Period, period_of
from dashboard.domain.plan import OrgUnit
from dashboard.forms import FORM_TITLES, form_link
from dashboard.store.facts import KnownFigure
from dashboard.store.lines import LoadRecord
from dashboard.submissions.ledger import Submission, SubmissionState
from dashboard.submissions.matrix import PERIODS, ReportMatrix, report_matrix, whose_words
from dashboard.submissions.owing import asked_frequencies, calendar_of, owed_pairs
from dashboard.submissions.report_cell import GIVEN_LATER, NOT_IN, ReportCell, ReportStatus
from dashboard.text.formats import format_date, period_name

# A later report of progress covers the earlier ones.
_NEWEST_ONLY = (Form.BM_04,)
_OUT = (*NOT_IN, ReportStatus.INCOMPLETE)
_STATES: dict[SubmissionState, tuple[str, Tone]] = {
    SubmissionState.DRAFT: ("Nháp", "open"),
    SubmissionState.WAITING: ("Chờ duyệt", "wait"),
    SubmissionState.RETURNED: ("Trả lại", "back"),
    SubmissionState.REFUSED: ("Chờ sửa", "back"),
}


@dataclass(frozen=True)
class OwedReport:
    """One form of one period that is asked of the unit; `unit` owes it, or owed it before it became the unit asked. `open_file` is the newest that somebody still has to do something with,
    `counting` the newest whose figures count; `is_current` of the newest period of its form and frequency.
    """

    unit: OrgUnit
    form: Form
    period: Period
    cell: ReportCell
    open_file: Submission | None
    counting: Submission | None
    is_closed: bool
    as_of: date
    is_current: bool = True

    @property
    def state(self) -> SubmissionState | None:
        """The state of the file that is still open."""
        return self.open_file.state if self.open_file is not None else None

    @property
    def is_in(self) -> bool:
        """Whether all its figures count."""
        return self.cell.is_complete

    @property
    def is_out(self) -> bool:
        """Whether the unit still has to send something."""
        return not self.is_in and self.cell.is_expected and self.state is not SubmissionState.WAITING

    @property
    def is_earlier(self) -> bool:
        """Whether it is only a gap of an older period: nothing is open, something is still lacking."""
        return not self.is_current and self.is_out and self.state is None

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
        whose = whose_words(session.scope, self.unit)
        name = f"{self.form.code}, {period_name(self.period)}" + (f" ({whose})" if whose else "")
        notes = [self._said(session), lacking_words(session, self.cell)]
        states = [self._state()]
        if self.is_in and self.state is not None:
            word, tone = _STATES[self.state]
            states.append((f"Bản sửa: {word.lower()}", tone))
            notes.append(f"Bản sửa: {self._said_of_open(session)}")
        return OwedRow(
            name,
            FORM_TITLES[self.form],
            self._deadlines(),
            self._days(),
            self.is_out and self.days_late > 0,
            tuple(states),
            tuple(each for each in notes if each),
            form_link(self.form, self.unit.id, self.period.id),
            f"Tải biểu mẫu (đã điền sẵn): {name}",
            can_act and not self.is_closed and self.state is not SubmissionState.WAITING,
            self._doing(name) if can_act else (),
        )

    def _deadlines(self) -> tuple[str, ...]:
        """The day it is due; where its parts fall due on several days, each with what of it is due then and not in."""
        if len(self.cell.dues) < 2:
            return (format_date(self.cell.deadline),)
        return tuple(
            f"{format_date(each.deadline)} ({f'thiếu {each.missing}/{each.expected}' if each.missing else 'đã đủ'})"
            for each in self.cell.dues
        )

    def _state(self) -> tuple[str, Tone]:
        if self.is_in:
            return ("Đã khóa" if self.is_closed else "Đã duyệt"), "done"
        if self.state is not None:
            return _STATES[self.state]
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
        if self.cell.status is ReportStatus.EXCEPTED:
            return f"đúng hạn ({GIVEN_LATER})"
        if not self.is_out:
            return f"muộn {self.cell.days_late} ngày" if self.cell.days_late else "đúng hạn" if self.is_in else ""
        return days_to(self.deadline, self.as_of)

    def _said(self, session: Session) -> str:
        if self.is_closed and (self.is_out or self.cell.status is ReportStatus.NOT_OWED):
            return f"Kỳ {period_name(self.period)} đã khóa. Cần mở lại có lý do."
        if not self.is_in and self.state is not None:
            return self._said_of_open(session)
        if self.counting is not None:
            return receipt_words(session, self.counting.load)
        return f"Số liệu nhận ngày {format_date(self.cell.received)}" if self.is_in and self.cell.received else ""

    def _said_of_open(self, session: Session) -> str:
        """What is to be said of the file that is still open."""
        if self.open_file is None:
            return ""
        said, rejected = receipt_words(session, self.open_file.load), self.open_file.load.rejected
        match self.open_file.state:
            case SubmissionState.DRAFT:
                kept = said.removeprefix("Đã nhận ")
                return f"Lưu {kept}; {f'còn {rejected} lỗi' if rejected else 'không còn lỗi'}"
            case SubmissionState.RETURNED:
                return f"{said}. Lý do trả lại: {self.open_file.reason}"
            case SubmissionState.REFUSED:
                return f"{said}; {kept_words(self.open_file.load.form, rejected)}"
            case _:
                return said

    def _doing(self, name: str) -> tuple[Markup, ...]:
        if self.open_file is None:
            return ()
        file = self.open_file.load.line_id

        def small(words: str, act: str, label: str) -> Markup:
            return act_button(words, act, {"nop": file}, css="small", label=f"{label} {name}")

        match self.open_file.state:
            case SubmissionState.DRAFT:
                return (
                    small("Xem và gửi", "mo-nhap", "Xem và gửi nháp"),
                    small("Bỏ", "bo-nhap", "Bỏ nháp"),
                )
            case SubmissionState.WAITING:
                return (small("Rút lại", "rut-lai", "Rút lại"),)
            case SubmissionState.REFUSED:
                return (small("Tải lỗi", "tai-loi-cu", "Tải lỗi của"),)
            case _:
                return ()


@dataclass(frozen=True)
class Coming:
    """What the unit will owe of the period that runs, and the first day on which it is due; `is_rest` where a part was before."""

    form: Form
    period: Period
    deadline: date
    is_rest: bool


@dataclass(frozen=True)
class OwedReports:
    """What is shown of a unit, what is overdue first, then by nearness of the deadline, and what falls due next.

    `shown` are the newest periods and files that are open; `earlier` what older periods still lack.
    """

    shown: tuple[OwedReport, ...]
    earlier: tuple[OwedReport, ...]
    coming: tuple[Coming, ...]
    as_of: date

    def coming_words(self) -> str:
        """`Sắp tới: BM-01 tháng 12/2025, hạn 03/01/2026 (còn 29 ngày).`"""
        told = [
            f"{one.form.code} {period_name(one.period)}{' (phần còn lại)' if one.is_rest else ''}, "
            f"hạn {format_date(one.deadline)} ({days_to(one.deadline, self.as_of)})"
            for one in self.coming
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
    coming: list[Coming] = []
    figures = session.facts.observations(until=as_of, known_on=as_of)
    for form in Form:
        of_form: list[OwedReport] = []
        next_of_form: list[Coming] = []
        for matrix in _matrices(session, form, figures, as_of):
            of_form += _of_unit(session, unit, matrix)
            next_of_form += _coming(session, unit, form, matrix.frequency, as_of)
        if form in _NEWEST_ONLY:
            is_asked = bool(of_form)
            of_form = _newest(of_form) or _when_asked(session, unit, form, as_of)
            next_of_form = sorted(next_of_form, key=lambda one: one.deadline)[:1] if is_asked else []
        shown += of_form
        coming += next_of_form
    shown.sort(key=lambda one: (not one.is_out, not one.cell.is_expected, one.days_late <= 0, abs(one.days_late)))
    coming.sort(key=lambda one: one.deadline)
    earlier = tuple(one for one in shown if one.is_earlier)
    return OwedReports(tuple(one for one in shown if not one.is_earlier), earlier, tuple(coming), as_of)


def _matrices(session: Session, form: Form, figures: Sequence[KnownFigure], as_of: date) -> Iterator[ReportMatrix]:
    for frequency in asked_frequencies(session.catalogue, form):
        yield report_matrix(
            session.catalogue, figures, session.ledger, as_of, form, frequency, count=PERIODS, day_of=day_of(session)
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
            return [OwedReport(unit, form, period, ReportCell(ReportStatus.NOT_OWED), None, None, is_closed, as_of)]
    return []


def _of_unit(session: Session, unit: OrgUnit, matrix: ReportMatrix) -> list[OwedReport]:
    """Its reports, the newest first, and beside them those of what became the unit."""
    rows = [row for row in matrix.rows if row.asked.id == unit.id]
    found: list[OwedReport] = []
    newest: Period | None = None
    for at, column in reversed(list(enumerate(matrix.columns))):
        for row in rows:
            cell = row.cells[at]
            if not cell.is_expected and cell.status is not ReportStatus.WAIVED:
                continue
            newest = newest or column.period
            one = _report(session, row.unit, matrix, column.period, cell, is_current=newest is column.period)
            if one.is_current or one.state is not None or one.is_out:
                found.append(one)
    return found


def _report(
    session: Session, unit: OrgUnit, matrix: ReportMatrix, period: Period, cell: ReportCell, *, is_current: bool
) -> OwedReport:
    files = session.ledger.of_report(unit.id, period.id, matrix.form)
    known = [each for each in files if each.load.received <= matrix.as_of]
    still_open = [each for each in known if each.is_open]
    counting = [each for each in known if each.state is SubmissionState.APPROVED]
    return OwedReport(
        unit,
        matrix.form,
        period,
        cell,
        still_open[-1] if still_open else None,
        counting[-1] if counting else None,
        session.ledger.is_closed(unit.id, period.id, matrix.as_of),
        matrix.as_of,
        is_current,
    )


def _coming(session: Session, unit: OrgUnit, form: Form, frequency: Frequency, as_of: date) -> list[Coming]:
    calendar = calendar_of(session.catalogue, frequency)
    if calendar is None:
        return []
    period = period_of(frequency, as_of + timedelta(days=1))
    owed = owed_pairs(session.catalogue, form, period).get(unit.id, ())
    later = [each.deadline for each in owed if each.end > as_of]
    return [Coming(form, calendar.as_typed(period), min(later), len(later) < len(owed))] if later else []


def receipt_words(session: Session, load: LoadRecord) -> str:
    """`Đã nhận 09:12 ngày 02/10/2026, mã BN-0312`."""
    return f"Đã nhận {received_words(session, load.received, load.recorded_at)}, mã {load.receipt}"


def units_behind(session: Session) -> dict[str, str]:
    """Which units are still asked for a report past its deadline, in words, by unit; one look at every form."""
    figures = session.facts.observations(until=session.as_of, known_on=session.as_of)
    late: Counter[str] = Counter()
    earlier: Counter[str] = Counter()
    for form in Form:
        newest: dict[str, tuple[date, bool]] = {}
        for matrix in _matrices(session, form, figures, session.as_of):
            asked: dict[str, list[tuple[date, bool]]] = {}
            for row in matrix.rows:
                asked.setdefault(row.asked.id, []).extend(
                    (column.period.end, cell.status in _OUT and cell.is_warned)
                    for column, cell in zip(matrix.columns, row.cells, strict=True)
                    if cell.is_expected
                )
            for unit_id, found in asked.items():
                last = max(found, default=(date.min, False))
                if form in _NEWEST_ONLY:
                    newest[unit_id] = max(last, newest.get(unit_id, last))
                else:
                    late[unit_id] += sum(is_late for end, is_late in found if end == last[0])
                    earlier[unit_id] += sum(is_late for end, is_late in found if end != last[0])
        late.update({unit_id: int(is_late) for unit_id, (_, is_late) in newest.items()})
    words = ((late, "quá hạn"), (earlier, "kỳ trước còn thiếu"))
    return {
        unit_id: ", ".join(f"{counts[unit_id]} {word}" for counts, word in words if counts[unit_id])
        for unit_id in late | earlier
        if late[unit_id] or earlier[unit_id]
    }
