"""«Tổng quan»: counts that agree with the pages they lead to, and a scope that shows only what is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dashboard.settings import Workspace
from tests.app_pages.running import COMMUNES, START, run_page, use


@pytest.fixture(autouse=True)
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


def test_communes_are_late_on_as_many_as_the_heat_table_that_they_lead_to_says() -> None:
    start = run_page(START, {}).html.split("Xã, phường có nhiều chỉ tiêu chậm</h2>")[1]
    heat = run_page(COMMUNES, {"xem": "nhiet"}).html
    late = {code: int(count) for code, count in re.findall(r'<td class="lc"[^>]*id="n-(\d+)-0">(\d+)</td>', heat)}
    shown = re.findall(r"/xa-phuong\?xem=nhiet&amp;xa=(\d+)\" data-go[^>]*>[^<]+</a></th><td[^>]*><b>(\d+)</b>", start)
    assert len(shown) == 6
    assert {code: int(count) for code, count in shown} == {code: late[code] for code, _ in shown}
    worst = sorted(late.values(), reverse=True)
    assert sorted((late[code] for code, _ in shown), reverse=True) == worst[:6]
    left = worst[6:].count(worst[5])
    assert f"Còn {left} xã, phường khác cũng chậm {worst[5]} chỉ tiêu." in start


def test_a_unit_s_groups_are_those_it_has_targets_in() -> None:
    text = run_page(START, {"pv": "VPUBND"}).text
    assert "Hạ tầng số" not in text
    assert "chỉ tiêu riêng của xã" not in text
    assert "Chính quyền số" in text


def test_who_misses_several_periods_in_a_row_is_said_with_how_many_and_other_kinds_of_periods_too() -> None:
    text = run_page(START, {}).text
    assert "Tà Tổng (5 kỳ liền)" in text
    assert "Kỳ quý III/2025: Sở Khoa học và Công nghệ (3 kỳ liền), hạn nộp 15/10/2025" in text
    assert "Xã Tà Tổng (chưa nộp đủ 5 kỳ liền, 6/9 chỉ tiêu chưa đánh giá được)." in text
    own = run_page(START, {"pv": "03463"}).text
    assert "Xã Tà Tổng chưa nộp 5 kỳ liền báo cáo hằng tháng, từ tháng 07/2025" in own


def test_a_period_that_is_complete_is_named_where_another_one_is_not() -> None:
    """On 20 March everybody has sent February; of the year 2025 two agencies have sent nothing."""
    text = run_page(START, {"ngay": "2026-03-20"}).text
    assert "\nKỳ tháng 02/2026: đã nộp đủ\n" in text
    assert re.search(r"\nKỳ năm 2025: .*, hạn nộp 30/01/2026, quá hạn 49 ngày\n", text)


def test_everybody_late_is_said_in_one_phrase() -> None:
    text = run_page(START, {"ngay": "2026-11-10"}).text
    assert "Cả 58 đơn vị chưa nộp đủ" in text
    assert "Mới chưa nộp đủ (58)" in text
    assert "và 53 đơn vị khác" in text


def test_communes_that_all_are_silent_are_not_named_one_by_one(
    no_reports: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(no_reports, monkeypatch)
    text = run_page(START, {"ngay": "2026-11-10"}).text
    assert "Cả 38 xã, phường chưa báo cáo nên chưa biết đủ có chậm hay không." in text
