"""Rows of forms and of long tables, as the tests of mapping write them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

CSV_HEADER = "don_vi;chi_tieu;ky;tu_so;mau_so;gia_tri;ghi_chu"
HISTORY_HEADER = f"{CSV_HEADER};ngay_nhan"


def table(*rows: str, header: str = CSV_HEADER) -> bytes:
    """A CSV with these rows."""
    return "\n".join([header, *rows, ""]).encode()


def row(
    code: str, measure: str, value: Any = None, numerator: Any = None, denominator: Any = None, note: str = ""
) -> list[Any]:
    """A row of a form without the indicator's name."""
    return [1, code, None, measure, numerator, denominator, value, None, note or None]


def phu_song(value: Any) -> list[Any]:
    """A row of the provincial ratio, of which the value alone may be reported."""
    return row("phu-song", "%", value)


def ban_co_song(value: Any) -> list[Any]:
    """A row of a count."""
    return row("ban-co-song", "bản", value)


def sheets(**pages: Sequence[Sequence[Any]]) -> bytes:
    """A workbook of plain sheets, each with its rows from A1."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for line in rows:
            page.append(list(line))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
