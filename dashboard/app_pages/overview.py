"""«Tổng quan»: what is wrong now, whose it is, and whether the data can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from dashboard.app_pages import _panel
from dashboard.app_pages._rows import (
    INDICATORS,
    actual_note,
    actual_words,
    agency_names,
    bullet_of,
    detail_link,
    is_past_due,
    lag_words,
    name_within,
    plan_words,
    scope_rows,
    shown_name,
    sparkline_of,
    unit_names,
)
from dashboard.app_pages._session import Session
from dashboard.charts.markup import Markup, frame
from dashboard.charts.overview import (
    WIDE_ROWS,
    Card,
    Change,
    ChangeGroup,
    GroupRow,
    LateReports,
    UnitRow,
    WorstRow,
    draw_cards,
    draw_changes,
    draw_groups,
    draw_late_reports,
    draw_late_units,
    draw_worst,
    side_by_side,
)
from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.domain.status import Status
from dashboard.snapshot import NEEDS_ACTION, Snapshot, SnapshotRow
from dashboard.text.formats import format_date, format_short
from dashboard.text.words import GROUPS

TITLE = "Tổng quan"
_WORSE_TO_BETTER = (
    Status.MISSED,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.REPORT_OVERDUE,
    Status.NOT_COMPARABLE,
    Status.NOT_ENOUGH_DATA,
    Status.NO_DATA,
    Status.NOT_DUE,
    Status.ON_TRACK,
    Status.ACHIEVED_LATE,
    Status.ACHIEVED,
)
_MOST_CHANGES = 6
_MOST_UNITS = 6
_MOST_NAMES = 6


def show(session: Session) -> None:
    """Draws the page."""
    _panel.show(draw(session), key="tong-quan")


def draw(session: Session) -> Markup:
    """The page as one block."""
    rows, before = scope_rows(session), _rows_before(session)
    flagged = [r for r in rows if r.judgement.status in NEEDS_ACTION]
    worst = draw_worst(
        [_worst_row(session, r) for r in flagged[:WIDE_ROWS]],
        more=f"Xem tất cả {len(flagged)} chỉ tiêu" if flagged else "",
        more_to=session.link(INDICATORS, tt="can-xu-ly"),
    )
    main, side = (
        [worst, draw_groups(_groups(session, rows), _explained(session))],
        [
            draw_late_reports(_late_reports(session)),
            draw_changes(_changes(session, rows, before), f"So với ngày {format_date(session.previous.as_of)}"),
        ],
    )
    if session.is_whole:
        main.append(draw_late_units(_late_units(session)))
    return frame(draw_cards(_cards(session, rows, before), len(rows)), side_by_side(main, side))


def _rows_before(session: Session) -> dict[tuple[str, str], SnapshotRow]:
    before = session.previous
    return {(r.target.id, r.org_unit.id): r for r in before.rows}


def _cards(session: Session, rows: Sequence[SnapshotRow], before: dict[tuple[str, str], SnapshotRow]) -> list[Card]:
    now = Counter(r.judgement.status for r in rows)
    keys = {(r.target.id, r.org_unit.id) for r in rows}
    then = Counter(r.judgement.status for key, r in before.items() if key in keys)
    cards: list[Card] = []
    for group in GROUPS:
        count, earlier = (sum(counted[s] for s in group.statuses) for counted in (now, then))
        note = group.note
        if group.id == "dung-dat":
            note = f"{now[Status.ON_TRACK]} đúng tiến độ, {count - now[Status.ON_TRACK]} đạt"
        elif group.id == "chua-danh-gia":
            note = f"trong đó {now[Status.REPORT_OVERDUE]} quá hạn báo cáo"
        to = session.link(INDICATORS, tt=group.id)
        tone = group.css if count else ""
        cards.append(Card(count, group.mark, group.word, to, tone, (note, _difference(count - earlier))))
    return cards


def _difference(change: int) -> str:
    if change == 0:
        return "không đổi so với tháng trước"
    return f"{'tăng' if change > 0 else 'giảm'} {abs(change)} so với tháng trước"


def _worst_row(session: Session, row: SnapshotRow) -> WorstRow:
    past = is_past_due(row, session.as_of)
    return WorstRow(
        name=row.name,
        to=detail_link(session, row),
        agency=agency_names(row, session.catalogue),
        actual=actual_words(row),
        actual_note=actual_note(row),
        plan=plan_words(row, session.as_of),
        plan_note="đã quá hạn" if past else f"mục tiêu {row.target_text}",
        bullet=bullet_of(row, session.as_of),
        sparkline=sparkline_of(row, session.as_of),
        status=row.judgement.status,
        lag=lag_words(row, session.as_of),
    )


def _late_reports(session: Session) -> LateReports:
    newest = session.snapshot.newest_reports
    if newest is None:
        return LateReports("Chưa có báo cáo nào đến hạn.", "")
    if session.as_of <= newest.deadline:
        return LateReports("Chưa đến hạn nộp", f"Hạn nộp {format_date(newest.deadline)}")
    late = [u for u in newest.late if session.is_whole or u == session.scope.id]
    days = (session.as_of - newest.deadline).days
    deadline = f"Hạn nộp {format_date(newest.deadline)}" + (f", quá hạn {days} ngày" if late else "")
    return LateReports(_named(session, late), deadline)


def _named(session: Session, late: Sequence[str]) -> str:
    units = [session.catalogue.org_units[u] for u in late]
    names = unit_names(units[:_MOST_NAMES])
    return f"{names} và {len(units) - _MOST_NAMES} đơn vị khác" if len(units) > _MOST_NAMES else names


def _groups(session: Session, rows: Sequence[SnapshotRow]) -> list[GroupRow]:
    found: list[GroupRow] = []
    for pillar, name in session.catalogue.pillars.items():
        statuses = tuple(r.judgement.status for r in rows if r.indicator.pillar == pillar)
        apart = len({r.target.id for r in _apart(session.snapshot) if r.indicator.pillar == pillar})
        empty = f"Không có chỉ tiêu cấp tỉnh; {apart} chỉ tiêu riêng của xã" if apart else "Không có chỉ tiêu"
        found.append(GroupRow(name, statuses, session.link(INDICATORS, nhom=pillar) if statuses else None, empty))
    return found


def _apart(snapshot: Snapshot) -> list[SnapshotRow]:
    """Rows of targets that a single unit's own plan sets; they stand apart from the province's."""
    counted = {r.target.id for r in snapshot.province_rows}
    return [r for r in snapshot.rows if r.target.id not in counted]


def _explained(session: Session) -> str:
    if not session.is_whole:
        return f"Các chỉ tiêu {name_within(session.scope)} chủ trì hoặc phải báo cáo."
    rows = session.snapshot.province_rows
    plans = len({r.target.document for r in rows})
    said = f"{len(rows)} mục tiêu cấp tỉnh trong {plans} kế hoạch."
    for unit in dict.fromkeys(r.org_unit for r in _apart(session.snapshot)):
        said += f" Ngoài ra có {len(session.snapshot.rows_of_unit(unit.id)) - _shared(session.snapshot, unit.id)} mục tiêu riêng của {name_within(unit)}."
    return said


def _shared(snapshot: Snapshot, unit_id: str) -> int:
    counted = {r.target.id for r in snapshot.province_rows}
    return sum(r.target.id in counted for r in snapshot.rows_of_unit(unit_id))


def _changes(
    session: Session, rows: Sequence[SnapshotRow], before: dict[tuple[str, str], SnapshotRow]
) -> list[ChangeGroup]:
    better: list[Change] = []
    worse: list[Change] = []
    restated: list[Change] = []
    for row in rows:
        earlier = before.get((row.target.id, row.org_unit.id))
        if earlier is None:
            continue
        was, now = earlier.judgement.status, row.judgement.status
        if was is not now:
            change = Change(row.name, was, now, to=detail_link(session, row))
            (better if _WORSE_TO_BETTER.index(now) > _WORSE_TO_BETTER.index(was) else worse).append(change)
        restated += _restated(session, row, earlier)
    late = _newly_late(session)
    return [
        ChangeGroup("Xấu đi", _cut(worse)),
        ChangeGroup("Tốt hơn", _cut(better)),
        ChangeGroup("Mới chậm nộp", tuple(Change(shown_name(u)) for u in late[:_MOST_NAMES])),
        ChangeGroup("Sửa số cũ", _cut(restated)),
    ]


def _cut(changes: list[Change]) -> tuple[Change, ...]:
    if len(changes) <= _MOST_CHANGES:
        return tuple(changes)
    return (*changes[: _MOST_CHANGES - 1], Change(f"và {len(changes) - _MOST_CHANGES + 1} chỉ tiêu khác"))


def _newly_late(session: Session) -> list[OrgUnit]:
    now, before = session.snapshot.newest_reports, session.previous.newest_reports
    if now is None or session.as_of <= now.deadline:
        return []
    known = set(before.late) if before else set()
    late = [u for u in now.late if u not in known and (session.is_whole or u == session.scope.id)]
    return [session.catalogue.org_units[u] for u in late]


def _restated(session: Session, row: SnapshotRow, earlier: SnapshotRow) -> list[Change]:
    """Periods whose value changed although the same units had reported: corrections, not late reports."""
    then = {r.date: r.value for r in earlier.readings}
    found: list[Change] = []
    for reading in row.readings:
        old = then.get(reading.date)
        if (
            old is None
            or reading.value is None
            or old == reading.value
            or not _same_reporters(row, earlier, reading.date)
        ):
            continue
        old_words, new_words = (format_short(v, row.unit, row.terms.decimals) for v in (old, reading.value))
        if old_words != new_words:
            detail = f"số ngày {format_date(reading.date)}: {old_words} → {new_words}"
            found.append(Change(row.name, detail=detail, to=detail_link(session, row)))
    return found[-1:]


def _same_reporters(row: SnapshotRow, earlier: SnapshotRow, day: date) -> bool:
    now, then = row.pools.get(day), earlier.pools.get(day)
    return (now is None and then is None) or (now is not None and then is not None and now.reported == then.reported)


def _late_units(session: Session) -> list[UnitRow]:
    counted: list[UnitRow] = []
    late_now = set(session.snapshot.newest_reports.late) if session.snapshot.newest_reports else set()
    by_unit: dict[str, Counter[Status]] = {}
    for row in session.snapshot.rows:
        if row.org_unit.kind is UnitKind.COMMUNE:
            by_unit.setdefault(row.org_unit.id, Counter())[row.judgement.status] += 1
    for unit_id, statuses in by_unit.items():
        late = statuses[Status.MISSED] + statuses[Status.OFF_TRACK]
        judged = late + sum(
            statuses[s] for s in (Status.AT_RISK, Status.ON_TRACK, Status.ACHIEVED, Status.ACHIEVED_LATE)
        )
        notes = [f"{statuses[Status.AT_RISK]} có nguy cơ"] if statuses[Status.AT_RISK] else []
        if unit_id in late_now:
            notes.insert(0, "chưa nộp kỳ mới nhất")
        if late:
            name = session.catalogue.org_units[unit_id].name
            counted.append(UnitRow(name, late, judged, "; ".join(notes), session.link("/", pv=unit_id)))
    counted.sort(key=lambda u: (-u.late, u.judged))
    return counted[:_MOST_UNITS]
