"""The list of places on the tile map: read, checked, and the province's own whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.catalogue import CatalogueError, load_catalogue
from dashboard.domain.plan import UnitKind
from dashboard.settings import Workspace
from tests.browser import ROOT
from tests.second import make_workspace


def with_tiles(root: Path, text: str) -> Workspace:
    workspace = make_workspace(root)
    (workspace.reference / "commune_tiles.csv").write_text(text, encoding="utf-8")
    return workspace


def test_check_41_the_province_s_tiles_are_its_38_communes_each_on_a_place_of_its_own() -> None:
    catalogue = load_catalogue(Workspace(ROOT))
    communes = {unit.id for unit in catalogue.org_units.values() if unit.kind is UnitKind.COMMUNE}
    assert len(communes) == 38
    assert set(catalogue.tiles) == communes
    assert len(set(catalogue.tiles.values())) == 38
    assert max(row for row, _ in catalogue.tiles.values()) == 8
    assert max(column for _, column in catalogue.tiles.values()) == 11


def test_without_the_list_there_are_no_places(tmp_path: Path) -> None:
    assert load_catalogue(make_workspace(tmp_path / "w")).tiles == {}


def test_places_are_row_and_column(tmp_path: Path) -> None:
    workspace = with_tiles(tmp_path / "w", "unit,row,column\n01273,1,2\n01279,3,4\n")
    assert load_catalogue(workspace).tiles == {"01273": (1, 2), "01279": (3, 4)}


def test_the_list_is_part_of_what_the_catalogue_s_hash_speaks_for(tmp_path: Path) -> None:
    one = load_catalogue(with_tiles(tmp_path / "w", "unit,row,column\n01273,1,2\n")).hash
    other = load_catalogue(with_tiles(tmp_path / "x", "unit,row,column\n01273,1,3\n")).hash
    assert one != other


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("01299,1,1", "không có xã, phường “01299” trong org_units.csv"),
        ("VP,1,1", "không có xã, phường “VP” trong org_units.csv"),
        ("01273,1,1\n01273,1,2", "xã, phường “01273” có hai dòng"),
        ("01273,1,1\n01279,1,1", "ô hàng 1, cột 1 đã có xã, phường khác"),
        ("01273,0,1", "ô hàng 0, cột 1 nằm ngoài bản đồ"),
        ("01273,một,1", "“một” không hợp lệ; cần một số nguyên"),
        ("01273,,1", "ô “row” để trống"),
    ],
)
def test_a_place_that_cannot_be_is_a_fault_with_its_line(tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(with_tiles(tmp_path / "w", f"unit,row,column\n{lines}\n"))
    (fault,) = caught.value.faults
    assert fault.file == "data/reference/commune_tiles.csv"
    assert fault.line == lines.count("\n") + 2
    assert said in fault.message
