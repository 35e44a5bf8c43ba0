"""Fair comparison of units of unequal size: how far from the pooled rate chance alone carries a unit of this denominator.

A unit is outside when Wilson's interval of its own rate does not hold the pooled rate; the limits around the pooled rate
are the same rule drawn from the other side. Wilson's interval of the pooled rate itself is not that rule: it never
reaches 0 or 100 %, and would call a unit with 7 of 7 far above 87 %, which chance gives in two cases of five.

Sources: E. B. Wilson, Probable inference, the law of succession, and statistical inference, J. Am. Stat. Assoc. 22 (1927)
209-212; R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statist. Med. 17 (1998) 857-872, method 4,
for few cases; D. J. Spiegelhalter, Funnel plots for comparing institutional performance, Statist. Med. 24 (2005) 1185-1202,
for two pairs of limits, 95 % and 99.8 %.
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


class Side(StrEnum):
    """On which side of the funnel a unit stands, or within it."""

    BELOW_998 = "below_998"
    BELOW_95 = "below_95"
    WITHIN = "within"
    ABOVE_95 = "above_95"
    ABOVE_998 = "above_998"


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One unit: its percent, its denominator, and its side of the limits for that denominator."""

    unit_id: str
    rate: float
    denominator: float
    side: Side


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
    """Wilson's interval in percent of a rate seen in n > 0 cases, half a case wider for what comes in whole cases.

    A rate below 0 or above 100 % is held at that end.
    """
    p = min(max(rate / 100, 0.0), 1.0)
    return 100 * _bound(max(0.0, p - 0.5 / n), n, -z), 100 * _bound(min(1.0, p + 0.5 / n), n, z)


def _bound(p: float, n: float, z: float) -> float:
    if p in (0.0, 1.0):
        return p
    centre = p + z * z / (2 * n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (centre + reach) / (1 + z * z / n)


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
    points = tuple(FunnelPoint(p.unit_id, p.rate, p.denominator, _side(p, pooled)) for p in known)
    sizes = [p.denominator for p in known]
    first, last = min(sizes), 1.05 * max(sizes)
    grid = (first * (last / first) ** (step / _GRID_STEPS) for step in range(_GRID_STEPS + 1))
    return Funnel(pooled, points, tuple(_limits(pooled, n) for n in grid))


def _limits(pooled: float, n: float) -> FunnelLimits:
    """The rates from which on Wilson's interval of a unit with n cases no longer holds the pooled rate."""
    p = pooled / 100
    near, far = (100 * (z * math.sqrt(p * (1 - p) / n) + 0.5 / n) for z in (Z_95, Z_998))
    low, high = (max(0.0, pooled - far), max(0.0, pooled - near)), (min(100.0, pooled + near), min(100.0, pooled + far))
    return FunnelLimits(n, *low, *high)


def _side(part: Part, pooled: float) -> Side:
    (low_95, high_95), (low_998, high_998) = (wilson(part.rate, part.denominator, z) for z in (Z_95, Z_998))
    if high_998 < pooled:
        return Side.BELOW_998
    if high_95 < pooled:
        return Side.BELOW_95
    if low_998 > pooled:
        return Side.ABOVE_998
    return Side.ABOVE_95 if low_95 > pooled else Side.WITHIN
