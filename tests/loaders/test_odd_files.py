"""Whatever cells a file holds: mapping ends with observations or addressed faults, and every cell is counted. Never an error."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.directory import Directory
from loaders.mapping.placing import Incoming
from loaders.mapping.whole_file import Mapped, map_file
from loaders.reading.cells import CellKind, FileKind, RawCell, RawFile, RawSheet
from loaders.recognising.source_map import load_source_maps
from tests.loaders.forms import RECEIVED, bm01, catalogue, read, so_hoa

DIRECTORY = Directory(catalogue())
SOURCES = load_source_maps()
HEADERS = sorted(
    {
        line
        for source in SOURCES
        for each in source.columns.values()
        for header in each.headers
        for line in header.split(" / ")
    }
)
LABELS = [label for source in SOURCES for labels in source.title_fields.values() for label in labels]
PLACES = [
    *(source.marker for source in SOURCES if source.marker),
    "của UBND xã Tân Uyên tháng 11 năm 2025",
    "Quý IV/2025",
    "X. Than Uyên",
]
VALUES = ["SKHCN", "03388", "STC", "so-hoa", "phu-song", "Hồ sơ được số hóa", "Tháng 11/2025", "2025-11", "(1.234)", "−1.234%", "0,45", "nt", "Cộng",
          "Người lập biểu", "", " ", "\u200b", "x" * 3000, "=1+1", "<b>", "Tử số", "Mẫu số", "Thực hiện", "bm-01", "bieu", "phien_ban"]  # fmt: skip


def cell_of(text: str, kind: CellKind, number: float) -> tuple[CellKind, str, float | None]:
    """What stands in a cell of this kind."""
    if kind is CellKind.NUMBER:
        return kind, repr(number), number
    return (CellKind.TEXT, text, None) if kind is CellKind.TEXT and text else (kind, "2025-11-01", None)


CELL = st.builds(
    cell_of,
    st.sampled_from([*HEADERS, *LABELS, *PLACES, *VALUES, *VALUES]),
    st.sampled_from([CellKind.TEXT] * 6 + [CellKind.NUMBER, CellKind.NUMBER, CellKind.DATE, CellKind.ERROR, CellKind.BOOLEAN, CellKind.UNCALCULATED]),
    st.sampled_from([0.0, 1.0, 0.45, 3.0, 10.0, -1.0, 1e300, 2025.0, 3388.0]),
)  # fmt: skip
CELLS = st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 12)), CELL, max_size=60)
BOXES = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(0, 3), st.integers(0, 3)), max_size=4)


@st.composite
def sheets(draw: st.DrawFn, source_headers: bool = True) -> RawSheet:
    """A sheet of odd cells, often with the whole header of a known form."""
    name = draw(st.sampled_from(["BM-01", "BM-02", "ma_bieu", "Tân Uyên", "Tổng hợp", "Trang tính1"]))
    cells = draw(CELLS)
    if source_headers and draw(st.booleans()):
        source = draw(st.sampled_from(SOURCES))
        top = draw(st.integers(2, 5))
        cells[1, 1] = (CellKind.TEXT, source.marker or "PHỤ LỤC", None)
        for column, field in enumerate(source.columns, 1):
            for row, line in enumerate(source.header(field).split(" / ")):
                cells[top + row, column] = (CellKind.TEXT, line, None)
    rows: dict[int, dict[int, RawCell]] = {}
    for (row, column), (kind, text, number) in sorted(cells.items()):
        formula = draw(st.sampled_from(["", "", "", "external", "volatile"])) if kind is CellKind.NUMBER else ""
        rows.setdefault(row, {})[column] = RawCell(name, row, column, kind, text, number, formula=formula)
    merged = tuple((top, left, top + down, left + right) for top, left, down, right in draw(BOXES))
    hidden = frozenset(draw(st.sets(st.integers(1, 12), max_size=3)))
    return RawSheet(name, draw(st.booleans()), rows, merged, hidden, hidden, is_filtered=draw(st.booleans()))


def check(mapped: Mapped, raw: RawFile) -> None:
    """Counts add up, faults have a place and words, and nothing is taken twice."""
    assert mapped.accepted == sum(mapped.figure_cells) + sum(mapped.task_cells)
    assert mapped.ignored == mapped.ignored_kinds.total()
    assert mapped.rejected == len(mapped.rejections)
    keys = [(seen.org_unit_id, seen.indicator_id, seen.period.id, seen.received) for seen in mapped.observations]
    assert len(keys) == len(set(keys))
    for fault in mapped.rejections:
        assert fault.remedy and fault.expected and fault.message.startswith("Tệp «a.xlsx»")
        assert len(fault.choices) == len({choice.value for choice in fault.choices})
    written = sum(not cell.is_blank for sheet in raw.sheets for cells in sheet.rows.values() for cell in cells.values())
    if mapped.form:
        assert mapped.accepted + mapped.ignored + mapped.rejected >= written - sum(
            cell.text.strip("\u200b ") == ""
            for sheet in raw.sheets
            for cells in sheet.rows.values()
            for cell in cells.values()
        )


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(sheets(), min_size=1, max_size=3, unique_by=lambda sheet: sheet.name))
def test_any_workbook_ends_with_figures_or_faults_and_every_cell_counted(pages: list[RawSheet]) -> None:
    raw = RawFile(FileKind.XLSX, tuple(pages))
    check(map_file(raw, DIRECTORY, SOURCES, Incoming("a.xlsx", "0" * 64, RECEIVED)), raw)


def test_a_workbook_without_sheets_or_cells_is_no_form() -> None:
    for pages in ((), (RawSheet("Trang tính1", True, {}),)):
        mapped = map_file(RawFile(FileKind.XLSX, pages), DIRECTORY, SOURCES, Incoming("a.xlsx", "0" * 64, RECEIVED))
        assert [str(fault.code) for fault in mapped.rejections] == ["BI-01"]
    empty = RawFile(FileKind.CSV, (RawSheet("", True, {}),))
    mapped = map_file(empty, DIRECTORY, SOURCES, Incoming("a.csv", "0" * 64, RECEIVED))
    assert [str(fault.code) for fault in mapped.rejections] == ["BI-01"]


def test_a_sheet_covered_with_merged_cells_is_refused_at_once() -> None:
    raw = read(bm01([so_hoa(1, 2)]))
    boxes = tuple((row, 5, row, 6) for row in range(8, 30_000))
    tall = tuple((row, 5, row + 1000, 6) for row in range(8, 200))
    for merged in (boxes, tall):
        pages = (replace(raw.sheets[0], merged=merged),)
        mapped = map_file(RawFile(raw.kind, pages), DIRECTORY, SOURCES, Incoming("a.xlsx", "0" * 64, RECEIVED))
        assert (str(mapped.rejections[0].code), mapped.rejections[0].cell) == ("BI-11", "")


def test_long_texts_are_no_names_and_are_not_kept() -> None:
    endless = "Xã Tân Uyên " * 3000
    rows = [so_hoa(1, 2), [1, endless, endless, "%", 1, 2], [1, "phu-song", None, endless, endless, endless, endless]]
    mapped = map_file(
        read(bm01(rows, unit=endless, period=endless)), DIRECTORY, SOURCES, Incoming("a.xlsx", "0" * 64, RECEIVED)
    )
    assert {str(fault.code) for fault in mapped.rejections} >= {"DV-01", "KY-01", "CT-01", "CT-03", "SO-01"}
    assert all(len(fault.message) < 1_000 for fault in mapped.rejections)
