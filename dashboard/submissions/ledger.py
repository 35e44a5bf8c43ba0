"""The journal's lines folded into what holds now: which files count, which wait, which periods are locked, who is excepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from dashboard.domain.periods import Frequency, Period, PeriodSetting, parse_period
from dashboard.store.lines import (
    AnyLine,
    DecisionRecord,
    ExceptionRecord,
    LoadRecord,
    LockRecord,
    PeriodRecord,
    ReminderRecord,
    WaiverRecord,
)


class SubmissionState(StrEnum):
    """Where a file stands. Only approved ones count; a locked period is said of an approved one, not kept here."""

    DRAFT = "draft"
    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_STATE_OF_LOAD = {
    "accepted": SubmissionState.APPROVED,
    "refused": SubmissionState.REFUSED,
    "draft": SubmissionState.DRAFT,
    "submitted": SubmissionState.WAITING,
}
_STATE_OF_VERDICT = {
    "approved": SubmissionState.APPROVED,
    "returned": SubmissionState.RETURNED,
    "withdrawn": SubmissionState.WITHDRAWN,
}


_OPEN = (SubmissionState.DRAFT, SubmissionState.WAITING, SubmissionState.RETURNED, SubmissionState.REFUSED)

_ENDED_BY = {
    "accepted": _OPEN,
    "submitted": _OPEN,
    "draft": (SubmissionState.DRAFT,),
    "refused": (SubmissionState.REFUSED,),
}


@dataclass(frozen=True)
class Submission:
    """A file and where it stands. `decided_at`, `decided_by` and `reason` are of the last decision on it, if there was one."""

    load: LoadRecord
    state: SubmissionState
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something with it."""
        return self.state in _OPEN


def _ends(found: dict[str, Submission], earlier_id: str, line: LoadRecord) -> bool:
    """Ends an earlier file of the same content or report when the later one takes its place; True when it is not open any more."""
    earlier = found[earlier_id]
    if not earlier.is_open:
        return True
    if earlier.state not in _ENDED_BY[line.decision]:
        return False
    reason = "đã có tệp gửi sau thay thế"
    found[earlier_id] = Submission(earlier.load, SubmissionState.WITHDRAWN, line.recorded_at, line.actor, reason)
    return True


def _holds(period: Period, day: date) -> bool:
    return period.start <= day <= period.end


class Ledger:
    """What the journal's lines amount to. Made anew when there are new lines; `head` tells one from another."""

    def __init__(self, lines: Sequence[AnyLine]) -> None:
        self.lines = tuple(lines)
        self.head = lines[-1].sequence if lines else 0

    @cached_property
    def submissions(self) -> tuple[Submission, ...]:
        """Every file that came in, in the order it did. What comes later ends what was open for the same content or report."""
        found: dict[str, Submission] = {}
        still_open: dict[tuple[str, ...], list[str]] = {}
        for line in self.lines:
            if isinstance(line, LoadRecord):
                report = (line.unit, line.period, line.form) if line.unit else (line.sha256,)
                for key in {(line.sha256,), report}:
                    kept = [each for each in still_open.get(key, ()) if not _ends(found, each, line)]
                    still_open[key] = [*kept, line.line_id]
                found[line.line_id] = Submission(line, _STATE_OF_LOAD[line.decision])
            elif isinstance(line, DecisionRecord) and line.load_id in found:
                load = found[line.load_id].load
                state = _STATE_OF_VERDICT[line.verdict]
                found[line.load_id] = Submission(load, state, line.recorded_at, line.actor, line.reason)
        return tuple(found.values())

    @cached_property
    def files_in_force(self) -> tuple[LoadRecord, ...]:
        """The files whose figures count, in the order they came in."""
        return tuple(each.load for each in self.submissions if each.state is SubmissionState.APPROVED)

    @cached_property
    def counts_from(self) -> dict[str, int]:
        """The number of the line from which each content counts: its load, or its approval."""
        return {line.counting_sha256: line.sequence for line in self.lines if line.counting_sha256}

    @property
    def calendar(self) -> tuple[object, ...]:
        """What decides where and whether a figure may go: typed days, locks, exceptions."""
        return (self.period_settings, self.locked_periods, self.exceptions)

    @cached_property
    def accepted(self) -> dict[str, LoadRecord]:
        """The files whose figures count, by content."""
        return {record.sha256: record for record in self.files_in_force}

    @cached_property
    def waiting(self) -> tuple[Submission, ...]:
        """What waits for approval."""
        return tuple(each for each in self.submissions if each.state is SubmissionState.WAITING)

    @cached_property
    def quarantined(self) -> tuple[Submission, ...]:
        """Refused files that nothing has replaced yet."""
        return tuple(each for each in self.submissions if each.state is SubmissionState.REFUSED)

    def of_report(self, unit_id: str, period_id: str, form: str) -> tuple[Submission, ...]:
        """What came in for one form of one unit and period, the oldest first."""
        return self._by_report.get((unit_id, period_id, form), ())

    @cached_property
    def _by_report(self) -> dict[tuple[str, str, str], tuple[Submission, ...]]:
        found: dict[tuple[str, str, str], tuple[Submission, ...]] = {}
        for each in self.submissions:
            if each.load.unit:
                key = (each.load.unit, each.load.period, each.load.form)
                found[key] = (*found.get(key, ()), each)
        return found

    def submission(self, load_id: str) -> Submission | None:
        """The file with this line id."""
        return next((each for each in self.submissions if each.load.line_id == load_id), None)

    @cached_property
    def period_records(self) -> dict[str, PeriodRecord]:
        """The days staff typed last for each period."""
        return {line.period: line for line in self.lines if isinstance(line, PeriodRecord)}

    @cached_property
    def period_settings(self) -> tuple[PeriodSetting, ...]:
        """The same as values, in the order of period ids."""
        return tuple(
            PeriodSetting(each.period, each.start, each.end, each.deadline)
            for _, each in sorted(self.period_records.items())
        )

    @cached_property
    def locks(self) -> dict[str, LockRecord]:
        """The last word on each period that was ever locked."""
        return {line.period: line for line in self.lines if isinstance(line, LockRecord)}

    @cached_property
    def lock_history(self) -> tuple[LockRecord, ...]:
        """Every locking and reopening, the newest first."""
        return tuple(line for line in reversed(self.lines) if isinstance(line, LockRecord))

    @cached_property
    def locked_periods(self) -> frozenset[str]:
        """Ids of the periods that are locked."""
        return frozenset(period for period, lock in self.locks.items() if lock.is_locked)

    @cached_property
    def exceptions(self) -> tuple[ExceptionRecord, ...]:
        """Every exception given, the newest last; of one unit and period the last word holds."""
        last = {(line.unit, line.period): line for line in self.lines if isinstance(line, ExceptionRecord)}
        return tuple(sorted(last.values(), key=lambda each: each.sequence))

    @cached_property
    def waivers(self) -> dict[tuple[str, str, str], WaiverRecord]:
        """Who need not send which form of which period: by unit, period, form."""
        last = {(line.unit, line.period, line.form): line for line in self.lines if isinstance(line, WaiverRecord)}
        return {key: each for key, each in last.items() if each.is_waived}

    @cached_property
    def allowances_head(self) -> int:
        """The number of the newest line about an exception or a waiver, 0 without one: it tells what holds now from what held before."""
        lines = (each.sequence for each in self.lines if isinstance(each, ExceptionRecord | WaiverRecord))
        return max(lines, default=0)

    @cached_property
    def reminders(self) -> tuple[ReminderRecord, ...]:
        """Every reminder, the oldest first."""
        return tuple(line for line in self.lines if isinstance(line, ReminderRecord))

    def exception_of(self, unit_id: str, period_id: str) -> ExceptionRecord | None:
        """The exception that holds for this unit and period, or held last."""
        return next((each for each in self.exceptions if (each.unit, each.period) == (unit_id, period_id)), None)

    @cached_property
    def replaced_exceptions(self) -> dict[str, ExceptionRecord]:
        """By line id of an exception, the earlier one of the same unit and period that it took the place of."""
        last: dict[tuple[str, str], ExceptionRecord] = {}
        found: dict[str, ExceptionRecord] = {}
        for line in self.lines:
            if isinstance(line, ExceptionRecord):
                before = last.get((line.unit, line.period))
                if before is not None:
                    found[line.line_id] = before
                last[line.unit, line.period] = line
        return found

    def is_excepted(self, unit_id: str, period_id: str, day: date) -> bool:
        """Whether this unit may still send figures of this period on that day though it is locked."""
        return any(each.unit == unit_id and each.period == period_id and day <= each.until for each in self.exceptions)

    def closed_period(self, unit_id: str, period: Period, day: date) -> str | None:
        """The locked period that keeps a figure of this period out on that day; a single day lies in every period around it."""
        if period.frequency is not Frequency.DAY:
            return period.id if self.is_closed(unit_id, period.id, day) else None
        around = (each for each in sorted(self.locked_periods) if _holds(parse_period(each), period.end))
        return next((each for each in around if self.is_closed(unit_id, each, day)), None)

    def is_closed(self, unit_id: str, period_id: str, day: date) -> bool:
        """Whether the period is locked for this unit on that day."""
        return period_id in self.locked_periods and not self.is_excepted(unit_id, period_id, day)
