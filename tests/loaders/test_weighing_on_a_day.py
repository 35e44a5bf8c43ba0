"""A file is weighed against what stands on the workspace's day, not against what the illustrative facts receive later."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from loaders.arrivals import Job
from loaders.outcomes import FileOutcome
from loaders.pipeline import load_jobs
from tests.second import HEADER, load_rows, make_workspace

# The second workspace has this figure, 80 of 200, received on 8 November.
ROW = "01279,so-hoa,2025-10,80,200,,,06/11/2025\n"


def weighed(root: Path, today: date) -> FileOutcome:
    workspace = make_workspace(root)
    _, catalogue = load_rows(workspace)
    workspace.sample.mkdir()
    (workspace.sample / "sample.yaml").write_text(f"as_of: {today}\nloads: []\n", encoding="utf-8")
    vars(workspace).pop("as_of", None)
    job = Job(Path("thang-10.csv"), "history", date(2025, 11, 6), (HEADER + ROW).encode())
    (outcome,) = load_jobs(workspace, catalogue, [job], actor="operator", dry_run=True)
    return outcome


def test_what_comes_in_later_does_not_stand_yet(tmp_path: Path) -> None:
    found = weighed(tmp_path / "w", date(2025, 11, 7))
    assert (found.outcome, found.new, found.changed, found.unchanged) == ("accepted", 2, 0, 0)


def test_what_has_come_in_stands(tmp_path: Path) -> None:
    found = weighed(tmp_path / "w", date(2025, 11, 9))
    assert (found.outcome, found.new, found.changed, found.unchanged) == ("accepted", 0, 0, 2)
