"""The indicator's page: what it says when the address and the indicator do not fit, and where its values come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.settings import Workspace
from tests import second
from tests.app_pages.running import LIST, run_page, use


@pytest.fixture(autouse=True)
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


def test_a_unit_that_does_not_owe_the_indicator_is_told_whose_figure_it_sees() -> None:
    text = run_page(LIST, {"ct": "phu-song-5g", "pv": "03466"}).text
    assert "Xã Bum Nưa không phải báo cáo chỉ tiêu này; đang xem số của tỉnh Lai Châu." in text


@pytest.mark.parametrize("scope", ["12", "SKHCN"])
def test_the_province_and_the_leading_agency_need_no_such_word(scope: str) -> None:
    assert "không phải báo cáo" not in run_page(LIST, {"ct": "phu-song-5g", "pv": scope}).text


def test_quarters_in_the_sources_keep_their_roman_numbers() -> None:
    text = run_page(LIST, {"ct": "dvctt-khong-phat-sinh"}).text
    assert "Quý III/2025" in text
    assert "Quý iii" not in text


def test_check_18_each_value_of_one_unit_names_file_sheet_cell_day_and_version() -> None:
    text = run_page(LIST, {"ct": "so-hoa-ho-so", "pv": "03466"}).text
    assert "BM-01_2025-11_03466.xlsx, trang «BM-01», ô E8, F8, G8" in text
    assert "03/12/2025" in text


def test_a_plan_that_ended_before_the_first_figure_is_not_drawn_backwards() -> None:
    [figure] = run_page(LIST, {"ct": "ban-hanh-ke-hoach"}).figures
    for trace in figure["data"]:
        assert trace["x"] == sorted(trace["x"]), trace["name"]
    [plan] = [trace for trace in figure["data"] if trace["name"] == "Kế hoạch"]
    assert min(plan["x"]) >= "2025-02-28"
    assert plan["y"] == sorted(plan["y"])


def test_a_target_that_has_not_started_says_which_reports_there_are() -> None:
    text = run_page(LIST, {"ct": "so-hoa-ho-so", "pv": "03466", "mt": "T-004-15"}).text
    assert "Nguồn: báo cáo số liệu đến 30/11/2025" in text
    listed = run_page(LIST, {"pv": "03466", "tim": "T-004-15"}).text
    assert "Đã có kỳ 30/11/2025" in listed
    assert "Chưa nhận báo cáo" not in listed


def test_the_table_shows_the_pace_that_the_sentence_speaks_of() -> None:
    text = run_page(LIST, {"ct": "so-hoa-ho-so"}).text
    needed, average, recent = (
        float(found.replace(",", "."))
        for found in re.findall(r"\n(?:Tốc độ cần từ 30/11|Tốc độ đạt, )[^\n]*\n([\d,]+)\u00a0điểm %/tháng", text)
    )
    assert f"tốc độ bằng {round(100 * max(average, recent) / needed)}% mức cần thiết" in text
    assert "đạt 57,5%, " in text
    assert "Còn 26\u00a0ngày; thiếu 12,5\u00a0điểm %" in text
    assert "Xem từng ô: mở một đơn vị ở bảng «Theo đơn vị»" in text


def test_a_figure_of_an_older_period_says_its_day_and_no_pace_is_asked_of_a_quarter_that_has_26_days_left() -> None:
    text = run_page(LIST, {"ct": "ky-nang-cb-xa"}).text
    assert "đạt 56,3% (30/09), " in text
    assert "Còn 26\u00a0ngày; thiếu 23,7\u00a0điểm %" in text
    assert "Cần thêm mỗi" not in text


def test_while_a_period_is_left_pace_time_and_gap_count_from_the_same_day() -> None:
    text = run_page(LIST, {"ct": "phu-song-5g", "mt": "T-002-05"}).text
    assert re.search(r"Cần thêm mỗi tháng: [\d,]+\u00a0điểm %", text)
    assert re.search(r"Còn [\d,]+\u00a0tháng tính từ 30/11/2025; thiếu [\d,]+\u00a0điểm %\.", text)


def test_a_difference_is_that_of_the_two_numbers_beside_it() -> None:
    text = run_page(LIST, {"ct": "so-hoa-ho-so", "pv": "03538"}).text
    assert "\n65,9%\n" in text
    assert "\n65,6%\n" in text
    assert "+0,3\u00a0điểm %" in text


def test_where_the_newest_period_is_missing_the_source_speaks_of_the_value_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = second.make_workspace(tmp_path / "w")
    second.load_rows(workspace)
    use(workspace, monkeypatch)
    text = run_page(LIST, {"ct": "so-hoa", "ngay": "2026-01-20"}).text
    assert "Nguồn: báo cáo số liệu đến 31/10/2025 của 2/3 xã, phường, 2/2 cơ quan; " in text
    assert "Số liệu đến 31/12/2025: 0/3 xã, phường, 0/2 cơ quan đã nộp." in text
    assert "Tạm: 2/3 xã, phường, 2/2 cơ quan" in text
    assert "3 xã, phường (2 đã nộp)" in text


def test_the_place_in_the_list_stands_between_the_steps() -> None:
    text = run_page(LIST, {"ct": "so-hoa-ho-so", "mt": "T-001-07"}).text
    assert "1/45" in text
    assert "Xếp hạng 38 xã, phường theo mục tiêu ≥ 70%, hạn 31/12/2025" in text
    assert "‹ Trước" not in text
    assert "Sau ›" in text


@pytest.mark.parametrize("page_filter", [{"tt": "khong-dat"}, {"nhom": "ha-tang-so"}, {"cq": "STC"}])
def test_the_steps_walk_the_filtered_list(page_filter: dict[str, str]) -> None:
    [key] = page_filter
    html = run_page(LIST, page_filter).html
    first = html.partition('class="name two"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    query = dict(pair.split("=", 1) for pair in first.partition("?")[2].split("&"))
    assert f"{key}={page_filter[key]}" in run_page(LIST, query).html


def test_each_point_of_a_trend_says_whose_figures_it_adds_up_where_some_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In October Tân Giang has sent nothing; in September nobody is missing."""
    workspace = second.make_workspace(tmp_path / "w")
    second.load_rows(workspace)
    use(workspace, monkeypatch)
    text = run_page(LIST, {"ct": "so-hoa", "ngay": "2025-11-10"}).text
    (points,) = re.findall(r"Số liệu của biểu đồ.*?mục tiêu\n", text, flags=re.DOTALL)
    assert "30/09/2025\n20,0%\n34,4%\n31/10/2025\n47,8%\n43,0%\nsố của 2/3 xã, phường, 2/2 cơ quan\n" in points


def test_the_only_report_of_a_target_without_a_date_is_no_starting_point_of_its_trend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is dated on the day from which the target runs; without a due date nothing starts there."""
    workspace = second.make_workspace(tmp_path / "w")
    second.load_rows(workspace, "VP,ho-so-tre-han,2024-12-31,4,200,,,05/01/2025\n")
    use(workspace, monkeypatch)
    text = run_page(LIST, {"ct": "ho-so-tre-han", "ngay": "2025-11-10"}).text
    (points,) = re.findall(r"Số liệu của biểu đồ.*?mục tiêu\n", text, flags=re.DOTALL)
    assert "31/12/2024\n2,0%" in points
    assert "điểm xuất phát" not in points


def test_the_plan_line_of_a_commune_runs_over_no_milestone_before_its_own_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dated = "value: 60, due: 2025-12-31"
    edit = (dated, f"{dated}, milestones: {{2025-03-31: 20, 2025-10-31: 45}}")
    workspace = second.make_workspace(tmp_path / "w", edit)
    second.load_rows(workspace)
    use(workspace, monkeypatch)
    [figure] = run_page(LIST, {"ct": "so-hoa", "pv": "01273", "mt": "CB-01", "ngay": "2025-11-10"}).figures
    [plan] = [trace for trace in figure["data"] if trace["name"] == "Kế hoạch"]
    assert min(plan["x"])[:10] == "2025-07-01"


def test_where_a_target_was_missed_the_source_speaks_of_its_day_and_of_the_newest_period_of_the_chart() -> None:
    text = run_page(LIST, {"ct": "so-hoa-ho-so", "mt": "T-001-07"}).text
    assert (
        "Nguồn: báo cáo số liệu đến 30/09/2025 của 37/38 xã, phường, 20/20 cơ quan; nhận đến ngày 21/11/2025. "
        "Số liệu đến 30/11/2025: 35/38 xã, phường, 18/20 cơ quan đã nộp."
    ) in text
