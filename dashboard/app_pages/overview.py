"""«Tổng quan»: what is wrong now, whose it is, and whether the data can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dashboard.analyses.commune_figures import CommuneCount, commune_counts
from dashboard.analyses.comparison import row_before
from dashboard.app_pages import _panel
from dashboard.app_pages._changes import changes_since
from dashboard.app_pages._reporting.words import KEY_OF_FREQUENCY
from dashboard.app_pages._rows import (
    CHANGES_PATH,
    COMMUNES_PATH,
    INDICATORS_PATH,
    SUBMISSIONS_PATH,
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
from dashboard.domain.status import JUDGED, Status
from dashboard.report_states import ReportState
from dashboard.snapshot import NEEDS_ACTION, SnapshotRow
from dashboard.text.formats import format_date, period_name
from dashboard.text.sentences import unit_names
from dashboard.text.words import COUNTED_BY, FREQUENCY_WORDS, GROUPS

TITLE = "Tổng quan"
_MOST_UNITS = 6
_MOST_NAMES = 6


def show(session: Session) -> None:
    """Draws the page."""
    _panel.show(draw(session), key="tong-quan")


def draw(session: Session) -> Markup:
    """The page as one block."""
    rows = scope_rows(session)
    if not rows:
        return frame(say_no_indicators(session))
    flagged = [r for r in rows if r.judgement.status in NEEDS_ACTION]
    worst = draw_worst(
        [_worst_row(session, r) for r in flagged[:WIDE_ROWS]],
        more=f"Xem tất cả {len(flagged)} chỉ tiêu" if flagged else "",
        more_to=session.link(INDICATORS_PATH, tt="can-xu-ly"),
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
                more_to=session.link(CHANGES_PATH),
            ),
        ],
    )
    if session.is_whole:
        table = session.link(COMMUNES_PATH, xem="nhiet")
        late, after = _late_units(session)
        own = [r for r in session.snapshot.rows if r.org_unit.kind is UnitKind.COMMUNE]
        main.append(draw_late_units(late, more="Xem bảng nhiệt", more_to=table, after=after, **_unjudged(own)))
    return frame(draw_cards(_cards(session, rows), len(rows)), side_by_side(main, side))


def _unjudged(rows: Sequence[SnapshotRow]) -> dict[str, str]:
    """What to say instead of «nothing is late» where not one row could be judged; nothing else."""
    if any(r.judgement.status in JUDGED for r in rows):
        return {}
    return {"nothing": "Chưa đánh giá được chỉ tiêu nào, nên chưa biết chỉ tiêu nào chậm."}


def _cards(session: Session, rows: Sequence[SnapshotRow]) -> list[Card]:
    """The counts now, and how they differ from those of the same promises a month before."""
    now = Counter(r.judgement.status for r in rows)
    then = Counter(was.judgement.status for r in rows if (was := row_before(session.previous, r)) is not None)
    cards: list[Card] = []
    for group in GROUPS:
        count, earlier = (sum(counted[s] for s in group.statuses) for counted in (now, then))
        note = group.note
        if group.id == "dung-dat":
            note = f"{now[Status.ON_TRACK]} đúng tiến độ, {count - now[Status.ON_TRACK]} đạt"
        elif group.id == "chua-danh-gia":
            note = f"trong đó {now[Status.REPORT_OVERDUE]} quá hạn báo cáo"
        to = session.link(INDICATORS_PATH, tt=group.id)
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
        return LateReports("Chưa có báo cáo nào đến hạn.", "", "Tình hình nộp", session.link(SUBMISSIONS_PATH))
    others = tuple(_other_late(session, newest))
    to = session.link(SUBMISSIONS_PATH, loai=KEY_OF_FREQUENCY[newest.period.frequency])
    if not newest.is_past:
        return LateReports("Chưa đến hạn nộp", f"Hạn nộp {format_date(newest.deadline)}", "Tình hình nộp", to, others)
    left, out = (_of_scope(session, newest, units) for units in (newest.incomplete, newest.to_remind))
    if left and not out and not session.is_whole:
        words = "; ".join(newest.cells[u].words() for u in left)
        return LateReports(words, f"Hạn nộp {newest.due_words(left)}", "Tình hình nộp", to, others)
    first, *later = newest.deadlines(out)
    past = f", quá hạn{' nhiều nhất' if later else ''} {(session.as_of - first).days} ngày" if out else ""
    done = f"Kỳ {period_name(newest.period)}: đã nộp đủ" if others else ""
    names = _named(session, newest, out) or ("Không còn đơn vị nào" if left else done)
    said = f"Hạn nộp {newest.due_words(out)}{past}{newest.let_wait_words(left)}"
    return LateReports(names, said, "Tình hình nộp", to, others)


def _of_scope(session: Session, state: ReportState, unit_ids: Sequence[str]) -> list[str]:
    """Those of these units whose report is asked of the chosen scope."""
    return [u for u in unit_ids if session.is_whole or state.rows[u].asked.id == session.scope.id]


def _other_late(session: Session, newest: ReportState) -> Iterator[str]:
    """Of the other kinds of periods: `Kỳ quý III/2025: Sở Tài chính (3 kỳ liền), hạn nộp 15/10/2025, quá hạn 51 ngày`."""
    for state in sorted(session.snapshot.report_states, key=lambda s: s.period.end, reverse=True):
        out = _of_scope(session, state, state.to_remind)
        if out and state is not newest:
            late = (session.as_of - min(state.deadlines(out))).days
            yield f"Kỳ {period_name(state.period)}: {_named(session, state, out)}, hạn nộp {state.due_words(out)}, quá hạn {late} ngày"


def _named(session: Session, state: ReportState, late: Sequence[str]) -> str:
    asked = state.asked_for(late)
    units = [session.catalogue.org_units[u] for u in asked]
    if _MOST_NAMES < len(late) == len(state.expected):
        return f"Cả {len(late)} đơn vị chưa nộp đủ"
    if not session.is_whole and len(late) == 1 and len(missed := state.missed.get(late[0], ())) > 1:
        said = "chưa nộp đủ" if any(cell.received is not None for _, cell in missed) else "chưa nộp"
        count = state.row_words(late[0]).removesuffix(" liền")
        word, since = FREQUENCY_WORDS[state.period.frequency], period_name(missed[-1][0])
        return f"{state.rows[late[0]].name} {said} {count} liền báo cáo {word}, từ {since}"
    names = unit_names(units[:_MOST_NAMES], asked)
    return f"{names} và {len(units) - _MOST_NAMES} đơn vị khác" if len(units) > _MOST_NAMES else names


def _groups(session: Session, rows: Sequence[SnapshotRow]) -> list[GroupRow]:
    found: list[GroupRow] = []
    for pillar, name in session.catalogue.pillars.items():
        statuses = tuple(r.judgement.status for r in rows if r.indicator.pillar == pillar)
        if not statuses and not session.is_whole:
            continue
        apart = len({r.target.id for r in session.snapshot.rows_apart if r.indicator.pillar == pillar})
        empty = f"Không có chỉ tiêu cấp tỉnh; {apart} chỉ tiêu riêng của xã" if apart else "Không có chỉ tiêu"
        found.append(GroupRow(name, statuses, session.link(INDICATORS_PATH, nhom=pillar) if statuses else None, empty))
    return found


def _explained(session: Session) -> str:
    if not session.is_whole:
        return f"Các chỉ tiêu {name_within(session.scope)} chủ trì hoặc phải báo cáo."
    rows = session.snapshot.province_rows
    plans = len({r.target.document for r in rows})
    said = f"{len(rows)} chỉ tiêu cấp tỉnh trong {plans} kế hoạch, {COUNTED_BY}."
    for unit, count in Counter(r.org_unit for r in session.snapshot.rows_apart).items():
        said += f" Ngoài ra có {count} chỉ tiêu riêng của {name_within(unit)}."
    return said


def _late_units(session: Session) -> tuple[list[UnitRow], list[str]]:
    """The communes that are late on most; how many more are late on as many as the last of them, and whose silence hides how they stand.

    Counted as the heat table counts: each indicator once, by its nearest due date.
    """
    newest, counts = session.snapshot.newest_reports, commune_counts(session.snapshot)
    late_now = set(newest.to_remind) if newest else set()
    rows = [_unit_row(session, each, is_out=each.unit.id in late_now) for each in counts if each.late]
    more = sum(row.late == rows[_MOST_UNITS - 1].late for row in rows[_MOST_UNITS:])
    after = [f"Còn {more} xã, phường khác cũng chậm {rows[_MOST_UNITS].late} chỉ tiêu."] if more else []
    silent = {
        each.unit: f"chưa nộp đủ {row}, {each.unknown}/{each.shown} chỉ tiêu chưa đánh giá được"
        for each in counts
        if each.unknown and newest is not None and (row := newest.row_words(each.unit.id))
    }
    if len(silent) == len(counts) > _MOST_NAMES:
        after.append(f"Cả {len(silent)} xã, phường chưa báo cáo nên chưa biết đủ có chậm hay không.")
    elif silent:
        names = unit_names(list(silent)[:_MOST_NAMES], {unit.id: said for unit, said in silent.items()})
        left = f" và {len(silent) - _MOST_NAMES} đơn vị khác" if len(silent) > _MOST_NAMES else ""
        after.append(f"Chưa báo cáo nên chưa biết đủ có chậm hay không: {names}{left}.")
    return rows[:_MOST_UNITS], after


def _unit_row(session: Session, count: CommuneCount, *, is_out: bool) -> UnitRow:
    notes = ["chưa nộp kỳ mới nhất"] if is_out else []
    if at_risk := count.statuses[Status.AT_RISK]:
        notes.append(f"{at_risk} có nguy cơ")
    to = session.link(COMMUNES_PATH, xem="nhiet", xa=count.unit.id)
    return UnitRow(count.unit.name, count.late, count.judged, "; ".join(notes), to)
