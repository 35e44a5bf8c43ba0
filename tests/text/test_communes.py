"""Findings of the commune views, with their numbers."""

from __future__ import annotations

import pytest

from dashboard.domain.status import Status
from dashboard.text.communes import heat_finding, map_finding, panel_finding, reported_finding

OFF, MISSED, RISK, OK = Status.OFF_TRACK, Status.MISSED, Status.AT_RISK, Status.ON_TRACK
DONE, LATE_DONE, OVERDUE, UNJUDGED = (
    Status.ACHIEVED,
    Status.ACHIEVED_LATE,
    Status.REPORT_OVERDUE,
    Status.NOT_ENOUGH_DATA,
)


@pytest.mark.parametrize(
    ("counts", "leading", "said"),
    [
        (
            {OFF: 16, OK: 22},
            (5, 0.711, 38),
            "16 xã, phường chậm tiến độ; 5 xã, phường chiếm 71% phần còn thiếu của khối xã",
        ),
        (
            {OFF: 16, OK: 22},
            (5, 0.575, 35),
            "16 xã, phường chậm tiến độ; 5 xã, phường chiếm 58% phần còn thiếu của 35 nơi đã nộp",
        ),
        ({OFF: 3, MISSED: 2, OK: 33}, None, "5 xã, phường chậm tiến độ hoặc không đạt"),
        ({MISSED: 38}, None, "Cả 38 xã, phường không đạt"),
        ({RISK: 4, OK: 34}, None, "4 xã, phường có nguy cơ; chưa xã, phường nào chậm tiến độ"),
        ({DONE: 30, LATE_DONE: 8}, None, "Cả 38 xã, phường đã đạt"),
        ({DONE: 30, OK: 8}, None, "Không xã, phường nào chậm tiến độ"),
        ({OVERDUE: 38}, None, "Cả 38 xã, phường quá hạn báo cáo"),
        ({UNJUDGED: 38}, None, "Chưa đánh giá được xã, phường nào"),
    ],
)
def test_the_map_says_how_many_are_late_and_how_few_hold_the_gap(
    counts: dict[Status, int], leading: tuple[int, float, int] | None, said: str
) -> None:
    assert map_finding(counts, 38, leading) == said


def test_without_a_due_date_the_map_says_who_has_a_figure() -> None:
    assert reported_finding(37, 38, has_due=False) == "Chưa có hạn nên không đánh giá; 37/38 xã, phường đã có số"


def test_of_a_target_set_for_the_whole_province_the_map_does_not_say_that_the_due_date_is_missing() -> None:
    said = "Chỉ giao chung cả tỉnh nên không đánh giá từng nơi; 35/38 xã, phường đã có số"
    assert reported_finding(35, 38, has_due=True) == said


@pytest.mark.parametrize(
    ("late", "judged", "said"),
    [
        ([6, 6, 6, 6, 5, 5, 5, *[1] * 39], 300, "7 xã, phường giữ 39 trong 78 lượt chậm hoặc không đạt"),
        ([30] * 50, 1500, "25 xã, phường giữ 750 trong 1.500 lượt chậm hoặc không đạt"),
        ([0, 1], 2, "1 xã, phường giữ 1 trong 1 lượt chậm hoặc không đạt"),
        ([0, 0], 2, "Không xã, phường nào có chỉ tiêu chậm hoặc không đạt"),
        ([0, 0], 0, "Chưa đánh giá được xã, phường nào"),
    ],
)
def test_the_heat_table_names_the_fewest_that_hold_half(late: list[int], judged: int, said: str) -> None:
    assert heat_finding(late, judged) == said


def test_a_commune_s_panel_says_late_of_judged() -> None:
    assert panel_finding(6, 8, 6) == "6 trong 8 chỉ tiêu chậm hoặc không đạt"
    assert panel_finding(0, 8, 0) == "không chậm chỉ tiêu nào trong 8"
    assert panel_finding(0, 0, 0) == "chưa chỉ tiêu nào đánh giá được"


def test_a_panel_that_counts_more_than_the_heat_table_says_why() -> None:
    said = "8 trong 10 chỉ tiêu chậm hoặc không đạt, đếm theo từng văn bản, từng hạn (bảng nhiệt đếm 7: mỗi chỉ tiêu một hạn)"
    assert panel_finding(8, 10, 7) == said
