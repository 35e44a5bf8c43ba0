"""How `indicators.yaml` is written: the models of the file, from which its JSON Schema is made."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from dashboard.domain.plan import Accumulation, Aggregation, Direction, Kind


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


FREQUENCY_PATTERN = "^[MQHY]$"
_ID = r"[A-Za-z0-9][A-Za-z0-9_.\-]*"
_WORD: dict[str, Any] = {"type": "string", "minLength": 1}

Id = Annotated[str, StringConstraints(pattern=rf"^{_ID}$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Day = Annotated[date, Field(strict=True)]
_WORDS: dict[str, Any] = {"anyOf": [_WORD, {"type": "array", "items": _WORD}]}
Words = Annotated[list[Text], BeforeValidator(_as_list), WithJsonSchema(_WORDS)]
FrequencyCode = Annotated[
    str, StringConstraints(pattern=FREQUENCY_PATTERN), WithJsonSchema({"enum": ["M", "Q", "H", "Y"]})
]
Decimals = Annotated[int, Field(strict=True, ge=0, le=6)]
Days = Annotated[int, Field(strict=True, ge=0, le=366)]
KindWord = Annotated[Kind, Field(strict=False)]
DirectionWord = Annotated[Direction, Field(strict=False)]
AggregationWord = Annotated[Aggregation, Field(strict=False)]
AccumulationWord = Annotated[Accumulation, Field(strict=False)]


RULES_DESCRIPTION = (
    "Quy tắc giữa các số của một đơn vị trong một kỳ: a <= b, a >= b, hoặc a = b + c (tổng bằng cộng các phần). Mỗi số là mã "
    "chỉ tiêu (giá trị của nó), mã.numerator (tử số), mã.denominator (mẫu số), hoặc numerator, denominator, value của chính "
    "chỉ tiêu này. Không cộng tỷ lệ %, không so giá trị khác đơn vị tính. Hai số trong một tệp trái quy tắc: từ chối tệp; "
    "trái với số đã nhận: cảnh báo."
)
ACCUMULATION_DESCRIPTION = (
    "cumulative: số báo cáo đã lũy kế. periodic: số phát sinh trong kỳ. running_total: báo cáo số phát sinh trong kỳ, theo dõi "
    "tổng cộng dồn từ kỳ đầu của năm; thiếu một kỳ thì từ đó đến hết năm không có tổng."
)


class FileModel(BaseModel):
    """A part of the file; an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FileWorkspace(FileModel):
    """Whose catalogue this is."""

    name: Text
    short_name: Text | None = None
    province: Text = Field(description="Mã của đơn vị đại diện toàn tỉnh, trong dấu ngoặc kép.")
    timezone: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]+(/[A-Za-z_+\-0-9]+)*$")] = "Asia/Ho_Chi_Minh"


class FilePlanDocument(FileModel):
    """A document that sets targets. `number` and `issued` are null where the document leaves them blank."""

    number: Text | None = None
    issued: Day | None = None
    issuer: Text
    title: Text
    short: Text | None = Field(default=None, description="Tên ngắn hiện trên màn hình.")
    start: Day | None = Field(default=None, description="Ngày bắt đầu đường kế hoạch của các mục tiêu trong văn bản.")
    assumed: Words = []


class FileTypedPeriod(FileModel):
    """A period whose last day and deadline a document gives."""

    period: Text
    end: Day
    deadline: Day


class FileCalendar(FileModel):
    """A reporting calendar that a document sets, used by name."""

    frequency: FrequencyCode
    grace_days: Days | None = None
    document: Text | None = None
    clause: Text | None = None
    periods: list[FileTypedPeriod] = []


class FileGraceDays(FileModel):
    """Days after a period's end until its report is late, by frequency."""

    M: Days = 3
    Q: Days = 15
    H: Days = 15
    Y: Days = 30


class FileDefaults(FileModel):
    """What holds wherever an indicator does not say otherwise."""

    grace_days: FileGraceDays = FileGraceDays()
    decimals: Decimals = 1
    frequency: FrequencyCode | None = "Q"
    accumulation: AccumulationWord = Accumulation.CUMULATIVE


class FileTarget(FileModel):
    """One aim of one document. `value: null` says that the document gives no number; leaving `value` out is a fault."""

    id: Id
    document: Text
    clause: Text
    scope: Words = Field(description="province, each_agency, each_commune, hoặc mã đơn vị; một từ hoặc danh sách.")
    name: Text | None = None
    value: Number | None
    value_max: Number | None = None
    start: Day | None = None
    due: Day | None = None
    baseline: Number | None = None
    milestones: dict[str, Number] = {}
    reported_by: Words | None = None
    lead: Words | None = None
    revises: Text | None = None
    effective: Day | None = None
    assumed: Words = []
    note: Text | None = None


class FileIndicator(FileModel):
    """A figure the province follows, and its targets."""

    name: Text
    pillar: Text
    unit: Text
    kind: KindWord
    direction: DirectionWord
    decimals: Decimals | None = None
    bounds: Annotated[list[Number | None], Field(min_length=2, max_length=2)] | None = None
    numerator: Text | None = None
    denominator: Text | None = None
    aggregation: AggregationWord
    accumulation: AccumulationWord | None = Field(default=None, description=ACCUMULATION_DESCRIPTION)
    frequency: FrequencyCode | None = None
    grace_days: Days | None = None
    calendar: Text | None = None
    reported_by: Words = []
    collected_by: dict[str, Text] = Field(
        default={}, description="Ai báo cáo thay bằng biểu BM-02: nhóm hoặc mã đơn vị → mã đơn vị tổng hợp."
    )
    lead: Words = []
    coordinating: Words = []
    assumed: Words = []
    targets: list[FileTarget] = Field(min_length=1)
    leading_target: Text | None = None
    leading_reason: Text | None = None
    rules: Words = Field(default=[], description=RULES_DESCRIPTION)
    formerly: Words = []
    method: Text | None = None
    note: Text | None = None


class FileCatalogue(FileModel):
    """The whole of `indicators.yaml`."""

    workspace: FileWorkspace
    plan_documents: dict[Id, FilePlanDocument]
    pillars: dict[Id, Text]
    units: list[Text] = Field(default=[], description="Đơn vị tính dùng thêm, ngoài các đơn vị có sẵn.")
    defaults: FileDefaults = FileDefaults()
    calendars: dict[Id, FileCalendar] = {}
    indicators: dict[Id, FileIndicator]


def catalogue_json_schema() -> dict[str, Any]:
    """The JSON Schema of `indicators.yaml`, by which editors complete and check the file."""
    schema = FileCatalogue.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "indicators.yaml"
    return schema
