"""Forms as an office handles them: opened, filled in, saved, read back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.forms import Form
from dashboard.domain.observations import Correction
from dashboard.domain.periods import parse_period
from dashboard.forms import FormOut, bare_snapshot, write_form
from dashboard.settings import Workspace
from dashboard.snapshot import Snapshot
from loaders.directory import Directory
from loaders.inbox import content_hash
from loaders.mapping.placing import Incoming
from loaders.mapping.whole_file import Mapped, map_file
from loaders.reading.cells import RawFile
from loaders.reading.process import ParserChild
from loaders.recognising.source_map import SourceMap, load_source_maps
from tests.browser import ROOT

TODAY = date(2025, 12, 5)
AFTER_ALL = date(2027, 3, 1)
COLLECTED = ("ho-so-truc-tuyen", "so-hoa-ho-so", "ban-lom-song")


@cache
def province() -> Catalogue:
    """The province's own catalogue."""
    return load_catalogue(Workspace(ROOT))


@cache
def collecting() -> Catalogue:
    """The same, with three figures of the communes reported by the Office of the People's Committee in one table."""
    known = province()
    collected = {
        key: known.indicators[key].model_copy(update={"collected_by": (("each_commune", "VPUBND"),)})
        for key in COLLECTED
    }
    return replace(known, indicators=known.indicators | collected)


def nothing_known(catalogue: Catalogue, *, illustrative: bool = False) -> Snapshot:
    """A Snapshot before anything was reported."""
    return replace(bare_snapshot(catalogue, TODAY), illustrative=illustrative)


def form_of(snapshot: Snapshot, form: Form, unit: str, period: str) -> bytes:
    """A unit's form."""
    return write_form(snapshot, FormOut(form, snapshot.catalogue.org_units[unit], parse_period(period)))


def opened(content: bytes) -> Workbook:
    """The form as a spreadsheet program sees it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def sheet_of(book: Workbook) -> Worksheet:
    """The sheet to fill in."""
    return book.worksheets[0]


def head_row(sheet: Worksheet) -> int:
    """The last header row."""
    (row,) = [cells[0].row for cells in sheet.iter_rows(max_col=1) if cells[0].value == "TT"]
    below = [merged.max_row for merged in sheet.merged_cells.ranges if merged.min_row == row and merged.min_col == 1]
    return max([row, *below])


def columns_of(sheet: Worksheet) -> dict[str, int]:
    """Header -> column, of a form with one header row."""
    return {str(cell.value): cell.column for cell in sheet[head_row(sheet)] if cell.value is not None}


def rows_of(sheet: Worksheet) -> dict[str, int]:
    """Code in the second column -> row of the table."""
    first = head_row(sheet) + 1
    codes = ((sheet.cell(row, 2).value, row) for row in range(first, sheet.max_row + 1))
    return {str(code): row for code, row in codes if code is not None}


def open_cells(sheet: Worksheet) -> list[Cell]:
    """The cells of the table that may be filled in."""
    rows = rows_of(sheet).values()
    cells = (sheet.cell(row, column) for row in rows for column in range(1, sheet.max_column + 1))
    return [cell for cell in cells if isinstance(cell, Cell) and not cell.protection.locked]


def filled(content: bytes, answers: Mapping[tuple[str, str], Any]) -> bytes:
    """The form with answers, by code of the row and header of the column. Only open cells can be filled in."""
    book = opened(content)
    sheet = sheet_of(book)
    rows, columns = rows_of(sheet), columns_of(sheet)
    for (code, header), value in answers.items():
        put(sheet, rows[code], columns[header], value)
    return saved(book)


def put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Fills in one cell."""
    cell = sheet.cell(row, column)
    assert not cell.protection.locked, f"ô {cell.coordinate} đã khóa"
    cell.value = value


def saved(book: Workbook) -> bytes:
    """The workbook as saved."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_back(
    content: bytes,
    catalogue: Catalogue,
    name: str = "gui lai.xlsx",
    received: date = AFTER_ALL,
    child: ParserChild | None = None,
    corrections: Sequence[Correction] = (),
) -> Mapped:
    """What the loader understands of a form that came back."""
    if child is None:
        with ParserChild() as own:
            return read_back(content, catalogue, name, received, own, corrections)
    answer = child.read(content)
    assert isinstance(answer, RawFile), answer
    incoming = Incoming(name, content_hash(content), received)
    return map_file(answer, _directory(catalogue), _sources(), incoming, corrections)


def _directory(catalogue: Catalogue) -> Directory:
    """One for each of the catalogues here, which live as long as the tests."""
    if id(catalogue) not in _directories:
        _directories[id(catalogue)] = Directory(catalogue)
    return _directories[id(catalogue)]


@cache
def _sources() -> tuple[SourceMap, ...]:
    return load_source_maps()


_directories: dict[int, Directory] = {}


def codes(mapped: Mapped) -> list[str]:
    """Code of each rejection."""
    return [str(fault.code) for fault in mapped.rejections]
