"""The sparkline: a time scale, gaps where reports are missing, words for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from dashboard.charts.sparkline import draw_sparkline, sparkline_label
from tests.charts.reading import label, tree, words

MONTHS = [date(2025, month, 28) for month in range(1, 13)]


def lines(values: Sequence[float | None]) -> list[list[tuple[float, float]]]:
    """The polylines drawn for monthly values."""
    written = draw_sparkline(list(zip(MONTHS, values, strict=False)), "%", 1)
    found = [node.attrib["points"].split() for node in tree(written).iter("polyline")]
    return [[(float(x), float(y)) for x, y in (point.split(",") for point in points)] for points in found]


def test_the_line_runs_from_edge_to_edge_and_up_with_the_values() -> None:
    [line] = lines([35.2, 39.0, 57.5])
    assert line[0] == (4.0, 25.0)
    assert line[-1] == (112.0, 5.0)


def test_a_missing_period_is_a_gap() -> None:
    assert [len(line) for line in lines([1.0, 2.0, None, 4.0, 5.0])] == [2, 2]


def test_a_value_alone_between_gaps_is_a_dot() -> None:
    written = draw_sparkline([(MONTHS[0], 1.0), (MONTHS[1], None), (MONTHS[2], 3.0), (MONTHS[3], 4.0)], "%", 1)
    assert [node.attrib["r"] for node in tree(written).iter("circle")] == ["1.6", "3.2"]


def test_only_the_last_eight_periods_are_shown() -> None:
    [line] = lines([float(month) for month in range(12)])
    assert len(line) == 8


def test_time_between_reports_is_kept() -> None:
    written = draw_sparkline([(date(2025, 1, 1), 1.0), (date(2025, 1, 11), 2.0), (date(2025, 1, 31), 3.0)], "%", 1)
    [line] = [node.attrib["points"].split() for node in tree(written).iter("polyline")]
    assert [float(point.split(",")[0]) for point in line] == pytest.approx([4.0, 40.0, 112.0])


def test_a_level_line_stays_in_the_middle() -> None:
    [line] = lines([5.0, 5.0, 5.0])
    assert {y for _, y in line} == {15.0}


@pytest.mark.parametrize("values", [[], [None], [None, None, None]])
def test_without_any_value_it_says_so(values: list[float | None]) -> None:
    written = draw_sparkline(list(zip(MONTHS, values, strict=False)), "%", 1)
    assert words(written) == "□ chưa có số"


def test_figures_older_than_the_periods_shown_are_not_denied() -> None:
    older = [(date(2024, 12, 31), 46.9), *((date(2025, month, 28), None) for month in range(1, 10))]
    assert words(draw_sparkline(older, "%", 1)) == "□ 8 kỳ gần nhất chưa có số"


def test_one_value_is_a_dot() -> None:
    assert label(draw_sparkline([(MONTHS[0], 3.0)], "%", 1)) == "1 kỳ gần nhất, từ 3,0% đến 3,0%"


def test_the_label_counts_missing_periods() -> None:
    said = sparkline_label([(MONTHS[0], 35.2), (MONTHS[1], None), (MONTHS[2], 57.5)], "%", 1)
    assert said == "3 kỳ gần nhất, từ 35,2% đến 57,5%, thiếu 1 kỳ"
