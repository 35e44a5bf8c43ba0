"""Rows of figures on their way into a version of the facts: text on disk in parts, so that any number of them needs little memory."""

from __future__ import annotations

import csv
import fcntl
import math
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from dashboard.domain.observations import Observation
from dashboard.domain.periods import Period
from dashboard.settings import Workspace

ROWS_A_PART = 250_000
_ROWS_AT_ONCE = 5_000
_GUARD = ".staging"


class StagedRow(NamedTuple):
    """One figure as text and numbers, in the order in which the store reads it back.

    `row_number` is the figure's line in its file and `cell_count` the number of cells it stands in; both are for counting only.
    """

    period_end: str
    period_id: str
    period_start: str
    frequency: str
    indicator_id: str
    org_unit_id: str
    value: float | None
    numerator: float | None
    denominator: float | None
    received_date: str
    is_provisional: int
    evidence: str
    note: str
    sha256: str
    sheet: str
    cell: str
    row_number: int
    cell_count: int


ROW_NUMBER = StagedRow._fields.index("row_number")
_SHA256 = StagedRow._fields.index("sha256")


@lru_cache(maxsize=4096)
def period_columns(period: Period) -> tuple[str, str, str, str]:
    """The first four columns of a row of this period."""
    return period.end.isoformat(), period.id, period.start.isoformat(), period.frequency.value


def _number(value: float | None) -> float | None:
    if value is None:
        return None
    if not math.isfinite(value):
        raise ValueError(f"not a finite number: {value}")
    return float(value)


def staged_row(seen: Observation, row_number: int = 0, cell_count: int = 0) -> StagedRow:
    """The row of an observation: all it says and where. ValueError for NaN and infinity."""
    place = seen.provenance
    return StagedRow(
        *period_columns(seen.period), seen.indicator_id, seen.org_unit_id,
        _number(seen.value), _number(seen.numerator), _number(seen.denominator),
        seen.received.isoformat(), int(seen.provisional), seen.evidence, seen.note,
        place.sha256, place.sheet, place.cell, row_number, cell_count,
    )  # fmt: skip


class StagedRows:
    """Rows gathered in a folder. One process adds them; the store reads them once they are finished."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.count = 0
        self.files: set[str] = set()
        self._stream: IO[str] | None = None
        self._writer: Any = None
        self._room = 0

    @property
    def parts(self) -> list[Path]:
        """The files the rows lie in, in the order of adding."""
        return sorted(self.folder.glob("rows-*.csv"))

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Adds rows in the order of `StagedRow`, from any number of files. Their numbers are finite: `staged_row` sees to it."""
        waiting = iter(rows)
        while taken := list(islice(waiting, min(_ROWS_AT_ONCE, self._room or ROWS_A_PART))):
            if not self._room:
                self._next_part()
            self._writer.writerows(taken)
            self.files.update({row[_SHA256] for row in taken})
            self._room -= len(taken)
            self.count += len(taken)

    def take_over(self, other: StagedRows) -> None:
        """Adds all rows of another folder of the same disk, without copying them. Both must be finished."""
        for part in other.parts:
            (self.folder / f"rows-{other.folder.parent.name}-{part.name}").hardlink_to(part)
        self.files |= other.files
        self.count += other.count

    def leave_out(self, row_numbers: Iterable[int]) -> None:
        """Takes rows out again, once finished; rows and numbers both come in ascending order."""
        waiting = iter(row_numbers)
        out = next(waiting, None)
        if out is None:
            return
        for part in self.parts:
            kept = part.with_suffix(".kept")
            with part.open(encoding="utf-8", newline="") as old, kept.open("w", encoding="utf-8", newline="") as new:
                writer = csv.writer(new, lineterminator="\n", quoting=csv.QUOTE_ALL)
                for row in csv.reader(old):
                    while out is not None and out < int(row[ROW_NUMBER]):
                        out = next(waiting, None)
                    if out == int(row[ROW_NUMBER]):
                        self.count -= 1
                    else:
                        writer.writerow(row)
        for part in self.parts:
            part.with_suffix(".kept").replace(part)

    def drop(self) -> None:
        """Takes all rows out again."""
        self.finish()
        for part in self.parts:
            part.unlink()
        self.count = 0
        self.files.clear()

    def finish(self) -> None:
        """Nothing is added any more; the rows can be read. There is always a part, if only an empty one."""
        if self._stream is None and not self.count:
            self._next_part()
        if self._stream is not None:
            self._stream.close()
        self._room = 0

    def abandon(self) -> None:
        """Lets go of the rows, whatever became of them."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()

    def _next_part(self) -> None:
        if self._stream is not None:
            self._stream.close()
        path = self.folder / f"rows-{self.count // ROWS_A_PART:06d}.csv"
        self._stream = path.open("w", encoding="utf-8", newline="")
        # Numbers are written as Python writes them, texts in quotes whatever they hold: what is read back is the same.
        self._writer = csv.writer(self._stream, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        self._room = ROWS_A_PART


@contextmanager
def staging(workspace: Workspace) -> Iterator[StagedRows]:
    """Rows staged beside the facts for as long as the block runs; what killed processes left there is removed first."""
    workspace.facts.mkdir(parents=True, exist_ok=True)
    with _guarded(workspace):
        _remove_abandoned(workspace)
        folder = Path(tempfile.mkdtemp(prefix="staging-", dir=workspace.facts))
        descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    rows = StagedRows(folder / "rows")
    try:
        yield rows
    finally:
        rows.abandon()
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def clear_abandoned(workspace: Workspace) -> None:
    """Removes rows staged by processes that are gone."""
    with _guarded(workspace):
        _remove_abandoned(workspace)


def _remove_abandoned(workspace: Workspace) -> None:
    """The lock on a folder went with its process. Call while guarded, so that no folder is seen before it is locked."""
    for folder in workspace.facts.glob("staging-*"):
        with suppress(BlockingIOError), _locked(folder, os.O_RDONLY, fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _guarded(workspace: Workspace) -> Iterator[None]:
    with _locked(workspace.facts / _GUARD, os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX):
        yield


@contextmanager
def _locked(path: Path, flags: int, operation: int) -> Iterator[None]:
    descriptor = os.open(path, flags, 0o644)
    try:
        fcntl.flock(descriptor, operation)
        yield
    finally:
        os.close(descriptor)
