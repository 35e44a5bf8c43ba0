"""«Cơ quan» in blocks: the list of who answers for what, and one agency's counts, exceptions, tasks and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from markupsafe import Markup

from dashboard.charts.bullet import Bullet, bullet_key, draw_bullet
from dashboard.charts.markup import Child, badge, el, join, link, note, section, status_words, sub
from dashboard.charts.status_cells import count_words, draw_status_cells
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.status import Status

RowT = TypeVar("RowT")
# What fits a line at 1366 pixels.
_CELLS = 24


@dataclass(frozen=True)
class OwnerLine:
    """One line of the list: targets, those that need something done, tasks, those past their day and not reported done. `on_time` is `5/5`, or a dash."""

    name: str
    to: str
    targets: int
    flagged: int
    tasks: int
    past_due: int
    on_time: str
    is_current: bool = False


@dataclass(frozen=True)
class Heading:
    """A column that can be sorted by: its two words, where a click leads, and whether the list stands in its order."""

    words: tuple[str, str]
    to: str
    sort: str = ""


@dataclass(frozen=True)
class CountLine:
    """«Chỉ tiêu 10», and what the number is made of; with the statuses of its targets where it counts targets.

    `to` leads to the list of what is counted.
    """

    title: str
    count: str
    words: Child
    statuses: tuple[Status, ...] = ()
    to: str = ""


@dataclass(frozen=True)
class FlaggedRow:
    """A target that needs something done. `notes` say what `actual` speaks of (`đến 30/09`, or its unit), and a newer value."""

    status: Status
    name: str
    to: str
    actual: str
    notes: tuple[str, ...]
    plan: str
    bullet: Bullet
    lag: str
    detail: str = ""


@dataclass(frozen=True)
class TiedIndicator:
    """An indicator that a task serves, and how it stands."""

    name: str
    to: str
    status: Status


@dataclass(frozen=True)
class TaskRow:
    """A task: how it stands (`tone` is `late`, `out`, `soon` or empty), what it is, what was reported, its deadline as written and as a day."""

    standing: str
    tone: str
    title: str
    reported: str
    deadline: str
    day: str = ""
    shared: str = ""
    tied: tuple[TiedIndicator, ...] = ()


@dataclass(frozen=True)
class Fold(Generic[RowT]):
    """Rows that are named and not pressing: folded under their title. `key` keeps the fold open from look to look."""

    key: str
    title: str
    rows: Sequence[RowT]


@dataclass(frozen=True)
class ShareRow:
    """One agency's own figure beside the province's, and its share of what is missing (empty: it lacks nothing).

    `about` is what `own` is made of and its day; `whole_day` is empty where the province's figure has the same day.
    """

    name: str
    to: str
    own: str
    about: str
    whole: str
    whole_day: str
    missing: str
    is_worse: bool


@dataclass(frozen=True)
class MemberRow:
    """A member of a group: its own rows of the group's targets, and its reports in time."""

    name: str
    to: str
    statuses: tuple[Status, ...]
    on_time: str


def draw_owners(lines: Sequence[OwnerLine], heading: Sequence[Heading], rest: Fold[OwnerLine], said: Child) -> Markup:
    """The list with its sums, and folded under it those at whom nothing is counted."""
    columns = [Column("Cơ quan"), *(_column(each) for each in heading)]
    rows = [_owner_row(line) for line in lines]
    sums = (sum(getattr(line, name) for line in lines) for name in ("targets", "flagged", "tasks", "past_due"))
    rows.append(Row(("Cộng", *(str(each) for each in sums), ""), "sum"))
    blocks: list[Child] = [table("Cơ quan chủ trì và số việc của từng cơ quan", columns, rows, css="mid owners")]
    blocks.append(note(said, css="after"))
    if rest.rows:
        drawn = [Row((_owner_name(line), line.on_time), "cur" if line.is_current else "") for line in rest.rows]
        titles = [Column("Cơ quan"), Column(_two("Nộp", "đúng hạn"), "num")]
        silent = table(rest.title, titles, drawn, css="mid owners")
        is_open = any(line.is_current for line in rest.rows)
        blocks.append(el("details", el("summary", rest.title), silent, id=rest.key, open=is_open))
    return section("Cơ quan chủ trì", *blocks)


def draw_counts(finding: str, said: Child, lines: Sequence[CountLine]) -> Markup:
    """The finding about one agency and its lines of counts."""
    columns = [Column("Loại"), Column("Số", "count"), Column("Gồm")]
    rows = [Row((el("b", line.title), _total(line), _made_of(line))) for line in lines]
    shown = table(finding, columns, rows, css="mid plainhead counts")
    return section(finding, note(said) if said else None, shown)


def _made_of(line: CountLine) -> Child:
    """The words; of targets after their cells, below these where room is short."""
    if not line.statuses:
        return line.words
    cells = draw_status_cells(line.statuses, per_line=_CELLS)
    return el("div", cells, el("span", line.words), class_="made-of")


def _total(line: CountLine) -> Child:
    return link(line.count, line.to, title=f"Danh sách: {line.title.lower()}") if line.to else line.count


def draw_flagged(
    title: str, rows: Sequence[FlaggedRow], said: str = "", folds: Sequence[Fold[FlaggedRow]] = ()
) -> Markup:
    """Targets that need something done, worst first, or one sentence where there is none; under them the others, folded."""
    overdue = sum(row.status is Status.REPORT_OVERDUE for fold in folds[:1] for row in fold.rows)
    unknown = f" {overdue} chỉ tiêu quá hạn báo cáo, chưa đánh giá được." if overdue else ""
    shown = _targets(title, rows) if rows else el("p", f"Không có chỉ tiêu chậm hoặc có nguy cơ.{unknown}")
    return section(title, shown, *_folded(folds, _targets), note=said or None)


def _folded(folds: Sequence[Fold[RowT]], draw: Callable[[str, Sequence[RowT]], Markup]) -> list[Markup]:
    return [el("details", el("summary", fold.title), draw(fold.title, fold.rows), id=fold.key) for fold in folds]


def _targets(title: str, rows: Sequence[FlaggedRow]) -> Markup:
    columns = [
        Column("Trạng thái", width=142),
        Column("Chỉ tiêu"),
        Column("Thực hiện", "num", width=84),
        Column(_two("Kế hoạch", "đến kỳ"), "num", width=84),
        Column(bullet_key(), width=164),
    ]
    drawn = [
        Row(
            (
                [badge(row.status), sub(row.lag, "lag below") if row.lag else None],
                [link(row.name, row.to, class_="name two", title=row.name), sub(row.detail) if row.detail else None],
                [el("b", row.actual), *(sub(each, "below") for each in row.notes)],
                row.plan,
                draw_bullet(row.bullet),
            )
        )
        for row in rows
    ]
    return table(title, columns, drawn, css="mid fixed flagged", heading=1)


def draw_tasks(rows: Sequence[TaskRow], folds: Sequence[Fold[TaskRow]] = (), said: str = "") -> Markup:
    """«Nhiệm vụ hết hạn, đến hạn trong 30 ngày», the earliest deadline first; under them the others, folded."""
    title = "Nhiệm vụ hết hạn, đến hạn trong 30 ngày"
    shown = _tasks(title, rows) if rows else el("p", "Không có nhiệm vụ hết hạn hoặc đến hạn trong 30 ngày.")
    return section(title, shown, *_folded(folds, _tasks), note=said or None)


def draw_task(row: TaskRow) -> Markup:
    """The task that somebody looked for."""
    title = "Nhiệm vụ đang tìm"
    return section(title, _tasks(title, [row]))


def _tasks(title: str, rows: Sequence[TaskRow]) -> Markup:
    columns = [Column("Tình trạng", width=170), Column("Nội dung"), Column("Hạn", width=112)]
    drawn = [
        Row(
            (
                [el("b", row.standing, class_=row.tone or None), sub(row.reported, "below") if row.reported else None],
                [
                    row.title,
                    sub(row.shared, "below") if row.shared else None,
                    *(
                        sub(["Chỉ tiêu gắn: ", status_words(one.status), ", ", link(one.name, one.to)], "below")
                        for one in row.tied
                    ),
                ],
                [row.deadline, sub(row.day, "below") if row.day else None],
            )
        )
        for row in rows
    ]
    return table(title, columns, drawn, css="fixed tasks", heading=1)


def draw_shares(finding: str, rows: Sequence[ShareRow], said: str) -> Markup:
    """What one agency's own figures make of the province's; those that are worse than it are bold."""
    columns = [
        Column("Chỉ tiêu"),
        Column(_two("Số của", "cơ quan"), "num", width=176),
        Column(_two("Toàn", "tỉnh"), "num", width=96),
        Column(_two("Phần trong", "phần còn thiếu"), "num", width=108),
    ]
    drawn = [
        Row(
            (
                link(row.name, row.to, class_="name plain two", title=row.name),
                [el("b" if row.is_worse else "span", row.own), sub(row.about, "below") if row.about else None],
                [row.whole, sub(row.whole_day, "below") if row.whole_day else None],
                row.missing or sub("không thiếu"),
            )
        )
        for row in rows
    ]
    shown = table(finding, columns, drawn, css="mid fixed shares") if rows else None
    return section(finding, shown, note_after(said))


def note_after(said: str) -> Markup | None:
    """A note under a table, or nothing."""
    return note(said, css="after") if said else None


def draw_members(title: str, rows: Sequence[MemberRow], said: str) -> Markup:
    """The units of a group, each with its own figures of the group's targets where any unit has some."""
    has_own = any(row.statuses for row in rows)
    own = (Column("Số của đơn vị theo các chỉ tiêu này", cell_css="sub"),) if has_own else ()
    columns = [Column("Đơn vị"), *own, Column("Nộp đúng hạn", "num")]
    drawn = [
        Row(
            (
                link(row.name, row.to, class_="name plain"),
                *((count_words(row.statuses) or "không có số riêng",) if has_own else ()),
                row.on_time,
            )
        )
        for row in rows
    ]
    return section(title, note(said), table(title, columns, drawn, css="mid"))


def _owner_row(line: OwnerLine) -> Row:
    cells = (
        _owner_name(line),
        _count(line.targets),
        _count(line.flagged, is_strong=True),
        _count(line.tasks),
        _count(line.past_due, is_strong=True),
        line.on_time,
    )
    return Row(cells, "cur" if line.is_current else "")


def _owner_name(line: OwnerLine) -> Markup:
    return link(line.name, line.to, class_="name plain", aria_current="true" if line.is_current else None)


def _count(number: int, *, is_strong: bool = False) -> Markup:
    if not number:
        return el("span", "0", class_="quiet")
    return el("b" if is_strong else "span", str(number))


def _column(heading: Heading) -> Column:
    title = link(_two(*heading.words), heading.to, title=f"Xếp theo {' '.join(heading.words).lower()}")
    return Column(title, "num", sort=heading.sort)


def _two(first: str, second: str) -> Markup:
    return join([first, " ", el("br"), second])
