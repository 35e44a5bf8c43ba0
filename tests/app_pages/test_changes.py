"""«Thay đổi so với bản trước»: every change is counted, and the worst row says where it stands now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.app_pages._changes import _cut
from dashboard.charts.overview import Change, draw_changes
from dashboard.settings import Workspace
from tests.app_pages.running import START, run_page, use


@pytest.fixture
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


def test_changes_that_are_not_shown_are_counted() -> None:
    group = _cut("Xấu đi", [Change(f"Chỉ tiêu {number}") for number in range(12)])
    text = draw_changes([group], "")
    assert "Xấu đi (12)" in text
    assert "và 7 chỉ tiêu khác" in text


def test_the_missed_row_says_how_long_overdue_and_where_it_stands_now(open_province: None) -> None:
    text = run_page(START, {}).text
    assert "quá hạn 66\u00a0ngày" in text
    assert "nay\u00a057,5%" in text
