"""What an agency's own figures make of the province's: where they are worse, and its part of what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analyses.shortfall import RowGap, gap_of, unit_reading
from dashboard.app_pages._rows import detail_link
from dashboard.app_pages._session import Session
from dashboard.charts.agencies import ShareRow, draw_shares
from dashboard.charts.markup import Markup
from dashboard.domain.plan import Aggregation, Direction, OrgUnit
from dashboard.domain.readings import Reading
from dashboard.snapshot import SnapshotRow
from dashboard.text.communes import COMMON_PLAN
from dashboard.text.formats import format_day_month, format_parts, format_share, format_short, rounded


def draw_shares_of(session: Session, unit: OrgUnit) -> list[Markup]:
    """The table of pooled figures that the unit feeds, each indicator once by its worst target; nothing for who reports none."""
    rows = [r for r in session.snapshot.province_rows if unit.id in r.feeders]
    if not rows:
        return []
    worst = {r.indicator.id: r for r in reversed(rows) if r.is_pooled}
    gaps = [(r, gap) for r in worst.values() if (gap := gap_of(session.snapshot, r)) is not None]
    added = [(r, gap) for r, gap in gaps if gap.near is None]
    found = [(r, gap) for r, gap in added if _has_figure(gap, unit) or unit.id in gap.silent]
    shares = [_row(session, row, gap, unit) for row, gap in sorted(found, key=lambda pair: -_share(pair[1], unit))]
    votes = [
        unit.id not in {near.unit_id for near in gap.near}
        for _, gap in gaps
        if gap.near is not None and unit.id in gap.reported
    ]
    alone = len({r.indicator.id for r in rows if not r.is_pooled})
    said = [
        words
        for count, words in (
            (len(added) - len(found), f"Không phát sinh trong kỳ ở {len(added) - len(found)} chỉ tiêu khác."),
            (sum(each.is_worse for each in shares), "Chỉ tiêu kém toàn tỉnh in đậm, xếp trên."),
            (len(found), f"Phần còn thiếu so với {COMMON_PLAN}; đã quá hạn thì so với mục tiêu."),
            (len(votes), f"Trong {len(votes)} chỉ tiêu đếm số đơn vị đạt, đơn vị này đạt {sum(votes)}."),
            (alone, f"Là đơn vị duy nhất báo cáo {alone} chỉ tiêu{' khác' if found else ''} của tỉnh."),
        )
        if count
    ]
    compared = sum(_has_figure(gap, unit) and not _is_amount(row) for row, gap in found)
    silent = sum(unit.id in gap.silent for _, gap in found)
    worse_first = sorted(shares, key=lambda each: not each.is_worse)
    return [draw_shares(_finding(shares, compared, silent), worse_first, " ".join(said))]


def _has_figure(gap: RowGap, unit: OrgUnit) -> bool:
    return any(p.unit_id == unit.id for p in gap.parts)


def _is_amount(row: SnapshotRow) -> bool:
    """Whether the units' figures are parts of the province's, so that one cannot be worse than the other."""
    return row.indicator.aggregation is Aggregation.SUM


def _finding(shares: Sequence[ShareRow], compared: int, silent: int) -> str:
    """In how many of the figures that can be compared the unit is worse than the province, and how many it did not send."""
    worse = sum(each.is_worse for each in shares)
    said: list[str] = []
    if compared:
        said.append(f"kém toàn tỉnh ở {worse}/{compared} chỉ tiêu" if worse else "không kém toàn tỉnh ở chỉ tiêu nào")
    if silent:
        said.append(f"chưa nộp số của {silent} chỉ tiêu")
    return ": ".join(part for part in ("Góp vào số toàn tỉnh", ", ".join(said)) if part)


def _share(gap: RowGap, unit: OrgUnit) -> float:
    return next((s.share for s in gap.gap.shortfalls if s.unit_id == unit.id), 0.0)


def _row(session: Session, row: SnapshotRow, gap: RowGap, unit: OrgUnit) -> ShareRow:
    own = None if unit.id in gap.silent else unit_reading(session.snapshot, row, unit.id, gap.day)
    pooled = row.pools.get(gap.day)
    whole = None if pooled is None else pooled.value
    decimals = row.terms.decimals
    part = next((p for p in gap.parts if p.unit_id == unit.id), None)
    missing = _share(gap, unit)
    is_judged = session.snapshot.row(row.target.id, unit.id) is not None
    parts = "" if part is None else format_parts(part.numerator, part.denominator)
    day = "" if own is None else f"đến {format_day_month(own.date)}"
    return ShareRow(
        name=row.name,
        to=detail_link(session, row, pv=unit.id if is_judged else None),
        own="Chưa nộp" if unit.id in gap.silent else format_short(own.value if own else None, row.unit, decimals),
        about=", ".join(text for text in (parts, day) if text),
        whole=format_short(whole, row.unit, decimals),
        whole_day="" if own is not None and own.date == gap.day else f"đến {format_day_month(gap.day)}",
        missing=format_share(missing, 1) if missing else "" if part is not None else "–",
        is_worse=_is_worse(row, own, whole),
    )


def _is_worse(row: SnapshotRow, own: Reading | None, whole: float | None) -> bool:
    """Whether the two figures, as they are shown, say that the unit is behind the province."""
    if own is None or own.value is None or whole is None or _is_amount(row):
        return False
    shown, of_all = (rounded(value, row.terms.decimals) for value in (own.value, whole))
    return shown > of_all if row.terms.direction is Direction.AT_MOST else shown < of_all
