"""The sparkline: the last reports of an indicator in one row, without axes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from dashboard.charts import palette
from dashboard.charts.markup import coordinate, el
from dashboard.text.formats import format_value

PERIODS = 8
_LEFT = 4.0
_RIGHT = 8.0
_EDGE = 5.0


def draw_sparkline(
    periods: Sequence[tuple[date, float | None]],
    unit: str,
    decimals: int,
    *,
    width: int = 120,
    height: int = 30,
) -> Markup:
    """The last eight periods (oldest first) on a time scale; a missing one is a gap, never joined and never 0."""
    shown = periods[-PERIODS:]
    values = [value for _, value in shown if value is not None]
    if not values:
        is_stale = any(value is not None for _, value in periods)
        return el("span", f"□ {len(shown)} kỳ gần nhất chưa có số" if is_stale else "□ chưa có số", class_="sub")
    first, last = shown[0][0], shown[-1][0]
    low, high = min(values), max(values)

    def place(day: date, value: float) -> tuple[float, float]:
        across = (day - first).days / (last - first).days if last > first else 1.0
        up = (value - low) / (high - low) if high > low else 0.5
        return _LEFT + across * (width - _LEFT - _RIGHT), height - _EDGE - up * (height - 2 * _EDGE)

    runs = _runs(shown)
    drawn: list[Markup] = []
    for run in runs:
        spots = [place(day, value) for day, value in run]
        drawn.append(_line(spots) if len(spots) > 1 else _dot(spots[0], 1.6))
    drawn.append(_dot(place(*runs[-1][-1]), 3.2))
    label = sparkline_label(shown, unit, decimals)
    view = f"0 0 {width} {height}"
    return el("svg", *drawn, width=width, height=height, viewBox=view, role="img", aria_label=label)


def sparkline_label(periods: Sequence[tuple[date, float | None]], unit: str, decimals: int) -> str:
    """`6 kỳ gần nhất, từ 35,2% đến 57,5%, thiếu 1 kỳ`."""
    values = [value for _, value in periods if value is not None]
    if not values:
        return "Chưa có số liệu"
    missing = len(periods) - len(values)
    ends = f"từ {format_value(values[0], unit, decimals)} đến {format_value(values[-1], unit, decimals)}"
    return f"{len(periods)} kỳ gần nhất, {ends}" + (f", thiếu {missing} kỳ" if missing else "")


def _runs(periods: Sequence[tuple[date, float | None]]) -> list[list[tuple[date, float]]]:
    """Stretches of reported periods without a gap."""
    runs: list[list[tuple[date, float]]] = []
    joined = False
    for day, value in periods:
        if value is None:
            joined = False
            continue
        if not joined:
            runs.append([])
        runs[-1].append((day, value))
        joined = True
    return runs


def _line(spots: Sequence[tuple[float, float]]) -> Markup:
    points = " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in spots)
    return el("polyline", points=points, fill="none", stroke=palette.ACTUAL, stroke_width=2)


def _dot(spot: tuple[float, float], radius: float) -> Markup:
    return el("circle", cx=spot[0], cy=spot[1], r=radius, fill=palette.ACTUAL)
