"""Who has sent the newest report that is due, and who is late with it: the same rule as the matrix of reports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from dashboard.catalogue import Catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Period
from dashboard.store.facts import KnownFigure
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.matrix import MOSTLY_IN, ReportMatrix, report_matrix
from dashboard.submissions.owing import asked_frequencies
from dashboard.submissions.report_cell import ReportCell, ReportStatus

# A year and one period of months: beyond it is said only that it was longer.
_LOOKED_AT = 13
NOTHING_FILED = Ledger(())


@dataclass(frozen=True)
class ReportState:
    """The newest report that is due, of one frequency: where each unit stands with it, by its id, in the order of the list.

    `period` ends with the last day that is asked about so far. `is_past`: the deadline of all has passed. `missed` are, of each unit whose own day has passed, the periods
    in a row that it has not sent all of, the newest first.
    """

    period: Period
    deadline: date
    is_past: bool
    cells: Mapping[str, ReportCell]
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
    def late(self) -> tuple[str, ...]:
        """Units that have not sent all of it."""
        return tuple(unit_id for unit_id, cell in self.cells.items() if not cell.is_complete)

    @property
    def overdue(self) -> tuple[str, ...]:
        """Those of them whose own day for it has passed and of whom nothing waits for approval: the ones to chase."""
        return tuple(unit_id for unit_id in self.late if self.cells[unit_id].is_out)

    def not_chased_words(self, unit_ids: Collection[str]) -> str:
        """`; 2 đơn vị đã nộp, chờ duyệt; 1 đơn vị được gia hạn`: of these units those who are late with it but not to be chased."""
        cells = [self.cells[unit_id] for unit_id in self.late if unit_id in unit_ids and not self.cells[unit_id].is_out]
        waiting = sum(cell.status is ReportStatus.WAITING for cell in cells)
        word = "được gia hạn" if self.is_past else "chưa đến hạn"
        counts = ((waiting, "đã nộp, chờ duyệt"), (len(cells) - waiting, word))
        return "".join(f"; {count} đơn vị {said}" for count, said in counts if count)

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
    by_unit = {row.unit.id: row.cells for row in matrix.rows}
    for at, column in reversed(list(enumerate(matrix.columns))):
        cells = {unit_id: by_unit[unit_id][at] for unit_id in catalogue.org_units if unit_id in by_unit}
        period = replace(column.period, end=column.end)
        expected = {u: c for u, c in cells.items() if c.is_expected}
        missed = {u: periods for u in expected if (periods := _missed_in_a_row(matrix, by_unit[u], at))}
        state = ReportState(period, column.deadline, column.deadline < matrix.as_of, expected, missed)
        is_due = state.is_past or len(state.reported) >= MOSTLY_IN * len(state.expected)
        if state.expected and is_due:
            return state
    return None


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
