"""What was reported about one target: readings, their versions, and whether one can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from dashboard.domain.status import Flag, Reason

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one unit, or of a pool of units, dated on the end of its period.

    `value` is in the indicator's unit; a reading with only numerator and denominator stands for 100 * n / d.
    `low` and `high` bound a pooled value from which units are missing (None: the value itself). `usable` is False for
    a pooled period whose deadline has passed and whose cover stayed too small: it counts as a report that is missing.
    """

    date: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    received: date | None = None
    provisional: bool = False
    revised: bool = False
    partial: bool = False
    carried: bool = False
    low: float | None = None
    high: float | None = None
    usable: bool = True
    method: str | None = None
    unit: str | None = None
    not_arising: bool = False
