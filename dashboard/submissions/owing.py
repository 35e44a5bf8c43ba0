"""Which figures each unit must send in one form of one period, and until when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from dashboard.catalogue import Catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Calendar, Frequency, Period
from dashboard.domain.plan import Indicator, OrgUnit
from dashboard.domain.succession import Succession
from dashboard.submissions.ledger import Ledger


@dataclass(frozen=True)
class Owed:
    """One thing owed: a unit's figure of an indicator, or (BM-04, `indicator_id` None) the state of its `count` tasks.

    `end` is the last day of the period for it: a document may give its own indicators another than the calendar's.
    """

    unit_id: str
    indicator_id: str | None
    deadline: date
    end: date
    count: int = 1

    @property
    def measure(self) -> str:
        """What is counted."""
        return "nhiệm vụ" if self.indicator_id is None else "chỉ tiêu"


def calendars_of(catalogue: Catalogue, frequency: Frequency) -> tuple[Calendar, ...]:
    """The reporting calendars of a frequency, the most used first. Days typed by staff are in all of them."""
    used = Counter(i.calendar for i in catalogue.indicators.values() if i.calendar is not None)
    return tuple(each for each, _ in used.most_common() if each.frequency is frequency)


def calendar_of(catalogue: Catalogue, frequency: Frequency) -> Calendar | None:
    """The most used of them; None when nothing is reported so often."""
    return next(iter(calendars_of(catalogue, frequency)), None)


@dataclass(frozen=True)
class Allowances:
    """Who may send figures later than others, and who need not send them.

    `later` gives the last day by period, of each unit that was given one; `waived` the periods, by unit and form (all ids).
    """

    later: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    waived: Mapping[tuple[str, str], Collection[str]] = field(default_factory=dict)


def allowances_of(ledger: Ledger) -> Allowances:
    """Exceptions and waivers as they hold now, whenever they were given: they are decisions about the period (decision 6)."""
    later: dict[str, dict[str, date]] = {}
    waived: dict[tuple[str, str], list[str]] = {}
    for each in ledger.exceptions:
        later.setdefault(each.unit, {})[each.period] = each.until
    for unit_id, period, form in ledger.waivers:
        waived.setdefault((unit_id, form), []).append(period)
    return Allowances(later, waived)


def own_calendar(
    catalogue: Catalogue,
    allowances: Allowances,
    succession: Succession,
    indicator: Indicator,
    unit: OrgUnit,
    on: date,
) -> Calendar | None:
    """When the figures that stand in a unit's own rows are due, with what whoever sends them is allowed; None without a calendar.

    They are its own and those of the agencies that became it; of collected ones the collector's day holds. A pool keeps the
    indicator's calendar, one day for all.
    """
    if indicator.calendar is None or not (allowances.later or allowances.waived):
        return indicator.calendar
    units = (*succession.former(indicator.id, unit.id), unit)
    collectors = dict.fromkeys(by for u in units if (by := catalogue.collector(indicator, u.id, on)) is not None)
    senders, form = (tuple(collectors), Form.BM_02) if collectors else ([u.id for u in units], Form.BM_01)
    later = {period: until for by in senders for period, until in allowances.later.get(by, {}).items()}
    waived = [period for by in senders for period in allowances.waived.get((by, form), ())]
    return indicator.calendar.with_allowances(later, waived) if later or waived else indicator.calendar


def owed_pairs(catalogue: Catalogue, form: Form, period: Period) -> dict[str, tuple[Owed, ...]]:
    """What each unit that must send this form of this period owes in it, by unit; units that owe nothing are left out."""
    match form:
        case Form.BM_01:
            found = {
                unit_id: tuple(_owed(each, unit_id, period) for each in catalogue.owed_for(unit_id, period))
                for unit_id in catalogue.owed_on(period.end)
            }
        case Form.BM_02:
            collectors = {by for each in catalogue.indicators.values() for _, by in each.collected_by}
            found = {
                unit_id: tuple(
                    _owed(each, unit.id, period)
                    for each in catalogue.collected_for(unit_id, period)
                    for unit in catalogue.collected_units(each, unit_id, period)
                )
                for unit_id in sorted(collectors)
            }
        case Form.BM_04:
            found = _tasks(catalogue, period)
    return {unit_id: owed for unit_id, owed in found.items() if owed and unit_id in catalogue.org_units}


def asked_frequencies(catalogue: Catalogue, form: Form) -> tuple[Frequency, ...]:
    """How often this form is sent, the most frequent first. BM-04 may be asked for at any of the province's frequencies."""
    known = {
        i.calendar.frequency
        for i in catalogue.indicators.values()
        if i.calendar is not None and (form is not Form.BM_02 or i.collected_by)
    }
    return tuple(each for each in Frequency if each in known)


def _owed(indicator: Indicator, unit_id: str, period: Period) -> Owed:
    if indicator.calendar is None:
        raise ValueError(f"{indicator.id} has no calendar and is owed by nobody")
    calendar = indicator.calendar
    return Owed(unit_id, indicator.id, calendar.deadline(period), calendar.as_typed(period).end)


def _tasks(catalogue: Catalogue, period: Period) -> dict[str, tuple[Owed, ...]]:
    """One report a unit over all tasks it leads in documents that run by then."""
    calendar = calendar_of(catalogue, period.frequency)
    if calendar is None:
        return {}
    due, end = calendar.deadline(period), calendar.as_typed(period).end
    units = (u for u in catalogue.org_units.values() if u.reports and u.is_valid_on(period.end))
    counts = {unit.id: len(catalogue.led_tasks(unit.id, period.end)) for unit in units}
    return {unit_id: (Owed(unit_id, None, due, end, count),) for unit_id, count in counts.items() if count}
