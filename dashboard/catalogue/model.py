"""The catalogue in memory: documents, indicators, targets, org units, tasks, and who owes which report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dashboard.domain.figure_rules import FigureRule
from dashboard.domain.periods import Frequency, Period, PeriodSetting, period_of
from dashboard.domain.plan import Indicator, OrgUnit, PlanDocument, Target, UnitKind, Value

PROVINCE = "province"
EACH_AGENCY = "each_agency"
EACH_COMMUNE = "each_commune"
_EACH = {EACH_AGENCY: UnitKind.AGENCY, EACH_COMMUNE: UnitKind.COMMUNE}


class WorkspaceInfo(Value):
    """Whose catalogue this is. `province` is the id of the unit that stands for the whole."""

    name: str
    short_name: str
    province: str
    timezone: str


class Task(Value):
    """A task of a plan document, in short words. `due` is None when the document gives no day."""

    id: str
    document: str
    section: str
    number: str
    title: str
    product: str
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    deadline_text: str
    due: date | None
    recurrence: str
    indicators: tuple[str, ...] = ()


class PublishedFigure(Value):
    """A real figure someone published, shown apart from targets as «số đã công bố»."""

    id: str
    name: str
    value: float
    unit: str
    decimals: int
    date_text: str
    date: date
    place: str
    source: str
    note: str | None = None


@dataclass(frozen=True)
class Catalogue:
    """Everything the province edits by hand, checked. Dicts keep the order of the files; nobody writes into them.

    `tiles` gives row and column (from 1) of communes on the tile map; it is empty where the province has no such list.
    `hash` is a SHA-256 over the names and bytes of all catalogue files: the same files give the same hash.
    """

    workspace: WorkspaceInfo
    plan_documents: dict[str, PlanDocument]
    pillars: dict[str, str]
    indicators: dict[str, Indicator]
    org_units: dict[str, OrgUnit]
    tasks: tuple[Task, ...]
    published: tuple[PublishedFigure, ...]
    tiles: dict[str, tuple[int, int]]
    hash: str

    @cached_property
    def _by_target(self) -> dict[str, Indicator]:
        return {target.id: indicator for indicator in self.indicators.values() for target in indicator.targets}

    @cached_property
    def _targets(self) -> dict[str, Target]:
        return {target.id: target for indicator in self.indicators.values() for target in indicator.targets}

    @cached_property
    def _unit_of_name(self) -> dict[str, OrgUnit]:
        names = {alias: unit for unit in self.org_units.values() for alias in unit.aliases}
        return names | self.org_units

    @cached_property
    def _indicator_of_name(self) -> dict[str, Indicator]:
        former = {name: indicator for indicator in self.indicators.values() for name in indicator.formerly}
        return former | self.indicators

    def with_periods(self, settings: Iterable[PeriodSetting]) -> Catalogue:
        """This catalogue with the days that staff typed for some periods. Its hash stays that of its files."""
        typed = tuple(settings)
        if not typed:
            return self
        indicators = {
            key: each
            if each.calendar is None
            else each.model_copy(update={"calendar": each.calendar.with_settings(typed)})
            for key, each in self.indicators.items()
        }
        return replace(self, indicators=indicators)

    @cached_property
    def rules_about(self) -> dict[str, tuple[tuple[str, FigureRule], ...]]:
        """For each indicator the rules that speak of it, each with the indicator that carries the rule."""
        found: dict[str, dict[tuple[str, FigureRule], None]] = {}
        for carrier in self.indicators.values():
            for rule in carrier.rules:
                for term in rule.terms:
                    found.setdefault(term.indicator_id or carrier.id, {})[carrier.id, rule] = None
        return {indicator_id: tuple(rules) for indicator_id, rules in found.items()}

    @property
    def province(self) -> OrgUnit:
        """The unit that stands for the whole province."""
        return self.org_units[self.workspace.province]

    def indicator_of_target(self, target_id: str) -> Indicator:
        """The indicator that carries this target. KeyError for an unknown target."""
        return self._by_target[target_id]

    def target(self, target_id: str) -> Target:
        """The target with this id. KeyError for an unknown one."""
        return self._targets[target_id]

    def resolve_indicator(self, name: str) -> Indicator | None:
        """The indicator with this id, or the one that was formerly called so."""
        return self._indicator_of_name.get(name)

    def resolve_unit(self, code_or_alias: str) -> OrgUnit | None:
        """The unit with this id or alias; None when there is none. Names are not matched: two units may share one."""
        return self._unit_of_name.get(code_or_alias)

    def heir(self, unit_id: str, on: date) -> OrgUnit | None:
        """The unit that stands for this one on the day: itself, or what it was merged into; None when there is no such unit.

        A unit with a successor and no last day was merged before the list was made.
        """
        unit = self.resolve_unit(unit_id)
        seen: set[str] = set()
        while unit is not None and unit.successor and unit.id not in seen:
            if unit.valid_to is not None and on <= unit.valid_to:
                break
            seen.add(unit.id)
            unit = self.resolve_unit(unit.successor)
        return unit

    def merged_by(self, on: date) -> tuple[OrgUnit, ...]:
        """The agencies that had become part of another by the day, the first closed first.

        Communes are not among them: where their territory changes, figures before and after are not of the same place.
        """
        closed = [
            (unit.valid_to, unit)
            for unit in self.org_units.values()
            if unit.kind is UnitKind.AGENCY and unit.valid_to is not None and unit.valid_to < on
        ]
        heirs = {unit_id for unit_id, unit in self.org_units.items() if unit.kind is UnitKind.AGENCY}
        return tuple(unit for _, unit in sorted(closed, key=lambda pair: pair[0]) if unit.successor in heirs)

    def with_heirs(self, on: date) -> Catalogue:
        """This catalogue led by the units of the day: who was merged by then is named as what it became. Its hash stays."""
        heirs = {
            unit.id: heir.id
            for unit in self.org_units.values()
            if (heir := self.heir(unit.id, on)) is not None and heir is not unit
        }

        leading = (each.lead or () for each in (*self.indicators.values(), *self._targets.values(), *self.tasks))
        if heirs.keys().isdisjoint(unit_id for ids in leading for unit_id in ids):
            return self

        def led(each: Indicator | Target | Task) -> dict[str, tuple[str, ...]]:
            named = () if each.lead is None else (heirs.get(unit_id, unit_id) for unit_id in each.lead)
            return {} if each.lead is None else {"lead": tuple(dict.fromkeys(named))}

        indicators = {
            key: each.model_copy(
                update=led(each) | {"targets": tuple(target.model_copy(update=led(target)) for target in each.targets)}
            )
            for key, each in self.indicators.items()
        }
        return replace(self, indicators=indicators, tasks=tuple(t.model_copy(update=led(t)) for t in self.tasks))

    def members(self, scope_or_group: str, on: date) -> tuple[OrgUnit, ...]:
        """The units meant by `province`, `each_agency`, `each_commune`, a group's id or a unit's id, that exist on that day.

        Agencies and communes are those that report. A group of groups means all their units; a group without members (a
        recipient of reports) gives nothing. What was asked of one agency is asked of what it was merged into.
        """
        key = (scope_or_group, on)
        if key not in self._members:
            self._members[key] = self._find_members(scope_or_group, on)
        return self._members[key]

    @cached_property
    def _members(self) -> dict[tuple[str, date], tuple[OrgUnit, ...]]:
        return {}

    def _find_members(self, scope_or_group: str, on: date) -> tuple[OrgUnit, ...]:
        kind = _EACH.get(scope_or_group)
        if kind is not None:
            return tuple(u for u in self.org_units.values() if u.kind is kind and u.reports and u.is_valid_on(on))
        if scope_or_group == PROVINCE:
            return (self.province,)
        unit = self.resolve_unit(scope_or_group)
        if unit is None:
            return ()
        if unit.kind is UnitKind.GROUP:
            groups = self._groups_within(unit.id)
            valid = (u for u in self.org_units.values() if u.member_of in groups and u.is_valid_on(on))
            return tuple(u for u in valid if u.kind is not UnitKind.GROUP)
        if unit.kind is UnitKind.AGENCY:
            unit = self.heir(unit.id, on) or unit
        return (unit,) if unit.is_valid_on(on) else ()

    def _groups_within(self, group: str) -> set[str]:
        """The group and the groups that are its members, however deep."""
        found: set[str] = set()
        waiting = [group]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [u.id for u in self.org_units.values() if u.kind is UnitKind.GROUP and u.member_of == name]
        return found

    def scope_units(self, target: Target, on: date) -> tuple[OrgUnit, ...]:
        """The units a target is set for, on that day; the province itself for a provincial target."""
        return self._expand(target.scope, on)

    def reporters(self, indicator: Indicator, target: Target | None, on: date) -> tuple[OrgUnit, ...]:
        """The units whose reports make the figure of this target (or of any target, with None) on that day.

        A target for some units is fed by those of them that report the indicator; a provincial one by all reporters.
        """
        if target is None:
            own = [self.reporters(indicator, each, on) for each in indicator.targets if each.reported_by is not None]
            return _unique([*self._expand(indicator.reported_by, on), *(unit for units in own for unit in units)])
        reporting = self._expand(target.reported_by or indicator.reported_by, on)
        if PROVINCE in target.scope:
            return reporting
        asked = {unit.id for unit in self.scope_units(target, on)}
        return tuple(unit for unit in reporting if unit.id in asked)

    def targets_on(self, indicator: Indicator, day: date) -> tuple[Target, ...]:
        """The targets in force that day: a revision takes the place of what it revises on its effective day."""
        known = [t for t in indicator.targets if t.effective is None or t.effective <= day]
        revised = {t.revises for t in known}
        return tuple(t for t in known if t.id not in revised)

    def leading_target_on(self, indicator: Indicator, day: date) -> Target | None:
        """The target that leads that day: the catalogue's choice, else the only one, else the first of the file."""
        targets = self.targets_on(indicator, day)
        chosen = next((t for t in targets if indicator.leading_target in (t.id, t.revises)), None)
        return chosen or (targets[0] if targets else None)

    def owed_by(self, unit_id: str, on: date) -> list[Indicator]:
        """The indicators of which the unit owes reports that day: it reports them, they have a calendar, a target runs.

        A target runs from its start until the end of the period that holds its due date; one without a due date goes on.
        """
        return self.owed_on(on).get(unit_id, [])

    def owed_on(self, on: date) -> dict[str, list[Indicator]]:
        """What every unit owes that day (see `owed_by`), in the order of the catalogue; worked out once a day asked for."""
        if on not in self._owed:
            self._owed[on] = self._find_owed(on)
        return self._owed[on]

    @cached_property
    def _owed(self) -> dict[date, dict[str, list[Indicator]]]:
        return {}

    def _find_owed(self, on: date) -> dict[str, list[Indicator]]:
        owed: dict[str, list[Indicator]] = {}
        for indicator in self.indicators.values():
            if indicator.calendar is None:
                continue
            running = [t for t in self.targets_on(indicator, on) if _runs(indicator, t, on)]
            for unit in _unique(u for target in running for u in self.reporters(indicator, target, on)):
                owed.setdefault(unit.id, []).append(indicator)
        return owed

    def owed_for(self, unit_id: str, period: Period) -> list[Indicator]:
        """What the unit's own form (BM-01) of this period holds: indicators reported at this frequency, plus those whose
        target falls due inside the period where no period of their own ends (rule 3.1: one more report). What another unit
        collects for it is left out.
        """
        return [
            i
            for i in self.owed_by(unit_id, period.end)
            if self._is_due_in(unit_id, i, period) and self.collector(i, unit_id, period.end) is None
        ]

    def collector(self, indicator: Indicator, unit_id: str, on: date) -> str | None:
        """The unit that reports this indicator for the given one (BM-02); None when it reports for itself."""
        if not indicator.collected_by:
            return None
        for group, by in indicator.collected_by:
            if any(unit.id == unit_id for unit in self.members(group, on)):
                return by
        return None

    def collected_for(self, unit_id: str, period: Period) -> list[Indicator]:
        """The indicators that the unit's table for others (BM-02) of this period holds."""
        return [
            i
            for i in self.indicators.values()
            if any(by == unit_id for _, by in i.collected_by) and self.collected_units(i, unit_id, period)
        ]

    def collected_units(self, indicator: Indicator, unit_id: str, period: Period) -> tuple[OrgUnit, ...]:
        """The units whose figures of this period the unit collects, in the order of the list of units."""
        owed = self.owed_on(period.end)
        return tuple(
            u
            for u in self.org_units.values()
            if self.collector(indicator, u.id, period.end) == unit_id
            and indicator in owed.get(u.id, ())
            and self._is_due_in(u.id, indicator, period)
        )

    def led_tasks(self, unit_id: str, on: date) -> list[Task]:
        """The tasks that the unit leads on that day (BM-04), by itself or as one of a group, of documents that run by then."""
        return [
            task
            for task in self.tasks
            if self.plan_documents[task.document].start <= on
            and any(unit.id == unit_id for name in task.lead for unit in self.members(name, on))
        ]

    def _is_due_in(self, unit_id: str, indicator: Indicator, period: Period) -> bool:
        if indicator.frequency is period.frequency:
            return True
        if period.frequency is not Frequency.MONTH or indicator.calendar is None:
            return False
        asking = [
            target
            for target in self.targets_on(indicator, period.end)
            if target.due is not None
            and period.start <= target.due <= period.end
            and indicator.calendar.last_before(target.due) is None
        ]
        return any(unit.id == unit_id for t in asking for unit in self.reporters(indicator, t, period.end))

    def _expand(self, names: Iterable[str], on: date) -> tuple[OrgUnit, ...]:
        return _unique(unit for name in names for unit in self.members(name, on))


def _runs(indicator: Indicator, target: Target, on: date) -> bool:
    return target.start <= on and (target.due is None or on <= _period_end(indicator, target.due))


def _period_end(indicator: Indicator, day: date) -> date:
    return day if indicator.frequency is None else period_of(indicator.frequency, day).end


def _unique(units: Iterable[OrgUnit]) -> tuple[OrgUnit, ...]:
    return tuple({unit.id: unit for unit in units}.values())
