"""A CSV file: its encoding, what parts its columns, and its rows with the lines they begin on."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import islice

from loaders.reading.child.limits import MAX_CELLS, MAX_CSV_LINE, MAX_CSV_ROWS, Unreadable
from loaders.reading.child.marks import find_piled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DELIMITERS = ";\t|,"
PROBED_ROWS = 2000
TITLE_LINES, FEWEST_MARKS = 30, 2
PIECE = 2**20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATOR_LINE = re.compile(r'"?sep=([^"\r\n\w])"?[;,\t|]*\r?\n', re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"')
LINE = re.compile(r"[^\n]*\n|[^\n]+")
PROBED_BYTES = 4096
CONTROL = bytes({*range(32)} - {9, 10, 12, 13, 26, 27})
FEW, MANY = 0.02, 0.2


def decode(content: bytes, declared: str = "") -> str:
    """The text, by its byte order mark, else by the encoding the source declares, else UTF-8; nothing is ever replaced."""
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), declared or "utf-8")
    if encoding in ("utf-8", "cp1258", "cp1252", "latin-1"):
        refuse_other_bytes(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, "ignore")
        place = len(before) - before.rfind("\n")
        line = before.count("\n") + 1
        raise Unreadable("encoding", f"{line}|{place}|{content[error.start]:02X}") from error


def refuse_other_bytes(content: bytes) -> None:
    """Unreadable for UTF-16 without its mark, and for what is no text in any encoding."""
    sample = content[:PROBED_BYTES]
    fewer, more = sorted((sample[0::2].count(0), sample[1::2].count(0)))
    if more > MANY * len(sample) and fewer <= FEW * len(sample):
        raise Unreadable("utf16_without_mark")
    strange = len(sample) - len(sample.translate(None, CONTROL))
    if strange > 1 and strange > FEW * len(sample):
        raise Unreadable("not_text")


def check_lines(text: str) -> None:
    """Unreadable, with the line, for what no writer of tables means: NUL, piled marks, lines ended by CR alone, endless lines."""
    if (place := text.find("\0")) >= 0:
        raise Unreadable("csv_nul", str(text.count("\n", 0, place) + 1))
    if (place := find_piled(text)) >= 0:
        raise Unreadable("marks_piled", f"dòng {text.count(chr(10), 0, place) + 1}")
    if "\r" in text and "\n" not in text:
        raise Unreadable("csv_cr", "1")
    if len(text) > MAX_CSV_LINE:
        for number, line in enumerate(text.split("\n"), start=1):
            if len(line) > MAX_CSV_LINE:
                raise Unreadable("csv_long", str(number))


def fits(row: list[str], width: int) -> bool:
    """Whether a row has the header's number of cells; more are no fault as long as they are empty."""
    return len(row) == width or (len(row) > width and not any(value.strip() for value in row[width:]))


def is_even(text: str, delimiter: str, *, skips_spaces: bool = False) -> bool:
    """Whether this mark parts the first rows into as many columns as the header."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=skips_spaces, strict=True)
    try:
        rows = [row for row in islice(reader, PROBED_ROWS) if any(value.strip() for value in row)]
    except csv.Error:
        return False
    return len(rows[0]) > 1 and all(fits(row, len(rows[0])) for row in rows)


def first_record(text: str) -> str:
    """The header as it is written; a line break inside quotes does not end it."""
    header = ""
    for line in islice(LINE.finditer(text), PROBED_ROWS):
        header += line.group()
        if header.strip() and header.count('"') % 2 == 0:
            break
    return header.strip("\r\n")


def find_delimiter(text: str) -> str:
    """What parts the columns, by the header: the one mark in it, or the only one that parts all rows as it parts the header."""
    header = first_record(text)
    bare = QUOTED.sub("", header)
    present = [mark for mark in DELIMITERS if mark in bare]
    if not present and (found := below_title(text)):
        return found
    if not present:
        raise Unreadable("not_table", header[:200]) if header.strip() else Unreadable("empty_table")
    if len(present) > 1:
        present = [mark for mark in present if is_even(text, mark)] or present
    if len(present) > 1:
        raise Unreadable("delimiter", header[:200])
    return present[0]


def below_title(text: str) -> str:
    """What parts the columns of a table under lines of one cell each; empty when there is none of so many columns."""
    begin = 0
    for line in islice(LINE.finditer(text), TITLE_LINES):
        bare = QUOTED.sub("", line.group())
        found = [mark for mark in DELIMITERS if bare.count(mark) >= FEWEST_MARKS]
        if found:
            return found[0] if len(found) == 1 and is_even(text[begin:], found[0]) else ""
        if any(mark in bare for mark in DELIMITERS):
            return ""
        begin = line.end()
    return ""


class Dialect:
    """How a text is parted: what parts its cells, whether spaces before a quote are none, and where its first row begins."""

    def __init__(self, delimiter: str, begin: int, *, skips_spaces: bool) -> None:
        self.delimiter, self.begin, self.skips_spaces = delimiter, begin, skips_spaces
        self.first_line = 2 if begin else 1


def find_dialect(begins: str) -> Dialect:
    """The dialect of a text by how it begins: the same for a text at hand and for one that streams."""
    separator = SEPARATOR_LINE.match(begins)
    begin = separator.end() if separator else 0
    text = begins[begin:]
    delimiter = separator[1] if separator else find_delimiter(text)
    # A quote behind spaces opens a cell in some writers' files; where that does not work out it is a letter.
    is_spaced = re.search(rf'{re.escape(delimiter)} +"', text[:PIECE]) is not None
    skips_spaces = is_spaced and is_even(text, delimiter, skips_spaces=True)
    return Dialect(delimiter, begin, skips_spaces=skips_spaces)


def part_rows(lines: Iterable[str], dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line it begins on; all as long as the first, but for empty cells at the end.

    Lines of one cell above a table are its title and may be shorter.

    Raises Unreadable with the line that is wrong.
    """
    reader = csv.reader(lines, delimiter=dialect.delimiter, skipinitialspace=dialect.skips_spaces, strict=True)
    line, width = dialect.first_line, 0
    try:
        for values in reader:
            if any(values) and any(value.strip() for value in values):
                if width <= 1:
                    width = len(values)
                if len(values) != width:
                    if not fits(values, width):
                        raise Unreadable("csv_ragged", f"{line}|{len(values)}|{width}")
                    del values[width:]
                yield line, values
            line = reader.line_num + dialect.first_line
    except csv.Error as error:
        is_long = "field larger" in str(error)
        raise Unreadable("csv_long" if is_long else "csv_quote", str(line)) from error
    if not width:
        raise Unreadable("empty_table")


def read_table(text: str) -> dict[str, object]:
    """Parts a text into rows and gives them with the lines they begin on."""
    text = text.rstrip("\x1a")
    dialect = find_dialect(text)
    lines: list[int] = []
    table: list[list[str]] = []
    cells = 0
    for line, values in part_rows(io.StringIO(text[dialect.begin :], newline=""), dialect):
        lines.append(line)
        table.append(values)
        cells += len(values)
        if len(lines) > MAX_CSV_ROWS + 1 or cells > MAX_CELLS:
            raise Unreadable("too_many_cells")
    return {"kind": "csv", "lines": lines, "table": table}
