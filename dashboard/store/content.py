"""What a version of the facts holds beside its rows of figures, and the digest that says whether two versions hold the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.domain.periods import PeriodSetting
from dashboard.domain.task_reports import TaskReport

SCHEMA_VERSION = 3


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


@dataclass(frozen=True)
class Listed:
    """All that a version says beside its rows of figures."""

    catalogue_hash: str
    files: tuple[FileOfFacts, ...]
    retired: tuple[RetiredCell, ...]
    periods: tuple[PeriodSetting, ...]
    task_reports: tuple[TaskReport, ...]


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _digest(*fields: object) -> bytes:
    return hashlib.sha256(_encode(fields).encode()).digest()


def _digest_of_report(report: TaskReport) -> bytes:
    place = report.provenance
    progress = None if report.progress is None else float(report.progress)
    return _digest(
        report.org_unit_id, report.task_id, report.period.id, report.period.start.isoformat(), report.period.end.isoformat(),
        report.status.value, progress, report.result, report.evidence, report.difficulty, report.proposal,
        report.received.isoformat(), place.sha256, place.sheet, place.cell,
    )  # fmt: skip


def content_digest(listed: Listed, row_count: int, sorted_row_digests: Iterable[bytes]) -> str:
    """SHA-256 over everything a version says, whatever the order it was loaded in.

    The digests of the rows come in their own order, in pieces of any size, so that they need not be held at once.
    Left out: load ids, times, the order of loading, and the names of files (a file is its content).
    """
    whole = hashlib.sha256()
    sections = (
        [_digest(listed.catalogue_hash)],
        [_digest(file.sha256, file.form, file.received.isoformat(), file.illustrative) for file in listed.files],
        [_digest(cell.sha256, cell.sheet, cell.cell, cell.found, cell.reason) for cell in listed.retired],
        [_digest(each.period_id, *map(str, (each.start, each.end, each.deadline))) for each in listed.periods],
        [_digest_of_report(report) for report in listed.task_reports],
    )
    for section in sections:
        whole.update(len(section).to_bytes(8, "big"))
        whole.update(b"".join(sorted(section)))
    whole.update(row_count.to_bytes(8, "big"))
    for digests in sorted_row_digests:
        whole.update(digests)
    return whole.hexdigest()


def facts_id_of(digest: str) -> str:
    """The id of the version with this content digest, in the present schema."""
    return hashlib.sha256(f"{SCHEMA_VERSION} {digest}".encode()).hexdigest()[:16]
