"""«Chờ duyệt»: files that wait for a decision, and one of them opened: what it changes, its warnings, approve or return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.fields import act_button, form, reason_field, send_button
from dashboard.charts.markup import Child, el, link, section
from dashboard.charts.tables import Column, Row, table

FIRST_FILES = 4


@dataclass(frozen=True)
class WaitingLine:
    """A file that waits. `load_id` goes back with the acts; people see the receipt."""

    load_id: str
    receipt: str
    unit: str
    form: str
    period: str
    received: str
    cells: int
    warnings: int
    look_to: str
    is_open: bool = False


@dataclass(frozen=True)
class OpenFile:
    """A waiting file as it would change the figures now: its counts, its figures (drawn), warnings, and what stands against it."""

    line: WaitingLine
    close_to: str
    counts: str
    figures: tuple[Markup, ...]
    warnings: tuple[str, ...]
    faults: tuple[str, ...] = ()
    reason: str = ""
    reason_fault: str = ""


def draw_waiting(lines: Sequence[WaitingLine], opened: OpenFile | None, *, can_act: bool) -> Markup:
    """The list, and under it the file that is looked at."""
    columns = [
        Column("Đơn vị"),
        Column("Biểu", width=80),
        Column("Kỳ", width=150),
        Column("Nhận", width=90),
        Column("Mã", "nowrap", width=90),
        Column("Số ô", "num", width=64),
        Column("Cảnh báo", "num", width=86),
        Column(el("span", "Việc", class_="vh"), width=80),
    ]
    rows = [
        Row(
            (
                line.unit,
                line.form,
                line.period,
                line.received,
                line.receipt,
                str(line.cells),
                str(line.warnings) if line.warnings else "–",
                _look(line),
            ),
            "lead" if line.is_open else "",
        )
        for line in lines
    ]
    title = f"Chờ duyệt ({len(lines)})"
    parts: list[Child] = [table(title, columns, rows[:FIRST_FILES], css="mid waiting")]
    rest = rows[FIRST_FILES:]
    if rest:
        more = table(f"{title}, các tệp còn lại", columns, rest, css="mid waiting")
        is_open = any(line.is_open for line in lines[FIRST_FILES:])
        parts.append(el("details", el("summary", f"Xem {len(rest)} tệp còn lại"), more, id="tep-con-lai", open=is_open))
    return section(title, *parts, _opened(opened, can_act=can_act) if opened else None, css="files")


def _look(line: WaitingLine) -> Markup:
    """Opens the file; it is approved or returned there, never unseen."""
    label = f"Xem {line.unit}, {line.form}, {line.period}"
    return link("Xem", line.look_to, class_="btn small", aria_label=label)


def _opened(file: OpenFile, *, can_act: bool) -> Markup:
    line = file.line
    head = el(
        "div",
        el("h3", f"{line.unit}, {line.form} {line.period} ({line.receipt})"),
        el("span", link("Đóng", file.close_to), class_="right"),
        class_="head",
    )
    parts: list[Child] = [head, el("p", file.counts)]
    if file.faults:
        parts.append(el("ul", *(el("li", each) for each in file.faults), class_="plain-list wrong", role="alert"))
    parts += file.figures
    if file.warnings:
        parts += [el("p", "Cảnh báo:"), el("ul", *(el("li", each) for each in file.warnings), class_="plain-list")]
    if can_act:
        parts.append(
            el(
                "div",
                act_button("Duyệt", "duyet", {"tep": line.load_id}, css="main"),
                form(
                    "tra-lai",
                    reason_field("Lý do trả lại", file.reason, key="ly-do-tra", fault=file.reason_fault),
                    send_button("Trả lại"),
                    key="tra-lai",
                    title="Trả lại tệp, có lý do",
                    tep=line.load_id,
                ),
                class_="decide",
            )
        )
    return el("div", *parts, class_="opened", id="tep-dang-xem")
