"""Dates, periods, units, indicators and texts that are not plain (B56–B71): what is taken, what is proposed, what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest
import yaml

from loaders.faults import Choice
from loaders.mapping.account import Notice
from loaders.reading.cells import CellKind, RawCell
from loaders.recognising.source_map import BUILT_IN
from tests.loaders.forms import bm01, codes, map_content, map_raw, read, so_hoa
from tests.loaders.free_forms import appendix
from tests.loaders.tables import CSV_HEADER, HISTORY_HEADER, ban_co_song, phu_song, row, sheets, table

TAN_THAN = (Choice("03598", "Xã Tân Uyên (03598)"), Choice("03595", "Xã Than Uyên (03595)"))


def history(day: str) -> bytes:
    """One figure that came in on this day."""
    return table(f"SKHCN;so-hoa;2025-10;1;2;;;{day}", header=HISTORY_HEADER)


def test_b56_the_day_stands_before_the_month() -> None:
    (seen,) = map_content(history("04/11/2025")).observations
    assert seen.received == date(2025, 11, 4)


@pytest.mark.parametrize("day", ["13/13/2025", "31/11/2025", "00/12/2025"])
def test_b56_an_impossible_day_is_rejected(day: str) -> None:
    assert codes(map_content(history(day))) == [("NG-02", "dòng 2, cột ngay_nhan")]


def test_b57_a_day_cell_is_read_as_its_day() -> None:
    header = HISTORY_HEADER.split(";")
    rows = [header, ["SKHCN", "so-hoa", "2025-10", 1, 2, None, None, date(2025, 11, 3)]]
    (seen,) = map_content(sheets(**{"Lịch sử": rows})).observations
    assert seen.received == date(2025, 11, 3)


def test_b57_a_month_that_excel_made_a_day_is_asked_back() -> None:
    rows = [CSV_HEADER.split(";"), ["SKHCN", "so-hoa", date(2025, 11, 1), 1, 2]]
    mapped = map_content(sheets(**{"Số liệu": rows}))
    assert codes(mapped) == [("KY-01", "C2")]
    assert mapped.rejections[0].choices == (
        Choice("2025-11", "tháng 11/2025"),
        Choice("2025-11-01", "ngày 01/11/2025"),
    )


def test_b57_a_day_in_the_title_of_a_form_may_only_be_meant_as_its_month() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], period="01/11/2025"))
    assert (codes(mapped), mapped.rejections[0].choices) == ([("KY-01", "C5")], (Choice("2025-11", "tháng 11/2025"),))


@pytest.mark.parametrize(
    "words", ["Tháng 11/2025", "tháng 11 năm 2025", "THÁNG 11 NĂM 2025", "T11/2025", "11/2025", "2025-11"]
)
def test_b58_periods_are_read_from_a_closed_list_of_words(words: str) -> None:
    (seen,) = map_content(bm01([so_hoa(1, 2)], period=words)).observations
    assert seen.period.id == "2025-11"


@pytest.mark.parametrize("words", ["tháng này", "11", "tháng mười một", "9 tháng đầu năm 2025", "Quý V/2025"])
def test_b58_other_words_are_no_period(words: str) -> None:
    assert codes(map_content(bm01([so_hoa(1, 2)], period=words)))[0][1] == "C5"


def test_b59_a_period_that_is_not_over_is_rejected_with_the_day_from_which_it_is_taken() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], period="Tháng 12/2025"), file_name="a.xlsx")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx», trang «BM-01», ô C5 (dòng 5, cột «Kỳ báo cáo»): thấy «Tháng 12/2025»; cần một kỳ đã kết thúc khi "
        "nhận, ngày 05/12/2025; tháng 12/2025 kết thúc ngày 31/12/2025. "
        "Cách sửa: sửa kỳ ở ô C5; nếu đúng kỳ, gửi lại từ ngày 31/12/2025. [KY-02]"
    ]


def test_b59_another_period_than_the_indicator_s_points_to_the_period_first() -> None:
    mapped = map_content(bm01([row("quy-mo", "%", 10)], period="Tháng 9/2025"))
    assert codes(mapped) == [("KY-03", "B8")]
    assert mapped.rejections[0].remedy == "sửa kỳ ở ô C5 nếu ghi nhầm kỳ, hoặc xóa số ở dòng 8, rồi gửi lại"


def test_b59_a_unit_has_no_figures_from_before_it_existed() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], unit="03388", period="2025-06"))
    assert codes(mapped) == [("DV-03", "C4")]
    assert mapped.rejections[0].expected.endswith("Phường Đoàn Kết có từ ngày 01/07/2025")
    assert mapped.rejections[0].remedy == "sửa kỳ ở ô C5, hoặc sửa ô C4 nếu ghi nhầm đơn vị, rồi gửi lại"


def test_b59_a_figure_from_before_a_target_is_kept_as_a_baseline() -> None:
    (seen,) = map_content(table("SKHCN;so-hoa;2024-12;1;2;;")).observations
    assert seen.period.id == "2024-12"


def test_b60_another_period_than_the_page_s_is_refused_and_both_are_named() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)]), file_name="a.xlsx", unit="SKHCN", period="2025-10")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx», trang «BM-01», ô C5 (dòng 5, cột «Kỳ báo cáo»): thấy «Tháng 11/2025»; cần tháng 10/2025, kỳ đang "
        "nộp; tệp ghi tháng 11/2025. Cách sửa: chọn đúng tệp, hoặc nộp ở kỳ tháng 11/2025. [KY-06]"
    ]


def test_b60_another_unit_than_the_page_s_is_refused_and_both_are_named() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)]), unit="STC", period="2025-11")
    assert codes(mapped) == [("DV-04", "C4")]
    assert mapped.rejections[0].expected == (
        "Sở Tài chính (STC), đơn vị đang nộp; tệp ghi Sở Khoa học và Công nghệ (SKHCN)"
    )


def test_b60_a_csv_for_other_units_than_the_page_s_is_refused() -> None:
    mapped = map_content(
        table("SKHCN;so-hoa;2025-11;1;2;;", "STC;so-hoa;2025-11;1;2;;"), unit="SKHCN", period="2025-11"
    )
    assert codes(mapped) == [("DV-04", "dòng 3, cột don_vi")]


def test_b61_a_day_that_does_not_exist_is_rejected() -> None:
    mapped = map_content(table("SKHCN;so-hoa;29/02/2027;1;2;;"), file_name="a.csv")
    assert mapped.rejections[0].message == (
        "Tệp «a.csv», dòng 2, cột «ky»: thấy «29/02/2027»; cần một kỳ, ví dụ Tháng 11/2025, Quý IV/2025 hoặc 2025-11. "
        "Cách sửa: sửa dòng 2 rồi gửi lại. [NG-02]"
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_b62_composed_and_decomposed_names_are_the_same(form: str) -> None:
    name = normalize(form, "Xã Tân Uyên")
    assert map_content(table(f"{name};so-hoa;2025-11;1;2;;")).observations[0].org_unit_id == "03598"


@pytest.mark.parametrize(
    "name",
    [
        "xã tân uyên",
        "XÃ TÂN UYÊN",
        "Xã  Tân\u00a0Uyên ",
        "X. Tân Uyên",
        "X.Tân Uyên",
        "UBND xã Tân Uyên",
        "Ủy ban nhân dân xã Tân Uyên",
        "Uỷ ban nhân dân X. Tân Uyên",
    ],
)
def test_b63_a_unit_is_known_however_its_kind_is_written(name: str) -> None:
    assert map_content(table(f"{name};so-hoa;2025-11;1;2;;")).observations[0].org_unit_id == "03598"


def test_b63_p_stands_for_phuong() -> None:
    assert map_content(table("P. Đoàn Kết;so-hoa;2025-11;1;2;;")).observations[0].org_unit_id == "03388"


@pytest.mark.parametrize("name", ["Hồ sơ được số hoá", "HỒ SƠ ĐƯỢC SỐ HÓA", "Hồ sơ\nđược số hóa "])
def test_b63_an_indicator_is_known_in_either_way_of_placing_tones(name: str) -> None:
    mapped = map_content(bm01([[1, None, name, "%", 1, 2]]))
    assert (codes(mapped), mapped.observations[0].indicator_id) == ([], "so-hoa")


@pytest.mark.parametrize("name", ["Xã Tân Uyen", "Tân Yên", "Tân Uyên"])
def test_b64_near_names_are_proposed_and_never_taken(name: str) -> None:
    mapped = map_content(table(f"{name};so-hoa;2025-11;1;2;;"), file_name="a.csv")
    assert mapped.observations == ()
    assert mapped.rejections[0].message == (
        f"Tệp «a.csv», dòng 2, cột «don_vi»: thấy «{name}»; cần mã đơn vị, gần giống: Xã Tân Uyên (03598), "
        "Xã Than Uyên (03595). Cách sửa: ghi đúng mã đơn vị vào dòng 2, cột «don_vi» rồi gửi lại. [DV-01]"
    )
    assert mapped.rejections[0].choices == TAN_THAN


def test_b64_near_indicators_are_proposed_and_never_taken() -> None:
    mapped = map_content(bm01([[1, None, "Hồ sơ đã số hóa", "%", 1, 2]]))
    assert (codes(mapped), mapped.observations) == ([("CT-01", "C8")], ())
    assert Choice("Hồ sơ được số hóa", "Hồ sơ được số hóa (so-hoa)") in mapped.rejections[0].choices


@pytest.mark.parametrize("name", ["99999", "Xã Bát Xát, tỉnh Lào Cai", "01234"])
def test_b65_a_unit_of_nowhere_or_of_another_province_is_rejected(name: str) -> None:
    mapped = map_content(table(f"{name};so-hoa;2025-11;1;2;;"))
    assert (codes(mapped), mapped.observations) == ([("DV-01", "dòng 2, cột don_vi")], ())


def test_b66_a_unit_that_was_closed_names_its_successor() -> None:
    mapped = map_content(table("STTTT;so-hoa;2025-03;1;2;;"), file_name="a.csv")
    assert mapped.rejections[0].message == (
        "Tệp «a.csv», dòng 2, cột «don_vi»: thấy «STTTT»; cần đơn vị còn hoạt động trong kỳ; Sở Thông tin và Truyền thông "
        "hoạt động đến ngày 28/02/2025, nay là Sở Khoa học và Công nghệ (SKHCN). "
        "Cách sửa: ghi SKHCN ở dòng 2, cột «don_vi» nếu số là của Sở Khoa học và Công nghệ. [DV-03]"
    )


def test_b66_figures_of_closed_units_are_added_up_only_where_the_source_map_says_so(tmp_path: Path) -> None:
    source = yaml.safe_load((BUILT_IN / "long_csv.yaml").read_text(encoding="utf-8"))
    (tmp_path / "long_csv.yaml").write_text(yaml.safe_dump(source | {"former_units": "add_up"}), encoding="utf-8")
    rows = (
        "STTTT;so-hoa;2025-03;1;4;;",
        "Sở Thông tin và Truyền thông;so-hoa;2025-03;2;4;;",
        "STC;so-hoa;2025-03;1;2;;",
    )
    mapped = map_content(table(*rows), own=tmp_path)
    assert codes(mapped) == []
    figures = {seen.org_unit_id: (seen.value, seen.numerator, seen.denominator) for seen in mapped.observations}
    assert figures == {"SKHCN": (37.5, 3.0, 8.0), "STC": (50.0, 1.0, 2.0)}
    assert mapped.notices[Notice.ADDED_UP] == 1
    assert (mapped.accepted, sum(mapped.figure_cells)) == (6, 6)


@pytest.mark.parametrize("unit", [3388, "3388"])
def test_b67_a_code_that_lost_its_zero_is_repaired_and_counted(unit: object) -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], unit=unit))
    assert (mapped.observations[0].org_unit_id, mapped.notices[Notice.CODE_REPAIRED]) == ("03388", 1)


def test_b68_a_unit_s_name_that_is_not_its_code_s_is_rejected_and_both_are_named() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], unit="03598", name="Xã Than Uyên"), file_name="a.xlsx")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx», trang «BM-01», ô C3 (dòng 3, cột «Đơn vị báo cáo»): thấy «Xã Than Uyên»; cần «Xã Tân Uyên», tên của "
        "đơn vị có mã 03598. Cách sửa: sửa ô C3, hoặc sửa mã ở ô C4, rồi gửi lại. [DV-02]"
    ]


def test_b68_an_indicator_s_name_that_is_not_its_code_s_is_rejected() -> None:
    assert codes(map_content(bm01([[1, "phu-song", "Bản có sóng", "%", None, None, 45]]))) == [("CT-04", "C8")]


def test_b69_an_unknown_indicator_is_rejected_with_near_ones() -> None:
    mapped = map_content(bm01([row("phu-songg", "%", 45)]))
    assert (codes(mapped), mapped.rejections[0].expected) == ([("CT-01", "B8")], "mã chỉ tiêu, gần giống: phu-song")
    assert mapped.rejections[0].choices == (Choice("phu-song", "Tỷ lệ phủ sóng (phu-song)"),)


def test_b69_an_indicator_of_another_unit_says_where_the_mistake_may_be() -> None:
    mapped = map_content(bm01([phu_song(45)], unit="STC"), file_name="a.xlsx")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx», trang «BM-01», ô B8 (dòng 8, cột «Mã»): thấy «phu-song»; cần chỉ tiêu mà Sở Tài chính phải báo cáo. "
        "Cách sửa: xóa số ở dòng 8, hoặc sửa ô C4 nếu ghi nhầm đơn vị, rồi gửi lại. [CT-02]"
    ]


def test_b69_another_unit_of_measure_is_rejected() -> None:
    mapped = map_content(bm01([row("phu-song", "bản", 45)]))
    assert (codes(mapped), mapped.rejections[0].remedy) == (
        [("CT-03", "D8")],
        "đổi số sang % rồi sửa ô D8, gửi lại",
    )


def test_b69_an_indicator_that_was_renamed_is_known_by_its_former_id() -> None:
    assert map_content(bm01([[1, "so-hoa-cu", None, "%", 1, 2]])).observations[0].indicator_id == "so-hoa"


def test_b70_text_in_an_old_font_refuses_the_whole_file_and_offers_to_convert() -> None:
    raw = read(bm01([so_hoa(1, 2), ban_co_song(3)]))
    raw.sheets[0].rows[9][3] = RawCell("BM-01", 9, 3, CellKind.TEXT, "B¶n cã sãng", font="tcvn3")
    mapped = map_raw(raw)
    assert mapped.observations == ()
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «bieu.xlsx»: thấy «phông chữ cũ (TCVN3; trang BM-01, ô C9)»; cần chữ Unicode. Cách sửa: chuyển sang Unicode, "
        "hoặc tạo bản chuyển mã bằng lệnh «chitieu check --convert-fonts», xem lại rồi gửi. [TE-10]"
    ]


def test_b70_text_whose_encoding_was_lost_refuses_the_whole_file() -> None:
    name = "Hồ sơ được số hóa".encode().decode("cp1252", errors="ignore")
    mapped = map_content(table(f"SKHCN;so-hoa;2025-11;1;2;;{name}"))
    assert codes(mapped) == [("TE-10", "")]


@pytest.mark.parametrize("mark", ["\u200b", "\u202e", "\ufeff", "\u00ad"])
def test_b71_invisible_signs_in_names_and_notes_are_taken_out_and_counted(mark: str) -> None:
    mapped = map_content(table(f"SK{mark}HCN;so-hoa;2025-11;1;2;;theo{mark} báo cáo"))
    (seen,) = mapped.observations
    assert (seen.org_unit_id, seen.note, mapped.notices[Notice.TEXT_CLEANED]) == ("SKHCN", "theo báo cáo", 2)


def test_b71_a_text_that_is_too_long_is_rejected() -> None:
    mapped = map_content(bm01([so_hoa(1, 2, note="a " * 1500)]))
    assert codes(mapped) == [("BI-12", "I8")]
    assert mapped.rejections[0].expected == "không quá 2.000 chữ"
    assert len(mapped.rejections[0].message) < 500


def test_b64_the_name_in_a_title_is_proposed_too() -> None:
    mapped = map_content(appendix(title="PHỤ LỤC KẾT QUẢ CỦA UBND XÃ TÂN YÊN, THÁNG 11 NĂM 2025"))
    assert codes(mapped) == [("DV-01", "A2")]
    assert [choice.label for choice in mapped.rejections[0].choices] == ["Xã Tân Uyên (03598)", "Xã Than Uyên (03595)"]


def test_a_title_that_names_two_units_or_two_periods_is_asked_back() -> None:
    units = map_content(appendix(title="KẾT QUẢ CỦA XÃ TÂN UYÊN VÀ CỦA XÃ THAN UYÊN THÁNG 11 NĂM 2025"))
    assert codes(units) == [("DV-05", "A2")]
    assert "Xã Tân Uyên (03598) và Xã Than Uyên (03595)" in units.rejections[0].expected
    periods = map_content(
        appendix(title="KẾT QUẢ CỦA XÃ TÂN UYÊN THÁNG 10 VÀ THÁNG 11 NĂM 2025, SO VỚI THÁNG 9 NĂM 2025")
    )
    assert codes(periods) == [("KY-05", "A2")]


def test_a_title_that_names_no_unit_or_period_says_what_to_write() -> None:
    mapped = map_content(appendix(title="PHỤ LỤC KẾT QUẢ THỰC HIỆN"))
    assert codes(mapped) == [("DV-05", ""), ("KY-05", "")]
    assert mapped.rejections[0].remedy == "ghi đơn vị báo cáo vào tiêu đề, ví dụ «… của UBND xã …», rồi gửi lại"


def test_the_unit_and_period_of_a_form_are_told_by_id() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], name="Sở KH&CN"))
    assert (codes(mapped), mapped.unit, mapped.period) == ([], "SKHCN", "2025-11")


def test_b59_a_document_may_end_a_period_before_the_calendar_does() -> None:
    mapped = map_content(bm01([row("can-bo", "%", None, 8, 10)], period="6 tháng cuối năm 2025"))
    assert (codes(mapped), mapped.observations[0].period.id) == ([], "2025-H2")


@pytest.mark.parametrize("name", ["Huyện Tân Uyên", "HUYỆN THAN UYÊN", "thị xã Tân Uyên"])
def test_b66_a_former_district_is_no_commune_of_the_same_name(name: str) -> None:
    (fault,) = map_content(table(f"{name};so-hoa;2025-11;1;2;;")).rejections
    assert (str(fault.code), fault.choices) == ("DV-01", ())
    assert fault.remedy == "ghi đơn vị đang báo cáo; số của huyện cũ không chia được cho xã, phường"
