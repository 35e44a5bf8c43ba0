"""«Định nghĩa»: what each target says, where it is written, how its figure is made, and what in it is assumed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.catalogue import Catalogue
from dashboard.domain.plan import Direction, Indicator, Kind, PlanDocument, Target
from dashboard.exports.table import Cell, CellType, Column, PrintArea, Table
from dashboard.snapshot import Snapshot
from dashboard.text.formats import format_date, format_round
from dashboard.text.sentences import format_target
from dashboard.text.words import ACCUMULATION_WORDS, AGGREGATION_WORDS, ASSUMED, FREQUENCY_WORDS, NO_AGENCY, PROVINCE

KIND_WORDS: dict[Kind, str] = {
    Kind.STOCK: "giữ mức đã đạt",
    Kind.LEVEL: "đo lại mỗi kỳ",
    Kind.CAP: "đếm dồn đến mức trần",
    Kind.MILESTONE: "có hoặc chưa",
}
DIRECTION_WORDS: dict[Direction, str] = {
    Direction.AT_LEAST: "càng cao càng tốt",
    Direction.AT_MOST: "càng thấp càng tốt",
    Direction.EXACTLY: "đúng bằng mục tiêu",
    Direction.RANGE: "nằm trong khoảng",
}
SCOPE_WORDS = {"province": PROVINCE, "each_agency": "từng cơ quan", "each_commune": "từng xã, phường"}
FIELD_WORDS: dict[str, str] = {
    "accumulation": "cách lũy kế",
    "aggregation": "cách cộng",
    "baseline": "số gốc",
    "bounds": "giới hạn giá trị",
    "calendar": "lịch báo cáo",
    "clause": "mục",
    "collected_by": "đơn vị tổng hợp",
    "coordinating": "cơ quan phối hợp",
    "decimals": "số chữ số thập phân",
    "denominator": "mẫu số",
    "direction": "chiều tốt",
    "document": "văn bản",
    "due": "hạn",
    "effective": "ngày hiệu lực",
    "formerly": "mã cũ",
    "frequency": "tần suất báo cáo",
    "grace_days": "số ngày được nộp sau kỳ",
    "id": "mã",
    "issued": "ngày ban hành",
    "issuer": "nơi ban hành",
    "kind": "loại chỉ tiêu",
    "lead": "cơ quan chủ trì",
    "leading_reason": "lý do chọn mục tiêu chính",
    "leading_target": "mục tiêu chính",
    "method": "phương pháp",
    "milestones": "mốc giữa kỳ",
    "name": "tên",
    "note": "ghi chú",
    "number": "số văn bản",
    "numerator": "tử số",
    "pillar": "nhóm nội dung",
    "reported_by": "đơn vị báo cáo",
    "revises": "mục tiêu được thay",
    "rules": "quy tắc kiểm tra",
    "scope": "phạm vi",
    "short": "tên ngắn",
    "start": "ngày bắt đầu",
    "title": "tên văn bản",
    "unit": "đơn vị tính",
    "value": "giá trị mục tiêu",
    "value_max": "cận trên",
}


@dataclass(frozen=True, slots=True)
class Definition:
    """A target with its indicator and document."""

    catalogue: Catalogue
    indicator: Indicator
    target: Target

    @property
    def document(self) -> PlanDocument:
        """Where the target is written."""
        return self.catalogue.plan_documents[self.target.document]

    @property
    def assumed(self) -> str:
        """What in it is our reading, in words."""
        own = [FIELD_WORDS[f] for f in dict.fromkeys((*self.indicator.assumed, *self.target.assumed))]
        own += [f"{FIELD_WORDS[f]} của văn bản" for f in self.document.assumed]
        return f"{', '.join(own)} ({ASSUMED})" if own else ""

    def names(self, ids: tuple[str, ...]) -> str:
        """Units by their names, groups of units in words."""
        units = self.catalogue.org_units
        return "; ".join(SCOPE_WORDS.get(i) or (units[i].name if i in units else i) for i in ids)

    @property
    def milestones(self) -> str:
        """The steps on the way to the target, in words."""
        return "; ".join(
            f"{format_date(day)}: {format_round(value, self.indicator.unit, self.indicator.decimals)}"
            for day, value in self.target.milestones
        )


def _text(
    key: str, title: str, get: Callable[[Definition], Cell], width: float, place: PrintArea = PrintArea.SCREEN
) -> Column[Definition]:
    return Column(key, title, CellType.TEXT, get, width, place)


COLUMNS: tuple[Column[Definition], ...] = (
    Column("target_id", "Mã mục tiêu", CellType.CODE, lambda x: x.target.id, 11),
    _text("name", "Chỉ tiêu", lambda x: x.target.name or x.indicator.name, 36, PrintArea.PRINTED),
    _text("document", "Văn bản", lambda x: x.document.short, 26, PrintArea.PRINTED),
    Column("clause", "Mục", CellType.CODE, lambda x: x.target.clause, 9),
    _text("scope", "Phạm vi", lambda x: x.names(x.target.scope), 18, PrintArea.PRINTED),
    _text("target_text", "Mục tiêu", lambda x: format_target(x.target, x.indicator), 14, PrintArea.PRINTED),
    Column("due", "Hạn", CellType.DATE, lambda x: x.target.due, 12),
    _text("numerator", "Tử số", lambda x: x.indicator.numerator, 30, PrintArea.PRINTED),
    _text("denominator", "Mẫu số", lambda x: x.indicator.denominator, 30, PrintArea.PRINTED),
    _text("assumed", "Theo cách hiểu tạm", lambda x: x.assumed, 28, PrintArea.PRINTED),
    _text("unit", "Đơn vị tính", lambda x: x.indicator.unit, 12),
    _text("kind", "Loại", lambda x: KIND_WORDS[x.indicator.kind], 16),
    _text("direction", "Chiều tốt", lambda x: DIRECTION_WORDS[x.indicator.direction], 18),
    _text("aggregation", "Cách cộng", lambda x: AGGREGATION_WORDS[x.indicator.aggregation], 34),
    _text("accumulation", "Cách lũy kế", lambda x: ACCUMULATION_WORDS[x.indicator.accumulation], 26),
    _text(
        "frequency", "Báo cáo", lambda x: FREQUENCY_WORDS[x.indicator.frequency] if x.indicator.frequency else "", 16
    ),
    _text("reported_by", "Ai báo cáo", lambda x: x.names(x.target.reported_by or x.indicator.reported_by), 26),
    _text(
        "lead",
        "Cơ quan chủ trì",
        lambda x: x.names(x.indicator.lead if x.target.lead is None else x.target.lead) or NO_AGENCY,
        28,
    ),
    _text("coordinating", "Cơ quan phối hợp", lambda x: x.names(x.indicator.coordinating), 28),
    Column("start", "Bắt đầu tính", CellType.DATE, lambda x: x.target.start, 12, PrintArea.SCREEN),
    _text("milestones", "Mốc giữa kỳ", lambda x: x.milestones, 30),
    _text("title", "Tên văn bản", lambda x: x.document.title, 50),
    _text("issuer", "Nơi ban hành", lambda x: x.names((x.document.issuer,)), 24),
    Column("issued", "Ngày ban hành", CellType.DATE, lambda x: x.document.issued, 12, PrintArea.SCREEN),
    _text("target_note", "Ghi chú của mục tiêu", lambda x: x.target.note, 40),
    _text("indicator_note", "Ghi chú của chỉ tiêu", lambda x: x.indicator.note, 40),
    _text("pillar", "Nhóm nội dung", lambda x: x.catalogue.pillars[x.indicator.pillar], 24),
    Column("indicator_id", "Mã chỉ tiêu", CellType.CODE, lambda x: x.indicator.id, 24, PrintArea.SCREEN),
)


def definitions_table(snapshot: Snapshot) -> Table[Definition]:
    """Every target in force on the day of the Snapshot, in the order of the catalogue."""
    catalogue = snapshot.catalogue
    definitions = [
        Definition(catalogue, indicator, target)
        for indicator in catalogue.indicators.values()
        for target in catalogue.targets_on(indicator, snapshot.as_of)
    ]
    about = "Từng chỉ tiêu: văn bản và mục, tử số, mẫu số, cách cộng, phần nào theo cách hiểu tạm."
    return Table("Định nghĩa", about, COLUMNS, definitions, 2)
