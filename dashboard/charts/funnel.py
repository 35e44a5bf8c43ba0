"""Units of unequal size against the pooled rate: the funnel that chance alone would leave, and who stands outside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

from markupsafe import Markup

from dashboard.charts import palette
from dashboard.charts.figure import NOTE_SIZE, base_layout, plain, round_ticks, tick_decimals
from dashboard.charts.markup import el, note
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.funnel import FunnelLimits, Place
from dashboard.text.formats import format_number, format_short

HEIGHT = 330
_PLOT_WIDTH, _PLOT_HEIGHT = 1080, 270
_LETTER, _LINE = 7.5, 15
_WIDE_SPREAD = 8
_ROOM_LEFT = 1.4
_STEPS = (1, 2, 5)

PLACE_WORDS: dict[Place, str] = {
    Place.BELOW_998: "thấp hơn hẳn",
    Place.BELOW_95: "thấp hơn",
    Place.WITHIN: "trong khoảng ngẫu nhiên",
    Place.ABOVE_95: "cao hơn",
    Place.ABOVE_998: "cao hơn hẳn",
}
# Circles only: the other shapes are marks of a status.
_PAINTS = {
    Place.BELOW_998: (palette.PLAN, 12),
    Place.BELOW_95: (palette.ACTUAL, 10),
    Place.WITHIN: (palette.PAPER, 9),
    Place.ABOVE_95: (palette.ACTUAL, 10),
    Place.ABOVE_998: (palette.PLAN, 12),
}


@dataclass(frozen=True)
class FunnelDot:
    """One unit: its percent, its denominator, the limits there, numerator and denominator in words, its place."""

    name: str
    rate: float
    denominator: float
    parts: str
    limits: FunnelLimits
    place: Place


@dataclass(frozen=True)
class FunnelInput:
    """All of one funnel, in percent. `limits` go over a grid of denominators, smallest first; `base` says what is counted."""

    title: str
    pooled: float
    dots: tuple[FunnelDot, ...]
    limits: tuple[FunnelLimits, ...]
    base: str
    decimals: int = 1

    def shown(self, rate: float) -> str:
        """A rate in words."""
        return format_short(rate, "%", self.decimals)


def draw_funnel(funnel: FunnelInput) -> dict[str, Any]:
    """The figure, as a plain dict in plotly's schema: denominators across, rates upwards."""
    ends = (funnel.limits[0].low_998, funnel.limits[0].high_998)
    ticks = round_ticks([*(dot.rate for dot in funnel.dots), *ends], ceiling=100.0)
    widths = [limit.denominator for limit in funnel.limits]
    is_log = widths[-1] > _WIDE_SPREAD * widths[0]
    layout = base_layout(HEIGHT) | {
        "hovermode": "closest",
        "margin": {"l": 44, "r": 116, "t": 14, "b": 46},
        "xaxis": _across(funnel, widths[0], widths[-1], is_log=is_log),
        "yaxis": _upwards(ticks),
        "annotations": _names_of_lines(funnel, ticks, is_log=is_log),
    }
    traces = [_curve(funnel, name, field, width) for name, field, width in _CURVES]
    level = {"x": [widths[0], widths[-1]], "y": [funnel.pooled, funnel.pooled]}
    line = {"color": palette.PLAN, "width": 2, "dash": "7px,4px"}
    traces.append(_trace("Mức chung", mode="lines", line=line, hoverinfo="skip", **level))
    sides = _sides(funnel, ticks, is_log=is_log)
    traces += [_dots(funnel, place, sides) for place in Place if any(dot.place is place for dot in funnel.dots)]
    return {"data": traces, "layout": layout}


def funnel_alt(funnel: FunnelInput) -> str:
    """The chart in words for those who do not see it: the pooled rate and who stands outside, by side."""
    parts = [f"Biểu đồ phễu: mức chung {funnel.shown(funnel.pooled)}, {len(funnel.dots)} đơn vị"]
    for place in Place:
        names = [f"{dot.name} {funnel.shown(dot.rate)}" for dot in funnel.dots if dot.place is place]
        if names and place is not Place.WITHIN:
            parts.append(f"{PLACE_WORDS[place]}: {', '.join(names)}")
    return "; ".join(parts)


def draw_funnel_table(funnel: FunnelInput, source: str) -> Markup:
    """The source of the chart and, folded away, «Xem bảng số liệu» with every unit."""
    columns = [
        Column("Xã, phường"),
        Column("Thực hiện", "num"),
        Column("Tử số/mẫu số", "num"),
        Column("Khoảng 95%", "num"),
        Column("Khoảng 99,8%", "num"),
        Column("So với mức chung", cell_css="sub"),
    ]
    rows = [
        Row(
            (
                dot.name,
                funnel.shown(dot.rate),
                dot.parts,
                _between(funnel, dot.limits.low_95, dot.limits.high_95),
                _between(funnel, dot.limits.low_998, dot.limits.high_998),
                PLACE_WORDS[dot.place],
            )
        )
        for dot in funnel.dots
    ]
    shown = table(f"Số liệu của biểu đồ: {funnel.title}", columns, rows, css="mid")
    return el("div", note(source), el("details", el("summary", "Xem bảng số liệu"), shown), class_="under")


_CURVES = (
    ("99,8%", "low_998", 1.5),
    ("99,8%", "high_998", 1.5),
    ("95%", "low_95", 1),
    ("95%", "high_95", 1),
)


def _between(funnel: FunnelInput, low: float, high: float) -> str:
    return f"{format_number(low, funnel.decimals)}–{funnel.shown(high)}"


def _trace(name: str, **settings: Any) -> dict[str, Any]:
    return {"type": "scatter", "name": name, "cliponaxis": False} | settings


def _curve(funnel: FunnelInput, name: str, field: str, width: float) -> dict[str, Any]:
    dash = "solid" if name == "99,8%" else "4px,3px"
    return _trace(
        f"Giới hạn {name}",
        x=[limit.denominator for limit in funnel.limits],
        y=[getattr(limit, field) for limit in funnel.limits],
        mode="lines",
        line={"color": palette.EDGE, "width": width, "dash": dash},
        hoverinfo="skip",
    )


def _dots(funnel: FunnelInput, place: Place, sides: dict[str, str]) -> dict[str, Any]:
    dots = [dot for dot in funnel.dots if dot.place is place]
    fill, size = _PAINTS[place]
    texts = [plain(f"{dot.name}: {funnel.shown(dot.rate)} ({dot.parts}), {PLACE_WORDS[place]}") for dot in dots]
    edge = palette.ACTUAL if fill == palette.PAPER else fill
    return _trace(
        PLACE_WORDS[place].capitalize(),
        x=[dot.denominator for dot in dots],
        y=[dot.rate for dot in dots],
        mode="markers+text",
        marker={"size": size, "color": fill, "opacity": 1, "line": {"color": edge, "width": 1.5}},
        text=[plain(dot.name) if dot.name in sides else "" for dot in dots],
        textposition=[sides.get(dot.name, "middle right") for dot in dots],
        textfont={"size": NOTE_SIZE, "color": palette.TEXT},
        hovertext=texts,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _across(funnel: FunnelInput, first: float, last: float, *, is_log: bool) -> dict[str, Any]:
    ticks = _log_ticks(first, last) if is_log else round_ticks([0, last])
    low, high = (log10(first / _ROOM_LEFT), log10(last)) if is_log else (0, last)
    return {
        "type": "log" if is_log else "linear",
        "range": [low, high],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [format_number(tick) for tick in ticks],
        "tickfont": {"size": NOTE_SIZE, "color": palette.TEXT_SECONDARY},
        "title": {"text": plain(_base_words(funnel, is_log=is_log)), "standoff": 8, "font": {"size": NOTE_SIZE}},
        "ticks": "outside",
        "tickcolor": palette.LINE_STRONG,
        "linecolor": palette.LINE_STRONG,
        "showline": True,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }


def _base_words(funnel: FunnelInput, *, is_log: bool) -> str:
    return f"Mẫu số: {funnel.base}, thang lôgarit" if is_log else f"Mẫu số: {funnel.base}"


def _upwards(ticks: Sequence[float]) -> dict[str, Any]:
    decimals = tick_decimals(ticks)
    return {
        "type": "linear",
        "range": [ticks[0], ticks[-1]],
        "tickmode": "array",
        "tickvals": list(ticks),
        "ticktext": [format_short(tick, "%", decimals) for tick in ticks],
        "tickfont": {"size": NOTE_SIZE, "color": palette.TEXT_SECONDARY},
        "gridcolor": palette.GRID,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
    }


def _log_ticks(first: float, last: float) -> list[float]:
    """1, 2 and 5 times the powers of ten between both ends."""
    powers = range(int(log10(max(first, 1.0))) - 1, int(log10(last)) + 1)
    return [step * 10.0**power for power in powers for step in _STEPS if first <= step * 10.0**power <= last]


def _names_of_lines(funnel: FunnelInput, ticks: Sequence[float], *, is_log: bool) -> list[dict[str, Any]]:
    """What each line is called: the limits at the left, where they are far apart, the pooled rate at the right.

    Of two that touch there the outer one keeps its name.
    """
    first, last = funnel.limits[0], funnel.limits[-1]
    named = [
        (last, funnel.pooled, f"mức chung {funnel.shown(funnel.pooled)}", "left"),
        (first, first.high_998, "99,8%", "right"),
        (first, first.low_998, "99,8%", "right"),
        (first, first.high_95, "95%", "right"),
        (first, first.low_95, "95%", "right"),
    ]
    per_pixel = (ticks[-1] - ticks[0]) / _PLOT_HEIGHT
    placed: list[tuple[FunnelLimits, float, str, str]] = []
    for each in named:
        if all(abs(each[1] - other[1]) >= _LINE * per_pixel for other in placed if other[3] == each[3]):
            placed.append(each)
    return [
        {
            "x": log10(at.denominator) if is_log else at.denominator,
            "y": level,
            "text": plain(words),
            "xanchor": anchor,
            "xshift": 6 if anchor == "left" else -6,
            "showarrow": False,
            "font": {"size": NOTE_SIZE, "color": palette.TEXT_SECONDARY},
        }
        for at, level, words, anchor in placed
    ]


def _sides(funnel: FunnelInput, ticks: Sequence[float], *, is_log: bool) -> dict[str, str]:
    """On which side of its mark the name of a unit outside the funnel has room; those without room are left out.

    All of them stand in the sentence above the chart and in its table.
    """
    first, last = funnel.limits[0].denominator, funnel.limits[-1].denominator

    def place(dot: FunnelDot) -> tuple[float, float]:
        share = (
            log10(_ROOM_LEFT * dot.denominator / first) / log10(_ROOM_LEFT * last / first)
            if is_log
            else dot.denominator / last
        )
        return share * _PLOT_WIDTH, (ticks[-1] - dot.rate) / (ticks[-1] - ticks[0]) * _PLOT_HEIGHT

    taken = [(x - 6, x + 6, y - 6, y + 6) for x, y in map(place, funnel.dots)]
    smallest = place(min(funnel.dots, key=lambda dot: dot.denominator))[0]
    taken.append((smallest - 44, smallest - 6, 0.0, float(_PLOT_HEIGHT)))
    outside = [dot for dot in funnel.dots if dot.place is not Place.WITHIN]
    outside.sort(key=lambda dot: dot.place not in (Place.BELOW_998, Place.ABOVE_998))
    sides: dict[str, str] = {}
    for dot in outside:
        x, y = place(dot)
        wide = _LETTER * len(dot.name)
        boxes = {
            "middle right": (x + 7, x + 7 + wide, y - 7, y + 7),
            "middle left": (x - 7 - wide, x - 7, y - 7, y + 7),
            "top center": (x - wide / 2, x + wide / 2, y - 8 - _LINE, y - 8),
            "bottom center": (x - wide / 2, x + wide / 2, y + 8, y + 8 + _LINE),
        }
        free = (side for side, box in boxes.items() if not any(_touch(box, other) for other in taken))
        side = next(free, None)
        if side is not None:
            sides[dot.name] = side
            taken.append(boxes[side])
    return sides


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
