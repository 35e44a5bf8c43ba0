"""What is known about one target on one day, sorted out once for all rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.domain.course import Course, course_of
from dashboard.domain.plan import Kind
from dashboard.domain.readings import Reading, fault_of, find_baseline, newest_versions, with_values
from dashboard.domain.status import Reason, Status
from dashboard.domain.terms import DAYS_PER_MONTH, Band, Terms
from dashboard.domain.verdict import Numbers

FINAL_DAYS = 31


@dataclass(frozen=True, slots=True)
class Evidence:
    """The readings that count on a day, by what they say.

    `latest` is the newest of all, comparable or not, and `fault` why it cannot be compared. `in_time` are the comparable
    ones up to the due date, `reports` those of them after the start (the others are baseline), `late` the ones after the
    due date. `final` is the newest in time when it lies within 31 days before the due date.
    """

    terms: Terms
    as_of: date
    previous: Status | None
    latest: Reading | None
    fault: Reason | None
    in_time: tuple[Reading, ...]
    reports: tuple[Reading, ...]
    late: tuple[Reading, ...]
    final: Reading | None
    baseline: float | None
    course: Course | None
    has_unusable_pool: bool
    misses_report: bool

    def numbers(self, reading: Reading | None) -> Numbers:
        """Where the reading stands: value, plan of its day, plan-time and lag; what of it can be said."""
        terms = self.terms
        months_left = None if terms.due is None else max(0.0, (terms.due - self.as_of).days / DAYS_PER_MONTH)
        if reading is None or reading.value is None:
            return Numbers(months_left=months_left, baseline=self.baseline)
        plan = z = elapsed = months_late = None
        if terms.due is not None and terms.start < terms.due and reading.date > terms.start:
            window = (terms.due - terms.start).days
            passed = (reading.date - terms.start).days / window
            elapsed = min(1.0, passed)
            if self.course is not None and terms.kind in (Kind.STOCK, Kind.LEVEL):
                plan = self.course.shown(self.course.plan(elapsed))
                z = self.course.plan_time(self.course.score(reading.value))
                months_late = (passed - z) * window / DAYS_PER_MONTH
            elif terms.kind is Kind.LEVEL:
                plan = terms.target
        if (
            plan is None
            and terms.due is not None
            and reading.date >= terms.due
            and terms.kind in (Kind.STOCK, Kind.LEVEL)
        ):
            plan = terms.target
        return Numbers(
            actual=reading.value,
            observed_on=reading.date,
            baseline=self.baseline,
            plan=plan,
            z=z,
            elapsed=elapsed,
            months_late=months_late,
            missing=None if terms.band is None else terms.band.shortfall(reading.value),
            months_left=months_left,
        )

    @property
    def band(self) -> Band:
        """The values that meet the target; only asked for once the target is known to have a number."""
        if self.terms.band is None:
            raise ValueError("the target has no number")
        return self.terms.band


def sort_evidence(
    terms: Terms, readings: Sequence[Reading], as_of: date, known_on: date, previous: Status | None
) -> Evidence:
    """What was known on `known_on` of dates up to `as_of`: newest versions, values filled in, sorted by the due date."""
    versions = newest_versions(readings, as_of, known_on)
    known = with_values([reading for reading in versions if reading.usable])
    faults = [fault_of(reading, terms) for reading in known]
    comparable = [reading for reading, fault in zip(known, faults, strict=True) if fault is None]
    due = terms.due or date.max
    in_time = tuple(reading for reading in comparable if reading.date <= due)
    late = tuple(reading for reading in comparable if reading.date > due)
    reports = tuple(reading for reading in in_time if reading.date > terms.start)
    latest, fault = _deciding(terms, known, faults, due)
    baseline = find_baseline(terms, comparable)
    newest_usable = known[-1].date if known else None
    unusable = [r.date for r in versions if not r.usable and terms.start < r.date <= due]
    is_pool_short = bool(unusable) and (newest_usable is None or unusable[-1] > newest_usable)
    return Evidence(
        terms=terms,
        as_of=as_of,
        previous=previous,
        latest=latest,
        fault=fault,
        in_time=in_time,
        reports=reports,
        late=late,
        final=_final(terms, in_time),
        baseline=baseline,
        course=None if baseline is None else course_of(terms, baseline),
        has_unusable_pool=is_pool_short,
        misses_report=(is_pool_short and terms.due is not None) or terms.misses_report(newest_usable, as_of),
    )


def _deciding(
    terms: Terms, known: list[Reading], faults: list[Reason | None], due: date
) -> tuple[Reading | None, Reason | None]:
    """The newest reading; once the due date has its value, the newest up to it: what comes later cannot unsettle it.

    A stock or yes/no that failed on its due date may still be met late: then the newest decides again.
    """
    if not known:
        return None, None
    in_time = [index for index, reading in enumerate(known) if reading.date <= due]
    if in_time and _is_final(terms, known[in_time[-1]]):
        final, fault = known[in_time[-1]], faults[in_time[-1]]
        if (
            fault is not None
            or not terms.keeps_what_it_reached
            or (terms.band is not None and final.is_proven_in(terms.band))
        ):
            return final, fault
    return known[-1], faults[-1]


def _final(terms: Terms, in_time: tuple[Reading, ...]) -> Reading | None:
    return in_time[-1] if in_time and _is_final(terms, in_time[-1]) else None


def _is_final(terms: Terms, reading: Reading) -> bool:
    """Whether a reading up to the due date stands for it: dated on it or at most 31 days before, and not a baseline."""
    if terms.due is None:
        return False
    return reading.date == terms.due or (
        reading.date > terms.start and reading.date >= terms.due - timedelta(days=FINAL_DAYS)
    )
