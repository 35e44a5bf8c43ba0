"""The bullet's geometry by number, and what it says when there is no number to draw."""

from __future__ import annotations

import pytest

from dashboard.charts import palette
from dashboard.charts.bullet import Bullet, bullet_key, draw_bullet
from tests.charts.reading import label, rects, tree, words

LATE = Bullet(57.5, 64.1, 70.0, "%")


def bar(bullet: Bullet) -> dict[str, str]:
    """The bar of the actual value."""
    [found] = rects(draw_bullet(bullet), fill=palette.ACTUAL)
    return found


def ticks(bullet: Bullet) -> tuple[list[float], list[float]]:
    """Left edges of the hollow target tick and of the solid plan tick."""
    written = draw_bullet(bullet)
    hollow = [float(rect["x"]) for rect in rects(written, stroke=palette.PLAN)]
    return hollow, [float(rect["x"]) for rect in rects(written, fill=palette.PLAN)]


def test_a_bullet_measures_160_by_22() -> None:
    picture = tree(draw_bullet(LATE))[0]
    assert (picture.attrib["width"], picture.attrib["height"]) == ("160", "22")


def test_percentages_share_one_scale_from_0_to_100() -> None:
    assert bar(LATE)["width"] == "92"
    assert [rect["width"] for rect in rects(draw_bullet(LATE), height="18")][:3] == ["160", "112", "102.56"]


def test_the_bar_is_a_third_of_the_height() -> None:
    assert (bar(LATE)["y"], bar(LATE)["height"]) == ("7.3", "7.3")


def test_the_plan_tick_is_solid_with_a_halo_and_the_target_tick_hollow() -> None:
    assert ticks(LATE) == ([110.0], [101.06])
    assert [rect["x"] for rect in rects(draw_bullet(LATE), width="5", fill="#fff")] == ["100.06"]


def test_a_value_on_plan_reaches_past_the_plan_tick() -> None:
    assert float(bar(Bullet(66.1, 64.1, 70.0, "%"))["width"]) > 64.1 * 1.6


def test_a_value_beyond_its_target_reaches_past_the_target_tick() -> None:
    met = Bullet(43.8, 35.0, 40.0, "%")
    assert bar(met)["width"] == "70.08"
    assert ticks(met) == ([62.0], [54.5])


def test_after_the_due_date_the_solid_tick_stands_inside_the_hollow_one() -> None:
    overdue = Bullet(86.4, 100.0, 100.0, "%")
    assert ticks(overdue) == ([153.5], [155.0])
    assert [rect["width"] for rect in rects(draw_bullet(overdue), stroke=palette.PLAN)] == ["6"]


def test_a_target_of_zero_stands_at_the_left_edge_and_says_that_less_is_better() -> None:
    falling = Bullet(17, 0, 0, "dịch vụ", 0, lower_is_better=True)
    assert ticks(falling) == ([0.5], [2.0])
    assert bar(falling)["width"] == "145.45"
    assert "càng thấp càng tốt" in words(draw_bullet(falling))


def test_a_falling_target_stands_left_of_its_plan() -> None:
    hollow, solid = ticks(Bullet(11.1, 9.0, 6.0, "ngày", lower_is_better=True))
    assert hollow[0] < solid[0]


def test_counts_use_the_largest_number_and_a_tenth() -> None:
    villages = Bullet(26, 27, 33, "bản", 0)
    assert bar(villages)["width"] == "114.6"
    assert ticks(villages)[0] == [143.45]


def test_percent_targets_under_20_get_a_scale_of_their_own() -> None:
    assert bar(Bullet(2.4, 2.5, 3.0, "%"))["width"] == "116.36"


def test_a_percent_target_of_20_keeps_the_common_scale() -> None:
    assert bar(Bullet(10.0, 15.0, 20.0, "%"))["width"] == "16"


def test_a_range_spans_from_its_low_to_its_high_end_and_lets_the_bar_through() -> None:
    [span] = rects(draw_bullet(Bullet(12, 11, 10, "ngày", target_high=15)), stroke=palette.PLAN)
    assert float(span["width"]) == pytest.approx(5 / 16.5 * 160 + 4, abs=0.01)
    assert span["fill"] == "none"


def test_a_missing_value_is_said_in_words_and_draws_no_bar() -> None:
    missing = Bullet(None, 64.1, 70.0, "%")
    assert words(draw_bullet(missing)) == "□ chưa có số"
    assert rects(draw_bullet(missing), fill=palette.ACTUAL) == []


def test_a_value_of_zero_is_not_a_missing_one() -> None:
    zero = Bullet(0.0, 64.1, 70.0, "%")
    assert bar(zero)["width"] == "0"
    assert words(draw_bullet(zero)) == ""


def test_a_bullet_without_any_number_is_still_drawn() -> None:
    assert label(draw_bullet(Bullet(None, None, None, "%"))) == "Chưa có số liệu"


def test_a_share_above_100_percent_is_not_drawn_but_asks_to_be_checked() -> None:
    doubtful = draw_bullet(Bullet(113.4, 64.1, 70.0, "%"))
    assert words(doubtful) == "vượt 100%, cần kiểm tra"
    assert rects(doubtful) == []


def test_a_share_below_zero_asks_to_be_checked() -> None:
    assert words(draw_bullet(Bullet(-1.0, 64.1, 70.0, "%"))) == "dưới 0%, cần kiểm tra"


def test_a_percentage_that_may_exceed_100_is_drawn() -> None:
    growth = Bullet(113.4, 105.0, 110.0, "%", bounds=(None, None))
    assert bar(growth)["width"] == "145.45"


def test_a_negative_amount_is_drawn_left_of_zero() -> None:
    loss = Bullet(-5.0, 2.0, 5.0, "tỷ đồng")
    assert bar(loss)["x"] == "0"
    assert float(bar(loss)["width"]) == pytest.approx(5 / 11 * 160, abs=0.01)


@pytest.mark.parametrize("value", [0.0, 1e-300, 1e12, 1e20])
def test_no_size_of_number_breaks_the_scale(value: float) -> None:
    for rect in rects(draw_bullet(Bullet(value, value, value, "hồ sơ", 0, bounds=(None, None)))):
        assert 0 <= float(rect.get("x", "0")) <= 160
        assert 0 <= float(rect["width"]) <= 160


def test_the_label_says_the_three_numbers() -> None:
    assert label(draw_bullet(LATE)) == "Thực hiện 57,5%, kế hoạch đến kỳ 64,1%, mục tiêu 70,0%"


def test_the_label_of_a_missing_value_still_says_plan_and_target() -> None:
    assert label(draw_bullet(Bullet(None, 64.1, 70.0, "%"))) == "Chưa có số liệu, kế hoạch đến kỳ 64,1%, mục tiêu 70,0%"


def test_the_key_names_bar_and_ticks() -> None:
    assert words(bullet_key()) == "thực hiệnkế hoạchmục tiêu"
