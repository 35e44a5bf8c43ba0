"""«Nộp báo cáo» in a real browser: what is due, the form, the file sent in, its receipt and its states. Checks 13, 45."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.settings import Workspace
from dashboard.submissions.acts import lock_period, reopen_period
from loaders.deciding import return_file
from tests.app_pages.loading import UPLOAD, answered, choose, faults, ledger, press, step
from tests.app_pages.screens import go
from tests.app_pages.uploads import SENT, SILENT, SILENT_TOO, filled_form
from tests.browser import LAPTOP, Served, command, free_port, serve, settle, view
from tests.end_to_end.test_ux_loading import looks_right

_BOTTOM = "element => element.getBoundingClientRect().bottom"


@pytest.fixture(scope="module")
def sending(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A dashboard of its own: these tests write."""
    root = Path(shutil.copytree(template, tmp_path_factory.mktemp("sending") / "work"))
    port = str(free_port())
    with serve(root, command("run", "--workspace", str(root), "--port", port)) as running:
        yield running


@pytest.fixture
def page(browser: Browser, sending: Served) -> Iterator[Page]:
    window = view(browser, sending.url, LAPTOP)
    yield window.page
    assert [said for said in window.complaints if "404" not in said] == []
    window.close()


def open_list(page: Page, served: Served, unit: str) -> None:
    """The list of one unit."""
    page.goto(f"{served.url}/nop?pv={unit}", wait_until="commit")
    page.wait_for_selector(".owed")
    settle(page)


def row(page: Page, name: str) -> list[str]:
    """The cells of one form and period, each in one line."""
    line = page.locator(".owed tbody tr", has_text=name)
    expect(line).to_have_count(1)
    return [" ".join(cell.split()) for cell in line.locator("th, td").all_inner_texts()]


def back_on_list(page: Page) -> None:
    """Wait for the list after a file was sent or kept."""
    page.wait_for_selector(".owed", timeout=30_000)
    answered(page)


def tick_all(page: Page) -> None:
    """Ticks every warning as seen."""
    for tick in page.get_by_role("checkbox").all():
        tick.click()
        answered(page)


def test_check_45_what_is_due_and_the_receipt_are_seen_without_scrolling(
    page: Page, sending: Served, tmp_path: Path
) -> None:
    open_list(page, sending, SILENT)
    expect(page.get_by_role("heading", name="Xã Thu Lũm: 1 báo cáo quá hạn 2 ngày")).to_be_visible()
    due = row(page, "BM-01, tháng 11/2025")
    assert due[1:3] == ["03/12/2025 quá hạn 2 ngày", "Chưa nộp"]
    looks_right(page)

    choose(page, filled_form(tmp_path, SILENT))
    tick_all(page)
    looks_right(page)
    press(page, re.compile(r"^Gửi \d+ ô$"))
    back_on_list(page)
    sent = row(page, "BM-01, tháng 11/2025")
    assert sent[2] == "Chờ duyệt"
    assert re.fullmatch(r"Đã nhận \d\d:\d\d ngày 05/12/2025, mã BN-\d{4}", sent[3])
    expect(page.get_by_role("status").filter(has_text=sent[3])).to_be_visible()
    for line in page.locator(".owed tbody tr").all():
        assert line.evaluate(_BOTTOM) <= LAPTOP[1]
    assert page.locator(UPLOAD).evaluate(_BOTTOM) <= LAPTOP[1]
    looks_right(page)
    page.set_viewport_size({"width": LAPTOP[0] // 2, "height": LAPTOP[1] // 2})
    assert page.locator(".owed tbody th").evaluate_all("names => names.every(name => name.offsetWidth > 180)")
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})

    press(page, "Rút lại")
    assert row(page, "BM-01, tháng 11/2025")[2] == "Chưa nộp"
    [*_, last] = ledger(sending.root).of_report(SILENT, "2025-11", "bm-01")
    assert last.state == "withdrawn"


def test_the_units_to_choose_from_stand_in_groups(page: Page, sending: Served) -> None:
    page.goto(f"{sending.url}/nop", wait_until="commit")
    page.wait_for_selector(".unit-list")
    settle(page)
    assert page.locator(".unit-list").count() == 2
    expect(page.locator(".unit-list li")).to_have_count(58)
    looks_right(page)
    go(page, page.get_by_role("link", name="Xã Bum Nưa").click)
    expect(page.get_by_role("heading", name=re.compile("^Xã Bum Nưa: "))).to_be_visible()
    assert page.url.endswith("/nop?pv=03466")


def test_a_row_opens_the_choice_of_files(page: Page, sending: Served, tmp_path: Path) -> None:
    open_list(page, sending, SILENT_TOO)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Gửi tệp của BM-01, tháng 11/2025").click()
    chooser.value.set_files(str(filled_form(tmp_path, SILENT_TOO)))
    step(page, 2)
    expect(page.locator(".load-files")).to_contain_text("Xã Pa Ủ · biểu BM-01 · kỳ tháng 11/2025")


def test_another_unit_s_file_cannot_be_sent(page: Page, sending: Served, tmp_path: Path) -> None:
    before = len(ledger(sending.root).lines)
    open_list(page, sending, SILENT)
    choose(page, filled_form(tmp_path, SENT))
    said = page.locator("[data-testid=stMain]")
    expect(said).to_contain_text("Tệp này của xã Bum Nưa; trang này chỉ nhận tệp của xã Thu Lũm.")
    expect(page.get_by_role("button", name="Chưa gửi được")).to_be_disabled()
    expect(page.get_by_role("button", name="Lưu nháp")).to_have_count(0)
    assert len(ledger(sending.root).lines) == before


def test_a_draft_keeps_its_faults_and_is_replaced_by_the_mended_file(
    page: Page, sending: Served, tmp_path: Path
) -> None:
    open_list(page, sending, SILENT_TOO)
    choose(page, filled_form(tmp_path, SILENT_TOO, {"E8": "sai"}))
    expect(page.get_by_role("button", name="Chưa gửi được")).to_be_disabled()
    press(page, "Lưu nháp")
    back_on_list(page)
    kept = row(page, "BM-01, tháng 11/2025")
    assert kept[2] == "Nháp"
    assert kept[3].endswith("còn 1 lỗi")
    looks_right(page)
    press(page, "Xem và gửi nháp")
    step(page, 2)
    assert [line[1] for line in faults(page)] == ["Trang «BM-01», ô E8"]
    press(page, "Chọn lại tệp")
    back_on_list(page)
    choose(page, filled_form(tmp_path, SILENT_TOO))
    tick_all(page)
    page.get_by_role("button", name=re.compile(r"^Gửi \d+ ô$")).dblclick()
    back_on_list(page)
    assert row(page, "BM-01, tháng 11/2025")[2] == "Chờ duyệt"
    states = [each.state for each in ledger(sending.root).of_report(SILENT_TOO, "2025-11", "bm-01")]
    assert states == ["withdrawn", "waiting"]

    space = Workspace(sending.root)
    waiting = ledger(sending.root).waiting[-1].load.line_id
    return_file(space, waiting, "Thiếu minh chứng <b>dòng 3</b>", actor="operator")
    open_list(page, sending, SILENT_TOO)
    back = row(page, "BM-01, tháng 11/2025")
    assert back[2] == "Trả lại"
    assert back[3].endswith(". Lý do trả lại: Thiếu minh chứng <b>dòng 3</b>")
    looks_right(page)


def test_a_locked_period_says_so_and_takes_no_file(page: Page, sending: Served, tmp_path: Path) -> None:
    space = Workspace(sending.root)
    lock_period(space, "2025-11", "đã chốt", actor="operator")
    try:
        open_list(page, sending, SILENT)
        locked = row(page, "BM-01, tháng 11/2025")
        assert locked[2:4] == ["Đã khóa", "Kỳ tháng 11/2025 đã khóa. Cần mở lại có lý do."]
        assert "Gửi tệp" not in locked[5]
        looks_right(page)
        choose(page, filled_form(tmp_path, SILENT))
        expect(page.locator(".load-files")).to_contain_text("Kỳ đã khóa; cần mở lại có lý do")
        expect(page.get_by_role("button", name="Chưa gửi được")).to_be_disabled()
        open_list(page, sending, "03388")
        assert row(page, "BM-01, tháng 11/2025")[2] == "Đã khóa"
    finally:
        reopen_period(space, "2025-11", "thử xong", actor="operator")


def test_a_unit_that_has_sent_all_reads_so(page: Page, sending: Served) -> None:
    open_list(page, sending, "03388")
    expect(page.get_by_role("heading", name="Phường Đoàn Kết: Đã nộp đủ")).to_be_visible()
    assert row(page, "BM-01, tháng 11/2025")[2] == "Đã duyệt"


def test_the_form_downloaded_from_the_list_comes_back_as_this_unit_s(
    page: Page, sending: Served, tmp_path: Path
) -> None:
    open_list(page, sending, "03463")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Tải biểu mẫu (đã điền sẵn): BM-01, tháng 11/2025").click()
    form = tmp_path / "đổi tên tùy ý.xlsx"
    saved.value.save_as(form)
    book = openpyxl.load_workbook(form)
    sheet = book["BM-01"]
    header = next(r for r in sheet.iter_rows() if any(cell.value == "Thực hiện" for cell in r))
    place = {cell.value: cell.column for cell in header}
    for line in sheet.iter_rows(min_row=header[0].row + 1):
        if line[place["Mã"] - 1].value:
            sheet.cell(line[0].row, place["Thực hiện"]).value = "Không phát sinh"
    book.save(form)
    choose(page, form)
    expect(page.locator(".load-files")).to_contain_text("Xã Tà Tổng · biểu BM-01 · kỳ tháng 11/2025")
    assert faults(page) == []


def test_another_day_is_for_looking_only(page: Page, sending: Served) -> None:
    page.goto(f"{sending.url}/nop?pv=03466&ngay=2025-11-02", wait_until="commit")
    page.wait_for_selector(".owed")
    settle(page)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Đang xem ngày 02/11/2025")
    expect(page.locator(UPLOAD)).to_have_count(0)
    expect(page.get_by_role("button", name="Gửi tệp")).to_have_count(0)


def test_check_22_day_and_scope_stay_when_the_menu_leads_to_the_pages_of_reports(page: Page, sending: Served) -> None:
    page.goto(f"{sending.url}/?pv=03466&ngay=2025-11-02", wait_until="commit")
    settle(page)
    for name in ("Nộp báo cáo", "Nạp tệp"):
        page.locator(".menu-drop summary").click()
        go(page, page.locator(".menu-drop").get_by_role("link", name=name).click)
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page.locator(".menu-drop .menu-list")).to_be_hidden()
        expect(page.get_by_label("Phạm vi")).to_have_value("03466")
        expect(page.get_by_label("Ngày", exact=True)).to_have_value("02/11/2025")
