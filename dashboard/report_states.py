"""Who has sent the newest report that is due, and who is late with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Catalogue
from dashboard.domain.periods import Calendar, Period, period_of
from dashboard.domain.pools import USABLE_COVER
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
    """For each reporting calendar the newest period that is due: its deadline has passed, or four units in five have sent it.

    Expected are the units that owed some figure at the period's end; a period in which nobody owed any is not listed.
    """
    heard = {(indicator_id, unit_id, r.date) for (indicator_id, unit_id), found in series.items() for r in found}
    calendars = dict.fromkeys(i.calendar for i in catalogue.indicators.values() if i.calendar is not None)
    states = (_newest_due(catalogue, calendar, heard, as_of) for calendar in calendars)
    return tuple(state for state in states if state is not None)


def _newest_due(
    catalogue: Catalogue, calendar: Calendar, heard: set[tuple[str, str, date]], as_of: date
) -> ReportState | None:
    period = period_of(calendar.frequency, as_of)
    while True:
        typed = calendar.as_typed(period)
        if typed.end <= as_of:
            owed = _owed(catalogue, calendar, typed.end)
            reported = tuple(u for u, ids in owed.items() if any((i, u, typed.end) in heard for i in ids))
            deadline = calendar.deadline(period)
            if deadline < as_of or len(reported) >= USABLE_COVER * len(owed) > 0:
                return ReportState(typed, deadline, tuple(owed), reported) if owed else None
        period = period.previous()


def _owed(catalogue: Catalogue, calendar: Calendar, on: date) -> dict[str, list[str]]:
    """The indicators of this calendar that each unit owes on the day; units that owe none are left out."""
    on_day = catalogue.owed_on(on)
    units = (u for u in catalogue.org_units.values() if u.reports and u.is_valid_on(on))
    owed = {u.id: [i.id for i in on_day.get(u.id, ()) if i.calendar == calendar] for u in units}
    return {unit_id: ids for unit_id, ids in owed.items() if ids}
