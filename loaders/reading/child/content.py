"""What a file is, decided by its bytes and never by its name, and the answer to it."""

from __future__ import annotations

import re
import zipfile
import zlib
from xml.parsers import expat

from loaders.reading.child.csv_text import check_lines, decode, read_table
from loaders.reading.child.limits import MAX_FILE, Unreadable
from loaders.reading.child.workbook import read_workbook

KNOWN_MAGIC = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x09\x00\x04\x00", "xls"),
    (b"\x09\x02\x06\x00", "xls"),
    (b"\x09\x04\x06\x00", "xls"),
    (b"\x09\x08\x10\x00", "xls"),
)
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_STREAMS = (
    ("EncryptedPackage", "password", ""),
    ("Workbook", "other_format", "xls"),
    ("Book", "other_format", "xls"),
    ("WordDocument", "other_format", "office"),
    ("PowerPoint Document", "other_format", "office"),
)
TAG = re.compile(r"<[!?A-Za-z]")
PROBED = 4096


def refuse_ole(content: bytes) -> Unreadable:
    """Why a compound file is not read, by the streams its directory names."""
    for stream, reason, detail in OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return Unreadable(reason, detail)
    return Unreadable("other_format", "ole")


def refuse_markup(text: str) -> Unreadable | None:
    """Why a text is no table but a web page or another kind of markup; None when it is none."""
    begins = text.lstrip()[:PROBED]
    lowered = begins.lower()
    if lowered.startswith("mime-version:"):
        return Unreadable("other_format", "html")
    if TAG.match(begins) is None:
        return None
    if "schemas-microsoft-com:office:spreadsheet" in lowered:
        return Unreadable("other_format", "xml_2003")
    if "opendocument:xmlns:office" in lowered:
        return Unreadable("other_format", "ods")
    return Unreadable("other_format", "html")


def read_content(content: bytes, encoding: str = "") -> dict[str, object]:
    """Raw cells of a file. Raises Unreadable, or what a damaged file makes its readers raise."""
    if not content:
        raise Unreadable("empty")
    if len(content) > MAX_FILE:
        raise Unreadable("too_large")
    if content.startswith(b"PK\x03\x04"):
        return read_workbook(content)
    if content.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        raise Unreadable("damaged")
    if content.startswith(OLE_MAGIC):
        raise refuse_ole(content)
    for magic, name in KNOWN_MAGIC:
        if content.startswith(magic):
            raise Unreadable("other_format", name)
    text = decode(content, encoding)
    text = text.removeprefix("\ufeff")
    if refusal := refuse_markup(text):
        raise refusal
    check_lines(text)
    return read_table(text)


def answer(content: bytes, encoding: str = "") -> dict[str, object]:
    """The answer to one frame: raw cells, or why there are none. What is not foreseen ends the process."""
    try:
        return read_content(content, encoding)
    except Unreadable as error:
        return {"reason": error.reason, "detail": error.detail}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return {"reason": "damaged", "detail": ""}
    except (expat.ExpatError, LookupError, ValueError, ArithmeticError, OSError, StopIteration):
        return {"reason": "malformed", "detail": ""}
    except (MemoryError, RecursionError):
        return {"reason": "too_many_cells", "detail": ""}
