"""The tile map, the heat table and the map of real borders, as they are written."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from markupsafe import Markup

from dashboard.areas import Areas
from dashboard.charts.communes.area_map import draw_area_map
from dashboard.charts.communes.heat_table import HeatCell, HeatFoot, HeatHead, HeatLine, draw_heat_table
from dashboard.charts.communes.tile_map import COLUMNS, MapNotes, MissingRow, Tile, draw_tile_map
from dashboard.domain.status import Status
from tests.charts.reading import HOSTILE, tree, words

NOTES = MapNotes(
    legend=[(Status.OFF_TRACK, 1), (Status.ON_TRACK, 1)],
    days="(10) là số tháng 10/2025",
    about="9 nơi còn thiếu nhiều nhất: 74%",
    missing=[MissingRow("Đoàn Kết", "53,9%", "815", "15%")],
    lacking="còn thiếu",
    closing="Nếu xã này đạt 64,1% thì cả khối đạt 61,4%.",
    lines=["Vị trí tương đối, không phải ranh giới hành chính."],
    ways=[("Xếp theo tên", "/xa-phuong?ten=co")],
)
TILE = Tile(
    id="00001",
    name="Thu Lũm",
    full_name="Xã Thu Lũm",
    words="41,1%",
    note="10",
    status=Status.OFF_TRACK,
    is_late_report=True,
    to="/xa-phuong?xa=00001",
    is_chosen=False,
    place=(1, 1),
)
GREEN = replace(TILE, id="00002", full_name="Xã Bum Nưa", status=Status.ON_TRACK, is_late_report=False, place=(1, 2))
HEAD = HeatHead("so-hoa", "Số hóa hồ sơ", "/xa-phuong?xem=nhiet&xep=so-hoa", "none", "≥ 70%, 31/12", "đến 30/09")


def places(written: Markup) -> set[tuple[int, int]]:
    """Every place of the grid that something stands on."""
    found: set[tuple[int, int]] = set()
    for node in tree(written).iter():
        parts = node.get("style", "").removeprefix("grid-area:").split(" / ")
        if not node.get("style", "").startswith("grid-area:"):
            continue
        row, column, *ends = (int(part) for part in parts)
        last_row, last_column = ends or (row + 1, column + 1)
        area = set(product(range(row, last_row), range(column, last_column)))
        assert not area & found, "two things stand on one place"
        found |= area
    return found


def test_a_late_report_is_added_to_a_red_and_never_hides_it() -> None:
    written = draw_tile_map([TILE], NOTES)
    assert "▼!" in words(written)
    (tile,) = [node for node in tree(written).iter("a") if node.get("id") == "o-00001"]
    assert "off_track" in (tile.get("class") or "")
    assert "".join(tile.itertext()) == "Thu Lũm41,1% (10)▼!Chậm tiến độ, quá hạn báo cáo"
    assert tile.get("title") == "Xã Thu Lũm: 41,1% (10), Chậm tiến độ, quá hạn báo cáo"


@pytest.mark.parametrize("count", [1, 5, 34, 38, 99])
def test_legend_and_notes_stand_beside_the_tiles_and_on_none(count: int) -> None:
    tiles = [replace(TILE, id=f"{n:05}", place=(n // COLUMNS + 1, n % COLUMNS + 1)) for n in range(count)]
    assert max(column for _, column in places(draw_tile_map(tiles, NOTES))) <= COLUMNS


def test_a_wider_map_keeps_all_its_columns() -> None:
    written = draw_tile_map([replace(TILE, place=(2, 15))], NOTES)
    assert "repeat(15," in written


def test_nothing_to_say_leaves_the_corners_empty() -> None:
    written = draw_tile_map([replace(TILE, status=None)], MapNotes([], "", "", [], "", "", [], []))
    assert "corner" not in written


def test_texts_of_tiles_and_heads_are_escaped() -> None:
    tile = replace(TILE, name=HOSTILE, full_name=HOSTILE, words=HOSTILE)
    head = replace(HEAD, title=HOSTILE, asked=HOSTILE)
    line = HeatLine("1", HOSTILE, "/xa-phuong", False, 1, [HeatCell(HOSTILE, about=HOSTILE)])
    for written in (
        draw_tile_map([tile], NOTES),
        draw_area_map(AREAS, [replace(tile, id="00001")], NOTES),
        draw_heat_table(HOSTILE, HEAD, HEAD, [head], [line], []),
    ):
        assert "<script>" not in written
        assert HOSTILE in words(written)


CELLS = [
    HeatCell("41,1", Status.OFF_TRACK, is_late_report=True, about="Thu Lũm: chậm"),
    HeatCell("66,0", Status.ON_TRACK),
    HeatCell("chưa nộp", Status.NOT_ENOUGH_DATA, is_late_report=True, is_missing=True),
    HeatCell("–", is_missing=True),
]


def heat() -> Markup:
    """A table of one commune and four columns."""
    name, late = HeatHead("ten", "Xã, phường", "/a"), HeatHead("cham", "Số chậm", "/b", "descending")
    line = HeatLine("00001", "Thu Lũm", "/xa-phuong?xem=nhiet&xa=00001", True, 1, CELLS)
    foot = HeatFoot("Toàn tỉnh", "Gồm cả sở, ngành", "", [HeatCell("57,5", Status.OFF_TRACK)] * 4)
    return draw_heat_table("Kết quả", name, late, [HEAD] * 4, [line], [foot])


def test_the_sorted_column_says_so_and_the_others_that_they_can() -> None:
    heads = [node for node in tree(heat()).iter("th") if node.get("scope") == "col"]
    assert [head.get("aria-sort") for head in heads] == ["none", "descending", "none", "none", "none", "none"]
    assert all(head.find("a") is not None for head in heads)


def test_every_status_of_a_cell_is_a_mark_and_a_word() -> None:
    cells = [node for node in tree(heat()).iter("td") if (node.get("id") or "").startswith("n-00001-")][1:]
    assert ["".join(cell.itertext()) for cell in cells] == ["▼!41,1", "►66,0", "?!chưa nộp", "–"]
    assert [mark.get("aria-label") for cell in cells for mark in cell.iter("span")] == [
        "Chậm tiến độ, quá hạn báo cáo",
        "Đúng tiến độ",
        "Chưa đủ căn cứ, quá hạn báo cáo",
    ]
    assert [cell.get("class") for cell in cells] == ["off_track", "on_track", "report_overdue out", "na"]


def test_one_cell_of_the_body_is_on_the_way_of_the_tab_key() -> None:
    reached = [node for node in tree(heat()).iter() if node.get("tabindex") == "0" and node.get("role") != "region"]
    assert [node.get("id") for node in reached] == ["n-00001"]


SQUARE = ((0, 0), (200, 0), (200, 100), (0, 100))
BESIDE = ((200, 0), (230, 0), (230, 100), (200, 100))
AREAS = Areas({"00001": (SQUARE,), "00002": (BESIDE,)}, ((*SQUARE, SQUARE[0]),), 230, 100)


def test_only_what_needs_attention_is_filled_on_the_real_map_and_what_has_no_figure_is_hatched() -> None:
    fills = {
        node.get("aria-label", ""): next(iter(node.iter("path"))).get("fill")
        for node in tree(draw_area_map(AREAS, [TILE, replace(GREEN, has_figure=False)], NOTES)).iter("a")
        if node.get("aria-label")
    }
    assert [fill for label, fill in fills.items() if "Thu Lũm" in label] == ["#6E1310"]
    assert [fill for label, fill in fills.items() if "Bum Nưa" in label] == ["url(#khong-co-so)"]


def test_a_name_that_has_no_room_on_the_real_map_leaves_a_number_that_the_list_beside_it_explains() -> None:
    bum_nua = replace(GREEN, name="Bum Nưa", words="67,7%", note="")
    root = tree(draw_area_map(AREAS, [TILE, bum_nua], NOTES))
    assert [node.text for node in root.iter("text")] == ["Thu Lũm", "41,1% (10) ▼!", "1 ►"]
    (item,) = root.iter("li")
    assert "".join(item.itertext()) == "1Bum Nưa67,7%►Đúng tiến độ"
