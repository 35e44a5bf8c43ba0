"""The parent's side of reading one long CSV: the child gets the open file, and its rows come back in chunks of bounded size."""

from __future__ import annotations

import gc
import json
import os
import select
import subprocess
import time
from collections.abc import Generator, Iterator
from typing import BinaryIO, NamedTuple

from loaders.reading.cells import UnreadableFile
from loaders.reading.child.limits import ENCODINGS, LENGTH
from loaders.reading.process import PIPE_SIZE, child_command, composed

FRAME_SECONDS = 60.0
MAX_FRAME = 128 * 2**20
CHILD = child_command("stream")


class RowChunk(NamedTuple):
    """Rows of a CSV as texts in NFC, and the line each begins on."""

    lines: list[int]
    rows: list[list[str]]


class _StreamEnded(Exception):
    """No more frames will come."""


def stream_rows(
    file: BinaryIO, encoding: str = "", command: tuple[str, ...] = CHILD, frame_seconds: float = FRAME_SECONDS
) -> Generator[RowChunk | UnreadableFile, None, None]:
    """The rows of an open file, the header among them; an UnreadableFile, if any, comes last.

    The child takes at most 512 MB and may take any time in all, but no longer than `frame_seconds` from one chunk to the next.
    """
    if encoding and encoding not in ENCODINGS:
        raise ValueError(f"{encoding} is none of {', '.join(ENCODINGS)}")
    process = subprocess.Popen(
        (*command, encoding), stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/",
        bufsize=0, pipesize=PIPE_SIZE,
    )  # fmt: skip
    try:
        if process.stdout is None:
            raise RuntimeError("the child has no standard output")
        os.set_blocking(process.stdout.fileno(), False)
        yield from _frames(process.stdout.fileno(), frame_seconds)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _frames(descriptor: int, frame_seconds: float) -> Iterator[RowChunk | UnreadableFile]:
    while True:
        deadline = time.monotonic() + frame_seconds
        try:
            size = LENGTH.unpack(_take(descriptor, LENGTH.size, deadline))[0]
            if size > MAX_FRAME:
                raise _StreamEnded
            answer = _understand(_take(descriptor, size, deadline))
        except (_StreamEnded, OSError):
            yield UnreadableFile("too_slow" if time.monotonic() >= deadline else "child_ended")
            return
        if answer is None:
            return
        yield answer
        if isinstance(answer, UnreadableFile):
            return


def _take(descriptor: int, size: int, deadline: float) -> bytes:
    pieces: list[bytes] = []
    ready = select.poll()
    ready.register(descriptor, select.POLLIN)
    while size:
        if not ready.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise _StreamEnded
        piece = os.read(descriptor, min(size, PIPE_SIZE))
        if not piece:
            raise _StreamEnded
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _understand(data: bytes) -> RowChunk | UnreadableFile | None:
    """One frame as a value, None at the end; anything but a well-formed frame is an unreadable file."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        reply = json.loads(data)
        if "reason" in reply:
            return UnreadableFile(str(reply["reason"]), str(reply["detail"]))
        if "end" in reply:
            return None
        lines, rows = reply["lines"], reply["table"]
        if not data.isascii():
            rows = [[composed(value) for value in row] for row in rows]
        return RowChunk(lines, rows) if len(lines) == len(rows) else UnreadableFile("child_ended")
    except (ValueError, TypeError, KeyError, AttributeError):
        return UnreadableFile("child_ended")
    finally:
        if was_collecting:
            gc.enable()
