"""«Xếp hạng» and «Biểu đồ nhỏ» in the browser: what the first screen holds, keys, and what stays. By number of the checks."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.app_pages.screens import go
from tests.browser import LAPTOP, Viewer

_BOTTOM = "parts => Math.max(...parts.map(part => part.getBoundingClientRect().bottom))"
_PLOT = ".js-plotly-plot .main-svg"


def test_the_first_screen_holds_the_worst_ten_what_is_missing_and_who_is_silent(viewer: Viewer) -> None:
    page = viewer.open("/xa-phuong?xem=hang")
    for part in (".rank tbody tr", ".closing", ".unranked", ".ranking .source"):
        assert page.locator(part).evaluate_all(_BOTTOM) <= LAPTOP[1], part
    assert not any("plotly" in url.lower() for url in viewer.requests)


def test_twelve_panels_fit_the_first_screen(viewer: Viewer) -> None:
    page = viewer.open("/xa-phuong?xem=nho")
    assert page.locator(".small-panel").count() == 12
    assert page.locator(".small-panel").evaluate_all(_BOTTOM) <= LAPTOP[1]
    assert (
        len(set(page.locator(".small-panel").evaluate_all("panels => panels.map(p => Math.round(p.offsetLeft))"))) == 4
    )


def test_checks_19_20_30_the_keyboard_opens_the_fair_comparison_and_a_commune_and_back_closes_them(
    viewer: Viewer,
) -> None:
    page = viewer.open("/xa-phuong?xem=hang&ngay=2025-12-05")
    before = page.locator("[data-testid=stMain]").inner_text()
    way = page.get_by_role("link", name="So sánh công bằng theo cỡ mẫu")
    way.focus()
    go(page, lambda: page.keyboard.press("Enter"))
    page.wait_for_selector(_PLOT)
    assert page.locator("[data-testid=stPlotlyChart]").get_attribute("aria-label", timeout=2000)
    expect(page.get_by_role("link", name="Ẩn so sánh công bằng")).to_be_focused()
    page.locator("#hang-03478").focus()
    go(page, lambda: page.keyboard.press("Enter"))
    expect(page.locator(".commune h2").first).to_have_text("Xã Sìn Hồ")
    expect(page.locator(".commune h2").first).to_be_in_viewport()
    said = page.locator("[data-testid=stMain]").inner_text()
    page.reload()
    page.wait_for_selector(_PLOT)
    viewer.settle()
    assert page.locator("[data-testid=stMain]").inner_text() == said
    go(page, page.go_back)
    go(page, page.go_back)
    assert page.locator("[data-testid=stMain]").inner_text() == before


def test_check_32_the_funnel_s_table_names_every_mark(viewer: Viewer) -> None:
    page = viewer.open("/xa-phuong?xem=hang&phieu=co")
    page.wait_for_selector(_PLOT)
    drawn = page.evaluate(
        "() => document.querySelector('.js-plotly-plot').data.filter(t => t.mode.includes('markers'))"
        ".reduce((sum, trace) => sum + trace.x.length, 0)"
    )
    page.locator("summary", has_text="Xem bảng số liệu").click()
    assert page.locator(".st-key-phieu-bang tbody tr").count() == drawn == 35
