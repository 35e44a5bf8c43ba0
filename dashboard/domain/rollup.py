"""A figure of many units made from theirs, with the bounds that silent units leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.domain.plan import UnitKind
from dashboard.domain.readings import Reading
from dashboard.domain.status import Reason

USABLE_COVER = 0.80


@dataclass(frozen=True)
class UnitHistory:
    """One expected unit and what it reported: the newest version of each period, dated on the period's end."""

    org_unit_id: str
    kind: UnitKind
    valid_from: date | None
    valid_to: date | None
    readings: Sequence[Reading]


@dataclass(frozen=True)
class Pooled:
    """One period of a pool. `value` comes from the units that reported; `low` and `high` say what the silent ones leave open.

    `cover` is the share of the denominators (of the units, where there are none) that reported; below 0.80 the value is
    not `usable`. `carried`: a silent unit's denominator is its own older one or the median of its kind. `high` is None
    where nothing bounds the silent units. `reason` is set only where there is no value.
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


@dataclass(frozen=True)
class PooledHistory:
    """A pool over time: `readings` go to `judge` (baseline first), `periods` say who reported, `judged` is the newest.

    `judged` is the newest period whose deadline has passed or whose cover is large enough; None before the first.
    `baseline` is the pooled starting value, dated on the pool's start.
    """

    readings: tuple[Reading, ...]
    periods: tuple[Pooled, ...]
    baseline: Pooled | None
    judged: Pooled | None
