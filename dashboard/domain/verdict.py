"""What the judgement returns: a status, its reason, and every number behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from dashboard.domain.readings import Reading
from dashboard.domain.status import Confidence, Flag, Reason, Status


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers behind a status, unrounded; None where a rule did not need or could not make one.

    `actual`: the value judged, `observed_on` its date, `baseline` where the plan line starts. `plan`: what the plan
    asked for on that date (for a range or an exact target: the distance to its band). `z`: the plan-time of the value
    and `elapsed` (tau) the time passed at its date, both as shares of the window. `months_late` > 0 is behind.
    `k_all`, `k_recent`, `k_best`: pace over needed pace, since the start, lately, and in the best interval.
    `needed_pace`, `recent_pace`, `best_pace`: steps towards the target (positive is better, falling indicators too) per
    `pace_months` months; on a plan with milestones `pace_months` is None and they are months of plan per month.
    `intervals`: how many steps between baseline and reports there are. `run_rate`: a cap's count carried on to the due
    date. `limits`: natural limits of a level, `reliable`: they stay on the good side. `missing`: how far the value is
    from meeting the target. `months_left`: from the day of the judgement to the due date, never below 0.
    """

    actual: float | None = None
    observed_on: date | None = None
    baseline: float | None = None
    plan: float | None = None
    z: float | None = None
    elapsed: float | None = None
    months_late: float | None = None
    k_all: float | None = None
    k_recent: float | None = None
    k_best: float | None = None
    needed_pace: float | None = None
    recent_pace: float | None = None
    best_pace: float | None = None
    pace_months: int | None = None
    intervals: int = 0
    run_rate: float | None = None
    limits: tuple[float, float] | None = None
    reliable: bool | None = None
    missing: float | None = None
    months_left: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule decided: status and reason, the reading it looked at, the numbers it used.

    `signals_disagree`: place against the plan and pace do not say the same.
    """

    status: Status
    reason: Reason
    reading: Reading | None = None
    numbers: Numbers = field(default_factory=Numbers)
    signals_disagree: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one target stands on one day, and why."""

    status: Status
    reason: Reason
    flags: tuple[Flag, ...] = ()
    confidence: Confidence = Confidence.LOW
    numbers: Numbers = field(default_factory=Numbers)
