"""The closed sets of readings of a cell in doubt: a person chooses one, nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from dashboard.domain.periods import Frequency, period_of
from dashboard.domain.plan import Indicator, OrgUnit
from dashboard.text.formats import format_date, period_name
from loaders.faults import Choice
from loaders.parsing.number_words import number_words

_IN_DOUBT = re.compile(r"(?P<before>[0-9]{1,3})\.(?P<behind>[0-9]{3})")


def number_choices(text: str) -> tuple[Choice, ...]:
    """«1.234»: 1234, a group of thousands, or 1,234, a decimal."""
    match = _IN_DOUBT.search(text)
    if match is None:
        return ()
    before, behind = match["before"], match["behind"]
    digits, whole = match[0], f"{before}{behind}"
    sign = "−" if text[: match.start()].strip() else ""
    thousands = f"{sign}{digits} ({'âm ' if sign else ''}{number_words(int(whole))})"
    decimal = f"{sign}{before},{behind} ({before} phẩy {behind})"
    tail = "%" if "%" in text else ""
    return (Choice(f"{sign}{whole}{tail}", thousands), Choice(f"{sign}{before},{behind}{tail}", decimal))


def percent_choices(value: float) -> tuple[Choice, ...]:
    """0,45 in a column of percents: 0,45% or 45%."""
    as_is, times = _plain(value), _plain(100 * value)
    return (Choice(f"{times}%", f"{times}%"), Choice(f"{as_is}%", f"{as_is}%"))


def unit_choices(units: Iterable[OrgUnit]) -> tuple[Choice, ...]:
    """Units by id, shown by name and id."""
    return tuple(Choice(unit.id, f"{unit.name} ({unit.id})") for unit in units)


def indicator_choices(indicators: Iterable[Indicator], *, by_name: bool) -> tuple[Choice, ...]:
    """Indicators by id, or by name where the form has no column for the id."""
    return tuple(Choice(each.name if by_name else each.id, f"{each.name} ({each.id})") for each in indicators)


def day_choices(day: date, *, takes_day: bool) -> tuple[Choice, ...]:
    """A day where a period is asked: Excel makes the first of November of «11/2025», so the month may be meant."""
    month = period_of(Frequency.MONTH, day)
    own = (Choice(day.isoformat(), f"ngày {format_date(day)}"),) if takes_day else ()
    return (Choice(month.id, period_name(month)), *own)


def _plain(value: float) -> str:
    return repr(round(value, 10)).removesuffix(".0").replace(".", ",")
