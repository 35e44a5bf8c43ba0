"""BM-04 back in: the rows of a task form -> reports of tasks, or rejections. No cell is without a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dashboard.catalogue.model import Task
from dashboard.domain.observations import Provenance
from dashboard.domain.periods import Period
from dashboard.domain.plan import OrgUnit
from dashboard.domain.task_reports import DONE_PROGRESS, TaskReport, TaskState
from dashboard.submissions.owing import calendar_of
from dashboard.text.formats import format_date, format_number, period_name
from loaders.directory import Directory
from loaders.faults import Choice, FaultCode
from loaders.mapping.account import ACCEPTED, MANY, Account, Ignored, Notice, Spot
from loaders.mapping.entries import Place
from loaders.mapping.placing import LONGEST_TEXT, Incoming
from loaders.parsing.choices import percent_choices
from loaders.parsing.matching import canonical, nearest, tidy, visible
from loaders.parsing.strict_numbers import NumberFault, check_number, parse_number
from loaders.reading.cells import CellKind, RawCell
from loaders.recognising.recognition import RecognisedSheet
from loaders.recognising.source_map import Field, Meaning, SourceMap, begins

ANSWERS = (Field.STATE, Field.PROGRESS, Field.RESULT, Field.EVIDENCE, Field.DIFFICULTY, Field.PROPOSAL)
TEXTS = (Field.RESULT, Field.EVIDENCE, Field.DIFFICULTY, Field.PROPOSAL)
_NAMES = (Field.TASK, Field.TASK_NAME, Field.DUE)
_STATES = {canonical(state.word): state for state in TaskState}
_STATE_CHOICES = tuple(Choice(state.word, state.word) for state in TaskState)
_STATE_EXPECTED = f"một trong: {', '.join(state.word for state in TaskState)} (quá hạn do phần mềm tính từ hạn)"


@dataclass(frozen=True)
class TaskRows:
    """What the rows of one sheet say. `cells` says for each report in how many cells it stands."""

    reports: tuple[TaskReport, ...]
    cells: tuple[int, ...]
    blank_rows: int


@dataclass(frozen=True)
class _Row:
    """A row of the table, its cells by field."""

    number: int
    sheet: str
    cells: Mapping[int, RawCell]
    columns: Mapping[Field, int]
    titles: Mapping[int, str]

    def spot(self, field: Field) -> Spot:
        """The field's cell, blank when nothing stands there or the form has no such column."""
        column = self.columns.get(field, 0)
        cell = self.cells.get(column) or RawCell(self.sheet, self.number, column, CellKind.BLANK)
        return Spot(cell, self.titles.get(column, ""))

    def text(self, field: Field) -> str:
        """The field's text on one line; a whole number as it is written."""
        cell = self.spot(field).cell
        return tidy(cell.text.removesuffix(".0") if cell.kind is CellKind.NUMBER else cell.text)

    @property
    def answers(self) -> list[RawCell]:
        """The cells that say something about the task."""
        cells = (self.spot(field).cell for field in ANSWERS)
        return [cell for cell in cells if not cell.is_blank]


def map_tasks(
    found: RecognisedSheet, source: SourceMap, place: Place, directory: Directory, incoming: Incoming, account: Account
) -> TaskRows:
    """Reads the sheet of a task form; faults and verdicts go to the account. Unit and period are the title's, in `place`."""
    return _TaskWalk(found, source, place, directory, incoming, account).run()


class _TaskWalk:
    """The walk over the rows of a task form."""

    def __init__(
        self,
        found: RecognisedSheet,
        source: SourceMap,
        place: Place,
        directory: Directory,
        incoming: Incoming,
        account: Account,
    ) -> None:
        self.sheet, self.header, self.source = found.sheet, found.header, source
        self.incoming, self.account = incoming, account
        self.unit = place.unit.value if place.unit is not None else None
        self.period = self._period(directory, place)
        self.tasks = {canonical(task.id): task for task in directory.catalogue.tasks}
        self.led = self._led(directory, place)
        self.placed: dict[str, tuple[_Row, TaskReport]] = {}
        self.twice: set[str] = set()
        self.blank_rows = 0

    def _period(self, directory: Directory, place: Place) -> Period | None:
        """The title's period, which must be over."""
        if place.period is None or place.period.value is None:
            return None
        calendar = calendar_of(directory.catalogue, place.period.value.frequency)
        period = place.period.value if calendar is None else calendar.as_typed(place.period.value)
        if period.end <= self.incoming.received or directory.is_rebuilding:
            return period
        over = f"{period_name(period)} kết thúc ngày {format_date(period.end)}"
        expected = f"một kỳ đã kết thúc khi nhận, ngày {format_date(self.incoming.received)}; {over}"
        self.account.reject(place.period.spot, FaultCode.PERIOD_IN_FUTURE, expected)
        return None

    def _led(self, directory: Directory, place: Place) -> set[str]:
        if self.unit is None or place.period is None or place.period.value is None:
            return set()
        return {task.id for task in directory.catalogue.led_tasks(self.unit.id, place.period.value.end)}

    def run(self) -> TaskRows:
        """Title and header, rows, foot; then whatever nothing was said about is rejected."""
        for number, cells in self.sheet.rows.items():
            if number <= self.header.last_row:
                self.account.give(Ignored.TITLE, cells.values())
        is_foot = False
        for number in sorted(number for number in self.sheet.rows if number > self.header.last_row):
            cells = {column: self._clean(cell) for column, cell in self.sheet.rows[number].items()}
            row = _Row(number, self.sheet.name, cells, self.header.columns, self.header.titles)
            is_answered = (
                canonical(row.text(Field.STATE)) in _STATES or row.spot(Field.PROGRESS).cell.number is not None
            )
            if (
                not self._task_of(row)
                and not is_answered
                and (is_foot or begins(self.source.foot_begins, row.cells.values()))
            ):
                is_foot = True
                self.account.give(Ignored.FOOT, (cell for cell in cells.values() if cell.kind is CellKind.TEXT))
            elif self._says_nothing(row):
                self.blank_rows += bool(row.text(Field.TASK))
                self.account.give(Ignored.HEADINGS, self._known(row))
            else:
                self._read(row)
            self._settle(row)
        self._tell()
        kept = [placed for task_id, placed in self.placed.items() if task_id not in self.twice]
        return TaskRows(
            tuple(report for _, report in kept), tuple(len(row.answers) for row, _ in kept), self.blank_rows
        )

    def _clean(self, cell: RawCell) -> RawCell:
        if cell.kind is not CellKind.TEXT or (text := visible(cell.text)) == cell.text:
            return cell
        self.account.notices[Notice.TEXT_CLEANED] += 1
        return replace(cell, text=text, kind=CellKind.TEXT if text.strip() else CellKind.BLANK)

    def _task_of(self, row: _Row) -> Task | None:
        return self.tasks.get(canonical(row.text(Field.TASK)))

    def _is_silent(self, cell: RawCell) -> bool:
        """Whether a cell is blank, or says in the source's own words that nothing is reported."""
        if cell.is_blank:
            return True
        return cell.kind is CellKind.TEXT and self.source.meanings.get(canonical(cell.text)) is Meaning.NOT_REPORTED

    def _says_nothing(self, row: _Row) -> bool:
        return all(self._is_silent(row.spot(field).cell) for field in ANSWERS)

    def _known(self, row: _Row) -> list[RawCell]:
        columns = {*self.header.columns.values(), *self.header.passed_over, *self.header.extra}
        return [cell for column, cell in row.cells.items() if column in columns]

    def _read(self, row: _Row) -> None:
        """One task with something said about it: which, how it stands, and a verdict on each cell."""
        before = self.account.fault_count
        self.account.begin_entry()
        task = self._find_task(row)
        self.account.about = task.title if task is not None else ""
        state = self._find_state(row)
        progress = self._find_progress(row, state)
        for field in TEXTS:
            if len(row.text(field)) > LONGEST_TEXT:
                expected = f"không quá {format_number(LONGEST_TEXT)} chữ"
                self.account.reject(row.spot(field), FaultCode.TEXT_TOO_LONG, expected)
        if self.account.fault_count > before or task is None or state is None:
            return
        if self.unit is not None and self.period is not None:
            self._place(row, self._report(row, task, state, progress, self.unit, self.period))

    def _find_task(self, row: _Row) -> Task | None:
        spot, code = row.spot(Field.TASK), row.text(Field.TASK)
        task = self._task_of(row)
        if task is None:
            near = self._near_tasks(code or row.text(Field.TASK_NAME))
            names = "; ".join(f"{each.id} ({each.title})" for each in near)
            expected = f"mã nhiệm vụ, gần giống: {names}" if near else "mã nhiệm vụ có trong danh mục"
            choices = tuple(Choice(each.id, f"{each.id}: {each.title}") for each in near)
            self.account.reject(spot, FaultCode.TASK_UNKNOWN, expected, choices=choices)
            return None
        if self.unit is not None and self.led and task.id not in self.led:
            expected = f"nhiệm vụ do {self.unit.name} chủ trì"
            remedy = f"xóa phần đã điền ở dòng {row.number} rồi gửi lại"
            self.account.reject(spot, FaultCode.TASK_NOT_LED, expected, remedy=remedy)
            return None
        named = canonical(row.text(Field.TASK_NAME))
        if any(
            named.startswith(canonical(other.title)) for other in self.tasks.values() if other.title != task.title
        ) and (not named.startswith(canonical(task.title))):
            expected = f"tên của nhiệm vụ {task.id}: {task.title}"
            self.account.reject(row.spot(Field.TASK_NAME), FaultCode.TASK_NAME_DIFFERS, expected)
            return None
        return task

    def _near_tasks(self, text: str) -> list[Task]:
        mine = [task for task in self.tasks.values() if not self.led or task.id in self.led]
        by_id, by_title = {task.id: task for task in mine}, {task.title: task for task in mine}
        return [by_id[name] for name in nearest(text, by_id)] or [by_title[name] for name in nearest(text, by_title)]

    def _find_state(self, row: _Row) -> TaskState | None:
        spot, said = row.spot(Field.STATE), canonical(row.text(Field.STATE))
        right = self.source.fixed_texts.get(Field.STATE, {}).get(said)
        if right is not None:
            self.account.notices[Notice.FIX_APPLIED] += 1
            said = canonical(right)
        state = _STATES.get(said)
        if state is None:
            self.account.reject(spot, FaultCode.TASK_STATE_UNKNOWN, _STATE_EXPECTED, choices=_STATE_CHOICES)
        return state

    def _find_progress(self, row: _Row, state: TaskState | None) -> float | None:
        """Progress in percent; what the status says by itself where none is given."""
        spot = row.spot(Field.PROGRESS)
        implied = {TaskState.DONE: DONE_PROGRESS, TaskState.NOT_STARTED: 0.0}
        if self._is_silent(spot.cell):
            return None if state is None else implied.get(state)
        number = self._number(spot)
        if number is None or state is None:
            return None
        if not 0 <= number <= DONE_PROGRESS:
            self.account.reject(spot, FaultCode.PROGRESS_OUT_OF_BOUNDS, "một số từ 0 đến 100")
            return None
        asked = "ô trống" if state is TaskState.NOT_ARISING else format_number(implied.get(state, number))
        if state is TaskState.NOT_ARISING or implied.get(state, number) != number:
            expected = f"{asked}, vì trạng thái ({row.spot(Field.STATE).cell.address}) là «{state.word}»"
            remedy = f"sửa ô {spot.cell.address}, hoặc đổi trạng thái thành «{TaskState.ONGOING.word}», rồi gửi lại"
            self.account.reject(spot, FaultCode.PROGRESS_CONTRADICTS, expected, remedy=remedy)
            return None
        return number

    def _number(self, spot: Spot) -> float | None:
        """The number of a cell; a part of 1 without a percent sign may be 45 or 0,45 percent, so a person says which."""
        cell = spot.cell
        is_percent = cell.is_percent
        found: float | NumberFault = NumberFault.NOT_A_NUMBER
        if cell.kind is CellKind.NUMBER and cell.number is not None:
            found = check_number(cell.number)
        elif cell.kind is CellKind.TEXT:
            parsed = parse_number(cell.text, self.source.numbers)
            found = parsed if isinstance(parsed, NumberFault) else parsed.value
            is_percent = not isinstance(parsed, NumberFault) and parsed.is_percent
        if isinstance(found, NumberFault):
            self.account.reject(spot, FaultCode.NOT_A_NUMBER, "một số từ 0 đến 100, ví dụ 60")
            return None
        if 0 < found < 1 and not is_percent:
            choices = percent_choices(found)
            expected = f"phần trăm viết rõ: {' hoặc '.join(choice.label for choice in choices)}"
            self.account.reject(spot, FaultCode.NUMBER_PERCENT, expected, choices=choices)
            return None
        return found

    def _report(
        self, row: _Row, task: Task, state: TaskState, progress: float | None, unit: OrgUnit, period: Period
    ) -> TaskReport:
        if state is TaskState.DONE and not row.text(Field.EVIDENCE):
            said = "báo hoàn thành mà chưa có minh chứng: ghi số, ngày văn bản hoặc đường dẫn."
            self.account.warn(
                FaultCode.DONE_WITHOUT_EVIDENCE, row.spot(Field.STATE).cell, self.sheet.name, state.word, said
            )
        answered = [row.spot(field).cell for field in (Field.STATE, Field.PROGRESS)]
        where = ", ".join(cell.address for cell in answered if not cell.is_blank)
        provenance = Provenance(self.incoming.sha256, self.incoming.file_name, self.sheet.name, where)
        result, evidence, difficulty, proposal = (row.text(field) for field in TEXTS)
        return TaskReport(
            unit.id, task.id, period, state, progress, result, evidence, difficulty, proposal,
            self.incoming.received, provenance,
        )  # fmt: skip

    def _place(self, row: _Row, report: TaskReport) -> None:
        """Keeps the report, unless the file has the same task twice: then both places are rejected."""
        first, _ = self.placed.setdefault(report.task_id, (row, report))
        if first is not row:
            self.twice.add(report.task_id)
            self.account.take_back(first.answers)
            for here, there in ((first, row), (row, first)):
                expected = f"mỗi nhiệm vụ một dòng; dòng {there.number} cũng ghi {report.task_id}"
                self.account.reject(here.spot(Field.TASK), FaultCode.TASK_TWICE, expected)

    def _tell(self) -> None:
        """What a person should know: columns that are not read, answers in hidden rows."""
        for column in self.header.extra:
            cell = self.sheet.cell(self.header.last_row, column)
            said = f"cột này không có trong {self.source.title}, không đọc."
            self.account.warn(FaultCode.COLUMN_EXTRA, cell, self.sheet.name, self.header.titles[column], said)
        hidden = sorted(row.number for row, _ in self.placed.values() if row.number in self.sheet.hidden_rows)
        if hidden:
            found = f"{len(hidden)} dòng ẩn có báo cáo (dòng {', '.join(map(str, hidden[:MANY]))})"
            said = "dòng ẩn vẫn được đọc: bỏ ẩn và kiểm tra lại."
            self.account.warn(FaultCode.ROWS_HIDDEN, None, self.sheet.name, found, said)

    def _settle(self, row: _Row) -> None:
        """A verdict on each other cell of the row; what nothing was said about is rejected."""
        self.account.about = ""
        is_taken = any(taken is row for taken, _ in self.placed.values())
        self.account.give(ACCEPTED if is_taken else Ignored.LEFT_OUT, row.answers)
        self.account.give(Ignored.NAMES, (row.spot(field).cell for field in _NAMES))
        self.account.give(Ignored.NUMBERING, [row.spot(Field.RANK).cell])
        self.account.give(Ignored.PASSED_OVER, (row.cells[c] for c in self.header.passed_over if c in row.cells))
        self.account.give(Ignored.EXTRA, (row.cells[c] for c in self.header.extra if c in row.cells))
        for cell in self.account.without_verdict(row.cells.values()):
            if not cell.is_blank:
                expected = f"ô trống, vì {self.source.title} không có gì ở đây"
                self.account.reject(
                    Spot(cell, self.header.titles.get(cell.column, "")), FaultCode.CELL_UNEXPECTED, expected
                )
