"""The trend of one indicator: what was reached, what the plan asked for, and where it goes at this pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from dashboard.charts import palette
from dashboard.charts.figure import NOTE_SIZE, base_layout, day_text, plain, tick_decimals
from dashboard.charts.trends.labels import PLOT_HEIGHT, PLOT_WIDTH, room_for_end_labels, trend_labels
from dashboard.charts.trends.records import ADMINISTRATIVE_CHANGE, TrendInput, TrendPoint, value_ticks, value_words
from dashboard.text.formats import format_date, format_day_month

HEIGHT = 330
_SHORT_LABEL = 62
_LONG_LABEL = 84


@dataclass(frozen=True)
class Axes:
    """The days shown and the ticks of both axes."""

    first: date
    last: date
    days: tuple[date, ...]
    values: tuple[float, ...]


def draw_trend(trend: TrendInput) -> dict[str, Any]:
    """The figure, as a plain dict in plotly's schema. With no report at all it shows the plan, or the words «Chưa có số liệu»."""
    axes = axes_of(trend)
    layout = base_layout(HEIGHT) | {
        "margin": {"l": 44, "r": room_for_end_labels(trend), "t": 22, "b": HEIGHT - PLOT_HEIGHT - 22},
        "xaxis": _day_axis(trend, axes),
        "yaxis": _value_axis(trend, axes),
        "shapes": _lines(trend),
        "annotations": trend_labels(trend, axes.first, axes.last, axes.values),
    }
    traces = [
        *_projected(trend),
        *_targets(trend, axes),
        *_plan(trend),
        *(_actual(run) for run in _runs(trend)),
        _missing(trend, axes),
    ]
    return {"data": traces, "layout": layout}


def axes_of(trend: TrendInput) -> Axes:
    """The axes: from the first day known to the last, with ticks that do not touch."""
    known = {p.on for p in trend.points} | {day for day, _ in trend.plan}
    ends = (trend.start, trend.due, trend.line_day, trend.projection.on if trend.projection else None)
    known |= {day for day in ends if day is not None}
    if not known:
        return Axes(ADMINISTRATIVE_CHANGE, ADMINISTRATIVE_CHANGE, (), tuple(value_ticks(trend)))
    first, last = min(known), max(known)
    wanted = (known - {trend.line_day}) | {p.on for p in trend.points} | ({trend.due} if trend.due else set())
    if last.year - first.year > 1:
        wanted = {trend.due or last, *(date(year, 12, 31) for year in range(first.year, last.year))}
    days = _thinned(sorted(day for day in wanted if day is not None), first, last)
    return Axes(first, last, days, tuple(value_ticks(trend)))


def _thinned(days: Sequence[date], first: date, last: date) -> tuple[date, ...]:
    """The newest days that leave room for one label each."""
    room = _LONG_LABEL if _needs_years(first, last) else _SHORT_LABEL
    per_day = PLOT_WIDTH / max((last - first).days, 1)
    kept: list[date] = []
    for day in reversed(days):
        if not kept or (kept[-1] - day).days * per_day >= room:
            kept.append(day)
    return tuple(reversed(kept))


def _needs_years(first: date, last: date) -> bool:
    return (last - first).days > 366


def _day_axis(trend: TrendInput, axes: Axes) -> dict[str, Any]:
    write = format_date if _needs_years(axes.first, axes.last) else format_day_month
    return {
        "type": "date",
        "visible": bool(axes.days) and not trend.is_empty,
        "range": [day_text(axes.first), day_text(axes.last)],
        "tickmode": "array",
        "tickvals": [day_text(day) for day in axes.days],
        "ticktext": [write(day) for day in axes.days],
        "tickangle": 0,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": palette.LINE_STRONG,
        "tickfont": {"size": NOTE_SIZE, "color": palette.TEXT_SECONDARY},
        "hoverformat": "%d/%m/%Y",
        "unifiedhovertitle": {"text": "%{x|%d/%m/%Y}"},
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "layer": "below traces",
        "linecolor": palette.LINE_STRONG,
        "fixedrange": True,
    }


def _value_axis(trend: TrendInput, axes: Axes) -> dict[str, Any]:
    decimals = tick_decimals(axes.values)
    return {
        "type": "linear",
        "visible": bool(axes.days) and not trend.is_empty,
        "range": [axes.values[0], axes.values[-1]],
        "tickmode": "array",
        "tickvals": list(axes.values),
        "ticktext": [value_words(trend, value, decimals) for value in axes.values],
        "tickfont": {"size": NOTE_SIZE, "color": palette.TEXT_SECONDARY},
        "ticks": "outside",
        "ticklen": 8,
        "tickcolor": palette.PAPER,
        "layer": "below traces",
        "gridcolor": palette.GRID,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
    }


def _lines(trend: TrendInput) -> list[dict[str, Any]]:
    days = [ADMINISTRATIVE_CHANGE] if trend.is_broken else []
    if trend.line_day is not None and not trend.is_empty:
        days.append(trend.line_day)
    line = {"color": palette.EDGE, "width": 1}
    return [
        {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "line": line}
        | {"x0": day_text(day), "x1": day_text(day)}
        for day in days
    ]


def _scatter(days: Sequence[date], values: Sequence[float | None], **settings: Any) -> dict[str, Any]:
    trace = {"type": "scatter", "x": [day_text(day) for day in days], "y": list(values), "mode": "lines"}
    return trace | {"hoverinfo": "skip", "cliponaxis": False, "connectgaps": False} | settings


def _projected(trend: TrendInput) -> list[dict[str, Any]]:
    newest, projection = trend.newest, trend.projection
    if newest is None or projection is None:
        return []
    day, value = newest[0].on, newest[1]
    line = {"color": palette.PROJECTION, "width": 2, "dash": "5px,3px"}
    path = (*projection.corners, projection)
    days = [each.on for each in path]
    middle = _scatter([day, *days], [value, *(each.value for each in path)], name="Dự báo", line=line)
    around = [value, *(each.high for each in path), *(each.low for each in reversed(path)), value]
    band = _scatter([day, *days, *reversed(days), day], around, name="Khoảng dự báo")
    edge = {"color": palette.PROJECTION_EDGE, "width": 1}
    return [band | {"fill": "toself", "fillcolor": palette.PROJECTION_FILL, "line": edge}, middle]


def _targets(trend: TrendInput, axes: Axes) -> list[dict[str, Any]]:
    line = {"color": palette.PLAN, "width": 1.5, "dash": "1.5px,4px"}
    aims = [value for value in (trend.target, trend.target_high) if value is not None]
    return [_scatter([axes.first, axes.last], [aim, aim], name="Mục tiêu", line=line) for aim in aims]


def _plan(trend: TrendInput) -> list[dict[str, Any]]:
    """The plan path through its corners; the plan on report days lies on it and can be read there."""
    on_report_days = {p.on: p.plan for p in trend.points if p.plan is not None}
    path = sorted({**on_report_days, **dict(trend.plan)}.items())
    if not path:
        return []
    texts = [f"Kế hoạch: {plain(value_words(trend, value))}" for _, value in path]
    line = {"color": palette.PLAN, "width": 2, "dash": "7px,4px"}
    traces = [
        _scatter([day for day, _ in path], [value for _, value in path], name="Kế hoạch", line=line, text=texts)
        | {"hoverinfo": "text", "hovertemplate": "%{text}<extra></extra>"}
    ]
    newest = trend.newest
    if newest is not None and newest[0].plan not in (None, trend.target):
        dot = {"color": palette.PLAN, "size": 7}
        traces.append(_scatter([newest[0].on], [newest[0].plan], name="Kế hoạch đến kỳ", mode="markers", marker=dot))
    return traces


def _runs(trend: TrendInput) -> list[tuple[TrendInput, Sequence[TrendPoint]]]:
    """One series, or two that are not joined where the administrative units changed."""
    if not trend.is_broken:
        return [(trend, trend.points)]
    before = [p for p in trend.points if p.on < ADMINISTRATIVE_CHANGE]
    return [(trend, before), (trend, [p for p in trend.points if p.on >= ADMINISTRATIVE_CHANGE])]


def _actual(run: tuple[TrendInput, Sequence[TrendPoint]]) -> dict[str, Any]:
    trend, points = run
    texts = [plain(_hover(trend, p)) for p in points]
    inside = [palette.PAPER if p.restated else palette.ACTUAL for p in points]
    edge = {"color": palette.ACTUAL, "width": [2.5 if p.restated else 1 for p in points]}
    return _scatter(
        [p.on for p in points],
        [p.value for p in points],
        name="Thực hiện",
        mode="lines+markers",
        line={"color": palette.ACTUAL, "width": 3},
        marker={"opacity": 1, "color": inside, "size": [10 if p.restated else 9 for p in points], "line": edge},
        text=texts,
        hoverinfo="text",
        hovertemplate="%{text}<extra></extra>",
    )


def _missing(trend: TrendInput, axes: Axes) -> dict[str, Any]:
    """□ on the axis for each period without a figure, small enough to stand apart."""
    days = [p.on for p in trend.points if p.value is None]
    nearest = min(((later - earlier).days for earlier, later in pairwise(days)), default=(axes.last - axes.first).days)
    apart = nearest * PLOT_WIDTH / max((axes.last - axes.first).days, 1)
    sign = {
        "symbol": "square",
        "size": max(3, min(10, round(apart) - 4)),
        "color": palette.PAPER,
        "line": {"color": palette.TEXT_SECONDARY, "width": 2},
    }
    texts = ["Chưa có số liệu"] * len(days)
    base = [axes.values[0]] * len(days)
    hover = {"hoverinfo": "text", "hovertemplate": "%{text}<extra></extra>", "text": texts}
    return _scatter(days, base, name="Chưa có số liệu", mode="markers", marker=sign) | hover


def _hover(trend: TrendInput, point: TrendPoint) -> str:
    words = f"Thực hiện: {value_words(trend, point.value)}"
    if point.restated is not None:
        words += f", sửa ngày {format_date(point.restated)}"
    return f"{words}, {point.note}" if point.note else words
