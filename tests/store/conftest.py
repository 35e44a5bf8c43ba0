"""A workspace of its own for each test, and the catalogue of the second workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.settings import Workspace

SECOND = Path(__file__).parents[1] / "workspaces" / "second"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(Workspace(SECOND))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)
