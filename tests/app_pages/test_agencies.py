"""«Cơ quan»: the list adds up to the province, and one agency's page says what it owes and never more than was reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.domain.forms import Form
from dashboard.settings import Workspace
from dashboard.text.words import NO_AGENCY
from loaders.arrivals import Job
from loaders.pipeline import load_jobs
from tests.app_pages.running import AGENCIES, Screen, run_page, use
from tests.app_pages.workspaces import build
from tests.browser import ROOT, copy_workspace
from tests.forms.filling import filled, form_of, nothing_known
from tests.forms.filling import province as its_catalogue
from tests.small_areas import make_areas

OFFICE = "VPUBND"
COLUMNS = ("chi-tieu", "can-xu-ly", "nhiem-vu", "qua-han", "dung-han")


@pytest.fixture(autouse=True)
def open_province(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(province, monkeypatch)
    yield


def list_of(screen: Screen) -> list[list[str]]:
    """The rows of the first table: names and counts as they stand on the screen."""
    table = screen.html.split("<tbody>")[1].split("</tbody>")[0]
    rows = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("</tr>") if row)
    return [[re.sub("<[^>]+>", "", cell) for cell in cells] for cells in rows]


def cells_of(html: str, name: str) -> list[str]:
    """The texts of the last row under this name."""
    *_, row = html.split(f'title="{name}')
    return re.findall(r">([^<>]+)<", row[: row.index("</tr>")])


@pytest.mark.parametrize("day", ["2024-01-01", "2025-07-01", "2025-12-05", "2026-09-30", "2031-01-01"])
def test_the_list_adds_up_to_the_province_on_every_day(day: str) -> None:
    *lines, total = list_of(run_page(AGENCIES, {"ngay": day}))
    assert total[0] == "Cộng"
    for column in range(1, 5):
        assert sum(int(line[column]) for line in lines) == int(total[column])


def test_the_province_s_45_targets_and_40_tasks_each_stand_once() -> None:
    *lines, total = list_of(run_page(AGENCIES, {}))
    assert total[1:5] == ["45", "14", "40", "14"]
    assert [NO_AGENCY, "1", "0", "0", "0", "–"] in lines
    assert [line[0] for line in lines][-4:] == ["UBND tỉnh", "Các sở, ban, ngành tỉnh", "Các địa phương", NO_AGENCY]


def test_groups_stand_as_lines_of_their_own_and_their_page_names_the_members() -> None:
    text = run_page(AGENCIES, {"cq": "NHOM_SBN"}).text
    assert "Các sở, ban, ngành tỉnh gồm 20 đơn vị" in text
    assert "Việc giao chung cho nhóm đứng riêng một dòng" in text
    assert "Sở Y tế" in text
    assert "Các địa phương gồm 38 đơn vị" in run_page(AGENCIES, {"cq": "NHOM_DP"}).text


def test_an_agency_s_page_leads_with_what_is_wrong_and_three_lines_of_counts() -> None:
    text = run_page(AGENCIES, {"cq": OFFICE}).text
    assert "Văn phòng UBND tỉnh: 6 chỉ tiêu cần xử lý, 7 nhiệm vụ hết hạn, chưa có báo cáo tiến độ" in text
    assert "3 không đạt, 2 chậm, 1 nguy cơ, 1 đúng tiến độ, 3 đạt" in text
    assert "7 hết hạn mà chưa báo cáo, 3 đến hạn trong 30 ngày" in text
    assert "70% đúng hạn, tính 5 kỳ gần nhất mỗi loại báo cáo. Chưa đúng hạn: BM-01 tháng 09/2025 muộn 3 ngày" in text
    assert "Ngoài ra có 4 chỉ tiêu, 3 nhiệm vụ giao chung cho Các sở, ban, ngành tỉnh" in text


def test_the_page_names_every_indicator_and_every_task_that_the_agency_leads_and_counts_lead_to_lists() -> None:
    html = run_page(AGENCIES, {"cq": "SKHCN"}).html
    led = html[html.index("Chỉ tiêu cần xử lý") : html.index("Nhiệm vụ hết hạn, đến hạn")]
    tasks = html[html.index("Nhiệm vụ hết hạn, đến hạn") : html.index("Chỉ tiêu của chính cơ quan")]
    assert len(set(re.findall(r"mt=([\w-]+)", led))) == 24
    assert len(re.findall(r'<th scope="row">[IVX]+\.\d+ ', tasks)) == 19
    assert "<summary>Các chỉ tiêu khác (17)</summary>" in led
    assert "<summary>Các nhiệm vụ khác (8)</summary>" in tasks
    assert re.search(r'href="/chi-tieu\?cq=SKHCN"[^>]*>24<', html)
    assert re.search(r'href="/tinh-hinh-nop\?pv=SKHCN"[^>]*>7/10<', html)
    assert "<summary>14 đơn vị khác: 1 cùng chủ trì, 13 không chủ trì việc nào</summary>" in html
    assert '<span class="nowrap">BM-01</span> quý III/2025 thiếu 1/7 chỉ tiêu' in html


def test_an_own_figure_stands_with_its_day_wherever_the_page_shows_it() -> None:
    """The target that fell due on 30/09 is judged by that day's figure; the share in the province is November's."""
    html = run_page(AGENCIES, {"cq": "SKHCN"}).html
    own, shares = html.split("Chỉ tiêu của chính cơ quan cần xử lý", 1)[1].split("Góp vào số toàn tỉnh", 1)
    assert cells_of(own, "Số hóa quy trình, hồ sơ, kết quả giải quyết TTHC")[1:3] == ["52,3%", "đến 30/09"]
    led = run_page(AGENCIES, {"cq": OFFICE}).html
    judged, day, newest, *_ = cells_of(led, "Số hóa quy trình, hồ sơ, kết quả giải quyết TTHC")[1:]
    assert (judged, day) == ("46,9%", "đến 30/09")
    assert "57,5%" in newest
    shown = cells_of(shares, "Số hóa quy trình, hồ sơ, kết quả giải quyết TTHC")
    assert shown[1:4] == ["62,9%", "912/1.449, đến 30/11", "57,5%"]


def test_a_task_that_was_looked_for_stands_before_the_lists_and_another_s_is_said() -> None:
    text = run_page(AGENCIES, {"cq": "SKHCN", "nv": "N-001-I-03"}).text
    asked = text[text.index("Nhiệm vụ đang tìm") : text.index("Chỉ tiêu cần xử lý")]
    assert "Thường xuyên\nI.3 Đào tạo, bồi dưỡng kiến thức, kỹ năng số cho CBCCVC" in asked
    text = run_page(AGENCIES, {"cq": "SKHCN", "nv": "N-001-V-07"}).text
    assert "không có nhiệm vụ «Rà soát TTHC không yêu cầu ký số hồ sơ» vào ngày này" in text


def test_no_task_is_called_done_without_a_report_and_silence_is_said() -> None:
    for agency in (OFFICE, "SKHCN", "NHOM_SBN", "NHOM_DP"):
        text = run_page(AGENCIES, {"cq": agency, "ngay": "2026-02-20"}).text
        assert "đã báo hoàn thành" not in text
        assert "Chưa có báo cáo tiến độ" in text


def test_tasks_stand_by_deadline_the_longest_overdue_first() -> None:
    text = run_page(AGENCIES, {"cq": OFFICE}).text
    days = [int(n) for n in re.findall("Hết hạn (\\d+)\u00a0ngày, chưa\u00a0báo\u00a0cáo\n", text)]
    assert days == sorted(days, reverse=True) == [96, 66, 5, 5, 5, 5, 5]
    assert "Quá hạn" not in text
    assert re.search(r"Chỉ tiêu gắn: \s*●\s*Đạt\s*, \s*TTHC phân cấp cho địa phương", text)
    assert text.index("Hết hạn 5\u00a0ngày") < text.index("Còn 26\u00a0ngày")


def test_an_agency_that_leads_nothing_is_held_to_its_own_figures() -> None:
    screen = run_page(AGENCIES, {"cq": "TTRT"})
    assert "Không chủ trì chỉ tiêu nào" in screen.text
    assert "Chỉ tiêu của chính cơ quan cần xử lý" in screen.text
    own = screen.html.split("Chỉ tiêu của chính cơ quan cần xử lý", 1)[1]
    assert "pv=TTRT" in own.split("</table>")[0]


def test_who_only_shares_a_lead_is_not_said_to_lead_nothing() -> None:
    text = run_page(AGENCIES, {"cq": "NHOM_UBNDXP"}).text
    assert "UBND các xã, phường: cùng chủ trì 2 chỉ tiêu\n" in text
    assert "Chỉ cùng chủ trì 2 chỉ tiêu, tính cho đơn vị ghi trước\n" in text
    assert "hông chủ trì chỉ tiêu" not in text


def test_what_everybody_has_an_owner_for_is_said_where_nobody_stands(
    no_reports: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(no_reports, monkeypatch)
    assert "Mọi nhiệm vụ đều đã có cơ quan chủ trì" in run_page(AGENCIES, {"cq": "chua-gan"}).text


@pytest.mark.parametrize(("agency", "day"), [("SKHCN", "2025-12-05"), ("SXD", "2026-03-20")])
def test_the_share_in_the_province_s_figures_says_where_the_agency_is_worse_and_these_stand_first(
    agency: str, day: str
) -> None:
    shares = run_page(AGENCIES, {"cq": agency, "ngay": day}).html.split("<h2>Góp vào số toàn tỉnh", 1)[1]
    rows = [re.findall(r">([^<>]+)<", row) for row in shares.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")]
    percents = [[float(cell.replace(",", ".")[:-1]) for cell in row if cell.endswith("%")][:2] for row in rows if row]
    compared = [pair for pair, row in zip(percents, rows, strict=False) if "Chưa nộp" not in row]
    worse = [own < whole for own, whole in compared]
    assert f": kém toàn tỉnh ở {sum(worse)}/{len(worse)} chỉ tiêu" in shares.split("</h2>")[0]
    assert worse == sorted(worse, reverse=True)
    ahead = run_page(AGENCIES, {"cq": OFFICE, "ngay": "2026-03-20"}).text
    assert "Góp vào số toàn tỉnh: không kém toàn tỉnh ở chỉ tiêu nào\n" in ahead


def test_the_share_in_the_province_s_figures_names_parts_and_gap() -> None:
    text = run_page(AGENCIES, {"cq": "SKHCN"}).text
    assert "207/365" in text
    assert "Là đơn vị duy nhất báo cáo 12 chỉ tiêu khác của tỉnh." in text
    assert "Phần còn thiếu so với kế hoạch chung của tỉnh; đã quá hạn thì so với mục tiêu." in text


def test_of_a_figure_before_the_first_period_the_agency_s_own_stands_beside_its_parts() -> None:
    html = run_page(AGENCIES, {"cq": "SXD", "ngay": "2025-11-05"}).html
    shown = cells_of(html, "CBCC được đào tạo kiến thức cơ bản KHCN, ĐMST, CĐS")
    assert shown[1:5] == ["39,7%", "23/58, đến 14/06", "46,5%", "đến 01/07"]


def test_an_agency_whose_reports_never_fell_due_has_no_rate() -> None:
    text = run_page(AGENCIES, {"cq": OFFICE, "ngay": "2025-01-05"}).text
    assert "Chưa có kỳ nào đến hạn" in text or "Không phải nộp báo cáo" in text
    assert "0% đúng hạn" not in text


def test_a_merged_agency_is_found_under_its_successor_with_a_note() -> None:
    text = run_page(AGENCIES, {"cq": "DPTTH"}).text
    assert "Đài Phát thanh và Truyền hình tỉnh nay là Báo và phát thanh, truyền hình Lai Châu." in text
    assert "Báo và phát thanh, truyền hình Lai Châu: 5 chỉ tiêu của chính cơ quan cần xử lý" in text


def test_the_agency_in_scope_is_shown_unless_the_address_names_another() -> None:
    assert "Sở Nội vụ: " in run_page(AGENCIES, {"pv": "SNV"}).text
    assert "Sở Nội vụ: " not in run_page(AGENCIES, {"pv": "SNV", "cq": OFFICE}).text


def test_a_successor_names_whom_it_stands_for() -> None:
    text = run_page(AGENCIES, {"cq": "BAOPTTH"}).text
    assert "Kế thừa việc và báo cáo của Đài Phát thanh và Truyền hình tỉnh, Báo Lai Châu." in text


def test_in_the_scope_of_a_commune_the_page_says_that_it_counts_the_province() -> None:
    screen = run_page(AGENCIES, {"pv": "03466"})
    assert "Trang này tính cho toàn tỉnh, không riêng xã Bum Nưa." in screen.text
    assert list_of(screen) == list_of(run_page(AGENCIES, {}))


def test_what_units_reported_of_their_tasks_is_said_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = build(copy_workspace(ROOT, tmp_path / "work"))
    blank = form_of(nothing_known(its_catalogue()), Form.BM_04, OFFICE, "2025-11")
    done, ongoing = "N-001-V-08", "N-001-V-04"
    answers = {
        (done, "Trạng thái"): "Hoàn thành",
        (done, "Minh chứng"): "Báo cáo 12/BC-VP",
        (ongoing, "Trạng thái"): "Đang thực hiện",
        (ongoing, "Tiến độ (%)"): 60,
    }
    job = Job(Path("bm04.xlsx"), None, date(2025, 12, 4), filled(blank, answers))
    (outcome,) = load_jobs(workspace, load_catalogue(workspace), [job], actor="operator")
    assert outcome.outcome == "accepted", outcome.faults
    use(workspace, monkeypatch)
    text = run_page(AGENCIES, {"cq": OFFICE}).text
    assert "1 quá hạn, 5 hết hạn mà chưa báo cáo, 3 đến hạn trong 30 ngày, 1 đã báo hoàn thành" in text
    assert "1 nhiệm vụ quá hạn, 5 nhiệm vụ hết hạn, chưa có báo cáo tiến độ" in text
    assert text.count("Quá hạn 5\u00a0ngày") == 1
    assert text.count("Hết hạn 5\u00a0ngày, chưa\u00a0báo\u00a0cáo") == 4
    assert "Báo đang thực hiện 60%, tháng 11/2025" in text
    assert "8 nhiệm vụ chưa có báo cáo tiến độ" in text
    pressing, folded = text.split("Các nhiệm vụ khác (1)", 1)
    assert "Số hóa quy trình nội bộ" not in pressing
    assert "Đã báo hoàn thành" in folded[: folded.index("Số hóa quy trình nội bộ")]
    before = run_page(AGENCIES, {"cq": OFFICE, "ngay": "2025-12-03"}).text
    assert "đã báo hoàn thành" not in before


@pytest.mark.parametrize("column", COLUMNS)
def test_the_list_is_sorted_by_a_column_only_on_demand_and_says_so(column: str) -> None:
    plain, asked = run_page(AGENCIES, {}), run_page(AGENCIES, {"xep": column})
    assert "Xếp theo danh mục, không xếp hạng." in plain.text
    assert "aria-sort" not in plain.html
    assert asked.html.count("aria-sort") == 1
    assert sorted(list_of(plain)[:-1]) == sorted(list_of(asked)[:-1])
    assert list_of(plain)[-1] == list_of(asked)[-1]
    if column != "dung-han":
        at = 1 + COLUMNS.index(column)
        counts = [int(line[at]) for line in list_of(asked)[:-1]]
        assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("value", ["khong-co", "<script>alert(1)</script>", "\0", "x" * 5000, "03466", "BCT"])
def test_check_23_an_agency_not_known_gives_the_page_and_a_note(value: str) -> None:
    screen = run_page(AGENCIES, {"cq": value})
    assert screen.faults == ()
    assert "Không có cơ quan «" in screen.text
    assert "Sở Khoa học và Công nghệ: " in screen.text
    assert "<script" not in screen.html
    other = run_page(AGENCIES, {"xep": value, "nv": value}).text
    assert "Không có cách xếp «" in other
    assert "không có nhiệm vụ «" in other


def test_without_reports_each_agency_has_a_face(no_reports: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use(no_reports, monkeypatch)
    day = "2025-12-05"
    *_, total = list_of(run_page(AGENCIES, {"ngay": day}))
    assert (total[1], total[3]) == ("45", "40")
    screen = run_page(AGENCIES, {"ngay": day, "cq": OFFICE})
    assert screen.faults == ()
    assert (
        "Văn phòng UBND tỉnh: 10 chỉ tiêu quá hạn báo cáo, 7 nhiệm vụ hết hạn, chưa có báo cáo tiến độ" in screen.text
    )
    assert "0% đúng hạn, tính 5 kỳ gần nhất mỗi loại báo cáo" in screen.text
    assert "BM-01 tháng 11/2025 chưa nộp, quá 2 ngày" in screen.text


def test_days_over_a_thousand_are_written_as_numbers_are() -> None:
    text = run_page(AGENCIES, {"cq": OFFICE, "ngay": "2031-01-01"}).text
    assert "Hết hạn 1.949\u00a0ngày, chưa\u00a0báo\u00a0cáo" in text
    assert "quá hạn 1.919\u00a0ngày" in text


def test_where_no_agency_leads_anything_all_stands_where_nobody_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(make_areas(tmp_path / "areas"), monkeypatch)
    screen = run_page(AGENCIES, {"ngay": "2025-11-10"})
    assert screen.faults == ()
    *lines, total = list_of(screen)
    assert [line[0] for line in lines] == [NO_AGENCY]
    assert lines[0][1:5] == total[1:5]
    assert f"{NO_AGENCY}: 1 chỉ tiêu cần xử lý" in screen.text
    assert "Nhiệm vụ hết hạn, đến hạn" not in screen.text
