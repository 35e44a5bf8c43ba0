"""What people do faster than the page answers is not lost: a day, a link, a word in the making, a step back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.app_pages.screens import go
from tests.browser import Viewer

# Long enough for the search, which waits until nobody types any more.
PAUSE = 400
_DAY_AND_LINK = """([day, path]) => {
  const field = document.querySelector("#chon-ngay");
  field.value = day;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  document.querySelector(`[data-go^="${path}"]`).click();
}"""
_WORD_AND_LINK = """([word, path]) => {
  const field = document.querySelector("#tim");
  field.value = word;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelector(`[data-go^="${path}"]`).click();
}"""


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_day_goes_along_with_a_link_that_is_followed_before_the_page_knows_it(viewer: Viewer) -> None:
    page = viewer.open("/")
    page.evaluate(_DAY_AND_LINK, ["03/11/2025", "/co-quan"])
    page.wait_for_url("**/co-quan**")
    viewer.settle()
    assert query(page) == {"ngay": ["2025-11-03"]}
    expect(page.locator("#chon-ngay")).to_have_value("03/11/2025")
    go(page, page.locator('.page-frame [data-go^="/xa-phuong"]').first.click)
    assert query(page) == {"ngay": ["2025-11-03"]}


def test_a_word_searched_for_does_not_follow_to_another_page(viewer: Viewer) -> None:
    page = viewer.open("/chi-tieu")
    page.evaluate(_WORD_AND_LINK, ["song", "/co-quan"])
    page.wait_for_timeout(PAUSE)
    viewer.settle()
    assert urlsplit(page.url).path == "/co-quan"
    assert query(page) == {}


def test_a_second_day_is_typed_while_the_first_is_answered(viewer: Viewer) -> None:
    page = viewer.open("/thay-doi?tu=2025-10-01&den=2025-12-05")
    first, second = page.locator("input[data-key=tu]"), page.locator("input[data-key=den]")
    first.click(click_count=3)
    page.keyboard.type("01/09/2025", delay=60)
    page.keyboard.press("Tab")
    expect(second).to_be_focused()
    second.press("Control+a")
    page.keyboard.type("15/11/2025", delay=110)
    page.keyboard.press("Enter")
    page.wait_for_url("**den=2025-11-15**")
    viewer.settle()
    assert query(page) == {"tu": ["2025-09-01"], "den": ["2025-11-15"]}


def test_a_word_that_an_input_method_still_composes_is_searched_for_when_it_is_whole(viewer: Viewer) -> None:
    page = viewer.open("/chi-tieu")
    page.locator("#tim").click()
    keys = viewer.context.new_cdp_session(page)
    for text in ("t", "ti", "tiê", "tiên", "tiến"):
        keys.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.wait_for_timeout(PAUSE)
    assert query(page) == {}
    keys.send("Input.insertText", {"text": "tiến"})
    page.wait_for_url("**tim=**")
    viewer.settle()
    assert query(page) == {"tim": ["tiến"]}
    expect(page.locator("#tim")).to_have_value("tiến")


def test_a_double_click_on_a_link_is_one_step(viewer: Viewer) -> None:
    page = viewer.open("/")
    before = page.evaluate("() => history.length")
    page.locator('.page-frame [data-go^="/co-quan"]').first.dblclick()
    page.wait_for_url("**/co-quan")
    viewer.settle()
    assert page.evaluate("() => history.length") == before + 1


def test_after_a_step_back_what_is_typed_at_once_stays_in_its_field(viewer: Viewer) -> None:
    page = viewer.open("/")
    go(page, page.locator(".worst tbody tr").get_by_role("link").nth(1).click)
    page.evaluate("() => history.back()")
    page.locator("#o-tim").click()
    page.keyboard.type("so hoa", delay=60)
    viewer.settle()
    page.wait_for_timeout(PAUSE)
    expect(page.locator("#o-tim")).to_be_focused()
    expect(page.locator("#o-tim")).to_have_value("so hoa")
