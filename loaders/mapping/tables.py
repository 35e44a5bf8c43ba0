"""Rows of a long table, quickly: what is plainly well becomes an observation, anything else goes the slow way, cell by cell.

The quick way decides nothing by itself: it takes a row only when each text in it was understood before in the slow way's terms,
and a test holds that both ways give the same. A row costs a few look-ups; a file of 5 million rows is mapped chunk by chunk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from operator import itemgetter

from dashboard.domain.observations import Observation, Provenance
from dashboard.domain.periods import Frequency, Period
from dashboard.domain.plan import Aggregation, Indicator, Kind, OrgUnit
from loaders.directory import Directory
from loaders.faults import FigureWarning, Rejection
from loaders.mapping.account import ACCEPTED, REJECTED, Account, Ignored, Notice, Unplaced
from loaders.mapping.entries import Place
from loaders.mapping.figures import Warned, agrees, may_exceed_denominator
from loaders.mapping.placing import LONGEST_TEXT, Incoming, Placer, is_provisional
from loaders.mapping.walking import SheetWalk
from loaders.parsing.matching import tidy
from loaders.parsing.strict_dates import parse_date, parse_period_words
from loaders.parsing.strict_numbers import ParsedNumber, parse_number
from loaders.reading.cells import CellKind, RawCell, RawSheet
from loaders.recognising.headers import Header
from loaders.recognising.recognition import RecognisedSheet
from loaders.recognising.source_map import Field, SourceMap

MOST_KEPT, MOST_TEXTS_KEPT = 200_000, 20_000
_ORDER = (
    Field.UNIT,
    Field.INDICATOR,
    Field.PERIOD,
    Field.NUMERATOR,
    Field.DENOMINATOR,
    Field.VALUE,
    Field.RECEIVED,
    Field.EVIDENCE,
    Field.NOTE,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a figure of one indicator and one period, worked out once."""

    indicator: Indicator
    period: Period
    period_id: str
    ends: date
    on: date
    reporters: frozenset[str]
    has_parts: bool
    takes_value: bool
    may_exceed: bool
    low: float
    high: float


class QuickRows:
    """The quick way for one table: give it the texts of a row in the order of `wanted`; None means: take the slow way."""

    def __init__(
        self, source: SourceMap, columns: Mapping[Field, int], directory: Directory, incoming: Incoming, *, ahead: bool
    ) -> None:
        self.source, self.directory, self.incoming = source, directory, incoming
        self.ahead = ahead
        self.wanted = tuple(columns.get(each, 0) for each in _ORDER)
        simple = {*_ORDER, Field.RANK}
        self.is_possible = not (
            set(columns) - simple
            or source.fixes
            or source.as_above
            or source.across
            or incoming.unit
            or incoming.period
        )
        self._units: dict[str, OrgUnit] = {}
        self._asked: dict[tuple[str, str], _Asked | None] = {}
        self._numbers: dict[str, float] = {}
        self._notes: dict[str, tuple[str, bool]] = {"": ("", False)}

    def read(self, row: int, texts: Sequence[str]) -> Observation | None:
        """The observation of one row, when nothing about it needs a second look."""
        unit_text, indicator_text, period_text, upper, lower, stated, received_text, evidence, note = texts
        unit = self._units.get(unit_text) or self._unit(unit_text)
        key = (indicator_text, period_text)
        asked = self._asked[key] if key in self._asked else self._ask(key)
        if unit is None or asked is None or unit.id not in asked.reporters or not unit.is_valid_on(asked.on):
            return None
        received = self._received(received_text)
        if received is None or asked.ends > received:
            return None
        known = self._notes.get(note) or self._note(note)
        proof = self._notes.get(evidence) or self._note(evidence)
        if known is None or proof is None:
            return None
        figure = self._figure(asked, upper, lower, stated)
        if figure is None:
            return None
        value, numerator, denominator = figure
        place = Provenance(self.incoming.sha256, self.incoming.file_name, "", f"dòng {row}")
        return Observation(
            unit.id, asked.indicator.id, asked.period, value, numerator, denominator, received,
            known[1], proof[0], known[0], place,
        )  # fmt: skip

    def _figure(
        self, asked: _Asked, upper: str, lower: str, stated: str
    ) -> tuple[float, float | None, float | None] | None:
        value = self._number(stated) if stated else None
        if stated and value is None:
            return None
        if not upper and not lower:
            if value is None or not asked.takes_value or not asked.low <= value <= asked.high:
                return None
            # A percent below 1 without a sign may be a part of 1: the slow way says so.
            return None if asked.has_parts and 0 < value < 1 else (value, None, None)
        if not asked.has_parts:
            return None
        numerator, denominator = self._number(upper), self._number(lower)
        if numerator is None or denominator is None or numerator < 0 or denominator <= 0:
            return None
        computed = 100 * numerator / denominator
        if (numerator > denominator and not asked.may_exceed) or not asked.low <= computed <= asked.high:
            return None
        if value is not None and not agrees(value, computed):
            return None
        return (computed, numerator, denominator)

    def _unit(self, text: str) -> OrgUnit | None:
        found = self.directory.unit(text, self.source.short_unit_names) if text.isprintable() else None
        if found is None or found.was_repaired:
            return None
        self._units[text] = found.unit
        return found.unit

    def _ask(self, key: tuple[str, str]) -> _Asked | None:
        if len(self._asked) >= MOST_TEXTS_KEPT:
            self._asked.clear()
        self._asked[key] = asked = self._work_out(*key)
        return asked

    def _work_out(self, indicator_text: str, period_text: str) -> _Asked | None:
        is_plain = indicator_text.isprintable() and period_text.isprintable()
        indicator = self.directory.indicator(indicator_text) if is_plain else None
        period = parse_period_words(period_text) if is_plain else None
        if indicator is None or not isinstance(period, Period) or indicator.kind is Kind.MILESTONE:
            return None
        if period.frequency is not Frequency.DAY and period.frequency is not indicator.frequency:
            return None
        period = indicator.period_of_figure(period)
        if indicator.period_ending(period) is not None:
            return None
        typed = period if indicator.calendar is None else indicator.calendar.as_typed(period)
        low, high = indicator.bounds
        adds_parts = indicator.aggregation is Aggregation.RATIO_OF_SUMS
        return _Asked(
            indicator, typed, period.id, typed.end, period.end, self.directory.reporters(indicator.id, period.end),
            has_parts=indicator.is_ratio,
            takes_value=not (indicator.is_ratio and adds_parts),
            may_exceed=may_exceed_denominator(indicator),
            low=-inf if low is None else low,
            high=inf if high is None else high,
        )  # fmt: skip

    def _number(self, text: str) -> float | None:
        number = self._numbers.get(text)
        if number is None:
            parsed = parse_number(text, self.source.numbers) if text.isprintable() else None
            if not isinstance(parsed, ParsedNumber) or parsed.is_percent:
                return None
            if len(self._numbers) >= MOST_KEPT:
                self._numbers.clear()
            self._numbers[text] = number = parsed.value
        return number

    def _note(self, text: str) -> tuple[str, bool] | None:
        if not text.isprintable() or len(text) > LONGEST_TEXT or not text.strip() or text.strip().isdigit():
            return None
        if len(self._notes) >= MOST_TEXTS_KEPT:
            self._notes.clear()
            self._notes[""] = ("", False)
        whole = tidy(text)
        self._notes[text] = known = (whole, is_provisional(whole, self.source.provisional_words))
        return known

    def _received(self, text: str) -> date | None:
        if not self.wanted[6]:
            return self.incoming.received
        day = parse_date(text)
        return day if isinstance(day, date) and (self.ahead or day <= self.incoming.received) else None


def columns_beside(header: Header) -> dict[int, Ignored]:
    """The columns of a table that are known not to matter, and why: numbering, columns passed over or of one's own."""
    kinds = dict.fromkeys(header.passed_over, Ignored.PASSED_OVER) | dict.fromkeys(header.extra, Ignored.EXTRA)
    return kinds | {column: Ignored.NUMBERING for held, column in header.columns.items() if held is Field.RANK}


@dataclass
class MappedRows:
    """What a chunk of rows says; the counts are of its cells and add up. `figure_cells` belongs to `observations`.

    `rejections` are the first faults of the file, as many as people are shown; `rejected` counts all of the chunk.
    """

    observations: list[Observation] = field(default_factory=list)
    figure_cells: list[int] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    warnings: list[FigureWarning] = field(default_factory=list)
    notices: Counter[Warned | Notice] = field(default_factory=Counter)
    ignored_kinds: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    ignored: int = 0
    rejected: int = 0
    blank_rows: int = 0


class TableMapper:
    """Maps the rows of one long CSV in chunks, in bounded memory.

    Recognise the file by its first rows (`recognise` on a RawFile of them), then give every later row to `map_rows`, in any
    number of chunks. Whether one figure stands twice in the file is for the caller to find (unit, indicator, period, received
    make the key of a figure): this keeps no rows. `illustrative` lets days run ahead of the day the file came in.
    """

    def __init__(
        self, found: RecognisedSheet, source: SourceMap, directory: Directory, incoming: Incoming, *, illustrative: bool
    ) -> None:
        self.header: Header = found.header
        self.source, self.directory, self.incoming, self.illustrative = source, directory, incoming, illustrative
        self.quick = QuickRows(source, self.header.columns, directory, incoming, ahead=illustrative)
        width = max(self.header.titles, default=1)
        self._take = itemgetter(*(column if column else width + 1 for column in self.quick.wanted))
        self._width = width
        self._beside = columns_beside(self.header)
        self._others = tuple({*range(1, width + 1)} - set(self.quick.wanted) - self._beside.keys())
        self._faults = 0

    def map_rows(self, rows: Iterable[tuple[int, Sequence[str]]]) -> MappedRows:
        """Maps rows given as line number and texts, first column first; a row may be shorter or longer than the header."""
        mapped = MappedRows()
        slow: dict[int, dict[int, RawCell]] = {}
        width = self._width
        for line, texts in rows:
            padded = ("", *texts, *([""] * (width - len(texts))), "")
            seen = None
            if len(texts) <= width and self.quick.is_possible and not any(padded[other] for other in self._others):
                wanted = self._take(padded)
                seen = self.quick.read(line, wanted)
                if seen is not None:
                    figures = sum(map(bool, wanted[3:6]))
                    mapped.observations.append(seen)
                    mapped.figure_cells.append(figures)
                    mapped.accepted += figures
                    _count_quick(mapped.ignored_kinds, wanted)
                    for column, kind in self._beside.items():
                        if padded[column].strip():
                            mapped.ignored_kinds[kind.value] += 1
            if seen is None and any(texts):
                slow[line] = {
                    column: RawCell("", line, column, CellKind.TEXT, text)
                    for column, text in enumerate(texts, 1)
                    if text.strip()
                }
        if slow:
            self._map_slow(slow, mapped)
        mapped.ignored = mapped.ignored_kinds.total()
        return mapped

    def _map_slow(self, rows: dict[int, dict[int, RawCell]], mapped: MappedRows) -> None:
        account = Account(self.incoming.file_name, self._faults)
        placer = Placer(account, self.directory, self.source, self.incoming, illustrative=self.illustrative)
        found = RecognisedSheet(RawSheet("", True, rows), self.header, {})
        walk = SheetWalk(found, self.source, Place(), placer, account, tells_header=False)
        for entry, seen, _ in walk.take():
            mapped.observations.append(seen)
            mapped.figure_cells.append(len(entry.figure_cells.written))
        counts = account.counts()
        self._faults += account.fault_count
        mapped.accepted += counts[ACCEPTED]
        mapped.rejected += counts[REJECTED]
        mapped.ignored_kinds.update({kind.value: counts[kind] for kind in Ignored if counts[kind]})
        mapped.rejections += account.rejections
        mapped.unplaced += account.unplaced.values()
        mapped.warnings += account.warnings
        mapped.notices.update(account.notices)
        mapped.blank_rows += walk.blank_rows


def _count_quick(kinds: Counter[str], wanted: Sequence[str]) -> None:
    kinds[Ignored.NAMES.value] += 3 + bool(wanted[6])
    notes = bool(wanted[7]) + bool(wanted[8])
    if notes:
        kinds[Ignored.NOTES.value] += notes
