"""What a long CSV says, chunk by chunk: its figures go to disk as they are read, of all else the first are kept and all counted."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, BinaryIO

from dashboard.domain.periods import parse_period
from dashboard.store.staging import ROW_NUMBER, StagedRow, StagedRows
from dashboard.submissions.ledger import Ledger
from dashboard.text.formats import format_number
from loaders.arrivals import Progress
from loaders.bulk.rows import BulkMapper, StagedChunk
from loaders.directory import Directory
from loaders.faults import FigureWarning, Rejection
from loaders.mapping.account import Notice, Unplaced
from loaders.mapping.figures import Warned
from loaders.mapping.placing import Incoming
from loaders.mapping.whole_file import ILLUSTRATIVE, find_old_font, is_illustrative, old_font_words
from loaders.outcomes import FAULTS_SHOWN
from loaders.parsing.matching import canonical
from loaders.parsing.old_fonts import looks_garbled
from loaders.reading.cells import CellKind, FileKind, RawCell, RawFile, RawSheet, UnreadableFile
from loaders.reading.streaming import RowChunk, stream_rows
from loaders.recognising.recognition import recognise
from loaders.recognising.source_map import SourceMap, find_source

LEFT_OUT_KEPT, TEXTS_KEPT = 10_000, 20_000
# Of a file with so many faults no more is read: each wrong line takes ten times as long as a sound one (130 µs, measured).
MOST_FAULTS = 100_000
_TELL_EVERY_SECONDS = 0.2
_UNIT, _PERIOD, _EVIDENCE, _NOTE, _CELL_COUNT = (
    StagedRow._fields.index(name) for name in ("org_unit_id", "period_id", "evidence", "note", "cell_count")
)


@dataclass
class BulkFindings:
    """What a long CSV says beside its figures, which are staged. The counts are of cells, as in `Mapped`.

    `stopped_at` is the last line that was read of a file with too many faults.
    """

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
    stopped_at: int | None = None
    checks_fonts: bool = True
    _texts: set[str] = field(default_factory=set)

    def reject(self, faults: Sequence[Rejection]) -> None:
        """Counts faults and keeps the first of them."""
        self.fault_count += len(faults)
        self.faults += faults[: FAULTS_SHOWN - len(self.faults)]

    def leave_out(self, unplaced: Sequence[Unplaced]) -> None:
        """Counts figures that became no observation and keeps the first of them."""
        self.left_out_count += len(unplaced)
        self.left_out += unplaced[: LEFT_OUT_KEPT - len(self.left_out)]

    def take(self, chunk: StagedChunk) -> None:
        """Adds what one chunk said."""
        mapped = chunk.mapped
        figure_cells = sum(row[_CELL_COUNT] for row in chunk.rows)
        self.figure_cells += figure_cells
        self.ignored += mapped.ignored + mapped.accepted - figure_cells
        self.rejected += mapped.rejected
        self.blank_rows += mapped.blank_rows
        self.reject(mapped.rejections)
        self.fault_count += mapped.rejected - len(mapped.rejections)
        self.warnings += mapped.warnings[: FAULTS_SHOWN - len(self.warnings)]
        self.leave_out(mapped.unplaced)
        self.notices += mapped.notices
        self.ignored_kinds += mapped.ignored_kinds
        texts = ({row[_EVIDENCE] for row in chunk.rows} | {row[_NOTE] for row in chunk.rows}) - self._texts
        self._texts = texts if len(self._texts) > TEXTS_KEPT else self._texts | texts
        spoilt = {text: font for text in texts if self.checks_fonts and (font := looks_garbled(text))}
        if spoilt:
            line, text = next(
                (row[ROW_NUMBER], text) for row in chunk.rows for text in (row[_EVIDENCE], row[_NOTE]) if text in spoilt
            )
            self.unread = UnreadableFile("old_font", old_font_words(spoilt[text], f"dòng {line}"))
        self.illustrative |= any(ILLUSTRATIVE in canonical(text) for text in texts if len(text) >= len(ILLUSTRATIVE))


class ClosedPeriods:
    """Counts figures of locked periods, for units without an exception."""

    def __init__(self, ledger: Ledger, today: date) -> None:
        self._ledger, self._today = ledger, today
        self._closed: dict[tuple[str, str], str | None] = {}
        self.counts: Counter[str] = Counter()

    def look_at(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Counts what of these is of a locked period."""
        if not self._ledger.locked_periods:
            return
        for row in rows:
            key = (row[_UNIT], row[_PERIOD])
            if key not in self._closed:
                self._closed[key] = self._ledger.closed_period(key[0], parse_period(key[1]), self._today)
            closed = self._closed[key]
            if closed is not None:
                self.counts[closed] += 1


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
    *,
    most_faults: int | None = None,
) -> BulkFindings:
    """Reads, recognises and maps an open file; its figures are staged in the order of its lines, all else is in the answer.

    With `most_faults` it stops after the rows in which there are more.
    """
    found = BulkFindings(checks_fonts=not directory.is_rebuilding)
    told = find_source(incoming.kind, sources) if incoming.kind else None
    teller = Teller(progress, incoming.file_name, stream)
    with closing(stream_rows(stream, told.encoding if told is not None else "")) as chunks:
        first = next(chunks)
        if isinstance(first, UnreadableFile):
            found.unread = first
            return found
        raw = _raw_of(first)
        if found.checks_fonts and (font := find_old_font(raw)):
            found.unread = UnreadableFile("old_font", font)
            return found
        form = recognise(incoming.file_name, raw, sources, incoming.kind)
        if isinstance(form, list):
            found.reject(form)
            found.rejected += len(form)
            return found
        found.form, found.illustrative = form.source.form, is_illustrative(raw)
        sheet = form.sheets[0]
        mapper = BulkMapper(sheet, form.source, directory, incoming, illustrative=found.illustrative)
        below = first.lines.index(sheet.header.last_row) + 1
        head = {line: cells for line, cells in raw.sheets[0].rows.items() if line <= sheet.header.last_row}
        found.take(StagedChunk([], mapper.map_header(head)))
        for chunk in chain([RowChunk(first.lines[below:], first.rows[below:])], chunks):
            if isinstance(chunk, UnreadableFile):
                found.unread = chunk
                return found
            if most_faults is not None and found.fault_count > most_faults:
                found.stopped_at = chunk.lines[0] - 1
                return found
            staged = mapper.map_chunk(chunk)
            found.take(staged)
            if found.unread is not None:
                return found
            if closed is not None:
                closed.look_at(staged.rows)
            rows.add(staged.rows)
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
