"""Rows of a very long table straight to the store: what the quick way understands is staged without an observation in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from dashboard.store.staging import ROW_NUMBER, period_columns, staged_row
from loaders.directory import Directory
from loaders.mapping.account import Account, Ignored
from loaders.mapping.entries import Place
from loaders.mapping.placing import Incoming, Placer
from loaders.mapping.tables import MappedRows, QuickRows, TableMapper
from loaders.mapping.walking import SheetWalk
from loaders.reading.cells import RawCell, RawSheet
from loaders.reading.streaming import RowChunk
from loaders.recognising.recognition import RecognisedSheet
from loaders.recognising.source_map import SourceMap

MOST_FIGURES = 50_000
_BY_ROW = itemgetter(ROW_NUMBER)
_FIRST_FIGURE, _AFTER_FIGURES, _RECEIVED = 3, 6, 6


class _Place(NamedTuple):
    """What all rows of one indicator and period share: their first columns, and the units that may stand in them."""

    columns: tuple[str, ...]
    ends: date
    units: dict[str, str]


class _StagedRows(QuickRows):
    """The quick way with its answer as a row of the store; every text and figure is looked at once."""

    def begin(self) -> None:
        """Nothing is known yet."""
        self._places: dict[tuple[str, str], _Place | None] = {}
        self._units_of: dict[tuple[str, frozenset[str]], dict[str, str]] = {}
        self._figures: dict[tuple[str, str, str, str], tuple[Any, ...] | None] = {}
        self._days: dict[str, date | None] = {}

    def row(self, line: int, texts: tuple[str, ...]) -> tuple[Any, ...] | None:
        """The row of one figure, when nothing about it needs a second look."""
        unit_text, indicator_text, period_text, upper, lower, stated, received_text, evidence, note = texts
        key = (indicator_text, period_text)
        place = self._places[key] if key in self._places else self._find_place(key)
        if place is None:
            return None
        unit_id = place.units.get(unit_text) or self._find_unit(unit_text, key, place)
        received = self._days[received_text] if received_text in self._days else self._find_day(received_text)
        if unit_id is None or received is None or place.ends > received:
            return None
        told = (indicator_text, upper, lower, stated)
        figure = self._figures[told] if told in self._figures else self._find_figure(told, key)
        if figure is None:
            return None
        provisional = 0
        if evidence or note:
            known = self._notes.get(note) or self._note(note)
            proof = self._notes.get(evidence) or self._note(evidence)
            if known is None or proof is None:
                return None
            note, provisional, evidence = known[0], int(known[1]), proof[0]
        return (
            *place.columns, unit_id, figure[0], figure[1], figure[2], received.isoformat(), provisional,
            evidence, note, self.incoming.sha256, "", f"dòng {line}", line, figure[3],
        )  # fmt: skip

    def _find_place(self, key: tuple[str, str]) -> _Place | None:
        asked = self._ask(key)
        place = None
        if asked is not None:
            units = self._units_of.setdefault((asked.indicator.id, asked.reporters), {})
            place = _Place((*period_columns(asked.period), asked.indicator.id), asked.ends, units)
        self._places[key] = place
        return place

    def _find_unit(self, text: str, key: tuple[str, str], place: _Place) -> str | None:
        unit, asked = self._unit(text), self._ask(key)
        if unit is None or asked is None or unit.id not in asked.reporters or not unit.is_valid_on(asked.on):
            return None
        place.units[text] = unit.id
        return unit.id

    def _find_day(self, text: str) -> date | None:
        self._days[text] = day = self._received(text)
        return day

    def _find_figure(self, told: tuple[str, str, str, str], key: tuple[str, str]) -> tuple[Any, ...] | None:
        asked = self._ask(key)
        numbers = None if asked is None else self._figure(asked, *told[1:])
        figure = None
        if numbers is not None:
            figure = (*(None if each is None else float(each) for each in numbers), sum(map(bool, told[1:])))
        if len(self._figures) >= MOST_FIGURES:
            self._figures.clear()
        self._figures[told] = figure
        return figure


@dataclass
class StagedChunk:
    """One chunk: its rows for the store in the order of its lines, and what was said of its cells. `mapped` holds no figures."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    mapped: MappedRows = field(default_factory=MappedRows)


class BulkMapper:
    """Maps chunks as `TableMapper` does and gives rows for the store; a test holds that both say the same."""

    def __init__(
        self, found: RecognisedSheet, source: SourceMap, directory: Directory, incoming: Incoming, *, illustrative: bool
    ) -> None:
        self._mapper = TableMapper(found, source, directory, incoming, illustrative=illustrative)
        self._source, self._incoming = source, incoming
        self._quick = _StagedRows(source, found.header.columns, directory, incoming, ahead=illustrative)
        self._quick.begin()
        self._width = max(found.header.titles, default=1)
        wanted = self._quick.wanted
        self._take = itemgetter(*(column - 1 if column else self._width for column in wanted))
        self._others = tuple({*range(1, self._width + 1)} - set(wanted))

    def map_header(self, rows: Mapping[int, dict[int, RawCell]]) -> MappedRows:
        """What is said of the rows down to the header: its cells, and columns nobody asked for."""
        account = Account(self._incoming.file_name)
        placer = Placer(account, self._mapper.directory, self._source, self._incoming, illustrative=False)
        found = RecognisedSheet(RawSheet("", True, dict(rows)), self._mapper.header, {})
        for _ in SheetWalk(found, self._source, Place(), placer, account).take():
            raise ValueError("a figure above the header")
        counts = account.counts()
        kinds = Counter({kind.value: counts[kind] for kind in Ignored if counts[kind]})
        return MappedRows(warnings=account.warnings, ignored_kinds=kinds, ignored=kinds.total())

    def map_chunk(self, chunk: RowChunk) -> StagedChunk:
        """The rows of one chunk, given as line numbers and texts."""
        rows: list[tuple[Any, ...]] = []
        slow: list[tuple[int, Sequence[str]]] = []
        names = notes = cells = 0
        width, others, take, quick = self._width, self._others, self._take, self._quick
        for line, texts in zip(chunk.lines, chunk.rows, strict=True):
            if quick.is_possible and len(texts) == width and not (others and any(texts[other - 1] for other in others)):
                wanted = take((*texts, ""))
                row = quick.row(line, wanted)
                if row is not None:
                    rows.append(row)
                    cells += row[-1]
                    names += 4 if wanted[_RECEIVED] else 3
                    notes += bool(wanted[-2]) + bool(wanted[-1])
                    continue
            slow.append((line, texts))
        mapped = self._mapper.map_rows(slow) if slow else MappedRows()
        if mapped.observations:
            for seen, cell_count in zip(mapped.observations, mapped.figure_cells, strict=True):
                rows.append(staged_row(seen, int(seen.provenance.cell.rpartition(" ")[2]), cell_count))
            rows.sort(key=_BY_ROW)
        mapped.ignored_kinds.update({Ignored.NAMES.value: names, Ignored.NOTES.value: notes})
        mapped.accepted += cells
        mapped.ignored += names + notes
        return StagedChunk(rows, mapped)
