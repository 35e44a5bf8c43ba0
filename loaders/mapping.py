"""Raw cells + source map + catalogue -> observations or rejections. No cell is without a verdict; the counts add up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.domain.observations import Observation, Provenance
from dashboard.domain.periods import Frequency, Period
from dashboard.domain.plan import Indicator, OrgUnit
from dashboard.text.formats import format_date, period_name
from loaders.account import Account, Notice, Spot, Unplaced, Verdict
from loaders.directory import Directory
from loaders.faults import FaultCode, Rejection, cell_text
from loaders.figures import Figure, FigureCells, Warned, is_not_reported, read_figure
from loaders.matching import canonical, tidy
from loaders.naming import PERIOD_EXPECTED, find_day, find_indicator, find_period, find_unit
from loaders.reading.cells import CellKind, RawCell, RawFile
from loaders.recognition import RecognisedForm, recognise
from loaders.source_map import Field, Layout, SourceMap, TitleField

ILLUSTRATIVE = canonical("số liệu minh họa")
FIGURE_FIELDS = (Field.NUMERATOR, Field.DENOMINATOR, Field.VALUE)
_COLUMN_NUMBER = re.compile(r"\([0-9]+\s?(=.*)?\)")
_SPACES = re.compile(r"\s")
_FREQUENCY_WORDS = {
    Frequency.DAY: "ngày",
    Frequency.MONTH: "tháng",
    Frequency.QUARTER: "quý",
    Frequency.HALF: "6 tháng",
    Frequency.YEAR: "năm",
    None: "kỳ không định",
}


@dataclass(frozen=True)
class Incoming:
    """A file as it arrived: its name, content hash, the day it was received, and its form if told."""

    file_name: str
    sha256: str
    received: date
    kind: str | None = None


@dataclass(frozen=True)
class Mapped:
    """What a file says. With any rejection it counts for nothing; `observations` are then what would have fitted.

    `accepted`, `ignored` and `rejected` count cells and add up to the cells of the file that are not blank, plus blank cells
    in which something is missing, plus faults of the whole file. `figure_cells` says for each observation how many of the
    accepted cells its figure stands in.
    """

    form: str
    observations: tuple[Observation, ...]
    figure_cells: tuple[int, ...]
    rejections: tuple[Rejection, ...]
    unplaced: tuple[Unplaced, ...]
    accepted: int
    ignored: int
    rejected: int
    blank_rows: int
    notices: Counter[Warned | Notice]
    illustrative: bool


def _says(word: str, text: str) -> bool:
    """Whether the text has the word as a word: «ước» is not in «kỳ trước»."""
    return re.search(rf"(?<!\w){re.escape(canonical(word))}(?!\w)", canonical(text)) is not None


def is_illustrative(raw: RawFile) -> bool:
    """Whether the content says «số liệu minh họa» anywhere, in any case."""
    cells = (cell for sheet in raw.sheets for row in sheet.rows.values() for cell in row.values())
    texts = {cell.text for cell in cells if len(cell.text) >= len(ILLUSTRATIVE)}
    return any(ILLUSTRATIVE in canonical(text) for text in texts)


def map_file(raw: RawFile, directory: Directory, sources: Sequence[SourceMap], incoming: Incoming) -> Mapped:
    """Maps one file that was read. A function of content, form, received day and catalogue alone."""
    form = recognise(incoming.file_name, raw, sources, incoming.kind)
    if isinstance(form, list):
        return Mapped("", (), (), tuple(form), (), 0, 0, len(form), 0, Counter(), is_illustrative(raw))
    return _Walk(raw, form, directory, incoming).run()


@dataclass(frozen=True)
class _Row:
    """A row of the table, its cells by field."""

    number: int
    cells: Mapping[int, RawCell]
    columns: Mapping[Field, int]
    headers: Mapping[Field, str]
    sheet: str

    def spot(self, field: Field) -> Spot:
        """The field's cell, blank when nothing stands there or the form has no such column."""
        column = self.columns.get(field, 0)
        cell = self.cells.get(column) or RawCell(self.sheet, self.number, column, CellKind.BLANK)
        return Spot(cell, self.headers.get(field, ""))

    def text(self, field: Field) -> str:
        """The field's text on one line."""
        cell = self.cells.get(self.columns.get(field, 0))
        return tidy(cell.text) if cell else ""

    @cached_property
    def figure_cells(self) -> FigureCells:
        """The three cells a figure may stand in."""
        return FigureCells(*(self.spot(field).cell for field in FIGURE_FIELDS))

    @cached_property
    def figure_place(self) -> str:
        """`E12, F12`, or `dòng 12`."""
        return ", ".join(dict.fromkeys(cell.address for cell in self.figure_cells.written))

    def main_spot(self) -> Spot:
        """The cell that stands for the row's figure: the value, else the denominator, else the numerator."""
        spots = [self.spot(field) for field in reversed(FIGURE_FIELDS)]
        return next((spot for spot in spots if not spot.cell.is_blank), spots[0])


class _Walk:
    """The walk over one file from top to bottom; what it finds goes to the account."""

    def __init__(self, raw: RawFile, form: RecognisedForm, directory: Directory, incoming: Incoming) -> None:
        self.raw, self.form, self.directory, self.incoming = raw, form, directory, incoming
        self.source: SourceMap = form.source
        self.sheet = form.sheet
        self.illustrative = is_illustrative(raw)
        self.account = Account(incoming.file_name)
        self.headers = {
            field: tidy(self.sheet.cell(form.header_row, column).text) for field, column in form.columns.items()
        }
        self.used_columns = frozenset(column for field, column in form.columns.items() if field is not Field.RANK)
        self.unused_columns = frozenset({*form.extra_columns, form.columns.get(Field.RANK, 0)})
        self.placed: dict[tuple[str, str, str, date], tuple[_Row, Observation]] = {}
        self.twice: set[tuple[str, str, str, date]] = set()
        self.blank_rows = 0
        self.unit: OrgUnit | None = None
        self.period: Period | None = None

    def run(self) -> Mapped:
        """Title, header, rows, foot; then whatever nothing was said about is rejected."""
        if self.source.layout is Layout.FORM:
            self.read_title()
        for number, cells in self.sheet.rows.items():
            if number <= self.form.header_row:
                self.account.give(Verdict.IGNORED, cells.values())
        if self.form.extra_columns:
            self.account.notices[Notice.EXTRA_COLUMN] = len(self.form.extra_columns)
        is_foot = False
        for number in sorted(number for number in self.sheet.rows if number > self.form.header_row):
            row = _Row(number, self.sheet.rows[number], self.form.columns, self.headers, self.sheet.name)
            if self.is_below_table(row) and (is_foot or self.begins_foot(row)):
                is_foot = True
                self.account.give(Verdict.IGNORED, (cell for cell in row.cells.values() if cell.kind is CellKind.TEXT))
            elif not self.pass_furniture(row):
                self.read_row(row)
        self.close()
        counts = self.account.counts()
        kept = [placed for key, placed in self.placed.items() if key not in self.twice]
        observations = tuple(seen for _, seen in kept)
        figure_cells = tuple(len(row.figure_cells.written) for row, _ in kept)
        return Mapped(
            self.source.form, observations, figure_cells, tuple(self.account.rejections), tuple(self.account.unplaced.values()),
            counts[Verdict.ACCEPTED], counts[Verdict.IGNORED], counts[Verdict.REJECTED],
            self.blank_rows, self.account.notices, self.illustrative,
        )  # fmt: skip

    def read_title(self) -> None:
        """The unit by its code, whose name beside it must agree; and the one period of the form."""
        code, name, period = (
            self.title_spot(field) for field in (TitleField.UNIT_CODE, TitleField.UNIT_NAME, TitleField.PERIOD)
        )
        if code is not None:
            self.unit = find_unit(self.account, self.directory, code)
        if self.unit is not None and name is not None and not name.cell.is_blank:
            named = self.directory.unit(name.cell.text)
            if named is None or named.unit is not self.unit:
                expected = f"«{self.unit.name}», tên của đơn vị có mã {self.unit.id}"
                self.account.reject(name, FaultCode.UNIT_NAME_DIFFERS, expected)
                self.unit = None
        if period is not None:
            self.period = find_period(self.account, period)
            if self.period is not None and self.period.frequency is Frequency.DAY:
                self.account.reject(period, FaultCode.PERIOD_UNKNOWN, PERIOD_EXPECTED)
                self.period = None
        if not self.sheet.visible:
            self.account.notices[Notice.HIDDEN_SHEET] = 1

    def title_spot(self, field: TitleField) -> Spot | None:
        """Where a title field stands; a missing label is a fault of the file, except beside the unit's code, its name's."""
        label = self.source.title_fields[field][0]
        title = self.form.title.get(field)
        if title is None:
            if field is not TitleField.UNIT_NAME:
                remedy = f"thêm dòng «{label}:» ở đầu biểu rồi gửi lại"
                self.account.reject_whole(
                    FaultCode.LABEL_MISSING, "đầu biểu thiếu một dòng", f"dòng «{label}:»", remedy
                )
            return None
        if title.value is not title.label:
            self.account.give(Verdict.IGNORED, [title.label])
        self.account.give(Verdict.ACCEPTED, [title.value])
        return Spot(title.value, label)

    def is_below_table(self, row: _Row) -> bool:
        """Whether the row, if it is below the table, is one of its closing lines: it names no indicator and has no number."""
        has_number = any(cell.kind is CellKind.NUMBER for cell in row.figure_cells)
        return not has_number and self.directory.indicator(row.text(Field.INDICATOR)) is None

    def begins_foot(self, row: _Row) -> bool:
        """Whether the closing lines begin here: a cell opens as the source map says."""
        begins = self.source.foot_begins
        return begins is not None and any(begins.match(canonical(cell.text)) for cell in row.cells.values())

    def pass_furniture(self, row: _Row) -> bool:
        """Passes over rows that carry no figure: column numbers under the header, headings of sections, blank rows."""
        is_numbering = row.number == self.form.header_row + 1 and all(
            _COLUMN_NUMBER.fullmatch(cell.text.strip()) for cell in row.cells.values()
        )
        figure_cells = row.figure_cells
        if not is_numbering and not all(is_not_reported(cell, self.source) for cell in figure_cells):
            return False
        self.blank_rows += not is_numbering and bool(row.text(Field.INDICATOR))
        known = {*self.used_columns, *self.unused_columns}
        self.account.give(Verdict.IGNORED, (cell for column, cell in row.cells.items() if column in known))
        return True

    def read_row(self, row: _Row) -> None:
        """One row with a figure: whose it is, what it says, and a verdict on each of its cells."""
        rejected = len(self.account.rejections)
        reason = ""
        indicator = find_indicator(
            self.account, self.directory, row.spot(Field.INDICATOR), row.spot(Field.INDICATOR_NAME)
        )
        unit, period, received = self.place_of(row)
        if indicator is not None:
            reason = self.check_measure(row, indicator) or self.check_split_decimal(row)
            if unit is not None and period is not None:
                day = received or self.incoming.received
                reason = self.check_place(row, indicator, unit, period, day) or reason
            figure = read_figure(row.figure_cells, indicator, self.source)
            if isinstance(figure, list):
                for fault in figure:
                    reason = self.account.reject(row.spot(fault.field), fault.code, fault.expected, fault.found)
            elif not reason and figure is not None and unit is not None and period is not None and received is not None:
                self.account.notices.update(figure.warnings)
                self.place(row, self.observe(row, figure, indicator, unit, period, received))
        new = self.account.rejections[rejected:]
        if reason or new or unit is None or period is None:
            told = reason or (f"cần {new[0].expected} [{new[0].code}]" if new else "đầu biểu sai đơn vị hoặc kỳ")
            self.leave_out(row, told)
        self.account.settle_row(row.number, row.cells, self.used_columns, self.unused_columns)

    def place_of(self, row: _Row) -> tuple[OrgUnit | None, Period | None, date | None]:
        """Unit, period and received day of a row: the title's, or its own where the form has columns for them."""
        if self.source.layout is Layout.FORM:
            return self.unit, self.period, self.incoming.received
        unit = find_unit(self.account, self.directory, row.spot(Field.UNIT))
        period = find_period(self.account, row.spot(Field.PERIOD))
        if Field.RECEIVED not in self.form.columns:
            return unit, period, self.incoming.received
        spot = row.spot(Field.RECEIVED)
        day = find_day(self.account, spot)
        if day is not None and day > self.incoming.received and not self.illustrative:
            expected = f"một ngày không sau ngày nạp {format_date(self.incoming.received)}"
            self.account.reject(spot, FaultCode.DATE_IN_FUTURE, expected)
            day = None
        return unit, period, day

    def check_measure(self, row: _Row, indicator: Indicator) -> str:
        """The unit of measure, where the form shows one, is the catalogue's; the reason when it is not."""
        measure = row.text(Field.MEASURE)
        if not measure or _measure(measure) == _measure(indicator.unit):
            return ""
        return self.account.reject(
            row.spot(Field.MEASURE), FaultCode.UNIT_OF_MEASURE, f"«{indicator.unit}» như danh mục"
        )

    def check_split_decimal(self, row: _Row) -> str:
        """In a file of columns parted by commas an unquoted 54,02 falls apart into a value and a note of digits."""
        note = row.text(Field.NOTE)
        if self.source.layout is not Layout.TABLE or not (note.isascii() and note.isdigit()):
            return ""
        expected = f'ghi chú bằng chữ; nếu «{note}» là phần lẻ của số, đặt số trong ngoặc kép ("54,02") hoặc ngăn cột bằng dấu ;'
        return self.account.reject(row.spot(Field.NOTE), FaultCode.NUMBER_AMBIGUOUS, expected)

    def check_place(self, row: _Row, indicator: Indicator, unit: OrgUnit, period: Period, received: date) -> str:
        """The unit exists in the period and reports the indicator, the period is one of the indicator's and is over."""
        reason = ""
        of_unit, of_period = self.place_spots(row)
        if not unit.is_valid_on(period.end):
            reason = self.account.reject(of_unit, FaultCode.UNIT_NOT_VALID, _validity(unit))
        elif not self.directory.is_reported_by(indicator, unit, period.end):
            expected = f"chỉ tiêu mà {unit.name} phải báo cáo"
            reason = self.account.reject(row.spot(Field.INDICATOR), FaultCode.INDICATOR_NOT_OWED, expected)
        elif not self.takes_period(indicator, unit, period):
            asked, wanted = _FREQUENCY_WORDS[period.frequency], _FREQUENCY_WORDS[indicator.frequency]
            expected = f"chỉ tiêu báo cáo theo {asked}; {indicator.id} báo cáo theo {wanted}"
            reason = self.account.reject(row.spot(Field.INDICATOR), FaultCode.PERIOD_OF_OTHER_FREQUENCY, expected)
        ends = self.directory.end_of(indicator, period)
        if ends > received:
            over = f"{period_name(period)} kết thúc ngày {format_date(ends)}"
            expected = f"một kỳ đã kết thúc khi nhận, ngày {format_date(received)}; {over}"
            reason = self.account.reject(of_period, FaultCode.PERIOD_IN_FUTURE, expected) or reason
        return reason

    def place_spots(self, row: _Row) -> tuple[Spot, Spot]:
        """Where unit and period of a row are written."""
        if self.source.layout is Layout.TABLE:
            return row.spot(Field.UNIT), row.spot(Field.PERIOD)
        title, labels = self.form.title, self.source.title_fields
        unit, period = (
            Spot(title[field].value, labels[field][0]) for field in (TitleField.UNIT_CODE, TitleField.PERIOD)
        )
        return unit, period

    def takes_period(self, indicator: Indicator, unit: OrgUnit, period: Period) -> bool:
        """A table may carry a figure dated on one day, such as a baseline; else the indicator must ask for the period."""
        return period.frequency is Frequency.DAY or self.directory.takes_period(indicator, unit, period)

    def observe(
        self, row: _Row, figure: Figure, indicator: Indicator, unit: OrgUnit, period: Period, received: date
    ) -> Observation:
        """The observation of one row."""
        note = row.text(Field.NOTE)
        provisional = bool(note) and any(_says(word, note) for word in self.source.provisional_words)
        place = Provenance(self.incoming.sha256, self.incoming.file_name, self.sheet.name, row.figure_place)
        if indicator.calendar is not None:
            period = indicator.calendar.as_typed(period)
        return Observation(
            unit.id, indicator.id, period, figure.value, figure.numerator, figure.denominator, received,
            provisional, row.text(Field.EVIDENCE), note, place,
        )  # fmt: skip

    def place(self, row: _Row, seen: Observation) -> None:
        """Keeps the observation, unless the file says the same figure twice: then both places are rejected."""
        key = (seen.org_unit_id, seen.indicator_id, seen.period.id, seen.received)
        first, _ = self.placed.setdefault(key, (row, seen))
        if first is row:
            return
        self.twice.add(key)
        for here, there in ((first, row), (row, first)):
            expected = (
                f"mỗi chỉ tiêu một dòng cho một đơn vị và một kỳ; dòng {there.number} cũng ghi {seen.indicator_id}"
            )
            self.leave_out(here, self.account.reject(here.main_spot(), FaultCode.FIGURE_TWICE, expected))

    def leave_out(self, row: _Row, reason: str) -> None:
        """Lists a row's figure as one that was read and is not used."""
        found = "; ".join(cell_text(cell) for cell in row.figure_cells.written)
        self.account.leave_out(Unplaced(self.sheet.name, row.figure_place, found, reason))

    def close(self) -> None:
        """Rejects what nothing was said about, passes over the other sheets, and refuses a file that reports nothing."""
        header = self.sheet.rows[self.form.header_row]
        for _, cells in sorted(self.sheet.rows.items()):
            for cell in self.account.without_verdict(cells.values()):
                above = header.get(cell.column)
                expected = f"ô trống, vì {self.source.title} không có gì ở đây"
                self.account.reject(Spot(cell, tidy(above.text) if above else ""), FaultCode.CELL_UNEXPECTED, expected)
        others = (sheet for sheet in self.raw.sheets if sheet is not self.sheet)
        self.account.ignore_elsewhere(sum(len(cells) for sheet in others for cells in sheet.rows.values()))
        if not self.placed and not self.account.rejections:
            found, remedy = "không dòng nào có số liệu", "điền số liệu rồi gửi lại"
            self.account.reject_whole(FaultCode.NOTHING_REPORTED, found, "ít nhất một số liệu", remedy)


def _measure(text: str) -> str:
    return _SPACES.sub("", canonical(text))


def _validity(unit: OrgUnit) -> str:
    if unit.valid_to is not None:
        successor = f", nay là {unit.successor}" if unit.successor else ""
        return f"đơn vị còn hoạt động trong kỳ; {unit.name} hoạt động đến ngày {format_date(unit.valid_to)}{successor}"
    return f"một kỳ từ khi có đơn vị; {unit.name} có từ ngày {format_date(unit.valid_from)}"
