"""One cell of a workbook saved by LibreOffice, followed to every place its figure is shown, worked out by hand.

The workbook is Xã Bum Nưa's form of November 2025. Row 12: 59 of 140 tasks of quarter IV done (E12, F12; G12 is a formula).
The other 57 units come from a CSV: each 20 of 40. All began at 0 on 1 October; in October Bum Nưa had 30, the others 10.

    Bum Nưa    59 / 140 = 42,142857 %
    province   (59 + 57 × 20) / (140 + 57 × 40) = 1199 / 2420 = 49,545454 %
    plan       from 0 on 01/10 to 100 on 31/12, by 30/11: 60 of 91 days = 65,934066 %
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dashboard.app_pages import overview
from dashboard.app_pages._indicators import detail
from dashboard.app_pages._session import Session
from dashboard.catalogue import load_catalogue
from dashboard.charts.trends.records import draw_trend_table
from dashboard.exports import FORMATS
from dashboard.settings import Workspace
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import Facts, open_facts
from tests.browser import ROOT, copy_workspace
from tests.second import HEADER
from tests.test_cli import answer, called

WORKBOOK = Path(__file__).with_name("libreoffice_bm01.xlsx")
DAY = date(2025, 12, 5)
TARGET, INDICATOR = "T-000-02", "nv-quy-4"
COMMUNE, PROVINCE = 100 * 59 / 140, 100 * 1199 / 2420
PLAN = 100 * 60 / 91


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The project's catalogue, no illustrative reports, the workbook and the CSV loaded by the command."""
    root = copy_workspace(ROOT, tmp_path_factory.mktemp("cell") / "w")
    (root / "data" / "sample").rename(root.parent / "sample")
    workspace = Workspace(root.resolve())
    rows = root / "don_vi_khac.csv"
    rows.write_text(HEADER + "".join(_other_units(workspace)), encoding="utf-8")
    loads = (("load", rows, "--as", "history"), ("load", WORKBOOK))
    for call in loads:
        done = called(*call, "--received", "2025-12-03", "--json", workspace=root)
        assert (done.returncode, answer(done)["files"][0]["outcome"]) == (0, "accepted")
    return workspace


def _other_units(workspace: Workspace) -> list[str]:
    catalogue = load_catalogue(workspace)
    owing = [u for scope in ("each_agency", "each_commune") for u in catalogue.members(scope, date(2025, 11, 30))]
    assert len(owing) == 58
    lines: list[str] = []
    for unit in owing:
        total, october = (140, 30) if unit.id == "03466" else (40, 10)
        lines.append(f"{unit.id},{INDICATOR},2025-10-01,0,{total},,,02/10/2025\n")
        lines.append(f"{unit.id},{INDICATOR},2025-10,{october},{total},,,02/11/2025\n")
        if unit.id != "03466":
            lines.append(f"{unit.id},{INDICATOR},2025-11,20,{total},,,02/12/2025\n")
    return lines


@pytest.fixture(scope="module")
def facts(workspace: Workspace) -> Facts:
    found = open_facts(workspace)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def snapshot(workspace: Workspace, facts: Facts) -> Snapshot:
    return take_snapshot(facts, load_catalogue(workspace), DAY)


def session(workspace: Workspace, facts: Facts, snapshot: Snapshot, unit: str) -> Session:
    """What a page gets for this unit's view of the indicator."""
    return Session(
        workspace, facts, snapshot, DAY, DAY, snapshot.catalogue.org_units[unit], {"ct": INDICATOR, "pv": unit}, ()
    )


def line_with(page: str, text: str) -> str:
    """The rest of the first table row that has this text."""
    return page[page.index(text) :].partition("</tr>")[0]


def test_the_workbook_is_libreoffice_s_own() -> None:
    with zipfile.ZipFile(WORKBOOK) as parts:
        assert b"<Application>LibreOffice/" in parts.read("docProps/app.xml")
    sheet = openpyxl.load_workbook(WORKBOOK)["BM-01"]
    assert (sheet["C4"].value, sheet["B12"].value) == ("03466", INDICATOR)
    assert (sheet["E12"].value, sheet["F12"].value, sheet["G12"].value) == (59, 140, "=E12/F12")


def test_the_facts_hold_the_figure_with_file_sheet_and_cell(facts: Facts) -> None:
    seen = facts.vintages(INDICATOR, "03466")[0]
    assert (seen.numerator, seen.denominator, seen.value) == (59, 140, pytest.approx(COMMUNE))
    assert (seen.file_name, seen.sheet, seen.cell) == ("libreoffice_bm01.xlsx", "BM-01", "E12, F12, G12")


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "value", "units"),
    [("03466", 59, 140, COMMUNE, 1), ("12", 1199, 2420, PROVINCE, 58)],
)
def test_the_status_gives_the_figure(
    workspace: Workspace, unit: str, numerator: int, denominator: int, value: float, units: int
) -> None:
    done = called("status", "--as-of", DAY.isoformat(), "--unit", unit, "--json", workspace=workspace.root)
    (row,) = [r for r in answer(done)["rows"] if r["target_id"] == TARGET]
    assert (row["numerator"], row["denominator"], row["observed_on"]) == (numerator, denominator, "2025-11-30")
    assert (row["actual"], row["plan_to_date"]) == (pytest.approx(value), pytest.approx(PLAN))
    assert (row["units_reported"], row["units_expected"]) == (units, units)


def test_the_start_page_shows_the_figure(workspace: Workspace, facts: Facts, snapshot: Snapshot) -> None:
    whole = str(overview.draw(session(workspace, facts, snapshot, "12")))
    line = line_with(whole, f"mt={TARGET}")
    assert ">49,5%<" in line
    assert ">65,9%" in line
    commune = str(overview.draw(session(workspace, facts, snapshot, "03466")))
    line = line_with(commune, f"mt={TARGET}")
    assert ">42,1%<" in line


def test_the_indicator_page_shows_the_figure_and_where_it_stands(
    workspace: Workspace, facts: Facts, snapshot: Snapshot
) -> None:
    asked = session(workspace, facts, snapshot, "03466")
    row = detail.find_row(asked)
    assert row is not None
    head = str(detail.draw_head(asked, row, [], {}))
    assert "đạt 42,1%" in head
    rest = str(detail.draw_rest(asked, row, {}))
    line = line_with(rest, "Tháng 11/2025")
    assert "42,1%" in line
    assert "59/140" in line
    assert "libreoffice_bm01.xlsx, trang «BM-01», ô E12, F12, G12" in line
    assert "03/12/2025" in line
    table = str(draw_trend_table(detail.trend_of(asked, row)))
    assert "42,1%" in table


def test_the_workbook_exported_holds_the_figure_unrounded(facts: Facts, snapshot: Snapshot) -> None:
    content = FORMATS["xlsx"].write(snapshot, facts, datetime(2025, 12, 5, 8, tzinfo=UTC))
    book = openpyxl.load_workbook(io.BytesIO(content))
    for unit, value in (("03466", COMMUNE), ("12", PROVINCE)):
        found = [row for sheet in book for row in _rows_of(sheet, TARGET, snapshot, unit)]
        assert any(cell == pytest.approx(value / 100) or cell == pytest.approx(value) for row in found for cell in row)
    places = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("E12, F12, G12" in str(cell) for cell in places)


def _rows_of(sheet: Any, target: str, snapshot: Snapshot, unit: str) -> list[list[float]]:
    name = snapshot.catalogue.org_units[unit]
    rows = [row for row in sheet.iter_rows(values_only=True) if target in row]
    if unit != snapshot.catalogue.workspace.province:
        rows = [row for row in rows if {name.id, name.name, name.abbr} & {str(cell) for cell in row}]
    return [[cell for cell in row if isinstance(cell, float)] for row in rows]
