"""Who sent which report when: one row a unit, one column a period, each cell a state that people read in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.catalogue import Catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Calendar, Frequency, Period, parse_period, period_of
from dashboard.domain.plan import OrgUnit
from dashboard.store.answers import KnownFigure
from dashboard.submissions.ledger import Ledger, Submission, SubmissionState
from dashboard.submissions.owing import Owed, calendar_of, owed_pairs
from dashboard.submissions.report_cell import Due, ReportCell, ReportStatus
from dashboard.text.sentences import shown_name

# As many as «Tình hình nộp» shows side by side: a unit's rate in time counts these, so that its cells add up to it.
PERIODS = 5
_MOSTLY_IN = 0.8
_PERIODS_BACK = 40


@dataclass(frozen=True)
class MatrixRow:
    """The reports of one unit, its cells in the order of the columns.

    `asked` is who is asked for them on the day: the unit, or once it is closed what it became.
    """

    unit: OrgUnit
    cells: tuple[ReportCell, ...]
    asked: OrgUnit

    @property
    def name(self) -> str:
        """Who is asked, and for whose reports where they are not its own, as pages say it."""
        return reports_name(self.asked, self.unit)

    @property
    def full_name(self) -> str:
        """The same as files say it."""
        whose = whose_words(self.asked, self.unit)
        return f"{self.asked.name} ({whose})" if whose else self.asked.name

    @property
    def late_count(self) -> int:
        """How many of the shown reports came late, are incomplete, or are out past their deadline."""
        return sum(cell.is_warned for cell in self.cells)

    @property
    def longest_late(self) -> int:
        """The most days any of them is late."""
        return max((cell.days_late for cell in self.cells), default=0)

    @property
    def judged_count(self) -> int:
        """How many of them are settled."""
        return sum(cell.is_judged for cell in self.cells)

    @property
    def on_time_count(self) -> int:
        """How many of those were in time."""
        return sum(cell.is_on_time for cell in self.cells)

    @property
    def on_time_rate(self) -> float | None:
        """The share in time of what is settled; None when nothing was expected of it."""
        return rate(self.on_time_count, self.judged_count)


@dataclass(frozen=True)
class MatrixColumn:
    """One period as its days stand, and the days on which parts of its report are due for whoever has no exception.

    `end` is the last day of what is asked for so far: a document may end its own part before the period does.
    """

    period: Period
    deadlines: tuple[date, ...]
    end: date

    @property
    def deadline(self) -> date:
        """The first of them."""
        return self.deadlines[0]


@dataclass(frozen=True)
class ReportMatrix:
    """All units that owe the form in a shown period: those most often late first, then longest late, then by the catalogue."""

    form: Form
    frequency: Frequency
    as_of: date
    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def on_time_rate(self) -> float | None:
        """The share in time over all units; None when nothing was expected."""
        return rate(sum(r.on_time_count for r in self.rows), sum(r.judged_count for r in self.rows))

    def place(self, period_id: str) -> int | None:
        """The column of this period."""
        return next((n for n, column in enumerate(self.columns) if column.period.id == period_id), None)

    @property
    def newest_due(self) -> int | None:
        """The newest column whose deadline has passed or of which four reports in five are in; None where none is due yet."""
        for at in reversed(range(len(self.columns))):
            expected = [row.cells[at] for row in self.rows if row.cells[at].is_expected]
            done = sum(cell.is_complete for cell in expected)
            if expected and (self.columns[at].deadline < self.as_of or done >= _MOSTLY_IN * len(expected)):
                return at
        return None

    def warned(self, at: int) -> tuple[MatrixRow, ...]:
        """The warning list of one column: who was late with it or sent it incomplete."""
        return tuple(row for row in self.rows if row.cells[at].is_warned)

    def to_remind(self, at: int) -> tuple[MatrixRow, ...]:
        """Whose report of one column is still out, wholly or in part, past its deadline."""
        return tuple(r for r in self.rows if r.cells[at].is_out)


def whose_words(asked: OrgUnit, unit: OrgUnit) -> str:
    """`báo cáo của Sở Truyền thông`: whose reports a unit is asked for that became another; empty for its own."""
    return "" if asked.id == unit.id else f"báo cáo của {shown_name(unit)}"


def reports_name(asked: OrgUnit, unit: OrgUnit) -> str:
    """`Sở Văn hóa (báo cáo của Sở Truyền thông)`: who is asked for the reports of a unit."""
    whose = whose_words(asked, unit)
    return f"{shown_name(asked)} ({whose})" if whose else shown_name(asked)


def rate(part: int, whole: int) -> float | None:
    """A share; None of nothing."""
    return part / whole if whole else None


def report_matrix(
    catalogue: Catalogue,
    figures: Iterable[KnownFigure],
    ledger: Ledger,
    as_of: date,
    form: Form,
    frequency: Frequency,
    *,
    count: int = PERIODS,
    day_of: Callable[[datetime], date] | None = None,
) -> ReportMatrix:
    """The newest `count` periods of this frequency of which somebody owed the form, or a part of it, by `as_of`.

    BM-04 is owed from the first period of which one came in.

    A report is complete when every figure owed in it is in; it came in on the day the last of them first did, so a later
    correction does not make it late. `catalogue` and `figures` are those of the day; of files only what came by then counts.
    `day_of` gives the day of a moment, by default in the province's time zone.
    """
    local = day_of or _local_day(catalogue)
    calendar = calendar_of(catalogue, frequency)
    if calendar is None:
        return ReportMatrix(form, frequency, as_of, (), ())
    since = _asked_since(ledger, frequency) if form is Form.BM_04 else date.min
    owed = _newest_owed(catalogue, calendar, form, as_of, count, since)
    came = first_received(catalogue, figures, [period for period, _ in owed])
    filed = _Filed(ledger, as_of, form, local)
    columns = tuple(_column(period, pairs) for period, pairs in owed)
    shown = {unit_id for _, pairs in owed for unit_id in pairs}
    rows = [
        MatrixRow(
            unit,
            tuple(filed.cell(unit.id, period, pairs.get(unit.id, ()), came) for period, pairs in owed),
            catalogue.heir(unit.id, as_of) or unit,
        )
        for unit in catalogue.org_units.values()
        if unit.id in shown
    ]
    rows.sort(key=lambda row: (-row.late_count, -row.longest_late))
    return ReportMatrix(form, frequency, as_of, columns, tuple(rows))


def _newest_owed(
    catalogue: Catalogue, calendar: Calendar, form: Form, as_of: date, count: int, since: date
) -> list[tuple[Period, dict[str, tuple[Owed, ...]]]]:
    """Periods and what each unit owes in them that has ended, the oldest first; looks back a few years at most.

    A document may end its own indicators' period before the calendar does: they are owed from then on, the others later.
    """
    found: list[tuple[Period, dict[str, tuple[Owed, ...]]]] = []
    period = period_of(calendar.frequency, as_of + timedelta(days=1))
    for _ in range(_PERIODS_BACK):
        typed = calendar.as_typed(period)
        if since <= typed.end:
            pairs = {
                unit_id: ended
                for unit_id, owed in owed_pairs(catalogue, form, period).items()
                if (ended := tuple(each for each in owed if each.end <= as_of))
            }
            if pairs:
                found.append((typed, pairs))
            elif found:
                break
        if len(found) == count:
            break
        period = period.previous()
    return found[::-1]


def _asked_since(ledger: Ledger, frequency: Frequency) -> date:
    """The end of the first period of which a BM-04 came in: no rule asks for that form, the province does when it does."""
    named = {each.load.period for each in ledger.submissions if each.load.form == Form.BM_04 and each.load.period}
    periods = [parse_period(each) for each in named]
    return min((each.end for each in periods if each.frequency is frequency), default=date.max)


def first_received(
    catalogue: Catalogue, figures: Iterable[KnownFigure], periods: Iterable[Period]
) -> dict[tuple[str, str, date], date]:
    """The day each figure of these periods first came in, by unit, indicator and period end."""
    ends = {period.id: period.end for period in periods}
    days = set(ends.values())
    now = {former: each.id for each in catalogue.indicators.values() for former in each.formerly}
    found: dict[tuple[str, str, date], date] = {}
    for figure in figures:
        end = ends.get(figure.period_id, figure.period_end)
        if end in days:
            key = (figure.org_unit_id, now.get(figure.indicator_id, figure.indicator_id), end)
            found[key] = min(figure.first_received, found.get(key, figure.first_received))
    return found


def _column(period: Period, pairs: dict[str, tuple[Owed, ...]]) -> MatrixColumn:
    owed = [each for of_unit in pairs.values() for each in of_unit]
    return MatrixColumn(period, tuple(sorted({each.deadline for each in owed})), max(each.end for each in owed))


class _Filed:
    """What the ledger says of one form on a day."""

    def __init__(self, ledger: Ledger, as_of: date, form: Form, local: Callable[[datetime], date]) -> None:
        self.ledger, self.as_of, self.form, self.local = ledger, as_of, form, local
        self.until = {(each.unit, each.period): each.until for each in ledger.exceptions}

    def cell(
        self, unit_id: str, period: Period, owed: tuple[Owed, ...], came: dict[tuple[str, str, date], date]
    ) -> ReportCell:
        """The state of one unit's report of one period."""
        if not owed:
            return ReportCell(ReportStatus.NOT_OWED)
        if (unit_id, period.id, self.form) in self.ledger.waivers:
            return ReportCell(ReportStatus.WAIVED, _dues([_Part(each.deadline, each, None) for each in owed]))
        files = [
            each for each in self.ledger.of_report(unit_id, period.id, self.form) if each.load.received <= self.as_of
        ]
        excepted = self.until.get((unit_id, period.id), date.min)
        parts = [_Part(max(each.deadline, excepted), each, self._came(each, period, files, came)) for each in owed]
        return self._judged(parts, files)

    def _came(
        self, owed: Owed, period: Period, files: list[Submission], came: dict[tuple[str, str, date], date]
    ) -> date | None:
        if owed.indicator_id is not None:
            return came.get((owed.unit_id, owed.indicator_id, period.end))
        return min((each.load.received for each in files if each.state is SubmissionState.APPROVED), default=None)

    def _judged(self, parts: list[_Part], files: list[Submission]) -> ReportCell:
        dues, measure = _dues(parts), parts[0].owed.measure
        received = max((each.came for each in parts if each.came is not None), default=None)
        late = max(0, *(each.days_late(self.as_of) for each in parts))
        if not any(each.missing for each in dues):
            is_excepted = any(each.came is not None and each.came > each.owed.deadline for each in parts)
            in_time = ReportStatus.EXCEPTED if is_excepted else ReportStatus.IN_TIME
            return ReportCell(ReportStatus.LATE if late else in_time, dues, late, received, measure=measure)
        lacking = tuple(each.owed.indicator_id for each in parts if each.came is None and each.owed.indicator_id)
        given = min((each.deadline for each in parts if each.is_let_later(self.as_of)), default=None)
        last = next((each for each in reversed(files) if each.state in _STATUS_OF_OPEN), None)
        if last is None:
            whole = ReportStatus.MISSING if late else ReportStatus.NOT_DUE
            status = whole if received is None else ReportStatus.INCOMPLETE
            return ReportCell(status, dues, late, received, measure=measure, lacking=lacking, given_until=given)
        status = _STATUS_OF_OPEN[last.state]
        if status is ReportStatus.WAITING:
            received = last.load.received
            late = max(0, *(each.days_late(received) for each in parts))
        on = self.local(last.decided_at) if status is ReportStatus.RETURNED and last.decided_at else None
        return ReportCell(status, dues, late, received, last, on, measure, lacking, given)


@dataclass(frozen=True)
class _Part:
    """One thing owed, the unit's own deadline for it, and the day it came in."""

    deadline: date
    owed: Owed
    came: date | None

    def days_late(self, until: date) -> int:
        """Days after the deadline on which it came in; up to a day where it did not. Below 0 before the deadline."""
        return ((self.came or until) - self.deadline).days

    def is_let_later(self, as_of: date) -> bool:
        """Whether it is out past the usual deadline, and the later day given to the unit has not passed."""
        return self.came is None and self.owed.deadline < as_of <= self.deadline


def _dues(parts: list[_Part]) -> tuple[Due, ...]:
    return tuple(
        Due(
            day,
            sum(each.owed.count for each in parts if each.deadline == day),
            sum(each.owed.count for each in parts if each.deadline == day and each.came is None),
        )
        for day in sorted({each.deadline for each in parts})
    )


_STATUS_OF_OPEN = {
    SubmissionState.WAITING: ReportStatus.WAITING,
    SubmissionState.RETURNED: ReportStatus.RETURNED,
    SubmissionState.REFUSED: ReportStatus.TO_MEND,
}


def _local_day(catalogue: Catalogue) -> Callable[[datetime], date]:
    zone = ZoneInfo(catalogue.workspace.timezone)
    return lambda moment: moment.astimezone(zone).date()
