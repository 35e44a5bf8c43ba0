"""The walk over one sheet from top to bottom: what each row is, the entries in it, and a verdict on each cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dashboard.domain.observations import Observation, StatedTotal
from loaders.faults import FaultCode
from loaders.mapping.account import MANY, Account, Ignored, Notice, Spot
from loaders.mapping.entries import Entry, Place
from loaders.mapping.figures import Figure, is_not_reported, read_total
from loaders.mapping.places import group_places
from loaders.mapping.placing import Placer
from loaders.parsing.matching import canonical, tidy, visible
from loaders.parsing.strict_numbers import NumberFault, parse_number
from loaders.reading.cells import CellKind, RawCell, column_letters
from loaders.recognising.recognition import RecognisedSheet
from loaders.recognising.source_map import FIGURE_FIELDS, Field, SourceMap, begins

_NUMBERING = re.compile(r"\(?(?:[A-Z]|[0-9]{1,2})\)?(?:\s?=.*)?|\([0-9]{1,2}\s?=.*\)")
_NAMES = frozenset(
    (Field.UNIT, Field.UNIT_NAME, Field.INDICATOR, Field.INDICATOR_NAME, Field.MEASURE, Field.PERIOD, Field.RECEIVED)
)
_NAMING = frozenset((Field.UNIT, Field.UNIT_NAME, Field.INDICATOR, Field.INDICATOR_NAME))
# A range over so many rows is looked at in each row; with more ranges than these a sheet is refused at once.
TALL, MOST_MERGED = 50, 20_000
Box = tuple[int, int, int, int]
Taken = tuple[Entry, Observation, Figure]


class SheetWalk:
    """Reads one sheet whose form is known; `take` gives the entries that became observations, in the order of the sheet."""

    def __init__(
        self,
        found: RecognisedSheet,
        source: SourceMap,
        place: Place,
        placer: Placer,
        account: Account,
        *,
        tells_header: bool = True,
    ) -> None:
        self.sheet, self.header, self.source = found.sheet, found.header, source
        self.placer, self.account = placer, account
        self.directory = placer.directory
        self.columns = self.header.columns
        self.parts = group_places(self.header, source, place, account, placer.directory)
        figure_columns = {column for field, column in self.columns.items() if field in FIGURE_FIELDS}
        self.figure_columns = figure_columns | {
            c for columns, _ in self.parts for f, c in columns.items() if f in FIGURE_FIELDS
        }
        self.kinds = self._kinds()
        self.tells_header = tells_header
        self.blank_rows = 0
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self._totals: dict[int, list[StatedTotal]] = {}
        self._above: dict[int, RawCell] = {}
        self._title_forms = {column: canonical(self.header.titles[column]) for column in self.columns.values()}
        self._merged_rows, self._merged_tall = self._merged_in_data()

    def _kinds(self) -> dict[int, Ignored]:
        """Why a cell of each column, outside the figures, is no figure."""
        kinds = dict.fromkeys(self.figure_columns, Ignored.LEFT_OUT)
        for field, column in self.columns.items():
            if field in _NAMES:
                kinds[column] = Ignored.NAMES
            elif field is Field.RANK:
                kinds[column] = Ignored.NUMBERING
            elif field not in FIGURE_FIELDS:
                kinds[column] = Ignored.NOTES
        kinds |= dict.fromkeys(self.header.passed_over, Ignored.PASSED_OVER)
        return kinds | dict.fromkeys(self.header.extra, Ignored.EXTRA)

    def take(self) -> Iterator[Taken]:
        """Title, header, rows, foot; then whatever nothing was said about is rejected."""
        for number, cells in self.sheet.rows.items():
            if number <= self.header.last_row:
                self.account.give(Ignored.TITLE, cells.values())
        if self.tells_header:
            self._tell_extra_columns()
        is_foot = False
        for number in sorted(number for number in self.sheet.rows if number > self.header.last_row):
            cells = self._clean(self.sheet.rows[number])
            if self._is_below_table(cells) and (is_foot or begins(self.source.foot_begins, cells.values())):
                is_foot = True
                self.account.give(Ignored.FOOT, (cell for cell in cells.values() if cell.kind is CellKind.TEXT))
            else:
                if not self._pass_over(number, cells):
                    yield from self._read(number, cells)
                self._settle(cells)
            self.account.about = ""
            self._reject_rest(cells)
        self._tell_hidden()

    @property
    def totals(self) -> list[StatedTotal]:
        """What the one line of totals says, and the columns of totals; of several lines nobody says what each adds up."""
        if not self.header.totals and len(self._totals) > 1:
            return []
        return [total for totals in self._totals.values() for total in totals]

    def _read(self, number: int, cells: Mapping[int, RawCell]) -> Iterator[Taken]:
        if self._reject_repeated_header(cells) or self._reject_merged(number, cells):
            return
        seen: Observation | None = None
        for entry in self._entries(number, cells):
            taken = self.placer.place(entry)
            if taken is not None:
                seen = taken[0]
                yield entry, *taken
        if seen is not None and self.header.totals:
            columns = self.columns | self.header.totals
            entry = Entry(self.sheet.name, number, cells, columns, self.header.titles, self.parts[0][1])
            self._note_total(entry, seen.indicator_id, seen.period.id)
        if number in self.sheet.hidden_rows:
            self.hidden_rows.append(number)
        self.hidden_columns |= self.sheet.hidden_columns & self.figure_columns & cells.keys()

    def _note_totals(self, number: int, cells: Mapping[int, RawCell]) -> None:
        """What a line of totals says of each indicator that the title or the header names."""
        for columns, place in self.parts:
            indicator, period = place.indicator, place.period
            if (
                indicator is not None
                and indicator.value is not None
                and period is not None
                and period.value is not None
            ):
                entry = Entry(self.sheet.name, number, cells, columns, self.header.titles, place)
                self._note_total(entry, indicator.value.id, period.value.id)

    def _note_total(self, entry: Entry, indicator_id: str, period_id: str) -> None:
        numbers = read_total(entry.figure_cells, self.source)
        if numbers is not None:
            place = entry.figure_place
            total = StatedTotal(indicator_id, period_id, entry.sheet, place, numbers.value, *numbers[:2])
            self._totals.setdefault(entry.number, []).append(total)

    def _entries(self, number: int, cells: Mapping[int, RawCell]) -> Iterator[Entry]:
        for columns, place in self.parts:
            entry = Entry(self.sheet.name, number, cells, columns, self.header.titles, place)
            if len(self.parts) > 1 and all(is_not_reported(cell, self.source) for cell in entry.candidates):
                continue
            yield entry

    def _clean(self, cells: Mapping[int, RawCell]) -> dict[int, RawCell]:
        """The row without invisible signs, with «nt» as what stands above, and with the source's fixes; each is counted."""
        cleaned: dict[int, RawCell] = {}
        for column, cell in cells.items():
            cleaned[column] = self._clean_cell(cell) if cell.kind is CellKind.TEXT else cell
        for field, column in self.columns.items() if self.source.above_words else ():
            cell = cleaned.get(column)
            if cell is None or field in FIGURE_FIELDS:
                continue
            if canonical(cell.text) in self.source.above_words and column in self._above:
                cleaned[column] = replace(self._above[column], row=cell.row)
            if field is not Field.RANK:
                self._above[column] = cleaned[column]
        for field, texts in self.source.fixed_texts.items():
            for column in self._columns_of(field) & cleaned.keys():
                right = texts.get(canonical(cleaned[column].text))
                if right is not None:
                    cleaned[column] = replace(cleaned[column], kind=CellKind.TEXT, text=right, number=None)
                    self.account.notices[Notice.FIX_APPLIED] += 1
        return cleaned

    def _columns_of(self, field: Field) -> set[int]:
        return {columns[field] for columns, _ in self.parts if field in columns}

    def _clean_cell(self, cell: RawCell) -> RawCell:
        text = visible(cell.text)
        if text == cell.text:
            return cell
        self.account.notices[Notice.TEXT_CLEANED] += 1
        return replace(cell, text=text, kind=CellKind.TEXT if text.strip() else CellKind.BLANK)

    def _figures(self, cells: Mapping[int, RawCell]) -> list[RawCell]:
        return [cells[column] for column in self.figure_columns if column in cells]

    def _is_below_table(self, cells: Mapping[int, RawCell]) -> bool:
        """Whether the row, if it is below the table, is one of its closing lines: it names nothing and has no number."""
        has_number = any(self._is_number(cell) for cell in self._figures(cells))
        return not has_number and not self._names_something(cells)

    def _is_number(self, cell: RawCell) -> bool:
        """Whether the cell holds a number, be it one stored as text or one that can be read in two ways."""
        if cell.kind is not CellKind.TEXT:
            return cell.kind is CellKind.NUMBER
        return parse_number(cell.text, self.source.numbers) is not NumberFault.NOT_A_NUMBER

    def _names_something(self, cells: Mapping[int, RawCell]) -> bool:
        """Whether the row begins with an indicator or a unit of the catalogue."""
        names = {
            field: cells[column].text for field, column in self.columns.items() if field in _NAMING and column in cells
        }
        return (
            (Field.INDICATOR in names and self.directory.indicator(names[Field.INDICATOR]) is not None)
            or (
                Field.INDICATOR_NAME in names
                and self.directory.indicator_named(names[Field.INDICATOR_NAME]) is not None
            )
            or any(
                field in names and self.directory.unit(names[field]) is not None
                for field in (Field.UNIT, Field.UNIT_NAME)
            )
        )

    def _pass_over(self, number: int, cells: Mapping[int, RawCell]) -> bool:
        """Passes over rows that carry no figure: column numbers under the header, totals, headings of sections, blank rows."""
        if number == self.header.last_row + 1 and len(cells) >= 3 and all(
            _NUMBERING.fullmatch(cell.text.strip().removesuffix(".0")) for cell in cells.values()
        ):  # fmt: skip
            self.account.give(Ignored.NUMBERING, cells.values())
            return True
        if self.source.skip_begins is not None and not self._names_something(cells):
            labels = [cells[c] for f, c in self.columns.items() if f in {*_NAMING, Field.RANK} and c in cells]
            if begins(self.source.skip_begins, labels):
                self._note_totals(number, cells)
                self.account.give(Ignored.TOTALS, (cell for column, cell in cells.items() if column in self.kinds))
                return True
        if not all(is_not_reported(cell, self.source) for cell in self._figures(cells)):
            return False
        self.blank_rows += self._is_template_row(cells)
        self.account.give(Ignored.NOTHING, self._figures(cells))
        self.account.give(Ignored.HEADINGS, (cell for column, cell in cells.items() if column in self.kinds))
        return True

    def _is_template_row(self, cells: Mapping[int, RawCell]) -> bool:
        """Whether a row without figures asks for some: it has a code, or the name of an indicator or unit."""
        coded = next((self.columns[f] for f in (Field.INDICATOR, Field.UNIT) if f in self.columns), None)
        return coded in cells if coded is not None else self._names_something(cells)

    def _settle(self, cells: Mapping[int, RawCell]) -> None:
        """Says of each other cell of the row why it is no figure."""
        for column, cell in cells.items():
            kind = self.kinds.get(column)
            if kind is not None:
                self.account.give(kind, [cell])

    def _reject_rest(self, cells: Mapping[int, RawCell]) -> None:
        """Rejects the cells of a row about which nothing was said."""
        for cell in self.account.without_verdict(cells.values()):
            if self.account.is_long:
                self.account.count_rejected(cell)
            elif not cell.is_blank:
                expected = f"ô trống, vì {self.source.title} không có gì ở đây"
                remedy = f"xóa ô {cell.address} hoặc chuyển sang cột Ghi chú, rồi gửi lại" if cell.sheet else ""
                header = self.header.titles.get(cell.column, "")
                self.account.reject(Spot(cell, header), FaultCode.CELL_UNEXPECTED, expected, remedy=remedy)

    def _reject_repeated_header(self, cells: Mapping[int, RawCell]) -> bool:
        """The header once more inside the table, as when two files were put together."""
        same = [c for c, form in self._title_forms.items() if c in cells and canonical(cells[c].text) == form]
        if len(same) < max(2, len(self.columns) - 1):
            return False
        cell = cells[min(same)]
        remedy = f"xóa dòng {cell.row} rồi gửi lại"
        expected = "dòng đầu bảng một lần"
        self.account.reject(
            Spot(cell, self.header.titles[cell.column]), FaultCode.HEADER_TWICE, expected, remedy=remedy
        )
        return True

    def _merged_in_data(self) -> tuple[dict[int, list[Box]], list[Box]]:
        """The merged ranges below the header over columns that name or hold figures: by row, and the tall ones."""
        meant = {column for field, column in self.columns.items() if field in _NAMING} | self.figure_columns
        low: dict[int, list[Box]] = {}
        tall: list[Box] = []
        for box in self.sheet.merged:
            top, left, bottom, right = box
            if bottom <= self.header.last_row or not any(left <= column <= right for column in meant):
                continue
            if bottom - top >= TALL:
                tall.append(box)
                continue
            if len(low) > MOST_MERGED:
                break
            for row in range(top, bottom + 1):
                low.setdefault(row, []).append(box)
        if len(low) > MOST_MERGED or len(tall) > TALL:
            found, remedy = "quá nhiều ô gộp trong bảng số liệu", "bỏ gộp ô trong bảng rồi gửi lại"
            expected = "mỗi số, mỗi tên một ô riêng"
            self.account.reject_whole(FaultCode.CELLS_MERGED, found, expected, remedy, self.sheet.name)
            return {}, []
        return low, tall

    def _reject_merged(self, number: int, cells: Mapping[int, RawCell]) -> bool:
        """A row with figures in which data cells are merged: which cell a figure belongs to is not said."""
        rejected = False
        for top, left, bottom, right in (*self._merged_rows.get(number, ()), *self._merged_tall):
            if not top <= number <= bottom or (number == top and not self._spans_data(top, left, bottom, right)):
                continue
            cell = self.sheet.cell(top, left)
            first, last = cell.address, self.sheet.cell(bottom, right).address
            expected = "mỗi số, mỗi tên một ô riêng"
            remedy = f"bỏ gộp ô {first}:{last}, ghi vào từng ô rồi gửi lại"
            spot = Spot(cell, self.header.titles.get(left, ""))
            self.account.reject(spot, FaultCode.CELLS_MERGED, expected, f"ô gộp {first}:{last}", remedy=remedy)
            rejected = True
        return rejected and bool(cells)

    def _spans_data(self, top: int, left: int, bottom: int, right: int) -> bool:
        """Whether the range covers figures of several columns, or rows below that have figures of their own."""
        if any(left <= column <= right for column in self.figure_columns):
            return True
        below = (self.sheet.rows.get(row, {}) for row in range(top + 1, bottom + 1))
        return any(column in cells for cells in below for column in self.figure_columns)

    def _tell_extra_columns(self) -> None:
        for column in self.header.extra:
            cell = self.sheet.cell(self.header.last_row, column)
            if cell.is_blank:
                cell = self.sheet.cell(self.header.first_row, column)
            said = f"cột này không có trong {self.source.title}, không đọc."
            found = self.header.titles[column] or f"cột {column_letters(column)}, không có tên ở dòng đầu bảng"
            self.account.warn(FaultCode.COLUMN_EXTRA, cell, self.sheet.name, found, said)

    def _tell_hidden(self) -> None:
        """Figures in hidden rows and columns are read like all others; a person should know."""
        if not self.hidden_rows and not self.hidden_columns:
            return
        parts: list[str] = []
        if self.hidden_rows:
            how = "dòng ẩn do đang lọc" if self.sheet.is_filtered else "dòng ẩn"
            listed = ", ".join(str(row) for row in self.hidden_rows[:MANY])
            more = "…" if len(self.hidden_rows) > MANY else ""
            parts.append(f"{len(self.hidden_rows)} {how} có số (dòng {listed}{more})")
        if self.hidden_columns:
            names = ", ".join(tidy(self.header.titles.get(column, "")) for column in sorted(self.hidden_columns))
            parts.append(f"{len(self.hidden_columns)} cột ẩn có số ({names})")
        said = "số ở đó vẫn được đọc: bỏ ẩn và kiểm tra lại."
        self.account.warn(FaultCode.ROWS_HIDDEN, None, self.sheet.name, "; ".join(parts), said)
