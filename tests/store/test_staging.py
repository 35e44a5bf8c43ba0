"""Rows that wait on disk for a build: the same as observations given at once, and gone when nobody needs them."""

from __future__ import annotations

import time
from dataclasses import replace
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation
from dashboard.settings import Workspace
from dashboard.store import staging as staging_module
from dashboard.store.facts import build_facts, open_facts
from dashboard.store.staging import StagedRows, staged_row, staging
from tests.store.examples import file_named, new_workspace, seen
from tests.store.processes import FORKED

FILE = file_named("long")
AWKWARD = (
    "", " ", '"', "a\rb", "a\r\nb", "\n", ",;|\t'", "\\", "NULL", "nan", "#", "\ufeff", "\x00", "\u2028\x1f", "ở" * 9000,
)  # fmt: skip


def _rows(count: int) -> list[Observation]:
    return [seen(FILE, number / 7, unit=f"{number:05d}", cell=f"dòng {number + 2}") for number in range(count)]


def test_staged_rows_give_the_same_version_as_observations(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging_module, "ROWS_A_PART", 10)
    one, other = new_workspace(tmp_path / "one"), new_workspace(tmp_path / "other")
    at_once = build_facts(one, catalogue, _rows(25), [FILE], [])
    with staging(other) as rows:
        rows.add(staged_row(each) for each in _rows(25)[:7])
        rows.add(staged_row(each) for each in _rows(25)[7:])
        rows.finish()
        assert (rows.count, len(rows.parts)) == (25, 3)
        assert build_facts(other, catalogue, [], [FILE], [], staged=[rows]) == at_once
    facts = open_facts(other)
    assert facts is not None and facts.observation_count == 25
    assert not list(other.facts.glob("staging-*"))


def test_whatever_a_text_holds_it_is_the_same_when_read_back(workspace: Workspace, catalogue: Catalogue) -> None:
    rows = [
        replace(seen(FILE, 1.0, unit=f"{number:05d}"), evidence=text, note=text[::-1])
        for number, text in enumerate(AWKWARD)
    ]
    build_facts(workspace, catalogue, rows, [FILE], [])
    facts = open_facts(workspace)
    assert facts is not None
    assert [(row.evidence, row.note) for row in facts.vintages()] == [(text, text[::-1]) for text in AWKWARD]


def test_staged_rows_of_a_file_already_in_are_left_out(workspace: Workspace, catalogue: Catalogue) -> None:
    first = build_facts(workspace, catalogue, _rows(3), [FILE], [])
    with staging(workspace) as rows:
        rows.add(map(staged_row, _rows(3)))
        rows.finish()
        assert build_facts(workspace, catalogue, [], [FILE], [], first, staged=[rows]) == first


def test_staged_rows_of_a_file_that_is_not_listed_are_refused(workspace: Workspace, catalogue: Catalogue) -> None:
    with staging(workspace) as rows:
        rows.add(map(staged_row, _rows(3)))
        rows.finish()
        with pytest.raises(ValueError, match="files not listed"):
            build_facts(workspace, catalogue, [], [file_named("other")], [], staged=[rows])


def _stage_and_wait(workspace: Workspace, staged: Event) -> None:
    with staging(workspace) as rows:
        rows.add(map(staged_row, _rows(3)))
        staged.set()
        time.sleep(60)


def test_rows_of_a_living_process_stay_and_those_of_a_killed_one_are_removed(workspace: Workspace) -> None:
    staged = FORKED.Event()
    process = FORKED.Process(target=_stage_and_wait, args=(workspace, staged))
    process.start()
    assert staged.wait(60)
    with staging(workspace):
        assert len(list(workspace.facts.glob("staging-*"))) == 2
    process.kill()
    process.join()
    assert len(list(workspace.facts.glob("staging-*"))) == 1
    with staging(workspace):
        assert len(list(workspace.facts.glob("staging-*"))) == 1
    assert not list(workspace.facts.glob("staging-*"))


def test_an_empty_staging_is_a_version_without_rows(workspace: Workspace, catalogue: Catalogue, tmp_path: Path) -> None:
    rows = StagedRows(tmp_path / "rows")
    rows.finish()
    assert (rows.count, [part.read_text() for part in rows.parts]) == (0, [""])
    build_facts(workspace, catalogue, [], [FILE], [])
    facts = open_facts(workspace)
    assert facts is not None and facts.observation_count == 0
