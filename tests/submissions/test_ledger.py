"""What the journal amounts to: which files count, which wait, what is locked, who is excepted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.store.lines import (
    AnyLine,
    DecisionRecord,
    ExceptionRecord,
    LoadRecord,
    LockRecord,
    PeriodRecord,
    WaiverRecord,
)
from dashboard.submissions.ledger import Ledger, SubmissionState

MOMENT = datetime(2025, 12, 2, 8, 30, tzinfo=UTC)
_numbers = count(1)


def _who() -> dict[str, object]:
    number = next(_numbers)
    return {"line_id": str(number), "recorded_at": MOMENT, "actor": "operator", "sequence": number}


def _load(content: str, decision: str, unit: str = "03466", period: str = "2025-11") -> LoadRecord:
    return LoadRecord(
        **_who(), sha256=hashlib.sha256(content.encode()).hexdigest(), file_name=f"{content}.xlsx", form="bm-01",
        received=date(2025, 12, 2), decision=decision, illustrative=False, new=1, changed=0, unchanged=0, ignored=0,
        rejected=int(decision == "refused"), warnings=0, unit=unit, period=period,
    )  # fmt: skip  # pyright: ignore[reportArgumentType]


def _decide(load: LoadRecord, verdict: str, reason: str = "") -> DecisionRecord:
    return DecisionRecord(**_who(), load_id=load.line_id, sha256=load.sha256, verdict=verdict, reason=reason)  # pyright: ignore[reportArgumentType]


def _states(lines: Sequence[AnyLine]) -> list[str]:
    return [each.state.value for each in Ledger(lines).submissions]


def test_a_file_loaded_by_staff_counts_and_a_refused_one_waits_in_quarantine() -> None:
    loaded, refused = _load("a", "accepted"), _load("b", "refused", unit="03388")
    ledger = Ledger([loaded, refused])
    assert ledger.files_in_force == (loaded,)
    assert [each.load for each in ledger.quarantined] == [refused]


def test_a_submitted_file_counts_only_once_it_is_approved() -> None:
    sent = _load("a", "submitted")
    assert Ledger([sent]).files_in_force == ()
    assert [each.load for each in Ledger([sent]).waiting] == [sent]
    approved = Ledger([sent, _decide(sent, "approved")])
    assert approved.files_in_force == (sent,)
    assert approved.waiting == ()


def test_a_returned_file_keeps_the_reason_and_does_not_count() -> None:
    sent = _load("a", "submitted")
    (returned,) = Ledger([sent, _decide(sent, "returned", "thiếu minh chứng")]).submissions
    assert (returned.state, returned.reason) == (SubmissionState.RETURNED, "thiếu minh chứng")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("draft", "draft", ["withdrawn", "draft"]),
        ("draft", "submitted", ["withdrawn", "waiting"]),
        ("submitted", "submitted", ["withdrawn", "waiting"]),
        ("submitted", "draft", ["waiting", "draft"]),
        ("submitted", "accepted", ["withdrawn", "approved"]),
        ("submitted", "refused", ["waiting", "refused"]),
        ("refused", "refused", ["withdrawn", "refused"]),
        ("refused", "accepted", ["withdrawn", "approved"]),
        ("accepted", "refused", ["approved", "refused"]),
        ("accepted", "accepted", ["approved", "approved"]),
    ],
)
def test_a_later_file_of_the_same_report_ends_what_was_open(first: str, second: str, expected: list[str]) -> None:
    assert _states([_load("a", first), _load("b", second)]) == expected


def test_files_of_other_units_and_periods_do_not_touch_each_other() -> None:
    lines = [_load("a", "submitted"), _load("b", "submitted", unit="03388"), _load("c", "accepted", period="2025-10")]
    assert _states(lines) == ["waiting", "waiting", "approved"]


def test_the_same_content_loaded_by_staff_ends_its_waiting() -> None:
    assert _states([_load("a", "submitted", unit=""), _load("a", "accepted", unit="")]) == ["withdrawn", "approved"]


def test_a_locked_period_is_open_again_after_it_was_reopened() -> None:
    lock = LockRecord(**_who(), period="2025-11", is_locked=True, reason="chốt")  # pyright: ignore[reportArgumentType]
    reopened = LockRecord(**_who(), period="2025-11", is_locked=False, reason="sửa số")  # pyright: ignore[reportArgumentType]
    assert Ledger([lock]).is_closed("03466", "2025-11", date(2025, 12, 6))
    assert not Ledger([lock]).is_closed("03466", "2025-12", date(2025, 12, 6))
    assert not Ledger([lock, reopened]).is_closed("03466", "2025-11", date(2025, 12, 6))


def test_an_exception_opens_a_locked_period_for_one_unit_until_its_last_day() -> None:
    lock = LockRecord(**_who(), period="2025-11", is_locked=True, reason="chốt")  # pyright: ignore[reportArgumentType]
    given_ = ExceptionRecord(
        **_who(),
        unit="03466",
        period="2025-11",
        until=date(2025, 12, 10),
        reason="mất mạng",  # pyright: ignore[reportArgumentType]
    )
    ledger = Ledger([lock, given_])
    assert not ledger.is_closed("03466", "2025-11", date(2025, 12, 10))
    assert ledger.is_closed("03466", "2025-11", date(2025, 12, 11))
    assert ledger.is_closed("03388", "2025-11", date(2025, 12, 10))


def test_the_days_typed_last_for_a_period_hold() -> None:
    def typed(deadline: date) -> PeriodRecord:
        days = {"start": date(2025, 11, 1), "end": date(2025, 11, 30), "deadline": deadline}
        return PeriodRecord(**_who(), period="2025-11", **days, reason="công văn")  # pyright: ignore[reportArgumentType]

    (setting,) = Ledger([typed(date(2025, 12, 3)), typed(date(2025, 12, 8))]).period_settings
    assert setting.deadline == date(2025, 12, 8)


def test_a_waiver_can_be_taken_back() -> None:
    def waiver(is_waived: bool) -> WaiverRecord:
        return WaiverRecord(
            **_who(),
            unit="03466",
            period="2025-11",
            form="bm-01",
            is_waived=is_waived,
            reason="mới thành lập",  # pyright: ignore[reportArgumentType]
        )

    assert ("03466", "2025-11", "bm-01") in Ledger([waiver(True)]).waivers
    assert Ledger([waiver(True), waiver(False)]).waivers == {}


_steps: st.SearchStrategy[Callable[[list[AnyLine]], AnyLine | None]] = st.one_of(
    st.builds(
        lambda content, decision, unit: lambda _: _load(content, decision, unit),
        st.sampled_from("abcd"),
        st.sampled_from(["accepted", "submitted", "draft", "refused"]),
        st.sampled_from(["03466", "03388", ""]),
    ),
    st.builds(
        lambda verdict: lambda lines: next((_decide(x, verdict) for x in lines if isinstance(x, LoadRecord)), None),
        st.sampled_from(["approved", "returned", "withdrawn"]),
    ),
)


@given(st.lists(_steps, max_size=12))
def test_whatever_happened_every_file_has_one_state_and_what_counts_never_stops_counting(steps: list) -> None:
    lines: list[AnyLine] = []
    for step in steps:
        line = step(lines)
        if line is None:
            continue
        before = {each.line_id for each in Ledger(lines).files_in_force if not isinstance(line, DecisionRecord)}
        lines.append(line)
        after = Ledger(lines)
        assert len(after.submissions) == sum(isinstance(each, LoadRecord) for each in lines)
        assert before <= {each.line_id for each in after.files_in_force}
