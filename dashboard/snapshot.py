"""The frozen picture as of a day: every target at every unit that owes it, judged once; every page and file reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from dashboard.catalogue import Catalogue
from dashboard.domain.accumulation import running_totals
from dashboard.domain.judgement import RULES_VERSION
from dashboard.domain.periods import Calendar
from dashboard.domain.plan import Accumulation, Indicator, OrgUnit, UnitKind
from dashboard.domain.readings import Reading, periods_before_days, with_values
from dashboard.domain.succession import Succession, closing_day, succession
from dashboard.judged_rows import Histories, Judging, Series, rows_of_target
from dashboard.report_states import NOTHING_FILED, ReportState, report_states
from dashboard.snapshot_row import NEEDS_ACTION, WORST_FIRST, SnapshotRow
from dashboard.store.facts import Facts, KnownFigure
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.owing import Allowances, allowances_of, own_calendar

_DAY_ID = len("2025-07-01")


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A pure function of facts version, catalogue, `as_of`, `known_on` and `allowances`. Taken once, kept by that key.

    Report states and allowances follow the journal; `journal_head` is the number of the newest line they were taken at.

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
    allowances: Allowances = field(default_factory=Allowances)
    journal_head: int = 0

    def reading(self, indicator_id: str, unit_id: str, day: date) -> Reading | None:
        """What one unit stands at with the period that ends on this day: its report, or the running total up to it."""
        return next((r for r in self.readings(indicator_id, unit_id) if r.date == day), None)

    def readings(self, indicator_id: str, unit_id: str) -> Sequence[Reading]:
        """What one unit stands at over time, oldest first; values filled in from numerator and denominator, as for judging."""
        key = (indicator_id, unit_id)
        return with_values(self.totals[key] if key in self.totals else self.series.get(key, ()))

    def calendar(self, indicator: Indicator, unit: OrgUnit) -> Calendar | None:
        """When the unit's figures of the indicator are due, with what it is allowed; None without a calendar."""
        return own_calendar(self.catalogue, self.allowances, self.succession, indicator, unit, self.as_of)

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], SnapshotRow]:
        return {(r.target.id, r.org_unit.id): r for r in self.rows}

    @cached_property
    def province_rows(self) -> tuple[SnapshotRow, ...]:
        """The rows counted on cards: one for each target of the province, worst first."""
        province = self.catalogue.workspace.province
        return tuple(sorted((r for r in self.rows if r.org_unit.id == province), key=lambda r: r.order))

    @cached_property
    def rows_apart(self) -> tuple[SnapshotRow, ...]:
        """Rows of targets that a single unit's own plan sets; they stand apart from the province's."""
        counted = {r.target.id for r in self.province_rows}
        return tuple(r for r in self.rows if r.target.id not in counted)

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
        """The row of the indicator shown first: at the unit where it owes any, else at the province, else where there is one."""
        rows = self.rows_of_indicator(indicator_id)
        here, province = ([r for r in rows if r.org_unit.id == u] for u in (unit_id, self.catalogue.workspace.province))
        return self.foremost(here or province or rows) if rows else None

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
    judging = Judging(
        catalogue=catalogue,
        series={**series, **totals},
        succession=follows,
        allowances=allowances_of(ledger),
        as_of=as_of,
        known_on=known,
    )
    rows: list[SnapshotRow] = []
    for indicator in catalogue.indicators.values():
        histories = Histories(judging, indicator)
        for target in catalogue.targets_on(indicator, as_of):
            rows.extend(rows_of_target(histories, target))
    return Snapshot(
        as_of=as_of,
        known_on=known,
        facts_id=facts.id,
        catalogue=catalogue,
        illustrative=facts.illustrative,
        rows=tuple(rows),
        report_states=states,
        series=series,
        totals=totals,
        succession=follows,
        allowances=judging.allowances,
        journal_head=ledger.head,
    )


def with_reports(
    snapshot: Snapshot, facts: Facts, ledger: Ledger, day_of: Callable[[datetime], date] | None = None
) -> Snapshot:
    """The same picture, with who has sent the newest reports as the journal has it now. `facts` are those it was taken from."""
    figures = facts.observations(until=snapshot.as_of, known_on=snapshot.known_on)
    states = report_states(snapshot.catalogue, figures, ledger, snapshot.as_of, day_of)
    return replace(snapshot, report_states=states, journal_head=ledger.head)


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
        former = follows.former(*key)
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


__all__ = ["NEEDS_ACTION", "WORST_FIRST", "ReportState", "Snapshot", "SnapshotRow", "take_snapshot", "with_reports"]
