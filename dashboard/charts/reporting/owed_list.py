"""«Việc phải nộp»: what one unit must send, until when, where it stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from dashboard.charts.markup import Child, el, link, note, section
from dashboard.charts.tables import Cell, Column, Row, table

Tone = Literal["late", "open", "wait", "back", "done", ""]


@dataclass(frozen=True)
class OwedRow:
    """One form of one period. `deadlines` are one or several; `said` the receipt, the reason of a return, or why nothing can
    be sent. A second state and sentence are those of a correction beside the report that counts; `doing` are its buttons.
    """

    name: str
    what: str
    deadlines: tuple[str, ...]
    days: str
    is_late: bool
    states: tuple[tuple[str, Tone], ...]
    said: tuple[str, ...]
    form_address: str
    form_label: str
    can_send: bool
    doing: tuple[Markup, ...] = ()


@dataclass(frozen=True)
class UnitLink:
    """A unit to choose, and what it has to send."""

    name: str
    to: str
    note: str = ""


def draw_owed(title: str, rows: Sequence[OwedRow], earlier: Sequence[OwedRow], coming: str, *before: Child) -> Markup:
    """The list with its finding as title; `coming` names what falls due next, `earlier` is folded away."""
    after = note(coming, css="after") if coming else None
    folded = None
    if earlier:
        words = f"Kỳ trước còn thiếu ({len(earlier)})"
        folded = el("details", el("summary", words), _table(words, earlier), id="ky-truoc")
    heading = el("h2", title, tabindex="-1", data_focus=True)
    return el("section", heading, *before, _table("Việc phải nộp", rows) if rows else None, after, folded)


def _table(caption: str, rows: Sequence[OwedRow]) -> Markup:
    columns = [
        Column("Biểu, kỳ"),
        Column("Hạn nộp", width=176),
        Column("Tình trạng", width=150),
        Column("Biên nhận, ghi chú", width=290),
        Column("Biểu mẫu", width=184),
        Column("Việc cần làm", width=168),
    ]
    return table(caption, columns, [_row(one) for one in rows], css="mid fixed owed")


def _row(one: OwedRow) -> Row:
    name = [el("b", one.name), el("br"), el("span", one.what, class_="sub")]
    due = [_lines(one.deadlines), el("br"), el("span", one.days, class_="sub late" if one.is_late else "sub")]
    states = [el("span", word, class_=f"state {tone}".strip()) for word, tone in one.states]
    form = el("a", "Tải biểu mẫu (đã điền sẵn)", href=one.form_address, download=True, aria_label=one.form_label)
    pick = _pick(one) if one.can_send else None
    buttons = el("div", pick, *one.doing, class_="acts")
    return Row((name, due, _lines(states), Cell(_lines(one.said), "sub"), form, buttons))


def _lines(parts: Sequence[Child]) -> list[Child]:
    """One under the other."""
    return [child for place, part in enumerate(parts) for child in ((el("br"), part) if place else (part,))]


def _pick(one: OwedRow) -> Markup:
    """Opens the choice of a file, the same as the button below the list."""
    label = f"Gửi tệp của {one.name}"
    return el("button", "Gửi tệp", type="button", class_="btn small", aria_label=label, data_pick="true")


def draw_units(title: str, groups: Sequence[tuple[str, Sequence[UnitLink]]]) -> Markup:
    """Every unit that reports, by kind; one is chosen by a click."""
    return el("div", note(title), *(_group(name, units) for name, units in groups), class_="rows")


def _group(name: str, units: Sequence[UnitLink]) -> Markup:
    items = [
        el("li", link(one.name, one.to), el("span", f" {one.note}", class_="sub late") if one.note else None)
        for one in units
    ]
    return section(name, el("ul", *items, class_="unit-list"))
