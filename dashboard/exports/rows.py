"""The one definition of a Snapshot's rows as columns: what workbook, CSV and Parquet share, so that they agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.catalogue import Catalogue
from dashboard.domain.plan import Kind
from dashboard.domain.rollup import Pooled
from dashboard.exports.table import Cell, CellType, Column, PrintArea, Table, unit_format
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.formats import decimals_apart
from dashboard.text.words import ASSUMED, CONFIDENCE_WORDS, FLAG_WORDS, ILLUSTRATIVE, NO_AGENCY, STATUS_WORDS

YES_NO_FORMAT = '[>=1]"đã hoàn thành";"chưa hoàn thành"'


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the Snapshot together with the Snapshot it stands in."""

    snapshot: Snapshot
    row: SnapshotRow

    @property
    def catalogue(self) -> Catalogue:
        """Where names are looked up."""
        return self.snapshot.catalogue

    @property
    def pooled(self) -> Pooled | None:
        """How the figure was added up; None for a single reporter's."""
        return self.row.pooled

    @property
    def lead(self) -> str:
        """Names of the agencies that answer for it."""
        return "; ".join(self.catalogue.org_units[i].name for i in self.row.lead) or NO_AGENCY

    @property
    def units_reported(self) -> int:
        """How many units stand behind the figure."""
        return len(self.pooled.reported) if self.pooled else int(self.row.latest is not None)

    @property
    def units_expected(self) -> int:
        """How many units should."""
        return self.row.units_expected

    @property
    def assumed(self) -> str:
        """Says that part of the target or of its definition is our reading."""
        return ASSUMED if self.row.target.assumed or self.row.indicator.assumed else ""


def lines_of(snapshot: Snapshot, rows: Sequence[SnapshotRow]) -> list[Line]:
    """The rows with their Snapshot, in the same order."""
    return [Line(snapshot, row) for row in rows]


def value_format(line: Line) -> str:
    """The judged value's: one more decimal where rounding would hide a gap to the target, yes and no in words."""
    terms = line.row.terms
    if terms.kind is Kind.MILESTONE and terms.unit != "%":
        return YES_NO_FORMAT
    return unit_format(terms.unit, decimals_apart(line.row.actual, terms.target, terms.decimals))


def plain_format(line: Line) -> str:
    """A plan's, a bound's or a pace's: the indicator's own decimals."""
    return unit_format(line.row.terms.unit, line.row.terms.decimals)


def goal_format(get: Callable[[Line], float | None]) -> Callable[[Line], str]:
    """A target's, as plans write it: no decimals it does not need."""

    def chosen(line: Line) -> str:
        value, terms = get(line), line.row.terms
        if terms.kind is Kind.MILESTONE and terms.unit != "%":
            return YES_NO_FORMAT
        return unit_format(terms.unit, 0 if value is None or float(value).is_integer() else max(terms.decimals, 1))

    return chosen


def _share_format(line: Line) -> str:
    row = line.row
    parts = (row.latest.numerator, row.latest.denominator) if row.latest else ()
    return "#,##0" if all(p is None or float(p).is_integer() for p in parts) else "#,##0.00"


def _text(
    key: str, title: str, get: Callable[[Line], Cell], width: float, place: PrintArea = PrintArea.PRINTED
) -> Column[Line]:
    return Column(key, title, CellType.TEXT, get, width, place)


def _code(
    key: str, title: str, get: Callable[[Line], Cell], width: float, place: PrintArea = PrintArea.SCREEN
) -> Column[Line]:
    return Column(key, title, CellType.CODE, get, width, place)


def _goal(key: str, title: str, get: Callable[[Line], float | None]) -> Column[Line]:
    return Column(key, title, CellType.NUMBER, get, 14, PrintArea.SCREEN, goal_format(get))


def _number(
    key: str,
    title: str,
    get: Callable[[Line], Cell],
    number_format: Callable[[Line], str] = plain_format,
    place: PrintArea = PrintArea.SCREEN,
) -> Column[Line]:
    return Column(key, title, CellType.NUMBER, get, 14, place, number_format)


def _status_text(line: Line) -> str:
    word = STATUS_WORDS[line.row.judgement.status]
    return f"{word.mark} {word.word}"


STATUS = _text("status_text", "Trạng thái", _status_text, 19)
TARGET_ID = _code("target_id", "Mã mục tiêu", lambda x: x.row.target.id, 11, PrintArea.PRINTED)
NAME = _text("name", "Chỉ tiêu", lambda x: x.row.name, 34)
ORG_UNIT = _text("org_unit", "Đơn vị", lambda x: x.row.org_unit.name, 20)
LEAD = _text("lead", "Cơ quan chủ trì", lambda x: x.lead, 24)
DOCUMENT = _text("document", "Văn bản", lambda x: x.catalogue.plan_documents[x.row.target.document].short, 22)
CLAUSE = _code("clause", "Mục", lambda x: x.row.target.clause, 13, PrintArea.PRINTED)
ACTUAL = _number("actual", "Thực hiện", lambda x: x.row.actual, value_format, PrintArea.PRINTED)
UNIT = _text("unit", "Đơn vị tính", lambda x: x.row.unit, 11)
PLAN = Column[Line](
    "plan_to_date",
    "Kế hoạch đến kỳ",
    CellType.NUMBER,
    lambda x: x.row.plan_to_date,
    10,
    PrintArea.PRINTED,
    plain_format,
)
TARGET_TEXT = _text("target_text", "Mục tiêu", lambda x: x.row.target_text, 13)
DUE = Column[Line]("due", "Hạn", CellType.DATE, lambda x: x.row.target.due, 12)
MONTHS_LATE = Column[Line]("months_late", "Chậm (số tháng)", CellType.MONTHS, lambda x: x.row.months_late, 10)
REPORTED = _text("reported", "Đơn vị đã báo cáo", lambda x: f"{x.units_reported}/{x.units_expected}", 10)

COLUMNS: tuple[Column[Line], ...] = (
    STATUS,
    TARGET_ID,
    NAME,
    ORG_UNIT,
    LEAD,
    DOCUMENT,
    CLAUSE,
    ACTUAL,
    UNIT,
    PLAN,
    TARGET_TEXT,
    DUE,
    MONTHS_LATE,
    REPORTED,
    _text("sentence", "Diễn giải", lambda x: x.row.sentence, 130, PrintArea.SCREEN),
    _number("numerator", "Tử số", lambda x: x.row.latest.numerator if x.row.latest else None, _share_format),
    _number("denominator", "Mẫu số", lambda x: x.row.latest.denominator if x.row.latest else None, _share_format),
    Column(
        "observed_on", "Số liệu đến", CellType.DATE, lambda x: x.row.judgement.numbers.observed_on, 12, PrintArea.SCREEN
    ),
    Column(
        "received",
        "Nhận đến ngày",
        CellType.DATE,
        lambda x: x.row.latest.received if x.row.latest else None,
        12,
        PrintArea.SCREEN,
    ),
    _goal("target", "Mục tiêu (số)", lambda x: x.row.terms.target),
    _goal("target_low", "Mục tiêu, cận dưới", lambda x: x.row.terms.target_low),
    _goal("target_high", "Mục tiêu, cận trên", lambda x: x.row.terms.target_high),
    _number("low", "Khi nộp đủ: thấp nhất", lambda x: x.pooled.low if x.pooled else None),
    _number("high", "Khi nộp đủ: cao nhất", lambda x: x.pooled.high if x.pooled else None),
    Column(
        "cover",
        "Tỷ lệ đã báo cáo",
        CellType.SHARE,
        lambda x: x.pooled.cover if x.pooled else None,
        14,
        PrintArea.SCREEN,
    ),
    Column("units_reported", "Số đơn vị đã báo cáo", CellType.COUNT, lambda x: x.units_reported, 14, PrintArea.SCREEN),
    Column(
        "units_expected", "Số đơn vị phải báo cáo", CellType.COUNT, lambda x: x.units_expected, 14, PrintArea.SCREEN
    ),
    _text("confidence_text", "Độ tin cậy", lambda x: CONFIDENCE_WORDS[x.row.judgement.confidence], 9, PrintArea.SCREEN),
    _text(
        "flags_text", "Lưu ý", lambda x: "; ".join(FLAG_WORDS[f] for f in x.row.judgement.flags), 44, PrintArea.SCREEN
    ),
    _text("assumed", "Cách hiểu", lambda x: x.assumed, 44, PrintArea.SCREEN),
    _text("pillar", "Nhóm nội dung", lambda x: x.catalogue.pillars[x.row.indicator.pillar], 34, PrintArea.SCREEN),
    _code("indicator_id", "Mã chỉ tiêu", lambda x: x.row.indicator.id, 34),
    _code("org_unit_id", "Mã đơn vị", lambda x: x.row.org_unit.id, 11),
    _code("status", "Trạng thái (mã)", lambda x: x.row.judgement.status.value, 16, PrintArea.DATA),
    _code("reason", "Lý do (mã)", lambda x: x.row.judgement.reason.value, 24, PrintArea.DATA),
    _code("flags", "Lưu ý (mã)", lambda x: " ".join(f.value for f in x.row.judgement.flags), 20, PrintArea.DATA),
    _code("confidence", "Độ tin cậy (mã)", lambda x: x.row.judgement.confidence.value, 12, PrintArea.DATA),
    Column("as_of", "Ngày xem", CellType.DATE, lambda x: x.snapshot.as_of, 12, PrintArea.DATA),
    Column("known_on", "Tính số nhận đến ngày", CellType.DATE, lambda x: x.snapshot.known_on, 12, PrintArea.DATA),
    _text("notice", "Loại số liệu", lambda x: ILLUSTRATIVE if x.snapshot.illustrative else "", 20, PrintArea.DATA),
)

# A text like 3/5 would become a date when a spreadsheet opens it from a CSV; both numbers have their own columns there.
LONG_COLUMNS = tuple(column for column in COLUMNS if column is not REPORTED)


def long_table(snapshot: Snapshot) -> Table[Line]:
    """Every row of the Snapshot, in its order, for files that hold one table."""
    return Table("Chỉ tiêu", "", LONG_COLUMNS, lines_of(snapshot, snapshot.rows))
