"""What the command says of loaded files and of wrong words, beyond the shapes that `test_cli.py` holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.submissions.acts import lock_period
from loaders.pipeline import rebuild
from tests.second import edit_catalogue, load_rows, make_workspace, write_rows
from tests.test_cli import answer, called


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second workspace with its rows loaded, and then one commune fewer that reports."""
    workspace = make_workspace(tmp_path_factory.mktemp("w") / "w")
    load_rows(workspace)
    edit_catalogue(workspace.root, ("reported_by: each_commune", "reported_by: ['01273', '01279']"))
    rebuild(workspace, load_catalogue(workspace))
    return workspace.root


def test_figures_that_no_longer_fit_the_catalogue_are_told(root: Path) -> None:
    done = called("check", workspace=root)
    assert done.returncode == 0
    told = "1 số liệu cũ không còn được nhận sau khi danh mục đổi:\n  Tệp «so_lieu.csv», dòng 18: thấy «2»; cần chỉ tiêu mà "
    assert told in done.stdout
    (cell,) = answer(called("check", "--json", workspace=root))["retired"]
    assert (cell["file_name"], cell["cell"], cell["found"]) == ("so_lieu.csv", "dòng 18", "2")


def test_a_fault_says_which_indicator_it_is_about(root: Path) -> None:
    path = write_rows(root / "xau.csv", "VP,so-hoa,2025-10,130,100,,,03/11/2025\n")
    (fault,) = answer(called("check", path, "--json", workspace=root))["files"][0]["faults"]
    assert fault["about"] in called("check", path, workspace=root).stdout
    assert fault["about"] == load_catalogue(make_workspace(root.parent / "other")).indicators["so-hoa"].name


def test_days_are_taken_as_people_write_them(root: Path) -> None:
    shown = [called("status", "--as-of", day, "--json", workspace=root).stdout for day in ("10/11/2025", "2025-11-10")]
    assert shown[0] == shown[1]
    done = called("status", "--as-of", "31/11/2025", workspace=root)
    assert (done.returncode, done.stderr) == (
        2,
        "Lệnh không đúng: «31/11/2025» không phải ngày; hãy viết như 05/12/2025 hoặc 2025-12-05.\n",
    )


def test_an_unknown_unit_is_told_with_the_nearest_and_where_all_are(root: Path) -> None:
    done = called("status", "--unit", "Phường Tân Giangg", workspace=root)
    assert (done.returncode, done.stderr) == (
        1,
        "Không có đơn vị «Phường Tân Giangg». Gần giống: Phường Tân Giang (01288), Phường Thục Phán (01273). Mã của mọi đơn vị có trong "
        "data/reference/org_units.csv.\n",
    )


def test_a_journal_whose_end_is_gone_is_told_before_anything_is_checked(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    before = tmp_path / "before.sqlite"
    load_rows(workspace)
    shutil.copyfile(workspace.journal_path, before)
    lock_period(workspace, "2025-10", "chốt số", actor="so")
    shutil.copyfile(before, workspace.journal_path)
    for words in (("check",), ("status",), ("load", workspace.root / "so_lieu.csv")):
        done = called(*words, workspace=workspace.root)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("Nhật ký journal.sqlite thiếu 1 dòng cuối: đã ghi đến dòng 2, nay chỉ còn đến")


def test_a_folder_that_is_not_there_is_told_with_what_to_do(root: Path) -> None:
    out = root / "khong-co" / "a.xlsx"
    done = called("export", "--out", out, workspace=root)
    assert done.stderr == f"Không có thư mục «{out.parent}» để ghi tệp. Hãy tạo thư mục đó, hoặc đổi --out.\n"


def test_of_more_faults_than_are_listed_the_rest_is_counted(root: Path) -> None:
    rows = "".join(f"VP,so-hoa,2025-10,x{n},100,,,03/11/2025\n" for n in range(300))
    path = write_rows(root / "nhieu.csv", rows)
    assert "\n  … và 100 lỗi khác.\n" in called("check", path, workspace=root).stdout
