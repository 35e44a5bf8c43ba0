"""Units in the order of one figure, and what each of them is short of: HTML tables with a bar in each row.

The bars stand in a table of their own numbers, so the picture needs no second table, reads in a screen reader row by
row, and costs no script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts import palette
from dashboard.charts.markup import coordinate, el, join, link, note, section, sub
from dashboard.charts.tables import Column, Row, table

_ROW = 25
_HEADROOM = 1.1
_LETTER, _LEAST_NAME, _MOST_NAME = 7, 124, 210


@dataclass(frozen=True)
class RankedUnit:
    """One unit: its figure as a number and in words, what it is made of (`49/80`), why it should be read with care."""

    id: str
    name: str
    value: float
    shown: str
    parts: str = ""
    doubt: str = ""
    to: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class Ranking:
    """Units in the order they are shown. `line` is what all are held against, `line_words` what it is called.

    `ways` lead to more or fewer of them and to other looks at them: words and addresses.
    """

    title: str
    measure: str
    units: tuple[RankedUnit, ...]
    line: float | None = None
    line_words: str = ""
    ways: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShortUnit:
    """What one unit is short of: a length, and the words of the columns after the bar. The rest together lead nowhere."""

    id: str
    name: str
    missing: float
    words: tuple[str, ...]
    to: str = ""


@dataclass(frozen=True)
class Shortage:
    """Who is short of how much. `heads` name the columns after the bar, `then` says what would follow if they closed it."""

    title: str
    measure: str
    heads: tuple[str, ...]
    units: tuple[ShortUnit, ...] = ()
    then: tuple[tuple[str, str], ...] = ()


def draw_ranking_table(ranking: Ranking) -> Markup:
    """The bars with their figures in fixed columns, so that the plan line crosses no text."""
    scale = _scale_of(ranking)
    has_parts = any(unit.parts for unit in ranking.units)
    has_notes = any(unit.parts or unit.doubt for unit in ranking.units)
    longest = max((len(f"{unit.doubt} {unit.parts}") for unit in ranking.units), default=0)
    parts_head = "Tử số/mẫu số" if has_parts else "Ghi chú"
    columns = [
        Column("Xã, phường", "who", width=_name_width(ranking.units)),
        Column(_line_name(ranking, scale), "bar"),
        Column("Thực hiện", "num", width=max(76, 8 * max(len(unit.shown) for unit in ranking.units))),
        *([Column(parts_head, "num", cell_css="parts", width=max(100, 8 * longest))] if has_notes else []),
    ]
    rows = [_ranked_row(unit, ranking.line, scale, has_notes) for unit in ranking.units]
    shown = table(f"Số liệu của biểu đồ: {ranking.title}", columns, rows, css="rank")
    ways = [link(words, to, id=f"hang-xem-{at}") for at, (words, to) in enumerate(ranking.ways)]
    return section(ranking.title, note(ranking.measure), shown, el("p", *ways, class_="ways") if ways else None)


def draw_shortage(shortage: Shortage) -> Markup:
    """Who holds most of what is missing, with the rest in one row, and what would follow."""
    longest = max((unit.missing for unit in shortage.units), default=0.0)
    columns = [
        Column("Xã, phường", "who", width=_name_width(shortage.units)),
        Column(el("span", "Thanh so sánh", class_="vh"), "bar"),
        *(Column(head, "num", width=max(78, 7 * len(head))) for head in shortage.heads),
    ]
    rows = [_short_row(unit, longest) for unit in shortage.units]
    shown = table(f"Số liệu của biểu đồ: {shortage.title}", columns, rows, css="rank") if rows else None
    then = [el("p", el("b", lead), rest) for lead, rest in shortage.then]
    box = el("div", *then, class_="closing") if then else None
    return section(shortage.title, note(shortage.measure) if shortage.measure else None, shown, box)


def draw_unranked(groups: Sequence[tuple[str, str]]) -> Markup:
    """Who stands in no order, by name: each group with its lead («Không xếp hạng (3):») and its names."""
    return el("div", *(el("p", el("b", lead), f" {names}") for lead, names in groups), class_="unranked")


def _name_width(units: Sequence[RankedUnit] | Sequence[ShortUnit]) -> int:
    """Room for the longest name, in pixels, as far as the bars can spare it."""
    return min(max(_LEAST_NAME, 18 + _LETTER * max((len(unit.name) for unit in units), default=0)), _MOST_NAME)


def _scale_of(ranking: Ranking) -> tuple[float, float]:
    known = [unit.value for unit in ranking.units] + ([ranking.line] if ranking.line is not None else [])
    low, high = min([0.0, *known]), max([0.0, *known])
    return low, low + ((high - low) * _HEADROOM or 1.0)


def _across(value: float, scale: tuple[float, float]) -> float:
    """Where a value stands, in percent of the column's width."""
    return 100.0 * (value - scale[0]) / (scale[1] - scale[0])


def _line_name(ranking: Ranking, scale: tuple[float, float]) -> Markup:
    """What the line is called, above it and inside its column."""
    if ranking.line is None:
        return el("span", "Mức đạt", class_="vh")
    at = coordinate(_across(ranking.line, scale))
    half = 3 * len(ranking.line_words)
    return el("span", ranking.line_words, class_="line-name", style=f"left:clamp({half}px,{at}%,calc(100% - {half}px))")


def _ranked_row(unit: RankedUnit, line: float | None, scale: tuple[float, float], has_notes: bool) -> Row:
    zero, end = sorted((_across(0.0, scale), _across(unit.value, scale)))
    drawn = [
        el("rect", x=zero, y=4.5, width=end - zero, height=16, fill=palette.ACTUAL),
        _upright(_across(0.0, scale), palette.LINE_STRONG, 1),
    ]
    if line is not None:
        drawn.append(_upright(_across(line, scale), palette.PAPER, 5))
        drawn.append(_upright(_across(line, scale), palette.PLAN, 2, "4 2.25"))
    doubt = sub(f"{unit.doubt} ", "doubt") if unit.doubt else None
    cells = [
        _named(unit.name, unit.to, f"hang-{unit.id}"),
        _bar(drawn),
        el("b", unit.shown),
        *([join([doubt, unit.parts])] if has_notes else []),
    ]
    return Row(cells, "lead" if unit.is_chosen else "")


def _short_row(unit: ShortUnit, longest: float) -> Row:
    width = 100.0 * unit.missing / longest if longest else 0.0
    fill = palette.SHORTAGE if unit.to else palette.EDGE
    bar = _bar([el("rect", x=0, y=4.5, width=width, height=16, fill=fill)])
    first, *others = unit.words
    name = _named(unit.name, unit.to, f"thieu-{unit.id}") if unit.to else sub(unit.name)
    return Row((name, bar, el("b", first), *others))


def _bar(drawn: Sequence[Markup]) -> Markup:
    return el(
        "svg",
        *drawn,
        width="100%",
        height=_ROW,
        viewBox=f"0 0 100 {_ROW}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _upright(at: float, colour: str, width: float, dashes: str | None = None) -> Markup:
    return el(
        "line",
        x1=at,
        y1=0,
        x2=at,
        y2=_ROW,
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=dashes,
        vector_effect="non-scaling-stroke",
    )


def _named(name: str, to: str, key: str) -> Markup:
    return link(name, to, id=key, class_="name plain", title=name)
