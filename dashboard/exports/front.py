"""The first two sheets: what the file is and how to read it, and the counts of the province's targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.domain.judgement import RULES_VERSION
from dashboard.domain.plan import OrgUnit
from dashboard.domain.status import Status
from dashboard.exports.table import CellType, Column, Table
from dashboard.snapshot import NEEDS_ACTION, Snapshot, SnapshotRow
from dashboard.text.formats import format_date, format_moment, join_names, period_name
from dashboard.text.words import ASSUMED, COUNTED_BY, GROUPS, ILLUSTRATIVE, ILLUSTRATIVE_NOTE, STATUS_WORDS, StatusGroup

READ_FIRST = "Đọc trước"
SUMMARY = "Tổng hợp"


@dataclass(frozen=True, slots=True)
class Note:
    """A line of «Đọc trước». A heading has no content of its own."""

    name: str
    content: str | date = ""
    is_heading: bool = False


def title_of(snapshot: Snapshot) -> str:
    """The title of the file and of its sheets' headers."""
    return f"Nghị quyết 57 · {snapshot.catalogue.workspace.short_name}: thực hiện chỉ tiêu, ngày {format_date(snapshot.as_of)}"


def notes_of(snapshot: Snapshot, made_at: datetime, sheets: Sequence[tuple[str, str]]) -> list[Note]:
    """«Đọc trước»: what day, what data, who is missing, what is assumed, how to read. `sheets` are names and what they hold."""
    newest, catalogue = snapshot.newest_reports, snapshot.catalogue
    assumed = sum(bool(r.target.assumed or r.indicator.assumed) for r in snapshot.province_rows)
    return [
        *([Note(ILLUSTRATIVE, ILLUSTRATIVE_NOTE)] if snapshot.illustrative else []),
        Note("Ngày xem", snapshot.as_of),
        Note("Số liệu đến", newest.period.end if newest else "chưa có kỳ báo cáo nào đến hạn"),
        Note("Tính số đã nhận đến ngày", snapshot.known_on),
        Note("Đã báo cáo", snapshot.reported_line),
        *_late(snapshot),
        Note(
            "Theo cách hiểu tạm",
            f"{assumed}/{len(snapshot.province_rows)} chỉ tiêu cấp tỉnh có phần {ASSUMED}; phần nào thì xem trang «Định nghĩa».",
        ),
        Note("Lập lúc", format_moment(made_at)),
        Note("Quy tắc đánh giá", f"phiên bản {RULES_VERSION}"),
        Note("Mã bản số liệu", snapshot.facts_id),
        Note("Nhật ký", f"đến dòng {snapshot.journal_head}"),
        Note("Mã danh mục", catalogue.hash),
        Note("Các trang", is_heading=True),
        *(Note(name, about) for name, about in sheets),
        Note("Trạng thái", is_heading=True),
        *(Note(f"{w.mark} {w.word}", w.meaning) for s, w in STATUS_WORDS.items() if s is not Status.NOT_COMPARABLE),
        Note("Cách đọc số", is_heading=True),
        Note("Ô trống", "Chưa có số liệu hoặc không áp dụng; không phải là 0."),
        Note("Tỷ lệ phần trăm", "Ghi theo đơn vị phần trăm: ô hiện 52,4% chứa số 52,4. Số trong ô không làm tròn."),
        Note("Số tháng chậm", "Số dương là chậm so với kế hoạch, số âm là sớm."),
        Note("Khi in", "Mỗi trang tính in các cột chính; những cột phía sau chỉ xem trên màn hình."),
    ]


def _late(snapshot: Snapshot) -> Iterable[Note]:
    for state in sorted(snapshot.report_states, key=lambda s: s.period.end, reverse=True):
        asked = state.asked_for(state.to_remind).items()
        named = [(snapshot.catalogue.org_units[u].name, words) for u, words in asked]
        nobody = "không còn đơn vị nào phải nhắc" if state.incomplete else "đã nộp đủ"
        names = join_names([f"{name} ({words})" if words else name for name, words in named])
        until = f"hạn nộp {state.due_words(state.to_remind)}{state.let_wait_words(state.incomplete)}"
        yield Note(
            f"Nộp báo cáo, kỳ {period_name(state.period)}", f"{f'chưa nộp đủ: {names}' if names else nobody} ({until})"
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How many targets of one group of content stand how."""

    name: str
    by_group: tuple[int, ...]
    is_total: bool = False
    is_apart: bool = False

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_group)


def counts_of(snapshot: Snapshot) -> list[Count]:
    """The groups of content, their total, and below it what single units' own plans set, which does not count in it."""
    rows = snapshot.province_rows
    counts = [
        Count(name, _counted(r for r in rows if r.indicator.pillar == pillar))
        for pillar, name in snapshot.catalogue.pillars.items()
    ]
    counts.append(Count("Tổng số chỉ tiêu cấp tỉnh", _counted(rows), is_total=True))
    own: dict[OrgUnit, list[SnapshotRow]] = {}
    for row in snapshot.rows_apart:
        own.setdefault(row.org_unit, []).append(row)
    return counts + [
        Count(f"Chỉ tiêu riêng của {unit.name} (tính riêng)", _counted(found), is_apart=True)
        for unit, found in own.items()
    ]


def _counted(rows: Iterable[SnapshotRow]) -> tuple[int, ...]:
    found = Counter(r.judgement.status for r in rows)
    return tuple(sum(found[s] for s in group.statuses) for group in GROUPS)


def summary_table(snapshot: Snapshot) -> Table[Count]:
    """«Tổng hợp»: groups of content by the five groups of statuses."""
    columns = [
        Column[Count]("pillar", "Nhóm nội dung", CellType.TEXT, lambda x: x.name, 44),
        *(Column[Count](g.id, _heading(g), CellType.COUNT, _of_group(i), 15) for i, g in enumerate(GROUPS)),
        Column[Count]("total", "Tổng", CellType.COUNT, lambda x: x.total, 10),
    ]
    about = f"Số chỉ tiêu cấp tỉnh theo nhóm nội dung và trạng thái, {COUNTED_BY}."
    return Table(SUMMARY, about, columns, counts_of(snapshot))


def _of_group(index: int) -> Callable[[Count], int]:
    return lambda count: count.by_group[index]


def _heading(group: StatusGroup) -> str:
    return f"{group.mark} {group.word}"


def summary_finding(snapshot: Snapshot) -> str:
    """The title of the chart: how many targets need action."""
    rows = snapshot.province_rows
    flagged = sum(r.judgement.status in NEEDS_ACTION for r in rows)
    return f"{flagged}/{len(rows)} chỉ tiêu cấp tỉnh không đạt, chậm tiến độ hoặc có nguy cơ"


def summary_alt(snapshot: Snapshot) -> str:
    """The chart in words."""
    total = next(c for c in counts_of(snapshot) if c.is_total)
    parts = ", ".join(f"{g.word} {n}" for g, n in zip(GROUPS, total.by_group, strict=True))
    return f"Biểu đồ cột, số chỉ tiêu cấp tỉnh theo trạng thái: {parts}; tổng số {total.total}."
