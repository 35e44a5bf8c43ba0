"""«Xã, phường» as it is written: map, heat table, the panel of one commune; in other workspaces and on other days."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock
from urllib.parse import parse_qsl, urlsplit

import pytest
from markupsafe import Markup

from dashboard.app_pages import _session
from dashboard.app_pages._communes import picture
from dashboard.areas import read_areas
from dashboard.settings import Workspace
from tests import second
from tests import small_areas as areas
from tests.app_pages.running import COMMUNES, Screen, run_page, use
from tests.app_pages.test_faces import faulty
from tests.app_pages.workspaces import build, draw_borders
from tests.browser import ROOT, copy_workspace
from tests.charts.reading import tree

HEADS_OF_FIRST_GROUP = ["ten", "cham", "so-hoa-ho-so", "tai-su-dung-du-lieu", "ho-so-truc-tuyen"]
VIEWS = ("o", "nhiet", "hang", "nho")
NONSENSE = ("khong-co", "<script>alert(1)</script>", "\0", "x" * 5000)


def tiles(screen: Screen) -> list[str]:
    """Ids of the tiles, in the order written."""
    return re.findall(r'id="o-(\w+)"', screen.html)


def missing_rows(screen: Screen) -> list[list[str]]:
    """The list beside the map of those who lack most, its cells from left to right."""
    root = tree(Markup(screen.html))
    listed = next(t for t in root.iter("table") if "".join(next(t.iter("caption")).itertext()).endswith("nhiều nhất"))
    return [["".join(cell.itertext()) for cell in row] for row in next(listed.iter("tbody"))]


def rows(screen: Screen) -> list[str]:
    """Ids of the rows of the heat table, from the top."""
    return re.findall(r'id="n-(\w+)" class="name', screen.html)


def panel_rows(screen: Screen) -> dict[str, list[str]]:
    """Id of the target -> the cells of its row in the panel of the commune."""
    panel = next(node for node in tree(Markup(screen.html)).iter("section") if node.get("class") == "commune")
    found: dict[str, list[str]] = {}
    for row in panel.iter("tr"):
        way = next((a.get("href", "") for a in row.iter("a") if "mt=" in a.get("href", "")), "")
        if way:
            found[dict(parse_qsl(urlsplit(way).query))["mt"]] = ["".join(cell.itertext()) for cell in row]
    return found


def sorting_heads(screen: Screen) -> dict[str, tuple[str, str]]:
    """Column of the heat table -> what its heading says of the order, and where its link leads."""
    found: dict[str, tuple[str, str]] = {}
    for head in tree(Markup(screen.html)).iter("th"):
        for way in head.iter("a"):
            if way.get("id", "").startswith("xep-"):
                found[way.get("id", "").removeprefix("xep-")] = (head.get("aria-sort", ""), way.get("href", ""))
    return found


@pytest.fixture
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    use(province, monkeypatch)
    yield province


@pytest.mark.usefixtures("open_province")
def test_check_41_the_map_has_38_communes_each_once() -> None:
    found = tiles(run_page(COMMUNES, {}))
    assert len(found) == 38
    assert len(set(found)) == 38


@pytest.mark.usefixtures("open_province")
def test_the_title_counts_the_late_and_names_the_share_that_few_hold() -> None:
    text = run_page(COMMUNES, {}).text
    assert "30 xã, phường chậm tiến độ; 9 xã, phường chiếm 74% phần còn thiếu của 35 nơi đã nộp" in text
    assert re.search(r"Nếu 9 xã, phường này đạt [^.]*64,1%[^.]* khối[^.]* 62,8% thay vì 57,4%\.", text)
    assert "5 trong 9 nơi đó, chiếm 56%" in text
    assert (
        "Kế hoạch chung của tỉnh 64,1%, mục tiêu ≥ 70% (31/12/2025). Khối xã, phường: 57,4% (44.312/77.207), 35/38 đã nộp."
        in text
    )


@pytest.mark.usefixtures("open_province")
def test_the_feet_of_the_heat_table_speak_of_one_month_and_name_it_where_cells_show_a_newer_one() -> None:
    """On 2 December 21 communes have sent November, which does not count for the province yet."""
    html = run_page(COMMUNES, {"xem": "nhiet", "ngay": "2025-12-02"}).html
    feet = re.findall(r"<tr>.*?</tr>", html[html.index("<tfoot") :])
    communes, province = (re.findall(r">([^<>]+)<", foot) for foot in feet)
    assert communes[2:5] == ["50,5", "đến 31/10", "37/38 nộp"]
    assert province[2:4] == ["50,6", "đến 31/10"]


@pytest.mark.usefixtures("open_province")
def test_a_tile_of_a_newer_day_than_the_map_s_says_so_and_the_line_under_the_title_in_words() -> None:
    """In March those who met the target late are judged by February, the others by the due date."""
    screen = run_page(COMMUNES, {"ngay": "2026-03-20"})
    told = "số liệu đến 31/12/2025, riêng 11 nơi đạt muộn là số tháng 02/2026."
    assert told in screen.text
    assert 'title="Xã Hua Bum: 70,5% (2), Đạt muộn"' in screen.html
    assert len(re.findall(r'title="[^"]+ \(2\), Đạt muộn"', screen.html)) == 11
    assert "(2) là số tháng 02/2026" in screen.text
    older = run_page(COMMUNES, {})
    assert "số liệu đến 30/11/2025, riêng 2 nơi là số tháng 10/2025." in older.text


@pytest.mark.usefixtures("open_province")
def test_a_list_is_not_cut_among_those_who_lack_as_much() -> None:
    """Of 19 short ones two lack 2 and seventeen lack 1: no name is picked from the seventeen by the alphabet."""
    lines = missing_rows(run_page(COMMUNES, {"ct": "nv-cham-quy-3"}))
    assert len(lines) == 3
    assert [line[2] for line in lines] == ["2", "2", "17"]
    assert lines[2] == ["17 nơi, mỗi nơi 1", "", "17", "81%"]


@pytest.mark.usefixtures("open_province")
def test_the_legend_counts_every_commune_once() -> None:
    html = run_page(COMMUNES, {}).html
    legend = re.findall(r'class="lg [^"]*">.*?<b>(\d+)</b>', html)
    assert sum(int(count) for count in legend) == 38


@pytest.mark.usefixtures("open_province")
def test_a_late_report_is_marked_beside_the_status() -> None:
    html = run_page(COMMUNES, {}).html
    assert "Xã Thu Lũm: 41,1% (10), Chậm tiến độ, quá hạn báo cáo" in html
    assert "Xã Tà Tổng: chưa có số, Chưa đủ căn cứ, quá hạn báo cáo" in html
    assert "(10) là số tháng 10/2025" in html


@pytest.mark.usefixtures("open_province")
@pytest.mark.parametrize("indicator", ["so-hoa-ho-so", "nv-quy-4", "ban-lom-song"])
def test_check_32_the_map_has_an_equal_table(indicator: str) -> None:
    html = run_page(COMMUNES, {"bang": "co", "ct": indicator}).html
    titles = [title.split(": ") for title in re.findall(r'id="o-\w+"[^>]* title="([^"]+)"', html)]
    drawn = [(name, re.split(r" \(|, ", words)[0]) for name, words in titles]
    body = html.split('class="map-table"')[1].split("<tbody>")[1].split("</tbody>")[0]
    told = re.findall(r'<tr><th scope="row">([^<]+)</th><td[^>]*>([^<]+)</td>', body)
    assert len(drawn) == 38
    assert sorted(told) == sorted(drawn)


@pytest.mark.usefixtures("open_province")
def test_by_name_the_tiles_stand_in_the_province_s_order() -> None:
    screen = run_page(COMMUNES, {"ten": "co"})
    ranks = [r["id"] for r in _communes(ROOT)]
    assert tiles(screen) == ranks
    assert "Vị trí tương đối" not in screen.text
    assert "Xếp theo vị trí" in screen.text


@pytest.mark.usefixtures("open_province")
def test_small_denominators_are_counts_and_never_percents() -> None:
    html = run_page(COMMUNES, {"ct": "nv-quy-4"}).html
    assert "Xã Dào San: 3/13, Chậm tiến độ" in html


@pytest.mark.usefixtures("open_province")
def test_an_indicator_without_a_due_date_bears_no_status() -> None:
    screen = run_page(COMMUNES, {"ct": "bao-cao-nq57"})
    assert "Chưa có hạn nên không đánh giá; 37/38 xã, phường đã có số" in screen.text
    assert 'class="tile plain"' in screen.html
    assert 'class="tile off_track' not in screen.html


@pytest.mark.usefixtures("open_province")
def test_a_target_of_the_whole_province_has_a_due_date_and_judges_no_commune() -> None:
    text = run_page(COMMUNES, {"ct": "ban-lom-song", "bang": "co"}).text
    assert "5 xã, phường còn thiếu 7\u00a0bản; chỉ tiêu giao chung cả tỉnh, không đánh giá từng nơi" in text
    assert "Chưa có hạn" not in text
    assert text.count("không đánh giá") == 39  # the title and a row for each commune


@pytest.mark.usefixtures("open_province")
def test_the_heat_table_counts_the_late_over_its_columns_and_its_foot_adds_up() -> None:
    screen = run_page(COMMUNES, {"xem": "nhiet"})
    counts = [int(n) for n in re.findall(r'id="n-\w+-0"[^>]*>(\d+)<', screen.html)]
    assert len(counts) == 38
    assert f'class="lc">{sum(counts)}<' in screen.html
    assert counts.count(7) == 13
    assert "13 xã, phường chậm hoặc không đạt 7 trong 9 chỉ tiêu đánh giá được" in screen.text
    assert counts == sorted(counts, reverse=True)
    # Σ / Σ of the communes, and of the whole province with its departments.
    assert re.search(r"38 xã, phường</th><td[^>]*>\d+</td><td[^>]*>57,4<", screen.html)
    assert re.search(r"Toàn tỉnh</th>.*?57,5<", screen.html)


@pytest.mark.usefixtures("open_province")
def test_a_verdict_stands_in_its_cell_with_the_figure_it_was_reached_by() -> None:
    """On 10 July four communes have missed «Ban hành kế hoạch» by what they started from; nobody has reported since."""
    screen = run_page(COMMUNES, {"xem": "nhiet", "ngay": "2025-07-10"})
    counts = dict(re.findall(r'id="n-(\w+)-0"[^>]*>(\d+)<', screen.html))
    red = re.findall(
        r'<td class="missed" title="[^"]*, Sở, ngành, địa phương ban hành[^"]*: Không đạt; 0/1"', screen.html
    )
    assert len(red) == sum(map(int, counts.values())) == 4
    assert "4 xã, phường chậm hoặc không đạt 1 trong 1 chỉ tiêu đánh giá được" in screen.text


@pytest.mark.usefixtures("open_province")
def test_a_report_that_did_not_come_looks_the_same_on_tile_and_in_cell() -> None:
    tile = re.search(r'id="o-03463" class="tile (\w+)', run_page(COMMUNES, {}).html)
    heat = run_page(COMMUNES, {"xem": "nhiet"}).html
    cells = re.findall(
        r'<td class="([\w ]+)" title="Xã Tà Tổng, [^"]*quá hạn báo cáo; chưa có số"', heat, re.IGNORECASE
    )
    assert tile is not None
    assert len(cells) == 7
    assert set(cells) == {f"{tile[1]} out"} == {"report_overdue out"}


@pytest.mark.usefixtures("open_province")
def test_the_key_of_the_heat_table_gives_a_sign_one_meaning_and_heads_tell_figures_from_due_dates() -> None:
    for day in ("2025-12-05", "2025-07-10"):
        screen = run_page(COMMUNES, {"xem": "nhiet", "ngay": day})
        assert re.findall(r"– [^.·\n]+", screen.text.split("■")[-1]) in ([], ["– Không phát sinh"])
        foot = screen.html[screen.html.index("<tfoot") :].split("</tfoot>")[0]
        assert ">–<" not in foot
    heads = run_page(COMMUNES, {"xem": "nhiet"}).html.split("<tbody>")[0]
    assert "Số liệu đến 30/11/2025, riêng 14 ô là số của kỳ khác." in heads
    assert ">số đến 30/09<" in heads
    assert ">đến " not in heads


@pytest.mark.usefixtures("open_province")
@pytest.mark.parametrize("key", ["so-hoa-ho-so", "-so-hoa-ho-so", "ten", "-ten", "-cham"])
def test_the_heat_table_stands_in_the_order_of_the_address(key: str) -> None:
    screen = run_page(COMMUNES, {"xem": "nhiet", "xep": key})
    first, last = rows(screen)[0], rows(screen)[-1]
    by_name = [r["id"] for r in _communes(ROOT)]
    expected = {
        "so-hoa-ho-so": ("03439", "03463"),  # 41,1 first; what has no figure last
        "-so-hoa-ho-so": ("03430", "03463"),  # 69,9 first
        "ten": (by_name[0], by_name[-1]),
        "-ten": (by_name[-1], by_name[0]),
    }
    if key in expected:
        assert (first, last) == expected[key]
    assert len(re.findall(r'aria-sort="(?:as|des)cending"', screen.html)) == 1
    assert len(re.findall(r'aria-sort="none"', screen.html)) == 15


@pytest.mark.usefixtures("open_province")
def test_check_42_the_link_in_each_heading_sorts_by_its_column_and_that_one_alone_says_so() -> None:
    heads = sorting_heads(run_page(COMMUNES, {"xem": "nhiet"}))
    assert len(heads) == 16
    assert {key for key, (said, _) in heads.items() if said != "none"} == {"cham"}
    for key, (_, to) in heads.items():
        asked = sorting_heads(run_page(COMMUNES, dict(parse_qsl(urlsplit(to).query))))
        assert {each: said for each, (said, _) in asked.items() if said != "none"} == {key: "ascending"}


@pytest.mark.usefixtures("open_province")
def test_one_content_group_leaves_its_columns_only() -> None:
    screen = run_page(COMMUNES, {"xem": "nhiet", "nhom": "chinh-quyen-so"})
    heads = re.findall(r'id="xep-([\w-]+)"', screen.html)
    assert heads[:2] == ["ten", "cham"]
    assert "so-hoa-ho-so" in heads
    assert "ky-nang-cbcc" not in heads


@pytest.mark.usefixtures("open_province")
def test_more_columns_than_a_page_holds_start_with_one_group_and_all_are_a_choice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture, "MOST_COLUMNS", 13)
    first = run_page(COMMUNES, {"xem": "nhiet"})
    assert re.findall(r'id="xep-([\w-]+)"', first.html) == HEADS_OF_FIRST_GROUP
    assert '<option value="tat-ca">Tất cả 14 chỉ tiêu cấp xã</option>' in first.html
    every = run_page(COMMUNES, {"xem": "nhiet", "nhom": "tat-ca", "xa": "03478"})
    assert len(re.findall(r'id="xep-([\w-]+)"', every.html)) == 16
    assert "nhom=tat-ca" in every.html.split('id="dong-xa"')[0].rsplit("<a ", 1)[1]


@pytest.mark.usefixtures("open_province")
def test_a_column_that_the_content_group_leaves_out_sorts_nothing() -> None:
    screen = run_page(COMMUNES, {"xem": "nhiet", "nhom": "ha-tang-so", "xep": "so-hoa-ho-so"})
    assert screen.faults == ()
    assert "Xếp theo số chỉ tiêu chậm" in screen.text
    assert re.findall(r'aria-sort="(?:as|des)cending"', screen.html) == ['aria-sort="descending"']


@pytest.mark.usefixtures("open_province")
@pytest.mark.parametrize("view", VIEWS)
def test_the_panel_of_a_commune_opens_under_every_view(view: str) -> None:
    text = run_page(COMMUNES, {"xem": view, "xa": "03478"}).text
    assert "8 trong 10 chỉ tiêu chậm hoặc không đạt, đếm theo từng văn bản, từng hạn (bảng nhiệt đếm 7:" in text
    assert "1.908/3.900" in text
    assert "Báo cáo gần đây" in text
    assert "Nhiệm vụ hết hạn, đến hạn trong 30 ngày" in text


@pytest.mark.usefixtures("open_province")
def test_the_panel_shows_each_target_of_the_commune_once_and_leads_to_its_page() -> None:
    html = run_page(COMMUNES, {"xa": "03466"}).html
    panel = html[html.index('class="commune"') : html.index("Nhiệm vụ hết hạn")]
    targets = re.findall(r'href="/chi-tieu\?[^"]*mt=([\w-]+)', panel)
    assert len(targets) == len(set(targets))
    # What it owes, and what it reports for a target of the whole province.
    assert {"T-000-11", "T-004-15", "T-000-04"} <= set(targets)
    assert panel.count("chỉ tính cho toàn tỉnh") == 1


@pytest.mark.usefixtures("open_province")
def test_the_panel_of_a_commune_that_hides_its_figures_says_so_first() -> None:
    """As many as the start page says; the panel counts each target, the heat table each indicator."""
    text = run_page(COMMUNES, {"xa": "03463"}).text
    assert (
        "chưa nộp đủ 5 kỳ liền, 7/10 chỉ tiêu chưa đánh giá được; 1 trong 3 chỉ tiêu còn lại chậm hoặc không đạt, "
        "đếm theo từng văn bản, từng hạn (bảng nhiệt đếm 6/9: mỗi chỉ tiêu một hạn)"
    ) in text


@pytest.mark.usefixtures("open_province")
def test_a_figure_of_the_panel_names_its_day_where_it_is_not_the_page_s() -> None:
    rows = panel_rows(run_page(COMMUNES, {"xa": "03466"}))
    assert rows["T-001-07"][1] == "57,1%đến 30/09"
    assert rows["T-000-11"][1] == "67,7%"


@pytest.mark.usefixtures("open_province")
def test_what_has_not_begun_is_folded_under_its_plan_and_says_when_it_begins() -> None:
    screen = run_page(COMMUNES, {"xa": "03466"})
    root = tree(Markup(screen.html))
    (folded,) = [node for node in root.iter("details") if (node.get("id") or "").startswith("chua-bat-dau")]
    said = "".join(next(folded.iter("summary")).itertext())
    drawn = list(next(folded.iter("tbody")))
    assert said == f"{len(drawn)} chỉ tiêu trong Kế hoạch của Đảng ủy xã Bum Nưa, bắt đầu từ 01/01/2026"
    ahead = {key: cells for key, cells in panel_rows(screen).items() if "Chưa đến kỳ" in cells[-1]}
    assert len(ahead) == len(drawn)
    assert {cells[1] for cells in ahead.values()} == {"từ 01/01/2026"}
    assert not any("Kế hoạch của Đảng ủy" in cells[0] for cells in ahead.values())
    assert "T-004-15" in ahead


@pytest.mark.usefixtures("open_province")
def test_two_targets_of_one_indicator_bear_their_documents_in_the_panel() -> None:
    rows = panel_rows(run_page(COMMUNES, {"xa": "03466"}))
    assert [rows[key][0] for key in ("T-000-11", "T-001-07")] == [
        "Hồ sơ, kết quả giải quyết TTHC được số hóaKế hoạch 6896/KH-UBND",
        "Số hóa quy trình, hồ sơ, kết quả giải quyết TTHCPhụ lục nhiệm vụ tháng 7/2025",
    ]


@pytest.mark.usefixtures("open_province")
def test_a_chosen_commune_opens_its_own_panel_among_all() -> None:
    screen = run_page(COMMUNES, {"pv": "03466"})
    assert len(tiles(screen)) == 38
    assert 'class="commune"' in screen.html
    assert 'id="dong-xa"' not in screen.html


@pytest.mark.usefixtures("open_province")
def test_a_chosen_agency_leaves_what_it_leads() -> None:
    heads = re.findall(r'id="xep-([\w-]+)"', run_page(COMMUNES, {"xem": "nhiet", "pv": "VPUBND"}).html)
    assert heads == ["ten", "cham", "so-hoa-ho-so", "tai-su-dung-du-lieu", "ho-so-truc-tuyen"]
    text = run_page(COMMUNES, {"pv": "SCT"}).text
    assert "Không chỉ tiêu nào của xã, phường do Sở Công Thương chủ trì. Xem toàn tỉnh" in text.replace("\n", " ")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("day", ["2024-01-01", "2025-07-01", "2025-12-02", "2025-12-05", "2031-01-01"])
def test_checks_08_09_every_view_on_every_day_is_fit_to_read(open_province: Workspace, view: str, day: str) -> None:
    screen = run_page(COMMUNES, {"xem": view, "ngay": day, "xa": "03478", "bang": "co"})
    assert faulty(screen, open_province) == []
    if day == "2031-01-01":
        assert "Hết hạn 1.919\u00a0ngày, chưa\u00a0báo\u00a0cáo" in screen.text


@pytest.mark.usefixtures("open_province")
@pytest.mark.parametrize("key", ["xem", "ct", "xa", "nhom", "ten", "xep", "bang"])
@pytest.mark.parametrize("value", NONSENSE, ids=["word", "script", "zero", "long"])
def test_check_23_nonsense_gives_the_page_and_a_note(key: str, value: str) -> None:
    screen = run_page(COMMUNES, {key: value})
    assert screen.faults == ()
    assert "Không có" in screen.text
    assert "<script" not in screen.html
    assert "x" * 60 not in screen.text
    assert len(tiles(screen)) == 38


@pytest.mark.usefixtures("open_province")
def test_check_23_a_map_of_borders_that_the_province_does_not_have_is_said() -> None:
    screen = run_page(COMMUNES, {"ten": "that"})
    assert "Tỉnh chưa có tệp bản đồ ranh giới; đang xem bản đồ ô." in screen.text
    assert len(tiles(screen)) == 38


@pytest.mark.usefixtures("open_province")
def test_an_indicator_that_communes_do_not_have_is_said_by_its_name() -> None:
    assert "Xã, phường không có chỉ tiêu «Tỷ lệ phủ sóng 5G»" in run_page(COMMUNES, {"ct": "phu-song-5g"}).text


@pytest.mark.parametrize("view", VIEWS)
def test_without_any_report_every_view_has_a_face(
    no_reports: Workspace, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    use(no_reports, monkeypatch)
    screen = run_page(COMMUNES, {"xem": view, "xa": "03478"})
    assert faulty(screen, no_reports) == []
    if view == "nhiet":
        assert "Chưa xã, phường nào có số liệu để so sánh." in screen.text
        assert rows(screen) == []


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = second.make_workspace(tmp_path_factory.mktemp("second") / "w")
    second.load_rows(workspace)
    return workspace


@pytest.mark.parametrize("view", VIEWS)
def test_another_province_of_three_communes_has_its_views_from_files_alone(
    another: Workspace, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    use(another, monkeypatch)
    screen = run_page(COMMUNES, {"xem": view, "ngay": "2025-11-10", "xa": "01273"})
    assert faulty(screen, another) == []
    assert "Tân Giang" in screen.text


@pytest.fixture(scope="module")
def many_areas(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return areas.make_areas(tmp_path_factory.mktemp("areas") / "w")


@pytest.mark.parametrize("view", VIEWS)
def test_34_areas_with_percentages_alone_have_their_views(
    many_areas: Workspace, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    use(many_areas, monkeypatch)
    screen = run_page(COMMUNES, {"xem": view, "ngay": "2025-11-10"})
    assert faulty(screen, many_areas) == []
    if view == "o":
        assert len(tiles(screen)) == 34
        assert "Vị trí tương đối" not in screen.text
    if view == "nhiet":
        assert len(rows(screen)) == 34


@pytest.fixture(scope="module")
def with_borders(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The province with square borders for all its communes but one."""
    root = Path(shutil.copytree(template, tmp_path_factory.mktemp("borders") / "work"))
    draw_borders(root, "03640")
    return Workspace(root)


def test_the_real_map_is_offered_where_the_province_has_one(
    with_borders: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(with_borders, monkeypatch)
    assert "Bản đồ ranh giới" in run_page(COMMUNES, {}).text
    screen = run_page(COMMUNES, {"ten": "that"})
    assert faulty(screen, with_borders) == []
    assert len(tiles(screen)) == 37
    assert "Tệp bản đồ chưa có hình của: Khoen On." in screen.text


def test_a_map_file_that_is_wrong_is_read_once_named_and_the_tiles_stand_in(
    with_borders: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(with_borders, monkeypatch)
    path = with_borders.reference / "communes.geojson"
    kept = path.read_bytes()
    path.write_text("{", encoding="utf-8")
    looks = Mock(wraps=read_areas)
    monkeypatch.setattr(_session, "read_areas", looks)
    screens = [run_page(COMMUNES, {"ten": "that"}) for _ in range(2)]
    path.write_bytes(kept)
    for screen in screens:
        assert "Tệp communes.geojson: không đọc được theo GeoJSON" in screen.text
        assert len(tiles(screen)) == 38
    assert looks.call_count == 1, "a file of many megabytes is read once as long as it stays the same"


def test_five_communes_have_map_and_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_workspace(ROOT, tmp_path / "w")
    kept = {r["id"] for r in _communes(ROOT)[:5]}
    for name, column in (("org_units.csv", "id"), ("commune_tiles.csv", "unit")):
        path = root / "data" / "reference" / name
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            titles, lines = list(reader.fieldnames or ()), list(reader)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, titles)
            writer.writeheader()
            writer.writerows(r for r in lines if r.get("kind", "commune") != "commune" or r[column] in kept)
    shutil.rmtree(root / "data" / "sample")
    catalogue = root / "indicators.yaml"
    catalogue.write_text(catalogue.read_text("utf-8").replace('"03466"', f'"{min(kept)}"'), encoding="utf-8")
    workspace = build(root)
    use(workspace, monkeypatch)
    for view in VIEWS:
        screen = run_page(COMMUNES, {"xem": view, "ngay": "2025-12-05"})
        assert faulty(screen, workspace) == []
    assert len(tiles(run_page(COMMUNES, {"ngay": "2025-12-05"}))) == 5


def _communes(root: Path) -> list[dict[str, str]]:
    """The communes of the list, in the province's order."""
    with (root / "data" / "reference" / "org_units.csv").open(encoding="utf-8", newline="") as stream:
        found = [r for r in csv.DictReader(stream) if r["kind"] == "commune"]
    return sorted(found, key=lambda r: int(r["sort_rank"]))
