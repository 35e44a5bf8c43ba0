"""What a search found: one list, the best first, each line with what it is and where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.markup import badge, el, link, note, section
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.status import Status


@dataclass(frozen=True)
class FoundLine:
    """One thing found: its kind in words, its name, where it belongs, and its status where it is judged."""

    kind: str
    name: str
    to: str
    detail: str
    status: Status | None = None


def draw_found(finding: str, lines: Sequence[FoundLine], said: str) -> Markup:
    """The list under its finding, with statuses where something found has one; with nothing found only what to do."""
    if not lines:
        return section(finding, el("p", said))
    is_judged = any(line.status is not None for line in lines)
    columns = [
        Column("Loại", cell_css="sub", width=104),
        Column("Tên"),
        Column("Thuộc", cell_css="sub", width=420),
        *([Column("Trạng thái", width=162)] if is_judged else []),
    ]
    rows = [
        Row(
            (
                line.kind,
                link(line.name, line.to, class_="name plain two", title=line.name),
                line.detail,
                *([badge(line.status) if line.status is not None else None] if is_judged else []),
            )
        )
        for line in lines
    ]
    return section(finding, note(said) if said else None, table(finding, columns, rows, css="mid fixed", heading=1))
