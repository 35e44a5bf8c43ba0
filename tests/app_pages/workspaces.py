"""Workspaces for the page tests: the province's own, and what is cut from it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import openpyxl
import yaml

from dashboard.catalogue import load_catalogue
from dashboard.settings import Workspace
from loaders.standing import ensure_facts
from tests.browser import ROOT, copy_workspace

ONE_INDICATOR = "phu-song-5g"
LONG_NAME = (
    "Tỷ lệ hồ sơ, quy trình, kết quả giải quyết thủ tục hành chính được số hóa, lưu trữ và "
    "tái sử dụng ở các cơ quan tỉnh, xã"
)
LONG_COMMUNE = "Thị trấn Nông trường Mộc Châu"
LONG_AGENCY = "Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số tỉnh Lai Châu"


def build(root: Path) -> Workspace:
    """Facts for the workspace, as the first start of the server makes them."""
    workspace = Workspace(root)
    ensure_facts(workspace, load_catalogue(workspace))
    return workspace


def without_reports(root: Path) -> Path:
    """The province's catalogue and lists, and not one report."""
    copy_workspace(ROOT, root)
    shutil.rmtree(root / "data" / "sample")
    return root


def with_one_indicator(root: Path) -> Path:
    """One indicator of the province and what was reported of it until September; the workspace's day stays."""
    copy_workspace(ROOT, root)
    catalogue = yaml.safe_load((root / "indicators.yaml").read_text(encoding="utf-8"))
    catalogue["indicators"] = {ONE_INDICATOR: catalogue["indicators"][ONE_INDICATOR]}
    (root / "indicators.yaml").write_text(yaml.safe_dump(catalogue, allow_unicode=True), encoding="utf-8")
    (root / "data" / "reference" / "tasks.csv").unlink()
    sample = root / "data" / "sample"
    with (sample / "history.csv").open(encoding="utf-8", newline="") as stream:
        titles, *rows = csv.reader(stream)
    shutil.rmtree(sample)
    sample.mkdir()
    with (sample / "history.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([titles, *(row for row in rows if row[1] == ONE_INDICATOR)])
    settings = {
        "as_of": "2025-12-05",
        "loads": [{"path": "history.csv", "as": "history-csv", "received": "2025-12-05"}],
    }
    dated = yaml.safe_dump(settings).replace("'", "")
    (sample / "sample.yaml").write_text(dated, encoding="utf-8")
    return root


def draw_borders(root: Path, *left_out: str) -> None:
    """Square borders for the communes of a workspace, where the tile map has them; none for those left out."""
    tiles = load_catalogue(Workspace(root)).tiles
    features = [
        {
            "type": "Feature",
            "properties": {"ma": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[c, -r], [c + 1, -r], [c + 1, -r - 1], [c, -r - 1], [c, -r]]],
            },
        }
        for code, (r, c) in tiles.items()
        if code not in left_out
    ]
    path = root / "data" / "reference" / "communes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def with_long_names(root: Path) -> Path:
    """The province, its worst target named in 120 letters, the agency that answers for it in 91, and a commune in 29."""
    copy_workspace(ROOT, root)
    for path, name, long in (
        (root / "indicators.yaml", "Số hóa quy trình, hồ sơ, kết quả giải quyết TTHC", LONG_NAME),
        (root / "data" / "reference" / "org_units.csv", "Văn phòng Ủy ban nhân dân tỉnh", LONG_AGENCY),
        (root / "data" / "reference" / "org_units.csv", "Xã Sìn Hồ", LONG_COMMUNE),
        (root / "data" / "reference" / "org_units.csv", ",Sìn Hồ,", f",{LONG_COMMUNE},"),
    ):
        text = path.read_text(encoding="utf-8")
        if name not in text:
            raise ValueError(f"{path.name} no longer names {name}")
        quoted = f'"{long}"' if "," in long.strip(",") else long
        path.write_text(text.replace(f'"{name}"', quoted).replace(name, quoted), encoding="utf-8")
    for unit_id, long in (("VPUBND", LONG_AGENCY), ("03478", LONG_COMMUNE)):
        for form in (root / "data" / "sample").glob(f"bm01/*/*_{unit_id}.xlsx"):
            book = openpyxl.load_workbook(form)
            book["BM-01"]["C3"] = long
            book.save(form)
    return root
