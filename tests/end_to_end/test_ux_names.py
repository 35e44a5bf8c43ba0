"""Names as long as they get: nothing is cut, rows stay apart, and three rows still fit. Check 10 of the list of acceptance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.app_pages.screens import drawn, measure
from tests.app_pages.workspaces import LONG_AGENCY, LONG_COMMUNE, LONG_NAME, with_long_names
from tests.browser import LAPTOP, WIDE, Served, command, free_port, serve, view

_LONGEST_IN_CATALOGUE = "Phủ sóng 6G tại trung tâm kinh tế, hành chính, khu, cụm công nghiệp"
_OVERLAPS = """() => {
  const rows = [...document.querySelectorAll(".worst tbody tr, .lst tbody tr")].filter(row => row.checkVisibility());
  return rows.slice(1).filter((row, at) => row.getBoundingClientRect().top < rows[at].getBoundingClientRect().bottom - 1).length;
}"""


@pytest.fixture(scope="module")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = with_long_names(tmp_path_factory.mktemp("names") / "work")
    port = str(free_port())
    with serve(root, command("run", "--workspace", str(root), "--port", port)) as running:
        yield running


@pytest.mark.parametrize("size", [LAPTOP, WIDE], ids=["1366", "1920"])
def test_check_10_the_longest_names_clip_nothing(browser: Browser, long_names: Served, size: tuple[int, int]) -> None:
    assert (len(LONG_NAME), len(LONG_AGENCY)) == (120, 91)
    window = view(browser, long_names.url, size)
    for path in ("/", "/chi-tieu", "/chi-tieu?ct=so-hoa-ho-so&mt=T-001-07", "/?pv=VPUBND", "/co-quan?cq=VPUBND"):
        page = window.open(path)
        drawn(page, path)
        read = measure(page)
        assert LONG_NAME in "\n".join(read["texts"])
        assert LONG_AGENCY in "\n".join(read["texts"])
        assert read["cut"] == []
        assert page.evaluate(_OVERLAPS) == 0
    window.close()


@pytest.mark.parametrize("size", [LAPTOP, WIDE], ids=["1366", "1920"])
def test_check_10_long_names_clip_nothing_where_communes_stand(
    browser: Browser, long_names: Served, size: tuple[int, int]
) -> None:
    window = view(browser, long_names.url, size)
    asked = "ct=so-hoa-ho-so&xa=03478"
    views = ("", "&xem=hang&het=co", "&xem=nhiet", "&xem=nho&trang=2")
    days = "/thay-doi?tu=2025-07-05&den=2025-12-05"
    for path in (*(f"/xa-phuong?{asked}{more}" for more in views), days, "/tim?q=nong+truong"):
        page = window.open(path)
        read = measure(page)
        assert LONG_COMMUNE in "\n".join(read["texts"]), path
        assert read["cut"] == [], path
    window.close()


def test_check_10_a_name_over_two_lines_is_whole_in_its_title(browser: Browser, long_names: Served) -> None:
    window = view(browser, long_names.url, LAPTOP)
    for path in ("/", "/chi-tieu"):
        name = window.open(path).locator(".two", has_text=LONG_NAME[:40]).first
        assert name.get_attribute("title") == LONG_NAME
        assert name.evaluate(
            "element => element.clientHeight <= 2 * 1.5 * parseFloat(getComputedStyle(element).fontSize)"
        )
    window.close()


def test_check_10_with_long_names_the_three_worst_still_fit(browser: Browser, long_names: Served) -> None:
    window = view(browser, long_names.url, LAPTOP)
    rows = window.open("/").locator(".worst tbody tr")
    assert rows.nth(0).inner_text().startswith(LONG_NAME)
    assert rows.nth(2).evaluate("row => row.getBoundingClientRect().bottom") <= LAPTOP[1]
    window.close()


def test_check_10_the_longest_name_of_the_catalogue_is_whole(browser: Browser, long_names: Served) -> None:
    window = view(browser, long_names.url, LAPTOP)
    name = window.open("/chi-tieu").locator(".two", has_text=_LONGEST_IN_CATALOGUE)
    assert name.evaluate("element => element.scrollHeight <= element.clientHeight + 1")
    window.close()


@pytest.mark.parametrize("size", [LAPTOP, WIDE], ids=["1366", "1920"])
def test_check_10_the_longest_agency_is_whole_where_reports_are_followed(
    browser: Browser, long_names: Served, size: tuple[int, int]
) -> None:
    window = view(browser, long_names.url, size)
    for path in ("/tinh-hinh-nop", "/ky-bao-cao?ky=2025-11"):
        read = measure(window.open(path))
        assert read["cut"] == []
    rows = window.open("/tinh-hinh-nop").locator(".mx tbody th")
    assert LONG_AGENCY in rows.all_inner_texts()
    window.close()
