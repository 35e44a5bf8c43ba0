"""«Kỳ báo cáo» in blocks: the list of periods, the forms of the chosen one, what is locked and every exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.fields import choice_field, date_field, form, reason_field, send_button
from dashboard.charts.markup import Child, el, link, note, section
from dashboard.charts.tables import Cell, Column, Row, table


@dataclass(frozen=True)
class PeriodLine:
    """One period: its days, when its report is due and who said so, whether it is locked, how many reports are in."""

    name: str
    to: str
    start: str
    end: str
    deadline: str
    said_by: str
    state: str
    is_locked: bool
    done: str
    exceptions: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Typed:
    """What stands in the fields of one form, and the field that was wrong with its sentence."""

    values: dict[str, str]
    wrong: str = ""
    words: str = ""

    def fault(self, name: str) -> str:
        """What to say under this field."""
        return self.words if self.wrong == name else ""


@dataclass(frozen=True)
class ChosenPeriod:
    """The period whose forms are open. `days` is None while it is locked: its days cannot change then."""

    period_id: str
    name: str
    is_locked: bool
    close_to: str
    days: Typed
    lock: Typed
    exception: Typed
    units: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NotedLine:
    """A lock or an exception: what, whose, until when, why, by whom and when, and whether it holds now."""

    what: str
    state: str
    reason: str
    by: str
    is_over: bool = False


def draw_periods(lines: Sequence[PeriodLine], about: str) -> Markup:
    """Newest first; the name opens the forms."""
    columns = [
        Column("Kỳ", width=190),
        Column("Từ ngày", "num", width=106),
        Column("Đến ngày", "num", width=106),
        Column("Hạn nộp", "num", width=106),
        Column("Hạn do", cell_css="sub"),
        Column("Đã nộp", "num", width=86),
        Column("Tình trạng", width=110),
        Column("Gia hạn", cell_css="sub", width=130),
    ]
    rows = [
        Row(
            (
                link(line.name, line.to, aria_current="true" if line.is_chosen else None),
                line.start,
                line.end,
                line.deadline,
                line.said_by,
                line.done,
                Cell(line.state, "locked" if line.is_locked else ""),
                line.exceptions,
            ),
            "lead" if line.is_chosen else "",
        )
        for line in lines
    ]
    return el("div", note(about), table("Các kỳ báo cáo, mới nhất trước", columns, rows, css="mid periods"))


def draw_chosen(chosen: ChosenPeriod) -> Markup:
    """The forms of one period: its days, locked or open, an exception for one unit."""
    forms: list[Child] = []
    if not chosen.is_locked:
        forms.append(_days_form(chosen))
    forms += [_lock_form(chosen), _exception_form(chosen)]
    return section(
        chosen.name, el("div", *forms, class_="acts"), right=link("Đóng", chosen.close_to), css="opened period"
    )


def draw_noted(title: str, lines: Sequence[NotedLine], nothing: str) -> Markup:
    """«Đang khóa» or «Gia hạn cho từng đơn vị», from the journal."""
    if not lines:
        return section(title, el("p", nothing))
    columns = [
        Column("Kỳ, đơn vị", width=330),
        Column("Tình trạng", width=230),
        Column("Lý do"),
        Column("Ghi bởi, ngày", cell_css="sub", width=200),
    ]
    rows = [Row((each.what, each.state, each.reason or "–", each.by), "over" if each.is_over else "") for each in lines]
    return section(f"{title} ({len(lines)})", table(title, columns, rows, css="mid noted"))


def _days_form(chosen: ChosenPeriod) -> Markup:
    days = chosen.days

    def day(label: str, name: str) -> Markup:
        return date_field(label, name, days.values.get(name, ""), key=f"ngay-{name}", fault=days.fault(name))

    return form(
        "doi-ngay",
        el("h3", "Đổi ngày"),
        el("div", day("Từ ngày", "tu"), day("Đến ngày", "den"), day("Hạn nộp", "han"), class_="three"),
        reason_field("Lý do", days.values.get("ly_do", ""), key="ngay-ly-do", fault=days.fault("ly_do")),
        send_button("Lưu ngày"),
        key="doi-ngay",
        title=f"Đổi ngày của {chosen.name}",
        ky=chosen.period_id,
    )


def _lock_form(chosen: ChosenPeriod) -> Markup:
    lock = chosen.lock
    words = "Mở lại" if chosen.is_locked else "Khóa kỳ"
    about = (
        "Đang khóa: không tệp nào thêm hoặc đổi được số của kỳ này."
        if chosen.is_locked
        else "Khóa rồi thì không tệp nào thêm hoặc đổi được số của kỳ này, trừ đơn vị được gia hạn."
    )
    label = "Lý do mở lại" if chosen.is_locked else "Lý do khóa"
    return form(
        "mo-lai" if chosen.is_locked else "khoa",
        el("h3", words),
        note(about),
        reason_field(label, lock.values.get("ly_do", ""), key="khoa-ly-do", fault=lock.fault("ly_do")),
        send_button(words),
        key="khoa-ky",
        title=f"{words}: {chosen.name}",
        ky=chosen.period_id,
    )


def _exception_form(chosen: ChosenPeriod) -> Markup:
    own = chosen.exception
    return form(
        "ngoai-le",
        el("h3", "Gia hạn cho một đơn vị"),
        el(
            "div",
            choice_field(
                "Đơn vị", "donvi", own.values.get("donvi", ""), chosen.units, key="le-don-vi",
                fault=own.fault("donvi"),
            ),
            date_field("Được nộp đến hết ngày", "den", own.values.get("den", ""), key="le-den", fault=own.fault("den")),
            class_="three",
        ),
        reason_field("Lý do", own.values.get("ly_do", ""), key="le-ly-do", fault=own.fault("ly_do")),
        send_button("Ghi gia hạn"),
        key="ngoai-le",
        title=f"Gia hạn: {chosen.name}",
        ky=chosen.period_id,
    )  # fmt: skip
