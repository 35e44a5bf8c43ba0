"""«Thay đổi so với bản trước»: what counts as worse, better or new, and that every change is counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.app_pages._changes import _cut, _kind
from dashboard.charts.overview import Change, draw_changes
from dashboard.domain.status import Status
from dashboard.settings import Workspace
from tests.app_pages.running import START, run_page, use

pytestmark = pytest.mark.xdist_group("app pages")


@pytest.fixture
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (Status.ON_TRACK, Status.AT_RISK, "Xấu đi"),
        (Status.OFF_TRACK, Status.MISSED, "Xấu đi"),
        (Status.ON_TRACK, Status.REPORT_OVERDUE, "Xấu đi"),
        (Status.AT_RISK, Status.ACHIEVED, "Tốt hơn"),
        (Status.MISSED, Status.ACHIEVED_LATE, "Tốt hơn"),
        (Status.NOT_DUE, Status.AT_RISK, "Mới đánh giá"),
        (Status.REPORT_OVERDUE, Status.AT_RISK, "Mới đánh giá"),
        (Status.NOT_DUE, Status.NOT_ENOUGH_DATA, None),
        (Status.ON_TRACK, Status.ON_TRACK, None),
    ],
)
def test_a_window_that_opens_or_a_report_that_comes_is_not_worsening(
    was: Status, now: Status, kind: str | None
) -> None:
    assert _kind(was, now) == kind


def test_changes_that_are_not_shown_are_counted() -> None:
    group = _cut("Xấu đi", [Change(f"Chỉ tiêu {number}") for number in range(12)])
    text = draw_changes([group], "")
    assert "Xấu đi (12)" in text
    assert "và 7 chỉ tiêu khác" in text


def test_the_missed_row_says_how_long_overdue_and_where_it_stands_now(open_province: None) -> None:
    text = run_page(START, {}).text
    assert "quá hạn 66\u00a0ngày" in text
    assert "nay\u00a057,5%" in text
