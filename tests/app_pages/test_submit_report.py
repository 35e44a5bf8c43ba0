"""The list of what one unit owes: order, words of days and states, what falls due next, on several days."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from dashboard.app_pages._reporting.owed import days_to
from dashboard.catalogue import load_catalogue
from dashboard.settings import Workspace
from dashboard.submissions.acts import lock_period, waive
from dashboard.submissions.reading import ledger_of
from loaders.arrivals import Job
from loaders.deciding import return_file
from loaders.pipeline import load_jobs
from tests.app_pages.running import SUBMIT, Screen, run_page, use
from tests.app_pages.test_faces import faulty
from tests.app_pages.uploads import SENT, SILENT, SILENT_TOO, filled_form


@pytest.fixture(scope="module")
def sent_in(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One commune's November waits, another's came back, a third need not send; October is locked."""
    folder = tmp_path_factory.mktemp("sent")
    space = Workspace(Path(shutil.copytree(template, folder / "work")))
    catalogue = load_catalogue(space)
    for unit in (SILENT, SILENT_TOO):
        form = filled_form(folder, unit)
        job = Job(form, None, date(2025, 12, 5))
        [outcome] = load_jobs(space, catalogue, [job], actor="operator", decision="submitted")
        assert outcome.outcome == "accepted", outcome.faults
    last = _line_of(space, SILENT_TOO)
    return_file(space, last, "Thiếu minh chứng", actor="operator")
    waive(space, "03463", "2025-11", "bm-01", "sáp nhập thôn", actor="operator")
    lock_period(space, "2025-10", "đã chốt", actor="operator")
    return space


def _line_of(space: Workspace, unit: str) -> str:
    return ledger_of(space).of_report(unit, "2025-11", "bm-01")[-1].load.line_id


def rows(screen: Screen) -> list[str]:
    """The lines of the list, each as one text."""
    body = screen.html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>")[:-1]]


def test_days_to_a_deadline_in_words() -> None:
    day = date(2025, 12, 3)
    assert days_to(day, date(2025, 12, 1)) == "còn 2 ngày"
    assert days_to(day, day) == "hạn là hôm nay"
    assert days_to(day, date(2025, 12, 4)) == "quá hạn 1 ngày"


def test_a_report_that_is_late_stands_first_with_its_days(province: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use(province, monkeypatch)
    screen = run_page(SUBMIT, {"pv": SILENT})
    first, second, third, *_ = rows(screen)
    assert first.startswith("BM-01, tháng 11/2025 Kết quả thực hiện chỉ tiêu 03/12/2025 quá hạn 2 ngày Chưa nộp")
    assert second.startswith("BM-01, 6 tháng cuối năm 2025")
    assert third.startswith("BM-01, quý III/2025")
    assert "Sắp tới: " in screen.text
    assert "BM-01 tháng 12/2025, hạn 03/01/2026 (còn 29 ngày)" in screen.text
    first, second, *_ = rows(run_page(SUBMIT, {"pv": SILENT, "ngay": "2027-03-31"}))
    assert ("quá hạn 121 ngày" in first, "còn 3 ngày" in second) == (True, True)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-12-02", "03/12/2025 còn 1 ngày Chưa nộp"),
        ("2025-12-03", "03/12/2025 hạn là hôm nay Chưa nộp"),
        ("2025-12-04", "03/12/2025 quá hạn 1 ngày Chưa nộp"),
    ],
)
def test_the_deadline_day_itself_is_in_time(
    province: Workspace, monkeypatch: pytest.MonkeyPatch, day: str, expected: str
) -> None:
    use(province, monkeypatch)
    [november] = [
        row for row in rows(run_page(SUBMIT, {"pv": SILENT, "ngay": day})) if row.startswith("BM-01, tháng 11/2025")
    ]
    assert expected in november


def test_progress_of_tasks_can_be_sent_when_it_is_asked_for_and_makes_nobody_late(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    screen = run_page(SUBMIT, {"pv": "SKHCN"})
    *_, progress = rows(screen)
    assert progress.startswith("BM-04, tháng 11/2025 Tiến độ nhiệm vụ – Khi được hỏi")
    assert "Gửi tệp" in progress
    assert faulty(screen, province) == []


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (SILENT, r"Chờ duyệt Đã nhận \d\d:\d\d ngày 05/12/2025, mã BN-\d{4} .*Rút lại"),
        (
            SILENT_TOO,
            r"Trả lại Đã nhận \d\d:\d\d ngày 05/12/2025, mã BN-\d{4}. Lý do trả lại: Thiếu minh chứng .*Gửi tệp",
        ),
        ("03463", r"Được miễn"),
        (SENT, r"Đã duyệt Đã nhận ngày 03/12/2025, mã BN-\d{4}"),
    ],
)
def test_each_state_has_its_word_its_note_and_what_can_be_done(
    sent_in: Workspace, monkeypatch: pytest.MonkeyPatch, unit: str, expected: str
) -> None:
    use(sent_in, monkeypatch)
    screen = run_page(SUBMIT, {"pv": unit})
    [november] = [row for row in rows(screen) if row.startswith("BM-01, tháng 11/2025")]
    assert re.search(expected, november), november
    assert faulty(screen, sent_in) == []


def test_a_figure_that_waits_is_counted_by_nobody(sent_in: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    use(sent_in, monkeypatch)
    assert "Xã Thu Lũm: 1 báo cáo chờ duyệt" in run_page(SUBMIT, {"pv": SILENT}).text
    assert "Xã Bum Nưa: Đã nộp đủ" in run_page(SUBMIT, {"pv": SENT}).text


def test_the_whole_province_names_every_unit_and_who_is_behind(
    province: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use(province, monkeypatch)
    screen = run_page(SUBMIT, {})
    assert screen.html.count("<li>") == 58
    assert re.search(r"Xã Thu Lũm 1 quá hạn", " ".join(re.sub(r"<[^>]+>", " ", screen.html).split()))


def test_the_newest_periods_stand_first_and_older_gaps_are_folded(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    screen = run_page(SUBMIT, {"pv": "SDTTG", "ngay": "2025-12-02"})
    first, *_ = rows(screen)
    assert first.startswith("BM-01, tháng 11/2025 Kết quả thực hiện chỉ tiêu 03/12/2025 còn 1 ngày")
    shown, _, folded = screen.html.partition('<details id="ky-truoc"><summary>Kỳ trước còn thiếu (2)</summary>')
    assert "quý II/2025" not in shown
    assert "quý II/2025" in folded
    assert "quý I/2025" in folded
    assert "1 báo cáo chưa đến hạn, kỳ trước còn thiếu 2 báo cáo" in shown


def test_a_half_year_report_shows_the_deadline_of_each_of_its_parts(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    half = [row for row in rows(run_page(SUBMIT, {"pv": "SDTTG", "ngay": "2025-07-10"})) if "6 tháng đầu năm" in row]
    assert re.search(r"14/06/2025 \((đã đủ|thiếu \d/3)\) 15/07/2025 \((đã đủ|thiếu \d/1)\)", half[0]), half


@pytest.mark.parametrize("day", ["2025-06-20", "2025-12-01", "2025-12-05", "2025-12-20", "2025-12-31"])
def test_nothing_that_comes_next_has_a_deadline_in_the_past(
    province: Workspace, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    use(province, monkeypatch)
    coming = run_page(SUBMIT, {"pv": "SDTTG", "ngay": day}).text.partition("Sắp tới: ")[2].partition("\n")[0]
    assert coming
    assert "quá hạn" not in coming
    assert re.findall(r"còn (\d+) ngày", coming) == sorted(re.findall(r"còn (\d+) ngày", coming), key=int)


def test_a_returned_correction_stands_beside_the_report_that_counts(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = Workspace(Path(shutil.copytree(template, tmp_path / "work")))
    job = Job(filled_form(tmp_path, SENT), None, date(2025, 12, 5))
    load_jobs(space, load_catalogue(space), [job], actor="operator", decision="submitted")
    return_file(space, _line_of(space, SENT), "Sai tử số", actor="operator")
    use(space, monkeypatch)
    screen = run_page(SUBMIT, {"pv": SENT})
    [november] = [row for row in rows(screen) if row.startswith("BM-01, tháng 11/2025")]
    assert re.search(
        r"03/12/2025 đúng hạn Đã duyệt Bản sửa: trả lại Đã nhận ngày 03/12/2025, mã BN-\d{4} "
        r"Bản sửa: Đã nhận \d\d:\d\d ngày 05/12/2025, mã BN-\d{4}. Lý do trả lại: Sai tử số",
        november,
    ), november
    assert "1 bản sửa phải làm lại, số đã duyệt giữ nguyên" in screen.text
