"""A long CSV read as a stream says the same as when it is read at once, in chunks, whatever is wrong with it."""

from __future__ import annotations

import codecs
import sys
from itertools import chain
from pathlib import Path

import pytest

from loaders.reading.cells import RawFile, UnreadableFile
from loaders.reading.child.limits import MAX_CSV_LINE
from loaders.reading.child.stream import PIECE, ROWS_A_FRAME
from loaders.reading.process import ParserChild
from loaders.reading.streaming import RowChunk, stream_rows

HEADER = "don_vi;chi_tieu;ky\n"
LONG = "".join(f"{number:05d};số hóa {number};2025-11\n" for number in range(45_000))
CASES = {
    "plain": (HEADER + "1;a;b\n2;c;d\n").encode(),
    "byte order mark": codecs.BOM_UTF8 + (HEADER + "1;hồ sơ;b\n").encode(),
    "utf-16": (HEADER + "1;hồ sơ;b\n").encode("utf-16"),
    "utf-32": (HEADER + "1;hồ sơ;b\n").encode("utf-32"),
    "utf-16 without its mark": (HEADER + "1;a;b\n").encode("utf-16-le"),
    "decomposed letters": HEADER.encode() + "1;hồ sơ;b\n".encode(),
    "separator line": b"sep=|\r\nx|y\r\n1|2\r\n",
    "a title above the table": "Báo cáo tháng 10\n\nSở KH và CN\nx;y;z\n1;2;3\n".encode(),
    "a letter": "Kính gửi Sở, ngành\nXin báo cáo: một, hai, ba\nhết\n".encode(),
    "one cell below the table": b"x;y;z\n1;2;3\nend\n",
    "spaces before quotes": b'x; "y"\n1; "a; b"\n2; "c"\n',
    "a letter like a quote behind spaces": b'x;y\n1; "a" b\n2;c\n',
    "a separator line and spaces before quotes": b'sep=;\nx; "y"\n1; "a; b"\n',
    "quoted line breaks": b'x,y\n1,"a\nb"\n2,"c\r\nd"\n3,e\n',
    "line breaks of windows": b"x,y\r\n1,2\r\n\r\n3,4\r\n",
    "no line break at the end": b"x,y\n1,2",
    "end mark of old editors": b"x,y\n1,2\n\x1a",
    "empty columns at the end": b"x,y,,\n1,2,,\n3,4,,,,\n",
    "blank lines first": b"\n\n;;\nx;y\n1;2\n",
    "longer than one piece": (HEADER + LONG).encode(),
    "longer than one piece, utf-16": (HEADER + LONG).encode("utf-16"),
    "long lines": b"x,y\n" + b"".join(b"%d,%s\n" % (number, b"z" * 5_000) for number in range(500)),
    "ragged far below": (HEADER + LONG + "1;2\n").encode(),
    "invalid byte far below": (HEADER + LONG).encode() + b"1;a\xffb;c\n",
    "cut letter at the end": (HEADER + LONG).encode() + "1;a;ồ".encode()[:-1],
    "NUL far below": (HEADER + LONG + "1;\0;c\n").encode(),
    "open quote": (HEADER + '1;"a;b\n' + LONG[:40]).encode(),
    "carriage returns only": b"x;y\r1;2\r",
    "two possible separators": b"a,b;c\n1,2;3\n",
    "no separator": b"x\n1\n",
    "only blanks": b" \n \n",
    "header only": HEADER.encode(),
    "nothing": b"",
    "a web page": b"<html><body><table></table></body></html>",
    "a picture": b"\x89PNG\r\n\x1a\n....",
}


def _streamed(path: Path) -> tuple[dict[int, dict[int, str]] | None, UnreadableFile | None]:
    rows: dict[int, dict[int, str]] = {}
    with path.open("rb") as stream:
        for chunk in stream_rows(stream):
            if isinstance(chunk, UnreadableFile):
                return None, chunk
            assert len(chunk.lines) <= ROWS_A_FRAME
            for line, texts in zip(chunk.lines, chunk.rows, strict=True):
                rows[line] = {column: text for column, text in enumerate(texts, 1) if text.strip()}
    return rows, None


@pytest.mark.parametrize("case", CASES)
def test_a_stream_says_the_same_as_the_file_read_at_once(tmp_path: Path, case: str) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(CASES[case])
    with ParserChild() as child:
        at_once = child.read(CASES[case])
    rows, fault = _streamed(path)
    if isinstance(at_once, RawFile):
        sheet = at_once.sheets[0].rows
        expected = {line: {column: cell.text for column, cell in cells.items()} for line, cells in sheet.items()}
        assert (rows, fault) == (expected, None)
    else:
        assert fault == at_once


def test_the_long_cases_need_several_pieces_and_chunks() -> None:
    assert len(CASES["longer than one piece"]) > PIECE
    assert LONG.count("\n") > ROWS_A_FRAME


def test_b76_a_line_without_end_is_refused_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"x,y\n1,2\n3," + b"z" * (3 * MAX_CSV_LINE))
    assert _streamed(path) == (None, UnreadableFile("csv_long", "3"))


def test_a_workbook_of_that_length_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    assert _streamed(path) == (None, UnreadableFile("too_large"))


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("", "child_ended"),
        ("import os; os.write(1, b'0123456789')", "child_ended"),
        ("import os; os.write(1, (2**40).to_bytes(8, 'big'))", "child_ended"),
        ("import os; os.write(1, (4).to_bytes(8, 'big') + b'true')", "child_ended"),
        ("import time; time.sleep(60)", "too_slow"),
    ],
)
def test_a_child_that_ends_or_hangs_or_speaks_nonsense_is_an_unreadable_file(
    tmp_path: Path, script: str, reason: str
) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"x,y\n")
    with path.open("rb") as stream:
        command = (sys.executable, "-I", "-c", script)
        assert list(stream_rows(stream, "", command, 0.5)) == [UnreadableFile(reason)]


def test_rows_before_a_fault_are_given_before_it(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(CASES["ragged far below"])
    with path.open("rb") as stream:
        *chunks, last = stream_rows(stream)
    assert last == UnreadableFile("csv_ragged", "45002|2|3")
    lines = list(chain.from_iterable(chunk.lines for chunk in chunks if isinstance(chunk, RowChunk)))
    assert lines == list(range(1, len(lines) + 1)) and len(lines) >= 45_001 - ROWS_A_FRAME
