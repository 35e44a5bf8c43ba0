"""One sheet: its XML is walked once, without building a tree, and every cell that is not blank is noted with its kind."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from xml.parsers import expat

from loaders.reading.child.archive import Archive, local
from loaders.reading.child.limits import (
    GRID_COLUMNS,
    GRID_ROWS,
    MAX_CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Unreadable,
)
from loaders.reading.child.marks import MAX_MARKS, find_piled
from loaders.reading.child.parts import TRUE, Book, SheetEntry, Strings, Styles, TextReader, unescaped

DIGITS = "0123456789"
BOOLEANS = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
LARGEST_EXACT = 2.0**53
LONGEST_FORMULA = 8192
LAST_SERIAL = 2_958_466
FIRST_DAY, FIRST_DAY_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)  # noqa: DTZ001 - Excel's days have no zone
LEAP_DAY_THAT_WAS_NOT = 60
LONGEST_COLUMN = 3
RANGE = re.compile(r"\$?([A-Z]+)\$?([0-9]+)(?::\$?([A-Z]+)\$?([0-9]+))?", re.ASCII)
QUOTED_TEXT = re.compile(r'"[^"]*"')
OTHER_WORKBOOK = re.compile(
    r"(?<![\w\]\[.])\[[^\[\]]+\][\w.]*!|'[^'\[\]]*\[[^\[\]]+\](?:[^']|'')*'!|\||\b(?:WEBSERVICE|RTD|DDE)\s*\(",
    re.IGNORECASE,
)
SHEET_NAME = re.compile(r"'(?:[^']|'')*'")
VOLATILE = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY|OFFSET|INDIRECT|CELL|INFO)\s*\(", re.IGNORECASE)


def column_number(letters: str) -> int:
    """`A` is 1, `XFD` is 16384; Unreadable for anything outside the grid."""
    number = 0
    if len(letters) > LONGEST_COLUMN:
        raise Unreadable("grid", f"{letters[:10]}…")
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise Unreadable("grid", letters)
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= GRID_COLUMNS:
        raise Unreadable("grid", letters)
    return number


def column_letters(column: int) -> str:
    """1 is `A`, 27 is `AA`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def formula_kind(formula: str) -> str:
    """`external` for a formula that asks another workbook or program, `volatile` for one that changes by itself."""
    bare = QUOTED_TEXT.sub("", formula[:LONGEST_FORMULA])
    if OTHER_WORKBOOK.search(bare):
        return "external"
    return "volatile" if VOLATILE.search(SHEET_NAME.sub("", bare)) else ""


def day_of_serial(serial: float, starts_1904: bool) -> str | None:
    """The ISO form of a date, a time or both; None when the number is not one Excel can show as a date."""
    if not 0 <= serial < LAST_SERIAL:
        return None
    if serial < 1:
        return (FIRST_DAY + datetime.timedelta(seconds=round(serial * 86400))).time().isoformat()
    if starts_1904:
        moment = FIRST_DAY_1904
    elif int(serial) == LEAP_DAY_THAT_WAS_NOT:
        return None
    else:
        moment = FIRST_DAY + datetime.timedelta(days=serial < LEAP_DAY_THAT_WAS_NOT)
    moment += datetime.timedelta(seconds=round(serial * 86400))
    return moment.isoformat() if moment.time() != datetime.time.min else moment.date().isoformat()


class SheetAnswer:
    """The cells of one sheet as lists of equal length, which JSON carries faster than a list for each cell."""

    def __init__(self, entry: SheetEntry) -> None:
        self.name, self.state = entry.name, entry.state
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self.numbers: list[float | None] = []
        self.fonts: list[tuple[int, str]] = []
        self.formulas: list[tuple[int, str]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.is_filtered = False
        self.is_unordered = False


class SheetReader:
    """Follows the tags of one sheet. Inside the rows a second pair of handlers takes over, for they see nearly all tags."""

    def __init__(self, entry: SheetEntry, book: Book, styles: Styles, strings: Strings) -> None:
        self.answer = SheetAnswer(entry)
        self.book, self.styles, self.strings = book, styles, strings
        self.columns: dict[str, int] = {}
        self.row = self.column = 0
        self.row_text = ""
        self.furthest = (0, 0)
        self.kind, self.style = "n", 0
        self.value: str | None = None
        self.formula: str | None = None
        self.formula_of_group: dict[str, str] = {}
        self.merged_from: set[tuple[int, int]] = set()
        self.group = ""
        self.inline: tuple[str, str | None] | None = None
        self.text = TextReader()
        self.data = self.text.data
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start_around

    def start_around(self, name: str, attributes: dict[str, str]) -> None:
        """Called at opening tags before and after the rows."""
        match local(name):
            case "sheetData":
                self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
                self.parser.CharacterDataHandler = self.data.append
            case "mergeCell":
                self.note_merged(self.range_of(attributes["ref"]))
            case "col" if attributes.get("hidden") in TRUE or attributes.get("width") == "0":
                first, last = int(attributes["min"]), min(int(attributes["max"]), MAX_COLUMNS)
                self.answer.hidden_columns.extend(range(first, last + 1))
            case "filterColumn":
                self.answer.is_filtered = True
            case "sheetPr" if attributes.get("filterMode") in TRUE:
                self.answer.is_filtered = True

    def note_merged(self, place: tuple[int, int, int, int]) -> None:
        """Notes merged cells once for each cell they begin in, as far as a table may reach."""
        top, left, bottom, right = place
        if (top, left) not in self.merged_from and top <= MAX_ROWS and left <= MAX_COLUMNS:
            self.merged_from.add((top, left))
            self.answer.merged.append((top, left, min(bottom, MAX_ROWS), min(right, MAX_COLUMNS)))

    @staticmethod
    def range_of(reference: str) -> tuple[int, int, int, int]:
        """First row, first column, last row, last column of `A1:C3`."""
        found = RANGE.fullmatch(reference.upper())
        if found is None:
            raise Unreadable("grid", reference[:20])
        first, top, last, bottom = found.groups()
        return int(top), column_number(first), int(bottom or top), column_number(last or first)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Called at opening tags among the rows."""
        if ":" in name:
            name = name[name.find(":") + 1 :]
        if name == "c":
            self.open_cell(attributes)
        elif name == "v":
            self.data.clear()
        elif name == "f":
            self.data.clear()
            self.group = attributes.get("si", "")
        elif name == "row":
            self.open_row(attributes)
        elif name == "is":
            self.text.begin()
        elif name in ("t", "r", "rFont", "rPh"):
            self.text.start(name, attributes)

    def end(self, name: str) -> None:
        """Called at closing tags among the rows."""
        if ":" in name:
            name = name[name.find(":") + 1 :]
        if name == "v":
            self.value = "".join(self.data)
        elif name == "c":
            if self.value is not None or self.formula is not None or self.inline is not None:
                self.close_cell()
        elif name == "f":
            self.formula = self.formula_flag("".join(self.data))
        elif name in ("t", "r", "rPh"):
            self.text.end(name)
        elif name == "is":
            self.inline = self.text.finish()
        elif name == "sheetData":
            self.parser.StartElementHandler, self.parser.EndElementHandler = self.start_around, None
            self.parser.CharacterDataHandler = None

    def open_row(self, attributes: dict[str, str]) -> None:
        """Notes the row's number, as it says itself or as its place implies, and whether it is hidden."""
        self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
        self.row_text, self.column = str(self.row), 0
        if attributes.get("hidden") in TRUE or (attributes.get("ht") == "0" and attributes.get("customHeight") in TRUE):
            self.answer.hidden_rows.append(self.row)
        if len(self.answer.rows) > MAX_CELLS:
            raise Unreadable("too_many_cells")

    def open_cell(self, attributes: dict[str, str]) -> None:
        """Notes where the cell is, as it says itself or as its place implies."""
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip(DIGITS)
            column = self.columns.get(letters)
            if column is None:
                column = self.columns[letters] = column_number(letters)
            self.column = column
            row = reference[len(letters) :]
            if row != self.row_text:
                self.row, self.row_text = int(row or 0), row
        if not (1 <= self.row <= GRID_ROWS and self.column <= GRID_COLUMNS):
            raise Unreadable("grid", (reference or "")[:20])
        self.kind = attributes.get("t", "n")
        self.style = int(attributes.get("s", "0"))
        self.value = self.formula = self.inline = None

    def formula_flag(self, text: str) -> str:
        """What is unusual about the cell's formula; the cells of a shared formula follow the one that has its text."""
        flag = formula_kind(text) if text else self.formula_of_group.get(self.group, "")
        if text and self.group:
            self.formula_of_group[self.group] = flag
        return flag

    def close_cell(self) -> None:
        """Files the cell under what it turned out to be; nothing when it is blank."""
        kind, value = self.kind, self.value or ""
        if self.formula is not None and self.is_uncalculated(value):
            self.add("uncalculated", "")
        elif kind == "s":
            if value:
                self.add_shared(value)
        elif kind == "inlineStr":
            text, own_font = self.inline or (unescaped(value), None)
            self.add_text(text, own_font)
        elif kind == "str":
            self.add_text(unescaped(value), None)
        elif kind == "e":
            self.add("error", value.strip() or "#")
        elif not value or value.isspace():
            pass
        elif kind == "b":
            word = BOOLEANS.get(value.strip().lower())
            self.add("boolean" if word else "text", word or value)
        elif kind == "d":
            day, _, hour = value.strip().partition("T")
            self.add("date", f"{day}T{hour}" if hour.strip("0:.Z") else day)
        else:
            self.add_number(value.strip())

    def is_uncalculated(self, value: str) -> bool:
        """A formula without a result; or with the 0 that a program writes when it leaves the calculation to Excel."""
        if self.value is None:
            return self.kind != "inlineStr"
        if self.kind == "n":
            return not value.strip() or (value == "0" and self.book.calculates_on_load)
        return self.kind in ("e", "b", "s") and not value.strip()

    def add_shared(self, value: str) -> None:
        """Adds the shared string with this index; Unreadable when there is none."""
        index, texts = int(value), self.strings.texts
        if not 0 <= index < len(texts):
            raise Unreadable("string_index", f"{column_letters(self.column)}{self.row}")
        self.add_text(texts[index], self.strings.fonts.get(index))

    def add_text(self, text: str, own_font: str | None) -> None:
        """Adds a text in the font its runs name, else in the cell's."""
        if not text or text.isspace():
            return
        if own_font is None and self.style < len(self.styles.fonts):
            own_font = self.styles.fonts[self.style]
        if own_font:
            self.answer.fonts.append((len(self.answer.rows), own_font))
        self.add("text", text)

    def add_number(self, value: str) -> None:
        """Adds a number, or what the number format makes of it. What is no number is text: the mapping will say so."""
        try:
            number = float(value) if value.isascii() and "_" not in value else float("nan")
        except ValueError:
            number = float("nan")
        if number - number != 0:
            self.add("text", value)
            return
        if abs(number) == LARGEST_EXACT and Decimal(value) != Decimal(number):
            number *= 1 + 2**-52  # Rounding must not bring a number beyond 2^53 back among the exact ones.
        shown = self.styles.shown[self.style] if self.style < len(self.styles.shown) else ""
        if shown == "percent":
            number = float(Decimal(repr(number)) * 100)
            self.add("percent", "", number)
        elif shown == "date" and (day := day_of_serial(number, self.book.starts_1904)):
            self.add("date", day)
        elif shown == "duration" and abs(number) < LAST_SERIAL:
            self.add("date", str(datetime.timedelta(days=number)))
        else:
            self.add("number", "", number)

    def add(self, kind: str, text: str, number: float | None = None) -> None:
        """Adds a cell that is not blank."""
        row, column, answer = self.row, self.column, self.answer
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise Unreadable("far_corner", f"{column_letters(column)}{row}")
        if (row, column) <= self.furthest:
            answer.is_unordered = True
        self.furthest = row, column
        if len(text) > MAX_MARKS:
            self.refuse_strange(text)
        if self.formula:
            answer.formulas.append((len(answer.rows), self.formula))
        answer.rows.append(row)
        answer.columns.append(column)
        answer.kinds.append(kind)
        answer.texts.append(text)
        answer.numbers.append(number)

    def refuse_strange(self, text: str) -> None:
        """Unreadable, with the cell, for a text no person writes."""
        if len(text) > MAX_CELL_TEXT:
            raise Unreadable("cell_long", f"{column_letters(self.column)}{self.row}")
        if find_piled(text) >= 0:
            raise Unreadable("marks_piled", f"ô {column_letters(self.column)}{self.row}")

    def finish(self) -> SheetAnswer:
        """The answer, once all tags were seen. A place that is filled twice is a damaged file, not a choice of ours."""
        answer = self.answer
        if answer.is_unordered:
            places = set(zip(answer.rows, answer.columns, strict=True))
            if len(places) != len(answer.rows):
                raise Unreadable("cell_twice", answer.name)
        last_row, last_column = max(answer.rows, default=0), max(answer.columns, default=0)
        answer.hidden_rows = [row for row in answer.hidden_rows if row <= last_row]
        answer.hidden_columns = [column for column in answer.hidden_columns if column <= last_column]
        return answer


def read_sheet(archive: Archive, entry: SheetEntry, book: Book, styles: Styles, strings: Strings) -> SheetAnswer:
    """The cells of one sheet; none for a sheet that is a chart."""
    reader = SheetReader(entry, book, styles, strings)
    try:
        if entry.part:
            archive.parse(entry.part, parser=reader.parser)
    finally:
        # Reader and parser hold each other; left so, a large sheet would stay in memory while the next file is read.
        del reader.parser
    return reader.finish()
