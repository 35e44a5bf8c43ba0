"""Facts made anew from inbox, journal and catalogue, when what is there no longer fits them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation
from dashboard.settings import Workspace
from dashboard.store.facts import FileOfFacts, RetiredCell, build_facts, open_facts
from dashboard.store.journal import Journal
from loaders.arrivals import Arrival, Job, Progress, read_and_map
from loaders.directory import Directory
from loaders.faults import reject_unreadable
from loaders.inbox import read_kept
from loaders.mapping import Mapped
from loaders.reading.cells import UnreadableFile
from loaders.source_map import SourceMap


def bring_up_to_date(
    workspace: Workspace,
    catalogue: Catalogue,
    journal: Journal,
    sources: Sequence[SourceMap],
    progress: Progress | None = None,
) -> str:
    """Rebuilds unless the current facts are of this catalogue and hold exactly the journal's accepted files."""
    facts = open_facts(workspace)
    accepted = {record.sha256 for record in journal.loads() if record.decision == "accepted"}
    if (
        facts is not None
        and facts.fallback_from is None
        and facts.catalogue_hash == catalogue.hash
        and {file.sha256 for file in facts.files()} == accepted
    ):
        return facts.id
    return rebuild_facts(workspace, catalogue, journal, sources, progress)


def rebuild_facts(
    workspace: Workspace,
    catalogue: Catalogue,
    journal: Journal,
    sources: Sequence[SourceMap],
    progress: Progress | None,
) -> str:
    records = [record for record in journal.loads() if record.decision == "accepted"]
    arrivals = [
        Arrival(
            Job(Path(record.file_name), record.form, record.received),
            record.sha256,
            read_kept(workspace, record.sha256, record.file_name),
            None,
            None,
        )
        for record in records
    ]
    observations: list[Observation] = []
    retired: list[RetiredCell] = []
    for arrival, found in zip(arrivals, read_and_map(arrivals, Directory(catalogue), sources, progress), strict=True):
        name = arrival.job.path.name
        if isinstance(found, Mapped):
            observations += found.observations
            retired += _retired(found, arrival.sha256, name)
        else:
            message = reject_unreadable(name, found or UnreadableFile("child_ended"))
            retired.append(RetiredCell(arrival.sha256, name, "", "", message.found, message.expected))
    files = [
        FileOfFacts(one.sha256, one.file_name, one.form, one.received, one.illustrative, sequence)
        for sequence, one in enumerate(records)
    ]
    return build_facts(workspace, catalogue, observations, files, retired)


def _retired(found: Mapped, sha256: str, file_name: str) -> list[RetiredCell]:
    """Figures of an accepted file that no longer become observations, and faults of the file as a whole."""
    figures = [RetiredCell(sha256, file_name, one.sheet, one.cell, one.found, one.reason) for one in found.unplaced]
    whole = [
        RetiredCell(sha256, file_name, "", "", one.found, one.expected) for one in found.rejections if not one.cell
    ]
    return figures + whole
