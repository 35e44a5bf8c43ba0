"""Facts that fit the journal and the catalogue: asked for by every command, made anew only where something changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from dashboard.catalogue import Catalogue
from dashboard.domain.faults import Fault
from dashboard.settings import Workspace
from dashboard.store.facts import hold_facts, open_facts
from dashboard.store.journal import Journal
from dashboard.store.lines import LoadRecord
from dashboard.submissions.reading import read_ledger
from loaders.fitting import fits
from loaders.inbox import content_hash

Progress = Callable[[int, int, str], None]


class SampleFault(Fault):
    """An illustrative report that does not load: the workspace's own files disagree."""


class _SampleFile(NamedTuple):
    """An illustrative report, the form it is, and the day it was received."""

    path: Path
    form: str
    received: date


def ensure_facts(workspace: Workspace, catalogue: Catalogue, progress: Progress | None = None) -> str:
    """Facts that fit journal and catalogue: loads the illustrative reports not loaded yet, rebuilds what is out of date.

    Gives the id of the current version. Raises SampleFault, InboxDamaged, SourceMapError, StoreBusy, JournalDamaged.
    """
    with closing(Journal(workspace.journal_path)) as journal:
        # The facts first: what another process records in between makes them too old, never too new.
        facts = open_facts(workspace)
        ledger = read_ledger(workspace.journal_path, journal)
        files = _sample_files(workspace, {line.sha256 for line in ledger.lines if isinstance(line, LoadRecord)})
        if not files and facts is not None and fits(facts, catalogue, ledger):
            return facts.id
        # What reads files is half of the start of a command, and most commands read none.
        from loaders.arrivals import Job
        from loaders.pipeline import load_jobs
        from loaders.rebuilding import bring_up_to_date
        from loaders.recognising.source_map import load_source_maps

        if files:
            jobs = [Job(*file) for file in files]
            outcomes = load_jobs(workspace, catalogue, jobs, actor=workspace.operator, progress=progress)
            refused = [outcome.faults[0].message for outcome in outcomes if outcome.faults]
            if refused:
                raise SampleFault("\n".join(refused))
        with hold_facts(workspace):
            return bring_up_to_date(workspace, catalogue, journal, load_source_maps(workspace.sources), progress)


def _sample_files(workspace: Workspace, known: set[str]) -> list[_SampleFile]:
    """The illustrative reports whose content is not known."""
    settings = workspace.sample / "sample.yaml"
    if not settings.is_file():
        return []
    loads = yaml.safe_load(settings.read_text(encoding="utf-8"))["loads"]
    return [
        _SampleFile(path, load["as"], load["received"])
        for load in loads
        for path in sorted(workspace.sample.glob(load["path"]))
        if content_hash(path.read_bytes()) not in known
    ]
