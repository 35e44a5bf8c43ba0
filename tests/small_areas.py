"""The third workspace of the tests: 34 small areas that report once a year, mostly percentages without denominators."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from dashboard.catalogue import load_catalogue
from dashboard.settings import Workspace
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import open_facts
from loaders.pipeline import load_files
from tests.second import HEADER

AREAS = Path(__file__).parent / "workspaces" / "areas"
WHOLE = "00"
DAY = date(2025, 11, 10)
YEARS = range(2020, 2025)
SILENT = "96"  # Cà Mau has not sent 2024.
_INDICATORS = {
    "internet-ho": (55.0, 6.0),
    "mu-chu-so": (45.0, -5.0),
    "dia-ban-dat-ky-nang": (35.0, 7.0),
    "may-tinh-cong-cong": (80.0, 25.0),
}


@cache
def rows() -> str:
    """Illustrative figures of all areas, the same on every call: a start and a yearly step of each area's own."""
    chance = Random(57)
    codes = [
        line.split(",")[0] for line in (AREAS / "data/reference/org_units.csv").read_text("utf-8").splitlines()[3:]
    ]
    lines: list[str] = []
    for indicator, (start, step) in _INDICATORS.items():
        for code in codes:
            value, pace = start + chance.uniform(-12, 12), step * chance.uniform(0.4, 1.3)
            for year in YEARS:
                if (code, year) != (SILENT, YEARS[-1]):
                    shown = f"{value:.0f}" if indicator == "may-tinh-cong-cong" else f'"{value:.1f}"'.replace(".", ",")
                    lines.append(f"{code},{indicator},{year},,,{shown},,28/02/{year + 1}\n")
                value = min(99.0, value + pace) if indicator != "may-tinh-cong-cong" else value + pace
    return "".join(lines)


def make_areas(root: Path) -> Workspace:
    """A workspace of these files with all figures loaded through the real pipeline."""
    shutil.copytree(AREAS, root)
    workspace = Workspace(root.resolve())
    table = workspace.root / "so_lieu.csv"
    table.write_text(HEADER + rows(), encoding="utf-8")
    catalogue = load_catalogue(workspace)
    (outcome,) = load_files(workspace, catalogue, [table], kind="history", received=date(2025, 3, 1), actor="operator")
    assert outcome.outcome == "accepted", outcome.faults[:3]
    return workspace


def picture(root: Path, day: date = DAY) -> Snapshot:
    """The Snapshot of the loaded workspace on a day."""
    workspace = make_areas(root)
    facts = open_facts(workspace)
    assert facts is not None
    return take_snapshot(facts, load_catalogue(workspace), day)
