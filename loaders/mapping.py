"""Raw cells + source map + catalogue -> observations or rejections. Every cell is accepted, ignored or rejected; the counts add up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from dashboard.domain.observations import Observation, Provenance
from dashboard.domain.periods import Frequency, Period
from dashboard.domain.plan import Indicator, OrgUnit
from dashboard.text.numbers import format_date, period_name
from loaders.directory import Directory
from loaders.faults import FaultCode, Rejection, cell_text, reject_cell, reject_file
from loaders.figures import CellFault, Figure, FigureCells, Warned, read_figure
from loaders.ledger import Ledger, Verdict
from loaders.matching import canonical, tidy
from loaders.reading.cells import CellKind, RawCell, RawFile
from loaders.recognition import RecognisedForm, recognise
from loaders.source_map import Field, Layout, Meaning, SourceMap, TitleField
from loaders.strict_dates import DateFault, parse_date, parse_period_words

ILLUSTRATIVE = canonical("số liệu minh họa")
FIGURE_FIELDS = (Field.NUMERATOR, Field.DENOMINATOR, Field.VALUE)
_COLUMN_NUMBER = re.compile(r"\(?[0-9]+\)?(\s?=.*)?\)?")
_MEASURE_SPACES = re.compile(r"\s")
_PERIOD_EXAMPLES = "một kỳ, ví dụ Tháng 11/2025, Quý IV/2025 hoặc 2025-11"


class Notice(StrEnum):
    """What was accepted but is told, beside `figures.Warned`."""

    CODE_REPAIRED = "code_repaired"
    NAME_DIFFERS = "name_differs"
    EXTRA_COLUMN = "extra_column"
    HIDDEN_SHEET = "hidden_sheet"


class Unplaced(NamedTuple):
    """A figure that was read but became no observation, and why."""

    sheet: str
    cell: str
    found: str
    reason: str


@dataclass(frozen=True)
class Incoming:
    """A file as it arrived: its name, content hash, form if told, and the day it was received."""

    file_name: str
    sha256: str
    received: date
    kind: str | None = None


@dataclass(frozen=True)
class Mapped:
    """What a file says. With any rejection it counts for nothing; `observations` are then what would have fitted."""

    form: str
    observations: tuple[Observation, ...]
    rejections: tuple[Rejection, ...]
    unplaced: tuple[Unplaced, ...]
    accepted: int
    ignored: int
    rejected: int
    blank_rows: int
    notices: Counter[Warned | Notice]
    illustrative: bool


def is_illustrative(raw: RawFile) -> bool:
    """Whether the content says «số liệu minh họa» anywhere, in any case."""
    texts = {
        cell.text
        for sheet in raw.sheets
        for row in sheet.rows.values()
        for cell in row.values()
        if len(cell.text) >= len(ILLUSTRATIVE)
    }
    return any(ILLUSTRATIVE in canonical(text) for text in texts)


def map_file(raw: RawFile, directory: Directory, sources: Sequence[SourceMap], incoming: Incoming) -> Mapped:
    """Maps one file that was read. A function of content, form, received day and catalogue alone."""
    form = recognise(incoming.file_name, raw, sources, incoming.kind)
    if isinstance(form, list):
        return Mapped("", (), tuple(form), (), 0, 0, len(form), 0, Counter(), is_illustrative(raw))
    return _Mapping(raw, form, directory, incoming).run()


class _Mapping:
    """The walk over one file: its sheet, its state, its outcome."""

    def __init__(self, raw: RawFile, form: RecognisedForm, directory: Directory, incoming: Incoming) -> None:
        self.raw, self.form, self.directory, self.incoming = raw, form, directory, incoming
        self.source, self.sheet = form.source, form.sheet
        self.illustrative = is_illustrative(raw)
        self.ledger = Ledger()
        self.rejections: list[Rejection] = []
        self.unplaced: list[Unplaced] = []
        self.notices: Counter[Warned | Notice] = Counter()
        self.placed: dict[tuple[str, str, str, date], tuple[int, Observation]] = {}
        self.twice: set[tuple[str, str, str, date]] = set()
        self.blank_rows = 0
        self.unit: OrgUnit | None = None
        self.period: Period | None = None

    def run(self) -> Mapped:
        """Walks the sheet from top to bottom."""
        if self.source.layout is Layout.FORM:
            self.read_title()
        self.read_header()
        is_foot = False
        for number in sorted(row for row in self.sheet.rows if row > self.form.header_row):
            is_foot = is_foot or self.is_foot(number)
            if is_foot:
                self.pass_text(number)
            elif not self.is_furniture(number):
                self.read_row(number)
        self.close()
        counts = self.ledger.counts()
        observations = tuple(seen for key, (_, seen) in self.placed.items() if key not in self.twice)
        return Mapped(
            self.source.form, observations, tuple(self.rejections), tuple(self.unplaced),
            counts[Verdict.ACCEPTED], counts[Verdict.IGNORED], counts[Verdict.REJECTED],
            self.blank_rows, self.notices, self.illustrative,
        )  # fmt: skip

    def reject(self, cell: RawCell, code: FaultCode, expected: str, header: str = "", found: str | None = None) -> str:
        """Records a rejection at its cell; gives the short reason."""
        if self.ledger.reject(cell):
            rejection = reject_cell(self.incoming.file_name, cell, code, expected, header=header, found=found)
            self.rejections.append(rejection)
        return f"cần {expected} [{code}]"

    def read_title(self) -> None:
        """Unit and period of a form, and the verdict on every cell above the table."""
        self.unit = self.read_unit_of_title()
        self.period = self.read_period_of_title()
        for number in (row for row in self.sheet.rows if row < self.form.header_row):
            self.ignore_row(number)
        if not self.sheet.visible:
            self.notices[Notice.HIDDEN_SHEET] += 1

    def title_cell(self, field: TitleField) -> tuple[RawCell, str] | None:
        """The cell of a title field and its label; a missing label or value is a rejection."""
        label = self.source.title_fields[field][0]
        title = self.form.title.get(field)
        if title is None:
            remedy = f"thêm dòng «{label}:» ở đầu biểu rồi gửi lại"
            self.reject_whole(FaultCode.LABEL_MISSING, "đầu biểu thiếu dòng này", f"dòng «{label}:»", remedy)
            return None
        if title.value is not title.label:
            self.ledger.ignore(title.label)
        self.ledger.accept(title.value)
        return title.value, label

    def read_unit_of_title(self) -> OrgUnit | None:
        """The unit by its code; the name beside it must be the same unit's."""
        code, name = self.title_cell(TitleField.UNIT_CODE), self.form.title.get(TitleField.UNIT_NAME)
        if code is None:
            return None
        unit = self.find_unit(code[0], code[1])
        if unit is None or name is None or name.value.kind is CellKind.BLANK:
            return unit
        self.ledger.accept(name.value)
        named = self.directory.unit(name.value.text)
        if named is None or named.unit is not unit:
            self.reject(name.value, FaultCode.UNIT_NAME_DIFFERS, f"«{unit.name}», tên của đơn vị có mã {unit.id}")
            return None
        return unit

    def find_unit(self, cell: RawCell, header: str) -> OrgUnit | None:
        """The unit a cell names, or a rejection with the nearest names."""
        text = cell.text.removesuffix(".0") if cell.kind is CellKind.NUMBER else cell.text
        found = self.directory.unit(text) if cell.kind in (CellKind.TEXT, CellKind.NUMBER) else None
        if found is None:
            near = self.directory.near_units(text)
            expected = f"mã đơn vị, gần giống: {', '.join(near)}" if near else "mã đơn vị, ví dụ SKHCN hoặc 03388"
            self.reject(cell, FaultCode.UNIT_UNKNOWN, expected, header)
            return None
        if found.was_repaired:
            self.notices[Notice.CODE_REPAIRED] += 1
        return found.unit

    def read_period_of_title(self) -> Period | None:
        """The one period of a form; a single day is none."""
        title = self.title_cell(TitleField.PERIOD)
        if title is None:
            return None
        period = self.find_period(*title)
        if period is not None and period.frequency is Frequency.DAY:
            self.reject(title[0], FaultCode.PERIOD_UNKNOWN, _PERIOD_EXAMPLES, title[1])
            return None
        return period

    def find_period(self, cell: RawCell, header: str) -> Period | None:
        """The period a cell names, or a rejection."""
        text = cell.text.removesuffix(".0") if cell.kind is CellKind.NUMBER else cell.text
        period = parse_period_words(text) if cell.kind in (CellKind.TEXT, CellKind.NUMBER) else DateFault.NOT_A_PERIOD
        if isinstance(period, DateFault):
            code = FaultCode.DATE_IMPOSSIBLE if period is DateFault.IMPOSSIBLE else FaultCode.PERIOD_UNKNOWN
            self.reject(cell, code, _PERIOD_EXAMPLES, header)
            return None
        return period

    def read_header(self) -> None:
        """The header is furniture; a column the form does not know is told once and ignored."""
        self.ignore_row(self.form.header_row)
        self.notices[Notice.EXTRA_COLUMN] += len(self.form.extra_columns)

    def is_foot(self, number: int) -> bool:
        """Whether the row begins the lines below the table."""
        return any(
            canonical(cell.text).startswith(self.source.foot_begins) for cell in self.sheet.rows[number].values()
        ) and not self.has_figure(number)

    def has_figure(self, number: int) -> bool:
        """Whether anything stands in the row's figure cells."""
        return any(self.form.columns.get(field) in self.sheet.rows[number] for field in FIGURE_FIELDS)

    def is_furniture(self, number: int) -> bool:
        """Passes over rows that carry no figure: column numbers under the header, headings of sections, blank template rows."""
        cells = self.sheet.rows[number].values()
        is_numbering = number == self.form.header_row + 1 and all(
            _COLUMN_NUMBER.fullmatch(cell.text.strip()) for cell in cells
        )
        if is_numbering and all(cell.text.strip().startswith("(") for cell in cells):
            self.ignore_row(number)
            return True
        figure_cells = [self.cell(number, field) for field in FIGURE_FIELDS]
        if all(self.is_not_reported(cell) for cell in figure_cells):
            if not self.cell(number, Field.INDICATOR).is_blank:
                self.blank_rows += 1
            self.ignore_row(number)
            return True
        return False

    def is_not_reported(self, cell: RawCell) -> bool:
        """Whether the cell is blank or says so in the source's own words."""
        meaning = self.source.meanings.get(canonical(cell.text)) if cell.kind is CellKind.TEXT else None
        return cell.is_blank or meaning is Meaning.NOT_REPORTED

    def cell(self, number: int, field: Field) -> RawCell:
        """The row's cell of this field; blank when the form has no such column."""
        column = self.form.columns.get(field)
        return self.sheet.cell(number, column) if column else RawCell(self.sheet.name, number, 0, CellKind.BLANK)

    def header(self, field: Field) -> str:
        """The header above the field's column."""
        return (
            tidy(self.sheet.cell(self.form.header_row, self.form.columns[field]).text)
            if field in self.form.columns
            else ""
        )

    def ignore_row(self, number: int) -> None:
        """Every cell of the row that nothing was said about yet is ignored."""
        for cell in self.sheet.rows[number].values():
            self.ledger.ignore(cell)

    def pass_text(self, number: int) -> None:
        """Below the table text is ignored; anything else is left for `close` to reject."""
        for cell in self.sheet.rows[number].values():
            if cell.kind is CellKind.TEXT:
                self.ledger.ignore(cell)

    def read_row(self, number: int) -> None:
        """One row with figures: places it, reads it, and says something about each of its cells."""
        figure_cells = FigureCells(*(self.cell(number, field) for field in FIGURE_FIELDS))
        reasons: list[str] = []
        indicator = self.find_indicator(number, reasons)
        unit, period, received = self.place_row(number, reasons)
        if indicator is not None:
            self.check_measure(number, indicator, reasons)
            if unit is not None and period is not None:
                reasons += self.check_place(number, indicator, unit, period, received or self.incoming.received)
            figure = read_figure(figure_cells, indicator, self.source)
            if isinstance(figure, list):
                reasons += [self.reject_fault(number, fault) for fault in figure]
            elif (
                figure is not None and not reasons and unit is not None and period is not None and received is not None
            ):
                self.notices.update(figure.warnings)
                self.place(number, self.observe(number, figure, indicator, unit, period, received))
        if reasons or unit is None or period is None:
            self.leave_out(number, reasons[0] if reasons else "đầu biểu chưa đúng đơn vị hoặc kỳ")
        self.finish_row(number)

    def finish_row(self, number: int) -> None:
        """Cells of known columns are accepted, unless rejected before; rank and unknown columns are ignored."""
        used = {column for field, column in self.form.columns.items() if field is not Field.RANK}
        ignored = {*self.form.extra_columns, self.form.columns.get(Field.RANK)}
        for column, cell in self.sheet.rows[number].items():
            if column in used:
                self.ledger.accept(cell)
            elif column in ignored:
                self.ledger.ignore(cell)

    def reject_fault(self, number: int, fault: CellFault) -> str:
        """A fault of a figure cell as a rejection at its address."""
        return self.reject(
            self.cell(number, fault.field), fault.code, fault.expected, self.header(fault.field), fault.found
        )

    def find_indicator(self, number: int, reasons: list[str]) -> Indicator | None:
        """The row's indicator by id, former id or target id; without a code by its exact name."""
        cell, name = self.cell(number, Field.INDICATOR), self.cell(number, Field.INDICATOR_NAME)
        named = None if name.is_blank else self.directory.indicator_named(name.text)
        if cell.is_blank and named is not None:
            return named
        indicator = self.directory.indicator(cell.text)
        if indicator is None:
            near = self.directory.near_indicators(cell.text if not cell.is_blank else name.text)
            expected = f"mã chỉ tiêu, gần giống: {', '.join(near)}" if near else "mã chỉ tiêu có trong danh mục"
            reasons.append(self.reject(cell, FaultCode.INDICATOR_UNKNOWN, expected, self.header(Field.INDICATOR)))
            return None
        if named is not None and named is not indicator:
            expected = f"tên của chỉ tiêu {indicator.id}: {indicator.name}"
            reasons.append(
                self.reject(name, FaultCode.INDICATOR_NAME_DIFFERS, expected, self.header(Field.INDICATOR_NAME))
            )
        elif named is None and not name.is_blank and canonical(name.text) not in _own_names(indicator):
            self.notices[Notice.NAME_DIFFERS] += 1
        return indicator

    def place_row(self, number: int, reasons: list[str]) -> tuple[OrgUnit | None, Period | None, date | None]:
        """Unit, period and received day of a row: the title's, or the row's own where the form has columns for them."""
        if self.source.layout is Layout.FORM:
            return self.unit, self.period, self.incoming.received
        rejected = len(self.rejections)
        unit = self.find_unit(self.cell(number, Field.UNIT), self.header(Field.UNIT))
        period = self.find_period(self.cell(number, Field.PERIOD), self.header(Field.PERIOD))
        received = self.find_received(number)
        reasons += [f"cần {fault.expected} [{fault.code}]" for fault in self.rejections[rejected:]]
        return unit, period, received

    def find_received(self, number: int) -> date | None:
        """The day a row's figure was received: its own in a history file, else the file's."""
        if Field.RECEIVED not in self.form.columns:
            return self.incoming.received
        cell = self.cell(number, Field.RECEIVED)
        day = parse_date(cell.text)
        if isinstance(day, DateFault):
            code = FaultCode.DATE_IMPOSSIBLE if day is DateFault.IMPOSSIBLE else FaultCode.DATE_UNKNOWN
            self.reject(cell, code, "một ngày, ví dụ 05/12/2025", self.header(Field.RECEIVED))
            return None
        if day > self.incoming.received and not self.illustrative:
            expected = f"một ngày không sau ngày nạp {format_date(self.incoming.received)}"
            self.reject(cell, FaultCode.DATE_IN_FUTURE, expected, self.header(Field.RECEIVED))
            return None
        return day

    def check_measure(self, number: int, indicator: Indicator, reasons: list[str]) -> None:
        """The unit of measure, where the form shows one, is the catalogue's."""
        cell = self.cell(number, Field.MEASURE)
        if not cell.is_blank and _measure(cell.text) != _measure(indicator.unit):
            reasons.append(
                self.reject(
                    cell, FaultCode.UNIT_OF_MEASURE, f"«{indicator.unit}» như danh mục", self.header(Field.MEASURE)
                )
            )

    def place_cells(self, number: int) -> tuple[tuple[RawCell, str], tuple[RawCell, str]]:
        """Where unit and period of a row are written, with what stands above or before them."""
        if self.source.layout is Layout.TABLE:
            unit, period = ((self.cell(number, field), self.header(field)) for field in (Field.UNIT, Field.PERIOD))
            return unit, period
        unit, period = (
            (self.form.title[field].value, self.source.title_fields[field][0])
            for field in (TitleField.UNIT_CODE, TitleField.PERIOD)
        )
        return unit, period

    def check_place(
        self, number: int, indicator: Indicator, unit: OrgUnit, period: Period, received: date
    ) -> list[str]:
        """Unit, indicator and period fit each other: the unit exists then and reports this, the period is over."""
        (unit_cell, unit_header), (period_cell, period_header) = self.place_cells(number)
        own, own_header = self.cell(number, Field.INDICATOR), self.header(Field.INDICATOR)
        reasons: list[str] = []
        if not unit.is_valid_on(period.end):
            reasons.append(self.reject(unit_cell, FaultCode.UNIT_NOT_VALID, _validity(unit), unit_header))
        elif not self.directory.is_reported_by(indicator, unit, period.end):
            expected = f"chỉ tiêu mà {unit.name} phải báo cáo"
            reasons.append(self.reject(own, FaultCode.INDICATOR_NOT_OWED, expected, own_header))
        elif not self.takes_period(indicator, unit, period):
            wanted = _FREQUENCY_WORDS[indicator.frequency]
            expected = (
                f"chỉ tiêu báo cáo theo {_FREQUENCY_WORDS[period.frequency]}; {indicator.id} báo cáo theo {wanted}"
            )
            reasons.append(self.reject(own, FaultCode.PERIOD_OF_OTHER_FREQUENCY, expected, own_header))
        ends = self.directory.end_of(indicator, period)
        if ends > received:
            expected = f"kỳ đã kết thúc khi nhận, ngày {format_date(received)}; {period_name(period)} kết thúc ngày {format_date(ends)}"
            reasons.append(self.reject(period_cell, FaultCode.PERIOD_IN_FUTURE, expected, period_header))
        return reasons

    def takes_period(self, indicator: Indicator, unit: OrgUnit, period: Period) -> bool:
        """A table may carry a figure dated on one day, such as a baseline; otherwise the period is one the indicator asks for."""
        return period.frequency is Frequency.DAY or self.directory.takes_period(indicator, unit, period)

    def observe(
        self, number: int, figure: Figure, indicator: Indicator, unit: OrgUnit, period: Period, received: date
    ) -> Observation:
        """The observation of one row."""
        note = tidy(self.cell(number, Field.NOTE).text)
        return Observation(
            unit.id, indicator.id, period, figure.value, figure.numerator, figure.denominator, received,
            any(word in canonical(note) for word in self.source.provisional_words),
            tidy(self.cell(number, Field.EVIDENCE).text), note,
            Provenance(self.incoming.sha256, self.incoming.file_name, self.sheet.name, self.figure_place(number)),
        )  # fmt: skip

    def figure_cells(self, number: int) -> list[RawCell]:
        """The cells of a row that a figure stands in."""
        return [cell for cell in (self.cell(number, field) for field in FIGURE_FIELDS) if not cell.is_blank]

    def figure_place(self, number: int) -> str:
        """`E12, F12`, or `dòng 12`."""
        return ", ".join(dict.fromkeys(cell.address for cell in self.figure_cells(number)))

    def place(self, number: int, seen: Observation) -> None:
        """Keeps the observation, unless the file says the same figure twice: then both places are rejected."""
        key = (seen.org_unit_id, seen.indicator_id, seen.period.id, seen.received)
        earlier = self.placed.setdefault(key, (number, seen))
        if earlier[0] == number:
            return
        self.twice.add(key)
        for here, there in ((earlier[0], number), (number, earlier[0])):
            field = next(field for field in reversed(FIGURE_FIELDS) if not self.cell(here, field).is_blank)
            expected = f"mỗi chỉ tiêu một dòng cho một đơn vị và một kỳ; dòng {there} cũng ghi {seen.indicator_id}"
            reason = self.reject(self.cell(here, field), FaultCode.FIGURE_TWICE, expected, self.header(field))
            self.leave_out(here, reason)

    def leave_out(self, number: int, reason: str) -> None:
        """Lists a row's figure as one that was read and is not used."""
        found = "; ".join(cell_text(cell) for cell in self.figure_cells(number))
        entry = Unplaced(self.sheet.name, self.figure_place(number), found, reason)
        if entry not in self.unplaced[-2:]:
            self.unplaced.append(entry)

    def close(self) -> None:
        """Rejects what nothing was said about, passes over the other sheets, and refuses a file that reports nothing."""
        for number, cells in sorted(self.sheet.rows.items()):
            for cell in (cell for _, cell in sorted(cells.items()) if not self.ledger.has(cell)):
                header = tidy(self.sheet.cell(self.form.header_row, cell.column).text)
                self.reject(
                    cell,
                    FaultCode.CELL_UNEXPECTED,
                    f"ô trống: {self.source.title} không có gì ở đây (dòng {number})",
                    header,
                )
        for sheet in self.raw.sheets:
            if sheet is not self.sheet:
                for cells in sheet.rows.values():
                    for cell in cells.values():
                        self.ledger.ignore(cell)
        if not self.placed and not self.rejections:
            remedy = "điền số liệu rồi gửi lại"
            found = "không dòng nào có số liệu"
            self.reject_whole(FaultCode.NOTHING_REPORTED, found, "ít nhất một số liệu", remedy)

    def reject_whole(self, code: FaultCode, found: str, expected: str, remedy: str) -> None:
        """Records a fault of the whole file."""
        self.rejections.append(reject_file(self.incoming.file_name, code, found, expected, remedy))
        self.ledger.whole_file += 1


_FREQUENCY_WORDS = {
    Frequency.DAY: "ngày",
    Frequency.MONTH: "tháng",
    Frequency.QUARTER: "quý",
    Frequency.HALF: "6 tháng",
    Frequency.YEAR: "năm",
    None: "kỳ không định",
}


def _measure(text: str) -> str:
    return _MEASURE_SPACES.sub("", canonical(text))


def _own_names(indicator: Indicator) -> set[str]:
    return {canonical(indicator.name), *(canonical(target.name) for target in indicator.targets if target.name)}


def _validity(unit: OrgUnit) -> str:
    if unit.valid_to is not None:
        successor = f", nay là {unit.successor}" if unit.successor else ""
        return f"đơn vị còn hoạt động trong kỳ; {unit.name} hoạt động đến ngày {format_date(unit.valid_to)}{successor}"
    return f"kỳ từ khi có đơn vị; {unit.name} có từ ngày {format_date(unit.valid_from)}"
