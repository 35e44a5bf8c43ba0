"""The parts of a workbook around its sheets: which sheets there are, the styles, the shared strings."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from xml.parsers import expat

from loaders.reading.child.archive import Archive, local
from loaders.reading.child.limits import MAX_CELLS, Unreadable

WORKBOOK = "xl/workbook.xml"
TRUE = ("1", "true")
LONGEST_NAME = 1000
STYLE_SECTIONS = {"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "extLst"}
PERCENT_BUILT_IN = {9, 10}
DATE_BUILT_IN = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
DURATION_BUILT_IN = {46}
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
DATE_LETTER = re.compile(r"[dmyhs]", re.IGNORECASE)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
URL_ESCAPED = re.compile(r"%([0-7][0-9A-Fa-f])")


# Plain classes: the module dataclasses would double the time the child needs to start.
class SheetEntry:
    """A sheet as the workbook lists it; `part` is empty for one that holds no cells (a chart)."""

    def __init__(self, name: str, part: str, state: str) -> None:
        self.name, self.part, self.state = name, part, state


class Styles:
    """Each cell style by its index: how it shows a number (`percent`, `date`, `duration`), which old font it is in."""

    def __init__(self, shown: list[str], fonts: list[str]) -> None:
        self.shown, self.fonts = shown, fonts


class Book:
    """The workbook's main part, read: its sheets, where styles and strings are, and two settings."""

    def __init__(
        self, sheets: list[SheetEntry], styles: str, strings: str, starts_1904: bool, calculates_on_load: bool
    ) -> None:
        self.sheets, self.styles_part, self.strings_part = sheets, styles, strings
        self.starts_1904, self.calculates_on_load = starts_1904, calculates_on_load


def old_font(name: str) -> str:
    """`tcvn3` for `.VnTime` and its kin, `vni` for `VNI-Times` and its kin, else nothing; `H` behind: capitals only."""
    lowered = name.strip().lower()
    if lowered.startswith(".vn"):
        return "tcvn3h" if lowered.endswith("h") else "tcvn3"
    return "vni" if lowered.startswith("vni-") else ""


def unescaped(text: str) -> str:
    """Text with the workbook's own escapes («_x000D_») resolved; half a character becomes a replacement mark."""
    if "_x" not in text or ESCAPED.search(text) is None:
        return text
    text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def relations(archive: Archive, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Id -> (type's last word, part it points to)."""
    found: dict[str, tuple[str, str]] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = URL_ESCAPED.sub(lambda seen: chr(int(seen[1], 16)), attributes["Target"]).replace("\\", "/")
            whole = target if target.startswith("/") else f"/{folder}/{target}"
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes["Id"]] = kind, posixpath.normpath(whole).lstrip("/").lower()

    archive.parse(part, relation)
    return found


def find_workbook(archive: Archive) -> str:
    """The workbook's main part: where the package says it is, else where it usually is."""
    if "_rels/.rels" in archive:
        for kind, part in relations(archive, "_rels/.rels", "").values():
            if kind == "officeDocument" and part in archive:
                return part
    if WORKBOOK not in archive:
        raise Unreadable("missing_part", WORKBOOK)
    return WORKBOOK


def read_book(archive: Archive) -> Book:
    """Lists the sheets in their order and where their parts are. Raises Unreadable when one is missing."""
    main = find_workbook(archive)
    folder, _, file_name = main.rpartition("/")
    rels = f"{folder}/_rels/{file_name}.rels".lstrip("/")
    targets = relations(archive, rels, folder)
    listed: list[tuple[str, str, str]] = []
    settings: dict[str, bool] = {}

    def entry(name: str, attributes: dict[str, str]) -> None:
        match local(name):
            case "sheet":
                key = next(value for key, value in attributes.items() if key != "sheetId" and local(key) == "id")
                listed.append((attributes["name"], key, attributes.get("state", "visible")))
            case "workbookPr":
                settings["1904"] = attributes.get("date1904", "").lower() in TRUE
            case "calcPr":
                settings["calc"] = attributes.get("fullCalcOnLoad", "").lower() in TRUE

    archive.parse(main, entry)
    sheets: list[SheetEntry] = []
    for name, key, state in listed:
        if key not in targets:
            raise Unreadable("missing_part", name)
        kind, part = targets[key]
        if kind.lower() in ("xlmacrosheet", "xlintlmacrosheet"):
            raise Unreadable("macros")
        if part not in archive:
            raise Unreadable("missing_part", part)
        if len(name) > LONGEST_NAME:
            raise Unreadable("malformed")
        sheets.append(SheetEntry(unescaped(name), part if kind == "worksheet" else "", state))
    if not sheets:
        raise Unreadable("missing_part", "sheets")
    usual = {kind: f"{folder}/{kind.lower()}.xml".lstrip("/") for kind in ("styles", "sharedStrings")}
    parts = {kind: part for kind, part in (*usual.items(), *targets.values()) if part in archive}
    return Book(
        sheets, parts.get("styles", ""), parts.get("sharedStrings", ""),
        settings.get("1904", False), settings.get("calc", False),
    )  # fmt: skip


def shown_as(number: int, code: str) -> str:
    """What a number format makes of a number: `percent`, `date`, `duration`, or nothing special.

    A code that the file gives wins over the built-in one of its number; its first section is the one for ordinary numbers.
    """
    first = code.partition(";")[0]
    if not code:
        built_in = ((PERCENT_BUILT_IN, "percent"), (DURATION_BUILT_IN, "duration"), (DATE_BUILT_IN, "date"))
        return next((kind for numbers, kind in built_in if number in numbers), "")
    if "%" in LITERAL.sub("", first):
        return "percent"
    if ELAPSED.search(first):
        return "duration"
    return "date" if DATE_LETTER.search(LITERAL.sub("", first)) else ""


def read_styles(archive: Archive, part: str) -> Styles:
    """The cell styles; none when the workbook has no such part."""
    formats: dict[int, str] = {}
    fonts: list[str] = []
    styles: list[tuple[int, int]] = []
    section = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal section
        name = local(name)
        if name in STYLE_SECTIONS:
            section = name
        elif section == "numFmts" and name == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif section == "fonts":
            if name == "font":
                fonts.append("")
            elif name == "name":
                fonts[-1] = old_font(attributes.get("val", ""))
        elif section == "cellXfs" and name == "xf":
            styles.append((int(attributes.get("numFmtId", "0")), int(attributes.get("fontId", "0"))))

    if part:
        archive.parse(part, start)
    return Styles(
        [shown_as(number, formats.get(number, "")) for number, _ in styles],
        [fonts[font] if font < len(fonts) else "" for _, font in styles],
    )


def font_of_runs(runs: Iterable[str | None]) -> str | None:
    """The old font of a text made of runs: of the first run that has one; None when the cell's own font shows through."""
    fonts = list(runs)
    return next((font for font in fonts if font), None if None in fonts or not fonts else "")


class TextReader:
    """Collects the text of `<si>` and `<is>`: all its runs, without the phonetic guide, and the fonts the runs name."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.runs: list[str | None] = []
        self.data: list[str] = []
        self.font: str | None = None
        self.is_phonetic = False

    def begin(self) -> None:
        """A new text begins."""
        self.pieces, self.runs, self.font, self.is_phonetic = [], [], None, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An opening tag inside the text."""
        if name == "t":
            self.data.clear()
        elif name == "rPh":
            self.is_phonetic = True
        elif name == "r":
            self.font = None
        elif name == "rFont":
            self.font = old_font(attributes.get("val", ""))

    def end(self, name: str) -> None:
        """A closing tag inside the text."""
        if name == "t" and not self.is_phonetic:
            text = "".join(self.data)
            self.pieces.append(text)
            if text.strip():
                self.runs.append(self.font)
        elif name == "rPh":
            self.is_phonetic = False
        elif name == "r":
            self.font = None

    def finish(self) -> tuple[str, str | None]:
        """The whole text and its font."""
        return unescaped("".join(self.pieces)), font_of_runs(self.runs)


class Strings:
    """The shared strings, and for those whose runs name fonts the old one among them, if any."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.fonts: dict[int, str] = {}

    def add(self, text: str, font: str | None) -> None:
        """Adds the next string."""
        if len(self.texts) >= MAX_CELLS:
            raise Unreadable("too_many_cells")
        if font is not None:
            self.fonts[len(self.texts)] = font
        self.texts.append(text)


def read_strings(archive: Archive, part: str) -> Strings:
    """The shared strings; none when the workbook has no such part."""
    strings = Strings()
    if not part:
        return strings
    reader = TextReader()

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            reader.begin()
        else:
            reader.start(name, attributes)

    def end(name: str) -> None:
        name = local(name)
        if name == "si":
            strings.add(*reader.finish())
        else:
            reader.end(name)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = reader.data.append
    archive.parse(part, parser=parser)
    return strings
