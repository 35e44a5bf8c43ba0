"""Valid forms changed at random end accepted with the figures that stand in their cells, refused with an address, or warned."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.domain.observations import Observation
from loaders.directory import Directory
from loaders.mapping.placing import Incoming
from loaders.mapping.whole_file import Mapped, map_file
from loaders.parsing.strict_numbers import ParsedNumber, parse_number
from loaders.reading.cells import CellKind, FileKind, RawCell, RawFile, RawSheet
from loaders.recognising.source_map import load_source_maps
from tests.loaders.forms import RECEIVED, bm01, catalogue, read, so_hoa
from tests.loaders.free_forms import BM02_ROWS, UNIT_ROWS, appendix, bm02, communes_across, unit_result
from tests.loaders.tables import ban_co_song, phu_song, row, table

DIRECTORY = Directory(catalogue())
SOURCES = load_source_maps()
TEXTS = ["", "1.234", "12,5", "45%", "mười hai", "x", "-", "nt", "Cộng", "03388", "3388", "STC", "Tân Yên", "X. Tân Uyên",
         "so-hoa", "phu-song", "Bản có sóng", "Tháng 10/2025", "Tháng 12/2025", "không phát sinh", "Có", "Người lập biểu", "SK\u200bHCN"]  # fmt: skip
FIGURES = ("tu_so", "mau_so", "gia_tri")
Place = tuple[int, int]
Change = tuple[str, int, int, str, float]


@cache
def valid(name: str) -> RawFile:
    """A form without a fault."""
    rows = [
        so_hoa(3, 10, 30),
        phu_song(45),
        ban_co_song(1234),
        row("ban-hanh", "kế hoạch", "Có"),
        row("lop-hoc", "bản", 2),
    ]
    content = {
        "bm01": lambda: bm01(rows, name="Sở Khoa học và Công nghệ"),
        "bm02": lambda: bm02(BM02_ROWS),
        "unit_result": lambda: unit_result(UNIT_ROWS),
        "communes_across": communes_across,
        "appendix": appendix,
        "long": lambda: table(
            "SKHCN;so-hoa;2025-11;1;2;;", "STC;so-hoa;2025-11;3;4;75;ước", "SKHCN;ban-co-song;2025-10;;;7;"
        ),
    }[name]()
    raw = read(content)
    assert isinstance(raw, RawFile)
    assert not mapped_of(raw).rejections
    return raw


def mapped_of(raw: RawFile) -> Mapped:
    """What the file says."""
    return map_file(raw, DIRECTORY, SOURCES, Incoming("a", "0" * 64, RECEIVED))


def cut(cells: dict[Place, RawCell], one: Place, other: Place, text: str, number: float) -> None:
    """Takes a cell away."""
    del cells[one]


def swap(cells: dict[Place, RawCell], one: Place, other: Place, text: str, number: float) -> None:
    """Two cells change places."""
    cells[one], cells[other] = cells[other], cells[one]


def retype(cells: dict[Place, RawCell], one: Place, other: Place, text: str, number: float) -> None:
    """Another text in a cell."""
    cells[one] = replace(cells[one], kind=CellKind.TEXT, text=text, number=None, is_percent=False)


def renumber(cells: dict[Place, RawCell], one: Place, other: Place, text: str, number: float) -> None:
    """Another number in a cell."""
    cells[one] = replace(cells[one], kind=CellKind.NUMBER, text=repr(number), number=number, is_percent=False)


def reorder(cells: dict[Place, RawCell], one: Place, other: Place, text: str, number: float) -> None:
    """Two rows change places."""
    first, second = one[0], other[0]
    places = {first: second, second: first}
    moved = {(places.get(line, line), column): cell for (line, column), cell in cells.items()}
    cells.clear()
    cells.update(moved)


def duplicate(cells: dict[Place, RawCell], one: Place, other: Place, text: str, number: float) -> None:
    """A row once more below everything."""
    last = max(line for line, _ in cells) + 1
    cells.update({(last, column): cell for (line, column), cell in list(cells.items()) if line == one[0]})


def shift(cells: dict[Place, RawCell], one: Place, other: Place, text: str, number: float) -> None:
    """Everything from a column on one to the right."""
    moved = {(line, column + (column >= one[1])): cell for (line, column), cell in cells.items()}
    cells.clear()
    cells.update(moved)


CHANGES: dict[str, Callable[[dict[Place, RawCell], Place, Place, str, float], None]] = {
    each.__name__: each for each in (cut, swap, retype, renumber, reorder, duplicate, shift)
}


def changed(raw: RawFile, changes: list[Change]) -> RawFile:
    """The form with these changes in its first sheet, one after the other."""
    sheet = raw.sheets[0]
    cells = {(line, column): cell for line, held in sheet.rows.items() for column, cell in held.items()}
    for name, one, other, text, number in changes:
        places = sorted(cells)
        if places:
            CHANGES[name](cells, places[one % len(places)], places[other % len(places)], text, number)
    rows: dict[int, dict[int, RawCell]] = {}
    for (line, column), cell in sorted(cells.items()):
        if cell.text or cell.kind is not CellKind.TEXT:
            rows.setdefault(line, {})[column] = replace(cell, row=line, column=column)
    return RawFile(raw.kind, (replace(sheet, rows=rows, merged=()), *raw.sheets[1:]))


def numbers_at(raw: RawFile, seen: Observation) -> list[float]:
    """The numbers in the cells that an observation says it stands in, read once more and otherwise."""
    sheet = next(each for each in raw.sheets if each.name == seen.provenance.sheet)
    if raw.kind is FileKind.CSV:
        line = int(seen.provenance.cell.removeprefix("dòng "))
        figures = {column for cells in sheet.rows.values() for column, cell in cells.items() if cell.text in FIGURES}
        cells = [cell for column, cell in sorted(sheet.rows[line].items()) if column in figures]
    else:
        by_address = {cell.address: cell for held in sheet.rows.values() for cell in held.values()}
        cells = [by_address[address] for address in re.split(", ", seen.provenance.cell)]
    return [number for cell in cells if (number := number_in(cell)) is not None]


def number_in(cell: RawCell) -> float | None:
    """A cell's number, by its number or its text."""
    if cell.kind is CellKind.NUMBER:
        return cell.number
    parsed = parse_number(cell.text.replace("\u200b", ""))
    return parsed.value if isinstance(parsed, ParsedNumber) else None


def check(raw: RawFile, sheet: RawSheet) -> None:
    """Every figure that is taken stands in its cells; every fault has an address or is the whole file's; all cells count."""
    mapped = mapped_of(raw)
    for seen in mapped.observations:
        standing = numbers_at(raw, seen)
        told = [number for number in (seen.numerator, seen.denominator) if number is not None]
        if seen.value is None:
            assert told == [0.0, 0.0]
        elif told:
            assert told == standing[:2]
            assert seen.value == pytest.approx(100 * told[0] / told[1])
        else:
            assert standing == [seen.value] or (not standing and seen.value in (0.0, 1.0))
    for fault in mapped.rejections:
        assert fault.message.startswith("Tệp «a»") and fault.message.endswith(f"[{fault.code}]")
        assert fault.remedy
        assert fault.sheet in ("", sheet.name, *(each.name for each in raw.sheets))
    if mapped.form:
        written = sum(len(held) for each in raw.sheets for held in each.rows.values())
        blank_faults = sum(fault.found == "ô trống" for fault in mapped.rejections)
        whole_faults = sum(not fault.cell for fault in mapped.rejections)
        assert mapped.accepted + mapped.ignored + mapped.rejected == written + blank_faults + whole_faults


@pytest.mark.parametrize("name", ["bm01", "bm02", "unit_result", "communes_across", "appendix", "long"])
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    changes=st.lists(
        st.tuples(
            st.sampled_from(sorted(CHANGES)),
            st.integers(0, 500),
            st.integers(0, 500),
            st.sampled_from(TEXTS),
            st.sampled_from([0.0, 0.45, 1.0, 30.0, 45.0, 99.0, 1e16, -2.0, 2025.0]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_form_changed_at_random_never_gives_a_figure_that_does_not_stand_in_it(
    name: str, changes: list[Change]
) -> None:
    raw = valid(name)
    check(changed(raw, changes), raw.sheets[0])
