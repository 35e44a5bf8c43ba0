"""When two pieces of Vietnamese text mean the same, and which known name is nearest to one that is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import normalize

from dashboard.text.searching import plain

_SPACES = re.compile(r"\s+")
# Signs that nobody sees: control signs, soft hyphen, zero width, marks that turn the direction of writing.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)
_OLD_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ"}
_OLD_TONES |= {"òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ"}
_OLD_TONES |= {"ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}
_TONES = {old: new for new, old in _OLD_TONES.items()}
_OLD = re.compile(rf"(?<!q)({'|'.join(_TONES)})(?!\w)")
_SHORT_KINDS = ((re.compile(r"(?<!\w)x\.\s?"), "xã "), (re.compile(r"(?<!\w)p\.\s?"), "phường "))
_OFFICE = re.compile(r"(?:hđnd\s?(?:-|–|và)\s?)?(?:ubnd|ủy ban nhân dân) (?=xã |phường )")
PROPOSALS = 3
LONGEST_KEPT = 300
# A text is compared by so many letters: one more than any text may have (BI-12), so that a longer one stays longer.
LONGEST_COMPARED = 2_001


def tidy(text: str) -> str:
    """NFC, with runs of white space (line breaks and no-break spaces too) as one space, none at the ends, no invisible signs."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", normalize("NFC", _INVISIBLE.sub("", text))).strip()


def visible(text: str) -> str:
    """The text without signs that nobody sees."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def canonical(text: str) -> str:
    """The form in which texts are compared: tidy, lower case, one way of placing tones («hoà» is «hòa»).

    Of a text longer than any name or note may be, only the beginning is compared.
    """
    return _kept_canonical(text) if len(text) <= LONGEST_KEPT else _long_canonical(text[:LONGEST_COMPARED])


def _canonical(text: str) -> str:
    return _OLD.sub(lambda match: _TONES[match[1]], tidy(text).lower())


_kept_canonical = lru_cache(maxsize=65_536)(_canonical)
# Long texts are no names: few are kept, so that a file of them leaves little memory behind; one that repeats is looked at once.
_long_canonical = lru_cache(maxsize=512)(_canonical)


def says(text: str, words: str) -> bool:
    """Whether these words, in compared form, stand anywhere in a text, however long it is."""
    return words in (canonical(text) if len(text) < LONGEST_COMPARED else _canonical(text))


def canonical_unit(text: str) -> str:
    """A unit's name compared: as `canonical`, with «X.» and «P.» written out and the office of a commune taken as the commune."""
    form = canonical(text)
    for short, whole in _SHORT_KINDS:
        form = short.sub(whole, form)
    return _OFFICE.sub("", form)


def spelling(text: str) -> str:
    """The letters and digits of a text alone, without marks, case and what parts words: «Ngày nhận» and «ngay_nhan» are one."""
    return "".join(letter for letter in plain(text) if letter.isalnum())


def canonical_label(text: str) -> str:
    """A label of a form, compared without the colon at its end."""
    return canonical(text).rstrip(": ")


def nearest(text: str, known: Iterable[str], proposals: int = PROPOSALS) -> list[str]:
    """The known names that look most like this one, nearest first, three unless told. They are proposals, never taken."""
    by_form = {canonical(name): name for name in known}
    return [by_form[form] for form in get_close_matches(canonical(text), by_form, n=proposals, cutoff=0.6)]
