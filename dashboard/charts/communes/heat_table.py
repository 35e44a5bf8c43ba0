"""The heat table: communes × indicators, each cell value and mark; only dark red and yellow are filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from dashboard.charts.communes.tile_map import look_of, mark_of, status_said
from dashboard.charts.markup import el, link
from dashboard.domain.status import Status

_NAME_WIDTH, _COUNT_WIDTH, _LEAST_WIDTH, _MOST_WIDTH = 104, 46, 68, 170
# What a page of 1366 pixels has room for; a wider table scrolls in a box of its own.
_FITS = 1206
MOST_COLUMNS = (_FITS - _NAME_WIDTH - _COUNT_WIDTH) // _LEAST_WIDTH
# A name breaks into two lines, the longer of which holds some such part of it.
_LETTER, _PART = 7, 0.6


@dataclass(frozen=True)
class HeatHead:
    """A column's heading, which sorts: name, what is asked, the day where it is not the common one. `sort` as in `aria-sort`."""

    key: str
    title: str
    to: str
    sort: str = "none"
    asked: str = ""
    day: str = ""


@dataclass(frozen=True)
class HeatCell:
    """A figure and how it stands. `about` is the same in full words, for the pointer and for screen readers.

    `notes` stand under it, a short line each.
    """

    words: str
    status: Status | None = None
    is_late_report: bool = False
    is_missing: bool = False
    about: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class HeatLine:
    """One commune: how many of its indicators are late, its cells; `to` opens its panel."""

    id: str
    name: str
    to: str
    is_chosen: bool
    late: int
    cells: Sequence[HeatCell]


@dataclass(frozen=True)
class HeatFoot:
    """A line under the communes: all of them, or the whole province. `about` says how it is added up."""

    name: str
    about: str
    late: str
    cells: Sequence[HeatCell]


def draw_heat_table(
    caption: str, name: HeatHead, late: HeatHead, heads: Sequence[HeatHead], lines: Sequence[HeatLine],
    feet: Sequence[HeatFoot],
) -> Markup:  # fmt: skip
    """The table. Headings sort; arrow keys move from cell to cell, Enter opens the commune of the row."""
    room = _FITS - _COUNT_WIDTH - _LEAST_WIDTH * len(heads)
    wanted = 12 + _LETTER * ceil(_PART * max((len(line.name) for line in lines), default=0))
    name_width = max(_NAME_WIDTH, min(wanted, room, _MOST_WIDTH))
    columns = [
        el("col", style=f"width:{name_width}px"),
        el("col", style=f"width:{_COUNT_WIDTH}px"),
        *(el("col") for _ in heads),
    ]
    width = name_width + _COUNT_WIDTH + _LEAST_WIDTH * len(heads)
    reached = next((line.id for line in lines if line.is_chosen), lines[0].id if lines else "")
    table = el(
        "table",
        el("caption", caption, class_="vh"),
        el("colgroup", *columns),
        el("thead", el("tr", *(_head(each) for each in (name, late, *heads)))),
        el("tbody", *(_line(line, is_reached=line.id == reached) for line in lines)),
        el("tfoot", *(_foot(foot) for foot in feet)),
        class_="heat",
        role="grid",
        data_grid="true",
        style=f"min-width:{width}px;max-width:{name_width + _COUNT_WIDTH + _MOST_WIDTH * len(heads)}px",
    )
    css = "heat-frame" if width <= _FITS else "heat-frame boxed"
    return el("div", table, class_=css, role="region", aria_label=caption, tabindex="0")


def _head(head: HeatHead) -> Markup:
    under = [el("span", text, class_="sub") for text in (head.asked, head.day) if text]
    sorter = link(el("span", head.title, class_="ht", title=head.title), head.to, id=f"xep-{head.key}")
    return el("th", sorter, *under, scope="col", aria_sort=head.sort)


def _line(line: HeatLine, *, is_reached: bool) -> Markup:
    name = link(line.name, line.to, id=f"n-{line.id}", class_="name plain", tabindex="0" if is_reached else "-1")
    cells = [_cell(cell, f"n-{line.id}-{at}") for at, cell in enumerate(line.cells, start=1)]
    late = el("td", str(line.late), class_="lc", tabindex="-1", id=f"n-{line.id}-0")
    return el(
        "tr",
        el("th", name, scope="row"),
        late,
        *cells,
        data_go=line.to,
        class_="sel" if line.is_chosen else None,
        aria_selected="true" if line.is_chosen else None,
    )


def _foot(foot: HeatFoot) -> Markup:
    cells = [_cell(cell, None) for cell in foot.cells]
    return el("tr", el("th", foot.name, scope="row", title=foot.about), el("td", foot.late, class_="lc"), *cells)


def _cell(cell: HeatCell, key: str | None) -> Markup:
    sign = mark_of(cell.status, cell.is_late_report)
    css = look_of(cell.status, is_late_report=cell.is_late_report, has_figure=not cell.is_missing)
    if cell.is_missing and cell.is_late_report:
        css += " out"
    elif cell.is_missing and cell.status is None:
        css = "na"
    said = status_said(cell.status, cell.is_late_report)
    return el(
        "td",
        el("span", sign, class_="mk", role="img", aria_label=said) if sign else None,
        cell.words,
        *(el("span", text, class_="sub") for text in cell.notes),
        class_=css,
        title=cell.about or None,
        tabindex="-1" if key else None,
        id=key,
    )
