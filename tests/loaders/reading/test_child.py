"""The parser child as a process: a bad file costs only itself, and whatever the child does the parent has an answer."""

from __future__ import annotations

import sys
import time

import pytest

from loaders.reading.cells import RawFile, UnreadableFile
from loaders.reading.process import ParserChild, read_files
from loaders.unreadable import reject_unreadable
from tests.loaders.forms import bm01, so_hoa
from tests.loaders.reading.books import book


def test_a_bad_file_costs_only_itself() -> None:
    good, bad = bm01([so_hoa(1, 2)]), book('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with ParserChild() as child:
        found = [type(each) for each in read_files([good, bad, b"", good], child)]
    assert found == [RawFile, UnreadableFile, UnreadableFile, RawFile]


DIES_ONCE_GIVEN_A_FILE = "import sys, os; sys.stdin.buffer.read(10); os._exit(1)"
NEVER_ANSWERS = "import sys, time; sys.stdin.buffer.read(10); time.sleep(60)"
SPEAKS = "import sys; sys.stdin.buffer.read(10); sys.stdout.buffer.write({!r}); sys.stdout.flush(); sys.stdin.read()"
NONSENSE = {
    "an empty object": b"\0" * 7 + b"\x02{}",
    "no JSON": b"\0" * 7 + b"\x02xx",
    "a list": b"\0" * 7 + b"\x02[]",
    "a length beyond all bounds": b"\xff" * 8,
    "a sheet without cells": b"\0" * 7 + b"\x26" + b'{"kind":"xlsx","sheets":[{"name":"a"}]'.ljust(38),
}


def test_a_child_that_is_killed_leaves_a_file_that_was_not_read() -> None:
    with ParserChild(command=(sys.executable, "-c", DIES_ONCE_GIVEN_A_FILE)) as child:
        assert child.read(b"x") == UnreadableFile("child_ended")
        assert child.read(b"x") == UnreadableFile("child_ended")


def test_the_words_for_a_child_that_was_lost() -> None:
    assert reject_unreadable("a.xlsx", UnreadableFile("child_ended")).message == (
        "Tệp «a.xlsx»: thấy «không đọc được tệp»; cần sổ tính .xlsx hoặc tệp CSV mã UTF-8. "
        "Cách sửa: mở tệp bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi lại. [TE-09]"
    )


def test_a_file_that_takes_too_long_is_given_up() -> None:
    began = time.monotonic()
    with ParserChild(wall_seconds=0.5, command=(sys.executable, "-c", NEVER_ANSWERS)) as child:
        assert child.read(b"x") == UnreadableFile("too_slow")
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE.keys())
def test_an_answer_of_the_wrong_shape_is_a_file_that_was_not_read(answer: bytes) -> None:
    with ParserChild(command=(sys.executable, "-c", SPEAKS.format(answer))) as child:
        assert child.read(b"x") == UnreadableFile("child_ended")
