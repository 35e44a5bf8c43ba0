"""What differs from the picture of the month before, in words: worse, better, newly judged, newly late, restated, revised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dashboard.analyses.comparison import Change, RowChange, compare, corrections
from dashboard.app_pages._rows import detail_link, document_words, name_within, shown_name
from dashboard.app_pages._session import Session
from dashboard.charts.overview import ChangedName, ChangeGroup
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.formats import format_date, format_short, join_names
from dashboard.text.sentences import NO_DUE

TITLES = {
    Change.WORSENED: "Xấu đi",
    Change.IMPROVED: "Tốt hơn",
    Change.NEWLY_JUDGED: "Mới đánh giá",
    Change.NEWLY_LATE: "Mới chưa nộp đủ",
    Change.RESTATED: "Sửa số cũ",
    Change.REVISED: "Sửa mục tiêu",
}
_MOST, _NAMED = 6, 3


def changes_since(session: Session, rows: Sequence[SnapshotRow]) -> list[ChangeGroup]:
    """Changes of the rows, and of who is late, against the picture before."""
    unit_id = None if session.is_whole else session.scope.id
    found = compare(session.previous, session.snapshot, unit_id=unit_id, rows=rows)
    late = [ChangedName(shown_name(u)) for u in found.newly_late]
    turned = (
        (Change.WORSENED, found.worsened),
        (Change.IMPROVED, found.improved),
        (Change.NEWLY_JUDGED, found.newly_judged),
    )
    names = Counter(pair.row.name for _, pairs in turned for pair in pairs)
    return [
        *(_cut(TITLES[kind], [_turned(session, pair, names) for pair in pairs]) for kind, pairs in turned),
        _cut(TITLES[Change.NEWLY_LATE], late, "đơn vị"),
        _cut(
            TITLES[Change.RESTATED],
            [_told(session, pair, restated_words(session, session.previous, pair)) for pair in found.restated],
        ),
        _cut(TITLES[Change.REVISED], [_told(session, pair, revised_words(pair)) for pair in found.revised]),
    ]


def _cut(title: str, changes: list[ChangedName], counted: str = "chỉ tiêu") -> ChangeGroup:
    if len(changes) <= _MOST:
        return ChangeGroup(title, tuple(changes))
    return ChangeGroup(title, tuple(changes[: _MOST - 1]), len(changes) - _MOST + 1, counted)


def _turned(session: Session, pair: RowChange, names: Counter[str]) -> ChangedName:
    """The change, with its document where two of that name have changed, and with the target where that was revised."""
    row = pair.row
    document = document_words(session, row) if names[row.name] > 1 else ""
    return ChangedName(
        row.name,
        pair.before.judgement.status,
        row.judgement.status,
        "; ".join(text for text in (document, revised_words(pair)) if text),
        detail_link(session, row),
    )


def _told(session: Session, pair: RowChange, words: str) -> ChangedName:
    return ChangedName(pair.row.name, detail=words, to=detail_link(session, pair.row))


def restated_words(session: Session, before: Snapshot, pair: RowChange) -> str:
    """The newest correction, whose figure it moved and who made it.

    `số toàn tỉnh ngày 30/09/2025: 47,8% → 46,9%, do Sở Xây dựng nộp lại (83,0% → 44,0%)`; of a unit's own row without the end.
    """
    row, newest = pair.row, pair.restatements[-1]
    is_province = row.org_unit.id == session.catalogue.workspace.province
    whose = "toàn tỉnh" if is_province else f"của {name_within(row.org_unit)}"
    moved = _step(row, newest.was, newest.now)
    said = f"số {whose} ngày {format_date(newest.on)}: {moved}"
    if not is_province:
        return said
    found = corrections(before, session.snapshot, pair)
    steps = [_step(row, each.was.value, each.now.value) for each in found]
    told = [f" ({step})" if step and step != moved else "" for step in steps]
    names = [shown_name(each.unit) for each in found]
    if len(found) == 1 and session.catalogue.collector(row.indicator, found[0].unit.id, newest.on) is None:
        return f"{said}, do {names[0]} nộp lại{told[0]}"
    return f"{said}, do nộp lại số của {join_names([n + t for n, t in zip(names, told, strict=True)], _NAMED)}"


def _step(row: SnapshotRow, was: float | None, now: float | None) -> str:
    """`47,8% → 46,9%`; empty where both are written alike."""
    one, other = (format_short(value, row.unit, row.terms.decimals) for value in (was, now))
    return "" if one == other else f"{one} → {other}"


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
