"""The blocks of the pages: hostile text stays text, nothing meaningless shows, each block has a face for having nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from markupsafe import Markup

from dashboard.charts import detail, overview
from dashboard.charts.bullet import Bullet
from dashboard.charts.indicator_list import ListRow, draw_list
from dashboard.charts.markup import frame
from dashboard.charts.sparkline import draw_sparkline
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.status import Status
from dashboard.text.words import STATUS_WORDS
from tests.charts.reading import HOSTILE, tree, words

BULLET = Bullet(57.5, 64.1, 70.0, "%")
TO = "/chi-tieu?ct=x"
LONGEST = "DVCTT toàn trình không phát sinh hồ sơ 2 năm liên tiếp vẫn duy trì"


def worst_rows(text: str, count: int) -> list[overview.WorstRow]:
    line = draw_sparkline([], text, 1)
    row = overview.WorstRow(text, TO, text, text, text, text, text, BULLET, line, Status.OFF_TRACK, text)
    return [row] * count


def target_rows(text: str) -> list[detail.TargetRow]:
    shown = detail.TargetRow(text, text, text, text, text, text, Status.OFF_TRACK, BULLET, is_shown=True, assumed=text)
    return [shown, detail.TargetRow(text, "", text, "", "", "–", Status.NOT_DUE, None, text, to=TO)]


def unit_rows(text: str) -> list[detail.UnitRow]:
    total = detail.UnitRow(text, text, text, text, BULLET, is_sum=True)
    return [total, detail.UnitRow(text, "–", "", "", None, text, Status.REPORT_OVERDUE, to=TO)]


BLOCKS: dict[str, Callable[[str], Markup]] = {
    "cards": lambda t: overview.draw_cards([overview.Card(3, t, t, TO, "late", (t, t))], 45),
    "worst": lambda t: overview.draw_worst(worst_rows(t, 8), more=t, more_to=TO, order=t),
    "late reports": lambda t: overview.draw_late_reports(overview.LateReports(t, t, t, TO)),
    "groups": lambda t: overview.draw_groups(
        [overview.GroupRow(t, tuple(Status), TO), overview.GroupRow(t, (), empty_note=t)], t
    ),
    "changes": lambda t: overview.draw_changes(
        [
            overview.ChangeGroup(
                t, (overview.ChangedName(t, Status.ON_TRACK, Status.ACHIEVED, t, TO), overview.ChangedName(t))
            )
        ],
        t,
    ),
    "late units": lambda t: overview.draw_late_units([overview.UnitRow(t, 6, 9, t, TO)], more=t, more_to=TO),
    "list": lambda t: draw_list(
        [ListRow(Status.MISSED, t, TO, t, t, "", "", "", draw_sparkline([], t, 0), t, t, t)], t
    ),
    "finding": lambda t: detail.draw_finding(t, TO, TO),
    "chips": lambda t: detail.draw_chips(Status.AT_RISK, [t, ""]),
    "why": lambda t: detail.draw_why(detail.Why(t, ((t, t, True), (t, t, False)), t, t, "/huong-dan")),
    "targets": lambda t: detail.draw_targets(target_rows(t), t, t),
    "units": lambda t: detail.draw_units(unit_rows(t), t, t, t, t),
    "definition": lambda t: detail.draw_definition([(t, t)]),
    "sources": lambda t: detail.draw_sources([detail.SourceRow(t, t, t, t, t, t, True)], t),
    "table": lambda t: table(t, [Column(t)], [Row((t,))]),
}
EMPTY: dict[str, tuple[Markup, str]] = {
    "worst": (overview.draw_worst([]), "Không có chỉ tiêu chậm hoặc có nguy cơ trong bản số liệu này."),
    "late reports": (overview.draw_late_reports(overview.LateReports("", "")), "Đã nộp đủ"),
    "groups": (overview.draw_groups([overview.GroupRow("Dữ liệu", ())], ""), "Không có chỉ tiêu cấp tỉnh"),
    "changes": (overview.draw_changes([], ""), "Không chỉ tiêu nào đổi trạng thái."),
    "late units": (overview.draw_late_units([]), "Không có xã, phường nào có chỉ tiêu chậm."),
    "sources": (detail.draw_sources([]), "Chưa nhận số liệu nào."),
}


@pytest.mark.parametrize("draw", BLOCKS.values(), ids=list(BLOCKS))
def test_hostile_text_stays_text(draw: Callable[[str], Markup]) -> None:
    written = frame(draw(HOSTILE))
    assert HOSTILE in words(written)
    tags = {node.tag for node in tree(written).iter()}
    assert tags.isdisjoint({"img", "script"})


@pytest.mark.parametrize("draw", BLOCKS.values(), ids=list(BLOCKS))
def test_nothing_without_meaning_is_shown(draw: Callable[[str], Markup]) -> None:
    assert re.findall(r"\b(None|nan|NaN|True|False|inf)\b", str(draw("Số hóa"))) == []


@pytest.mark.parametrize("draw", BLOCKS.values(), ids=list(BLOCKS))
def test_every_link_is_one_of_this_app_and_goes_through_the_component(draw: Callable[[str], Markup]) -> None:
    for anchor in tree(draw("Số hóa")).iter("a"):
        assert anchor.attrib["href"] == anchor.attrib["data-go"]


@pytest.mark.parametrize("draw", BLOCKS.values(), ids=list(BLOCKS))
def test_every_mark_of_a_status_stands_before_its_word(draw: Callable[[str], Markup]) -> None:
    marks = {word.mark for word in STATUS_WORDS.values()}
    for badge in tree(draw("Số hóa")).iter("span"):
        if badge.attrib.get("class", "").startswith("st "):
            sign, word = badge[0].text or "", badge[0].tail or ""
            assert sign in marks
            assert word in {words.word for words in STATUS_WORDS.values() if words.mark == sign}


@pytest.mark.parametrize(("written", "sentence"), EMPTY.values(), ids=list(EMPTY))
def test_a_block_with_nothing_to_show_says_so(written: Markup, sentence: str) -> None:
    assert sentence in words(written)


def test_five_rows_show_on_a_laptop_and_three_more_on_a_wide_screen() -> None:
    rows = list(tree(overview.draw_worst(worst_rows("Số hóa", 12))).iter("tr"))[1:]
    assert [row.attrib.get("class") for row in rows] == [None] * 5 + ["wide"] * 3


def test_a_long_name_is_whole_in_the_title_of_its_link() -> None:
    [row] = worst_rows(LONGEST, 1)
    names = [a for a in tree(overview.draw_worst([row])).iter("a") if "name" in a.attrib["class"]]
    assert [a.attrib["title"] for a in names] == [LONGEST]


def test_the_sum_of_the_groups_is_the_sum_of_their_cells() -> None:
    written = overview.draw_groups([overview.GroupRow("a", tuple(Status)), overview.GroupRow("b", tuple(Status))], "")
    total = list(tree(written).iter("tr"))[-1]
    assert [cell.text for cell in total][:2] == ["Cộng", str(2 * len(Status))]
    assert len([rect for rect in tree(written).iter("rect") if rect.attrib.get("rx") == "2"]) == 2 * len(Status)


def test_a_target_without_number_or_date_says_so() -> None:
    assert {"không có số", "chưa có hạn"} <= set(tree(detail.draw_targets(target_rows("x"))).itertext())


def test_the_target_that_leads_the_page_is_marked() -> None:
    rows = list(tree(detail.draw_targets(target_rows("x"))).iter("tr"))[1:]
    assert [row.attrib.get("class") for row in rows] == ["lead", None]
