"""What must hold for the judgement of any target: total, monotone, the same in the mirror, independent of order.

«Worse» orders the statuses that one target can have on one day: missed, off track, at risk, then those that say nothing
about the value (overdue, not due, not enough data), on track, achieved late, achieved. Not comparable says that a value
is wrong, not that it is better or worse, and is left out. The value made better is the newest one, with all older reports
as they are; a pooled one moves with its bounds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.domain.course import course_of
from dashboard.domain.judgement import judge
from dashboard.domain.periods import Calendar, Frequency
from dashboard.domain.plan import Direction, Kind
from dashboard.domain.readings import Reading
from dashboard.domain.status import Reason, Status
from dashboard.domain.terms import Terms
from dashboard.domain.trajectory import Walk, judge_step_after

FIRST_DAY = date(2025, 1, 1)
BOUNDED = settings(max_examples=400, deadline=None)
RANK = {
    Status.MISSED: 0,
    Status.OFF_TRACK: 1,
    Status.AT_RISK: 2,
    Status.REPORT_OVERDUE: 3,
    Status.NOT_DUE: 3,
    Status.NOT_ENOUGH_DATA: 3,
    Status.NO_DATA: 3,
    Status.ON_TRACK: 4,
    Status.ACHIEVED_LATE: 5,
    Status.ACHIEVED: 6,
}
ONE_SIDED = (Direction.AT_LEAST, Direction.AT_MOST)

amounts = st.one_of(
    st.integers(-20, 130).map(float),
    st.floats(-1e6, 1e6, allow_nan=False),
    st.sampled_from([0.0, 44.96, 45.0, 100.0, 100.0 + 1e-12]),
)
steps_of_days = st.integers(-500, 900)
calendars = st.one_of(st.none(), st.builds(Calendar, st.sampled_from([*"MQHY"]).map(Frequency), st.integers(0, 40)))
# Made once: a strategy made anew for each draw takes longer than the draw.
kinds, directions = st.sampled_from(Kind), st.sampled_from(Direction)
windows = st.one_of(st.none(), st.integers(0, 1200), st.sampled_from([364, 365, -5]))
several_milestones = st.lists(st.tuples(st.integers(-50, 1300), amounts), max_size=3)
tenths, fifths, decimals = st.integers(0, 9), st.integers(0, 4), st.integers(0, 3)
maybe_amounts = st.one_of(st.none(), amounts)
tolerances = st.sampled_from([None, 0.0, 0.5])
delays = st.sampled_from([0, 0, 0, 20, 200])
margins = st.floats(0, 30)
variants = st.sampled_from(["as it is", "empty", "not arising", "unit", "method", "unusable", "provisional"])


@st.composite
def targets(draw: st.DrawFn) -> Terms:
    """Any target: also without number or date, with a window of no days, flat, dipping or outside milestones."""
    kind = draw(kinds)
    direction = Direction.AT_MOST if kind is Kind.CAP else draw(directions)
    window = draw(windows)
    low, high = sorted((draw(amounts), draw(amounts)))
    milestones = draw(several_milestones)
    return Terms(
        kind=kind,
        direction=direction,
        start=FIRST_DAY,
        due=None if window is None else FIRST_DAY + timedelta(days=window),
        target=draw(maybe_amounts) if draw(tenths) == 0 else draw(amounts),
        target_low=low,
        target_high=high,
        baseline=draw(maybe_amounts),
        decimals=draw(decimals),
        calendar=draw(calendars),
        milestones=tuple((FIRST_DAY + timedelta(days=days), value) for days, value in milestones),
        unit="%",
        method="v1",
        tolerance=draw(tolerances),
    )


@st.composite
def comparable(draw: st.DrawFn) -> Reading:
    """A value, perhaps pooled from a part of the units, perhaps received late."""
    value = draw(amounts)
    day = FIRST_DAY + timedelta(days=draw(steps_of_days))
    reading = Reading(day, value, received=day + timedelta(days=draw(delays)))
    if draw(fifths) == 0:
        below, above = draw(margins), draw(margins)
        return replace(reading, low=value - below, high=value + above, partial=True)
    return reading


comparable_readings = comparable()


@st.composite
def anything(draw: st.DrawFn) -> Reading:
    """Any reading: also empty, in another unit or method, without denominator, unusable."""
    reading = draw(comparable_readings)
    match draw(variants):
        case "empty":
            numerator, denominator = draw(maybe_amounts), draw(maybe_amounts)
            return replace(reading, value=None, numerator=numerator, denominator=denominator, low=None, high=None)
        case "not arising":
            numerator = draw(maybe_amounts)
            return replace(
                reading, value=None, numerator=numerator, denominator=0.0, low=None, high=None, not_arising=True
            )
        case "unit":
            return replace(reading, unit="hồ sơ")
        case "method":
            return replace(reading, method="v2")
        case "unusable":
            return replace(reading, usable=False)
        case "provisional":
            return replace(reading, provisional=True)
        case _:
            return reading


days = steps_of_days.map(lambda number: FIRST_DAY + timedelta(days=number))
previous = st.one_of(st.none(), st.sampled_from(Status))


@BOUNDED
@given(targets(), st.lists(anything(), max_size=9), days, st.one_of(st.none(), days), previous, st.booleans())
def test_every_input_gets_exactly_one_status_and_a_reason(
    target: Terms,
    given_readings: list[Reading],
    as_of: date,
    known_on: date | None,
    before: Status | None,
    narrow: bool,
) -> None:
    target = replace(target, bounds=(0.0, 100.0)) if narrow else target
    judgement = judge(target, given_readings, as_of, known_on, before)
    assert isinstance(judgement.status, Status)
    assert isinstance(judgement.reason, Reason)
    assert len(set(judgement.flags)) == len(judgement.flags)
    assert judge(target, given_readings, as_of, known_on, before) == judgement


def _gap(target: Terms, value: float) -> float:
    """How far from good a value is: for one-sided targets on and on, for bands the distance to them."""
    match target.direction:
        case Direction.AT_LEAST:
            return -value
        case Direction.AT_MOST:
            return value
        case _:
            assert target.band is not None
            return target.band.shortfall(value)


@BOUNDED
@given(targets(), st.lists(comparable(), min_size=1, max_size=9), amounts, days, previous)
def test_a_better_last_value_never_gives_a_worse_status(
    target: Terms, given_readings: list[Reading], other: float, as_of: date, before: Status | None
) -> None:
    known = [r for r in given_readings if r.date <= as_of and (r.received or r.date) <= as_of]
    assume(known and target.band is not None)
    newest_day = max(r.date for r in known)
    last = max((r for r in known if r.date == newest_day), key=lambda r: r.received or r.date)
    rest = [r for r in known if r.date != newest_day]
    assume(last.low is None or target.direction in ONE_SIDED)
    assert last.value is not None
    shift = other - last.value
    moved = replace(
        last,
        value=other,
        low=None if last.low is None else last.low + shift,
        high=None if last.high is None else last.high + shift,
    )
    better, worse = sorted((last, moved), key=lambda r: _gap(target, r.amount))
    good = judge(target, [*rest, better], as_of, previous=before).status
    bad = judge(target, [*rest, worse], as_of, previous=before).status
    assert RANK[good] >= RANK[bad]


def _mirrored(target: Terms) -> Terms:
    opposite = {Direction.AT_LEAST: Direction.AT_MOST, Direction.AT_MOST: Direction.AT_LEAST}
    low, high = target.bounds
    return replace(
        target,
        direction=opposite.get(target.direction, target.direction),
        target=_negated(target.target),
        target_low=_negated(target.target_high),
        target_high=_negated(target.target_low),
        baseline=_negated(target.baseline),
        bounds=(_negated(high), _negated(low)),
        milestones=tuple((day, -value) for day, value in target.milestones),
    )


def _negated(value: float | None) -> float | None:
    return None if value is None else -value


@BOUNDED
@given(targets(), st.lists(comparable(), max_size=9), days, previous, st.booleans())
def test_mirrored_directions_agree(
    target: Terms, given_readings: list[Reading], as_of: date, before: Status | None, narrow: bool
) -> None:
    assume(target.kind is not Kind.CAP)
    target = replace(target, bounds=(0.0, 100.0)) if narrow else target
    turned = [replace(r, value=_negated(r.value), low=_negated(r.high), high=_negated(r.low)) for r in given_readings]
    here = judge(target, given_readings, as_of, previous=before)
    there = judge(_mirrored(target), turned, as_of, previous=before)
    assert (here.status, here.reason, here.flags, here.confidence) == (
        there.status,
        there.reason,
        there.flags,
        there.confidence,
    )


@BOUNDED
@given(targets(), st.lists(anything(), max_size=8, unique_by=lambda r: (r.date, r.received)), days, st.randoms())
def test_the_order_in_which_readings_are_given_does_not_matter(
    target: Terms, given_readings: list[Reading], as_of: date, chance
) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(given_readings)
    chance.shuffle(shuffled)
    assert judge(target, shuffled, as_of) == judge(target, given_readings, as_of)


@BOUNDED
@given(targets(), st.lists(comparable(), max_size=8), days, st.integers(1, 400))
def test_what_comes_later_does_not_change_a_past_day(
    target: Terms, given_readings: list[Reading], as_of: date, later: int
) -> None:
    known = [r for r in given_readings if r.date <= as_of and (r.received or r.date) <= as_of]
    news = [Reading(r.date, 50.0, received=as_of + timedelta(days=later)) for r in given_readings]
    assert judge(target, [*given_readings, *news], as_of) == judge(target, known, as_of)


@BOUNDED
@given(targets(), st.lists(st.tuples(st.integers(1, 1199), amounts), min_size=1, max_size=9, unique_by=lambda p: p[0]))
def test_the_short_replay_equals_judging_every_report_in_order(target: Terms, points: list[tuple[int, float]]) -> None:
    assume(target.band is not None and target.baseline is not None)
    target = replace(target, due=FIRST_DAY + timedelta(days=1200))
    course = course_of(target, target.baseline or 0.0)
    assume(course is not None)
    assert course is not None
    walk = Walk(course, [(FIRST_DAY + timedelta(days=number), value) for number, value in sorted(points)])
    status = reason = None
    for index in range(1, len(points) + 1):
        step = walk.step(index)
        status, reason = (None, None) if step is None else judge_step_after(step, status)
    assume(status is not None)
    assert walk.judge_last(None) == (status, reason)


@BOUNDED
@given(targets(), amounts)
def test_plan_time_is_the_last_moment_at_which_the_plan_asked_no_more(target: Terms, value: float) -> None:
    assume(target.band is not None and target.baseline is not None)
    target = replace(target, due=FIRST_DAY + timedelta(days=1200))
    course = course_of(target, target.baseline or 0.0)
    assume(course is not None)
    assert course is not None
    score = course.score(value)
    found = course.plan_time(score)
    moments = [number / 200 for number in range(201)]
    slack = 1e-6 * max(1.0, *(abs(p) for _, p in course.points))
    if found >= 0:
        assert course.plan(found) <= score + slack
    assert all(course.plan(moment) > score - slack for moment in moments if moment > found)
