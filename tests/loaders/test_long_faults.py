"""Files full of faults, of endless texts and of columns nobody named: refused or read soon, in bounded memory, all cells counted."""

from __future__ import annotations

import time

import pytest

from loaders.directory import Directory
from loaders.faults import Choice
from loaders.mapping.account import FAULTS_SHOWN
from loaders.mapping.figures import Warned
from loaders.mapping.whole_file import Mapped
from loaders.outcomes import outcome_of
from loaders.parsing.matching import LONGEST_COMPARED, canonical, says
from loaders.reading.cells import CellKind, FileKind, RawCell, RawFile, RawSheet
from loaders.recognising.headers import ROWS_LOOKED_AT
from tests.loaders.forms import RECEIVED, catalogue, codes, map_content, map_raw, warned
from tests.loaders.tables import CSV_HEADER, sheets, table

GOOD = "SKHCN;ban-co-song;2025-11;;;12;"
HEADERS = CSV_HEADER.split(";")


def raw_table(rows: list[list[str]], sheet: str = "") -> RawFile:
    """The raw cells of a table with these rows."""
    lines = {
        number: {c: RawCell(sheet, number, c, CellKind.TEXT, text) for c, text in enumerate(line, 1) if text}
        for number, line in enumerate([HEADERS, *rows], 1)
    }
    return RawFile(FileKind.XLSX if sheet else FileKind.CSV, (RawSheet(sheet, True, lines),))


def count_of(mapped: Mapped) -> int:
    """The cells about which something was said."""
    return mapped.accepted + mapped.ignored + mapped.rejected


@pytest.mark.parametrize(
    ("header", "row", "address"),
    [
        (f";{CSV_HEADER}", f"0;{GOOD}", "cột A"),
        (f"{CSV_HEADER};", f"{GOOD};x", "cột H"),
        ("don_vi;chi_tieu;;ky;tu_so;mau_so;gia_tri", "SKHCN;ban-co-song;7;2025-11;;;12", "cột C"),
    ],
)
def test_b22_a_column_without_a_name_in_a_csv_is_a_warning(header: str, row: str, address: str) -> None:
    mapped = map_content(table(row, header=header))
    assert codes(mapped) == []
    assert [seen.value for seen in mapped.observations] == [12]
    assert warned(mapped) == [("CB-12", "dòng 1")]
    assert address in mapped.warnings[0].found
    assert mapped.ignored_kinds["Cột ngoài biểu mẫu"] == 1


def test_b22_a_column_without_a_name_in_a_workbook_is_a_warning() -> None:
    mapped = map_content(sheets(Trang=[[None, *HEADERS], [0, "SKHCN", "ban-co-song", "2025-11", None, None, 12]]))
    assert (codes(mapped), warned(mapped)) == ([], [("CB-12", "A1")])


def test_b22_stray_cells_outside_the_table_are_rejected() -> None:
    rows = [["SKHCN", "ban-co-song", "2025-11", "", "", "12", "", "", "", "9"]]
    assert codes(map_raw(raw_table(rows, "Trang"))) == [("BI-05", "J2")]


def test_b22_one_stray_cell_beside_the_table_is_rejected() -> None:
    rows = [["SKHCN", "ban-co-song", f"2025-{month}", "", "", "12"] for month in ("10", "11")]
    rows[1] += ["", "9"]
    assert codes(map_raw(raw_table(rows, "Trang"))) == [("BI-05", "H3")]


def test_b31_digits_behind_a_figure_without_a_name_may_be_its_decimals() -> None:
    content = table("SKHCN,ban-co-song,2025-11,,,54,02", header="don_vi,chi_tieu,ky,tu_so,mau_so,gia_tri,")
    assert [code for code, _ in codes(map_content(content))] == ["BI-05"]


def test_b22_a_column_twice_is_told_once_and_no_other_form_is_named() -> None:
    mapped = map_content(table(f"{GOOD};12", header=f"{CSV_HEADER};gia_tri"))
    assert [code for code, _ in codes(mapped)] == ["BI-04"]


def test_b38_the_sign_of_a_text_before_a_number_is_left_away_and_counted() -> None:
    mapped = map_content(table("SKHCN;ban-co-song;2025-11;;;'12;"))
    assert ([seen.value for seen in mapped.observations], codes(mapped)) == ([12], [])
    assert mapped.notices[Warned.NUMBER_AS_TEXT] == 1


def test_b31_a_number_with_two_readings_behind_the_sign_of_a_text_is_asked_back() -> None:
    mapped = map_content(table("SKHCN;ban-co-song;2025-11;;;'1.234;"))
    assert [choice.value for choice in mapped.rejections[0].choices] == ["1234", "1,234"]


@pytest.mark.parametrize("row", [GOOD.replace("SKHCN", "skhcn"), GOOD.replace("ban-co-song", "BAN-CO-SONG")])
def test_b63_ids_are_known_in_either_case(row: str) -> None:
    mapped = map_content(table(row))
    assert codes(mapped) == []
    assert [(seen.org_unit_id, seen.indicator_id) for seen in mapped.observations] == [("SKHCN", "ban-co-song")]


def test_b63_ids_of_targets_are_known_in_either_case() -> None:
    known = catalogue()
    target, indicator = next((t.id, each) for each in known.indicators.values() for t in each.targets)
    assert Directory(known).indicator(target.swapcase()) is indicator


def test_a_month_that_excel_made_a_day_of_is_asked_back_with_the_words_to_write() -> None:
    raw = raw_table([["SKHCN", "ban-co-song", "x", "", "", "12"]], "Trang")
    raw.sheets[0].rows[2][3] = RawCell("Trang", 2, 3, CellKind.DATE, "2025-11-01")
    (fault,) = map_raw(raw).rejections
    assert "ghi «Tháng 11/2025» vào ô C2" in fault.remedy
    assert fault.choices[0] == Choice("2025-11", "tháng 11/2025")


@pytest.mark.parametrize("sheet", ["", "Trang"])
def test_of_very_many_faults_the_first_are_told_and_all_are_counted(sheet: str) -> None:
    rows = [[f"Đơn vị {n}", f"chi-tieu-{n}", f"kỳ {n}", "", "", "ba", "ghi chú"] for n in range(1_000)]
    mapped = map_raw(raw_table(rows, sheet))
    assert (len(mapped.rejections), mapped.rejected) == (FAULTS_SHOWN, 3_000)
    assert count_of(mapped) == len(HEADERS) + 5_000
    told = outcome_of("a.csv", "0" * 64, RECEIVED, mapped)
    assert told.outcome == "refused"
    assert told.messages[-1] == "Tệp có 3.000 lỗi; 200 lỗi đầu được liệt kê."


def test_faults_as_many_as_are_shown_are_all_told() -> None:
    rows = [["SKHCN", "ban-co-song", "2025-11", "", "", "ba"] for _ in range(FAULTS_SHOWN)]
    mapped = map_raw(raw_table(rows))
    assert len(mapped.rejections) == mapped.rejected == FAULTS_SHOWN
    assert outcome_of("a.csv", "0" * 64, RECEIVED, mapped).messages == ()


def test_very_many_stray_cells_are_counted() -> None:
    rows = [["SKHCN", "ban-co-song", "2025-11", "", "", "12"], *([["", "", "", "", "", "", "", "", "1"]] * 5_000)]
    mapped = map_raw(raw_table(rows, "Trang"))
    assert (len(mapped.rejections), mapped.rejected) == (FAULTS_SHOWN, 5_000)


def test_a_text_that_repeats_without_end_is_looked_at_once() -> None:
    endless = "Sở Tài chính " * 2_500
    rows = [[endless] * 200 for _ in range(2 * ROWS_LOOKED_AT)]
    began = time.process_time()
    assert map_raw(raw_table(rows, "Trang")).rejections
    assert time.process_time() - began < 10


def test_of_a_text_longer_than_any_name_the_beginning_is_compared() -> None:
    text = "Ồ" * 3_000
    assert canonical(text) == "ồ" * LONGEST_COMPARED
    assert says(f"{text} SỐ LIỆU MINH HỌA", canonical("số liệu minh họa"))
