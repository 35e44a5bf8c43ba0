"""A long CSV the bulk way: the same as the ordinary way row by row, staged on disk, all its faults counted."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.settings import Workspace
from dashboard.store.facts import open_facts
from dashboard.store.staging import ROW_NUMBER, StagedRow, staged_row, staging
from dashboard.submissions.ledger import Ledger
from loaders.arrivals import Job
from loaders.bulk import BulkFile, read_bulk
from loaders.directory import Directory
from loaders.faults import FaultCode
from loaders.inbox import content_hash
from loaders.mapping import Mapped, map_file
from loaders.placing import Incoming
from loaders.reading.cells import RawFile
from loaders.reading.process import ParserChild
from loaders.source_map import load_source_maps
from tests.loaders.forms import RECEIVED, catalogue

LONG = ("don_vi", "chi_tieu", "ky", "tu_so", "mau_so", "gia_tri", "minh_chung", "ghi_chu")
HISTORY = (*LONG, "ngay_nhan")
CATALOGUE = catalogue()
SOURCES = load_source_maps()
TODAY = date(2025, 12, 20)


def text_of(rows: Sequence[Sequence[str]], headers: Sequence[str] = LONG) -> bytes:
    """A CSV of these rows."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([headers, *rows])
    return out.getvalue().encode()


def read(
    root: Path, content: bytes, *, keeps: bool = True, ledger: Ledger | None = None, name: str = "dài.csv"
) -> tuple[BulkFile, list[StagedRow]]:
    """The file as it is read the bulk way, with the rows it staged."""
    path = root / name
    path.write_bytes(content)
    space = Workspace(root)
    with staging(space) as rows:
        found = read_bulk(
            space, Directory(CATALOGUE), Job(path, None, RECEIVED), SOURCES, rows,
            ledger=ledger or Ledger(()), known={}, today=TODAY, keeps=keeps,
        )  # fmt: skip
        found = replace(found, outcome=found.counted(space, open_facts(space)))
        return found, _rows_in(found)


def _rows_in(found: BulkFile) -> list[StagedRow]:
    rows: list[StagedRow] = []
    for part in found.rows.parts:
        with part.open(encoding="utf-8", newline="") as stream:
            rows += [_typed(texts) for texts in csv.reader(stream)]
    return rows


def _typed(texts: list[str]) -> StagedRow:
    row = StagedRow(*texts)  # pyright: ignore[reportArgumentType]
    numbers = {name: float(text) if (text := getattr(row, name)) else None for name in ("value", "numerator", "denominator")}
    counts = {name: int(getattr(row, name)) for name in ("is_provisional", "row_number", "cell_count")}
    return row._replace(**numbers, **counts)


def ordinary(content: bytes) -> Mapped:
    """The same file read the ordinary way."""
    with ParserChild() as child:
        raw = child.read(content)
    assert isinstance(raw, RawFile)
    return map_file(raw, Directory(CATALOGUE), SOURCES, Incoming("dài.csv", content_hash(content), RECEIVED))


UNITS = ("03388", "3388", "03598", "SKHCN", "STC", "STTTT", "Xã Tân Uyên", "Tân Uyênn", "99999", " 03388 ", "", "12")
INDICATORS = ("so-hoa", "phu-song", "ban-co-song", "ban-hanh", "quy-mo", "can-bo", "truc-tuyen", "lop-hoc", "so-hoaa", "")
PERIODS = (
    "2025-11", "2025-10", "Tháng 9/2025", "2025-Q3", "2025-H1", "2025", "2025-11-30", "2026-01", "2025-02", "30/06/2025",
    "2025-13", "hôm qua", "",
)  # fmt: skip
NUMBERS = ("", "12", "0", "34", "100", "1.234", "12,5", "12.5", "-3", "có", "không", "45%", "0,4", "x", "không phát sinh", "35,29")
TEXTS = ("", "", "", "Biên bản 12", "ước", "02", "số liệu minh họa", "a\u200bb", " hai  dấu cách ", "ồ" * 2001)
DAYS = ("05/12/2025", "2025-12-01", "31/12/2025", "30/02/2025", "")


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Tables with all kinds of faults, among rows that are well."""
    is_history = draw(st.booleans())
    fields = [UNITS, INDICATORS, PERIODS, NUMBERS, NUMBERS, NUMBERS, TEXTS, TEXTS, *([DAYS] if is_history else [])]
    likely = ["03388", "so-hoa", "2025-11", "12", "34", "", "", "", *(["05/12/2025"] if is_history else [])]
    cells = [st.one_of(st.just(usual), st.sampled_from(field)) for usual, field in zip(likely, fields, strict=True)]
    rows = draw(st.lists(st.tuples(*cells), min_size=1, max_size=12))
    return text_of(rows, HISTORY if is_history else LONG)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=tables())
def test_the_bulk_way_says_the_same_as_the_ordinary_way(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    one, (many, rows) = ordinary(content), read(tmp_path_factory.mktemp("w"), content)
    outcome = many.outcome
    assert outcome.outcome == ("refused" if one.rejections else "accepted")
    assert outcome.illustrative == one.illustrative
    by_row = {int(seen.provenance.cell.rpartition(" ")[2]): (seen, n) for seen, n in zip(one.observations, one.figure_cells, strict=True)}
    expected = [staged_row(seen, number, cells) for number, (seen, cells) in sorted(by_row.items())]
    if not any(fault.code is FaultCode.FIGURE_TWICE for fault in one.rejections):
        assert rows == expected
        assert (outcome.accepted, outcome.ignored, outcome.rejected) == (one.accepted, one.ignored, one.rejected)
        assert Counter(outcome.ignored_kinds) == one.ignored_kinds
        assert Counter(fault.message for fault in outcome.faults) == Counter(fault.message for fault in one.rejections)
    else:
        assert {row[ROW_NUMBER] for row in rows} == set(by_row)
        total = outcome.accepted + outcome.ignored + outcome.rejected
        assert total == one.accepted + one.ignored + one.rejected
        assert Counter(each.cell for each in outcome.faults) == Counter(each.cell for each in one.rejections)
    assert {warning.message for warning in outcome.warned} == {warning.message for warning in one.warnings}
