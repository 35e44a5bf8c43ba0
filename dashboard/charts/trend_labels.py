"""The direct labels of a trend: every line is named where it ends, so there is no legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.charts import palette
from dashboard.charts.figure import NOTE_SIZE, day_text, plain
from dashboard.charts.trend_records import TrendInput, TrendPoint, band_words
from dashboard.text.numbers import format_day_month, format_short

PLOT_HEIGHT = 278
_LINE_HEIGHT = 16
_VALUE_SIZE = 16
_HALO = "rgba(255,255,255,0.78)"


@dataclass(frozen=True)
class _EndLabel:
    """A label right of the plot: the value it belongs to, its lines, the colour."""

    value: float
    lines: tuple[str, ...]
    colour: str


def trend_labels(trend: TrendInput, ticks: Sequence[float], last_day: date) -> list[dict[str, Any]]:
    """All annotations of the trend, on the axes given by the ticks and the last day shown."""
    if not trend.points and not trend.plan:
        middle = {"xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5, "font": {"size": NOTE_SIZE + 2}}
        return [_label("Chưa có số liệu", last_day, 0.5, palette.TEXT_SECONDARY) | middle]
    return [
        *_end_labels(trend, ticks, last_day),
        *_line_labels(trend),
        *_value_labels(trend),
        *_plan_labels(trend),
        *_missing_labels(trend, ticks),
    ]


def _end_labels(trend: TrendInput, ticks: Sequence[float], last_day: date) -> list[dict[str, Any]]:
    ends: list[_EndLabel] = []
    if trend.target is not None:
        top = trend.target if trend.target_high is None else trend.target_high
        ends.append(_EndLabel(top, (f"<b>{plain('Mục tiêu ' + trend.target_text)}</b>",), palette.PLAN))
    if trend.projection is not None:
        reached = format_short(trend.projection.value, trend.unit, trend.decimals)
        lines = (f"<b>{plain('Dự báo ' + reached)}</b>", plain(band_words(trend)), "nếu giữ tốc độ này")
        ends.append(_EndLabel(trend.projection.value, tuple(line for line in lines if line), palette.PROJECTION))
    ends.sort(key=lambda end: end.value, reverse=True)
    labels: list[dict[str, Any]] = []
    free_below = -1.0
    for end in ends:
        wanted = (ticks[-1] - end.value) / (ticks[-1] - ticks[0]) * PLOT_HEIGHT - _LINE_HEIGHT / 2
        top = max(wanted, free_below)
        free_below = top + _LINE_HEIGHT * len(end.lines) + 2
        labels.append(
            _label("<br>".join(end.lines), last_day, end.value, end.colour, xanchor="left", xshift=9)
            | {"yanchor": "top", "yshift": round(wanted - top + _LINE_HEIGHT / 2 + 2)}
        )
    return labels


def _line_labels(trend: TrendInput) -> list[dict[str, Any]]:
    """«Hôm nay» or «Ngày chốt», and the administrative change; side by side when both stand close."""
    labels: list[dict[str, Any]] = []
    marks: list[tuple[date, str]] = []
    if trend.is_broken:
        marks.append((trend.break_day, f"{trend.break_word} {format_day_month(trend.break_day)}"))
    if trend.line_day is not None:
        marks.append((trend.line_day, f"{trend.line_word} {format_day_month(trend.line_day)}"))
    are_close = len(marks) == 2 and abs((marks[1][0] - marks[0][0]).days) < 0.35 * _span(trend)
    for (day, words), side in zip(sorted(marks), ("right", "left"), strict=False):
        anchor = side if are_close else "center"
        settings = {"yref": "paper", "yanchor": "bottom", "xanchor": anchor, "bgcolor": None}
        labels.append(_label(plain(words), day, 1, palette.TEXT_SECONDARY) | settings)
    return labels


def _span(trend: TrendInput) -> int:
    days = [p.on for p in trend.points] + [day for day, _ in trend.plan]
    return (max(days) - min(days)).days if days else 0


def _value_labels(trend: TrendInput) -> list[dict[str, Any]]:
    if trend.newest is None:
        return []
    newest, reached = trend.newest
    below = _is_below_plan(newest)
    words = f"<b>{plain(format_short(reached, trend.unit, trend.decimals))}</b>"
    labels = [
        _label(words, newest.on, reached, palette.ACTUAL_TEXT, yanchor=_side(below), yshift=_away(below, 8))
        | {"font": {"size": _VALUE_SIZE, "color": palette.ACTUAL_TEXT}}
    ]
    if len(trend.reported) >= 3:
        at = trend.reported[(len(trend.reported) - 1) // 2]
        labels.append(
            _label("<b>Thực hiện</b>", at.on, at.value, palette.ACTUAL_TEXT, yanchor=_side(below), xanchor="left")
            | {"yshift": _away(below, 8), "xshift": 2}
        )
    for point in [p for p in trend.reported if p.restated is not None][-1:]:
        words = f"sửa ngày {format_day_month(point.restated)}"
        labels.append(
            _label(words, point.on, point.value, palette.TEXT_SECONDARY, yanchor=_side(below), xanchor="left")
            | {"yshift": _away(below, 8), "xshift": 2}
        )
    return labels


def _plan_labels(trend: TrendInput) -> list[dict[str, Any]]:
    labels: list[dict[str, Any]] = []
    newest = None if trend.newest is None else trend.newest[0]
    above = newest is None or _is_below_plan(newest)
    rises = len(trend.plan) < 2 or trend.plan[-1][1] >= trend.plan[0][1]
    anchor = "right" if rises == above else "left"
    if newest is not None and newest.plan is not None:
        words = f"<b>{plain('kế hoạch đến kỳ ' + format_short(newest.plan, trend.unit, trend.decimals))}</b>"
        labels.append(
            _label(words, newest.on, newest.plan, palette.PLAN, xanchor=anchor, yanchor=_side(not above))
            | {"xshift": -8 if anchor == "right" else 8, "yshift": _away(not above, 4)}
        )
    planned = [p for p in trend.points if p.plan is not None]
    if len(planned) >= 4:
        at = planned[len(planned) // 2 - 1]
        labels.append(
            _label("Kế hoạch", at.on, at.plan, palette.PLAN, xanchor=anchor, yanchor=_side(not above))
            | {"xshift": -8 if anchor == "right" else 8, "yshift": _away(not above, 3)}
        )
    return labels


def _missing_labels(trend: TrendInput, ticks: Sequence[float]) -> list[dict[str, Any]]:
    missing = [p for p in trend.points if p.value is None]
    return [
        _label("chưa có số", p.on, ticks[0], palette.TEXT_SECONDARY, yanchor="bottom", yshift=8) for p in missing[:1]
    ]


def _is_below_plan(point: TrendPoint) -> bool:
    return point.value is None or point.plan is None or point.value <= point.plan


def _side(is_below: bool) -> str:
    return "top" if is_below else "bottom"


def _away(is_below: bool, pixels: int) -> int:
    return -pixels if is_below else pixels


def _label(text: str, day: date, value: float | None, colour: str, **settings: Any) -> dict[str, Any]:
    base = {"text": text, "x": day_text(day), "y": value, "showarrow": False, "align": "left", "bgcolor": _HALO}
    return base | {"borderpad": 0, "font": {"size": NOTE_SIZE, "color": colour}} | settings
