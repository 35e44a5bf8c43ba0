"""Report forms as people send them: made from the illustrative ones, filled in well, or with the mistakes people make."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl

from tests.browser import ROOT

FORMS = ROOT / "data" / "sample" / "bm01"
# Two communes and an agency that have not sent November.
SILENT, SILENT_TOO, SILENT_AGENCY = "03439", "03442", "SDTTG"
SENT = "03466"
_UNIT_CODE, _PERIOD = "C4", "C5"


def filled_form(
    target: Path,
    unit: str,
    cells: Mapping[str, str | int | float | None] | None = None,
    *,
    period: str = "tháng 11/2025",
    name: str = "",
) -> Path:
    """The unit's October form with another period and other cells, under a name of its own in the folder `target`."""
    book = openpyxl.load_workbook(FORMS / "2025-10" / f"BM-01_2025-10_{unit}.xlsx")
    sheet = book["BM-01"]
    sheet[_PERIOD] = period
    for address, value in (cells or {}).items():
        sheet[address] = value
    target.mkdir(parents=True, exist_ok=True)
    path = target / (name or f"BM-01_{unit}_T11-2025.xlsx")
    book.save(path)
    return path


def sent_before(unit: str = SENT) -> Path:
    """A November form that counts already."""
    return FORMS / "2025-11" / f"BM-01_2025-11_{unit}.xlsx"
