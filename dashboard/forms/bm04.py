"""BM-04: progress of the tasks a unit leads."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.utility import xl_rowcol_to_cell

from dashboard.catalogue.model import Task
from dashboard.charts.palette import TEXT_SECONDARY
from dashboard.domain.forms import FORM_VERSION, Form, FormIdentity
from dashboard.domain.periods import Period
from dashboard.domain.plan import OrgUnit
from dashboard.domain.task_reports import TaskReport, TaskState
from dashboard.forms.book import Column, FormBook, Rule, Told
from dashboard.forms.content import newest_task_reports, own_deadline, task_deadline, task_report_words, title_lines
from dashboard.snapshot import Snapshot
from dashboard.submissions.owing import calendar_of
from dashboard.text.formats import format_date

TITLE = "BIỂU BM-04 – TIẾN ĐỘ NHIỆM VỤ"
COLUMNS = (
    Column("TT", 4),
    Column("Mã nhiệm vụ", 13),
    Column("Nhiệm vụ", 37),
    Column("Hạn", 15),
    Column("Trạng thái", 15),
    Column("Tiến độ (%)", 9),
    Column("Kết quả", 26),
    Column("Minh chứng", 22),
    Column("Khó khăn, vướng mắc", 22),
    Column("Đề xuất, kiến nghị", 22),
)
RANK, CODE, NAME, DUE, STATUS, PROGRESS, RESULT, EVIDENCE, DIFFICULTY, PROPOSAL = range(10)
GUIDE = (
    "Chỉ điền ô nền vàng; ô khác đã khóa (không có mật khẩu). Nhiệm vụ không báo thì để trống cả dòng.",
    f"Trạng thái: chọn trong danh sách. «{TaskState.NOT_ARISING.word}»: trong kỳ không có việc phải làm.",
    "Tiến độ: từ 0 đến 100. Hoàn thành là 100, để trống cũng được.",
    "Không ghi quá hạn hay có nguy cơ: phần mềm tính từ hạn và ngày báo.",
    "Minh chứng: số, ngày văn bản hoặc đường dẫn; cần có khi báo hoàn thành.",
    "Lưu dạng .xlsx, gửi ở trang «Nộp báo cáo» hoặc cho nơi đã gửi biểu này. Đổi tên tệp được.",
)
_SMALL = 9.5
_TEXTS = (
    (RESULT, "Việc đã làm được, sản phẩm đã có."),
    (EVIDENCE, "Số, ngày văn bản, hoặc đường dẫn tới minh chứng."),
    (DIFFICULTY, "Không bắt buộc. Vướng ở đâu, cần ai tháo gỡ."),
    (PROPOSAL, "Không bắt buộc. Đề nghị gì, với cơ quan nào."),
)


def write_bm04(snapshot: Snapshot, unit: OrgUnit, period: Period, reports: Iterable[TaskReport] = ()) -> bytes:
    """The unit's form of the period with the tasks it leads and what it said of them last. ValueError when it leads none."""
    tasks = snapshot.catalogue.led_tasks(unit.id, period.end)
    if not tasks:
        raise ValueError(f"{unit.id} leads no task on {period.end}")
    book = FormBook(FormIdentity(Form.BM_04, FORM_VERSION, unit.id, period.id), snapshot, COLUMNS, Form.BM_04.code)
    known = newest_task_reports(reports, unit.id, period, snapshot.known_on)
    calendar = calendar_of(snapshot.catalogue, period.frequency)
    due = "" if calendar is None else f"ngày {format_date(own_deadline(snapshot, calendar, unit.id, period))}"
    head = book.write_title(TITLE, title_lines(unit, period, (), due), GUIDE, RESULT)
    book.write_head(head, NAME + 1)
    for row, task in enumerate(tasks, start=head + 1):
        last = known.get(task.id)
        _write_task(book, row, row - head, task, "" if last is None else task_report_words(last, period))
    end = head + len(tasks)
    book.show_whole_numbers((head + 1, PROGRESS), (end, PROGRESS))
    book.write_foot(end + 1, (), RESULT)
    return book.close((head + 1, STATUS))


def _write_task(book: FormBook, row: int, number: int, task: Task, last: str) -> None:
    due = task_deadline(task)
    product = f"Sản phẩm: {task.product}" if task.product else ""
    told = "\n".join(text for text in (task.title, product, last) if text)
    book.write_text(row, RANK, str(number), align="center")
    book.write_text(row, CODE, task.id, font_size=_SMALL, font_color=TEXT_SECONDARY)
    book.write_text(row, NAME, told)
    book.write_text(row, DUE, due)
    book.write_word_input(row, STATUS, _status_rule())
    book.write_figure_input(row, PROGRESS, _progress_rule(xl_rowcol_to_cell(row, PROGRESS)))
    for column, asked in _TEXTS:
        book.write_text_input(row, column, COLUMNS[column].title, asked)
    book.set_height(
        row,
        [Told(told, COLUMNS[NAME].width), Told(due, COLUMNS[DUE].width), Told(task.id, COLUMNS[CODE].width, _SMALL)],
    )


def _status_rule() -> Rule:
    words = tuple(state.word for state in TaskState)
    return Rule("Chọn trong danh sách.", f"Chọn một trong: {', '.join(words)}.", choices=words, heading="Trạng thái")


def _progress_rule(cell: str) -> Rule:
    return Rule(
        "Phần việc đã xong, từ 0 đến 100.",
        "Tiến độ cần một số từ 0 đến 100, ví dụ 60. Chưa ước được thì để trống.",
        formula=f"=AND(ISNUMBER({cell}),{cell}>=0,{cell}<=100)",
        heading="Tiến độ (%)",
    )
