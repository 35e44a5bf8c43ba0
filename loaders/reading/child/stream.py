"""The child's life with one long CSV: standard input is the file itself, rows go out in frames as they are read."""

from __future__ import annotations

import codecs
import io
import json
import resource
import sys

from loaders.reading.child.content import KNOWN_MAGIC, OLE_MAGIC, refuse_markup
from loaders.reading.child.csv_text import MARKS, PIECE, find_dialect, part_rows, refuse_other_bytes
from loaders.reading.child.limits import ENCODINGS, LENGTH, MAX_CSV_LINE, Unreadable
from loaders.reading.child.marks import find_piled
from loaders.reading.child.serving import limit_process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MAX_STREAM = 2**30
STREAM_CPU_SECONDS = 3600
ROWS_A_FRAME = 5000


def may_be_table(begins: bytes) -> bool:
    """Whether a file that begins like this may be a CSV: it is none of the formats known by their first bytes."""
    return not begins.startswith((b"PK", OLE_MAGIC, *(magic for magic, _ in KNOWN_MAGIC)))


def encoding_of(begins: bytes, declared: str) -> str:
    """What the text is written in, by its byte order mark, else as the source declares, else UTF-8."""
    if begins.startswith((b"PK", OLE_MAGIC)):
        raise Unreadable("too_large")
    for magic, name in KNOWN_MAGIC:
        if begins.startswith(magic):
            raise Unreadable("other_format", name)
    encoding = next((name for mark, name in MARKS if begins.startswith(mark)), declared or "utf-8")
    if encoding not in ENCODINGS and encoding != "utf-8-sig":
        raise Unreadable("encoding_unknown", encoding[:40])
    if encoding in ("utf-8", "cp1258", "cp1252", "latin-1"):
        refuse_other_bytes(begins)
    return encoding


def texts_of(source: BinaryIO, declared: str) -> Iterator[str]:
    """The file's text a piece at a time. Unreadable, with the line, for bytes that are no text in its encoding."""
    piece = source.read(PIECE)
    if not piece:
        raise Unreadable("empty")
    encoding = encoding_of(piece, declared)
    decoder = codecs.getincrementaldecoder(encoding)()
    size, line, column = 0, 1, 0
    while True:
        size += len(piece)
        if size > MAX_STREAM:
            raise Unreadable("too_large")
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(encoding, "ignore")
            place = len(before) - before.rfind("\n") + (0 if "\n" in before else column)
            detail = f"{line + before.count(chr(10))}|{place}|{error.object[error.start]:02X}"
            raise Unreadable("encoding", detail) from error
        if (nul := text.find("\0")) >= 0:
            raise Unreadable("csv_nul", str(line + text.count("\n", 0, nul)))
        if (piled := find_piled(text)) >= 0:
            raise Unreadable("marks_piled", f"dòng {line + text.count(chr(10), 0, piled)}")
        line += text.count("\n")
        column = len(text) - text.rfind("\n") - 1 + (0 if "\n" in text else column)
        yield text
        if not piece:
            return
        piece = source.read(PIECE)


def lines_of(begins: str, texts: Iterator[str]) -> Iterator[str]:
    """The lines of a text that comes in pieces, each with its end."""
    rest, number = begins, 1
    for text in texts:
        lines = io.StringIO(rest + text, newline="").readlines()
        rest = lines.pop() if lines else ""
        yield from lines
        number += len(lines)
        if len(rest) > MAX_CSV_LINE:
            raise Unreadable("csv_long", str(number))
    if rest.rstrip("\x1a"):
        yield rest.rstrip("\x1a")


def rows_of_stream(source: BinaryIO, declared: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line it begins on; all as long as the first. Raises Unreadable."""
    texts = texts_of(source, declared)
    begins = next(texts).removeprefix("\ufeff")
    if refusal := refuse_markup(begins):
        raise refusal
    if "\r" in begins and "\n" not in begins:
        raise Unreadable("csv_cr", "1")
    whole_lines = begins[: begins.rfind("\n") + 1] or begins
    dialect = find_dialect(whole_lines)
    yield from part_rows(lines_of(begins[dialect.begin :], texts), dialect)


def send(sink: BinaryIO, answer: dict[str, object]) -> None:
    """One frame out."""
    data = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    sink.write(LENGTH.pack(len(data)) + data)
    sink.flush()


def stream(source: BinaryIO, sink: BinaryIO, declared: str) -> None:
    """Frames of rows, then one that says the end or why there is none."""
    lines: list[int] = []
    table: list[list[str]] = []
    try:
        for line, values in rows_of_stream(source, declared):
            lines.append(line)
            table.append(values)
            if len(lines) == ROWS_A_FRAME:
                send(sink, {"lines": lines, "table": table})
                lines, table = [], []
        send(sink, {"lines": lines, "table": table})
        send(sink, {"end": True})
    except Unreadable as error:
        send(sink, {"reason": error.reason, "detail": error.detail})
    except MemoryError:
        send(sink, {"reason": "too_many_cells", "detail": ""})


def main() -> None:
    """The whole life of the process; its one argument after the package's folder is the encoding that the source declares."""
    limit_process()
    resource.setrlimit(resource.RLIMIT_CPU, (STREAM_CPU_SECONDS, resource.RLIM_INFINITY))
    stream(sys.stdin.buffer, sys.stdout.buffer, sys.argv[2])
