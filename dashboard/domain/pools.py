"""Pools of units: the units that owe a figure, and what one period of them adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.domain.plan import UnitKind
from dashboard.domain.readings import Reading
from dashboard.domain.status import Reason
from dashboard.domain.terms import Band, year_before

USABLE_COVER = 0.80


@dataclass(frozen=True)
class UnitHistory:
    """One expected unit and what it reported: the newest version of each period, dated on the period's end."""

    org_unit_id: str
    kind: UnitKind
    valid_from: date | None
    valid_to: date | None
    readings: Sequence[Reading]

    def is_expected_on(self, day: date) -> bool:
        """Whether the unit exists on that day (both ends included)."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Pooled:
    """One period of a pool. `value` comes from the units that reported; `low` and `high` say what the silent ones leave open.

    `cover` is the share of the denominators (of the units, where there are none) that reported; below 0.80 the value is
    not `usable`. `carried`: a denominator is a unit's own older one or the median of its kind. `high` is None where
    nothing bounds the silent units. `reason` is set only where there is no value.
    """

    on: date
    value: float | None
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    cover: float
    usable: bool
    carried: bool
    reported: tuple[str, ...]
    silent: tuple[str, ...]
    reason: Reason | None
    reading: Reading

    @property
    def expected(self) -> int:
        """How many units owed a report for this period."""
        return len(self.reported) + len(self.silent)


class UnitIndex:
    """A unit's readings by date."""

    def __init__(self, unit: UnitHistory) -> None:
        self.unit = unit
        self.by_date: Mapping[date, Reading] = {reading.date: reading for reading in unit.readings}

    def newest_within_year(self, until: date) -> Reading | None:
        """The newest reading with a value, dated up to the day and not more than 12 months before it."""
        oldest = year_before(until)
        days = [d for d, r in self.by_date.items() if oldest <= d <= until and has_figure(r)]
        return self.by_date[max(days)] if days else None

    def older_denominator(self, before: date) -> float | None:
        """The newest denominator of the 12 months before the day."""
        oldest = year_before(before)
        found = [(d, r.denominator) for d, r in self.by_date.items() if oldest <= d < before and r.denominator]
        return max(found)[1] if found else None


def has_figure(reading: Reading) -> bool:
    """Whether the unit said anything: a value, a numerator, or that nothing arose."""
    return reading.value is not None or reading.numerator is not None or reading.not_arising


def is_achieved(pooled: Pooled, band: Band) -> bool:
    """A pool has achieved its target when enough of it reported and even the worst bound meets."""
    return pooled.usable and pooled.value is not None and pooled.reading.is_proven_in(band)
