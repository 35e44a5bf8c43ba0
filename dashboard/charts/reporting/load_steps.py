"""Files from the choice to the receipt: the line of steps, the progress of a check, receipts, and files that wait to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.fields import act_button
from dashboard.charts.markup import Child, el, join, note, section, sub
from dashboard.charts.tables import Cell, Column, Row, table
from dashboard.text.formats import format_number

STEPS = ("Chọn tệp", "Kiểm tra (chưa ghi)", "Ghi")
RETIRED_SHOWN = 200


@dataclass(frozen=True)
class Receipt:
    """What was written for one file: `number`, `moment` and `digest` are empty when nothing was."""

    name: str
    about: str
    words: str
    number: str = ""
    moment: str = ""
    digest: str = ""


@dataclass(frozen=True)
class KeptFile:
    """A refused file that waits to be mended."""

    name: str
    about: str
    words: str
    key: str


def draw_steps(at: int, said: Child, *buttons: Child, steps: Sequence[str] = STEPS) -> Markup:
    """The line of the three steps, `at` (from 1) being the one people are on; a sentence and buttons at its end."""
    items = [
        el(
            "li",
            el("b", "✓" if number < at else str(number), class_="no", aria_hidden="true"),
            title,
            el("span", " (xong)", class_="vh") if number < at else None,
            class_="on" if number == at else None,
            aria_current="step" if number == at else None,
        )
        for number, title in enumerate(steps, start=1)
    ]
    right = el("div", *buttons, class_="do") if any(buttons) else None
    return el(
        "div", el("ol", *items, class_="steps-line"), note(said, css="said"), right, class_="load-head", data_at=str(at)
    )


def spoken(title: str) -> Markup:
    """A heading that is read out when it changes, and takes the focus after a step."""
    return el("div", el("h2", title, tabindex="-1", data_focus=True), role="status")


def named(name: str, about: str, *more: Child) -> Markup:
    """The first cell of a row: a name, and under it what it is."""
    return join([el("b", name, class_="place"), el("br"), sub(about), *more])


def draw_receipts(title: str, rows: Sequence[Receipt], about: str, *after: Child) -> Markup:
    """What was written, file by file: the number by which to ask after it, when it came in, the beginning of its hash."""
    columns = [
        Column("Tệp, đơn vị"),
        Column("Kết quả", width=330),
        Column("Mã biên nhận", width=130),
        Column("Đã nhận", width=190),
        Column("Mã đối chiếu", width=120),
    ]
    drawn = [
        Row(
            (
                named(one.name, one.about),
                one.words,
                el("b", one.number) if one.number else "–",
                one.moment or "–",
                Cell(one.digest or "–", "sub"),
            )
        )
        for one in rows
    ]
    return el(
        "section", spoken(title), table("Biên nhận từng tệp", columns, drawn, css="mid fixed"), note(about), *after
    )


def draw_kept_files(rows: Sequence[KeptFile]) -> Markup:
    """Refused files that nothing has replaced: their faults, and dropping them."""
    columns = [
        Column("Tệp, đơn vị"),
        Column("Tình trạng", width=430),
        Column("Danh sách lỗi", width=190),
        Column("Bỏ tệp", width=90),
    ]
    drawn = [
        Row(
            (
                named(one.name, one.about),
                Cell(one.words, "sub"),
                _small("Tải danh sách lỗi", "tai-loi-cu", one, "Tải danh sách lỗi của"),
                _small("Bỏ", "bo-tep", one, "Bỏ tệp"),
            )
        )
        for one in rows
    ]
    said = "Tệp sửa xong gửi lại sẽ tự thay tệp ở đây."
    shown = table("Tệp chờ sửa", columns, drawn, css="mid fixed")
    return section(f"Tệp chờ sửa ({len(rows)})", shown, note=said, css="waiting-files")


def draw_retired(rows: Sequence[tuple[str, Child, str, str]]) -> Markup:
    """Figures of files in force that no longer fit the catalogue: file, place, what stands there, why; folded, the first two hundred."""
    columns = [Column("Tệp", width=290), Column("Ô", width=230), Column("Đang ghi", width=180), Column("Vì sao")]
    drawn = [
        Row((Cell(name, "place"), Cell(place, "place"), Cell(f"«{found}»", "place"), why[:1].upper() + why[1:]))
        for name, place, found, why in rows[:RETIRED_SHOWN]
    ]
    count = format_number(len(rows))
    more = len(rows) - len(drawn)
    after = (
        note(f"và {format_number(more)} số liệu nữa; xem hết: chitieu check --json", css="after") if more > 0 else None
    )
    title = f"Số liệu cũ không còn được nhận sau khi danh mục đổi ({count})"
    return el(
        "details", el("summary", title), table(title, columns, drawn, css="mid fixed"), after, id="khong-con-nhan"
    )


def _small(text: str, act: str, one: KeptFile, label: str) -> Markup:
    return act_button(text, act, {"tep": one.key}, css="small", label=f"{label} {one.name}")


def draw_progress(done: int, whole: int, name: str) -> Markup:
    """Which file is being checked, while it takes more than a moment."""
    said = f"Đang kiểm tra tệp {min(done + 1, whole)}/{whole}: {name}" if name else "Đang đối chiếu với số đang lưu…"
    bar = el("progress", value=str(done), max=str(whole), aria_label="Đã kiểm tra")
    return el("div", el("p", said, role="status", class_="place"), bar, class_="checking")
