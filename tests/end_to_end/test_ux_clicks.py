"""What people reach, in how many clicks, and what stays when they move about. By number in the list of acceptance."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app_pages.screens import drawn, go
from tests.browser import LAPTOP, WIDE, Viewer, settle, view

WORST_ROWS = ".worst tbody tr"
CONTENT = "[data-testid=stMain]"
LIST_WITH_FILTERS = "/chi-tieu?ngay=2025-11-05&pv=SKHCN&tt=can-xu-ly&nhom=ha-tang-so&cq=SKHCN&tim=song"
DETAIL = "/chi-tieu?ngay=2025-11-05&ct=so-hoa-ho-so&mt=T-001-07&tt=khong-dat"
COMMUNE = "/?ngay=2025-11-05&pv=03466"
AGENCY = "/co-quan?cq=SKHCN&nv=N-001-I-03&xep=can-xu-ly"
RANKING = "/xa-phuong?xem=hang&ct=nv-dung-han&het=co&xa=03478"
PANELS = "/xa-phuong?xem=nho&ct=ho-so-truc-tuyen&trang=2&thang=rieng"
CHANGED = "/thay-doi?tu=2025-10-01&den=2025-12-05"
FOUND = "/tim?q=so+hoa&pv=VPUBND"
NONSENSE = {
    "ngay": "mai",
    "pv": "khong-co",
    "tt": "xanh",
    "nhom": "khac",
    "cq": "khac",
}
# A frame that scrolls by itself and is taller than the screen is seen where part of it is.
_FOCUS = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 40), 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 1), innerHeight - 1);
  const hit = document.elementFromPoint(x, y);
  return {
    name: `${at.tagName} ${at.getAttribute("aria-label") || at.textContent.slice(0, 40)}`,
    seen: ring || style.boxShadow !== "none",
    inside: (box.top >= 0 || (box.height > innerHeight && box.bottom > 0)) && box.top < innerHeight
      && box.left >= 0 && box.right <= innerWidth + 1,
    covered: !(hit && (at.contains(hit) || hit.contains(at))),
    skips: at.dataset.testid === "stSkipToContent",
  };
}"""
_BOXES = """(rows) => rows.map(row => {
  const visible = (element) => element && element.checkVisibility() && element.textContent.trim() !== "";
  const agency = [row.querySelector(".narrow"), row.querySelector("td.wide")].find(visible);
  const box = row.getBoundingClientRect();
  return { bottom: box.bottom, height: box.height, agency: agency?.textContent, name: row.querySelector(".name")?.textContent,
           plan: row.cells[3].innerText, lag: row.querySelector(".lag")?.textContent || "" };
})"""


def worst(page: Page, height: int) -> list[dict[str, str]]:
    """The rows of «Cần xử lý trước» that stand whole on the screen."""
    rows = page.locator(WORST_ROWS).evaluate_all(_BOXES)
    return [row for row in rows if row["height"] and row["bottom"] <= height]


def text(page: Page) -> str:
    """All that is said, without what is marked as chosen."""
    return page.locator(CONTENT).inner_text()


def entries(page: Page) -> int:
    """How many steps the browser's history has."""
    return page.evaluate("() => history.length")


def test_check_01_three_worst_indicators_with_agency_and_gap_are_visible_without_scrolling(viewer: Viewer) -> None:
    seen = worst(viewer.open("/"), LAPTOP[1])
    assert len(seen) >= 5
    assert all(row["name"] and row["agency"] and re.search(r"\d", row["plan"]) for row in seen)
    assert all(re.fullmatch(r"(chậm|quá hạn)\s\d+(,\d)?\s(tháng|ngày)", row["lag"]) for row in seen[:3])


def test_check_02_at_1920_eight_worst_indicators_are_visible_without_scrolling(wide_viewer: Viewer) -> None:
    seen = worst(wide_viewer.open("/"), WIDE[1])
    assert len(seen) == 8
    assert all(row["name"] and row["agency"] and row["lag"] for row in seen)


def test_check_06_the_start_page_asks_for_no_plotly_and_the_list_neither(viewer: Viewer) -> None:
    page = viewer.open("/")
    go(page, page.get_by_role("link", name="Chỉ tiêu", exact=True).click)
    assert [url for url in viewer.requests if "plotly" in url.lower()] == []


def test_checks_11_17_18_20_from_the_start_page_to_the_cell_of_a_value_and_back(viewer: Viewer) -> None:
    page = viewer.open("/")
    start = (page.url, text(page), entries(page))

    row = page.locator(WORST_ROWS).filter(has_text="quy trình, hồ sơ")
    go(page, row.get_by_role("link").click)
    assert parse_qs(urlsplit(page.url).query)["ct"] == ["so-hoa-ho-so"]
    why = page.locator(".why")
    expect(why.get_by_text("Kế hoạch đến kỳ", exact=True)).to_be_in_viewport()
    expect(why.locator("dd").first).to_be_in_viewport()
    indicator = (page.url, text(page))

    go(page, page.locator(".units").first.get_by_role("link", name="Phường Đoàn Kết").click)
    sources = page.get_by_role("table", name="Nguồn của từng số")
    place = sources.locator("tbody tr").filter(has_text="BM-01_2025-10_03388.xlsx").first
    assert re.search(r"BM-01_2025-10_03388\.xlsx, trang «[^»]+», ô [A-Z]+\d+", place.inner_text())
    assert entries(page) == start[2] + 2

    go(page, page.go_back)
    assert (page.url, text(page)) == indicator
    go(page, page.go_back)
    assert (page.url, text(page)) == start[:2]


def test_check_17_the_inputs_of_a_status_are_two_clicks_from_the_list(viewer: Viewer) -> None:
    page = viewer.open("/")
    go(page, page.locator(".card", has_text="Chậm tiến độ").click)
    go(page, page.get_by_role("link", name="Tỷ lệ phủ sóng 5G").click)
    expect(page.locator(".why").get_by_text("Tốc độ cao nhất từng đạt")).to_be_in_viewport()


@pytest.mark.parametrize("path", [LIST_WITH_FILTERS, DETAIL, COMMUNE, AGENCY, RANKING, PANELS, CHANGED, FOUND])
def test_checks_19_20_21_refresh_back_and_a_sent_link_show_the_same(
    viewer: Viewer, browser: Browser, path: str
) -> None:
    page = viewer.open(path)
    drawn(page, path)
    before = (text(page), chosen(page))
    address = page.url
    page.reload(wait_until="commit")
    viewer.settle()
    drawn(page, path)
    assert (text(page), chosen(page)) == before
    assert page.url == address

    sent = page.locator("[data-copy]").get_attribute("data-copy") or ""
    other = view(browser, viewer.url, LAPTOP)
    received = other.open(sent)
    drawn(received, path)
    assert (text(received), chosen(received)) == before
    other.close()

    go(page, page.get_by_role("navigation", name="Các trang").get_by_role("link", name="Hướng dẫn").click)
    go(page, page.go_back)
    assert page.url == address
    assert (text(page), chosen(page)) == before


def chosen(page: Page) -> list[str]:
    """What stands in the controls, in their order, and which pill is on."""
    fields = page.locator(".ct select, .ct input").evaluate_all("fields => fields.map(field => field.value)")
    return [*fields, *page.locator(".pill.on").all_inner_texts()]


def test_check_21_the_copied_link_names_the_day_even_when_it_is_today(viewer: Viewer) -> None:
    page = viewer.open("/")
    assert page.locator("[data-copy]").get_attribute("data-copy") == "/?ngay=2025-12-05"


def test_check_22_day_and_scope_survive_every_change_of_page(viewer: Viewer) -> None:
    page = viewer.open("/")
    go(page, lambda: page.get_by_label("Phạm vi").select_option("Xã Bum Nưa"))
    field = page.get_by_label("Ngày", exact=True)
    field.fill("31/10/2025")
    go(page, lambda: field.press("Enter"))
    menu = page.get_by_role("navigation", name="Các trang")
    for name in ("Chỉ tiêu", "Cơ quan", "Xã, phường", "Hướng dẫn", "Tổng quan"):
        go(page, menu.get_by_role("link", name=name).click)
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page.get_by_label("Phạm vi")).to_have_value("03466")
        expect(page.get_by_label("Ngày", exact=True)).to_have_value("31/10/2025")
    go(page, page.locator(WORST_ROWS).get_by_role("link").first.click)
    assert parse_qs(urlsplit(page.url).query).items() >= {"pv": ["03466"], "ngay": ["2025-10-31"]}.items()


def test_checks_19_20_filters_of_the_list_stay_in_the_address_one_step_each(viewer: Viewer) -> None:
    page = viewer.open("/chi-tieu")
    steps = [entries(page)]
    everything = text(page)
    go(page, page.get_by_role("link", name="Chậm tiến độ").first.click)
    steps.append(entries(page))
    go(page, lambda: page.get_by_label("Nhóm nội dung").select_option("Hạ tầng số"))
    steps.append(entries(page))
    assert [later - earlier for earlier, later in pairwise(steps)] == [1, 1]
    assert parse_qs(urlsplit(page.url).query) == {"tt": ["cham"], "nhom": ["ha-tang-so"]}
    go(page, lambda: page.get_by_label("Tìm chỉ tiêu").fill("phu song"))
    expect(page.locator(".lst").first.locator("tbody tr")).to_have_count(1)
    assert entries(page) == steps[-1]
    go(page, page.go_back)
    go(page, page.go_back)
    assert text(page) == everything


def test_check_23_nonsense_in_an_address_gives_a_page_and_a_note(viewer: Viewer) -> None:
    script = "%3Cscript%3Edocument.title%3D'x'%3C%2Fscript%3E"
    for path, note in (
        ("/?" + "&".join(f"{key}={value}" for key, value in NONSENSE.items()), "«mai» không phải ngày"),
        (f"/chi-tieu?tt={script}", "Không có trạng thái «<script>document.title='x'</script>»"),
        (f"/chi-tieu?ct={script}", "Không tìm thấy chỉ tiêu «<script>"),
        ("/chi-tieu?ct=so-hoa-ho-so&mt=%00%00", "không có mục tiêu"),
        ("/?pv=%E0%A4%A&ngay=%ZZ", "Không có đơn vị"),
        (f"/?ngay={'9' * 3000}", "không phải ngày"),
        ("/?la-gi=1&la-gi=2&__proto__=1", "Cần xử lý trước"),
    ):
        page = viewer.open(path)
        drawn(page, path if "mt=" in path else "")
        expect(page.locator(CONTENT)).to_contain_text(note)
        assert page.evaluate("() => document.title") != "x"
        assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    assert [said for said in viewer.complaints if "404" not in said] == []


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/chi-tieu", "/chi-tieu?ct=so-hoa-ho-so&mt=T-000-11", "/co-quan", "/huong-dan"),
        *("/xa-phuong", CHANGED, FOUND),
    ],
)
def test_check_31_focus_is_always_seen_and_never_covered(viewer: Viewer, path: str) -> None:
    page = viewer.open(path)
    drawn(page, path)
    met: list[str] = []
    for _ in range(30):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        if focus is None:
            break
        if focus["skips"]:
            continue
        assert focus["seen"] and focus["inside"] and not focus["covered"], focus
        met.append(focus["name"])
    assert len(set(met)) >= 10


def test_check_31_enter_follows_a_link_and_the_export_list_opens_from_the_keyboard(viewer: Viewer) -> None:
    page = viewer.open("/")
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Cần xử lý trước")).to_be_focused()
    row = page.locator(WORST_ROWS).get_by_role("link").nth(1)
    row.focus()
    go(page, lambda: page.keyboard.press("Enter"))
    assert "ct=" in page.url
    expect(page.locator(".finding h2")).to_be_focused()
    go(page, page.go_back)
    expect(row).to_be_focused()
    go(page, lambda: page.keyboard.press("Enter"))
    page.locator("#xuat summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#xuat a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#xuat a").first).to_be_hidden()


def test_check_31_a_followed_link_gives_up_the_focus_at_once_for_new_blocks_come_before_old_ones_go(
    viewer: Viewer,
) -> None:
    page = viewer.open("/")
    row = page.locator(WORST_ROWS).get_by_role("link").first
    held = row.evaluate(
        "(link) => { link.focus(); const at = [document.activeElement]; link.click(); return [...at, document.activeElement].map(e => e === link); }"
    )
    assert held == [True, False]
    expect(page.locator(".finding h2")).to_be_focused()


def test_check_38_no_request_leaves_the_host_after_clicks(viewer: Viewer) -> None:
    page = viewer.open("/")
    go(page, page.locator(WORST_ROWS).get_by_role("link").first.click)
    page.locator("summary", has_text="Xem bảng số liệu").click()
    go(page, page.get_by_role("link", name="Quy tắc đánh giá").click)
    page.get_by_role("button", name="Sao chép liên kết").click()
    expect(page.get_by_role("status")).to_have_text("Đã sao chép liên kết")
    settle(page)
    own = urlsplit(viewer.url).netloc
    away = [url for url in [*viewer.requests, *viewer.sockets] if urlsplit(url).netloc != own]
    assert [url for url in away if not url.startswith(("data:", "blob:"))] == []
