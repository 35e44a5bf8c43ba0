"""Who has sent the newest report that is due, and who is late with it: the same rule as the matrix of reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dashboard.catalogue import Catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Period
from dashboard.store.facts import KnownFigure
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.matrix import MOSTLY_IN, ReportMatrix, report_matrix
from dashboard.submissions.owing import asked_frequencies
from dashboard.submissions.report_cell import ReportCell

_LOOKED_AT = 3
NOTHING_FILED = Ledger(())


@dataclass(frozen=True)
class ReportState:
    """The newest report that is due, of one frequency: where each unit stands with it, by its id, in the order of the list.

    `period` ends with the last day that is asked about so far.
    """

    period: Period
    deadline: date
    cells: Mapping[str, ReportCell]

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
        """Those of them whose own day for it has passed."""
        return tuple(unit_id for unit_id in self.late if self.cells[unit_id].is_warned)


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
        state = ReportState(period, column.deadline, {u: c for u, c in cells.items() if c.is_expected})
        is_due = column.deadline < matrix.as_of or len(state.reported) >= MOSTLY_IN * len(state.expected)
        if state.expected and is_due:
            return state
    return None
