"""The one path of a file: bytes kept by hash, read in the child, mapped, all or nothing; then journal, then facts.

The journal is the truth: facts are what its accepted lines, the inbox and the catalogue give. A line is written before the
facts that hold its figures; when a stop falls between the two, the next start sees facts older than the journal and rebuilds.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from dashboard.catalogue import Catalogue
from dashboard.domain.faults import Fault
from dashboard.domain.observations import Observation
from dashboard.settings import Workspace
from dashboard.store.facts import CurrentValue, FileOfFacts, build_facts, hold_facts, open_facts
from dashboard.store.journal import Journal, LoadRecord
from loaders.arrivals import Arrival, Job, Progress, read_and_map, take_in
from loaders.directory import Directory
from loaders.faults import reject_unreadable
from loaders.inbox import content_hash, keep_all
from loaders.mapping import Mapped
from loaders.outcomes import FileOutcome, known_before, outcome_of, refused_unread
from loaders.reading.cells import UnreadableFile
from loaders.rebuilding import bring_up_to_date, rebuild_facts
from loaders.source_map import SourceMap, find_source, load_source_maps


class UnknownKind(Fault):
    """`--as` names no form."""

    def __init__(self, kind: str, sources: Sequence[SourceMap]) -> None:
        known = ", ".join(name for source in sources for name in (source.form, *source.aliases))
        super().__init__(f"Không có loại tệp «{kind}»; các loại: {known}.")


class SampleFault(Fault):
    """An illustrative report that does not load: the workspace's own files disagree."""


@dataclass(frozen=True)
class _Settled:
    """An arrival with its outcome; `mapped` is there when it was read."""

    arrival: Arrival
    outcome: FileOutcome
    mapped: Mapped | None = None

    @property
    def observations(self) -> tuple[Observation, ...]:
        return self.mapped.observations if self.mapped is not None and self.outcome.outcome == "accepted" else ()


def load_files(
    workspace: Workspace,
    catalogue: Catalogue,
    paths: Iterable[Path],
    *,
    kind: str | None = None,
    received: date | None = None,
    actor: str,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> list[FileOutcome]:
    """Loads files, all or nothing each, and publishes one new version of the facts for all of them.

    `received` defaults to the workspace's day. With `dry_run` nothing is written anywhere. Raises UnknownKind, SourceMapError,
    StoreBusy, FactsDamaged, OSError; then no file was acknowledged.
    """
    day = received or workspace.today(catalogue.workspace.timezone)
    jobs = [Job(Path(path), kind, day) for path in paths]
    return load_jobs(workspace, catalogue, jobs, actor=actor, dry_run=dry_run, progress=progress)


def check_files(
    workspace: Workspace,
    catalogue: Catalogue,
    paths: Iterable[Path],
    *,
    kind: str | None = None,
    received: date | None = None,
    progress: Progress | None = None,
) -> list[FileOutcome]:
    """What `load_files` would say; writes nothing."""
    return load_files(
        workspace,
        catalogue,
        paths,
        kind=kind,
        received=received,
        actor=workspace.operator,
        dry_run=True,
        progress=progress,
    )


def load_jobs(
    workspace: Workspace,
    catalogue: Catalogue,
    jobs: Sequence[Job],
    *,
    actor: str,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> list[FileOutcome]:
    """Loads files of different forms and received days in one go; see `load_files`."""
    sources = _sources(workspace, jobs)
    journal = None if dry_run and not workspace.journal_path.is_file() else Journal(workspace.journal_path)
    try:
        arrivals = take_in(jobs, journal)
        with ThreadPoolExecutor(max_workers=1) as background:
            readable = {} if dry_run else {each.sha256: each.content for each in arrivals if each.is_readable}
            keeping = background.submit(keep_all, workspace, readable)
            mapped = read_and_map(arrivals, Directory(catalogue), sources, progress)
            settled = [_settle(arrival, found, catalogue) for arrival, found in zip(arrivals, mapped, strict=True)]
            keeping.result()
        if journal is None or dry_run:
            return _counted(workspace, settled)
        with hold_facts(workspace):
            bring_up_to_date(workspace, catalogue, journal, sources)
            outcomes = _counted(workspace, settled)
            outcomes = _record(journal, settled, outcomes, actor, catalogue)
            _publish(workspace, catalogue, settled, outcomes)
        return outcomes
    finally:
        if journal is not None:
            journal.close()


def rebuild(workspace: Workspace, catalogue: Catalogue, progress: Progress | None = None) -> str:
    """Makes the facts anew from inbox, journal and catalogue; gives the id of the version.

    Accepted files stay accepted: cells that no longer fit the catalogue are listed as retired. Raises InboxDamaged.
    """
    journal = Journal(workspace.journal_path)
    try:
        with hold_facts(workspace):
            return rebuild_facts(workspace, catalogue, journal, load_source_maps(workspace.sources), progress)
    finally:
        journal.close()


def ensure_facts(workspace: Workspace, catalogue: Catalogue, progress: Progress | None = None) -> str:
    """Facts that fit journal and catalogue: loads the illustrative reports not loaded yet, rebuilds what is out of date.

    Gives the id of the current version. Raises SampleFault, InboxDamaged, SourceMapError, StoreBusy.
    """
    journal = Journal(workspace.journal_path)
    try:
        known = {record.sha256 for record in journal.loads()}
        jobs = [job for job in _sample_jobs(workspace) if content_hash(job.path.read_bytes()) not in known]
        if jobs:
            outcomes = load_jobs(workspace, catalogue, jobs, actor=workspace.operator, progress=progress)
            refused = [outcome.faults[0].message for outcome in outcomes if outcome.faults]
            if refused:
                raise SampleFault("\n".join(refused))
        with hold_facts(workspace):
            return bring_up_to_date(workspace, catalogue, journal, load_source_maps(workspace.sources), progress)
    finally:
        journal.close()


def _sources(workspace: Workspace, jobs: Sequence[Job]) -> tuple[SourceMap, ...]:
    sources = load_source_maps(workspace.sources)
    for kind in {job.kind for job in jobs if job.kind is not None}:
        if find_source(kind, sources) is None:
            raise UnknownKind(kind, sources)
    return sources


def _sample_jobs(workspace: Workspace) -> list[Job]:
    settings = workspace.sample / "sample.yaml"
    if not settings.is_file():
        return []
    loads = yaml.safe_load(settings.read_text(encoding="utf-8"))["loads"]
    return [
        Job(path, load["as"], load["received"])
        for load in loads
        for path in sorted(workspace.sample.glob(load["path"]))
    ]


def _settle(arrival: Arrival, found: Mapped | UnreadableFile | None, catalogue: Catalogue) -> _Settled:
    name, received = arrival.job.path.name, arrival.job.received
    if arrival.record is not None:
        return _Settled(arrival, known_before(name, arrival.record, catalogue.workspace.timezone))
    if isinstance(found, Mapped):
        return _Settled(arrival, outcome_of(name, arrival.sha256, received, found), found)
    fault = reject_unreadable(name, found or UnreadableFile("child_ended"))
    return _Settled(arrival, refused_unread(name, arrival.sha256, received, fault))


def _counted(workspace: Workspace, settled: Sequence[_Settled]) -> list[FileOutcome]:
    """Counts the cells of each file's figures against the current facts, and against the files taken before it in this call.

    A figure received before the current one is kept as an older vintage; it changes nothing that is shown.
    """
    facts = open_facts(workspace)
    current: dict[tuple[str, str, str], Observation | CurrentValue] = {}
    if facts is not None:
        current.update(facts.current_values())
    outcomes: list[FileOutcome] = []
    for each in settled:
        if each.mapped is None:
            outcomes.append(each.outcome)
            continue
        known = current if each.outcome.outcome == "accepted" else dict(current)
        new = changed = 0
        figures = zip(each.mapped.observations, each.mapped.figure_cells, strict=True)
        for seen, cells in sorted(figures, key=lambda one: one[0].received):
            key = (seen.org_unit_id, seen.indicator_id, seen.period.id)
            before = known.get(key)
            if before is not None and seen.received < before.received:
                continue
            new += cells if before is None else 0
            changed += cells if before is not None and _numbers(before) != _numbers(seen) else 0
            known[key] = seen
        outcomes.append(each.outcome.counting(new, changed, sum(each.mapped.figure_cells) - new - changed))
    return outcomes


def _numbers(seen: Observation | CurrentValue) -> tuple[float | None, float | None, float | None]:
    return (seen.value, seen.numerator, seen.denominator)


def _record(
    journal: Journal, settled: Sequence[_Settled], outcomes: Sequence[FileOutcome], actor: str, catalogue: Catalogue
) -> list[FileOutcome]:
    """Writes the journal's lines in one go. A file that another process accepted meanwhile turns out unchanged."""
    accepted = {record.sha256: record for record in journal.loads() if record.decision == "accepted"}
    final: list[FileOutcome] = []
    lines: list[LoadRecord] = []
    for each, outcome in zip(settled, outcomes, strict=True):
        known = accepted.get(outcome.sha256)
        if each.arrival.record is None and known is not None:
            final.append(known_before(outcome.file, known, catalogue.workspace.timezone))
            continue
        final.append(outcome)
        if each.arrival.record is None and each.arrival.sha256:
            lines.append(_line(outcome, actor))
            if outcome.outcome == "accepted":
                accepted[outcome.sha256] = lines[-1]
    journal.record_all(lines)
    return final


def _line(outcome: FileOutcome, actor: str) -> LoadRecord:
    return LoadRecord(
        uuid.uuid4().hex, outcome.sha256, outcome.file, outcome.form, outcome.received, datetime.now(UTC), actor,
        "accepted" if outcome.outcome == "accepted" else "refused", outcome.illustrative,
        outcome.new, outcome.changed, outcome.unchanged, outcome.ignored, outcome.rejected, outcome.warnings,
    )  # fmt: skip


def _publish(
    workspace: Workspace, catalogue: Catalogue, settled: Sequence[_Settled], outcomes: Sequence[FileOutcome]
) -> None:
    """One new version of the facts with every file just accepted."""
    accepted = [each for each, outcome in zip(settled, outcomes, strict=True) if outcome.outcome == "accepted"]
    if not accepted:
        return
    facts = open_facts(workspace)
    before = len(facts.files()) if facts is not None else 0
    files = [
        FileOfFacts(one.sha256, one.file, one.form, one.received, one.illustrative, sequence)
        for sequence, one in enumerate((each.outcome for each in accepted), start=before)
    ]
    observations = [seen for each in accepted for seen in each.observations]
    build_facts(workspace, catalogue, observations, files, [], based_on=facts.id if facts is not None else None)
