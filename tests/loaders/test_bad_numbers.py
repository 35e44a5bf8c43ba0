"""Numbers as people write them (B29–B49, B53–B55): what is taken, what is asked back, and what is told."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from loaders.faults import Choice
from loaders.mapping.account import Notice
from loaders.mapping.figures import Warned
from loaders.reading.cells import CellKind, RawCell, RawFile
from loaders.recognising.source_map import BUILT_IN
from tests.loaders.forms import bm01, changed, codes, map_content, map_raw, read, so_hoa, warned
from tests.loaders.tables import CSV_HEADER, ban_co_song, phu_song, row, table


def own_map(folder: Path, **changes: Any) -> Path:
    """A workspace's own BM-01 that differs in these keys."""
    source = yaml.safe_load((BUILT_IN / "bm01.yaml").read_text(encoding="utf-8")) | changes
    (folder / "bm01.yaml").write_text(yaml.safe_dump(source, allow_unicode=True), encoding="utf-8")
    return folder


def value_of(content: bytes, **options: Any) -> float | None:
    """The one figure of a file without a fault."""
    mapped = map_content(content, **options)
    assert codes(mapped) == [], mapped.rejections
    return mapped.observations[0].value


@pytest.mark.parametrize(("numbers", "text"), [("vietnamese", "12,5"), ("english", "12.5")])
def test_b29_b30_a_decimal_is_read_by_the_source_s_convention(tmp_path: Path, numbers: str, text: str) -> None:
    assert value_of(bm01([phu_song(text)]), own=own_map(tmp_path, numbers=numbers)) == 12.5


def test_b30_the_decimal_of_the_other_convention_is_rejected() -> None:
    mapped = map_content(bm01([phu_song("12.5")]), file_name="a.xlsx")
    assert mapped.rejections[0].message == (
        "Tệp «a.xlsx», trang «BM-01», ô G8 (dòng 8, cột «Thực hiện»): thấy «12.5»; cần số với dấu phẩy thập phân, "
        "ví dụ 12,5. Cách sửa: sửa ô G8 rồi gửi lại. [SO-03]"
    )


def test_b31_a_number_with_two_readings_is_asked_back_with_both() -> None:
    mapped = map_content(bm01([ban_co_song("1.234")]), file_name="a.xlsx")
    (fault,) = mapped.rejections
    assert fault.message == (
        "Tệp «a.xlsx», trang «BM-01», ô G8 (dòng 8, cột «Thực hiện»): thấy «1.234»; "
        "cần số viết rõ: 1234 hoặc 1,234. Cách sửa: ghi «1234» hoặc «1,234» vào ô G8 rồi gửi lại. [SO-02]"
    )
    assert fault.choices == (
        Choice("1234", "1.234 (một nghìn hai trăm ba mươi tư)"),
        Choice("1,234", "1,234 (1 phẩy 234)"),
    )


def test_b31_a_source_may_settle_it_for_all(tmp_path: Path) -> None:
    assert value_of(bm01([ban_co_song("1.234")]), own=own_map(tmp_path, numbers="vietnamese_grouped")) == 1234.0


@pytest.mark.parametrize(
    ("text", "value"), [("1.234.567", 1234567.0), ("1\u00a0234\u00a0567", 1234567.0), ("1.234,5", 1234.5)]
)
def test_b32_b33_regular_groups_are_read(text: str, value: float) -> None:
    assert value_of(bm01([ban_co_song(text)])) == value


@pytest.mark.parametrize("text", ["1.23.456", "12,34,5", "1.234 567", "1,234.5"])
def test_b32_b33_irregular_groups_and_the_other_convention_are_rejected(text: str) -> None:
    assert codes(map_content(bm01([ban_co_song(text)])))[0][0] in ("SO-01", "SO-03")


def test_b34_b35_percent_as_text_and_as_format_are_both_45() -> None:
    as_text, as_format = bm01([phu_song("45%")]), bm01([phu_song(0.45)], formats={(8, 7): "0%"})
    assert [value_of(content) for content in (as_text, as_format)] == [45.0, 45.0]


def test_b35_a_percent_where_a_count_is_asked_is_rejected() -> None:
    assert codes(map_content(bm01([ban_co_song(0.45)], formats={(8, 7): "0%"}))) == [("SO-04", "G8")]


def test_b36_a_small_percent_without_a_sign_is_a_warning() -> None:
    mapped = map_content(bm01([phu_song(0.45)]), file_name="a.xlsx")
    assert [seen.value for seen in mapped.observations] == [0.45]
    assert [warning.message for warning in mapped.warnings] == [
        "Tệp «a.xlsx», trang «BM-01», ô G8: thấy «0,45»; nhỏ hơn 1%. Nếu ý là phần của 1 (0,45 là 45%) thì sửa lại "
        "thành 45%; nếu đúng thì ghi tiếp. [CB-13]"
    ]


@pytest.mark.parametrize("others", [so_hoa(3, 10, 30), so_hoa(3, 10, "30%")])
def test_b36_in_a_column_that_writes_percents_as_percents_it_is_rejected_with_both_readings(others: list[Any]) -> None:
    mapped = map_content(bm01([others, phu_song(0.45)]))
    assert codes(mapped) == [("SO-16", "G9")]
    assert mapped.rejections[0].choices == (Choice("45%", "45%"), Choice("0,45%", "0,45%"))
    assert [seen.indicator_id for seen in mapped.observations] == ["so-hoa"]


def test_b36_a_small_percent_with_its_sign_is_no_doubt() -> None:
    mapped = map_content(bm01([so_hoa(3, 10, 30), phu_song("0,45%")]))
    assert (codes(mapped), mapped.warnings) == ([], ())


def test_b37_4500_percent_is_rejected() -> None:
    mapped = map_content(bm01([phu_song(45)], formats={(8, 7): "0%"}))
    assert (codes(mapped), mapped.rejections[0].found) == ([("SO-09", "G8")], "4500%")


@pytest.mark.parametrize("text", ["12,5", "'12,5".lstrip("'"), " 12,5 ", "12,5\u00a0"])
def test_b38_a_number_written_as_text_is_read_and_counted(text: str) -> None:
    mapped = map_content(bm01([phu_song(text)]))
    assert (mapped.observations[0].value, mapped.notices[Warned.NUMBER_AS_TEXT]) == (12.5, 1)


@pytest.mark.parametrize("text", ["mười hai", "~12", ">90", "12-15", "đạt", "≥ 70", "33/33"])
def test_b39_words_signs_and_ranges_are_no_numbers(text: str) -> None:
    assert codes(map_content(bm01([phu_song(text)]))) == [("SO-01", "G8")]


@pytest.mark.parametrize("blank", ["-", "–", "…", "x"])
def test_b40_the_source_s_own_words_for_no_report_are_no_zero(blank: str) -> None:
    mapped = map_content(bm01([so_hoa(1, 2), phu_song(blank)]))
    assert ([seen.indicator_id for seen in mapped.observations], mapped.blank_rows) == (["so-hoa"], 1)


@pytest.mark.parametrize("text", ["không", "N/A", "không có"])
def test_b40_what_is_not_on_the_source_s_list_is_rejected(text: str) -> None:
    assert codes(map_content(bm01([phu_song(text)]))) == [("SO-01", "G8")]


def test_b40_a_source_may_say_that_a_word_is_zero_or_not_arising(tmp_path: Path) -> None:
    words = {"zero": ["-"], "not_arising": ["N/A"]}
    rows = [ban_co_song("-"), so_hoa("N/A", None)]
    mapped = map_content(bm01(rows), own=own_map(tmp_path, words=words))
    assert [(seen.value, seen.numerator) for seen in mapped.observations] == [(0.0, None), (None, 0.0)]


def test_b40_a_zero_is_a_zero() -> None:
    assert value_of(bm01([ban_co_song(0)])) == 0.0


@pytest.mark.parametrize("text", ["−5", "(5)"])
def test_b41_a_minus_and_brackets_are_negative(text: str) -> None:
    assert codes(map_content(bm01([ban_co_song(text)]))) == [("SO-08", "G8")]


@pytest.mark.parametrize("text", ["１２", "1_000", "1e3", "0x1F"])
def test_b41_other_ways_of_writing_are_rejected(text: str) -> None:
    assert codes(map_content(bm01([ban_co_song(text)]))) == [("SO-01", "G8")]


@pytest.mark.parametrize("text", ["NaN", "inf", "1e400", "TRUE"])
def test_b42_what_only_programs_call_numbers_is_rejected(text: str) -> None:
    assert codes(map_content(table(f"SKHCN;ban-co-song;2025-11;;;{text};"))) == [("SO-01", "dòng 2, cột gia_tri")]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2.0**53 + 2])
def test_b42_b43_a_number_cell_without_end_or_too_large_to_be_exact_is_rejected(number: float) -> None:
    raw = read(bm01([ban_co_song(1)]))
    rows = raw.sheets[0].rows
    rows[8][7] = RawCell("BM-01", 8, 7, CellKind.NUMBER, str(number), number)
    assert codes(map_raw(RawFile(raw.kind, raw.sheets)))[0][0] in ("SO-01", "SO-07")


def test_b44_a_floating_remainder_is_tolerated_and_kept_as_it_is() -> None:
    assert codes(map_content(bm01([so_hoa(3, 10, 30.000000000000004)]))) == []
    assert value_of(bm01([phu_song(100.00000000000001)])) == pytest.approx(100)


@pytest.mark.parametrize("number", [-1, -0.5])
def test_b45_a_negative_count_is_rejected(number: float) -> None:
    assert codes(map_content(bm01([ban_co_song(number)]))) == [("SO-08", "G8")]


def test_b45_a_share_above_100_is_rejected_with_its_limits() -> None:
    mapped = map_content(bm01([phu_song(101)]))
    assert (codes(mapped), mapped.rejections[0].expected) == ([("SO-09", "G8")], "một số từ 0 đến 100")


def test_b46_a_numerator_above_its_denominator_is_rejected() -> None:
    mapped = map_content(bm01([so_hoa(11, 10)]))
    assert codes(mapped) == [("SO-10", "E8")]
    (fault,) = mapped.rejections
    assert "tử số không lớn hơn mẫu số (ô F8 là 10)" in fault.expected
    assert (fault.remedy, fault.about) == ("sửa ô E8 hoặc ô F8 rồi gửi lại", "Hồ sơ được số hóa")


RULED_OUT = {
    "a share is no more than 100": (phu_song("1.234"), ["1,234"]),
    "a numerator is no more than its denominator": (so_hoa("1.234", 50), ["1,234"]),
    "a denominator is no less than its numerator": (so_hoa(50, "1.234"), ["1234"]),
    "a rate that is stated is the one of its parts": (so_hoa("1.234", 2468, 50), ["1234"]),
    "two doubts of one row fit together": (so_hoa("2.468", "1.234"), ["2,468"]),
    "nothing speaks against either": (so_hoa("1.234", 5000), ["1234", "1,234"]),
}


@pytest.mark.parametrize(("line", "readings"), RULED_OUT.values(), ids=RULED_OUT.keys())
def test_b31_readings_that_the_rest_of_the_row_rules_out_are_not_offered(line: list[Any], readings: list[str]) -> None:
    fault = map_content(bm01([line])).rejections[0]
    assert [choice.value for choice in fault.choices] == readings
    assert fault.expected == f"số viết rõ: {' hoặc '.join(readings)}"


def test_b31_where_no_reading_fits_none_is_offered() -> None:
    (fault,) = map_content(bm01([so_hoa("1.234", 1)])).rejections
    assert (fault.choices, fault.expected) == ((), "một số hợp với dòng này; 1234 hoặc 1,234 đều không hợp")


def test_b47_zero_of_zero_is_nothing_arising_and_neither_0_nor_100_percent() -> None:
    (seen,) = map_content(bm01([so_hoa(0, 0)])).observations
    assert (seen.value, seen.numerator, seen.denominator) == (None, 0.0, 0.0)


def test_b48_something_of_zero_and_a_missing_denominator_are_rejected() -> None:
    assert codes(map_content(bm01([so_hoa(3, 0)]))) == [("SO-11", "F8")]
    assert codes(map_content(bm01([so_hoa(3, None)]))) == [("SO-12", "F8")]


def test_b49_a_stated_rate_that_differs_is_rejected_and_both_are_named() -> None:
    mapped = map_content(bm01([so_hoa(1, 3, 34)]), file_name="a.xlsx")
    assert mapped.rejections[0].message == (
        "Tệp «a.xlsx», trang «BM-01», ô G8 (dòng 8, cột «Thực hiện»): thấy «34»; cần 33,33, theo tử số 1 (ô E8) "
        "trên mẫu số 3 (ô F8). Cách sửa: sửa ô G8 rồi gửi lại. [SO-13]"
    )


def test_b49_where_the_source_says_so_the_computed_rate_is_taken_and_both_are_told(tmp_path: Path) -> None:
    mapped = map_content(bm01([so_hoa(1, 3, 34)]), file_name="a.xlsx", own=own_map(tmp_path, stated="warn"))
    assert [seen.value for seen in mapped.observations] == [100 / 3]
    assert [warning.message for warning in mapped.warnings] == [
        "Tệp «a.xlsx», trang «BM-01», ô G8: thấy «34»; tính từ tử số và mẫu số là 33,33%; lấy số tính được. [CB-16]"
    ]


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?"])
def test_b53_a_cached_error_is_a_rejection_that_names_it(error: str) -> None:
    raw = read(bm01([ban_co_song(1)]))
    raw.sheets[0].rows[8][7] = RawCell("BM-01", 8, 7, CellKind.ERROR, error)
    mapped = map_raw(raw)
    assert codes(mapped) == [("SO-05", "G8")]
    assert f"thấy «{error}»; cần một số; ô đang báo lỗi công thức" in mapped.rejections[0].message


def test_b54_a_formula_that_was_never_calculated_is_rejected_with_what_to_do() -> None:
    mapped = map_content(changed(bm01([ban_co_song(1)]), lambda page: page.__setitem__("G8", "=1+1")))
    assert codes(mapped) == [("SO-06", "G8")]
    assert "mở bằng Excel, lưu lại" in mapped.rejections[0].expected


def with_formula(formula: str) -> bytes:
    """A form whose figure is the saved result of this formula."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bm01([ban_co_song(7)]))) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                before, _, after = content.partition(b'<c r="G8"')
                cell, _, rest = after.partition(b"</c>")
                assert b"<v>7</v>" in cell
                shape, _, value = cell.partition(b"<v>")
                content = before + b'<c r="G8"' + shape + f"<f>{formula}</f>".encode() + b"<v>" + value + b"</c>" + rest
            new.writestr(part, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("formula", "code"), [("[1]Sheet1!$A$1*2", "CB-14"), ("TODAY()-45000", "CB-15"), ('INDIRECT("A1")', "CB-15")]
)
def test_b55_a_formula_that_asks_elsewhere_or_changes_by_itself_is_a_warning(formula: str, code: str) -> None:
    mapped = map_content(with_formula(formula.replace('"', "&quot;")))
    assert (codes(mapped), warned(mapped), len(mapped.observations)) == ([], [(code, "G8")], 1)


def test_b55_a_plain_formula_is_nothing_to_tell() -> None:
    assert warned(map_content(with_formula("3+4"))) == []


def test_invisible_signs_in_a_number_are_taken_out_and_counted() -> None:
    mapped = map_content(bm01([phu_song("12,5\u200b")]))
    assert (mapped.observations[0].value, mapped.notices[Notice.TEXT_CLEANED]) == (12.5, 1)


def test_a_rate_that_is_added_up_needs_its_parts_and_a_form_without_them_says_so(tmp_path: Path) -> None:
    columns = {
        "indicator": {"headers": ["Mã"]},
        "value": {"headers": ["Thực hiện"]},
        "indicator_name": {"headers": ["Chỉ tiêu"]},
    }
    own = own_map(tmp_path, columns=columns, passed_over=["TT", "ĐVT", "Tử số", "Mẫu số", "Minh chứng", "Ghi chú"])
    assert codes(map_content(bm01([so_hoa(None, None, 30)]), own=own)) == [("SO-12", "G8")]


def test_csv_numbers_as_text_are_nothing_to_tell() -> None:
    mapped = map_content(table("SKHCN;phu-song;2025-11;;;12,5;", header=CSV_HEADER))
    assert (mapped.observations[0].value, mapped.notices) == (12.5, {})


def test_a_milestone_asks_for_yes_or_no() -> None:
    mapped = map_content(bm01([row("ban-hanh", "kế hoạch", "sắp xong")]))
    assert (codes(mapped), mapped.rejections[0].expected) == ([("SO-15", "G8")], "«Có» hoặc «Không»")


@pytest.mark.parametrize("stated", [33, 33.3, 33.33, 100 / 3])
def test_b49_a_stated_value_agrees_when_it_is_the_computed_one_rounded(stated: float) -> None:
    assert codes(map_content(bm01([so_hoa(1, 3, stated)]))) == []


def test_b47_the_words_khong_phat_sinh_say_the_same() -> None:
    (seen,) = map_content(bm01([so_hoa(None, None, "Không phát sinh")])).observations
    assert (seen.value, seen.numerator, seen.denominator) == (None, 0.0, 0.0)


def test_b48_a_ratio_that_is_added_up_needs_both_parts() -> None:
    assert codes(map_content(bm01([so_hoa(3, None, 30)]))) == [("SO-12", "F8")]
    assert codes(map_content(bm01([so_hoa(None, None, 30)]))) == [("SO-12", "E8"), ("SO-12", "F8")]


@pytest.mark.parametrize("value", [True, date(2025, 11, 30)])
def test_b42_a_truth_value_or_a_day_is_no_figure(value: Any) -> None:
    content = changed(bm01([phu_song(1)]), lambda page: page.__setitem__("G8", value))
    assert codes(map_content(content)) == [("SO-01", "G8")]


def test_b53_an_error_that_stands_in_a_csv_is_named_as_one() -> None:
    (fault,) = map_content(table("SKHCN;ban-co-song;2025-11;;;#DIV/0!;")).rejections
    assert (str(fault.code), fault.found, fault.expected) == ("SO-05", "#DIV/0!", "một số; ô đang báo lỗi công thức")
