"""BM-02: one office's table of what it reports for many units; a row a unit, numerator and denominator of each indicator across."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from dashboard.charts.palette import TEXT_SECONDARY
from dashboard.domain.forms import FORM_VERSION, Answer, Form, FormIdentity
from dashboard.domain.periods import Period
from dashboard.domain.plan import Indicator, OrgUnit, UnitKind
from dashboard.forms.book import Column, FormBook, Told
from dashboard.forms.content import NOT_ARISING, IndicatorLine, deadline_words, definition, indicator_line, title_lines
from dashboard.forms.rules import DENOMINATOR, NUMERATOR, choice_rule, part_rule, value_rule
from dashboard.snapshot import Snapshot

TITLE = "BIỂU BM-02 – TỔNG HỢP SỐ LIỆU CỦA CÁC ĐƠN VỊ"
RANK, CODE, NAME = range(3)
VALUE = "Thực hiện"
_FIGURE_WIDTH = 11
_GUIDE_FROM = 84  # digits: the title lines stand left of it
_GUIDE_WIDTH = 76
_SMALL = 9.5
GUIDE = (
    "Mỗi đơn vị một dòng. Chỉ điền ô nền vàng; ô khác đã khóa (không có mật khẩu).",
    "Điền tử số và mẫu số, không tính phần trăm. Bấm vào ô để xem cách tính và số kỳ trước.",
    "Số lẻ viết dấu phẩy: 12,5. Đơn vị chưa có số thì để trống, không ghi 0.",
    f"Trong kỳ không có gì để đếm: ghi «{NOT_ARISING}» ở ô Tử số, để trống Mẫu số.",
    "Lưu dạng .xlsx, gửi ở trang «Nộp báo cáo» hoặc cho nơi đã gửi biểu này.",
)


@dataclass(frozen=True)
class _Block:
    """The columns of one indicator, and the units that it is collected for."""

    indicator: Indicator
    column: int
    parts: tuple[str, ...]
    lines: Mapping[str, IndicatorLine]

    @property
    def last(self) -> int:
        """Its last column."""
        return self.column + len(self.parts) - 1


def write_bm02(snapshot: Snapshot, collector: OrgUnit, period: Period) -> bytes:
    """The collector's table of the period, filled in as far as known. ValueError when it collects nothing in it."""
    indicators = snapshot.catalogue.collected_for(collector.id, period)
    if not indicators:
        raise ValueError(f"{collector.id} collects nothing for {period.id}")
    blocks = _blocks(snapshot, indicators, collector, period)
    units = [u for u in snapshot.catalogue.org_units.values() if any(u.id in block.lines for block in blocks)]
    columns = _columns(units, blocks)
    guide_column = _guide_column(columns)
    if guide_column == len(columns):
        columns = (*columns, Column("", 2), Column("", _GUIDE_WIDTH))
        guide_column += 1
    identity = FormIdentity(Form.BM_02, FORM_VERSION, collector.id, period.id)
    book = FormBook(identity, snapshot, columns, Form.BM_02.code)
    due = deadline_words([next(iter(block.lines.values())) for block in blocks], "chỉ tiêu")
    head = book.write_title(TITLE, title_lines(collector, period, indicators, due), GUIDE, guide_column)
    _write_head(book, head, blocks)
    first = head + 3
    for row, unit in enumerate(units, start=first):
        _write_unit(book, row, row - first + 1, unit, blocks)
    last = first + len(units) - 1
    book.show_whole_numbers((first, NAME + 1), (last, blocks[-1].last))
    book.write_foot(last + 2, _notes(blocks), min(NAME + 3, len(columns) - 1))
    return book.close((first, NAME + 1))


def _blocks(snapshot: Snapshot, indicators: Sequence[Indicator], collector: OrgUnit, period: Period) -> list[_Block]:
    blocks: list[_Block] = []
    column = NAME + 1
    for indicator in indicators:
        units = snapshot.catalogue.collected_units(indicator, collector.id, period)
        lines = {unit.id: indicator_line(snapshot, indicator, unit, period) for unit in units}
        has_parts = next(iter(lines.values())).answer is Answer.PARTS
        blocks.append(_Block(indicator, column, (NUMERATOR, DENOMINATOR) if has_parts else (VALUE,), lines))
        column = blocks[-1].last + 1
    return blocks


def _columns(units: Sequence[OrgUnit], blocks: Sequence[_Block]) -> tuple[Column, ...]:
    rows = "Xã, phường" if all(unit.kind is UnitKind.COMMUNE for unit in units) else "Đơn vị"
    figures = (
        Column(part, _FIGURE_WIDTH if len(block.parts) > 1 else 2 * _FIGURE_WIDTH)
        for block in blocks
        for part in block.parts
    )
    return (Column("TT", 4), Column("Mã", 12), Column(rows, 26), *figures)


def _guide_column(columns: Sequence[Column]) -> int:
    """The first column that leaves room for the title lines before it and for the guide behind it; else one behind the table."""
    widths = [column.width for column in columns]
    for place in range(len(columns)):
        if sum(widths[:place]) >= _GUIDE_FROM and sum(widths[place:]) >= _GUIDE_WIDTH:
            return place
    return len(columns)


def _write_head(book: FormBook, row: int, blocks: Sequence[_Block]) -> None:
    """Three rows: names and ids over the columns of each indicator, then what each column holds."""
    for place in range(NAME + 1):
        book.merge_head((row, place), (row + 2, place), book.columns[place].title)
    for block in blocks:
        book.merge_head((row, block.column), (row, block.last), f"{block.indicator.name} ({block.indicator.unit})")
        book.merge_head((row + 1, block.column), (row + 1, block.last), block.indicator.id)
        for place, part in enumerate(block.parts, start=block.column):
            book.write_head_cell(row + 2, place, part)
    names = [Told(f"{block.indicator.name} ({block.indicator.unit})", 2 * _FIGURE_WIDTH / 1.08) for block in blocks]
    book.set_height(row, names)
    book.set_height(row + 1, [Told(block.indicator.id, 2 * _FIGURE_WIDTH / 1.08) for block in blocks], lowest=18)
    book.freeze(row, row + 2, NAME + 1)


def _write_unit(book: FormBook, row: int, number: int, unit: OrgUnit, blocks: Sequence[_Block]) -> None:
    book.write_text(row, RANK, str(number), align="center")
    book.write_text(row, CODE, unit.id, font_size=_SMALL, font_color=TEXT_SECONDARY)
    book.write_text(row, NAME, unit.name)
    for block in blocks:
        line = block.lines.get(unit.id)
        cells = [xl_rowcol_to_cell(row, place) for place in range(block.column, block.last + 1)]
        for place, part in enumerate(block.parts, start=block.column):
            if line is None:
                book.write_closed(row, place)
            elif line.answer is Answer.PARTS:
                book.write_figure_input(row, place, part_rule(line, part, *cells, may_say_nothing=part == NUMERATOR))
            elif line.answer is Answer.VALUE:
                book.write_figure_input(row, place, value_rule(line, *cells))
            else:
                book.write_word_input(row, place, choice_rule(line))
    book.set_height(row, [Told(unit.name, book.columns[NAME].width)], lowest=18)


def _notes(blocks: Sequence[_Block]) -> list[str]:
    told = [f"{block.indicator.name}: {definition(block.indicator).replace(chr(10), '; ')}" for block in blocks]
    return ["Ghi chú – cách tính:", *told]
