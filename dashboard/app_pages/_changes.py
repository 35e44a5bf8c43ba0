"""What differs from the picture of the month before, in words: worse, better, newly judged, newly late, restated, revised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dashboard.analyses.comparison import Change as Kind
from dashboard.analyses.comparison import RowChange, compare, corrected_by
from dashboard.app_pages._rows import detail_link, document_words, shown_name
from dashboard.app_pages._session import Session
from dashboard.charts.overview import Change, ChangeGroup
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.formats import format_date, format_short, join_names
from dashboard.text.sentences import NO_DUE

TITLES = {
    Kind.WORSENED: "Xấu đi",
    Kind.IMPROVED: "Tốt hơn",
    Kind.NEWLY_JUDGED: "Mới đánh giá",
    Kind.NEWLY_LATE: "Mới chưa nộp đủ",
    Kind.RESTATED: "Sửa số cũ",
    Kind.REVISED: "Sửa mục tiêu",
}
_MOST, _NAMED = 6, 3


def changes_since(session: Session, rows: Sequence[SnapshotRow]) -> list[ChangeGroup]:
    """Changes of the rows, and of who is late, against the picture before."""
    unit_id = None if session.is_whole else session.scope.id
    found = compare(session.previous, session.snapshot, unit_id=unit_id, rows=rows)
    late = [Change(shown_name(u)) for u in found.newly_late]
    turned = ((Kind.WORSENED, found.worsened), (Kind.IMPROVED, found.improved), (Kind.NEWLY_JUDGED, found.newly_judged))
    names = Counter(pair.row.name for _, pairs in turned for pair in pairs)
    return [
        *(_cut(TITLES[kind], [_turned(session, pair, names) for pair in pairs]) for kind, pairs in turned),
        _cut(TITLES[Kind.NEWLY_LATE], late, "đơn vị"),
        _cut(
            TITLES[Kind.RESTATED],
            [_told(session, pair, restated_words(session, session.previous, pair)) for pair in found.restated],
        ),
        _cut(TITLES[Kind.REVISED], [_told(session, pair, revised_words(pair)) for pair in found.revised]),
    ]


def _cut(title: str, changes: list[Change], counted: str = "chỉ tiêu") -> ChangeGroup:
    if len(changes) <= _MOST:
        return ChangeGroup(title, tuple(changes))
    return ChangeGroup(title, tuple(changes[: _MOST - 1]), len(changes) - _MOST + 1, counted)


def _turned(session: Session, pair: RowChange, names: Counter[str]) -> Change:
    """The change, with its document where two of that name have changed, and with the target where that was revised."""
    row = pair.row
    document = document_words(session, row) if names[row.name] > 1 else ""
    return Change(
        row.name,
        pair.before.judgement.status,
        row.judgement.status,
        "; ".join(text for text in (document, revised_words(pair)) if text),
        detail_link(session, row),
    )


def _told(session: Session, pair: RowChange, words: str) -> Change:
    return Change(pair.row.name, detail=words, to=detail_link(session, pair.row))


def restated_words(session: Session, before: Snapshot, pair: RowChange) -> str:
    """The newest correction and whose: `số ngày 30/09/2025: 47,8% → 46,9% (Sở Xây dựng)`."""
    row, newest = pair.row, pair.restatements[-1]
    was, now = (format_short(value, row.unit, row.terms.decimals) for value in (newest.was, newest.now))
    names = join_names([shown_name(u) for u in corrected_by(before, session.snapshot, pair)], _NAMED)
    return f"số ngày {format_date(newest.on)}: {was} → {now}" + (f" ({names})" if names else "")


def revised_words(pair: RowChange) -> str:
    """`mục tiêu đã sửa: ≥ 60% → ≥ 30%`, with the due dates where they differ; empty where the target is the same."""
    if not pair.is_revised:
        return ""
    was, now = pair.before.target, pair.row.target
    is_moved = was.due != now.due
    before, after = (
        f"{row.target_text} ({format_date(row.target.due) if row.target.due else NO_DUE})"
        if is_moved
        else row.target_text
        for row in (pair.before, pair.row)
    )
    return f"mục tiêu đã sửa: {before} → {after}"
