"""«Nạp tệp» in a real browser with real uploads: nothing before «Ghi», each cell told, each file once. Checks 29, 35, 43."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, FileChooser, Page, expect

from tests.app_pages.loading import (
    INPUT,
    UPLOAD,
    answered,
    choose,
    counts,
    faults,
    ledger,
    on_disk,
    press,
    results,
    step,
)
from tests.app_pages.uploads import SENT, SILENT, SILENT_TOO, filled_form, sent_before
from tests.browser import (
    LAPTOP,
    Served,
    Viewer,
    axe_violations,
    command,
    free_port,
    serve,
    settle,
    view,
)

WRITE = re.compile(r"^(Ghi|Giữ lại)")
_SIDEWAYS = """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
  .map(box => box.scrollWidth - box.clientWidth)"""
_ENGLISH = re.compile(r"\b(?:Upload|Browse|Drag|drop|file must|per file|Remove|Error|Loading|Running|smaller)\b")


@pytest.fixture(scope="module")
def loading(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A dashboard of its own: these tests write."""
    root = Path(shutil.copytree(template, tmp_path_factory.mktemp("loading") / "work"))
    port = str(free_port())
    with serve(root, command("run", "--workspace", str(root), "--port", port)) as running:
        yield running


@pytest.fixture
def page(browser: Browser, loading: Served) -> Iterator[Page]:
    window = view(browser, loading.url, LAPTOP)
    yield window.open("/nap")
    assert [said for said in window.complaints if "404" not in said] == []
    window.close()


def looks_right(page: Page) -> None:
    """No serious finding of axe, no English, no sideways scroll at 200 %."""
    assert axe_violations(page) == []
    assert _ENGLISH.findall(page.locator("[data-testid=stMain]").inner_text()) == []
    page.set_viewport_size({"width": LAPTOP[0] // 2, "height": LAPTOP[1] // 2})
    settle(page)
    assert max(page.evaluate(_SIDEWAYS)) <= 0
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    settle(page)


def test_check_43_counts_add_up_and_nothing_is_written_before_the_button(
    page: Page, loading: Served, tmp_path: Path
) -> None:
    before = on_disk(loading.root)
    files = [
        filled_form(tmp_path, SENT, {"E8": "64,5 %%", "E9": 1300}),
        filled_form(tmp_path, "03390", {"E9": None, "F9": None, "G9": None}),
        sent_before("03388"),
    ]
    choose(page, *files)
    found = counts(page)
    assert len(found) == len(files) + 1
    for of_file in found.values():
        assert of_file["scope"] == sum(of_file[each] for each in ("new", "changed", "unchanged", "ignored", "rejected"))
        assert of_file["scope"] > 50
    whole = found.pop("Cộng 3 tệp")
    for column, count in whole.items():
        assert count == sum(of_file[column] for of_file in found.values())
    page.locator("summary", has_text="Ô bỏ qua").click()
    kinds = page.get_by_role("region", name="Ô bỏ qua").locator("tbody tr").all()
    ignored = [int(row.locator("td").inner_text().replace(".", "")) for row in kinds]
    assert sum(ignored[:-1]) == ignored[-1] == whole["ignored"]
    looks_right(page)
    assert on_disk(loading.root) == before


def test_three_mistakes_are_corrected_from_the_messages_alone(page: Page, loading: Served, tmp_path: Path) -> None:
    choose(page, filled_form(tmp_path, SILENT, {"E8": "mười hai", "F9": "=1/0", "B10": "ban-lom-sonh"}))
    assert page.locator("button[data-act=giu-lai]").inner_text() == "Giữ lại 1 tệp chờ sửa"
    expect(page.locator("button[data-act=ghi]")).to_be_disabled()
    told = {row[1]: row for row in faults(page)}
    assert told["Trang «BM-01», ô E8"][2:4] == ["«mười hai»", "một số, ví dụ 12,5"]
    assert all(row[2] and row[3] and row[4] for row in told.values())
    assert {"Trang «BM-01», ô F9", "Trang «BM-01», ô B10"} <= told.keys()

    press(page, "Chọn lại tệp")
    step(page, 1)
    choose(page, filled_form(tmp_path, SILENT))
    assert faults(page) == []
    for tick in page.get_by_role("checkbox").all():
        tick.click()
        answered(page)
    press(page, WRITE)
    step(page, 4)
    receipt = page.get_by_role("region", name="Biên nhận từng tệp").locator("tbody tr")
    expect(receipt).to_have_count(1)
    expect(receipt).to_contain_text("Xã Thu Lũm · biểu BM-01 · kỳ tháng 11/2025")
    assert re.search(r"BN-\d{4}.*\d\d:\d\d ngày \d\d/\d\d/\d{4}.*[0-9a-f]{12}", receipt.inner_text(), re.DOTALL)
    expect(page.locator(".page-frame .when")).to_contain_text("36/38 xã, phường đã báo cáo")
    looks_right(page)
    sent = ledger(loading.root).of_report(SILENT, "2025-11", "bm-01")
    assert [each.state for each in sent] == ["approved"]


def test_a_doubt_is_settled_on_the_page_and_the_choice_is_journaled(
    page: Page, loading: Served, tmp_path: Path
) -> None:
    choose(page, filled_form(tmp_path, "03394", {"E9": 617, "F9": "1.234", "G9": None}))
    assert next(iter(results(page).values())) == "Chờ sửa 1 ô; số cũ giữ nguyên"
    asked = page.get_by_label("Chọn cách đọc ô F9 BM-01")
    asked.select_option(index=1)
    answered(page)
    expect(page.get_by_role("region", name="Ô bị từ chối")).to_have_count(0)
    settled = page.get_by_role("region", name="Ô đã chọn cách đọc")
    expect(settled).to_contain_text("«1.234»")
    expect(settled).to_contain_text("1.234 (một nghìn hai trăm ba mươi tư)")
    press(page, "Bỏ chọn cách đọc")
    expect(page.get_by_role("region", name="Ô bị từ chối")).to_contain_text("F9")
    page.get_by_label("Chọn cách đọc ô F9 BM-01").select_option(index=1)
    answered(page)
    looks_right(page)
    for tick in page.get_by_role("checkbox").all():
        tick.click()
        answered(page)
    press(page, WRITE)
    step(page, 4)
    [*_, last] = ledger(loading.root).of_report("03394", "2025-11", "bm-01")
    assert [(each.cell, each.found, each.value) for each in last.load.corrections] == [("F9", "1.234", "1234")]


def test_what_is_unusual_is_written_only_after_a_tick(page: Page, loading: Served, tmp_path: Path) -> None:
    before = len(ledger(loading.root).submissions)
    choose(page, filled_form(tmp_path, "03405", {"E9": 1, "F9": 90000, "G9": None}))
    assert re.fullmatch(r"Cần xem \d+ cảnh báo", next(iter(results(page).values())))
    expect(page.locator("button[data-act=ghi]")).to_be_disabled()
    tick = page.get_by_label(re.compile(r"^Đã xem \d+ cảnh báo$"))
    expect(tick).not_to_be_checked()
    looks_right(page)
    tick.click()
    answered(page)
    assert next(iter(results(page).values())).startswith("Sẵn sàng ghi")
    press(page, WRITE)
    step(page, 4)
    assert len(ledger(loading.root).submissions) == before + 1


def test_a_double_click_writes_once(page: Page, loading: Served, tmp_path: Path) -> None:
    before = len(ledger(loading.root).lines)
    choose(page, filled_form(tmp_path, "03408", {"E9": "x1"}))
    page.get_by_role("button", name=WRITE).dblclick()
    step(page, 4)
    answered(page)
    assert len(ledger(loading.root).lines) == before + 1


def test_b15_two_tabs_write_the_same_file_once(browser: Browser, loading: Served, tmp_path: Path) -> None:
    file = filled_form(tmp_path, "03424", name="BM-01_hai-cua-so.xlsx")
    windows: list[Viewer] = [view(browser, loading.url, is_fresh=True) for _ in range(2)]
    for window in windows:
        choose(window.open("/nap"), file)
        for tick in window.page.get_by_role("checkbox").all():
            tick.click()
            answered(window.page)
    for window in windows:
        window.page.get_by_role("button", name=WRITE).click()
    for window in windows:
        answered(window.page)
    # Whose press came second is told so: after the writing, or already by the check that goes before it.
    heads = [window.page.locator(".load-head") for window in windows]
    said = [head.get_attribute("data-at") == "4" or "đã được nạp ở nơi khác" in head.inner_text() for head in heads]
    assert said == [True, True]
    counted = [each for each in ledger(loading.root).submissions if each.load.file_name == file.name]
    assert len(counted) == 1
    pages = "\n".join(window.page.locator("[data-testid=stMain]").inner_text() for window in windows)
    assert "Tệp này đã nạp" in pages
    for window in windows:
        window.close()


def test_b15_who_presses_after_the_same_file_was_written_elsewhere_is_told_so(
    browser: Browser, loading: Served, tmp_path: Path
) -> None:
    file = filled_form(tmp_path, "03433", name="BM-01_ghi-sau.xlsx")
    first, second = (view(browser, loading.url, is_fresh=True) for _ in range(2))
    for window in (first, second):
        choose(window.open("/nap"), file)
        for tick in window.page.get_by_role("checkbox").all():
            tick.click()
            answered(window.page)
    first.page.get_by_role("button", name=WRITE).click()
    step(first.page, 4)
    second.page.get_by_role("button", name=WRITE).click()
    expect(second.page.locator(".load-head")).to_contain_text(
        "Chưa ghi gì: từ lúc kiểm tra, số liệu đã được nạp ở nơi khác."
    )
    answered(second.page)
    assert "Tệp này đã nạp" in second.page.locator("[data-testid=stMain]").inner_text()
    assert sum(each.load.file_name == file.name for each in ledger(loading.root).submissions) == 1
    for window in (first, second):
        window.close()


def test_t18_a_file_of_21_mb_is_refused_with_a_sentence(page: Page, tmp_path: Path) -> None:
    large = tmp_path / "lon.xlsx"
    large.write_bytes(b"x" * (21 << 20))
    page.locator(INPUT).set_input_files([str(large), str(sent_before())])
    step(page, 2)
    refused = page.get_by_role("alert").filter(has_text="Lớn hơn 20 MB nên không nhận; hãy tách tệp rồi chọn lại.")
    expect(refused.first).to_be_visible()
    expect(page.get_by_label("lon.xlsx, 22,0 MB")).to_be_visible()
    assert list(results(page)) == [sent_before().name]
    looks_right(page)


def test_t06_t10_hostile_names_and_cells_are_text(page: Page, tmp_path: Path) -> None:
    hostile = "<img src=x onerror=document.title='bi'>"
    files = [
        filled_form(
            tmp_path, "03430", {"E8": hostile, "F9": '=HYPERLINK("http://x")'}, name=f"{hostile}**a** $x$.xlsx"
        ),
        tmp_path / "..trong.xlsx",
    ]
    files[1].write_bytes(b"")
    choose(page, *files)
    assert hostile in page.locator(".load-files").inner_text()
    assert any(row[2] == f"«{hostile}»" for row in faults(page))
    assert page.title() != "bi"
    expect(page.locator(".load-files img, [data-testid=stMain] .t img")).to_have_count(0)
    looks_right(page)


def test_check_19_refresh_keeps_the_address_and_starts_again(page: Page, loading: Served, tmp_path: Path) -> None:
    page.goto(f"{loading.url}/nap?ngay=2025-11-30&pv=03466", wait_until="commit")
    settle(page)
    choose(page, filled_form(tmp_path, SENT))
    page.reload(wait_until="commit")
    step(page, 1)
    assert page.url.endswith("/nap?ngay=2025-11-30&pv=03466")
    expect(page.get_by_label("Phạm vi")).to_have_value("03466")


def test_check_30_all_three_steps_from_the_keyboard(page: Page, tmp_path: Path) -> None:
    file = filled_form(tmp_path, "03433", {"E8": "sai"})
    button = page.locator(UPLOAD)
    # Asked for only at the key, the browser may be told to hand over its choice of files after it has opened.
    page.on("filechooser", _left_to_the_test)
    _tab_to(page, "Chọn tệp")
    expect(button).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    page.remove_listener("filechooser", _left_to_the_test)
    chooser.value.set_files(str(file))
    step(page, 2)
    _tab_to(page, "Giữ lại 1 tệp chờ sửa")
    page.keyboard.press("Enter")
    step(page, 4)
    expect(page.get_by_role("heading", name="Giữ lại 1 tệp chờ sửa")).to_be_focused()
    _tab_to(page, "Nạp tệp khác")
    page.keyboard.press("Space")
    step(page, 1)
    expect(button).to_be_visible()


def _left_to_the_test(_: FileChooser) -> None:
    """What the browser does about a choice of files that somebody listens for: nothing."""


def _tab_to(page: Page, name: str) -> None:
    """Presses Tab until the element with these words has the focus, starting anew at the top."""
    page.evaluate("() => { document.activeElement?.blur(); window.getSelection().removeAllRanges(); }")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.innerText?.trim()").split("\n")[-1] == name:
            return
    pytest.fail(f"«{name}» is not reached from the keyboard")


def test_a_refused_file_waits_with_its_list_until_it_is_mended(page: Page, loading: Served, tmp_path: Path) -> None:
    bad = filled_form(tmp_path, "03434", {"E8": "sai"}, name="BM-01_cho-sua.xlsx")
    choose(page, bad)
    press(page, WRITE)
    step(page, 4)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Giữ lại, chờ sửa 1 lỗi; số cũ giữ nguyên")
    press(page, "Nạp tệp khác")
    step(page, 1)
    row = page.get_by_role("region", name="Tệp chờ sửa").locator("tr", has_text=bad.name)
    expect(row).to_contain_text("chờ sửa 1 lỗi; số cũ giữ nguyên")
    looks_right(page)
    with page.expect_download() as saved:
        row.get_by_role("button", name="Tải danh sách lỗi").click()
    saved.value.save_as(tmp_path / "loi.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "loi.xlsx")["Lỗi cần sửa"]
    titles, first = list(sheet.iter_rows(values_only=True))[:2]
    told = dict(zip(titles, first, strict=True))
    assert [told[each] for each in ("Tệp", "Trang", "Ô", "Đang ghi", "Cần")] == [
        bad.name, "BM-01", "E8", "sai", "một số, ví dụ 12,5",
    ]  # fmt: skip
    choose(page, filled_form(tmp_path, "03434"))
    for tick in page.get_by_role("checkbox").all():
        tick.click()
        answered(page)
    press(page, WRITE)
    step(page, 4)
    assert bad.name not in [each.load.file_name for each in ledger(loading.root).quarantined]


def test_a_file_of_no_known_form_may_be_read_as_one_of_the_list(page: Page, tmp_path: Path) -> None:
    strange = tmp_path / "la.csv"
    strange.write_text("a;b\n1;2\n", encoding="utf-8")
    choose(page, strange)
    asked = page.get_by_label("Đọc tệp la.csv theo biểu")
    expect(asked).to_be_visible()
    asked.select_option("CSV mỗi dòng một số")
    answered(page)
    expect(page.get_by_label("Đọc tệp la.csv theo biểu")).to_have_value("long-csv")
    assert "CSV mỗi dòng một số" in "\n".join(cell for row in faults(page) for cell in row)


def test_the_day_of_receipt_is_typed_and_not_in_the_future(page: Page, loading: Served, tmp_path: Path) -> None:
    field = page.get_by_label("Ngày nhận")
    expect(field).to_have_value("05/12/2025")
    for typed, said in (
        ("06/12/2025", "Ngày nhận không thể sau hôm nay (05/12/2025)."),
        ("31/02/2025", "«31/02/2025» không phải ngày; gõ như 05/12/2025."),
    ):
        field.fill(typed)
        field.press("Enter")
        expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    field.fill("04/12/2025")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Ngày nhận")).to_have_count(0)
    answered(page)
    choose(page, filled_form(tmp_path, SILENT_TOO))
    for tick in page.get_by_role("checkbox").all():
        tick.click()
        answered(page)
    press(page, WRITE)
    step(page, 4)
    [sent] = ledger(loading.root).of_report(SILENT_TOO, "2025-11", "bm-01")
    assert sent.load.received.isoformat() == "2025-12-04"


def test_the_menu_opens_from_the_keyboard_and_closes_on_escape(page: Page) -> None:
    word = page.locator(".menu-drop summary")
    expect(word).to_have_attribute("data-current", "")
    word.focus()
    page.keyboard.press("Enter")
    link = page.locator(".menu-drop").get_by_role("link", name="Nạp tệp")
    expect(link).to_be_visible()
    expect(link).to_have_attribute("aria-current", "page")
    assert axe_violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(word).to_be_focused()
    word.click()
    page.get_by_role("heading", level=1).click()
    expect(link).to_be_hidden()


def test_files_chosen_before_a_restart_of_the_server_do_not_stay_on_the_page(
    browser: Browser, template: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(template, tmp_path / "work"))
    port = str(free_port())
    run = command("run", "--workspace", str(root), "--port", port)
    chip = "[data-testid=stFileChip]"
    with serve(root, run) as served:
        window = view(browser, served.url, LAPTOP)
        page = window.open("/nap")
        choose(page, filled_form(tmp_path, SILENT))
        expect(page.locator(chip)).to_have_count(1)
    with serve(root, run):
        step(page, 1)
        expect(page.locator(chip)).to_have_count(0)
    window.close()
