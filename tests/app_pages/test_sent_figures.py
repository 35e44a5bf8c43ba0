"""What is seen before «Gửi», «Duyệt» and «Ghi»: one table of figures, an approval only of an opened file, every file told after."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from dashboard.app_pages import load_files
from dashboard.app_pages._reporting.checking import Chosen, Desk
from dashboard.catalogue import load_catalogue
from dashboard.settings import Workspace
from dashboard.submissions.ledger import SubmissionState
from dashboard.submissions.reading import ledger_of
from loaders.arrivals import Job
from loaders.pipeline import load_jobs
from tests.app_pages.running import LOAD, STATUS, SUBMIT, Screen, acted, run_page, told, use
from tests.app_pages.test_faces import faulty
from tests.app_pages.uploads import SENT, SILENT, filled_form, sent_before

EVIDENCE = "Báo cáo 12/BC-UBND ngày 02/12/2025"
TODAY = date(2025, 12, 5)


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Workspace:
    """A workspace of its own: these tests write."""
    return Workspace(Path(shutil.copytree(template, tmp_path / "work")))


def sent(space: Workspace, form: Path, decision: str) -> str:
    """The line id of a form that came in."""
    job = Job(form, None, TODAY)
    load_jobs(space, load_catalogue(space), [job], actor="operator", decision=decision)  # pyright: ignore[reportArgumentType]
    return ledger_of(space).submissions[-1].load.line_id


def figure_of(screen: Screen, name: str) -> str:
    """The line of one indicator in the table of figures, as one text."""
    table = screen.html.partition("Số liệu trong tệp</caption>")[2].partition("</table>")[0]
    return told(Screen(next(row for row in table.split("</tr>") if name in row), "", (), ()))


def test_before_sending_each_figure_stands_beside_the_period_before_with_its_evidence(
    office: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    draft = sent(office, filled_form(tmp_path, SENT, {"E8": 1210, "F8": 1778, "G8": None, "H8": EVIDENCE}), "draft")
    use(office, monkeypatch)
    screen = run_page(SUBMIT, {"pv": SENT}, **{f"desk_nop-{SENT}": Desk(opened=draft)})
    assert faulty(screen, office) == []
    line = figure_of(screen, "Hồ sơ, kết quả giải quyết TTHC được số hóa")
    assert "68,1% 1.210/1.778" in line
    assert "thay 1.203/1.778" in line
    assert "điểm %" in line
    assert EVIDENCE in line
    assert '<details id="o-bo-qua">' in screen.html


def test_a_file_of_another_unit_asks_for_no_tick(
    office: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    content = filled_form(tmp_path, SILENT, {"E9": 1, "F9": 90000, "G9": None}).read_bytes()
    use(office, monkeypatch)
    monkeypatch.setattr(
        "dashboard.app_pages.submit_report.choose_files", lambda *_, **__: [Chosen("t1", "a.xlsx", content)]
    )
    text = told(run_page(SUBMIT, {"pv": SENT}))
    assert "Tệp này của xã Thu Lũm; trang này chỉ nhận tệp của xã Bum Nưa." in text
    assert "Tệp này không gửi được ở đây" in text
    assert "cần xem" not in text
    assert "Đã xem" not in text


def test_a_file_is_approved_only_after_it_was_opened(
    office: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    line = sent(office, filled_form(tmp_path, SILENT, {"H8": EVIDENCE}), "submitted")
    [waiting] = ledger_of(office).waiting
    use(office, monkeypatch)
    closed = run_page(STATUS, {})
    assert 'data-act="duyet"' not in closed.html
    unseen = run_page(STATUS, {}, **acted("tinh-hinh-nop", "duyet", tep=line))
    assert f"Hãy bấm «Xem» để mở tệp {waiting.load.receipt} trước khi duyệt." in unseen.text
    assert ledger_of(office).waiting == (waiting,)

    opened = run_page(STATUS, {"duyet": waiting.load.receipt})
    assert 'data-act="duyet"' in opened.html
    assert EVIDENCE in figure_of(opened, "Hồ sơ, kết quả giải quyết TTHC được số hóa")
    assert faulty(opened, office) == []
    seen = run_page(STATUS, {"duyet": waiting.load.receipt}, **acted("tinh-hinh-nop", "duyet", tep=line))
    assert f"Đã duyệt {waiting.load.receipt}, Xã Thu Lũm" in seen.text
    assert ledger_of(office).submissions[-1].state is SubmissionState.APPROVED


def test_after_writing_every_file_is_told_also_the_one_that_had_nothing_new(
    office: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = [sent_before(), filled_form(tmp_path, SILENT)]
    chosen = [Chosen(str(n), file.name, file.read_bytes()) for n, file in enumerate(files)]
    use(office, monkeypatch)
    monkeypatch.setattr(load_files, "choose_files", lambda *_, **__: chosen)
    checked = told(run_page(LOAD, {}))
    assert "Không đổi. Tệp này đã nạp ngày 03/12/2025; không có ô nào thay đổi." in checked
    after = told(run_page(LOAD, {}, **acted("nap-buoc", "ghi")))
    assert "của 1 tệp, 1 tệp không đổi" in after
    receipts = after.partition("Biên nhận từng tệp")[2]
    assert files[0].name in receipts
    assert files[1].name in receipts
    assert "Không đổi. Tệp này đã nạp ngày 03/12/2025" in receipts
    assert "ngày 05/12/2025" in receipts
    assert "Ngày là ngày xem cố định của số liệu minh họa, giờ theo đồng hồ máy chủ." in receipts


def test_all_forms_of_the_period_are_handed_out_where_staff_follow_them(
    province: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(province, monkeypatch)
    link = 'href="/bieu-mau/2025-11.zip"'
    assert link in run_page(STATUS, {}).html
    assert "/bieu-mau/2025-Q3.zip" in run_page(STATUS, {"loai": "quy"}).html
    assert link not in run_page(STATUS, {"pv": SENT}).html
