"""Small reports to build facts from."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path

from dashboard.domain.observations import Observation, Provenance
from dashboard.domain.periods import parse_period
from dashboard.settings import Workspace
from dashboard.store.facts import FileOfFacts

SECOND = Path(__file__).parents[1] / "workspaces" / "second"
LAST_DAY = date(2030, 12, 31)


def new_workspace(root: Path) -> Workspace:
    """The catalogue of the second workspace in a folder of its own, with nothing loaded."""
    shutil.copytree(SECOND / "data" / "reference", root / "data" / "reference")
    shutil.copyfile(SECOND / "indicators.yaml", root / "indicators.yaml")
    return Workspace(root)


def file_named(name: str, received: date = date(2025, 12, 2), *, illustrative: bool = False) -> FileOfFacts:
    """A file whose content hash is made of its name."""
    return FileOfFacts(hashlib.sha256(name.encode()).hexdigest(), f"{name}.xlsx", "bm-01", received, illustrative)


def seen(
    file: FileOfFacts,
    value: float | None,
    *,
    unit: str = "01273",
    indicator: str = "so-hoa",
    period: str = "2025-11",
    received: date | None = None,
    cell: str = "G12",
    numerator: float | None = None,
    denominator: float | None = None,
) -> Observation:
    """One figure of the file, received with it unless said otherwise."""
    place = Provenance(file.sha256, file.file_name, "BM-01", cell)
    return Observation(
        unit, indicator, parse_period(period), value, numerator, denominator, received or file.received, False,
        "Biên bản số 12", "", place,
    )  # fmt: skip
