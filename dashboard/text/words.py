"""The words of statuses, badges and lists, keyed by enum. Status words and marks: one system for screens, charts and files."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.domain.periods import Frequency
from dashboard.domain.plan import Accumulation, Aggregation, UnitKind
from dashboard.domain.status import Confidence, Flag, Status

ILLUSTRATIVE = "SỐ LIỆU MINH HỌA"
ILLUSTRATIVE_NOTE = "Không phải kết quả thật của tỉnh; không dùng để báo cáo."
NO_AGENCY = "Chưa gán cơ quan"
PROVINCE = "Toàn tỉnh"
COUNTED_BY = "đếm theo từng văn bản, từng hạn"
ASSUMED = "theo cách hiểu tạm, chờ tỉnh xác nhận"


@dataclass(frozen=True)
class StatusWord:
    """Mark and word of a status, its style class, and what it means in one line."""

    mark: str
    word: str
    css: str
    meaning: str


STATUS_WORDS: dict[Status, StatusWord] = {
    Status.MISSED: StatusWord("■", "Không đạt", "missed", "đã qua hạn mà chưa đạt, hoặc đã vượt mức trần"),
    Status.OFF_TRACK: StatusWord(
        "▼", "Chậm tiến độ", "off_track", "chậm kế hoạch và tốc độ không đủ; khó đạt đúng hạn"
    ),
    Status.AT_RISK: StatusWord(
        "♦", "Có nguy cơ", "at_risk", "một trong hai dấu hiệu xấu, hoặc còn quá sớm để kết luận"
    ),
    Status.REPORT_OVERDUE: StatusWord(
        "!", "Quá hạn báo cáo", "report_overdue", "thiếu báo cáo đến hạn, trước đó không xấu"
    ),
    Status.ON_TRACK: StatusWord("►", "Đúng tiến độ", "on_track", "kịp kế hoạch đến kỳ và đủ tốc độ cho phần còn lại"),
    Status.ACHIEVED: StatusWord("●", "Đạt", "achieved", "đã đạt trong hạn"),
    Status.ACHIEVED_LATE: StatusWord("●", "Đạt muộn", "achieved_late", "đạt sau hạn"),
    Status.NOT_DUE: StatusWord("–", "Chưa đến kỳ", "not_due", "chưa bắt đầu hoặc chưa đến kỳ báo cáo"),
    Status.NOT_ENOUGH_DATA: StatusWord(
        "?",
        "Chưa đủ căn cứ",
        "not_enough",
        "không có con số, chưa có hạn, thiếu số gốc, hoặc sai đơn vị, mẫu số, giới hạn",
    ),
    Status.NO_DATA: StatusWord("□", "Chưa có số liệu", "no_data", "chưa có giá trị, chưa có lịch báo cáo"),
    Status.NOT_COMPARABLE: StatusWord(
        "?", "Chưa đủ căn cứ", "not_enough", "không có con số, hoặc sai đơn vị, mẫu số, giới hạn"
    ),
}


@dataclass(frozen=True)
class StatusGroup:
    """One card of the start page: the statuses it counts."""

    id: str
    mark: str
    word: str
    css: str
    note: str
    statuses: tuple[Status, ...]


GROUPS: tuple[StatusGroup, ...] = (
    StatusGroup("khong-dat", "■", "Không đạt", "late", "qua hạn chưa đạt, vượt trần", (Status.MISSED,)),
    StatusGroup("cham", "▼", "Chậm tiến độ", "late", "khó đạt nếu giữ tốc độ này", (Status.OFF_TRACK,)),
    StatusGroup("nguy-co", "♦", "Có nguy cơ", "risk", "chậm nhẹ hoặc chững lại", (Status.AT_RISK,)),
    StatusGroup("dung-dat", "►", "Đúng tiến độ, đạt", "", "", (Status.ON_TRACK, Status.ACHIEVED, Status.ACHIEVED_LATE)),
    StatusGroup(
        "chua-danh-gia",
        "□",
        "Chưa đánh giá được",
        "",
        "",
        (Status.REPORT_OVERDUE, Status.NO_DATA, Status.NOT_DUE, Status.NOT_ENOUGH_DATA, Status.NOT_COMPARABLE),
    ),
)

PILLS: tuple[StatusGroup, ...] = (
    *GROUPS[:3],
    StatusGroup("qua-han", "!", "Quá hạn báo cáo", "", "", (Status.REPORT_OVERDUE,)),
    StatusGroup("dung", "►", "Đúng tiến độ", "", "", (Status.ON_TRACK,)),
    StatusGroup("dat", "●", "Đạt", "", "", (Status.ACHIEVED, Status.ACHIEVED_LATE)),
    StatusGroup("chua", "□", "Chưa đánh giá được", "", "", GROUPS[4].statuses[1:]),
)
COMBINED: tuple[StatusGroup, ...] = (
    StatusGroup("can-xu-ly", "■▼♦", "Cần xử lý", "", "", tuple(s for g in GROUPS[:3] for s in g.statuses)),
    GROUPS[3],
    StatusGroup("chua-danh-gia", "□", "Chưa đánh giá được, kể cả quá hạn báo cáo", "", "", GROUPS[4].statuses),
)

FLAG_WORDS: dict[Flag, str] = {
    Flag.OVERDUE: "quá hạn báo cáo",
    Flag.PROVISIONAL: "số tạm tính",
    Flag.REVISED: "đã sửa số",
    Flag.PARTIAL: "chưa đủ đơn vị",
    Flag.DENOMINATOR_CARRIED: "mẫu số lấy từ kỳ trước",
}

CONFIDENCE_WORDS: dict[Confidence, str] = {
    Confidence.HIGH: "cao",
    Confidence.MEDIUM: "vừa",
    Confidence.LOW: "thấp",
}

FREQUENCY_WORDS: dict[Frequency, str] = {
    Frequency.DAY: "theo ngày",
    Frequency.MONTH: "hằng tháng",
    Frequency.QUARTER: "hằng quý",
    Frequency.HALF: "6 tháng một lần",
    Frequency.YEAR: "hằng năm",
}

MONTHS_WORD: dict[int, str] = {1: "tháng", 3: "quý", 6: "6 tháng", 12: "năm"}

UNIT_KIND_WORDS: dict[UnitKind, str] = {UnitKind.COMMUNE: "xã, phường", UnitKind.AGENCY: "cơ quan"}

AGGREGATION_WORDS: dict[Aggregation, str] = {
    Aggregation.RATIO_OF_SUMS: "Tổng tử số chia tổng mẫu số của các đơn vị",
    Aggregation.SUM: "Cộng số của các đơn vị",
    Aggregation.COUNT_OF_UNITS: "Số đơn vị đạt chia tổng số đơn vị",
    Aggregation.LATEST: "Lấy số mới nhất",
    Aggregation.PROVINCIAL_ONLY: "Một cơ quan nhập cho toàn tỉnh; không cộng từ xã, phường",
}

ACCUMULATION_WORDS: dict[Accumulation, str] = {
    Accumulation.CUMULATIVE: "số lũy kế, không cộng các kỳ",
    Accumulation.PERIODIC: "số phát sinh trong kỳ",
    Accumulation.RUNNING_TOTAL: "số phát sinh trong kỳ, cộng dồn từ đầu năm",
}

_ACTORS = {"operator": "người vận hành"}


def actor_name(actor: str) -> str:
    """Who did it, as people read it; the name a workspace gives its people stays as it is."""
    return _ACTORS.get(actor, actor)
