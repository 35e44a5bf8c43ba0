"""The command `chitieu form`: the file, what is told, and the exit status."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tests.forms.filling import columns_of, rows_of, sheet_of
from tests.second import ROWS, edit_catalogue, load_rows, make_workspace
from tests.test_cli import called, chitieu

COLLECTED = (
    "    reported_by: each_commune\n",
    "    reported_by: each_commune\n    collected_by: {each_commune: SKH}\n",
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second workspace with its reports; an office collects one figure for the communes."""
    workspace = make_workspace(tmp_path_factory.mktemp("form") / "workspace")
    edit_catalogue(workspace.root, COLLECTED)
    load_rows(workspace, ROWS)
    return workspace.root


def test_a_unit_s_form_is_written_and_told(loaded: Path, tmp_path: Path) -> None:
    out = tmp_path / "bieu.xlsx"
    done = chitieu("form", "--unit", "01279", "--period", "2025-11", "--out", out, workspace=loaded)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Đã ghi {out}: BM-01, Phường Nùng Trí Cao, tháng 11/2025.\n"
    sheet = sheet_of(openpyxl.load_workbook(out))
    row, columns = rows_of(sheet)["so-hoa"], columns_of(sheet)
    assert sheet.cell(row, columns["Kỳ trước"]).value == "40,0% (80/200)\ntháng 10/2025"


def test_an_alias_names_its_unit(loaded: Path, tmp_path: Path) -> None:
    done = called("form", "--unit", "VPUB", "--period", "2025-11", "--out", tmp_path / "a.xlsx", workspace=loaded)
    assert done.returncode == 0
    assert "BM-01, Văn phòng Ủy ban nhân dân tỉnh, tháng 11/2025" in done.stdout


def test_an_office_that_only_collects_gets_its_table(loaded: Path, tmp_path: Path) -> None:
    done = called("form", "--unit", "SKH", "--period", "2025-Q4", "--out", tmp_path / "a.xlsx", workspace=loaded)
    assert "BM-02, Sở Khoa học và Công nghệ, quý IV/2025" in done.stdout


def test_all_forms_of_a_period_come_in_one_file(loaded: Path, tmp_path: Path) -> None:
    out = tmp_path / "thang 11.zip"
    done = called("form", "--all", "--period", "2025-11", "--out", out, workspace=loaded)
    assert (done.returncode, done.stdout) == (0, f"Đã ghi {out}: 5 biểu mẫu, tháng 11/2025.\n")
    with ZipFile(out) as archive:
        units = ("VP", "SKH", "01273", "01279", "01288")
        assert archive.namelist() == [f"BM-01_2025-11_{unit}.xlsx" for unit in units]


def test_forms_go_out_before_anything_has_been_reported(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "moi").root
    done = chitieu("form", "--unit", "01273", "--period", "2025-11", "--out", tmp_path / "a.xlsx", workspace=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a.xlsx").is_file()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("--unit", "01999", "--period", "2025-11"),
            "Không có đơn vị «01999». Mã của mọi đơn vị có trong data/reference/org_units.csv.",
        ),
        (
            ("--unit", "UBND", "--period", "2025-11"),
            "Ủy ban nhân dân tỉnh không phải nộp biểu nào cho kỳ tháng 11/2025.",
        ),
        (
            ("--unit", "VP", "--period", "2025-11", "--form", "bm-02"),
            "Văn phòng Ủy ban nhân dân tỉnh không phải nộp BM-02 cho kỳ tháng 11/2025. Đơn vị này có: BM-01.",
        ),
        (("--all", "--period", "2024"), "Không đơn vị nào phải nộp biểu nào cho kỳ năm 2024."),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_written(
    loaded: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    out = tmp_path / ("a.zip" if "--all" in words else "a.xlsx")
    done = called("form", *words, "--out", out, workspace=loaded)
    assert (done.returncode, done.stderr) == (1, f"{told}\n")
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--unit", "VP", "--period", "11/2025"), "«11/2025» không phải kỳ báo cáo; hãy viết như 2025-11, 2025-Q4, 2025-H2 hoặc 2025."),
        (("--unit", "VP", "--period", "2025-11-30"), "«2025-11-30» không phải kỳ báo cáo; hãy viết như 2025-11, 2025-Q4, 2025-H2 hoặc 2025."),
        (("--unit", "VP", "--period", "2025-11", "--form", "bm-03"), "«bm-03» không phải biểu mẫu; có: bm-01, bm-02, bm-04."),
        (("--period", "2025-11"), "cần --unit MÃ, hoặc --all cho mọi đơn vị (không dùng cả hai)."),
        (("--unit", "VP", "--all", "--period", "2025-11"), "cần --unit MÃ, hoặc --all cho mọi đơn vị (không dùng cả hai)."),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_with_exit_status_2(
    loaded: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    done = called("form", *words, "--out", tmp_path / "a.xlsx", workspace=loaded)
    assert (done.returncode, done.stderr) == (2, f"Lệnh không đúng: {told}\n")


def test_a_folder_or_another_ending_is_not_written_to(loaded: Path, tmp_path: Path) -> None:
    words = ("form", "--unit", "VP", "--period", "2025-11", "--out")
    assert called(*words, tmp_path, workspace=loaded).returncode == 1
    done = called(*words, tmp_path / "a.zip", workspace=loaded)
    assert (done.returncode, done.stderr) == (
        1,
        "Tên tệp «a.zip» không hợp với định dạng xlsx; hãy đặt tên kết thúc bằng .xlsx.\n",
    )
    assert called(*words, loaded / "data" / "a.xlsx", workspace=loaded).returncode == 1


def test_a_missing_period_is_a_wrong_call(loaded: Path, tmp_path: Path) -> None:
    done = chitieu("form", "--unit", "VP", "--out", tmp_path / "a.xlsx", workspace=loaded)
    assert (done.returncode, done.stderr) == (2, "Lệnh không đúng: thiếu --period. Xem: chitieu form --help\n")
