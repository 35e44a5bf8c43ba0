"""How a target becomes rows: who owes it, whose reports make the province's figure, since when, and the judgement of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dashboard.catalogue import Catalogue
from dashboard.catalogue.model import PROVINCE
from dashboard.domain.judgement import Terms, judge
from dashboard.domain.periods import Calendar
from dashboard.domain.plan import Aggregation, Direction, Indicator, Kind, OrgUnit, Target
from dashboard.domain.readings import Reading
from dashboard.domain.rollup import UnitHistory, effective_start, pooled_readings
from dashboard.domain.succession import Succession, closing_day
from dashboard.domain.terms import Band
from dashboard.snapshot_row import SnapshotRow
from dashboard.submissions.owing import Allowances, own_calendar

Series = dict[tuple[str, str], list[Reading]]
PROVINCE_SCOPES = (PROVINCE, "each_agency", "each_commune")


@dataclass(frozen=True)
class Judging:
    """What all rows of one picture are judged with. `series` holds what each unit stands at over time, by indicator and unit."""

    catalogue: Catalogue
    series: Series
    succession: Succession
    allowances: Allowances
    as_of: date
    known_on: date


class Histories:
    """The readings of one indicator by unit, as a pool takes them and as a unit's own row does."""

    def __init__(self, judging: Judging, indicator: Indicator) -> None:
        self._judging, self.indicator = judging, indicator
        self.catalogue, self.as_of, self.known_on = judging.catalogue, judging.as_of, judging.known_on
        self.merged = self.catalogue.merged_by(self.as_of)
        self.heirs = {heir.id for u in self.merged if (heir := self.catalogue.heir(u.id, self.as_of)) is not None}

    def former(self, unit: OrgUnit) -> tuple[OrgUnit, ...]:
        """The agencies whose reports come before the unit's own, the oldest first."""
        return self._judging.succession.former(self.indicator.id, unit.id)

    def of(self, unit: OrgUnit, since: date | None = None) -> UnitHistory:
        """What the unit reported itself. Before `since`, its first day in a pool, what it took over is known of it."""
        before = () if since is None else (r for r in self._before(unit) if r.date < since)
        return UnitHistory(unit.id, unit.kind, since, unit.valid_to, (*before, *self._own(unit)))

    def whole(self, unit: OrgUnit) -> UnitHistory:
        """What the unit reported, and before it those that became the unit."""
        first = (*self.former(unit), unit)[0]
        readings = (*self._before(unit), *self._own(unit))
        return UnitHistory(unit.id, unit.kind, first.valid_from, unit.valid_to, readings)

    def calendar(self, unit: OrgUnit) -> Calendar | None:
        """When the unit's figures are due: of a row of its figures alone, at the unit or the province, on the day it was given."""
        known = self._judging
        return own_calendar(self.catalogue, known.allowances, known.succession, self.indicator, unit, self.as_of)

    def _own(self, unit: OrgUnit) -> Sequence[Reading]:
        return self._judging.series.get((self.indicator.id, unit.id), ())

    def _before(self, unit: OrgUnit) -> list[Reading]:
        return [r for u in self.former(unit) for r in self._own(u) if r.date <= closing_day(u)]


def rows_of_target(histories: Histories, target: Target) -> Iterable[SnapshotRow]:
    """The province's row of a target that is not a unit's own, then one for each unit that owes it (rule 3.7)."""
    owing = _owing(histories, target, histories.as_of)
    if any(scope in PROVINCE_SCOPES for scope in target.scope):
        yield _province_row(histories, target, owing=len(owing))
    for unit in owing:
        yield _single_row(histories, target, unit, unit)


def _owing(histories: Histories, target: Target, day: date) -> list[OrgUnit]:
    """The units that owe the target each for itself on a day; nobody where it is the province's alone."""
    units = [u for scope in target.scope if scope != PROVINCE for u in histories.catalogue.members(scope, day)]
    return list({u.id: u for u in units}.values())


def _feeding(histories: Histories, target: Target, day: date) -> list[OrgUnit]:
    """The units whose figures make the province's on a day."""
    return _owing(histories, target, day) or list(histories.catalogue.reporters(histories.indicator, target, day))


def _single_row(histories: Histories, target: Target, unit: OrgUnit | None, judged: OrgUnit) -> SnapshotRow:
    """The row of the figures of one unit, judged at it or at the province; without a unit nothing was reported."""
    history = None if unit is None else histories.whole(unit)
    start = target.start
    if history is not None and unit is judged:
        start = effective_start(target.start, [history], histories.as_of)
    readings = () if history is None else tuple(history.readings)
    terms = _terms(histories.indicator, target, start)
    if unit is not None:
        terms = replace(terms, calendar=histories.calendar(unit))
    judgement = judge(terms, readings, histories.as_of, histories.known_on)
    feeders = () if unit is None else tuple(u.id for u in (*histories.former(unit), unit))
    return SnapshotRow(histories.indicator, target, judged, terms, judgement, readings, {}, None, feeders)


def _province_row(histories: Histories, target: Target, *, owing: int) -> SnapshotRow:
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
    return SnapshotRow(
        indicator, asked, province, terms, judgement, pooled.readings, pools, pooled.judged, ids, len(feeding)
    )


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


def _first_day(histories: Histories, unit: OrgUnit, before: Mapping[str, Sequence[OrgUnit]]) -> date | None:
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
