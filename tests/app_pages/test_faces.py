"""Each page with empty facts, with one indicator, and with no data for the chosen day; texts and charts of each."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.settings import Workspace
from tests.app_pages.running import (
    AGENCIES,
    CHANGES,
    COMMUNES,
    GUIDE,
    LIST,
    LOAD,
    PAGES,
    PERIODS,
    SEARCH,
    START,
    STATUS,
    SUBMIT,
    Screen,
    run_page,
    run_start,
    use,
)
from tests.app_pages.words_on_screen import empty_values, foreign_dates, foreign_numbers, raw_ids
from tests.app_pages.workspaces import ONE_INDICATOR, build, without_reports

DAYS = ("2024-01-01", "2025-07-01", "2025-12-05", "2031-01-01")


def faulty(screen: Screen, workspace: Workspace) -> list[str]:
    """What may not be said on any page."""
    text = screen.text
    found = [*screen.faults, *empty_values(text), *foreign_numbers(text), *foreign_dates(text)]
    return found + raw_ids(text, _catalogue(workspace.root))


@cache
def _catalogue(root: Path) -> Catalogue:
    return load_catalogue(Workspace(root))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("day", DAYS)
def test_checks_08_09_on_every_page_and_day_texts_are_fit_to_read(
    province: Workspace, monkeypatch: pytest.MonkeyPatch, page: str, day: str
) -> None:
    use(province, monkeypatch)
    assert faulty(run_page(page, {"ngay": day}), province) == []


@pytest.mark.parametrize("scope", ["12", "03466"])
def test_checks_08_09_every_indicator_s_page_is_fit_to_read(
    province: Workspace, monkeypatch: pytest.MonkeyPatch, scope: str
) -> None:
    use(province, monkeypatch)
    catalogue = _catalogue(province.root)
    whole = scope == catalogue.workspace.province
    indicators = catalogue.indicators if whole else [i.id for i in catalogue.owed_by(scope, date(2025, 12, 5))]
    for indicator in indicators:
        screen = run_page(LIST, {"ct": indicator, "pv": scope})
        assert faulty(screen, province) == [], indicator
        assert len(screen.figures) == 1
        assert "Vì sao?" in screen.text


@pytest.mark.parametrize("day", ["2024-01-01", "2031-01-01"])
def test_a_day_without_data_gives_an_indicator_s_page(
    province: Workspace, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    use(province, monkeypatch)
    for indicator in ("so-hoa-ho-so", "lanh-dao-khkt", "he-thong-giam-sat", "phu-song-6g", "kinh-te-so-grdp"):
        assert faulty(run_page(LIST, {"ct": indicator, "ngay": day}), province) == []


def test_before_the_first_report_nobody_is_late_and_all_have_not_reported(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    text = run_start({"ngay": "2024-01-01"}).text
    assert "Chưa có báo cáo nào đến hạn." in text
    assert "Đã nộp đủ" not in text
    assert "Chưa đánh giá được chỉ tiêu nào, nên chưa biết chỉ tiêu nào chậm." in text
    assert "Không có chỉ tiêu chậm" not in text


@pytest.mark.parametrize("page", PAGES)
def test_without_any_report_each_page_has_a_face(
    no_reports: Workspace, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    use(no_reports, monkeypatch)
    screen = run_page(page, {})
    assert faulty(screen, no_reports) == []
    expected = {
        START: "Cần xử lý trước",
        LIST: "Chưa nhận báo cáo",
        GUIDE: "Đọc màn hình",
        STATUS: "58/58 đơn vị chưa nộp kỳ",
        PERIODS: "Không có kỳ nào đang khóa",
        LOAD: "Chọn một hoặc nhiều tệp",
        SUBMIT: "Chọn đơn vị để xem việc phải nộp",
        COMMUNES: "chưa có số",
        AGENCIES: "chỉ tiêu quá hạn báo cáo",
        SEARCH: "Tìm gì?",
        CHANGES: "Toàn tỉnh: ",
    }
    assert expected[page] in screen.text


def test_without_any_report_the_start_page_shows_no_illustrative_mark(
    no_reports: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(no_reports, monkeypatch)
    screen = run_start({})
    assert faulty(screen, no_reports) == []
    assert "SỐ LIỆU MINH HỌA" not in screen.text


def test_without_any_report_an_indicator_says_so(no_reports: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use(no_reports, monkeypatch)
    for indicator in ("so-hoa-ho-so", "lanh-dao-khkt", "he-thong-giam-sat", "phu-song-6g"):
        screen = run_page(LIST, {"ct": indicator})
        assert faulty(screen, no_reports) == []
        assert "Chưa nhận số liệu nào." in screen.text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("day", DAYS[::2])
def test_with_one_indicator_each_page_has_a_face(
    one_indicator: Workspace, monkeypatch: pytest.MonkeyPatch, page: str, day: str
) -> None:
    use(one_indicator, monkeypatch)
    assert faulty(run_page(page, {"ngay": day}), one_indicator) == []


def test_with_one_indicator_its_page_and_the_start_page_stand(
    one_indicator: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(one_indicator, monkeypatch)
    detail = run_page(LIST, {"ct": ONE_INDICATOR})
    assert faulty(detail, one_indicator) == []
    assert "19,6%" in detail.text
    assert "Phủ sóng 5G" in run_start({}).text


def test_check_10_the_longest_name_and_agency_are_whole_in_what_is_written(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    catalogue = _catalogue(province.root)
    names = [t.name or i.name for i in catalogue.indicators.values() for t in i.targets if t.scope == ("province",)]
    longest = max(names, key=len)
    assert len(longest) == 67
    assert longest in run_page(LIST, {}).text


def test_check_39_a_period_without_a_figure_is_a_gap_in_the_chart_of_the_page(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    [figure] = run_page(LIST, {"ct": "so-hoa-ho-so", "mt": "T-000-11", "pv": "03439"}).figures
    [actual] = [trace for trace in figure["data"] if trace["name"] == "Thực hiện"]
    assert (actual["x"][-1], actual["y"][-1]) == ("2025-11-30", None)
    assert None not in actual["y"][:-1]
    [squares] = [trace for trace in figure["data"] if trace["name"] == "Chưa có số liệu"]
    assert squares["x"] == ["2025-11-30"]
    assert any("Hôm nay 05/12" in label["text"] for label in figure["layout"]["annotations"])


def test_checks_39_40_with_no_report_at_all_every_period_that_passed_is_missing(
    no_reports: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(no_reports, monkeypatch)
    asked = {"ct": "so-hoa-ho-so", "mt": "T-000-11", "ngay": "2025-10-20"}
    screen = run_page(LIST, asked)
    assert faulty(screen, no_reports) == []
    [squares] = [trace for trace in screen.figures[0]["data"] if trace["name"] == "Chưa có số liệu"]
    assert squares["x"][-3:] == ["2025-07-31", "2025-08-31", "2025-09-30"]
    assert any("Ngày xem 20/10" in label["text"] for label in screen.figures[0]["layout"]["annotations"])


def test_check_40_less_is_better_is_written_where_the_bullet_stands(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    screen = run_page(LIST, {"ct": "dvctt-khong-phat-sinh"})
    assert "càng thấp càng tốt" in screen.text
    [figure] = screen.figures
    assert figure["layout"]["yaxis"]["range"][0] == 0


def test_without_any_indicator_the_pages_say_where_the_catalogue_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = without_reports(tmp_path / "work")
    catalogue = yaml.safe_load((root / "indicators.yaml").read_text(encoding="utf-8"))
    (root / "indicators.yaml").write_text(yaml.safe_dump(catalogue | {"indicators": {}}), encoding="utf-8")
    (root / "data" / "reference" / "tasks.csv").unlink()
    workspace = build(root)
    use(workspace, monkeypatch)
    for page in PAGES:
        assert faulty(run_page(page, {}), workspace) == []
    for page in (START, LIST):
        assert "Chưa có chỉ tiêu. Nạp danh mục ở trang Hướng dẫn, mục Danh mục." in run_page(page, {}).text
