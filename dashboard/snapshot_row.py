"""A row of the Snapshot: one target at one unit, its judgement, and what is said of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from dashboard.domain.judgement import Judgement, Terms
from dashboard.domain.plan import Aggregation, Indicator, OrgUnit, Target, UnitKind
from dashboard.domain.projection import Projection, project
from dashboard.domain.readings import Reading
from dashboard.domain.rollup import Pooled
from dashboard.domain.status import Reason, Status
from dashboard.text.formats import format_date, format_day_month, format_parts
from dashboard.text.sentences import finding, format_actual, format_target, sentence, why

WORST_FIRST = (
    Status.MISSED,
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.REPORT_OVERDUE,
    Status.ON_TRACK,
    Status.NOT_DUE,
    Status.NO_DATA,
    Status.NOT_ENOUGH_DATA,
    Status.NOT_COMPARABLE,
    Status.ACHIEVED_LATE,
    Status.ACHIEVED,
)
NEEDS_ACTION = (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK)


@dataclass(frozen=True)
class SnapshotRow:
    """One target at one unit. The province's row of a target that many units owe is judged on their pool.

    `feeders` are the units (ids) whose reports make the figure or made it before they were merged into another; `owing` how
    many units owe it now, reported or not, None where it is one reporter's.
    """

    indicator: Indicator
    target: Target
    org_unit: OrgUnit
    terms: Terms
    judgement: Judgement
    readings: tuple[Reading, ...]
    pools: Mapping[date, Pooled]
    newest_pool: Pooled | None
    feeders: tuple[str, ...]
    owing: int | None = None

    @property
    def is_pooled(self) -> bool:
        """Whether the figure is made from several units' reports, also while none has come."""
        return self.owing is not None

    @property
    def units_expected(self) -> int:
        """How many units owe a report of the period judged; before the first period those that owe one now."""
        return (self.owing or 1) if self.pooled is None else self.pooled.expected

    def is_baseline(self, day: date) -> bool:
        """Whether a figure of this day is what the target starts from, and no report. Without a due date nothing starts."""
        return self.target.due is not None and day <= self.terms.start

    def feeders_on(self, day: date) -> tuple[str, ...]:
        """Those of the feeders that the figure of this day is of; of a pool who owed it, reported or silent."""
        pooled = self.pools.get(day)
        return (
            self.feeders
            if pooled is None
            else tuple(u for u in self.feeders if u in (*pooled.reported, *pooled.silent))
        )

    @cached_property
    def latest(self) -> Reading | None:
        """The reading the judgement stands on, also where it could not be judged."""
        day = self.judgement.numbers.observed_on
        return next((r for r in reversed(self.readings) if r.date == day), None) if day else None

    @cached_property
    def projection(self) -> Projection | None:
        """Where the value ends up on the due date at the pace it has now; None where the rules know no pace."""
        return project(self.terms, self.judgement.numbers, self.readings)

    @property
    def pooled(self) -> Pooled | None:
        """How the judged figure was added up; the newest period due where its figure is what is missing."""
        if self.latest is None or self.judgement.status is Status.REPORT_OVERDUE:
            return self.newest_pool
        return self.pools.get(self.latest.date)

    @property
    def unit(self) -> str:
        """The unit of measure of the row: a count of units is shown as a share of them."""
        return "%" if self.counts_units else self.indicator.unit

    @property
    def counts_units(self) -> bool:
        """Whether the figure is the share of units that meet the target each on its own."""
        return self.is_pooled and self.indicator.aggregation is Aggregation.COUNT_OF_UNITS

    @property
    def actual(self) -> float | None:
        """The judged value, unrounded, in `unit`."""
        return self.judgement.numbers.actual

    @property
    def plan_to_date(self) -> float | None:
        """What the plan asked for on the day of the judged value; the target itself once the due date has passed."""
        return self.judgement.numbers.plan

    @property
    def months_late(self) -> float | None:
        """Months behind plan, negative when ahead; None where there is no plan to be behind."""
        return self.judgement.numbers.months_late

    @property
    def name(self) -> str:
        """The target's own short name, else the indicator's."""
        return self.target.name or self.indicator.name

    @property
    def target_text(self) -> str:
        """What the target asks, in words of people."""
        return format_target(self.target, self.indicator, self.is_pooled)

    @property
    def lead(self) -> tuple[str, ...]:
        """Ids of the agencies that answer for it."""
        return self.target.lead if self.target.lead is not None else self.indicator.lead

    @property
    def actual_text(self) -> str:
        """The value in a sentence: `57,5%`, `17 dịch vụ`, `15/20 đơn vị` where units are counted, `chưa hoàn thành`."""
        if self.counts_units and self.latest is not None and self.latest.denominator:
            return f"{format_parts(self.latest.numerator, self.latest.denominator)} đơn vị"
        return format_actual(self.actual, self.terms)

    def finding(self, newest: date | None = None) -> str:
        """The page's title; of a figure that is neither of the day `newest` nor of the due date it names the day."""
        day, actual = self.judgement.numbers.observed_on, self.actual_text
        if day is not None and day not in (newest, self.target.due):
            is_same_year = newest is not None and newest.year == day.year
            actual += f" ({format_day_month(day) if is_same_year else format_date(day)})"
        return finding(self.full_name, self.judgement, self.terms, actual, self.target_text)

    @property
    def full_name(self) -> str:
        """The name, with the unit's before it where it is not the province's row."""
        return self.name if self.org_unit.kind is UnitKind.PROVINCE else f"{self.org_unit.name}, {self.name}"

    @property
    def why(self) -> str:
        """One sentence: why this status."""
        return why(self.judgement, self.terms)

    @property
    def sentence(self) -> str:
        """The line for the minutes."""
        return sentence(self.full_name, self.judgement, self.terms, self.actual_text, self.target_text)

    @property
    def order(self) -> tuple[Any, ...]:
        """Worst first: status, then how late: of the missed those due first, then months behind plan; then the catalogue's order."""
        status = self.judgement.status
        final = self.judgement.reason is Reason.FINAL_VALUE_NOT_REPORTED
        missed_since = self.target.due.toordinal() if status is Status.MISSED and self.target.due is not None else 0
        return (WORST_FIRST.index(status), not final, missed_since, -(self.months_late or 0.0))

    def to_json(self) -> dict[str, Any]:
        """The row as other programs read it: values unrounded, missing is null."""
        numbers, pooled, latest = self.judgement.numbers, self.pooled, self.latest
        reported = len(pooled.reported) if pooled else int(latest is not None)
        return {
            "indicator_id": self.indicator.id,
            "target_id": self.target.id,
            "org_unit_id": self.org_unit.id,
            "status": self.judgement.status.value,
            "reason": self.judgement.reason.value,
            "flags": [f.value for f in self.judgement.flags],
            "confidence": self.judgement.confidence.value,
            "actual": self.actual,
            "numerator": latest.numerator if latest else None,
            "denominator": latest.denominator if latest else None,
            "low": pooled.low if pooled else None,
            "high": pooled.high if pooled else None,
            "cover": pooled.cover if pooled else None,
            "plan_to_date": numbers.plan,
            "target": self.terms.target,
            "target_low": self.terms.target_low,
            "target_high": self.terms.target_high,
            "due": self.target.due.isoformat() if self.target.due else None,
            "months_late": self.months_late,
            "observed_on": numbers.observed_on.isoformat() if numbers.observed_on else None,
            "units_reported": reported,
            "units_expected": self.units_expected,
            "sentence": self.sentence,
        }
