"""Files as they arrive: read once, hashed, and given their meaning in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path
from unicodedata import normalize

from dashboard.domain.observations import Correction
from dashboard.store.lines import LoadRecord
from loaders.directory import Directory
from loaders.inbox import content_hash
from loaders.mapping.whole_file import Incoming, Mapped, map_file
from loaders.reading.cells import RawFile, UnreadableFile
from loaders.reading.child import MAX_FILE
from loaders.reading.process import ParserChild, read_files
from loaders.recognising.source_map import SourceMap
from loaders.unreadable import name_differs

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Job:
    """A file to load, the form it is said to be, the day it was received, and the readings chosen for cells in doubt.

    With `content` the bytes are at hand (an upload, a file of the inbox), and `path` is only its name. `unit` and `period` are
    set when the file was asked for from one unit for one period.
    """

    path: Path
    kind: str | None
    received: date
    content: bytes | None = None
    corrections: tuple[Correction, ...] = ()
    unit: str = ""
    period: str = ""

    @property
    def name(self) -> str:
        """The name people know it by; a label, never a place. Bytes that are no text are shown as «?»."""
        return normalize("NFC", self.path.name.encode("utf-8", "replace").decode())


@dataclass(frozen=True)
class Arrival:
    """A file's bytes, or why there are none. `record` is set when the same content came in before."""

    job: Job
    sha256: str
    content: bytes
    record: LoadRecord | None
    fault: UnreadableFile | None

    @property
    def is_readable(self) -> bool:
        return self.record is None and self.fault is None

    @property
    def incoming(self) -> Incoming:
        job = self.job
        return Incoming(job.name, self.sha256, job.received, job.kind, job.unit, job.period)


def take_in(jobs: Sequence[Job], known: Mapping[str, LoadRecord]) -> list[Arrival]:
    """Reads the bytes once: what is hashed is what is kept and parsed. `known` are contents that need no reading."""
    return [_arrive(job, known) for job in jobs]


def _arrive(job: Job, known: Mapping[str, LoadRecord]) -> Arrival:
    content = job.content
    if content is None:
        try:
            # Asked before it is opened: opening a pipe would wait for somebody to write into it.
            if not job.path.is_file():
                return Arrival(job, "", b"", None, UnreadableFile("not_a_file"))
            with job.path.open("rb") as stream:
                content = stream.read(MAX_FILE + 1)
                if len(content) > MAX_FILE:
                    stream.seek(0)
                    sha256 = file_digest(stream, "sha256").hexdigest()
                    return Arrival(job, sha256, b"", None, UnreadableFile("too_large"))
        except OSError:
            return Arrival(job, "", b"", None, UnreadableFile("not_a_file"))
    sha256 = content_hash(content)
    if len(content) > MAX_FILE:
        return Arrival(job, sha256, b"", None, UnreadableFile("too_large"))
    return Arrival(job, sha256, content, known.get(sha256), None)


def read_and_map(
    arrivals: Sequence[Arrival],
    directory: Directory,
    sources: Sequence[SourceMap],
    progress: Progress | None,
    *,
    checks_names: bool = True,
) -> Iterator[Mapped | UnreadableFile | None]:
    """The meaning of each arrival, in order; the child reads the next file while this one is mapped.

    With `checks_names` a file whose name promises another content than it has is not taken.
    """
    with ParserChild() as child:
        answers = read_files((each.content for each in arrivals if each.is_readable), child)
        for done, arrival in enumerate(arrivals):
            if progress is not None:
                progress(done, len(arrivals), arrival.job.name)
            answer = next(answers) if arrival.is_readable else arrival.fault
            if isinstance(answer, RawFile) and checks_names:
                answer = name_differs(arrival.job.name, answer.kind) or answer
            if isinstance(answer, RawFile):
                yield map_file(answer, directory, sources, arrival.incoming, arrival.job.corrections)
            elif answer is not None and answer.reason == "encoding":
                yield _map_declared(arrival, directory, sources) or answer
            else:
                yield answer
    if progress is not None:
        progress(len(arrivals), len(arrivals), "")


def _map_declared(arrival: Arrival, directory: Directory, sources: Sequence[SourceMap]) -> Mapped | None:
    """The meaning of a CSV that is no UTF-8, in an encoding that one of the source maps declares; None when none fits."""
    for encoding in dict.fromkeys(each.encoding for each in sources if each.encoding):
        declared = [each for each in sources if each.encoding == encoding]
        with ParserChild() as child:
            answer = child.read(arrival.content, encoding)
        if isinstance(answer, RawFile):
            mapped = map_file(answer, directory, declared, arrival.incoming, arrival.job.corrections)
            if mapped.form:
                return mapped
    return None
