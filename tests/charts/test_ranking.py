"""The ranking and what is missing beside it: lengths, columns, words that cannot break out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markupsafe import Markup

from dashboard.charts import palette
from dashboard.charts.communes.ranking import (
    RankedUnit,
    Ranking,
    Shortage,
    ShortUnit,
    draw_ranking_table,
    draw_shortage,
    draw_unranked,
)
from tests.charts.reading import HOSTILE, rects, tree, words

UNITS = (
    RankedUnit("1", "Sì Lở Lầu", 41.8, "41,8%", "410/980", to="/xa-phuong?xa=1"),
    RankedUnit("2", "Pa Ủ", 83.6, "83,6%", "5/6", "mẫu nhỏ", "/xa-phuong?xa=2"),
)
RANKING = Ranking("Tiêu đề", "Đo gì", UNITS, 64.1, "Kế hoạch đến kỳ 64,1%", (("Xem cả 38", "/xa-phuong?het=co"),))
SHORTAGE = Shortage(
    "2 xã chiếm 71%",
    "Đo gì",
    ("Còn thiếu", "Tỷ trọng"),
    (ShortUnit("1", "Đoàn Kết", 50.0, ("50", "71%"), "/x"), ShortUnit("", "3 đơn vị khác", 20.0, ("20", "29%"))),
    (("Nếu 2 xã này đạt", ", khối đạt 63,2%."),),
)


def widths(drawn: Markup, fill: str) -> list[float]:
    return [float(rect["width"]) for rect in rects(drawn, fill=fill)]


def test_a_bar_is_as_long_as_its_figure() -> None:
    low, high = widths(draw_ranking_table(RANKING), palette.ACTUAL)
    assert high == pytest.approx(2 * low, abs=0.02)
    assert high < 100


def test_the_line_stands_between_those_it_parts() -> None:
    drawn = draw_ranking_table(RANKING)
    low, high = widths(drawn, palette.ACTUAL)
    places = {float(line.get("x1") or 0) for line in tree(drawn).iter("line") if line.get("stroke-dasharray")}
    assert len(places) == 1
    assert low < places.pop() < high


def test_figures_above_100_and_below_0_stay_inside_the_picture() -> None:
    units = (replace(UNITS[0], value=-20.0, shown="−20,0%"), replace(UNITS[1], value=140.0, shown="140,0%"))
    drawn = draw_ranking_table(replace(RANKING, units=units))
    for rect in rects(drawn, fill=palette.ACTUAL):
        assert float(rect["x"]) >= 0
        assert float(rect["x"]) + float(rect["width"]) <= 100
    assert len({rect["x"] for rect in rects(drawn, fill=palette.ACTUAL)}) == 2


def test_all_zero_is_a_ranking_without_bars() -> None:
    units = tuple(replace(unit, value=0.0) for unit in UNITS)
    assert widths(draw_ranking_table(replace(RANKING, units=units, line=None)), palette.ACTUAL) == [0.0, 0.0]


def test_the_parts_have_no_column_where_nobody_gives_them() -> None:
    bare = replace(RANKING, units=tuple(replace(unit, parts="") for unit in UNITS))
    assert "Tử số/mẫu số" in words(draw_ranking_table(RANKING))
    assert "Tử số/mẫu số" not in words(draw_ranking_table(bare))


def test_a_doubt_stands_beside_the_parts_or_where_there_are_none_beside_the_figure() -> None:
    drawn = draw_ranking_table(RANKING)
    row = list(next(tree(drawn).iter("tbody")))[1]
    assert "".join(list(row)[3].itertext()) == "mẫu nhỏ 5/6"
    bare = replace(RANKING, units=tuple(replace(unit, parts="") for unit in UNITS))
    assert "mẫu nhỏ" in words(draw_ranking_table(bare))


def test_the_rest_is_grey_and_leads_nowhere() -> None:
    drawn = draw_shortage(SHORTAGE)
    assert widths(drawn, palette.SHORTAGE) == [100.0]
    assert widths(drawn, palette.EDGE) == [40.0]
    assert [link.get("href") for link in tree(drawn).iter("a")] == ["/x"]


def test_a_shortage_without_units_is_its_title_alone() -> None:
    drawn = draw_shortage(Shortage("Không xã nào còn thiếu", "", ()))
    assert words(drawn) == "Không xã nào còn thiếu"
    assert list(tree(drawn).iter("table")) == []


def test_hostile_words_stay_words() -> None:
    unit = RankedUnit(HOSTILE, HOSTILE, 1.0, HOSTILE, HOSTILE, HOSTILE, "/x")
    ranking = Ranking(HOSTILE, HOSTILE, (unit,), 1.0, HOSTILE, ((HOSTILE, "/x"),))
    short = ShortUnit(HOSTILE, HOSTILE, 1.0, (HOSTILE,), "/x")
    shortage = Shortage(HOSTILE, HOSTILE, (HOSTILE,), (short,), ((HOSTILE, HOSTILE),))
    for drawn in (draw_ranking_table(ranking), draw_shortage(shortage), draw_unranked([(HOSTILE, HOSTILE)])):
        assert HOSTILE in words(drawn)
        assert [node for node in tree(drawn).iter() if node.tag in ("script", "img")] == []
