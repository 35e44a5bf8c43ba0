"""A workspace of 38 communes and 60 indicators, and its 304 forms BM-01 of eight quarters, made anew for a measurement."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
import yaml

from tests.browser import ROOT

INDICATORS = 60
QUARTERS = tuple(f"{year}-Q{quarter}" for year in (2023, 2024) for quarter in (1, 2, 3, 4))
RECEIVED, AS_OF = "2025-01-20", "2025-01-31"
HEADER = ("TT", "Mã", "Chỉ tiêu", "ĐVT", "Tử số", "Mẫu số", "Thực hiện", "Minh chứng", "Ghi chú")


@dataclass(frozen=True)
class ManyForms:
    """A workspace, its forms, and the newest provincial figure of the first indicator in percent."""

    root: Path
    forms: list[Path]
    expected: float


def make_many_forms(root: Path) -> ManyForms:
    """Write workspace and forms into an empty folder."""
    communes = _reference(root)
    _catalogue(root)
    folder = root.parent / "forms"
    folder.mkdir()
    forms = [
        _form(folder, place, unit, name, period)
        for period in QUARTERS
        for place, (unit, name) in enumerate(communes.items())
    ]
    newest = QUARTERS.index(QUARTERS[-1])
    shares = [_share(place, 0, newest) for place in range(len(communes))]
    return ManyForms(root, forms, 100 * sum(a for a, _ in shares) / sum(b for _, b in shares))


def _share(place: int, indicator: int, quarter: int) -> tuple[int, int]:
    return 100 + 7 * place + 3 * indicator + 20 * quarter, 500 + 11 * place


def _reference(root: Path) -> dict[str, str]:
    """The province's own list of units, its communes valid since 2020, so that eight past quarters can be reported."""
    target = root / "data" / "reference"
    target.mkdir(parents=True)
    with (ROOT / "data" / "reference" / "org_units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    communes = {row["id"]: row["name"] for row in rows if row["kind"] == "commune" and row["reports"] == "yes"}
    with (target / "org_units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row | ({"valid_from": "2020-01-01"} if row["id"] in communes else {}) for row in rows)
    for other in ("tasks.csv", "published.csv"):
        header = (ROOT / "data" / "reference" / other).read_text(encoding="utf-8").split("\n", 1)[0]
        (target / other).write_text(header + "\n", encoding="utf-8")
    return communes


def _catalogue(root: Path) -> None:
    indicators = {
        f"chi-tieu-{number:02}": {
            "name": f"Tỷ lệ thử nghiệm số {number}",
            "pillar": "thu",
            "unit": "%",
            "kind": "stock",
            "direction": "at_least",
            "bounds": [0, 100],
            "numerator": "Số đạt",
            "denominator": "Tổng số",
            "aggregation": "ratio_of_sums",
            "accumulation": "cumulative",
            "frequency": "Q",
            "reported_by": ["each_commune"],
            "lead": "SKHCN",
            "targets": [
                {"id": f"T-{number:02}", "document": "thu", "clause": "1", "scope": "province", "value": 90, "due": "@"}
            ],
        }
        for number in range(1, INDICATORS + 1)
    }
    document = {
        "workspace": {
            "name": "Tỉnh Lai Châu",
            "short_name": "Lai Châu",
            "province": "12",
            "timezone": "Asia/Ho_Chi_Minh",
        },
        "plan_documents": {
            "thu": {
                "number": "1/KH",
                "issued": "@issued",
                "issuer": "UBND_TINH",
                "title": "Kế hoạch thử",
                "short": "Kế hoạch thử",
                "start": "@start",
            }
        },
        "pillars": {"thu": "Thử nghiệm"},
        "units": ["%"],
        "defaults": {"grace_days": {"M": 3, "Q": 15, "H": 15, "Y": 30}, "decimals": 1, "frequency": "Q"},
        "indicators": indicators,
    }
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    dates = {"'@issued'": "2023-01-15", "'@start'": "2022-12-31", "'@'": "2026-12-31"}
    for mark, day in dates.items():
        text = text.replace(mark, day)
    (root / "indicators.yaml").write_text(text, encoding="utf-8")


def _form(folder: Path, place: int, unit: str, name: str, period: str) -> Path:
    path = folder / f"BM-01_{unit}_{period}.xlsx"
    quarter = QUARTERS.index(period)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("BM-01")
        sheet.write_string(0, 0, "BIỂU BM-01")
        for row, (label, value) in enumerate(
            (("Mã đơn vị", unit), ("Đơn vị báo cáo", name), ("Kỳ báo cáo", period)), start=1
        ):
            sheet.write_string(row, 0, label)
            sheet.write_string(row, 1, value)
        sheet.write_row(5, 0, HEADER)
        for number in range(INDICATORS):
            reached, whole = _share(place, number, quarter)
            line = (number + 1, f"chi-tieu-{number + 1:02}", f"Tỷ lệ thử nghiệm số {number + 1}", "%", reached, whole)
            sheet.write_row(6 + number, 0, line)
    return path
