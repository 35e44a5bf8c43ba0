"""The frozen picture as of a day: every target at every unit that owes it, judged once; every page and file reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from dashboard.catalogue import Catalogue
from dashboard.domain.accumulation import running_totals
from dashboard.domain.judgement import RULES_VERSION, Terms, judge
from dashboard.domain.plan import Accumulation, Aggregation, Direction, Indicator, Kind, OrgUnit, Target, UnitKind
from dashboard.domain.readings import Reading, periods_before_days, with_values
from dashboard.domain.rollup import UnitHistory, effective_start, pooled_readings
from dashboard.report_states import ReportState, report_states
from dashboard.snapshot_row import NEEDS_ACTION, WORST_FIRST, SnapshotRow
from dashboard.store.facts import Facts, KnownFigure

Series = dict[tuple[str, str], list[Reading]]
PROVINCE_SCOPES = ("province", "each_agency", "each_commune")
_DAY_ID = len("2025-07-01")


@dataclass(frozen=True)
class Snapshot:
    """A pure function of facts version, catalogue, `as_of` and `known_on`. Taken once, kept by that key.

    `series` holds what each unit reported, by indicator and unit; `totals` what stands in its place
    for judging where an indicator is followed as a running total.
    """

    as_of: date
    known_on: date
    facts_id: str
    catalogue: Catalogue
    illustrative: bool
    rows: tuple[SnapshotRow, ...]
    report_states: tuple[ReportState, ...]
    series: Mapping[tuple[str, str], Sequence[Reading]]
    totals: Mapping[tuple[str, str], Sequence[Reading]] = field(default_factory=dict)

    def reading(self, indicator_id: str, unit_id: str, day: date) -> Reading | None:
        """What one unit stands at with the period that ends on this day: its report, or the running total up to it."""
        return next((r for r in self.readings(indicator_id, unit_id) if r.date == day), None)

    def readings(self, indicator_id: str, unit_id: str) -> Sequence[Reading]:
        """What one unit stands at over time, oldest first; values filled in from numerator and denominator, as for judging."""
        key = (indicator_id, unit_id)
        return with_values(self.totals[key] if key in self.totals else self.series.get(key, ()))

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], SnapshotRow]:
        return {(r.target.id, r.org_unit.id): r for r in self.rows}

    @cached_property
    def province_rows(self) -> tuple[SnapshotRow, ...]:
        """The rows counted on cards: one for each target of the province, worst first."""
        province = self.catalogue.workspace.province
        return tuple(sorted((r for r in self.rows if r.org_unit.id == province), key=lambda r: r.order))

    def rows_of_unit(self, unit_id: str) -> tuple[SnapshotRow, ...]:
        """Every target this unit owes, worst first."""
        return tuple(sorted((r for r in self.rows if r.org_unit.id == unit_id), key=lambda r: r.order))

    def rows_of_indicator(self, indicator_id: str) -> tuple[SnapshotRow, ...]:
        """Every row of the indicator, in the order of the catalogue."""
        return tuple(r for r in self.rows if r.indicator.id == indicator_id)

    def row(self, target_id: str, unit_id: str) -> SnapshotRow | None:
        """The row of a target at a unit, None when the unit does not owe it."""
        return self._by_key.get((target_id, unit_id))

    @cached_property
    def newest_reports(self) -> ReportState | None:
        """The report that the line «Số liệu đến» speaks of."""
        return max(self.report_states, key=lambda s: (s.period.end, s.deadline), default=None)

    @property
    def reported_line(self) -> str:
        """`18/20 cơ quan, 35/38 xã, phường đã báo cáo`."""
        state = self.newest_reports
        if state is None:
            return "chưa có báo cáo nào đến hạn"
        parts: list[str] = []
        for kind, word in ((UnitKind.AGENCY, "cơ quan"), (UnitKind.COMMUNE, "xã, phường")):
            expected = [u for u in state.expected if self.catalogue.org_units[u].kind is kind]
            if expected:
                done = set(state.reported)
                parts.append(f"{sum(u in done for u in expected)}/{len(expected)} {word}")
        return f"{', '.join(parts)} đã báo cáo"

    def to_json(self, rows: Iterable[SnapshotRow]) -> dict[str, Any]:
        """The Snapshot as `chitieu status --json` prints it."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
            "facts_id": self.facts_id,
            "catalogue_hash": self.catalogue.hash,
            "rules_version": RULES_VERSION,
            "rows": [r.to_json() for r in rows],
        }


def take_snapshot(facts: Facts, catalogue: Catalogue, as_of: date, known_on: date | None = None) -> Snapshot:
    """Judges every target in force on `as_of` from observations of periods ended by then and received by `known_on`.

    `known_on` defaults to `as_of`. For a province with 38 communes about a thousand rows (rule 3.7).
    """
    known = known_on or as_of
    catalogue = catalogue.with_periods(facts.period_settings())
    figures = facts.observations(until=as_of, known_on=known)
    series, stated = _series(figures, catalogue)
    totals = _running_totals(series, stated, catalogue)
    followed = {**series, **totals}
    rows: list[SnapshotRow] = []
    for indicator in catalogue.indicators.values():
        histories = _Histories(catalogue, indicator, followed, as_of, known)
        for target in catalogue.targets_on(indicator, as_of):
            rows.extend(_rows_of_target(histories, target))
    states = report_states(catalogue, figures, as_of)
    return Snapshot(as_of, known, facts.id, catalogue, facts.illustrative, tuple(rows), states, series, totals)


def _series(figures: Iterable[KnownFigure], catalogue: Catalogue) -> tuple[Series, Series]:
    """Readings by indicator and unit; those of them that state a running total on one day. Facts built before a renaming carry the former id."""
    summed = {each.id for each in catalogue.indicators.values() if each.accumulation is Accumulation.RUNNING_TOTAL}
    now = {former: each.id for each in catalogue.indicators.values() for former in each.formerly}
    found: Series = defaultdict(list)
    stated: Series = defaultdict(list)
    days: Series = defaultdict(list)
    for row in figures:
        key = (now.get(row.indicator_id, row.indicator_id), row.org_unit_id)
        reading = Reading(
            date=row.period_end,
            value=row.value,
            numerator=row.numerator,
            denominator=row.denominator,
            received=row.received,
            provisional=row.provisional,
            revised=row.revision_count > 0,
            not_arising=row.numerator == 0 and row.denominator == 0,
        )
        found[key].append(reading)
        if len(row.period_id) == _DAY_ID:
            days[key].append(reading)
            if key[0] in summed:
                stated[key].append(reading)
    for key, dated in days.items():
        found[key] = periods_before_days(found[key], dated)
    return found, stated


def _running_totals(reported: Series, stated: Series, catalogue: Catalogue) -> Series:
    """The totals since the year began, of the indicators that the catalogue follows so."""
    found: Series = {}
    for key, readings in reported.items():
        indicator, unit = catalogue.indicators.get(key[0]), catalogue.org_units.get(key[1])
        if indicator is None or indicator.accumulation is not Accumulation.RUNNING_TOTAL or indicator.calendar is None:
            continue
        as_they_stand = stated.get(key, [])
        periods = [reading for reading in readings if all(reading is not total for total in as_they_stand)]
        since = unit.valid_from if unit is not None else None
        found[key] = running_totals(
            periods, indicator.calendar, is_ratio=indicator.is_ratio, since=since, stated=as_they_stand
        )
    return found


class _Histories:
    """The readings of one indicator by unit, pooled once for each set of feeding units."""

    def __init__(self, catalogue: Catalogue, indicator: Indicator, series: Series, as_of: date, known_on: date) -> None:
        self.catalogue, self.indicator, self.as_of, self.known_on = catalogue, indicator, as_of, known_on
        self._series = series

    def of(self, unit: OrgUnit) -> UnitHistory:
        readings = self._series.get((self.indicator.id, unit.id), [])
        return UnitHistory(unit.id, unit.kind, unit.valid_from, unit.valid_to, tuple(readings))


def _rows_of_target(histories: _Histories, target: Target) -> Iterable[SnapshotRow]:
    catalogue, as_of = histories.catalogue, histories.as_of
    owing = [u for scope in target.scope if scope != "province" for u in catalogue.members(scope, as_of)]
    if any(scope in PROVINCE_SCOPES for scope in target.scope):
        feeders = owing or list(catalogue.reporters(histories.indicator, target, as_of))
        yield _province_row(histories, target, feeders, shared=bool(owing))
    for unit in owing:
        history = histories.of(unit)
        terms = _terms(histories.indicator, target, effective_start(target.start, [history], as_of))
        judgement = judge(terms, history.readings, as_of, histories.known_on)
        yield SnapshotRow(
            histories.indicator, target, unit, terms, judgement, tuple(history.readings), {}, None, (unit.id,)
        )


def _province_row(histories: _Histories, target: Target, feeders: list[OrgUnit], shared: bool) -> SnapshotRow:
    catalogue, indicator = histories.catalogue, histories.indicator
    province = catalogue.org_units[catalogue.workspace.province]
    units = [histories.of(u) for u in feeders]
    ids = tuple(u.id for u in feeders)
    if len(units) <= 1 and not shared:
        readings = tuple(units[0].readings) if units else ()
        terms = _terms(indicator, target, target.start)
        judgement = judge(terms, readings, histories.as_of, histories.known_on)
        return SnapshotRow(indicator, target, province, terms, judgement, readings, {}, None, ids)
    counted = indicator.aggregation is Aggregation.COUNT_OF_UNITS
    start = effective_start(target.start, units, histories.as_of)
    terms = _terms(indicator, target, start, counted)
    threshold = _terms(indicator, target, start).band if counted else None
    pooled = pooled_readings(
        units,
        _pooling(indicator) if shared else indicator.aggregation,
        start=start,
        due=target.due,
        as_of=histories.as_of,
        calendar=indicator.calendar,
        threshold=threshold,
    )
    pools = {p.on: p for p in (pooled.baseline, *pooled.periods) if p is not None}
    judgement = judge(terms, pooled.readings, histories.as_of, histories.known_on)
    return SnapshotRow(indicator, target, province, terms, judgement, pooled.readings, pools, pooled.judged, ids)


def _pooling(indicator: Indicator) -> Aggregation:
    """How figures are pooled that many units owe each for itself: one unit's figure never stands for all of them.

    Percentages and levels without numerator and denominator then have no pooled value (rule 3.7).
    """
    alone = (Aggregation.LATEST, Aggregation.PROVINCIAL_ONLY)
    return Aggregation.RATIO_OF_SUMS if indicator.aggregation in alone else indicator.aggregation


def _terms(indicator: Indicator, target: Target, start: date, counts_units: bool = False) -> Terms:
    is_range = indicator.direction is Direction.RANGE
    value = 100.0 if counts_units and target.value is not None else target.value
    return Terms(
        kind=indicator.kind,
        direction=Direction.AT_LEAST if counts_units else indicator.direction,
        start=start,
        due=target.due,
        target=None if is_range else value,
        target_low=target.value if is_range else None,
        target_high=target.value_max if is_range else None,
        baseline=target.baseline,
        bounds=(0.0, 100.0) if counts_units else indicator.bounds,
        decimals=0 if indicator.kind is Kind.MILESTONE else indicator.decimals,
        calendar=indicator.calendar,
        milestones=target.milestones,
        unit="%" if counts_units else indicator.unit,
        method=indicator.method,
    )


__all__ = ["NEEDS_ACTION", "WORST_FIRST", "ReportState", "Snapshot", "SnapshotRow", "take_snapshot"]
