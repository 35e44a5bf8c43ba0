"""«Kỳ báo cáo»: a lock needs its reason, every locking stays readable, an exception says which one it replaces."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from dashboard.settings import Workspace
from dashboard.submissions.acts import LONGEST_REASON, except_unit, lock_period, reopen_period
from dashboard.submissions.reading import ledger_of
from tests.app_pages.running import PERIODS, acted, run_page, told, use
from tests.app_pages.test_faces import faulty
from tests.app_pages.uploads import SILENT

OCTOBER = {"ky": "2025-10"}


@pytest.fixture
def office(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of its own, opened by the pages."""
    space = Workspace(Path(shutil.copytree(template, tmp_path / "work")))
    use(space, monkeypatch)
    return space


def test_a_period_is_not_locked_without_a_reason(office: Workspace) -> None:
    screen = run_page(PERIODS, OCTOBER, **acted("ky-bao-cao", "khoa", ky="2025-10", ly_do="  "))
    assert "Cần ghi lý do khóa: khóa rồi thì không tệp nào đổi được số của kỳ." in screen.text
    assert ledger_of(office).locked_periods == frozenset()
    run_page(PERIODS, OCTOBER, **acted("ky-bao-cao", "khoa", ky="2025-10", ly_do="đã chốt số họp"))
    assert ledger_of(office).locked_periods == {"2025-10"}


def test_a_reason_that_is_too_long_is_refused_with_its_length_and_stays_in_the_field(office: Workspace) -> None:
    long = "rất " * 200
    screen = run_page(PERIODS, OCTOBER, **acted("ky-bao-cao", "khoa", ky="2025-10", ly_do=long))
    assert f"Lý do dài 799 chữ; tối đa {LONGEST_REASON}. Hãy rút ngắn rồi gửi lại." in screen.text
    assert long.strip() in screen.html
    assert ledger_of(office).locked_periods == frozenset()


def test_every_locking_and_reopening_stays_readable_with_its_reason(office: Workspace) -> None:
    lock_period(office, "2025-10", "đã chốt số họp", actor="operator")
    reopen_period(office, "2025-10", "Sở Tài chính sửa số", actor="operator")
    lock_period(office, "2025-10", "chốt lại", actor="operator")
    screen = run_page(PERIODS, {})
    history = told(screen).partition("Các lần khóa, mở lại (3)")[2]
    places = [history.index(each) for each in ("chốt lại", "Sở Tài chính sửa số", "đã chốt số họp")]
    assert places == sorted(places)
    assert "Mở lại Sở Tài chính sửa số Người vận hành, 05/12/2025" in history
    assert faulty(screen, office) == []


def test_a_second_exception_says_that_it_takes_the_place_of_the_first(office: Workspace) -> None:
    except_unit(office, SILENT, "2025-11", date(2025, 12, 10), "mất điện", actor="operator")
    fields = {"ky": "2025-11", "donvi": SILENT, "den": "15/12/2025", "ly_do": "mưa lũ kéo dài"}
    screen = run_page(PERIODS, {"ky": "2025-11"}, **acted("ky-bao-cao", "ngoai-le", **fields))
    assert "đến hết 15/12/2025; thay lần gia hạn trước (đến hết 10/12/2025)." in screen.text
    assert "mưa lũ kéo dài (thay lần gia hạn trước, đến hết 10/12/2025)" in told(screen)
    assert "1 đơn vị" in told(screen)
