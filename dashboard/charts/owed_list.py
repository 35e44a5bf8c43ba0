"""«Việc phải nộp»: what one unit must send, until when, where it stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from dashboard.charts.markup import Child, el, link, note, section
from dashboard.charts.tables import Cell, Column, Row, table

Tone = Literal["late", "open", "wait", "back", "done", ""]


@dataclass(frozen=True)
class Doing:
    """A small button of a row: its words, its act and what goes along. `label` is the whole sentence for those who only hear it."""

    words: str
    act: str
    label: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class OwedRow:
    """One form of one period. `said` is the receipt, the reason of a return, or why nothing can be sent."""

    name: str
    what: str
    deadline: str
    days: str
    is_late: bool
    state: str
    tone: Tone
    said: str
    form_address: str
    form_label: str
    can_send: bool
    doing: tuple[Doing, ...] = ()


@dataclass(frozen=True)
class UnitLink:
    """A unit to choose, and what it has to send."""

    name: str
    to: str
    note: str = ""


def draw_owed(title: str, rows: Sequence[OwedRow], coming: str, *before: Child) -> Markup:
    """The list with its finding as title; `coming` names what falls due next."""
    columns = [
        Column("Biểu, kỳ"),
        Column("Hạn nộp", width=130),
        Column("Tình trạng", width=130),
        Column("Biên nhận, ghi chú", width=300),
        Column("Biểu mẫu", width=210),
        Column("Việc cần làm", width=230),
    ]
    shown = table("Việc phải nộp", columns, [_row(one) for one in rows], css="mid fixed owed")
    after = note(coming, css="after") if coming else None
    heading = el("h2", title, tabindex="-1", data_focus=True)
    return el("section", heading, *before, shown if rows else None, after)


def _row(one: OwedRow) -> Row:
    name = [el("b", one.name), el("br"), el("span", one.what, class_="sub")]
    due = [one.deadline, el("br"), el("span", one.days, class_="sub late" if one.is_late else "sub")]
    state = el("span", one.state, class_=f"state {one.tone}".strip())
    form = el("a", "Tải biểu mẫu (đã điền sẵn)", href=one.form_address, download=True, aria_label=one.form_label)
    pick = _pick(one) if one.can_send else None
    return Row(
        (name, due, state, Cell(one.said, "sub"), form, el("div", pick, *(_do(d) for d in one.doing), class_="acts"))
    )


def _pick(one: OwedRow) -> Markup:
    """Opens the choice of a file, the same as the button below the list."""
    label = f"Gửi tệp của {one.name}"
    return el("button", "Gửi tệp", type="button", class_="btn small", aria_label=label, data_pick="true")


def _do(doing: Doing) -> Markup:
    data = {f"data_{key}": value for key, value in doing.fields.items()}
    return el(
        "button", doing.words, type="button", class_="btn small", aria_label=doing.label, data_act=doing.act, **data
    )


def draw_units(title: str, groups: Sequence[tuple[str, Sequence[UnitLink]]]) -> Markup:
    """Every unit that reports, by kind; one is chosen by a click."""
    return el("div", note(title), *(_group(name, units) for name, units in groups), class_="rows")


def _group(name: str, units: Sequence[UnitLink]) -> Markup:
    items = [
        el("li", link(one.name, one.to), el("span", f" {one.note}", class_="sub late") if one.note else None)
        for one in units
    ]
    return section(name, el("ul", *items, class_="unit-list"))
