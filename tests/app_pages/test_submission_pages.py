"""«Tình hình nộp» and «Kỳ báo cáo» whatever the address says, and in workspaces with little in them."""

from __future__ import annotations

import re

import pytest

from dashboard.settings import Workspace
from tests.app_pages.running import PERIODS, START, STATUS, run_page, run_start, use

NONSENSE = ("<script>alert(1)</script>", "9999-12", "0001-01", "２０２５-１１", "\u0000", "x" * 5000)
PARAMETERS = [(STATUS, each) for each in ("bieu", "loai", "ky", "xep", "cham", "duyet")] + [
    (PERIODS, "loai"),
    (PERIODS, "ky"),
]


@pytest.mark.parametrize(("page", "parameter"), PARAMETERS)
def test_check_23_nonsense_in_the_address_gives_the_page(
    province: Workspace, monkeypatch: pytest.MonkeyPatch, page: str, parameter: str
) -> None:
    use(province, monkeypatch)
    for asked in NONSENSE:
        screen = run_page(page, {parameter: asked})
        assert screen.faults == (), asked
        assert "<script" not in screen.html
        assert "háng 11/2025" in screen.text


def test_check_23_what_was_not_understood_is_said(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use(province, monkeypatch)
    text = run_page(STATUS, {"bieu": "zz", "loai": "tuan", "ky": "qq", "xep": "la", "duyet": "BN-9999"}).text
    for said in (
        "Không có biểu «zz»; đang xem BM-01.",
        "Không có loại kỳ «tuan»; đang xem kỳ hằng tháng.",
        "Không có kỳ «qq».",
        "Không có cách xếp «la».",
        "Không có tệp «BN-9999» đang chờ duyệt.",
    ):
        assert said in text


def test_a_unit_sees_its_own_line_only(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use(province, monkeypatch)
    screen = run_page(STATUS, {"pv": "03439"})
    assert "Xã Thu Lũm, kỳ tháng 11/2025: chưa nộp, quá 2 ngày" in screen.text
    assert "Kính gửi: UBND xã Thu Lũm." in screen.text
    assert "Biểu BM-01, hạn nộp 03/12/2025.\n" in screen.text
    assert "Xã Tà Tổng" not in screen.text
    assert "Tổng hợp theo cơ quan chủ trì" not in screen.text


def test_a_unit_that_owes_nothing_is_told_so(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use(province, monkeypatch)
    screen = run_page(STATUS, {"pv": "03439", "loai": "nua-nam", "ngay": "2025-10-01"})
    assert "Xã Thu Lũm không phải nộp biểu BM-01 trong các kỳ này" in screen.text
    assert screen.faults == ()


def test_a_form_that_nobody_owes_is_the_one_shown_as_chosen(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    screen = run_page(STATUS, {"bieu": "bm-02"})
    assert "Không đơn vị nào phải nộp biểu BM-02 trong các kỳ này" in screen.text
    assert '<option value="bm-02" selected="">BM-02</option>' in screen.html


def test_a_unit_chosen_on_a_day_before_it_existed_stands_in_the_context_bar(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    assert (
        '<option value="03439" selected="">Xã Thu Lũm</option>' in run_start({"pv": "03439", "ngay": "2025-01-15"}).html
    )


def test_bm_04_is_followed_from_the_first_one_on(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use(province, monkeypatch)
    text = run_page(STATUS, {"bieu": "bm-04"}).text
    assert "Chưa có báo cáo BM-04 nào" in text
    assert "chưa nộp" not in text


def test_quarters_that_lack_an_indicator_are_on_the_warning_list(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    screen = run_page(STATUS, {"loai": "quy"})
    text = screen.text
    assert "1/58 đơn vị nộp thiếu kỳ quý III/2025" in text
    assert "Thiếu 1/7 chỉ tiêu" in text
    assert re.search(r'title="Còn thiếu: [^";]+">Thiếu 1/7 chỉ tiêu<', screen.html)
    assert "Biểu BM-01 kỳ quý III/2025 còn thiếu chỉ tiêu, quá hạn 51 ngày (hạn 15/10/2025)." in text


def test_a_unit_s_own_page_lists_the_reports_that_its_rate_counts(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    listed = run_page(STATUS, {"pv": "VPUBND"}).html.split(
        "7/10 báo cáo đúng hạn, tính 5 kỳ gần nhất mỗi loại báo cáo</caption>"
    )[1]
    states = re.findall(r'<th scope="row">BM-01 [^<]+</th><td class="num">[^<]+</td><td>(?:<b>)?([^<]+)', listed)
    assert len(states) == 10
    assert states.count("✓ Đúng hạn") == 7
    assert len(re.findall("Còn thiếu: ", listed)) == 2


def test_the_start_page_leads_to_the_reports_of_its_own_frequency(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    assert 'href="/tinh-hinh-nop?loai=thang"' in run_page(START, {}).html
    assert "Tình hình nộp" in run_page(START, {"ngay": "2024-01-01"}).text
