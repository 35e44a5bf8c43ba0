"""A workbook in the .xlsx format, whoever wrote it: all its sheets, in their order."""

from __future__ import annotations

from loaders.reading.child.archive import Archive
from loaders.reading.child.limits import MAX_CELLS, Unreadable
from loaders.reading.child.parts import read_book, read_strings, read_styles
from loaders.reading.child.sheet import read_sheet


def read_workbook(content: bytes) -> dict[str, object]:
    """Raw cells of every sheet, after every part of the file was checked."""
    archive = Archive(content)
    book = read_book(archive)
    styles = read_styles(archive, book.styles_part)
    strings = read_strings(archive, book.strings_part)
    sheets = []
    cells = 0
    for entry in book.sheets:
        sheet = read_sheet(archive, entry, book, styles, strings)
        cells += len(sheet.rows)
        if cells > MAX_CELLS:
            raise Unreadable("too_many_cells")
        sheets.append(vars(sheet))
    archive.finish()
    return {"kind": "xlsx", "sheets": sheets}
