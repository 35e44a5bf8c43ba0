"""One agency held to account: three lines of counts, its exceptions, its tasks, its share in the figures of the province."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dashboard.analyses.ownership import Owner, TaskProgress
from dashboard.app_pages._agencies.shares import draw_shares_of
from dashboard.app_pages._rows import (
    AGENCIES_PATH,
    COMMUNES_PATH,
    INDICATORS_PATH,
    SUBMISSIONS_PATH,
    actual_note,
    actual_words,
    bullet_of,
    detail_link,
    document_words,
    lag_words,
    now_words,
    plan_words,
    shown_name,
)
from dashboard.app_pages._session import Session
from dashboard.app_pages._tasks import STANDING_WORDS, draw_tasks_of, past_due_words, task_row
from dashboard.charts.agencies import (
    CountLine,
    FlaggedRow,
    Fold,
    MemberRow,
    draw_counts,
    draw_flagged,
    draw_members,
    draw_task,
)
from dashboard.charts.markup import Child, Markup, el, join, link
from dashboard.charts.status_cells import count_words
from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.domain.status import JUDGED, Status
from dashboard.snapshot import NEEDS_ACTION, SnapshotRow
from dashboard.submissions.matrix import PERIODS
from dashboard.submissions.record import ReportRecord
from dashboard.text.formats import format_date, format_share, lower_first
from dashboard.text.words import NO_AGENCY

UNASSIGNED = "chua-gan"
_MOST_OUT = 3


def agency_link(session: Session, unit: OrgUnit | None, **more: str | None) -> str:
    """The address of one agency's page."""
    return session.link(AGENCIES_PATH, cq=UNASSIGNED if unit is None else unit.id, **more)


def agency_name(unit: OrgUnit | None) -> str:
    """Its name as reports write it; what nobody leads has a line of its own."""
    return NO_AGENCY if unit is None else shown_name(unit)


def on_time_words(record: ReportRecord | None) -> str:
    """`5/5`; a dash where no report of the unit has fallen due."""
    return f"{record.on_time_count}/{len(record.judged)}" if record is not None and record.judged else "–"


def draw_agency(
    session: Session,
    owner: Owner,
    records: dict[str, ReportRecord],
    leading: Sequence[Owner],
    task: TaskProgress | None = None,
) -> list[Markup]:
    """The blocks of one agency, the most pressing first; what is not pressing is named in folds. `task` was looked for."""
    own = _own_rows(session, owner)
    own_flagged = _flagged(own)
    counts = _counts(session, owner, records)
    blocks = [draw_counts(_finding(owner, own_flagged), _shared(session, owner, leading), counts)]
    if task is not None:
        blocks.append(draw_task(task_row(session, task, owner.unit)))
    if owner.rows or owner.also_rows:
        folds = (
            ("chi-tieu-khac", "Các chỉ tiêu khác", _not_flagged(owner.rows)),
            ("chi-tieu-chung", "Chỉ tiêu cùng chủ trì, tính cho đơn vị ghi trước", owner.also_rows),
        )
        blocks.append(_flagged_block(session, "Chỉ tiêu cần xử lý", owner.flagged, folds))
    if owner.tasks or owner.also_tasks:
        blocks.append(draw_tasks_of(session, owner.tasks, owner.unit, owner.also_tasks))
    if own:
        said = "Số riêng của cơ quan, không cộng vào danh sách bên trái"
        folds = (("chi-tieu-rieng", "Các chỉ tiêu khác của chính cơ quan", _not_flagged(own)),)
        blocks.append(_flagged_block(session, "Chỉ tiêu của chính cơ quan cần xử lý", own_flagged, folds, said))
    if owner.unit is not None:
        blocks += draw_shares_of(session, owner.unit)
    if owner.unit is not None and owner.unit.kind is UnitKind.GROUP:
        blocks.append(_members(session, owner, records))
    return blocks


def _flagged_block(
    session: Session,
    title: str,
    flagged: Sequence[SnapshotRow],
    folds: Sequence[tuple[str, str, Sequence[SnapshotRow]]],
    said: str = "",
) -> Markup:
    drawn = [
        Fold(key, f"{name} ({len(rows)})", [_flagged_row(session, r) for r in rows])
        for key, name, rows in folds
        if rows
    ]
    return draw_flagged(title, [_flagged_row(session, r) for r in flagged], said, drawn)


def _flagged(rows: Sequence[SnapshotRow]) -> list[SnapshotRow]:
    return [r for r in rows if r.judgement.status in NEEDS_ACTION]


def _not_flagged(rows: Sequence[SnapshotRow]) -> list[SnapshotRow]:
    return [r for r in rows if r.judgement.status not in NEEDS_ACTION]


def _own_rows(session: Session, owner: Owner) -> list[SnapshotRow]:
    """What the unit itself owes, of targets that each unit has and that it does not lead."""
    if owner.unit is None:
        return []
    led = {r.target.id for r in owner.rows}
    return [r for r in session.snapshot.rows_of_unit(owner.unit.id) if r.target.id not in led]


def _finding(owner: Owner, own: Sequence[SnapshotRow]) -> str:
    """What is wrong: of what it leads; of its `own` figures where it leads nothing."""
    said = [_standing(owner.rows, owner.flagged)] if owner.rows else []
    if not owner.rows and own:
        said.append(f"{len(own)} chỉ tiêu của chính cơ quan cần xử lý")
    if owner.tasks:
        said.append(past_due_words(owner.tasks))
    also = _also_words(owner)
    nothing = f"cùng chủ trì {also}" if also else "không chủ trì chỉ tiêu, nhiệm vụ nào"
    return f"{agency_name(owner.unit)}: {', '.join(said) or nothing}"


def _also_words(owner: Owner) -> str:
    """`2 chỉ tiêu và 1 nhiệm vụ`: what it leads after another unit; empty where nothing."""
    found = ((owner.also_rows, "chỉ tiêu"), (owner.also_tasks, "nhiệm vụ"))
    return " và ".join(f"{len(each)} {word}" for each, word in found if each)


def _standing(rows: Sequence[SnapshotRow], flagged: Sequence[SnapshotRow]) -> str:
    """How many need something done; where none does, whether that is because none could be judged."""
    if flagged:
        return f"{len(flagged)} chỉ tiêu cần xử lý"
    statuses = [r.judgement.status for r in rows]
    overdue = statuses.count(Status.REPORT_OVERDUE)
    if overdue:
        return f"{overdue} chỉ tiêu quá hạn báo cáo"
    return "không có chỉ tiêu cần xử lý" if any(s in JUDGED for s in statuses) else "chưa chỉ tiêu nào đánh giá được"


def _shared(session: Session, owner: Owner, leading: Sequence[Owner]) -> Child:
    """Whose work it took over, and where else it stands: named second, or as one of a group."""
    said: list[Child] = []
    before = [] if owner.unit is None else _merged_into(session, owner.unit)
    if before:
        said.append(f"Kế thừa việc và báo cáo của {', '.join(before)}. {_standing_apart(session, owner.unit)}")
    if also := _also_words(owner):
        said.append(f"Cùng chủ trì {also} tính cho đơn vị ghi trước. ")
    for other in leading:
        group = other.unit
        if group is None or owner.unit is None or group.kind is not UnitKind.GROUP or group is owner.unit:
            continue
        if any(u.id == owner.unit.id for u in session.catalogue.members(group.id, session.as_of)):
            counts = f"{len(other.rows)} chỉ tiêu, {len(other.tasks)} nhiệm vụ giao chung"
            said += [f"Ngoài ra có {counts} cho ", link(shown_name(group), agency_link(session, group)), ". "]
    return said or None


def _merged_into(session: Session, unit: OrgUnit) -> list[str]:
    """The former units that it stands for, with their last day where it is known."""
    former = [u for u in session.catalogue.org_units.values() if u is not unit and u.successor is not None]
    return [
        f"{shown_name(u)} (đến {format_date(u.valid_to)})" if u.valid_to is not None else shown_name(u)
        for u in former
        if session.catalogue.heir(u.id, session.as_of) is unit
    ]


def _standing_apart(session: Session, unit: OrgUnit | None) -> str:
    """In how many indicators the figures of former agencies are not joined to its own; empty where in none."""
    count = sum(unit is not None and unit_id == unit.id for _, unit_id in session.snapshot.succession.apart)
    return f"Số trước sáp nhập ở {count} chỉ tiêu không gộp, vì mỗi nơi có số của mình. " if count else ""


def _counts(session: Session, owner: Owner, records: dict[str, ReportRecord]) -> list[CountLine]:
    statuses = tuple(r.judgement.status for r in owner.rows)
    standings = Counter(t.standing for t in owner.tasks)
    tasks = ", ".join(f"{standings[s]} {word}" for s, word in STANDING_WORDS.items() if standings[s])
    lines = [
        CountLine(
            "Chỉ tiêu",
            str(len(statuses)),
            count_words(statuses) or _none(owner, "chỉ tiêu", len(owner.also_rows)),
            statuses,
            session.link(INDICATORS_PATH, cq=owner.unit.id, pv=None) if owner.unit is not None and statuses else "",
        ),
        CountLine("Nhiệm vụ", str(len(owner.tasks)), tasks or _none(owner, "nhiệm vụ", len(owner.also_tasks))),
    ]
    if owner.unit is None:
        return lines
    if owner.unit.kind is UnitKind.GROUP:
        found = [records[u.id] for u in session.catalogue.members(owner.unit.id, session.as_of) if u.id in records]
        return [*lines, _reports(session, ReportRecord(tuple(s for r in found for s in r.reports)), is_group=True)]
    to = session.link(SUBMISSIONS_PATH, pv=owner.unit.id)
    return [*lines, _reports(session, records.get(owner.unit.id), to=to)]


def _none(owner: Owner, what: str, also: int) -> str:
    if also:
        return f"Chỉ cùng chủ trì {also} {what}, tính cho đơn vị ghi trước"
    return f"Mọi {what} đều đã có cơ quan chủ trì" if owner.unit is None else f"Không chủ trì {what} nào"


def _reports(session: Session, record: ReportRecord | None, *, is_group: bool = False, to: str = "") -> CountLine:
    """In time of those settled, of which periods, and what is out; said as nothing expected where nothing fell due."""
    if record is None or not record.reports:
        return CountLine("Báo cáo", "–", "Không phải nộp báo cáo")
    if record.on_time_rate is None:
        return CountLine("Báo cáo", "–", "Chưa có kỳ nào đến hạn")
    share = f"{format_share(record.on_time_rate)} đúng hạn, tính {PERIODS} kỳ gần nhất mỗi loại báo cáo"
    if is_group:
        return CountLine("Báo cáo", on_time_words(record), f"{share} của mọi đơn vị trong nhóm")
    out = [
        [
            el("span", each.form.code, class_="nowrap"),
            f"{each.name.removeprefix(each.form.code)} {lower_first(each.cell.words())}",
        ]
        for each in record.warned
    ]
    left = f" và {len(out) - _MOST_OUT} báo cáo khác" if len(out) > _MOST_OUT else ""
    told = [". Chưa đúng hạn: ", join([join(each) for each in out[:_MOST_OUT]], "; "), left] if out else None
    return CountLine("Báo cáo", on_time_words(record), [share, told], to=to)


def _flagged_row(session: Session, row: SnapshotRow) -> FlaggedRow:
    return FlaggedRow(
        status=row.judgement.status,
        name=row.name,
        to=detail_link(session, row, **_own_scope(session, row)),
        actual=actual_words(row),
        notes=_notes(row),
        plan=plan_words(row, session.as_of),
        bullet=bullet_of(row, session.as_of),
        lag=lag_words(row, session.as_of),
        detail=document_words(session, row),
    )


def _notes(row: SnapshotRow) -> tuple[str, ...]:
    """What the value speaks of, and where a target that was missed stands now; nothing where there is no value."""
    if row.judgement.numbers.observed_on is None:
        return ()
    return tuple(words for words in (actual_note(row), now_words(row)) if words)


def _own_scope(session: Session, row: SnapshotRow) -> dict[str, str | None]:
    """A unit's own row opens in the unit's scope, whatever scope is chosen now."""
    return {} if row.org_unit.id == session.catalogue.workspace.province else {"pv": row.org_unit.id}


def _members(session: Session, owner: Owner, records: dict[str, ReportRecord]) -> Markup:
    """The units a group stands for, each with what it reports itself of the group's targets."""
    group = owner.unit
    if group is None:
        raise ValueError("nobody has no members")
    targets = {r.target.id for r in owner.rows}
    rows = [
        MemberRow(
            shown_name(u),
            agency_link(session, u) if u.kind is UnitKind.AGENCY else session.link(COMMUNES_PATH, xa=u.id),
            tuple(r.judgement.status for r in session.snapshot.rows_of_unit(u.id) if r.target.id in targets),
            on_time_words(records.get(u.id)),
        )
        for u in session.catalogue.members(group.id, session.as_of)
    ]
    said = "Việc giao chung cho nhóm đứng riêng một dòng trong danh sách, không tính vào từng đơn vị."
    return draw_members(f"{shown_name(group)} gồm {len(rows)} đơn vị", rows, said)
