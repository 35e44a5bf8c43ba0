"""What people do in a block, in a real browser: each act arrives once, whole, and without pandas."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Served, Viewer, free_port, serve, settle, view
from tests.end_to_end.test_server_frame import LAUNCH

SCRIPT = """
import sys
import time

import streamlit as st

from dashboard.app_pages import _panel
from dashboard.charts.markup import el, frame

st.set_page_config(page_title="Trang thử", layout="wide")
done = st.session_state.setdefault("done", [])
act = _panel.take_act("thu")
file = None
if act is not None:
    if act.name == "cham":
        time.sleep(0.6)
    if act.name == "tai":
        file = _panel.SentFile("Lỗi cần sửa.txt", "chữ".encode(), act.number)
    done.append(f"{act.number} {act.name} {sorted(act.fields.items())}")
block = frame(
    el("button", "Ghi", type="button", id="ghi", data_act="ghi", data_ky="2025-11"),
    el("button", "Ghi chậm", type="button", data_act="cham"),
    el("button", "Tải", type="button", data_act="tai"),
    el(
        "form",
        el("input", name="ly-do", id="ly-do", type="text", aria_label="Lý do"),
        el("button", "Trả lại", type="submit", data_muc="3"),
        id="tra-lai",
        data_act="tra-lai",
        data_tep="t1",
    ),
    el("input", id="ghi-chu", type="text", aria_label="Ghi chú"),
    el("select", el("option", "Một", value="1"), el("option", "Hai", value="2"), aria_label="Chọn", data_act="chon", data_o="D12"),
    el("input", type="checkbox", id="xem", aria_label="Đã xem", data_act="xem"),
    el("p", f"{len(done)} việc", id="so-viec"),
    [el("p", one, class_="viec") for one in done],
    el("p", "pandas" if "pandas" in sys.modules else "không", id="pandas"),
)
_panel.show(block, key="thu", file=file)
"""


@pytest.fixture(scope="module")
def acting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("acting") / "work"
    root.mkdir()
    script = root / "trang.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with serve(root, [sys.executable, "-c", LAUNCH, str(script), str(free_port())]) as running:
        yield running


@pytest.fixture
def page(browser: Browser, acting: Served) -> Iterator[Page]:
    window: Viewer = view(browser, acting.url)
    yield window.open()
    assert window.complaints == []
    window.close()


def done(page: Page, count: int) -> list[str]:
    expect(page.locator("#so-viec")).to_have_text(f"{count} việc")
    settle(page)
    return page.locator(".viec").all_inner_texts()


def test_a_button_sends_its_values_each_time_it_is_pressed(page: Page) -> None:
    page.get_by_role("button", name="Ghi", exact=True).click()
    assert done(page, 1) == ["1 ghi [('ky', '2025-11')]"]
    page.get_by_role("button", name="Ghi", exact=True).click()
    assert done(page, 2)[1] == "2 ghi [('ky', '2025-11')]"


def test_a_double_click_acts_once(page: Page) -> None:
    page.get_by_role("button", name="Ghi chậm").dblclick()
    page.get_by_role("button", name="Ghi chậm").click()
    assert done(page, 1) == ["1 cham []"]
    page.get_by_role("button", name="Ghi chậm").click()
    assert len(done(page, 2)) == 2


def test_a_form_sends_its_fields_as_they_were_typed(page: Page) -> None:
    page.get_by_label("Lý do").fill("<b>thiếu</b> mẫu số")
    page.get_by_role("button", name="Trả lại").click()
    assert done(page, 1) == ["1 tra-lai [('ly-do', '<b>thiếu</b> mẫu số'), ('muc', '3'), ('tep', 't1')]"]
    expect(page.get_by_label("Lý do")).to_have_value("")
    page.get_by_label("Lý do").fill("lần hai")
    page.get_by_label("Lý do").press("Enter")
    assert "lần hai" in done(page, 2)[1]


def test_a_list_and_a_tick_box_send_what_was_chosen(page: Page) -> None:
    page.get_by_label("Chọn").select_option("Hai")
    assert done(page, 1) == ["1 chon [('o', 'D12'), ('value', '2')]"]
    page.get_by_label("Đã xem").click()
    assert done(page, 2)[1] == "2 xem [('value', 'true')]"


def test_what_is_typed_in_another_field_stays(page: Page) -> None:
    page.get_by_label("Ghi chú").fill("chưa gửi")
    page.get_by_role("button", name="Ghi", exact=True).click()
    done(page, 1)
    expect(page.get_by_label("Ghi chú")).to_have_value("chưa gửi")
    expect(page.get_by_role("button", name="Ghi", exact=True)).to_be_focused()


def test_a_file_made_on_request_is_saved_under_its_name(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as saved:
        page.get_by_role("button", name="Tải").click()
    assert saved.value.suggested_filename == "Lỗi cần sửa.txt"
    saved.value.save_as(tmp_path / "tai")
    assert (tmp_path / "tai").read_text(encoding="utf-8") == "chữ"


def test_acts_need_no_pandas(page: Page) -> None:
    page.get_by_label("Ghi chú").fill("x")
    page.get_by_role("button", name="Trả lại").click()
    done(page, 1)
    expect(page.locator("#pandas")).to_have_text("không")
