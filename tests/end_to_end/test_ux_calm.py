"""Nothing jumps when a filter changes: check 27 of the list of acceptance."""

from __future__ import annotations

import pytest

from tests.app_pages.screens import go
from tests.browser import Viewer

CHANGES = {
    "/": ("#chon-pv", "03466"),
    "/chi-tieu": ("#chon-cq", "SKHCN"),
    "/co-quan": ("#chon-pv", "SKHCN"),
    "/xa-phuong": ("#chon-ct", "ho-so-truc-tuyen"),
    "/xa-phuong?xem=nhiet": ("#chon-nhom", "ha-tang-so"),
    "/xa-phuong?xem=hang": ("#chon-ct", "ho-so-truc-tuyen"),
    "/xa-phuong?xem=nho": ("#chon-ct", "ho-so-truc-tuyen"),
    "/thay-doi?tu=2025-10-01": ("#chon-pv", "SKHCN"),
}
_WATCH = """() => {
  window.moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { window.moved += entry.value; }))
    .observe({ type: "layout-shift" });
}"""


@pytest.mark.parametrize("path", CHANGES)
def test_check_27_a_filter_change_moves_nothing_that_stays(viewer: Viewer, path: str) -> None:
    page = viewer.open(path)
    page.evaluate(_WATCH)
    selector, value = CHANGES[path]
    go(page, lambda: page.locator(selector).select_option(value))
    assert page.evaluate("() => window.moved") < 0.1
