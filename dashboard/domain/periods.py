"""Reporting periods and calendars: which reports are expected, and until when."""

from __future__ import annotations

import calendar as _calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    """How often a figure is reported. DAY is a figure dated on one day, such as a baseline."""

    DAY = "D"
    MONTH = "M"
    QUARTER = "Q"
    HALF = "H"
    YEAR = "Y"


_MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.HALF: 6, Frequency.YEAR: 12}
_ID = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})(?:-(?P<day>\d{2}))?|Q(?P<quarter>[1-4])|H(?P<half>[12])))?", re.ASCII
)


@dataclass(frozen=True, order=True)
class Period:
    """A calendar period, or a single day. Sorted by its end."""

    end: date
    start: date
    frequency: Frequency

    @property
    def id(self) -> str:
        """`2025-11`, `2025-Q4`, `2025-H2`, `2025`, or `2025-07-01` for a single day."""
        year = f"{self.start.year:04d}"
        match self.frequency:
            case Frequency.DAY:
                return self.start.isoformat()
            case Frequency.MONTH:
                return f"{year}-{self.start.month:02d}"
            case Frequency.QUARTER:
                return f"{year}-Q{(self.start.month + 2) // 3}"
            case Frequency.HALF:
                return f"{year}-H{(self.start.month + 5) // 6}"
            case Frequency.YEAR:
                return year

    def next(self) -> Period:
        """The period of the same frequency that follows."""
        return period_of(self.frequency, self.end + timedelta(days=1))

    def previous(self) -> Period:
        """The period of the same frequency that comes before."""
        return period_of(self.frequency, self.start - timedelta(days=1))


def period_of(frequency: Frequency, day: date) -> Period:
    """The period of this frequency that contains the day."""
    if frequency is Frequency.DAY:
        return Period(day, day, frequency)
    months = _MONTHS[frequency]
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    end = date(day.year, last, _calendar.monthrange(day.year, last)[1])
    return Period(end, date(day.year, first, 1), frequency)


def parse_period(text: str) -> Period:
    """Reads a period id as `Period.id` writes it; ValueError for anything else."""
    match = _ID.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year = int(match["year"])
    if match["quarter"]:
        return period_of(Frequency.QUARTER, date(year, int(match["quarter"]) * 3, 1))
    if match["half"]:
        return period_of(Frequency.HALF, date(year, int(match["half"]) * 6, 1))
    if match["day"]:
        return period_of(Frequency.DAY, date(year, int(match["month"]), int(match["day"])))
    if match["month"]:
        return period_of(Frequency.MONTH, date(year, int(match["month"]), 1))
    return period_of(Frequency.YEAR, date(year, 1, 1))


def periods_between(frequency: Frequency, after: date, until: date) -> list[Period]:
    """Every period of this frequency with `after` < end <= `until`, oldest first."""
    found: list[Period] = []
    period = period_of(frequency, after + timedelta(days=1))
    while period.end <= until:
        found.append(period)
        period = period.next()
    return found


@dataclass(frozen=True)
class TypedPeriod:
    """A period whose last day and deadline a document gives, instead of the calendar."""

    period: Period
    end: date
    deadline: date


@dataclass(frozen=True)
class PeriodSetting:
    """A period as staff typed it: its days and the last day on which its report is in time, for everyone who reports it."""

    period_id: str
    start: date
    end: date
    deadline: date


@dataclass(frozen=True)
class Calendar:
    """When reports of one frequency end and are due.

    A report is in time on its deadline day and late the day after. `grace_days` are calendar days after the period's end.
    Of the periods `waived` (ids) no report is due.
    """

    frequency: Frequency
    grace_days: int
    typed: tuple[TypedPeriod, ...] = ()
    waived: frozenset[str] = frozenset()

    def with_settings(self, settings: Iterable[PeriodSetting]) -> Calendar:
        """This calendar with what staff typed for periods of its frequency; that wins over what a document gives."""
        own = {
            period.id: TypedPeriod(period, each.end, each.deadline)
            for each in settings
            if (period := parse_period(each.period_id)).frequency is self.frequency
        }
        if not own:
            return self
        kept = tuple(entry for entry in self.typed if entry.period.id not in own)
        return replace(self, typed=(*kept, *own.values()))

    def with_allowances(self, later: Mapping[str, date], waived: Iterable[str]) -> Calendar:
        """This calendar for who may send the figures of some periods (ids) until a later day and need send none of others."""
        own = {
            period.id: TypedPeriod(period, self.as_typed(period).end, max(self.deadline(period), until))
            for period, until in ((parse_period(each), until) for each, until in later.items())
            if period.frequency is self.frequency
        }
        kept = tuple(entry for entry in self.typed if entry.period.id not in own)
        return replace(self, typed=(*kept, *own.values()), waived=self.waived.union(waived))

    def as_typed(self, period: Period) -> Period:
        """The period with the last day that a document gives it, where one does; its id stays."""
        entry = self._entry(period)
        return period if entry is None else replace(period, end=entry.end)

    def ending_on(self, day: date) -> Period | None:
        """The period whose last day this is, by a document where one gives it another than the calendar's."""
        typed = next((entry.period for entry in self.typed if entry.end == day), None)
        period = typed or period_of(self.frequency, day)
        return period if self.as_typed(period).end == day else None

    def last_before(self, due: date) -> Period | None:
        """The period whose report is the last one that a due date asks for: it ends on it, by a document or else by the calendar.

        Where a document gives the latter another last day, its report is the last one all the same. None where no period
        ends on the day, so that one report more is asked for.
        """
        period = self.ending_on(due) or period_of(self.frequency, due)
        typed = self.as_typed(period)
        return typed if due in (period.end, typed.end) else None

    def deadline(self, period: Period) -> date:
        """The last day on which the report of this period is in time."""
        entry = self._entry(period)
        return period.end + timedelta(days=self.grace_days) if entry is None else entry.deadline

    def due(self, after: date, on: date) -> list[Period]:
        """Periods ending after `after` whose deadline has passed on the day `on`, oldest first."""
        horizon = max([on, *(entry.period.end for entry in self.typed)])
        known = [self.as_typed(p) for p in periods_between(self.frequency, after, horizon)]
        return [p for p in known if after < p.end and self.is_overdue(p, on)]

    def is_overdue(self, period: Period, on: date) -> bool:
        """Whether a report of the period that has not come by this day is late: its deadline has passed and it is not waived."""
        return self.deadline(period) < on and period.id not in self.waived

    def _entry(self, period: Period) -> TypedPeriod | None:
        return next((entry for entry in self.typed if entry.period.id == period.id), None)


def month_before(day: date) -> date:
    """The same day of the month before, or its last day where it has fewer."""
    first = day.replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, first.day))
