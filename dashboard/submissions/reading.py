"""The ledger of a workspace, read from the journal and kept until there is a new line."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

from dashboard.settings import Workspace
from dashboard.store.journal import FIRST_HASH, Journal
from dashboard.submissions.ledger import Ledger

_guard = threading.Lock()
_kept: dict[Path, tuple[tuple[int, str], Ledger]] = {}


def ledger_of(workspace: Workspace) -> Ledger:
    """What the journal amounts to now; an empty ledger where nothing was ever written. Raises JournalDamaged, JournalUnavailable."""
    path = workspace.journal_path
    if not path.is_file():
        return Ledger(())
    with closing(Journal(path)) as journal:
        return read_ledger(path, journal)


def read_ledger(path: Path, journal: Journal) -> Ledger:
    """The same through a journal that is open."""
    head = journal.head()
    with _guard:
        kept = _kept.get(path)
        if kept is not None and kept[0] == head != (0, FIRST_HASH):
            return kept[1]
    ledger = Ledger(journal.lines())
    with _guard:
        _kept[path] = (head, ledger)
    return ledger
