"""Findings of the commune views, with their numbers."""

from __future__ import annotations

import pytest

from dashboard.domain.status import Status
from dashboard.text.communes import Counted, heat_finding, map_finding, panel_finding, reported_finding

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


def test_of_such_a_target_the_map_says_first_who_lacks_how_much() -> None:
    said = "5 xã, phường còn thiếu 7 bản; chỉ tiêu giao chung cả tỉnh, không đánh giá từng nơi"
    assert reported_finding(35, 38, has_due=True, short="5 xã, phường còn thiếu 7 bản") == said


@pytest.mark.parametrize(
    ("late", "judged", "said"),
    [
        ([6, 6, 6, 6, 5, 5, 5, *[1] * 39], 9, "4 xã, phường chậm hoặc không đạt 6 trong 9 chỉ tiêu đánh giá được"),
        ([30] * 50, 30, "Cả 50 xã, phường chậm hoặc không đạt 30 trong 30 chỉ tiêu đánh giá được"),
        ([0, 1], 2, "Xã 1 chậm hoặc không đạt 1 trong 2 chỉ tiêu đánh giá được"),
        ([0, 0], 2, "Không xã, phường nào có chỉ tiêu chậm hoặc không đạt"),
        ([0, 0], 0, "Chưa đánh giá được xã, phường nào"),
    ],
)
def test_the_heat_table_counts_those_who_are_late_on_most(late: list[int], judged: int, said: str) -> None:
    assert heat_finding({f"Xã {at}": count for at, count in enumerate(late)}, judged) == said


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (Counted(6, 8, 0, 8), "6 trong 8 chỉ tiêu chậm hoặc không đạt"),
        (Counted(0, 8, 0, 8), "không chậm chỉ tiêu nào trong 8"),
        (Counted(0, 0, 0, 8), "chưa chỉ tiêu nào đánh giá được"),
        (Counted(0, 0, 8, 8), "8/8 chỉ tiêu chưa đánh giá được"),
        (Counted(4, 7, 2, 9), "2/9 chỉ tiêu chưa đánh giá được; 4 trong 7 chỉ tiêu còn lại chậm hoặc không đạt"),
    ],
)
def test_a_commune_s_panel_says_what_is_hidden_and_then_late_of_judged(own: Counted, said: str) -> None:
    assert panel_finding(own, own) == said


def test_a_panel_that_counts_more_than_the_heat_table_says_why() -> None:
    counted = "đếm theo từng văn bản, từng hạn"
    said = f"8 trong 10 chỉ tiêu chậm hoặc không đạt, {counted} (bảng nhiệt đếm 7: mỗi chỉ tiêu một hạn)"
    assert panel_finding(Counted(8, 10, 0, 10), Counted(7, 9, 0, 9)) == said
    both = panel_finding(Counted(1, 3, 7, 10), Counted(1, 3, 6, 9), "5 kỳ liền")
    assert both.startswith("chưa nộp đủ 5 kỳ liền, 7/10 chỉ tiêu chưa đánh giá được; 1 trong 3 chỉ tiêu còn lại chậm")
    assert both.endswith("(bảng nhiệt đếm 6/9: mỗi chỉ tiêu một hạn)")
    assert "(bảng nhiệt đếm 6/9 và 2:" in panel_finding(Counted(1, 3, 7, 10), Counted(2, 3, 6, 9))
