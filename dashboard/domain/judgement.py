"""The status of one target on one day: the order of tests, and what they say together. First match wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from dashboard.domain.course import asked_value, plan_value
from dashboard.domain.evidence import Evidence, sort_evidence
from dashboard.domain.levels import judge_cap, judge_level
from dashboard.domain.plan import Kind
from dashboard.domain.readings import Reading, find_baseline
from dashboard.domain.status import Confidence, Flag, Reason, Status
from dashboard.domain.terms import DAYS_PER_MONTH, Terms
from dashboard.domain.trajectory import EARLY, judge_course
from dashboard.domain.verdict import Judgement, Numbers, Verdict

__all__ = [
    "RULES_VERSION",
    "Judgement",
    "Numbers",
    "Reading",
    "Terms",
    "asked_value",
    "find_baseline",
    "judge",
    "plan_value",
]

RULES_VERSION = "1"

LITTLE_TIME = timedelta(days=30)
LITTLE_SHARE = 0.20
FEW_REPORTS = 3
CLOSE_TO_PLAN = 0.02
_FACTS = (Status.ACHIEVED, Status.ACHIEVED_LATE, Status.MISSED)
_FORECASTS = (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)


def judge(
    terms: Terms,
    readings: Sequence[Reading],
    as_of: date,
    known_on: date | None = None,
    previous: Status | None = None,
) -> Judgement:
    """How the target stands on the day `as_of`, from what was received by `known_on` (default: `as_of`).

    Pure and total: any day of the past can be replayed, and every input gets exactly one status. `readings` may hold
    several versions of one date, in any order. `previous` stands for the status before the newest report; without it
    the reports are replayed. Source: rule 3.3.

    A pooled value with bounds (units are silent): achieved only if the worst bound meets, missed only if the best bound
    fails. While the due date lies ahead a value that meets without its worst bound is on track, marked partial. Once the
    deadline of the due date has passed and the bounds still lie on both sides of the target, neither can be shown to the
    units: the final value counts as not reported, which names who is silent instead of blaming or praising all.
    """
    evidence = sort_evidence(terms, readings, as_of, known_on or as_of, previous)
    verdict = next(found for rule in _RULES if (found := rule(evidence)) is not None)
    verdict = _let_silence_hide_green(evidence, verdict)
    return Judgement(
        verdict.status, verdict.reason, _flags(evidence, verdict), _confidence(evidence, verdict), verdict.numbers
    )


def _verdict(evidence: Evidence, status: Status, reason: Reason, reading: Reading | None = None) -> Verdict:
    return Verdict(status, reason, reading, evidence.numbers(reading))


def _newest(evidence: Evidence) -> Reading | None:
    """The newest comparable value up to the due date."""
    return evidence.in_time[-1] if evidence.in_time else None


def _has_no_number(e: Evidence) -> Verdict | None:
    """A target without a number cannot be compared with any value."""
    if e.terms.band is not None:
        return None
    return _verdict(e, Status.NOT_COMPARABLE, Reason.NO_NUMERIC_TARGET, _newest(e))


def _has_not_started(e: Evidence) -> Verdict | None:
    """A target is not judged before its start."""
    return _verdict(e, Status.NOT_DUE, Reason.NOT_STARTED) if e.as_of < e.terms.start else None


def _has_no_due_date(e: Evidence) -> Verdict | None:
    """Without a due date a stock or yes/no that meets is achieved; anything else lacks the date to be judged by."""
    if e.terms.due is not None:
        return None
    newest = _newest(e) if e.fault is None else e.latest
    if e.terms.keeps_what_it_reached and e.fault is None and newest is not None and newest.is_proven_in(e.band):
        return _verdict(e, Status.ACHIEVED, Reason.TARGET_MET, newest)
    return _verdict(e, Status.NOT_ENOUGH_DATA, Reason.NO_DUE_DATE, newest)


def _is_not_comparable(e: Evidence) -> Verdict | None:
    """A latest value without denominator, in another unit, by another method or out of bounds is not compared.

    The older value is not used in its place.
    """
    return None if e.fault is None else _verdict(e, Status.NOT_COMPARABLE, e.fault, e.latest)


def _has_exceeded_its_limit(e: Evidence) -> Verdict | None:
    """A count above its limit is missed at once, whatever time is left.

    A pooled count must be above it even in the best case.
    """
    if e.terms.kind is not Kind.CAP or not e.reports or e.reports[-1].is_possible_in(e.band):
        return None
    return _verdict(e, Status.MISSED, Reason.LIMIT_EXCEEDED, e.reports[-1])


def _has_met_in_time(e: Evidence) -> Verdict | None:
    """A stock or yes/no whose latest value up to the due date meets the target is achieved; silence does not undo it."""
    newest = _newest(e)
    if not e.terms.keeps_what_it_reached or newest is None or not newest.is_proven_in(e.band):
        return None
    return _verdict(e, Status.ACHIEVED, Reason.TARGET_MET, newest)


def _is_closed(e: Evidence) -> Verdict | None:
    """After the due date, or with its value in, the value of at most 31 days before it decides.

    A stock or yes/no first met later is achieved late; one that later still fails was missed. Not decided while the
    report of the due date itself is owed and not late yet: an older value proves nothing about that day. Nor while silent
    units keep it open.
    """
    due = e.terms.due
    if due is None or (e.as_of <= due and (e.final is None or e.final.date != due)):
        return None
    is_open = e.terms.calendar is not None and e.as_of <= e.terms.final_deadline(due)
    if is_open and not e.late and e.final is not None and e.final.date != due:
        return None
    if e.final is not None and e.final.is_proven_in(e.band):
        return _verdict(e, Status.ACHIEVED, Reason.MET_AT_DUE_DATE, e.final)
    later = e.late[-1] if e.late and e.terms.keeps_what_it_reached else None
    if later is not None and later.is_proven_in(e.band):
        return _verdict(e, Status.ACHIEVED_LATE, Reason.MET_AFTER_DUE_DATE, later)
    for decisive in (e.final, later):
        if decisive is not None and not decisive.is_possible_in(e.band):
            return _verdict(e, Status.MISSED, Reason.NOT_MET_AT_DUE_DATE, decisive)
    if e.as_of <= e.terms.final_deadline(due):
        return None
    reason = Reason.NO_EVIDENCE_OF_COMPLETION if e.terms.kind is Kind.MILESTONE else Reason.FINAL_VALUE_NOT_REPORTED
    return _verdict(e, Status.REPORT_OVERDUE, reason, _newest(e))


def _is_not_done(e: Evidence) -> Verdict | None:
    """A yes/no that is not done is at risk when at most 30 days, or 20 % of its window, are left; before that it is not due.

    Never green: nothing is known. One that never reported counts as not done; that its report is late is said by the badge.
    """
    due = e.terms.due
    if e.terms.kind is not Kind.MILESTONE or due is None:
        return None
    newest = _newest(e)
    little = max(LITTLE_TIME, LITTLE_SHARE * (due - e.terms.start))
    if due - e.as_of <= little:
        return _verdict(e, Status.AT_RISK, Reason.LITTLE_TIME_LEFT, newest)
    return _verdict(e, Status.NOT_DUE, Reason.NOT_DONE_YET, newest)


def _has_no_value(e: Evidence) -> Verdict | None:
    """Without any value a target is overdue once a deadline has passed; before that not due, or without data when nobody owes a report."""
    if e.in_time:
        return None
    if e.has_unusable_pool:
        return _verdict(e, Status.REPORT_OVERDUE, Reason.NO_REPORT)
    if e.misses_report:
        return _verdict(e, Status.REPORT_OVERDUE, Reason.NEVER_REPORTED)
    return _verdict(e, Status.NO_DATA if e.terms.calendar is None else Status.NOT_DUE, Reason.NO_REPORT_YET)


def _has_only_a_baseline(e: Evidence) -> Verdict | None:
    """A value dated on or before the start is baseline, not progress; with nothing after it there is nothing to judge."""
    return None if e.reports else _verdict(e, Status.NOT_ENOUGH_DATA, Reason.BASELINE_ONLY, _newest(e))


def _stays_within_its_limit(e: Evidence) -> Verdict | None:
    """A count under a limit is judged by its run rate."""
    if e.terms.kind is not Kind.CAP:
        return None
    numbers = e.numbers(e.reports[-1])
    if numbers.elapsed is None:
        raise ValueError("a report after the start has a share of the window")
    return judge_cap(e.band.high, e.reports, numbers.elapsed, numbers)


def _meets_now(e: Evidence) -> Verdict | None:
    """A level that climbs towards its target and meets it now is on track until the due date.

    So is a pooled stock whose value meets while its silent units could still undo that.
    """
    last = e.reports[-1]
    climbs = e.course is not None if e.terms.kind is Kind.LEVEL else e.terms.keeps_what_it_reached
    return _verdict(e, Status.ON_TRACK, Reason.MEETS_NOW, last) if climbs and e.band.meets(last.amount) else None


def _holds_or_climbs(e: Evidence) -> Verdict | None:
    """A target below its goal from the start is judged on its course; one that was there already on how it holds.

    Not judged when a stock has no baseline.
    """
    numbers = e.numbers(e.reports[-1])
    if e.course is not None:
        return judge_course(e.terms, e.course, e.reports, numbers, e.previous)
    if e.terms.kind is Kind.STOCK and e.baseline is None:
        return Verdict(Status.NOT_ENOUGH_DATA, Reason.NO_BASELINE, e.reports[-1], numbers)
    return judge_level(e.terms, e.band, e.reports, numbers)


_RULES: tuple[Callable[[Evidence], Verdict | None], ...] = (
    _has_no_number,
    _has_not_started,
    _has_no_due_date,
    _is_not_comparable,
    _has_exceeded_its_limit,
    _has_met_in_time,
    _is_closed,
    _is_not_done,
    _has_no_value,
    _has_only_a_baseline,
    _stays_within_its_limit,
    _meets_now,
    _holds_or_climbs,
)


def _let_silence_hide_green(e: Evidence, verdict: Verdict) -> Verdict:
    """A late report hides only a green: on track becomes report overdue, at risk and off track stay as they are."""
    if verdict.status is not Status.ON_TRACK or not e.misses_report:
        return verdict
    return Verdict(Status.REPORT_OVERDUE, Reason.WAS_ON_TRACK_BUT_REPORT_MISSING, verdict.reading, verdict.numbers)


def _flags(e: Evidence, verdict: Verdict) -> tuple[Flag, ...]:
    """Badges: a due report is missing; the value shown is provisional, revised, partial or on a carried denominator.

    Without a number or a due date nothing is overdue. Nor is a target that nobody reports on regularly, once it is met.
    """
    flags = [] if verdict.reading is None else verdict.reading.flags()
    is_expected = e.terms.band is not None and e.as_of >= e.terms.start
    is_settled = e.terms.calendar is None and verdict.status in _FACTS
    if e.misses_report and is_expected and not is_settled:
        flags.insert(0, Flag.OVERDUE)
    return tuple(flags)


def _confidence(e: Evidence, verdict: Verdict) -> Confidence:
    """How far the evidence carries: high, less one step for each weakness, never below low.

    A fact is weakened only by a provisional, partial or carried value. Where nothing could be judged it is low.
    """
    reading = verdict.reading
    if reading is None or verdict.status not in (*_FACTS, *_FORECASTS):
        return Confidence.LOW
    steps = int(reading.provisional or reading.partial or reading.carried)
    if verdict.status in _FORECASTS:
        numbers = verdict.numbers
        months = e.terms.period_months
        steps += len(e.reports) < FEW_REPORTS
        steps += months is not None and (e.as_of - reading.date).days > months * DAYS_PER_MONTH
        steps += verdict.signals_disagree
        steps += numbers.elapsed is not None and numbers.elapsed < EARLY
        steps += (
            numbers.z is not None and numbers.elapsed is not None and abs(numbers.z - numbers.elapsed) < CLOSE_TO_PLAN
        )
        steps += numbers.reliable is False
    return (Confidence.HIGH, Confidence.MEDIUM)[steps] if steps < 2 else Confidence.LOW
