"""When two pieces of Vietnamese text mean the same, and which known name is nearest to one that is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import normalize

_SPACES = re.compile(r"\s+")
_OLD_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ"}
_OLD_TONES |= {"òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ"}
_OLD_TONES |= {"ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}
_TONES = {old: new for new, old in _OLD_TONES.items()}
_OLD = re.compile(rf"(?<!q)({'|'.join(_TONES)})(?!\w)")
PROPOSALS = 3


def tidy(text: str) -> str:
    """NFC, with runs of white space (line breaks and no-break spaces too) as one space, and none at the ends."""
    return _SPACES.sub(" ", normalize("NFC", text)).strip()


@lru_cache(maxsize=65_536)
def canonical(text: str) -> str:
    """The form in which texts are compared: tidy, lower case, one way of placing tones («hoà» is «hòa»)."""
    return _OLD.sub(lambda match: _TONES[match[1]], tidy(text).lower())


def canonical_label(text: str) -> str:
    """A label of a form, compared without the colon at its end."""
    return canonical(text).rstrip(": ")


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """At most three known names that look like this one, nearest first. They are proposals, never taken."""
    by_form = {canonical(name): name for name in known}
    return [by_form[form] for form in get_close_matches(canonical(text), by_form, n=PROPOSALS, cutoff=0.6)]
