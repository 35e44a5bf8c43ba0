"""The catalogue as mapping asks it: units and indicators by what a report calls them, and who reports what."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dashboard.catalogue import Catalogue
from dashboard.domain.periods import Frequency, Period
from dashboard.domain.plan import Indicator, OrgUnit
from loaders.matching import canonical, nearest, tidy

CODE_LENGTH = 5


class FoundUnit(NamedTuple):
    """A unit, and whether its code had lost a leading zero on the way."""

    unit: OrgUnit
    was_repaired: bool


class Directory:
    """Look-ups over one catalogue, made once for many files."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._units_by_name: dict[str, list[OrgUnit]] = {}
        for unit in catalogue.org_units.values():
            self._units_by_name.setdefault(canonical(unit.name), []).append(unit)
        self._indicators_by_name = {canonical(each.name): each for each in catalogue.indicators.values()}
        self._targets = {target.id: each for each in catalogue.indicators.values() for target in each.targets}
        self.reporters = lru_cache(maxsize=None)(self._reporters)
        self.is_due = lru_cache(maxsize=None)(self._is_due)

    def unit(self, text: str) -> FoundUnit | None:
        """The unit with this id, code, alias or exact name; a code of digits that lost its leading zeros is read as whole. A name that two units share gives none."""
        name = tidy(text)
        unit = self.catalogue.resolve_unit(name)
        if unit is not None:
            return FoundUnit(unit, False)
        if name.isascii() and name.isdigit() and len(name) < CODE_LENGTH:
            unit = self.catalogue.resolve_unit(name.zfill(CODE_LENGTH))
            if unit is not None:
                return FoundUnit(unit, True)
        named = self._units_by_name.get(canonical(name), [])
        return FoundUnit(named[0], False) if len(named) == 1 else None

    def near_units(self, text: str) -> list[str]:
        """Names and codes of at most three units whose name looks like this text."""
        names = {unit.name: unit for unit in self.catalogue.org_units.values()}
        return [f"{name} ({names[name].id})" for name in nearest(text, names)]

    def indicator(self, code: str) -> Indicator | None:
        """The indicator with this id or former id, or the one that carries the target with this id."""
        name = tidy(code)
        return self.catalogue.resolve_indicator(name) or self._targets.get(name)

    def indicator_named(self, name: str) -> Indicator | None:
        """The indicator with exactly this name."""
        return self._indicators_by_name.get(canonical(name))

    def near_indicators(self, text: str) -> list[str]:
        """Ids of at most three indicators that look like this text, by id or by name."""
        by_name = {each.name: each.id for each in self.catalogue.indicators.values()}
        return nearest(text, self.catalogue.indicators) or [by_name[name] for name in nearest(text, by_name)]

    def is_reported_by(self, indicator: Indicator, unit: OrgUnit, on: date) -> bool:
        """Whether the unit reports this indicator, for any target, on that day. Figures from before a target count too."""
        return unit.id in self.reporters(indicator.id, on)

    def takes_period(self, indicator: Indicator, unit: OrgUnit, period: Period) -> bool:
        """Whether a figure of this period is one of the indicator's: its own frequency, or one more due on a target's day."""
        return indicator.frequency is period.frequency or self.is_due(unit.id, indicator.id, period)

    def end_of(self, indicator: Indicator, period: Period) -> date:
        """The day a figure of this period may exist: the typed last day where a document gives one."""
        return period.end if indicator.calendar is None else indicator.calendar.as_typed(period).end

    def _reporters(self, indicator_id: str, on: date) -> frozenset[str]:
        indicator = self.catalogue.indicators[indicator_id]
        return frozenset(unit.id for unit in self.catalogue.reporters(indicator, None, on))

    def _is_due(self, unit_id: str, indicator_id: str, period: Period) -> bool:
        if period.frequency is Frequency.DAY:
            return False
        return any(each.id == indicator_id for each in self.catalogue.owed_for(unit_id, period))
