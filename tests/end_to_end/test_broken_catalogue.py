"""A broken edit of the catalogue: every fault is told with its line, nothing is taken, and the old picture stays served."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import command, environment, free_port, serve, view
from tests.catalogue.test_faults import BROKEN, FIXTURES
from tests.second import load_rows, make_workspace, write_rows
from tests.test_cli import answer, called

STATUS = ("status", "--as-of", "2025-11-10", "--json")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second workspace with facts built; copied, never changed."""
    workspace = make_workspace(tmp_path_factory.mktemp("sound") / "w")
    load_rows(workspace)
    return workspace.root


@pytest.fixture(scope="module")
def picture_before(sound: Path) -> str:
    """What the status was before the edit."""
    return called(*STATUS, workspace=sound).stdout


@pytest.fixture
def root(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound workspace."""
    return shutil.copytree(sound, tmp_path / "w")


def break_catalogue(root: Path, name: str) -> Path:
    """Puts the named broken file in the place of the sound one."""
    fixture = FIXTURES / name
    replaced = "indicators.yaml" if fixture.suffix == ".yaml" else "data/reference/org_units.csv"
    shutil.copyfile(fixture, root / replaced)
    return Path(replaced)


def content(root: Path) -> dict[str, str]:
    """Every file below the data folder by its hash; SQLite's own side files come and go."""
    files = (path for path in (root / "data").rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("name", BROKEN)
def test_every_fault_is_told_and_the_old_numbers_are_given(name: str, root: Path, picture_before: str) -> None:
    replaced = break_catalogue(root, name)
    done = called(*STATUS, workspace=root)
    told = done.stderr.splitlines()
    expected = (FIXTURES / name).with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    assert [re.findall(r", dòng (\d+)", line)[0] for line in told[:-1]] == [line.split(" | ")[0] for line in expected]
    assert all(line.startswith(replaced.as_posix()) for line in told[:-1])
    assert told[-1] == f"Danh mục có {len(expected)} lỗi nên chưa được nhận; số liệu cũ giữ nguyên."
    assert (done.returncode, done.stdout) == (0, picture_before)


@pytest.mark.parametrize("name", BROKEN)
def test_loading_and_rebuilding_refuse_and_change_nothing(name: str, root: Path) -> None:
    break_catalogue(root, name)
    path = write_rows(root / "sua.csv", "VP,so-hoa,2025-10,99,100,,,09/11/2025\n")
    before = content(root)
    for call in (("load", path, "--as", "history"), ("rebuild",)):
        done = called(*call, workspace=root)
        assert (done.returncode, done.stdout) == (1, "")
        assert "số liệu cũ giữ nguyên" in done.stderr
    assert content(root) == before


def test_loading_tells_the_catalogue_s_faults_as_json_too(root: Path) -> None:
    break_catalogue(root, "many_faults.yaml")
    done = called("load", write_rows(root / "a.csv"), "--json", workspace=root)
    found = answer(done)
    assert (done.returncode, found["files"]) == (1, [])
    assert len(found["catalogue_faults"]) == len(
        (FIXTURES / "many_faults.expected").read_text(encoding="utf-8").splitlines()
    )


def test_without_any_facts_a_broken_catalogue_is_exit_status_1(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w").root
    break_catalogue(root, "unknown_key.yaml")
    done = called("status", workspace=root)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Có phải là “direction”?" in done.stderr


def test_the_real_command_gives_the_same_document_from_the_old_facts(root: Path, picture_before: str) -> None:
    break_catalogue(root, "unknown_key.yaml")
    arguments = command(*STATUS, "--workspace", str(root))
    done = subprocess.run(arguments, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert json.loads(done.stdout) == json.loads(picture_before)
    assert "indicators.yaml, dòng 31, indicators.so-hoa.dirction" in done.stderr


def test_the_dashboard_serves_the_old_picture(root: Path, browser: Browser) -> None:
    break_catalogue(root, "unknown_key.yaml")
    with serve(root, command("run", "--workspace", str(root), "--port", str(free_port()))) as served:
        window = view(browser, served.url)
        page = window.open("/chi-tieu?ngay=2025-11-10&ct=so-hoa")
        expect(page.get_by_test_id("stMain").get_by_text("47,8%").first).to_be_visible()
        window.close()
    assert "indicators.so-hoa.dirction" in served.log.read_text(encoding="utf-8")
