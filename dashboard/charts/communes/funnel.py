"""Units of unequal size against the pooled rate: the funnel that chance alone would leave, and who stands outside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from dashboard.charts import palette
from dashboard.charts.communes.funnel_records import SIDE_WORDS, FunnelDot, FunnelInput
from dashboard.charts.figure import NOTE_SIZE, base_layout, plain, round_ticks, tick_decimals
from dashboard.domain.funnel import FunnelLimits, Side
from dashboard.text.formats import format_number, format_short

HEIGHT = 330
_PLOT_WIDTH, _PLOT_HEIGHT, _RIGHT = 1046, 270, 116
_LETTER, _LINE = 7.5, 15
_WIDE_SPREAD = 8
_ROOM_LEFT, _ROOM_SHARE = 1.4, 0.08
_STEPS = (1, 2, 5)
_BASE = "Mẫu số của từng xã, phường"

# Circles only: the other shapes are marks of a status.
_PAINTS = {
    Side.BELOW_998: (palette.PLAN, 12),
    Side.BELOW_95: (palette.ACTUAL, 10),
    Side.WITHIN: (palette.PAPER, 9),
    Side.ABOVE_95: (palette.ACTUAL, 10),
    Side.ABOVE_998: (palette.PLAN, 12),
}


@dataclass(frozen=True)
class _Across:
    """The axis of denominators from end to end; logarithmic where sizes are far apart."""

    low: float
    high: float
    is_log: bool

    def at(self, denominator: float) -> float:
        """A denominator as plotly places it."""
        return log10(denominator) if self.is_log else denominator

    def share(self, denominator: float) -> float:
        """Where a denominator stands between both ends, 0 to 1."""
        return (self.at(denominator) - self.at(self.low)) / (self.at(self.high) - self.at(self.low))


def _across_of(funnel: FunnelInput) -> _Across:
    """Room at the left for the names of the limits; from 0 where 0 is not far below."""
    first, last = funnel.limits[0].denominator, funnel.limits[-1].denominator
    if last > _WIDE_SPREAD * first:
        return _Across(first / _ROOM_LEFT, last, is_log=True)
    low = first - _ROOM_SHARE * (last - first)
    return _Across(0.0 if low < last / 4 else low, last, is_log=False)


def draw_funnel(funnel: FunnelInput) -> dict[str, Any]:
    """The figure, as a plain dict in plotly's schema: denominators across, rates upwards."""
    ends = (funnel.limits[0].low_998, funnel.limits[0].high_998)
    ticks = round_ticks([*(dot.rate for dot in funnel.dots), *ends], ceiling=100.0)
    widths = [limit.denominator for limit in funnel.limits]
    across = _across_of(funnel)
    layout = base_layout(HEIGHT) | {
        "hovermode": "closest",
        "margin": {"l": 44, "r": _RIGHT, "t": 14, "b": 46},
        "xaxis": _denominators(funnel, across),
        "yaxis": _upwards(ticks),
        "annotations": _names_of_lines(funnel, ticks, across),
    }
    traces = [_curve(funnel, name, field, width) for name, field, width in _CURVES]
    level = {"x": [widths[0], widths[-1]], "y": [funnel.pooled, funnel.pooled]}
    line = {"color": palette.PLAN, "width": 2, "dash": "7px,4px"}
    traces.append(_trace("Mức chung", mode="lines", line=line, hoverinfo="skip", **level))
    positions = _positions(funnel, ticks, across)
    traces += [_dots(funnel, side, positions) for side in Side if any(dot.side is side for dot in funnel.dots)]
    return {"data": traces, "layout": layout}


_CURVES = (
    ("99,8%", "low_998", 1.5),
    ("99,8%", "high_998", 1.5),
    ("95%", "low_95", 1),
    ("95%", "high_95", 1),
)


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


def _dots(funnel: FunnelInput, side: Side, positions: dict[str, str]) -> dict[str, Any]:
    dots = [dot for dot in funnel.dots if dot.side is side]
    fill, size = _PAINTS[side]
    texts = [plain(f"{dot.name}: {funnel.shown(dot.rate)} ({dot.parts}), {SIDE_WORDS[side]}") for dot in dots]
    edge = palette.ACTUAL if fill == palette.PAPER else fill
    return _trace(
        SIDE_WORDS[side].capitalize(),
        x=[dot.denominator for dot in dots],
        y=[dot.rate for dot in dots],
        mode="markers+text",
        marker={"size": size, "color": fill, "opacity": 1, "line": {"color": edge, "width": 1.5}},
        text=[plain(dot.name) if dot.name in positions else "" for dot in dots],
        textposition=[positions.get(dot.name, "middle right") for dot in dots],
        textfont={"size": NOTE_SIZE, "color": palette.TEXT},
        hovertext=texts,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _denominators(funnel: FunnelInput, across: _Across) -> dict[str, Any]:
    ticks = _log_ticks(across) if across.is_log else round_ticks([across.low, across.high])
    ticks = [tick for tick in ticks if across.low <= tick <= across.high]
    return {
        "type": "log" if across.is_log else "linear",
        "range": [across.at(across.low), across.at(across.high)],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [format_number(tick) for tick in ticks],
        "tickfont": {"size": NOTE_SIZE, "color": palette.TEXT_SECONDARY},
        "title": {"text": plain(_base_words(is_log=across.is_log)), "standoff": 8, "font": {"size": NOTE_SIZE}},
        "ticks": "outside",
        "tickcolor": palette.LINE_STRONG,
        "linecolor": palette.LINE_STRONG,
        "showline": True,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }


def _base_words(*, is_log: bool) -> str:
    return f"{_BASE}, thang lôgarit" if is_log else _BASE


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


def _log_ticks(across: _Across) -> list[float]:
    """1, 2 and 5 times the powers of ten around both ends."""
    powers = range(floor(log10(across.low)), ceil(log10(across.high)) + 1)
    return [step * 10.0**power for power in powers for step in _STEPS]


def _names_of_lines(funnel: FunnelInput, ticks: Sequence[float], across: _Across) -> list[dict[str, Any]]:
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
            "x": across.at(at.denominator),
            "y": level,
            "text": plain(words),
            "xanchor": anchor,
            "xshift": 6 if anchor == "left" else -6,
            "showarrow": False,
            "font": {"size": NOTE_SIZE, "color": palette.TEXT_SECONDARY},
        }
        for at, level, words, anchor in placed
    ]


def _positions(funnel: FunnelInput, ticks: Sequence[float], across: _Across) -> dict[str, str]:
    """On which side of its mark the name of a unit outside the funnel has room; those without room are left out.

    All of them stand in the table under the chart.
    """

    def place(dot: FunnelDot) -> tuple[float, float]:
        up = (ticks[-1] - dot.rate) / (ticks[-1] - ticks[0])
        return across.share(dot.denominator) * _PLOT_WIDTH, up * _PLOT_HEIGHT

    taken = [(x - 6, x + 6, y - 6, y + 6) for x, y in map(place, funnel.dots)]
    smallest = place(min(funnel.dots, key=lambda dot: dot.denominator))[0]
    taken.append((smallest - 44, smallest - 6, 0.0, float(_PLOT_HEIGHT)))
    level = _PLOT_HEIGHT * (ticks[-1] - funnel.pooled) / (ticks[-1] - ticks[0])
    taken.append((_PLOT_WIDTH, _PLOT_WIDTH + _RIGHT, level - _LINE / 2, level + _LINE / 2))
    outside = [dot for dot in funnel.dots if dot.side is not Side.WITHIN]
    outside.sort(key=lambda dot: dot.side not in (Side.BELOW_998, Side.ABOVE_998))
    positions: dict[str, str] = {}
    for dot in outside:
        x, y = place(dot)
        wide = _LETTER * len(dot.name)
        boxes = {
            "middle right": (x + 7, x + 7 + wide, y - 7, y + 7),
            "middle left": (x - 7 - wide, x - 7, y - 7, y + 7),
            "top center": (x - wide / 2, x + wide / 2, y - 8 - _LINE, y - 8),
            "bottom center": (x - wide / 2, x + wide / 2, y + 8, y + 8 + _LINE),
        }
        inside = (item for item in boxes.items() if item[1][1] <= _PLOT_WIDTH + _RIGHT)
        free = (position for position, box in inside if not any(_touch(box, other) for other in taken))
        position = next(free, None)
        if position is not None:
            positions[dot.name] = position
            taken.append(boxes[position])
    return positions


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
