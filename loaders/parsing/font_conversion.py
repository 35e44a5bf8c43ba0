"""A copy of a file in old fonts with its text in Unicode, for a person to look at; nothing loads it by itself."""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.domain.faults import Fault
from loaders.parsing.old_fonts import convert, converted_text, font_of_all, may_be_in, old_font_of
from loaders.reading.cells import CellKind, RawCell, RawFile, RawSheet, UnreadableFile
from loaders.reading.process import ParserChild
from loaders.unreadable import reject_unreadable

READ_FIRST = "Đọc trước"
MADE = datetime(2025, 1, 1)  # noqa: DTZ001 - the same file gives the same copy; the format knows no zone
LONGEST_CELL = 32_767
LONGEST_NAME = 31
YELLOW = "#FFFF00"
FONT_WORDS = {"tcvn3": "TCVN3 (.Vn…)", "vni": "VNI", "mojibake": "sai bảng mã", "lost": "mất chữ, không chuyển được"}
ADVICE = (
    "Đây là bản chuyển sang Unicode để người xem lại, chưa được nạp.",
    "Ô đã chuyển tô nền vàng. So từng ô với bản gốc; ô «mất chữ» phải gõ lại.",
    "Xong thì xóa trang này, lưu lại rồi gửi tệp. Công thức trong bản gốc chỉ còn kết quả.",
)
_Changes = dict[RawCell, tuple[str, str]]
HEADERS = ("Trang", "Ô", "Phông cũ", "Trong bản gốc", "Đã chuyển thành")


def write_converted(path: Path) -> Path:
    """Writes the converted copy of a workbook beside it, under a name that is free, and gives that. Raises Fault when it cannot be read or written."""
    try:
        with ParserChild() as child:
            raw = child.read(path.read_bytes())
        if isinstance(raw, UnreadableFile):
            raise Fault(reject_unreadable(path.name, raw).message)
        names = (f"{path.stem}-unicode{number}.xlsx" for number in ("", *(f"-{n}" for n in range(2, 1000))))
        target = next(path.with_name(name) for name in names if not path.with_name(name).exists())
        target.write_bytes(converted_copy(raw))
    except OSError as error:
        raise Fault(f"Không ghi được bản chuyển phông của «{path.name}» ({error.strerror}).") from error
    return target


def converted_copy(raw: RawFile) -> bytes:
    """A workbook with the same sheets and addresses; converted cells are yellow and listed on a first sheet, old and new."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": MADE})
        formats = {
            key: workbook.add_format(shape)
            for key, shape in (
                ("plain", {}), ("percent", {"num_format": "0.0#%"}), ("date", {"num_format": "dd/mm/yyyy"}),
                ("changed", {"bg_color": YELLOW}), ("head", {"bold": True}),
                ("wrapped", {"text_wrap": True, "valign": "top"}),
            )
        }  # fmt: skip
        names = _names(raw)
        first = workbook.add_worksheet(_free_name(READ_FIRST, names))
        changes = _changes(raw)
        _write_list(first, raw, names, changes, formats)
        for name, sheet in zip(names, raw.sheets, strict=True):
            page = workbook.add_worksheet(name)
            if sheet.is_very_hidden:
                page.very_hidden()
            elif not sheet.visible:
                page.hide()
            _write_sheet(page, sheet, changes, formats)
    return content.getvalue()


def _free_name(wanted: str, taken: Iterable[str]) -> str:
    folded = {name.casefold() for name in taken}
    tried = (wanted, *(f"{wanted[: LONGEST_NAME - 4]} {number}" for number in range(2, 1000)))
    return next(name for name in tried if name.casefold() not in folded)


def _names(raw: RawFile) -> list[str]:
    """A name for each sheet as the format allows it; a table without sheets is «CSV»."""
    names: list[str] = []
    for sheet in raw.sheets:
        allowed = "".join("-" if letter in "[]:*?/\\" else letter for letter in sheet.name).strip("'")[:LONGEST_NAME]
        names.append(_free_name(allowed or "CSV", names))
    return names


def _changes(raw: RawFile) -> _Changes:
    """How each spoilt cell is spoilt, and its text in Unicode.

    A text that reads as right is converted too when the rest of its file is in an old font and it reads as right there:
    the copy is looked at by a person, who sees both.
    """
    cells = [cell for sheet in raw.sheets for cell in _cells(sheet)]
    usual = font_of_all(cells)
    changes: _Changes = {}
    for cell in cells:
        if font := old_font_of(cell):
            changes[cell] = FONT_WORDS[font], converted_text(cell)
        elif usual and may_be_in(cell, usual):
            changes[cell] = f"{FONT_WORDS[usual]}, đoán theo cả tệp", convert(cell.text, usual)
    return changes


def _write_list(page: Worksheet, raw: RawFile, names: list[str], changes: _Changes, formats: dict[str, Format]) -> None:
    for line, text in enumerate(ADVICE):
        page.write_string(line, 0, text)
    top = len(ADVICE) + 1
    for column, (header, width) in enumerate(zip(HEADERS, (18, 10, 22, 50, 50), strict=True)):
        page.set_column(column, column, width)
        page.write_string(top, column, header, formats["head"])
    shown = dict(zip((sheet.name for sheet in raw.sheets), names, strict=True))
    for line, (cell, (font, text)) in enumerate(changes.items(), top + 1):
        address = cell.address if cell.sheet else f"{cell.address}, cột {cell.column}"
        for column, value in enumerate((shown[cell.sheet], address, font, cell.text, text)):
            page.write_string(line, column, value[:LONGEST_CELL], formats["wrapped"])
    page.freeze_panes(top + 1, 0)


def _cells(sheet: RawSheet) -> Iterable[RawCell]:
    return (cell for _, row in sorted(sheet.rows.items()) for _, cell in sorted(row.items()))


def _write_sheet(page: Worksheet, sheet: RawSheet, changes: _Changes, formats: dict[str, Format]) -> None:
    for top, left, bottom, right in sheet.merged:
        if (top, left) != (bottom, right):
            with suppress(OverlappingRange):
                page.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", formats["plain"])
    for cell in _cells(sheet):
        if cell in changes:
            page.write_string(cell.row - 1, cell.column - 1, changes[cell][1][:LONGEST_CELL], formats["changed"])
        else:
            _write_cell(page, cell, formats)
    for row in sheet.hidden_rows:
        page.set_row(row - 1, None, None, {"hidden": True})
    for column in sheet.hidden_columns:
        page.set_column(column - 1, column - 1, None, None, {"hidden": True})


def _write_cell(page: Worksheet, cell: RawCell, formats: dict[str, Format]) -> None:
    row, column = cell.row - 1, cell.column - 1
    match cell.kind:
        case CellKind.NUMBER if cell.number is not None and cell.is_percent:
            page.write_number(row, column, cell.number / 100, formats["percent"])
        case CellKind.NUMBER if cell.number is not None:
            page.write_number(row, column, cell.number)
        case CellKind.BOOLEAN:
            page.write_boolean(row, column, cell.text == "TRUE")
        case CellKind.DATE if (day := _day(cell.text)) is not None:
            page.write_datetime(row, column, day, formats["date"])
        case CellKind.UNCALCULATED:
            page.write_string(row, column, "#CHƯA TÍNH")
        case _:
            page.write_string(row, column, cell.text[:LONGEST_CELL])


def _day(text: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(text) if len(text) == len("2025-11-30") else None
    except ValueError:
        return None
    return day if day is not None and day.year >= 1900 else None
