"""What a target asks for: the terms on which readings are judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.domain.periods import Calendar
from dashboard.domain.plan import Direction, Kind

DEFAULT_GRACE_DAYS = 15


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
