"""The figures of one file, each once: a figure that stands twice is refused at both places, or added up where the map says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from dashboard.domain.observations import Observation
from dashboard.domain.plan import Aggregation
from loaders.faults import FaultCode
from loaders.mapping.account import ACCEPTED, Account, Ignored, Notice
from loaders.mapping.entries import Entry, Place
from loaders.mapping.naming import place_words
from loaders.mapping.placing import Placer
from loaders.mapping.tables import QuickRows, columns_beside
from loaders.mapping.walking import Taken
from loaders.parsing.strict_dates import parse_date
from loaders.reading.cells import RawCell, RawSheet
from loaders.recognising.headers import Header
from loaders.recognising.source_map import Field, SourceMap

Key = tuple[str, str, str, date]


class _Kept(NamedTuple):
    """A figure and where it stands: its entry, or in a plain row its number; and in how many cells."""

    seen: Observation
    entry: Entry | None
    row: int
    cells: int


class FigureSet:
    """Collects the figures of a file."""

    def __init__(self, account: Account, placer: Placer, source: SourceMap) -> None:
        self.account, self.placer, self.source = account, placer, source
        self._kept: dict[Key, _Kept] = {}
        self._twice: set[Key] = set()
        self._sheet: RawSheet | None = None
        self._header: Header | None = None

    @property
    def is_any(self) -> bool:
        """Whether any figure was found."""
        return bool(self._kept)

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The figures that stand once, in the order of the file."""
        return tuple(kept.seen for kept in self._once)

    @property
    def cell_counts(self) -> tuple[int, ...]:
        """In how many cells each of them stands."""
        return tuple(kept.cells for kept in self._once)

    @cached_property
    def _once(self) -> list[_Kept]:
        once = [kept for key, kept in self._kept.items() if key not in self._twice]
        # Plain rows of a CSV were added before the others.
        return once if self._sheet is None else sorted(once, key=lambda kept: kept.row)

    def add_all(self, taken: Iterable[Taken]) -> None:
        """Adds entries that became observations."""
        for entry, seen, _ in taken:
            self._add(_Kept(seen, entry, entry.number, len(entry.figure_cells.written)))
            entry.forget_spots()

    def add_quick(self, sheet: RawSheet, header: Header, quick: QuickRows) -> dict[int, dict[int, RawCell]]:
        """Adds the rows of a CSV that are plainly well; gives the others, with title and header, for the slow way."""
        self._sheet, self._header = sheet, header
        slow: dict[int, dict[int, RawCell]] = {}
        wanted, last = quick.wanted, header.last_row
        aside = columns_beside(header)
        names = notes = figures = 0
        counted: Counter[Ignored] = Counter()
        for number, cells in sheet.rows.items():
            seen = None
            if number > last:
                texts = [cell.text if (cell := cells.get(column)) is not None else "" for column in wanted]
                beside = [kind for column, kind in aside.items() if column in cells] if aside else ()
                filled = sum(map(bool, texts))
                if filled + len(beside) == len(cells):
                    seen = quick.read(number, texts)
                    if seen is not None:
                        count = bool(texts[3]) + bool(texts[4]) + bool(texts[5])
                        told = bool(texts[7]) + bool(texts[8])
                        figures, notes = figures + count, notes + told
                        counted.update(beside)
                        names += filled - count - told
                        self._add(_Kept(seen, None, number, count))
            if seen is None:
                slow[number] = cells
        for verdict, count in (
            (ACCEPTED, figures),
            (Ignored.NAMES, names),
            (Ignored.NOTES, notes),
            *counted.items(),
        ):
            self.account.tally(verdict, count)
        return slow

    def _add(self, kept: _Kept) -> None:
        seen = kept.seen
        key = (seen.org_unit_id, seen.indicator_id, seen.period.id, seen.received)
        first = self._kept.setdefault(key, kept)
        if first is kept:
            return
        if kept.entry is not None and kept.entry.adds and first.entry is not None and first.entry.adds:
            summed = self._sum(first, kept)
            if summed is not None:
                self._kept[key] = summed
                return
        if self.placer.directory.is_rebuilding and (day := self._written_as_day(first, kept)) is not None:
            self._leave_out(day, kept if day is first else first)
            self._kept[key] = kept if day is first else first
            return
        self._twice.add(key)
        for here, there in ((first, kept), (kept, first)):
            self._reject_twice(here, there)

    def _written_as_day(self, first: _Kept, other: _Kept) -> _Kept | None:
        """Which of two figures of one period is dated on its last day, where the other names the period.

        A file accepted while these were two figures keeps the one that names the period.
        """
        texts = [self._entry_of(kept).text(Field.PERIOD) for kept in (first, other)]
        days = [kept for kept, text in zip((first, other), texts, strict=True) if isinstance(parse_date(text), date)]
        return days[0] if len(days) == 1 else None

    def _leave_out(self, kept: _Kept, other: _Kept) -> None:
        entry, twin = self._entry_of(kept), self._entry_of(other).main_spot()
        self.account.take_back(entry.figure_cells.written)
        self.placer.leave_out(entry, f"ghi ngày cuối kỳ; {place_words(twin)} là số của chính kỳ đó")

    def _sum(self, first: _Kept, other: _Kept) -> _Kept | None:
        """One figure of a successor out of those of the units it came from; None where values cannot be added."""
        indicator = self.placer.directory.catalogue.indicators[first.seen.indicator_id]
        one, two = first.seen, other.seen
        numerator = _add(one.numerator, two.numerator)
        denominator = _add(one.denominator, two.denominator)
        if indicator.is_ratio and numerator is not None and denominator is not None:
            value = 100 * numerator / denominator if denominator else None
        elif not indicator.is_ratio and indicator.aggregation is Aggregation.SUM:
            value = _add(one.value, two.value)
        else:
            return None
        self.account.notices[Notice.ADDED_UP] += 1
        place = replace(one.provenance, cell=f"{one.provenance.cell}, {two.provenance.cell}")
        summed = replace(one, value=value, numerator=numerator, denominator=denominator, provenance=place)
        return _Kept(summed, first.entry, first.row, first.cells + other.cells)

    def _reject_twice(self, here: _Kept, there: _Kept) -> None:
        entry, other = self._entry_of(here), self._entry_of(there)
        spot, twin = entry.main_spot(), other.main_spot()
        is_same = (here.seen.value, here.seen.numerator, here.seen.denominator) == (
            there.seen.value,
            there.seen.numerator,
            there.seen.denominator,
        )
        same = "cũng ghi" if is_same else "ghi số khác cho"
        expected = f"mỗi chỉ tiêu một lần cho một đơn vị và một kỳ; {place_words(twin)} {same} {here.seen.indicator_id}"
        remedy = f"giữ một trong hai ô ({place_words(spot)}, {place_words(twin)}), xóa ô kia rồi gửi lại"
        if not entry.sheet:
            remedy = f"giữ một trong hai dòng ({spot.cell.address}, {twin.cell.address}), xóa dòng kia rồi gửi lại"
        self.account.take_back(entry.figure_cells.written)
        self.account.about = self.placer.directory.catalogue.indicators[here.seen.indicator_id].name
        self.placer.leave_out(entry, self.account.reject(spot, FaultCode.FIGURE_TWICE, expected, remedy=remedy))

    def _entry_of(self, kept: _Kept) -> Entry:
        """The entry of a figure. A plain row's cells, counted so far, are kept one by one from now on."""
        if kept.entry is not None:
            return kept.entry
        if self._sheet is None or self._header is None:
            raise RuntimeError("a plain row without its sheet")
        cells = self._sheet.rows[kept.row]
        entry = Entry(self._sheet.name, kept.row, cells, self._header.columns, self._header.titles, Place())
        written = entry.figure_cells.written
        if self.account.without_verdict(written):
            self.account.tally(ACCEPTED, -len(self.account.without_verdict(written)))
            self.account.give(ACCEPTED, written)
        return entry


def _add(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None else one + two
