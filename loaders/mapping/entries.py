"""One figure as it stands in a file: its cells by what they hold, whichever way the table runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from dashboard.domain.periods import Period
from dashboard.domain.plan import Accumulation, Indicator, OrgUnit
from loaders.mapping.account import Spot
from loaders.mapping.figures import FigureCells
from loaders.parsing.matching import tidy
from loaders.reading.cells import CellKind, RawCell
from loaders.recognising.source_map import FIGURE_FIELDS, Field

Named = TypeVar("Named")


@dataclass(frozen=True, slots=True)
class Said(Generic[Named]):
    """What a title, a header or a constant says once for many entries: where, and what it names (None: not understood)."""

    spot: Spot
    value: Named | None


@dataclass(frozen=True, slots=True)
class Place:
    """Unit, indicator and period that hold for all entries of a sheet or column; None where each row says its own.

    `collector` is the title's unit where it reports for the units of the rows.
    """

    unit: Said[OrgUnit] | None = None
    indicator: Said[Indicator] | None = None
    period: Said[Period] | None = None
    collector: Said[OrgUnit] | None = None


class Entry:
    """A row of a table, or the part of a row that belongs to one unit or indicator standing across."""

    def __init__(
        self,
        sheet: str,
        number: int,
        cells: Mapping[int, RawCell],
        columns: Mapping[Field, int],
        titles: Mapping[int, str],
        place: Place,
    ) -> None:
        self.sheet, self.number, self.place = sheet, number, place
        self._cells, self._columns, self._titles = cells, columns, titles
        # Set for a figure of a closed unit that is added up with others for the successor.
        self.adds = False
        self._spots: dict[Field, Spot] = {}
        self._value = Field.VALUE if Field.VALUE in columns else Field.VALUE_TO_DATE

    def has(self, field: Field) -> bool:
        """Whether the form has a column for it."""
        return field in self._columns

    def spot(self, field: Field) -> Spot:
        """The field's cell, blank when nothing stands there or the form has no such column."""
        found = self._spots.get(field)
        if found is None:
            self._spots[field] = found = self._find_spot(field)
        return found

    def forget_spots(self) -> None:
        """Gives back the memory of what was looked up."""
        self._spots.clear()

    def _find_spot(self, field: Field) -> Spot:
        column = self._columns.get(self._value if field is Field.VALUE else field, 0)
        cell = self._cells.get(column) or RawCell(self.sheet, self.number, column, CellKind.BLANK)
        return Spot(cell, self._titles.get(column, ""))

    def text(self, field: Field) -> str:
        """The field's text on one line."""
        cell = self._cells.get(self._columns.get(field, 0))
        return tidy(cell.text) if cell else ""

    def be_of(self, indicator: Indicator) -> None:
        """From now on the value is the one this indicator is reported by: the running total of a cumulative one."""
        if Field.VALUE_TO_DATE in self._columns and Field.VALUE in self._columns:
            is_total = indicator.accumulation is Accumulation.CUMULATIVE
            self._value = Field.VALUE_TO_DATE if is_total else Field.VALUE
            self._spots.pop(Field.VALUE, None)

    @property
    def figure_cells(self) -> FigureCells:
        """The three cells a figure may stand in."""
        return FigureCells(
            self.spot(Field.NUMERATOR).cell, self.spot(Field.DENOMINATOR).cell, self.spot(Field.VALUE).cell
        )

    @property
    def candidates(self) -> list[RawCell]:
        """Every cell in which a figure may stand, also those this indicator is not reported by."""
        found = (self._cells.get(self._columns[field]) for field in FIGURE_FIELDS if field in self._columns)
        return [cell for cell in found if cell is not None and not cell.is_blank]

    @property
    def figure_place(self) -> str:
        """`E12, F12`, or `dòng 12`."""
        return ", ".join(dict.fromkeys(cell.address for cell in self.figure_cells.written))

    def main_spot(self) -> Spot:
        """The cell that stands for the entry's figure: the value, else the denominator, else the numerator."""
        spots = [self.spot(field) for field in (Field.VALUE, Field.DENOMINATOR, Field.NUMERATOR) if self._has(field)]
        return next((spot for spot in spots if not spot.cell.is_blank), spots[0])

    def figure_spot(self, field: Field) -> Spot:
        """The field's cell, or where the form has no such column the entry's main cell."""
        return self.spot(field) if self._has(field) else self.main_spot()

    def _has(self, field: Field) -> bool:
        return (self._value if field is Field.VALUE else field) in self._columns
