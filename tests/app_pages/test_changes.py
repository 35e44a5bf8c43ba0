"""«Thay đổi so với tháng trước»: every change is counted, and the worst row says where it stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.analyses.comparison import compare
from dashboard.app_pages._changes import _cut, revised_words
from dashboard.charts.overview import ChangedName, draw_changes
from dashboard.settings import Workspace
from tests.app_pages.running import START, run_page, use
from tests.second import picture
from tests.test_snapshot import REVISION


@pytest.fixture
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


def test_changes_that_are_not_shown_are_counted() -> None:
    group = _cut("Xấu đi", [ChangedName(f"Chỉ tiêu {number}") for number in range(12)])
    text = draw_changes([group], "")
    assert "Xấu đi (12)" in text
    assert "và 7 chỉ tiêu khác" in text


def test_a_revised_target_is_told_with_what_it_was_and_its_day_where_that_moved(tmp_path: Path) -> None:
    before, after = picture(tmp_path / "w", REVISION, day=date(2025, 10, 14)), picture(tmp_path / "x", REVISION)
    (pair,) = compare(before, after).revised
    assert revised_words(pair) == "mục tiêu đã sửa: ≥ 60% → ≥ 40%"
    later = replace(pair.row, target=pair.row.target.model_copy(update={"due": date(2026, 6, 30)}))
    assert revised_words(replace(pair, row=later)) == "mục tiêu đã sửa: ≥ 60% (31/12/2025) → ≥ 40% (30/06/2026)"
    assert revised_words(replace(pair, before=pair.row)) == ""


def test_the_missed_row_says_how_long_overdue_and_where_it_stands_now(open_province: None) -> None:
    text = run_page(START, {}).text
    assert "quá hạn 66\u00a0ngày" in text
    assert "nay\u00a057,5%" in text
