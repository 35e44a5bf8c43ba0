"""Two and four loaders at once: each file is in once, whoever was first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboard.settings import Workspace
from dashboard.store.journal import Journal
from tests.faults.killing import RECEIVED, ROWS_A_DAY, Loader, long_csv, new_workspace, served
from tests.faults.loader import Order, Report

DAYS = 20
COUNT = 4


@pytest.fixture(scope="module")
def loaders() -> Iterator[list[Loader]]:
    """Several loaders; each carries out an order in a fork of its own, so nothing of one is left for the next."""
    with ExitStack() as stack:
        yield [stack.enter_context(Loader()) for _ in range(COUNT)]


def _at_once(loaders: list[Loader], space: Workspace, orders: list[list[Path]], *, bulk: bool) -> list[Report]:
    for loader, paths in zip(loaders, orders, strict=True):
        loader.begin(Order(str(space.root), [str(path) for path in paths], RECEIVED.isoformat(), bulk))
    return [loader.end() for loader in loaders]


def _accepted_lines(space: Workspace) -> list[str]:
    journal = Journal(space.journal_path)
    try:
        return [load.sha256 for load in journal.loads() if load.decision == "accepted"]
    finally:
        journal.close()


@pytest.mark.parametrize("bulk", [False, True])
def test_x8_b80_the_same_file_by_several_loaders_is_in_once(tmp_path: Path, loaders: list[Loader], bulk: bool) -> None:
    space = new_workspace(tmp_path / "w")
    path = long_csv(tmp_path / "a.csv", 0, DAYS)
    reports = _at_once(loaders, space, [[path]] * COUNT, bulk=bulk)
    assert [report.fault for report in reports] == [""] * COUNT
    assert sorted(outcome for report in reports for outcome in report.outcomes) == [
        "accepted",
        *["unchanged"] * (COUNT - 1),
    ]
    assert len(_accepted_lines(space)) == 1
    assert served(space).observation_count == DAYS * ROWS_A_DAY


def test_x8_b80_different_files_by_several_loaders_are_all_in_once(tmp_path: Path, loaders: list[Loader]) -> None:
    space = new_workspace(tmp_path / "w")
    paths = [long_csv(tmp_path / f"{number}.csv", number * DAYS, DAYS) for number in range(COUNT + 1)]
    shared, own = paths[0], paths[1:]
    reports = _at_once(loaders, space, [[path, shared] for path in own], bulk=False)
    assert [report.fault for report in reports] == [""] * COUNT
    assert [report.outcomes[0] for report in reports] == ["accepted"] * COUNT
    assert sorted(report.outcomes[1] for report in reports) == ["accepted", *["unchanged"] * (COUNT - 1)]
    lines = _accepted_lines(space)
    assert len(lines) == len(set(lines)) == COUNT + 1
    assert served(space).observation_count == (COUNT + 1) * DAYS * ROWS_A_DAY
    served(space).check_content()
