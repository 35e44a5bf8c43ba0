"""«Tổng quan»: what is wrong now, whose it is, and whether the data can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dashboard.analyses.commune_figures import commune_columns
from dashboard.app_pages import _panel
from dashboard.app_pages._changes import changes_since
from dashboard.app_pages._reporting.words import KEY_OF_FREQUENCY
from dashboard.app_pages._rows import (
    INDICATORS,
    actual_note,
    actual_words,
    bullet_of,
    detail_link,
    is_past_due,
    lag_words,
    name_within,
    now_words,
    owner_words,
    plan_words,
    say_no_indicators,
    scope_rows,
    sparkline_of,
    unit_names,
)
from dashboard.app_pages._session import Session
from dashboard.charts.markup import Markup, frame
from dashboard.charts.overview import (
    WIDE_ROWS,
    Card,
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
from dashboard.domain.plan import UnitKind
from dashboard.domain.status import JUDGED, LATE, Status
from dashboard.report_states import ReportState
from dashboard.snapshot import NEEDS_ACTION, Snapshot, SnapshotRow
from dashboard.text.formats import format_date, period_name
from dashboard.text.words import COUNTED_BY, FREQUENCY_WORDS, GROUPS

TITLE = "Tổng quan"
SUBMISSIONS, CHANGES, COMMUNES = "/tinh-hinh-nop", "/thay-doi", "/xa-phuong"
_MOST_UNITS = 6
_MOST_NAMES = 6


def show(session: Session) -> None:
    """Draws the page."""
    _panel.show(draw(session), key="tong-quan")


def draw(session: Session) -> Markup:
    """The page as one block."""
    rows, before = scope_rows(session), _rows_before(session)
    if not rows:
        return frame(say_no_indicators(session))
    flagged = [r for r in rows if r.judgement.status in NEEDS_ACTION]
    worst = draw_worst(
        [_worst_row(session, r) for r in flagged[:WIDE_ROWS]],
        more=f"Xem tất cả {len(flagged)} chỉ tiêu" if flagged else "",
        more_to=session.link(INDICATORS, tt="can-xu-ly"),
        **_unjudged(rows),
    )
    main, side = (
        [worst, draw_groups(_groups(session, rows), _explained(session))],
        [
            draw_late_reports(_late_reports(session)),
            draw_changes(
                changes_since(session, rows),
                f"So với ngày {format_date(session.previous.as_of)}",
                more="Chọn ngày khác",
                more_to=session.link(CHANGES),
            ),
        ],
    )
    if session.is_whole:
        table = session.link(COMMUNES, xem="nhiet")
        late, after = _late_units(session)
        own = [r for r in session.snapshot.rows if r.org_unit.kind is UnitKind.COMMUNE]
        main.append(draw_late_units(late, more="Xem bảng nhiệt", more_to=table, after=after, **_unjudged(own)))
    return frame(draw_cards(_cards(session, rows, before), len(rows)), side_by_side(main, side))


def _unjudged(rows: Sequence[SnapshotRow]) -> dict[str, str]:
    """What to say instead of «nothing is late» where not one row could be judged; nothing else."""
    if any(r.judgement.status in JUDGED for r in rows):
        return {}
    return {"nothing": "Chưa đánh giá được chỉ tiêu nào, nên chưa biết chỉ tiêu nào chậm."}


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
            overdue = now[Status.REPORT_OVERDUE]
            note = f"trong đó {overdue} quá hạn báo cáo" if overdue else "không báo cáo nào quá hạn"
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
        agency=owner_words(session, row),
        actual=actual_words(row),
        actual_note=actual_note(row),
        plan=plan_words(row, session.as_of),
        plan_note="đã quá hạn" if past else f"mục tiêu {row.target_text}",
        bullet=bullet_of(row, session.as_of),
        sparkline=sparkline_of(row, session.as_of),
        status=row.judgement.status,
        lag=lag_words(row, session.as_of),
        now=now_words(row),
    )


def _late_reports(session: Session) -> LateReports:
    newest = session.snapshot.newest_reports
    if newest is None:
        return LateReports("Chưa có báo cáo nào đến hạn.", "", "Tình hình nộp", session.link(SUBMISSIONS))
    others = tuple(_other_late(session, newest))
    to = session.link(SUBMISSIONS, loai=KEY_OF_FREQUENCY[newest.period.frequency])
    if not newest.is_past:
        return LateReports("Chưa đến hạn nộp", f"Hạn nộp {format_date(newest.deadline)}", "Tình hình nộp", to, others)
    late, out = (
        [u for u in units if session.is_whole or u == session.scope.id] for units in (newest.late, newest.overdue)
    )
    days = (session.as_of - newest.deadline).days
    said = f"Hạn nộp {format_date(newest.deadline)}" + (f", quá hạn {days} ngày" if out else "")
    names = _named(session, newest, out) or ("Không còn đơn vị nào" if late else "")
    return LateReports(names, said + newest.not_chased_words(late), "Tình hình nộp", to, others)


def _other_late(session: Session, newest: ReportState) -> Iterator[str]:
    """Of the other kinds of periods the newest: `Kỳ quý III/2025: Sở Khoa học và Công nghệ (3 kỳ liền), hạn nộp 15/10/2025`."""
    for state in sorted(session.snapshot.report_states, key=lambda s: s.period.end, reverse=True):
        out = [u for u in state.overdue if session.is_whole or u == session.scope.id]
        if out and state is not newest:
            yield f"Kỳ {period_name(state.period)}: {_named(session, state, out)}, hạn nộp {format_date(state.deadline)}"


def _named(session: Session, state: ReportState, late: Sequence[str]) -> str:
    units = [session.catalogue.org_units[u] for u in late]
    if _MOST_NAMES < len(late) == len(state.expected):
        return f"Cả {len(late)} đơn vị phải báo cáo"
    if not session.is_whole and late and len(missed := state.missed.get(late[0], ())) > 1:
        said = "chưa nộp đủ" if any(cell.received is not None for _, cell in missed) else "chưa nộp"
        count = state.row_words(late[0]).removesuffix(" liền")
        word, since = FREQUENCY_WORDS[state.period.frequency], period_name(missed[-1][0])
        return f"{units[0].name} {said} {count} liền báo cáo {word}, từ {since}"
    names = unit_names(units[:_MOST_NAMES], {u: state.row_words(u) for u in late})
    return f"{names} và {len(units) - _MOST_NAMES} đơn vị khác" if len(units) > _MOST_NAMES else names


def _groups(session: Session, rows: Sequence[SnapshotRow]) -> list[GroupRow]:
    found: list[GroupRow] = []
    for pillar, name in session.catalogue.pillars.items():
        statuses = tuple(r.judgement.status for r in rows if r.indicator.pillar == pillar)
        if not statuses and not session.is_whole:
            continue
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
    said = f"{len(rows)} chỉ tiêu cấp tỉnh trong {plans} kế hoạch, {COUNTED_BY}."
    for unit in dict.fromkeys(r.org_unit for r in _apart(session.snapshot)):
        said += f" Ngoài ra có {len(session.snapshot.rows_of_unit(unit.id)) - _shared(session.snapshot, unit.id)} chỉ tiêu riêng của {name_within(unit)}."
    return said


def _shared(snapshot: Snapshot, unit_id: str) -> int:
    counted = {r.target.id for r in snapshot.province_rows}
    return sum(r.target.id in counted for r in snapshot.rows_of_unit(unit_id))


def _late_units(session: Session) -> tuple[list[UnitRow], list[str]]:
    """The communes that are late on most; how many more are late on as many as the last of them, and whose silence hides how they stand.

    Counted as the heat table counts: each indicator once, by its nearest due date.
    """
    counted: list[tuple[tuple[int, int, int], UnitRow]] = []
    newest = session.snapshot.newest_reports
    late_now = set(newest.overdue) if newest else set()
    by_unit: dict[str, Counter[Status]] = {}
    unknown: Counter[str] = Counter()
    for figure in (f for column in commune_columns(session.snapshot) for f in column.figures):
        if figure.status is not None:
            by_unit.setdefault(figure.unit.id, Counter())[figure.status] += 1
            unknown[figure.unit.id] += figure.is_late_report and figure.status not in JUDGED
    for unit_id, statuses in by_unit.items():
        late, judged = (sum(statuses[s] for s in group) for group in (LATE, JUDGED))
        notes = [f"{statuses[Status.AT_RISK]} có nguy cơ"] if statuses[Status.AT_RISK] else []
        if unit_id in late_now:
            notes.insert(0, "chưa nộp kỳ mới nhất")
        if late:
            name = session.catalogue.org_units[unit_id].name
            to = session.link(COMMUNES, xem="nhiet", xa=unit_id)
            order = (-late, judged, -statuses[Status.AT_RISK])
            counted.append((order, UnitRow(name, late, judged, "; ".join(notes), to)))
    rows = [row for _, row in sorted(counted, key=lambda pair: pair[0])]
    more = sum(row.late == rows[_MOST_UNITS - 1].late for row in rows[_MOST_UNITS:])
    after = [f"Còn {more} xã, phường khác cũng chậm {rows[_MOST_UNITS].late} chỉ tiêu."] if more else []
    silent = {
        unit_id: f"chưa nộp đủ {row}, {unknown[unit_id]}/{counts.total()} chỉ tiêu chưa đánh giá được"
        for unit_id, counts in by_unit.items()
        if unknown[unit_id] and newest is not None and (row := newest.row_words(unit_id))
    }
    if len(silent) == len(by_unit) > _MOST_NAMES:
        after.append(f"Cả {len(silent)} xã, phường chưa báo cáo nên chưa biết đủ có chậm hay không.")
    elif silent:
        units = [session.catalogue.org_units[u] for u in list(silent)[:_MOST_NAMES]]
        left = f" và {len(silent) - _MOST_NAMES} đơn vị khác" if len(silent) > _MOST_NAMES else ""
        after.append(f"Chưa báo cáo nên chưa biết đủ có chậm hay không: {unit_names(units, silent)}{left}.")
    return rows[:_MOST_UNITS], after
