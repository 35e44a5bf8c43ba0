"""Running totals («lũy kế từ đầu năm») of figures that are reported for each period by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from dashboard.domain.periods import Calendar, Period, period_of
from dashboard.domain.readings import Reading, percent


def running_totals(
    readings: Sequence[Reading],
    calendar: Calendar,
    *,
    is_ratio: bool,
    since: date | None = None,
    stated: Sequence[Reading] = (),
) -> list[Reading]:
    """The running total of a period is the sum of the periods of its calendar year up to and including it.

    A percentage is 100 times the sum of numerators over the sum of denominators, which both arise in the period; amounts
    are added up. «Không phát sinh» adds nothing and breaks nothing. The total is as new as the newest of its parts, and
    provisional, revised, partial or carried when one of them is.

    No total from a missing period on until the year ends: missing is not zero. Nor from a percentage without its parts, for
    percentages do not add up. A unit that exists `since` a day owes nothing for periods that ended before it. `readings` are
    the newest versions, one a period; what ends with no period of the calendar belongs to no total and is left out. `stated`
    are totals given as they stand on one day, such as a baseline: passed on, unless a period has its total on that day.
    """
    reported = {reading.date: reading for reading in readings}
    totals = {reading.date: reading for reading in stated}
    ended = (period for day in reported if (period := calendar.ending_on(day)) is not None)
    for year in sorted({period.start.year for period in ended}):
        parts: list[Reading] = []
        for period in _periods_of(calendar, year, max(reported)):
            if since is not None and period.end < since:
                continue
            part = reported.get(period.end)
            if part is None or not _adds_up(part, is_ratio):
                break
            parts.append(part)
            totals[period.end] = _total(parts, is_ratio)
    return [totals[day] for day in sorted(totals)]


def _periods_of(calendar: Calendar, year: int, until: date) -> Iterator[Period]:
    """The periods of a calendar year that end by `until`, each with the end a document gives it."""
    period = period_of(calendar.frequency, date(year, 1, 1))
    while period.start.year == year:
        typed = calendar.as_typed(period)
        if typed.end > until:
            return
        yield typed
        period = period.next()


def _adds_up(part: Reading, is_ratio: bool) -> bool:
    if part.not_arising:
        return True
    if is_ratio:
        return part.numerator is not None and part.denominator is not None
    return part.value is not None or part.numerator is not None


def _total(parts: Sequence[Reading], is_ratio: bool) -> Reading:
    newest = parts[-1]
    arising = [part for part in parts if not part.not_arising]
    received = max(part.received or part.date for part in parts)
    total = replace(
        newest,
        received=None if newest.received is None and received == newest.date else received,
        provisional=any(part.provisional for part in parts),
        revised=any(part.revised for part in parts),
        partial=any(part.partial for part in parts),
        carried=any(part.carried for part in parts),
        not_arising=not arising,
    )
    if not arising:
        return total
    if is_ratio:
        numerator = math.fsum(part.numerator or 0.0 for part in arising)
        denominator = math.fsum(part.denominator or 0.0 for part in arising)
        return replace(total, value=percent(numerator, denominator), numerator=numerator, denominator=denominator)
    amount = math.fsum(_amount(part) for part in arising)
    has_numerator = arising[-1].numerator is not None
    return replace(
        total, value=amount, numerator=amount if has_numerator else None, denominator=arising[-1].denominator
    )


def _amount(part: Reading) -> float:
    amount = part.numerator if part.value is None else part.value
    return 0.0 if amount is None else amount
