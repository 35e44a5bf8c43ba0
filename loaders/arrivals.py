"""Files as they arrive: read once, hashed, and given their meaning in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path

from dashboard.domain.observations import Correction
from dashboard.store.lines import LoadRecord
from loaders.directory import Directory
from loaders.inbox import content_hash
from loaders.mapping import Incoming, Mapped, map_file
from loaders.reading.cells import UnreadableFile
from loaders.reading.child import MAX_FILE
from loaders.reading.process import ParserChild, read_files
from loaders.source_map import SourceMap

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Job:
    """A file to load, the form it is said to be, the day it was received, and the readings chosen for cells in doubt.

    With `content` the bytes are at hand (an upload, a file of the inbox), and `path` is only its name.
    """

    path: Path
    kind: str | None
    received: date
    content: bytes | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def name(self) -> str:
        """The name people know it by; a label, never a place."""
        return self.path.name


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
        return Incoming(self.job.name, self.sha256, self.job.received, self.job.kind)


def take_in(jobs: Sequence[Job], known: Mapping[str, LoadRecord]) -> list[Arrival]:
    """Reads the bytes once: what is hashed is what is kept and parsed. `known` are contents that need no reading."""
    return [_arrive(job, known) for job in jobs]


def _arrive(job: Job, known: Mapping[str, LoadRecord]) -> Arrival:
    content = job.content
    if content is None:
        try:
            with job.path.open("rb") as stream:
                if not job.path.is_file():
                    return Arrival(job, "", b"", None, UnreadableFile("not_a_file"))
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
    arrivals: Sequence[Arrival], directory: Directory, sources: Sequence[SourceMap], progress: Progress | None
) -> Iterator[Mapped | UnreadableFile | None]:
    """The meaning of each arrival, in order; the child reads the next file while this one is mapped."""
    with ParserChild() as child:
        answers = read_files((each.content for each in arrivals if each.is_readable), child)
        for done, arrival in enumerate(arrivals):
            if progress is not None:
                progress(done, len(arrivals), arrival.job.name)
            answer = next(answers) if arrival.is_readable else arrival.fault
            if answer is None or isinstance(answer, UnreadableFile):
                yield answer
            else:
                yield map_file(answer, directory, sources, arrival.incoming, arrival.job.corrections)
    if progress is not None:
        progress(len(arrivals), len(arrivals), "")
