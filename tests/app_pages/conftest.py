"""Workspaces with their facts, built once each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard.settings import Workspace
from tests.app_pages.workspaces import build, with_one_indicator, without_reports


@pytest.fixture(scope="session")
def province(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The province's workspace with its illustrative reports."""
    return Workspace(Path(shutil.copytree(template, tmp_path_factory.mktemp("province") / "work")))


@pytest.fixture(scope="session")
def no_reports(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The province's catalogue with empty facts."""
    return build(without_reports(tmp_path_factory.mktemp("empty") / "work"))


@pytest.fixture(scope="session")
def one_indicator(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A catalogue of one indicator and its reports."""
    return build(with_one_indicator(tmp_path_factory.mktemp("one") / "work"))
