"""The closed lists of the judgement: statuses, reasons, flags, confidence. Definitions: `rules.md`."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The eleven statuses, worst first among those that say how a target stands."""

    MISSED = "missed"
    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    REPORT_OVERDUE = "report_overdue"
    ON_TRACK = "on_track"
    ACHIEVED = "achieved"
    ACHIEVED_LATE = "achieved_late"
    NOT_DUE = "not_due"
    NOT_ENOUGH_DATA = "not_enough_data"
    NO_DATA = "no_data"
    NOT_COMPARABLE = "not_comparable"


# What says how a target stands, from worse to better; the first two are behind.
LATE = (Status.MISSED, Status.OFF_TRACK)
JUDGED = (*LATE, Status.AT_RISK, Status.ON_TRACK, Status.ACHIEVED_LATE, Status.ACHIEVED)


class Reason(StrEnum):
    """Why a status was given."""

    NO_NUMERIC_TARGET = "no_numeric_target"
    NO_DUE_DATE = "no_due_date"
    NOT_STARTED = "not_started"
    EMPTY_VALUE = "empty_value"
    MISSING_DENOMINATOR = "missing_denominator"
    UNIT_CHANGED = "unit_changed"
    METHOD_CHANGED = "method_changed"
    OUT_OF_BOUNDS = "out_of_bounds"
    LIMIT_EXCEEDED = "limit_exceeded"
    TARGET_MET = "target_met"
    MET_AT_DUE_DATE = "met_at_due_date"
    MET_AFTER_DUE_DATE = "met_after_due_date"
    NOT_MET_AT_DUE_DATE = "not_met_at_due_date"
    NO_EVIDENCE_OF_COMPLETION = "no_evidence_of_completion"
    FINAL_VALUE_NOT_REPORTED = "final_value_not_reported"
    LITTLE_TIME_LEFT = "little_time_left"
    NOT_DONE_YET = "not_done_yet"
    NEVER_REPORTED = "never_reported"
    NO_REPORT_YET = "no_report_yet"
    NO_BASELINE = "no_baseline"
    BASELINE_ONLY = "baseline_only"
    ON_PLAN_AND_PACE = "on_plan_and_pace"
    MEETS_NOW = "meets_now"
    BEHIND_AND_SLOW = "behind_and_slow"
    NEEDS_MORE_THAN_BEST_EVER = "needs_more_than_best_ever"
    BEHIND_PLAN = "behind_plan"
    BEHIND_PLAN_EARLY = "behind_plan_early"
    BEHIND_BUT_CATCHING_UP = "behind_but_catching_up"
    SLOWING_DOWN = "slowing_down"
    RECOVERING_NOT_CONFIRMED = "recovering_not_confirmed"
    RUN_RATE_WITHIN_LIMIT = "run_rate_within_limit"
    RUN_RATE_OVER_LIMIT = "run_rate_over_limit"
    RUN_RATE_FAR_OVER = "run_rate_far_over"
    FAILS_NOW = "fails_now"
    FAILED_RECENTLY = "failed_recently"
    CONSISTENTLY_FAILS = "consistently_fails"
    WAS_ON_TRACK_BUT_REPORT_MISSING = "was_on_track_but_report_missing"
    NO_REPORT = "no_report"


class Flag(StrEnum):
    """Badges beside any status."""

    OVERDUE = "overdue"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    PARTIAL = "partial"
    DENOMINATOR_CARRIED = "denominator_carried"


class Confidence(StrEnum):
    """How far the evidence carries; never a percentage."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
