"""A sent file waits for approval, counts once it is approved, and goes back with a reason; locked periods take nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.observations import Correction
from dashboard.settings import Workspace
from dashboard.snapshot import take_snapshot
from dashboard.store.facts import Facts, open_facts
from dashboard.store.faults import FactsNotWritten, JournalShort
from dashboard.store.journal import Journal
from dashboard.store.lines import LoadDecision
from dashboard.submissions.acts import ActRefused, except_unit, lock_period, reopen_period, set_period
from dashboard.submissions.ledger import SubmissionState
from dashboard.submissions.reading import ledger_of
from loaders import pipeline
from loaders.arrivals import Job
from loaders.deciding import NotApprovable, approve, recheck, return_file, withdraw
from loaders.outcomes import FileOutcome
from loaders.pipeline import RecordedNotShown, load_jobs, rebuild
from loaders.standing import ensure_facts
from tests.loaders.forms import RECEIVED, WORKSPACE, bm01, so_hoa


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    shutil.copytree(WORKSPACE, tmp_path / "w")
    return Workspace(tmp_path / "w")


@pytest.fixture
def catalogue(workspace: Workspace) -> Catalogue:
    return load_catalogue(workspace)


def send(
    workspace: Workspace,
    catalogue: Catalogue,
    content: bytes,
    decision: LoadDecision = "submitted",
    name: str = "bieu.xlsx",
    corrections: tuple[Correction, ...] = (),
) -> FileOutcome:
    job = Job(Path(name), None, RECEIVED, content, corrections)
    (outcome,) = load_jobs(workspace, catalogue, [job], actor="xa", decision=decision)
    return outcome


def state(workspace: Workspace) -> SubmissionState:
    return ledger_of(workspace).submissions[-1].state


def load_id(workspace: Workspace) -> str:
    return ledger_of(workspace).submissions[-1].load.line_id


def values(workspace: Workspace) -> dict[tuple[str, str, str], float | None]:
    facts = open_facts(workspace)
    return {} if facts is None else {key: seen.value for key, seen in facts.current_values().items()}


def facts(workspace: Workspace) -> Facts:
    found = open_facts(workspace)
    assert found is not None
    return found


SENT = bm01([so_hoa(1, 10)])


def test_a_sent_file_has_a_receipt_and_waits_and_no_figure_counts(workspace: Workspace, catalogue: Catalogue) -> None:
    outcome = send(workspace, catalogue, SENT)
    assert (outcome.outcome, outcome.receipt, outcome.new) == ("accepted", "BN-0001", 2)
    assert outcome.recorded_at is not None
    assert (outcome.unit, outcome.period) == ("SKHCN", "2025-11")
    assert state(workspace) is SubmissionState.WAITING
    assert values(workspace) == {}


def test_an_approved_file_counts_from_the_day_it_was_sent(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT)
    approve(workspace, catalogue, load_id(workspace), actor="so")
    assert values(workspace) == {("SKHCN", "so-hoa", "2025-11"): 10.0}
    assert facts(workspace).vintages("so-hoa")[0].received == RECEIVED


def test_approval_step_by_step_and_a_rebuild_give_the_same_facts(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT)
    first = load_id(workspace)
    send(workspace, catalogue, bm01([so_hoa(3, 10)], unit="03388"), "accepted", "b.xlsx")
    approve(workspace, catalogue, first, actor="so")
    before = facts(workspace).content_digest
    shutil.rmtree(workspace.facts)
    rebuild(workspace, catalogue)
    assert facts(workspace).content_digest == before


def test_a_returned_file_goes_back_with_its_reason_and_never_counts(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT)
    with pytest.raises(ActRefused, match="Cần ghi lý do"):
        return_file(workspace, load_id(workspace), "  ", actor="so")
    return_file(workspace, load_id(workspace), "thiếu minh chứng", actor="so")
    assert ledger_of(workspace).submissions[-1].reason == "thiếu minh chứng"
    with pytest.raises(ActRefused, match="không còn ở trạng thái đó"):
        approve(workspace, catalogue, load_id(workspace), actor="so")
    assert values(workspace) == {}


def test_the_same_content_sent_again_while_it_waits_changes_nothing(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT)
    again = send(workspace, catalogue, SENT)
    assert again.outcome == "unchanged"
    assert again.messages[0].endswith("mã BN-0001; đang chờ duyệt.")
    assert len(ledger_of(workspace).lines) == 1


def test_a_returned_content_may_be_sent_again(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT)
    return_file(workspace, load_id(workspace), "xem lại", actor="so")
    assert send(workspace, catalogue, SENT).outcome == "accepted"
    assert state(workspace) is SubmissionState.WAITING


def test_a_draft_is_kept_with_its_faults_and_can_be_checked_again(workspace: Workspace, catalogue: Catalogue) -> None:
    faulty = bm01([so_hoa(11, 10)])
    outcome = send(workspace, catalogue, faulty, "draft")
    assert outcome.outcome == "refused"
    assert state(workspace) is SubmissionState.DRAFT
    again = recheck(workspace, catalogue, load_id(workspace))
    assert again.faults == outcome.faults
    withdraw(workspace, load_id(workspace), actor="xa")
    assert state(workspace) is SubmissionState.WITHDRAWN


def test_a_file_with_faults_is_never_sent_but_waits_in_quarantine(workspace: Workspace, catalogue: Catalogue) -> None:
    assert send(workspace, catalogue, bm01([so_hoa(11, 10)])).outcome == "refused"
    assert state(workspace) is SubmissionState.REFUSED
    assert len(ledger_of(workspace).quarantined) == 1


def test_a_file_that_no_longer_fits_is_not_approved(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT)
    lock_period(workspace, "2025-11", "chốt", actor="so")
    with pytest.raises(NotApprovable, match="kỳ đã khóa"):
        approve(workspace, catalogue, load_id(workspace), actor="so")
    assert state(workspace) is SubmissionState.WAITING
    reopen_period(workspace, "2025-11", "duyệt nốt", actor="so")
    approve(workspace, catalogue, load_id(workspace), actor="so")
    assert len(values(workspace)) == 1


def test_a_locked_period_takes_no_figure_except_from_the_unit_with_an_exception(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    lock_period(workspace, "2025-11", "chốt", actor="so")
    (fault,) = send(workspace, catalogue, SENT, "accepted").faults
    assert fault.message == (
        "Tệp «bieu.xlsx»: thấy «1 số liệu của tháng 11/2025, kỳ đã khóa»; cần một kỳ đang mở. "
        "Cách sửa: đề nghị đơn vị thu báo cáo mở lại kỳ có lý do, hoặc gia hạn cho đơn vị, ở trang «Kỳ báo cáo», rồi gửi lại. [KY-04]"
    )
    except_unit(workspace, "SKHCN", "2025-11", date(2099, 1, 1), "sửa theo kết luận", actor="so")
    assert send(workspace, catalogue, SENT, "accepted", "b.xlsx").outcome == "accepted"
    assert send(workspace, catalogue, bm01([so_hoa(1, 9)], unit="03388"), "accepted").outcome == "refused"


def test_files_in_force_stay_when_their_period_is_locked(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT, "accepted")
    lock_period(workspace, "2025-11", "chốt", actor="so")
    rebuild(workspace, catalogue)
    assert len(values(workspace)) == 1


def test_typed_days_of_a_period_reach_facts_and_judgement(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT, "accepted")
    set_period(workspace, "2025-11", date(2025, 10, 26), date(2025, 11, 25), date(2025, 12, 10), "chốt sớm", actor="so")
    ensure_facts(workspace, catalogue)
    assert facts(workspace).vintages("so-hoa")[0].period_end == date(2025, 11, 25)
    snapshot = take_snapshot(facts(workspace), catalogue, date(2025, 12, 11))
    calendar = snapshot.catalogue.indicators["so-hoa"].calendar
    assert calendar is not None
    period = facts(workspace).period_settings()[0]
    assert (period.period_id, period.deadline) == ("2025-11", date(2025, 12, 10))
    assert any(entry.deadline == date(2025, 12, 10) for entry in calendar.typed)
    before = facts(workspace).content_digest
    shutil.rmtree(workspace.facts)
    rebuild(workspace, catalogue)
    assert facts(workspace).content_digest == before


def test_a_later_deadline_alone_does_not_read_the_files_anew(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT, "accepted")
    for inbox in workspace.inbox.iterdir():
        inbox.chmod(0o600)
        inbox.rename(inbox.with_suffix(".away"))
    set_period(workspace, "2025-11", date(2025, 11, 1), date(2025, 11, 30), date(2025, 12, 10), "nghỉ lễ", actor="so")
    ensure_facts(workspace, catalogue)
    assert facts(workspace).period_settings()[0].deadline == date(2025, 12, 10)
    assert len(values(workspace)) == 1


def test_a_settled_doubt_is_kept_in_the_journal_and_holds_in_a_rebuild(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    doubtful = bm01([so_hoa("1.234", 5000)])
    outcome = send(workspace, catalogue, doubtful, "draft")
    (fault,) = outcome.faults
    chosen = next(choice for choice in fault.choices if choice.value == "1234")
    correction = Correction(fault.sheet, fault.cell, fault.found, chosen.value)
    assert send(workspace, catalogue, doubtful, "accepted", corrections=(correction,)).outcome == "accepted"
    assert ledger_of(workspace).submissions[-1].load.corrections == (correction,)
    rebuild(workspace, catalogue)
    assert values(workspace) == {("SKHCN", "so-hoa", "2025-11"): pytest.approx(24.68)}


def test_facts_with_files_the_journal_does_not_know_stop_everything(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT, "accepted")
    for part in workspace.root.glob("data/journal.sqlite*"):
        part.unlink()
    Journal(workspace.journal_path).close()
    with pytest.raises(JournalShort, match=r"thiếu 1 tệp mà số liệu đang có \(bieu.xlsx\)"):
        ensure_facts(workspace, catalogue)


def test_a_file_already_read_is_not_counted_twice_by_a_second_approval(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    send(workspace, catalogue, SENT)
    waiting = load_id(workspace)
    approve(workspace, catalogue, waiting, actor="so")
    with pytest.raises(ActRefused):
        approve(workspace, catalogue, waiting, actor="so")
    assert replace(facts(workspace).files()[0], sequence=0).file_name == "bieu.xlsx"
    assert facts(workspace).observation_count == 1


def test_the_same_bytes_with_two_readings_in_one_call_count_as_the_journal_says(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    doubtful = bm01([so_hoa("1.234", 5000)])
    jobs = [
        Job(Path(name), None, RECEIVED, doubtful, (Correction("BM-01", "E8", "1.234", value),))
        for name, value in (("a.xlsx", "1234"), ("b.xlsx", "1,234"))
    ]
    outcomes = load_jobs(workspace, catalogue, jobs, actor="so")
    assert [each.outcome for each in outcomes] == ["accepted", "unchanged"]
    assert facts(workspace).observation_count == 1
    assert values(workspace) == {("SKHCN", "so-hoa", "2025-11"): pytest.approx(24.68)}


def test_the_first_day_of_a_period_may_be_typed_without_reading_anew(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    send(workspace, catalogue, SENT, "accepted")
    set_period(workspace, "2025-11", date(2025, 11, 3), date(2025, 11, 30), date(2025, 12, 3), "ngày nghỉ", actor="so")
    ensure_facts(workspace, catalogue)
    assert send(workspace, catalogue, bm01([so_hoa(1, 9)], unit="03388"), "accepted").outcome == "accepted"


def test_a_later_last_day_does_not_take_approved_figures_away(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT, "accepted")
    set_period(workspace, "2025-11", date(2025, 11, 1), date(2025, 12, 8), date(2025, 12, 10), "lùi", actor="so")
    ensure_facts(workspace, catalogue)
    assert len(values(workspace)) == 1
    assert facts(workspace).retired() == []


def test_of_two_files_of_one_day_the_one_approved_later_is_the_newer(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    header = "don_vi,chi_tieu,ky,tu_so,mau_so,gia_tri,ghi_chu\n"
    send(workspace, catalogue, SENT)
    waiting = load_id(workspace)
    table = Job(Path("a.csv"), None, RECEIVED, f"{header}SKHCN,so-hoa,2025-11,5,10,,\n".encode())
    load_jobs(workspace, catalogue, [table], actor="so")
    outcome = approve(workspace, catalogue, waiting, actor="so")
    assert outcome.changed == 2
    assert values(workspace) == {("SKHCN", "so-hoa", "2025-11"): 10.0}
    rebuild(workspace, catalogue)
    assert values(workspace) == {("SKHCN", "so-hoa", "2025-11"): 10.0}


def test_a_day_inside_a_locked_period_is_closed_too(workspace: Workspace, catalogue: Catalogue) -> None:
    lock_period(workspace, "2025-11", "chốt", actor="so")
    header = "don_vi,chi_tieu,ky,tu_so,mau_so,gia_tri,ghi_chu\n"
    (outcome,) = load_jobs(
        workspace,
        catalogue,
        [Job(Path("a.csv"), None, RECEIVED, f"{header}SKHCN,so-hoa,2025-11-10,1,10,,\n".encode())],
        actor="so",
    )
    assert [fault.code.value for fault in outcome.faults] == ["KY-04"]


def test_a_lock_set_while_a_file_is_read_keeps_it_out(
    workspace: Workspace, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, done = pipeline.read_jobs, []

    def read_then_lock(*given: object, **named: object) -> object:
        found = real(*given, **named)  # pyright: ignore[reportArgumentType]
        if not done:
            done.append(lock_period(workspace, "2025-11", "chốt", actor="so"))
        return found

    monkeypatch.setattr(pipeline, "read_jobs", read_then_lock)
    assert send(workspace, catalogue, SENT, "accepted").outcome == "refused"
    assert values(workspace) == {}


def test_what_is_approved_is_no_longer_said_to_wait(workspace: Workspace, catalogue: Catalogue) -> None:
    send(workspace, catalogue, SENT)
    approve(workspace, catalogue, load_id(workspace), actor="so")
    again = send(workspace, catalogue, SENT, "accepted")
    assert "đã nạp ngày" in again.messages[0]


def test_files_that_cannot_be_shown_yet_are_told_as_received(
    workspace: Workspace, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> str:
        raise FactsNotWritten("hết chỗ trống")

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "build_facts", full)
        with pytest.raises(RecordedNotShown, match=r"Đã nhận \(BN-0001\), đừng gửi lại"):
            send(workspace, catalogue, SENT, "accepted")
    ensure_facts(workspace, catalogue)
    assert len(values(workspace)) == 1
