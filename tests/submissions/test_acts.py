"""What staff do beside loading files, each act a line of the journal; what makes no sense is refused in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard.settings import Workspace
from dashboard.submissions.acts import (
    ActRefused,
    except_unit,
    lock_period,
    remind,
    reopen_period,
    set_period,
    unwaive,
    waive,
)
from dashboard.submissions.reading import ledger_of

START, END, DEADLINE = date(2025, 11, 1), date(2025, 11, 30), date(2025, 12, 8)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_typed_days_of_a_period_are_kept_with_who_and_why(workspace: Workspace) -> None:
    set_period(workspace, "2025-11", START, END, DEADLINE, "  công văn 12,\nnghỉ lễ ", actor="lan")
    record = ledger_of(workspace).period_records["2025-11"]
    assert (record.deadline, record.reason, record.actor) == (DEADLINE, "công văn 12, nghỉ lễ", "lan")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda w: set_period(w, "2025-11", END, START, DEADLINE, "x", actor="a"), "Ngày đầu 30/11/2025 phải trước ngày cuối 01/11/2025."),
        (lambda w: set_period(w, "2025-11", START, END, START, "x", actor="a"), "Hạn nộp 01/11/2025 không được trước ngày cuối kỳ 30/11/2025."),
        (lambda w: set_period(w, "2025-11", START, END, DEADLINE, "  ", actor="a"), "Cần ghi lý do."),
        (lambda w: set_period(w, "2025-11", START, date(2026, 11, 30), date(2026, 12, 3), "x", actor="a"), "quá xa"),
        (lambda w: set_period(w, "tháng 11", START, END, DEADLINE, "x", actor="a"), "«tháng 11» không phải kỳ báo cáo"),
        (lambda w: lock_period(w, "2025-11-05", "x", actor="a"), "không phải kỳ báo cáo"),
        (lambda w: reopen_period(w, "2025-11", "x", actor="a"), "Tháng 11/2025 đang mở."),
        (lambda w: except_unit(w, "03466", "2025-11", DEADLINE, "", actor="a"), "Cần ghi lý do."),
        (lambda w: except_unit(w, "03466", "2025-11", DEADLINE, "x", actor="a"), "phải từ hôm nay"),
        (lambda w: lock_period(w, "２０２５-11", "x", actor="a"), "không phải kỳ báo cáo"),
        (lambda w: lock_period(w, "9999-12", "x", actor="a"), "không phải kỳ báo cáo"),
        (lambda w: unwaive(w, "03466", "2025-11", "bm-01", "x", actor="a"), "không được miễn từ trước"),
        (lambda w: remind(w, [], "2025-11", "bm-01", actor="a"), "Không có đơn vị nào"),
        (lambda w: lock_period(w, "2025-11", "x" * 601, actor="a"), "tối đa 600"),
    ],
)  # fmt: skip
def test_an_act_that_makes_no_sense_is_refused_and_writes_nothing(
    workspace: Workspace, act: Callable[[Workspace], object], said: str
) -> None:
    with pytest.raises(ActRefused) as refused:
        act(workspace)
    assert said in str(refused.value)
    assert ledger_of(workspace).lines == ()


def test_a_locked_period_opens_only_with_a_reason_and_its_days_stay_as_they_are(workspace: Workspace) -> None:
    lock_period(workspace, "2025-11", "chốt số", actor="lan")
    with pytest.raises(ActRefused, match="đã khóa từ trước"):
        lock_period(workspace, "2025-11", "chốt số", actor="lan")
    with pytest.raises(ActRefused, match="hãy mở lại có lý do"):
        set_period(workspace, "2025-11", START, END, DEADLINE, "lùi hạn", actor="lan")
    with pytest.raises(ActRefused, match="Cần ghi lý do"):
        reopen_period(workspace, "2025-11", " ", actor="lan")
    reopen_period(workspace, "2025-11", "số liệu dân cư sai", actor="lan")
    assert ledger_of(workspace).locked_periods == frozenset()


def test_waivers_reminders_and_exceptions_are_listed_as_they_were_given(workspace: Workspace) -> None:
    waive(workspace, "03466", "2025-11", "bm-01", "mới thành lập", actor="lan")
    remind(workspace, ["03388", "03388", "03390"], "2025-11", "bm-01", actor="lan")
    except_unit(workspace, "03466", "2025-11", date(2099, 12, 10), "mất mạng", actor="lan")
    ledger = ledger_of(workspace)
    assert list(ledger.waivers) == [("03466", "2025-11", "bm-01")]
    assert ledger.reminders[0].units == ("03388", "03390")
    assert ledger.is_excepted("03466", "2025-11", date(2099, 12, 10))
    unwaive(workspace, "03466", "2025-11", "bm-01", "", actor="lan")
    assert ledger_of(workspace).waivers == {}
