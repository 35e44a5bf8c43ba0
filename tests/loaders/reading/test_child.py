"""The parser child: what stands in the cells, which files it does not read, and that a bad file costs only itself."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile

import openpyxl
import pytest

from loaders.reading.cells import CellKind, RawCell, RawFile, UnreadableFile
from loaders.reading.child.content import OLE_MAGIC
from loaders.reading.process import CHILD, ParserChild, read_files
from tests.loaders.forms import bm01, read, so_hoa

CSV = "don_vi;chi_tieu;ky\nSKHCN;so-hoa;2025-11\n"


def answer(content: bytes) -> RawFile | UnreadableFile:
    """One file through a child of its own."""
    with ParserChild() as child:
        return child.read(content)


def workbook(**cells: str) -> bytes:
    """A workbook of one sheet with these cells, by openpyxl, which saves formulas without results."""
    book, content = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    for address, value in cells.items():
        page[address] = value
    book.save(content)
    return content.getvalue()


def with_part(content: bytes, name: str, text: str | bytes, *, instead: bool = False) -> bytes:
    """The same archive with one more part, or one part replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if not (instead and info.filename == name):
                new.writestr(info, old.read(info))
        new.writestr(name, text)
    return made.getvalue()


def one_cell(content: bytes, row: int, column: int) -> RawCell:
    """The cell at this place of the first sheet."""
    return read(content).sheets[0].cell(row, column)


def test_addresses_are_those_of_excel_though_rows_and_columns_before_are_empty() -> None:
    cell = one_cell(workbook(D12="x"), 12, 4)
    assert (cell.address, cell.text) == ("D12", "x")


def test_b53_an_error_cell_is_an_error_and_not_a_blank() -> None:
    cell = one_cell(workbook(D7="#DIV/0!"), 7, 4)
    assert (cell.kind, cell.text) == (CellKind.ERROR, "#DIV/0!")


def test_b54_a_formula_saved_without_result_is_uncalculated_and_not_a_blank() -> None:
    assert one_cell(workbook(B2="=1+1"), 2, 2).kind is CellKind.UNCALCULATED


def test_b35_a_number_shown_as_percent_arrives_as_percent() -> None:
    content = bm01([so_hoa(None, None, 0.45)], formats={(8, 7): "0.0%"})
    cell = one_cell(content, 8, 7)
    assert (cell.number, cell.is_percent) == (45.0, True)


def test_b35_seven_hundredths_are_seven_percent_exactly() -> None:
    assert one_cell(bm01([so_hoa(None, None, 0.07)], formats={(8, 7): "0%"}), 8, 7).number == 7.0


def test_a_percent_sign_in_quotes_of_a_format_is_only_text() -> None:
    cell = one_cell(bm01([so_hoa(None, None, 45)], formats={(8, 7): '0.0"%"'}), 8, 7)
    assert (cell.number, cell.is_percent) == (45.0, False)


def test_spaces_alone_are_a_blank() -> None:
    assert one_cell(workbook(A1="x", B1="   "), 1, 2).is_blank


def test_b62_text_is_composed_on_the_way_in() -> None:
    assert one_cell(workbook(A1="Qu\u0079\u0301"), 1, 1).text == "Qu\u00fd"


def test_b72_a_csv_with_byte_order_mark_has_a_clean_first_header() -> None:
    assert one_cell(b"\xef\xbb\xbf" + CSV.encode(), 1, 1).text == "don_vi"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_b75_the_header_of_a_csv_says_what_parts_its_columns(mark: str) -> None:
    raw = read(CSV.replace(";", mark).encode())
    assert [cell.text for cell in raw.sheets[0].rows[2].values()] == ["SKHCN", "so-hoa", "2025-11"]


def test_b75_a_decimal_comma_inside_a_semicolon_csv_stays_in_its_cell() -> None:
    assert one_cell(b"a;b\n12,5;1\n", 2, 1).text == "12,5"


def test_rows_of_a_csv_are_counted_as_lines_though_a_cell_has_a_line_break() -> None:
    raw = read(b'a;b\n"x\ny";1\nz;2\n')
    assert sorted(raw.sheets[0].rows) == [1, 2, 4]


FAR = '<c r="XFD1048576"><v>1</v></c>'
UNREADABLE = {
    "b01_zero_bytes": (b"", "empty"),
    "b02_a_workbook_cut_in_half": (bm01([so_hoa(1, 2)])[:4000], "damaged"),
    "b02_four_letters_of_a_zip": (b"PK\x03\x04rest", "damaged"),
    "b03_a_password": (OLE_MAGIC + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"), "password"),
    "b04_an_old_xls": (OLE_MAGIC + b"\0" * 512, "other_format"),
    "b07_a_web_page_called_xlsx": (b"  <html><table><tr><td>1</td></tr></table></html>", "other_format"),
    "b08_a_macro": (with_part(bm01([so_hoa(1, 2)]), "xl/vbaProject.bin", b"x"), "macros"),
    "b08_an_embedded_document": (with_part(bm01([so_hoa(1, 2)]), "xl/embeddings/a.bin", b"x"), "embedded"),
    "b09_no_workbook_part": (with_part(bm01([]), "xl/workbook.xml", "<a", instead=True), "malformed"),
    "b11_a_far_corner": (
        with_part(
            bm01([so_hoa(1, 2)]),
            "xl/worksheets/sheet1.xml",
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{FAR}</row></sheetData></worksheet>',
            instead=True,
        ),
        "far_corner",
    ),
    "b11_a_cell_outside_the_grid": (
        with_part(
            bm01([]),
            "xl/worksheets/sheet1.xml",
            '<worksheet><row><c r="AAAA1"><v>1</v></c></row></worksheet>',
            instead=True,
        ),
        "grid",
    ),
    "b11_a_bomb": (with_part(bm01([]), "xl/media/a.bin", b"\0" * 30_000_000), "bomb"),
    "t14_an_entity": (
        with_part(
            bm01([]),
            "xl/worksheets/sheet1.xml",
            '<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>',
            instead=True,
        ),
        "doctype",
    ),
    "b73_utf_16": (CSV.encode("utf-16"), "other_format"),
    "b74_an_invalid_byte": (CSV.encode() + b"\xff;1;2\n", "encoding"),
    "b75_two_possible_delimiters": (b"a;b,c\n1;2,3\n", "delimiter"),
    "b76_an_open_quote": (b'a;b\n"1;2\n3;4\n', "csv_line"),
    "b76_a_ragged_row": (b"a;b\n1;2;3\n", "csv_line"),
    "b76_a_nul": (b"a;b\n1;\x002\n", "not_text"),
    "b07_prose": ("Kính gửi Sở".encode(), "not_table"),
    "a_pdf": (b"%PDF-1.7", "other_format"),
}


@pytest.mark.parametrize(("content", "reason"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_is_not_read_says_why(content: bytes, reason: str) -> None:
    found = answer(content)
    assert isinstance(found, UnreadableFile)
    assert found.reason == reason


def test_b74_an_invalid_byte_is_told_with_its_line() -> None:
    assert answer(CSV.encode() + b"\xff;1;2\n") == UnreadableFile("encoding", "3")


def test_b11_an_archive_of_too_many_members_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(2001):
            archive.writestr(f"xl/{number}.xml", "<a/>")
    assert answer(made.getvalue()) == UnreadableFile("bomb")


def test_a_file_above_20_mb_is_not_even_sent() -> None:
    with ParserChild() as child:
        assert child.read(b"\0" * (20 * 2**20 + 1)) == UnreadableFile("too_large")


def test_a_bad_file_costs_only_itself() -> None:
    good, bad = bm01([so_hoa(1, 2)]), UNREADABLE["b11_a_far_corner"][0]
    with ParserChild() as child:
        found = [type(each) for each in read_files([good, bad, b"", good], child)]
    assert found == [RawFile, UnreadableFile, UnreadableFile, RawFile]


DIES_ONCE_GIVEN_A_FILE = "import sys, os; sys.stdin.buffer.read(9); os._exit(1)"
NEVER_ANSWERS = "import sys, time; sys.stdin.buffer.read(9); time.sleep(60)"
SPEAKS_NONSENSE = "import sys; sys.stdin.buffer.read(9); sys.stdout.buffer.write(b'\\0' * 7 + b'\\x02{}'); sys.stdout.flush(); sys.stdin.read()"


def test_a_child_that_is_killed_leaves_a_file_that_was_not_read() -> None:
    with ParserChild(command=(sys.executable, "-c", DIES_ONCE_GIVEN_A_FILE)) as child:
        assert child.read(b"x") == UnreadableFile("child_ended")
        assert child.read(b"x") == UnreadableFile("child_ended")


def test_a_file_that_takes_too_long_is_given_up() -> None:
    began = time.monotonic()
    with ParserChild(wall_seconds=0.5, command=(sys.executable, "-c", NEVER_ANSWERS)) as child:
        assert child.read(b"x") == UnreadableFile("too_slow")
    assert time.monotonic() - began < 10


def test_an_answer_of_the_wrong_shape_is_a_file_that_was_not_read() -> None:
    with ParserChild(command=(sys.executable, "-c", SPEAKS_NONSENSE)) as child:
        assert child.read(b"x") == UnreadableFile("child_ended")


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


def test_the_limited_child_opens_neither_file_nor_socket_and_has_512_mb() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", TRIES_TO_REACH_OUT, CHILD[-1]], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["OSError", "OSError", "MemoryError"]
