"""One indicator in a small panel for each unit, all on one scale: SVG, so that the panels wrap where space is short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dashboard.charts import palette
from dashboard.charts.figure import round_ticks, tick_decimals
from dashboard.charts.markup import badge, coordinate, el, link, note, section, sub
from dashboard.charts.tables import Cell, Column, Row, table
from dashboard.charts.trends.records import NO_VALUE
from dashboard.domain.status import Status
from dashboard.text.formats import format_date, format_short

PANELS = 12
NOTHING_AROSE = "không phát sinh"
_WIDTH, _HEIGHT = 284, 80
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 8, 8, 18
_BOX = 9


@dataclass(frozen=True)
class PanelPoint:
    """One period of one unit by its last day: what was reached and what the plan asked for then.

    `value` None means that no figure came, or with `nothing_arose` that there was nothing to count.
    """

    on: date
    value: float | None
    plan: float | None = None
    nothing_arose: bool = False


@dataclass(frozen=True)
class Panel:
    """One unit: its points oldest first, its newest figure in words, its status where it is judged by itself."""

    id: str
    name: str
    points: tuple[PanelPoint, ...]
    shown: str
    status: Status | None = None
    to: str = ""
    is_chosen: bool = False

    @property
    def values(self) -> list[float]:
        """Every number of the panel."""
        return [v for point in self.points for v in (point.value, point.plan) if v is not None]


@dataclass(frozen=True)
class Multiples:
    """A page of panels. `span` is the first and last day of all of them, None while there is no report.

    `ticks` is the scale of all of them; None gives each its own, written on it.
    `pages` and `scales` are ways to other pages and to the other kind of scale: words, address, whether one is there.
    """

    title: str
    measure: str
    unit: str
    decimals: int
    panels: tuple[Panel, ...]
    span: tuple[date, date] | None
    ticks: tuple[float, ...] | None
    source: str = ""
    pages: tuple[tuple[str, str, bool], ...] = ()
    scales: tuple[tuple[str, str, bool], ...] = ()

    def words(self, value: float | None) -> str:
        """A value in words."""
        return NO_VALUE if value is None else format_short(value, self.unit, self.decimals)


def common_ticks(panels: Sequence[Panel], unit: str) -> tuple[float, ...]:
    """One scale for all panels, also those on other pages."""
    values = [value for panel in panels for value in panel.values]
    return tuple(round_ticks(values, ceiling=100.0 if unit == "%" else None, most=4))


def draw_multiples(multiples: Multiples) -> Markup:
    """The panels under their finding, the ways to other pages and scales, and «Xem bảng số liệu» of the panels shown."""
    head = el(
        "div",
        el("div", _choices("Thang đo", multiples.scales), _choices("Trang", multiples.pages), class_="multi-choices"),
        _key(has_plan=any(point.plan is not None for panel in multiples.panels for point in panel.points)),
        class_="multi-head",
    )
    panels = [_panel(multiples, panel) for panel in multiples.panels]
    folded = el("details", el("summary", "Xem bảng số liệu"), _table(multiples), id="bang-nho")
    under = el("div", note(multiples.source), folded, class_="under")
    shown = section(multiples.title, note(multiples.measure), head, el("div", *panels, class_="multiples"), under)
    return el("div", shown, class_="multi")


def panel_alt(multiples: Multiples, panel: Panel) -> str:
    """One panel in a sentence: every period, and the plan of the newest."""
    said = [f"{format_date(point.on)} {_said(multiples, point)}" for point in panel.points]
    plan = next((point.plan for point in reversed(panel.points) if point.plan is not None), None)
    after = "" if plan is None else f"; kế hoạch đến kỳ {multiples.words(plan)}"
    return f"{panel.name}: {', '.join(said) or 'chưa có số liệu'}{after}"


def _choices(title: str, choices: Sequence[tuple[str, str, bool]]) -> Markup | None:
    """One choice of several; nothing where there is no other."""
    if len(choices) < 2:
        return None
    drawn = [
        link(
            words, to, id=f"nho-{words}", class_="pill on" if is_on else "pill", aria_current="true" if is_on else None
        )
        for words, to, is_on in choices
    ]
    return el("div", sub(title), *drawn, class_="pills", role="group", aria_label=title)


def _panel(multiples: Multiples, panel: Panel) -> Markup:
    ticks = multiples.ticks or common_ticks([panel], multiples.unit)
    name = link(panel.name, panel.to, id=f"nho-{panel.id}", class_="name plain", title=panel.name)
    head = el(
        "div",
        el("h3", name, title=panel.name),
        el("b", panel.shown),
        badge(panel.status) if panel.status is not None else None,
        class_="panel-head",
    )
    drawn = _picture(multiples, panel, ticks)
    return el("div", head, drawn, class_="small-panel on" if panel.is_chosen else "small-panel")


def _picture(multiples: Multiples, panel: Panel, ticks: Sequence[float]) -> Markup:
    first, last = multiples.span or (date.min, date.min)
    bottom, across, up = _HEIGHT - _BOTTOM, _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def x(day: date) -> float:
        return _LEFT + (across * (day - first).days / (last - first).days if last > first else across / 2)

    def y(value: float) -> float:
        return bottom - up * (value - ticks[0]) / (ticks[-1] - ticks[0])

    drawn = [_grid(tick, y(tick), multiples.unit, ticks) for tick in ticks]
    planned = [(x(p.on), y(p.plan)) for p in panel.points if p.plan is not None]
    if len(planned) > 1:
        drawn.append(_line(planned, palette.PLAN, 1.5, "5 3"))
    runs = _runs([(x(p.on), None if p.value is None else y(p.value)) for p in panel.points])
    drawn += [_line(run, palette.ACTUAL, 2.5) for run in runs if len(run) > 1]
    drawn += [el("circle", cx=at, cy=to, r=2.5, fill=palette.ACTUAL) for run in runs for at, to in run]
    drawn += [_missing(x(p.on), bottom) for p in panel.points if p.value is None and not p.nothing_arose]
    if not runs and (not panel.points or panel.points[-1].nothing_arose):
        words = "không phát sinh trong kỳ" if panel.points else NO_VALUE
        drawn.append(_text(words, _LEFT + across / 2, _TOP + up / 2, "middle"))
    if last > first:
        drawn.append(_text(format_date(first), _LEFT, _HEIGHT - 3, "start"))
        drawn.append(_text(format_date(last), _WIDTH - _RIGHT, _HEIGHT - 3, "end"))
    if multiples.ticks is None:
        drawn.append(_text("thang riêng", _LEFT + across / 2, _HEIGHT - 3, "middle"))
    view = f"0 0 {_WIDTH} {_HEIGHT}"
    return el("svg", *drawn, viewBox=view, role="img", aria_label=panel_alt(multiples, panel))


def _grid(tick: float, y: float, unit: str, ticks: Sequence[float]) -> Markup:
    line = el("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, stroke=palette.GRID, stroke_width=1)
    if tick not in (ticks[0], ticks[-1]):
        return line
    return line + _text(format_short(tick, unit, tick_decimals(ticks)), _LEFT - 5, y + 4, "end")


def _text(words: str, x: float, y: float, anchor: str) -> Markup:
    return el("text", words, x=x, y=y, text_anchor=anchor, font_size=12, fill=palette.TEXT_SECONDARY)


def _line(spots: Sequence[tuple[float, float]], colour: str, width: float, dashes: str | None = None) -> Markup:
    points = " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in spots)
    return el("polyline", points=points, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dashes)


def _missing(x: float, bottom: float) -> Markup:
    """□ on the axis for a period without a figure."""
    return el(
        "rect",
        x=x - _BOX / 2,
        y=bottom - _BOX / 2,
        width=_BOX,
        height=_BOX,
        fill=palette.PAPER,
        stroke=palette.TEXT_SECONDARY,
        stroke_width=1.5,
    )


def _runs(spots: Sequence[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """Stretches of reported periods without a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y in spots:
        if y is None:
            runs.append([])
        else:
            runs[-1].append((x, y))
    return [run for run in runs if run]


def _key(*, has_plan: bool) -> Markup:
    """What the lines and marks of the panels are."""
    actual = el("line", x1=0, x2=22, y1=6, y2=6, stroke=palette.ACTUAL, stroke_width=2.5)
    plan = el("line", x1=0, x2=22, y1=6, y2=6, stroke=palette.PLAN, stroke_width=1.5, stroke_dasharray="5 3")
    drawn = [(actual, "thực hiện"), *([(plan, "kế hoạch")] if has_plan else [])]
    keys = [
        el("span", el("svg", sign, width=22, height=12, aria_hidden="true"), words, class_="key")
        for sign, words in drawn
    ]
    return el("div", *keys, el("span", NO_VALUE, class_="key"), class_="note")


def _table(multiples: Multiples) -> Markup:
    days = sorted({point.on for panel in multiples.panels for point in panel.points})
    columns = [Column("Xã, phường", "nowrap"), *(Column(format_date(day), "num") for day in days)]
    rows = [Row((panel.name, *_cells(multiples, panel, days))) for panel in multiples.panels]
    return table(f"Số liệu của biểu đồ: {multiples.title}", columns, rows, css="mid")


def _cells(multiples: Multiples, panel: Panel, days: Sequence[date]) -> list[Cell]:
    points = {point.on: point for point in panel.points}
    return [Cell(_cell(multiples, points.get(day))) for day in days]


def _cell(multiples: Multiples, point: PanelPoint | None) -> Sequence[str]:
    if point is None:
        return ["–"]
    plan = [sub(f"kế hoạch {multiples.words(point.plan)}", "below")] if point.plan is not None else []
    return [_said(multiples, point), *plan]


def _said(multiples: Multiples, point: PanelPoint) -> str:
    return NOTHING_AROSE if point.nothing_arose else multiples.words(point.value)
