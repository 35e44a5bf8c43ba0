"""What becomes of figures when agencies are merged: whose reports stand before the successor's own, and whose stand apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.domain.plan import OrgUnit
from dashboard.domain.readings import Reading

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Succession:
    """By indicator and successor (ids): the agencies whose reports come before its own, the oldest first, and those whose do not.

    Reports are joined where exactly one agency made them: one of the former ones, and the successor not until that one was
    closed. Where several did, adding them up or choosing one would be a guess, so all of them stand apart.
    """

    joined: Mapping[Key, tuple[OrgUnit, ...]]
    apart: Mapping[Key, tuple[OrgUnit, ...]]

    def former(self, indicator_id: str, unit_id: str) -> tuple[OrgUnit, ...]:
        """The agencies whose reports come before the unit's own, the oldest first."""
        return self.joined.get((indicator_id, unit_id), ())


def succession(series: Mapping[Key, Sequence[Reading]], merged: Sequence[OrgUnit]) -> Succession:
    """Who follows whom in each indicator. `merged` are closed agencies with a successor, the first closed first."""
    joined: dict[Key, tuple[OrgUnit, ...]] = {}
    apart: dict[Key, tuple[OrgUnit, ...]] = {}
    indicators = dict.fromkeys(indicator for indicator, _ in series)
    # In the order of their last mergers, so that whoever is merged again has its own past settled by then.
    heirs = dict.fromkeys(unit.successor for unit in reversed(merged) if unit.successor is not None)
    for heir in reversed(heirs):
        for indicator in indicators:
            former = [
                u
                for u in merged
                if u.successor == heir and ((indicator, u.id) in series or (indicator, u.id) in joined)
            ]
            if not former:
                continue
            key, last = (indicator, heir), former[-1]
            if len(former) == 1 and all(r.date > closing_day(last) for r in series.get(key, ())):
                joined[key] = (*joined.get((indicator, last.id), ()), last)
                former = list(apart.get((indicator, last.id), ()))
            if former:
                apart[key] = tuple(former)
    return Succession(joined, apart)


def closing_day(unit: OrgUnit) -> date:
    """The last day of a closed unit."""
    if unit.valid_to is None:
        raise ValueError(f"{unit.id} is not closed")
    return unit.valid_to
