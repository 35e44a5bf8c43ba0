"""Text as people type it into a search box: without case and, where they leave them out, without diacritics."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN_WORDS = re.compile(r"[^\w&-]+")


def plain(text: str) -> str:
    """Without diacritics and case, so that typing without them finds all."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def agrees(typed: str, word: str) -> bool:
    """Whether a word is what was typed: with its diacritics, wherever they stand (`hoá`, `hóa`), or any where none were typed."""
    return plain(typed) == plain(word) and (typed == plain(typed) or _marks(typed) == _marks(word))


def _marks(word: str) -> list[str]:
    letters = unicodedata.normalize("NFD", word.casefold())
    return sorted(c for c in letters if c == "đ" or unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """The words of a text, casefolded, without punctuation around them; `KH&CN` and `T-000-11` are one word each."""
    parts = _BETWEEN_WORDS.split(unicodedata.normalize("NFC", text).casefold())
    return [word for part in parts if (word := part.strip("-&_"))]
