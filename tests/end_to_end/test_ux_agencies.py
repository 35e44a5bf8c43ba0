"""«Cơ quan», «Tìm kiếm», «Thay đổi» in a browser: clicks, keyboard, refresh, Back. By number in the list of acceptance."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.app_pages.screens import go
from tests.browser import LAPTOP, Viewer


def asked(page: Page) -> tuple[str, dict[str, str]]:
    """The page and the parameters of the address."""
    parts = urlsplit(page.url)
    return parts.path, {key: values[-1] for key, values in parse_qs(parts.query).items()}


def test_check_14_overdue_tasks_of_an_agency_are_two_clicks_from_the_start_page(viewer: Viewer) -> None:
    page = viewer.open("/")
    go(page, page.locator(".menu").get_by_role("link", name="Cơ quan").click)
    go(page, page.locator(".owners").get_by_role("link", name="Văn phòng UBND tỉnh").click)
    expect(
        page.locator(
            ".agency h2",
            has_text="Văn phòng UBND tỉnh: 6 chỉ tiêu cần xử lý, 7 nhiệm vụ hết hạn, chưa có báo cáo tiến độ",
        )
    ).to_be_visible()
    expect(page.locator(".tasks b.out").first).to_have_text("Hết hạn 96\u00a0ngày, chưa\u00a0báo\u00a0cáo")
    box = page.locator(".flagged .name").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= LAPTOP[1]


def test_checks_19_20_the_agency_and_the_order_of_the_list_stand_in_the_address(viewer: Viewer) -> None:
    page = viewer.open("/co-quan")
    go(page, page.locator(".owners thead").get_by_role("link").nth(1).click)
    go(page, page.locator(".owners").get_by_role("link", name="Sở Tài chính").click)
    assert asked(page) == ("/co-quan", {"cq": "STC", "xep": "can-xu-ly"})
    shown = page.locator(".agency").inner_text()
    viewer.open("/co-quan?cq=STC&xep=can-xu-ly")
    assert page.locator(".agency").inner_text() == shown
    go(page, page.go_back)
    assert asked(page)[1].get("cq") != "STC"


def test_checks_20_22_a_search_from_the_keyboard_keeps_day_and_scope_and_back_returns(viewer: Viewer) -> None:
    page = viewer.open("/chi-tieu?ngay=2025-11-05&pv=SKHCN&tt=can-xu-ly")
    steps = page.evaluate("() => history.length")
    field = page.get_by_role("searchbox", name="Tìm trong mọi trang")
    field.focus()
    page.keyboard.type("bum nua")
    go(page, lambda: page.keyboard.press("Enter"))
    assert asked(page) == ("/tim", {"q": "bum nua", "ngay": "2025-11-05", "pv": "SKHCN"})
    assert page.evaluate("() => history.length") == steps + 1
    expect(field).to_have_value("bum nua")
    go(page, page.get_by_role("link", name="Xã Bum Nưa", exact=True).click)
    assert asked(page) == ("/xa-phuong", {"ngay": "2025-11-05", "pv": "SKHCN", "xa": "03466"})
    go(page, page.go_back)
    go(page, page.go_back)
    assert asked(page) == ("/chi-tieu", {"ngay": "2025-11-05", "pv": "SKHCN", "tt": "can-xu-ly"})


def test_a_day_typed_as_people_write_it_compares_with_that_day(viewer: Viewer) -> None:
    page = viewer.open("/")
    go(page, page.get_by_role("link", name="Chọn ngày khác").click)
    page.locator("#ngay-tu").fill("1/10/2025")
    go(page, lambda: page.keyboard.press("Enter"))
    assert asked(page) == ("/thay-doi", {"tu": "2025-10-01"})
    expect(page.locator("#ngay-tu")).to_have_value("01/10/2025")
    expect(page.locator(".ct h2").first).to_contain_text("3 chỉ tiêu xấu đi")
