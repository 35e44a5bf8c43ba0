"""Fixtures of more than one folder: the browser and the running dashboard."""

from __future__ import annotations

import fcntl
import shutil
import sys
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests import browser as browser_tools
from tests.app_pages.workspaces import build, draw_borders
from tests.browser import LAPTOP, ROOT, WIDE, Served, Viewer

_SLOWEST_FIRST = ("tests/end_to_end/", "tests/faults/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long groups come first: begun last, one would keep a worker busy when the other has nothing left."""
    items.sort(key=lambda item: not item.nodeid.startswith(_SLOWEST_FIRST))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A browser test that fails says what its windows showed and what its server wrote."""
    report = yield
    if report.when == "call" and report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            page = value.page if isinstance(value, Viewer) else value
            if isinstance(value, Served):
                report.sections.append((f"log of «{name}»", value.log.read_text(encoding="utf-8")[-4000:]))
            elif isinstance(page, Page):
                with suppress(Error):
                    report.sections.append(
                        (f"«{name}» at {page.url}", page.locator("body").inner_text(timeout=2000)[:3000])
                    )
    return report


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Streamlit's page tests put a script in the place of `__main__`; processes started later would look for it there."""
    own = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = own


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province's workspace with its facts, built once for all workers. Copied, never changed."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if own.name.startswith("popen-") else own
    root = shared / "template"
    with (shared / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.is_dir():
            build(browser_tools.copy_workspace(ROOT, shared / "building")).root.rename(root)
    return root


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the session; found, installed, or the test fails with what to do."""
    with sync_playwright() as playwright:
        chromium = browser_tools.launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def served(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The dashboard of a copy of this project's workspace with borders for the real map, started by the real command."""
    root = Path(shutil.copytree(template, tmp_path_factory.mktemp("workspace") / "work"))
    draw_borders(root)
    port = str(browser_tools.free_port())
    with browser_tools.serve(root, browser_tools.command("run", "--workspace", str(root), "--port", port)) as dashboard:
        yield dashboard


@pytest.fixture
def viewer(browser: Browser, served: Served) -> Iterator[Viewer]:
    """A window of a 1366×768 laptop on the served dashboard, 1366×650 inside."""
    window = browser_tools.view(browser, served.url, LAPTOP)
    yield window
    window.close()


@pytest.fixture
def wide_viewer(browser: Browser, served: Served) -> Iterator[Viewer]:
    """A window of a 1920×1080 screen on the served dashboard, 1920×950 inside."""
    window = browser_tools.view(browser, served.url, WIDE)
    yield window
    window.close()
