"""What a trend shows, and the same in words: caption, alternative text, table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dashboard.charts.figure import round_ticks
from dashboard.charts.markup import el, note
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.projection import Projection
from dashboard.text.formats import format_date, format_number, format_round, format_short, format_value

ADMINISTRATIVE_CHANGE = date(2025, 7, 1)
NO_VALUE = "□ chưa có số"
MILESTONE_WORDS = ("chưa hoàn thành", "đã hoàn thành")


@dataclass(frozen=True)
class TrendPoint:
    """One reporting period by its last day. `value` None means that no figure came; `plan` is the plan on that day.

    `restated` is the day a newer figure replaced an older one, `note` whose figures these are where some are missing.
    A baseline is where the plan starts, not a report.
    """

    on: date
    value: float | None
    plan: float | None = None
    restated: date | None = None
    note: str = ""
    is_baseline: bool = False


@dataclass(frozen=True)
class TrendInput:
    """All of one trend, values in the indicator's unit, points and plan oldest first.

    `measure` says what is measured, where, and since when. `plan` holds the corners of the plan path: baseline,
    milestones, target; `start` is the first day of the plan, also where no baseline is known. `line_day` is drawn as
    `line_word`: «Hôm nay», «Ngày xem», or «Ngày chốt» on a frozen copy. A milestone has 0 and 1 for not done and done.
    """

    name: str
    measure: str
    unit: str
    decimals: int
    points: tuple[TrendPoint, ...] = ()
    plan: tuple[tuple[date, float], ...] = ()
    target: float | None = None
    target_high: float | None = None
    target_words: str | None = None
    start: date | None = None
    due: date | None = None
    projection: Projection | None = None
    line_day: date | None = None
    line_word: str = "Hôm nay"
    lower_is_better: bool = False
    is_milestone: bool = False

    @property
    def reported(self) -> tuple[TrendPoint, ...]:
        """The points that have a value."""
        return tuple(point for point in self.points if point.value is not None)

    @property
    def newest(self) -> tuple[TrendPoint, float] | None:
        """The latest point that has a value, and the value."""
        for point in reversed(self.points):
            if point.value is not None:
                return point, point.value
        return None

    @property
    def is_empty(self) -> bool:
        """Whether no number is known: no report, no plan, no target."""
        return not self.reported and not self.plan and self.target is None

    @property
    def is_broken(self) -> bool:
        """Whether reports stand on both sides of the administrative change, so that they are not one series."""
        before = [p for p in self.reported if p.on < ADMINISTRATIVE_CHANGE and not p.is_baseline]
        return bool(before) and any(p.on >= ADMINISTRATIVE_CHANGE for p in self.reported)

    @property
    def target_text(self) -> str:
        """The target as plans write it: `70%`, `10–15%`."""
        if self.target_words is not None:
            return self.target_words
        if self.target is None or self.target_high is None:
            return format_round(self.target, self.unit, self.decimals)
        decimals = 0 if self.target.is_integer() else self.decimals
        return f"{format_number(self.target, decimals)}–{format_round(self.target_high, self.unit, self.decimals)}"


def value_ticks(trend: TrendInput) -> list[float]:
    """The ticks of the value axis: they cover every value drawn, and start at 0 where 0 is not far below."""
    if trend.is_milestone:
        return [0.0, 1.0]
    values = [p.value for p in trend.reported if p.value is not None]
    values += [value for _, value in trend.plan]
    values += [v for v in (trend.target, trend.target_high) if v is not None]
    if trend.projection is not None:
        values += [trend.projection.value, trend.projection.low, trend.projection.high]
    ceiling = 100.0 if trend.unit == "%" else None
    return round_ticks(values, ceiling=ceiling, least_step=0.0 if trend.decimals else 1.0)


def value_words(trend: TrendInput, value: float | None, decimals: int | None = None) -> str:
    """`57,5%`; of a milestone in words."""
    if trend.is_milestone and value is not None:
        return MILESTONE_WORDS[value >= 1]
    return format_short(value, trend.unit, trend.decimals if decimals is None else decimals)


def trend_caption(trend: TrendInput) -> str:
    """The line above the chart: what is measured, and where the value axis starts when that is not 0."""
    start = value_ticks(trend)[0]
    parts = [f"{trend.name}, {trend.measure}" if trend.measure else trend.name]
    if trend.lower_is_better:
        parts.append("Càng thấp càng tốt")
    if start != 0:
        parts.append(f"Trục đứng bắt đầu từ {format_round(start, trend.unit, trend.decimals)}")
    return ". ".join(parts) + "."


def trend_alt(trend: TrendInput) -> str:
    """The chart in one sentence for those who do not see it."""
    shown = [f"{format_date(p.on)} {_shown(trend, p.value)}" for p in trend.points[-12:]]
    parts = [f"{trend.name}: {', '.join(shown) or 'chưa có số liệu'}"]
    if trend.newest is not None and trend.newest[0].plan is not None:
        parts.append(f"kế hoạch đến kỳ {format_value(trend.newest[0].plan, trend.unit, trend.decimals)}")
    if trend.target is not None:
        when = "" if trend.due is None else f" ngày {format_date(trend.due)}"
        parts.append(f"mục tiêu {trend.target_text}{when}")
    if trend.projection is not None:
        reached = format_value(trend.projection.value, trend.unit, trend.decimals)
        parts.append(f"dự báo {reached} nếu giữ tốc độ hiện nay")
    return "; ".join(parts)


def trend_table(trend: TrendInput) -> list[tuple[str, str, str, str]]:
    """The chart as rows: day, actual, plan, note."""
    rows = [
        (
            format_date(p.on),
            _shown(trend, p.value),
            value_words(trend, p.plan),
            ", ".join(_notes(p)),
        )
        for p in trend.points
    ]
    if trend.projection is not None:
        rows.append((format_date(trend.projection.on), projection_words(trend), "–", "dự báo nếu giữ tốc độ hiện nay"))
    if trend.target is not None:
        rows.append((format_date(trend.due), "–", trend.target_text, "mục tiêu"))
    return rows


def draw_trend_table(trend: TrendInput, source: str = "") -> Markup:
    """The source of the chart and, folded away, «Xem bảng số liệu» with its rows."""
    columns = [
        Column("Đến ngày"),
        Column("Thực hiện", "num"),
        Column("Kế hoạch đến kỳ", "num"),
        Column("Ghi chú", cell_css="sub"),
    ]
    rows = [Row(cells) for cells in trend_table(trend)]
    shown = table(f"Số liệu của biểu đồ: {trend.name}", columns, rows, css="mid")
    folded = el("details", el("summary", "Xem bảng số liệu"), shown)
    return el("div", note(source) if source else None, folded, class_="under")


def projection_words(trend: TrendInput) -> str:
    """`61,5% (61,2–64,7%)`."""
    if trend.projection is None:
        return "–"
    reached = format_short(trend.projection.value, trend.unit, trend.decimals)
    band = band_words(trend)
    return f"{reached} {band}" if band else reached


def band_words(trend: TrendInput) -> str:
    """`(61,2–64,7%)`, empty where the band is too narrow to be read."""
    projection = trend.projection
    if projection is None:
        return ""
    low, high = (format_number(value, trend.decimals) for value in (projection.low, projection.high))
    return "" if low == high else f"({low}–{format_short(projection.high, trend.unit, trend.decimals)})"


def _shown(trend: TrendInput, value: float | None) -> str:
    return NO_VALUE if value is None else value_words(trend, value)


def _notes(point: TrendPoint) -> list[str]:
    notes = ["điểm xuất phát"] if point.is_baseline else []
    if point.restated is not None:
        notes.append(f"sửa ngày {format_date(point.restated)}")
    return [*notes, point.note] if point.note else notes
