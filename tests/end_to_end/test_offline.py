"""No page asks anybody but its own server for anything, and none complains in the console."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser import Served, Viewer, view

PAGES = ("/", "/chi-tieu", "/huong-dan")


@pytest.fixture(scope="module", params=PAGES)
def viewer(browser: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Viewer]:
    """A window on one page, opened with an empty cache, so that nothing is left unasked."""
    window = view(browser, served.url, is_fresh=True)
    window.open(request.param)
    yield window
    window.close()


def test_check_38_no_request_leaves_the_host(viewer: Viewer) -> None:
    own = urlsplit(viewer.url).netloc
    outside = [url for url in [*viewer.requests, *viewer.sockets] if urlsplit(url).netloc != own and not _local(url)]
    assert viewer.requests
    assert outside == []


def test_no_page_complains_in_the_console(viewer: Viewer) -> None:
    # Streamlit looks for its core files below a page's own path first, and the console notes the 404 it gets.
    assert [text for text in viewer.complaints if "404" not in text] == []


def test_check_06_no_page_without_a_chart_asks_for_the_plotly_script(viewer: Viewer) -> None:
    assert [url for url in viewer.requests if "plotly" in url.lower()] == []


def _local(url: str) -> bool:
    return url.startswith(("blob:", "data:"))
