"""The account of a file's cells: each is accepted, ignored or rejected, and none is without a verdict."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from loaders.reading.cells import CellKind, RawCell


class Verdict(StrEnum):
    """What became of a cell."""

    ACCEPTED = "accepted"
    IGNORED = "ignored"
    REJECTED = "rejected"


class Ledger:
    """The verdict on each cell of a file. A cell is rejected once, and a rejection stands over any other verdict."""

    def __init__(self) -> None:
        self._verdicts: dict[tuple[str, int, int], Verdict] = {}
        self.whole_file = 0

    def accept(self, cell: RawCell) -> None:
        """The cell was understood and used."""
        if cell.kind is not CellKind.BLANK:
            self._verdicts.setdefault((cell.sheet, cell.row, cell.column), Verdict.ACCEPTED)

    def ignore(self, cell: RawCell) -> None:
        """The cell is known to carry no figure."""
        if cell.kind is not CellKind.BLANK:
            self._verdicts.setdefault((cell.sheet, cell.row, cell.column), Verdict.IGNORED)

    def reject(self, cell: RawCell) -> bool:
        """Whether this is the first rejection of the cell; blank cells count when something is missing in them."""
        place = (cell.sheet, cell.row, cell.column)
        first = self._verdicts.get(place) is not Verdict.REJECTED
        self._verdicts[place] = Verdict.REJECTED
        return first

    def has(self, cell: RawCell) -> bool:
        """Whether something was said about the cell."""
        return (cell.sheet, cell.row, cell.column) in self._verdicts

    def counts(self) -> Counter[Verdict]:
        """How many cells have each verdict; faults of the whole file count as rejected."""
        return Counter(self._verdicts.values()) + Counter({Verdict.REJECTED: self.whole_file})
