"""What is missing to a level: how much of the numerator, who is short of it, and what reaching it would change."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from dashboard.domain.terms import TOLERANCE

# Who is named first: the few that hold most of what is missing, seven tenths or more.
_MOST = 0.7


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's numerator and denominator. A denominator of 0 takes part in nothing: nothing arose there."""

    unit_id: str
    numerator: float
    denominator: float

    @property
    def rate(self) -> float:
        """The unit's own percent; only asked for where the denominator is above 0."""
        return 100.0 * self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How much numerator one unit is short of the level on its own base, its share (0 to 1) of all shortfalls, and the running share."""

    unit_id: str
    missing: float
    share: float
    running_share: float


@dataclass(frozen=True, slots=True)
class Gap:
    """What a pool is short of `level` percent.

    `needed`: numerator that the pool as a whole lacks, where units above the level make up for others; never below 0.
    `total`: the sum of the shortfalls, where they do not; at least `needed`. `shortfalls`: the largest first.
    """

    level: float
    needed: float
    total: float
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A unit that does not pass yet: its value and how far that is from the threshold, in the unit of the value."""

    unit_id: str
    value: float
    missing: float


def decompose(parts: Sequence[Part], level: float, *, at_most: bool = False) -> Gap:
    """The gap of a pool to a level in percent, split by unit; with `at_most` what lies above the level.

    Where all numerators and denominators are whole, what is counted comes in whole units: each missing amount is rounded
    up to the whole unit that reaches the level. Units equally short keep the order given.
    """
    known = _with_base(parts)
    is_whole = all(float(n).is_integer() for p in known for n in (p.numerator, p.denominator))

    def lacking(numerator: float, denominator: float) -> float:
        beyond = level / 100 * denominator - numerator
        return _amount(-beyond if at_most else beyond, denominator, is_whole=is_whole)

    needed = lacking(math.fsum(p.numerator for p in known), math.fsum(p.denominator for p in known))
    return split(level, needed, [(p.unit_id, lacking(p.numerator, p.denominator)) for p in known])


def split(level: float, needed: float, missing: Sequence[tuple[str, float]]) -> Gap:
    """The gap to a level from what each unit is short of; units that are short of nothing are left out."""
    short = sorted(((unit_id, amount) for unit_id, amount in missing if amount > 0), key=lambda pair: -pair[1])
    total = math.fsum(amount for _, amount in short)
    shortfalls: list[Shortfall] = []
    running = 0.0
    for unit_id, amount in short:
        running += amount
        shortfalls.append(Shortfall(unit_id, amount, amount / total, min(1.0, running / total)))
    return Gap(level, min(needed, total), total, tuple(shortfalls))


def leading(gap: Gap) -> tuple[Shortfall, ...]:
    """The smallest group that holds most of the shortfalls, with all who are short of as much as its last; empty where nobody is."""
    last = next((each for each in gap.shortfalls if each.running_share >= _MOST - TOLERANCE), None)
    return tuple(each for each in gap.shortfalls if last is not None and each.missing >= last.missing * (1 - TOLERANCE))


def rate_if(parts: Sequence[Part], units: Collection[str], level: float, *, at_most: bool = False) -> float | None:
    """The pooled percent if each of these units reached the level; those already there keep what they have.

    None where no denominator is above 0.
    """
    better = min if at_most else max
    known = _with_base(parts)
    base = math.fsum(p.denominator for p in known)
    reached = [better(p.numerator, level / 100 * p.denominator) if p.unit_id in units else p.numerator for p in known]
    return 100.0 * math.fsum(reached) / base if base > 0 else None


def median_rate(parts: Sequence[Part]) -> float | None:
    """The median of the units' own percents; None where no denominator is above 0."""
    rates = [p.rate for p in _with_base(parts)]
    return median(rates) if rates else None


def nearest(values: Mapping[str, float], threshold: float, *, at_most: bool = False) -> tuple[Near, ...]:
    """The units whose value does not pass the threshold, the nearest first; equally near ones keep the order given."""
    sign = -1.0 if at_most else 1.0
    found = [Near(unit_id, value, sign * (threshold - value)) for unit_id, value in values.items()]
    return tuple(sorted((near for near in found if near.missing > TOLERANCE), key=lambda near: near.missing))


def _with_base(parts: Sequence[Part]) -> list[Part]:
    return [p for p in parts if p.denominator > 0]


def _amount(short: float, denominator: float, *, is_whole: bool) -> float:
    """What is short, 0 where the percents differ by no more than floating-point noise."""
    if short <= TOLERANCE * denominator / 100:
        return 0.0
    return max(1.0, float(math.ceil(round(short, 6)))) if is_whole else short
