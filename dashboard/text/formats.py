"""Numbers, dates and periods as Vietnamese reports write them; screens, charts and files all use these."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal

from dashboard.domain.periods import Frequency, Period

MISSING = "–"
MINUS = "−"
NBSP = "\u00a0"
_EXACT = Context(prec=400)
_ROMAN = ("I", "II", "III", "IV")


def format_number(value: float | None, decimals: int = 0) -> str:
    """`1234.5` with one decimal is `1.234,5`; a missing value is `–`, never 0. Halves round away from zero, as Excel shows them.

    A value without end, or that is no number, is missing too.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    rounded = _rounded(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", "\0").replace(".", ",").replace("\0", ".")
    return MINUS + text if rounded < 0 else text


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)


def rounded(value: float, decimals: int) -> float:
    """The value that is shown, so that a reader who adds or takes away finds what stands beside it."""
    return float(_rounded(value, decimals))


def format_value(value: float | None, unit: str, decimals: int) -> str:
    """A value with its unit: `52,4%`, `17 dịch vụ`, `–` when missing."""
    if value is None:
        return MISSING
    number = format_number(value, decimals)
    return number + "%" if unit == "%" else f"{number}{NBSP}{unit}"


def format_short(value: float | None, unit: str, decimals: int) -> str:
    """A value where the unit stands elsewhere: `52,4%`, `17`."""
    return format_value(value, unit, decimals) if unit == "%" else format_number(value, decimals)


def format_share(share: float, decimals: int = 0) -> str:
    """A share (0 to 1) in percent: `58%` of 0,575, of which 100 times is 57,499… to a computer."""
    return f"{format_number(round(100 * share, 9), decimals)}%"


def keep_together(text: str) -> str:
    """A target as plans write it, broken neither after its sign nor inside its range: `≥ 25%`, `2–3 người`."""
    return text.replace("≥ ", f"≥{NBSP}").replace("≤ ", f"≤{NBSP}").replace("–", "–\u2060")


def format_parts(numerator: float | None, denominator: float | None) -> str:
    """What a figure is made of: `1.661/3.900`; nothing without a denominator."""
    return "" if denominator is None else f"{format_number(numerator)}/{format_number(denominator)}"


def format_round(value: float | None, unit: str, decimals: int) -> str:
    """A target as plans write it: no decimals it does not need (`45%`, `6,5%`, `33 bản`)."""
    if value is None:
        return MISSING
    return format_value(value, unit, 0 if float(value).is_integer() else max(decimals, 1))


def decimals_apart(value: float | None, other: float | None, decimals: int) -> int:
    """The decimals that keep two different values apart on screen: 44,96 is not shown as 45,0 beside a target of 45."""
    if value is None or other is None or abs(value - other) <= 1e-9:
        return decimals
    while decimals < 6 and format_number(value, decimals) == format_number(other, decimals):
        decimals += 1
    return decimals


def format_difference(value: float | None, unit: str, decimals: int) -> str:
    """A difference of two values: `−6,6 điểm %`, `+3 bản`."""
    if value is None:
        return MISSING
    number = format_number(value, decimals)
    signed = "+" + number if value > 0 else number
    return f"{signed}{NBSP}{difference_unit(unit)}"


def difference_unit(unit: str) -> str:
    """Two percentages differ by points, not by percent."""
    return "điểm %" if unit == "%" else unit


def between(one: float, other: float, unit: str, decimals: int) -> str:
    """`13,9–22,3 điểm %`; one number where both are written alike."""
    low, high = (format_number(value, decimals) for value in sorted((one, other)))
    shown = high if low == high else f"{low}–{high}"
    return f"{shown}%" if unit == "%" else f"{shown}{NBSP}{unit}"


def format_date(day: date | None) -> str:
    """`05/12/2025`."""
    return MISSING if day is None else f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_day_month(day: date | None) -> str:
    """`05/12`, where the year is plain from what stands beside it."""
    return MISSING if day is None else f"{day.day:02d}/{day.month:02d}"


def format_moment(moment: datetime | None) -> str:
    """`09:12 ngày 02/10/2026`."""
    return MISSING if moment is None else f"{moment:%H:%M} ngày {format_date(moment.date())}"


def format_received(received: date, recorded: datetime, at: str = "") -> str:
    """When a report came in: `09:12 ngày 02/10/2026`; only its day where it was entered on another one (both in local time).

    `at` stands before an hour: `lúc `.
    """
    return f"{at}{format_moment(recorded)}" if recorded.date() == received else f"ngày {format_date(received)}"


def format_months(months: float | None) -> str:
    """`1,1 tháng`, held together by a non-breaking space."""
    return MISSING if months is None else f"{format_number(abs(months), 1)}{NBSP}tháng"


def period_name(period: Period) -> str:
    """`tháng 11/2025`, `quý IV/2025`, `6 tháng cuối năm 2025`, `năm 2025`, `ngày 01/07/2025`."""
    year = period.start.year
    match period.frequency:
        case Frequency.DAY:
            return f"ngày {format_date(period.end)}"
        case Frequency.MONTH:
            return f"tháng {period.end.month:02d}/{year}"
        case Frequency.QUARTER:
            return f"quý {_ROMAN[(period.end.month - 1) // 3]}/{year}"
        case Frequency.HALF:
            return f"6 tháng {'đầu' if period.end.month <= 6 else 'cuối'} năm {year}"
        case Frequency.YEAR:
            return f"năm {year}"


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is: `Tháng 11/2025`."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text as it goes on inside a sentence: `số hồ sơ đã số hóa`."""
    return text[:1].lower() + text[1:]


def join_names(names: list[str], most: int | None = None) -> str:
    """`A, B và 3 đơn vị khác`: the first `most` names, the rest counted."""
    if most is None or len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} và {len(names) - most} đơn vị khác"
