"""Search over indicators, targets, agencies, communes and tasks, with or without diacritics, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from dashboard.catalogue import Catalogue
from dashboard.domain.plan import Indicator, UnitKind
from dashboard.text.formats import format_date, join_names
from dashboard.text.searching import agrees, plain, words_of

HitKind = Literal["agency", "commune", "indicator", "target", "task"]
MOST = 50
_UNITS: dict[UnitKind, HitKind] = {UnitKind.AGENCY: "agency", UnitKind.COMMUNE: "commune"}
_Rank = tuple[bool, int, int]


@dataclass(frozen=True)
class Hit:
    """One thing found: its id, its name, in a few words whose it is and where it belongs.

    `is_sure`: one of its names holds every word typed; else a word only begins so, or stands in what is written about it.
    """

    kind: HitKind
    id: str
    name: str
    detail: str
    is_sure: bool = True


@dataclass(frozen=True)
class _Candidate:
    """What can be found, by its name, its other names, and what is written about it."""

    hit: Hit
    names: tuple[str, ...]
    about: str = ""


def find(catalogue: Catalogue, text: str, on: date, *, limit: int = MOST) -> tuple[Hit, ...]:
    """What the words of the text say, in any order; everything that has them all, the best first.

    Names that hold every word whole come first, with the diacritics that were typed; of the others each word typed begins a
    word. Among both a name that is what was typed comes first, then one that begins with it, then one that holds the words
    side by side, then one that holds them apart, then what only its description holds, those that differ in diacritics last.
    Units that no longer exist are found by their old names under their successors. Empty for a text without words.
    """
    typed = words_of(text)
    if not typed:
        return ()
    found = [(rank, c.hit) for c in _candidates(catalogue, on) if (rank := _rank(c, typed)) is not None]
    best: dict[tuple[str, str], tuple[_Rank, Hit]] = {}
    for rank, hit in sorted(found, key=lambda pair: pair[0]):
        best.setdefault((hit.kind, hit.id), (rank, replace(hit, is_sure=not rank[0])))
    return tuple(hit for _, hit in best.values())[:limit]


def _rank(candidate: _Candidate, typed: list[str]) -> _Rank | None:
    """How well it answers, the smaller the better: not sure, the place of the words, how many differ in diacritics."""
    asked = [plain(word) for word in typed]
    ranks = [rank for name in candidate.names if (rank := _place(words_of(name), asked)) is not None]
    everything = words_of(" ".join((*candidate.names, candidate.about)))
    if not ranks and not _holds(everything, asked):
        return None
    differing = sum(not any(word in own for own in everything) for word in typed)
    is_sure = any(all(any(agrees(w, own) for own in words_of(name)) for w in typed) for name in candidate.names)
    return not is_sure, min(ranks, default=4), differing


def _place(words: list[str], asked: list[str]) -> int | None:
    plain_words = [plain(word) for word in words]
    whole, start = " ".join(plain_words), " ".join(asked)
    if whole == start:
        return 0
    if whole.startswith(start):
        return 1
    if f" {start}" in f" {whole}":
        return 2
    return 3 if _holds(words, asked) else None


def _holds(words: list[str], asked: list[str]) -> bool:
    plain_words = [plain(word) for word in words]
    return all(any(own.startswith(word) for own in plain_words) for word in asked)


def _candidates(catalogue: Catalogue, on: date) -> Iterator[_Candidate]:
    """Everything that can be found on the day; where two answer equally well, the earlier stands first."""
    yield from _units(catalogue, on)
    for indicator in catalogue.indicators.values():
        yield from _indicator(catalogue, indicator, on)
    for task in catalogue.tasks:
        deadline = f"hạn {format_date(task.due)}" if task.due else task.deadline_text
        leads = _names(catalogue, task.lead)
        detail = "; ".join(part for part in (leads, deadline) if part)
        document = catalogue.plan_documents[task.document].short
        about = f"{task.product} {leads} {document} {task.section} {task.number}"
        yield _Candidate(Hit("task", task.id, task.title, detail), (task.title, task.id), about)


def _units(catalogue: Catalogue, on: date) -> Iterator[_Candidate]:
    for unit in catalogue.org_units.values():
        now = catalogue.heir(unit.id, on)
        kind = None if now is None or not now.is_valid_on(on) else _UNITS.get(now.kind)
        if now is None or kind is None:
            continue
        others = " ".join(name for name in (unit.abbr,) if name not in ("", unit.name))
        detail = f"trước đây: {unit.name}" if now is not unit else f"mã {unit.id}" if kind == "commune" else others
        yield _Candidate(Hit(kind, now.id, now.name, detail), (unit.name, unit.abbr, unit.id, *unit.aliases))


def _indicator(catalogue: Catalogue, indicator: Indicator, on: date) -> Iterator[_Candidate]:
    pillar, leads = catalogue.pillars[indicator.pillar], _names(catalogue, indicator.lead)
    detail = "; ".join(part for part in (leads, pillar) if part)
    names = (indicator.name, indicator.id, *indicator.formerly)
    yield _Candidate(Hit("indicator", indicator.id, indicator.name, detail), names, detail)
    for target in catalogue.targets_on(indicator, on):
        document = catalogue.plan_documents[target.document]
        place = f"{document.short}, mục {target.clause}"
        owners = leads if target.lead is None else _names(catalogue, target.lead)
        named = (target.name,) if target.name else ()
        about = f"{place} {document.number or ''} {owners}"
        is_own = target.name is not None and target.name != indicator.name
        detail = "; ".join(part for part in (owners, place) if part)
        hit = Hit("target", target.id, target.name or indicator.name, detail)
        yield _Candidate(hit, (*named, target.id), about if is_own else f"{indicator.name} {about}")


def _names(catalogue: Catalogue, ids: Iterable[str]) -> str:
    return join_names([catalogue.org_units[unit_id].name for unit_id in ids], 3)
