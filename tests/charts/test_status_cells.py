"""One cell per target: all are there, worst first, and the words count the same."""

from __future__ import annotations

import pytest

from dashboard.charts.palette import STATUS_PAINT
from dashboard.charts.status_cells import count_words, draw_status_cells
from dashboard.domain.status import Status
from dashboard.text.words import STATUS_WORDS
from tests.charts.reading import label, rects, tree, words


def test_every_target_has_a_cell_with_its_mark() -> None:
    shown = draw_status_cells(list(Status))
    assert len(rects(shown)) == len(Status)
    assert sorted(words(shown)) == sorted(STATUS_WORDS[status].mark for status in Status)


def test_the_worst_come_first() -> None:
    assert words(draw_status_cells([Status.NO_DATA, Status.ACHIEVED, Status.AT_RISK, Status.MISSED])) == "■♦●□"


@pytest.mark.parametrize("status", list(Status))
def test_a_cell_is_painted_as_its_status(status: Status) -> None:
    [cell] = rects(draw_status_cells([status]))
    paint = STATUS_PAINT[status]
    assert cell["fill"] == paint.fill
    assert ("stroke-dasharray" in cell) == paint.is_dashed


def test_more_than_ten_cells_go_on_a_second_line() -> None:
    picture = tree(draw_status_cells([Status.NO_DATA] * 12))[0]
    assert (picture.attrib["width"], picture.attrib["height"]) == ("240", "46")


def test_where_there_is_room_a_line_holds_more() -> None:
    picture = tree(draw_status_cells([Status.NO_DATA] * 12, per_line=24))[0]
    assert (picture.attrib["width"], picture.attrib["height"]) == ("288", "22")


def test_no_targets_are_said_in_words() -> None:
    assert words(draw_status_cells([])) == "Không có chỉ tiêu"


def test_counts_in_words_name_each_status_once_and_add_up() -> None:
    said = count_words(list(Status))
    assert said == ("1 không đạt, 1 chậm, 1 nguy cơ, 1 đúng tiến độ, 2 đạt, 1 quá hạn báo cáo, 4 chưa đánh giá")
    assert sum(int(part.split()[0]) for part in said.split(", ")) == len(Status)


def test_the_picture_is_read_out_as_its_counts() -> None:
    assert label(draw_status_cells([Status.MISSED, Status.OFF_TRACK])) == "1 không đạt, 1 chậm"
