"""Small targets and readings to judge in tests: a share that should climb from 25 to 45 % within 2025, told quarterly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dashboard.domain.judgement import Judgement, judge
from dashboard.domain.periods import Calendar, Frequency
from dashboard.domain.plan import Direction, Kind
from dashboard.domain.readings import Reading
from dashboard.domain.terms import Terms

QUARTERLY = Calendar(Frequency.QUARTER, 15)
MONTHLY = Calendar(Frequency.MONTH, 15)
Q1, Q2, Q3, Q4 = date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)

CLIMB = Terms(
    kind=Kind.STOCK,
    direction=Direction.AT_LEAST,
    start=date(2025, 1, 1),
    due=date(2025, 12, 31),
    target=45.0,
    baseline=25.0,
    bounds=(0.0, 100.0),
    calendar=QUARTERLY,
    unit="%",
    method="v1",
)
DONE_OR_NOT = replace(CLIMB, kind=Kind.MILESTONE, target=1.0, baseline=None, calendar=None)
LEVEL = replace(CLIMB, kind=Kind.LEVEL, target=95.0, baseline=96.0, calendar=MONTHLY)
CAP = replace(CLIMB, kind=Kind.CAP, direction=Direction.AT_MOST, target=10.0, baseline=None, bounds=(None, None))


def terms(base: Terms = CLIMB, **changes: Any) -> Terms:
    """The target with changes."""
    return replace(base, **changes)


def readings(*values: tuple[date, float]) -> list[Reading]:
    """Plain values by date."""
    return [Reading(day, value) for day, value in values]


def monthly(*values: float) -> list[Reading]:
    """Values of January 2025, February 2025 and so on."""
    ends = [date(2025, month % 12 + 1, 1) if month < 12 else date(2026, 1, 1) for month in range(1, len(values) + 1)]
    return [Reading(date.fromordinal(end.toordinal() - 1), value) for end, value in zip(ends, values, strict=True)]


def said(judgement: Judgement) -> tuple[str, str]:
    """Status and reason as text."""
    return judgement.status.value, judgement.reason.value


def judged(target: Terms, given: list[Reading], as_of: date, **options: Any) -> tuple[str, str]:
    """Status and reason of a target on a day."""
    return said(judge(target, given, as_of, **options))
