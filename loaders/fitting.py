"""Whether the facts are what journal and catalogue make of them; light, because every command asks."""

from __future__ import annotations

from dashboard.catalogue import Catalogue
from dashboard.settings import Workspace
from dashboard.store.facts import Facts
from dashboard.store.faults import JournalShort
from dashboard.submissions.ledger import Ledger


def fits(facts: Facts, catalogue: Catalogue, ledger: Ledger) -> bool:
    """Whether the facts are whole, of this catalogue, and hold exactly the journal's files and periods."""
    return holds_files(facts, catalogue, ledger) and set(facts.period_settings()) == set(ledger.period_settings)


def holds_files(facts: Facts, catalogue: Catalogue, ledger: Ledger) -> bool:
    """The same, whatever the days of the periods."""
    held = {file.sha256 for file in facts.files()}
    return facts.fallback_from is None and facts.catalogue_hash == catalogue.hash and held == ledger.accepted.keys()


def check_journal_whole(workspace: Workspace, facts: Facts, ledger: Ledger) -> None:
    """Raises JournalShort when the facts hold files that the journal does not know."""
    unknown = [file.file_name for file in facts.files() if file.sha256 not in ledger.accepted]
    if unknown:
        raise JournalShort(workspace.journal_path.name, unknown)
