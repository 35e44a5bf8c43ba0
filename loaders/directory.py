"""The catalogue as mapping asks it: units and indicators by what a report calls them, and who reports what."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeVar

from dashboard.catalogue import Catalogue
from dashboard.domain.periods import Frequency, Period
from dashboard.domain.plan import Indicator, OrgUnit, UnitKind
from loaders.parsing.matching import LONGEST_KEPT, PROPOSALS, canonical, canonical_unit, nearest, tidy

CODE_LENGTH = 5
Named = TypeVar("Named")


class FoundUnit(NamedTuple):
    """A unit, and whether its code had lost a leading zero on the way."""

    unit: OrgUnit
    was_repaired: bool


def _by_form(known: Mapping[str, Named]) -> dict[str, Named]:
    """What has an id, by the id in any case; without those that differ by case alone."""
    forms = Counter(canonical(each) for each in known)
    return {canonical(each): value for each, value in known.items() if forms[canonical(each)] == 1}


def unknown_unit_words(catalogue: Catalogue, text: str) -> str:
    """What to say of a name or code that is no unit's: the nearest units, or where all of them are listed."""
    near = Directory(catalogue).near_units(text)
    names = f" Gần giống: {', '.join(f'{unit.name} ({unit.id})' for unit in near)}." if near else ""
    return f"Không có đơn vị «{text}».{names} Mã của mọi đơn vị có trong data/reference/org_units.csv."


class Directory:
    """Look-ups over one catalogue, made once for many files."""

    def __init__(self, catalogue: Catalogue, *, is_rebuilding: bool = False) -> None:
        self.catalogue = catalogue
        # A file in force stays so when the catalogue later names who collects its figures, or staff type a later last day.
        self.is_rebuilding = is_rebuilding
        self._units_by_name: dict[str, list[OrgUnit]] = {}
        self._units_by_short: dict[str, list[OrgUnit]] = {}
        for unit in catalogue.org_units.values():
            self._units_by_name.setdefault(canonical_unit(unit.name), []).append(unit)
            self._units_by_short.setdefault(canonical(unit.abbr), []).append(unit)
        self._units_by_id = _by_form(catalogue.org_units)
        self._indicators_by_id = _by_form(catalogue.indicators)
        self._indicators_by_name = {canonical(each.name): each for each in catalogue.indicators.values()}
        self._indicators_by_target: dict[str, set[str]] = {}
        for each in catalogue.indicators.values():
            for name in (target.name for target in each.targets if target.name):
                self._indicators_by_target.setdefault(canonical(name), set()).add(each.id)
        self._targets = _by_form({target.id: each for each in catalogue.indicators.values() for target in each.targets})
        days = {unit.valid_from for unit in catalogue.org_units.values() if unit.valid_from is not None}
        days |= {
            unit.valid_to + timedelta(days=1) for unit in catalogue.org_units.values() if unit.valid_to is not None
        }
        self._changes = sorted(days)
        self._reporters_since = lru_cache(maxsize=None)(self._reporters)
        self.is_due = lru_cache(maxsize=None)(self._is_due)
        self.collector = lru_cache(maxsize=65_536)(self._collector)
        self._kept_near_units = lru_cache(maxsize=4_096)(self._near_units)
        self._kept_near_indicators = lru_cache(maxsize=4_096)(self._near_indicators)
        self._kept_unit = lru_cache(maxsize=65_536)(self._unit)
        self._kept_indicator = lru_cache(maxsize=65_536)(self._indicator)

    def unit(self, text: str, short: bool = False) -> FoundUnit | None:
        """The unit with this id, code, alias or exact name; a code of digits that lost its leading zeros is read as whole.

        «X.» and «P.» stand for «Xã» and «Phường», «UBND xã …» is the commune. A name that two units share gives none. With
        `short` a commune is known by its name without «Xã» or «Phường» too.
        """
        return self._kept_unit(text, short) if len(text) <= LONGEST_KEPT else None

    def _unit(self, text: str, short: bool) -> FoundUnit | None:
        name = tidy(text)
        unit = self.catalogue.resolve_unit(name)
        if unit is not None:
            return FoundUnit(unit, False)
        if name.isascii() and name.isdigit() and len(name) < CODE_LENGTH:
            unit = self.catalogue.resolve_unit(name.zfill(CODE_LENGTH))
            if unit is not None:
                return FoundUnit(unit, True)
        named = self._units_by_name.get(canonical_unit(name), [])
        if not named and short:
            named = [u for u in self._units_by_short.get(canonical(name), []) if u.kind is UnitKind.COMMUNE]
        if not named and canonical(name) in self._units_by_id:
            named = [self._units_by_id[canonical(name)]]
        return FoundUnit(named[0], False) if len(named) == 1 else None

    def is_called(self, unit: OrgUnit, text: str) -> bool:
        """Whether the unit is called so beside its code: by its name, short name or an alias."""
        return canonical_unit(text) in {canonical_unit(name) for name in (unit.name, unit.abbr, *unit.aliases)}

    def units_in(self, text: str) -> list[tuple[OrgUnit, bool]]:
        """The reporting units that running text names, each with whether it is named as the owner («của …»)."""
        words = canonical_unit(text)
        return [
            (self._units_by_name[match[0]][0], words[: match.start()].rstrip().endswith("của"))
            for match in self._names.finditer(words)
        ]

    @cached_property
    def _names(self) -> re.Pattern[str]:
        names = [name for name, units in self._units_by_name.items() if len(units) == 1 and units[0].reports]
        longest_first = sorted(names, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in longest_first)})(?!\w)")

    def near_units(self, text: str) -> list[OrgUnit]:
        """At most three units whose name, whole or short, looks like this text."""
        return self._kept_near_units(text) if len(text) <= LONGEST_KEPT else []

    def _near_units(self, text: str) -> list[OrgUnit]:
        names = {unit.name: unit for unit in self.catalogue.org_units.values()}
        names |= {unit.abbr: unit for unit in self.catalogue.org_units.values() if unit.abbr not in names}
        near = nearest(canonical_unit(text), names, 2 * PROPOSALS)
        return list({names[name].id: names[name] for name in near}.values())[:PROPOSALS]

    def indicator(self, code: str) -> Indicator | None:
        """The indicator with this id or former id, or the one that carries the target with this id."""
        return self._kept_indicator(code) if len(code) <= LONGEST_KEPT else None

    def _indicator(self, code: str) -> Indicator | None:
        name = tidy(code)
        form = canonical(name)
        return self.catalogue.resolve_indicator(name) or self._targets.get(form) or self._indicators_by_id.get(form)

    def indicator_named(self, name: str) -> Indicator | None:
        """The one indicator that is called so, itself or by one of its targets."""
        form = canonical(name)
        by_target = self._indicators_by_target.get(form, set())
        only = self.catalogue.indicators[next(iter(by_target))] if len(by_target) == 1 else None
        return self._indicators_by_name.get(form, only)

    def near_indicators(self, text: str) -> list[Indicator]:
        """At most three indicators that look like this text, by id or by name."""
        return self._kept_near_indicators(text) if len(text) <= LONGEST_KEPT else []

    def _near_indicators(self, text: str) -> list[Indicator]:
        known = self.catalogue.indicators
        by_name = {each.name: each for each in known.values()}
        return [known[one] for one in nearest(text, known)] or [by_name[name] for name in nearest(text, by_name)]

    def is_reported_by(self, indicator: Indicator, unit: OrgUnit, on: date) -> bool:
        """Whether the unit reports this indicator, for any target, on that day. Figures from before a target count too."""
        return unit.id in self.reporters(indicator.id, on)

    def _collector(self, indicator_id: str, unit_id: str, on: date) -> OrgUnit | None:
        """The unit that reports the indicator for this one in a table for many (BM-02); None when each reports for itself."""
        found = self.catalogue.collector(self.catalogue.indicators[indicator_id], unit_id, on)
        return None if found is None else self.catalogue.org_units[found]

    def collects(self, collector: OrgUnit, indicator: Indicator, unit: OrgUnit, on: date) -> bool:
        """Whether `collector` reports this indicator for `unit` that day, as the catalogue says."""
        return self.collector(indicator.id, unit.id, on) is collector

    def takes_period(self, indicator: Indicator, unit: OrgUnit, period: Period) -> bool:
        """Whether a figure of this period is one of the indicator's: its own frequency, or one more due on a target's day."""
        return indicator.frequency is period.frequency or self.is_due(unit.id, indicator.id, period)

    def end_of(self, indicator: Indicator, period: Period) -> date:
        """The day a figure of this period may exist: the typed last day where a document gives one."""
        return period.end if indicator.calendar is None else indicator.calendar.as_typed(period).end

    def reporters(self, indicator_id: str, on: date) -> frozenset[str]:
        """Ids of the units that report the indicator on that day: the same from one change of the units to the next."""
        changed = bisect_right(self._changes, on)
        return self._reporters_since(indicator_id, self._changes[changed - 1] if changed else date.min)

    def _reporters(self, indicator_id: str, on: date) -> frozenset[str]:
        indicator = self.catalogue.indicators[indicator_id]
        return frozenset(unit.id for unit in self.catalogue.reporters(indicator, None, on))

    def _is_due(self, unit_id: str, indicator_id: str, period: Period) -> bool:
        if period.frequency is Frequency.DAY:
            return False
        collector = self.collector(indicator_id, unit_id, period.end)
        asked = self.catalogue.owed_for(unit_id, period)
        if collector is not None:
            asked = [*asked, *self.catalogue.collected_for(collector.id, period)]
        return any(each.id == indicator_id for each in asked)
