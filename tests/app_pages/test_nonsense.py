"""Nonsense in the address gives a page and a note, never a traceback. Check 23 of the list of acceptance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.settings import Workspace
from tests.app_pages.running import LIST, PAGES, run_page, run_start, use

DAY = "không phải ngày"
NONSENSE = ("khong-co", "<script>alert(1)</script>", "\0", "%00%ZZ", "x" * 5000, "'; DROP TABLE facts; --")
NOTED = [
    *[({"ngay": value}, DAY) for value in (*NONSENSE, "-1", "31/12/25")],
    ({"ngay": "2025-02-31"}, "«31/02/2025» không có trong lịch"),
    ({"ngay": "0000-00-00"}, "«00/00/0000» không có trong lịch"),
    ({"ngay": "9999-12-31"}, "«31/12/9999» nằm ngoài các năm 2000–2100"),
    *[({"pv": value}, "Không có đơn vị") for value in (*NONSENSE, "NHOM_SBN", "BCDTW")],
]
LISTED = [
    *[({"tt": value}, "Không có trạng thái") for value in NONSENSE],
    *[({"nhom": value}, "Không có nhóm nội dung") for value in NONSENSE],
    *[({"cq": value}, "Không có cơ quan") for value in NONSENSE],
    *[({"ct": value}, "Không tìm thấy chỉ tiêu") for value in NONSENSE],
    *[({"ct": "so-hoa-ho-so", "mt": value}, "không có mục tiêu") for value in (*NONSENSE, "T-000-05")],
    *[({"tim": value}, "Không có chỉ tiêu nào khớp bộ lọc") for value in NONSENSE if value.isprintable()],
]


@pytest.fixture(autouse=True)
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


@pytest.mark.parametrize(
    ("query", "note"), NOTED, ids=lambda value: str(value)[:40].encode("ascii", "replace").decode()
)
def test_check_23_day_and_scope_not_understood_are_said_on_the_page(query: dict[str, str], note: str) -> None:
    screen = run_start(query)
    assert screen.faults == ()
    assert note in screen.text
    assert "Cần xử lý trước" in screen.text
    assert "<script" not in screen.html


@pytest.mark.parametrize(
    ("query", "note"), LISTED, ids=lambda value: str(value)[:40].encode("ascii", "replace").decode()
)
def test_check_23_filters_and_names_not_understood_are_said_on_the_page(query: dict[str, str], note: str) -> None:
    screen = run_page(LIST, query)
    assert screen.faults == ()
    assert note in screen.text
    assert "<script" not in screen.html


def test_check_23_a_long_value_is_repeated_shortly() -> None:
    assert "x" * 60 not in run_start({"ngay": "x" * 5000}).text.replace("%", "")
    assert "x" * 60 not in run_page(LIST, {"ct": "x" * 5000}).text


def test_check_23_filters_not_understood_are_said_on_the_indicator_s_page_too() -> None:
    assert "Không có trạng thái «zz»" in run_page(LIST, {"ct": "phu-song-5g", "tt": "zz"}).text


@pytest.mark.parametrize("page", PAGES)
def test_check_23_unknown_and_empty_parameters_change_nothing(page: str) -> None:
    plain = run_page(page, {})
    for query in ({"la": "1", "__class__": "x"}, {"ngay": "", "pv": "", "ct": "", "tt": ""}):
        screen = run_page(page, query)
        assert screen.faults == ()
        assert screen.html == plain.html


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1900-02-28"])
def test_check_23_a_day_far_away_gives_a_page(day: str) -> None:
    screen = run_start({"ngay": day})
    assert screen.faults == ()
    assert "Không đạt" in screen.text
