"""What a search found: one list, the best first, each line with what it is and where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.markup import badge, el, link, note, section, sub
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.status import Status


@dataclass(frozen=True)
class FoundLine:
    """One thing found: its kind in words, its name, whose it is and where it belongs, how it stands.

    `status` is of what is judged, `standing` of a task in words.
    """

    kind: str
    name: str
    to: str
    detail: str
    status: Status | None = None
    standing: str = ""


def draw_found(finding: str, lines: Sequence[FoundLine], said: str, near: Sequence[FoundLine] = ()) -> Markup:
    """The list under its finding, and folded what only looks like it; with nothing found only what to do.

    `said` says that there is more: in the fold where there is one.
    """
    if not lines:
        return section(finding, el("p", said))
    more = note(said) if said else None
    if not near:
        return section(finding, more, _list(finding, lines))
    title = f"Xem {len(near)} kết quả gần giống{' nhất' if said else ''}"
    fold = el("details", el("summary", title), more, _list(title, near), id="gan-giong")
    return section(finding, _list(finding, lines), fold)


def _list(caption: str, lines: Sequence[FoundLine]) -> Markup:
    """With a column of how things stand where something found does."""
    has_standing = any(line.status is not None or line.standing for line in lines)
    columns = [
        Column("Loại", cell_css="sub", width=104),
        Column("Tên"),
        Column("Thuộc", cell_css="sub", width=420),
        *([Column("Trạng thái", width=162)] if has_standing else []),
    ]
    rows = [
        Row(
            (
                line.kind,
                link(line.name, line.to, class_="name plain two", title=line.name),
                line.detail,
                *([badge(line.status) if line.status is not None else sub(line.standing)] if has_standing else []),
            )
        )
        for line in lines
    ]
    return table(caption, columns, rows, css="mid fixed", heading=1)
