"""Broken catalogues: one named file each; the file of the same name ending in `.expected` lists every fault."""

import shutil
from pathlib import Path

import pytest

from dashboard.catalogue import CatalogueError, load_catalogue
from dashboard.settings import Workspace

FIXTURES = Path(__file__).parent / "fixtures"
SECOND = Path(__file__).parents[1] / "workspaces" / "second"
BROKEN = sorted(path.name for path in FIXTURES.iterdir() if path.suffix in (".yaml", ".csv"))
REQUIRED = """unknown_key unknown_unit duplicate_id duplicate_key unquoted_code wrong_type bad_date due_before_start
missing_target_value bounds_crossed unknown_document scope_without_units milestone_outside_window rule_names_no_indicator
two_leading_targets tab wrong_indent empty_file wrong_encoding cycle_of_successors"""


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_lists_every_fault_with_line_and_key(name: str, tmp_path: Path) -> None:
    workspace = Workspace(shutil.copytree(SECOND, tmp_path / "workspace"))
    fixture = FIXTURES / name
    replaced = workspace.catalogue_path if fixture.suffix == ".yaml" else workspace.reference / "org_units.csv"
    replaced.write_bytes(fixture.read_bytes())

    with pytest.raises(CatalogueError) as caught:
        load_catalogue(workspace)

    found = [f"{fault.line} | {fault.path} | {fault.message}" for fault in caught.value.faults]
    assert found == fixture.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    assert {fault.file for fault in caught.value.faults} == {replaced.relative_to(workspace.root).as_posix()}


@pytest.mark.parametrize("name", REQUIRED.split())
def test_each_kind_of_fault_that_must_be_caught_has_its_file(name: str) -> None:
    assert f"{name}.yaml" in BROKEN or f"{name}.csv" in BROKEN


def test_no_expectation_is_left_without_its_file() -> None:
    expectations = {path.stem for path in FIXTURES.glob("*.expected")}
    assert expectations == {name.rpartition(".")[0] for name in BROKEN}


def test_faults_of_several_files_come_together(tmp_path: Path) -> None:
    workspace = Workspace(shutil.copytree(SECOND, tmp_path / "workspace"))
    shutil.copy(FIXTURES / "unknown_unit.yaml", workspace.catalogue_path)
    shutil.copy(FIXTURES / "cycle_of_successors.csv", workspace.reference / "org_units.csv")
    (workspace.reference / "tasks.csv").write_text(
        "id,document,title,lead,due,indicators\nN-1,kh-minh-hoa,Việc một,SKHH,2025-02-30,so-hoaa\n", encoding="utf-8"
    )
    (workspace.reference / "published.csv").write_text(
        'id,name,value,unit,date,source\nP-1,Dân số,"1,5",người,2025-01-01,niên giám\n', encoding="utf-8"
    )

    with pytest.raises(CatalogueError) as caught:
        load_catalogue(workspace)

    assert [(fault.file, fault.line, fault.path) for fault in caught.value.faults] == [
        ("data/reference/org_units.csv", 4, "VP.successor"),
        ("data/reference/published.csv", 2, "P-1.value"),
        ("data/reference/tasks.csv", 2, "N-1.due"),
        ("data/reference/tasks.csv", 2, "N-1.indicators"),
        ("data/reference/tasks.csv", 2, "N-1.lead"),
        ("indicators.yaml", 49, "indicators.wifi-cong-cong.unit"),
    ]


def test_a_workspace_without_the_list_of_units_says_so(tmp_path: Path) -> None:
    workspace = Workspace(shutil.copytree(SECOND, tmp_path / "workspace"))
    (workspace.reference / "org_units.csv").unlink()

    with pytest.raises(CatalogueError) as caught:
        load_catalogue(workspace)

    assert [fault.file for fault in caught.value.faults] == ["data/reference/org_units.csv"]


def test_a_fault_reads_as_one_vietnamese_line(tmp_path: Path) -> None:
    workspace = Workspace(shutil.copytree(SECOND, tmp_path / "workspace"))
    shutil.copy(FIXTURES / "unknown_key.yaml", workspace.catalogue_path)

    with pytest.raises(CatalogueError) as caught:
        load_catalogue(workspace)

    assert str(caught.value) == (
        "indicators.yaml, dòng 31, indicators.so-hoa.dirction: không có khóa “dirction”. Có phải là “direction”?"
    )
