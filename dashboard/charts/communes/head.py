"""What stands above the commune views: how to look, what to look at, and the finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.markup import el, link
from dashboard.charts.page_frame import ChoiceGroup, draw_select


@dataclass(frozen=True)
class View:
    """One way to look; `to` keeps what is chosen."""

    word: str
    to: str
    is_on: bool


def draw_commune_bar(
    views: Sequence[View], select: tuple[str, str, str, Sequence[ChoiceGroup]] | None, right: tuple[str, str] | None
) -> Markup:
    """The ways to look, one list to choose from (label, key, chosen value, choices), and a link at the end of the line."""
    ways = [
        link(view.word, view.to, id=f"xem-{at}", aria_current="true" if view.is_on else None)
        for at, view in enumerate(views)
    ]
    chosen = draw_select(*select) if select else None
    end = el("span", link(*right, id="bang-so"), class_="right") if right else None
    return el("div", el("div", *ways, class_="seg", role="group", aria_label="Cách xem"), chosen, end, class_="cm-bar")


def draw_finding(title: str, *lines: str) -> Markup:
    """The finding, and under it what is measured, where and when."""
    return el("div", el("h2", title), *(el("p", line, class_="note") for line in lines if line), class_="cm-head")
