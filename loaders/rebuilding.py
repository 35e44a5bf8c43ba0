"""Facts made anew from inbox, journal and catalogue, when what is there no longer fits them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation
from dashboard.domain.task_reports import TaskReport
from dashboard.settings import Workspace
from dashboard.store.facts import FileOfFacts, RetiredCell, build_facts, ends_stay, open_facts
from dashboard.store.journal import Journal
from dashboard.store.lines import LoadRecord
from dashboard.store.staging import staging
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.reading import read_ledger
from loaders.arrivals import Arrival, Job, Progress, read_and_map
from loaders.bulk.whole_file import stage_kept
from loaders.directory import Directory
from loaders.fitting import check_journal_whole, fits, holds_files
from loaders.inbox import PASSING, NotReadAgain, read_kept
from loaders.mapping.whole_file import Mapped
from loaders.recognising.source_map import SourceMap
from loaders.unreadable import reject_unreadable


def bring_up_to_date(
    workspace: Workspace,
    catalogue: Catalogue,
    journal: Journal,
    sources: Sequence[SourceMap],
    progress: Progress | None = None,
) -> str:
    """Rebuilds unless the current facts are of this catalogue and hold exactly the journal's files and periods.

    Where only deadlines differ the figures are taken over as they are.

    Raises JournalShort when the facts hold files that the journal does not know.
    """
    facts = open_facts(workspace)
    ledger = read_ledger(workspace.journal_path, journal)
    if facts is not None:
        check_journal_whole(workspace, facts, ledger)
        if fits(facts, catalogue, ledger):
            return facts.id
        periods = ledger.period_settings
        if holds_files(facts, catalogue, ledger) and ends_stay(catalogue, facts.period_settings(), periods):
            return build_facts(workspace, catalogue, [], [], [], based_on=facts.id, periods=periods)
    return rebuild_facts(workspace, catalogue, journal, sources, progress)


def rebuild_facts(
    workspace: Workspace,
    catalogue: Catalogue,
    journal: Journal,
    sources: Sequence[SourceMap],
    progress: Progress | None,
) -> str:
    """A version of the facts from every file in force, read anew."""
    ledger = read_ledger(workspace.journal_path, journal)
    records = ledger.files_in_force
    directory = Directory(catalogue.with_periods(ledger.period_settings), is_rebuilding=True)
    long = [record for record in records if record.is_long]
    arrivals = [_arrival(workspace, record) for record in records if record not in long]
    observations: list[Observation] = []
    task_reports: list[TaskReport] = []
    retired: list[RetiredCell] = []
    for arrival, found in zip(
        arrivals, read_and_map(arrivals, directory, sources, progress, checks_names=False), strict=True
    ):
        name = arrival.job.name
        if isinstance(found, Mapped):
            observations += found.observations
            task_reports += found.task_reports
            retired += _retired(found, arrival.sha256, name)
        elif found is None or found.reason in PASSING:
            raise NotReadAgain(name)
        else:
            message = reject_unreadable(name, found)
            retired.append(RetiredCell(arrival.sha256, name, "", "", message.found, message.expected))
    with ExitStack() as stack:
        staged = []
        for record in long:
            rows = stack.enter_context(staging(workspace))
            retired += stage_kept(workspace, directory, record, sources, rows, progress)
            staged.append(rows)
        return build_facts(
            workspace,
            catalogue,
            observations,
            [file_of_facts(record, ledger) for record in records],
            retired,
            periods=ledger.period_settings,
            task_reports=task_reports,
            staged=staged,
        )


def file_of_facts(record: LoadRecord, ledger: Ledger) -> FileOfFacts:
    """A file in force as the facts list it. Of two received on one day the one that counts later is the newer."""
    since = ledger.counts_from[record.sha256]
    return FileOfFacts(record.sha256, record.file_name, record.form, record.received, record.illustrative, since)


def kept_job(workspace: Workspace, record: LoadRecord) -> Job:
    """A file of the inbox, to be read again as it was when it came in. Raises InboxDamaged."""
    content = read_kept(workspace, record.sha256, record.file_name)
    return Job(Path(record.file_name), record.form or None, record.received, content, record.corrections)


def _arrival(workspace: Workspace, record: LoadRecord) -> Arrival:
    job = kept_job(workspace, record)
    return Arrival(job, record.sha256, job.content or b"", None, None)


def _retired(found: Mapped, sha256: str, file_name: str) -> list[RetiredCell]:
    """Figures of an accepted file that no longer become observations, and faults of the file as a whole."""
    figures = [RetiredCell(sha256, file_name, one.sheet, one.cell, one.found, one.reason) for one in found.unplaced]
    whole = [
        RetiredCell(sha256, file_name, "", "", one.found, one.expected) for one in found.rejections if not one.cell
    ]
    return figures + whole
