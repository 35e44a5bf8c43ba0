"""«Tìm kiếm»: a field on every page, results that lead where the thing is shown, day and scope kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dashboard.settings import Workspace
from tests.app_pages.running import SEARCH, run_page, run_start, use


@pytest.fixture(autouse=True)
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


def field_of(query: dict[str, str]) -> str:
    """The search form in the frame of a page at this address."""
    return run_start(query).html.split("<form", 1)[1].split("</form>")[0]


def test_check_22_the_field_takes_day_and_scope_along() -> None:
    field = field_of({"ngay": "2025-11-02", "pv": "03466"})
    assert 'role="search"' in field
    assert '<input type="hidden" name="ngay" value="2025-11-02"/>' in field
    assert '<input type="hidden" name="pv" value="03466"/>' in field
    assert "hidden" not in field_of({})


@pytest.mark.parametrize(
    ("typed", "kind", "name", "leads"),
    [
        ("so hoa ho so", "Chỉ tiêu", "Hồ sơ, kết quả giải quyết TTHC được số hóa", "/chi-tieu?ct=so-hoa-ho-so"),
        ("VP UBND", "Cơ quan", "Văn phòng Ủy ban nhân dân tỉnh", "/co-quan?cq=VPUBND"),
        ("dai phat thanh", "Cơ quan", "Báo và phát thanh, truyền hình Lai Châu", "/co-quan?cq=BAOPTTH"),
        ("bum nua", "Xã, phường", "Xã Bum Nưa", "/xa-phuong?xa=03466"),
        (
            "rà soát TTHC ký số",
            "Nhiệm vụ",
            "Rà soát TTHC không yêu cầu ký số hồ sơ",
            "/co-quan?cq=VPUBND&amp;nv=N-001-V-07",
        ),
        ("T-000-11", "Chỉ tiêu", "", "/chi-tieu?ct=so-hoa-ho-so&amp;mt=T-000-11"),
    ],
)
def test_what_is_found_leads_where_it_is_shown(typed: str, kind: str, name: str, leads: str) -> None:
    screen = run_page(SEARCH, {"q": typed})
    assert f'href="{leads}"' in screen.html
    assert name in screen.text
    assert kind in screen.text


def test_the_links_keep_the_chosen_day_and_scope() -> None:
    html = run_page(SEARCH, {"q": "bum nua", "ngay": "2025-11-02", "pv": "VPUBND"}).html
    assert "/xa-phuong?ngay=2025-11-02&amp;pv=VPUBND&amp;xa=03466" in html


def test_a_commune_s_own_target_opens_at_the_commune() -> None:
    html = run_page(SEARCH, {"q": "số hóa Bum Nưa"}).html
    assert "pv=03466" in html


def test_a_target_that_bears_its_indicator_s_name_is_listed_once() -> None:
    text = run_page(SEARCH, {"q": "phủ sóng 6G"}).text
    assert "«phủ sóng 6G»: 1 chỉ tiêu" in text


def test_what_only_looks_like_it_is_folded_under_what_bears_the_words() -> None:
    html = run_page(SEARCH, {"q": "số hóa"}).html
    sure, near = html.split('<details id="gan-giong"><summary>Xem ', 1)
    assert "<h2>«số hóa»: 6 chỉ tiêu, 2 nhiệm vụ</h2>" in sure
    names = re.findall(r'title="([^"]*)"', sure)
    assert len(names) == 8
    assert all("số hóa" in name.casefold() for name in names)
    folded, *_ = near.split(" kết quả gần giống nhất</summary>")
    assert int(folded) == near.count('scope="row"')
    assert "Tỷ lệ phủ sóng 5G" in near
    assert "Còn kết quả khác; gõ thêm từ để thu hẹp." in near
    assert "details" not in run_page(SEARCH, {"q": "phủ són"}).html


def test_a_task_stands_with_how_it_stands() -> None:
    text = run_page(SEARCH, {"q": "rà soát TTHC ký số"}).text
    assert "Hết hạn 96\u00a0ngày, chưa\u00a0báo\u00a0cáo" in text


def test_nothing_typed_and_nothing_found_say_what_to_do() -> None:
    assert "Gõ tên chỉ tiêu, cơ quan, xã, phường hoặc nhiệm vụ" in run_page(SEARCH, {}).text
    assert "Gõ tên chỉ tiêu, cơ quan, xã, phường hoặc nhiệm vụ" in run_page(SEARCH, {"q": "   "}).text
    nothing = run_page(SEARCH, {"q": "zzzz"}).text
    assert "Không tìm thấy gì với «zzzz»" in nothing
    assert "Thử ít từ hơn" in nothing


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", "\0", "x" * 5000, "%%%", "'; DROP TABLE facts; --"])
def test_check_23_whatever_is_typed_gives_a_page_and_a_note(value: str) -> None:
    screen = run_page(SEARCH, {"q": value})
    assert screen.faults == ()
    assert "Không tìm thấy gì với «" in screen.text
    assert "<script" not in screen.html
    assert "x" * 60 not in screen.text


def test_a_search_with_many_answers_shows_the_best_fifty_and_says_so() -> None:
    screen = run_page(SEARCH, {"q": "so"})
    assert "«so»: 50 kết quả sát nhất\nCòn kết quả khác; gõ thêm từ để thu hẹp." in screen.text
    assert screen.html.count('scope="row"') <= 50
