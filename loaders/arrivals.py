"""Files as they arrive: read once, hashed, and given their meaning in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path

from dashboard.store.journal import Journal, LoadRecord
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
    """A file to load, the form it is said to be, and the day it was received."""

    path: Path
    kind: str | None
    received: date


@dataclass(frozen=True)
class Arrival:
    """A file's bytes, or why there are none. `record` is set when the same content was accepted before."""

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
        return Incoming(self.job.path.name, self.sha256, self.job.received, self.job.kind)


def take_in(jobs: Sequence[Job], journal: Journal | None) -> list[Arrival]:
    """Reads the bytes once: what is hashed is what is kept and parsed. The same content twice in one call is read once."""
    accepted = {each.sha256: each for each in journal.loads() if each.decision == "accepted"} if journal else {}
    return [_arrive(job, accepted) for job in jobs]


def _arrive(job: Job, accepted: dict[str, LoadRecord]) -> Arrival:
    try:
        with job.path.open("rb") as stream:
            if not job.path.is_file():
                return Arrival(job, "", b"", None, UnreadableFile("not_a_file"))
            content = stream.read(MAX_FILE + 1)
            if len(content) > MAX_FILE:
                stream.seek(0)
                return Arrival(job, file_digest(stream, "sha256").hexdigest(), b"", None, UnreadableFile("too_large"))
    except OSError:
        return Arrival(job, "", b"", None, UnreadableFile("not_a_file"))
    sha256 = content_hash(content)
    return Arrival(job, sha256, content, accepted.get(sha256), None)


def read_and_map(
    arrivals: Sequence[Arrival], directory: Directory, sources: Sequence[SourceMap], progress: Progress | None
) -> Iterator[Mapped | UnreadableFile | None]:
    """The meaning of each arrival, in order; the child reads the next file while this one is mapped."""
    with ParserChild() as child:
        answers = read_files((each.content for each in arrivals if each.is_readable), child)
        for done, arrival in enumerate(arrivals):
            if progress is not None:
                progress(done, len(arrivals), arrival.job.path.name)
            answer = next(answers) if arrival.is_readable else arrival.fault
            if answer is None or isinstance(answer, UnreadableFile):
                yield answer
            else:
                yield map_file(answer, directory, sources, arrival.incoming)
    if progress is not None:
        progress(len(arrivals), len(arrivals), "")
