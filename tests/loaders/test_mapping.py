"""From cells to observations: each rule of a report form, and that no cell is lost."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.loaders.forms import bm01, codes, map_content, so_hoa
from tests.loaders.tables import HISTORY_HEADER, phu_song, row, table


def test_a_ratio_is_a_hundred_times_numerator_over_denominator() -> None:
    (seen,) = map_content(bm01([so_hoa(1, 3)])).observations
    assert (seen.value, seen.numerator, seen.denominator) == (100 / 3, 1.0, 3.0)


def test_an_observation_knows_unit_period_day_and_cells() -> None:
    (seen,) = map_content(bm01([so_hoa(3, 10, 30)])).observations
    assert (seen.org_unit_id, seen.indicator_id, seen.period.id, seen.received) == (
        "SKHCN",
        "so-hoa",
        "2025-11",
        date(2025, 12, 5),
    )
    assert (seen.provenance.file_name, seen.provenance.sheet, seen.provenance.cell) == (
        "bieu.xlsx",
        "BM-01",
        "E8, F8, G8",
    )


def test_a_provincial_ratio_may_be_reported_by_its_value_alone() -> None:
    (seen,) = map_content(bm01([phu_song(45)])).observations
    assert (seen.value, seen.numerator, seen.denominator) == (45.0, None, None)


@pytest.mark.parametrize(("word", "value"), [("Có", 1.0), ("không", 0.0), (1, 1.0), (0, 0.0)])
def test_a_milestone_is_answered_yes_or_no(word: Any, value: float) -> None:
    (seen,) = map_content(bm01([row("ban-hanh", "kế hoạch", word)])).observations
    assert seen.value == value


@pytest.mark.parametrize("word", ["đang làm", 0.5])
def test_a_milestone_takes_no_other_answer(word: Any) -> None:
    assert codes(map_content(bm01([row("ban-hanh", "kế hoạch", word)]))) == [("SO-15", "G8")]


def test_a_count_has_no_numerator() -> None:
    assert codes(map_content(bm01([row("ban-co-song", "bản", 5, numerator=5)]))) == [("SO-14", "E8")]


@pytest.mark.parametrize("note", ["Ước thực hiện", "số tạm tính"])
def test_a_note_says_that_a_figure_is_provisional(note: str) -> None:
    assert map_content(bm01([so_hoa(1, 2, note=note)])).observations[0].provisional
    assert not map_content(bm01([so_hoa(1, 2, note="theo báo cáo")])).observations[0].provisional


def test_a_form_holds_indicators_of_its_own_frequency() -> None:
    mapped = map_content(bm01([row("quy-mo", "%", 10)], period="Tháng 9/2025"))
    assert codes(mapped) == [("KY-03", "B8")]
    assert "quy-mo báo cáo theo quý" in mapped.rejections[0].message


@pytest.mark.parametrize("code", ["T-900-01", "so-hoa-cu"])
def test_an_indicator_is_known_by_its_target_and_by_its_former_name(code: str) -> None:
    assert map_content(bm01([[1, code, None, "%", 1, 2]])).observations[0].indicator_id == "so-hoa"


def test_a_csv_may_carry_a_figure_dated_on_one_day() -> None:
    (seen,) = map_content(table("03388;so-hoa;2025-07-01;1;2;;")).observations
    assert seen.period.id == "2025-07-01"


def test_a_history_carries_the_day_each_figure_was_received() -> None:
    mapped = map_content(
        table("SKHCN;so-hoa;2025-10;1;2;;;03/11/2025", "SKHCN;so-hoa;2025-10;2;2;;;20/11/2025", header=HISTORY_HEADER)
    )
    assert mapped.form == "history-csv"
    assert [(seen.value, seen.received) for seen in mapped.observations] == [
        (50.0, date(2025, 11, 3)),
        (100.0, date(2025, 11, 20)),
    ]


@pytest.mark.parametrize(
    ("day", "code"), [("29/02/2025", "NG-02"), ("hôm qua", "NG-01"), ("06/12/2025", "NG-03"), ("", "NG-01")]
)
def test_a_history_row_needs_a_day_that_was(day: str, code: str) -> None:
    mapped = map_content(table(f"SKHCN;so-hoa;2025-10;1;2;;;{day}", header=HISTORY_HEADER))
    assert codes(mapped) == [(code, "dòng 2, cột ngay_nhan")]


def test_an_illustrative_history_may_run_ahead_of_the_day() -> None:
    rows = "SKHCN;so-hoa;2026-10;1;2;;Số liệu minh hoạ;03/11/2026"
    mapped = map_content(table(rows, header=HISTORY_HEADER))
    assert (mapped.illustrative, codes(mapped)) == (True, [])


def test_the_kind_given_settles_what_a_file_is() -> None:
    content = table("SKHCN;so-hoa;2025-10;1;2;;")
    assert codes(map_content(content, kind="history")) == [("BI-01", ""), ("BI-03", "")]
    assert map_content(content, kind="long").form == "long-csv"


def test_a_cell_outside_the_table_is_rejected_with_its_address() -> None:
    assert codes(map_content(bm01([[*so_hoa(1, 2), None, "lạc"]]))) == [("BI-05", "K8")]


def test_all_faults_of_a_file_are_told_at_once() -> None:
    mapped = map_content(bm01([so_hoa(3, 0), phu_song("mười hai")], unit="SKHCM", period="kỳ này"))
    assert codes(mapped) == [("DV-01", "C4"), ("KY-01", "C5"), ("SO-11", "F8"), ("SO-01", "G9")]


def test_the_message_says_where_what_was_found_what_is_expected_and_what_to_do() -> None:
    mapped = map_content(bm01([phu_song("12,5,3")]), file_name="Bieu2.xlsx")
    assert mapped.rejections[0].message == (
        "Tệp «Bieu2.xlsx», trang «BM-01», ô G8 (dòng 8, cột «Thực hiện»): thấy «12,5,3»; cần một số, ví dụ 12,5. "
        "Cách sửa: sửa ô G8 rồi gửi lại. [SO-01]"
    )


def test_the_message_of_a_csv_names_line_and_column() -> None:
    mapped = map_content(table("SKHCN;so-hoa;2025-11;ba;10;;"), file_name="a.csv")
    assert mapped.rejections[0].message == (
        "Tệp «a.csv», dòng 2, cột «tu_so»: thấy «ba»; cần một số, ví dụ 12,5. Cách sửa: sửa dòng 2 rồi gửi lại. [SO-01]"
    )


COUNTED = {
    "all well": [so_hoa(1, 2), phu_song(45)],
    "blank rows": [so_hoa(1, 2), phu_song(None), phu_song("-")],
    "faults": [so_hoa(3, 0), phu_song("mười hai"), row("khong-co", "%", 1)],
    "figures twice": [so_hoa(1, 2), so_hoa(1, 2)],
    "stray cells": [[*so_hoa(1, 2), "lạc"]],
}


@pytest.mark.parametrize("rows", COUNTED.values(), ids=COUNTED.keys())
def test_every_cell_is_accepted_ignored_or_rejected_and_the_counts_add_up(rows: list[list[Any]]) -> None:
    content = bm01(rows, name="Sở Khoa học và Công nghệ")
    mapped = map_content(content)
    page = openpyxl.load_workbook(io.BytesIO(content))["BM-01"]
    written = sum(cell.value is not None for line in page.iter_rows() for cell in line)
    assert mapped.accepted + mapped.ignored + mapped.rejected == written
