"""«Tìm kiếm»: indicators, targets, agencies, communes and tasks that answer what was typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dashboard.analyses.ownership import task_progress
from dashboard.analyses.search import MOST, Hit, find
from dashboard.app_pages import _panel
from dashboard.app_pages._agencies.detail import UNASSIGNED
from dashboard.app_pages._rows import AGENCIES_PATH, COMMUNES_PATH, INDICATORS_PATH
from dashboard.app_pages._session import Session, cut
from dashboard.app_pages._tasks import task_row
from dashboard.charts.markup import Markup, frame
from dashboard.charts.search_list import FoundLine, draw_found
from dashboard.snapshot import SnapshotRow

TITLE = "Tìm kiếm"
_KINDS = {
    "indicator": "chỉ tiêu",
    "target": "chỉ tiêu",
    "agency": "cơ quan",
    "commune": "xã, phường",
    "task": "nhiệm vụ",
}


def show(session: Session) -> None:
    """Draws the page."""
    _panel.show(draw(session), key="tim")


def draw(session: Session) -> Markup:
    """The page as one block."""
    asked = session.parameters.get("q", "").strip()
    if not asked:
        said = "Gõ tên chỉ tiêu, cơ quan, xã, phường hoặc nhiệm vụ vào ô tìm ở đầu trang; có dấu hay không đều được."
        return frame(draw_found("Tìm gì?", (), said))
    hits = find(session.catalogue, asked, session.as_of, limit=MOST + 1)
    shown = _once(session, hits[:MOST])
    if not shown:
        said = "Thử ít từ hơn, hoặc một từ trong tên chỉ tiêu, cơ quan, xã, phường, nhiệm vụ."
        return frame(draw_found(f"Không tìm thấy gì với «{cut(asked)}»", (), said))
    sure = [hit for hit in shown if hit.is_sure] or shown
    counts = Counter(_KINDS[hit.kind] for hit in sure)
    told = ", ".join(f"{counts[word]} {word}" for word in dict.fromkeys(_KINDS.values()) if counts[word])
    more = "Còn kết quả khác; gõ thêm từ để thu hẹp." if len(hits) > MOST else ""
    found = f"{len(shown)} kết quả sát nhất" if more and len(sure) == len(shown) else told
    standings = _standings(session) if any(hit.kind == "task" for hit in shown) else {}
    lines = [_line(session, hit, standings) for hit in shown]
    return frame(draw_found(f"«{cut(asked)}»: {found}", lines[: len(sure)], more, lines[len(sure) :]))


def _once(session: Session, hits: Sequence[Hit]) -> list[Hit]:
    """Without the targets that bear the name of an indicator that was found too."""
    found = {(hit.id, hit.name) for hit in hits if hit.kind == "indicator"}
    indicator_of = session.catalogue.indicator_of_target
    return [hit for hit in hits if hit.kind != "target" or (indicator_of(hit.id).id, hit.name) not in found]


def _standings(session: Session) -> dict[str, str]:
    """How each task of the day stands, by its id."""
    progress = task_progress(session.snapshot, session.facts.task_reports())
    return {each.task.id: task_row(session, each, None).standing for each in progress}


def _line(session: Session, hit: Hit, standings: Mapping[str, str]) -> FoundLine:
    word = _KINDS[hit.kind]
    row = _row(session, hit)
    status = row.judgement.status if row is not None else None
    standing = standings.get(hit.id, "") if hit.kind == "task" else ""
    return FoundLine(word[:1].upper() + word[1:], hit.name, _address(session, hit, row), hit.detail, status, standing)


def _address(session: Session, hit: Hit, row: SnapshotRow | None) -> str:
    """Where the thing is shown: a task at the agency that leads it, a commune's own target at the commune."""
    catalogue = session.catalogue
    match hit.kind:
        case "indicator":
            return session.link(INDICATORS_PATH, ct=hit.id)
        case "target":
            own = row is not None and row.org_unit.id not in (session.scope.id, catalogue.workspace.province)
            more = {"pv": row.org_unit.id} if row is not None and own else {}
            return session.link(INDICATORS_PATH, ct=catalogue.indicator_of_target(hit.id).id, mt=hit.id, **more)
        case "agency":
            return session.link(AGENCIES_PATH, cq=hit.id)
        case "commune":
            return session.link(COMMUNES_PATH, xa=hit.id)
        case "task":
            lead = next(iter(next(t for t in catalogue.tasks if t.id == hit.id).lead), None)
            return session.link(AGENCIES_PATH, cq=lead or UNASSIGNED, nv=hit.id)


def _row(session: Session, hit: Hit) -> SnapshotRow | None:
    """The row of the target in the chosen scope, else the province's, else the only unit's; of an indicator the leading one."""
    snapshot = session.snapshot
    if hit.kind == "indicator":
        return snapshot.leading_row(hit.id, session.scope.id)
    if hit.kind != "target":
        return None
    found = (snapshot.row(hit.id, u) for u in (session.scope.id, session.catalogue.workspace.province))
    rows = [row for row in found if row is not None] or [r for r in snapshot.rows if r.target.id == hit.id]
    return rows[0] if rows else None
