"""The sentences of «Tình hình nộp»: what the page found, and how its columns are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.app_pages._rows import shown_name
from dashboard.app_pages._session import Session
from dashboard.domain.forms import Form
from dashboard.domain.periods import Frequency, Period
from dashboard.submissions.matrix import MatrixRow, ReportMatrix, reports_name
from dashboard.submissions.reminders import Reminded
from dashboard.submissions.report_cell import GIVEN_LATER, LET_WAIT, ReportCell, ReportStatus
from dashboard.text.formats import format_date, period_name

KEY_OF_FREQUENCY = {
    Frequency.MONTH: "thang",
    Frequency.QUARTER: "quy",
    Frequency.HALF: "nua-nam",
    Frequency.YEAR: "nam",
}
ORDERS = {
    "": "số lần muộn hoặc chưa nộp",
    "don-vi": "danh sách đơn vị",
    "dung-han": "tỷ lệ đúng hạn",
    "nhac": "số lần nhắc",
}
_MANY_LATE = 3
_OUT_WORDS = {
    ReportStatus.MISSING: "chưa nộp",
    ReportStatus.RETURNED: "phải sửa lại báo cáo",
    ReportStatus.TO_MEND: "phải sửa lại báo cáo",
    ReportStatus.INCOMPLETE: "nộp thiếu",
}
_COUNTED = {
    ReportStatus.IN_TIME: "đúng hạn",
    ReportStatus.EXCEPTED: f"đúng hạn ({GIVEN_LATER})",
    ReportStatus.LATE: "muộn",
    ReportStatus.INCOMPLETE: "thiếu",
    ReportStatus.WAITING: "chờ duyệt",
    ReportStatus.RETURNED: "trả lại",
    ReportStatus.TO_MEND: "chờ sửa",
    ReportStatus.MISSING: "chưa nộp",
    ReportStatus.NOT_DUE: "chưa đến hạn",
    ReportStatus.WAIVED: "được miễn",
}


@dataclass(frozen=True)
class Picture:
    """What the page shows: the matrix of the chosen form, the column people ask about, and the units in scope."""

    matrix: ReportMatrix
    at: int | None
    rows: tuple[MatrixRow, ...]
    reminded: dict[str, Reminded]
    notes: tuple[str, ...]

    @property
    def period(self) -> Period | None:
        """The period people ask about."""
        return None if self.at is None else self.matrix.columns[self.at].period


def name_of_reports(session: Session, unit_id: str) -> str:
    """Who is asked for the reports of a unit on the day: itself, or what it became, which then says whose they are."""
    unit = session.catalogue.org_units[unit_id]
    return reports_name(session.catalogue.heir(unit_id, session.as_of) or unit, unit)


def is_asked(session: Session, unit_id: str) -> bool:
    """Whether the chosen unit is asked for the reports of this one on the day."""
    asked = session.catalogue.heir(unit_id, session.as_of)
    return asked is not None and asked.id == session.scope.id


def lacking_words(session: Session, cell: ReportCell) -> str:
    """`Còn thiếu: Tỷ lệ phủ sóng 5G; …`: the indicators of a report that came in part; empty for any other."""
    if cell.status is not ReportStatus.INCOMPLETE or not cell.lacking:
        return ""
    return f"Còn thiếu: {'; '.join(session.catalogue.indicators[each].name for each in cell.lacking)}"


def whose(session: Session) -> str:
    return "Không đơn vị nào" if session.is_whole else f"{shown_name(session.scope)} không"


def cells(picture: Picture) -> list[ReportCell]:
    return [] if picture.at is None else [row.cells[picture.at] for row in picture.rows]


def finding(session: Session, picture: Picture) -> str:
    """The page's title: who is out, and how many of them keep being late."""
    expected = [cell for cell in cells(picture) if cell.is_expected]
    if picture.at is None or not expected:
        if picture.matrix.form is Form.BM_04 and picture.at is None:
            return f"Chưa có báo cáo {picture.matrix.form.code} nào"
        return f"{whose(session)} phải nộp biểu {picture.matrix.form.code} trong các kỳ này"
    column = picture.matrix.columns[picture.at]
    name = period_name(column.period)
    if not session.is_whole:
        asked = {row.name: row.cells[picture.at] for row in picture.rows if row.cells[picture.at].is_expected}
        who, cell = max(asked.items(), key=lambda one: (not one[1].is_complete, one[1].days_late))
        return f"{who}, kỳ {name}: {_lower(cell.words())}"
    out = [r for r in picture.rows if r.cells[picture.at].is_out]
    if not out:
        return _finding_of_none_out(expected, name, column.deadline, picture.matrix.as_of)
    counts = Counter(_OUT_WORDS[r.cells[picture.at].status] for r in out)
    first, *others = [(counts[word], word) for word in dict.fromkeys(_OUT_WORDS.values()) if counts[word]]
    parts = [f"{first[0]}/{len(expected)} đơn vị {first[1]}", *(f"{count} đơn vị {word}" for count, word in others)]
    often = sum(row.late_count >= _MANY_LATE for row in out)
    those = "tất cả" if often == len(out) else f"{often} trong số đó"
    ends = f"; {those} đã chậm từ ba kỳ trở lên" if often else ""
    return f"{', '.join(parts)} kỳ {name}{ends}"


def _finding_of_none_out(expected: Sequence[ReportCell], name: str, deadline: date, as_of: date) -> str:
    """The title where nobody is to be reminded: all have sent it, or who has not may still."""
    left = [cell for cell in expected if not cell.is_complete and cell.status is not ReportStatus.WAITING]
    told = f"{len(expected) - len(left)}/{len(expected)} đơn vị đã nộp"
    if deadline >= as_of:
        return f"Kỳ {name} chưa hết hạn ({format_date(deadline)}): {told}"
    if left:
        counts = Counter(cell.let_wait_word for cell in left)
        return f"{told} kỳ {name}" + "".join(f"; {counts[word]} đơn vị {word}" for word in LET_WAIT if counts[word])
    late = sum(cell.status is ReportStatus.LATE for cell in expected)
    ends = f"; {late} đơn vị nộp muộn" if late else ", đều đúng hạn"
    return f"Cả {len(expected)} đơn vị đã nộp kỳ {name}{ends if all(cell.is_complete for cell in expected) else ''}"


def _lower(words: str) -> str:
    bare = words.removeprefix("✓ ")
    return bare[:1].lower() + bare[1:]


def sub_line(session: Session, picture: Picture) -> str:
    if picture.at is None or picture.period is None:
        return ""
    found = cells(picture)
    counts = Counter(_counted_as(cell) for cell in found if cell.status is not ReportStatus.NOT_OWED)
    told = ", ".join(f"{counts[word]} {word}" for word in (*_COUNTED.values(), GIVEN_LATER) if counts[word])
    own = [] if session.is_whole else sorted({due.deadline for cell in found for due in cell.dues})
    first, *later = (format_date(day) for day in own or picture.matrix.columns[picture.at].deadlines)
    deadlines = f"{first} (một số chỉ tiêu {', '.join(later)})" if later else first
    order = ORDERS.get(session.parameters.get("xep", ""), ORDERS[""])
    counted = f" Kỳ {_lower(_short_name(picture.period))}: {told}." if session.is_whole else ""
    warned = sum(cell.is_warned for cell in found)
    listed = f" {warned} đơn vị vào diện cảnh báo vì muộn hoặc thiếu." if warned and session.is_whole else ""
    sorted_by = f" Xếp theo {order}." if session.is_whole else ""
    return f"Biểu {picture.matrix.form.code}, hạn nộp {deadlines}.{counted}{listed}{sorted_by}"


def _counted_as(cell: ReportCell) -> str:
    return cell.let_wait_word if cell.status is ReportStatus.NOT_DUE else _COUNTED[cell.status]


def _short_name(period: Period) -> str:
    name = period_name(period)
    match period.frequency:
        case Frequency.MONTH:
            return f"Tháng {period.end.month}"
        case Frequency.QUARTER:
            return name[:1].upper() + name[1:].partition("/")[0]
        case _:
            return name[:1].upper() + name[1:]


def column_names(matrix: ReportMatrix) -> list[str]:
    """`Tháng 7`; with the year where the columns lie in two years."""
    periods = [column.period for column in matrix.columns]
    if len({period.start.year for period in periods}) == 1:
        return [_short_name(period) for period in periods]
    return [(name := period_name(period))[:1].upper() + name[1:] for period in periods]
