"""What differs between two Snapshots: worse, better, newly judged, restated, revised, newly late; for the province or one unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.domain.status import JUDGED, Status
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.formats import format_short


class Change(StrEnum):
    """What became of a row, or of a unit's report."""

    WORSENED = "worsened"
    IMPROVED = "improved"
    NEWLY_JUDGED = "newly_judged"
    RESTATED = "restated"
    REVISED = "revised"
    NEWLY_LATE = "newly_late"


@dataclass(frozen=True)
class Restatement:
    """A period's value that was corrected."""

    on: date
    was: float
    now: float


@dataclass(frozen=True)
class RowChange:
    """A row as it stands after, and as it stood before; of a target that was revised in between, under what it revises."""

    row: SnapshotRow
    before: SnapshotRow

    @property
    def is_revised(self) -> bool:
        """Whether the target itself was revised, so that the two statuses answer to two promises."""
        return self.row.target.id != self.before.target.id

    @property
    def restatements(self) -> tuple[Restatement, ...]:
        """Periods whose value, as it is printed, changed although the same units had reported, oldest first.

        Corrections, not late reports.
        """
        then = {r.date: r.value for r in self.before.readings}
        return tuple(
            Restatement(r.date, was, r.value)
            for r in self.row.readings
            if (was := then.get(r.date)) is not None
            and r.value is not None
            and self._printed(r.value) != self._printed(was)
            and self._has_same_reporters(r.date)
        )

    def _printed(self, value: float) -> str:
        return format_short(value, self.row.unit, self.row.terms.decimals)

    def _has_same_reporters(self, day: date) -> bool:
        now, then = self.row.pools.get(day), self.before.pools.get(day)
        return now is then if now is None or then is None else now.reported == then.reported


@dataclass(frozen=True)
class Comparison:
    """Rows that differ, worst first as they stand after, and units that are late with a report they were not late with.

    A row that one of the two does not have is in none of them. A row may have worsened and be restated or revised.
    """

    worsened: tuple[RowChange, ...]
    improved: tuple[RowChange, ...]
    newly_judged: tuple[RowChange, ...]
    restated: tuple[RowChange, ...]
    revised: tuple[RowChange, ...]
    newly_late: tuple[OrgUnit, ...]

    @property
    def by_change(self) -> tuple[tuple[Change, tuple[RowChange, ...]], ...]:
        """The rows under what became of them."""
        return (
            (Change.WORSENED, self.worsened),
            (Change.IMPROVED, self.improved),
            (Change.NEWLY_JUDGED, self.newly_judged),
            (Change.RESTATED, self.restated),
            (Change.REVISED, self.revised),
        )


def compare(
    before: Snapshot, after: Snapshot, *, unit_id: str | None = None, rows: Sequence[SnapshotRow] | None = None
) -> Comparison:
    """What differs between two Snapshots in the province's rows, with `unit_id` in what this unit owes.

    `rows` are rows of `after` to look at instead. Better and worse are said of what was judged both times, and of a judged
    target whose report is now missing. A target judged for the first time is neither: its window opened, or its report
    came.
    """
    if rows is None:
        rows = after.province_rows if unit_id is None else after.rows_of_unit(unit_id)
    pairs = [RowChange(r, was) for r in rows if (was := _row_before(before, r)) is not None]
    kinds = [change_between(p.before.judgement.status, p.row.judgement.status) for p in pairs]

    def of(change: Change) -> tuple[RowChange, ...]:
        return tuple(p for p, kind in zip(pairs, kinds, strict=True) if kind is change)

    late = _newly_late(before, after)
    return Comparison(
        worsened=of(Change.WORSENED),
        improved=of(Change.IMPROVED),
        newly_judged=of(Change.NEWLY_JUDGED),
        restated=tuple(p for p in pairs if p.restatements),
        revised=tuple(p for p in pairs if p.is_revised),
        newly_late=tuple(u for u in late if unit_id in (None, u.id)),
    )


def corrected_by(before: Snapshot, after: Snapshot, pair: RowChange) -> tuple[OrgUnit, ...]:
    """The units whose own figure makes the newest restatement of a row added up from several; nobody where it is one reporter's."""
    if not pair.row.is_pooled:
        return ()
    indicator, day = pair.row.indicator.id, pair.restatements[-1].on

    def figure(snapshot: Snapshot, unit_id: str) -> tuple[float | None, ...]:
        reading = snapshot.reading(indicator, unit_id, day)
        return () if reading is None else (reading.value, reading.numerator, reading.denominator)

    ids = (u for u in pair.row.feeders if figure(before, u) != figure(after, u))
    return tuple(after.catalogue.org_units[u] for u in ids)


def _row_before(before: Snapshot, row: SnapshotRow) -> SnapshotRow | None:
    """The same promise then: the target itself, or the one that it, or what it revises, took the place of."""
    target = row.target
    while (found := before.row(target.id, row.org_unit.id)) is None and target.revises is not None:
        target = before.catalogue.target(target.revises)
    return found


def change_between(was: Status, now: Status) -> Change | None:
    """What a step from one status to another is; None for none, and where the new one says nothing about the target."""
    if was is now or now not in (*JUDGED, Status.REPORT_OVERDUE):
        return None
    if was not in JUDGED:
        return None if now is Status.REPORT_OVERDUE else Change.NEWLY_JUDGED
    if now is Status.REPORT_OVERDUE:
        return Change.WORSENED
    return Change.IMPROVED if JUDGED.index(now) > JUDGED.index(was) else Change.WORSENED


def by_lead(comparison: Comparison) -> dict[str | None, Counter[Change]]:
    """How many rows changed how, by the agency that leads them (a row with two leads counts at both); None: no agency."""
    found: dict[str | None, Counter[Change]] = {}
    for change, pairs in comparison.by_change:
        for pair in pairs:
            for unit_id in pair.row.lead or (None,):
                found.setdefault(unit_id, Counter())[change] += 1
    return found


def by_unit(before: Snapshot, after: Snapshot, kind: UnitKind) -> dict[str, Counter[Change]]:
    """How many rows of each unit of the kind changed how, and whether it is newly late; units without a change are left out.

    Its rows are what it owes itself, without targets that it leads: these are counted where it leads them.
    """
    units = (u for u in after.catalogue.org_units.values() if u.kind is kind and u.reports)
    led = {(r.target.id, unit_id) for r in after.province_rows for unit_id in r.lead}
    rows = {u.id: [r for r in after.rows_of_unit(u.id) if (r.target.id, u.id) not in led] for u in units}
    counted = ((u, _counted(compare(before, after, unit_id=u, rows=own))) for u, own in rows.items())
    return {unit_id: counts for unit_id, counts in counted if counts}


def _counted(comparison: Comparison) -> Counter[Change]:
    counts = Counter({change: len(pairs) for change, pairs in comparison.by_change if pairs})
    if comparison.newly_late:
        counts[Change.NEWLY_LATE] = len(comparison.newly_late)
    return counts


def _newly_late(before: Snapshot, after: Snapshot) -> Iterable[OrgUnit]:
    """Units whose newest report due is overdue, and was not before."""
    now, then = after.newest_reports, before.newest_reports
    known = then.overdue if then is not None else ()
    return [after.catalogue.org_units[u] for u in (now.overdue if now is not None else ()) if u not in known]
