"""What a target asks for: the terms on which readings are judged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from dashboard.domain.periods import Calendar, Frequency
from dashboard.domain.plan import Direction, Kind

DEFAULT_GRACE_DAYS = 15
DAYS_PER_MONTH = 30.4375
TOLERANCE = 1e-9
_PERIOD_MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.HALF: 6, Frequency.YEAR: 12}


def year_before(day: date) -> date:
    """The same day twelve months earlier (28 February for 29 February)."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


@dataclass(frozen=True, slots=True)
class Band:
    """The values that meet a target, both ends included; an open side is infinite."""

    low: float
    high: float

    def meets(self, value: float) -> bool:
        """Whether the unrounded value meets the target; the tolerance only absorbs floating-point noise."""
        return self.low - TOLERANCE <= value <= self.high + TOLERANCE

    def overlaps(self, low: float, high: float) -> bool:
        """Whether some value between the two bounds meets the target."""
        return low <= self.high + TOLERANCE and high >= self.low - TOLERANCE

    def shortfall(self, value: float) -> float:
        """How far the value is from meeting the target; 0 when it does."""
        return max(self.low - value, value - self.high, 0.0)


@dataclass(frozen=True)
class Terms:
    """One target as the judgement sees it: direction, number, window, plan and reporting calendar.

    `target_low` and `target_high` hold a range. `tolerance` widens an exact target; None means its rounding band.
    `grace_days` is the grace of the final value where no calendar gives one.
    """

    kind: Kind
    direction: Direction
    start: date
    due: date | None
    target: float | None
    target_low: float | None = None
    target_high: float | None = None
    baseline: float | None = None
    bounds: tuple[float | None, float | None] = (None, None)
    decimals: int = 1
    calendar: Calendar | None = None
    milestones: tuple[tuple[date, float], ...] = ()
    unit: str = ""
    method: str | None = None
    tolerance: float | None = None
    grace_days: int = DEFAULT_GRACE_DAYS

    @cached_property
    def band(self) -> Band | None:
        """The values that meet the target; None for a target without a number.

        An exact target without tolerance is met by what rounds to it at its own decimals.
        """
        if self.direction is Direction.RANGE:
            if self.target_low is None and self.target_high is None:
                return None
            low = -math.inf if self.target_low is None else self.target_low
            high = math.inf if self.target_high is None else self.target_high
            return Band(low, high)
        if self.target is None:
            return None
        match self.direction:
            case Direction.AT_LEAST:
                return Band(self.target, math.inf)
            case Direction.AT_MOST:
                return Band(-math.inf, self.target)
            case Direction.EXACTLY:
                half = 0.5 * 10.0**-self.decimals if self.tolerance is None else self.tolerance
                return Band(self.target - half, self.target + half)

    @cached_property
    def milestones_inside(self) -> tuple[tuple[date, float], ...]:
        """The milestones that the plan line runs over: those between start and due date, by day."""
        due = self.due or date.max
        return tuple(sorted({day: value for day, value in self.milestones if self.start < day < due}.items()))

    @property
    def keeps_what_it_reached(self) -> bool:
        """Whether meeting the target once before the due date is enough (stock, yes/no)."""
        return self.kind in (Kind.STOCK, Kind.MILESTONE)

    @property
    def period_months(self) -> int | None:
        """Length of the reporting period in months; None without a reporting calendar."""
        return None if self.calendar is None else _PERIOD_MONTHS.get(self.calendar.frequency)

    def final_deadline(self, due: date) -> date:
        """The last day on which the value of the due date is in time."""
        if self.calendar is None:
            return due + timedelta(days=self.grace_days)
        period = self.calendar.last_before(due)
        return due + timedelta(days=self.calendar.grace_days) if period is None else self.calendar.deadline(period)

    def misses_report(self, latest: date | None, as_of: date) -> bool:
        """A report is missing when its deadline has passed and nothing as new as its period came in.

        Expected are the calendar's periods that end after the start and not after the due date; where none ends on the due
        date, one report more, dated on it. Without a due date nothing is expected.
        """
        if self.due is None:
            return False
        period = None if self.calendar is None else self.calendar.last_before(self.due)
        after = self.start if latest is None else max(self.start, latest)
        if after >= (self.due if period is None else min(self.due, period.end)):
            return False
        if self.final_deadline(self.due) < as_of:
            return True
        return self.calendar is not None and any(period.end <= self.due for period in self.calendar.due(after, as_of))
