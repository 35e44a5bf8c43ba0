"""What would close the gap, and where the pace leads, on the indicator's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from dashboard.analyses.closing import closing_of
from dashboard.analyses.shortfall import gap_of
from dashboard.catalogue import load_catalogue
from dashboard.domain.gap import leading
from dashboard.domain.plan import UnitKind
from dashboard.domain.status import Status
from dashboard.settings import Workspace
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import open_facts
from dashboard.text.formats import format_number, format_short
from tests import small_areas as areas
from tests.app_pages.running import LIST, run_page, use


@pytest.fixture(autouse=True)
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


@pytest.fixture
def snapshot(province: Workspace) -> Snapshot:
    facts = open_facts(province)
    assert facts is not None
    return take_snapshot(facts, load_catalogue(province), date(2025, 12, 5))


def test_the_page_says_how_much_the_province_needs_and_how_few_hold_the_shortfall(snapshot: Snapshot) -> None:
    row = snapshot.row("T-000-11", "12")
    assert row is not None
    gap = gap_of(snapshot, row)
    communes = gap_of(snapshot, row, kind=UnitKind.COMMUNE)
    assert gap is not None
    assert communes is not None
    group, block = leading(gap.gap), leading(communes.gap)
    text = run_page(LIST, {"ct": "so-hoa-ho-so"}).text
    assert "Để đạt kế hoạch đến kỳ 64,1%" in text
    assert f"Toàn tỉnh cần thêm {format_number(gap.gap.needed)}: số hồ sơ" in text
    assert f"{len(group)} đơn vị chiếm {format_number(100 * group[-1].running_share)}% phần còn thiếu" in text
    assert (
        f"{len(block)} xã, phường chiếm {format_number(100 * block[-1].running_share)}% phần còn thiếu của khối xã"
        in text
    )
    assert "so với kế hoạch chung của tỉnh" in text
    assert f"{len(gap.silent)} đơn vị chưa nộp không nằm trong phép tính; không dùng để xếp trạng thái" in text


def test_where_nobody_is_above_the_level_the_units_lack_more_by_rounding_alone(snapshot: Snapshot) -> None:
    row = snapshot.row("T-002-08", "12")
    assert row is not None
    closing = closing_of(snapshot, row)
    assert closing is not None
    assert ", vì phần của từng đơn vị làm tròn lên." in closing.sentences[1]
    assert "không bù" not in closing.sentences[1]


def test_of_a_missed_target_the_gap_is_counted_from_where_it_stands_now() -> None:
    text = run_page(LIST, {"ct": "so-hoa-ho-so", "mt": "T-001-07"}).text
    assert "Để đạt mục tiêu 100%" in text
    assert "Tính trên số liệu đến 30/11/2025" in text
    assert "Còn thiếu: để đạt mục tiêu 100%; số liệu đến 30/11/2025." in text


def test_the_province_lacks_one_number_in_the_table_by_unit_and_in_what_would_close_the_gap() -> None:
    text = run_page(LIST, {"ct": "so-hoa-ho-so"}).text
    assert re.search(r"\nToàn tỉnh\n57,5%\n61\.104/106\.267\n[^\n]*\n7\.014\n", text)
    assert "Toàn tỉnh cần thêm 7.014:" in text


def test_where_units_are_counted_it_names_those_nearest_to_passing() -> None:
    text = run_page(LIST, {"ct": "lanh-dao-khkt"}).text
    assert "Để mọi cơ quan đều đạt" in text
    assert "Cần thêm 5 cơ quan đạt; 5/20 cơ quan đã nộp chưa đạt." in text
    assert "Gần đạt nhất: Sở Ngoại vụ 0,0%, thiếu 1;" in text


def test_nothing_is_said_of_a_gap_where_nobody_is_short() -> None:
    text = run_page(LIST, {"ct": "so-hoa-ho-so", "pv": "03466"}).text
    assert "không dùng để xếp trạng thái" not in text


def test_a_single_reporter_s_figure_says_what_is_missing_without_units() -> None:
    text = run_page(LIST, {"ct": "phu-song-5g"}).text
    assert "Toàn tỉnh cần thêm 66.280: dân số trong vùng phủ sóng 5G." in text
    assert "phần còn thiếu" not in text


def test_an_amount_of_money_says_in_what_it_is_counted(snapshot: Snapshot) -> None:
    row = snapshot.row("T-000-06", "12")
    assert row is not None
    closing = closing_of(snapshot, row)
    assert closing is not None
    assert closing.sentences[0].endswith(": chi ngân sách địa phương cho KHCN, ĐMST, CĐS (triệu đồng).")


def test_the_trend_carries_the_projection_of_the_snapshot(snapshot: Snapshot) -> None:
    row = snapshot.row("T-000-11", "12")
    assert row is not None
    assert row.projection is not None
    screen = run_page(LIST, {"ct": "so-hoa-ho-so"})
    [line] = [trace for trace in screen.figures[0]["data"] if trace["name"] == "Dự báo"]
    assert (line["x"][-1], line["y"][-1]) == ("2025-12-31", row.projection.value)
    low, high = format_number(row.projection.low, 1), format_short(row.projection.high, "%", 1)
    assert f"{format_short(row.projection.value, '%', 1)} ({low}–{high})" in screen.text


@pytest.fixture(scope="module")
def many_areas(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return areas.make_areas(tmp_path_factory.mktemp("closing") / "w")


def areas_page(many_areas: Workspace, monkeypatch: pytest.MonkeyPatch, indicator: str) -> str:
    use(many_areas, monkeypatch)
    return run_page(LIST, {"ct": indicator, "ngay": areas.DAY.isoformat()}).text


def test_percentages_alone_have_no_gap_and_no_empty_columns_or_bounds(
    many_areas: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = areas_page(many_areas, monkeypatch, "internet-ho")
    assert "Chưa nộp: Tỉnh Cà Mau." in text
    assert not [words for words in ("Còn thiếu", "không dùng để xếp trạng thái", "Khi nộp đủ") if words in text]


def test_counted_areas_that_report_percentages_alone_are_named_by_what_they_lack(
    many_areas: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = areas_page(many_areas, monkeypatch, "dia-ban-dat-ky-nang")
    assert "Cần thêm 14 xã, phường đạt; 20/33 xã, phường đã nộp chưa đạt." in text
    assert "Gần đạt nhất: Tỉnh Quảng Trị 58,6%, thiếu 1,4\u00a0điểm %;" in text
    assert "Còn 15 xã, phường khác." in text


def test_amounts_without_an_upper_bound_say_the_lower_one(
    many_areas: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = areas_page(many_areas, monkeypatch, "may-tinh-cong-cong")
    assert "Khi nộp đủ, toàn tỉnh ở mức từ 5.498\u00a0máy trở lên." in text


def test_a_status_does_not_follow_the_projection(snapshot: Snapshot) -> None:
    """What the pace would reach is one thing, the status another: each goes on without the other."""
    reaching: set[tuple[Status, bool]] = set()
    for row in snapshot.rows:
        if row.projection is not None and row.terms.target is not None:
            reaching.add((row.judgement.status, row.projection.value >= row.terms.target))
    assert {(Status.AT_RISK, True), (Status.ON_TRACK, False)} <= reaching
