"""«Thay đổi»: what differs between any two days, for the province or one unit, and at which agencies and communes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.analyses.comparison import Change, Comparison, RowChange, by_lead, by_unit, compare
from dashboard.app_pages import _panel
from dashboard.app_pages._agencies.detail import agency_link, agency_name
from dashboard.app_pages._changes import TITLES, restated_words, revised_words
from dashboard.app_pages._rows import CHANGES_PATH, actual_words, detail_link, owner_words, scope_rows
from dashboard.app_pages._session import Session, read_day
from dashboard.charts.change_lists import (
    ChangeLine,
    CountedUnit,
    draw_changed,
    draw_counted,
    draw_days,
    draw_newly_late,
)
from dashboard.charts.markup import Child, Markup, el, frame
from dashboard.domain.periods import month_before
from dashboard.domain.plan import UnitKind
from dashboard.snapshot import Snapshot
from dashboard.text.communes import COMMUNES
from dashboard.text.formats import format_date, period_name
from dashboard.text.sentences import unit_names

TITLE = "Thay đổi"


@dataclass(frozen=True)
class _Line:
    """A unit by its name and address, what changed in its own targets, and in what it leads."""

    name: str
    to: str
    counts: Counter[Change]
    also: str = ""


def show(session: Session) -> None:
    """Draws the page."""
    _panel.show(draw(session), key="thay-doi")


def draw(session: Session) -> Markup:
    """The page as one block: the two days, what changed, and where."""
    notes: list[str] = []
    since, until = read_days(session, notes)
    after = replace(session, snapshot=session.snapshot_of(until), as_of=until)
    before = session.snapshot_of(since)
    found = compare(before, after.snapshot, unit_id=None if after.is_whole else after.scope.id, rows=scope_rows(after))
    blocks: list[Child] = [draw_days(_finding(after, found), format_date(since), format_date(until), " ".join(notes))]
    for change, pairs in found.by_change:
        if pairs:
            blocks.append(draw_changed(TITLES[change], [_line(after, before, pair, change) for pair in pairs]))
    if found.newly_late:
        blocks.append(_newly_late(after, found))
    if after.is_whole and (counted := _by_unit(after, before, found)):
        blocks.append(el("div", *counted, class_="counted-beside"))
    return frame(el("div", *blocks, class_="rows"))


def read_days(session: Session, notes: list[str]) -> tuple[date, date]:
    """The two days of the address, the earlier first; by default the chosen day and the same day a month before."""
    until = read_day(session.parameters, "den", session.as_of, notes)
    since = read_day(session.parameters, "tu", month_before(until), notes)
    if since > until:
        notes.append("Ngày trước đứng sau; đã đổi chỗ hai ngày.")
        since, until = until, since
    return since, until


def _finding(session: Session, found: Comparison) -> str:
    counts = [
        f"{len(pairs)} chỉ tiêu {TITLES[change].lower()}"
        for change, pairs in found.by_change
        if pairs and change not in (Change.RESTATED, Change.REVISED)
    ]
    for pairs, what in ((found.restated, "số cũ"), (found.revised, "mục tiêu")):
        if pairs:
            counts.append(f"{len(pairs)} chỉ tiêu có {what} được sửa")
    if found.newly_late:
        counts.append(f"{len(found.newly_late)} đơn vị mới chưa nộp đủ")
    whose = "Toàn tỉnh" if session.is_whole else session.scope.name
    return f"{whose}: {', '.join(counts)}" if counts else f"{whose}: không chỉ tiêu nào đổi trạng thái"


def _line(session: Session, before: Snapshot, pair: RowChange, change: Change) -> ChangeLine:
    row, was, is_restated = pair.row, pair.before, change is Change.RESTATED
    return ChangeLine(
        name=row.name,
        to=detail_link(session, row),
        owner=owner_words(session, row),
        before=was.judgement.status,
        now=row.judgement.status,
        values=None if is_restated else (actual_words(was), actual_words(row)),
        told=restated_words(session, before, pair) if is_restated else revised_words(pair),
    )


def _newly_late(session: Session, found: Comparison) -> Markup:
    newest = session.snapshot.newest_reports
    said = f"Kỳ {period_name(newest.period)}, hạn nộp {format_date(newest.deadline)}." if newest is not None else ""
    title = f"{TITLES[Change.NEWLY_LATE]} ({len(found.newly_late)})"
    return draw_newly_late(title, unit_names(found.newly_late), said)


def _by_unit(session: Session, before: Snapshot, found: Comparison) -> list[Markup]:
    """What changed in each unit's own targets, of agencies also what they lead."""
    units, days = session.catalogue.org_units, _days_of(session, before)
    blocks: list[Markup] = []
    own, led = by_unit(before, session.snapshot, UnitKind.AGENCY), by_lead(found)
    agencies = {**own, **led}
    if agencies:
        ordered = sorted(agencies, key=lambda u: (u is None, units[u].sort_rank if u is not None else 0))
        lines = [
            _Line(
                agency_name(unit),
                session.link(CHANGES_PATH, pv=unit.id, **days)
                if unit is not None and unit.kind is UnitKind.AGENCY
                else agency_link(session, unit),
                Counter() if unit is None else own.get(unit.id, Counter()),
                _led_words(led.get(None if unit is None else unit.id, Counter())),
            )
            for unit in (None if u is None else units[u] for u in ordered)
        ]
        said = "Số của chính cơ quan, so với ngày trước. Dưới tên là chỉ tiêu cơ quan chủ trì, tính theo số toàn tỉnh."
        said += _unchanged(session, UnitKind.AGENCY, "cơ quan", agencies)
        blocks.append(_draw_counted("Theo cơ quan", "Cơ quan", lines, said))
    communes = by_unit(before, session.snapshot, UnitKind.COMMUNE)
    if communes:
        worst_first = sorted(communes, key=lambda u: (-communes[u][Change.WORSENED], units[u].sort_rank))
        lines = [_Line(units[u].name, session.link(CHANGES_PATH, pv=u, **days), communes[u]) for u in worst_first]
        said = "Chỉ tiêu của từng xã, phường, so với chính nó ở ngày trước; xấu đi nhiều xếp trên."
        said += _unchanged(session, UnitKind.COMMUNE, COMMUNES, communes)
        blocks.append(_draw_counted("Theo xã, phường", "Xã, phường", lines, said))
    return blocks


def _led_words(counts: Counter[Change]) -> str:
    """`chủ trì: 2 xấu đi, 1 tốt hơn`; empty where nothing that it leads changed."""
    said = ", ".join(f"{counts[kind]} {title.lower()}" for kind, title in TITLES.items() if counts[kind])
    return f"chủ trì: {said}" if said else ""


def _draw_counted(title: str, heading: str, lines: Sequence[_Line], said: str) -> Markup:
    """A table of units; a kind of change that none of them has gets no column."""
    shown = [kind for kind in TITLES if any(line.counts[kind] for line in lines)]
    rows = [CountedUnit(x.name, x.to, tuple(x.counts[kind] for kind in shown), x.also) for x in lines]
    return draw_counted(title, heading, [TITLES[kind] for kind in shown], rows, said)


def _unchanged(session: Session, kind: UnitKind, word: str, changed: Collection[str | None]) -> str:
    """` 12 xã, phường khác không có chỉ tiêu nào đổi trạng thái.`: those that report or lead and stand in no row; empty where all changed."""
    snapshot, catalogue = session.snapshot, session.catalogue
    leading = (catalogue.org_units[i] for r in snapshot.province_rows for i in r.lead)
    reporting = (u for u in catalogue.org_units.values() if u.reports and u.is_valid_on(session.as_of))
    known = {u.id for u in (*leading, *reporting) if u.kind is kind}
    left = len(known.difference(changed))
    return f" {left} {word} khác không có chỉ tiêu nào đổi trạng thái." if left else ""


def _days_of(session: Session, before: Snapshot) -> dict[str, str | None]:
    return {"tu": before.as_of.isoformat(), "den": session.as_of.isoformat()}
