"""What stands behind each status: the inputs of the judgement, and the place of every value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.catalogue import Catalogue
from dashboard.domain.periods import parse_period
from dashboard.domain.plan import Indicator
from dashboard.domain.verdict import Numbers
from dashboard.exports.rows import NAME, ORG_UNIT, STATUS, TARGET_ID, Line, lines_of, plain_format, value_format
from dashboard.exports.table import Cell, CellType, Column, PrintArea, Table, unit_format
from dashboard.snapshot import Snapshot
from dashboard.store.facts import Facts, Vintage
from dashboard.text.formats import period_name
from dashboard.text.words import ILLUSTRATIVE


def _of_numbers(get: Callable[[Numbers], Cell]) -> Callable[[Line], Cell]:
    return lambda line: get(line.row.judgement.numbers)


def _value(key: str, title: str, get: Callable[[Numbers], Cell]) -> Column[Line]:
    return Column(key, title, CellType.NUMBER, _of_numbers(get), 14, PrintArea.SCREEN, plain_format)


def _factor(key: str, title: str, get: Callable[[Numbers], Cell], place: PrintArea = PrintArea.SCREEN) -> Column[Line]:
    return Column(key, title, CellType.SHARE, _of_numbers(get), 14, place)


def _months(key: str, title: str, get: Callable[[Numbers], Cell]) -> Column[Line]:
    return Column(key, title, CellType.MONTHS, _of_numbers(get), 14, PrintArea.SCREEN)


def _pace_format(line: Line) -> str:
    row = line.row
    is_months = row.judgement.numbers.pace_months is None
    return "#,##0.0" if is_months else unit_format("", max(row.terms.decimals, 1))


def _pace(key: str, title: str, get: Callable[[Numbers], Cell]) -> Column[Line]:
    return Column(key, title, CellType.NUMBER, _of_numbers(get), 14, PrintArea.SCREEN, _pace_format)


def _reliable(numbers: Numbers) -> str | None:
    return None if numbers.reliable is None else "có" if numbers.reliable else "không"


WHY = Column[Line]("why", "Vì sao", CellType.TEXT, lambda x: x.row.why, 46)
REASON_COLUMNS: tuple[Column[Line], ...] = (
    STATUS,
    TARGET_ID,
    NAME,
    ORG_UNIT,
    WHY,
    Column(
        "actual", "Thực hiện", CellType.NUMBER, _of_numbers(lambda n: n.actual), 14, PrintArea.PRINTED, value_format
    ),
    Column(
        "plan", "Kế hoạch đến kỳ", CellType.NUMBER, _of_numbers(lambda n: n.plan), 11, PrintArea.PRINTED, plain_format
    ),
    Column("months_late", "Chậm (số tháng)", CellType.MONTHS, _of_numbers(lambda n: n.months_late), 11),
    _factor("k_all", "Tốc độ từ đầu so với tốc độ cần", lambda n: n.k_all, PrintArea.PRINTED),
    _factor("k_recent", "Tốc độ gần đây so với tốc độ cần", lambda n: n.k_recent, PrintArea.PRINTED),
    Column("observed_on", "Số liệu đến", CellType.DATE, _of_numbers(lambda n: n.observed_on), 12, PrintArea.SCREEN),
    _value("baseline", "Số gốc lúc bắt đầu", lambda n: n.baseline),
    _factor("z", "Tiến độ quy ra thời gian", lambda n: n.z),
    _factor("elapsed", "Thời gian đã qua", lambda n: n.elapsed),
    _factor("k_best", "Tốc độ cao nhất so với tốc độ cần", lambda n: n.k_best),
    _pace("needed_pace", "Tốc độ cần", lambda n: n.needed_pace),
    _pace("recent_pace", "Tốc độ gần đây", lambda n: n.recent_pace),
    _pace("best_pace", "Tốc độ cao nhất từng đạt", lambda n: n.best_pace),
    Column(
        "pace_months",
        "Tốc độ tính cho mấy tháng",
        CellType.COUNT,
        _of_numbers(lambda n: n.pace_months),
        14,
        PrintArea.SCREEN,
    ),
    Column(
        "intervals",
        "Số bước giữa các báo cáo",
        CellType.COUNT,
        _of_numbers(lambda n: n.intervals),
        14,
        PrintArea.SCREEN,
    ),
    _value("run_rate", "Cả kỳ nếu giữ nhịp này", lambda n: n.run_rate),
    _value("limits_low", "Dao động thường thấy: thấp nhất", lambda n: n.limits[0] if n.limits else None),
    _value("limits_high", "Dao động thường thấy: cao nhất", lambda n: n.limits[1] if n.limits else None),
    Column("reliable", "Dao động nằm trong mức đạt", CellType.TEXT, _of_numbers(_reliable), 14, PrintArea.SCREEN),
    _value("missing", "Còn thiếu để đạt", lambda n: n.missing),
    _months("months_left", "Số tháng còn lại", lambda n: n.months_left),
)


def reasons_table(snapshot: Snapshot) -> Table[Line]:
    """The numbers behind each status, one row a judgement."""
    about = "Các con số đã dùng để xếp từng trạng thái."
    return Table("Vì sao", about, REASON_COLUMNS, lines_of(snapshot, snapshot.rows), 3)


@dataclass(frozen=True, slots=True)
class Source:
    """One reported figure and where it stands, with the catalogue that names it."""

    catalogue: Catalogue
    vintage: Vintage

    @property
    def indicator(self) -> Indicator | None:
        """The indicator, also under its former id."""
        return self.catalogue.resolve_indicator(self.vintage.indicator_id)

    @property
    def name(self) -> str:
        """The indicator's name; its id when the catalogue no longer has it."""
        return self.indicator.name if self.indicator else self.vintage.indicator_id

    @property
    def unit_name(self) -> str:
        """The reporting unit's name."""
        unit = self.catalogue.resolve_unit(self.vintage.org_unit_id)
        return unit.name if unit else self.vintage.org_unit_id

    @property
    def value_format(self) -> str:
        """The number format of the figure's indicator."""
        return unit_format(self.indicator.unit, self.indicator.decimals) if self.indicator else "#,##0.##"


def _source(
    key: str, title: str, get: Callable[[Source], Cell], width: float, place: PrintArea = PrintArea.PRINTED
) -> Column[Source]:
    return Column(key, title, CellType.TEXT, get, width, place)


def _part(key: str, title: str, get: Callable[[Source], Cell]) -> Column[Source]:
    return Column(key, title, CellType.NUMBER, get, 11, PrintArea.PRINTED, lambda x: "#,##0.##")


SOURCE_COLUMNS: tuple[Column[Source], ...] = (
    _source("name", "Chỉ tiêu", lambda x: x.name, 36),
    _source("org_unit", "Đơn vị báo cáo", lambda x: x.unit_name, 24),
    _source("period", "Kỳ", lambda x: period_name(parse_period(x.vintage.period_id)), 17),
    Column(
        "value", "Giá trị", CellType.NUMBER, lambda x: x.vintage.value, 11, PrintArea.PRINTED, lambda x: x.value_format
    ),
    _part("numerator", "Tử số", lambda x: x.vintage.numerator),
    _part("denominator", "Mẫu số", lambda x: x.vintage.denominator),
    Column("received", "Ngày nhận", CellType.DATE, lambda x: x.vintage.received, 12),
    Column("vintage_number", "Lần báo", CellType.COUNT, lambda x: x.vintage.vintage_number, 7),
    _source("provisional", "Tạm tính", lambda x: "tạm tính" if x.vintage.provisional else "", 9),
    _source("file_name", "Tệp", lambda x: x.vintage.file_name, 30),
    _source("sheet", "Trang", lambda x: x.vintage.sheet, 12),
    _source("cell", "Ô", lambda x: x.vintage.cell, 18),
    _source("evidence", "Minh chứng", lambda x: x.vintage.evidence, 30, PrintArea.SCREEN),
    _source("note", "Ghi chú", lambda x: x.vintage.note, 30, PrintArea.SCREEN),
    _source("notice", "Loại số liệu", lambda x: ILLUSTRATIVE if x.vintage.illustrative else "", 20, PrintArea.SCREEN),
    Column("indicator_id", "Mã chỉ tiêu", CellType.CODE, lambda x: x.vintage.indicator_id, 34, PrintArea.SCREEN),
    Column("org_unit_id", "Mã đơn vị", CellType.CODE, lambda x: x.vintage.org_unit_id, 11, PrintArea.SCREEN),
    Column("period_id", "Mã kỳ", CellType.CODE, lambda x: x.vintage.period_id, 11, PrintArea.SCREEN),
    Column("sha256", "Mã kiểm tra của tệp (SHA-256)", CellType.CODE, lambda x: x.vintage.sha256, 70, PrintArea.SCREEN),
)


def sources_table(snapshot: Snapshot, vintages: list[Vintage]) -> Table[Source]:
    """Every value known on the day of the Snapshot, its corrections too, newest period first."""
    about = "Mọi giá trị đã nhận, kể cả lần sửa: tệp, trang, ô và ngày nhận của từng số."
    known = [Source(snapshot.catalogue, v) for v in vintages]
    return Table("Nguồn số liệu", about, SOURCE_COLUMNS, known, 2)


def known_vintages(snapshot: Snapshot, facts: Facts) -> list[Vintage]:
    """The vintages a Snapshot was taken from. Raises ValueError for facts of another version."""
    if facts.id != snapshot.facts_id:
        raise ValueError(f"snapshot of facts {snapshot.facts_id}, asked with facts {facts.id}")
    return facts.vintages(until=snapshot.as_of, known_on=snapshot.known_on)
