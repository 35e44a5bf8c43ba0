"""Who has sent the newest report that is due, and who is late with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Catalogue
from dashboard.domain.periods import Frequency, Period, period_of
from dashboard.domain.readings import Reading

Series = dict[tuple[str, str], list[Reading]]


@dataclass(frozen=True)
class ReportState:
    """Who has sent the newest report that is due, of one frequency."""

    period: Period
    deadline: date
    expected: tuple[str, ...]
    reported: tuple[str, ...]

    @property
    def late(self) -> tuple[str, ...]:
        """Units that owe this report and have sent nothing of it."""
        return tuple(u for u in self.expected if u not in set(self.reported))


def report_states(catalogue: Catalogue, series: Series, as_of: date) -> tuple[ReportState, ...]:
    """For each frequency the newest period that is due: its deadline has passed, or four units in five have sent it."""
    owed: dict[Frequency, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for unit in catalogue.org_units.values():
        if unit.reports and unit.is_valid_on(as_of):
            for indicator in catalogue.owed_by(unit.id, as_of):
                if indicator.frequency:
                    owed[indicator.frequency][unit.id].append(indicator.id)
    heard = {(indicator_id, unit_id, r.date) for (indicator_id, unit_id), found in series.items() for r in found}
    states: list[ReportState] = []
    for frequency, units in owed.items():
        calendar = next(i.calendar for i in catalogue.indicators.values() if i.calendar and i.frequency is frequency)
        period = period_of(frequency, as_of)
        if period.end > as_of:
            period = period.previous()
        while True:
            expected = tuple(u for u in units if catalogue.org_units[u].is_valid_on(period.end))
            reported = tuple(u for u in expected if any((i, u, period.end) in heard for i in units[u]))
            due = calendar.deadline(period) < as_of
            if due or not expected or len(reported) >= 0.8 * len(expected):
                break
            period = period.previous()
        if expected:
            states.append(ReportState(period, calendar.deadline(period), expected, reported))
    return tuple(states)
