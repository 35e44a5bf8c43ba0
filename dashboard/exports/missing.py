"""What is missing: for each provincial target the whole and what closes it, and every unit that is short, largest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashboard.analyses.closing import closing_of
from dashboard.analyses.commune_figures import is_small
from dashboard.analyses.shortfall import RowGap, gap_of, unit_shortfalls
from dashboard.charts.communes.funnel_records import SIDE_WORDS
from dashboard.domain.funnel import funnel
from dashboard.domain.gap import Part
from dashboard.domain.plan import Aggregation, OrgUnit, UnitKind
from dashboard.exports.table import Cell, CellType, Column, PrintArea, Table, unit_format
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.formats import join_names

NAME, BY_UNIT = "Phần còn thiếu", "Còn thiếu theo đơn vị"


@dataclass(frozen=True, slots=True)
class MissingWhole:
    """What the province is short of for one target; `said` are the sentences of the indicator's page, `block` those of the communes alone, `silent` names."""

    row: SnapshotRow
    gap: RowGap
    document: str
    value: float | None
    part: Part | None
    said: str
    block: str
    silent: str

    @property
    def aim(self) -> str:
        """What the level is."""
        if self.gap.level_is_reported:
            return "số đơn vị báo phải làm"
        return "kế hoạch đến kỳ" if self.gap.level_is_plan else "mục tiêu"


@dataclass(frozen=True, slots=True)
class MissingLine:
    """What one unit is short of for one target; `weight` is how a commune's rate stands beside all of theirs."""

    row: SnapshotRow
    gap: RowGap
    unit: OrgUnit
    part: Part | None
    value: float
    missing: float | None
    share: float | None = None
    running_share: float | None = None
    weight: str = ""

    @property
    def level(self) -> float | None:
        """What the value is held against; amounts by what each unit owes."""
        if self.gap.near is not None:
            return self.row.target.value
        return self.part.denominator if self._is_amount and self.part else self.gap.level

    @property
    def apart(self) -> float | None:
        """How far the value is from it, in the unit of the value; of percentages in points."""
        return None if self.level is None else abs(self.level - self.value)

    @property
    def counted_part(self) -> Part | None:
        """Numerator and denominator; an amount has none."""
        return None if self._is_amount else self.part

    @property
    def _is_amount(self) -> bool:
        return self.row.indicator.aggregation is Aggregation.SUM


def missing_table(snapshot: Snapshot) -> Table[MissingWhole]:
    """One line for each provincial target of which something is missing."""
    about = (
        "Mỗi chỉ tiêu cấp tỉnh một dòng: còn thiếu bao nhiêu so với kế hoạch đến kỳ (đã quá hạn hoặc không có kế hoạch: so với "
        "mục tiêu), nơi nào chiếm phần lớn, nếu các nơi ấy đạt thì toàn tỉnh được bao nhiêu. Chỉ tiêu càng thấp càng tốt thì «còn "
        "thiếu» là phần vượt mức. Không dùng để xếp trạng thái."
    )
    return Table(NAME, about, WHOLE_COLUMNS, [_whole(snapshot, row, gap) for row, gap in _short(snapshot)], 1)


def missing_by_unit_table(snapshot: Snapshot) -> Table[MissingLine]:
    """Every unit that is short of its part of such a target."""
    about = (
        "Từng đơn vị còn thiếu trong mỗi chỉ tiêu, thiếu nhiều nhất ở trên; chỉ tiêu đếm số đơn vị đạt thì gần đạt nhất ở trên. "
        "Tỷ lệ được so với kế hoạch chung của tỉnh, một mức cho mọi đơn vị, nên đơn vị đúng tiến độ theo kế hoạch riêng vẫn có thể còn thiếu. "
        "Đơn vị vượt mức không bù cho đơn vị khác. «Còn cách» theo đơn vị tính của chỉ tiêu; tỷ lệ thì là điểm phần trăm."
    )
    lines = [line for row, gap in _short(snapshot) if row.is_pooled for line in _lines(snapshot, row, gap)]
    return Table(BY_UNIT, about, COLUMNS, lines, 2)


def _short(snapshot: Snapshot) -> Iterator[tuple[SnapshotRow, RowGap]]:
    for row in snapshot.province_rows:
        gap = gap_of(snapshot, row)
        if gap is not None and gap.gap.total:
            yield row, gap


def _whole(snapshot: Snapshot, row: SnapshotRow, gap: RowGap) -> MissingWhole:
    reading = next(r for r in row.readings if r.date == gap.day)
    together = row.pools.get(gap.day) or reading
    part = None
    if together.numerator is not None and together.denominator:
        part = Part(row.org_unit.id, together.numerator, together.denominator)
    found = closing_of(snapshot, row)
    said = () if found is None else (f"{found.title}:", *found.sentences)
    is_mixed = len({snapshot.catalogue.org_units[u].kind for u in row.feeders}) > 1
    block = closing_of(snapshot, row, kind=UnitKind.COMMUNE) if is_mixed else None
    silent = join_names([snapshot.catalogue.org_units[u].name for u in gap.silent])
    document = snapshot.catalogue.plan_documents[row.target.document].short
    return MissingWhole(
        row,
        gap,
        document,
        reading.value,
        part,
        "\n".join(said),
        "\n".join(block.sentences if block is not None else ()),
        silent,
    )


def _lines(snapshot: Snapshot, row: SnapshotRow, gap: RowGap) -> Iterator[MissingLine]:
    units, parts = snapshot.catalogue.org_units, {part.unit_id: part for part in gap.parts}
    own = unit_shortfalls(row, gap)
    for near in gap.near or ():
        yield MissingLine(row, gap, units[near.unit_id], parts.get(near.unit_id), near.value, own.get(near.unit_id))
    weights = _weights(snapshot, row)
    for each in gap.gap.shortfalls:
        part, weight = parts[each.unit_id], weights.get(each.unit_id, "")
        value = part.numerator if row.indicator.aggregation is Aggregation.SUM else part.rate
        shares = (each.share, each.running_share)
        yield MissingLine(row, gap, units[each.unit_id], part, value, each.missing, *shares, weight)


def _weights(snapshot: Snapshot, row: SnapshotRow) -> dict[str, str]:
    """How each commune's rate stands against that of all of them, as «So sánh công bằng» has it; few cases are a small sample."""
    communes = gap_of(snapshot, row, kind=UnitKind.COMMUNE)
    if communes is None or row.indicator.aggregation is not Aggregation.RATIO_OF_SUMS:
        return {}
    found = funnel(communes.parts)
    sides = {} if found is None else {point.unit_id: SIDE_WORDS[point.side] for point in found.points}
    small = {p.unit_id: "mẫu nhỏ" for p in communes.parts if is_small(p.denominator)}
    return {p.unit_id: ", ".join(w for w in (sides.get(p.unit_id), small.get(p.unit_id)) if w) for p in communes.parts}


def _amount_format(line: MissingWhole | MissingLine) -> str:
    missing = line.gap.gap.needed if isinstance(line, MissingWhole) else line.missing
    amounts = [missing, *((line.part.numerator, line.part.denominator) if line.part else ())]
    return "#,##0" if all(a is None or float(a).is_integer() for a in amounts) else "#,##0.00"


def _whole_value_format(line: MissingWhole) -> str:
    return unit_format(line.row.unit, line.row.terms.decimals)


def _value_format(line: MissingLine) -> str:
    return unit_format(line.row.indicator.unit, line.row.indicator.decimals)


def _apart_format(line: MissingLine) -> str:
    return unit_format("", line.row.indicator.decimals)


def _amount(key: str, title: str, get: Callable[[MissingLine], Cell]) -> Column[MissingLine]:
    return Column(key, title, CellType.NUMBER, get, 11, PrintArea.PRINTED, _amount_format)


WHOLE_COLUMNS: tuple[Column[MissingWhole], ...] = (
    Column("name", "Chỉ tiêu", CellType.TEXT, lambda x: x.row.name, 26),
    Column("document", "Văn bản", CellType.TEXT, lambda x: x.document, 14),
    Column("value", "Số mới nhất", CellType.NUMBER, lambda x: x.value, 10, PrintArea.PRINTED, _whole_value_format),
    Column("level", "Cần đạt", CellType.NUMBER, lambda x: x.gap.level, 10, PrintArea.PRINTED, _whole_value_format),
    Column("aim", "So với", CellType.TEXT, lambda x: x.aim, 12),
    Column("missing", "Còn thiếu", CellType.NUMBER, lambda x: x.gap.gap.needed, 11, PrintArea.PRINTED, _amount_format),
    Column("said", "Làm gì thì đủ", CellType.TEXT, lambda x: x.said, 62),
    Column("block", "Riêng khối xã, phường", CellType.TEXT, lambda x: x.block, 52),
    Column("silent", "Chưa nộp, không tính", CellType.TEXT, lambda x: x.silent, 24),
    Column("observed_on", "Số liệu đến", CellType.DATE, lambda x: x.gap.day, 12),
    Column(
        "numerator",
        "Tử số",
        CellType.NUMBER,
        lambda x: x.part.numerator if x.part else None,
        12,
        PrintArea.SCREEN,
        _amount_format,
    ),
    Column(
        "denominator",
        "Mẫu số",
        CellType.NUMBER,
        lambda x: x.part.denominator if x.part else None,
        12,
        PrintArea.SCREEN,
        _amount_format,
    ),
    Column("target_id", "Mã mục tiêu", CellType.CODE, lambda x: x.row.target.id, 12, PrintArea.SCREEN),
)
COLUMNS: tuple[Column[MissingLine], ...] = (
    Column("name", "Chỉ tiêu", CellType.TEXT, lambda x: x.row.name, 40),
    Column("org_unit", "Đơn vị", CellType.TEXT, lambda x: x.unit.name, 30),
    Column("value", "Số mới nhất", CellType.NUMBER, lambda x: x.value, 10, PrintArea.PRINTED, _value_format),
    Column("level", "Cần đạt", CellType.NUMBER, lambda x: x.level, 10, PrintArea.PRINTED, _value_format),
    Column("apart", "Còn cách", CellType.NUMBER, lambda x: x.apart, 10, PrintArea.PRINTED, _apart_format),
    _amount("numerator", "Tử số", lambda x: x.counted_part.numerator if x.counted_part else None),
    _amount("denominator", "Mẫu số", lambda x: x.counted_part.denominator if x.counted_part else None),
    _amount("missing", "Còn thiếu", lambda x: x.missing),
    Column("share", "Tỷ trọng", CellType.SHARE, lambda x: x.share, 9),
    Column("running_share", "Cộng dồn", CellType.SHARE, lambda x: x.running_share, 9),
    Column("weight", "So với mức chung của xã, phường", CellType.TEXT, lambda x: x.weight, 24),
    Column("observed_on", "Số liệu đến", CellType.DATE, lambda x: x.gap.day, 12),
    Column("target_id", "Mã mục tiêu", CellType.CODE, lambda x: x.row.target.id, 12, PrintArea.SCREEN),
    Column("org_unit_id", "Mã đơn vị", CellType.CODE, lambda x: x.unit.id, 11, PrintArea.SCREEN),
)
