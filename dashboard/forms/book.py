"""A form as a workbook in the making: paper, looks, locked and open cells, title block, foot, and the hidden identity.

Texts stay texts: no cell is ever a formula or a link, whatever it looks like.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from dashboard.charts.palette import EDGE, HEAD, LINE_STRONG, TEXT, TEXT_SECONDARY
from dashboard.domain.forms import FORM_KEY, IDENTITY_SHEET, PERIOD_KEY, UNIT_KEY, VERSION_KEY, FormIdentity
from dashboard.exports.table import clean_text
from dashboard.snapshot import Snapshot
from dashboard.text.words import ILLUSTRATIVE, ILLUSTRATIVE_NOTE

INPUT_FILL = "#FFF8D6"
CLOSED_FILL = "#DDE2E8"
LONGEST_ANSWER = 1000
GUIDE_TITLE = "Cách điền"
_FONT, _SIZE = "Times New Roman", 11
_A4 = 9
_LINE_SPACING, _ROW_MARGIN, _LOWEST_ROW, _HIGHEST_ROW = 1.22, 4.0, 30.0, 400.0
_TITLE_HEIGHT = 16
_LETTERS_PER_DIGIT = 1.14  # Vietnamese text in this font against the digits that widths are measured in
_INDENT = 2.0  # digits
_LONGEST_MESSAGE, _LONGEST_HEADING = 255, 32
_NOTHING_LOCKED = {"select_locked_cells": True, "format_columns": True, "format_rows": True}


@dataclass(frozen=True)
class Column:
    """A column of a form: its header and its width in digits."""

    title: str
    width: float


@dataclass(frozen=True)
class Rule:
    """What an open cell takes: a list, or a formula that must hold. `told` is shown when it is entered, `refused` when it is not kept."""

    told: str
    refused: str
    choices: tuple[str, ...] = ()
    formula: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Told:
    """A text in a column of this width, in letters of this size: as high as its lines."""

    text: str
    width: float
    size: float = _SIZE

    @property
    def height(self) -> float:
        """In points, wrapped as a spreadsheet wraps it."""
        letters = max(int((self.width - _INDENT) * _LETTERS_PER_DIGIT * _SIZE / self.size), 1)
        lines = sum(_wrapped(line, letters) for line in self.text.split("\n"))
        return lines * self.size * _LINE_SPACING


class FormBook:
    """A workbook with one sheet to fill in, protected without a password, and the hidden sheet that says what it is."""

    def __init__(self, identity: FormIdentity, snapshot: Snapshot, columns: Sequence[Column], title: str) -> None:
        self._file = io.BytesIO()
        self._workbook = Workbook(self._file, _options())
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.columns = columns
        self.illustrative = snapshot.illustrative
        self._workbook.set_properties(
            {
                "title": clean_text(f"{title} {identity.unit} {identity.period}"),
                "comments": ILLUSTRATIVE if snapshot.illustrative else "",
                "created": datetime.combine(snapshot.known_on, datetime.min.time()),
            }
        )
        self.sheet = self._add_sheet(identity.form.code, title)
        self._write_identity(identity)

    def _add_sheet(self, name: str, title: str) -> Worksheet:
        sheet: Worksheet = self._workbook.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        notice = f" · {ILLUSTRATIVE}" if self.illustrative else ""
        sheet.set_footer(f"&L&9{title}{notice}&R&9trang &P/&N")
        sheet.hide_gridlines(2)
        sheet.protect("", dict(_NOTHING_LOCKED))
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, column.width)
        return sheet

    def _write_identity(self, identity: FormIdentity) -> None:
        sheet: Worksheet = self._workbook.add_worksheet(IDENTITY_SHEET)
        known = {
            FORM_KEY: identity.form.value,
            VERSION_KEY: str(identity.version),
            UNIT_KEY: identity.unit,
            PERIOD_KEY: identity.period,
        }
        for row, (key, value) in enumerate(known.items()):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)
        sheet.protect()
        sheet.very_hidden()

    def look(self, **properties: Any) -> Format:
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({"valign": "top", "font_color": TEXT} | properties)
        return self._formats[key]

    def write_title(self, title: str, lines: Sequence[tuple[str, str]], guide: Sequence[str], guide_column: int) -> int:
        """The block above the table: title and labelled lines on the left, the guide on the right. Gives the next free row."""
        self.sheet.write_string(0, 0, clean_text(title), self.look(bold=True, font_size=14))
        self.sheet.set_row(0, 21)
        for row, (label, value) in enumerate(lines, start=1):
            self.sheet.write_string(row, 0, f"{label}:", self.look(font_color=TEXT_SECONDARY))
            self.sheet.write_string(row, 2, clean_text(value), self.look(bold=row == 1))
        self.sheet.write_string(0, guide_column, GUIDE_TITLE, self.look(bold=True, valign="bottom"))
        for row, line in enumerate(guide, start=1):
            self.sheet.write_string(row, guide_column, f"{row}. {clean_text(line)}", self.look(font_size=10.5))
        last = max(len(lines), len(guide))
        if self.illustrative:
            last += 1
            self.sheet.write_string(last, 0, f"{ILLUSTRATIVE} – {ILLUSTRATIVE_NOTE}", self.look(bold=True))
        for row in range(1, last + 1):
            self.sheet.set_row(row, _TITLE_HEIGHT)
        self.sheet.set_row(last + 1, 6)
        return last + 2

    def write_head(self, row: int, frozen_columns: int) -> None:
        """The header row: frozen, and repeated on each printed page."""
        for place, column in enumerate(self.columns):
            self.write_head_cell(row, place, column.title)
        self.set_height(row, [Told(column.title, column.width) for column in self.columns])
        self.freeze(row, row, frozen_columns)

    def write_head_cell(self, row: int, column: int, title: str) -> None:
        """One header cell."""
        self.sheet.write_string(row, column, clean_text(title), self.head_look())

    def merge_head(self, first: tuple[int, int], last: tuple[int, int], title: str) -> None:
        """One header cell over several."""
        if first == last:
            self.write_head_cell(*first, title)
        else:
            self.sheet.merge_range(*first, *last, "", self.head_look())
            self.write_head_cell(*first, title)

    def head_look(self) -> Format:
        """How headers look."""
        return self.look(
            bold=True, text_wrap=True, align="center", valign="vcenter", bg_color=HEAD, border=1, border_color=EDGE
        )

    def freeze(self, first: int, last: int, columns: int) -> None:
        """Keeps everything down to the last header row in sight, and repeats the header rows in print."""
        self.sheet.freeze_panes(last + 1, columns)
        self.sheet.repeat_rows(first, last)

    def write_text(self, row: int, column: int, text: str, **properties: Any) -> None:
        """A locked cell of the table."""
        look = {"text_wrap": True, "border": 1, "border_color": LINE_STRONG, "num_format": "@"} | properties
        if look.get("align") != "center":
            look = {"align": "left", "indent": 1} | look
        self.sheet.write_string(row, column, clean_text(text), self.look(**look))

    def write_closed(self, row: int, column: int) -> None:
        """A cell of the table that is not asked."""
        look = self.look(bg_color=CLOSED_FILL, border=1, border_color=LINE_STRONG)
        self.sheet.write_blank(row, column, None, look)

    def write_figure_input(self, row: int, column: int, rule: Rule) -> None:
        """An open cell for a number or one of a few words."""
        self._write_input(row, column, rule, align="right", indent=1, num_format="#,##0.###", text_wrap=True)

    def write_word_input(self, row: int, column: int, rule: Rule) -> None:
        """An open cell for one of a few words."""
        self._write_input(row, column, rule, align="left", indent=1, num_format="@", text_wrap=True)

    def write_text_input(self, row: int, column: int, heading: str, told: str) -> None:
        """An open cell for words of one's own."""
        cell = xl_range(row, column, row, column)
        refused = f"Nội dung dài quá {LONGEST_ANSWER} chữ. Hãy viết ngắn lại, hoặc để đường dẫn tới văn bản."
        rule = Rule(told, refused, formula=f"=LEN({cell})<={LONGEST_ANSWER}", heading=heading)
        self._write_input(row, column, rule, align="left", indent=1, num_format="@", text_wrap=True)

    def _write_input(self, row: int, column: int, rule: Rule, **properties: Any) -> None:
        look = self.look(locked=False, bg_color=INPUT_FILL, border=1, border_color=EDGE, **properties)
        self.sheet.write_blank(row, column, None, look)
        asked: dict[str, Any] = {"validate": "custom", "value": rule.formula}
        if rule.choices:
            asked = {"validate": "list", "source": list(rule.choices)}
        messages = {
            "input_title": _cut(rule.heading, _LONGEST_HEADING),
            "input_message": _cut(clean_text(rule.told), _LONGEST_MESSAGE),
            "error_title": "Chưa nhận",
            "error_message": _cut(clean_text(rule.refused), _LONGEST_MESSAGE),
        }
        self.sheet.data_validation(row, column, row, column, asked | messages)

    def show_whole_numbers(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Shows whole numbers without a decimal comma at their end."""
        place = xl_range(*first, *first)
        rule = {"type": "formula", "criteria": f"=AND(ISNUMBER({place}),{place}=INT({place}))"}
        self.sheet.conditional_format(
            *first, *last, rule | {"format": self._workbook.add_format({"num_format": "#,##0"})}
        )

    def set_height(self, row: int, texts: Iterable[Told], lowest: float = _LOWEST_ROW) -> None:
        """Makes the row high enough. Excel would find it by itself; LibreOffice takes one line for rows that name none."""
        needed = max((text.height for text in texts), default=0.0)
        self.sheet.set_row(row, min(max(needed + _ROW_MARGIN, lowest), _HIGHEST_ROW))

    def write_foot(self, row: int, notes: Sequence[str], right: int) -> None:
        """Notes, then the lines for place, day and the two names. Room for names is open."""
        for note in notes:
            self.sheet.write_string(row, 0, clean_text(note), self.look(font_size=10.5, font_color=TEXT_SECONDARY))
            row += 1
        row += 1
        open_cell: Callable[..., Format] = self.look
        date_line = "…………………, ngày …… tháng …… năm 20……"
        self.sheet.write_string(row, right, date_line, open_cell(italic=True, locked=False))
        for column, office, how in (
            (2, "Người lập biểu", "(ký, ghi rõ họ tên, số điện thoại)"),
            (right, "Thủ trưởng đơn vị", "(ký, ghi rõ họ tên, đóng dấu)"),
        ):
            self.sheet.write_string(row + 1, column, office, self.look(bold=True))
            self.sheet.write_string(row + 2, column, how, self.look(italic=True, font_color=TEXT_SECONDARY))
            for line in range(3, 6):
                self.sheet.write_blank(row + line, column, None, open_cell(locked=False))
        self.sheet.print_area(0, 0, row + 5, len(self.columns) - 1)
        self.sheet.ignore_errors({"number_stored_as_text": xl_range(0, 0, row + 5, len(self.columns) - 1)})

    def close(self, first_input: tuple[int, int] | None) -> bytes:
        """The file; it opens with the first open cell chosen."""
        if first_input is not None:
            self.sheet.set_selection(*first_input, *first_input)
        self.sheet.activate()
        self._workbook.close()
        return self._file.getvalue()


def _options() -> dict[str, Any]:
    """Made anew for each workbook: XlsxWriter writes into what it is given."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": _FONT, "font_size": _SIZE},
    }


def _cut(text: str, most: int) -> str:
    """What Excel takes as a message, counted in UTF-16 units: it refuses a file with a longer one."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - 1)].decode("utf-16-le", errors="ignore").rstrip() + "…"


def _wrapped(line: str, letters: int) -> int:
    """How many lines the words of one line take; a word longer than a line is broken."""
    lines, used = 1, 0
    for word in line.split(" "):
        needed = len(word) + (1 if used else 0)
        if used and used + needed > letters:
            lines, used, needed = lines + 1, 0, len(word)
        while needed > letters:
            lines, needed = lines + 1, needed - letters
        used += needed
    return lines
