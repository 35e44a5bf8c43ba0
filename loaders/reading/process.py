"""The parent's side of the parser child: starts it, bounds its time, takes its answers, starts it anew when a file ended it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unicodedata import normalize

from loaders.reading.cells import CellKind, FileKind, RawCell, RawFile, RawSheet, UnreadableFile
from loaders.reading.child import LENGTH, MAX_FILE

WALL_SECONDS = 60.0
MAX_ANSWER = 512 * 2**20
CHILD = Path(__file__).with_name("child.py")

Answer = RawFile | UnreadableFile


class ParserChild:
    """One child process that reads many files, one after the other. A file that ends it costs only itself."""

    def __init__(self, wall_seconds: float = WALL_SECONDS, command: tuple[str, ...] | None = None) -> None:
        self.wall_seconds = wall_seconds
        self.command = command or (sys.executable, "-I", str(CHILD))
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def read(self, content: bytes) -> Answer:
        """Raw cells of one file, or why it was not read; ends within the wall limit."""
        if len(content) > MAX_FILE:
            return UnreadableFile("too_large")
        process = self.process or self.start()
        late = threading.Event()

        def stop_it() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.wall_seconds, stop_it)
        timer.start()
        try:
            data = exchange(process, content)
        except (OSError, ValueError):
            data = b""
        finally:
            timer.cancel()
        if not data:
            self.stop()
            return UnreadableFile("too_slow" if late.is_set() else "child_ended")
        return understand(data)

    def start(self) -> subprocess.Popen[bytes]:
        """Starts the child with no environment of ours and nothing on its error stream."""
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
        )
        return self.process

    def stop(self) -> None:
        """Ends the child, whatever it is doing."""
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue


def exchange(process: subprocess.Popen[bytes], content: bytes) -> bytes:
    """Sends one file and takes the answer; empty when the child is gone. Raises OSError when it goes meanwhile."""
    source, sink = process.stdout, process.stdin
    if source is None or sink is None:
        raise ValueError("the child has no pipes")
    sink.write(LENGTH.pack(len(content)))
    sink.write(content)
    sink.flush()
    header = source.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return b""
    size = LENGTH.unpack(header)[0]
    if size > MAX_ANSWER:
        return b""
    data = source.read(size)
    return data if len(data) == size else b""


def understand(data: bytes) -> Answer:
    """The child's answer as values; anything but a well-formed answer is an unreadable file."""
    try:
        reply = json.loads(data)
        if "reason" in reply:
            return UnreadableFile(str(reply["reason"]), str(reply["detail"]))
        kind = FileKind(reply["kind"])
        return RawFile(kind, tuple(sheet_of(sheet) for sheet in reply["sheets"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return UnreadableFile("child_ended")


def sheet_of(reply: dict[str, Any]) -> RawSheet:
    """One sheet of an answer. Raises ValueError, TypeError or KeyError when it is not one."""
    name = normalize("NFC", str(reply["name"]))
    rows: dict[int, dict[int, RawCell]] = {}
    lists = (reply[key] for key in ("rows", "columns", "kinds", "texts", "numbers"))
    for row, column, word, text, number in zip(*lists, strict=True):
        kind, is_percent = KINDS[word]
        if not text.isascii():
            text = normalize("NFC", text)
        cell = RawCell(name, row, column, kind, text, number, is_percent)
        if row in rows:
            rows[row][column] = cell
        else:
            rows[row] = {column: cell}
    return RawSheet(name, bool(reply["visible"]), rows)


KINDS = {kind.value: (kind, False) for kind in CellKind} | {"percent": (CellKind.NUMBER, True)}


def read_files(contents: Iterable[bytes], child: ParserChild) -> Iterator[Answer]:
    """Answers in the order of the files. The child reads the next file while the caller works on the one before."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        waiting: Future[Answer] | None = None
        for content in contents:
            following = reader.submit(child.read, content)
            if waiting is not None:
                yield waiting.result()
            waiting = following
        if waiting is not None:
            yield waiting.result()
