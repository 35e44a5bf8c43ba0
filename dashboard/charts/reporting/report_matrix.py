"""«Tình hình nộp» in blocks: the finding, whom to remind, and units × periods in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.fields import act_button
from dashboard.charts.filters import Pill
from dashboard.charts.markup import Child, el, link, note, section, sub
from dashboard.charts.page_frame import ChoiceGroup, draw_select
from dashboard.charts.tables import Cell, Column, Row, table


@dataclass(frozen=True)
class MatrixHead:
    """A heading that leads somewhere: it sorts (`sort` is the way it does, when it does) or chooses the period."""

    title: str
    to: str
    sort: str = ""
    is_chosen: bool = False
    about: str = ""


@dataclass(frozen=True)
class MatrixCell:
    """One report in words; `tone` is `late`, `out`, `back` or empty; `to` leads to the file that waits.

    `about` names what is lacking where it is a part.
    """

    words: str
    tone: str = ""
    to: str | None = None
    about: str = ""


@dataclass(frozen=True)
class MatrixLine:
    """One unit: how often late, its reports, how many in time (`4/5`), how often reminded."""

    name: str
    to: str
    late_count: int
    cells: tuple[MatrixCell, ...]
    on_time: str
    reminded: str


@dataclass(frozen=True)
class ReminderBox:
    """Whom to remind and with which words. `fields` name the units and the report; `can_act` is False on another day."""

    count: int
    last: str
    text: str
    fields: Mapping[str, str]
    can_act: bool = True


def draw_head(
    finding: str, sub_line: str, change_to: str, archive: str | None = None, notes: Sequence[str] = ()
) -> Markup:
    """The finding as title, and the line under it, if any. `archive` is the address of all forms of the period in one file."""
    forms = el("a", "Tất cả biểu mẫu của kỳ (.zip)", href=archive, download=True) if archive else None
    right = el("span", forms, " · " if forms else None, link("Đổi hạn nộp", change_to), class_="right")
    head = el("div", el("h2", finding), right, class_="head")
    return el("div", head, *(note(each) for each in (sub_line, *notes) if each), class_="mx-head")


def draw_reminders(box: ReminderBox) -> Markup:
    """«Danh sách nhắc»: the text ready to paste, copied or noted with one click; the same list for mail merge."""
    lines: list[Child] = [f"{box.count} đơn vị"]
    if box.last:
        lines += [el("br"), box.last]
    lines += [el("br"), "Lời gợi ý, sửa được trước khi chép"]
    told = el("div", el("h2", "Danh sách nhắc"), el("p", *lines, class_="note"), class_="whom")
    buttons: list[Child] = [act_button("Tải danh sách (.csv)", "tai-danh-sach")]
    if box.can_act:
        buttons.append(act_button("Ghi đã nhắc", "ghi-nhac", box.fields))
    buttons.append(el("button", "Chép nội dung", type="button", class_="btn main", data_copy_text=True))
    text = el("textarea", box.text, class_="message", rows="4", aria_label="Lời nhắc gợi ý, sửa được trước khi chép")
    return el("section", told, text, el("div", *buttons, class_="buttons"), class_="remind")


def draw_choices(selects: Sequence[tuple[str, str, str, ChoiceGroup]], pill: Pill | None, right: str) -> Markup:
    """Form, frequency and period (label, key, chosen value, choices), and «chỉ đơn vị chậm»."""
    lists = [draw_select(label, key, chosen, (choices,)) for label, key, chosen, choices in selects]
    only = None
    if pill is not None:
        only = link(
            f"{pill.word} ({pill.count})",
            pill.to,
            class_="pill on" if pill.is_on else "pill",
            aria_current="true" if pill.is_on else None,
        )
    return el("div", *lists, only, el("span", right, class_="note end"), class_="filters mx-choices")


def draw_matrix(
    caption: str, name: MatrixHead, late: MatrixHead, periods: Sequence[MatrixHead], on_time: MatrixHead,
    reminded: MatrixHead, lines: Sequence[MatrixLine],
) -> Markup:  # fmt: skip
    """Units × periods. The sorted column says so to screen readers too."""
    columns = [
        Column(_head(name), width=236, sort=name.sort),
        Column(_head(late), "num", width=104, sort=late.sort),
        *(
            Column(_head(each), "now" if each.is_chosen else "", width=190 if each.is_chosen else None)
            for each in periods
        ),
        Column(_head(on_time), "num", width=84, sort=on_time.sort),
        Column(_head(reminded), "told", cell_css="sub", width=156, sort=reminded.sort),
    ]
    rows = [
        Row(
            (
                link(line.name, line.to, class_="name plain"),
                el("b", str(line.late_count)),
                *(Cell(_cell(cell), cell.tone) for cell in line.cells),
                line.on_time,
                line.reminded,
            )
        )
        for line in lines
    ]
    return table(caption, columns, rows, css="mid mx")


def draw_nothing(text: str, to: str | None = None, leads: str = "") -> Markup:
    """One sentence in the place of the matrix, with a way on."""
    return el("p", text, " ", link(leads, to) if to else None, class_="nothing")


def _head(head: MatrixHead) -> Markup:
    arrow = {"descending": " ↓", "ascending": " ↑"}.get(head.sort, "")
    words = [head.title, el("span", arrow, aria_hidden="true")] if arrow else head.title
    return link(words, head.to, aria_label=head.about or None, aria_current="true" if head.is_chosen else None)


def _cell(cell: MatrixCell) -> Child:
    if cell.to:
        return link(cell.words, cell.to)
    return el("span", cell.words, title=cell.about) if cell.about else cell.words


@dataclass(frozen=True)
class CountedReport:
    """One report that a rate counts: form and period, its state, what of it is lacking, the day it came in."""

    name: str
    words: str
    lacking: str
    received: str
    is_late: bool


def draw_counted(title: str, reports: Sequence[CountedReport]) -> Markup:
    """All reports that a unit's rate in time counts."""
    columns = [Column("Báo cáo", width=220), Column("Ngày nhận", "num", width=110), Column("Tình trạng")]
    rows: list[Row] = []
    for each in reports:
        state = el("b", each.words) if each.is_late else each.words
        rows.append(Row((each.name, each.received, [state, sub(each.lacking, "below") if each.lacking else None])))
    return section(title, table(title, columns, rows, css="mid"))


@dataclass(frozen=True)
class RollUpLine:
    """One lead agency: how many units feed it, how many are in, waived, waiting; who is missing."""

    agency: str
    is_complete: bool
    expected: int
    units_in: int
    waived: str
    waiting: str
    missing: str


def draw_roll_ups(lines: Sequence[RollUpLine], about: str) -> Markup:
    """«Tổng hợp theo cơ quan chủ trì»: complete when every unit is in with approved figures or waived."""
    columns = [
        Column("Cơ quan chủ trì", width=270),
        Column("Tổng hợp", width=120),
        Column("Đã có số", "num", width=92),
        Column("Được miễn", cell_css="sub"),
        Column("Chờ duyệt", cell_css="sub"),
        Column("Còn thiếu", width=420),
    ]
    rows = [
        Row(
            (
                line.agency,
                "✓ Đủ" if line.is_complete else Cell("Chưa đủ", "late"),
                f"{line.units_in}/{line.expected}",
                line.waived or "–",
                line.waiting or "–",
                line.missing or "–",
            )
        )
        for line in lines
    ]
    title = "Tổng hợp theo cơ quan chủ trì"
    return el("section", el("h2", title), note(about), table(title, columns, rows, css="mid mx-up"))


def draw_waived(lines: Sequence[tuple[str, str, Markup | None]]) -> Markup:
    """Who need not send this report, why, and the way back."""
    items = [el("li", el("b", name), f": {why} ", button) for name, why, button in lines]
    return el("ul", *items, class_="plain-list")
