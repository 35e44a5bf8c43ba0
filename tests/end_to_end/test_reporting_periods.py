"""«Kỳ báo cáo» in a real browser: days typed by staff, locks, exceptions, each with its reason, and what they do to files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.settings import Workspace
from dashboard.submissions.reading import ledger_of
from tests.app_pages.screens import go
from tests.app_pages.sent_forms import november_form, send
from tests.browser import LAPTOP, Served, Viewer, axe_violations, command, free_port, serve, view

PAGE = "/ky-bao-cao"
NOVEMBER = f"{PAGE}?ky=2025-11"
TODAY = date(2025, 12, 5)

PATIENT = 20_000  # milliseconds: an act writes journal and facts, on a machine that may be busy


@pytest.fixture(scope="module")
def office(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = Path(shutil.copytree(template, tmp_path_factory.mktemp("office") / "work"))
    port = str(free_port())
    with serve(root, command("run", "--workspace", str(root), "--port", port)) as running:
        yield running


@pytest.fixture
def window(browser: Browser, office: Served) -> Iterator[Viewer]:
    opened = view(browser, office.url, LAPTOP)
    yield opened
    opened.close()


def row(page: Page, name: str) -> list[str]:
    line = page.locator(".periods tbody tr", has=page.get_by_role("link", name=name, exact=True))
    return [cell.strip() for cell in line.locator("td").all_inner_texts()]


def test_periods_stand_newest_first_with_their_days_and_whose_word_the_deadline_is(window: Viewer) -> None:
    page = window.open(PAGE)
    names = page.locator(".periods tbody th").all_inner_texts()
    assert names[:3] == ["Tháng 01/2026", "Tháng 12/2025", "Tháng 11/2025"]
    assert row(page, "Tháng 11/2025") == [
        "01/11/2025", "30/11/2025", "03/12/2025", "theo quy tắc: 3 ngày sau ngày cuối kỳ; một số chỉ tiêu đến 15/12/2025",
        "53/58", "Đang mở", "–",
    ]  # fmt: skip
    go(page, lambda: page.get_by_label("Loại kỳ").select_option("nua-nam"))
    assert row(page, "6 tháng đầu năm 2025")[2:4] == [
        "14/06/2025", "văn bản ấn định; một số chỉ tiêu đến 15/07/2025",
    ]  # fmt: skip


def test_a_wrong_day_is_said_in_its_place_and_nothing_typed_is_lost(window: Viewer, office: Served) -> None:
    page = window.open(NOVEMBER)
    form = page.locator("form#doi-ngay")
    form.get_by_label("Hạn nộp").fill("31/11/2025")
    form.get_by_label("Lý do").fill("Nghỉ lễ")
    page.get_by_label("Được nộp đến hết ngày").fill("10/12/2025")
    page.locator("form#ngoai-le").get_by_label("Đơn vị").select_option("03463")
    form.get_by_role("button", name="Lưu ngày").click()
    expect(page.locator("#ngay-han-loi")).to_have_text(
        "Hạn nộp: «31/11/2025» không phải ngày; hãy ghi như 05/12/2025.", timeout=PATIENT
    )
    assert form.get_by_label("Hạn nộp").input_value() == "31/11/2025"
    assert form.get_by_label("Lý do").input_value() == "Nghỉ lễ"
    assert page.get_by_label("Được nộp đến hết ngày").input_value() == "10/12/2025"
    assert page.locator("form#ngoai-le").get_by_label("Đơn vị").input_value() == "03463"
    assert ledger_of(Workspace(office.root)).period_records == {}


def test_a_reason_typed_for_one_period_is_not_put_into_the_form_of_another(window: Viewer) -> None:
    page = window.open(NOVEMBER)
    page.locator("form#khoa-ky").get_by_label("Lý do khóa").fill("Đã chốt số tháng 11")
    go(page, page.locator(".periods").get_by_role("link", name="Tháng 12/2025", exact=True).click)
    assert page.locator("form#khoa-ky").get_by_label("Lý do khóa").input_value() == ""


def test_who_leaves_at_once_has_done_what_was_asked_for(window: Viewer, office: Served) -> None:
    page = window.open(f"{PAGE}?ky=2025-03")
    page.locator("form#khoa-ky").get_by_label("Lý do khóa").fill("Đã chốt quý I")
    page.evaluate(
        """() => {
          document.querySelector("form#khoa-ky button[type=submit]").click();
          document.querySelector('.page-frame [data-go^="/co-quan"]').click();
        }"""
    )
    page.wait_for_url("**/co-quan**", timeout=PATIENT)
    window.settle()
    assert page.get_by_text("Có lỗi").count() == 0
    assert "2025-03" in ledger_of(Workspace(office.root)).locked_periods


def test_days_that_make_no_sense_are_refused_in_a_sentence(window: Viewer, office: Served) -> None:
    page = window.open(NOVEMBER)
    form = page.locator("form#doi-ngay")
    form.get_by_label("Hạn nộp").fill("20/11/2025")
    form.get_by_label("Lý do").fill("Họp sớm")
    form.get_by_role("button", name="Lưu ngày").click()
    expect(page.locator(".answer")).to_have_text(
        "Hạn nộp 20/11/2025 không được trước ngày cuối kỳ 30/11/2025.", timeout=PATIENT
    )
    assert form.get_by_label("Hạn nộp").input_value() == "20/11/2025"
    assert ledger_of(Workspace(office.root)).period_records == {}


def test_a_typed_deadline_holds_at_once_and_says_who_and_why(window: Viewer) -> None:
    page = window.open(NOVEMBER)
    form = page.locator("form#doi-ngay")
    form.get_by_label("Hạn nộp").fill("8/12/2025")
    form.get_by_label("Lý do").fill("Họp giao ban dời sang ngày 09/12")
    form.get_by_role("button", name="Lưu ngày").click()
    expect(page.locator(".answer")).to_have_text(
        "Đã lưu ngày của kỳ tháng 11/2025: hạn nộp 08/12/2025.", timeout=PATIENT
    )
    window.settle()
    assert row(page, "Tháng 11/2025")[2:4] == [
        "08/12/2025", "Người vận hành ghi 05/12: Họp giao ban dời sang ngày 09/12",
    ]  # fmt: skip
    page = window.open("/tinh-hinh-nop?ky=2025-11")
    assert page.locator(".note").first.inner_text().startswith("Biểu BM-01, hạn nộp 08/12/2025 ")
    assert "Chưa nộp, quá" not in page.locator(".mx").inner_text()
    assert page.locator(".mx tbody tr", has_text="Xã Tà Tổng").locator("td").nth(5).inner_text() == "Chưa đến hạn"


def test_a_locked_period_takes_no_file_until_one_unit_is_excepted(window: Viewer, office: Served) -> None:
    page = window.open(f"{PAGE}?ky=2025-10")
    page.locator("form#khoa-ky").get_by_role("button", name="Khóa kỳ").click()
    expect(page.locator("#khoa-ly-do-loi")).to_contain_text("Cần ghi lý do khóa", timeout=PATIENT)
    page.locator("form#khoa-ky").get_by_label("Lý do khóa").fill("Đã chốt số họp tháng 11")
    page.locator("form#khoa-ky").get_by_role("button", name="Khóa kỳ").click()
    expect(page.locator(".answer")).to_have_text("Đã khóa kỳ tháng 10/2025.", timeout=PATIENT)
    page = window.open(NOVEMBER)
    page.locator("form#khoa-ky").get_by_label("Lý do khóa").fill("Đã chốt số họp tháng 12")
    page.locator("form#khoa-ky").get_by_role("button", name="Khóa kỳ").click()
    expect(page.locator(".answer")).to_have_text("Đã khóa kỳ tháng 11/2025.", timeout=PATIENT)
    window.settle()
    assert row(page, "Tháng 11/2025")[5] == "Đã khóa"
    assert page.locator("form#doi-ngay").count() == 0
    locked = page.locator("section", has=page.get_by_role("heading", name="Đang khóa")).inner_text()
    assert "Đã chốt số họp tháng 12" in locked
    assert "Người vận hành, 05/12/2025" in locked

    refused = send(office.root, "03463", november_form("03463"), "submitted", TODAY)
    assert refused.outcome == "refused"
    assert "tháng 11/2025, kỳ đã khóa" in refused.faults[0].message
    assert "mở lại kỳ có lý do, hoặc gia hạn cho đơn vị" in refused.faults[0].message

    form = page.locator("form#ngoai-le")
    form.get_by_label("Đơn vị").select_option("03463")
    form.get_by_label("Được nộp đến hết ngày").fill("10/12/2025")
    form.get_by_label("Lý do").fill("Mất điện do mưa lũ")
    form.get_by_role("button", name="Ghi gia hạn").click()
    expect(page.locator(".answer")).to_have_text("Đã gia hạn: Xã Tà Tổng được nộp kỳ tháng 11/2025 đến hết 10/12/2025.")
    window.settle()
    noted = page.locator(".noted", has_text="Xã Tà Tổng").inner_text()
    assert "Xã Tà Tổng, tháng 11/2025" in noted
    assert "Đang hiệu lực, đến hết 10/12/2025" in noted
    assert row(page, "Tháng 11/2025")[6] == "1 đơn vị"

    assert (
        send(office.root, "03463", november_form("03463", {"I8": "gửi lại"}), "submitted", TODAY).outcome == "accepted"
    )
    other = send(office.root, "TTRT", november_form("TTRT"), "submitted", TODAY)
    assert "kỳ đã khóa" in other.faults[0].message


def test_a_period_is_opened_again_only_with_a_reason(window: Viewer, office: Served) -> None:
    page = window.open(f"{PAGE}?ky=2025-10")
    form = page.locator("form#khoa-ky")
    form.get_by_role("button", name="Mở lại").click()
    expect(page.locator("#khoa-ly-do-loi")).to_have_text("Cần ghi lý do mở lại.", timeout=PATIENT)
    assert "2025-10" in ledger_of(Workspace(office.root)).locked_periods
    form.get_by_label("Lý do mở lại").fill("Sở Tài chính sửa số")
    form.get_by_role("button", name="Mở lại").click()
    expect(page.locator(".answer")).to_have_text("Đã mở lại kỳ tháng 10/2025.", timeout=PATIENT)
    window.settle()
    assert row(page, "Tháng 10/2025")[5] == "Đang mở"


def test_what_is_not_a_period_gives_the_list_and_a_note(window: Viewer) -> None:
    page = window.open(f"{PAGE}?ky=thang-muoi&loai=tuan")
    assert "Không có kỳ «thang-muoi»." in page.locator("[data-testid=stMain]").inner_text()
    assert "Không có loại kỳ «tuan»." in page.locator("[data-testid=stMain]").inner_text()
    assert page.locator("form.act").count() == 0


def test_check_29_axe_finds_nothing_serious_in_the_forms_and_their_faults(window: Viewer) -> None:
    page = window.open(f"{PAGE}?ky=2025-12")
    page.locator("form#ngoai-le").get_by_role("button", name="Ghi gia hạn").click()
    expect(page.locator("#le-don-vi-loi")).to_have_text("Hãy chọn đơn vị.", timeout=PATIENT)
    assert axe_violations(page) == []


def test_check_30_the_forms_work_from_the_keyboard(window: Viewer, office: Served) -> None:
    page = window.open(f"{PAGE}?ky=2025-09")
    page.get_by_label("Lý do khóa").focus()
    page.keyboard.type("Chốt sổ")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_text("Đã khóa kỳ tháng 09/2025.", timeout=PATIENT)
    assert "2025-09" in ledger_of(Workspace(office.root)).locked_periods
