"""Fair comparison of units of unequal size: how far from the pooled rate chance alone carries a unit of this denominator.

Sources: E. B. Wilson, Probable inference, the law of succession, and statistical inference, J. Am. Stat. Assoc. 22 (1927)
209-212, for the limits; D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statist. Med. 24 (2005)
1185-1202, for two pairs of them, 95 % and 99.8 %, around the pooled rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dashboard.domain.gap import Part

Z_95 = 1.959964
Z_998 = 3.090232
_GRID_STEPS = 60


class Place(StrEnum):
    """Where a unit stands in the funnel."""

    BELOW_998 = "below_998"
    BELOW_95 = "below_95"
    WITHIN = "within"
    ABOVE_95 = "above_95"
    ABOVE_998 = "above_998"


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One unit: its percent, its denominator, and its place against the limits for that denominator."""

    unit_id: str
    rate: float
    denominator: float
    place: Place


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """The limits in percent at one denominator."""

    denominator: float
    low_998: float
    low_95: float
    high_95: float
    high_998: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """The pooled percent, the units in the order given, and the limits over a grid of denominators, smallest first."""

    pooled: float
    points: tuple[FunnelPoint, ...]
    limits: tuple[FunnelLimits, ...]


def wilson(rate: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's limits in percent around a rate of 0 to 100 % for a denominator n > 0."""
    p = rate / 100
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return 100 * max(0.0, centre - reach), 100 * min(1.0, centre + reach)


def funnel(parts: Sequence[Part]) -> Funnel | None:
    """The funnel of a pool. Units with a denominator of 0 take no part.

    None where no denominator is above 0, or where the pooled rate is not a share of a whole (below 0 or above 100 %):
    chance is not binomial there. A single unit may lie above 100 %.
    """
    known = [p for p in parts if p.denominator > 0]
    base = math.fsum(p.denominator for p in known)
    if base <= 0:
        return None
    pooled = 100 * math.fsum(p.numerator for p in known) / base
    if not 0 <= pooled <= 100:
        return None
    points = tuple(FunnelPoint(p.unit_id, p.rate, p.denominator, _place(p, pooled)) for p in known)
    sizes = [p.denominator for p in known]
    first, last = min(sizes), 1.05 * max(sizes)
    grid = (first * (last / first) ** (step / _GRID_STEPS) for step in range(_GRID_STEPS + 1))
    return Funnel(pooled, points, tuple(_limits(pooled, n) for n in grid))


def _limits(pooled: float, n: float) -> FunnelLimits:
    low_95, high_95 = wilson(pooled, n, Z_95)
    low_998, high_998 = wilson(pooled, n, Z_998)
    return FunnelLimits(n, low_998, low_95, high_95, high_998)


def _place(part: Part, pooled: float) -> Place:
    limits = _limits(pooled, part.denominator)
    if part.rate < limits.low_998:
        return Place.BELOW_998
    if part.rate < limits.low_95:
        return Place.BELOW_95
    if part.rate > limits.high_998:
        return Place.ABOVE_998
    return Place.ABOVE_95 if part.rate > limits.high_95 else Place.WITHIN
