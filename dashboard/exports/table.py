"""Tables as every file format writes them: typed columns over rows, and texts that no format can misread."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum, auto
from typing import Generic, TypeVar

Cell = str | float | int | date | None
RowT = TypeVar("RowT")

LONGEST_TEXT = 32_767  # what one Excel cell holds, in UTF-16 units
UNREADABLE = "\ufffd"
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class CellType(StrEnum):
    """What a column holds. NUMBER has a unit of its own in each row; SHARE is a part of 1; CODE is text that looks like a number."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    COUNT = "count"
    MONTHS = "months"
    SHARE = "share"
    DATE = "date"


class PrintArea(Enum):
    """Where a column stands: on the printed part of a sheet, only on screen, or only in files for programs."""

    PRINTED = auto()
    SCREEN = auto()
    DATA = auto()


@dataclass(frozen=True)
class Column(Generic[RowT]):
    """One column. `key` is the name in the JSON of `chitieu status` where it has one; `number_format` is Excel's, by row."""

    key: str
    title: str
    type: CellType
    get: Callable[[RowT], Cell]
    width: float = 12
    place: PrintArea = PrintArea.PRINTED
    number_format: Callable[[RowT], str] | None = None

    def cell(self, row: RowT) -> Cell:
        """The row's cell, cleaned: a text every format can hold, or a finite number; None where there is none."""
        value = self.get(row)
        if isinstance(value, str):
            return clean_text(value) or None
        if isinstance(value, float) and not math.isfinite(value):
            return None
        return value


@dataclass(frozen=True)
class Table(Generic[RowT]):
    """Columns and the rows they are read from. `name` is the sheet's, at most 31 letters; `about` says what it holds."""

    name: str
    about: str
    columns: Sequence[Column[RowT]]
    rows: Sequence[RowT]
    frozen_columns: int = 0

    def cells(self) -> Iterator[list[Cell]]:
        """Row by row, without the header."""
        for row in self.rows:
            yield [column.cell(row) for column in self.columns]


def columns_at(columns: Iterable[Column[RowT]], *places: PrintArea) -> tuple[Column[RowT], ...]:
    """The columns that stand at one of these places, in their order."""
    return tuple(column for column in columns if column.place in places)


def clean_text(text: str) -> str:
    """The text in NFC, with LF for every line end, cut to what an Excel cell holds (it then ends in «…»).

    What XML cannot carry (control characters but TAB and LF, lone surrogates, U+FFFE, U+FFFF) becomes U+FFFD, so that
    nothing vanishes unseen. Nothing else changes: a text that looks like a formula, a link or HTML stays as written.
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _cut(_UNREADABLE.sub(UNREADABLE, lines))


def _cut(text: str) -> str:
    if 2 * len(text) <= LONGEST_TEXT:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", errors="ignore") + "…"


def unit_format(unit: str, decimals: int) -> str:
    """Excel's number format of a value: a percentage stays in percent units (52.4 is 52,4%, not 0.524)."""
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    return digits + '"%"' if unit == "%" else digits
