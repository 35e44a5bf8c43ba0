"""What a version of the facts holds, and the digest that says whether two versions hold the same."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dashboard.domain.observations import Observation

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class FileOfFacts:
    """An accepted file. `received` is the day it came in; the rows of a history file carry their own days."""

    sha256: str
    file_name: str
    form: str
    received: date
    illustrative: bool


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
    """An observation as it lies in the facts; the fields are the table's columns."""

    period_end: date
    indicator_id: str
    org_unit_id: str
    period_id: str
    period_start: date
    frequency: str
    value: float | None
    numerator: float | None
    denominator: float | None
    received_date: date
    is_provisional: bool
    evidence: str
    note: str
    sha256: str
    sheet: str
    cell: str
    row_digest: bytes


def _number(value: float | None) -> float | None:
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"not a finite number: {value!r}")
    return number


def _digest(*fields: object) -> bytes:
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def row_of(observation: Observation) -> ObservationRow:
    """The row of an observation, with the digest of all it says and where. ValueError for NaN and infinity."""
    period, place = observation.period, observation.provenance
    numbers = tuple(map(_number, (observation.value, observation.numerator, observation.denominator)))
    digest = _digest(
        observation.org_unit_id, observation.indicator_id, period.id,
        *(None if number is None else repr(number) for number in numbers),
        observation.received.isoformat(), observation.provisional, observation.evidence, observation.note,
        place.sha256, place.sheet, place.cell,
    )  # fmt: skip
    return ObservationRow(
        period.end, observation.indicator_id, observation.org_unit_id, period.id, period.start, period.frequency.value,
        *numbers, observation.received, observation.provisional, observation.evidence, observation.note,
        place.sha256, place.sheet, place.cell, digest,
    )  # fmt: skip


def content_digest(
    catalogue_hash: str, files: Iterable[FileOfFacts], retired: Iterable[RetiredCell], row_digests: Iterable[bytes]
) -> str:
    """SHA-256 over everything a version says, whatever the order it was loaded in.

    Left out: load ids, times, and the names of files (a file is its content).
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
