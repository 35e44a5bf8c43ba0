"""The list of targets on the indicator page: status first, then what, whose, how far, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.markup import badge, el, join, link, sub
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.status import Status
from dashboard.text.formats import keep_together

SPARKLINE_SIZE = (92, 28)


@dataclass(frozen=True)
class ListRow:
    """One target in formatted words. Empty `plan`, `target`, `due` are said as «–», «không có số», «chưa có hạn»."""

    status: Status
    name: str
    to: str
    agency: str
    actual: str
    plan: str
    target: str
    due: str
    sparkline: Markup
    report: str
    agency_full: str = ""
    clause: str = ""


def draw_list(rows: Sequence[ListRow], caption: str) -> Markup:
    """The list, in the order given."""
    columns = [
        Column("Trạng thái", width=154),
        Column("Chỉ tiêu"),
        Column("Chủ trì", width=124),
        Column("Thực hiện", "num words", width=88),
        Column(join(["Kế hoạch", el("br"), "đến kỳ"]), "num", width=84),
        Column("Mục tiêu", "num words", width=100),
        Column("Hạn", "num", width=92),
        Column("Các kỳ", width=108),
        Column("Báo cáo", cell_css="sub", width=150),
    ]
    return table(caption, columns, [_row(row) for row in rows], css="mid lst", heading=1)


def _row(row: ListRow) -> Row:
    name = link(row.name, row.to, class_="name two", title=row.name)
    return Row(
        (
            badge(row.status),
            [name, sub(row.clause)] if row.clause else name,
            el("span", row.agency, title=row.agency_full or None),
            el("b", row.actual),
            row.plan or "–",
            keep_together(row.target) or sub("không có số"),
            row.due or sub("chưa có hạn"),
            row.sparkline,
            row.report,
        )
    )
