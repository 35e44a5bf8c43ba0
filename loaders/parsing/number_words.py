"""A whole number in Vietnamese words, so that two readings of «1.234» cannot be mistaken for each other."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", " nghìn", " triệu")
MAX_IN_WORDS = 1000 ** len(_GROUPS)


def number_words(number: int) -> str:
    """1234 is «một nghìn hai trăm ba mươi tư». Only from 0 to below one billion."""
    if not 0 <= number < MAX_IN_WORDS:
        raise ValueError(number)
    if number == 0:
        return _DIGITS[0]
    parts: list[str] = []
    for power in reversed(range(len(_GROUPS))):
        group = number // 1000**power % 1000
        if group:
            parts.append(_below_thousand(group, is_first=not parts) + _GROUPS[power])
    return " ".join(parts)


def _below_thousand(number: int, *, is_first: bool) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or not is_first else []
    if rest:
        words.append(_below_hundred(rest, after_hundred=bool(words)))
    return " ".join(words)


def _below_hundred(number: int, *, after_hundred: bool) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return f"lẻ {_DIGITS[ones]}" if after_hundred else _DIGITS[ones]
    start = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if ones == 0:
        return start
    last = _DIGITS[ones]
    if ones == 5:
        last = "lăm"
    elif tens > 1 and ones in (1, 4):
        last = "mốt" if ones == 1 else "tư"
    return f"{start} {last}"
