"""Blocks of a file that came in: the three steps, its counts, its cells in doubt, what it changes, and its receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.markup import Child, el, join, note, section
from dashboard.charts.tables import Cell, Column, Row, table
from dashboard.text.formats import format_number

FAULTS_SHOWN, CHANGES_SHOWN, WARNINGS_SHOWN = 200, 60, 60
STEPS = ("Chọn tệp", "Kiểm tra (chưa ghi)", "Ghi")


@dataclass(frozen=True)
class Option:
    """One thing to choose: what is sent, and what people read."""

    value: str
    label: str


@dataclass(frozen=True)
class Asked:
    """A closed list to choose from. `fields` go along with the choice; the first entry says that nothing is chosen yet."""

    act: str
    label: str
    fields: Mapping[str, str]
    options: tuple[Option, ...]
    chosen: str = ""
    empty: str = "Chọn một cách đọc…"


@dataclass(frozen=True)
class FileCount:
    """The cells of one file, or of all. `is_known` is False for a file that could not be read: it has no cells to count."""

    scope: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    ignored: int = 0
    rejected: int = 0
    is_known: bool = True


@dataclass(frozen=True)
class FileRow:
    """One file: `about` says unit, form and period; `result` what will become of it; `asked` its form, when it is in doubt."""

    name: str
    about: str
    count: FileCount
    result: Child
    asked: Asked | None = None


@dataclass(frozen=True)
class FaultRow:
    """One refused cell, or a whole file when `place` is empty. `asked` when the doubt can be settled on the page."""

    whose: str
    place: Child
    found: str
    expected: str
    remedy: str
    code: str
    asked: Asked | None = None


@dataclass(frozen=True)
class SettledRow:
    """A doubt that was settled; `undo` are the values of the button that takes the choice back."""

    whose: str
    place: Child
    found: str
    chosen: str
    undo: Mapping[str, str]


@dataclass(frozen=True)
class ChangeRow:
    """A figure that gets another value; values as written on the page."""

    whose: str
    name: str
    place: str
    before: str
    after: str


@dataclass(frozen=True)
class WarnedFile:
    """What is unusual in one file, and whether a person has seen it."""

    whose: str
    key: str
    sentences: tuple[str, ...]
    is_seen: bool
    note: str = ""


@dataclass(frozen=True)
class Receipt:
    """What was written for one file: `number` and `moment` are empty when nothing was."""

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


def button(text: Child, act: str, *, is_main: bool = False, is_off: bool = False, **fields: str) -> Markup:
    """A button that sends its act with these fields."""
    data = {f"data_{key}": value for key, value in fields.items()}
    css = "btn main" if is_main else "btn"
    return el("button", text, type="button", class_=css, disabled=is_off, data_act=act, **data)


def draw_asked(asked: Asked) -> Markup:
    """The list itself, labelled for those who do not see what stands beside it."""
    chosen = next((one.label for one in asked.options if one.value == asked.chosen), asked.empty)
    options = [el("option", asked.empty, value="", selected=not asked.chosen)] if asked.empty else []
    options += [el("option", one.label, value=one.value, selected=one.value == asked.chosen) for one in asked.options]
    data = {f"data_{key}": value for key, value in asked.fields.items()}
    key = "-".join((asked.act, *asked.fields.values()))
    return el("select", *options, id=key, aria_label=asked.label, title=chosen, data_act=asked.act, **data)


def draw_files(title: str, rows: Sequence[FileRow], whole: FileCount, result: str) -> Markup:
    """The counts of each file and of all; together they are the cells in scope."""
    columns = [
        Column("Tệp, đơn vị"),
        Column("Ô trong phạm vi", "num", width=112),
        Column("Mới", "num", width=70),
        Column("Thay đổi", "num", width=84),
        Column("Không đổi", "num", width=96),
        Column("Bỏ qua", "num", width=84),
        Column("Từ chối", "num", width=84),
        Column("Kết quả", "then", width=330),
    ]
    drawn = [Row((_file_cell(one), *_counts(one.count), Cell(one.result, "sub"))) for one in rows]
    if len(rows) > 1:
        drawn.append(Row((f"Cộng {len(rows)} tệp", *_counts(whole, is_sum=True), result), "sum"))
    return el("section", _spoken(title), table("Kết quả kiểm tra từng tệp", columns, drawn, css="mid fixed load-files"))


def _spoken(title: str) -> Markup:
    """A heading that is read out when it changes, and takes the focus after a step."""
    return el("div", el("h2", title, tabindex="-1", data_focus=True), role="status")


def _file_cell(one: FileRow) -> Markup:
    asked = el("span", " Đọc theo biểu: ", draw_asked(one.asked), class_="asked") if one.asked else None
    return join([el("b", one.name, class_="place"), el("br"), el("span", one.about, class_="sub"), asked])


def _counts(count: FileCount, *, is_sum: bool = False) -> list[Child]:
    if not count.is_known:
        return ["–"] * 6
    numbers = (count.scope, count.new, count.changed, count.unchanged, count.ignored)
    shown: list[Child] = [_number(n, is_quiet=not is_sum) for n in numbers]
    refused = format_number(count.rejected)
    shown.append(el("b", refused, class_="late") if count.rejected and not is_sum else _number(count.rejected))
    return shown


def _number(count: int, *, is_quiet: bool = True) -> Child:
    text = format_number(count)
    return el("span", text, class_="quiet") if is_quiet and not count else text


def draw_faults(rows: Sequence[FaultRow], count: int, download: Child = None) -> Markup:
    """Every refused cell by its address, with what to do; the first two hundred."""
    columns = [
        Column("Đơn vị", width=150),
        Column("Ô", width=230),
        Column("Đang ghi", width=180),
        Column("Cần", width=270),
        Column("Cách sửa"),
    ]
    drawn = [
        Row(
            (
                one.whose,
                Cell(one.place, "place"),
                Cell(f"«{one.found}»" if one.found else "", "place"),
                one.expected,
                [
                    _asked_or(one.asked, one.remedy),
                    el("span", f" [{one.code}]", class_="sub nowrap") if one.code else None,
                ],
            )
        )
        for one in rows[:FAULTS_SHOWN]
    ]
    more = count - len(drawn)
    after = note(f"Còn {format_number(more)} ô nữa; tải danh sách lỗi để xem hết.", css="after") if more > 0 else None
    shown = table("Ô bị từ chối", columns, drawn, css="mid fixed")
    return section(f"Ô bị từ chối ({format_number(count)})", shown, after, right=download)


def _asked_or(asked: Asked | None, remedy: str) -> Child:
    if asked is None:
        return remedy[:1].upper() + remedy[1:]
    return el("span", "Chọn: ", draw_asked(asked), class_="asked")


def draw_settled(rows: Sequence[SettledRow]) -> Markup:
    """The doubts that a person settled; written to the journal together with the file."""
    columns = [
        Column("Đơn vị", width=150),
        Column("Ô", width=230),
        Column("Đang ghi", width=180),
        Column("Đọc là"),
        Column("Đổi ý", width=120),
    ]
    drawn = [
        Row((one.whose, Cell(one.place, "place"), Cell(f"«{one.found}»", "place"), el("b", one.chosen), _undo(one)))
        for one in rows
    ]
    said = "Lựa chọn được ghi vào nhật ký cùng với tệp."
    shown = table("Ô đã chọn cách đọc", columns, drawn, css="mid fixed")
    return section(f"Ô đã chọn cách đọc ({len(rows)})", shown, note=said)


def _undo(one: SettledRow) -> Markup:
    data = {f"data_{key}": value for key, value in one.undo.items()}
    label = f"Bỏ chọn cách đọc «{one.chosen}»"
    return el("button", "Bỏ chọn", type="button", class_="btn small", aria_label=label, data_act="bo-chon", **data)


def draw_warnings(files: Sequence[WarnedFile]) -> Markup:
    """What is unusual, file by file; each file is taken once a person has ticked that it was seen."""
    count = sum(len(one.sentences) for one in files)
    return section(f"Cảnh báo ({format_number(count)})", *(_warned(one) for one in files), note=_WARNINGS)


_WARNINGS = "Không phải lỗi: xem rồi đánh dấu thì tệp được ghi."


def _warned(one: WarnedFile) -> Markup:
    tick = el(
        "input",
        type="checkbox",
        id=f"xem-{one.key}",
        checked=one.is_seen,
        data_act="da-xem",
        data_tep=one.key,
    )
    label = el("label", tick, f"Đã xem {len(one.sentences)} cảnh báo", class_="tick")
    shown = [el("li", sentence) for sentence in one.sentences[:WARNINGS_SHOWN]]
    more = len(one.sentences) - len(shown)
    rest = note(f"và {more} cảnh báo nữa") if more > 0 else None
    head = el("div", el("b", one.whose, class_="place"), label, class_="warned-head")
    return el("div", head, el("ul", *shown, class_="warned"), rest, class_="warned-file")


def draw_changes(rows: Sequence[ChangeRow], count: int) -> Markup:
    """Figures that get another value: the one kept, and the one in the file."""
    columns = [
        Column("Đơn vị", width=150),
        Column("Chỉ tiêu, kỳ, ô"),
        Column("Đang lưu", "num", width=100),
        Column("Trong tệp", "num", width=110),
    ]
    drawn = [
        Row(
            (
                one.whose,
                [one.name, el("br"), el("span", one.place, class_="sub")],
                el("span", one.before, class_="quiet"),
                ["→ ", el("b", one.after)],
            )
        )
        for one in rows[:CHANGES_SHOWN]
    ]
    more = count - len(drawn)
    after = note(f"và {format_number(more)} số nữa", css="after") if more > 0 else None
    shown = table("Số thay đổi", columns, drawn, css="fixed")
    return section(f"Số thay đổi ({format_number(count)}): số cũ → số mới", shown, after)


def draw_ignored(kinds: Mapping[str, int], whole: int) -> Markup:
    """The cells that carry no figure, by what they are."""
    ordered = sorted(kinds.items(), key=lambda one: -one[1])
    rows = [Row((kind, format_number(count))) for kind, count in ordered if count]
    rows.append(Row(("Cộng", format_number(whole)), "sum"))
    shown = table("Ô bỏ qua", [Column("Ô là gì"), Column("Số ô", "num", width=80)], rows, css="plainhead light")
    return section(f"Ô bỏ qua ({format_number(whole)})", shown)


def draw_receipts(title: str, rows: Sequence[Receipt], *after: Child) -> Markup:
    """What was written, file by file: the number by which to ask after it, the moment, the beginning of its hash."""
    columns = [
        Column("Tệp, đơn vị"),
        Column("Kết quả", width=330),
        Column("Mã biên nhận", width=130),
        Column("Lúc", width=190),
        Column("Mã băm", width=120),
    ]
    drawn = [
        Row(
            (
                [el("b", one.name, class_="place"), el("br"), el("span", one.about, class_="sub")],
                one.words,
                el("b", one.number) if one.number else "–",
                one.moment or "–",
                Cell(one.digest or "–", "sub"),
            )
        )
        for one in rows
    ]
    return el("section", _spoken(title), table("Biên nhận từng tệp", columns, drawn, css="mid fixed"), *after)


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
                [el("b", one.name, class_="place"), el("br"), el("span", one.about, class_="sub")],
                Cell(one.words, "sub"),
                _small("Tải danh sách lỗi", "tai-loi-cu", one.key, f"Tải danh sách lỗi của {one.name}"),
                _small("Bỏ", "bo-tep", one.key, f"Bỏ tệp {one.name}"),
            )
        )
        for one in rows
    ]
    said = "Tệp sửa xong gửi lại sẽ tự thay tệp ở đây."
    shown = table("Tệp chờ sửa", columns, drawn, css="mid fixed")
    return section(f"Tệp chờ sửa ({len(rows)})", shown, note=said, css="waiting-files")


def _small(text: str, act: str, key: str, label: str) -> Markup:
    return el("button", text, type="button", class_="btn small", aria_label=label, data_act=act, data_tep=key)


def draw_progress(done: int, whole: int, name: str) -> Markup:
    """Which file is being checked, while it takes more than a moment."""
    said = f"Đang kiểm tra tệp {min(done + 1, whole)}/{whole}: {name}" if name else "Đang đối chiếu với số đang lưu…"
    bar = el("progress", value=str(done), max=str(whole), aria_label="Đã kiểm tra")
    return el("div", el("p", said, role="status", class_="place"), bar, class_="checking")


def place_of(sheet: str, cell: str) -> Child:
    """«Trang «Biểu 2», ô D12» with the cell in bold; «Cả tệp» when the fault is the whole file's."""
    if not cell:
        return f"Trang «{sheet}»" if sheet else "Cả tệp"
    if not sheet:
        return el("b", cell[:1].upper() + cell[1:])
    return [f"Trang «{sheet}», ô ", el("b", cell)]
