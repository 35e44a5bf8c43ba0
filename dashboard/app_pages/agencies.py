"""«Cơ quan»: who answers for which targets, tasks and reports, and one agency held to account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.analyses.ownership import Owner, TaskProgress, owners
from dashboard.app_pages import _panel
from dashboard.app_pages._agencies.detail import UNASSIGNED, agency_link, agency_name, draw_agency, on_time_words
from dashboard.app_pages._rows import name_within, shown_name
from dashboard.app_pages._session import Session, cut
from dashboard.charts.agencies import Fold, Heading, OwnerLine, draw_owners
from dashboard.charts.markup import Child, Markup, el, frame, link, note
from dashboard.domain.plan import UnitKind
from dashboard.submissions.record import ReportRecord

TITLE = "Cơ quan"


def _place_in_time(owner: Owner, record: ReportRecord | None) -> float:
    """The least in time first; last who has had nothing to send."""
    rate = record.on_time_rate if record is not None else None
    return 2.0 if rate is None else rate


# What the list can be sorted by: the key of the address, the two words of the heading, and the order, the smallest first.
_SORTS: dict[str, tuple[tuple[str, str], Callable[[Owner, ReportRecord | None], float]]] = {
    "chi-tieu": (("Chỉ", "tiêu"), lambda owner, _: -len(owner.rows)),
    "can-xu-ly": (("Cần", "xử lý"), lambda owner, _: -len(owner.flagged)),
    "nhiem-vu": (("Nhiệm", "vụ"), lambda owner, _: -len(owner.tasks)),
    "qua-han": (("Hết", "hạn"), lambda owner, _: -len(owner.past_due)),
    "dung-han": (("Đúng", "hạn nộp"), _place_in_time),
}


@dataclass(frozen=True)
class AgencyView:
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
    _panel.show(draw(session, read_view(session)), key="co-quan")


def read_view(session: Session) -> AgencyView:
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
    return AgencyView(leading, reporting, session.report_records, chosen, task, sort, tuple(notes))


def draw(session: Session, view: AgencyView) -> Markup:
    """The page as one block: the list, and beside it the agency chosen."""
    blocks: list[Child] = [note(" ".join(view.notes))] if view.notes else []
    one = draw_agency(session, view.chosen, view.records, view.leading, view.task)
    blocks.append(el("div", _list(session, view), el("div", *one, class_="rows"), class_="agency"))
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


def _list(session: Session, view: AgencyView) -> Markup:
    lines = [_line(session, view, each) for each in _sorted(view) if _stands_first(each)]
    headings = [
        Heading(
            words,
            agency_link(session, view.chosen.unit, xep=None if key == view.sort else key),
            ("ascending" if key == "dung-han" else "descending") if key == view.sort else "",
        )
        for key, (words, _) in _SORTS.items()
    ]
    others = [each for each in view.leading if not _stands_first(each)]
    counts = ((len(others), "cùng chủ trì"), (len(view.reporting), "không chủ trì việc nào"))
    said = ", ".join(f"{count} {word}" for count, word in counts if count)
    every = (*others, *view.reporting)
    rest = [_line(session, view, each) for each in every]
    return draw_owners(
        lines, headings, Fold("don-vi-khac", f"{len(rest)} đơn vị khác: {said}", rest), _said(session, view)
    )


def _sorted(view: AgencyView) -> list[Owner]:
    """The owners in the order of the catalogue, or on demand those with the most of a column first; reports: the least in time."""
    if not view.sort:
        return list(view.leading)
    _, place = _SORTS[view.sort]
    return sorted(view.leading, key=lambda owner: place(owner, _record(view, owner)))


def _record(view: AgencyView, owner: Owner) -> ReportRecord | None:
    return view.records.get(owner.unit.id) if owner.unit is not None else None


def _stands_first(owner: Owner) -> bool:
    """Whether something is counted at it; what nobody leads has its line also when there is none."""
    return bool(owner.unit is None or owner.rows or owner.tasks)


def _line(session: Session, view: AgencyView, owner: Owner) -> OwnerLine:
    return OwnerLine(
        name=agency_name(owner.unit),
        to=agency_link(session, owner.unit, xep=view.sort or None),
        targets=len(owner.rows),
        flagged=len(owner.flagged),
        tasks=len(owner.tasks),
        past_due=len(owner.past_due),
        on_time=on_time_words(_record(view, owner)),
        is_current=owner is view.chosen,
    )


def _said(session: Session, view: AgencyView) -> Child:
    """How the list is ordered, and where what has two leads is counted."""
    shared = [
        f"{len(set(ids))} {word}"
        for ids, word in (
            ([r.target.id for o in view.leading for r in o.also_rows], "chỉ tiêu"),
            ([t.task.id for o in view.leading for t in o.also_tasks], "nhiệm vụ"),
        )
        if ids
    ]
    counted = f" {' và '.join(shared)} có hai đơn vị chủ trì trở lên được tính cho đơn vị ghi trước." if shared else ""
    counted += " Hết hạn: nhiệm vụ đã qua hạn mà chưa báo hoàn thành." if any(o.past_due for o in view.leading) else ""
    if not view.sort:
        return f"Xếp theo danh mục, không xếp hạng.{counted}"
    words = " ".join(_SORTS[view.sort][0]).capitalize()
    return [
        f"Đang xếp theo cột «{words}». ",
        link("Xếp theo danh mục", agency_link(session, view.chosen.unit, xep=None)),
        f".{counted}",
    ]
