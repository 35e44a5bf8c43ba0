"""What a form writes as its total (B52): set beside the sum of its rows, told where it differs, never taken."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.settings import Workspace
from loaders.mapping.whole_file import Mapped
from loaders.pipeline import check_files
from tests.loaders.forms import WORKSPACE, codes, map_content
from tests.loaders.free_forms import ACROSS_HEAD, bm02, communes_across

ROWS: list[list[Any]] = [
    [1, "03388", "Phường Đoàn Kết", 30, 40],
    [2, "03598", "Xã Tân Uyên", 5, 20],
    [3, "03595", "Xã Than Uyên", None, None],
]


def totals(mapped: Mapped) -> list[tuple[str, float | None, float | None]]:
    """Cells, numerator and denominator of each total."""
    return [(each.cell, each.numerator, each.denominator) for each in mapped.totals]


def told(tmp_path: Path, content: bytes) -> list[str]:
    """The warnings of a check."""
    shutil.copytree(WORKSPACE, tmp_path / "w")
    workspace = Workspace(tmp_path / "w")
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(content)
    (outcome,) = check_files(workspace, load_catalogue(workspace), [path])
    assert outcome.outcome == "accepted", outcome.faults
    return [warning.message for warning in outcome.warned]


def test_b52_a_line_of_totals_that_is_not_the_sum_of_its_rows_is_told_with_both_numbers(tmp_path: Path) -> None:
    assert told(tmp_path, bm02([*ROWS, [None, None, "Toàn tỉnh", 35, 61]])) == [
        "Tệp «bieu.xlsx», trang «BM-02», ô D12, E12: thấy «35/61» cho Hồ sơ xử lý trực tuyến, dòng cộng, tháng 11/2025; "
        "mẫu số 61 khác tổng 60 của 2 dòng trong bảng. Cách xử lý: nếu nhầm, sửa ô D12, E12 rồi gửi lại; nếu đúng, giữ "
        "nguyên. [CB-06]"
    ]


@pytest.mark.parametrize("line", [[35, 60], [None, None], ["x", "…"], [35, None]])
def test_b52_a_right_or_empty_line_of_totals_is_silent(tmp_path: Path, line: Sequence[Any]) -> None:
    assert told(tmp_path, bm02([*ROWS, [None, None, "Tổng cộng", *line]])) == []


def test_b52_a_line_of_totals_is_never_a_figure() -> None:
    mapped = map_content(bm02([*ROWS, [None, None, "Tổng cộng", 35, 61]]))
    assert ([seen.numerator for seen in mapped.observations], codes(mapped)) == ([30, 5], [])
    assert totals(mapped) == [("D12, E12", 35, 61)]


def test_b52_of_several_lines_of_totals_nobody_says_what_each_adds_up() -> None:
    rows = [ROWS[0], [None, None, "Cộng", 30, 40], ROWS[1], [None, None, "Tổng cộng", 35, 60]]
    assert map_content(bm02(rows)).totals == ()


def test_b52_a_column_of_totals_is_set_beside_the_units_that_stand_across(tmp_path: Path) -> None:
    rows = [[1, "Hồ sơ được số hoá", "%", 12, 40, 30, 40, None, None, 43, 80]]
    mapped = map_content(communes_across(rows, ACROSS_HEAD))
    assert totals(mapped) == [("J6, K6", 43, 80)]
    (message,) = told(tmp_path, communes_across(rows, ACROSS_HEAD))
    assert "tử số 43 khác tổng 42 của 2 dòng trong bảng" in message


def test_b52_a_file_with_faults_is_not_asked_about_its_totals(tmp_path: Path) -> None:
    shutil.copytree(WORKSPACE, tmp_path / "w")
    workspace = Workspace(tmp_path / "w")
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(bm02([*ROWS, [4, "03388", None, 1, 2], [None, None, "Tổng cộng", 99, 99]]))
    (outcome,) = check_files(workspace, load_catalogue(workspace), [path])
    assert (outcome.outcome, outcome.warned) == ("refused", ())
