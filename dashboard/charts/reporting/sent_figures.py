"""The figures of one file beside those of the period before: what somebody looks at before it is sent or approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.markup import Child, el, join, section, sub
from dashboard.charts.tables import Cell, Column, Row, table

FIRST_FIGURES = 20


@dataclass(frozen=True)
class Shown:
    """A figure as people read it: `68,1%` and under it `1.210/1.778`, where it has both."""

    value: str
    parts: str = ""


@dataclass(frozen=True)
class SentFigure:
    """One indicator (or task) of the file. `about` says whose and where in the file; `replaced` the figure of the same
    period that counts now and would be another.
    """

    name: str
    about: str
    before: Shown
    now: Shown
    change: str
    evidence: str
    replaced: str = ""


def draw_sent_figures(title: str, subject: str, rows: Sequence[SentFigure]) -> Markup:
    """One table, a line each; of a long one the rest is folded. `subject` is what the lines are: `Chỉ tiêu`, `Nhiệm vụ`."""
    columns = [
        Column(subject),
        Column("Kỳ trước", "num", width=130),
        Column("Kỳ này", "num", width=150),
        Column("Thay đổi", "num", width=130),
        Column("Minh chứng", "then", width=320),
    ]
    drawn = [_row(one) for one in rows]
    first = table(title, columns, drawn[:FIRST_FIGURES], css="mid fixed figures")
    rest = drawn[FIRST_FIGURES:]
    more = None
    if rest:
        inside = table(f"{title}, các dòng còn lại", columns, rest, css="mid fixed figures")
        more = el("details", el("summary", f"Xem {len(rest)} dòng còn lại"), inside, id="so-con-lai")
    return section(f"{title} ({len(rows)})", first, more)


def _row(one: SentFigure) -> Row:
    now = [el("b", one.now.value), *_under(one.now.parts)]
    if one.replaced:
        now += _under(f"thay {one.replaced}")
    return Row(
        (
            [one.name, *_under(one.about)],
            [one.before.value, *_under(one.before.parts)],
            join(now),
            one.change,
            Cell(one.evidence or "–", "place"),
        )
    )


def _under(text: str) -> list[Child]:
    return [el("br"), sub(text)] if text else []
