"""The one path of a file: bytes kept by hash, read in the child, mapped, all or nothing; then journal, then facts.

The journal is the truth: facts are what its files in force, the inbox and the catalogue give. A line is written before the
facts that hold its figures; when a stop falls between the two, the next start sees facts older than the journal and rebuilds.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.catalogue import Catalogue
from dashboard.domain.faults import Fault, UsageFault
from dashboard.settings import Workspace
from dashboard.store.facts import FactsDamaged, FactsMoved, FactsNotWritten, build_facts, hold_facts, open_facts
from dashboard.store.journal import Journal
from dashboard.store.lines import LoadDecision, LoadRecord
from dashboard.store.staging import StagedRows, staging
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.reading import read_ledger
from loaders.arrivals import Job, Progress, read_and_map, take_in
from loaders.bulk.whole_file import BulkFile, is_bulk, read_bulk
from loaders.directory import Directory
from loaders.inbox import keep_all
from loaders.outcomes import FileOutcome, Local, known_before, local_of
from loaders.rebuilding import bring_up_to_date, file_of_facts, rebuild_facts
from loaders.recognising.source_map import SourceMap, find_source, load_source_maps
from loaders.settling import Settled, settle, weigh


class UnknownKind(UsageFault):
    """`--as` names no form."""

    def __init__(self, kind: str, sources: Sequence[SourceMap]) -> None:
        known = ", ".join(name for source in sources for name in (source.form, *source.aliases))
        super().__init__(f"Không có loại tệp «{kind}»; các loại: {known}.")


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
    """Loads files, all or nothing each, and publishes one new version of the facts for all of them (a long CSV has its own).

    `received` defaults to the workspace's day. With `dry_run` nothing is written anywhere. Raises UnknownKind, SourceMapError,
    StoreBusy, FactsDamaged, JournalDamaged, OSError; RecordedNotShown when the files were taken but cannot be shown yet.
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
    progress: Progress | None = None,
) -> list[FileOutcome]:
    """What `load_files` would say today; writes nothing."""
    return load_files(workspace, catalogue, paths, kind=kind, actor=workspace.operator, dry_run=True, progress=progress)


def load_jobs(
    workspace: Workspace,
    catalogue: Catalogue,
    jobs: Sequence[Job],
    *,
    actor: str,
    dry_run: bool = False,
    decision: LoadDecision = "accepted",
    progress: Progress | None = None,
) -> list[FileOutcome]:
    """Loads files of different forms and received days in one go; see `load_files`.

    `decision` says what becomes of a file without faults: accepted (its figures count), submitted (it waits for approval). A
    draft is kept as it is, with its faults. A file with faults is kept as refused, its figures counting for nothing.
    """
    call = _Call(workspace, catalogue, _sources(workspace, jobs), actor, dry_run, decision, progress)
    if dry_run and not workspace.journal_path.is_file():
        return [outcome for group in _groups(jobs) for outcome in _check(call, group, Ledger(()), {})]
    outcomes: list[FileOutcome] = []
    with closing(Journal(workspace.journal_path)) as journal:
        for group in _groups(jobs):
            ledger = read_ledger(workspace.journal_path, journal)
            known = _known(ledger, decision)
            outcomes += _check(call, group, ledger, known) if dry_run else _load(call, group, journal, ledger, known)
    return outcomes


@dataclass(frozen=True)
class _Call:
    """What a call asks for, whatever the file."""

    workspace: Workspace
    catalogue: Catalogue
    sources: tuple[SourceMap, ...]
    actor: str
    dry_run: bool
    decision: LoadDecision
    progress: Progress | None


def _groups(jobs: Sequence[Job]) -> list[list[Job]]:
    """Files that are read together: all that come one after another, but a long CSV by itself."""
    groups: list[list[Job]] = []
    for job in jobs:
        is_long = job.content is None and is_bulk(job.path)
        if is_long or not groups or _is_long(groups[-1]):
            groups.append([job])
        else:
            groups[-1].append(job)
    return groups


def _is_long(group: Sequence[Job]) -> bool:
    return len(group) == 1 and group[0].content is None and is_bulk(group[0].path)


def _check(call: _Call, group: Sequence[Job], ledger: Ledger, known: Mapping[str, LoadRecord]) -> list[FileOutcome]:
    facts = open_facts(call.workspace)
    if not _is_long(group):
        settled = read_jobs(call.workspace, call.catalogue, group, call.sources, ledger, known, call.progress)
        today = call.workspace.today(call.catalogue.workspace.timezone)
        return weigh(facts, settled, call.catalogue, today)
    with TemporaryDirectory() as folder:
        long = _read_long(call, group[0], ledger, known, StagedRows(Path(folder) / "rows"))
        return [long.counted(call.workspace, facts)]


def _load(
    call: _Call, group: Sequence[Job], journal: Journal, ledger: Ledger, known: Mapping[str, LoadRecord]
) -> list[FileOutcome]:
    """Reads, records and publishes one group. Nobody else changes facts or journal between the last two."""
    workspace, catalogue = call.workspace, call.catalogue
    with ExitStack() as stack:
        if _is_long(group):
            long = _read_long(call, group[0], ledger, known, stack.enter_context(staging(workspace)))
            settled = [Settled(long.arrival, long.outcome, rows=long.rows)]
        else:
            long = None
            settled = read_jobs(workspace, catalogue, group, call.sources, ledger, known, call.progress, keeps=True)
        stack.enter_context(hold_facts(workspace))
        now = read_ledger(workspace.journal_path, journal)
        if now.calendar != ledger.calendar:
            stack.close()
            return _load(call, group, journal, now, _known(now, call.decision))
        bring_up_to_date(workspace, catalogue, journal, call.sources)
        facts = open_facts(workspace)
        outcomes = (
            [long.counted(workspace, facts)]
            if long
            else weigh(facts, settled, catalogue, workspace.today(catalogue.workspace.timezone))
        )
        outcomes = _record(journal, settled, outcomes, call.actor, call.decision, local_of(workspace, catalogue))
        if call.decision == "accepted":
            with told_as_recorded(outcomes):
                publish_files(workspace, catalogue, journal, settled)
    return outcomes


def _read_long(call: _Call, job: Job, ledger: Ledger, known: Mapping[str, LoadRecord], rows: StagedRows) -> BulkFile:
    return read_bulk(
        call.workspace,
        Directory(call.catalogue.with_periods(ledger.period_settings)),
        job,
        call.sources,
        rows,
        ledger=ledger,
        known=known,
        today=call.workspace.today(call.catalogue.workspace.timezone),
        keeps=not call.dry_run,
        progress=call.progress,
    )


def rebuild(workspace: Workspace, catalogue: Catalogue, progress: Progress | None = None) -> str:
    """Makes the facts anew from inbox, journal and catalogue; gives the id of the version.

    Accepted files stay accepted: cells that no longer fit the catalogue are listed as retired. Raises InboxDamaged, JournalDamaged.
    """
    with closing(Journal(workspace.journal_path)) as journal, hold_facts(workspace):
        return rebuild_facts(workspace, catalogue, journal, load_source_maps(workspace.sources), progress)


class RecordedNotShown(Fault):
    """The journal holds the files, but no version of the facts could be made with them yet."""

    def __init__(self, receipts: Sequence[str], reason: str) -> None:
        super().__init__(
            f"Đã nhận ({', '.join(receipts)}), đừng gửi lại; nhưng số liệu chưa hiện: {reason} "
            "Số liệu sẽ cập nhật khi chạy «chitieu rebuild» hoặc mở lại chương trình."
        )


@contextmanager
def told_as_recorded(outcomes: Sequence[FileOutcome]) -> Iterator[None]:
    """Turns a fault of publishing into one that says what the journal holds already."""
    try:
        yield
    except (FactsNotWritten, FactsMoved, FactsDamaged) as fault:
        receipts = [each.receipt for each in outcomes if each.outcome == "accepted" and each.receipt]
        if not receipts:
            raise
        raise RecordedNotShown(receipts, str(fault)) from fault


def publish_files(workspace: Workspace, catalogue: Catalogue, journal: Journal, settled: Sequence[Settled]) -> None:
    """One new version of the facts with those of the files read just now that the journal says count."""
    ledger = read_ledger(workspace.journal_path, journal)
    facts = open_facts(workspace)
    held = {file.sha256 for file in facts.files()} if facts is not None else set()
    by_content: dict[str, tuple[Settled, LoadRecord]] = {}
    for each in settled:
        record = ledger.accepted.get(each.arrival.sha256)
        is_recorded = record is not None and record.corrections == each.arrival.job.corrections
        if record is not None and each.is_read and is_recorded and record.sha256 not in held:
            by_content.setdefault(record.sha256, (each, record))
    added = list(by_content.values())
    if not added:
        return
    files = [file_of_facts(record, ledger) for _, record in added]
    observations = [seen for each, _ in added for seen in each.observations]
    build_facts(
        workspace,
        catalogue,
        observations,
        files,
        [],
        based_on=facts.id if facts is not None else None,
        periods=ledger.period_settings,
        task_reports=[report for each, _ in added for report in each.task_reports],
        staged=[each.rows for each, _ in added if each.rows is not None],
    )


def read_jobs(
    workspace: Workspace,
    catalogue: Catalogue,
    jobs: Sequence[Job],
    sources: Sequence[SourceMap],
    ledger: Ledger,
    known: Mapping[str, LoadRecord],
    progress: Progress | None,
    *,
    keeps: bool = False,
) -> list[Settled]:
    """Reads and settles every file; with `keeps` its bytes are on disk when this returns."""
    arrivals = take_in(jobs, known)
    today = workspace.today(catalogue.workspace.timezone)
    directory = Directory(catalogue.with_periods(ledger.period_settings))
    with ThreadPoolExecutor(max_workers=1) as background:
        readable = {each.sha256: each.content for each in arrivals if keeps and each.is_readable}
        keeping = background.submit(keep_all, workspace, readable)
        mapped = read_and_map(arrivals, directory, sources, progress)
        settled = [
            settle(arrival, found, local_of(workspace, catalogue), ledger, today)
            for arrival, found in zip(arrivals, mapped, strict=True)
        ]
        keeping.result()
    return settled


def _known(ledger: Ledger, decision: LoadDecision) -> dict[str, LoadRecord]:
    """Contents that change nothing when they come again: those that count, and for a sender those that wait."""
    waiting = {each.load.sha256: each.load for each in ledger.waiting} if decision != "accepted" else {}
    return waiting | {sha256: replace(each, decision="accepted") for sha256, each in ledger.accepted.items()}


def _sources(workspace: Workspace, jobs: Sequence[Job]) -> tuple[SourceMap, ...]:
    sources = load_source_maps(workspace.sources)
    for kind in {job.kind for job in jobs if job.kind is not None}:
        if find_source(kind, sources) is None:
            raise UnknownKind(kind, sources)
    return sources


def _record(
    journal: Journal,
    settled: Sequence[Settled],
    outcomes: Sequence[FileOutcome],
    actor: str,
    decision: LoadDecision,
    local: Local,
) -> list[FileOutcome]:
    """Writes the journal's lines in one go. A file that another process took meanwhile, or that stands twice here, turns out unchanged."""
    known = _known(Ledger(journal.lines()), decision)
    new: dict[int, LoadRecord] = {}
    twice: dict[int, int] = {}
    first: dict[str, int] = {}
    for place, (each, outcome) in enumerate(zip(settled, outcomes, strict=True)):
        if each.arrival.record is not None or not each.arrival.sha256 or outcome.sha256 in known:
            continue
        if outcome.outcome == "accepted" and outcome.sha256 in first:
            twice[place] = first[outcome.sha256]
            continue
        new[place] = _line(each, outcome, actor, decision)
        if outcome.outcome == "accepted":
            first[outcome.sha256] = place
    written = dict(zip(new, journal.record_all(list(new.values())), strict=True))
    final: list[FileOutcome] = []
    for place, outcome in enumerate(outcomes):
        record = written.get(twice.get(place, -1)) or (None if place in written else known.get(outcome.sha256))
        if record is not None:
            final.append(known_before(outcome.file, record, local))
        else:
            final.append(outcome.kept_as(written[place]) if place in written else outcome)
    return final


def _line(each: Settled, outcome: FileOutcome, actor: str, decision: LoadDecision) -> LoadRecord:
    is_sound = outcome.outcome == "accepted" or decision == "draft"
    return LoadRecord(
        line_id=uuid.uuid4().hex, recorded_at=datetime.now(UTC), actor=actor, sha256=outcome.sha256,
        file_name=outcome.file, form=outcome.form, received=outcome.received,
        decision=decision if is_sound else "refused", illustrative=outcome.illustrative, new=outcome.new,
        changed=outcome.changed, unchanged=outcome.unchanged, ignored=outcome.ignored, rejected=outcome.rejected,
        warnings=outcome.warnings, unit=outcome.unit, period=outcome.period, corrections=each.arrival.job.corrections, is_long=each.rows is not None,
    )  # fmt: skip


__all__ = ["FileOutcome", "UnknownKind", "check_files", "load_files", "load_jobs", "rebuild"]
