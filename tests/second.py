"""The second workspace of the tests: another province, three indicators, five units, and a few rows one can add up by hand."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.settings import Workspace
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import Facts, open_facts
from loaders.pipeline import load_files

SECOND = Path(__file__).parent / "workspaces" / "second"
PROVINCE = "04"
DAY = date(2025, 11, 10)
LOADED = date(2025, 11, 30)
HEADER = "don_vi,chi_tieu,ky,tu_so,mau_so,gia_tri,ghi_chu,ngay_nhan\n"

# October is due on 5 November. Phường Tân Giang (01288) has not sent it; Phường Nùng Trí Cao (01279) sent it a week late.
ROWS = """\
VP,so-hoa,2025-06,10,100,,,05/07/2025
SKH,so-hoa,2025-06,20,100,,,05/07/2025
01273,so-hoa,2025-07-01,0,50,,,05/07/2025
01279,so-hoa,2025-07-01,10,200,,,05/07/2025
01288,so-hoa,2025-07-01,5,50,,,05/07/2025
VP,so-hoa,2025-09,30,100,,,03/10/2025
SKH,so-hoa,2025-09,30,100,,,03/10/2025
01273,so-hoa,2025-09,10,50,,,03/10/2025
01279,so-hoa,2025-09,20,200,,,03/10/2025
01288,so-hoa,2025-09,10,50,,,03/10/2025
VP,so-hoa,2025-10,40,100,,,03/11/2025
SKH,so-hoa,2025-10,50,100,,,03/11/2025
01273,so-hoa,2025-10,45,50,,,03/11/2025
01279,so-hoa,2025-10,80,200,,,08/11/2025
01273,wifi-cong-cong,2025-Q3,,,4,,03/10/2025
01279,wifi-cong-cong,2025-Q3,,,3,,03/10/2025
01288,wifi-cong-cong,2025-Q3,,,2,,03/10/2025
VP,ho-so-tre-han,2025-Q3,6,200,,,03/10/2025
"""


def make_workspace(root: Path, *edits: tuple[str, str]) -> Workspace:
    """A copy of the workspace, its `indicators.yaml` edited; each text to replace must be there."""
    shutil.copytree(SECOND, root)
    edit_catalogue(root, *edits)
    return Workspace(root.resolve())


def edit_catalogue(root: Path, *edits: tuple[str, str]) -> None:
    """Replaces texts of `indicators.yaml`, each of which must be there."""
    path = root / "indicators.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def write_rows(path: Path, rows: str = ROWS) -> Path:
    """A history CSV of these rows."""
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def load_rows(workspace: Workspace, rows: str = ROWS, name: str = "so_lieu.csv") -> tuple[Facts, Catalogue]:
    """Loads rows through the real pipeline."""
    catalogue = load_catalogue(workspace)
    path = write_rows(workspace.root / name, rows)
    (outcome,) = load_files(workspace, catalogue, [path], kind="history", received=LOADED, actor="operator")
    assert outcome.outcome == "accepted", outcome.faults
    facts = open_facts(workspace)
    assert facts is not None
    return facts, catalogue


def picture(
    root: Path, *edits: tuple[str, str], day: date = DAY, rows: str = ROWS, known_on: date | None = None
) -> Snapshot:
    """The Snapshot of a fresh copy."""
    facts, catalogue = load_rows(make_workspace(root, *edits), rows)
    return take_snapshot(facts, catalogue, day, known_on)
