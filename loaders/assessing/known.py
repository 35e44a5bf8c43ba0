"""What is known before a file is taken: the current figures, each with the file that holds it, and what peers reported."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation
from dashboard.domain.periods import Period, parse_period
from dashboard.domain.plan import UnitKind
from dashboard.store.facts import Facts

FigureKey = tuple[str, str, str]
Line = Mapping[str, "Held"]


class Held(NamedTuple):
    """A figure as it stands: its numbers, the day they were received, and the content hash of the file that gave them."""

    period_id: str
    value: float | None
    numerator: float | None
    denominator: float | None
    received: date
    sha256: str

    @property
    def numbers(self) -> tuple[float | None, float | None, float | None]:
        """Value, numerator, denominator."""
        return self[1:4]

    @property
    def is_not_arising(self) -> bool:
        """Whether it says «không phát sinh»: 0 over 0."""
        return self.numerator == 0 and self.denominator == 0


class Source(NamedTuple):
    """The file that holds a figure: its name, and the form it was read as."""

    file_name: str
    form: str


@lru_cache(maxsize=4096)
def period_of_id(period_id: str) -> Period:
    """The calendar period of an id; the ends that documents give do not change the order of periods."""
    return parse_period(period_id)


@lru_cache(maxsize=4096)
def previous_id(period_id: str) -> str:
    """The id of the period before."""
    return period_of_id(period_id).previous().id


@lru_cache(maxsize=4096)
def id_of_period(period: Period) -> str:
    """`Period.id`, worked out once: it is asked for every figure of every file."""
    return period.id


def key_of(seen: Observation) -> FigureKey:
    """Which figure an observation is of."""
    return seen.org_unit_id, seen.indicator_id, id_of_period(seen.period)


def held_of(seen: Observation) -> Held:
    """An observation as a figure that stands."""
    period_id, file = id_of_period(seen.period), seen.provenance.sha256
    return Held(period_id, seen.value, seen.numerator, seen.denominator, seen.received, file)


class Known:
    """The figures that stand, looked up by indicator. Grouped when first asked; one pass over the facts."""

    def __init__(self, catalogue: Catalogue, facts: Facts | None, known_on: date | None = None) -> None:
        self._catalogue = catalogue
        self._facts = facts
        self._known_on = known_on
        self._peers: dict[tuple[str, str, UnitKind], list[float]] = {}
        self._taken_from: dict[str, Source] = {}

    def figure(self, unit_id: str, indicator_id: str, period_id: str) -> Held | None:
        """The figure that stands, if there is one."""
        return self.line(unit_id, indicator_id).get(period_id)

    def line(self, unit_id: str, indicator_id: str) -> Line:
        """Every figure of one unit for one indicator, by period id."""
        return self._figures.get(indicator_id, {}).get(unit_id, {})

    def units(self, indicator_id: str) -> Mapping[str, Line]:
        """The lines of every unit for one indicator."""
        return self._figures.get(indicator_id, {})

    def peers(self, indicator_id: str, period_id: str, kind: UnitKind) -> Sequence[float]:
        """The values that units of one kind gave for an indicator and a period, ascending."""
        key = (indicator_id, period_id, kind)
        if key not in self._peers:
            self._peers[key] = sorted(
                held.value
                for unit_id, line in self._figures.get(indicator_id, {}).items()
                if self._kind(unit_id) is kind and (held := line.get(period_id)) is not None and held.value is not None
            )
        return self._peers[key]

    def source(self, sha256: str) -> Source:
        """Name and form of the file with this content."""
        return self._taken_from.get(sha256) or self._sources.get(sha256) or Source("", "")

    def take(self, observations: Iterable[Observation], form: str = "") -> None:
        """The figures of a file that was accepted stand from now on, unless a newer one stands already."""
        for seen in observations:
            new = held_of(seen)
            line = self._figures[seen.indicator_id][seen.org_unit_id]
            old = line.get(new.period_id)
            if old is not None and new.received < old.received:
                continue
            line[new.period_id] = new
            self._taken_from.setdefault(new.sha256, Source(seen.provenance.file_name, form))
            values = self._peers.get((seen.indicator_id, new.period_id, self._kind(seen.org_unit_id)))
            if values is not None:
                if old is not None and old.value is not None:
                    del values[bisect_left(values, old.value)]
                if new.value is not None:
                    insort(values, new.value)

    def _kind(self, unit_id: str) -> UnitKind:
        unit = self._catalogue.org_units.get(unit_id)
        return UnitKind.OTHER if unit is None else unit.kind

    @cached_property
    def _figures(self) -> dict[str, dict[str, dict[str, Held]]]:
        """By indicator, unit and period id. Facts built before a renaming carry the former id of an indicator."""
        found: dict[str, dict[str, dict[str, Held]]] = defaultdict(lambda: defaultdict(dict))
        if self._facts is None:
            return found
        now = {former: each.id for each in self._catalogue.indicators.values() for former in each.formerly}
        for (unit_id, indicator_id, period_id), current in self._facts.current_values(self._known_on).items():
            found[now.get(indicator_id, indicator_id)][unit_id][period_id] = Held(
                period_id, current.value, current.numerator, current.denominator, current.received, current.sha256
            )
        return found

    @cached_property
    def _sources(self) -> dict[str, Source]:
        files = [] if self._facts is None else self._facts.files()
        return {file.sha256: Source(file.file_name, file.form) for file in files}


def known_from(facts: Facts | None, catalogue: Catalogue, known_on: date | None = None) -> Known:
    """What these facts hold, of what had been received by `known_on` where a day is given; nothing when there are none yet."""
    return Known(catalogue, facts, known_on)
