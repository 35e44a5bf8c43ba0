"""The loader killed at random points of every phase: a short trial; the long one is among the tests of the machine."""

from __future__ import annotations

from pathlib import Path

from tests.faults.killing import KillTrial
from tests.faults.loader import PHASES


def test_x1_b78_a_loader_killed_anywhere_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    figures = KillTrial(tmp_path / "trial", base_days=200, kills_a_phase=6, seed=20261121).run()
    print(figures.sentence())
    assert all(figures.kills[phase] == 6 for phase in PHASES)
    assert figures.acknowledged >= 2_000 + 32 * 50
