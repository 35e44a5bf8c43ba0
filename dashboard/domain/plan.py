"""What the province aims at: plan documents, indicators, targets, and the units that owe them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from dashboard.domain.figure_rules import FigureRule
from dashboard.domain.periods import Calendar, Frequency, Period


class Kind(StrEnum):
    """How an indicator behaves (`stock` keeps what it reached, `level` is measured anew, `cap` counts up to a limit)."""

    STOCK = "stock"
    LEVEL = "level"
    CAP = "cap"
    MILESTONE = "milestone"


class Direction(StrEnum):
    """Which side of the target is good."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACTLY = "exactly"
    RANGE = "range"


class Aggregation(StrEnum):
    """How a figure of many units is made from theirs.

    `count_of_units` asks each unit by itself: the target's value is the threshold of one unit (25 % of its leaders), and
    the pooled row is the share of units that reach it, with a pooled target of 100 %. Yes and no are 1/1 and 0/1.
    """

    RATIO_OF_SUMS = "ratio_of_sums"
    SUM = "sum"
    COUNT_OF_UNITS = "count_of_units"
    LATEST = "latest"
    PROVINCIAL_ONLY = "provincial_only"


class Accumulation(StrEnum):
    """What a reported figure covers, and what is followed.

    `cumulative`: everything up to the period's end; it is followed as it is. `periodic`: its own period; it is followed as
    it is. `running_total`: its own period, but followed is the sum since the first period of the calendar year.
    """

    CUMULATIVE = "cumulative"
    PERIODIC = "periodic"
    RUNNING_TOTAL = "running_total"


class UnitKind(StrEnum):
    """What an org unit is, as far as reporting and adding up ask."""

    PROVINCE = "province"
    AGENCY = "agency"
    COMMUNE = "commune"
    GROUP = "group"
    OTHER = "other"


class Value(BaseModel):
    """A frozen value; unknown keys are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class OrgUnit(Value):
    """A unit of the province. `reports` says whether it owes report forms."""

    id: str
    kind: UnitKind
    name: str
    abbr: str
    parent: str | None = None
    member_of: str | None = None
    reports: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    aliases: tuple[str, ...] = ()
    sort_rank: int = 0

    def is_valid_on(self, day: date) -> bool:
        """Whether the unit exists on that day (both ends included)."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class PlanDocument(Value):
    """A document that sets targets. Number and date are None where the document leaves them blank."""

    id: str
    number: str | None = None
    issued: date | None = None
    issuer: str
    title: str
    short: str
    start: date
    assumed: tuple[str, ...] = ()


class Target(Value):
    """One dated aim of one document for one indicator.

    `value` is None for an aim without a number, `due` is None for one without a date. `scope` lists `province`,
    `each_agency`, `each_commune`, or ids of units. `reported_by` is set only where it differs from the indicator's.
    """

    id: str
    document: str
    clause: str
    scope: tuple[str, ...]
    name: str | None = None
    value: float | None = None
    value_max: float | None = None
    start: date
    due: date | None = None
    baseline: float | None = None
    milestones: tuple[tuple[date, float], ...] = ()
    reported_by: tuple[str, ...] | None = None
    lead: tuple[str, ...] | None = None
    revises: str | None = None
    effective: date | None = None
    assumed: tuple[str, ...] = ()
    note: str | None = None


class Indicator(Value):
    """A figure the province follows, with all targets that documents set for it, in the order of the file.

    `collected_by` pairs a group or unit of `reported_by` with the unit that reports for all of it in one table (BM-02);
    whoever is in no pair reports for itself (BM-01).
    """

    id: str
    name: str
    pillar: str
    unit: str
    kind: Kind
    direction: Direction
    decimals: int
    bounds: tuple[float | None, float | None] = (None, None)
    numerator: str | None = None
    denominator: str | None = None
    aggregation: Aggregation
    accumulation: Accumulation
    calendar: Calendar | None
    reported_by: tuple[str, ...] = ()
    collected_by: tuple[tuple[str, str], ...] = ()
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    rules: tuple[FigureRule, ...] = ()
    targets: tuple[Target, ...] = ()
    leading_target: str | None = None
    leading_reason: str | None = None
    formerly: tuple[str, ...] = ()
    method: str | None = None
    note: str | None = None

    @property
    def frequency(self) -> Frequency | None:
        """How often it is reported; None when nobody owes a report."""
        return self.calendar.frequency if self.calendar else None

    def period_of_figure(self, period: Period) -> Period:
        """The period that a figure dated so is of: what counts up to a day is, on the last day of a period, that period's figure."""
        if period.frequency is not Frequency.DAY or self.accumulation is not Accumulation.CUMULATIVE:
            return period
        return self.period_ending(period) or period

    def period_ending(self, period: Period) -> Period | None:
        """The period to report that ends on this single day; None for a day inside one, and for whole periods."""
        if self.calendar is None or period.frequency is not Frequency.DAY:
            return None
        return self.calendar.ending_on(period.end)

    @property
    def is_ratio(self) -> bool:
        """Whether the value is numerator over denominator, in percent."""
        return self.denominator is not None and self.unit == "%"
