"""The parser child: bytes of files in by standard input, raw cells out by standard output, and nothing else.

Run as `python -I child.py`. It knows only the standard library and calamine, and after its imports it can open neither
file nor socket. A frame is eight bytes of length, then the content; every frame in is answered by one frame of JSON.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import json
import re
import resource
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

MAX_FILE = 20 * 2**20
MAX_EXPANDED = 200 * 2**20
MAX_RATIO = 100
RATIO_FLOOR = 2**20
MAX_MEMBERS = 2000
GRID_ROWS, GRID_COLUMNS = 1_048_576, 16_384
MAX_ROWS, MAX_COLUMNS, MAX_AREA = 50_000, 256, 4_000_000
MAX_CSV_LINE = 2**20
ADDRESS_SPACE = 512 * 2**20
CPU_SECONDS = 60
CHUNK = 2**16

LENGTH = struct.Struct(">Q")
DELIMITERS = ",;\t"
DIGITS = "0123456789"
PERCENT_BUILT_IN = {9, 10}
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')

# What a part of a workbook must not be called: macros, embedded programs and documents.
FORBIDDEN_PARTS = (
    ("vbaproject.bin", "macros"),
    ("xl/macrosheets/", "macros"),
    ("xl/embeddings/", "embedded"),
    ("xl/activex/", "embedded"),
    ("xl/ctrlprops/", "embedded"),
)
KNOWN_MAGIC = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
)
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_MAGIC = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(ValueError):
    """A file that is not read. `reason` is one of a closed list that the parent words, `detail` a fact about the file."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


@dataclass
class SheetScan:
    """What the second look at a sheet's XML found: cells calamine cannot tell apart, and how far the sheet reaches."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    percents: set[tuple[int, int]] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0


def column_number(letters: str) -> int:
    """`A` is 1, `XFD` is 16384; Unreadable for anything outside the grid."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise Unreadable("grid", letters)
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= GRID_COLUMNS:
        raise Unreadable("grid", letters)
    return number


class SheetScanner:
    """Walks the XML of one sheet without building a tree; only cells that need a second look are watched to their end."""

    def __init__(self, percent_styles: set[str]) -> None:
        self.scan = SheetScan()
        self.percent_styles = percent_styles
        self.columns: dict[str, int] = {}
        self.row = self.column = 0
        self.is_watched = self.has_formula = False
        self.cell_type = self.style = self.inside = ""
        self.text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.StartDoctypeDeclHandler = refuse_doctype

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Called at every opening tag."""
        if ":" in name:
            name = name.partition(":")[2]
        if name == "c":
            self.open_cell(attributes)
        elif name in ("v", "f", "is"):
            scan = self.scan
            scan.last_row = max(scan.last_row, self.row)
            scan.last_column = max(scan.last_column, self.column)
            if name == "f":
                self.is_watched = self.has_formula = True
            if self.is_watched:
                self.inside = name
                self.parser.CharacterDataHandler = self.characters
        elif name == "row":
            self.finish_cell()
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0

    def open_cell(self, attributes: dict[str, str]) -> None:
        """Notes where the cell is, as it says itself or as its place implies."""
        if self.is_watched:
            self.finish_cell()
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip(DIGITS)
            column = self.columns.get(letters)
            if column is None:
                column = self.columns[letters] = column_number(letters)
            self.column = column
            self.row = int(reference[len(letters) :] or 0)
        if not (1 <= self.row <= GRID_ROWS and self.column <= GRID_COLUMNS):
            raise Unreadable("grid", reference or "")
        self.cell_type, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.is_watched = self.cell_type == "e" or (self.cell_type == "n" and self.style in self.percent_styles)

    def characters(self, data: str) -> None:
        """Called for text inside watched cells."""
        if self.inside == "v":
            self.text.append(data)

    def finish_cell(self) -> None:
        """Files a watched cell under what it turned out to be."""
        if not self.is_watched:
            return
        scan, place, value = self.scan, (self.row, self.column), "".join(self.text).strip()
        if self.cell_type == "e":
            scan.errors[place] = value
        elif self.has_formula and not value and self.cell_type != "str":
            scan.uncalculated.add(place)
        elif value and self.cell_type == "n" and self.style in self.percent_styles:
            scan.percents.add(place)
        self.is_watched = self.has_formula = False
        self.inside, self.text = "", []
        self.parser.CharacterDataHandler = None


def refuse_doctype(*_: object) -> None:
    """Called when a part declares a document type, which is where entity bombs begin."""
    raise Unreadable("doctype")


def expanded(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: list[int]) -> Iterator[bytes]:
    """The member's content in pieces, counted against what the whole file may expand to."""
    with archive.open(info) as member:
        size = 0
        while piece := member.read(CHUNK):
            size += len(piece)
            budget[0] -= len(piece)
            if budget[0] < 0:
                raise Unreadable("bomb")
            if size > RATIO_FLOOR and size > MAX_RATIO * max(info.compress_size, 1):
                raise Unreadable("bomb")
            yield piece


def parse_part(pieces: Iterator[bytes], start: Callable[[str, dict[str, str]], None] | None = None) -> None:
    """Checks that a part is well-formed XML without a document type; `start` sees its opening tags."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    if start is not None:
        parser.StartElementHandler = start
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def check_members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Members by name in lower case, after looking at what kind of archive it is and what it carries."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unreadable("bomb")
    parts = {info.filename.lower().lstrip("/"): info for info in members}
    if len(parts) != len(members) or any(info.flag_bits & 1 for info in members):
        raise Unreadable("damaged")
    if "mimetype" in parts or "content.xml" in parts:
        raise Unreadable("other_format", "ods")
    if "xl/workbook.bin" in parts:
        raise Unreadable("other_format", "xlsb")
    if any(name.startswith(("word/", "ppt/")) for name in parts):
        raise Unreadable("other_format", "office")
    if "[content_types].xml" not in parts:
        raise Unreadable("other_format", "zip")
    for name in parts:
        for marker, reason in FORBIDDEN_PARTS:
            if marker in name:
                raise Unreadable(reason)
    if "xl/workbook.xml" not in parts:
        raise Unreadable("missing_part", "xl/workbook.xml")
    return parts


def percent_styles(archive: zipfile.ZipFile, info: zipfile.ZipInfo | None, budget: list[int]) -> set[str]:
    """Indexes of the cell styles that show a number as a percent."""
    if info is None:
        return set()
    formats: dict[int, str] = {}
    styles: list[int] = []
    section = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        name = name[name.find(":") + 1 :]
        if name in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            section[0] = name
        elif name == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "xf" and section[0] == "cellXfs":
            styles.append(int(attributes.get("numFmtId", "0")))

    parse_part(expanded(archive, info, budget), start)
    return {
        str(index)
        for index, number in enumerate(styles)
        if number in PERCENT_BUILT_IN or "%" in QUOTED.sub("", formats.get(number, ""))
    }


def sheet_parts(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], budget: list[int]) -> dict[str, str]:
    """Sheet name -> the part that holds its cells."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(_: str, attributes: dict[str, str]) -> None:
        if attributes.get("Type", "").endswith("/worksheet"):
            target = attributes["Target"].lower()
            targets[attributes["Id"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name[name.find(":") + 1 :] == "sheet":
            for key, value in attributes.items():
                if key == "id" or key.endswith(":id"):
                    sheets[attributes["name"]] = value

    if "xl/_rels/workbook.xml.rels" not in parts:
        raise Unreadable("missing_part", "xl/_rels/workbook.xml.rels")
    parse_part(expanded(archive, parts["xl/_rels/workbook.xml.rels"], budget), relation)
    parse_part(expanded(archive, parts["xl/workbook.xml"], budget), sheet)
    found = {name: targets[key] for name, key in sheets.items() if key in targets}
    for part in found.values():
        if part not in parts:
            raise Unreadable("missing_part", part)
    return found


def scan_workbook(content: bytes) -> dict[str, SheetScan]:
    """Every check that comes before a reader; gives the second look at each sheet."""
    budget = [MAX_EXPANDED]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = check_members(archive)
        sheets = sheet_parts(archive, parts, budget)
        percents = percent_styles(archive, parts.get("xl/styles.xml"), budget)
        wanted = set(sheets.values())
        seen = {"xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/styles.xml"}
        scans: dict[str, SheetScan] = {}
        for part, info in parts.items():
            if part in seen:
                continue
            pieces = expanded(archive, info, budget)
            if part in wanted or part.startswith("xl/worksheets/sheet"):
                scanner = SheetScanner(percents)
                for piece in pieces:
                    scanner.parser.Parse(piece, False)
                scanner.parser.Parse(b"", True)
                scanner.finish_cell()
                scans[part] = within_limits(scanner.scan)
            elif part.endswith((".xml", ".rels", ".vml")):
                parse_part(pieces)
            else:
                for _ in pieces:
                    pass
    return {name: scans[part] for name, part in sheets.items()}


def within_limits(scan: SheetScan) -> SheetScan:
    """The scan itself, unless the sheet reaches so far that no reader should lay it out."""
    if scan.last_row > MAX_ROWS or scan.last_column > MAX_COLUMNS or scan.last_row * scan.last_column > MAX_AREA:
        raise Unreadable("far_corner", f"{scan.last_row} × {scan.last_column}")
    return scan


class SheetAnswer:
    """The cells of one sheet as five lists of equal length, which JSON carries faster than a list for each cell."""

    def __init__(self, name: str, visible: bool) -> None:
        self.name, self.visible = name, visible
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self.numbers: list[float | None] = []

    def add(self, row: int, column: int, kind: str, text: str, number: float | None = None) -> None:
        """Adds a cell that is not blank."""
        self.rows.append(row)
        self.columns.append(column)
        self.kinds.append(kind)
        self.texts.append(text)
        self.numbers.append(number)

    def add_value(self, row: int, column: int, value: object, is_percent: bool) -> None:
        """Adds what calamine found in a cell; nothing when it is blank."""
        match value:
            case str():
                if value and not value.isspace():
                    self.add(row, column, "text", value)
            case bool():
                self.add(row, column, "boolean", "TRUE" if value else "FALSE")
            case int() | float() if is_percent:
                percent = float(Decimal(repr(float(value))) * 100)
                self.add(row, column, "percent", repr(percent), percent)
            case int() | float():
                self.add(row, column, "number", repr(value), float(value))
            case datetime.datetime() | datetime.date() | datetime.time():
                self.add(row, column, "date", value.isoformat())
            case datetime.timedelta():
                self.add(row, column, "date", str(value))


def read_workbook(content: bytes) -> dict[str, object]:
    """Raw cells of every sheet of an .xlsx file."""
    scans = scan_workbook(content)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = []
    for metadata in workbook.sheets_metadata:
        scan = scans.get(metadata.name)
        if scan is None:
            continue
        sheet = SheetAnswer(metadata.name, metadata.visible == SheetVisibleEnum.Visible)
        for row, values in enumerate(
            workbook.get_sheet_by_name(metadata.name).to_python(skip_empty_area=False), start=1
        ):
            for column, value in enumerate(values, start=1):
                if value != "":
                    sheet.add_value(row, column, value, (row, column) in scan.percents)
        for (row, column), error in scan.errors.items():
            sheet.add(row, column, "error", error)
        for row, column in scan.uncalculated:
            sheet.add(row, column, "uncalculated", "")
        sheets.append(vars(sheet))
    return {"kind": "xlsx", "sheets": sheets}


def read_csv(content: bytes) -> dict[str, object]:
    """Raw cells of a CSV file: UTF-8, delimiter by its header, every row as long as the header."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("encoding", str(content.count(b"\n", 0, error.start) + 1)) from error
    if "\0" in text:
        raise Unreadable("not_text")
    if "\r" in text and "\n" not in text:
        raise Unreadable("csv_line", "1")
    header = text.partition("\n")[0]
    outside_quotes = re.sub(r'"[^"]*"', "", header)
    present = [mark for mark in DELIMITERS if mark in outside_quotes]
    if len(present) > 1:
        raise Unreadable("delimiter", header[:200])
    if not present:
        raise Unreadable("not_table", header[:200])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=present[0], strict=True)
    sheet = SheetAnswer("", True)
    width, line = 0, 1
    try:
        for values in reader:
            if values and any(value.strip() for value in values):
                width = width or len(values)
                if len(values) != width:
                    raise Unreadable("csv_line", str(line))
                for column, value in enumerate(values, start=1):
                    sheet.add_value(line, column, value, is_percent=False)
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("csv_line", str(line)) from error
    return {"kind": "csv", "sheets": [vars(sheet)]}


def read_content(content: bytes) -> dict[str, object]:
    """Decides by the first bytes what a file is, and reads it."""
    if not content:
        raise Unreadable("empty")
    if len(content) > MAX_FILE:
        raise Unreadable("too_large")
    if content.startswith(b"PK\x03\x04"):
        return read_workbook(content)
    if content.startswith(b"PK"):
        raise Unreadable("damaged")
    if content.startswith(OLE_MAGIC):
        raise Unreadable("password") if ENCRYPTED in content else Unreadable("other_format", "xls")
    for magic, name in KNOWN_MAGIC:
        if content.startswith(magic):
            raise Unreadable("other_format", name)
    if content.startswith(UTF16_MAGIC):
        raise Unreadable("other_format", "utf-16")
    if content.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<":
        raise Unreadable("other_format", "html")
    return read_csv(content)


def answer(content: bytes) -> dict[str, object]:
    """The answer to one frame: raw cells, or why there are none. What is not foreseen ends the process."""
    try:
        return read_content(content)
    except Unreadable as error:
        return {"reason": error.reason, "detail": error.detail}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return {"reason": "damaged", "detail": ""}
    except (expat.ExpatError, CalamineError, KeyError, ValueError, IndexError):
        return {"reason": "malformed", "detail": ""}
    except (MemoryError, RecursionError):
        return {"reason": "too_large", "detail": ""}


def limit_process() -> None:
    """Bounds memory and files for the rest of the process. Codecs are looked up first: later nothing can be opened."""
    for name in ("utf-8-sig", "utf-16", "cp437"):
        codecs.lookup(name)
    csv.field_size_limit(MAX_CSV_LINE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def allow_more_time() -> None:
    """Gives the next file its own share of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answers frame after frame until the parent closes its end."""
    while header := source.read(LENGTH.size):
        allow_more_time()
        reply = json.dumps(answer(source.read(LENGTH.unpack(header)[0])), ensure_ascii=False, separators=(",", ":"))
        data = reply.encode("utf-8", "surrogatepass")
        sink.write(LENGTH.pack(len(data)) + data)
        sink.flush()


if __name__ == "__main__":
    limit_process()
    serve(sys.stdin.buffer, sys.stdout.buffer)
