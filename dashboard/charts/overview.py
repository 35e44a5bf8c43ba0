"""The start page in blocks: status cards, what to settle first, late reports, groups, changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.bullet import Bullet, bullet_key, draw_bullet
from dashboard.charts.markup import badge, el, join, link, mark, note, section, status_words, sub
from dashboard.charts.status_cells import count_words, draw_status_cells
from dashboard.charts.tables import Cell, Column, Row, table
from dashboard.domain.status import Status

FIRST_ROWS = 5
WIDE_ROWS = 8


@dataclass(frozen=True)
class Card:
    """A count of targets that filters the list. `tone` is `late`, `risk` or empty; lines stand under the word."""

    count: int
    mark: str
    word: str
    to: str
    tone: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorstRow:
    """A target to settle first. `actual_note` is the day or unit, `plan_note` the target or «đã quá hạn», `now` a newer value."""

    name: str
    to: str
    agency: str
    actual: str
    actual_note: str
    plan: str
    plan_note: str
    bullet: Bullet
    sparkline: Markup
    status: Status
    lag: str = ""
    now: str = ""


@dataclass(frozen=True)
class GroupRow:
    """A content group with the status of each of its targets; `empty_note` is said when it has none."""

    name: str
    statuses: tuple[Status, ...]
    to: str | None = None
    empty_note: str = "Không có chỉ tiêu cấp tỉnh"


@dataclass(frozen=True)
class ChangedName:
    """What differs from the picture before: the target, the statuses before and now, or a plain detail."""

    name: str
    before: Status | None = None
    now: Status | None = None
    detail: str = ""
    to: str | None = None


@dataclass(frozen=True)
class ChangeGroup:
    """Changes of one kind: «Tốt hơn», «Xấu đi», «Mới chưa nộp đủ», «Sửa số cũ». `left_out` of them are counted, not shown.

    `counted` is the word for what changed.
    """

    title: str
    changes: tuple[ChangedName, ...]
    left_out: int = 0
    counted: str = "chỉ tiêu"


@dataclass(frozen=True)
class LateReports:
    """Who has not reported, in names. `names` is empty when all have; `others` are lines on other kinds of periods.

    `more_to` leads to the whole list.
    """

    names: str
    deadline: str
    more: str = ""
    more_to: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitRow:
    """A unit with many late indicators: `late` of `judged`, and a note."""

    name: str
    late: int
    judged: int
    note: str
    to: str | None = None


def draw_cards(cards: Sequence[Card], total: int) -> Markup:
    """The status cards; each leads to the list filtered by it."""
    drawn = [_card(card) for card in cards]
    return el("div", *drawn, class_="cards", role="group", aria_label=f"Lọc theo trạng thái; tổng {total} chỉ tiêu")


def draw_worst(
    rows: Sequence[WorstRow],
    *,
    more: str = "",
    more_to: str = "",
    order: str = "Xếp theo mức chậm",
    nothing: str = "Không có chỉ tiêu chậm hoặc có nguy cơ trong bản số liệu này.",
) -> Markup:
    """«Cần xử lý trước»: five rows, eight on a wide screen; the sentence `nothing` when there are none."""
    if not rows:
        return section("Cần xử lý trước", el("p", nothing))
    columns = [
        Column(join(["Chỉ tiêu", el("span", ", cơ quan chủ trì", class_="narrow")])),
        Column("Cơ quan chủ trì", "wide ca"),
        Column("Thực hiện", "num c1"),
        Column(join(["Kế hoạch", el("br"), "đến kỳ"]), "num c2"),
        Column(bullet_key(), "c3"),
        Column("Các kỳ báo cáo", "wide cs"),
        Column("Trạng thái", "c4"),
    ]
    drawn = [_worst_row(row, is_wide=at >= FIRST_ROWS) for at, row in enumerate(rows[:WIDE_ROWS])]
    caption = "Chỉ tiêu không đạt, chậm tiến độ, có nguy cơ, xếp theo mức chậm"
    shown = table(caption, columns, drawn, css="worst")
    return section("Cần xử lý trước", shown, note=order, right=link(more, more_to) if more else None)


def draw_late_reports(late: LateReports) -> Markup:
    """«Chưa nộp đủ báo cáo»: names and the deadline, or «Đã nộp đủ»."""
    right = link(late.more, late.more_to) if late.more else None
    names = late.names or "Đã nộp đủ"
    others = [note_line(line) for line in late.others]
    return section(
        "Chưa nộp đủ báo cáo", el("p", names, class_="names"), note_line(late.deadline), *others, right=right
    )


def note_line(text: str) -> Markup | None:
    """A note, or nothing when there is nothing to say."""
    return note(text) if text else None


def draw_groups(rows: Sequence[GroupRow], explained: str) -> Markup:
    """«Theo nhóm nội dung»: one cell per target and the counts in words, with their sum."""
    columns = [
        Column("Nhóm nội dung"),
        Column("Số chỉ tiêu", "num nowrap"),
        Column("Mỗi ô một chỉ tiêu", width=252),
        Column("Số chỉ tiêu theo trạng thái", cell_css="sub"),
    ]
    every = [status for row in rows for status in row.statuses]
    drawn = [_group_row(row) for row in rows]
    drawn.append(Row(("Cộng", str(len(every)), Cell(_unbroken(count_words(every), " · "), colspan=2)), "sum"))
    shown = table("Số chỉ tiêu của từng nhóm nội dung theo trạng thái", columns, drawn, css="mid")
    return section("Theo nhóm nội dung", note_line(explained), shown)


def draw_changes(groups: Sequence[ChangeGroup], compared_with: str, *, more: str = "", more_to: str = "") -> Markup:
    """«Thay đổi so với tháng trước»: what got better, worse, late or restated."""
    title = "Thay đổi so với tháng trước"
    columns = [Column("Thay đổi", "kind", width=92), Column("Chỉ tiêu, đơn vị")]
    rows = [row for group in groups if group.changes for row in _change_rows(group)]
    right = link(more, more_to) if more else None
    shown = table(title, columns, rows, css="plainhead") if rows else el("p", "Không chỉ tiêu nào đổi trạng thái.")
    return section(title, note_line(compared_with), shown, right=right)


def draw_late_units(
    rows: Sequence[UnitRow],
    *,
    more: str = "",
    more_to: str = "",
    after: Sequence[str] = (),
    nothing: str = "Không có xã, phường nào có chỉ tiêu chậm.",
) -> Markup:
    """«Xã, phường có nhiều chỉ tiêu chậm», by name; notes have a column only where some unit has one."""
    has_notes = any(row.note for row in rows)
    columns = [
        Column("Xã, phường", "nowrap"),
        Column("Chậm hoặc không đạt", "num"),
        *([Column("Ghi chú", cell_css="sub")] if has_notes else []),
    ]
    title = "Xã, phường có nhiều chỉ tiêu chậm"
    right = link(more, more_to) if more else None
    if not rows:
        return section(title, el("p", nothing), *(note(line) for line in after), right=right)
    drawn = [
        Row(
            (
                _named(row.name, row.to),
                join([el("b", str(row.late)), f"/{row.judged}"]),
                *([row.note] if has_notes else []),
            )
        )
        for row in rows
    ]
    return section(title, table(title, columns, drawn, css="mid"), *(note(line) for line in after), right=right)


def side_by_side(main: Sequence[Markup], side: Sequence[Markup], css: str = "") -> Markup:
    """Two columns, 8 to 4; one under the other where space is short."""
    classes = f"grid {css}" if css else "grid"
    return el("div", el("div", *main, class_="rows"), el("div", *side, class_="rows"), class_=classes)


def _card(card: Card) -> Markup:
    words = el("span", mark(card.mark), card.word, class_="w")
    lines = [el("span", line, class_="d") for line in card.lines]
    inside = [el("span", str(card.count), class_="n"), el("span", words, *lines)]
    return link(inside, card.to, class_=f"card {card.tone}" if card.tone else "card")


def _worst_row(row: WorstRow, *, is_wide: bool) -> Row:
    cells = (
        [link(row.name, row.to, class_="name two", title=row.name), sub(row.agency, "narrow")],
        row.agency,
        [el("span", row.actual, class_="v"), el("br"), sub(row.actual_note)],
        [row.plan, el("br"), sub(row.plan_note)],
        draw_bullet(row.bullet),
        row.sparkline,
        [badge(row.status), *(sub(line, "lag") for line in (row.lag, row.now) if line)],
    )
    return Row(cells, "wide" if is_wide else "")


def _group_row(row: GroupRow) -> Row:
    name = _named(row.name, row.to)
    if not row.statuses:
        return Row((name, "0", Cell(row.empty_note, css="sub", colspan=2)))
    return Row((name, str(len(row.statuses)), draw_status_cells(row.statuses), _unbroken(count_words(row.statuses))))


def _unbroken(counts: str, between: str = ", ") -> Markup:
    """Counts of which none breaks in the middle."""
    return join([el("span", count, class_="nowrap") for count in counts.split(", ")], between)


def _change_rows(group: ChangeGroup) -> list[Row]:
    title = f"{group.title} ({len(group.changes) + group.left_out})"
    left_out = [sub(f"và {group.left_out} {group.counted} khác")] if group.left_out else []
    first, *rest = [*(_change(change) for change in group.changes), *left_out]
    heading = Cell(title, rowspan=1 + len(rest) if rest else None)
    return [Row((heading, first)), *(Row((text,), start=1) for text in rest)]


def _change(change: ChangedName) -> Markup:
    lines = [_named(change.name, change.to)]
    if change.before is not None and change.now is not None:
        lines.append(
            el("span", status_words(change.before), " → ", el("b", status_words(change.now)), class_="sub turn")
        )
    if change.detail:
        lines.append(sub(change.detail))
    return join([[line, el("br")] for line in lines[:-1]] + [lines[-1]])


def _named(name: str, to: str | None) -> Markup:
    return el("span", name) if to is None else link(name, to, class_="name plain")
