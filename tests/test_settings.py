"""Which folder is the workspace, and which day it stands on."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.settings import Workspace, WorkspaceMissing, find_workspace
from tests.second import SECOND


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return shutil.copytree(SECOND, tmp_path / "w").resolve()


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No workspace by the environment, none in the current folder."""
    monkeypatch.delenv("CHITIEU_WORKSPACE", raising=False)
    monkeypatch.delenv("CHITIEU_OPERATOR", raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_folder_that_is_named_wins(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHITIEU_WORKSPACE", "/khong/co")
    assert find_workspace(root).root == root


def test_then_the_one_of_the_environment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHITIEU_WORKSPACE", str(root))
    assert find_workspace().root == root


def test_then_the_current_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    assert find_workspace().root == root


def test_a_folder_without_a_catalogue_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceMissing, match=str(tmp_path)):
        find_workspace()
    with pytest.raises(WorkspaceMissing):
        find_workspace(tmp_path / "khong-co")


def test_a_workspace_found_by_a_relative_path_has_a_whole_one(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    assert find_workspace(Path("w")).root == root


def test_the_operator_is_told_by_the_environment(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_workspace(root).operator == "operator"
    monkeypatch.setenv("CHITIEU_OPERATOR", "Lò Thị Mai")
    assert find_workspace(root).operator == "Lò Thị Mai"


def test_everything_derived_lies_inside_the_workspace(root: Path) -> None:
    workspace = Workspace(root)
    paths = (workspace.facts, workspace.inbox, workspace.journal_path, workspace.sample, workspace.sources)
    assert all(path.is_relative_to(root) for path in (*paths, workspace.reference, workspace.catalogue_path))


def test_the_illustrative_workspace_stands_still_on_its_day(root: Path) -> None:
    (root / "data" / "sample").mkdir()
    (root / "data" / "sample" / "sample.yaml").write_text("as_of: 2025-12-05\nloads: []\n", encoding="utf-8")
    assert Workspace(root).today() == date(2025, 12, 5)


def test_a_workspace_for_real_use_goes_by_the_calendar_of_its_time_zone(root: Path) -> None:
    workspace = Workspace(root)
    assert workspace.as_of is None
    # Kiritimati is 25 hours ahead of Niue: at every moment it has the later date.
    assert workspace.today("Pacific/Kiritimati") > workspace.today("Pacific/Niue")


def test_another_catalogue_leaves_the_data_where_they_are(root: Path, tmp_path: Path) -> None:
    workspace = Workspace(root).with_catalogue_of(tmp_path / "cu")
    assert workspace.catalogue_path == tmp_path / "cu" / "indicators.yaml"
    assert workspace.facts == root / "data" / "facts"


def test_a_moment_is_read_in_local_time_and_on_the_fixed_day_of_a_demonstration(root: Path) -> None:
    moment = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    real = Workspace(root).local(moment)
    assert (real.date(), real.hour) == (date(2026, 11, 22), 1)
    sample = root / "data" / "sample"
    sample.mkdir(parents=True, exist_ok=True)
    (sample / "sample.yaml").write_text("as_of: 2025-12-05\nloads: []\n", encoding="utf-8")
    shown = Workspace(root).local(moment)
    assert (shown.date(), shown.hour) == (date(2025, 12, 5), 1)
