"""What the lines above a table say: a value beside its label, and the unit and the period in the words of the title."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.domain.periods import Frequency, Period
from dashboard.domain.plan import OrgUnit
from loaders.directory import Directory
from loaders.parsing.matching import canonical_label
from loaders.parsing.strict_dates import periods_in
from loaders.reading.cells import CellKind, RawCell, RawSheet
from loaders.recognising.source_map import SourceMap, TitleField

LONGEST_TITLE = 1_000
_LENGTHS = (Frequency.DAY, Frequency.MONTH, Frequency.QUARTER, Frequency.HALF, Frequency.YEAR)


@dataclass(frozen=True)
class TitleValue:
    """A title field: its label's cell and the cell its value stands in (the same, when written behind the colon)."""

    label: RawCell
    value: RawCell


def read_labels(sheet: RawSheet, header_row: int, source: SourceMap) -> dict[TitleField, TitleValue]:
    """The fields of the title block that stand beside or behind a label of the form."""
    found: dict[TitleField, TitleValue] = {}
    if not source.title_fields:
        return found
    for row in sorted(number for number in sheet.rows if number < header_row):
        cells = [cell for _, cell in sorted(sheet.rows[row].items())]
        for index, label in enumerate(cells):
            before, colon, behind = label.text.partition(":")
            field = source.title_of_label.get(canonical_label(before if colon else label.text))
            if field is None or field in found:
                continue
            if behind.strip():
                value = replace(label, text=behind.strip())
            elif index + 1 < len(cells) and not _is_label(cells[index + 1], source):
                value = cells[index + 1]
            else:
                value = sheet.cell(row, label.column + 1)
            found[field] = TitleValue(label, value)
    return found


def _is_label(cell: RawCell, source: SourceMap) -> bool:
    return canonical_label(cell.text.partition(":")[0]) in source.title_of_label


def title_cells(sheet: RawSheet, header_row: int) -> list[RawCell]:
    """The texts above the table, from the top."""
    rows = sorted(number for number in sheet.rows if number < header_row)
    cells = (cell for row in rows for _, cell in sorted(sheet.rows[row].items()))
    return [cell for cell in cells if cell.kind is CellKind.TEXT and len(cell.text) <= LONGEST_TITLE]


def units_in_title(cells: list[RawCell], directory: Directory) -> list[tuple[RawCell, OrgUnit]]:
    """The units that the title names, each with the first cell that does. One called the owner («của …») goes before others."""
    named = [(cell, unit, is_owner) for cell in cells for unit, is_owner in directory.units_in(cell.text)]
    owners = [each for each in named if each[2]] or named
    found: dict[str, tuple[RawCell, OrgUnit]] = {}
    for cell, unit, _ in owners:
        found.setdefault(unit.id, (cell, unit))
    return list(found.values())


def periods_in_title(cells: list[RawCell]) -> list[tuple[RawCell, Period]]:
    """The periods that the title names, each with the first cell that does; of longer and shorter ones only the shortest."""
    named = [(cell, period) for cell in cells for period in periods_in(cell.text)]
    shortest = min((_LENGTHS.index(period.frequency) for _, period in named), default=0)
    found: dict[str, tuple[RawCell, Period]] = {}
    for cell, period in named:
        if period.frequency is _LENGTHS[shortest]:
            found.setdefault(period.id, (cell, period))
    return list(found.values())
