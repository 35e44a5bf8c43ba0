"""«Cơ quan»: who answers for which targets, tasks and reports, and one agency held to account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.analyses.ownership import Owner, TaskProgress, owners
from dashboard.app_pages import _panel
from dashboard.app_pages._agencies.detail import UNASSIGNED, agency_link, agency_name, draw_agency, on_time_words
from dashboard.app_pages._rows import name_within, shown_name
from dashboard.app_pages._session import Session, cut
from dashboard.charts.agencies import Heading, OwnerLine, draw_owners
from dashboard.charts.markup import Child, Markup, el, frame, link, note
from dashboard.domain.plan import UnitKind
from dashboard.submissions.record import ReportRecord

TITLE = "Cơ quan"
# What the list can be sorted by: the key of the address, and the two words of its heading.
_SORTS = {
    "chi-tieu": ("Chỉ", "tiêu"),
    "can-xu-ly": ("Cần", "xử lý"),
    "nhiem-vu": ("Nhiệm", "vụ"),
    "qua-han": ("Hết", "hạn"),
    "dung-han": ("Đúng", "hạn nộp"),
}


@dataclass(frozen=True)
class Picture:
    """What the page shows: who leads, who only reports, whose reports came when, who is chosen, and the order of the list.

    `task` is the one of the chosen that somebody looked for.
    """

    leading: tuple[Owner, ...]
    reporting: tuple[Owner, ...]
    records: dict[str, ReportRecord]
    chosen: Owner
    task: TaskProgress | None
    sort: str
    notes: tuple[str, ...]


def show(session: Session) -> None:
    """Draws the page."""
    _panel.show(draw(session, picture_of(session)), key="co-quan")


def picture_of(session: Session) -> Picture:
    """Reads the address; what it does not know becomes the default, with a note."""
    catalogue, notes = session.catalogue, []
    leading = owners(session.snapshot, session.facts.task_reports())
    known = {each.unit.id for each in leading if each.unit is not None}
    reporting = tuple(
        Owner(u, (), (), (), ())
        for u in sorted(catalogue.org_units.values(), key=lambda u: u.sort_rank)
        if u.kind is UnitKind.AGENCY and u.reports and u.is_valid_on(session.as_of) and u.id not in known
    )
    if session.scope.kind is UnitKind.COMMUNE:
        notes.append(f"Trang này tính cho toàn tỉnh, không riêng {name_within(session.scope)}.")
    sort = session.parameters.get("xep", "")
    if sort and sort not in _SORTS:
        notes.append(f"Không có cách xếp «{cut(sort)}»; đang xếp theo danh mục.")
        sort = ""
    chosen = _chosen(session, (*leading, *reporting), notes)
    task = _task(session, chosen, notes)
    return Picture(leading, reporting, session.report_records, chosen, task, sort, tuple(notes))


def draw(session: Session, picture: Picture) -> Markup:
    """The page as one block: the list, and beside it the agency chosen."""
    blocks: list[Child] = [note(" ".join(picture.notes))] if picture.notes else []
    one = draw_agency(session, picture.chosen, picture.records, picture.leading, picture.task)
    blocks.append(el("div", _list(session, picture), el("div", *one, class_="rows"), class_="agency"))
    return frame(*blocks)


def _chosen(session: Session, every: Sequence[Owner], notes: list[str]) -> Owner:
    """The owner that the address names; else the agency in scope, else the first of the list."""
    by_id = {each.unit.id if each.unit is not None else UNASSIGNED: each for each in every}
    asked = session.parameters.get("cq", "")
    if asked in by_id:
        return by_id[asked]
    default = by_id.get(session.scope.id, every[0])
    if not asked:
        return default
    unit = session.catalogue.heir(asked, session.as_of)
    former = session.catalogue.resolve_unit(asked)
    if unit is not None and former is not None and unit.id in by_id:
        notes.append(f"{shown_name(former)} nay là {shown_name(unit)}.")
        return by_id[unit.id]
    name = cut(asked if former is None else shown_name(former))
    notes.append(f"Không có cơ quan «{name}» trong danh sách; đang xem {agency_name(default.unit)}.")
    return default


def _task(session: Session, chosen: Owner, notes: list[str]) -> TaskProgress | None:
    """The task that the address names; a note where the chosen agency does not lead it on the day."""
    asked = session.parameters.get("nv", "")
    found = next((t for t in (*chosen.tasks, *chosen.also_tasks) if t.task.id == asked), None)
    if asked and found is None:
        known = next((t for t in session.catalogue.tasks if t.id == asked), None)
        name = cut(asked) if known is None else known.title
        notes.append(f"{agency_name(chosen.unit)} không có nhiệm vụ «{name}» vào ngày này.")
    return found


def _list(session: Session, picture: Picture) -> Markup:
    lines = [_line(session, picture, each) for each in _sorted(picture) if _stands_first(each)]
    headings = [
        Heading(
            words,
            agency_link(session, picture.chosen.unit, xep=None if key == picture.sort else key),
            ("ascending" if key == "dung-han" else "descending") if key == picture.sort else "",
        )
        for key, words in _SORTS.items()
    ]
    others = [each for each in picture.leading if not _stands_first(each)]
    rest = [_line(session, picture, each) for each in (*others, *picture.reporting)]
    return draw_owners(lines, headings, rest, _said(session, picture))


def _sorted(picture: Picture) -> list[Owner]:
    """The owners in the order of the catalogue, or on demand those with the most of a column first; reports: the least in time."""

    def place(owner: Owner) -> float:
        match picture.sort:
            case "chi-tieu":
                return -len(owner.rows)
            case "can-xu-ly":
                return -len(owner.flagged)
            case "nhiem-vu":
                return -len(owner.tasks)
            case "qua-han":
                return -len(owner.past_due)
            case "dung-han":
                record = picture.records.get(owner.unit.id) if owner.unit is not None else None
                rate = record.on_time_rate if record is not None else None
                return 2.0 if rate is None else rate
            case _:
                return 0.0

    return sorted(picture.leading, key=place)


def _stands_first(owner: Owner) -> bool:
    """Whether something is counted at it; what nobody leads has its line also when there is none."""
    return bool(owner.unit is None or owner.rows or owner.tasks)


def _line(session: Session, picture: Picture, owner: Owner) -> OwnerLine:
    record = picture.records.get(owner.unit.id) if owner.unit is not None else None
    return OwnerLine(
        name=agency_name(owner.unit),
        to=agency_link(session, owner.unit, xep=picture.sort or None),
        targets=len(owner.rows),
        flagged=len(owner.flagged),
        tasks=len(owner.tasks),
        past_due=len(owner.past_due),
        on_time=on_time_words(record),
        is_current=owner is picture.chosen,
    )


def _said(session: Session, picture: Picture) -> Child:
    """How the list is ordered, and where what has two leads is counted."""
    shared = [
        f"{len(set(ids))} {word}"
        for ids, word in (
            ([r.target.id for o in picture.leading for r in o.also_rows], "chỉ tiêu"),
            ([t.task.id for o in picture.leading for t in o.also_tasks], "nhiệm vụ"),
        )
        if ids
    ]
    counted = f" {' và '.join(shared)} có hai đơn vị chủ trì trở lên được tính cho đơn vị ghi trước." if shared else ""
    counted += (
        " Hết hạn: nhiệm vụ đã qua hạn mà chưa báo hoàn thành." if any(o.past_due for o in picture.leading) else ""
    )
    if not picture.sort:
        return f"Xếp theo danh mục, không xếp hạng.{counted}"
    words = " ".join(_SORTS[picture.sort]).lower()
    return [
        f"Đang xếp theo cột «{words[:1].upper()}{words[1:]}». ",
        link("Xếp theo danh mục", agency_link(session, picture.chosen.unit, xep=None)),
        f".{counted}",
    ]
