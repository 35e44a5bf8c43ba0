"""What a check found in files: their counts, cells refused or in doubt, what is unusual, what changes, what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.fields import act_button
from dashboard.charts.markup import Child, el, note, section
from dashboard.charts.reporting.load_steps import named, spoken
from dashboard.charts.tables import Cell, Column, Row, table
from dashboard.text.formats import format_number

FAULTS_SHOWN, CHANGES_SHOWN, WARNINGS_SHOWN = 200, 60, 60


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

    @property
    def numbers(self) -> tuple[int, ...]:
        """All counts, the cells in scope first."""
        return (self.scope, self.new, self.changed, self.unchanged, self.ignored, self.rejected)

    def __add__(self, other: FileCount) -> FileCount:
        """The cells of both."""
        return FileCount(
            self.scope + other.scope,
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.ignored + other.ignored,
            self.rejected + other.rejected,
        )


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
    """One refused cell, or a whole file when `place` is empty; `about` is the indicator or task whose row it is.

    `asked` when the doubt can be settled on the page.
    """

    whose: str
    place: Child
    found: str
    expected: str
    remedy: str
    code: str
    asked: Asked | None = None
    about: str = ""


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
        Column("Số ô", "num", width=84),
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
    return el("section", spoken(title), table("Kết quả kiểm tra từng tệp", columns, drawn, css="mid fixed load-files"))


def _file_cell(one: FileRow) -> Markup:
    asked = [el("br"), el("span", "Đọc theo biểu: ", draw_asked(one.asked), class_="asked")] if one.asked else None
    return named(one.name, one.about, asked)


def _counts(count: FileCount, *, is_sum: bool = False) -> list[Child]:
    if not count.is_known:
        return ["–"] * 6
    shown: list[Child] = [_number(n, is_quiet=not is_sum) for n in count.numbers[:-1]]
    refused = format_number(count.rejected)
    shown.append(el("b", refused, class_="late") if count.rejected and not is_sum else _number(count.rejected))
    return shown


def _number(count: int, *, is_quiet: bool = True) -> Child:
    text = format_number(count)
    return el("span", text, class_="quiet") if is_quiet and not count else text


def draw_faults(rows: Sequence[FaultRow], cells: int, files: int = 0, download: Child = None) -> Markup:
    """Every refused cell by its address, and files refused as a whole, with what to do; the first two hundred."""
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
                Cell([one.place, el("div", one.about, class_="sub")] if one.about else one.place, "place"),
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
    more = cells + files - len(drawn)
    after = (
        note(f"Còn {format_number(more)} lỗi nữa; sửa các lỗi trên rồi kiểm tra lại để thấy.", css="after")
        if more > 0
        else None
    )
    shown = table("Ô bị từ chối", columns, drawn, css="mid fixed")
    counted = [f"{word} ({format_number(n)})" for word, n in (("ô bị từ chối", cells), ("lỗi của cả tệp", files)) if n]
    title = ", ".join(counted)
    return section(title[:1].upper() + title[1:], shown, after, right=download)


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
    label = f"Bỏ chọn cách đọc «{one.chosen}»"
    return act_button("Bỏ chọn", "bo-chon", one.undo, css="small", label=label)


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
    """The cells that carry no figure, by what they are; folded away, there is nothing to do about them."""
    ordered = sorted(kinds.items(), key=lambda one: -one[1])
    rows = [Row((kind, format_number(count))) for kind, count in ordered if count]
    rows.append(Row(("Cộng", format_number(whole)), "sum"))
    shown = table("Ô bỏ qua", [Column("Ô là gì"), Column("Số ô", "num", width=80)], rows, css="plainhead light")
    return el("details", el("summary", f"Ô bỏ qua ({format_number(whole)})"), shown, id="o-bo-qua")


def place_of(sheet: str, cell: str) -> Child:
    """«Trang «Biểu 2», ô D12» with the cell in bold; «Cả tệp» when the fault is the whole file's."""
    if not cell:
        return f"Trang «{sheet}»" if sheet else "Cả tệp"
    if not sheet:
        return el("b", cell[:1].upper() + cell[1:])
    return [f"Trang «{sheet}», ô ", el("b", cell)]
