"""Whom to call about a report that is out: the text to paste, and how often each unit was reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dashboard.domain.forms import Form
from dashboard.domain.periods import Period
from dashboard.domain.plan import OrgUnit
from dashboard.submissions.ledger import Ledger
from dashboard.text.formats import format_date, join_names, period_name
from dashboard.text.sentences import unit_names

_SATURDAY = 5


@dataclass(frozen=True)
class Reminded:
    """How often a unit was reminded of one report, and when last."""

    count: int
    last: datetime


def reminded_of(ledger: Ledger, form: Form, period: Period) -> dict[str, Reminded]:
    """Who was reminded of this form of this period, by unit."""
    found: dict[str, Reminded] = {}
    for line in ledger.reminders:
        if line.form == form and line.period == period.id:
            for unit_id in line.units:
                before = found.get(unit_id)
                found[unit_id] = Reminded(before.count + 1 if before else 1, line.recorded_at)
    return found


def reminder_text(
    units: Sequence[OrgUnit],
    form: Form,
    period: Period,
    deadlines: Sequence[date],
    as_of: date,
    short: Sequence[OrgUnit] = (),
    earlier: Sequence[tuple[OrgUnit, tuple[Period, ...]]] = (),
    taken_over: Sequence[tuple[OrgUnit, OrgUnit]] = (),
) -> str:
    """The message to be mended and sent: who, what, how late, until when; the day proposed is the next working day.

    `short` are those of the units that sent a part, `earlier` what units still lack of periods before. `deadlines` are those of
    what is still out, the earliest first: one, or those of several indicators or units. `taken_over` are pairs of one of the
    units and of what it stands for, whose report it is.
    """
    most = " nhiều nhất" if len(deadlines) > 1 else ""
    days = (as_of - deadlines[0]).days
    due = " và ".join(format_date(day) for day in deadlines)
    is_part = bool(short) and len(short) == len(units)
    lacking = " còn thiếu chỉ tiêu," if is_part else ""
    named = f" Nộp thiếu chỉ tiêu: {addressees(short)}." if short and not is_part else ""
    before: dict[str, list[OrgUnit]] = {}
    for unit, periods in earlier:
        before.setdefault(join_names([period_name(each) for each in periods]), []).append(unit)
    told = "; ".join(f"{addressees(lacking)} ({periods})" for periods, lacking in before.items())
    named += "".join(f" {addressees([unit])} nộp báo cáo của {addressees([of])}." for unit, of in taken_over)
    named += f" Kỳ trước còn thiếu: {told}." if told else ""
    return (
        f"Kính gửi: {addressees(units)}. Biểu {form.code} kỳ {period_name(period)}{lacking} quá hạn{most} {days} ngày"
        f" (hạn {due}).{named} Đề nghị nộp đủ trong ngày {format_date(next_working_day(as_of))}."
    )


def addressees(units: Sequence[OrgUnit]) -> str:
    """Whom a report is asked of: a commune's is its people's committee's."""
    return unit_names(units, prefix="UBND ")


def next_working_day(day: date) -> date:
    """The day after, or the Monday after a weekend. Public holidays are not known here."""
    following = day + timedelta(days=1)
    while following.weekday() >= _SATURDAY:
        following += timedelta(days=1)
    return following
