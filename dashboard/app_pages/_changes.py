"""What differs from the picture of the month before: worse, better, newly judged, newly late, restated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.app_pages._rows import detail_link, shown_name
from dashboard.app_pages._session import Session
from dashboard.charts.overview import Change, ChangeGroup
from dashboard.domain.plan import OrgUnit
from dashboard.domain.status import Status
from dashboard.snapshot import SnapshotRow
from dashboard.text.formats import format_date, format_short

_WORSE_TO_BETTER = (
    Status.MISSED,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.REPORT_OVERDUE,
    Status.ON_TRACK,
    Status.ACHIEVED_LATE,
    Status.ACHIEVED,
)
_MOST = 6
Before = dict[tuple[str, str], SnapshotRow]


def changes_since(session: Session, rows: Sequence[SnapshotRow], before: Before) -> list[ChangeGroup]:
    """Changes of the rows against the picture before.

    Better and worse are said of what was judged both times, and of a judged target whose report is now missing. A target
    judged for the first time is neither: its window opened, or its report came.
    """
    found: dict[str, list[Change]] = {"Xấu đi": [], "Tốt hơn": [], "Mới đánh giá": [], "Sửa số cũ": []}
    for row in rows:
        earlier = before.get((row.target.id, row.org_unit.id))
        if earlier is None:
            continue
        kind = _kind(earlier.judgement.status, row.judgement.status)
        if kind:
            to = detail_link(session, row)
            found[kind].append(Change(row.name, earlier.judgement.status, row.judgement.status, to=to))
        found["Sửa số cũ"] += _restated(session, row, earlier)
    late = [Change(shown_name(u)) for u in _newly_late(session)]
    return [
        *(_cut(title, found[title]) for title in ("Xấu đi", "Tốt hơn", "Mới đánh giá")),
        _cut("Mới chậm nộp", late),
        _cut("Sửa số cũ", found["Sửa số cũ"]),
    ]


def _kind(was: Status, now: Status) -> str | None:
    if was is now or now not in _WORSE_TO_BETTER:
        return None
    if was not in _WORSE_TO_BETTER or was is Status.REPORT_OVERDUE:
        return None if now is Status.REPORT_OVERDUE else "Mới đánh giá"
    return "Tốt hơn" if _WORSE_TO_BETTER.index(now) > _WORSE_TO_BETTER.index(was) else "Xấu đi"


def _cut(title: str, changes: list[Change]) -> ChangeGroup:
    if len(changes) <= _MOST:
        return ChangeGroup(title, tuple(changes))
    return ChangeGroup(title, tuple(changes[: _MOST - 1]), left_out=len(changes) - _MOST + 1)


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
