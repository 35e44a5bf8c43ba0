"""«Tình hình nộp» in a real browser: who is late in words, reminders, and files that wait. By number in the list of acceptance."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.settings import Workspace
from dashboard.store.lines import ReminderRecord
from dashboard.submissions.ledger import SubmissionState
from dashboard.submissions.reading import ledger_of
from tests.app_pages.screens import go
from tests.app_pages.sent_forms import november_form, send
from tests.browser import LAPTOP, Served, Viewer, axe_violations, command, free_port, serve, view

PAGE = "/tinh-hinh-nop"
ROWS = ".mx tbody tr"
REASON = "Mẫu số thấp hơn tháng trước, đề nghị kiểm tra"

PATIENT = 20_000  # milliseconds: an act writes journal and facts, on a machine that may be busy


@pytest.fixture(scope="module")
def office(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Three communes have sent November: Tà Tổng its first report, Bum Nưa a correction, Sìn Hồ one too."""
    root = Path(shutil.copytree(template, tmp_path_factory.mktemp("office") / "work"))
    today = date(2025, 12, 5)
    send(root, "03463", november_form("03463"), "submitted", today)
    send(root, "03466", november_form("03466", {"E8": 1210, "F8": 1778, "G8": None}), "submitted", today)
    send(root, "03478", november_form("03478"), "submitted", today)
    port = str(free_port())
    with serve(root, command("run", "--workspace", str(root), "--port", port)) as running:
        yield running


@pytest.fixture
def window(browser: Browser, office: Served) -> Iterator[Viewer]:
    opened = view(browser, office.url, LAPTOP)
    yield opened
    opened.close()


def workspace(served: Served) -> Workspace:
    return Workspace(served.root)


def rows(page: Page) -> list[list[str]]:
    return [row.split("\t") for row in page.locator(ROWS).all_inner_texts()]


def waiting(page: Page) -> list[str]:
    return page.locator(".waiting tbody th").all_inner_texts()


def test_the_matrix_says_in_words_who_is_late_worst_first(window: Viewer) -> None:
    page = window.open(PAGE)
    found = rows(page)
    assert len(found) == 58
    assert [cell.strip() for cell in found[1]] == [
        "Xã Thu Lũm", "4", "Muộn 2 ngày", "Muộn 5 ngày", "✓ Đúng hạn", "Muộn 3 ngày", "Chưa nộp, quá 2 ngày", "1/5", "Chưa nhắc",
    ]  # fmt: skip
    assert found[0][0] == "Xã Tà Tổng"
    assert found[0][6].strip() == "Chờ duyệt, muộn 2 ngày"
    late = [int(row[1]) for row in found]
    assert late == sorted(late, reverse=True)
    assert page.locator("h2").first.inner_text() == (
        "4/58 đơn vị chưa nộp kỳ tháng 11/2025; 3 trong số đó đã chậm từ ba kỳ trở lên"
    )


def test_late_missing_and_returned_cells_alone_are_tinted(window: Viewer) -> None:
    page = window.open(PAGE)
    plain = page.locator(".mx tbody td", has_text="Đúng hạn").first
    assert plain.evaluate("cell => getComputedStyle(cell).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert page.locator(".mx td.late:not(:has-text('Muộn')):not(:has-text('muộn'))").count() == 0
    assert page.locator(".mx td.out:not(:has-text('Chưa nộp'))").count() == 0


def test_sort_filter_and_period_stand_in_the_address_and_survive_refresh_and_back(window: Viewer) -> None:
    page = window.open(PAGE)
    go(page, lambda: page.get_by_role("link", name="Đơn vị: xếp theo danh sách").click())
    assert "xep=don-vi" in page.url
    by_list = rows(page)
    assert by_list[0][0] == "Sở Khoa học và Công nghệ"
    assert page.locator(".mx th[aria-sort=ascending]").inner_text().startswith("Đơn vị")
    go(page, lambda: page.get_by_role("link", name="Chỉ đơn vị chậm").click())
    assert "cham=co" in page.url
    filtered = rows(page)
    assert 0 < len(filtered) < 58
    assert all(int(row[1]) > 0 for row in filtered)
    go(page, lambda: page.get_by_label("Loại kỳ").select_option("quy"))
    assert "loai=quy" in page.url
    assert "quý III/2025" in page.locator("h2").first.inner_text()
    page.reload()
    window.settle()
    assert "quý III/2025" in page.locator("h2").first.inner_text()
    go(page, page.go_back)
    assert rows(page) == filtered
    go(page, page.go_back)
    assert rows(page) == by_list


def test_another_period_is_chosen_in_the_head_of_its_column(window: Viewer) -> None:
    page = window.open(PAGE)
    go(page, lambda: page.get_by_role("link", name="Tháng 10: xem kỳ này").click())
    assert "ky=2025-10" in page.url
    assert page.locator("h2").first.inner_text().startswith("2/58 đơn vị chưa nộp kỳ tháng 10/2025")
    assert "kỳ tháng 10/2025 quá hạn 32 ngày (hạn 03/11/2025)" in page.locator(".message").input_value()


def test_check_13_the_start_page_leads_here_in_one_click_and_calls_no_waiting_report_missing(window: Viewer) -> None:
    page = window.open("/")
    block = page.locator("section", has=page.get_by_role("heading", name="Chưa nộp đủ báo cáo"))
    assert "Tà Tổng" not in block.inner_text()
    assert "1 đơn vị đã nộp, chờ duyệt" in block.inner_text()
    go(page, lambda: block.get_by_role("link", name="Tình hình nộp").click())
    assert len(rows(page)) == 58


def test_a_reminder_is_journaled_once_and_told_beside_each_unit(window: Viewer, office: Served) -> None:
    page = window.open(f"{PAGE}?ky=2025-10")
    before = len(ledger_of(workspace(office)).reminders)
    page.get_by_role("button", name="Ghi đã nhắc").click()
    expect(page.locator(".answer")).to_have_text("Đã ghi nhắc 2 đơn vị.", timeout=PATIENT)
    window.settle()
    page.reload()
    window.settle()
    found = ledger_of(workspace(office)).reminders
    assert len(found) == before + 1
    assert isinstance(found[-1], ReminderRecord)
    assert (set(found[-1].units), found[-1].period, found[-1].form) == ({"03463", "TTRT"}, "2025-10", "bm-01")
    told = {row[0]: row[-1] for row in rows(page)}
    assert told["Xã Tà Tổng"] == "Đã nhắc lần 1, 05/12"
    page.get_by_role("button", name="Ghi đã nhắc").click()
    expect(page.locator(ROWS, has_text="Xã Tà Tổng")).to_contain_text("Đã nhắc lần 2, 05/12", timeout=PATIENT)
    assert "Nhắc gần nhất 05/12" in page.locator(".remind").inner_text()


def test_the_text_is_copied_and_the_list_is_a_file_for_mail_merge(window: Viewer) -> None:
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = window.open(PAGE)
    page.locator(".message").fill("Đề nghị nộp đủ trong ngày 09/12/2025.")
    page.get_by_role("button", name="Chép nội dung").click()
    expect(page.get_by_role("status").filter(has_text="Đã chép nội dung")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Đề nghị nộp đủ trong ngày 09/12/2025."
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải danh sách (.csv)").click()
    assert download.value.suggested_filename == "danh-sach-nhac_bm-01_2025-11.csv"
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Đơn vị"] for row in found] == ["Xã Thu Lũm", "Thanh tra tỉnh", "Xã Pa Ủ", "Sở Dân tộc và Tôn giáo"]
    assert {row["Biểu"] for row in found} == {"BM-01"}
    assert {(row["Kỳ"], row["Hạn nộp"], row["Số ngày muộn"]) for row in found} == {("tháng 11/2025", "03/12/2025", "2")}
    assert {row["Số lần đã nhắc"] for row in found} == {"0"}


def test_a_waiting_file_shows_old_and_new_figures_before_anybody_decides(window: Viewer) -> None:
    page = window.open(PAGE)
    go(page, lambda: page.get_by_role("link", name="Xem Xã Bum Nưa, BM-01, tháng 11/2025").click())
    opened = page.locator("#tep-dang-xem")
    row = opened.locator("tr", has_text="Hồ sơ, kết quả giải quyết TTHC được số hóa")
    before, now, change, _ = (" ".join(cell.split()) for cell in row.locator("td").all_inner_texts())
    assert before.endswith("%") or "/" in before
    assert now == "68,1% 1.210/1.778 thay 1.203/1.778"
    assert change.endswith("điểm %")
    go(page, lambda: page.get_by_role("link", name="Đóng").click())
    assert page.locator("#tep-dang-xem").count() == 0


def test_a_return_needs_a_reason_and_the_sender_reads_it(window: Viewer, office: Served) -> None:
    page = window.open(PAGE)
    go(page, lambda: page.get_by_role("link", name="Xem Xã Sìn Hồ").click())
    page.locator("#tep-dang-xem").get_by_role("button", name="Trả lại").click()
    expect(page.locator("#ly-do-tra-loi")).to_have_text(
        "Cần ghi lý do trả lại để đơn vị biết phải sửa gì.", timeout=PATIENT
    )
    assert page.locator("#ly-do-tra").get_attribute("aria-invalid") == "true"
    assert {s.load.unit for s in ledger_of(workspace(office)).waiting} >= {"03478"}
    page.get_by_label("Lý do trả lại").fill(REASON)
    page.locator("#tep-dang-xem").get_by_role("button", name="Trả lại").click()
    expect(page.locator(".answer")).to_contain_text("Đã trả lại BN-", timeout=PATIENT)
    window.settle()
    assert "Xã Sìn Hồ" not in waiting(page)
    (found,) = [s for s in ledger_of(workspace(office)).submissions if s.state is SubmissionState.RETURNED]
    assert (found.load.unit, found.reason) == ("03478", REASON)
    assert REASON in window.open("/nop?pv=03478").locator("[data-testid=stMain]").inner_text()


def test_a_figure_says_that_a_newer_file_of_its_report_waits(window: Viewer, office: Served) -> None:
    waits = {s.load.unit: s.load.receipt for s in ledger_of(workspace(office)).waiting}
    source = window.open("/chi-tieu?ct=so-hoa-ho-so&pv=03466").locator("section", has_text="Nguồn của từng số")
    marked = [row for row in source.locator("tbody tr").all_inner_texts() if "chờ duyệt" in row]
    assert len(marked) == 1
    assert f"Có tệp {waits['03466']} chờ duyệt" in marked[0]
    silent = window.open("/chi-tieu?ct=so-hoa-ho-so&pv=03463").locator("section", has_text="Nguồn của từng số")
    assert f"Tháng 11/2025: có tệp {waits['03463']} chờ duyệt." in silent.inner_text()


def test_an_approval_changes_the_figures_of_the_start_page(window: Viewer) -> None:
    page = window.open("/?pv=03466")
    before = page.locator("[data-testid=stMain]").inner_text()
    page = window.open(f"{PAGE}?pv=03466")
    assert page.get_by_role("button", name="Duyệt").count() == 0
    go(page, lambda: page.get_by_role("link", name="Xem Xã Bum Nưa, BM-01, tháng 11/2025").click())
    page.get_by_role("button", name="Duyệt").click()
    expect(page.locator(".answer")).to_contain_text("14 ô được tính vào số liệu", timeout=PATIENT)
    assert page.locator(".waiting").count() == 0
    after = window.open("/?pv=03466").locator("[data-testid=stMain]").inner_text()
    assert after != before
    source = window.open("/chi-tieu?ct=so-hoa-ho-so&pv=03466").locator("section", has_text="Nguồn của từng số")
    first, second = source.locator("tbody tr").nth(0).inner_text(), source.locator("tbody tr").nth(1).inner_text()
    assert "1.210/1.778" in first
    assert "lần 2, thay 1.203/1.778" in first
    assert "Xã Bum Nưa gửi, người vận hành nhận" in first
    assert "1.203/1.778" in second


def test_a_unit_is_waived_with_a_reason_and_the_roll_up_counts_it(window: Viewer, office: Served) -> None:
    page = window.open(PAGE)
    roll_up = page.locator(".mx-up tbody tr", has_text="Văn phòng UBND tỉnh")
    assert "Thanh tra tỉnh" in roll_up.inner_text()
    page.locator("summary", has_text="Miễn nộp biểu BM-01").click()
    form = page.locator("form#mien")
    form.get_by_label("Đơn vị").select_option("TTRT")
    form.get_by_role("button", name="Ghi miễn").click()
    expect(page.locator("#mien-ly-do-loi")).to_have_text("Cần ghi lý do miễn.", timeout=PATIENT)
    assert form.get_by_label("Đơn vị").input_value() == "TTRT"
    form.get_by_label("Lý do miễn").fill("Đang sáp nhập")
    form.get_by_role("button", name="Ghi miễn").click()
    expect(page.locator(".answer")).to_have_text("Đã miễn cho Thanh tra tỉnh.", timeout=PATIENT)
    window.settle()
    assert ("TTRT", "2025-11", "bm-01") in ledger_of(workspace(office)).waivers
    assert page.locator(ROWS, has_text="Thanh tra tỉnh").locator("td").nth(5).inner_text() == "Được miễn"
    page.get_by_role("button", name="Bỏ miễn").click()
    expect(page.locator(".answer")).to_have_text("Thanh tra tỉnh lại phải nộp.", timeout=PATIENT)
    assert ("TTRT", "2025-11", "bm-01") not in ledger_of(workspace(office)).waivers


def test_on_another_day_nothing_can_be_done_but_looking(window: Viewer) -> None:
    page = window.open(f"{PAGE}?ngay=2025-11-05")
    assert "Đang xem ngày 05/11/2025" in page.locator(".mx-head").inner_text()
    assert page.get_by_role("button", name="Ghi đã nhắc").count() == 0
    assert page.locator("[data-act=duyet], [data-act=tra-lai], form.act").count() == 0


def test_check_29_axe_finds_nothing_serious_with_a_file_open(window: Viewer, office: Served) -> None:
    open_ones = [s.load.receipt for s in ledger_of(workspace(office)).waiting]
    page = window.open(f"{PAGE}?duyet={open_ones[0]}")
    assert page.locator("#tep-dang-xem").count() == 1
    assert axe_violations(page) == []


def test_check_30_from_the_keyboard_a_file_is_opened_and_left(window: Viewer) -> None:
    page = window.open(PAGE)
    page.get_by_role("link", name="Xem Xã Tà Tổng").focus()
    go(page, lambda: page.keyboard.press("Enter"))
    assert page.locator("#tep-dang-xem").is_visible()
    page.get_by_role("link", name="Đóng").focus()
    go(page, lambda: page.keyboard.press("Enter"))
    assert page.locator("#tep-dang-xem").count() == 0
