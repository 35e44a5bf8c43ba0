"""The funnel: a figure that plotly accepts, names that do not cover each other, an equal table."""

from __future__ import annotations

from dataclasses import replace

import plotly.graph_objects as go
import pytest

from dashboard.charts.communes.funnel import draw_funnel
from dashboard.charts.communes.funnel_records import FunnelDot, FunnelInput, draw_funnel_table, funnel_alt
from dashboard.domain.funnel import Side, funnel
from dashboard.domain.gap import Part
from tests.charts.reading import HOSTILE, tree, words


def made(parts: list[Part]) -> FunnelInput:
    found = funnel(parts)
    assert found is not None
    dots = [FunnelDot(p.unit_id, p.rate, p.denominator, "1/2", (1.0, 2.0), (0.5, 3.0), p.side) for p in found.points]
    return FunnelInput("Tiêu đề", found.pooled, tuple(dots), found.limits)


EVEN = made([Part(f"Xã {at}", 1000 + 60 * at, 2500) for at in range(10)])
SPREAD = made([Part("nhỏ", 6, 10), Part("vừa", 200, 400), Part("lớn", 9000, 20_000)])


@pytest.mark.parametrize("given", [EVEN, SPREAD, made([Part("một", 3, 4)])], ids=["even", "spread", "single"])
def test_plotly_takes_the_figure(given: FunnelInput) -> None:
    figure = draw_funnel(given)
    go.Figure(figure)
    low, high = figure["layout"]["yaxis"]["range"]
    assert all(low <= dot.rate <= high for dot in given.dots)


def test_sizes_far_apart_stand_on_a_logarithmic_scale_and_that_is_said() -> None:
    across = draw_funnel(SPREAD)["layout"]["xaxis"]
    assert across["type"] == "log"
    assert across["title"]["text"] == "Mẫu số của từng xã, phường, thang lôgarit"
    assert draw_funnel(EVEN)["layout"]["xaxis"]["type"] == "linear"


def test_only_those_outside_are_named_beside_their_mark() -> None:
    for given in (EVEN, SPREAD):
        outside = {dot.name for dot in given.dots if dot.side is not Side.WITHIN}
        written = {text for trace in draw_funnel(given)["data"] for text in trace.get("text", []) if text}
        assert written <= outside
    assert any(trace.get("text") for trace in draw_funnel(EVEN)["data"])


def test_the_same_place_takes_one_name_only() -> None:
    twice = replace(EVEN, dots=(*EVEN.dots, *(replace(dot, name=f"{dot.name} bis") for dot in EVEN.dots)) * 3)
    written = [text for trace in draw_funnel(twice)["data"] for text in trace.get("text", []) if text]
    assert len(set(written)) < len({dot.name for dot in twice.dots if dot.side is not Side.WITHIN})


def test_alternative_text_and_table_tell_every_unit_outside() -> None:
    said, table = funnel_alt(EVEN), words(draw_funnel_table(EVEN))
    for dot in EVEN.dots:
        assert (f"{dot.name} {EVEN.shown(dot.rate)}" in said) == (dot.side is not Side.WITHIN)
        assert dot.name in table
    assert "mức chung 50,8%" in said


def test_hostile_names_stay_words() -> None:
    dots = (replace(EVEN.dots[0], name=HOSTILE, parts=HOSTILE), *EVEN.dots[1:])
    given = replace(EVEN, dots=dots, title=HOSTILE)
    assert "<img" not in str(draw_funnel(given))
    assert [node for node in tree(draw_funnel_table(given)).iter() if node.tag in ("script", "img")] == []
