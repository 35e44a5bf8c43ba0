"""A workspace of its own for each test, and its catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.settings import Workspace
from tests.store.examples import SECOND, new_workspace


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(Workspace(SECOND))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_workspace(tmp_path / "workspace")
