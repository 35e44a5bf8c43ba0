"""Who is let off by the journal, waived or given another day, is so on the bar, the start page and «Tình hình nộp» alike."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.domain.forms import Form
from dashboard.submissions.acts import except_unit, waive
from tests.app_pages.running import COMMUNES, STATUS, run_page, run_start, use
from tests.second import ROWS, load_rows, make_workspace

DAY = {"ngay": "2025-11-10"}


def test_bar_start_page_and_matrix_agree_on_who_is_let_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody of the three communes but Thục Phán has sent October; the journal then lets the two others off."""
    workspace = make_workspace(tmp_path / "w")
    load_rows(workspace, ROWS.replace("01279,so-hoa,2025-10,80,200,,,08/11/2025\n", ""))
    use(workspace, monkeypatch)
    before = run_start(DAY)
    assert "2/2 cơ quan, 1/3 xã, phường đã báo cáo" in before.text
    assert "phường Nùng Trí Cao, Tân Giang" in before.text
    waive(workspace, "01288", "2025-10", Form.BM_01, "Mới thành lập", actor="operator")
    except_unit(workspace, "01279", "2025-10", date(2027, 1, 31), "Mất điện", actor="operator")
    after, matrix = run_start(DAY), run_page(STATUS, DAY).text
    assert "2/2 cơ quan, 1/2 xã, phường đã báo cáo" in after.text
    assert "Không còn đơn vị nào" in after.text
    assert "Hạn nộp 05/11/2025; 1 đơn vị được gia hạn" in after.text
    assert "phường Nùng Trí Cao" not in after.text
    assert "Được miễn" in matrix and "Gia hạn đến 31/01/2027" in matrix
    assert "3/4 đơn vị đã nộp kỳ tháng 10/2025; 1 đơn vị được gia hạn" in matrix


def test_a_unit_that_was_given_another_day_is_not_overdue_on_its_own_panel_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace(tmp_path / "w")
    load_rows(workspace, ROWS.replace("01288,so-hoa,2025-09,10,50", "01288,so-hoa,2025-09,20,50"))
    use(workspace, monkeypatch)
    panel = DAY | {"xa": "01288"}
    assert "Quá hạn báo cáo" in run_page(COMMUNES, panel).text
    except_unit(workspace, "01288", "2025-10", date(2027, 1, 31), "Mất điện", actor="operator")
    assert "Quá hạn báo cáo" not in run_page(COMMUNES, panel).text
