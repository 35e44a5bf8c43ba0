"""What a file says before anyone interprets it: cells with their addresses, sheet by sheet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CellKind(StrEnum):
    """What stands in a cell. `uncalculated` is a formula that was saved without its result."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    ERROR = "error"
    UNCALCULATED = "uncalculated"
    BLANK = "blank"


class FileKind(StrEnum):
    """Formats that are read; decided by content, never by name."""

    XLSX = "xlsx"
    CSV = "csv"


def column_letters(column: int) -> str:
    """1 is `A`, 27 is `AA`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell as the file holds it; rows and columns count from 1 as in Excel.

    `text` is NFC (a date in ISO form, an error by its name). A number shown as a percent arrives as percent: 0.45 is 45.0.
    `font` is set for a text in an old font: `tcvn3`, `tcvn3h` (its capitals) or `vni`. `formula` says what is unusual about the
    formula behind the value: `external` (asks another workbook) or `volatile` (changes by itself).
    """

    sheet: str
    row: int
    column: int
    kind: CellKind
    text: str = ""
    number: float | None = None
    is_percent: bool = False
    font: str = ""
    formula: str = ""

    @property
    def address(self) -> str:
        """`D12` in a workbook, `dòng 12` in a file without sheets."""
        return f"{column_letters(self.column)}{self.row}" if self.sheet else f"dòng {self.row}"

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return self.kind is CellKind.BLANK


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet's cells by row and column. Blank cells are not kept; `cell` makes them.

    `merged` holds first row, first column, last row, last column of each merged range.
    """

    name: str
    visible: bool
    rows: dict[int, dict[int, RawCell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_filtered: bool = False
    is_very_hidden: bool = False

    def cell(self, row: int, column: int) -> RawCell:
        """The cell at this place, blank when the file holds nothing there."""
        found = self.rows.get(row, {}).get(column)
        return found or RawCell(self.name, row, column, CellKind.BLANK)


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file that was read: its format and its sheets (one without a name in a CSV)."""

    kind: FileKind
    sheets: tuple[RawSheet, ...]


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """A file that was not read; `reason` is a key of `loaders.unreadable.UNREADABLE`."""

    reason: str
    detail: str = ""
