"""What a long CSV says, chunk by chunk: its figures go to disk as they are read, of all else the first are kept and all counted."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import BinaryIO

from dashboard.domain.observations import Observation
from dashboard.domain.periods import Period
from dashboard.store.staging import StagedRow, StagedRows, staged_row
from dashboard.submissions.ledger import Ledger
from dashboard.text.formats import format_number
from loaders.account import Ignored, Notice, Unplaced
from loaders.arrivals import Progress
from loaders.directory import Directory
from loaders.faults import FigureWarning, Rejection
from loaders.figures import Warned
from loaders.mapping import ILLUSTRATIVE, is_illustrative
from loaders.matching import canonical
from loaders.outcomes import FAULTS_SHOWN
from loaders.placing import Incoming
from loaders.reading.cells import CellKind, FileKind, RawCell, RawFile, RawSheet, UnreadableFile
from loaders.reading.streaming import RowChunk, stream_rows
from loaders.recognition import recognise
from loaders.source_map import SourceMap, find_source
from loaders.tables import MappedRows, TableMapper

LEFT_OUT_KEPT = 10_000
_TELL_EVERY_SECONDS = 0.2


@dataclass
class BulkFindings:
    """What a long CSV says beside its figures, which are staged. The counts are of cells, as in `Mapped`."""

    form: str = ""
    illustrative: bool = False
    figure_cells: int = 0
    ignored: int = 0
    rejected: int = 0
    blank_rows: int = 0
    fault_count: int = 0
    left_out_count: int = 0
    faults: list[Rejection] = field(default_factory=list)
    warnings: list[FigureWarning] = field(default_factory=list)
    left_out: list[Unplaced] = field(default_factory=list)
    notices: Counter[Warned | Notice] = field(default_factory=Counter)
    ignored_kinds: Counter[str] = field(default_factory=Counter)
    unread: UnreadableFile | None = None

    def reject(self, faults: Sequence[Rejection]) -> None:
        """Counts faults and keeps the first of them."""
        self.fault_count += len(faults)
        self.faults += faults[: FAULTS_SHOWN - len(self.faults)]

    def leave_out(self, unplaced: Sequence[Unplaced]) -> None:
        """Counts figures that became no observation and keeps the first of them."""
        self.left_out_count += len(unplaced)
        self.left_out += unplaced[: LEFT_OUT_KEPT - len(self.left_out)]

    def take(self, mapped: MappedRows) -> None:
        """Adds what one chunk said."""
        figure_cells = sum(mapped.figure_cells)
        self.figure_cells += figure_cells
        self.ignored += mapped.ignored + mapped.accepted - figure_cells
        self.rejected += mapped.rejected
        self.blank_rows += mapped.blank_rows
        self.reject(mapped.rejections)
        self.warnings += mapped.warnings[: FAULTS_SHOWN - len(self.warnings)]
        self.leave_out(mapped.unplaced)
        self.notices += mapped.notices
        self.ignored_kinds += Counter(mapped.ignored_kinds)
        texts = {text for seen in mapped.observations for text in (seen.evidence, seen.note)}
        self.illustrative |= any(ILLUSTRATIVE in canonical(text) for text in texts if len(text) >= len(ILLUSTRATIVE))


class ClosedPeriods:
    """Counts figures of locked periods, for units without an exception."""

    def __init__(self, ledger: Ledger, today: date) -> None:
        self._ledger, self._today = ledger, today
        self._is_closed: dict[tuple[str, str], bool] = {}
        self.counts: Counter[str] = Counter()
        self.periods: dict[str, Period] = {}

    def look_at(self, observations: Sequence[Observation]) -> None:
        """Counts what of these is of a locked period."""
        if not self._ledger.locked_periods:
            return
        for seen in observations:
            period_id = seen.period.id
            if period_id not in self._ledger.locked_periods:
                continue
            key = (seen.org_unit_id, period_id)
            if key not in self._is_closed:
                self._is_closed[key] = self._ledger.is_closed(*key, self._today)
            if self._is_closed[key]:
                self.counts[period_id] += 1
                self.periods[period_id] = seen.period


class Teller:
    """Tells how far a file has been read, now and then: the child moves on in the very file that is open here."""

    def __init__(self, progress: Progress | None, name: str, stream: BinaryIO) -> None:
        self._progress, self._name, self._descriptor = progress, name, stream.fileno()
        self._size = os.fstat(self._descriptor).st_size
        self._next = 0.0

    def tell(self, line: int) -> None:
        """The rows up to this line were taken."""
        now = time.monotonic()
        if self._progress is None or now < self._next:
            return
        self._next = now + _TELL_EVERY_SECONDS
        place = min(os.lseek(self._descriptor, 0, os.SEEK_CUR), self._size)
        self._progress(place >> 10, self._size >> 10, f"{self._name}: {format_number(line, 0)} dòng")


def stage_figures(
    stream: BinaryIO,
    incoming: Incoming,
    directory: Directory,
    sources: Sequence[SourceMap],
    rows: StagedRows,
    closed: ClosedPeriods | None = None,
    progress: Progress | None = None,
) -> BulkFindings:
    """Reads, recognises and maps an open file; its figures are staged in the order of its lines, all else is in the answer."""
    found = BulkFindings()
    told = find_source(incoming.kind, sources) if incoming.kind else None
    teller = Teller(progress, incoming.file_name, stream)
    with closing(stream_rows(stream, told.encoding if told is not None else "")) as chunks:
        first = next(chunks)
        if isinstance(first, UnreadableFile):
            found.unread = first
            return found
        raw = _raw_of(first)
        form = recognise(incoming.file_name, raw, sources, incoming.kind)
        if isinstance(form, list):
            found.reject(form)
            found.rejected += len(form)
            return found
        found.form, found.illustrative = form.source.form, is_illustrative(raw)
        sheet = form.sheets[0]
        mapper = TableMapper(sheet, form.source, directory, incoming, illustrative=found.illustrative)
        below = first.lines.index(sheet.header.last_row) + 1
        _ignore_header(found, first.rows[:below])
        for chunk in chain([RowChunk(first.lines[below:], first.rows[below:])], chunks):
            if isinstance(chunk, UnreadableFile):
                found.unread = chunk
                return found
            mapped = mapper.map_rows(zip(chunk.lines, chunk.rows, strict=True))
            found.take(mapped)
            if closed is not None:
                closed.look_at(mapped.observations)
            rows.add(sorted(_rows_of(mapped), key=_row_number))
            if chunk.lines:
                teller.tell(chunk.lines[-1])
    return found


def _raw_of(chunk: RowChunk) -> RawFile:
    """The first rows as a file of their own, to be recognised by."""
    rows: Mapping[int, dict[int, RawCell]] = {
        line: {
            column: RawCell("", line, column, CellKind.TEXT, text)
            for column, text in enumerate(texts, 1)
            if text.strip()
        }
        for line, texts in zip(chunk.lines, chunk.rows, strict=True)
    }
    return RawFile(FileKind.CSV, (RawSheet("", True, dict(rows)),))


def _ignore_header(found: BulkFindings, header: Sequence[Sequence[str]]) -> None:
    titles = sum(bool(text.strip()) for texts in header for text in texts)
    found.ignored += titles
    found.ignored_kinds[Ignored.TITLE.value] += titles


def _rows_of(mapped: MappedRows) -> Iterator[StagedRow]:
    for seen, cells in zip(mapped.observations, mapped.figure_cells, strict=True):
        yield staged_row(seen, int(seen.provenance.cell.rpartition(" ")[2]), cells)


def _row_number(row: StagedRow) -> int:
    return row.row_number
