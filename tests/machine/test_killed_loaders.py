"""The long trials of faults: a loader killed a hundred times, and a disk that fills up under it. The figures are printed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.domain.faults import Fault
from dashboard.settings import Workspace
from loaders.bulk import whole_file as bulk
from loaders.pipeline import load_files
from tests.faults.killing import RECEIVED, ROWS_A_DAY, Figures, KillTrial, long_csv, new_workspace, served
from tests.faults.loader import PHASES

DISK_MIB = 24
FREE_KIB = (0, 4, 16, 40, 100, 250, 500, 800, 1300, 2000, 3300, 9000)
DAYS = 20


def _print(capsys: pytest.CaptureFixture[str], sentence: str) -> None:
    with capsys.disabled():
        print(f"\n{sentence}", file=sys.stderr)


def test_x1_b78_a_hundred_kills_lose_none_of_a_hundred_thousand_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trials = [KillTrial(tmp_path / str(seed), base_days=2_500, kills_a_phase=5, seed=seed) for seed in range(4)]
    with ThreadPoolExecutor(2) as threads:
        figures = sum(threads.map(KillTrial.run, trials), Figures())
    _print(capsys, figures.sentence())
    assert all(figures.kills[phase] == 20 for phase in PHASES)
    assert figures.acknowledged >= 100_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ("mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(place))
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    assert mounted.returncode == 0, f"needs the right to mount (run as root): {' '.join(command)}: {mounted.stderr}"
    yield place
    subprocess.run(("umount", "--lazy", str(place)), check=True)


def _leave_free(disk: Path, kib: int) -> Path:
    """Fills the disk but for so much."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    status = os.statvfs(disk)
    with filler.open("wb") as stream:
        stream.write(bytes(max(0, status.f_bavail * status.f_frsize - (kib << 10))))
    return filler


@pytest.mark.parametrize("way", ["ordinary", "bulk"])
def test_x6_b79_a_full_disk_acknowledges_nothing_and_no_restart_is_needed(
    tmp_path: Path, disk: Path, way: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bulk, "BULK_FROM", 0 if way == "bulk" else bulk.BULK_FROM)
    space = new_workspace(disk / "w")
    catalogue = load_catalogue(space)

    def load(path: Path) -> str:
        (outcome,) = load_files(space, catalogue, [path], received=RECEIVED, actor="operator")
        return outcome.outcome

    rows = DAYS * ROWS_A_DAY
    files = [long_csv(tmp_path / "base.csv", 0, DAYS)]
    assert load(files[0]) == "accepted"
    faults: Counter[str] = Counter()
    for number, kib in enumerate(FREE_KIB, start=1):
        filler = _leave_free(disk, kib)
        files.append(long_csv(tmp_path / f"{number}.csv", DAYS * number, DAYS))
        try:
            said = load(files[-1])
        except (Fault, OSError) as fault:
            said = ""
            faults[type(fault).__name__] += 1
        _reads_on(space, rows * (number + (said == "accepted")))
        filler.unlink()
        assert load(files[-1]) in {"accepted", "unchanged"}
        assert served(space).observation_count == rows * (number + 1)
    assert load(files[0]) == "unchanged"
    clean = new_workspace(tmp_path / "clean")
    load_files(clean, catalogue, files[::-1], received=RECEIVED, actor="operator")
    assert served(clean).content_digest == served(space).content_digest
    told = ", ".join(f"{name} {count}" for name, count in faults.items())
    _print(
        capsys,
        f"full disk, {way} way: {faults.total()} of {len(FREE_KIB)} loads not acknowledged ({told}); figures readable all along, "
        f"0 of {rows * len(files):,} rows lost, every file in after room was made, digest as of a clean load",
    )
    assert faults.total() >= 5 and len(faults) >= 2


def _reads_on(space: Workspace, count: int) -> None:
    """The figures can be read: those from before, or from after what was acknowledged."""
    facts = served(space)
    assert facts.observation_count == count
    assert len(facts.vintages("so-hoa")) == count // 2
