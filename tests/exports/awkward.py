"""A small Snapshot with everything that is easily got wrong, and the formats opened again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet as pq
from openpyxl.workbook import Workbook

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.observations import Observation
from dashboard.exports import FORMATS
from dashboard.exports.csv_file import FORMULA_STARTS
from dashboard.exports.rows import LONG_COLUMNS
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import Facts, build_facts, open_facts
from tests.store.examples import file_named, new_workspace, seen

AS_OF = date(2025, 12, 10)
MADE_AT = datetime(2025, 12, 10, 2, 12, tzinfo=UTC)
TITLES = {column.title: column.key for column in LONG_COLUMNS}


def figures(text: str = "") -> list[Observation]:
    """Two communes and an agency report, the others are silent; an empty denominator, a correction, one beyond its target."""
    file = file_named(text or "báo cáo", illustrative=True)
    early, late = date(2025, 11, 3), date(2025, 12, 2)
    rows = [
        seen(file, 40.0, numerator=40, denominator=100, period="2025-06", received=date(2025, 7, 2), unit="VP"),
        seen(file, 45.0, numerator=45, denominator=100, period="2025-10", received=early, unit="VP"),
        seen(file, 100 * 11 / 21, numerator=11, denominator=21, received=late, unit="01273"),
        seen(file, 50.0, numerator=10, denominator=20, received=early, unit="01273", period="2025-10"),
        seen(file, 55.0, numerator=11, denominator=20, received=late, unit="01273", period="2025-10"),
        seen(file, None, numerator=0, denominator=0, received=late, unit="01279"),
        seen(file, 44.96, numerator=1124, denominator=2500, received=late, unit="VP"),
        seen(file, 15.0, indicator="wifi-cong-cong", period="2025-Q3", received=date(2025, 10, 5), unit="01273"),
        seen(file, 0.0, indicator="wifi-cong-cong", period="2025-Q3", received=date(2025, 10, 6), unit="01279"),
        seen(file, 3.0, indicator="wifi-cong-cong", period="2025-Q3", received=date(2025, 10, 6), unit="01288"),
        seen(file, 1.5, indicator="ho-so-tre-han", period="2025-Q3", received=date(2025, 10, 6), unit="VP"),
    ]
    return [replace(row, evidence=text or row.evidence, note=text) for row in rows]


def storable(text: str) -> str:
    """The text without what a database cannot hold; a report file cannot carry it either."""
    return text.encode("utf-8", "ignore").decode()


def awkward(root: Path, text: str = "", *, illustrative: bool = True) -> tuple[Snapshot, Facts]:
    """A Snapshot of the second workspace; with a text, every free text in it is this one."""
    workspace = new_workspace(root / "workspace")
    catalogue = load_catalogue(workspace)
    rows = figures(storable(text)[:1000])
    file = replace(file_named(storable(text)[:1000] or "báo cáo"), illustrative=illustrative)
    build_facts(workspace, catalogue, rows, [file], [])
    facts = open_facts(workspace)
    assert facts is not None
    shown = catalogue if not text else said_everywhere(catalogue, text)
    return take_snapshot(facts, with_target_zero(shown), AS_OF), facts


def said_everywhere(catalogue: Catalogue, text: str) -> Catalogue:
    """The catalogue with every free text replaced."""
    said: dict[str, Any] = {"name": text, "note": text}
    indicators = {
        key: indicator.model_copy(
            update=said
            | {"numerator": text, "denominator": text}
            | {"targets": tuple(t.model_copy(update=said | {"clause": text}) for t in indicator.targets)}
        )
        for key, indicator in catalogue.indicators.items()
    }
    documents = {
        key: document.model_copy(update={"short": text, "title": text})
        for key, document in catalogue.plan_documents.items()
    }
    units = {key: unit.model_copy(update={"name": text, "abbr": text}) for key, unit in catalogue.org_units.items()}
    return replace(
        catalogue,
        workspace=catalogue.workspace.model_copy(update={"short_name": text}),
        pillars=dict.fromkeys(catalogue.pillars, text),
        indicators=indicators,
        plan_documents=documents,
        org_units=units,
    )


def with_target_zero(catalogue: Catalogue) -> Catalogue:
    """The catalogue with «at most 0» as the target of late files."""
    indicator = catalogue.indicators["ho-so-tre-han"]
    targets = tuple(t.model_copy(update={"value": 0.0, "due": date(2025, 12, 31)}) for t in indicator.targets)
    changed = indicator.model_copy(update={"targets": targets})
    return replace(catalogue, indicators=catalogue.indicators | {"ho-so-tre-han": changed})


def written(snapshot: Snapshot, facts: Facts, fmt: str, made_at: datetime = MADE_AT) -> bytes:
    """The Snapshot in a format."""
    return FORMATS[fmt].write(snapshot, facts, made_at)


def opened(content: bytes) -> Workbook:
    """The workbook as a spreadsheet program sees it."""
    return openpyxl.load_workbook(io.BytesIO(content))


def sheet_rows(book: Workbook, name: str) -> list[dict[str, Any]]:
    """A sheet's rows by the titles of its one header row."""
    head, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def by_key(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows by the keys of the long table instead of its titles; what it does not have is left out."""
    return [{TITLES[title]: value for title, value in row.items() if title in TITLES} for row in rows]


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """The CSV by key, each field as the text that stands in it."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [{TITLES[title]: value for title, value in row.items()} for row in rows]


def parquet_rows(content: bytes) -> list[dict[str, Any]]:
    """The Parquet table by key."""
    return pq.read_table(io.BytesIO(content)).to_pylist()


def parts(content: bytes, folder: str) -> Iterator[tuple[str, str]]:
    """Names and XML of the package's parts in a folder."""
    with ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith(folder):
                yield name, package.read(name).decode("utf-8")


def field_of(text: str) -> str:
    """How the CSV writes a clean text."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
