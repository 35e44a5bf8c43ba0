"""What an agency's own figures make of the province's: its part of numerator, denominator, and of what is missing."""

from __future__ import annotations

from math import fsum

from dashboard.analyses.closing import lacking_word
from dashboard.analyses.shortfall import RowGap, gap_of, unit_reading
from dashboard.app_pages._rows import detail_link
from dashboard.app_pages._session import Session
from dashboard.charts.agencies import ShareRow, draw_shares
from dashboard.charts.markup import Markup
from dashboard.domain.plan import OrgUnit
from dashboard.snapshot import SnapshotRow
from dashboard.text.communes import COMMON_PLAN
from dashboard.text.formats import format_parts, format_share, format_short


def draw_shares_of(session: Session, unit: OrgUnit) -> list[Markup]:
    """The table of pooled figures that the unit feeds, each indicator once by its worst target; nothing for who reports none."""
    rows = [r for r in session.snapshot.province_rows if unit.id in r.feeders]
    if not rows:
        return []
    worst = {r.indicator.id: r for r in reversed(rows) if r.is_pooled}
    gaps = [(r, gap) for r in worst.values() if (gap := gap_of(session.snapshot, r)) is not None]
    added = [(r, gap) for r, gap in gaps if gap.near is None]
    found = [(r, gap) for r, gap in added if _has_figure(gap, unit) or unit.id in gap.silent]
    found.sort(key=lambda pair: -_share(pair[1], unit))
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
            (len(found), f"Phần còn thiếu so với {COMMON_PLAN}; đã quá hạn thì so với mục tiêu."),
            (len(votes), f"Trong {len(votes)} chỉ tiêu đếm số đơn vị đạt, đơn vị này đạt {sum(votes)}."),
            (alone, f"Là đơn vị duy nhất báo cáo {alone} chỉ tiêu{' khác' if found else ''} của tỉnh."),
        )
        if count
    ]
    return [draw_shares(_finding(found, unit), [_row(session, row, gap, unit) for row, gap in found], " ".join(said))]


def _has_figure(gap: RowGap, unit: OrgUnit) -> bool:
    return any(p.unit_id == unit.id for p in gap.parts)


def _finding(found: list[tuple[SnapshotRow, RowGap]], unit: OrgUnit) -> str:
    if not found:
        return "Góp vào số toàn tỉnh"
    row, gap = found[0]
    share = _share(gap, unit)
    if not share:
        return "Góp vào số toàn tỉnh: không có phần nào còn thiếu"
    return f"Góp vào số toàn tỉnh: chiếm {_percent(share)} phần {lacking_word(row)} của «{row.name}»"


def _share(gap: RowGap, unit: OrgUnit) -> float:
    return next((s.share for s in gap.gap.shortfalls if s.unit_id == unit.id), 0.0)


def _row(session: Session, row: SnapshotRow, gap: RowGap, unit: OrgUnit) -> ShareRow:
    own = unit_reading(session.snapshot, row, unit.id, gap.day)
    whole = row.pools.get(gap.day)
    decimals = row.terms.decimals
    part = next((p for p in gap.parts if p.unit_id == unit.id), None)
    missing = _share(gap, unit)
    is_judged = session.snapshot.row(row.target.id, unit.id) is not None
    share = parts = ""
    if part is not None:
        parts = format_parts(part.numerator, part.denominator)
        sums = (fsum(p.numerator for p in gap.parts), fsum(p.denominator for p in gap.parts))
        shares = (
            each / total if total else None
            for each, total in zip((part.numerator, part.denominator), sums, strict=True)
        )
        share = " / ".join("–" if each is None else _percent(each) for each in shares)
    return ShareRow(
        name=row.name,
        to=detail_link(session, row, pv=unit.id if is_judged else None),
        own="Chưa nộp" if unit.id in gap.silent else format_short(own.value if own else None, row.unit, decimals),
        parts=parts,
        whole=format_short(whole.value if whole is not None else None, row.unit, decimals),
        share=share,
        missing=_percent(missing) if missing else "" if part is not None else "–",
    )


def _percent(share: float) -> str:
    return format_share(share, 1)
