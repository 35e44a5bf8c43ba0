"""«Thay đổi»: any two days compared, in lists and counts; nonsense becomes the default with a note."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dashboard.settings import Workspace
from tests.app_pages.running import CHANGES, START, run_page, use


@pytest.fixture(autouse=True)
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


def shown_days(html: str) -> list[str]:
    return re.findall(r'<input type="text" value="([^"]*)" id="ngay-', html)


def test_by_default_the_chosen_day_is_compared_with_a_month_before() -> None:
    assert shown_days(run_page(CHANGES, {}).html) == ["05/11/2025", "05/12/2025"]
    assert shown_days(run_page(CHANGES, {"ngay": "2026-03-31"}).html) == ["28/02/2026", "31/03/2026"]


def test_the_lists_hold_as_many_as_the_finding_says_and_the_status_on_both_days() -> None:
    text = run_page(CHANGES, {"tu": "2025-10-01", "den": "2025-12-05"}).text
    assert "Toàn tỉnh: 3 chỉ tiêu xấu đi, 5 chỉ tiêu tốt hơn, 13 chỉ tiêu mới đánh giá" in text
    assert "Xấu đi (3)" in text
    assert "▼Chậm tiến độ → ■Không đạt" in text
    assert "41,9% → 46,9%" in text


def test_a_correction_says_whose_figure_changed_who_corrected_it_and_nothing_of_later_figures() -> None:
    days = {"tu": "2025-11-05", "den": "2025-12-05"}
    text = run_page(CHANGES, days).text
    told = "số toàn tỉnh ngày 30/09/2025: 47,8% → 46,9%, do Sở Xây dựng nộp lại (83,0% → 44,0%)"
    assert text.count(told) == 2
    assert "→ 57,5%" not in text[text.index("Sửa số cũ (2)") : text.index("Mới chưa nộp đủ (2)")]
    own = run_page(CHANGES, days | {"pv": "SXD"}).text
    assert own.count("số của Sở Xây dựng ngày 30/09/2025: 83,0% → 44,0%\n") == 2


def test_a_start_to_which_newer_reports_came_is_no_correction() -> None:
    """The reports of September moved the pool of 01/10/2025 from 14 to 16; nobody sent one again."""
    text = run_page(CHANGES, {"tu": "2025-10-01", "den": "2025-12-05"}).text
    assert "14 → 16" not in text
    assert "số cũ được sửa" not in text


def test_units_newly_late_are_named_with_the_report_they_owe(
    no_reports: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(no_reports, monkeypatch)
    text = run_page(CHANGES, {"tu": "2025-01-05", "den": "2025-03-10"}).text
    found = re.search(r"(\d+) đơn vị mới chưa nộp đủ", text)
    assert found is not None
    assert f"Mới chưa nộp đủ ({found[1]})" in text
    assert "Sở Khoa học và Công nghệ" in text
    assert re.search(r"Kỳ .*, hạn nộp \d\d/\d\d/2025\.", text)


def test_agencies_and_communes_are_counted_and_lead_on_with_the_same_days() -> None:
    html = run_page(CHANGES, {"tu": "2025-10-01", "den": "2025-12-05"}).html
    assert "Theo cơ quan" in html
    assert "/thay-doi?pv=VPUBND&amp;tu=2025-10-01&amp;den=2025-12-05" in html
    assert re.search(r"chủ trì: \d+ xấu đi", html)
    assert "/thay-doi?pv=03466&amp;tu=2025-10-01&amp;den=2025-12-05" in html


@pytest.mark.parametrize(
    ("kind", "name", "unit"), [("xã, phường", "Xã Bum Nưa", "03466"), ("cơ quan", "Sở Xây dựng", "SXD")]
)
def test_what_is_counted_at_a_unit_is_what_its_own_page_lists(kind: str, name: str, unit: str) -> None:
    """An agency that leads nothing has its own figures corrected too."""
    days = {"tu": "2025-10-01", "den": "2025-12-05"}
    table = run_page(CHANGES, days).html.split(f'<caption class="vh">Theo {kind}</caption>')[1]
    titles = re.findall(r"<th[^>]*>([^<]*)</th>", table.split("</thead>")[0])[1:]
    row = table.split(f">{name}</a>")[1].split("</tr>")[0]
    counts = re.findall(r"<(?:b|span)[^>]*>([\d–]+)</", row)
    assert len(counts) == len(titles) >= 3
    assert set(counts) != {"–"}
    text = run_page(CHANGES, days | {"pv": unit}).text
    for count, title in zip(counts, titles, strict=True):
        assert (f"{title} ({count})" in text) == (count != "–")


def test_without_a_new_status_of_the_province_figures_and_units_may_have_changed() -> None:
    text = run_page(CHANGES, {"ngay": "2026-03-20"}).text
    assert "Toàn tỉnh: không chỉ tiêu nào đổi trạng thái\n" in text
    assert "Theo xã, phường" in text
    assert "không có thay đổi" not in text


def test_days_the_wrong_way_round_change_places_with_a_note() -> None:
    screen = run_page(CHANGES, {"tu": "2025-12-05", "den": "2025-10-01"})
    assert shown_days(screen.html) == ["01/10/2025", "05/12/2025"]
    assert "đã đổi chỗ hai ngày" in screen.text


def test_one_day_with_itself_has_no_change() -> None:
    text = run_page(CHANGES, {"tu": "2025-12-05", "den": "2025-12-05"}).text
    assert "Toàn tỉnh: không chỉ tiêu nào đổi trạng thái\n" in text
    assert "Theo cơ quan" not in text


@pytest.mark.parametrize("key", ["tu", "den"])
@pytest.mark.parametrize("value", ["zz", "<script>alert(1)</script>", "\0", "2025-02-30", "0001-01-01", "x" * 5000])
def test_check_23_days_not_understood_become_the_default_with_a_note(key: str, value: str) -> None:
    screen = run_page(CHANGES, {key: value})
    assert screen.faults == ()
    assert "; đang xem " in screen.text
    assert shown_days(screen.html) == ["05/11/2025", "05/12/2025"]
    assert "<script" not in screen.html
    assert "x" * 60 not in screen.text


def test_the_start_page_leads_to_it() -> None:
    assert 'href="/thay-doi"' in run_page(START, {}).html
