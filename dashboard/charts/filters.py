"""Search, lists and pills above a table; each writes its choice into the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.markup import el, link, mark
from dashboard.charts.page_frame import ChoiceGroup, draw_select


@dataclass(frozen=True)
class Pill:
    """A status to filter by, with its count. A pill that is on leads back to all."""

    word: str
    count: int
    to: str
    is_on: bool
    mark: str = ""


def draw_filters(searched: str, selects: Sequence[tuple[str, str, str, ChoiceGroup]], pills: Sequence[Pill]) -> Markup:
    """The search field, the lists (label, key, chosen value, choices), and the status pills."""
    search = el(
        "input",
        type="search",
        id="tim",
        value=searched,
        data_key="tim",
        data_live="true",
        placeholder="Tìm chỉ tiêu, gõ không dấu cũng được",
        aria_label="Tìm chỉ tiêu, gõ không dấu cũng được",
        autocomplete="off",
    )
    lists = [draw_select(label, key, chosen, (choices,)) for label, key, chosen, choices in selects]
    drawn = [
        link(
            [mark(p.mark) if p.mark else None, f"{p.word} {p.count}"],
            p.to,
            class_="pill on" if p.is_on else "pill",
            aria_current="true" if p.is_on else None,
        )
        for p in pills
    ]
    group = el("div", *drawn, class_="pills", role="group", aria_label="Lọc theo trạng thái")
    return el(
        "div",
        el("div", search, *lists, class_="filters"),
        group,
        role="group",
        aria_label="Lọc danh sách",
        data_focus=True,
    )
