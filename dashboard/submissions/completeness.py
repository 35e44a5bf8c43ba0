"""Approval goes up: whether the figures that an agency must bring together for a period are all in or waived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from dashboard.catalogue import Catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Period
from dashboard.store.answers import KnownFigure
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.matrix import first_received
from dashboard.submissions.owing import owed_pairs


class FeedState(IntEnum):
    """Where what one unit feeds stands, the least settled last: of several figures the least settled is said."""

    IN = 0
    WAIVED = 1
    WAITING = 2
    MISSING = 3


@dataclass(frozen=True)
class RollUp:
    """One lead agency's roll-up of a period: which feeding units (ids) are in, waived, waiting for approval, or missing.

    `agency_id` is None for indicators that no agency leads.
    """

    agency_id: str | None
    indicator_count: int
    units_in: tuple[str, ...]
    waived: tuple[str, ...]
    waiting: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def expected(self) -> int:
        """How many units feed it."""
        return len(self.units_in) + len(self.waived) + len(self.waiting) + len(self.missing)

    @property
    def is_complete(self) -> bool:
        """Whether every unit is in with approved figures or waived with a reason."""
        return not self.waiting and not self.missing


def roll_ups(
    catalogue: Catalogue, figures: Iterable[KnownFigure], ledger: Ledger, as_of: date, period: Period
) -> tuple[RollUp, ...]:
    """The roll-up of every agency that leads something owed in this period, in the order of the list of units.

    A figure is in when it is approved; waived when the unit, or whoever collects for it, need not send the form; waiting
    when a file of that form waits for approval.
    """
    came = first_received(catalogue, figures, [period])
    states: dict[tuple[str, str], FeedState] = {}
    for form in (Form.BM_01, Form.BM_02):
        for sender, owed in owed_pairs(catalogue, form, period).items():
            for each in owed:
                if each.indicator_id is not None:
                    arrived = (each.unit_id, each.indicator_id, period.end) in came
                    state = FeedState.IN if arrived else _state(ledger, sender, period, form, as_of)
                    states[each.indicator_id, each.unit_id] = state
    return _by_agency(catalogue, states, period)


def _state(ledger: Ledger, sender: str, period: Period, form: Form, as_of: date) -> FeedState:
    if (sender, period.id, form) in ledger.waivers:
        return FeedState.WAIVED
    files = ledger.of_report(sender, period.id, form)
    is_waiting = any(each in ledger.waiting and each.load.received <= as_of for each in files)
    return FeedState.WAITING if is_waiting else FeedState.MISSING


def _by_agency(catalogue: Catalogue, states: dict[tuple[str, str], FeedState], period: Period) -> tuple[RollUp, ...]:
    fed: dict[str | None, dict[str, FeedState]] = {}
    led: dict[str | None, set[str]] = {}
    leads_of = {
        indicator_id: _leads(catalogue, indicator_id, period.end) for indicator_id in {pair[0] for pair in states}
    }
    for (indicator_id, unit_id), state in states.items():
        for agency in leads_of[indicator_id].get(unit_id, {None: None}):
            units = fed.setdefault(agency, {})
            units[unit_id] = max(state, units.get(unit_id, state))
            led.setdefault(agency, set()).add(indicator_id)
    order = {unit_id: n for n, unit_id in enumerate(catalogue.org_units)}
    found: list[RollUp] = []
    for agency in sorted(fed, key=lambda each: order.get(each or "", len(order))):
        units = sorted(fed[agency], key=lambda each: order[each])
        by_state = {state: tuple(u for u in units if fed[agency][u] is state) for state in FeedState}
        found.append(RollUp(agency, len(led[agency]), *(by_state[state] for state in FeedState)))
    return tuple(found)


def _leads(catalogue: Catalogue, indicator_id: str, on: date) -> dict[str, dict[str | None, None]]:
    """By unit, who leads the targets that its figure feeds; the indicator's own leads where a target names none."""
    indicator = catalogue.indicators[indicator_id]
    found: dict[str, dict[str | None, None]] = {}
    for target in catalogue.targets_on(indicator, on):
        leads = (target.lead if target.lead is not None else indicator.lead) or (None,)
        for unit in catalogue.reporters(indicator, target, on):
            found.setdefault(unit.id, {}).update(dict.fromkeys(leads))
    return found
