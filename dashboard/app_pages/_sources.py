"""Where each value comes from: file, sheet, cell, day received, vintage."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from dashboard.app_pages._rows import actual_words
from dashboard.app_pages._session import Session
from dashboard.charts.detail import SourceRow
from dashboard.domain.periods import parse_period
from dashboard.domain.plan import Kind
from dashboard.snapshot import SnapshotRow
from dashboard.store.facts import Vintage
from dashboard.text.formats import format_date, format_number, format_short, period_name
from dashboard.text.sentences import format_actual

_MOST = 12


def source_rows(session: Session, row: SnapshotRow) -> tuple[list[SourceRow], str]:
    """The newest periods first, and what was left out in words. A pooled value names its files; one reporter its cells."""
    snapshot = session.snapshot
    only = row.feeders[0] if len(row.feeders) == 1 else None
    vintages = session.facts.vintages(row.indicator.id, only, until=snapshot.as_of, known_on=snapshot.known_on)
    feeders = set(row.feeders)
    known = [v for v in vintages if v.org_unit_id in feeders]
    rows = _pooled(row, known) if row.is_pooled else [_single(session, row, v) for v in known]
    left = len(rows) - _MOST
    return rows[:_MOST], f"Còn {left} dòng cũ hơn; xem trong tệp xuất." if left > 0 else ""


def _value(row: SnapshotRow, vintage: Vintage) -> str:
    if row.indicator.kind is Kind.MILESTONE:
        return format_actual(vintage.value, row.terms)
    return format_short(vintage.value, row.unit, row.terms.decimals)


def _single(session: Session, row: SnapshotRow, vintage: Vintage) -> SourceRow:
    newest = row.judgement.numbers.observed_on == vintage.period_end
    name = period_name(parse_period(vintage.period_id))
    order = f"lần {vintage.vintage_number}" + (", tạm tính" if vintage.provisional else "")
    return SourceRow(
        name[:1].upper() + name[1:],
        _value(row, vintage),
        _parts(vintage.numerator, vintage.denominator),
        _place(vintage),
        format_date(vintage.received),
        order,
        newest,
    )


def _place(vintage: Vintage) -> str:
    sheet = f"trang «{vintage.sheet}», " if vintage.sheet else ""
    cell = vintage.cell if vintage.cell.startswith("dòng") else f"ô {vintage.cell}"
    return f"{vintage.file_name}, {sheet}{cell}"


def _pooled(row: SnapshotRow, vintages: list[Vintage]) -> list[SourceRow]:
    by_day: dict[date, list[Vintage]] = defaultdict(list)
    for vintage in vintages:
        by_day[vintage.period_end].append(vintage)
    rows: list[SourceRow] = []
    for day in sorted((d for d in by_day if d in row.pools), reverse=True):
        pooled, found = row.pools[day], by_day[day]
        files = {v.sha256: v for v in found}
        revised = sum(v.vintage_number > 1 for v in found)
        one = next(iter(files.values()))
        place = _place(found[0]) if len(found) == 1 else f"{len(files)} tệp, {len(found)} ô, như {one.file_name}"
        rows.append(
            SourceRow(
                format_date(day),
                actual_words(row)
                if row.latest and row.latest.date == day
                else format_short(pooled.value, row.unit, row.terms.decimals),
                _parts(pooled.numerator, pooled.denominator),
                place,
                f"đến {format_date(max(v.received for v in found))}",
                f"{revised} số đã sửa" if revised else "lần 1",
                row.latest is not None and row.latest.date == day,
            )
        )
    return rows


def _parts(numerator: float | None, denominator: float | None) -> str:
    return "" if denominator is None else f"{format_number(numerator)} / {format_number(denominator)}"
