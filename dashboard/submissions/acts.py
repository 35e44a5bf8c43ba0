"""What staff do beside loading files: they set, lock and open periods, except and waive units, and note reminders."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from typing import Any

from dashboard.domain.faults import Fault
from dashboard.domain.periods import Frequency, parse_period
from dashboard.settings import Workspace
from dashboard.store.facts import hold_facts
from dashboard.store.journal import Journal
from dashboard.store.lines import (
    ExceptionRecord,
    LockRecord,
    PeriodRecord,
    ReminderRecord,
    WaiverRecord,
)
from dashboard.submissions.ledger import Ledger
from dashboard.text.formats import format_date, period_name

LONGEST_REASON = 600
FIRST_YEAR, LAST_YEAR = 2000, 2100


class ActRefused(Fault):
    """What was asked cannot be done; the sentence says why and what to do."""


def set_period(
    workspace: Workspace, period_id: str, start: date, end: date, deadline: date, reason: str, *, actor: str
) -> PeriodRecord:
    """Types the days of a period. Figures follow once the facts are brought up to date."""
    name = _period(period_id)
    if not start <= end:
        raise ActRefused(f"Ngày đầu {format_date(start)} phải trước ngày cuối {format_date(end)}.")
    if deadline < end:
        raise ActRefused(f"Hạn nộp {format_date(deadline)} không được trước ngày cuối kỳ {format_date(end)}.")
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (start, end, deadline)):
        raise ActRefused(f"Các ngày phải từ năm {FIRST_YEAR} đến năm {LAST_YEAR}.")
    of_period = parse_period(period_id)
    if abs((end - of_period.end).days) > (of_period.end - of_period.start).days:
        raise ActRefused(f"Ngày cuối {format_date(end)} cách {name} quá xa; hãy kiểm tra lại năm và tháng.")
    said = said_reason(reason)
    with _writing(workspace) as (journal, ledger):
        if period_id in ledger.locked_periods:
            raise ActRefused(f"{_capital(name)} đã khóa; hãy mở lại có lý do trước khi đổi ngày.")
        return journal.record(
            PeriodRecord(**_who(actor), period=period_id, start=start, end=end, deadline=deadline, reason=said)
        )


def lock_period(workspace: Workspace, period_id: str, reason: str, *, actor: str) -> LockRecord:
    """Locks a period: no file may bring or change its figures until it is opened again."""
    name, said = _period(period_id), said_reason(reason)
    with _writing(workspace) as (journal, ledger):
        if period_id in ledger.locked_periods:
            raise ActRefused(f"{_capital(name)} đã khóa từ trước.")
        return journal.record(LockRecord(**_who(actor), period=period_id, is_locked=True, reason=said))


def reopen_period(workspace: Workspace, period_id: str, reason: str, *, actor: str) -> LockRecord:
    """Opens a locked period again."""
    name, said = _period(period_id), said_reason(reason)
    with _writing(workspace) as (journal, ledger):
        if period_id not in ledger.locked_periods:
            raise ActRefused(f"{_capital(name)} đang mở.")
        return journal.record(LockRecord(**_who(actor), period=period_id, is_locked=False, reason=said))


def except_unit(
    workspace: Workspace, unit_id: str, period_id: str, until: date, reason: str, *, actor: str
) -> ExceptionRecord:
    """Lets one unit send figures of a period until a day (included), though it is locked or past its due date."""
    _period(period_id)
    said = said_reason(reason)
    today = workspace.today()
    if not today <= until or until.year > LAST_YEAR:
        raise ActRefused(f"Ngày hết hạn phải từ hôm nay {format_date(today)} và không quá năm {LAST_YEAR}.")
    with _writing(workspace) as (journal, _):
        return journal.record(ExceptionRecord(**_who(actor), unit=unit_id, period=period_id, until=until, reason=said))


def waive(workspace: Workspace, unit_id: str, period_id: str, form: str, reason: str, *, actor: str) -> WaiverRecord:
    """Says that a unit need not send one form of one period."""
    return _waive(workspace, unit_id, period_id, form, said_reason(reason), actor, is_waived=True)


def unwaive(workspace: Workspace, unit_id: str, period_id: str, form: str, reason: str, *, actor: str) -> WaiverRecord:
    """Says that it must after all."""
    return _waive(workspace, unit_id, period_id, form, _cut(reason), actor, is_waived=False)


def remind(workspace: Workspace, units: Sequence[str], period_id: str, form: str, *, actor: str) -> ReminderRecord:
    """Notes that these units were reminded of a form of a period."""
    _period(period_id)
    if not units:
        raise ActRefused("Không có đơn vị nào để ghi đã nhắc.")
    with _writing(workspace) as (journal, _):
        return journal.record(
            ReminderRecord(**_who(actor), units=tuple(dict.fromkeys(units)), period=period_id, form=form)
        )


def _waive(
    workspace: Workspace, unit_id: str, period_id: str, form: str, reason: str, actor: str, *, is_waived: bool
) -> WaiverRecord:
    name = _period(period_id)
    with _writing(workspace) as (journal, ledger):
        if ((unit_id, period_id, form) in ledger.waivers) is is_waived:
            raise ActRefused(f"{_capital(name)}: đơn vị {'đã' if is_waived else 'không'} được miễn từ trước.")
        return journal.record(
            WaiverRecord(**_who(actor), unit=unit_id, period=period_id, form=form, is_waived=is_waived, reason=reason)
        )


@contextmanager
def _writing(workspace: Workspace) -> Iterator[tuple[Journal, Ledger]]:
    """The journal, open, and the ledger before the act. Nobody loads meanwhile. Raises StoreBusy."""
    with closing(Journal(workspace.journal_path)) as journal, hold_facts(workspace):
        yield journal, Ledger(journal.lines())


def _who(actor: str) -> dict[str, Any]:
    return {"line_id": uuid.uuid4().hex, "recorded_at": datetime.now(UTC), "actor": actor}


def _period(period_id: str) -> str:
    """The period's name; ActRefused for what is none. A single day is no reporting period."""
    try:
        period = parse_period(period_id)
    except ValueError:
        period = None
    is_known = period is not None and period.id == period_id and FIRST_YEAR <= period.end.year <= LAST_YEAR
    if period is None or not is_known or period.frequency is Frequency.DAY:
        raise ActRefused(f"«{period_id[:40]}» không phải kỳ báo cáo; viết như 2025-11, 2025-Q4, 2025-H2 hoặc 2025.")
    return period_name(period)


def said_reason(text: str) -> str:
    """A reason on one line; ActRefused when there is none or it is too long."""
    said = _cut(text)
    if not said:
        raise ActRefused("Cần ghi lý do.")
    return said


def _cut(text: str) -> str:
    said = " ".join(text.split())
    if len(said) > LONGEST_REASON:
        raise ActRefused(f"Lý do dài {len(said)} chữ; tối đa {LONGEST_REASON}.")
    return said


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
