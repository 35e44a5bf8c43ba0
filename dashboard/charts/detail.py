"""One indicator in blocks: finding and chips, «Vì sao?», its targets, its units, definition, provenance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.analyses.closing import Closing
from dashboard.charts.bullet import Bullet, bullet_key, draw_bullet
from dashboard.charts.markup import Child, badge, el, join, link, note, section, sub, tag
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.status import Status

# A finding breaks where one of its statements ends, so that no name is torn apart while there is room.
_CLAUSE_ENDS = re.compile(r"(?<=[;:]) |(?<=,) (?=chậm|sớm|đúng|kịp|đã đạt|hiện đang)")


@dataclass(frozen=True)
class Why:
    """Why a target has its status: one sentence, the numbers behind it, and what is still needed.

    The third part of a fact says whether it is printed strongly.
    """

    sentence: str
    facts: tuple[tuple[str, str, bool], ...]
    needed: str = ""
    needed_note: str = ""
    rules_to: str | None = None


@dataclass(frozen=True)
class TargetRow:
    """One target of the indicator. `instead` is said in place of the bullet («bắt đầu từ 2026»)."""

    document: str
    clause: str
    scope: str
    target: str
    due: str
    actual: str
    status: Status
    bullet: Bullet | None = None
    instead: str = ""
    to: str | None = None
    is_shown: bool = False
    assumed: str = ""


@dataclass(frozen=True)
class UnitRow:
    """A reporting unit, or a sum of units, against the plan. `status` is None for a sum that is not judged."""

    name: str
    actual: str
    parts: str
    missing: str
    bullet: Bullet | None = None
    instead: str = ""
    status: Status | None = None
    is_sum: bool = False
    to: str | None = None


@dataclass(frozen=True)
class SourceRow:
    """Where one value comes from: period, value, numerator and denominator, file and cells, received, vintage.

    `hands` says under which number it came in, who sent and who took it; `newer` that a later file waits.
    """

    period: str
    value: str
    parts: str
    place: str
    received: str
    vintage: str
    is_newest: bool = False
    hands: str = ""
    newer: str = ""


def draw_finding(title: str, previous_to: str | None = None, next_to: str | None = None, place: str = "") -> Markup:
    """The finding as title, with «Trước» and «Sau» through the filtered list and the place in it (`8/45`)."""
    steps = [
        link("‹ Trước", previous_to, class_="btn small", aria_label="Chỉ tiêu trước") if previous_to else None,
        sub(place) if place else None,
        link("Sau ›", next_to, class_="btn small", aria_label="Chỉ tiêu sau") if next_to else None,
    ]
    clauses = [[el("span", clause, class_="clause"), " "] for clause in _CLAUSE_ENDS.split(title)]
    return el("div", el("h2", *clauses), el("div", *steps, class_="steps"), class_="finding")


def draw_chips(status: Status, facts: Sequence[str]) -> Markup:
    """The status and facts about the target as chips."""
    return el("div", badge(status), *(tag(fact) for fact in facts if fact), class_="chips")


def draw_why(why: Why) -> Markup:
    """«Vì sao?»: the sentence, the inputs, what is needed, and the way to the rules."""
    rules = link("Quy tắc đánh giá", why.rules_to) if why.rules_to else None
    last = note(join([part for part in (why.needed_note, rules) if part], " ")) if why.needed_note or rules else None
    return section(
        "Vì sao?",
        el("p", why.sentence, class_="because"),
        draw_facts([(name, value, strong) for name, value, strong in why.facts]),
        el("p", why.needed, class_="needed") if why.needed else None,
        last,
        css="why",
    )


def draw_facts(facts: Sequence[tuple[Child, Child, bool]], css: str = "kv") -> Markup:
    """Names and values in two columns."""
    pairs = [(el("dt", name), el("dd", value, class_="strong" if strong else None)) for name, value, strong in facts]
    return el("dl", *(part for pair in pairs for part in pair), class_=css)


def draw_targets(rows: Sequence[TargetRow], explained: str = "", after: str = "") -> Markup:
    """«Các mục tiêu của chỉ tiêu này»: each target keeps its own status; the one the page leads with is marked."""
    columns = [
        Column("Văn bản, mục"),
        Column("Phạm vi", width=130),
        Column("Mục tiêu", "num words", width=128),
        Column("Hạn", "num", width=100),
        Column("Thực hiện", "num", width=116),
        Column("So với kế hoạch", width=176),
        Column("Trạng thái", width=162),
    ]
    shown = table("Các mục tiêu của chỉ tiêu này", columns, [_target_row(row) for row in rows], css="mid fixed")
    return section(
        "Các mục tiêu của chỉ tiêu này",
        note(explained) if explained else None,
        shown,
        note(after, css="after") if after else None,
        right=bullet_key(),
    )


def draw_units(
    rows: Sequence[UnitRow],
    title: str,
    parts_title: str,
    missing_title: str,
    after: str = "",
    right: Child = None,
) -> Markup:
    """By unit: value, numerator and denominator, bullet, what is missing; sums stand out. `right` is at the end of the heading.

    Numerators and what is missing have a column only where some unit has them.
    """
    has_parts, has_missing = any(row.parts for row in rows), any(row.missing for row in rows)
    columns = [
        Column("Đơn vị"),
        Column("Thực hiện", "num"),
        *([Column(parts_title, "num")] if has_parts else []),
        Column("So với kế hoạch", width=176),
        *([Column(missing_title, "num")] if has_missing else []),
        Column("Trạng thái", width=162),
    ]
    drawn = [_unit_row(row, has_parts=has_parts, has_missing=has_missing) for row in rows]
    shown = table(title, columns, drawn, css="mid units")
    return section(title, shown, note(after, css="after") if after else None, right=right)


def draw_closing(closing: Closing) -> Markup:
    """What would close the gap."""
    lines = [el("p", el("b", lead) if lead else None, rest) for lead, rest in closing.lines]
    return section(closing.title, el("div", *lines, class_="closing"), note(closing.about, css="after"))


def draw_definition(facts: Sequence[tuple[str, str]]) -> Markup:
    """«Định nghĩa»: numerator, denominator, how it adds up, on what ground."""
    return section("Định nghĩa", draw_facts([(sub(name), value, False) for name, value in facts], "kv wrap"))


def draw_sources(rows: Sequence[SourceRow], after: str = "") -> Markup:
    """«Nguồn của từng số»: file, sheet, cell and day received of each value; numerators where some value has them."""
    has_parts = any(row.parts for row in rows)
    columns = [
        Column("Kỳ", "nowrap"),
        Column("Giá trị", "num"),
        *([Column("Tử số / mẫu số", "num")] if has_parts else []),
        Column("Tệp, trang, ô", cell_css="place"),
        Column("Nhận lúc"),
        Column("Lần sửa"),
    ]
    drawn = [
        Row(
            (
                row.period,
                el("b", row.value) if row.is_newest else row.value,
                *([row.parts] if has_parts else []),
                [
                    row.place,
                    sub(row.hands, "below") if row.hands else None,
                    el("span", row.newer, class_="newer") if row.newer else None,
                ],
                row.received,
                row.vintage,
            )
        )
        for row in rows
    ]
    if not rows:
        return section("Nguồn của từng số", el("p", "Chưa nhận số liệu nào."))
    shown = table("Nguồn của từng số", columns, drawn)
    return section("Nguồn của từng số", shown, note(after, css="after") if after else None)


def _target_row(row: TargetRow) -> Row:
    document = el("b", row.document) if row.is_shown else row.document
    if row.to is not None:
        document = link(document, row.to, class_="name plain")
    name = [document, f", {row.clause}" if row.clause else None, sub(row.assumed, "below") if row.assumed else None]
    cells = (
        name,
        row.scope,
        row.target or sub("không có số"),
        row.due or sub("chưa có hạn"),
        el("b", row.actual),
        _against_plan(row.bullet, row.instead),
        badge(row.status),
    )
    return Row(cells, "lead" if row.is_shown else "")


def _unit_row(row: UnitRow, *, has_parts: bool, has_missing: bool) -> Row:
    cells = [
        link(row.name, row.to, class_="name plain") if row.to else row.name,
        row.actual,
        *([row.parts or "–"] if has_parts else []),
        _against_plan(row.bullet, row.instead),
        *([row.missing or "–"] if has_missing else []),
        badge(row.status) if row.status is not None else sub("–"),
    ]
    return Row(cells, "sum" if row.is_sum else "")


def _against_plan(bullet: Bullet | None, instead: str) -> Markup:
    if bullet is not None and not instead:
        return draw_bullet(bullet)
    return sub(instead or "–")
