"""Who has sent the newest report that is due, and who is late with it: the same rule as the matrix of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from dashboard.catalogue import Catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Period
from dashboard.store.facts import KnownFigure
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.matrix import MatrixRow, ReportMatrix, report_matrix, whose_words
from dashboard.submissions.owing import asked_frequencies
from dashboard.submissions.report_cell import LET_WAIT, ReportCell, ReportStatus
from dashboard.text.formats import format_date

# A year and one period of months: beyond it is said only that it was longer.
_LOOKED_AT = 13
NOTHING_FILED = Ledger(())


@dataclass(frozen=True)
class ReportState:
    """The newest report that is due, of one frequency: where each unit stands with it, by its id, in the order of the list.

    `period` ends with the last day that is asked about so far. `deadline` is the first of its deadlines, `is_past` says that this
    one has passed. `rows` say who is asked for each report: the unit, or what it became. `missed` are, of each unit whose own day
    has passed, the periods in a row that it has not sent all of, the newest first.
    """

    period: Period
    deadline: date
    is_past: bool
    cells: Mapping[str, ReportCell]
    rows: Mapping[str, MatrixRow]
    missed: Mapping[str, tuple[tuple[Period, ReportCell], ...]] = field(default_factory=dict)

    @property
    def expected(self) -> tuple[str, ...]:
        """Units that owe this report."""
        return tuple(self.cells)

    @property
    def reported(self) -> tuple[str, ...]:
        """Units whose report is in, every figure of it."""
        return tuple(unit_id for unit_id, cell in self.cells.items() if cell.is_complete)

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Units that have not sent all of it."""
        return tuple(unit_id for unit_id, cell in self.cells.items() if not cell.is_complete)

    @property
    def to_remind(self) -> tuple[str, ...]:
        """Those of them whose own day for it has passed and of whom nothing waits for approval."""
        return tuple(unit_id for unit_id in self.incomplete if self.cells[unit_id].is_out)

    def let_wait_words(self, unit_ids: Collection[str]) -> str:
        """`; 2 đơn vị đã nộp, chờ duyệt; 1 đơn vị được gia hạn`: of these units those not to be reminded though it is not in."""
        cells = [self.cells[u] for u in self.incomplete if u in unit_ids and not self.cells[u].is_out]
        counts = Counter(cell.let_wait_word for cell in cells)
        return "".join(f"; {counts[word]} đơn vị {word}" for word in LET_WAIT if counts[word])

    def deadlines(self, unit_ids: Iterable[str]) -> tuple[date, ...]:
        """The days on which what these units lack was due, the earliest first; of no unit the report's own."""
        own = {day for unit_id in unit_ids if (day := self.cells[unit_id].deadline) is not None}
        return tuple(sorted(own)) or (self.deadline,)

    def due_words(self, unit_ids: Iterable[str]) -> str:
        """These days: `05/11/2025`, `05/11/2025 và 12/11/2025`, `từ 05/11/2025 đến 20/11/2025`."""
        first, *later = (format_date(day) for day in self.deadlines(unit_ids))
        if len(later) > 1:
            return f"từ {first} đến {later[-1]}"
        return " và ".join((first, *later))

    def asked_for(self, unit_ids: Iterable[str]) -> dict[str, str]:
        """Who is asked for the reports of these units, by id, and what to say of each: `5 kỳ liền`, `báo cáo của Sở Y tế`, ``."""
        found: dict[str, list[str]] = {}
        for unit_id in unit_ids:
            row = self.rows[unit_id]
            said = (whose_words(row.asked, row.unit), self.row_words(unit_id))
            found.setdefault(row.asked.id, []).append(", ".join(words for words in said if words))
        return {unit_id: "; ".join(words for words in said if words) for unit_id, said in found.items()}

    def row_words(self, unit_id: str) -> str:
        """`5 kỳ liền` where the unit misses more periods than this one; else empty."""
        count = len(self.missed.get(unit_id, ()))
        if count < 2:
            return ""
        return f"hơn {_LOOKED_AT - 1} kỳ liền" if count == _LOOKED_AT else f"{count} kỳ liền"


def report_states(
    catalogue: Catalogue,
    figures: Sequence[KnownFigure],
    ledger: Ledger,
    as_of: date,
    day_of: Callable[[datetime], date] | None = None,
) -> tuple[ReportState, ...]:
    """For each frequency the newest report that is due: its deadline has passed, or four units in five have sent it.

    Who was waived owes nothing, who was excepted has a later day, and what waits for approval has not come in.
    """
    matrices = (
        report_matrix(catalogue, figures, ledger, as_of, Form.BM_01, frequency, count=_LOOKED_AT, day_of=day_of)
        for frequency in asked_frequencies(catalogue, Form.BM_01)
    )
    states = (_newest_due(catalogue, matrix) for matrix in matrices)
    return tuple(state for state in states if state is not None)


def _newest_due(catalogue: Catalogue, matrix: ReportMatrix) -> ReportState | None:
    at = matrix.newest_due
    if at is None:
        return None
    column, by_unit = matrix.columns[at], {row.unit.id: row for row in matrix.rows if row.cells[at].is_expected}
    rows = {unit_id: by_unit[unit_id] for unit_id in catalogue.org_units if unit_id in by_unit}
    cells = {unit_id: row.cells[at] for unit_id, row in rows.items()}
    missed = {u: periods for u, row in rows.items() if (periods := _missed_in_a_row(matrix, row.cells, at))}
    period = replace(column.period, end=column.end)
    return ReportState(period, column.deadline, column.deadline < matrix.as_of, cells, rows, missed)


def _missed_in_a_row(
    matrix: ReportMatrix, cells: Sequence[ReportCell], at: int
) -> tuple[tuple[Period, ReportCell], ...]:
    """Back from this column, the periods past their day that are not in and do not wait for approval; what was not owed is passed over."""
    found: list[tuple[Period, ReportCell]] = []
    for column, cell in reversed(list(zip(matrix.columns[: at + 1], cells[: at + 1], strict=True))):
        if not cell.is_expected:
            continue
        if cell.is_complete or cell.status is ReportStatus.WAITING or not cell.is_warned:
            break
        found.append((column.period, cell))
    return tuple(found)
