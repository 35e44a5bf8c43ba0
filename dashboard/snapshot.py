"""The frozen picture as of a day: every target at every unit that owes it, judged once; every page and file reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from dashboard.catalogue import Catalogue
from dashboard.catalogue.model import PROVINCE
from dashboard.domain.accumulation import running_totals
from dashboard.domain.judgement import RULES_VERSION, Terms, judge
from dashboard.domain.plan import Accumulation, Aggregation, Direction, Indicator, Kind, OrgUnit, Target, UnitKind
from dashboard.domain.readings import Reading, periods_before_days, with_values
from dashboard.domain.rollup import UnitHistory, effective_start, pooled_readings
from dashboard.domain.succession import Succession, closing_day, succession
from dashboard.domain.terms import Band
from dashboard.report_states import NOTHING_FILED, ReportState, report_states
from dashboard.snapshot_row import NEEDS_ACTION, WORST_FIRST, SnapshotRow
from dashboard.store.facts import Facts, KnownFigure
from dashboard.submissions.ledger import Ledger

Series = dict[tuple[str, str], list[Reading]]
PROVINCE_SCOPES = (PROVINCE, "each_agency", "each_commune")
_DAY_ID = len("2025-07-01")


@dataclass(frozen=True)
class Snapshot:
    """A pure function of facts version, catalogue, `as_of` and `known_on`. Taken once, kept by that key.

    Only `report_states` also follow the journal: who was waived or excepted, and what waits for approval.

    `series` holds what each unit reported, by indicator and unit; `totals` what stands in its place
    for judging where an indicator is followed as a running total. `succession` says whose reports stand before a
    successor's own in its rows; in a pool each agency's stand for the days on which it existed.
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
    succession: Succession = field(default_factory=lambda: Succession({}, {}))

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

    def leading_row(self, indicator_id: str, unit_id: str) -> SnapshotRow | None:
        """The row of the indicator that stands first for the unit; None when the unit owes none."""
        rows = [r for r in self.rows_of_indicator(indicator_id) if r.org_unit.id == unit_id]
        return self.foremost(rows) if rows else None

    def foremost(self, rows: Sequence[SnapshotRow]) -> SnapshotRow:
        """Of rows of one indicator the one shown first: the nearest due date still open, else the last passed, of targets with a number.

        Of equals, and where there is neither, the catalogue's leading target; ValueError without any row.
        """

        def order(row: SnapshotRow) -> tuple[int, int, bool]:
            due, leading = row.target.due, self.catalogue.leading_target_on(row.indicator, self.as_of)
            is_other = leading is None or row.target.id != leading.id
            if due is None or row.target.value is None:
                return 2, 0, is_other
            return int(due < self.as_of), abs((due - self.as_of).days), is_other

        return min(rows, key=order)

    @cached_property
    def newest_reports(self) -> ReportState | None:
        """The report that the line «Số liệu đến» speaks of: of those that end last, the one that most units owe."""
        return max(self.report_states, key=lambda s: (s.period.end, len(s.expected), s.deadline), default=None)

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


def take_snapshot(
    facts: Facts, catalogue: Catalogue, as_of: date, known_on: date | None = None, ledger: Ledger = NOTHING_FILED
) -> Snapshot:
    """Judges every target in force on `as_of` from observations of periods ended by then and received by `known_on`.

    `known_on` defaults to `as_of`. For a province with 38 communes about a thousand rows (rule 3.7).
    """
    known = known_on or as_of
    catalogue = catalogue.with_periods(facts.period_settings())
    figures = facts.observations(until=as_of, known_on=known)
    states = report_states(catalogue, figures, ledger, as_of)
    catalogue = catalogue.with_heirs(as_of)
    series, stated = _series(figures, catalogue)
    follows = succession(series, catalogue.merged_by(as_of))
    totals = _running_totals(series, stated, catalogue, follows)
    followed = {**series, **totals}
    rows: list[SnapshotRow] = []
    for indicator in catalogue.indicators.values():
        histories = _Histories(catalogue, indicator, followed, follows, as_of, known)
        for target in catalogue.targets_on(indicator, as_of):
            rows.extend(_rows_of_target(histories, target))
    return Snapshot(as_of, known, facts.id, catalogue, facts.illustrative, tuple(rows), states, series, totals, follows)


def with_reports(
    snapshot: Snapshot, facts: Facts, ledger: Ledger, day_of: Callable[[datetime], date] | None = None
) -> Snapshot:
    """The same picture, with who has sent the newest reports as the journal has it now. `facts` are those it was taken from."""
    figures = facts.observations(until=snapshot.as_of, known_on=snapshot.known_on)
    states = report_states(snapshot.catalogue, figures, ledger, snapshot.as_of, day_of)
    return replace(snapshot, report_states=states)


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


def _running_totals(reported: Series, stated: Series, catalogue: Catalogue, follows: Succession) -> Series:
    """The totals since the year began, of the indicators that the catalogue follows so.

    A successor goes on from where the one agency before it stopped. Where several stand apart it has no total until the
    year ends: what they reported before belongs to it and cannot be told.
    """
    found: Series = {}
    for key, readings in reported.items():
        indicator, unit = catalogue.indicators.get(key[0]), catalogue.org_units.get(key[1])
        if indicator is None or indicator.accumulation is not Accumulation.RUNNING_TOTAL or indicator.calendar is None:
            continue
        former = follows.joined.get(key, ())
        known = [*(r for u in former for r in reported.get((key[0], u.id), ())), *readings]
        as_they_stand = [r for u in former for r in stated.get((key[0], u.id), ())] + stated.get(key, [])
        periods = [reading for reading in known if all(reading is not total for total in as_they_stand)]
        first = former[0] if former else unit
        totals = running_totals(
            periods,
            indicator.calendar,
            is_ratio=indicator.is_ratio,
            since=first.valid_from if first is not None else None,
            stated=as_they_stand,
        )
        since = closing_day(former[-1]) if former else date.min
        merged = [closing_day(u) for u in follows.apart.get(key, ())]
        found[key] = [
            r for r in totals if r.date > since and not any(day < r.date and day.year == r.date.year for day in merged)
        ]
    return found


class _Histories:
    """The readings of one indicator by unit."""

    def __init__(
        self,
        catalogue: Catalogue,
        indicator: Indicator,
        series: Series,
        follows: Succession,
        as_of: date,
        known_on: date,
    ) -> None:
        self.catalogue, self.indicator, self.as_of, self.known_on = catalogue, indicator, as_of, known_on
        self._series, self._follows = series, follows
        self.merged = catalogue.merged_by(as_of)
        self.heirs = {heir.id for u in self.merged if (heir := catalogue.heir(u.id, as_of)) is not None}

    def former(self, unit: OrgUnit) -> tuple[OrgUnit, ...]:
        """The agencies whose reports come before the unit's own, the oldest first."""
        return self._follows.joined.get((self.indicator.id, unit.id), ())

    def of(self, unit: OrgUnit, since: date | None = None) -> UnitHistory:
        """What the unit reported itself. Before `since`, its first day in a pool, what it took over is known of it."""
        before = () if since is None else (r for r in self._before(unit) if r.date < since)
        return UnitHistory(unit.id, unit.kind, since, unit.valid_to, (*before, *self._own(unit)))

    def whole(self, unit: OrgUnit) -> UnitHistory:
        """What the unit reported, and before it those that became the unit."""
        first = (*self.former(unit), unit)[0]
        readings = (*self._before(unit), *self._own(unit))
        return UnitHistory(unit.id, unit.kind, first.valid_from, unit.valid_to, readings)

    def _own(self, unit: OrgUnit) -> Sequence[Reading]:
        return self._series.get((self.indicator.id, unit.id), ())

    def _before(self, unit: OrgUnit) -> list[Reading]:
        return [r for u in self.former(unit) for r in self._own(u) if r.date <= closing_day(u)]


def _rows_of_target(histories: _Histories, target: Target) -> Iterable[SnapshotRow]:
    owing = _owing(histories, target, histories.as_of)
    if any(scope in PROVINCE_SCOPES for scope in target.scope):
        yield _province_row(histories, target, owing=len(owing))
    for unit in owing:
        yield _single_row(histories, target, unit, unit)


def _owing(histories: _Histories, target: Target, day: date) -> list[OrgUnit]:
    """The units that owe the target each for itself on a day; nobody where it is the province's alone."""
    units = [u for scope in target.scope if scope != PROVINCE for u in histories.catalogue.members(scope, day)]
    return list({u.id: u for u in units}.values())


def _feeding(histories: _Histories, target: Target, day: date) -> list[OrgUnit]:
    """The units whose figures make the province's on a day."""
    return _owing(histories, target, day) or list(histories.catalogue.reporters(histories.indicator, target, day))


def _single_row(histories: _Histories, target: Target, unit: OrgUnit | None, judged: OrgUnit) -> SnapshotRow:
    """The row of the figures of one unit, judged at it or at the province; without a unit nothing was reported."""
    history = None if unit is None else histories.whole(unit)
    start = target.start
    if history is not None and unit is judged:
        start = effective_start(target.start, [history], histories.as_of)
    readings = () if history is None else tuple(history.readings)
    terms = _terms(histories.indicator, target, start)
    judgement = judge(terms, readings, histories.as_of, histories.known_on)
    feeders = () if unit is None else tuple(u.id for u in (*histories.former(unit), unit))
    return SnapshotRow(histories.indicator, target, judged, terms, judgement, readings, {}, None, feeders)


def _province_row(histories: _Histories, target: Target, *, owing: int) -> SnapshotRow:
    """The province's row of a target that so many units owe each for itself; 0 where it is the province's alone."""
    catalogue, indicator = histories.catalogue, histories.indicator
    province = catalogue.org_units[catalogue.workspace.province]
    feeding = _feeding(histories, target, histories.as_of)
    before = {u.id: _feeding(histories, target, closing_day(u)) for u in histories.merged}
    if not owing and all(len(units) <= 1 for units in (feeding, *before.values())):
        return _single_row(histories, target, next(iter(feeding), None), province)
    units = [histories.of(u, _first_day(histories, u, before)) for u in feeding]
    units += [histories.of(u, _first_day(histories, u, before)) for u in histories.merged if u in before[u.id]]
    counted = indicator.aggregation is Aggregation.COUNT_OF_UNITS
    start = effective_start(target.start, [u for u in units if u.org_unit_id not in histories.heirs], histories.as_of)
    asked = _asked_of_all(indicator, target, owing)
    terms = _terms(indicator, asked, start, counted)
    if asked is not target:
        terms = replace(terms, bounds=tuple(None if bound is None else bound * owing for bound in indicator.bounds))
    pooled = pooled_readings(
        units,
        pooling_of(indicator) if owing else indicator.aggregation,
        start=start,
        due=target.due,
        as_of=histories.as_of,
        calendar=indicator.calendar,
        threshold=unit_band(indicator, target) if counted else None,
    )
    pools = {p.on: p for p in (pooled.baseline, *pooled.periods) if p is not None}
    judgement = judge(terms, pooled.readings, histories.as_of, histories.known_on)
    ids = tuple(u.org_unit_id for u in units)
    return SnapshotRow(indicator, asked, province, terms, judgement, pooled.readings, pools, pooled.judged, ids)


def _asked_of_all(indicator: Indicator, target: Target, owing: int) -> Target:
    """What so many units are asked together for: of an amount that each owes the sum, unless the target names the province too."""
    if indicator.aggregation is not Aggregation.SUM or not owing or PROVINCE in target.scope:
        return target

    def together(value: float | None) -> float | None:
        return None if value is None else value * owing

    return target.model_copy(
        update={
            "value": together(target.value),
            "value_max": together(target.value_max),
            "baseline": together(target.baseline),
            "milestones": tuple((day, value * owing) for day, value in target.milestones),
        }
    )


def _first_day(histories: _Histories, unit: OrgUnit, before: Mapping[str, Sequence[OrgUnit]]) -> date | None:
    """From when on the unit is in the pool: it exists, and where a merger brought it in, from the day after that."""
    days = [unit.valid_from] if unit.valid_from is not None else []
    took_over = (u for u in histories.merged if u.successor == unit.id and u in before[u.id])
    days += [closing_day(u) + timedelta(days=1) for u in took_over if unit not in before[u.id]]
    return max(days, default=None)


def pooling_of(indicator: Indicator) -> Aggregation:
    """How figures are pooled that many units owe each for itself: one unit's figure never stands for all of them.

    Percentages and levels without numerator and denominator then have no pooled value (rule 3.7).
    """
    alone = (Aggregation.LATEST, Aggregation.PROVINCIAL_ONLY)
    return Aggregation.RATIO_OF_SUMS if indicator.aggregation in alone else indicator.aggregation


def unit_band(indicator: Indicator, target: Target) -> Band | None:
    """The values of a single unit that meet the target: what passes where units are counted. None without a number."""
    return _terms(indicator, target, target.start).band


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


__all__ = ["NEEDS_ACTION", "WORST_FIRST", "ReportState", "Snapshot", "SnapshotRow", "take_snapshot", "with_reports"]
