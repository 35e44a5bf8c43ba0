"""What is decided on a file that waits: it is approved and its figures count, or it goes back with a reason."""

from __future__ import annotations

import uuid
from contextlib import closing
from datetime import UTC, datetime

from dashboard.catalogue import Catalogue
from dashboard.domain.faults import Fault
from dashboard.settings import Workspace
from dashboard.store.facts import hold_facts, open_facts
from dashboard.store.journal import Journal
from dashboard.store.lines import DecisionRecord, LoadRecord, Verdict
from dashboard.submissions.acts import ActRefused, said_reason
from dashboard.submissions.ledger import Ledger, Submission, SubmissionState
from dashboard.submissions.reading import ledger_of, read_ledger
from loaders.arrivals import Progress
from loaders.outcomes import FileOutcome
from loaders.pipeline import publish_files, read_jobs, told_as_recorded
from loaders.rebuilding import bring_up_to_date, kept_job
from loaders.recognising.source_map import load_source_maps
from loaders.settling import Settled, weigh

_WITHDRAWABLE = (SubmissionState.DRAFT, SubmissionState.WAITING, SubmissionState.RETURNED, SubmissionState.REFUSED)


class NotApprovable(Fault):
    """A file that waits no longer fits the catalogue or meets a locked period."""

    def __init__(self, outcome: FileOutcome) -> None:
        first, *others = outcome.faults
        more = f" (và {len(others)} lỗi khác)" if others else ""
        super().__init__(f"Chưa duyệt được. {first.message}{more}")
        self.outcome = outcome


def approve(
    workspace: Workspace, catalogue: Catalogue, load_id: str, *, actor: str, progress: Progress | None = None
) -> FileOutcome:
    """Approves a file that waits: read once more, then journal, then facts. Raises ActRefused, NotApprovable, InboxDamaged, StoreBusy."""
    sources = load_source_maps(workspace.sources)
    with closing(Journal(workspace.journal_path)) as journal, hold_facts(workspace):
        bring_up_to_date(workspace, catalogue, journal, sources, progress)
        ledger = read_ledger(workspace.journal_path, journal)
        load = _found(ledger, load_id, (SubmissionState.WAITING,)).load
        settled = _read_again(workspace, catalogue, load, ledger)
        (outcome,) = weigh(open_facts(workspace), [settled], catalogue, workspace.today(catalogue.workspace.timezone))
        if outcome.faults:
            raise NotApprovable(outcome)
        journal.record(_decision(load, "approved", "", actor))
        outcome = outcome.kept_as(load)
        with told_as_recorded([outcome]):
            publish_files(workspace, catalogue, journal, [settled])
        return outcome


def return_file(workspace: Workspace, load_id: str, reason: str, *, actor: str) -> DecisionRecord:
    """Sends a file that waits back to its sender, who reads why."""
    return _decide(workspace, load_id, "returned", said_reason(reason), actor, (SubmissionState.WAITING,))


def withdraw(workspace: Workspace, load_id: str, *, actor: str) -> DecisionRecord:
    """Takes back a file that does not count yet, or drops a draft or a refused one."""
    return _decide(workspace, load_id, "withdrawn", "", actor, _WITHDRAWABLE)


def recheck(workspace: Workspace, catalogue: Catalogue, load_id: str) -> FileOutcome:
    """A file of the inbox checked again as things stand now; writes nothing. Raises ActRefused, InboxDamaged."""
    ledger = ledger_of(workspace)
    load = _found(ledger, load_id, tuple(SubmissionState)).load
    settled = _read_again(workspace, catalogue, load, ledger)
    (outcome,) = weigh(open_facts(workspace), [settled], catalogue, workspace.today(catalogue.workspace.timezone))
    return outcome.kept_as(load)


def _read_again(workspace: Workspace, catalogue: Catalogue, load: LoadRecord, ledger: Ledger) -> Settled:
    job = kept_job(workspace, load)
    (settled,) = read_jobs(workspace, catalogue, [job], load_source_maps(workspace.sources), ledger, {}, None)
    return settled


def _decide(
    workspace: Workspace, load_id: str, verdict: Verdict, reason: str, actor: str, states: tuple[SubmissionState, ...]
) -> DecisionRecord:
    with closing(Journal(workspace.journal_path)) as journal, hold_facts(workspace):
        load = _found(read_ledger(workspace.journal_path, journal), load_id, states).load
        return journal.record(_decision(load, verdict, reason, actor))


def _found(ledger: Ledger, load_id: str, states: tuple[SubmissionState, ...]) -> Submission:
    found = ledger.submission(load_id)
    if found is None or found.state not in states:
        raise ActRefused("Tệp này không còn ở trạng thái đó; hãy tải lại trang để xem tình trạng mới.")
    return found


def _decision(load: LoadRecord, verdict: Verdict, reason: str, actor: str) -> DecisionRecord:
    return DecisionRecord(
        line_id=uuid.uuid4().hex, recorded_at=datetime.now(UTC), actor=actor,
        load_id=load.line_id, sha256=load.sha256, verdict=verdict, reason=reason,
    )  # fmt: skip
