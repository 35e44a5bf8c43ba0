"""The trend: what is joined and what is not, labels, axes, and a figure that plotly accepts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.charts import palette
from dashboard.charts.figure import plain, plotly_config, round_ticks
from dashboard.charts.trends.figure import axes_of, draw_trend
from dashboard.charts.trends.records import (
    Projection,
    TrendInput,
    TrendPoint,
    draw_trend_table,
    trend_alt,
    trend_caption,
    trend_table,
)
from tests.charts.reading import HOSTILE, tree, words

DUE = date(2025, 12, 31)
ENDS = [
    date(2025, 6, 30),
    date(2025, 7, 31),
    date(2025, 8, 31),
    date(2025, 9, 30),
    date(2025, 10, 31),
    date(2025, 11, 30),
]
POINTS = (
    TrendPoint(ENDS[0], 35.2, 35.2, is_baseline=True),
    TrendPoint(ENDS[1], 39.0, 41.0),
    TrendPoint(ENDS[2], 43.1, 46.9),
    TrendPoint(ENDS[3], 46.9, 52.6, restated=date(2025, 11, 21)),
    TrendPoint(ENDS[4], 50.6, 58.4),
    TrendPoint(ENDS[5], 57.5, 64.1, note="tạm: 35/38 xã"),
)
TREND = TrendInput(
    "Hồ sơ được số hóa",
    "% lũy kế, toàn tỉnh",
    "%",
    1,
    POINTS,
    ((ENDS[0], 35.2), (DUE, 70.0)),
    70.0,
    due=DUE,
    projection=Projection(DUE, 61.5, 61.2, 64.7),
    line_day=date(2025, 12, 5),
    line_word="Ngày chốt",
)
MISSING = replace(TREND, points=(*POINTS[:2], TrendPoint(ENDS[2], None, 46.9), *POINTS[3:]))
SILENT = replace(TREND, points=tuple(replace(p, value=None) for p in POINTS[1:]), projection=None)
NOTHING = TrendInput("Chỉ tiêu mới", "", "%", 1)
FALLING = TrendInput(
    "Dịch vụ không phát sinh hồ sơ",
    "toàn tỉnh",
    "dịch vụ",
    0,
    tuple(
        TrendPoint(day, value, plan)
        for day, value, plan in zip(ENDS[1:], (55, 45, 35, 25, 17), (51, 38, 25, 12, 0), strict=True)
    ),
    ((ENDS[0], 64), (ENDS[5], 0)),
    0.0,
    due=ENDS[5],
    lower_is_better=True,
)
LONG = replace(
    TREND,
    points=tuple(TrendPoint(date(2025, month, 28), 20.0 + month) for month in range(1, 13)),
    plan=((DUE, 40.0), (date(2030, 12, 31), 90.0)),
    target=90.0,
    due=date(2030, 12, 31),
    projection=None,
)
ALL = {"usual": TREND, "missing": MISSING, "silent": SILENT, "nothing": NOTHING, "falling": FALLING, "long": LONG}


def traces(trend: TrendInput, name: str) -> list[dict[str, Any]]:
    return [trace for trace in draw_trend(trend)["data"] if trace["name"] == name]


def said(trend: TrendInput) -> list[str]:
    return [label["text"] for label in draw_trend(trend)["layout"]["annotations"]]


@pytest.mark.parametrize("trend", ALL.values(), ids=list(ALL))
def test_plotly_accepts_the_figure(trend: TrendInput) -> None:
    assert list(go.Figure(draw_trend(trend)).to_dict()) == ["data", "layout"]
    assert draw_trend(trend)["data"]


@pytest.mark.parametrize("trend", ALL.values(), ids=list(ALL))
def test_nothing_without_meaning_is_shown(trend: TrendInput) -> None:
    shown = [*said(trend), trend_caption(trend), trend_alt(trend), words(draw_trend_table(trend))]
    shown += [text for trace in draw_trend(trend)["data"] for text in trace.get("text", [])]
    assert [text for text in shown if "None" in text or "nan" in text.lower().split()] == []
    json.dumps(draw_trend(trend), allow_nan=False)


def test_a_missing_period_is_a_gap_in_the_line_and_a_square_on_the_axis() -> None:
    [actual] = traces(MISSING, "Thực hiện")
    assert actual["y"] == [35.2, 39.0, None, 46.9, 50.6, 57.5]
    assert actual["connectgaps"] is False
    [square] = traces(MISSING, "Chưa có số liệu")
    assert square["x"] == ["2025-08-31"]
    assert square["y"] == [draw_trend(MISSING)["layout"]["yaxis"]["range"][0]]
    assert "chưa có số" in said(MISSING)


def test_with_no_report_at_all_the_plan_is_still_shown() -> None:
    [actual] = traces(SILENT, "Thực hiện")
    assert set(actual["y"]) == {None}
    assert len(traces(SILENT, "Kế hoạch")) == 1
    assert len(traces(SILENT, "Chưa có số liệu")[0]["x"]) == 5


def test_with_nothing_known_the_words_say_so() -> None:
    assert said(NOTHING) == ["Chưa có số liệu"]


def test_reports_before_and_after_the_administrative_change_are_not_joined() -> None:
    before, after = traces(LONG, "Thực hiện")
    assert max(before["x"]) < "2025-07-01" <= min(after["x"])
    assert "Đổi đơn vị hành chính 01/07/2025" in said(LONG)
    assert "2025-07-01" in [line["x0"] for line in draw_trend(LONG)["layout"]["shapes"]]


def test_a_baseline_before_the_change_is_where_the_series_starts() -> None:
    assert len(traces(TREND, "Thực hiện")) == 1
    assert [line["x0"] for line in draw_trend(TREND)["layout"]["shapes"]] == ["2025-12-05"]


def test_a_restated_value_is_hollow_and_says_when() -> None:
    marker = traces(TREND, "Thực hiện")[0]["marker"]
    assert [at for at, colour in enumerate(marker["color"]) if colour == palette.PAPER] == [3]
    assert "sửa ngày 21/11" in said(TREND)


def test_the_projection_is_drawn_only_when_given() -> None:
    assert traces(replace(TREND, projection=None), "Dự báo") == []
    [line] = traces(TREND, "Dự báo")
    assert line["y"] == [57.5, 61.5]
    assert "<b>Dự báo 61,5%</b><br>(61,2–64,7%)<br>nếu giữ tốc độ hiện nay" in said(TREND)


def test_a_band_too_narrow_to_read_is_not_written() -> None:
    assert "<b>Dự báo 61,5%</b><br>nếu giữ tốc độ hiện nay" in said(
        replace(TREND, projection=Projection(DUE, 61.5, 61.49, 61.51))
    )


def test_a_projection_that_meets_a_bound_goes_on_along_it() -> None:
    full = date(2025, 12, 15)
    trend = replace(TREND, projection=Projection(DUE, 100, 80, 100, (Projection(full, 100, 70, 100),)))
    [line] = traces(trend, "Dự báo")
    assert line["x"][1:] == ["2025-12-15", "2025-12-31"]
    assert line["y"] == [57.5, 100, 100]
    [band] = traces(trend, "Khoảng dự báo")
    assert band["y"] == [57.5, 100, 100, 80, 70, 57.5]


def test_the_plan_path_runs_through_its_milestones() -> None:
    corners = ((ENDS[0], 35.2), (date(2025, 9, 30), 60.0), (DUE, 70.0))
    [plan] = traces(replace(TREND, points=(), plan=corners), "Kế hoạch")
    assert plan["y"] == [35.2, 60.0, 70.0]
    assert plan["line"]["dash"] != "solid"


def test_every_line_is_named_beside_it_and_there_is_no_legend() -> None:
    assert draw_trend(TREND)["layout"]["showlegend"] is False
    expected = {"<b>Mục tiêu 70%</b>", "<b>Thực hiện</b>", "Kế hoạch", "<b>kế hoạch đến kỳ 64,1%</b>", "<b>57,5%</b>"}
    assert expected <= set(said(TREND))


def test_a_long_target_gets_two_lines_and_the_room_they_need() -> None:
    long = replace(TREND, target_words="3.000 doanh nghiệp công nghệ số")
    assert "<b>Mục tiêu</b><br><b>3.000 doanh nghiệp công nghệ số</b>" in said(long)
    assert draw_trend(long)["layout"]["margin"]["r"] > draw_trend(TREND)["layout"]["margin"]["r"]


def test_labels_at_the_end_do_not_cover_each_other() -> None:
    close = replace(TREND, projection=Projection(DUE, 69.8, 69.0, 70.5))
    ends = [a for a in draw_trend(close)["layout"]["annotations"] if "Mục tiêu" in a["text"] or "Dự báo" in a["text"]]
    [target, projected] = sorted(ends, key=lambda end: "Dự báo" in end["text"])
    assert target["yshift"] - projected["yshift"] > 14


def test_labels_at_the_end_leave_the_days_of_the_axis_free() -> None:
    low = replace(FALLING, projection=Projection(ENDS[5], 2.0, 1.0, 3.0), target_words="không dịch vụ nào")
    [target] = [a for a in draw_trend(low)["layout"]["annotations"] if "Mục tiêu" in a["text"]]
    assert target["yshift"] - 2 * 16 >= -10


@pytest.mark.parametrize(("word", "day"), [("Hôm nay", date(2025, 12, 5)), ("Ngày chốt", date(2025, 12, 5))])
def test_the_day_line_has_its_word(word: str, day: date) -> None:
    assert f"{word} 05/12" in said(replace(TREND, line_word=word, line_day=day))


def test_the_caption_says_where_the_axis_starts_when_it_is_not_zero() -> None:
    assert trend_caption(TREND) == "Hồ sơ được số hóa, % lũy kế, toàn tỉnh. Trục đứng bắt đầu từ 30%."
    assert "Trục đứng" not in trend_caption(LONG)


def test_the_caption_says_that_less_is_better() -> None:
    assert "Càng thấp càng tốt" in trend_caption(FALLING)


def test_a_target_of_zero_is_drawn_on_the_axis() -> None:
    assert traces(FALLING, "Mục tiêu")[0]["y"] == [0.0, 0.0]
    assert draw_trend(FALLING)["layout"]["yaxis"]["range"][0] == 0


def test_a_value_above_100_percent_stays_inside_the_axis() -> None:
    over = replace(TREND, points=(*POINTS[:5], TrendPoint(ENDS[5], 107.5, 64.1)))
    assert draw_trend(over)["layout"]["yaxis"]["range"][1] >= 107.5


def test_a_range_as_target_is_two_lines_and_one_label() -> None:
    ranged = replace(TREND, target=60.0, target_high=70.0)
    assert [trace["y"][0] for trace in traces(ranged, "Mục tiêu")] == [60.0, 70.0]
    assert "<b>Mục tiêu 60–70%</b>" in said(ranged)


@pytest.mark.parametrize("trend", ALL.values(), ids=list(ALL))
def test_day_labels_leave_room_for_each_other(trend: TrendInput) -> None:
    axes = axes_of(trend)
    gaps = [(later - earlier).days for earlier, later in zip(axes.days, axes.days[1:], strict=False)]
    assert all(gap / max((axes.last - axes.first).days, 1) * 600 >= 60 for gap in gaps)


def test_the_due_date_has_a_day_label() -> None:
    assert DUE in axes_of(TREND).days
    assert date(2030, 12, 31) in axes_of(LONG).days


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([35.2, 70.0], [30, 40, 50, 60, 70, 80]),
        ([12.0, 45.0], [0, 10, 20, 30, 40, 50]),
        ([], [0, 1]),
        ([0.0, 0.0], [0, 1]),
        ([5.0], [0, 1, 2, 3, 4, 5, 6]),
        ([-3.0, 4.0], [-4, -2, 0, 2, 4, 6]),
    ],
)
def test_ticks_are_round_and_cover_the_values(values: list[float], ticks: list[float]) -> None:
    assert round_ticks(values) == pytest.approx(ticks)


def test_shares_stop_at_100_percent() -> None:
    assert round_ticks([60.0, 100.0], ceiling=100.0)[-1] == 100


def test_the_table_has_every_point_of_the_chart() -> None:
    rows = trend_table(MISSING)
    assert rows[0] == ("30/06/2025", "35,2%", "35,2%", "điểm xuất phát")
    assert rows[2] == ("31/08/2025", "□ chưa có số", "46,9%", "")
    assert rows[3] == ("30/09/2025", "46,9%", "52,6%", "sửa ngày 21/11/2025")
    assert rows[-2:] == [
        ("31/12/2025", "61,5% (61,2–64,7%)", "–", "dự báo nếu giữ tốc độ hiện nay"),
        ("31/12/2025", "–", "70%", "mục tiêu"),
    ]


def test_the_table_is_folded_under_its_name_beside_the_source() -> None:
    shown = tree(draw_trend_table(TREND, "Nguồn: biểu BM-01"))
    assert [node.text for node in shown.iter("summary")] == ["Xem bảng số liệu"]
    assert [node.text for node in shown.iter("p")] == ["Nguồn: biểu BM-01"]


def test_the_alternative_text_says_reports_plan_target_and_projection() -> None:
    assert trend_alt(replace(MISSING, points=MISSING.points[2:4])) == (
        "Hồ sơ được số hóa: 31/08/2025 □ chưa có số, 30/09/2025 46,9%; kế hoạch đến kỳ 52,6%; "
        "mục tiêu 70% ngày 31/12/2025; dự báo 61,5% nếu giữ tốc độ hiện nay"
    )


def test_texts_of_people_are_only_text_in_the_figure() -> None:
    hostile = replace(
        TREND,
        points=tuple(replace(p, note=HOSTILE) for p in POINTS),
        target_words=HOSTILE,
        line_word=HOSTILE,
    )
    figure = json.dumps(draw_trend(hostile), ensure_ascii=False)
    assert "<img" not in figure
    assert "<script" not in figure


def test_a_formula_in_a_text_is_not_set_as_one() -> None:
    assert plain("giá $x^2$ < 5") == "giá &#36;x^2&#36; &lt; 5"


def test_numbers_and_names_of_the_figure_are_vietnamese() -> None:
    locale = plotly_config()["locales"]["vi"]["format"]
    assert (locale["decimal"], locale["thousands"], len(locale["months"]), len(locale["days"])) == (",", ".", 12, 7)
    assert draw_trend(TREND)["layout"]["separators"] == ",."
    assert draw_trend(TREND)["layout"]["yaxis"]["ticktext"][0] == "30%"


def test_drawing_twice_gives_the_same_figure_and_shares_nothing() -> None:
    first, second = draw_trend(TREND), draw_trend(TREND)
    assert first == second
    first["layout"]["margin"]["l"] = 0
    assert draw_trend(TREND) == second
