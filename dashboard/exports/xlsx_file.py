"""The Snapshot as a workbook: sheets people read, filter and print.

Texts stay texts: no cell is ever a formula or a link, whatever it looks like. Numbers are numbers, unrounded, with a format.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from dashboard.charts.palette import HEAD, LINE_STRONG, STATUS_PAINT, TEXT
from dashboard.domain.status import Status
from dashboard.exports.definitions import definitions_table
from dashboard.exports.evidence import WHY, known_vintages, reasons_table, sources_table
from dashboard.exports.front import (
    READ_FIRST,
    SUMMARY,
    Count,
    Note,
    notes_of,
    summary_alt,
    summary_finding,
    summary_table,
    title_of,
)
from dashboard.exports.missing import missing_by_unit_table, missing_table
from dashboard.exports.reports import reports_table
from dashboard.exports.rows import COLUMNS, NAME, STATUS, TARGET_ID, Line, lines_of
from dashboard.exports.table import Cell, CellType, Column, PrintArea, Table, clean_text, columns_at
from dashboard.snapshot import NEEDS_ACTION, Snapshot
from dashboard.store.facts import Facts
from dashboard.text.formats import format_date, format_moment
from dashboard.text.words import GROUPS, ILLUSTRATIVE

DATE_FORMAT = r"dd\/mm\/yyyy"
_FORMATS = {
    CellType.COUNT: "#,##0",
    CellType.MONTHS: "#,##0.0",
    CellType.SHARE: "0.0%",
    CellType.DATE: DATE_FORMAT,
}
_FILLED = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK)
_TEXTS = (CellType.TEXT, CellType.CODE)
_FIRST_DATE = date(1900, 3, 1)  # Excel counts a day too many before it, and knows none before 1900
_A4 = 9
_LINE_HEIGHT, _ROW_MARGIN, _MOST_LINES = 13, 3, 20
_PADDING, _WORD_LOSS = 2, 2
_CONTENT_WIDTH = 104
_FONT = "Arial"


def write_xlsx(snapshot: Snapshot, facts: Facts, made_at: datetime) -> bytes:
    """The workbook. The same Snapshot, facts and moment give the same bytes. Raises ValueError for facts of another version."""
    tables = _tables(snapshot, facts)
    file = io.BytesIO()
    with Workbook(file, _options()) as workbook:
        book = _Book(workbook, snapshot, made_at)
        book.write_notes([(t.name, t.about) for t in tables])
        for table in tables:
            sheet = book.write_table(table)
            if table.name == SUMMARY:
                book.draw_summary(sheet, table.rows)
    return file.getvalue()


def _options() -> dict[str, Any]:
    """Made anew for each workbook: XlsxWriter writes into what it is given."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": _FONT, "font_size": 10},
    }


def _tables(snapshot: Snapshot, facts: Facts) -> list[Table[Any]]:
    vintages = known_vintages(snapshot, facts)
    province = snapshot.catalogue.workspace.province
    shown = columns_at(COLUMNS, PrintArea.PRINTED, PrintArea.SCREEN)
    flagged = lines_of(snapshot, [r for r in snapshot.province_rows if r.judgement.status in NEEDS_ACTION])
    leading = lines_of(snapshot, [*snapshot.province_rows, *snapshot.rows_apart])
    by_unit = lines_of(snapshot, [r for r in snapshot.rows if r.org_unit.id != province])
    return [
        summary_table(snapshot),
        Table(
            "Cần xử lý trước",
            "Chỉ tiêu cấp tỉnh không đạt, chậm tiến độ, có nguy cơ; xấu nhất ở trên.",
            _flagged_columns(),
            flagged,
            3,
        ),
        Table("Chỉ tiêu", "Mọi chỉ tiêu cấp tỉnh và chỉ tiêu riêng của xã, xấu nhất ở trên.", shown, leading, 3),
        Table("Theo đơn vị", "Từng chỉ tiêu ở từng đơn vị phải thực hiện, mỗi cặp một dòng.", shown, by_unit, 3),
        missing_table(snapshot),
        missing_by_unit_table(snapshot),
        reports_table(snapshot),
        reasons_table(snapshot),
        sources_table(snapshot, vintages),
        definitions_table(snapshot),
    ]


def _flagged_columns() -> tuple[Column[Line], ...]:
    named = {c.key: c for c in COLUMNS}
    rest = ("lead", "actual", "observed_on", "unit", "plan_to_date", "target_text", "due", "months_late")
    return (STATUS, TARGET_ID, NAME, *(named[key] for key in rest), WHY)


class _Book:
    """A workbook in the making: its formats, each made once, and how a table becomes a sheet."""

    def __init__(self, workbook: Workbook, snapshot: Snapshot, made_at: datetime) -> None:
        self._workbook, self._snapshot, self._made_at = workbook, snapshot, made_at
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._title = clean_text(title_of(snapshot))
        workbook.set_properties(
            {
                "title": self._title,
                "comments": ILLUSTRATIVE if snapshot.illustrative else "",
                "created": made_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        workbook.set_size(2400, 1400)

    def _format(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({"valign": "top", "font_color": TEXT} | properties)
        return self._formats[key]

    def _add_sheet(self, name: str) -> Worksheet:
        sheet: Worksheet = self._workbook.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.3, right=0.3, top=0.8, bottom=0.7)
        notice = ILLUSTRATIVE if self._snapshot.illustrative else ""
        made = f"Lập lúc {format_moment(self._made_at)}"
        sheet.set_header(f"&L&9{_in_header(self._title)}&R&9&B{notice}")
        sheet.set_footer(f"&L&9{made}&C&9&B{notice}&R&9{_in_header(name)} · trang &P/&N")
        return sheet

    def write_notes(self, sheets: Sequence[tuple[str, str]]) -> None:
        """«Đọc trước»: a title and lines of name and content."""
        sheet = self._add_sheet(READ_FIRST)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 1, _CONTENT_WIDTH)
        sheet.write_string(0, 0, self._title, self._format(bold=True, font_size=14))
        sheet.set_row(0, 24)
        for place, note in enumerate(notes_of(self._snapshot, self._made_at, sheets), start=1):
            self._write_note(sheet, place, note)

    def _write_note(self, sheet: Worksheet, place: int, note: Note) -> None:
        warns = note.name == ILLUSTRATIVE
        fill = {"bg_color": STATUS_PAINT[Status.AT_RISK].tint} if warns else {}
        heading = {"bg_color": HEAD} if note.is_heading else {}
        is_bold = warns or note.is_heading
        sheet.write_string(
            place, 0, clean_text(note.name), self._format(bold=is_bold, text_wrap=True, **fill, **heading)
        )
        if isinstance(note.content, date):
            self._write_date(sheet, (place, 1), note.content, {"num_format": DATE_FORMAT, "align": "left"})
        else:
            content = clean_text(note.content)
            sheet.write_string(place, 1, content, self._format(text_wrap=True, **fill, **heading))
            sheet.set_row(place, _height([(content, _CONTENT_WIDTH)]))

    def write_table(self, table: Table[Any]) -> Worksheet:
        """A sheet with one header row, frozen and repeated in print, a filter, and the printed columns as print area."""
        sheet = self._add_sheet(table.name)
        last_row, last_column = len(table.rows), len(table.columns) - 1
        self._write_head(sheet, table.columns)
        for row, (item, cells) in enumerate(zip(table.rows, table.cells(), strict=True), start=1):
            for place, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
                self._write_cell(sheet, (row, place), column, item, cell)
            texts = [(c, x.width) for x, c in zip(table.columns, cells, strict=True) if isinstance(c, str)]
            sheet.set_row(row, _height(texts))
        printed = len(columns_at(table.columns, PrintArea.PRINTED))
        if printed <= last_column:
            sheet.print_area(0, 0, last_row, printed - 1)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, table.frozen_columns)
        sheet.autofilter(0, 0, last_row, last_column)
        sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, last_row, last_column)})
        return sheet

    def _write_head(self, sheet: Worksheet, columns: Sequence[Column[Any]]) -> None:
        base = {"bold": True, "text_wrap": True, "bg_color": HEAD, "bottom": 1, "bottom_color": LINE_STRONG}
        for place, column in enumerate(columns):
            side = {"align": "left", "indent": 1} if column.type in _TEXTS else {"align": "right"}
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.title, self._format(**base, **side))
        sheet.set_row(0, _height([(column.title, column.width) for column in columns]))

    def _write_cell(self, sheet: Worksheet, at: tuple[int, int], column: Column[Any], item: Any, cell: Cell) -> None:
        look = self._look(column, item)
        match cell:
            case None:
                if look.get("bg_color"):
                    sheet.write_blank(*at, None, self._format(**look))
            case str():
                sheet.write_string(*at, cell, self._format(**look))
            case date():
                self._write_date(sheet, at, cell, look)
            case _:
                sheet.write_number(*at, cell, self._format(**look))

    def _write_date(self, sheet: Worksheet, at: tuple[int, int], day: date, look: dict[str, Any]) -> None:
        if day < _FIRST_DATE:
            sheet.write_string(*at, format_date(day), self._format(**look))
        else:
            sheet.write_datetime(*at, _midnight(day), self._format(**look))

    def _look(self, column: Column[Any], item: Any) -> dict[str, Any]:
        look: dict[str, Any] = {}
        if column.number_format is not None:
            look["num_format"] = column.number_format(item)
        elif column.type in _FORMATS:
            look["num_format"] = _FORMATS[column.type]
        else:
            look = {"num_format": "@", "text_wrap": True, "align": "left", "indent": 1}
        if isinstance(item, Count) and item.is_total:
            look |= {"bold": True, "bg_color": HEAD}
        if column is STATUS and isinstance(item, Line) and (status := item.row.judgement.status) in _FILLED:
            paint = STATUS_PAINT[status]
            look |= {"bg_color": paint.fill, "font_color": paint.on_fill, "bold": True}
        return look

    def draw_summary(self, sheet: Worksheet, counts: Sequence[Count]) -> None:
        """A chart of the total row beside the name of each group of statuses."""
        total = next(place for place, count in enumerate(counts, start=1) if count.is_total)
        last = len(GROUPS)
        chart: Any = self._workbook.add_chart({"type": "column"})
        paints = [STATUS_PAINT[next(s for s in g.statuses if s is not Status.REPORT_OVERDUE)] for g in GROUPS]
        font = {"name": _FONT, "size": 10, "color": TEXT}
        chart.add_series(
            {
                "name": "Số chỉ tiêu cấp tỉnh",
                "categories": [SUMMARY, 0, 1, 0, last],
                "values": [SUMMARY, total, 1, total, last],
                "points": [{"fill": {"color": p.fill}, "border": {"color": p.edge or p.fill}} for p in paints],
                "data_labels": {"value": True, "font": font | {"bold": True}},
                "gap": 60,
            }
        )
        chart.set_title({"name": summary_finding(self._snapshot), "name_font": font | {"size": 12, "bold": True}})
        chart.set_legend({"none": True})
        chart.set_x_axis({"num_font": font})
        chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        chart.set_size({"width": 860, "height": 320})
        sheet.insert_chart(
            len(counts) + 2, 0, chart, {"description": summary_alt(self._snapshot), "object_position": 3}
        )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  a cell's date has no time zone


def _in_header(text: str) -> str:
    """The text for a header or footer: `&` starts a command there."""
    return text.replace("&", "&&").replace("\n", " ")[:120]


def _height(texts: Sequence[tuple[str, float]]) -> float:
    """A row's height in points, so that texts wrapped in columns of these widths (in digits) fit.

    Excel would find it by itself; LibreOffice takes the height of one line for rows that name none.
    """
    lines = max((_line_count(text, int(width) - _PADDING) for text, width in texts), default=1)
    return _LINE_HEIGHT * min(lines, _MOST_LINES) + _ROW_MARGIN


def _line_count(text: str, letters: int) -> int:
    if len(text) <= letters and "\n" not in text:
        return 1
    filled = max(letters - _WORD_LOSS, 1)
    return sum(max(1, -(-len(line) // filled)) for line in text.split("\n"))
