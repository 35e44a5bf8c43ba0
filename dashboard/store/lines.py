"""What the journal's lines say: each a thing a person did, frozen once it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter

from dashboard.domain.observations import Correction

LoadDecision = Literal["accepted", "refused", "draft", "submitted"]
Verdict = Literal["approved", "returned", "withdrawn"]
Count = Annotated[int, Field(ge=0)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line. `sequence` is its number in the journal, 0 before it is written; `recorded_at` is the moment of writing, in UTC."""

    kind: ClassVar[str]
    line_id: str
    recorded_at: datetime
    actor: str
    sequence: int = 0

    @property
    def counting_sha256(self) -> str | None:
        """The content whose figures count from this line on; None for most lines. No content counts twice."""
        return None


@dataclass(frozen=True, kw_only=True)
class LoadRecord(Line):
    """One file that came in. `received` is the day it did. `unit` and `period` are what its title says, where it has one.

    `is_long` says that it was streamed, as it is again whenever the facts are made anew.
    Accepted: its figures count. Refused: it waits with its faults. Draft and submitted: sent in, and waiting for approval.
    """

    kind = "load"
    sha256: Sha256
    file_name: str
    form: str
    received: date
    decision: LoadDecision
    illustrative: bool
    new: Count
    changed: Count
    unchanged: Count
    ignored: Count
    rejected: Count
    warnings: Count
    unit: str = ""
    period: str = ""
    corrections: tuple[Correction, ...] = ()
    is_long: bool = False

    @property
    def counting_sha256(self) -> str | None:
        """Its own content, when it was accepted."""
        return self.sha256 if self.decision == "accepted" else None

    @property
    def receipt(self) -> str:
        """The number by which a sender may ask after the file: `BN-0312`."""
        return f"BN-{self.sequence:04d}"


@dataclass(frozen=True, kw_only=True)
class DecisionRecord(Line):
    """What was decided on a file that waited for approval. A return says why."""

    kind = "decision"
    load_id: str
    sha256: Sha256
    verdict: Verdict
    reason: str = ""

    @property
    def counting_sha256(self) -> str | None:
        """The file's content, when it was approved."""
        return self.sha256 if self.verdict == "approved" else None


@dataclass(frozen=True, kw_only=True)
class PeriodRecord(Line):
    """The days of a period as staff typed them, and why."""

    kind = "period"
    period: str
    start: date
    end: date
    deadline: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class LockRecord(Line):
    """A period is locked, or opened again, and why."""

    kind = "lock"
    period: str
    is_locked: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class ExceptionRecord(Line):
    """One unit may send figures of a period until a day, that day included, though it is locked or past its due date, and why."""

    kind = "exception"
    unit: str
    period: str
    until: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class WaiverRecord(Line):
    """One unit need not send one form of one period, or must after all, and why."""

    kind = "waiver"
    unit: str
    period: str
    form: str
    is_waived: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReminderRecord(Line):
    """Units were reminded of one form of one period."""

    kind = "reminder"
    units: tuple[str, ...]
    period: str
    form: str


AnyLine = LoadRecord | DecisionRecord | PeriodRecord | LockRecord | ExceptionRecord | WaiverRecord | ReminderRecord
_KINDS: dict[str, type[AnyLine]] = {
    each.kind: each
    for each in (
        LoadRecord,
        DecisionRecord,
        PeriodRecord,
        LockRecord,
        ExceptionRecord,
        WaiverRecord,
        ReminderRecord,
    )
}


@cache
def adapter_of(kind: str) -> TypeAdapter[AnyLine]:
    """What reads and writes the body of lines of this kind. KeyError for an unknown kind."""
    return TypeAdapter(_KINDS[kind])
