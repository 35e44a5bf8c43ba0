"""Odd files of the kind public collections hold: each is refused at once and in words, or read as any other."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from loaders.reading.cells import UnreadableFile
from loaders.reading.child.archive import CHUNK
from loaders.reading.child.limits import MAX_CELL_TEXT, MAX_COLUMNS, MAX_ROWS
from loaders.reading.child.marks import MAX_MARKS
from loaders.reading.process import ParserChild
from loaders.reading.streaming import stream_rows
from tests.loaders.reading.books import archive, book, book_parts, cells, refused, sheet_xml, taken

# In turns, so that each pair has to be exchanged: the time for that grows with the square of the run.
PILED = "e" + "\u0301\u0323" * 200_000
MOMENT = 15
LETTERS = "".join(chr(97 + number * 7919 % 10_007 % 26) for number in range(2 * MAX_CELL_TEXT))


def inline(text: str, place: str = "B2") -> str:
    """A row with one cell of text."""
    return f'<row r="2"><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def test_b71_marks_piled_without_end_are_refused_at_once(child: ParserChild) -> None:
    began = time.monotonic()
    assert refused(child, f"a,b\n1,{PILED}\n".encode()) == UnreadableFile("marks_piled", "dòng 2")
    assert refused(child, book(inline(PILED[:90_000]))) == UnreadableFile("marks_piled", "ô B2")
    assert time.monotonic() - began < MOMENT


def test_b71_marks_piled_in_a_long_csv_are_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "dai.csv"
    path.write_text(f"a,b\n1,2\n1,{PILED}\n", encoding="utf-8")
    with path.open("rb") as file:
        assert list(stream_rows(file))[-1] == UnreadableFile("marks_piled", "dòng 3")


def test_b62_a_long_text_of_loose_marks_is_composed(child: ParserChild) -> None:
    loose = "Số hóa hồ sơ ".replace("ố", "o\u0302\u0301") * 1000
    cell = cells(taken(child, book(inline(loose))))["B2"]
    assert cell.text.startswith("Số hóa")
    assert "\u0301" not in cell.text


def test_b62_as_many_marks_as_are_allowed_are_read(child: ParserChild) -> None:
    text = "e" + "\u0301\u0323" * (MAX_MARKS // 2)
    assert cells(taken(child, book(inline(text))))["B2"].text.endswith("\u0301" * (MAX_MARKS // 2))


@pytest.mark.parametrize(
    "text", [LETTERS, "".join(chr(0x1EA0 + ord(one) % 90) for one in LETTERS)], ids=["plain", "Vietnamese"]
)
def test_t12_one_huge_cell_is_refused_at_once_with_its_address(child: ParserChild, text: str) -> None:
    began = time.monotonic()
    assert refused(child, book(inline(text))) == UnreadableFile("cell_long", "B2")
    assert time.monotonic() - began < MOMENT


def test_t12_a_number_of_millions_of_digits_is_refused_with_its_address(child: ParserChild) -> None:
    content = book(f'<row r="2"><c r="B2"><v>{"".join(str(ord(one) % 10) for one in LETTERS)}</v></c></row>')
    assert refused(child, content) == UnreadableFile("cell_long", "B2")


def test_t14_a_column_named_by_a_million_letters_is_outside_the_grid(child: ParserChild) -> None:
    began = time.monotonic()
    found = refused(child, book(inline("x", f"{'A' * 1_000_000}2")))
    assert found == UnreadableFile("grid", "AAAAAAAAAA…")
    assert time.monotonic() - began < MOMENT


def test_t12_a_comment_without_end_is_refused_at_once(child: ParserChild) -> None:
    began = time.monotonic()
    content = book(f"<!--{'x' * 50 * CHUNK}-->" + inline("x"))
    assert refused(child, content) == UnreadableFile("bomb", "")
    assert time.monotonic() - began < MOMENT


def test_merged_cells_that_overlap_a_thousandfold_are_told_once(child: ParserChild) -> None:
    after = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + '<mergeCell ref="B3:C3"/></mergeCells>'
    sheet = taken(child, archive(book_parts(sheet_xml(inline("x"), after=after)))).sheets[0]
    assert sheet.merged == ((1, 1, MAX_ROWS, MAX_COLUMNS), (3, 2, 3, 3))
