"""Forms that units send in tests: the illustrative one of October, told to be of November, with some cells changed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from dashboard.catalogue import load_catalogue
from dashboard.settings import Workspace
from dashboard.store.lines import LoadDecision
from loaders.arrivals import Job
from loaders.outcomes import FileOutcome
from loaders.pipeline import load_jobs
from tests.browser import ROOT

NOVEMBER = "tháng 11/2025"


# Units whose November report the illustrative history never has, and whose form of October stands in for theirs.
NEVER_SENT = {"03463": ("Xã Tà Tổng", "03442"), "TTRT": ("Thanh tra tỉnh", "SDTTG")}


def november_form(unit: str, cells: Mapping[str, Any] | None = None) -> bytes:
    """The unit's form of November: the figures of an October form, and what `cells` puts in their place (`E8`)."""
    name, like = NEVER_SENT.get(unit, ("", unit))
    book = openpyxl.load_workbook(ROOT / f"data/sample/bm01/2025-10/BM-01_2025-10_{like}.xlsx")
    page = book["BM-01"]
    if name:
        page["C3"], page["C4"] = name, unit
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "tháng 10/2025" in cell.value:
                cell.value = cell.value.replace("tháng 10/2025", NOVEMBER)
    for address, value in (cells or {}).items():
        page[address] = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def send(root: Path, unit: str, content: bytes, decision: LoadDecision, received: date) -> FileOutcome:
    """Sends a form through the real pipeline."""
    workspace = Workspace(root)
    job = Job(Path(f"BM-01_2025-11_{unit}.xlsx"), None, received, content)
    (outcome,) = load_jobs(workspace, load_catalogue(workspace), [job], actor="operator", decision=decision)
    return outcome
