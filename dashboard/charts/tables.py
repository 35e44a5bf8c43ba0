"""Tables that people read: header cells with scope, a caption, and a frame of their own to scroll in when space is short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup

from dashboard.charts.markup import Child, el


@dataclass(frozen=True)
class Column:
    """A column: its heading, classes of all its cells (`num`, `wide`), more classes of its body cells, width in pixels.

    `sort` is `descending` or `ascending` where the rows stand in its order.
    """

    title: Child
    css: str = ""
    cell_css: str = ""
    width: int | None = None
    sort: str = ""


@dataclass(frozen=True)
class Cell:
    """A body cell that spans columns or rows, or has a class of its own."""

    content: Child
    css: str = ""
    colspan: int | None = None
    rowspan: int | None = None


@dataclass(frozen=True)
class Row:
    """Cells from left to right; `css` is the class of the row (`sum`, `wide`, `lead`).

    `start` is the column of the first cell, where a cell above spans the columns before it.
    """

    cells: Sequence[CellContent]
    css: str = ""
    start: int = 0


CellContent: TypeAlias = "Child | Cell"


def table(caption: str, columns: Sequence[Column], rows: Sequence[Row], *, css: str = "", heading: int = 0) -> Markup:
    """A table. Column number `heading` names the rows; the caption is for screen readers, the block's title for eyes."""
    titles = [
        el(
            "th",
            column.title,
            scope="col",
            class_=_given(column.css),
            style=_width(column.width),
            aria_sort=column.sort or None,
        )
        for column in columns
    ]
    inside = el(
        "table",
        el("caption", caption, class_="vh"),
        el("thead", el("tr", *titles)),
        el("tbody", *(_row(row, columns, heading) for row in rows)),
        class_=_given("t", css),
    )
    return scrolling(caption, inside)


def scrolling(label: str, inside: Markup) -> Markup:
    """A frame that scrolls sideways by itself, also from the keyboard, so that the page never does."""
    return el("div", inside, class_="scroll", role="region", aria_label=label, tabindex="0")


def _row(row: Row, columns: Sequence[Column], heading: int) -> Markup:
    cells: list[Markup] = []
    at = row.start
    for content in row.cells:
        cell = content if isinstance(content, Cell) else Cell(content)
        is_heading = at == heading
        cells.append(
            el(
                "th" if is_heading else "td",
                cell.content,
                scope=("rowgroup" if cell.rowspan else "row") if is_heading else None,
                class_=_given(columns[at].css, columns[at].cell_css, cell.css),
                colspan=_span(cell.colspan),
                rowspan=_span(cell.rowspan),
            )
        )
        at += cell.colspan or 1
    return el("tr", *cells, class_=_given(row.css))


def _span(count: int | None) -> str | None:
    return None if count is None else str(count)


def _width(pixels: int | None) -> str | None:
    return None if pixels is None else f"width:{pixels}px"


def _given(*names: str) -> str | None:
    return " ".join(name for name in names if name) or None
