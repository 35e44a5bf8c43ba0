"""The parent's side of the parser child: starts it, bounds its time, takes its answers, starts it anew when a file ended it."""

from __future__ import annotations

import gc
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from unicodedata import normalize

from loaders.reading.cells import CellKind, FileKind, RawCell, RawFile, RawSheet, UnreadableFile
from loaders.reading.child.limits import ENCODINGS, FRAME, LENGTH, MAX_FILE

WALL_SECONDS = 60.0
MAX_ANSWER = 512 * 2**20
PIPE_SIZE = 2**20
# The child finds our package by the folder it is given, behind the standard library and before what is installed.
START = (
    "import sys; path = sys.path; "
    "at = next((i for i, p in enumerate(path) if p.endswith('-packages')), len(path)); path.insert(at, sys.argv[1]); "
    "from loaders.reading.child.{} import main; main()"
)


def child_command(module: str) -> tuple[str, ...]:
    """The command line of a child whose life is `main` of this module of its package."""
    return sys.executable, "-I", "-c", START.format(module), str(Path(__file__).parents[2])


CHILD = child_command("serving")

Answer = RawFile | UnreadableFile


class _ChildGone(OSError):
    """The child ended, or did not answer in time, or spoke nonsense."""


class ParserChild:
    """One child process that reads many files, one after the other. A file that ends it costs only itself."""

    def __init__(self, wall_seconds: float = WALL_SECONDS, command: tuple[str, ...] | None = None) -> None:
        self.wall_seconds = wall_seconds
        self.command = command or CHILD
        self._process: subprocess.Popen[bytes] | None = None
        self._deadline = 0.0
        self._refusal: UnreadableFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def read(self, content: bytes, encoding: str = "") -> Answer:
        """Raw cells of one file, or why it was not read; ends within the wall limit."""
        self.send(content, encoding)
        return self.receive()

    def send(self, content: bytes, encoding: str = "") -> None:
        """Gives the child a file and returns; `receive` must follow before the next one.

        `encoding` is what the source declares for a CSV without byte order mark, one of `ENCODINGS`; by default UTF-8.
        """
        if encoding and encoding not in ENCODINGS:
            raise ValueError(f"{encoding} is none of {', '.join(ENCODINGS)}")
        self._refusal = UnreadableFile("too_large") if len(content) > MAX_FILE else None
        if self._refusal is not None:
            return
        process = self._process or self._start()
        self._deadline = time.monotonic() + self.wall_seconds
        try:
            name = encoding.encode("ascii")
            self._write(process.stdin, FRAME.pack(len(content), len(name)) + name + content)
        except OSError:
            self._refusal = self._give_up()

    def receive(self) -> Answer:
        """The answer to the file sent last."""
        if self._refusal is not None:
            return self._refusal
        if self._process is None:
            raise RuntimeError("no file was sent")
        try:
            source = self._process.stdout
            size = LENGTH.unpack(self._take(source, LENGTH.size))[0]
            return understand(self._take(source, size if size <= MAX_ANSWER else 0))
        except OSError:
            return self._give_up()

    def stop(self) -> None:
        """Ends the child, whatever it is doing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def _start(self) -> subprocess.Popen[bytes]:
        # No environment of ours and no error stream; the pipes are large, so that the child is seldom kept waiting.
        self._process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/",
            bufsize=0, pipesize=PIPE_SIZE,
        )  # fmt: skip
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
        return self._process

    def _give_up(self) -> UnreadableFile:
        is_late = time.monotonic() >= self._deadline
        self.stop()
        return UnreadableFile("too_slow" if is_late else "child_ended")

    def _wait(self, stream: IO[bytes] | None, event: int) -> int:
        """The stream's number, when it is ready; _ChildGone when it is not by the deadline."""
        if stream is None:
            raise _ChildGone
        ready = select.poll()
        ready.register(stream, event)
        if not ready.poll(max(0.0, self._deadline - time.monotonic()) * 1000):
            raise _ChildGone
        return stream.fileno()

    def _write(self, sink: IO[bytes] | None, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._wait(sink, select.POLLOUT), rest[:PIPE_SIZE]) :]

    def _take(self, source: IO[bytes] | None, size: int) -> bytes:
        pieces: list[bytes] = []
        while size:
            piece = os.read(self._wait(source, select.POLLIN), min(size, PIPE_SIZE))
            if not piece:
                raise _ChildGone
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


def understand(data: bytes) -> Answer:
    """The child's answer as values; anything but a well-formed answer is an unreadable file."""
    # A table of 50,000 rows makes some million objects and no cycle: the collector would take half of the time.
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        reply = json.loads(data)
        if "reason" in reply:
            return UnreadableFile(str(reply["reason"]), str(reply["detail"]))
        kind = FileKind(reply["kind"])
        if kind is FileKind.CSV:
            return RawFile(kind, (table_of(reply),))
        return RawFile(kind, tuple(sheet_of(sheet) for sheet in reply["sheets"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return UnreadableFile("child_ended")
    finally:
        if was_collecting:
            gc.enable()


def composed(text: str) -> str:
    """The text in NFC."""
    return text if text.isascii() else normalize("NFC", text)


class _Composed(dict[str, str]):
    """Each text that was asked for, in NFC."""

    def __missing__(self, text: str) -> str:
        self[text] = found = composed(text)
        return found


def table_of(reply: dict[str, Any]) -> RawSheet:
    """The one sheet of a CSV: all its cells are text. Raises ValueError, TypeError or KeyError for any other answer."""
    rows: dict[int, dict[int, RawCell]] = {}
    kind = CellKind.TEXT
    texts = _Composed()  # Most texts of a long table come again and again; each is kept once.
    for line, values in zip(reply["lines"], reply["table"], strict=True):
        rows[line] = {
            column: RawCell("", line, column, kind, texts[value])
            for column, value in enumerate(values, start=1)
            if value and not value.isspace()
        }
    return RawSheet("", True, rows)


def sheet_of(reply: dict[str, Any]) -> RawSheet:
    """One sheet of an answer. Raises ValueError, TypeError or KeyError when it is not one."""
    name = composed(str(reply["name"]))
    fonts, formulas = dict(reply["fonts"]), dict(reply["formulas"])
    rows: dict[int, dict[int, RawCell]] = {}
    lists = (reply[key] for key in ("rows", "columns", "kinds", "texts", "numbers"))
    for index, (row, column, word, text, number) in enumerate(zip(*lists, strict=True)):
        kind, is_percent = KINDS[word]
        shown = composed(text) if number is None else repr(float(number))
        cell = RawCell(
            name, row, column, kind, shown, number, is_percent, fonts.get(index, ""), formulas.get(index, "")
        )
        if row in rows:
            rows[row][column] = cell
        else:
            rows[row] = {column: cell}
    if reply["is_unordered"]:
        rows = {row: dict(sorted(rows[row].items())) for row in sorted(rows)}
    return RawSheet(
        name, reply["state"] == "visible", rows, tuple((a, b, c, d) for a, b, c, d in reply["merged"]),
        frozenset(reply["hidden_rows"]), frozenset(reply["hidden_columns"]), bool(reply["is_filtered"]),
        reply["state"] == "veryHidden",
    )  # fmt: skip


KINDS = {kind.value: (kind, False) for kind in CellKind} | {"percent": (CellKind.NUMBER, True)}


def read_files(contents: Iterable[bytes], child: ParserChild, encoding: str = "") -> Iterator[Answer]:
    """Answers in the order of the files. The child reads the next file while the caller works on the one before."""
    is_waiting = False
    for content in contents:
        answer = child.receive() if is_waiting else None
        child.send(content, encoding)
        is_waiting = True
        if answer is not None:
            yield answer
    if is_waiting:
        yield child.receive()
