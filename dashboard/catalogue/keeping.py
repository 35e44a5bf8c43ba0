"""The catalogue last taken, kept beside the facts built with it: a faulty edit does not take the served picture away."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from dashboard.settings import Workspace

_KEPT = 3


def keep_catalogue(workspace: Workspace, catalogue_hash: str) -> None:
    """Copies the catalogue's files to `data/facts/catalogue-<hash>`, whole or not at all; older copies beyond a few go."""
    target = _folder(workspace, catalogue_hash)
    if target.is_dir():
        os.utime(target)
        return
    building = target.with_name(f"building-{target.name}-{os.getpid()}")
    shutil.rmtree(building, ignore_errors=True)
    (building / "data" / "reference").mkdir(parents=True)
    shutil.copyfile(workspace.catalogue_path, building / "indicators.yaml")
    for file in sorted(workspace.reference.glob("*.csv")):
        shutil.copyfile(file, building / "data" / "reference" / file.name)
    building.replace(target)
    kept = sorted(workspace.facts.glob("catalogue-*"), key=lambda folder: folder.stat().st_mtime_ns)
    for folder in kept[:-_KEPT]:
        shutil.rmtree(folder)


def kept_catalogue(workspace: Workspace, catalogue_hash: str) -> Workspace:
    """The workspace as it was when facts with this catalogue were built; the workspace itself where no copy is kept."""
    folder = _folder(workspace, catalogue_hash)
    return workspace.with_catalogue_of(folder) if folder.is_dir() else workspace


def _folder(workspace: Workspace, catalogue_hash: str) -> Path:
    return workspace.facts / f"catalogue-{catalogue_hash[:16]}"
