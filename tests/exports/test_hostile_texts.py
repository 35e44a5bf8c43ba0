"""Texts people wrote stay texts, in every format and every place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from dashboard.exports import file_name
from dashboard.exports.csv_file import csv_text
from dashboard.exports.table import LONGEST_TEXT, clean_text
from dashboard.snapshot import Snapshot
from dashboard.store.facts import Facts
from tests.exports.awkward import awkward, csv_rows, field_of, opened, parquet_rows, parts, written

FORMULAS = {
    "equals": "=1+1",
    "call": '=HYPERLINK("http://x.example","y")',
    "plus": "+1",
    "minus": "-2+3",
    "at": "@SUM(A1:A9)",
    "tab": "\t=1",
    "carriage return": "\r=1",
    "array": "{=1}",
    "full width": "＝1",
    "command": "=cmd|' /C calc'!A0",
}
LINKS = {
    "address": "https://x.example/a?b=1&c=2",
    "mail": "mailto:a@x.example",
    "inside": "internal:'Chỉ tiêu'!A1",
    "outside": r"external:c:\tạm\x.xlsx",
    "file": "file:///etc/passwd",
}
LOOKS = {
    "html": "<b>đậm</b><script>alert(1)</script>",
    "number": "03405",
    "date": "1/2",
    "separators": 'a;b,"c"',
    "lines": "dòng một\ndòng hai",
    "escape": "_x0041_",
    "header command": 'A&B &P &"Arial"',
    "decomposed": unicodedata.normalize("NFD", "Phường Thục Phán, Tiến độ"),
}
BROKEN = {
    "vertical tab": "a\u000bb",
    "noncharacter": "a\ufffeb\uffff",
    "surrogate": "a\ud800b",
    "long": "Ề" * 33_000,
    "long pairs": "😀" * 20_000,
}


Said = Callable[[str], tuple[Snapshot, Facts]]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What says a text in every place that has a text; made once for each."""
    return cache(lambda text: awkward(tmp_path_factory.mktemp("said"), text))


@pytest.fixture(scope="module")
def workbook(said: Said) -> Callable[[str], bytes]:
    """The workbook that says a text; written once for each."""
    return cache(lambda text: written(*said(text), "xlsx"))


def cases(texts: dict[str, str]) -> Any:
    return pytest.mark.parametrize("text", texts.values(), ids=texts.keys())


@cases(FORMULAS | LINKS | LOOKS | BROKEN)
def test_t01_no_text_becomes_a_formula_in_the_workbook(workbook: Callable[[str], bytes], text: str) -> None:
    content = workbook(text)
    assert [name for name, xml in parts(content, "xl/worksheets/") if re.search(r"<f[ >/]", xml)] == []
    cells = [cell for sheet in opened(content) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= set("sndb")
    assert clean_text(text) in {cell.value for cell in cells}


@cases(FORMULAS | LINKS | LOOKS | BROKEN)
def test_t02_no_text_becomes_a_link_in_the_workbook(workbook: Callable[[str], bytes], text: str) -> None:
    found = [name for name, xml in parts(workbook(text), "") if "<hyperlink" in xml or 'TargetMode="External"' in xml]
    assert found == []


@cases(FORMULAS | LINKS | LOOKS | BROKEN)
def test_t03_a_text_that_looks_like_a_formula_has_an_apostrophe_in_the_csv_and_no_other_change(
    said: Said, text: str
) -> None:
    rows = csv_rows(written(*said(text), "csv"))
    clean = clean_text(text)
    assert {row["name"] for row in rows} == {row["document"] for row in rows} == {field_of(clean)}
    assert all(not field.startswith(("=", "+", "@", "\t", "\r")) for row in rows for field in row.values())


def test_t03_negative_numbers_have_no_apostrophe() -> None:
    assert csv_text(-0.25) == "-0,25"
    assert csv_text("-0.25") == "'-0.25"


@cases(FORMULAS | LINKS | LOOKS | BROKEN)
def test_t03_parquet_holds_the_text_as_it_is(said: Said, text: str) -> None:
    rows = parquet_rows(written(*said(text), "parquet"))
    assert {row["name"] for row in rows} == {clean_text(text)}


@cases(BROKEN)
def test_t07_what_no_file_can_hold_is_replaced_in_sight_and_the_rest_stays(text: str) -> None:
    clean = clean_text(text)
    clean.encode("utf-8")
    assert re.search("[\x0b\ufffe\uffff]", clean) is None
    assert ("\ufffd" in clean) == (len(text) < 10)
    assert len(clean.encode("utf-16-le")) <= 2 * LONGEST_TEXT


def test_t07_a_text_too_long_for_a_cell_says_that_it_was_cut() -> None:
    assert clean_text("Ề" * 33_000) == "Ề" * (LONGEST_TEXT - 1) + "…"
    assert clean_text("Ề" * LONGEST_TEXT) == "Ề" * LONGEST_TEXT
    assert clean_text("😀" * 20_000) == "😀" * 16_383 + "…"


def test_t07_an_unreadable_character_leaves_a_mark() -> None:
    assert clean_text("a\u000bb\ufffec\ud800d") == "a\ufffdb\ufffdc\ufffdd"


def test_t07_texts_come_out_composed() -> None:
    assert clean_text(LOOKS["decomposed"]) == "Phường Thục Phán, Tiến độ"


@cases(FORMULAS | LINKS | LOOKS | BROKEN)
def test_no_text_gets_into_the_name_of_the_file(said: Said, text: str) -> None:
    snapshot, _ = said(text)
    assert re.fullmatch(r"[A-Z0-9]+_NQ57_2025-12-10\.xlsx", file_name(snapshot, "xlsx"))
