"""BM-01: one unit, one period, the indicators it owes."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from dashboard.charts.palette import TEXT_SECONDARY
from dashboard.domain.forms import FORM_VERSION, Answer, Form, FormIdentity, may_state_share
from dashboard.domain.periods import Period
from dashboard.domain.plan import OrgUnit
from dashboard.forms.book import Column, FormBook, Rule, Told
from dashboard.forms.content import (
    NOT_ARISING,
    IndicatorLine,
    deadline_words,
    definition,
    indicator_line,
    title_lines,
)
from dashboard.forms.rules import choice_rule, part_rule, value_rule
from dashboard.snapshot import Snapshot

TITLE = "BIỂU BM-01 – KẾT QUẢ THỰC HIỆN CHỈ TIÊU"
COLUMNS = (
    Column("TT", 4),
    Column("Mã", 13),
    Column("Chỉ tiêu", 25),
    Column("Cách tính", 34),
    Column("ĐVT", 8),
    Column("Mục tiêu", 14),
    Column("Kế hoạch đến kỳ", 10),
    Column("Kỳ trước", 18),
    Column("Tử số", 10),
    Column("Mẫu số", 10),
    Column("Thực hiện", 12),
    Column("Minh chứng", 19),
    Column("Ghi chú", 14),
)
RANK, CODE, NAME, HOW, MEASURE, TARGET, PLAN, BEFORE, NUMERATOR, DENOMINATOR, VALUE, EVIDENCE, NOTE = range(13)
_SMALL, _SMALLER = 10, 10.5
_BOLD = 1.08  # how much wider bold letters are
GUIDE = (
    "Chỉ điền ô nền vàng; ô khác đã khóa (không có mật khẩu). Ô xám: không phải điền.",
    "Có tử số, mẫu số thì điền hai ô đó, không tính phần trăm. Chỉ tiêu khác: điền Thực hiện.",
    "Số lẻ viết dấu phẩy: 12,5. Chưa có số thì để trống, không ghi 0.",
    f"Trong kỳ không có gì để đếm: ghi «{NOT_ARISING}» ở cột Thực hiện.",
    "Minh chứng: số, ngày văn bản hoặc đường dẫn. Số ước tính: ghi «ước» ở Ghi chú.",
    "Lưu dạng .xlsx, gửi ở trang «Nộp báo cáo» hoặc cho nơi đã gửi biểu này. Đổi tên tệp được.",
)
AGAIN = "Kỳ này đã báo: chỉ điền lại dòng cần sửa; dòng để trống giữ số đã báo."


def write_bm01(snapshot: Snapshot, unit: OrgUnit, period: Period) -> bytes:
    """The unit's form of the period, filled in as far as known. ValueError when the unit owes nothing in it."""
    owed = snapshot.catalogue.owed_for(unit.id, period)
    if not owed:
        raise ValueError(f"{unit.id} owes nothing for {period.id}")
    lines = [indicator_line(snapshot, indicator, unit, period) for indicator in owed]
    book = FormBook(FormIdentity(Form.BM_01, FORM_VERSION, unit.id, period.id), snapshot, COLUMNS, Form.BM_01.code)
    guide = (*GUIDE, AGAIN) if any(line.reported for line in lines) else GUIDE
    head = book.write_title(TITLE, title_lines(unit, period, owed, deadline_words(lines)), guide, BEFORE)
    book.write_head(head, NAME + 1)
    for row, line in enumerate(lines, start=head + 1):
        _write_line(book, row, row - head, line)
    last = head + len(lines)
    book.show_whole_numbers((head + 1, NUMERATOR), (last, VALUE))
    book.write_foot(last + 1, (), NUMERATOR)
    first = NUMERATOR if lines[0].answer is Answer.PARTS else VALUE
    return book.close((head + 1, first))


def _write_line(book: FormBook, row: int, number: int, line: IndicatorLine) -> None:
    indicator = line.indicator
    how = definition(indicator)
    book.write_text(row, RANK, str(number), align="center")
    book.write_text(row, CODE, indicator.id, font_size=_SMALL, font_color=TEXT_SECONDARY)
    book.write_text(row, NAME, indicator.name, bold=True)
    book.write_text(row, HOW, how, font_size=_SMALL, font_color=TEXT_SECONDARY)
    book.write_text(row, MEASURE, indicator.unit, align="center")
    book.write_text(row, TARGET, line.target)
    book.write_text(row, PLAN, line.plan, align="right")
    book.write_text(row, BEFORE, line.last_value, font_size=_SMALLER)
    _write_answer(book, row, line)
    book.write_text_input(row, EVIDENCE, "Minh chứng", "Số, ngày văn bản, hoặc đường dẫn tới minh chứng.")
    book.write_text_input(row, NOTE, "Ghi chú", "Không bắt buộc. Số ước tính, tạm tính: ghi «ước».")
    book.set_height(
        row,
        [
            Told(indicator.id, COLUMNS[CODE].width, _SMALL),
            Told(indicator.name, COLUMNS[NAME].width / _BOLD),
            Told(how, COLUMNS[HOW].width, _SMALL),
            Told(indicator.unit, COLUMNS[MEASURE].width),
            Told(line.target, COLUMNS[TARGET].width),
            Told(line.last_value, COLUMNS[BEFORE].width, _SMALLER),
        ],
    )


def _write_answer(book: FormBook, row: int, line: IndicatorLine) -> None:
    numerator, denominator, value = (xl_rowcol_to_cell(row, c) for c in (NUMERATOR, DENOMINATOR, VALUE))
    match line.answer:
        case Answer.PARTS:
            book.write_figure_input(row, NUMERATOR, part_rule(line, "Tử số", numerator, denominator))
            book.write_figure_input(row, DENOMINATOR, part_rule(line, "Mẫu số", numerator, denominator))
            book.write_figure_input(row, VALUE, _beside_parts(line, value))
        case Answer.VALUE:
            book.write_closed(row, NUMERATOR)
            book.write_closed(row, DENOMINATOR)
            book.write_figure_input(row, VALUE, value_rule(line, value))
        case Answer.YES_NO:
            book.write_closed(row, NUMERATOR)
            book.write_closed(row, DENOMINATOR)
            book.write_word_input(row, VALUE, choice_rule(line))


def _beside_parts(line: IndicatorLine, cell: str) -> Rule:
    """The value's cell of an indicator that asks for its parts: for «Không phát sinh», or for a percentage that may stand alone."""
    if may_state_share(line.indicator):
        return value_rule(line, cell)
    told = f"Để trống khi đã điền tử số và mẫu số. Trong kỳ không có gì để đếm: chọn «{NOT_ARISING}»."
    refused = f"Cột này chỉ nhận «{NOT_ARISING}». Số liệu điền ở Tử số và Mẫu số; phần trăm được tính từ hai số đó."
    return Rule(told, refused, choices=(NOT_ARISING,), heading="Thực hiện")
