"""The quick way through a long table gives what the slow way gives, whole or in chunks."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.directory import Directory
from loaders.mapping.placing import Incoming
from loaders.mapping.tables import QuickRows
from loaders.mapping.whole_file import TableMapper, map_file
from loaders.reading.cells import CellKind, FileKind, RawCell, RawFile, RawSheet
from loaders.recognising.recognition import RecognisedForm, recognise
from loaders.recognising.source_map import load_source_maps
from tests.loaders.forms import RECEIVED, catalogue

HEADER = ("don_vi", "chi_tieu", "ky", "tu_so", "mau_so", "gia_tri", "minh_chung", "ghi_chu", "rieng")
DIRECTORY = Directory(catalogue())
SOURCES = load_source_maps()
INCOMING = Incoming("a.csv", "0" * 64, RECEIVED)
ROW = st.tuples(
    st.sampled_from(["SKHCN", "03388", "3388", "X. Tân Uyên", "Tân Yên", "STTTT", "", "SK\u200bHCN", "don_vi"]),
    st.sampled_from(["so-hoa", "phu-song", "ban-co-song", "ban-hanh", "quy-mo", "so-hoa-cu", "khong-co", "can-bo", ""]),
    st.sampled_from(["2025-11", "Tháng 11/2025", "2025-10", "2025-Q3", "2025-H2", "2025-12", "2025-07-01", "x"]),
    st.sampled_from(["", "0", "3", "12", "1.234", "-1", "ba", "1234567"]),
    st.sampled_from(["", "0", "10", "12,0", "1.234.567", "-"]),
    st.sampled_from(["", "30", "30,0", "45%", "0,45", "1.234", "12.5", "Có", "không phát sinh", "101", "-2"]),
    st.sampled_from(["", "Báo cáo 5", "x" * 2001]),
    st.sampled_from(["", "ước", "theo\u200b báo cáo", "02", "số tạm  tính"]),
    st.sampled_from(["", "", "của tôi"]),
)


def sheet_of(rows: list[tuple[str, ...]]) -> RawFile:
    """The raw cells of a CSV with these rows; blank cells are not kept."""
    lines = {
        number: {
            column: RawCell("", number, column, CellKind.TEXT, text) for column, text in enumerate(line, 1) if text
        }
        for number, line in enumerate([HEADER, *rows], 1)
    }
    return RawFile(FileKind.CSV, (RawSheet("", True, {number: cells for number, cells in lines.items() if cells}),))


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, max_size=12))
def test_the_quick_way_gives_what_the_slow_way_gives(rows: list[tuple[str, ...]]) -> None:
    raw = sheet_of(rows)
    quick = map_file(raw, DIRECTORY, SOURCES, INCOMING)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuickRows, "read", lambda self, row, texts: None)
        slow = map_file(raw, DIRECTORY, SOURCES, INCOMING)
    assert quick.observations == slow.observations
    assert quick.figure_cells == slow.figure_cells
    assert Counter(quick.rejections) == Counter(slow.rejections)
    assert sorted(quick.unplaced) == sorted(slow.unplaced)
    assert (quick.warnings, quick.notices, quick.ignored_kinds) == (slow.warnings, slow.notices, slow.ignored_kinds)
    assert (quick.accepted, quick.rejected, quick.blank_rows) == (slow.accepted, slow.rejected, slow.blank_rows)


@settings(max_examples=80, deadline=None)
@given(st.lists(ROW, max_size=12, unique_by=lambda line: line[:3]), st.integers(1, 5))
def test_chunks_give_what_the_whole_gives(rows: list[tuple[str, ...]], size: int) -> None:
    raw = sheet_of(rows)
    whole = map_file(raw, DIRECTORY, SOURCES, INCOMING)
    if any(str(fault.code) in ("CT-05", "BI-07") for fault in whole.rejections):
        return
    mapper = mapper_of(sheet_of([]))
    numbered = list(enumerate(rows, 2))
    chunks = [mapper.map_rows(numbered[start : start + size]) for start in range(0, len(numbered), size)]
    seen = [seen for chunk in chunks for seen in chunk.observations]
    assert sorted(seen, key=repr) == sorted(whole.observations, key=repr)
    assert sum(chunk.accepted for chunk in chunks) == whole.accepted
    assert sum(chunk.rejected for chunk in chunks) == whole.rejected
    assert sum(chunk.ignored for chunk in chunks) + len(HEADER) == whole.ignored
    assert [fault for chunk in chunks for fault in chunk.rejections] == list(whole.rejections)


def mapper_of(raw: RawFile) -> TableMapper:
    """A mapper for a file that begins like this one."""
    form = recognise("a.csv", raw, SOURCES)
    assert isinstance(form, RecognisedForm)
    return TableMapper(form.sheets[0], form.source, DIRECTORY, INCOMING, illustrative=False)


def test_rows_of_a_text_may_be_shorter_or_longer_than_the_header() -> None:
    text = "SKHCN,so-hoa,2025-11,1,2\nSTC,so-hoa,2025-11,1,2,,,,,lạc\n"
    mapped = mapper_of(sheet_of([])).map_rows(enumerate(csv.reader(io.StringIO(text)), 2))
    assert [seen.org_unit_id for seen in mapped.observations] == ["SKHCN", "STC"]
    assert [(str(fault.code), fault.cell) for fault in mapped.rejections] == [("BI-05", "dòng 3")]


def test_a_quick_row_is_really_taken_the_quick_way() -> None:
    quick = QuickRows(SOURCES[-1], {}, DIRECTORY, INCOMING, ahead=False)
    texts = ("SKHCN", "so-hoa", "2025-11", "3", "10", "30", "", "", "số ước")
    seen = quick.read(2, texts)
    assert seen is not None
    assert (seen.value, seen.note, seen.provisional) == (30.0, "số ước", True)
    assert quick.read(2, ("SKHCN", "so-hoa", "2025-11", "3", "10", "31", "", "", "")) is None
