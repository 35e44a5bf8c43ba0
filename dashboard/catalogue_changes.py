"""What an edited catalogue does to today's statuses before it is taken: the same facts, judged by both. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Catalogue, CatalogueError, kept_catalogue, load_catalogue
from dashboard.domain.status import Status
from dashboard.settings import Workspace
from dashboard.snapshot import Snapshot, SnapshotRow, take_snapshot
from dashboard.store.facts import open_facts


@dataclass(frozen=True)
class StatusChange:
    """A target whose status at one unit is another; `was` is None for a new row, `now` for one that is gone."""

    row: SnapshotRow
    was: Status | None
    now: Status | None


@dataclass(frozen=True)
class CatalogueEffect:
    """What would change. `changes` are the province's rows first, then the units', worst first.

    Figures stay as they were read: cells that fit the edited catalogue no longer, or only now, are known after it is taken.
    """

    as_of: date
    changes: tuple[StatusChange, ...]
    province: str

    @property
    def targets(self) -> int:
        """How many targets of the province change, appear or go."""
        return len({c.row.target.id for c in self.changes if c.row.org_unit.id == self.province})

    @property
    def units(self) -> int:
        """How many rows of single units do."""
        return sum(c.row.org_unit.id != self.province for c in self.changes)


def effect_of(workspace: Workspace, catalogue: Catalogue) -> CatalogueEffect | None:
    """Compares the catalogue last taken with this one on the workspace's day.

    None when nothing can be compared: no facts yet, the catalogue is the one taken, or the old one is not kept.
    """
    facts = open_facts(workspace)
    if facts is None or facts.catalogue_hash == catalogue.hash:
        return None
    try:
        taken = load_catalogue(kept_catalogue(workspace, facts.catalogue_hash))
    except CatalogueError:
        return None
    if taken.hash == catalogue.hash:
        return None
    day = workspace.today(catalogue.workspace.timezone)
    before, after = take_snapshot(facts, taken, day), take_snapshot(facts, catalogue, day)
    return CatalogueEffect(day, _changes(before, after), catalogue.workspace.province)


def _changes(before: Snapshot, after: Snapshot) -> tuple[StatusChange, ...]:
    old, new = ({(r.target.id, r.org_unit.id): r for r in picture.rows} for picture in (before, after))
    found: list[StatusChange] = []
    for key in dict.fromkeys((*new, *old)):
        was, now = (row.judgement.status if row else None for row in (old.get(key), new.get(key)))
        if was is not now:
            found.append(StatusChange(new.get(key) or old[key], was, now))
    province = after.catalogue.workspace.province
    return tuple(sorted(found, key=lambda c: (c.row.org_unit.id != province, c.row.order)))
