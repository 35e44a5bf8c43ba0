"""«Phần còn thiếu»: for each provincial target what its units are short of, who is short of most first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashboard.analyses.closing import closing_of
from dashboard.analyses.commune_figures import SMALL_DENOMINATOR
from dashboard.analyses.shortfall import RowGap, gap_of, unit_shortfalls
from dashboard.charts.communes.funnel_records import PLACE_WORDS
from dashboard.domain.funnel import funnel
from dashboard.domain.gap import Part
from dashboard.domain.plan import Aggregation, OrgUnit, UnitKind
from dashboard.exports.table import Cell, CellType, Column, Place, Table, unit_format
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.formats import join_names

NAME = "Phần còn thiếu"


@dataclass(frozen=True, slots=True)
class MissingLine:
    """What one unit is short of for one target; the unit is the province for the line of the whole.

    `weight` is how much a commune's rate weighs beside the others, `said` what the indicator's page says of the gap.
    """

    row: SnapshotRow
    gap: RowGap
    unit: OrgUnit
    part: Part | None
    value: float | None
    missing: float | None
    share: float | None = None
    running_share: float | None = None
    weight: str = ""
    said: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether this is the line of the province as a whole."""
        return self.unit == self.row.org_unit

    @property
    def unit_of_value(self) -> str:
        """The unit of the unit's own value: of the province's where units are counted, their share."""
        return self.row.unit if self.is_whole else self.row.indicator.unit

    @property
    def level(self) -> float | None:
        """What the value is held against; amounts by what each unit owes."""
        if self.is_whole:
            return self.gap.level
        if self.gap.counted:
            return self.row.target.value
        return self.part.denominator if self._is_amount and self.part else self.gap.level

    @property
    def counted_part(self) -> Part | None:
        """Numerator and denominator; an amount has none."""
        return None if self._is_amount else self.part

    @property
    def _is_amount(self) -> bool:
        return self.row.indicator.aggregation is Aggregation.SUM


def missing_table(snapshot: Snapshot) -> Table[MissingLine]:
    """For each provincial target that is short: the whole, then every unit that is short."""
    about = (
        "Cả tỉnh và từng đơn vị còn thiếu bao nhiêu so với kế hoạch đến kỳ (đã quá hạn hoặc không có kế hoạch: so với mục "
        "tiêu). Mỗi chỉ tiêu một dòng «Tỉnh» có diễn giải, rồi các đơn vị còn thiếu, nhiều nhất ở trên (chỉ tiêu đếm đơn vị: "
        "gần đạt nhất ở trên). Đơn vị vượt mức không bù cho đơn vị khác; không dùng để xếp trạng thái."
    )
    lines = [line for row in snapshot.province_rows for line in _lines(snapshot, row)]
    return Table(NAME, about, COLUMNS, lines, 2)


def _lines(snapshot: Snapshot, row: SnapshotRow) -> Iterator[MissingLine]:
    gap = gap_of(snapshot, row)
    if gap is None or not gap.gap.total:
        return
    pooled = row.pools.get(gap.day)
    reading = next(r for r in row.readings if r.date == gap.day)
    together = pooled or reading
    whole = (
        Part(row.org_unit.id, together.numerator, together.denominator)
        if together.numerator is not None and together.denominator
        else None
    )
    yield MissingLine(row, gap, row.org_unit, whole, reading.value, gap.gap.needed, said=_said(snapshot, row, gap))
    if not row.is_pooled:
        return
    units, parts = snapshot.catalogue.org_units, {part.unit_id: part for part in gap.parts}
    for near in gap.near or ():
        own = unit_shortfalls(row, gap).get(near.unit_id)
        yield MissingLine(row, gap, units[near.unit_id], parts.get(near.unit_id), near.value, own)
    weights = _weights(snapshot, row)
    for each in gap.gap.shortfalls:
        part = parts[each.unit_id]
        value = part.numerator if row.indicator.aggregation is Aggregation.SUM else part.rate
        unit, shares = units[each.unit_id], (each.share, each.running_share)
        yield MissingLine(row, gap, unit, part, value, each.missing, *shares, weights.get(unit.id, ""))


def _said(snapshot: Snapshot, row: SnapshotRow, gap: RowGap) -> str:
    """The sentences of the indicator's page, and who is silent by name."""
    closing = closing_of(snapshot, row)
    names = [snapshot.catalogue.org_units[u].name for u in gap.silent]
    silent = f"Chưa nộp: {join_names(names)}." if names else ""
    return "\n".join(text for text in (closing.text if closing is not None else "", silent) if text)


def _weights(snapshot: Snapshot, row: SnapshotRow) -> dict[str, str]:
    """How each commune's rate stands beside all of theirs, as «So sánh công bằng» has it; few cases are a small sample."""
    communes = gap_of(snapshot, row, kind=UnitKind.COMMUNE)
    if communes is None or row.indicator.aggregation is not Aggregation.RATIO_OF_SUMS:
        return {}
    found = funnel(communes.parts)
    places = {} if found is None else {point.unit_id: PLACE_WORDS[point.place] for point in found.points}
    small = {p.unit_id: "mẫu nhỏ" for p in communes.parts if p.denominator < SMALL_DENOMINATOR}
    return {p.unit_id: ", ".join(w for w in (places.get(p.unit_id), small.get(p.unit_id)) if w) for p in communes.parts}


def _value_format(line: MissingLine) -> str:
    return unit_format(line.unit_of_value, line.row.terms.decimals)


def _amount_format(line: MissingLine) -> str:
    amounts = [line.missing, *((line.part.numerator, line.part.denominator) if line.part else ())]
    return "#,##0" if all(a is None or float(a).is_integer() for a in amounts) else "#,##0.00"


def _aim(line: MissingLine) -> str:
    if not line.is_whole and line.gap.counted:
        return "mức của từng đơn vị"
    if line.gap.level_is_reported:
        return "số đơn vị báo phải làm"
    return "kế hoạch đến kỳ" if line.gap.level_is_plan else "mục tiêu"


def _amount(key: str, title: str, get: Callable[[MissingLine], Cell]) -> Column[MissingLine]:
    return Column(key, title, CellType.NUMBER, get, 12, Place.PRINTED, _amount_format)


COLUMNS: tuple[Column[MissingLine], ...] = (
    Column("name", "Chỉ tiêu", CellType.TEXT, lambda x: x.row.name, 30),
    Column("org_unit", "Đơn vị", CellType.TEXT, lambda x: x.unit.name, 24),
    Column("value", "Thực hiện", CellType.NUMBER, lambda x: x.value, 11, Place.PRINTED, _value_format),
    Column("level", "Cần đạt", CellType.NUMBER, lambda x: x.level, 11, Place.PRINTED, _value_format),
    Column("aim", "So với", CellType.TEXT, _aim, 16),
    _amount("numerator", "Tử số", lambda x: x.counted_part.numerator if x.counted_part else None),
    _amount("denominator", "Mẫu số", lambda x: x.counted_part.denominator if x.counted_part else None),
    _amount("missing", "Còn thiếu", lambda x: x.missing),
    Column("share", "Tỷ trọng", CellType.SHARE, lambda x: x.share, 9),
    Column("running_share", "Cộng dồn", CellType.SHARE, lambda x: x.running_share, 9),
    Column("weight", "So với mức chung của xã, phường", CellType.TEXT, lambda x: x.weight, 17),
    Column("said", "Diễn giải", CellType.TEXT, lambda x: x.said, 60),
    Column("observed_on", "Số liệu đến", CellType.DATE, lambda x: x.gap.day, 12),
    Column("target_id", "Mã mục tiêu", CellType.CODE, lambda x: x.row.target.id, 12, Place.SCREEN),
    Column("org_unit_id", "Mã đơn vị", CellType.CODE, lambda x: x.unit.id, 11, Place.SCREEN),
)
