"""A file's figures beside what is known: what changes, what is unusual, and what contradicts itself. Pure, one file at a time."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation, StatedTotal
from dashboard.domain.plan import Indicator, UnitKind
from dashboard.text.formats import period_name
from loaders.assessing.crosschecks import check_rules, check_totals
from loaders.assessing.figure_words import figure_name, figure_text, warn
from loaders.assessing.known import FigureKey, Held, Known, held_of, key_of, known_from, period_of_id
from loaders.assessing.unusual import Unusual, cumulative_falls, unlike_peers, unusual_beside_past
from loaders.faults import FaultCode, FigureWarning, Rejection, shown

__all__ = ["Assessment", "Change", "Known", "StatedTotal", "assess", "known_from"]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that stands and gets other numbers by this file; the old ones stay readable."""

    unit_id: str
    indicator_id: str
    period_id: str
    sheet: str
    cell: str
    was: float | None
    now: float | None
    was_numerator: float | None
    was_denominator: float | None
    now_numerator: float | None
    now_denominator: float | None
    file_name_before: str

    def words(self, catalogue: Catalogue) -> str:
        """`Hồ sơ được số hóa, xã Bum Nưa, tháng 10/2025: thay 59/140 bằng 60/140`."""
        was, now = self.figures(catalogue)
        name = figure_name(catalogue, self.indicator_id, self.unit_id, self.period_id)
        return f"{name}: thay {was} bằng {now}" if was != now else f"{name}: giữ {now}, đổi cách ghi tử số, mẫu số"

    def figures(self, catalogue: Catalogue) -> tuple[str, str]:
        """The old figure and the new one, as people read them."""
        indicator = catalogue.indicators[self.indicator_id]
        return (
            figure_text(indicator, self.was, self.was_numerator, self.was_denominator),
            figure_text(indicator, self.now, self.now_numerator, self.now_denominator),
        )


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a file means beside what is known. Any rejection refuses the file; warnings wait for a person's tick."""

    changes: tuple[Change, ...] = ()
    warnings: tuple[FigureWarning, ...] = ()
    rejections: tuple[Rejection, ...] = ()


def assess(
    file_name: str,
    observations: Iterable[Observation],
    catalogue: Catalogue,
    known: Known,
    *,
    form: str = "",
    totals: Iterable[StatedTotal] = (),
) -> Assessment:
    """Compares the figures of one file with those that stand, with the unit's own past, with its peers and with each other.

    `form` is the form the file was read as: the same figure in another form with other numbers has two sources. `totals` are
    its lines of totals over whole tables; give them only when every row was taken. A figure
    received before the one that stands is an older vintage and is not compared; of one given twice the later received counts.
    A figure that only repeats what stands is not looked at again. Unusual is a warning; only what breaks a rule of the
    catalogue inside the file is a rejection.
    """
    own = _standing(observations, known)
    changes: list[Change] = []
    warnings: list[FigureWarning] = []
    new: dict[FigureKey, Observation] = {}
    for key, seen in own.items():
        held = known.figure(*key)
        if held is None:
            new[key] = seen
        elif held.numbers != (seen.value, seen.numerator, seen.denominator):
            new[key] = seen
            source = known.source(held.sha256)
            changes.append(_change(seen, held, source.file_name))
            if form and source.form and source.form != form:
                warnings.append(_two_sources(file_name, seen, held, source.file_name, catalogue))
    warnings += _unusual(file_name, new, own, catalogue, known)
    against_held, rejections = check_rules(file_name, own, new, catalogue, known)
    warnings += against_held
    warnings += check_totals(file_name, own, totals, catalogue)
    return Assessment(tuple(changes), tuple(warnings), tuple(rejections))


def _standing(observations: Iterable[Observation], known: Known) -> dict[FigureKey, Observation]:
    """The file's figures that are the newest of theirs, in the order of the file."""
    own: dict[FigureKey, Observation] = {}
    for seen in observations:
        key = key_of(seen)
        earlier = own.get(key) or known.figure(*key)
        if earlier is None or seen.received >= earlier.received:
            own[key] = seen
    return own


def _change(seen: Observation, held: Held, file_name: str) -> Change:
    return Change(
        seen.org_unit_id, seen.indicator_id, seen.period.id, seen.provenance.sheet, seen.provenance.cell,
        held.value, seen.value, held.numerator, held.denominator, seen.numerator, seen.denominator, file_name,
    )  # fmt: skip


def _two_sources(file_name: str, seen: Observation, held: Held, held_by: str, catalogue: Catalogue) -> FigureWarning:
    indicator = catalogue.indicators[seen.indicator_id]
    was, now = (
        figure_text(indicator, *held.numbers),
        figure_text(indicator, seen.value, seen.numerator, seen.denominator),
    )
    text = f"hai nguồn: tệp «{shown(held_by)}» ghi {was}, tệp này ghi {now}; nhận tệp này thì số mới thay số cũ"
    return warn(file_name, seen, catalogue, FaultCode.TWO_SOURCES, text)


def _unusual(
    file_name: str,
    new: Mapping[FigureKey, Observation],
    own: Mapping[FigureKey, Observation],
    catalogue: Catalogue,
    known: Known,
) -> Iterator[FigureWarning]:
    """What is unusual about the figures that are new, in the order of the file."""
    lines: dict[tuple[str, str], dict[str, Observation]] = defaultdict(dict)
    for (unit_id, indicator_id, period_id), seen in own.items():
        lines[unit_id, indicator_id][period_id] = seen
    pasts: dict[tuple[str, str], list[Held]] = {}
    peers = _Peers(own, catalogue, known)
    for (unit_id, indicator_id, period_id), seen in new.items():
        indicator = catalogue.indicators[indicator_id]
        line = (unit_id, indicator_id)
        if line not in pasts:
            pasts[line] = _in_order(known.line(*line), lines[line])
        figures = pasts[line]
        place = next(at for at, each in enumerate(figures) if each.period_id == period_id)
        now, earlier = figures[place], figures[:place]
        found = unusual_beside_past(indicator, now, earlier)
        following = figures[place + 1] if place + 1 < len(figures) else None
        if following is not None and following.period_id not in lines[line]:
            found += _above_later(indicator, now, following)
        if indicator.is_ratio and now.value is not None:
            beside = unlike_peers(
                indicator, now, earlier[-1] if earlier else None, peers.of(unit_id, indicator_id, period_id, now.value)
            )
            found += [beside] if beside is not None else []
        for each in found:
            yield warn(file_name, seen, catalogue, each.code, each.text)


def _in_order(held: Mapping[str, Held], own: Mapping[str, Observation]) -> list[Held]:
    """One unit's figures of one indicator as they would stand, by the end of their periods."""
    figures = {**held, **{period_id: held_of(seen) for period_id, seen in own.items()}}
    return sorted(figures.values(), key=_end)


def _end(held: Held) -> tuple[date, str]:
    return period_of_id(held.period_id).end, held.period_id


def _above_later(indicator: Indicator, now: Held, following: Held) -> list[Unusual]:
    """A corrected older period of a cumulative figure may not go beyond the period after it."""
    if cumulative_falls(indicator, following, now) is None:
        return []
    later, period = figure_text(indicator, *following.numbers), period_name(period_of_id(following.period_id))
    text = f"số lũy kế của kỳ sau không khớp: {period} đang là {later}, cần xem lại cả kỳ ấy"
    return [Unusual(FaultCode.CUMULATIVE_FALLS, text)]


class _Peers:
    """The values of units of one kind for an indicator and a period, as they would stand with this file."""

    def __init__(self, own: Mapping[FigureKey, Observation], catalogue: Catalogue, known: Known) -> None:
        self._catalogue, self._known = catalogue, known
        self._own: dict[tuple[str, str, UnitKind], dict[str, float | None]] = defaultdict(dict)
        for (unit_id, indicator_id, period_id), seen in own.items():
            self._own[indicator_id, period_id, self._kind(unit_id)][unit_id] = seen.value
        self._all: dict[tuple[str, str, UnitKind], list[float]] = {}

    def of(self, unit_id: str, indicator_id: str, period_id: str, value: float) -> list[float]:
        """The values of the unit's peers, ascending, its own left out."""
        key = (indicator_id, period_id, self._kind(unit_id))
        if len(self._own[key]) == 1:
            return self._standing(unit_id, *key)
        if key not in self._all:
            self._all[key] = self._values(*key)
        values = self._all[key].copy()
        del values[bisect_left(values, value)]
        return values

    def _standing(self, unit_id: str, indicator_id: str, period_id: str, kind: UnitKind) -> list[float]:
        """What stands already, without the unit's own: all there is when the file speaks of no other unit."""
        values = list(self._known.peers(indicator_id, period_id, kind))
        held = self._known.figure(unit_id, indicator_id, period_id)
        if held is not None and held.value is not None:
            del values[bisect_left(values, held.value)]
        return values

    def _values(self, indicator_id: str, period_id: str, kind: UnitKind) -> list[float]:
        values = list(self._known.peers(indicator_id, period_id, kind))
        for unit_id, value in self._own[indicator_id, period_id, kind].items():
            held = self._known.figure(unit_id, indicator_id, period_id)
            if held is not None and held.value is not None:
                del values[bisect_left(values, held.value)]
            if value is not None:
                insort(values, value)
        return values

    def _kind(self, unit_id: str) -> UnitKind:
        return self._catalogue.org_units[unit_id].kind
