"""How one period of a pool is added up, with the bounds that silent units leave open."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from dashboard.domain.plan import Aggregation, UnitKind
from dashboard.domain.pools import USABLE_COVER, Pooled, UnitHistory, UnitIndex, has_figure
from dashboard.domain.readings import Reading, percent
from dashboard.domain.status import Reason
from dashboard.domain.terms import TOLERANCE, Band


@dataclass(frozen=True, slots=True)
class _Share:
    """What one unit brings: numerator and denominator as far as known; silent without a numerator."""

    unit: UnitHistory
    reading: Reading | None
    numerator: float | None
    denominator: float | None
    is_carried: bool = False


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the shares of one period add up to. No value goes with a reason, no `high` with silent units without end."""

    cover: float
    reason: Reason | None
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None


def pool(units: Iterable[UnitHistory], aggregation: Aggregation, on: date, threshold: Band | None = None) -> Pooled:
    """The pooled value of the period that ends on the day, from the units that exist on it.

    ratio_of_sums: 100 * sum of numerators / sum of denominators of the units that reported, never a mean of percents.
    sum: the sum. count_of_units: the percent of units whose own value lies in `threshold` (a value of 1, yes, without
    one). latest, provincial_only: what the reporter gave. Not pooled, and without value: rates given without numerator
    and denominator by more than one unit. Source: rule 3.7.
    """
    return pool_indexed([UnitIndex(unit) for unit in units], aggregation, on, threshold)


def pool_indexed(indexes: Iterable[UnitIndex], aggregation: Aggregation, on: date, threshold: Band | None) -> Pooled:
    """`pool` for units whose readings are indexed already."""
    chosen = [(index, index.by_date.get(on)) for index in indexes if index.unit.is_expected_on(on)]
    return pool_chosen(chosen, aggregation, on, threshold)


def pool_chosen(
    chosen: Sequence[tuple[UnitIndex, Reading | None]], aggregation: Aggregation, on: date, threshold: Band | None
) -> Pooled:
    """The pooled value of the readings chosen for the expected units (None: silent), dated on the day."""
    match aggregation:
        case Aggregation.LATEST | Aggregation.PROVINCIAL_ONLY:
            return _pass_through(chosen, on)
        case Aggregation.RATIO_OF_SUMS:
            only = chosen[0][1] if len(chosen) == 1 else None
            if only is not None and only.denominator is None and only.numerator is None:
                return _pass_through(chosen, on)
            return _ratio(_with_denominators(chosen, on), on)
        case Aggregation.SUM:
            return _sum(chosen, on)
        case Aggregation.COUNT_OF_UNITS:
            return _ratio([_vote(index, reading, threshold) for index, reading in chosen], on)


def _with_denominators(chosen: Sequence[tuple[UnitIndex, Reading | None]], on: date) -> list[_Share]:
    """Each unit's numerator and denominator; a missing denominator is its own newest of 12 months, else its kind's median."""
    shares = [_own_share(index, reading, on) for index, reading in chosen]
    medians: dict[UnitKind, float] = {}
    for kind in {share.unit.kind for share in shares if share.denominator is None}:
        known = [s.denominator for s in shares if s.unit.kind is kind and s.denominator is not None]
        if known:
            medians[kind] = median(known)
    return [
        share
        if share.denominator is not None
        else _Share(share.unit, share.reading, None, medians.get(share.unit.kind), share.unit.kind in medians)
        for share in shares
    ]


def _own_share(index: UnitIndex, reading: Reading | None, on: date) -> _Share:
    """What the unit itself gives. A numerator of 0 over 0 is a report: nothing arose."""
    numerator = denominator = None
    if reading is not None:
        numerator, denominator = reading.numerator, reading.denominator
        if reading.not_arising:
            numerator, denominator = 0.0, 0.0
    if denominator is not None:
        return _Share(index.unit, reading, numerator, denominator, reading is not None and reading.carried)
    older = index.older_denominator(on)
    return _Share(index.unit, reading, numerator if older is not None else None, older, older is not None)


def _vote(index: UnitIndex, reading: Reading | None, threshold: Band | None) -> _Share:
    """One unit counts as one: 1 of 1 when its own value meets, 0 of 1 when not; 0 of 0 where nothing arose."""
    value = None if reading is None else reading.value
    if value is None and reading is not None:
        if reading.not_arising or reading.denominator == 0:
            return _Share(index.unit, reading, 0.0, 0.0)
        if reading.numerator is not None and reading.denominator is not None:
            value = percent(reading.numerator, reading.denominator)
    if value is None:
        return _Share(index.unit, reading, None, 1.0)
    meets = (threshold or Band(1.0, math.inf)).meets(value)
    return _Share(index.unit, reading, 1.0 if meets else 0.0, 1.0)


def _ratio(shares: Sequence[_Share], on: date) -> Pooled:
    reported = [share for share in shares if share.numerator is not None]
    silent = [share for share in shares if share.numerator is None]
    if not reported and any(share.reading is not None and has_figure(share.reading) for share in silent):
        reported = [share for share in silent if share.reading is not None and has_figure(share.reading)]
        silent = [share for share in silent if share not in reported]
        return _pooled(on, reported, silent, _Sums(len(reported) / len(shares), Reason.MISSING_DENOMINATOR))
    numerator = math.fsum(share.numerator or 0.0 for share in reported)
    denominator = math.fsum(share.denominator or 0.0 for share in reported)
    still_open = math.fsum(share.denominator or 0.0 for share in silent)
    total = denominator + still_open
    cover = _cover(reported, silent, denominator, total)
    if not reported:
        return _pooled(on, reported, silent, _Sums(cover, Reason.NO_REPORT))
    if denominator <= 0:
        return _pooled(on, reported, silent, _Sums(cover, Reason.MISSING_DENOMINATOR))
    low, high = 100.0 * numerator / total, 100.0 * (numerator + still_open) / total
    if any(share.denominator is None for share in silent):
        low, high = 0.0, 100.0
    value = 100.0 * numerator / denominator
    return _pooled(on, reported, silent, _Sums(cover, None, value, numerator, denominator, low, high))


def _sum(chosen: Sequence[tuple[UnitIndex, Reading | None]], on: date) -> Pooled:
    """Amounts add up. A silent unit leaves its denominator open (what it could count at most); without one, no end."""
    has_denominators = any(reading is not None and reading.denominator is not None for _, reading in chosen)
    if has_denominators:
        shares = [replace(share, numerator=_amount(share.reading)) for share in _with_denominators(chosen, on)]
    else:
        shares = [_Share(index.unit, reading, _amount(reading), None) for index, reading in chosen]
    reported = [share for share in shares if share.numerator is not None]
    silent = [share for share in shares if share.numerator is None]
    if not reported:
        return _pooled(on, reported, silent, _Sums(0.0, Reason.NO_REPORT))
    value = math.fsum(share.numerator or 0.0 for share in reported)
    denominator = math.fsum(share.denominator or 0.0 for share in reported)
    still_open = math.fsum(share.denominator or 0.0 for share in silent)
    is_bounded = all(share.denominator is not None for share in silent)
    sums = _Sums(
        cover=_cover(reported, silent, denominator, denominator + still_open),
        reason=None,
        value=value,
        numerator=value if has_denominators else None,
        denominator=denominator if has_denominators else None,
        low=value,
        high=value + still_open if is_bounded else None,
    )
    return _pooled(on, reported, silent, sums)


def _amount(reading: Reading | None) -> float | None:
    if reading is None:
        return None
    if reading.not_arising:
        return 0.0
    return reading.numerator if reading.value is None else reading.value


def _pass_through(chosen: Sequence[tuple[UnitIndex, Reading | None]], on: date) -> Pooled:
    """What the reporter gave, as it is; of several the one that came in last."""
    given = [(index, reading) for index, reading in chosen if reading is not None and has_figure(reading)]
    heard = {index.unit.org_unit_id for index, _ in given}
    silent = [_Share(index.unit, None, None, None) for index, _ in chosen if index.unit.org_unit_id not in heard]
    if not given:
        return _pooled(on, [], silent, _Sums(0.0, Reason.NO_REPORT))
    newest = max((reading for _, reading in given), key=lambda reading: reading.received or reading.date)
    return Pooled(
        on=on,
        value=newest.value,
        numerator=newest.numerator,
        denominator=newest.denominator,
        low=newest.value,
        high=newest.value,
        cover=1.0,
        usable=True,
        carried=newest.carried,
        reported=tuple(index.unit.org_unit_id for index, _ in given),
        silent=tuple(share.unit.org_unit_id for share in silent),
        reason=None,
        reading=replace(newest, date=on),
    )


def _cover(reported: Sequence[_Share], silent: Sequence[_Share], denominator: float, total: float) -> float:
    """The share of the denominators that reported; of the units, where denominators are unknown or all 0."""
    if not reported:
        return 0.0
    if not silent:
        return 1.0
    if total <= 0 or any(share.denominator is None for share in (*reported, *silent)):
        return len(reported) / (len(reported) + len(silent))
    return denominator / total


def _pooled(on: date, reported: Sequence[_Share], silent: Sequence[_Share], sums: _Sums) -> Pooled:
    is_carried = sums.value is not None and any(share.is_carried for share in (*reported, *silent))
    usable = sums.cover >= USABLE_COVER - TOLERANCE
    sources = [share.reading for share in reported if share.reading is not None]
    is_incomparable = sums.reason is Reason.MISSING_DENOMINATOR
    reading = Reading(
        date=on,
        value=sums.value,
        numerator=0.0 if is_incomparable else sums.numerator,
        denominator=0.0 if is_incomparable else sums.denominator,
        received=max((source.received or source.date for source in sources), default=None),
        provisional=any(source.provisional for source in sources),
        revised=any(source.revised for source in sources),
        partial=bool(silent),
        carried=is_carried,
        low=sums.low if silent else None,
        high=(math.inf if sums.high is None and sums.value is not None else sums.high) if silent else None,
        usable=usable,
    )
    return Pooled(
        on=on,
        value=sums.value,
        numerator=sums.numerator,
        denominator=sums.denominator,
        low=sums.low,
        high=sums.high,
        cover=sums.cover,
        usable=usable,
        carried=is_carried,
        reported=tuple(share.unit.org_unit_id for share in reported),
        silent=tuple(share.unit.org_unit_id for share in silent),
        reason=sums.reason,
        reading=reading,
    )
