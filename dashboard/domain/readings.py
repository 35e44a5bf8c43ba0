"""What was reported about one target: readings, their versions, and whether one can be compared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.domain.status import Flag, Reason
from dashboard.domain.terms import TOLERANCE, Band, Terms, year_before


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

    @property
    def amount(self) -> float:
        """The value, for a reading already known to have one."""
        if self.value is None:
            raise ValueError(f"reading of {self.date} has no value")
        return self.value

    def is_proven_in(self, band: Band) -> bool:
        """Whether the target is met even in the worst case of what silent units leave open."""
        return band.meets(self.amount if self.low is None else self.low) and band.meets(
            self.amount if self.high is None else self.high
        )

    def is_possible_in(self, band: Band) -> bool:
        """Whether the target is met at least in the best case of what silent units leave open."""
        return band.overlaps(
            self.amount if self.low is None else self.low, self.amount if self.high is None else self.high
        )

    def flags(self) -> list[Flag]:
        """The badges that the reading itself carries."""
        marks = (
            (self.provisional, Flag.PROVISIONAL),
            (self.revised, Flag.REVISED),
            (self.partial, Flag.PARTIAL),
            (self.carried, Flag.DENOMINATOR_CARRIED),
        )
        return [flag for is_set, flag in marks if is_set]


def newest_versions(readings: Iterable[Reading], as_of: date, known_on: date) -> list[Reading]:
    """Per date the newest version received by `known_on`, for dates up to `as_of`, oldest date first.

    A reading without a received day was received on its own date; of two received on one day the later in the list
    counts. A version that says something else than an earlier one is marked revised.
    """
    newest: dict[date, tuple[date, Reading]] = {}
    for reading in readings:
        received = reading.received or reading.date
        if reading.date > as_of or received > known_on:
            continue
        held = newest.get(reading.date)
        if held is None:
            newest[reading.date] = (received, reading)
            continue
        older, newer = (held[1], reading) if received >= held[0] else (reading, held[1])
        if not newer.revised and (older.revised or _says(older) != _says(newer)):
            newer = replace(newer, revised=True)
        newest[reading.date] = (max(received, held[0]), newer)
    return [newest[day][1] for day in sorted(newest)]


def _says(reading: Reading) -> tuple[float | None, float | None, float | None]:
    return reading.value, reading.numerator, reading.denominator


def periods_before_days(readings: Sequence[Reading], of_days: Sequence[Reading]) -> list[Reading]:
    """Without those of single days on which a period ends that has a reading of its own."""
    dated = {id(reading) for reading in of_days}
    ends = {reading.date for reading in readings if id(reading) not in dated}
    return [reading for reading in readings if id(reading) not in dated or reading.date not in ends]


def percent(numerator: float, denominator: float) -> float | None:
    """100 * n / d. None where the denominator counts nothing (0 or less), or is too small for a number to come out."""
    if denominator <= 0:
        return None
    value = 100.0 * numerator / denominator
    return value if math.isfinite(value) else None


def with_values(readings: Sequence[Reading]) -> list[Reading]:
    """Fills in the value of readings that give numerator and denominator.

    A missing denominator is taken from the newest earlier reading of the last 12 months (marked carried). A zero one is
    never replaced: nothing arose, or the figure is wrong.
    """
    filled: list[Reading] = []
    for reading in readings:
        if reading.value is None and reading.numerator is not None:
            denominator = reading.denominator
            if denominator is None:
                denominator = _older_denominator(filled, reading.date)
            value = None if denominator is None else percent(reading.numerator, denominator)
            if value is not None:
                filled.append(
                    replace(
                        reading,
                        value=value,
                        denominator=denominator,
                        carried=reading.carried or reading.denominator is None,
                    )
                )
                continue
        filled.append(reading)
    return filled


def _older_denominator(earlier: Sequence[Reading], on: date) -> float | None:
    oldest = year_before(on)
    for reading in reversed(earlier):
        if reading.date < oldest:
            return None
        if reading.denominator is not None and reading.denominator > 0 and not reading.carried:
            return reading.denominator
    return None


def fault_of(reading: Reading, terms: Terms) -> Reason | None:
    """Why the reading cannot be compared with the target: no value, no denominator, other unit or method, out of bounds.

    None when it can. A reading that names no unit or method is taken to follow the target's.
    """
    if reading.not_arising or (reading.denominator is not None and reading.denominator <= 0):
        return Reason.MISSING_DENOMINATOR
    if reading.value is None:
        return Reason.EMPTY_VALUE if reading.numerator is None else Reason.MISSING_DENOMINATOR
    if reading.unit is not None and terms.unit and reading.unit != terms.unit:
        return Reason.UNIT_CHANGED
    if reading.method is not None and terms.method is not None and reading.method != terms.method:
        return Reason.METHOD_CHANGED
    low, high = terms.bounds
    if (low is not None and reading.value < low - TOLERANCE) or (high is not None and reading.value > high + TOLERANCE):
        return Reason.OUT_OF_BOUNDS
    return None


def find_baseline(terms: Terms, readings: Iterable[Reading]) -> float | None:
    """The document's baseline, else the newest comparable reading dated on the start or within 12 months before it.

    `readings` are newest versions with values, oldest first. None when there is neither.
    """
    if terms.baseline is not None:
        return terms.baseline
    oldest = year_before(terms.start)
    baseline: float | None = None
    for reading in readings:
        if oldest <= reading.date <= terms.start and fault_of(reading, terms) is None:
            baseline = reading.value
    return baseline
