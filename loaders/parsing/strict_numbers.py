"""The one number parser: Vietnamese convention, nothing guessed. «12,5» is a number, «1.234» as text is a question."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum

MAX_EXACT = 2**53
MINUS = "\N{MINUS SIGN}"
_SPACES = "\N{SPACE}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


class NumberConvention(StrEnum):
    """How a source writes numbers as text. `vietnamese` leaves «1.234» open; `vietnamese_grouped` settles it as 1234."""

    VIETNAMESE = "vietnamese"
    VIETNAMESE_GROUPED = "vietnamese_grouped"
    ENGLISH = "english"


class NumberFault(StrEnum):
    """Why a text or a number is not taken."""

    NOT_A_NUMBER = "not_a_number"
    AMBIGUOUS = "ambiguous"
    OTHER_CONVENTION = "other_convention"
    TOO_LARGE = "too_large"


@dataclass(frozen=True)
class ParsedNumber:
    """A number as written; `is_percent` says that a percent sign stood behind it (45% is 45)."""

    value: float
    is_percent: bool = False


_MARKS = {
    NumberConvention.VIETNAMESE: (".", ","),
    NumberConvention.VIETNAMESE_GROUPED: (".", ","),
    NumberConvention.ENGLISH: (",", "."),
}
_FRAME = re.compile(
    rf"(?P<open>\()?(?P<minus>[-{MINUS}])?(?P<body>[0-9][0-9.,{_SPACES}]*)(?P<close>\))?[{_SPACES}]?(?P<percent>%)?"
)


def _body_pattern(group: str, decimal: str) -> re.Pattern[str]:
    groups = rf"[0-9]{{1,3}}(?P<mark>[{re.escape(group)}{_SPACES}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*"
    return re.compile(rf"(?P<whole>{groups}|[0-9]+)(?:{re.escape(decimal)}(?P<fraction>[0-9]+))?")


_BODIES = {convention: _body_pattern(*marks) for convention, marks in _MARKS.items()}


def parse_number(text: str, convention: NumberConvention = NumberConvention.VIETNAMESE) -> ParsedNumber | NumberFault:
    """Reads a number written as text, by the source's convention.

    Taken: «12,5», «1.234,5», «1.234.567», regular groups by (no-break) spaces, «−5», «(5)», «45%». Not taken: words,
    ranges, signs before («~12», «>90»), exponents, other digits than 0 to 9, and «1.234», which may be 1234 or 1,234.
    """
    frame = _FRAME.fullmatch(text.strip())
    if frame is None or bool(frame["open"]) != bool(frame["close"]) or (frame["open"] and frame["minus"]):
        return NumberFault.NOT_A_NUMBER
    body = frame["body"].rstrip(_SPACES)
    match = _BODIES[convention].fullmatch(body)
    if match is None:
        return _why_not(body, convention)
    if convention is NumberConvention.VIETNAMESE and re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", body):
        return NumberFault.AMBIGUOUS
    digits = re.sub(r"[^0-9]", "", match["whole"])
    number = float(f"{digits}.{match['fraction'] or 0}")
    checked = check_number(-number if frame["open"] or frame["minus"] else number)
    return checked if isinstance(checked, NumberFault) else ParsedNumber(checked, bool(frame["percent"]))


def _why_not(body: str, convention: NumberConvention) -> NumberFault:
    others = (other for other in _BODIES if _MARKS[other] != _MARKS[convention])
    if any(_BODIES[other].fullmatch(body) for other in others):
        return NumberFault.OTHER_CONVENTION
    return NumberFault.NOT_A_NUMBER


def check_number(number: float) -> float | NumberFault:
    """A number cell is taken exactly as it is; only NaN, infinity and what a cell cannot hold exactly (from 2^53 on) are not."""
    if not math.isfinite(number):
        return NumberFault.NOT_A_NUMBER
    return NumberFault.TOO_LARGE if abs(number) >= MAX_EXACT else number
