"""Place and pace: how a value that has to climb (or fall) stands against its dated plan, and how it got there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from dashboard.domain.course import Course
from dashboard.domain.readings import Reading
from dashboard.domain.status import Reason, Status
from dashboard.domain.terms import DAYS_PER_MONTH, TOLERANCE, Terms
from dashboard.domain.verdict import Numbers, Verdict

ENOUGH_PACE = 0.95
SLOW_PACE = 0.60
CONFIRMED_PACE = 1.05
CONFIRMED_LEAD = 0.02
NO_LONGER_SLOW_PACE = 0.70
EARLY = 0.25
HALF_TIME = 0.50
RECENT_POINTS = 6
FEWEST_INTERVALS = 3
DEFAULT_PACE_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One report on a course: where it stands in plan-time, and the paces up to it as slopes of z over tau.

    `average` since the start, `recent` the median slope of the last six points, `best` the fastest single interval,
    `needed` what covers the rest. `intervals` counts the steps from the baseline on.
    """

    tau: float
    z: float
    behind: bool
    needed: float
    average: float
    recent: float
    best: float
    intervals: int

    @property
    def k_all(self) -> float:
        """Pace since the start over needed pace."""
        return self.average / self.needed

    @property
    def k_recent(self) -> float:
        """Recent pace over needed pace."""
        return self.recent / self.needed

    @property
    def k_best(self) -> float:
        """Best pace ever over needed pace."""
        return self.best / self.needed

    @property
    def k_max(self) -> float:
        """The better of the two paces since the start and lately, over needed pace."""
        return max(self.average, self.recent) / self.needed

    @property
    def has_pace(self) -> bool:
        """Whether the recent pace covers what is left (cut point of Eurostat)."""
        return self.k_recent >= ENOUGH_PACE - TOLERANCE


def judge_step(step: Step) -> tuple[Status, Reason]:
    """On track: not behind the plan and the recent pace covers what is left.

    Off track: behind, and either a quarter of the time has passed with both paces under 0.60 of what is needed, or half
    of it with the rest needing more than the best interval ever (from three intervals). At risk: everything else.
    """
    if not step.behind:
        return (Status.ON_TRACK, Reason.ON_PLAN_AND_PACE) if step.has_pace else (Status.AT_RISK, Reason.SLOWING_DOWN)
    if step.tau >= EARLY and step.k_max < SLOW_PACE - TOLERANCE:
        return Status.OFF_TRACK, Reason.BEHIND_AND_SLOW
    if step.tau >= HALF_TIME and step.intervals >= FEWEST_INTERVALS and step.k_best < 1 - TOLERANCE:
        return Status.OFF_TRACK, Reason.NEEDS_MORE_THAN_BEST_EVER
    if step.has_pace:
        return Status.AT_RISK, Reason.BEHIND_BUT_CATCHING_UP
    return Status.AT_RISK, Reason.BEHIND_PLAN_EARLY if step.tau < EARLY else Reason.BEHIND_PLAN


def judge_step_after(step: Step, previous: Status | None) -> tuple[Status, Reason]:
    """Worsening is immediate; improving needs margin.

    From off track to at risk: the better pace covers 0.70 of what is needed, or it is no longer behind. From either to
    on track: a recent pace of 1.05 and a lead of 2 % of the window. Any other status before it changes nothing.
    """
    status, reason = judge_step(step)
    is_still_slow = step.behind and step.k_max < NO_LONGER_SLOW_PACE - TOLERANCE
    if previous is Status.OFF_TRACK and status is Status.AT_RISK and is_still_slow:
        return Status.OFF_TRACK, Reason.BEHIND_AND_SLOW
    if previous in (Status.AT_RISK, Status.OFF_TRACK) and status is Status.ON_TRACK:
        has_margin = step.k_recent >= CONFIRMED_PACE - TOLERANCE and step.z - step.tau >= CONFIRMED_LEAD - TOLERANCE
        if not has_margin:
            return Status.AT_RISK, Reason.RECOVERING_NOT_CONFIRMED
    return status, reason


def median_slope(points: Sequence[tuple[float, float]]) -> float:
    """Theil-Sen: the median of the slopes between all pairs of points."""
    return median(pair_slopes(points))


def pair_slopes(points: Sequence[tuple[float, float]]) -> list[float]:
    """The slopes between all pairs of points, of which no two share a moment."""
    return [(z1 - z0) / (t1 - t0) for i, (t1, z1) in enumerate(points) for t0, z0 in points[:i]]


class Walk:
    """The reports of one target along its course, oldest first; steps are made when asked for."""

    def __init__(self, course: Course, reports: Sequence[tuple[date, float]]) -> None:
        self._course = course
        self._scores = [course.score(value) for _, value in reports]
        self._points = [(0.0, 0.0)]
        self._best = [-math.inf]
        for (day, _), score in zip(reports, self._scores, strict=True):
            tau, z = course.share(day), course.plan_time(score)
            last_tau, last_z = self._points[-1]
            self._points.append((tau, z))
            self._best.append(max(self._best[-1], (z - last_z) / (tau - last_tau)))

    def step(self, index: int) -> Step | None:
        """The report number `index`, counted from 1. None for the baseline (0) and for a report that meets the target."""
        tau, z = self._points[index]
        if index == 0 or z >= 1.0:
            return None
        return Step(
            tau=tau,
            z=z,
            behind=self._course.is_behind(self._scores[index - 1], tau),
            needed=(1 - z) / (1 - tau),
            average=z / tau,
            recent=median_slope(self._points[max(0, index + 1 - RECENT_POINTS) : index + 1]),
            best=self._best[index],
            intervals=index,
        )

    def judge_last(self, previous: Status | None) -> tuple[Status, Reason]:
        """The newest report, judged after the ones before it; `previous` stands for them where it is given.

        The replay goes back only to the newest report whose status does not depend on what was before it: the result is
        the same as from the first report on.
        """
        index = len(self._scores)
        steps: list[Step] = []
        while (step := self.step(index)) is not None:
            steps.append(step)
            if previous is not None or judge_step(step) == judge_step_after(step, Status.OFF_TRACK):
                break
            index -= 1
        status, reason = judge_step_after(steps.pop(), previous)
        while steps:
            status, reason = judge_step_after(steps.pop(), status)
        return status, reason


def judge_course(
    terms: Terms, course: Course, reports: Sequence[Reading], numbers: Numbers, previous: Status | None
) -> Verdict:
    """A value that has to climb is judged on two things: where it stands against its dated plan, and whether its pace covers the rest.

    `reports` are dated inside the window and the newest does not meet the target. One dated on the due date itself,
    which a silent unit keeps open, is at risk: there is no time left to have a pace in.
    """
    last = reports[-1]
    if course.share(last.date) >= 1.0:
        return Verdict(Status.AT_RISK, Reason.BEHIND_PLAN, last, numbers)
    walk = Walk(course, [(reading.date, reading.amount) for reading in reports])
    step = walk.step(len(reports))
    if step is None:
        return Verdict(Status.ON_TRACK, Reason.MEETS_NOW, last, numbers)
    status, reason = walk.judge_last(previous)
    return Verdict(status, reason, last, _with_paces(terms, course, step, numbers), step.behind is step.has_pace)


def _with_paces(terms: Terms, course: Course, step: Step, numbers: Numbers) -> Numbers:
    is_straight = len(course.points) == 2
    months = (terms.period_months or DEFAULT_PACE_MONTHS) if is_straight else None
    per_pace = 1.0
    if months is not None:
        distance = course.points[-1][1] - course.points[0][1]
        per_pace = distance * months * DAYS_PER_MONTH / course.window
    return replace(
        numbers,
        k_all=step.k_all,
        k_recent=step.k_recent,
        k_best=step.k_best,
        needed_pace=step.needed * per_pace,
        recent_pace=step.recent * per_pace,
        best_pace=step.best * per_pace,
        pace_months=months,
        intervals=step.intervals,
    )
