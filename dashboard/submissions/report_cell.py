"""One report of one unit: where it stands, until when each part of it is due, and how people say that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dashboard.submissions.ledger import Submission
from dashboard.text.formats import format_date, format_day_month


class ReportStatus(StrEnum):
    """Where one unit's report of one period stands. `excepted`: complete after the usual deadline, within the day it was given."""

    IN_TIME = "in_time"
    EXCEPTED = "excepted"
    LATE = "late"
    MISSING = "missing"
    INCOMPLETE = "incomplete"
    NOT_OWED = "not_owed"
    NOT_DUE = "not_due"
    WAITING = "waiting"
    RETURNED = "returned"
    TO_MEND = "to_mend"
    WAIVED = "waived"


GIVEN_LATER = "được gia hạn"
# Of reports that are not in and nobody is to be reminded of, in the order in which they are counted.
LET_WAIT = ("đã nộp, chờ duyệt", GIVEN_LATER, "chưa đến hạn")
COMPLETE = (ReportStatus.IN_TIME, ReportStatus.EXCEPTED, ReportStatus.LATE)
NOT_IN = (ReportStatus.MISSING, ReportStatus.RETURNED, ReportStatus.TO_MEND)
_OUTSIDE = (ReportStatus.NOT_OWED, ReportStatus.WAIVED)


@dataclass(frozen=True)
class Due:
    """What of a report falls due on one day: `missing` of `expected` figures (tasks for BM-04) are not in."""

    deadline: date
    expected: int
    missing: int


@dataclass(frozen=True)
class ReportCell:
    """One report. `dues` are its parts by the unit's own deadlines, the earliest first; mostly one.

    `days_late` counts from the deadline of the part that is latest: to the day it came in, or to the day asked for.
    `submission` is the file that decides the state, where one does; `on` is the day it was returned. `lacking` are the
    ids of the indicators that are not in. `given_until` is the later day, not passed yet, that the unit was given for what is
    out past the usual deadline.
    """

    status: ReportStatus
    dues: tuple[Due, ...] = ()
    days_late: int = 0
    received: date | None = None
    submission: Submission | None = None
    on: date | None = None
    measure: str = "chỉ tiêu"
    lacking: tuple[str, ...] = ()
    given_until: date | None = None

    @property
    def expected(self) -> int:
        """How many figures it holds."""
        return sum(each.expected for each in self.dues)

    @property
    def missing(self) -> int:
        """How many of them are not in."""
        return sum(each.missing for each in self.dues)

    @property
    def deadline(self) -> date | None:
        """The earliest day on which something that is not in was or is due; of a complete report its first deadline."""
        lacking = [each.deadline for each in self.dues if each.missing]
        return next(iter(lacking or [each.deadline for each in self.dues]), None)

    @property
    def is_expected(self) -> bool:
        """Whether the unit had to send something."""
        return self.status not in _OUTSIDE

    @property
    def is_complete(self) -> bool:
        """Whether every figure of it is in: the one rule by which a report counts as sent."""
        return self.status in COMPLETE

    @property
    def is_warned(self) -> bool:
        """Late or incomplete after its deadline: either puts the unit on the warning list."""
        return self.days_late > 0

    @property
    def is_out(self) -> bool:
        """Whether it is still out past its deadline, wholly or in part, and nothing of it waits for approval."""
        return self.is_warned and self.status in (*NOT_IN, ReportStatus.INCOMPLETE)

    @property
    def let_wait_word(self) -> str:
        """Why nobody is to be reminded of it though it is not in: one of `LET_WAIT`."""
        waiting, given_later, not_due = LET_WAIT
        if self.status is ReportStatus.WAITING:
            return waiting
        return not_due if self.given_until is None else given_later

    @property
    def is_judged(self) -> bool:
        """Whether it is settled if the report was in time: it came in, or its deadline has passed."""
        return self.is_expected and (self.is_warned or self.is_complete or self.status is ReportStatus.WAITING)

    @property
    def is_on_time(self) -> bool:
        """Complete by its deadline; a file that waits for approval counts by the day it came in."""
        return self.is_judged and not self.is_warned

    def words(self, *, is_full: bool = True) -> str:
        """`Muộn 3 ngày`, `Chưa nộp, quá 2 ngày`; without the days of what is still out where `is_full` is False."""
        match self.status:
            case ReportStatus.IN_TIME:
                return "✓ Đúng hạn"
            case ReportStatus.EXCEPTED:
                return f"✓ Đúng hạn ({GIVEN_LATER})"
            case ReportStatus.LATE:
                return f"Muộn {self.days_late} ngày"
            case ReportStatus.MISSING:
                return f"Chưa nộp, quá {self.days_late} ngày" if is_full else "Chưa nộp"
            case ReportStatus.INCOMPLETE:
                return f"Thiếu {self.missing}/{self.expected} {self.measure}"
            case ReportStatus.NOT_OWED:
                return "Không phải nộp"
            case ReportStatus.NOT_DUE:
                if self.given_until is None:
                    return "Chưa đến hạn"
                return f"Gia hạn đến {format_date(self.given_until)}" if is_full else "Được gia hạn"
            case ReportStatus.WAITING:
                return f"Chờ duyệt, muộn {self.days_late} ngày" if self.days_late else "Chờ duyệt"
            case ReportStatus.RETURNED:
                return f"Trả lại {format_day_month(self.on)}"
            case ReportStatus.TO_MEND:
                return f"Chờ sửa {max(1, self.submission.load.rejected) if self.submission else 1} lỗi"
            case ReportStatus.WAIVED:
                return "Được miễn"
