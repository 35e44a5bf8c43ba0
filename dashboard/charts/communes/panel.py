"""The panel of one commune: its indicators against plan and target, its reports, its tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.bullet import Bullet, bullet_key, draw_bullet
from dashboard.charts.markup import Child, badge, el, join, link, section, sub
from dashboard.charts.tables import Cell, Column, Row, table
from dashboard.domain.status import Status


@dataclass(frozen=True)
class PanelRow:
    """One target of the commune. `status` is None where the plan names no due date; `aside` is said in its place or after it.

    `day` says until when the figure speaks where that is not plain. `is_out`: no figure, and a report that was due is missing.
    """

    name: str
    document: str
    to: str
    actual: str
    day: str
    parts: str
    bullet: Bullet | None
    sparkline: Markup | None
    target: str
    due: str
    status: Status | None
    aside: str
    is_chosen: bool
    has_figure: bool = True
    is_out: bool = False


@dataclass(frozen=True)
class PanelAhead:
    """Targets of one plan that begin on one day still to come: `words` says which, how many and when."""

    words: str
    rows: Sequence[PanelRow]
    is_open: bool


@dataclass(frozen=True)
class PanelReport:
    """One report of the commune: its period, what became of it, the day it came in; `tone` as in the matrix of reports."""

    period: str
    words: str
    received: str
    tone: str = ""


def draw_commune_panel(
    title: str, finding: str, close: tuple[str, str] | None, rows: Sequence[PanelRow], ahead: Sequence[PanelAhead],
    below: Sequence[Child],
) -> Markup:  # fmt: skip
    """The panel; under the indicators those `ahead`, folded, then `below`.

    `close` is where «Đóng» leads and the id of what takes the focus then; None where the panel stays open.
    """
    head = el(
        "div",
        el("h2", title),
        el("span", finding, class_="note"),
        el("span", link("Đóng", close[0], id="dong-xa", data_back=close[1]), class_="right") if close else None,
        class_="head",
    )
    return el(
        "section",
        el("div", head, data_reveal=title, class_="reveal", tabindex="-1"),
        _indicators(f"Các chỉ tiêu của {title}", rows),
        *(_folded(group, at) for at, group in enumerate(ahead, start=1)),
        *below,
        class_="commune",
    )


def _folded(ahead: PanelAhead, at: int) -> Markup:
    shown = _indicators(ahead.words, ahead.rows)
    return el("details", el("summary", ahead.words), shown, id=f"chua-bat-dau-{at}", open=ahead.is_open)


def _indicators(caption: str, rows: Sequence[PanelRow]) -> Markup:
    columns = [
        Column("Chỉ tiêu"),
        Column("Thực hiện", "num", width=98),
        Column("Tử số / mẫu số", "num", width=104),
        Column(bullet_key(), "bl", width=240),
        Column("Các kỳ gần đây", width=118),
        Column("Mục tiêu", "num words", width=126),
        Column("Trạng thái", "stc", width=226),
    ]
    return table(caption, columns, [_row(row) for row in rows], css="mid pn")


def _row(row: PanelRow) -> Row:
    cells = (
        [link(row.name, row.to, class_="name plain"), sub(row.document, "below") if row.document else None],
        [el("b", row.actual) if row.has_figure else sub(row.actual), sub(row.day, "below") if row.day else None],
        Cell(row.parts, css="sub"),
        draw_bullet(row.bullet) if row.bullet is not None else None,
        row.sparkline,
        [row.target, sub(f", {row.due}") if row.due else None],
        [
            badge(row.status) if row.status is not None else None,
            sub(row.aside, "lag out" if row.is_out else "lag") if row.aside else None,
        ],
    )
    return Row(cells, "lead" if row.is_chosen else "")


def draw_reports(rows: Sequence[PanelReport], links: Sequence[tuple[str, str]]) -> Markup:
    """«Báo cáo của xã, phường», the newest first, and where to see and to send them."""
    title = "Báo cáo gần đây"
    ways = join([link(word, to) for word, to in links], " · ")
    if not rows:
        return section(title, el("p", "Chưa có kỳ báo cáo nào."), right=ways)
    columns = [Column("Kỳ"), Column("Tình trạng"), Column("Ngày nhận", "num")]
    drawn = [Row((row.period, Cell(row.words, row.tone), row.received)) for row in rows]
    return section(title, table(title, columns, drawn, css="mid close"), right=ways)
