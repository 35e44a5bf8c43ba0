"""The child's life: it bounds itself, then answers frame after frame until the parent closes its end."""

from __future__ import annotations

import codecs
import csv
import gc
import json
import resource
import sys

from loaders.reading.child.content import answer
from loaders.reading.child.limits import ADDRESS_SPACE, CPU_SECONDS, ENCODINGS, FRAME, LENGTH, MAX_CSV_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


def limit_process() -> None:
    """Bounds memory and files for the rest of the process. Codecs are looked up first: later nothing can be opened."""
    for name in (*ENCODINGS, "utf-8-sig", "cp437"):
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


def reply_to(content: bytes, encoding: str) -> bytes:
    """The answer as JSON; an answer too large for the child's memory is a refusal too."""
    try:
        return json.dumps(answer(content, encoding), ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "surrogatepass"
        )
    except MemoryError:
        return b'{"reason":"too_many_cells","detail":""}'


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answers every frame by one frame."""
    while header := source.read(FRAME.size):
        allow_more_time()
        size, encoding_size = FRAME.unpack(header)
        encoding = source.read(encoding_size).decode("ascii")
        data = reply_to(source.read(size), encoding)
        sink.write(LENGTH.pack(len(data)) + data)
        sink.flush()


def main() -> None:
    """The whole life of the process. Reading leaves no cycles behind, so the collector would only take time."""
    gc.disable()
    limit_process()
    serve(sys.stdin.buffer, sys.stdout.buffer)
