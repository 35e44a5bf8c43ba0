"""No page asks anybody but its own server for anything, and none complains in the console."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser import Served, Viewer, view

PAGES = ("/", "/chi-tieu", "/huong-dan")


@pytest.fixture
def viewer(browser: Browser, served: Served) -> Iterator[Viewer]:
    """A window with an empty cache, so that nothing is left unasked."""
    window = view(browser, served.url, is_fresh=True)
    yield window
    window.close()


@pytest.mark.parametrize("path", PAGES)
def test_check_38_no_request_leaves_the_host(viewer: Viewer, path: str) -> None:
    viewer.open(path)
    own = urlsplit(viewer.url).netloc
    outside = [url for url in [*viewer.requests, *viewer.sockets] if urlsplit(url).netloc != own and not _local(url)]
    assert viewer.requests
    assert outside == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_complains_in_the_console(viewer: Viewer, path: str) -> None:
    viewer.open(path)
    # Streamlit looks for its core files below a page's own path first, and the console notes the 404 it gets.
    assert [text for text in viewer.complaints if "404" not in text] == []


def test_check_06_the_start_page_asks_for_no_plotly_script(viewer: Viewer) -> None:
    viewer.open("/")
    assert [url for url in viewer.requests if "plotly" in url.lower()] == []


def _local(url: str) -> bool:
    return url.startswith(("blob:", "data:"))
