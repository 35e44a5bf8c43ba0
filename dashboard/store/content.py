"""What a version of the facts holds, and the digest that says whether two versions hold the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dashboard.domain.observations import Observation
from dashboard.domain.periods import Period

SCHEMA_VERSION = 2


@dataclass(frozen=True)
class FileOfFacts:
    """An accepted file. `received` is the day it came in; the rows of a history file carry their own days.

    `sequence` is its place among the journal's accepted files: of two figures received on one day the later load is newer.
    """

    sha256: str
    file_name: str
    form: str
    received: date
    illustrative: bool
    sequence: int = 0


@dataclass(frozen=True)
class RetiredCell:
    """A cell of an accepted file that no longer fits the catalogue: where it is, what it says, and why it is not used."""

    sha256: str
    file_name: str
    sheet: str
    cell: str
    found: str
    reason: str


class ObservationRow(NamedTuple):
    """An observation as a row of the facts: its columns as a JSON object, and the digest of exactly that."""

    sha256: str
    columns: str
    digest: bytes


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


@lru_cache(maxsize=1024)
def _period_columns(period: Period) -> dict[str, str]:
    return {
        "period_end": period.end.isoformat(),
        "period_id": period.id,
        "period_start": period.start.isoformat(),
        "frequency": period.frequency.value,
    }


def row_of(observation: Observation) -> ObservationRow:
    """The row of an observation: all it says and where. Numbers as `repr` writes them; ValueError for NaN and infinity."""
    place = observation.provenance
    columns = _encode({
        **_period_columns(observation.period),
        "indicator_id": observation.indicator_id,
        "org_unit_id": observation.org_unit_id,
        "value": _number(observation.value),
        "numerator": _number(observation.numerator),
        "denominator": _number(observation.denominator),
        "received_date": observation.received.isoformat(),
        "is_provisional": observation.provisional,
        "evidence": observation.evidence,
        "note": observation.note,
        "sha256": place.sha256,
        "sheet": place.sheet,
        "cell": place.cell,
    })  # fmt: skip
    return ObservationRow(place.sha256, columns, hashlib.sha256(columns.encode()).digest())


def _digest(*fields: object) -> bytes:
    return hashlib.sha256(_encode(fields).encode()).digest()


def content_digest(
    catalogue_hash: str, files: Iterable[FileOfFacts], retired: Iterable[RetiredCell], row_digests: Iterable[bytes]
) -> str:
    """SHA-256 over everything a version says, whatever the order it was loaded in.

    Left out: load ids, times, the order of loading, and the names of files (a file is its content).
    """
    whole = hashlib.sha256()
    sections = (
        [_digest(catalogue_hash)],
        [_digest(file.sha256, file.form, file.received.isoformat(), file.illustrative) for file in files],
        [_digest(cell.sha256, cell.sheet, cell.cell, cell.found, cell.reason) for cell in retired],
        list(row_digests),
    )
    for section in sections:
        whole.update(len(section).to_bytes(8, "big"))
        whole.update(b"".join(sorted(section)))
    return whole.hexdigest()


def facts_id_of(digest: str) -> str:
    """The id of the version with this content digest, in the present schema."""
    return hashlib.sha256(f"{SCHEMA_VERSION} {digest}".encode()).hexdigest()[:16]
