"""How a unit has kept its reports lately: how many came in time of those settled, and which are out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dashboard.catalogue import Catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Period
from dashboard.store.answers import KnownFigure
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.matrix import PERIODS, ReportCell, rate, report_matrix, whose_words
from dashboard.submissions.owing import asked_frequencies
from dashboard.text.formats import period_name


@dataclass(frozen=True)
class SentReport:
    """One report that a unit had to send: form, period, and where it stands. `whose` says of which agency it was, now closed."""

    form: Form
    period: Period
    cell: ReportCell
    whose: str = ""

    @property
    def name(self) -> str:
        """`BM-01 tháng 10/2025`, with whose it is where it is not the unit's own."""
        name = f"{self.form.code} {period_name(self.period)}"
        return f"{name} ({self.whose})" if self.whose else name


@dataclass(frozen=True)
class ReportRecord:
    """The reports of one unit in the periods looked at, the newest period first."""

    reports: tuple[SentReport, ...]

    @property
    def judged(self) -> tuple[SentReport, ...]:
        """Those of which it is settled whether they came in time."""
        return tuple(each for each in self.reports if each.cell.is_judged)

    @property
    def on_time_count(self) -> int:
        """How many of these came in time."""
        return sum(each.cell.is_on_time for each in self.judged)

    @property
    def on_time_rate(self) -> float | None:
        """The share in time; None while no report of the unit has fallen due."""
        return rate(self.on_time_count, len(self.judged))

    @property
    def warned(self) -> tuple[SentReport, ...]:
        """Those that came late, are incomplete or are out past their deadline."""
        return tuple(each for each in self.reports if each.cell.is_warned)


def report_records(
    catalogue: Catalogue,
    figures: Iterable[KnownFigure],
    ledger: Ledger,
    as_of: date,
    *,
    count: int = PERIODS,
    day_of: Callable[[datetime], date] | None = None,
) -> dict[str, ReportRecord]:
    """The record of every unit over the newest `count` periods of every form and frequency; a merged unit's under its heir."""
    known = list(figures)
    found: dict[str, list[SentReport]] = defaultdict(list)
    for form in Form:
        for frequency in asked_frequencies(catalogue, form):
            matrix = report_matrix(catalogue, known, ledger, as_of, form, frequency, count=count, day_of=day_of)
            for row in matrix.rows:
                pairs = zip(matrix.columns, row.cells, strict=True)
                found[row.asked.id] += [
                    SentReport(form, column.period, cell, whose_words(row.asked, row.unit))
                    for column, cell in pairs
                    if cell.is_expected
                ]
    return {
        unit: ReportRecord(tuple(sorted(sent, key=lambda each: each.period, reverse=True)))
        for unit, sent in found.items()
    }
