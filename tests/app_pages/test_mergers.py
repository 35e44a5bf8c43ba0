"""An agency made of others, on its pages: whose work it took over, whose figures stand before its own, and whose could not be joined."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.settings import Workspace
from tests.app_pages.running import AGENCIES, LIST, STATUS, SUBMIT, run_page, run_start, use
from tests.second import ROWS, load_rows, make_workspace
from tests.test_snapshot_mergers import FOUNDED, HEAD, RENAMED
from tests.test_snapshot_mergers import LIST as UNITS

DAY = "2025-11-10"
REPORTED = (
    "SNN,so-hoa,2025-09,40,100,,,03/10/2025\n"
    "STN,so-hoa,2025-09,60,100,,,03/10/2025\n"
    "SNM,so-hoa,2025-10,110,200,,,03/11/2025\n"
    "STT,so-hoa,2025-06,20,100,,,05/07/2025\n"
    "STT,so-hoa,2025-09,40,100,,,03/10/2025\n"
    "SVT,so-hoa,2025-10,45,100,,,03/11/2025\n"
)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = make_workspace(tmp_path_factory.mktemp("mergers") / "w", ("    lead: [SKH]\n", "    lead: [STT]\n"))
    path = workspace.root / Path(UNITS)
    path.write_text(path.read_text(encoding="utf-8").replace(HEAD, FOUNDED + RENAMED + HEAD), encoding="utf-8")
    load_rows(workspace, ROWS + REPORTED)
    return workspace


def test_the_agency_s_page_says_whose_work_it_took_over_and_what_is_not_joined(
    merged: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(merged, monkeypatch)
    founded = run_page(AGENCIES, {"cq": "SNM", "ngay": DAY}).text
    assert "Kế thừa việc và báo cáo của Sở Nông nghiệp (đến 30/09/2025), Sở Tài nguyên (đến 30/09/2025)." in founded
    assert "Số trước sáp nhập ở 1 chỉ tiêu không gộp, vì mỗi nơi có số của mình." in founded
    renamed = run_page(AGENCIES, {"cq": "SVT", "ngay": DAY}).text
    assert "Kế thừa việc và báo cáo của Sở Truyền thông (đến 30/09/2025)." in renamed
    assert "Điểm wifi công cộng" in renamed
    assert "không gộp" not in renamed


def test_the_indicator_s_page_of_a_successor_shows_and_places_what_the_former_agency_reported(
    merged: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(merged, monkeypatch)
    renamed = run_page(LIST, {"ct": "so-hoa", "pv": "STT", "ngay": DAY})
    assert "Sở Văn hóa và Truyền thông, Hồ sơ được số hóa" in renamed.text
    assert "Số đến 30/09/2025 là của Sở Truyền thông." in renamed.text
    drawn = [y for trace in renamed.figures[0]["data"] if trace["name"] == "Thực hiện" for y in trace["y"]]
    assert {value for value in drawn if value is not None} == {20, 40, 45}
    assert renamed.text.count("so_lieu.csv, dòng") == 3
    assert "Sở Truyền thông nay là Sở Văn hóa và Truyền thông." in run_start({"pv": "STT", "ngay": DAY}).text
    founded = run_page(LIST, {"ct": "so-hoa", "pv": "SNM", "ngay": DAY}).text
    assert "Không gộp số của Sở Nông nghiệp (đến 30/09/2025), Sở Tài nguyên (đến 30/09/2025)" in founded


def test_what_a_closed_agency_has_not_sent_is_asked_of_its_successor_on_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sở Truyền thông, since 1 October Sở Văn hóa và Truyền thông, has not sent September, which was due on 5 October."""
    workspace = make_workspace(tmp_path / "w")
    path = workspace.root / Path(UNITS)
    path.write_text(path.read_text(encoding="utf-8").replace(HEAD, RENAMED + HEAD), encoding="utf-8")
    load_rows(workspace)
    use(workspace, monkeypatch)
    on, whose = {"ngay": "2025-10-20"}, "Sở Văn hóa và Truyền thông (báo cáo của Sở Truyền thông"
    own = on | {"pv": "SVT"}
    assert f"{whose}, 10 kỳ liền)" in run_start(on).text
    assert f"{whose}) chưa nộp 10 kỳ liền báo cáo hằng tháng" in run_start(own).text
    matrix = run_page(STATUS, own)
    assert f"\n{whose})\n" in matrix.text
    assert 'href="/nop?ngay=2025-10-20&amp;pv=SVT"' in matrix.html
    assert "Kính gửi: Sở Văn hóa và Truyền thông. Biểu BM-01 kỳ tháng 09/2025 quá hạn 15 ngày" in matrix.text
    assert " Sở Văn hóa và Truyền thông nộp báo cáo của Sở Truyền thông." in matrix.text
    owed = run_page(SUBMIT, own)
    assert "BM-01, tháng 09/2025 (báo cáo của Sở Truyền thông)" in owed.text
    assert "BM-01_2025-09_STT.xlsx" in owed.html
