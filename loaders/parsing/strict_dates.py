"""The one parser of dates and periods: day before month always, and a closed list of words for periods."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache

from dashboard.domain.periods import Frequency, Period, parse_period, period_of
from loaders.parsing.matching import LONGEST_KEPT, canonical


class DateFault(StrEnum):
    """Why a text is not taken as a date or a period."""

    NOT_A_DATE = "not_a_date"
    IMPOSSIBLE = "impossible"
    NOT_A_PERIOD = "not_a_period"


_DAY_MONTH_YEAR = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_ID = re.compile(r"[0-9]{4}(?:-(?:[0-9]{2}|[qh][0-9]))?")
_YEAR = r"(?P<year>[0-9]{4})"
_OF = r"(?: năm |\s?[/.-]\s?)"
_MONTH = rf"(?:tháng |t)(?P<number>[0-9]{{1,2}}){_OF}{_YEAR}"
_MONTH_ALONE = rf"(?P<number>[0-9]{{1,2}})/{_YEAR}"
_QUARTER = rf"(?:quý |q)(?P<number>iv|i{{1,3}}|[0-9]){_OF}{_YEAR}"
_HALF = rf"(?:0?6|sáu) tháng (?P<part>đầu|cuối) năm {_YEAR}"
_WHOLE_YEAR = rf"năm {_YEAR}"
_WHOLE = [re.compile(pattern) for pattern in (_MONTH, _MONTH_ALONE, _QUARTER, _HALF, _WHOLE_YEAR)]
# In running text a month is none when it belongs to a day («ngày 03 tháng 12 năm 2025»).
_INSIDE = [re.compile(rf"(?<!\w){pattern}(?!\w)") for pattern in (_MONTH, _QUARTER, _HALF, _WHOLE_YEAR)]
_DAY_IN_WORDS = re.compile(r"ngày [0-9]{1,2} tháng [0-9]{1,2} năm [0-9]{4}")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def parse_date(text: str) -> date | DateFault:
    """Reads dd/mm/yyyy or yyyy-mm-dd. A day that does not exist (29/02/2027) is IMPOSSIBLE; nothing else is tried."""
    return _date_of_text(text) if len(text) <= LONGEST_KEPT else DateFault.NOT_A_DATE


@lru_cache(maxsize=4_096)
def _date_of_text(text: str) -> date | DateFault:
    match = _DAY_MONTH_YEAR.fullmatch(text.strip()) or _ISO.fullmatch(text.strip())
    if match is None:
        return DateFault.NOT_A_DATE
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return DateFault.IMPOSSIBLE


def parse_period_words(text: str) -> Period | DateFault:
    """Reads a period: its id (2025-11, 2025-Q4, 2025-H2, 2025), a day, or the words of a closed list.

    The words: «Tháng 11/2025», «Tháng 11 năm 2025», «T11/2025», «11/2025», «Quý IV/2025», «Quý 4 năm 2025», «Q4.2025»,
    «6 tháng đầu năm 2025», «6 tháng cuối năm 2025», «Năm 2025». Upper and lower case are the same.
    """
    return _period_of_text(text) if len(text) <= LONGEST_KEPT else DateFault.NOT_A_PERIOD


@lru_cache(maxsize=4_096)
def _period_of_text(text: str) -> Period | DateFault:
    words = canonical(text)
    day = parse_date(words)
    if isinstance(day, date):
        return period_of(Frequency.DAY, day)
    if day is DateFault.IMPOSSIBLE:
        return day
    try:
        return parse_period(words.upper()) if _ID.fullmatch(words) else _period_of_words(words)
    except ValueError:
        return DateFault.IMPOSSIBLE


def periods_in(text: str) -> list[Period]:
    """The periods that running text names in these words, each once; a year or half-year only where nothing shorter is."""
    words = _DAY_IN_WORDS.sub(" ", canonical(text))
    for pattern in _INSIDE:
        found = {match[0]: parse_period_words(match[0]) for match in pattern.finditer(words)}
        periods = [period for period in found.values() if isinstance(period, Period)]
        if periods:
            return list(dict.fromkeys(periods))
    return []


def _period_of_words(words: str) -> Period | DateFault:
    for pattern, read in zip(_WHOLE, (_month, _month, _quarter, _half, _year), strict=True):
        if match := pattern.fullmatch(words):
            return read(match)
    return DateFault.NOT_A_PERIOD


def _month(match: re.Match[str]) -> Period:
    return period_of(Frequency.MONTH, date(int(match["year"]), int(match["number"]), 1))


def _quarter(match: re.Match[str]) -> Period:
    quarter = _ROMAN.get(match["number"]) or int(match["number"])
    return period_of(Frequency.QUARTER, date(int(match["year"]), quarter * 3, 1))


def _half(match: re.Match[str]) -> Period:
    return period_of(Frequency.HALF, date(int(match["year"]), 1 if match["part"] == "đầu" else 12, 1))


def _year(match: re.Match[str]) -> Period:
    return period_of(Frequency.YEAR, date(int(match["year"]), 1, 1))
