"""The units that make a pooled figure: who pulls it down, who is silent, and what the sum leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboard.app_pages._rows import detail_link
from dashboard.app_pages._session import Session
from dashboard.charts.bullet import Bullet
from dashboard.charts.detail import UnitRow, draw_units
from dashboard.charts.markup import Markup, el
from dashboard.domain.judgement import Reading
from dashboard.domain.plan import Aggregation, Direction, UnitKind
from dashboard.snapshot import SnapshotRow
from dashboard.text.formats import format_number, format_short, format_value, join_names
from dashboard.text.words import PROVINCE

_SHOWN = 5
_KINDS = ((UnitKind.COMMUNE, "xã, phường"), (UnitKind.AGENCY, "cơ quan"))


def draw_units_of(session: Session, row: SnapshotRow, filters: dict[str, str | None]) -> Markup | None:
    """The table by unit of a pooled row; None for a figure of one reporter."""
    pooled = row.pooled
    if pooled is None or not row.is_pooled:
        return None
    catalogue, snapshot = session.catalogue, session.snapshot
    day = pooled.on
    readings = {u: snapshot.reading(row.indicator.id, u, day) for u in row.feeders}
    target = row.target.value
    gaps = {u: _gap(row, r, target) for u, r in readings.items()}
    rows: list[UnitRow] = []
    rest: list[UnitRow] = []
    for kind, word in _KINDS:
        ids = [u for u in row.feeders if catalogue.org_units[u].kind is kind]
        if not ids:
            continue
        rows.append(_sum_row(row, ids, readings, word, sum(gaps[u] or 0.0 for u in ids)))
        ordered = sorted(ids, key=lambda u: (readings[u] is None, -(gaps[u] or 0.0), _value(readings[u])))
        drawn = [_unit_row(session, row, u, readings[u], gaps[u], filters) for u in ordered]
        rows += drawn[:_SHOWN]
        rest += drawn[_SHOWN:]
    short = sum(g or 0.0 for g in gaps.values())
    if row.counts_units and row.latest is not None and row.latest.denominator is not None:
        short = row.latest.denominator - (row.latest.numerator or 0.0)
    whole = UnitRow(
        "Toàn tỉnh, số đơn vị đạt" if row.counts_units else PROVINCE,
        format_short(row.actual, row.unit, row.terms.decimals),
        _parts(row.latest),
        format_number(short) if target is not None else "",
        _bullet(row, row.actual),
        is_sum=True,
    )
    title = _title(session, row, gaps)
    missing = "Còn thiếu" if row.indicator.denominator else "Chênh lệch"
    block = draw_units([*rows, whole], title, "Tử số / mẫu số", missing, _silent(session, row))
    if not rest:
        return block
    more = draw_units(rest, "Các đơn vị còn lại", "Tử số / mẫu số", missing)
    return el("div", block, el("details", el("summary", f"Xem {len(rest)} đơn vị còn lại"), more, id="con-lai"))


def _value(reading: Reading | None) -> float:
    return reading.value if reading is not None and reading.value is not None else 0.0


def _gap(row: SnapshotRow, reading: Reading | None, target: float | None) -> float | None:
    """How much numerator a unit is short of the target on its own base, never below 0."""
    if reading is None or target is None or reading.numerator is None or not reading.denominator:
        return None
    if row.indicator.aggregation is Aggregation.SUM:
        return max(0.0, reading.denominator - reading.numerator)
    if row.terms.direction is Direction.AT_MOST:
        return max(0.0, reading.numerator - target / 100 * reading.denominator)
    return max(0.0, target / 100 * reading.denominator - reading.numerator)


def _sum_row(
    row: SnapshotRow, ids: Sequence[str], readings: dict[str, Reading | None], word: str, gap: float
) -> UnitRow:
    known = [r for u in ids if (r := readings[u]) is not None]
    name = f"{len(ids)} {word} ({len(known)} đã nộp)"
    if row.counts_units:
        return UnitRow(name, "", "", "", instead="từng đơn vị đạt hay không", is_sum=True)
    numerator = sum(r.numerator or 0.0 for r in known)
    denominator = sum(r.denominator or 0.0 for r in known)
    if row.indicator.aggregation is Aggregation.SUM:
        value: float | None = sum(r.value or 0.0 for r in known) if known else None
    else:
        value = 100 * numerator / denominator if denominator else None
    return UnitRow(
        name,
        format_short(value, row.indicator.unit, row.terms.decimals),
        f"{format_number(numerator)} / {format_number(denominator)}" if denominator else "",
        format_number(gap) if denominator else "",
        _bullet(row, value) if value is not None else None,
        is_sum=True,
    )


def _unit_row(
    session: Session,
    row: SnapshotRow,
    unit_id: str,
    reading: Reading | None,
    gap: float | None,
    filters: dict[str, str | None],
) -> UnitRow:
    own = session.snapshot.row(row.target.id, unit_id)
    value = reading.value if reading else None
    indicator = row.indicator
    instead = "chưa nộp kỳ này" if reading is None else "không phát sinh trong kỳ" if reading.not_arising else ""
    return UnitRow(
        session.catalogue.org_units[unit_id].name,
        format_short(value, indicator.unit, indicator.decimals),
        _parts(reading),
        format_number(gap) if gap is not None else "",
        None if instead else replace(_bullet(row, value), target=row.target.value, unit=indicator.unit),
        instead,
        own.judgement.status if own else None,
        to=detail_link(session, row, **filters | {"pv": unit_id}) if own else None,
    )


def _bullet(row: SnapshotRow, value: float | None) -> Bullet:
    plan = None if row.counts_units else row.plan_to_date
    lower = row.terms.direction is Direction.AT_MOST
    return Bullet(value, plan, row.terms.target, row.unit, row.terms.decimals, lower_is_better=lower)


def _parts(reading: Reading | None) -> str:
    if reading is None or reading.denominator is None:
        return ""
    return f"{format_number(reading.numerator)} / {format_number(reading.denominator)}"


def _title(session: Session, row: SnapshotRow, gaps: dict[str, float | None]) -> str:
    """The finding of the table: how many units make most of what is missing."""
    if row.counts_units:
        return f"Theo đơn vị: {format_number(row.latest.numerator if row.latest else None)} đơn vị đạt"
    short = sorted((g for g in gaps.values() if g), reverse=True)
    whole = sum(short)
    if not short or whole <= 0:
        return "Theo đơn vị"
    top = short[:_SHOWN]
    return f"Theo đơn vị: {len(top)} đơn vị chiếm {format_number(100 * sum(top) / whole)}% phần còn thiếu"


def _silent(session: Session, row: SnapshotRow) -> str:
    pooled = row.pooled
    if pooled is None or not pooled.silent:
        return ""
    names = join_names([session.catalogue.org_units[u].name for u in pooled.silent], 8)
    low, high = (format_value(v, row.unit, row.terms.decimals) for v in (pooled.low, pooled.high))
    carried = " Mẫu số của đơn vị chưa nộp lấy từ kỳ trước hoặc mức giữa của nhóm." if pooled.carried else ""
    return f"Chưa nộp: {names}. Khi nộp đủ, toàn tỉnh nằm trong khoảng {low} đến {high}.{carried}"
