"""The direct labels of a trend: every line is named where it ends, so there is no legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from dashboard.charts import palette
from dashboard.charts.figure import NOTE_SIZE, day_text, plain
from dashboard.charts.trends.records import ADMINISTRATIVE_CHANGE, TrendInput, TrendPoint, band_words, value_words
from dashboard.text.formats import format_date, format_day_month, format_short

PLOT_WIDTH = 600
PLOT_HEIGHT = 278
_LINE_HEIGHT = 16
_VALUE_SIZE = 16
_LETTER_WIDTH = 7
_MARKER = 6
_LEAST_ROOM, _PROJECTION_ROOM = 132, 158
_SHORT_TARGET = 8
_HALO = "rgba(255,255,255,0.78)"


@dataclass(frozen=True)
class LabelSpace:
    """Where days and values fall on a plot of the usual size, in pixels from its lower left corner."""

    first: date
    last: date
    low: float
    high: float
    is_dense: bool

    def across(self, day: date) -> float:
        """Pixels from the left edge."""
        return (day - self.first).days / max((self.last - self.first).days, 1) * PLOT_WIDTH

    def up(self, value: float) -> float:
        """Pixels from the lower edge."""
        return (value - self.low) / (self.high - self.low) * PLOT_HEIGHT


@dataclass(frozen=True)
class _EndLabel:
    """A label right of the plot: the value it belongs to, its lines, the colour."""

    value: float
    lines: tuple[str, ...]
    colour: str


def trend_labels(trend: TrendInput, first: date, last: date, ticks: Sequence[float]) -> list[dict[str, Any]]:
    """All annotations of the trend, on the axes given by the days and ticks shown."""
    middle = {"xref": "paper", "yref": "paper", "x": 0.5, "font": {"size": NOTE_SIZE + 2}}
    nothing = [_label("Chưa có số liệu", last, 0.5, palette.TEXT_SECONDARY) | middle]
    if trend.is_empty:
        return nothing
    axis = LabelSpace(first, last, ticks[0], ticks[-1], _is_dense(trend, first, last))
    return [
        *(nothing if not trend.points and not trend.plan else []),
        *_end_labels(trend, axis),
        *_line_labels(trend, axis),
        *_value_labels(trend, axis),
        *_plan_labels(trend, axis),
        *_missing_labels(trend, axis),
    ]


def _is_dense(trend: TrendInput, first: date, last: date) -> bool:
    """Whether reports stand so close that labels under them would cover their neighbours."""
    gaps = sorted((later.on - earlier.on).days for earlier, later in pairwise(trend.reported))
    return bool(gaps) and gaps[len(gaps) // 2] / max((last - first).days, 1) * PLOT_WIDTH < 2 * _LINE_HEIGHT


def room_for_end_labels(trend: TrendInput) -> int:
    """Pixels right of the plot that its labels need."""
    longest = max((len(line) for line in _target_lines(trend)), default=0)
    least = _LEAST_ROOM if trend.projection is None else _PROJECTION_ROOM
    return max(least, 16 + round(longest * _LETTER_WIDTH))


def _target_lines(trend: TrendInput) -> tuple[str, ...]:
    """The target in one line, or in two when it is long."""
    if trend.target is None:
        return ()
    if len(trend.target_text) > _SHORT_TARGET:
        return ("Mục tiêu", trend.target_text)
    return (f"Mục tiêu {trend.target_text}",)


def _end_labels(trend: TrendInput, axis: LabelSpace) -> list[dict[str, Any]]:
    ends: list[_EndLabel] = []
    if trend.target is not None:
        top = trend.target if trend.target_high is None else trend.target_high
        ends.append(_EndLabel(top, tuple(f"<b>{plain(line)}</b>" for line in _target_lines(trend)), palette.PLAN))
    if trend.projection is not None:
        reached = format_short(trend.projection.value, trend.unit, trend.decimals)
        lines = (f"<b>{plain('Dự báo ' + reached)}</b>", plain(band_words(trend)), "nếu giữ tốc độ hiện nay")
        ends.append(_EndLabel(trend.projection.value, tuple(line for line in lines if line), palette.PROJECTION))
    ends.sort(key=lambda end: end.value, reverse=True)
    wanted = [PLOT_HEIGHT - axis.up(end.value) - _LINE_HEIGHT / 2 for end in ends]
    return [
        _label("<br>".join(end.lines), axis.last, end.value, end.colour, xanchor="left", xshift=9)
        | {"yanchor": "top", "yshift": round(want - top + _LINE_HEIGHT / 2 + 2)}
        for end, want, top in zip(ends, wanted, _tops(ends, wanted), strict=True)
    ]


def _tops(ends: Sequence[_EndLabel], wanted: Sequence[float]) -> list[float]:
    """Where each label starts, in pixels from the top: none over the one above it, the last not over the days of the axis."""
    heights = [_LINE_HEIGHT * len(end.lines) + 2 for end in ends]
    tops: list[float] = []
    for want, above in zip(wanted, [0, *heights], strict=False):
        tops.append(max(want, tops[-1] + above) if tops else want)
    lowest = PLOT_HEIGHT + _LINE_HEIGHT / 2 + 2
    for at in reversed(range(len(tops))):
        tops[at] = min(tops[at], lowest - heights[at])
        lowest = tops[at]
    return tops


def _line_labels(trend: TrendInput, axis: LabelSpace) -> list[dict[str, Any]]:
    """«Hôm nay» or «Ngày chốt» above its line and off the labels at the right; the administrative change inside the plot, so that they never meet."""
    labels: list[dict[str, Any]] = []
    if trend.line_day is not None:
        write = format_date if (axis.last - axis.first).days > 366 else format_day_month
        words = plain(f"{trend.line_word} {write(trend.line_day)}")
        place: dict[str, Any] = {"yref": "paper", "yanchor": "bottom", "yshift": _MARKER}
        if axis.across(trend.line_day) < 3 * _LINE_HEIGHT:
            place["xanchor"] = "left"
        elif axis.across(trend.line_day) > PLOT_WIDTH - 4 * _LINE_HEIGHT:
            place["xanchor"] = "right"
        labels.append(_label(words, trend.line_day, 1, palette.TEXT_SECONDARY, **place))
    if trend.is_broken:
        words = plain(f"Đổi đơn vị hành chính {format_date(ADMINISTRATIVE_CHANGE)}")
        is_late = axis.across(ADMINISTRATIVE_CHANGE) > 0.6 * PLOT_WIDTH
        side = {"xanchor": "right", "xshift": -4} if is_late else {"xanchor": "left", "xshift": 4}
        settings = {"yref": "paper", "yanchor": "top", **side}
        labels.append(_label(words, ADMINISTRATIVE_CHANGE, 1, palette.TEXT_SECONDARY) | settings)
    return labels


def _value_labels(trend: TrendInput, axis: LabelSpace) -> list[dict[str, Any]]:
    if trend.newest is None:
        return []
    newest, reached = trend.newest
    value = plain(value_words(trend, reached))
    font = {"font": {"size": _VALUE_SIZE, "color": palette.ACTUAL_TEXT}}
    if axis.is_dense:
        words = f"Thực hiện <b>{value}</b>"
        is_free_before = not _is_below_plan(newest) and axis.across(newest.on) > 8 * _LINE_HEIGHT
        side = {"xanchor": "right", "xshift": -10} if is_free_before else {"xanchor": "left", "xshift": 10}
        return [_label(words, newest.on, reached, palette.ACTUAL_TEXT, yanchor="middle") | side]
    place = _away_from_plan(newest, axis)
    if axis.across(newest.on) < 2 * _LINE_HEIGHT or _is_steep_into(trend, newest, axis):
        place |= {"xanchor": "left", "xshift": 4}
    elif axis.across(newest.on) + _VALUE_SIZE / 4 * len(value) > PLOT_WIDTH:
        place |= {"xanchor": "right", "xshift": 4}
    labels = [_label(f"<b>{value}</b>", newest.on, reached, palette.ACTUAL_TEXT) | place | font]
    restated = [p for p in trend.reported if p.restated is not None and p is not newest]
    if len(trend.reported) >= 3:
        at = next(p for p in trend.reported[(len(trend.reported) - 1) // 2 :] if p not in restated)
        if at is not newest:
            words = _label("<b>Thực hiện</b>", at.on, at.value, palette.ACTUAL_TEXT)
            labels.append(words | _beside_line(trend, at, axis))
    for point in (p for p in restated[-1:] if not _is_close(p, newest, axis)):
        words = _label(f"sửa ngày {format_day_month(point.restated)}", point.on, point.value, palette.TEXT_SECONDARY)
        labels.append(words | _beside_line(trend, point, axis))
    return labels


def _plan_labels(trend: TrendInput, axis: LabelSpace) -> list[dict[str, Any]]:
    newest = None if trend.newest is None else trend.newest[0]
    rises = len(trend.plan) < 2 or trend.plan[-1][1] >= trend.plan[0][1]
    labels: list[dict[str, Any]] = []
    if newest is not None and newest.plan is not None and newest.plan != trend.target:
        above = _is_below_plan(newest) or axis.up(newest.plan) < 2 * _LINE_HEIGHT
        words = f"<b>{plain('kế hoạch đến kỳ ' + format_short(newest.plan, trend.unit, trend.decimals))}</b>"
        on, place = newest.on, _beside_plan(rises, above)
        if place["xanchor"] == "left" and axis.across(newest.on) > PLOT_WIDTH - 10 * _LINE_HEIGHT:
            on = axis.last
            place |= {"xanchor": "right", "xshift": 0, "yshift": place["yshift"] + _away(not above, _LINE_HEIGHT)}
        room_below = axis.up(newest.plan) - axis.up(newest.value or 0.0)
        if axis.up(newest.plan) > PLOT_HEIGHT - _LINE_HEIGHT and room_below > 4 * _LINE_HEIGHT:
            place = {"xanchor": "right", "xshift": -8, "yanchor": "top", "yshift": -4}
        if axis.across(newest.on) < _LETTER_WIDTH * len(words):
            place |= {"xanchor": "left", "xshift": 8}
        labels.append(_label(words, on, newest.plan, palette.PLAN) | place)
    at = _plan_ahead(trend, axis)
    above = trend.projection is None or trend.target is None or trend.projection.value < trend.target
    if at is None:
        at = _middle_of_plan(trend)
        near = None if at is None else next((p for p in trend.points if p.on == at[0]), newest)
        above = near is None or _is_below_plan(near)
    if at is not None:
        labels.append(_label("Kế hoạch", at[0], at[1], palette.PLAN) | _beside_plan(rises, above))
    return labels


def _away_from_plan(point: TrendPoint, axis: LabelSpace) -> dict[str, Any]:
    """On the far side of the plan, but never over the days under the axis."""
    below = _is_below(point, axis)
    return {"yanchor": _side(below), "yshift": _away(below, 8)}


def _is_below(point: TrendPoint, axis: LabelSpace) -> bool:
    up = axis.up(point.value or 0.0)
    return (_is_below_plan(point) and up > 2 * _LINE_HEIGHT) or up > PLOT_HEIGHT - _LINE_HEIGHT


def _is_close(point: TrendPoint, newest: TrendPoint, axis: LabelSpace) -> bool:
    """Whether a word beside this point would meet the value at the newest one."""
    across = axis.across(newest.on) - axis.across(point.on)
    return (
        across < 10 * _LINE_HEIGHT
        and abs(axis.up(point.value or 0.0) - axis.up(newest.value or 0.0)) < 3 * _LINE_HEIGHT
    )


def _beside_line(trend: TrendInput, point: TrendPoint, axis: LabelSpace) -> dict[str, Any]:
    """The same, on the side where the line of the reports itself leaves room."""
    known = [p.value or 0.0 for p in trend.reported]
    at = trend.reported.index(point)
    rises = known[min(at + 1, len(known) - 1)] >= known[max(at - 1, 0)]
    is_right = rises == _is_below(point, axis)
    return _away_from_plan(point, axis) | {"xanchor": "left" if is_right else "right", "xshift": 2 if is_right else -2}


def _is_steep_into(trend: TrendInput, newest: TrendPoint, axis: LabelSpace) -> bool:
    """Whether the line comes to the newest point so steeply that a label centred there would cover it."""
    if len(trend.reported) < 2 or axis.across(newest.on) > PLOT_WIDTH - 4 * _LINE_HEIGHT:
        return False
    before = trend.reported[-2]
    across = axis.across(newest.on) - axis.across(before.on)
    up = axis.up(newest.value or 0.0) - axis.up(before.value or 0.0)
    return abs(up) > across / 2 and (up > 0) == _is_below(newest, axis)


def _beside_plan(rises: bool, above: bool) -> dict[str, Any]:
    """On the side where the sloping line leaves room."""
    right = rises == above
    return {"xanchor": "right" if right else "left", "xshift": -8 if right else 8} | {
        "yanchor": _side(not above),
        "yshift": _away(not above, 4),
    }


def _plan_ahead(trend: TrendInput, axis: LabelSpace) -> tuple[date, float] | None:
    """The middle of the plan that is still to come, where there is room for a word and the reports do not pass."""
    if trend.newest is None or not trend.plan:
        return None
    since, until = trend.newest[0].on, trend.plan[-1][0]
    if axis.across(until) - axis.across(since) < 12 * _LINE_HEIGHT:
        return None
    middle = since + (until - since) / 2
    for (start, low), (end, high) in pairwise(trend.plan):
        if start <= middle <= end and start < end:
            return middle, low + (high - low) * ((middle - start) / (end - start))
    return None


def _middle_of_plan(trend: TrendInput) -> tuple[date, float] | None:
    """A report day in the first half of the plan, else the middle of its longest piece."""
    planned = [(p.on, p.plan) for p in trend.points if p.plan is not None]
    if len(planned) >= 4:
        return planned[len(planned) // 2 - 1]
    pieces = sorted(pairwise(trend.plan), key=lambda piece: piece[0][0] - piece[1][0])
    if not pieces:
        return None
    (start, low), (end, high) = pieces[0]
    return start + (end - start) / 2, (low + high) / 2


def _missing_labels(trend: TrendInput, axis: LabelSpace) -> list[dict[str, Any]]:
    missing = [p for p in trend.points if p.value is None]
    return [
        _label("chưa có số", p.on, axis.low, palette.TEXT_SECONDARY, yanchor="bottom", yshift=8) for p in missing[:1]
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
