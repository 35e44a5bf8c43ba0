"""«Biểu đồ nhỏ»: which communes stand on which page, on which scale, and what a gap looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest

from dashboard.settings import Workspace
from tests.app_pages.running import Screen, run_page, use
from tests.charts.reading import tree

PAGE = "communes"
ASKED = {"xem": "nho", "ct": "so-hoa-ho-so"}


@pytest.fixture(autouse=True)
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


def panels(screen: Screen) -> list[ElementTree.Element]:
    root = tree(screen.html)  # type: ignore[arg-type]
    return [node for node in root.iter("div") if "small-panel" in node.get("class", "")]


def names(screen: Screen) -> list[str]:
    return ["".join(next(panel.iter("h3")).itertext()) for panel in panels(screen)]


def scale(panel: ElementTree.Element) -> list[str]:
    """The ticks written at the left of a panel."""
    return [
        node.text or ""
        for node in panel.iter("text")
        if node.get("text-anchor") == "end" and "/" not in (node.text or "")
    ]


def test_twelve_to_a_page_the_worst_first_and_each_commune_once() -> None:
    pages = [run_page(PAGE, ASKED | {"trang": str(number)}) for number in (1, 2, 3, 4)]
    shown = [names(page) for page in pages]
    assert [len(page) for page in shown] == [12, 12, 12, 2]
    assert len({name for page in shown for name in page}) == 38
    assert [len(re.findall(r'class="st off_track"', page.html)) for page in pages] == sorted(
        (len(re.findall(r'class="st off_track"', page.html)) for page in pages), reverse=True
    )
    assert "12 xã, phường chậm nhất đều chậm tiến độ" in pages[0].text
    assert "Xếp theo trạng thái, rồi số tháng chậm kế hoạch." in pages[0].text
    assert "Xã, phường thứ 37–38: " in pages[3].text
    assert all("Nguồn: báo cáo của 37 xã, phường; nhận đến ngày 04/12/2025." in page.text for page in pages)


def test_a_figure_of_another_month_than_most_says_which() -> None:
    screen = run_page(PAGE, ASKED)
    shown = {
        name: "".join(next(panel.iter("b")).itertext())
        for panel, name in zip(panels(screen), names(screen), strict=True)
    }
    assert shown["Thu Lũm"] == "41,1% (10)"
    assert sum("(" in words for words in shown.values()) == sum("(10)" in words for words in shown.values())
    assert "(10) là số tháng 10/2025" in screen.text


def test_all_pages_have_one_scale_unless_each_panel_says_that_it_has_its_own() -> None:
    common = [scale(panel) for number in (1, 4) for panel in panels(run_page(PAGE, ASKED | {"trang": str(number)}))]
    assert len(set(map(tuple, common))) == 1
    own = panels(run_page(PAGE, ASKED | {"trang": "4", "thang": "rieng"}))
    assert all("thang riêng" in "".join(panel.itertext()) for panel in own)
    assert not any("thang riêng" in "".join(panel.itertext()) for panel in panels(run_page(PAGE, ASKED)))


def test_check_39_a_missing_period_is_a_gap_with_its_mark() -> None:
    screen = run_page(PAGE, ASKED)
    [silent] = [panel for panel, name in zip(panels(screen), names(screen), strict=True) if name == "Thu Lũm"]
    drawn = next(silent.iter("svg"))
    assert len(list(drawn.iter("rect"))) == 1
    assert len(list(drawn.iter("circle"))) == 5
    assert "30/11/2025 □ chưa có số" in (drawn.get("aria-label") or "")


def test_where_nothing_arose_nothing_is_missing() -> None:
    screen = run_page(PAGE, {"xem": "nho", "ct": "ban-lom-song", "trang": "4"})
    for panel in panels(screen):
        assert "không phát sinh trong kỳ" in "".join(panel.itertext())
        assert list(panel.iter("rect")) == []


def test_amounts_that_are_not_judged_stand_by_their_share_of_what_is_to_do() -> None:
    screen = run_page(PAGE, {"xem": "nho", "ct": "ban-lom-song"})
    assert names(screen)[:3] == ["Sì Lở Lầu", "Mù Cả", "Mường Mô"]
    assert "12 xã, phường: 50–100%" in screen.text
    assert "2/4" in "".join(panels(screen)[0].itertext())
    assert 'class="st ' not in "".join(ElementTree.tostring(panel, encoding="unicode") for panel in panels(screen))


def test_check_32_the_table_holds_every_period_of_the_panels_shown() -> None:
    root = tree(run_page(PAGE, ASKED).html)  # type: ignore[arg-type]
    table = next(
        t for t in root.iter("table") if "".join(next(t.iter("caption")).itertext()).startswith("Số liệu của biểu đồ")
    )
    heads = ["".join(cell.itertext()) for cell in next(table.iter("thead")).iter("th")]
    told = {
        row[0]: row[1:] for row in ([*map("".join, (c.itertext() for c in tr))] for tr in next(table.iter("tbody")))
    }
    checked = 0
    for picture in root.iter("svg"):
        name, _, said = (picture.get("aria-label") or "").partition(": ")
        if name in told:
            checked += 1
            values = re.findall(r"(\d\d/\d\d/\d{4}) ([\d,]+%|□ chưa có số)", said)
            assert [day for day, _ in values] == heads[1:]
            assert [words for _, words in values] == [re.sub("kế hoạch.*", "", cell) for cell in told[name]]
    assert checked == 12


@pytest.mark.parametrize(
    ("key", "value"), [("trang", "5"), ("trang", "0"), ("trang", "x²"), ("trang", "9" * 500), ("thang", "zz")]
)
def test_check_23_pages_and_scales_that_do_not_exist_are_said(key: str, value: str) -> None:
    screen = run_page(PAGE, ASKED | {key: value})
    assert screen.faults == ()
    assert len(panels(screen)) == 12
    assert ("Không có trang" if key == "trang" else "Không có thang đo") in screen.text


def test_the_ways_to_other_pages_keep_the_scale_and_the_indicator() -> None:
    asked = {"xem": "nho", "ct": "nv-dung-han", "thang": "rieng"}
    way = re.search(r'href="([^"]*)"[^>]*>13–24<', run_page(PAGE, asked).html)
    assert way is not None
    assert dict(parse_qsl(way[1].replace("&amp;", "&").partition("?")[2])) == asked | {"trang": "2"}


def test_before_the_first_report_one_sentence_stands_in_the_place_of_empty_panels() -> None:
    screen = run_page(PAGE, ASKED | {"ngay": "2025-07-02"})
    assert screen.faults == ()
    assert panels(screen) == []
    assert "Chưa có số liệu nào của xã, phường để vẽ biểu đồ." in screen.text
