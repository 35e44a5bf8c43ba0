"""The account of one file: a verdict on every cell, the faults with their addresses, the figures left out, the notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from loaders.faults import FaultCode, Rejection, reject_cell, reject_file
from loaders.figures import Warned
from loaders.reading.cells import RawCell


class Verdict(StrEnum):
    """What became of a cell."""

    ACCEPTED = "accepted"
    IGNORED = "ignored"
    REJECTED = "rejected"


class Notice(StrEnum):
    """What was accepted but is told, beside `figures.Warned`."""

    CODE_REPAIRED = "code_repaired"
    NAME_DIFFERS = "name_differs"
    EXTRA_COLUMN = "extra_column"
    HIDDEN_SHEET = "hidden_sheet"


class Spot(NamedTuple):
    """A cell and what stands above or before it."""

    cell: RawCell
    header: str


class Unplaced(NamedTuple):
    """A figure that was read but became no observation, and why."""

    sheet: str
    cell: str
    found: str
    reason: str


class Account:
    """Keeps count of one sheet's cells. A cell is rejected once, and a rejection stands over any other verdict."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.rejections: list[Rejection] = []
        self.unplaced: dict[str, Unplaced] = {}
        self.notices: Counter[Warned | Notice] = Counter()
        self._verdicts: dict[tuple[int, int], Verdict] = {}
        self._elsewhere: Counter[Verdict] = Counter()

    def give(self, verdict: Verdict, cells: Iterable[RawCell]) -> None:
        """The same verdict on each of these cells that has none yet; blank cells have none."""
        for cell in cells:
            if not cell.is_blank:
                self._verdicts.setdefault((cell.row, cell.column), verdict)

    def settle_row(
        self, number: int, cells: Mapping[int, RawCell], used: Collection[int], unused: Collection[int]
    ) -> None:
        """Accepts a row's cells in the used columns, ignores those in the unused ones, leaves the others without a verdict."""
        verdicts = self._verdicts
        for column in cells:
            if column in used:
                verdicts.setdefault((number, column), Verdict.ACCEPTED)
            elif column in unused:
                verdicts.setdefault((number, column), Verdict.IGNORED)

    def ignore_elsewhere(self, count: int) -> None:
        """Cells of sheets that are not read."""
        self._elsewhere[Verdict.IGNORED] += count

    def reject(self, spot: Spot, code: FaultCode, expected: str, found: str | None = None) -> str:
        """Records a rejection at its cell and gives the short reason. A blank cell counts when something is missing there."""
        cell = spot.cell
        if self._verdicts.get((cell.row, cell.column)) is not Verdict.REJECTED:
            self._verdicts[cell.row, cell.column] = Verdict.REJECTED
            self.rejections.append(reject_cell(self.file_name, cell, code, expected, header=spot.header, found=found))
        return f"cần {expected} [{code}]"

    def reject_whole(self, code: FaultCode, found: str, expected: str, remedy: str) -> None:
        """Records a fault of the whole file."""
        self.rejections.append(reject_file(self.file_name, code, found, expected, remedy))
        self._elsewhere[Verdict.REJECTED] += 1

    def leave_out(self, entry: Unplaced) -> None:
        """Lists a figure that was read and is not used, once for each place."""
        self.unplaced.setdefault(entry.cell, entry)

    def without_verdict(self, cells: Iterable[RawCell]) -> list[RawCell]:
        """Those cells about which nothing was said."""
        return [cell for cell in cells if (cell.row, cell.column) not in self._verdicts]

    def counts(self) -> Counter[Verdict]:
        """How many cells have each verdict; faults of the whole file count as rejected."""
        return Counter(self._verdicts.values()) + self._elsewhere
