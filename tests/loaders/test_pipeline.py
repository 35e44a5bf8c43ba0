"""The one path of a file: kept, read, mapped, all or nothing; journal and facts; rebuilt the same in any order."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.settings import Workspace
from dashboard.store.facts import Facts, open_facts
from dashboard.store.journal import Journal
from loaders import pipeline, rebuilding
from loaders.inbox import InboxDamaged, NotReadAgain, content_hash, inbox_file
from loaders.outcomes import FileOutcome
from loaders.reading.cells import UnreadableFile
from loaders.standing import ensure_facts
from tests.loaders.forms import RECEIVED, WORKSPACE, bm01, so_hoa

HISTORY = "don_vi,chi_tieu,ky,tu_so,mau_so,gia_tri,ghi_chu,ngay_nhan\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace of its own with the small catalogue and nothing loaded."""
    shutil.copytree(WORKSPACE, tmp_path / "w")
    return Workspace(tmp_path / "w")


@pytest.fixture
def catalogue(workspace: Workspace) -> Catalogue:
    """Its catalogue."""
    return load_catalogue(workspace)


def file(workspace: Workspace, name: str, content: bytes) -> Path:
    """A file as someone sends it, outside the inbox."""
    path = workspace.root / name
    path.write_bytes(content)
    return path


def load(
    workspace: Workspace, catalogue: Catalogue, *paths: Path, received: date = RECEIVED, dry_run: bool = False
) -> list[FileOutcome]:
    """Loads files as the operator does."""
    return pipeline.load_files(workspace, catalogue, paths, received=received, actor="operator", dry_run=dry_run)


def facts(workspace: Workspace) -> Facts:
    """The current facts, which must be there."""
    found = open_facts(workspace)
    assert found is not None
    return found


def good(workspace: Workspace, numerator: int = 1, name: str = "a.xlsx", unit: str = "SKHCN") -> Path:
    """A form that fits."""
    return file(workspace, name, bm01([so_hoa(numerator, 10)], unit=unit))


def everything(folder: Path) -> set[Path]:
    """All files below a folder."""
    return {path for path in folder.rglob("*") if path.is_file()}


def test_an_accepted_file_is_in_inbox_journal_and_facts(workspace: Workspace, catalogue: Catalogue) -> None:
    path = good(workspace)
    (outcome,) = load(workspace, catalogue, path)
    assert (outcome.outcome, outcome.new, outcome.changed, outcome.unchanged) == ("accepted", 2, 0, 0)
    assert inbox_file(workspace, outcome.sha256).read_bytes() == path.read_bytes()
    (line,) = Journal(workspace.journal_path).loads()
    assert (line.sha256, line.decision, line.form, line.received, line.actor) == (
        outcome.sha256,
        "accepted",
        "bm-01",
        RECEIVED,
        "operator",
    )
    assert facts(workspace).current_values()["SKHCN", "so-hoa", "2025-11"].value == 10.0


def test_one_call_publishes_one_version(workspace: Workspace, catalogue: Catalogue) -> None:
    load(workspace, catalogue, good(workspace), good(workspace, 2, "b.xlsx", "03388"))
    assert len(list(workspace.facts.glob("facts-*.duckdb"))) <= 2
    assert facts(workspace).observation_count == 2


def test_b13_the_same_file_twice_changes_nothing(workspace: Workspace, catalogue: Catalogue) -> None:
    path = good(workspace)
    load(workspace, catalogue, path)
    before = facts(workspace).id
    (outcome,) = load(workspace, catalogue, path)
    assert (outcome.outcome, outcome.new, outcome.changed, outcome.unchanged) == ("unchanged", 0, 0, 2)
    assert outcome.messages[0].startswith("Tệp này đã nạp ngày 05/12/2025; ")
    assert (facts(workspace).id, len(Journal(workspace.journal_path).loads())) == (before, 1)


def test_the_same_content_twice_in_one_call_is_taken_once(workspace: Workspace, catalogue: Catalogue) -> None:
    paths = [good(workspace, name=name) for name in ("a.xlsx", "b.xlsx")]
    assert [outcome.outcome for outcome in load(workspace, catalogue, *paths)] == ["accepted", "unchanged"]


def test_b27_a_newer_value_is_a_newer_vintage_and_the_old_one_stays(workspace: Workspace, catalogue: Catalogue) -> None:
    load(workspace, catalogue, good(workspace, 1))
    (outcome,) = load(workspace, catalogue, good(workspace, 2, "b.xlsx"), received=date(2025, 12, 8))
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 2, 0)
    seen = facts(workspace).vintages("so-hoa", "SKHCN")
    assert {vintage.vintage_number: vintage.value for vintage in seen} == {1: 10.0, 2: 20.0}


def test_of_corrections_received_on_one_day_the_last_load_counts_also_after_a_rebuild(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    for numerator in (3, 1, 4, 2, 6, 5):
        (outcome,) = load(workspace, catalogue, good(workspace, numerator, f"{numerator}.xlsx"))
        assert outcome.new + outcome.changed == 2
        assert facts(workspace).current_values()["SKHCN", "so-hoa", "2025-11"].numerator == numerator
    digest = facts(workspace).content_digest
    pipeline.rebuild(workspace, catalogue)
    assert facts(workspace).current_values()["SKHCN", "so-hoa", "2025-11"].numerator == 5
    assert facts(workspace).content_digest == digest
    assert [vintage.numerator for vintage in facts(workspace).vintages("so-hoa", "SKHCN")] == [5, 6, 2, 4, 1, 3]


def test_a_figure_received_before_the_current_one_is_kept_as_an_older_vintage_and_changes_nothing(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    load(workspace, catalogue, good(workspace, 5), received=date(2025, 12, 8))
    (late,) = load(workspace, catalogue, good(workspace, 4, "b.xlsx"), received=date(2025, 12, 2))
    assert (late.new, late.changed, late.unchanged) == (0, 0, 2)
    assert facts(workspace).current_values()["SKHCN", "so-hoa", "2025-11"].numerator == 5
    assert len(facts(workspace).vintages("so-hoa", "SKHCN")) == 2


def test_an_unquoted_decimal_that_fell_apart_into_two_columns_is_refused(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    text = "don_vi,chi_tieu,ky,tu_so,mau_so,gia_tri,ghi_chu\nSKHCN,so-hoa,2025-11,27,50,54,02\n"
    (outcome,) = load(workspace, catalogue, file(workspace, "a.csv", text.encode()))
    assert outcome.outcome == "refused"
    assert '"54,02"' in outcome.faults[0].message


def test_a_note_that_speaks_of_the_period_before_does_not_make_a_figure_provisional(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    head = "don_vi;chi_tieu;ky;tu_so;mau_so;gia_tri;ghi_chu\n"
    said = {"SKHCN": "bằng kỳ trước", "STC": "số ước"}
    text = head + "".join(f"{unit};so-hoa;2025-11;27;50;;{note}\n" for unit, note in said.items())
    load(workspace, catalogue, file(workspace, "a.csv", text.encode()))
    known = facts(workspace).current_values()
    found = {
        unit: known[unit, "so-hoa", "2025-11"].provisional for unit in said if (unit, "so-hoa", "2025-11") in known
    }
    assert found == {"SKHCN": False, "STC": True}


def test_a_file_with_one_fault_changes_no_figure_and_others_are_taken(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    bad = file(workspace, "bad.xlsx", bm01([so_hoa(1, 2), so_hoa(3, 0)], unit="03388"))
    outcomes = load(workspace, catalogue, bad, good(workspace))
    assert [outcome.outcome for outcome in outcomes] == ["refused", "accepted"]
    assert set(facts(workspace).current_values()) == {("SKHCN", "so-hoa", "2025-11")}
    assert [line.decision for line in Journal(workspace.journal_path).loads()] == ["refused", "accepted"]


def test_check_43_the_counts_of_a_file_add_up_to_its_cells(workspace: Workspace, catalogue: Catalogue) -> None:
    """Title 8 cells, header 9, foot 2; two rows of six cells, of which two carry the figure; in the second one is refused."""
    load(workspace, catalogue, good(workspace, 1))
    again = file(workspace, "b.xlsx", bm01([so_hoa(1, 10)], name="Sở Khoa học và Công nghệ"))
    bad = file(workspace, "bad.xlsx", bm01([so_hoa(1, 10), so_hoa(3, 0)], unit="03388", name="Phường Đoàn Kết"))
    found = load(workspace, catalogue, again, bad)
    assert [(o.outcome, o.new, o.changed, o.unchanged, o.accepted, o.ignored, o.rejected) for o in found] == [
        ("accepted", 0, 0, 2, 2, 23, 0),
        ("refused", 2, 0, 0, 2, 28, 1),
    ]


def test_a_refused_file_may_come_again(workspace: Workspace, catalogue: Catalogue) -> None:
    bad = file(workspace, "bad.xlsx", bm01([so_hoa(3, 0)]))
    assert [load(workspace, catalogue, bad)[0].outcome for _ in range(2)] == ["refused", "refused"]


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(workspace: Workspace, catalogue: Catalogue) -> None:
    (outcome,) = load(workspace, catalogue, file(workspace, "trang.xlsx", b"<html></html>"))
    assert (outcome.outcome, outcome.faults[0].code) == ("refused", "TE-04")
    found = "tên có đuôi .xlsx nhưng nội dung là trang web (HTML hoặc XML)"
    assert outcome.faults[0].message.startswith(f"Tệp «trang.xlsx»: thấy «{found}»; cần ")


def test_a_path_that_is_no_file_is_refused_and_leaves_no_line(workspace: Workspace, catalogue: Catalogue) -> None:
    outcomes = load(workspace, catalogue, workspace.root / "khong-co.xlsx", workspace.root)
    assert [(outcome.outcome, outcome.sha256) for outcome in outcomes] == [("refused", "")] * 2
    assert Journal(workspace.journal_path).loads() == []


def test_a_dry_run_says_the_same_and_writes_nothing(workspace: Workspace, catalogue: Catalogue) -> None:
    path = good(workspace)
    before = everything(workspace.root)
    (dry,) = load(workspace, catalogue, path, dry_run=True)
    assert everything(workspace.root) == before
    (real,) = load(workspace, catalogue, path)
    assert (dry.receipt, real.receipt) == ("", "BN-0001")
    assert dry == replace(real, receipt="", recorded_at=None)


def test_the_json_has_the_promised_keys(workspace: Workspace, catalogue: Catalogue) -> None:
    (outcome,) = load(workspace, catalogue, file(workspace, "bad.xlsx", bm01([so_hoa(3, 0)])))
    answer = outcome.as_json()
    assert set(answer) == {
        "file", "sha256", "outcome", "new", "changed", "unchanged", "accepted", "ignored", "rejected", "warnings",
        "faults", "received", "messages", "warned", "receipt",
    }  # fmt: skip
    assert set(answer["faults"][0]) == {"code", "sheet", "cell", "about", "found", "expected", "message"}


def test_an_unknown_kind_is_a_fault_of_the_call(workspace: Workspace, catalogue: Catalogue) -> None:
    with pytest.raises(pipeline.UnknownKind, match="bm-01"):
        pipeline.load_files(workspace, catalogue, [good(workspace)], kind="bm-99", actor="operator")


def test_a_form_that_says_illustrative_marks_the_facts(workspace: Workspace, catalogue: Catalogue) -> None:
    load(workspace, catalogue, file(workspace, "a.xlsx", bm01([so_hoa(1, 2, note="SỐ LIỆU MINH HOẠ")])))
    assert facts(workspace).illustrative


def test_a_rebuild_gives_the_digest_of_loading_one_by_one_in_any_order(tmp_path: Path) -> None:
    digests = set()
    for name, order in (("mot", (0, 1, 2)), ("hai", (2, 0, 1))):
        shutil.copytree(WORKSPACE, tmp_path / name)
        workspace = Workspace(tmp_path / name)
        catalogue = load_catalogue(workspace)
        history = file(workspace, "h.csv", (HISTORY + "03388,so-hoa,2025-10,1,3,,,03/11/2025\n").encode())
        paths = [good(workspace, 1), good(workspace, 2, "b.xlsx"), history]
        for index in order:
            load(workspace, catalogue, paths[index])
        digests.add(facts(workspace).content_digest)
        pipeline.rebuild(workspace, catalogue)
        digests.add(facts(workspace).content_digest)
    assert len(digests) == 1


def test_b78_facts_older_than_the_journal_are_rebuilt_at_the_next_start(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    load(workspace, catalogue, good(workspace))
    whole = facts(workspace).content_digest
    pipeline.build_facts(workspace, catalogue, [], [], [])
    assert facts(workspace).observation_count == 0
    ensure_facts(workspace, catalogue)
    assert facts(workspace).content_digest == whole


def test_facts_that_were_deleted_are_rebuilt_at_the_next_start(workspace: Workspace, catalogue: Catalogue) -> None:
    load(workspace, catalogue, good(workspace))
    whole = facts(workspace).content_digest
    shutil.rmtree(workspace.facts)
    ensure_facts(workspace, catalogue)
    assert facts(workspace).content_digest == whole


def test_a_changed_catalogue_keeps_accepted_files_and_retires_cells_that_no_longer_fit(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    load(
        workspace,
        catalogue,
        file(workspace, "a.xlsx", bm01([so_hoa(1, 2), [2, "phu-song", None, "%", None, None, 45]])),
    )
    text = workspace.catalogue_path.read_text(encoding="utf-8").replace("  phu-song:\n", "  do-phu-song:\n")
    workspace.catalogue_path.write_text(text, encoding="utf-8")
    changed = load_catalogue(workspace)
    ensure_facts(workspace, changed)
    assert (facts(workspace).catalogue_hash, set(facts(workspace).current_values())) == (
        changed.hash,
        {("SKHCN", "so-hoa", "2025-11")},
    )
    (cell,) = facts(workspace).retired()
    assert (cell.sheet, cell.cell, cell.found) == ("BM-01", "G9", "45")


def test_a_renamed_indicator_that_says_formerly_keeps_its_figures(workspace: Workspace, catalogue: Catalogue) -> None:
    load(workspace, catalogue, file(workspace, "a.xlsx", bm01([[1, "phu-song", None, "%", None, None, 45]])))
    text = workspace.catalogue_path.read_text(encoding="utf-8")
    text = text.replace("  phu-song:\n", "  do-phu-song:\n    formerly: [phu-song]\n")
    workspace.catalogue_path.write_text(text, encoding="utf-8")
    ensure_facts(workspace, load_catalogue(workspace))
    assert set(facts(workspace).current_values()) == {("SKHCN", "do-phu-song", "2025-11")}


def test_a_damaged_inbox_is_named_and_no_facts_are_made_of_it(workspace: Workspace, catalogue: Catalogue) -> None:
    (outcome,) = load(workspace, catalogue, good(workspace))
    inbox_file(workspace, outcome.sha256).write_bytes(b"other")
    with pytest.raises(InboxDamaged, match=r"a\.xlsx"):
        pipeline.rebuild(workspace, catalogue)


def test_the_first_start_loads_the_illustrative_reports_once(workspace: Workspace, catalogue: Catalogue) -> None:
    workspace.sample.mkdir(parents=True)
    (workspace.sample / "a.xlsx").write_bytes(bm01([so_hoa(1, 10)]))
    (workspace.sample / "h.csv").write_bytes(
        (HISTORY + "03388,so-hoa,2026-10,1,3,,số liệu minh họa,03/11/2026\n").encode()
    )
    (workspace.sample / "sample.yaml").write_text(
        "as_of: 2025-12-05\nloads:\n  - {path: '*.xlsx', as: bm-01, received: 2025-12-03}\n"
        "  - {path: 'h.csv', as: history, received: 2026-12-31}\n",
        encoding="utf-8",
    )
    steps: list[tuple[int, int, str]] = []
    for _ in range(2):
        ensure_facts(workspace, catalogue, lambda done, total, label: steps.append((done, total, label)))
    assert steps == [(0, 2, "a.xlsx"), (1, 2, "h.csv"), (2, 2, "")]
    lines = Journal(workspace.journal_path).loads()
    assert [(line.form, line.received) for line in lines] == [
        ("bm-01", date(2025, 12, 3)),
        ("history-csv", date(2026, 12, 31)),
    ]
    assert facts(workspace).observation_count == 2


def test_a_file_is_kept_under_the_hash_of_its_bytes_whatever_it_is_called(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    path = good(workspace, name="..＼x.xlsx")
    load(workspace, catalogue, path)
    assert {kept.name for kept in workspace.inbox.iterdir()} == {content_hash(path.read_bytes())}


def test_a_pipe_is_no_file_and_nobody_waits_for_it(workspace: Workspace, catalogue: Catalogue) -> None:
    os.mkfifo(workspace.root / "ong")
    (outcome,) = load(workspace, catalogue, workspace.root / "ong", dry_run=True)
    assert (outcome.outcome, outcome.sha256) == ("refused", "")


def test_a_name_that_is_no_text_is_shown_with_question_marks(workspace: Workspace, catalogue: Catalogue) -> None:
    path = Path(os.fsdecode(os.fsencode(workspace.root) + b"/b\xff\xfe.xlsx"))
    path.write_bytes(bm01([so_hoa(1, 10)]))
    (outcome,) = load(workspace, catalogue, path)
    assert (outcome.file, outcome.outcome) == ("b??.xlsx", "accepted")
    assert Journal(workspace.journal_path).loads()[0].file_name == "b??.xlsx"


def test_b07_a_name_that_promises_another_content_is_refused_and_both_are_named(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    (outcome,) = load(workspace, catalogue, file(workspace, "bieu.xls", bm01([so_hoa(1, 10)])))
    assert (outcome.outcome, outcome.faults[0].code) == ("refused", "TE-04")
    assert outcome.faults[0].found == "tên có đuôi .xls nhưng nội dung là sổ tính .xlsx"


def test_a_file_in_force_that_is_not_read_this_time_is_not_retired(
    workspace: Workspace, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(workspace, catalogue, good(workspace))
    before = facts(workspace).id
    monkeypatch.setattr(rebuilding, "read_and_map", lambda *_, **__: iter([UnreadableFile("too_slow")]))
    with pytest.raises(NotReadAgain, match=r"«a\.xlsx»"):
        pipeline.rebuild(workspace, catalogue)
    assert facts(workspace).id == before
