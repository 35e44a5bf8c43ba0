"""What differs between two Snapshots: worse, better, newly judged, restated, revised, newly late; for the province or one unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dashboard.analyses.shortfall import unit_reading
from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.domain.readings import Reading
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
class Correction:
    """A unit's own figure of one period as it was before and after it was corrected."""

    unit: OrgUnit
    was: Reading
    now: Reading


@dataclass(frozen=True)
class RowChange:
    """A row as it stands after, and as it stood before: under what its target revises, at the agency that became its unit."""

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
    pairs = [RowChange(r, was) for r in rows if (was := row_before(before, r)) is not None]
    kinds = [change_between(p.before.judgement.status, p.row.judgement.status) for p in pairs]

    def of(change: Change) -> tuple[RowChange, ...]:
        return tuple(p for p, kind in zip(pairs, kinds, strict=True) if kind is change)

    late = _newly_late(before, after)
    return Comparison(
        worsened=of(Change.WORSENED),
        improved=of(Change.IMPROVED),
        newly_judged=of(Change.NEWLY_JUDGED),
        restated=tuple(p for p in pairs if p.restatements and corrections(before, after, p)),
        revised=tuple(p for p in pairs if p.is_revised),
        newly_late=tuple(u for u in late if unit_id in (None, u.id)),
    )


def corrections(before: Snapshot, after: Snapshot, pair: RowChange) -> tuple[Correction, ...]:
    """The units' own figures whose correction makes the newest restatement of a row.

    None where newer reports moved it: a pool's start is added up from the newest of twelve months.
    """
    day, found = pair.restatements[-1].on, []
    for unit_id in pair.row.feeders:
        was, now = (unit_reading(each, pair.row, unit_id, day) for each in (before, after))
        if was is not None and now is not None and was.date == now.date and _figures(was) != _figures(now):
            found.append(Correction(after.catalogue.org_units[unit_id], was, now))
    return tuple(found)


def _figures(reading: Reading) -> tuple[float | None, ...]:
    return reading.value, reading.numerator, reading.denominator


def row_before(before: Snapshot, row: SnapshotRow) -> SnapshotRow | None:
    """The same promise then: the target itself or what it was revised from, at the unit or the agency that became it."""
    is_province = row.org_unit.kind is UnitKind.PROVINCE
    units = (row.org_unit.id,) if is_province else (row.org_unit.id, *reversed(row.feeders))
    target = row.target
    while True:
        found = next((r for u in units if (r := before.row(target.id, u)) is not None), None)
        if found is not None or target.revises is None:
            return found
        target = before.catalogue.target(target.revises)


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
    """Units of whom the newest report due is to be asked for, and was not before; what an agency became stands for it."""
    now, then = after.newest_reports, before.newest_reports
    heirs = (after.catalogue.heir(u, after.as_of) for u in then.to_remind) if then is not None else ()
    known = {heir.id for heir in heirs if heir is not None}
    asked = (now.rows[u].asked for u in now.to_remind) if now is not None else ()
    return list({unit.id: unit for unit in asked if unit.id not in known}.values())
