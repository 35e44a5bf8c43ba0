"""«Xã, phường» in the browser: clicks, keys, and what stays. By number in the list of acceptance."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.app_pages.screens import go
from tests.browser import LAPTOP, Viewer

PANEL = ".commune h2"
_SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && document.activeElement.contains(hit);
}"""
_CLIPPED = """(tiles) => tiles.filter(tile => [...tile.querySelectorAll(".tn, .tv")]
  .some(part => part.scrollWidth > part.clientWidth + 1)).map(tile => tile.textContent)"""


def sorted_by(page: Page) -> list[list[str]]:
    """The headings that say they are sorted, and how."""
    heads = page.locator("th[aria-sort]:not([aria-sort=none])")
    return heads.evaluate_all("heads => heads.map(h => [h.querySelector('a').id, h.getAttribute('aria-sort')])")


def column(page: Page, at: int) -> list[str]:
    """The texts of one column of the body, from the top."""
    cells = page.locator(f".heat tbody tr > :nth-child({at + 1})")
    return cells.evaluate_all("cells => cells.map(cell => cell.lastChild.textContent.trim())")


def test_check_12_the_indicators_of_a_commune_are_two_clicks_away_and_follow_the_scope(viewer: Viewer) -> None:
    page = viewer.open("/")
    go(page, lambda: page.get_by_role("link", name="Xã, phường", exact=True).click())
    go(page, lambda: page.locator("#o-03478").click())
    expect(page.locator(PANEL).first).to_have_text("Xã Sìn Hồ")
    assert page.locator(".commune .pn tbody tr").count() >= 8
    expect(page.locator(PANEL).first).to_be_in_viewport()
    go(page, lambda: page.get_by_label("Phạm vi").select_option("Xã Tà Tổng"))
    expect(page.locator(PANEL).first).to_have_text("Xã Tà Tổng")


def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Press the Tab key until what the selector names has the focus and stands in sight."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate(_SEEN), selector
            return
    raise AssertionError(f"{selector} is not on the way of the Tab key")


def test_check_30_by_keyboard_alone_from_the_start_page_to_the_cell_of_a_commune_s_figure(viewer: Viewer) -> None:
    page = viewer.open("/")
    for selector in (".menu a[href^='/xa-phuong']", "#o-03442", ".commune .pn a[href*='mt=T-000-11']"):
        tab_to(page, selector)
        go(page, lambda: page.keyboard.press("Enter"))
    assert "pv=03442" in page.url
    sources = page.get_by_role("table", name="Nguồn của từng số")
    expect(sources).to_contain_text(re.compile(r"BM-01_2025-10_03442\.xlsx.*ô [A-Z]+\d+", re.DOTALL))


def test_check_41_no_name_is_clipped_and_the_map_ends_on_the_first_screen(viewer: Viewer) -> None:
    page = viewer.open("/xa-phuong")
    tiles = page.locator("a.tile")
    assert tiles.count() == 38
    assert tiles.evaluate_all(_CLIPPED) == []
    assert tiles.evaluate_all("tiles => Math.max(...tiles.map(t => t.getBoundingClientRect().bottom))") <= LAPTOP[1]


def test_check_42_the_heat_table_sorts_from_the_keyboard_and_says_so(viewer: Viewer) -> None:
    page = viewer.open("/xa-phuong?xem=nhiet")
    keys = page.locator(".heat thead a").evaluate_all("links => links.map(link => link.id)")
    assert len(keys) == 16
    assert sorted_by(page) == [["xep-cham", "descending"]]
    for key in (keys[0], keys[-1]):
        page.locator(f"#{key}").focus()
        go(page, lambda: page.keyboard.press("Enter"))
        assert sorted_by(page) == [[key, "ascending"]], key
        assert page.evaluate("() => document.activeElement.id") == key
    page.locator("#xep-so-hoa-ho-so").focus()
    go(page, lambda: page.keyboard.press("Enter"))
    rising = [
        float(n.replace(",", ".")) for n in column(page, keys.index("xep-so-hoa-ho-so")) if re.fullmatch(r"[\d,]+", n)
    ]
    assert rising == sorted(rising)
    go(page, lambda: page.keyboard.press("Enter"))
    assert sorted_by(page) == [["xep-so-hoa-ho-so", "descending"]]
    assert "xep=-so-hoa-ho-so" in page.url


def test_arrow_keys_walk_the_heat_table_and_enter_opens_the_commune_of_the_row(viewer: Viewer) -> None:
    page = viewer.open("/xa-phuong?xem=nhiet&xep=ten")
    first = page.locator(".heat tbody tr").first.locator("a")
    first.focus()
    for key in (*["ArrowDown"] * 24, *["ArrowRight"] * 3, *["ArrowUp"] * 14):
        page.keyboard.press(key)
        assert page.evaluate(_SEEN), key
    row = page.evaluate("() => document.activeElement.closest('tr').rowIndex")
    assert row == 11
    name = page.locator(".heat tbody tr").nth(row - 1).locator("a").inner_text()
    go(page, lambda: page.keyboard.press("Enter"))
    expect(page.locator(PANEL).first).to_contain_text(name)
    assert page.evaluate(_SEEN)
    page.locator("#dong-xa").focus()
    go(page, lambda: page.keyboard.press("Enter"))
    expect(page.locator(PANEL)).to_have_count(0)
    expect(page.locator(".heat tbody tr").nth(row - 1).locator("a")).to_be_focused()


@pytest.mark.parametrize(
    "path",
    [
        "/xa-phuong?ct=ho-so-truc-tuyen&xa=03478&ten=co",
        "/xa-phuong?xem=nhiet&nhom=chinh-quyen-so&xep=-so-hoa-ho-so&xa=03439",
    ],
)
def test_checks_19_20_refresh_and_back_keep_the_view_and_the_commune(viewer: Viewer, path: str) -> None:
    page = viewer.open(path)
    before = page.locator("[data-testid=stMain]").inner_text()
    page.reload()
    viewer.settle()
    assert page.locator("[data-testid=stMain]").inner_text() == before
    go(page, lambda: page.locator(".seg a").nth(2).click())
    assert page.url.count("xem=hang") == 1
    go(page, page.go_back)
    assert page.locator("[data-testid=stMain]").inner_text() == before


def test_check_27_choosing_an_indicator_or_a_commune_shifts_nothing_above_it(viewer: Viewer) -> None:
    page = viewer.open("/xa-phuong")
    page.evaluate(
        """() => { window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e => {
          window.shift += e.value; })).observe({ type: "layout-shift", buffered: false }); }"""
    )
    go(page, lambda: page.locator("#chon-ct").select_option("ho-so-truc-tuyen"))
    go(page, lambda: page.locator("#o-03478").click())
    assert page.evaluate("() => window.shift") < 0.1
