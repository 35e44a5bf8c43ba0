"""From cells to observations: each rule of a report form, and that no cell is lost."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from loaders.account import Notice
from loaders.figures import Warned
from tests.loaders.forms import HEADERS, bm01, codes, map_content, so_hoa, warned
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


@pytest.mark.parametrize("stated", [33, 33.3, 33.33, 100 / 3])
def test_b49_a_stated_value_agrees_when_it_is_the_computed_one_rounded(stated: float) -> None:
    assert codes(map_content(bm01([so_hoa(1, 3, stated)]))) == []


@pytest.mark.parametrize("stated", [33.4, 34, 0, 33.32])
def test_b49_a_stated_value_that_differs_is_rejected_and_both_are_named(stated: float) -> None:
    mapped = map_content(bm01([so_hoa(1, 3, stated)]))
    assert codes(mapped) == [("SO-13", "G8")]
    assert "33,33, theo tử số 1 (ô E8) trên mẫu số 3 (ô F8)" in mapped.rejections[0].message


def test_b47_zero_of_zero_is_nothing_arising_and_neither_0_nor_100_percent() -> None:
    (seen,) = map_content(bm01([so_hoa(0, 0)])).observations
    assert (seen.value, seen.numerator, seen.denominator) == (None, 0.0, 0.0)


def test_b47_the_words_khong_phat_sinh_say_the_same() -> None:
    (seen,) = map_content(bm01([so_hoa(None, None, "Không phát sinh")])).observations
    assert (seen.value, seen.numerator, seen.denominator) == (None, 0.0, 0.0)


def test_b48_something_of_zero_is_rejected() -> None:
    assert codes(map_content(bm01([so_hoa(3, 0)]))) == [("SO-11", "F8")]


def test_b48_a_ratio_that_is_added_up_needs_both_parts() -> None:
    assert codes(map_content(bm01([so_hoa(3, None, 30)]))) == [("SO-12", "F8")]
    assert codes(map_content(bm01([so_hoa(None, None, 30)]))) == [("SO-12", "E8"), ("SO-12", "F8")]


def test_a_provincial_ratio_may_be_reported_by_its_value_alone() -> None:
    (seen,) = map_content(bm01([phu_song(45)])).observations
    assert (seen.value, seen.numerator, seen.denominator) == (45.0, None, None)


def test_b46_a_numerator_above_its_denominator_is_rejected() -> None:
    assert codes(map_content(bm01([so_hoa(11, 10)]))) == [("SO-10", "E8")]


def test_b45_a_value_outside_its_bounds_is_rejected() -> None:
    assert codes(map_content(bm01([phu_song(101)]))) == [("SO-09", "G8")]


def test_b45_a_negative_count_is_rejected() -> None:
    assert codes(map_content(bm01([row("ban-co-song", "bản", -1), so_hoa(-1, 10)]))) == [
        ("SO-08", "G8"),
        ("SO-08", "E9"),
    ]


def test_b34_b35_percent_as_text_and_as_format_are_the_same_figure() -> None:
    as_text, as_format = bm01([phu_song("45%")]), bm01([phu_song(0.45)], formats={(8, 7): "0%"})
    assert [map_content(content).observations[0].value for content in (as_text, as_format)] == [45.0, 45.0]


def test_b35_a_percent_where_a_count_is_asked_is_rejected() -> None:
    assert codes(map_content(bm01([row("ban-co-song", "bản", 0.45)], formats={(8, 7): "0%"}))) == [("SO-04", "G8")]


def test_b36_a_small_percent_without_sign_is_told() -> None:
    mapped = map_content(bm01([phu_song(0.45)]))
    assert (mapped.observations[0].value, warned(mapped)) == (0.45, [("CB-13", "G8")])


def test_b37_4500_percent_is_rejected() -> None:
    mapped = map_content(bm01([phu_song(45)], formats={(8, 7): "0%"}))
    assert (codes(mapped), mapped.rejections[0].found) == ([("SO-09", "G8")], "4500%")


def test_b38_a_number_written_as_text_is_read_and_counted() -> None:
    mapped = map_content(bm01([phu_song("12,5")]))
    assert (mapped.observations[0].value, mapped.notices[Warned.NUMBER_AS_TEXT]) == (12.5, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mười hai", "SO-01"),
        ("~12", "SO-01"),
        ("1.234", "SO-02"),
        ("12.5", "SO-03"),
        ("N/A", "SO-01"),
        ("Không", "SO-01"),
    ],
)
def test_b30_b31_b39_b40_text_that_is_no_number_is_rejected(text: str, code: str) -> None:
    assert codes(map_content(bm01([phu_song(text)]))) == [(code, "G8")]


@pytest.mark.parametrize("value", [True, date(2025, 11, 30)])
def test_b42_a_truth_value_or_a_day_is_no_figure(value: Any) -> None:
    content = io.BytesIO(bm01([phu_song(1)]))
    book = openpyxl.load_workbook(content)
    book["BM-01"]["G8"] = value
    made = io.BytesIO()
    book.save(made)
    assert codes(map_content(made.getvalue())) == [("SO-01", "G8")]


@pytest.mark.parametrize("blank", ["-", "–", "…", "x"])
def test_b40_the_source_own_words_for_no_report_are_no_zero(blank: str) -> None:
    mapped = map_content(bm01([so_hoa(1, 2), phu_song(blank)]))
    assert ([seen.indicator_id for seen in mapped.observations], mapped.blank_rows) == (["so-hoa"], 1)


def test_b24_a_row_left_blank_is_not_reported_and_counted() -> None:
    mapped = map_content(bm01([so_hoa(1, 2), phu_song(None)]))
    assert (codes(mapped), len(mapped.observations), mapped.blank_rows) == ([], 1, 1)


def test_b77_a_form_without_any_figure_is_refused() -> None:
    assert codes(map_content(bm01([phu_song(None)]))) == [("BI-07", "")]
    assert codes(map_content(table())) == [("BI-07", "")]


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


def test_b25_b26_a_figure_that_stands_twice_is_rejected_at_both_places() -> None:
    mapped = map_content(bm01([so_hoa(1, 2), so_hoa(1, 2)]))
    assert (codes(mapped), mapped.observations) == ([("CT-05", "F8"), ("CT-05", "F9")], ())


def test_b58_b59_a_period_that_is_not_over_is_rejected() -> None:
    assert codes(map_content(bm01([so_hoa(1, 2)], period="Tháng 12/2025"))) == [("KY-02", "C5")]


def test_b59_a_document_may_end_a_period_before_the_calendar_does() -> None:
    mapped = map_content(bm01([row("can-bo", "%", None, 8, 10)], period="6 tháng cuối năm 2025"))
    assert (codes(mapped), mapped.observations[0].period.id) == ([], "2025-H2")


def test_a_form_holds_indicators_of_its_own_frequency() -> None:
    mapped = map_content(bm01([row("quy-mo", "%", 10)], period="Tháng 9/2025"))
    assert codes(mapped) == [("KY-03", "B8")]
    assert "quy-mo báo cáo theo quý" in mapped.rejections[0].message


def test_b59_a_unit_has_no_figures_from_before_it_existed() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], unit="03388", period="2025-06"))
    assert codes(mapped) == [("DV-03", "C4")]
    assert "01/07/2025" in mapped.rejections[0].message


def test_b66_a_unit_that_was_closed_names_its_successor() -> None:
    mapped = map_content(table("STTTT;so-hoa;2025-03;1;2;;"))
    assert codes(mapped) == [("DV-03", "dòng 2, cột don_vi")]
    assert "nay là Sở Khoa học và Công nghệ (SKHCN)" in mapped.rejections[0].message


def test_b69_an_indicator_the_unit_does_not_report_is_rejected() -> None:
    assert codes(map_content(bm01([phu_song(45)], unit="STC"))) == [("CT-02", "B8")]


def test_b69_an_unknown_indicator_is_rejected_with_near_names() -> None:
    mapped = map_content(bm01([row("phu-songg", "%", 45)]))
    assert (codes(mapped), mapped.rejections[0].expected) == ([("CT-01", "B8")], "mã chỉ tiêu, gần giống: phu-song")


def test_b69_another_unit_of_measure_is_rejected() -> None:
    assert codes(map_content(bm01([row("phu-song", "bản", 45)]))) == [("CT-03", "D8")]


def test_b68_the_name_of_another_indicator_beside_a_code_is_rejected() -> None:
    assert codes(map_content(bm01([[1, "phu-song", "Bản có sóng", "%", None, None, 45]]))) == [("CT-04", "C8")]


@pytest.mark.parametrize("code", ["T-900-01", "so-hoa-cu"])
def test_an_indicator_is_known_by_its_target_and_by_its_former_name(code: str) -> None:
    assert map_content(bm01([[1, code, None, "%", 1, 2]])).observations[0].indicator_id == "so-hoa"


@pytest.mark.parametrize("unit", [3388, "3388"])
def test_b67_a_code_that_lost_its_zero_is_repaired_and_counted(unit: Any) -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], unit=unit))
    assert (mapped.observations[0].org_unit_id, mapped.notices[Notice.CODE_REPAIRED]) == ("03388", 1)


def test_b68_a_name_that_is_not_the_code_s_is_rejected() -> None:
    assert codes(map_content(bm01([so_hoa(1, 2)], unit="03598", name="Xã Than Uyên"))) == [("DV-02", "C3")]


def test_b64_near_names_are_proposed_and_never_taken() -> None:
    mapped = map_content(table("Xã Tân Uyen;so-hoa;2025-11;1;2;;"))
    assert (codes(mapped), mapped.observations) == ([("DV-01", "dòng 2, cột don_vi")], ())
    assert mapped.rejections[0].expected == "mã đơn vị, gần giống: Xã Tân Uyên (03598), Xã Than Uyên (03595)"


@pytest.mark.parametrize("name", ["Xã Tân Uyên", "XÃ TÂN UYÊN", "Xã  Ta\u0302n Uye\u0302n"])
def test_b62_b63_an_exact_name_is_the_same_in_any_case_spacing_and_composition(name: str) -> None:
    assert map_content(table(f"{name};so-hoa;2025-11;1;2;;")).observations[0].org_unit_id == "03598"


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


def test_b16_a_renamed_sheet_is_refused_with_what_to_rename() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], sheet="Bieu 01"))
    assert codes(mapped) == [("BI-02", "")]
    assert "đổi tên trang «Bieu 01» thành «BM-01»" in mapped.rejections[0].message


def test_b16_a_sheet_s_name_may_end_in_a_space() -> None:
    assert codes(map_content(bm01([so_hoa(1, 2)], sheet="BM-01 "))) == []


def test_b19_a_workbook_that_is_no_form_says_which_sheets_it_has() -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.create_sheet("Danh sách")["A1"] = "Danh sách"
    book.save(content)
    assert codes(map_content(content.getvalue())) == [("BI-01", "")]


def test_b22_missing_and_double_headers_are_refused_all_at_once() -> None:
    headers = ["TT", "Mã", "Mã", "ĐVT", "Tử số", "Mẫu số", "", "Minh chứng", "Ghi chú"]
    assert codes(map_content(bm01([so_hoa(1, 2)], headers=headers))) == [("BI-04", ""), ("BI-03", ""), ("BI-03", "")]


def test_b22_a_column_of_one_s_own_is_ignored_and_told() -> None:
    mapped = map_content(bm01([[*so_hoa(1, 2), "của tôi"]], headers=[*HEADERS, "Riêng"]))
    assert (codes(mapped), warned(mapped)) == ([], [("CB-12", "J7")])


def test_b20_b23_numbers_under_the_header_and_headings_of_sections_are_no_figures() -> None:
    numbering = [f"({number})" for number in range(1, 10)]
    mapped = map_content(bm01([numbering, ["I", None, "Dữ liệu"], so_hoa(1, 2)]))
    assert (codes(mapped), len(mapped.observations)) == ([], 1)


def test_b23_a_number_below_the_table_is_rejected() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], foot=("Người lập biểu", 15)))
    assert ("CT-01", "B10") in codes(mapped)


@pytest.mark.parametrize("place", ["Lai Châu", "Cao Bằng", "Bum Nưa"])
def test_b23_the_line_with_place_and_date_closes_the_table_of_any_province(place: str) -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], foot=(f"{place}, ngày 03 tháng 12 năm 2025", "KT. CHỦ TỊCH")))
    assert codes(mapped) == []


def test_b23_a_figure_row_below_the_signatures_is_still_read() -> None:
    signed = [so_hoa(1, 2), [None, "Người lập biểu"], [2, "phu-song", None, "%", None, None, "45"]]
    assert [seen.indicator_id for seen in map_content(bm01(signed)).observations] == ["so-hoa", "phu-song"]


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
