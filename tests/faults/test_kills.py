"""The loader killed at a random point of every phase; the hundred kills are among the tests of the machine."""

from __future__ import annotations

from pathlib import Path

from tests.faults.killing import KillTrial
from tests.faults.loader import PHASES


def test_x1_b78_a_loader_killed_anywhere_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    figures = KillTrial(tmp_path / "trial", base_days=50, kills_a_phase=1, seed=20261121).run()
    print(figures.sentence())
    assert all(figures.kills[phase] == 1 for phase in PHASES)
    assert figures.acknowledged >= 500 + 7 * 50
