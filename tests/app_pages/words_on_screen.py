"""What no text on any page may hold: empty values of the program, its own ids, numbers and dates in a foreign form."""

from __future__ import annotations

import re

from dashboard.catalogue import Catalogue

_ADDRESS = re.compile(r"\S+\.(?:xlsx|csv|yaml|vn|com|net)\b\S*")
_EMPTY = re.compile(r"(?<![\w.])(?:None|nan|NaN|NaT|undefined|null|inf|Infinity|Traceback|\[object Object\])(?![\w.])")
_NUMBER = re.compile(r"(?<![\w.,/:-])\d[\d.,]*(?<![.,])(?![\w/:-])")
_RIGHT_NUMBER = re.compile(r"\d+(?:,\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_FOREIGN_DATE = re.compile(
    r"(?<![\w/-])(?:\d{4}-\d{1,2}(?:-\d{1,2})?|\d{1,2}-\d{1,2}-\d{4}|\d{4}/\d{1,2}/\d{1,2})(?![\w-])"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s\d"
)
_SLASHED_DATE = re.compile(r"(?<![\d/])\d{1,4}/\d{1,2}/\d{1,4}(?![\d/])")
_RIGHT_DATE = re.compile(r"(?:0[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2])/\d{4}")


def empty_values(text: str) -> list[str]:
    """Words by which a program says that it has nothing."""
    return _EMPTY.findall(text)


def raw_ids(text: str, catalogue: Catalogue) -> list[str]:
    """Ids of indicators, groups, documents and units; names of files and addresses may hold them."""
    units = [u for u in catalogue.org_units if len(u) > 4]
    names = {u.abbr for u in catalogue.org_units.values()} | {u.name for u in catalogue.org_units.values()}
    known = {*catalogue.indicators, *catalogue.pillars, *catalogue.plan_documents, *units} - names
    said = set(re.findall(r"[\w-]+", _ADDRESS.sub(" ", text)))
    return sorted(known & said)


def foreign_numbers(text: str) -> list[str]:
    """Numbers that are not written like 1.234,5; clauses (`II.2.2`), days and times are none."""
    return [n for n in _NUMBER.findall(_ADDRESS.sub(" ", text)) if not _RIGHT_NUMBER.fullmatch(n)]


def foreign_dates(text: str) -> list[str]:
    """Dates that are not written like 05/12/2025."""
    said = _ADDRESS.sub(" ", text)
    return [*_FOREIGN_DATE.findall(said), *(d for d in _SLASHED_DATE.findall(said) if not _RIGHT_DATE.fullmatch(d))]
