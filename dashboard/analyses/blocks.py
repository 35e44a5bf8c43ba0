"""Some of the units that make a province's figure, added up as the figure is: its communes, its agencies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from dashboard.domain.plan import Aggregation
from dashboard.domain.pooling import pool
from dashboard.domain.pools import Pooled, UnitHistory
from dashboard.domain.rollup import PooledHistory, pooled_readings
from dashboard.domain.terms import Band
from dashboard.judged_rows import pooling_of, unit_band
from dashboard.snapshot import Snapshot, SnapshotRow


def block_of(snapshot: Snapshot, row: SnapshotRow, units: Collection[str]) -> Pooled | None:
    """What these units add up to in the period that the province's row speaks of.

    While that has none: in the newest period whose deadline has passed or of which these units have sent enough, else in the
    newest of which any did. None before the first report, and for what is not added up from units. Below the usable cover
    it has no value to show. Source: rule 3.7.
    """
    pooled = row.pooled
    if pooled is not None and not row.is_baseline(pooled.on):
        return added_up(snapshot, row, units, pooled.on)
    history = _history(snapshot, row, units)
    if history is None:
        return None
    return history.judged or (history.periods[-1] if history.periods else None)


def added_up(snapshot: Snapshot, row: SnapshotRow, units: Collection[str], day: date) -> Pooled | None:
    """What these units add up to in the period that ends on the day; None for what is not added up from units."""
    if day <= row.terms.start:
        history = _history(snapshot, row, units)
        return None if history is None else history.baseline
    aggregation = _aggregation(snapshot, row, units)
    return None if aggregation is None else pool(_units(snapshot, row, units), aggregation, day, _threshold(row))


def _history(snapshot: Snapshot, row: SnapshotRow, units: Collection[str]) -> PooledHistory | None:
    aggregation = _aggregation(snapshot, row, units)
    if aggregation is None:
        return None
    return pooled_readings(
        _units(snapshot, row, units),
        aggregation,
        start=row.terms.start,
        due=row.target.due,
        as_of=snapshot.as_of,
        calendar=row.indicator.calendar,
        threshold=_threshold(row),
    )


def _aggregation(snapshot: Snapshot, row: SnapshotRow, units: Collection[str]) -> Aggregation | None:
    together = pooling_of(row.indicator)
    if together is row.indicator.aggregation:
        return together
    is_owed = any(snapshot.row(row.target.id, unit_id) is not None for unit_id in units)
    return together if is_owed else None


def _threshold(row: SnapshotRow) -> Band | None:
    return unit_band(row.indicator, row.target) if row.indicator.aggregation is Aggregation.COUNT_OF_UNITS else None


def _units(snapshot: Snapshot, row: SnapshotRow, units: Collection[str]) -> list[UnitHistory]:
    found = (snapshot.catalogue.org_units[unit_id] for unit_id in units)
    return [
        UnitHistory(u.id, u.kind, u.valid_from, u.valid_to, snapshot.readings(row.indicator.id, u.id)) for u in found
    ]
