"""Workspaces with their facts, built once each."""

from __future__ import annotations

import pytest

from dashboard.settings import Workspace
from tests.app_pages.workspaces import build, with_one_indicator, without_reports
from tests.browser import ROOT, copy_workspace


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The province's workspace with its illustrative reports."""
    return build(copy_workspace(ROOT, tmp_path_factory.mktemp("province") / "work"))


@pytest.fixture(scope="session")
def no_reports(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The province's catalogue with empty facts."""
    return build(without_reports(tmp_path_factory.mktemp("empty") / "work"))


@pytest.fixture(scope="session")
def one_indicator(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A catalogue of one indicator and its reports."""
    return build(with_one_indicator(tmp_path_factory.mktemp("one") / "work"))
