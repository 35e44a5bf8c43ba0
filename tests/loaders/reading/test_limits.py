"""B11: a file that would cost too much is refused in time, and the child is as closed and as small as it says."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from loaders.reading.cells import UnreadableFile
from loaders.reading.child.content import answer
from loaders.reading.child.limits import MAX_CELLS, MAX_COLUMNS, MAX_CSV_ROWS, MAX_FILE, MAX_ROWS
from loaders.reading.process import CHILD, ParserChild
from loaders.unreadable import reject_unreadable
from tests.loaders.forms import bm01, so_hoa
from tests.loaders.reading.books import (
    archive,
    book,
    book_parts,
    changed,
    refused,
    sheet_xml,
    shown,
    strings_xml,
    taken,
)

FORM = bm01([so_hoa(1, 2)])
FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'
IN_TIME = 40


@pytest.fixture(autouse=True)
def _ends_in_time() -> Iterator[None]:
    """No file may take longer than the limit; half of a busy machine is allowed for."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < IN_TIME


def rows(count: int) -> str:
    """Rows with a number in column A."""
    return "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, count + 1))


FAR = {
    "the far corner of the grid": (FIRST + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "XFD1048576"),
    "a column too many": ('<row r="1"><c r="IW1"><v>1</v></c></row>', "IW1"),
    "a row too many": (rows(MAX_ROWS + 1), "A50001"),
    "all rows of the grid": (rows(MAX_ROWS + 1) + "<row/>" * (1_048_576 - MAX_ROWS), "A50001"),
    "all columns of the grid": ("<row>" + "<c><v>1</v></c>" * 16_384 + "</row>", "IW1"),
}


@pytest.mark.parametrize(("content", "cell"), FAR.values(), ids=FAR.keys())
def test_b11_a_sheet_that_reaches_too_far_is_refused_with_the_cell(child: ParserChild, content: str, cell: str) -> None:
    assert refused(child, book(content)) == UnreadableFile("far_corner", cell)


def test_b11_the_words_for_a_far_corner() -> None:
    assert reject_unreadable("a.xlsx", UnreadableFile("far_corner", "XFD1048576")).message == (
        "Tệp «a.xlsx»: thấy «ô XFD1048576 nằm quá xa»; cần trang tính không quá 50.000 dòng và 256 cột. "
        "Cách sửa: xóa các ô nằm xa bảng số liệu rồi gửi lại. [TE-06]"
    )


def test_the_words_name_the_limits_that_hold() -> None:
    assert (MAX_ROWS, MAX_COLUMNS, MAX_CSV_ROWS, MAX_CELLS, MAX_FILE) == (50_000, 256, 200_000, 2_000_000, 20 * 2**20)


def test_a_sheet_formatted_to_its_end_is_no_larger_than_its_values(child: ParserChild) -> None:
    formatted = FIRST + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert shown(taken(child, book(formatted))) == {"A1": ("number", "1.0")}


@pytest.mark.parametrize("reference", ["AAAA1", "XFE1", "A1048577", "A0", "1", "Ạ1", "A", "A-1"])
def test_b11_a_cell_outside_the_grid_is_refused(child: ParserChild, reference: str) -> None:
    assert refused(child, book(f'<row r="1"><c r="{reference}"><v>1</v></c></row>')).reason in ("grid", "malformed")


BOMBS = {
    "a part that swells": {"xl/media/a.bin": b"\0" * 30_000_000},
    "a sheet that swells": {"xl/worksheets/sheet1.xml": sheet_xml(" " * 30_000_000)},
    "many parts that swell together": {f"xl/media/{number}.bin": bytes(range(256)) * 3900 for number in range(211)},
    "too many parts": {f"xl/{number}.xml": "<a/>" for number in range(2001)},
}


@pytest.mark.parametrize("parts", BOMBS.values(), ids=BOMBS.keys())
def test_b11_an_archive_that_swells_is_refused(child: ParserChild, parts: dict[str, str | bytes]) -> None:
    assert refused(child, changed(FORM, parts)) == UnreadableFile("bomb")


@pytest.mark.parametrize(
    "part",
    ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "docProps/core.xml"],
)
def test_t14_a_document_type_is_refused_in_any_part(child: ParserChild, part: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><worksheet>&d;</worksheet>'
    assert refused(child, changed(FORM, {part: bomb})) == UnreadableFile("doctype")


def test_tags_nested_without_end_are_no_harm(child: ParserChild) -> None:
    deep = "<a>" * 100_000 + "</a>" * 100_000
    content = archive(book_parts(sheet_xml(FIRST, after=deep)))
    assert shown(taken(child, content)) == {"A1": ("number", "1.0")}


def test_t12_one_huge_cell_is_text_like_any_other_unless_it_swells(child: ParserChild) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    letters = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(500_000))
    assert len(shown(taken(child, book(rows, strings=strings_xml(f"<t>{letters}</t>"))))["A1"][1]) == 500_000
    assert refused(child, book(rows, strings=strings_xml(f"<t>{'chữ ' * 500_000}</t>"))) == UnreadableFile("bomb")


def test_a_file_above_20_mb_is_not_even_sent() -> None:
    with ParserChild() as child:
        assert child.read(b"\0" * (MAX_FILE + 1)) == UnreadableFile("too_large")


TRIES_TO_REACH_OUT = """
import socket, sys
sys.path.insert(0, sys.argv[1])
from loaders.reading.child.serving import limit_process
limit_process()
for reach in (lambda: open("/etc/hosts"), lambda: socket.socket(), lambda: bytearray(600 * 2**20)):
    try:
        reach()
        print("reached")
    except (OSError, MemoryError) as error:
        print(type(error).__name__)
"""
TELLS_ITS_IMPORTS = """
import sys
sys.path.insert(0, sys.argv[1])
import loaders.reading.child.serving
known = {*sys.stdlib_module_names, "__main__", "sitecustomize", "usercustomize"}
foreign = {name.partition(".")[0] for name in sys.modules} - known
print(*sorted(name for name in foreign if not name.startswith(("_", "encodings"))))
print(*sorted(name for name in sys.modules if name.startswith("loaders")))
"""


def told_by(program: str) -> list[str]:
    """What a program prints that is given the child's package."""
    done = subprocess.run([sys.executable, "-I", "-c", program, CHILD[-1]], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_limited_child_opens_neither_file_nor_socket_and_has_512_mb() -> None:
    assert told_by(TRIES_TO_REACH_OUT) == ["OSError", "OSError", "MemoryError"]


def test_the_child_imports_the_standard_library_and_itself_alone() -> None:
    foreign, ours = told_by(TELLS_ITS_IMPORTS)
    assert foreign == "loaders"
    assert all(
        name in ("loaders", "loaders.reading") or name.startswith("loaders.reading.child") for name in ours.split()
    )


def test_nothing_of_a_file_stays_in_memory_when_the_next_one_comes() -> None:
    seen = (
        book(rows(2000), strings=strings_xml("<t>a</t>")),
        book(FAR["a column too many"][0]),
        FORM[:500],
        b"a;b\n1;2\n",
    )
    gc.collect()
    gc.disable()
    try:
        left = [(answer(content) and gc.collect()) for content in seen]
    finally:
        gc.enable()
    assert max(left) < 50
