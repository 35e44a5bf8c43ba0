"""The trend at its edges: nothing known, only a target, and labels beside lines that cross. Checks 39 and 40."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.charts.bullet import Bullet, draw_bullet
from dashboard.charts.trends.figure import draw_trend
from dashboard.charts.trends.records import TrendInput, TrendPoint, draw_trend_table
from tests.charts.reading import rects, words

DUE = date(2025, 12, 31)
ENDS = tuple(date(2025, month, 28) for month in range(7, 12))
NOTHING = TrendInput("Phủ sóng 6G", "điểm, toàn tỉnh", "điểm", 0, due=date(2030, 12, 31), line_day=date(2025, 12, 5))
CROSSING = TrendInput(
    "Hồ sơ được số hóa",
    "%",
    "%",
    1,
    tuple(
        TrendPoint(day, value, plan)
        for day, value, plan in zip(ENDS, (45, 48, 52, 60, 68), (45, 50, 54, 59, 65), strict=True)
    ),
    ((ENDS[0], 45.0), (DUE, 70.0)),
    70.0,
    due=DUE,
)


def labels(trend: TrendInput) -> dict[str, dict[str, Any]]:
    return {label["text"]: label for label in draw_trend(trend)["layout"]["annotations"]}


def test_check_39_periods_without_a_figure_are_neither_zero_nor_joined() -> None:
    gaps = replace(
        CROSSING, points=tuple(replace(p, value=None) if at in (1, 3) else p for at, p in enumerate(CROSSING.points))
    )
    [actual] = [trace for trace in draw_trend(gaps)["data"] if trace["name"] == "Thực hiện"]
    assert actual["y"] == [45, None, 52, None, 68]
    assert actual["connectgaps"] is False
    [squares] = [trace for trace in draw_trend(gaps)["data"] if trace["name"] == "Chưa có số liệu"]
    assert squares["x"] == ["2025-08-28", "2025-10-28"]
    assert words(draw_trend_table(gaps)).count("□ chưa có số") == 2


def test_check_40_where_no_number_is_known_no_axis_pretends_one() -> None:
    layout = draw_trend(NOTHING)["layout"]
    assert [layout[axis]["visible"] for axis in ("xaxis", "yaxis")] == [False, False]
    assert (list(labels(NOTHING)), layout["shapes"]) == (["Chưa có số liệu"], [])


def test_check_40_with_a_target_alone_the_target_is_named() -> None:
    aimed = replace(NOTHING, target=6.5, unit="%", decimals=1)
    assert {"Chưa có số liệu", "<b>Mục tiêu 6,5%</b>", "Hôm nay 05/12/2025"} <= set(labels(aimed))
    assert draw_trend(aimed)["layout"]["yaxis"]["visible"] is True


def test_the_names_of_lines_that_cross_stand_outside_them() -> None:
    found = labels(CROSSING)
    assert found["<b>Thực hiện</b>"]["yanchor"] == "top"
    assert found["Kế hoạch"]["yanchor"] == "bottom"
    assert found["<b>68,0%</b>"]["yanchor"] == "bottom"


def test_a_plan_at_the_upper_edge_is_named_below_it_and_leaves_the_day_free() -> None:
    points = tuple(replace(point, value=20.0, plan=99.5) for point in CROSSING.points)
    steep = replace(CROSSING, points=points, plan=(), target=100.0)
    assert labels(steep)["<b>kế hoạch đến kỳ 99,5%</b>"]["yanchor"] == "top"


def test_a_plan_that_has_reached_the_target_is_named_once() -> None:
    ended = replace(CROSSING, points=(*CROSSING.points[:4], replace(CROSSING.points[4], plan=70.0)))
    assert [name for name in labels(ended) if "kế hoạch đến kỳ" in name] == []


def test_at_the_foot_of_the_plot_names_stand_above_the_days() -> None:
    low = replace(CROSSING, points=tuple(replace(p, value=0.0) for p in CROSSING.points))
    assert {labels(low)[name]["yanchor"] for name in ("<b>0,0%</b>", "<b>Thực hiện</b>")} == {"bottom"}


def test_a_name_stands_on_the_side_that_its_own_line_leaves_free() -> None:
    rising = replace(CROSSING, points=tuple(replace(p, plan=(p.value or 0.0) - 5) for p in CROSSING.points))
    beside = labels(rising)["<b>Thực hiện</b>"]
    assert (beside["yanchor"], beside["xanchor"]) == ("bottom", "right")
    assert labels(CROSSING)["<b>Thực hiện</b>"]["xanchor"] == "left"


def test_with_one_report_no_name_leaves_the_plot() -> None:
    one = TrendInput("GRDP", "%", "%", 1, (TrendPoint(DUE, 6.1, 6.4),), target=6.5, due=DUE, line_day=date(2026, 2, 5))
    found = labels(one)
    assert {found[name]["xanchor"] for name in ("<b>6,1%</b>", "<b>kế hoạch đến kỳ 6,4%</b>")} == {"left"}
    days = draw_trend(replace(one, start=date(2025, 1, 1)))["layout"]["xaxis"]["range"]
    assert days == ["2025-01-01", "2026-02-05"]


def test_a_milestone_is_told_in_words() -> None:
    done = TrendInput(
        "Hệ thống", "toàn tỉnh", "hệ thống", 0, (TrendPoint(DUE, 1.0),), target=1.0, target_words="hoàn thành",
        start=date(2025, 1, 1), is_milestone=True,
    )  # fmt: skip
    assert "<b>đã hoàn thành</b>" in labels(done)
    assert draw_trend(done)["layout"]["yaxis"]["ticktext"] == ["chưa hoàn thành", "đã hoàn thành"]
    assert "31/12/2025đã hoàn thành" in words(draw_trend_table(done))


def test_what_is_counted_has_no_ticks_between_whole_numbers() -> None:
    people = TrendInput("Chuyên gia", "người", "người", 0, (TrendPoint(DUE, 1.0),), target=2.0, start=date(2025, 1, 1))
    assert draw_trend(people)["layout"]["yaxis"]["tickvals"] == [1, 2, 3]


def test_squares_of_missing_periods_stand_apart() -> None:
    months = tuple(TrendPoint(date(2026 + at // 12, at % 12 + 1, 28), None) for at in range(60))
    silent = replace(CROSSING, points=(*CROSSING.points, *months))
    [squares] = [trace for trace in draw_trend(silent)["data"] if trace["name"] == "Chưa có số liệu"]
    assert squares["marker"]["size"] < 600 / 65


def test_the_day_line_at_either_edge_leaves_the_axis_and_the_end_labels_free() -> None:
    aimed = replace(NOTHING, target=6.5, unit="%", decimals=1)
    assert labels(aimed)["Hôm nay 05/12/2025"]["xanchor"] == "left"
    assert "xanchor" not in labels(replace(CROSSING, line_day=date(2025, 12, 5)))["Hôm nay 05/12"]
    without_end = replace(CROSSING, due=None, plan=(), line_day=date(2026, 3, 20))
    assert labels(without_end)["Hôm nay 20/03"]["xanchor"] == "right"


@pytest.mark.parametrize(
    ("bullet", "said"),
    [
        (Bullet(17, 0, 0, "dịch vụ", 0, lower_is_better=True), "càng thấp càng tốt"),
        (Bullet(107.5, 60.0, 70.0, "%"), "vượt 100%, cần kiểm tra"),
        (Bullet(None, None, 80.0, "%"), "□ chưa có số"),
        (Bullet(None, None, None, "%"), "□ chưa có số"),
    ],
)
def test_check_40_the_bullet_says_what_it_cannot_draw(bullet: Bullet, said: str) -> None:
    written = draw_bullet(bullet)
    assert said in words(written)
    assert all(float(rect["width"]) >= 0 for rect in rects(written))


def test_check_40_above_100_percent_the_trend_keeps_the_point_and_the_target() -> None:
    over = replace(CROSSING, points=(*CROSSING.points[:4], TrendPoint(ENDS[4], 107.5, 65.0)))
    low, high = draw_trend(over)["layout"]["yaxis"]["range"]
    assert low <= 45
    assert high >= 107.5
    assert "<b>107,5%</b>" in labels(over)


def test_a_figure_at_the_upper_edge_is_named_below_it() -> None:
    full = replace(CROSSING, points=(TrendPoint(DUE, 100.0, 83.0),), target=100.0, unit="%")
    assert labels(full)["<b>100,0%</b>"]["yanchor"] == "top"
