"""The archive of a workbook: what it may carry, and its parts, inflated under a budget and checked as XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from loaders.reading.child.limits import MAX_EXPANDED, MAX_MEMBERS, MAX_RATIO, RATIO_FLOOR, Unreadable

# Large pieces: an XML reader looks again at an unfinished tag or comment with every piece it gets.
CHUNK = 2**20
XML_PARTS = (".xml", ".rels")
MIME_SIZE = 200

# What a part of a workbook must not be called: macros, embedded programs and documents.
FORBIDDEN_PARTS = (
    ("vbaproject", "macros"),
    ("xl/macrosheets/", "macros"),
    ("/embeddings/", "embedded"),
    ("/activex/", "embedded"),
)
LIVE_LINKS = {"ddeLink", "oleLink"}
CONTENT_TYPES = "[content_types].xml"

OpeningTag = Callable[[str, dict[str, str]], None]


def local(name: str) -> str:
    """The name of a tag or an attribute without its prefix."""
    return name[name.find(":") + 1 :]


def refuse_doctype(*_: object) -> None:
    """Called when a part declares a document type, which is where entity bombs begin."""
    raise Unreadable("doctype")


class Archive:
    """A workbook's parts by their name in lower case; every byte that is inflated counts against one budget."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        self.budget = MAX_EXPANDED
        self.unread = self.check_members()

    def check_members(self) -> dict[str, zipfile.ZipInfo]:
        """The parts, after looking at what kind of archive it is and what it carries."""
        members = [info for info in self.zip.infolist() if not info.is_dir()]
        if len(members) > MAX_MEMBERS:
            raise Unreadable("bomb")
        if any(info.flag_bits & 1 for info in members):
            raise Unreadable("password")
        parts = {info.filename.replace("\\", "/").lower().lstrip("/"): info for info in members}
        if len(parts) != len(members):
            raise Unreadable("damaged")
        if "mimetype" in parts or "content.xml" in parts:
            raise Unreadable("other_format", self.format_of(parts.get("mimetype")))
        if "xl/workbook.bin" in parts:
            raise Unreadable("other_format", "xlsb")
        if any(name.startswith(("word/", "ppt/")) for name in parts):
            raise Unreadable("other_format", "office")
        is_workbook = any(name.startswith("xl/") for name in parts)
        if CONTENT_TYPES not in parts:
            raise (
                Unreadable("missing_part", "[Content_Types].xml") if is_workbook else Unreadable("other_format", "zip")
            )
        for name in parts:
            for marker, reason in FORBIDDEN_PARTS:
                if marker in f"/{name}":
                    raise Unreadable(reason)
        return parts

    def format_of(self, mime_type: zipfile.ZipInfo | None) -> str:
        """What an archive of documents is by the type it names first; `ods` when it names none."""
        if mime_type is None:
            return "ods"
        with self.zip.open(mime_type) as member:
            name = member.read(MIME_SIZE)
        if b"opendocument" not in name:
            return "zip"
        return "ods" if b"spreadsheet" in name else "office"

    def __contains__(self, part: str) -> bool:
        return part in self.unread

    def pieces(self, part: str) -> Iterator[bytes]:
        """The content of a part in pieces; the part counts as read."""
        info = self.unread.pop(part, None)
        if info is None:
            raise Unreadable("missing_part", part)
        with self.zip.open(info) as member:
            size = 0
            while piece := member.read(CHUNK):
                size += len(piece)
                self.budget -= len(piece)
                if self.budget < 0 or (size > RATIO_FLOOR and size > MAX_RATIO * max(info.compress_size, 1)):
                    raise Unreadable("bomb")
                yield piece

    def parse(self, part: str, start: OpeningTag | None = None, parser: expat.XMLParserType | None = None) -> None:
        """Checks that a part is well-formed XML without a document type; `start` sees its opening tags."""
        if parser is None:
            parser = expat.ParserCreate()
            parser.StartElementHandler = start
        parser.StartDoctypeDeclHandler = refuse_doctype
        for piece in self.pieces(part):
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def finish(self) -> None:
        """Reads the parts nobody asked for, so that all of the file was checked."""
        for part in list(self.unread):
            if part.endswith(XML_PARTS):
                self.parse(part, refuse_live_links)
            else:
                for piece in self.pieces(part):
                    # Old drawings are markup, seldom well-formed, and nobody parses them.
                    if part.endswith(".vml") and b"<!DOCTYPE" in piece:
                        raise Unreadable("doctype")


def refuse_live_links(name: str, _: dict[str, str]) -> None:
    """Called for the opening tags of parts that hold no cells: a link to another program is not followed, nor accepted."""
    if local(name) in LIVE_LINKS:
        raise Unreadable("embedded")
