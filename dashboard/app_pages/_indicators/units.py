"""The units that make a pooled figure: who pulls it down, who is silent, and what the sum leaves open."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dashboard.analyses.blocks import added_up
from dashboard.analyses.closing import aim, amount_words, has_common_plan, lacking_word
from dashboard.analyses.commune_figures import commune_columns
from dashboard.analyses.shortfall import RowGap, gap_of, unit_reading, unit_shortfalls
from dashboard.app_pages._rows import COMMUNES_PATH, bounds_words, bullet_of, detail_link, shown_plan, shown_pool
from dashboard.app_pages._session import Session
from dashboard.charts.bullet import Bullet
from dashboard.charts.detail import UnitRow, draw_units
from dashboard.charts.markup import Markup, el, link
from dashboard.domain.gap import leading
from dashboard.domain.judgement import Reading
from dashboard.domain.plan import Aggregation, Direction, UnitKind
from dashboard.domain.pools import Pooled
from dashboard.snapshot import SnapshotRow
from dashboard.text.communes import COMMON_PLAN
from dashboard.text.formats import format_date, format_number, format_parts, format_share, format_short, join_names
from dashboard.text.sentences import NO_DUE, format_target
from dashboard.text.words import PROVINCE, UNIT_KIND_WORDS

_SHOWN = 5


@dataclass(frozen=True)
class _Table:
    """What one table of units is made from: the row, the period shown, what is missing by unit."""

    session: Session
    row: SnapshotRow
    pooled: Pooled
    readings: dict[str, Reading | None]
    gap: RowGap | None
    missing: dict[str, str]
    filters: dict[str, str | None]

    @property
    def units(self) -> Collection[str]:
        """All that owed the figure of the period, former agencies too."""
        return self.readings.keys()


def draw_units_of(session: Session, row: SnapshotRow, filters: dict[str, str | None]) -> Markup | None:
    """The table by unit of a pooled row; None for a figure of one reporter, and before the first report.

    Of a newest period that nobody has sent there is nothing to show: the table is then of the value's own.
    """
    pooled = row.pooled if row.pooled is not None and row.pooled.reported else shown_pool(row)
    if pooled is not None and row.is_baseline(pooled.on):
        pooled = max((p for p in row.pools.values() if not row.is_baseline(p.on)), key=lambda p: p.on, default=None)
    if pooled is None or not row.is_pooled:
        return None
    gap = gap_of(session.snapshot, row)
    day = pooled.on if gap is None else max(pooled.on, gap.day)
    gap = gap if gap is not None and gap.day == day else None
    shown = _Table(
        session,
        row,
        row.pools.get(day, pooled),
        {u: unit_reading(session.snapshot, row, u, day) for u in row.feeders_on(day)},
        gap,
        _missing(row, gap),
        filters,
    )
    rows: list[UnitRow] = []
    rest: list[UnitRow] = []
    for kind, word in UNIT_KIND_WORDS.items():
        ids = [u for u in shown.units if session.catalogue.org_units[u].kind is kind]
        if not ids:
            continue
        rows.append(_sum_row(shown, ids, word))
        drawn = [_unit_row(shown, u) for u in _ordered(shown, ids)]
        rows += drawn[:_SHOWN]
        rest += drawn[_SHOWN:]
    heads = ("Tử số / mẫu số", lacking_word(row).capitalize())
    block = draw_units([*rows, _whole_row(shown)], _title(shown), *heads, _after(shown), _ranking_link(shown))
    if not rest:
        return block
    more = draw_units(rest, "Các đơn vị còn lại", *heads)
    return el("div", block, el("details", el("summary", f"Xem {len(rest)} đơn vị còn lại"), more, id="con-lai"))


def _missing(row: SnapshotRow, gap: RowGap | None) -> dict[str, str]:
    """What each unit with a base is short of, in words."""
    if gap is None:
        return {}
    missing = unit_shortfalls(row, gap)
    return {part.unit_id: amount_words(missing.get(part.unit_id, 0.0), row) for part in gap.parts}


def _ordered(shown: _Table, ids: Sequence[str]) -> list[str]:
    """Those who are short of most first, where units are counted those nearest to passing; then those furthest from the target.

    Last come those with nothing to count, and the silent.
    """
    gap = shown.gap
    towards = -1 if shown.row.terms.direction is Direction.AT_MOST else 1
    first: dict[str, int] = {}
    if gap is not None:
        short = [each.unit_id for each in (gap.gap.shortfalls if gap.near is None else gap.near)]
        first = {unit_id: place for place, unit_id in enumerate(short)}
    last = len(first)

    def place(unit_id: str) -> tuple[bool, bool, int, float]:
        reading = shown.readings[unit_id]
        value = None if reading is None else reading.value
        return reading is None, value is None, first.get(unit_id, last), towards * (value or 0.0)

    return sorted(ids, key=place)


def _sum_row(shown: _Table, ids: Sequence[str], word: str) -> UnitRow:
    """The units of one kind added up; without a figure where too few have reported the period."""
    row = shown.row
    block = added_up(shown.session.snapshot, row, ids, shown.pooled.on)
    known = () if block is None else block.reported
    name = f"{len(ids)} {word} ({len(known)} đã nộp)"
    if row.counts_units:
        return UnitRow(name, "", "", "", instead="từng đơn vị đạt hay không", is_sum=True)
    value = block.value if block is not None and block.usable else None
    return UnitRow(
        name,
        format_short(value, row.indicator.unit, row.terms.decimals),
        _parts(block) if value is not None else "",
        _together(shown, ids),
        _bullet(shown, value) if value is not None else None,
        is_sum=True,
    )


def _whole_row(shown: _Table) -> UnitRow:
    """The province; without a figure where too few have reported the period."""
    row, pooled = shown.row, shown.pooled
    value = pooled.value if pooled.usable else None
    return UnitRow(
        "Toàn tỉnh, số đơn vị đạt" if row.counts_units else PROVINCE,
        format_short(value, row.unit, row.terms.decimals),
        _parts(pooled) if pooled.usable else "",
        "" if shown.gap is None or row.counts_units else amount_words(shown.gap.gap.needed, row),
        _bullet(shown, value),
        is_sum=True,
    )


def _together(shown: _Table, ids: Collection[str]) -> str:
    """What these units are short of, added up."""
    if shown.gap is None or shown.row.counts_units:
        return ""
    return amount_words(math.fsum(s.missing for s in shown.gap.gap.shortfalls if s.unit_id in ids), shown.row)


def _unit_row(shown: _Table, unit_id: str) -> UnitRow:
    session, row, reading = shown.session, shown.row, shown.readings[unit_id]
    own = session.snapshot.row(row.target.id, unit_id)
    value = reading.value if reading else None
    indicator = row.indicator
    instead = "chưa nộp kỳ này" if reading is None else "không phát sinh trong kỳ" if reading.not_arising else ""
    return UnitRow(
        session.catalogue.org_units[unit_id].name,
        format_short(value, indicator.unit, indicator.decimals),
        _parts(reading),
        shown.missing.get(unit_id, ""),
        None if instead else _own_bullet(shown, own, value),
        instead,
        own.judgement.status if own else None,
        to=detail_link(session, row, **shown.filters | {"pv": unit_id}) if own else None,
    )


def _own_bullet(shown: _Table, own: SnapshotRow | None, value: float | None) -> Bullet | None:
    """The unit's value against the same plan; an amount only against what the unit itself owes."""
    row = shown.row
    if row.indicator.aggregation is Aggregation.SUM:
        return bullet_of(own, shown.session.as_of) if own is not None else None
    asked = row.target
    return replace(_bullet(shown, value), target=asked.value, target_high=asked.value_max, unit=row.indicator.unit)


def _bullet(shown: _Table, value: float | None) -> Bullet:
    row = shown.row
    plan = None if row.counts_units else shown_plan(row, shown.session.as_of)
    terms = row.terms
    return Bullet(
        value,
        plan,
        terms.target if terms.target is not None else terms.target_low,
        row.unit,
        terms.decimals,
        target_high=terms.target_high,
        lower_is_better=terms.direction is Direction.AT_MOST,
    )


def _parts(figure: Reading | Pooled | None) -> str:
    return "" if figure is None else format_parts(figure.numerator, figure.denominator)


def _title(shown: _Table) -> str:
    """The finding of the table: how few of the units hold most of what is missing."""
    row = shown.row
    if row.counts_units:
        return f"Theo đơn vị: {format_number(shown.pooled.numerator)} đơn vị đạt"
    kinds = [
        kind for kind in UNIT_KIND_WORDS if any(shown.session.catalogue.org_units[u].kind is kind for u in shown.units)
    ]
    gap = gap_of(shown.session.snapshot, row, kind=kinds[0]) if shown.gap is not None else None
    if gap is None or not gap.gap.shortfalls:
        return "Theo đơn vị"
    group = leading(gap.gap)
    share = "toàn bộ" if len(group) == len(gap.gap.shortfalls) else format_share(group[-1].running_share)
    block = " của khối xã" if len(kinds) > 1 else ""
    return f"Theo đơn vị: {len(group)} {UNIT_KIND_WORDS[kinds[0]]} chiếm {share} phần {lacking_word(row)}{block}"


def _ranking_link(shown: _Table) -> Markup | None:
    """The way to all communes in order, where there is an order; says by which target where that is not the page's."""
    row, session = shown.row, shown.session
    column = next((c for c in commune_columns(session.snapshot) if c.indicator.id == row.indicator.id), None)
    communes = [u for u in row.feeders if session.catalogue.org_units[u].kind is UnitKind.COMMUNE]
    if len(communes) < 2:
        return None
    words = f"Xếp hạng {len(communes)} xã, phường"
    if column is not None and column.target.id != row.target.id:
        due = f"hạn {format_date(column.target.due)}" if column.target.due else NO_DUE
        words += f" theo mục tiêu {format_target(column.target, column.indicator)}, {due}"
    return link(words, session.link(COMMUNES_PATH, xem="hang", ct=row.indicator.id))


def _after(shown: _Table) -> str:
    """What the column of missing amounts is short of, and what the silent units leave open."""
    parts: list[str] = []
    gap, row, pooled = shown.gap, shown.row, shown.pooled
    if gap is not None and gap.near is None:
        whose = f" ({COMMON_PLAN})" if has_common_plan(row, gap) else ""
        parts.append(
            f"{lacking_word(row).capitalize()}: để {aim(row, gap)}{whose}; số liệu đến {format_date(gap.day)}."
        )
    if pooled.silent:
        names = join_names([shown.session.catalogue.org_units[u].name for u in pooled.silent], 8)
        bounds = bounds_words(row, pooled)
        newer = row.latest is not None and pooled.on > row.latest.date
        period = f" số liệu đến {format_date(pooled.on)}" if newer else ""
        parts.append(f"Chưa nộp{period}: {names}." + (f" Khi nộp đủ, toàn tỉnh ở mức {bounds}." if bounds else ""))
        if pooled.carried:
            parts.append("Mẫu số của đơn vị chưa nộp lấy từ kỳ trước hoặc mức giữa của nhóm.")
    return " ".join(parts)
