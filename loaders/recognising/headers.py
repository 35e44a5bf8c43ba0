"""The header of a table: one to three rows of which merged cells make one name a column, and what each column holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from loaders.parsing.matching import LONGEST_KEPT, canonical, tidy
from loaders.reading.cells import RawCell, RawSheet
from loaders.recognising.source_map import FIGURE_FIELDS, LEVELS, Field, Layout, SourceMap

HEADER_WITHIN = 60
FEWEST_HEADERS = 3
# A column without a name is one of the table's when each of so many rows below the header has something in it.
ROWS_LOOKED_AT = 50


@dataclass(frozen=True)
class Group:
    """The columns of one unit or indicator that stands across: the header cells that name it, and what each column holds."""

    names: tuple[RawCell, ...]
    columns: dict[Field, int]


@dataclass(frozen=True)
class Header:
    """Where the header stands and what its columns hold. `titles` is each column's name, merged levels joined by « / ».

    `totals` are columns that add up the units standing across, among those passed over.
    """

    first_row: int
    last_row: int
    titles: dict[int, str]
    columns: dict[Field, int]
    groups: tuple[Group, ...] = ()
    passed_over: tuple[int, ...] = ()
    totals: dict[Field, int] = field(default_factory=dict)
    extra: tuple[int, ...] = ()
    twice: tuple[Field, ...] = ()
    missing: tuple[Field, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every column is there, once."""
        return not self.missing and not self.twice

    @property
    def fields(self) -> int:
        """How many columns of the form were found."""
        return len(self.columns) + bool(self.groups)


@dataclass
class _Levels:
    """The header cells above each column, from the top down."""

    sheet: RawSheet
    first: int
    last: int
    of_column: dict[int, tuple[RawCell, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = [dict(self.sheet.rows.get(row, {})) for row in range(self.first, self.last + 1)]
        for top, left, bottom, right in self.sheet.merged:
            for row in range(max(top, self.first), min(bottom, self.last) + 1):
                cell = self.sheet.rows.get(top, {}).get(left)
                if cell is not None:
                    rows[row - self.first].update((column, cell) for column in range(left, right + 1))
        for upper, below in reversed(list(pairwise(rows))):
            self._widen(upper, below)
        columns = sorted({column for row in rows for column in row})
        for column in columns:
            cells = [row[column] for row in rows if column in row]
            self.of_column[column] = tuple(dict.fromkeys(cells))

    @staticmethod
    def _widen(upper: dict[int, RawCell], below: dict[int, RawCell]) -> None:
        """A name over several columns that was centred instead of merged: it goes on to the right over blank cells."""
        for column in sorted(below):
            if column not in upper and column - 1 in upper and column - 1 in below:
                upper[column] = upper[column - 1]


def texts_of_rows(sheet: RawSheet) -> dict[int, frozenset[str]]:
    """The texts, in compared form, of each row in which a header may begin; worked out once for all forms."""
    return {
        row: frozenset(canonical(cell.text) for cell in sheet.rows[row].values() if len(cell.text) <= LONGEST_KEPT)
        for row in sorted(sheet.rows)[:HEADER_WITHIN]
    }


def find_header(sheet: RawSheet, source: SourceMap, texts: Mapping[int, frozenset[str]]) -> Header | None:
    """The header of this form in the sheet: the block of rows that holds most of its columns, the first where several do.

    `texts` are those of `texts_of_rows`.
    """
    best: Header | None = None
    for row, found_texts in texts.items():
        if found_texts.isdisjoint(source.header_words):
            continue
        found = _header_at(sheet, source, row)
        if best is None or (found.fields, -len(found.missing)) > (best.fields, -len(best.missing)):
            best = found
    if best is None or source.layout is not Layout.TABLE:
        return best
    nameless = _nameless(sheet, best)
    titles = best.titles | dict.fromkeys(nameless, "")
    return replace(best, titles=titles, extra=(*best.extra, *nameless)) if nameless else best


def _nameless(sheet: RawSheet, header: Header) -> list[int]:
    """Columns in or beside the table that have something in every row and no name, as the numbers a data frame gives its rows.

    In a CSV digits right behind a figure may be its decimals, cut off by the comma: such a column is not passed over.
    """
    below = sorted(row for row in sheet.rows if row > header.last_row)[:ROWS_LOOKED_AT]
    if not below:
        return []
    span = range(max(1, min(header.titles) - 1), max(header.titles) + 2)
    filled = set.intersection(*(set(sheet.rows[row]) for row in below))
    figures = {column for held, column in header.columns.items() if held in FIGURE_FIELDS}
    return [
        column
        for column in sorted(filled & set(span) - header.titles.keys())
        if sheet.name or column - 1 not in figures or not all(sheet.rows[row][column].text.isdigit() for row in below)
    ]


def _header_at(sheet: RawSheet, source: SourceMap, first: int) -> Header:
    last = first + source.header_depth - 1
    levels = _Levels(sheet, first, last).of_column
    titles = {column: LEVELS.join(tidy(cell.text) for cell in cells) for column, cells in levels.items()}
    columns: dict[Field, int] = {}
    passed: list[int] = []
    twice: list[Field] = []
    rest: list[int] = []
    for column, title in titles.items():
        form = canonical(title)
        held = source.field_of_header.get(form)
        if form in source.passed_headers:
            passed.append(column)
        elif held is None:
            rest.append(column)
        elif held in columns:
            twice.append(held)
        else:
            columns[held] = column
    groups, extra, again = _groups(source, {column: levels[column] for column in rest})
    twice += again
    missing = [each for each in source.columns if each in source.required and each not in columns]
    if source.across is not None and not groups:
        missing.append(source.across.field)
    totals = _totals(source, {column: levels[column] for column in passed})
    return Header(first, last, titles, columns, groups, tuple(passed), totals, extra, tuple(twice), tuple(missing))


def _totals(source: SourceMap, passed: dict[int, tuple[RawCell, ...]]) -> dict[Field, int]:
    """What the columns «Tổng cộng / Tử số» hold beside units that stand across; nothing where several hold the same."""
    if source.across is None or source.across.field is not Field.UNIT:
        return {}
    parts = source.across.field_of_part
    held = [
        (parts[canonical(cells[-1].text)], column)
        for column, cells in passed.items()
        if len(cells) > 1 and canonical(cells[-1].text) in parts
    ]
    return dict(held) if len({part for part, _ in held}) == len(held) else {}


def _groups(
    source: SourceMap, levels: dict[int, tuple[RawCell, ...]]
) -> tuple[tuple[Group, ...], tuple[int, ...], list[Field]]:
    """Columns under a common name, those that hold no part of anything, and what stands twice under one name."""
    if source.across is None:
        return (), tuple(levels), []
    parts = source.across.field_of_part
    groups: dict[tuple[RawCell, ...], dict[Field, int]] = {}
    extra: list[int] = []
    twice: list[Field] = []
    for column, cells in levels.items():
        held = parts.get(canonical(cells[-1].text)) if parts else Field.VALUE
        names = cells[:-1] if parts else cells
        if held is None or not names:
            extra.append(column)
        elif held in groups.get(names, {}):
            twice.append(held)
        else:
            groups.setdefault(names, {})[held] = column
    return tuple(Group(names, columns) for names, columns in groups.items()), tuple(extra), twice


def seen_headers(header: Header) -> str:
    """The header as people see it, for messages."""
    return ", ".join(header.titles[column] for column in sorted(header.titles))
