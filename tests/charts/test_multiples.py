"""The small panels: gaps, scales, and words that cannot break out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard.charts.communes.multiples import Multiples, Panel, PanelPoint, common_ticks, draw_multiples, panel_alt
from dashboard.domain.status import Status
from tests.charts.reading import HOSTILE, tree, words

DAYS = [date(2025, 7, 31), date(2025, 8, 31), date(2025, 9, 30), date(2025, 10, 31)]
WHOLE = Panel(
    "1",
    "Pa Ủ",
    tuple(PanelPoint(day, 40.0 + at, 50.0 + at) for at, day in enumerate(DAYS)),
    "43,0%",
    Status.OFF_TRACK,
    "/x",
)
BROKEN = replace(WHOLE, points=(*WHOLE.points[:1], PanelPoint(DAYS[1], None, 51.0), *WHOLE.points[2:]))
PAGE = Multiples("Tiêu đề", "Đo gì", "%", 1, (WHOLE,), (DAYS[0], DAYS[-1]), (0.0, 50.0, 100.0))


def lines(panel: Panel, page: Multiples = PAGE) -> list[str]:
    """The solid lines of a panel, by their points."""
    drawn = tree(draw_multiples(replace(page, panels=(panel,))))
    return [node.get("points") or "" for node in drawn.iter("polyline") if node.get("stroke-dasharray") is None]


def test_a_missing_period_is_never_joined() -> None:
    assert [len(line.split()) for line in lines(WHOLE)] == [4]
    assert [len(line.split()) for line in lines(BROKEN)] == [2]


def test_a_panel_without_a_figure_says_so_and_keeps_its_place() -> None:
    silent = replace(WHOLE, points=(), shown="")
    drawn = draw_multiples(replace(PAGE, panels=(silent,)))
    assert "□ chưa có số" in words(drawn)
    assert lines(silent) == []
    assert panel_alt(PAGE, silent) == "Pa Ủ: chưa có số liệu"


def test_the_common_scale_covers_every_figure_and_plan() -> None:
    other = replace(WHOLE, points=(PanelPoint(DAYS[0], 5.0, 97.0),))
    ticks = common_ticks([WHOLE, other], "%")
    assert ticks[0] <= 5 and ticks[-1] >= 97


def test_one_report_alone_is_a_point() -> None:
    single = replace(WHOLE, points=WHOLE.points[:1])
    page = replace(PAGE, panels=(single,), span=(DAYS[0], DAYS[0]))
    drawn = tree(draw_multiples(page))
    assert lines(single, page) == []
    assert len(list(drawn.iter("circle"))) == 1


def test_the_alternative_text_tells_every_period_and_the_plan() -> None:
    said = panel_alt(PAGE, BROKEN)
    assert said == (
        "Pa Ủ: 31/07/2025 40,0%, 31/08/2025 □ chưa có số, 30/09/2025 42,0%, 31/10/2025 43,0%; kế hoạch đến kỳ 53,0%"
    )


def test_without_a_plan_the_key_has_none() -> None:
    bare = replace(WHOLE, points=tuple(replace(point, plan=None) for point in WHOLE.points))
    assert "kế hoạch" in words(draw_multiples(PAGE))
    assert "kế hoạch" not in words(draw_multiples(replace(PAGE, panels=(bare,))))


def test_hostile_words_stay_words() -> None:
    panel = replace(WHOLE, id=HOSTILE, name=HOSTILE, shown=HOSTILE)
    page = Multiples(
        HOSTILE, HOSTILE, HOSTILE, 1, (panel,), PAGE.span, None, HOSTILE, ((HOSTILE, "/x", True), ("2", "/y", False))
    )
    drawn = draw_multiples(page)
    assert HOSTILE in words(drawn)
    assert [node for node in tree(drawn).iter() if node.tag in ("script", "img")] == []
