"""Sheets that are not as the form asks: renamed, hidden, merged, moved, with totals, notes and columns of their own (B16–B26)."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from loaders.reading.cells import column_letters
from tests.loaders.forms import HEADERS, bm01, changed, codes, map_content, so_hoa, warned
from tests.loaders.free_forms import UNIT_ROWS, communes_across, unit_result
from tests.loaders.tables import CSV_HEADER, ban_co_song, phu_song, row, sheets, table

LONG = CSV_HEADER.split(";")


def test_b16_a_renamed_sheet_is_refused_with_the_list_and_what_to_rename() -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], sheet="Bieu 01"), file_name="a.xlsx")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx»: thấy «các trang: Bieu 01»; cần trang «BM-01». "
        "Cách sửa: đổi tên trang «Bieu 01» thành «BM-01» rồi gửi lại. [BI-02]"
    ]


@pytest.mark.parametrize("name", ["BM-01 ", "bm-01", " BM-01"])
def test_b16_spaces_and_case_of_a_sheet_s_name_do_not_matter(name: str) -> None:
    assert codes(map_content(bm01([so_hoa(1, 2)], sheet=name))) == []


def test_b16_a_sheet_s_name_may_be_decomposed(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "form: tong-hop\ntitle: Biểu riêng\nlayout: form\nsheet: Tổng hợp\nmarker: BIỂU RIÊNG\n"
        "constants: {period: 2025-11, unit: SKHCN}\n"
        "columns: {indicator: {headers: [Mã]}, value: {headers: [Số]}, note: {headers: [Ghi chú], optional: true}}\n",
        encoding="utf-8",
    )
    rows = [["BIỂU RIÊNG"], ["Mã", "Số", "Ghi chú"], ["ban-co-song", 4, None]]
    content = sheets(**{normalize("NFD", "Tổng hợp"): rows})
    mapped = map_content(content, own=tmp_path)
    assert (mapped.form, [seen.value for seen in mapped.observations]) == ("tong-hop", [4.0])


def test_b16_without_a_sheet_of_any_form_the_sheets_are_listed() -> None:
    mapped = map_content(sheets(**{"Danh sách": [["Họ tên"], ["A"]], "Nháp": [["x"]]}))
    assert codes(mapped) == [("BI-01", "")]
    assert "(các trang: Danh sách, Nháp)" in mapped.rejections[0].message
    assert "Biểu BM-01 (có dòng «BIỂU BM-01»)" in mapped.rejections[0].expected


def hide(page: Worksheet, state: str) -> None:
    """Hides a sheet that is not the only one."""
    page.parent.create_sheet("Khác")
    page.sheet_state = state


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_b17_a_hidden_sheet_is_read_and_told(state: str) -> None:
    mapped = map_content(changed(bm01([so_hoa(1, 2)]), lambda page: hide(page, state)))
    assert (codes(mapped), warned(mapped), len(mapped.observations)) == ([], [("CB-17", "")], 1)


def test_b17_a_hidden_sheet_is_refused_where_the_source_map_says_so(tmp_path: Path) -> None:
    built_in = Path("loaders/sources/bm01.yaml").read_text(encoding="utf-8")
    (tmp_path / "bm01.yaml").write_text(f"{built_in}hidden: refuse\n", encoding="utf-8")
    content = changed(bm01([so_hoa(1, 2)]), lambda page: hide(page, "hidden"))
    mapped = map_content(content, file_name="a.xlsx", own=tmp_path)
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx», trang «BM-01»: thấy «trang số liệu đang bị ẩn»; cần trang không ẩn. "
        "Cách sửa: bỏ ẩn trang «BM-01» rồi gửi lại. [BI-10]"
    ]
    assert mapped.observations == ()


def test_b18_hidden_rows_and_columns_with_figures_are_read_and_counted() -> None:
    def change(page: Worksheet) -> None:
        page.row_dimensions[8].hidden = True
        page.row_dimensions[10].hidden = True
        page.column_dimensions["F"].hidden = True

    rows = [so_hoa(1, 2), phu_song(45), row("ban-hanh", "kế hoạch", "Có")]
    mapped = map_content(changed(bm01(rows), change), file_name="a.xlsx")
    assert (codes(mapped), len(mapped.observations)) == ([], 3)
    assert [warning.message for warning in mapped.warnings] == [
        "Tệp «a.xlsx», trang «BM-01»: thấy «2 dòng ẩn có số (dòng 8, 10); 1 cột ẩn có số (Mẫu số)»; "
        "số ở đó vẫn được đọc: bỏ ẩn và kiểm tra lại. [CB-11]"
    ]


def test_b18_a_filter_that_hides_figures_is_told() -> None:
    def change(page: Worksheet) -> None:
        page.auto_filter.ref = "A7:I9"
        page.auto_filter.add_filter_column(1, ["phu-song"])
        page.row_dimensions[8].hidden = True

    mapped = map_content(changed(bm01([so_hoa(1, 2), phu_song(45)]), change))
    assert warned(mapped) == [("CB-11", "")]
    assert "1 dòng ẩn do đang lọc có số (dòng 8)" in mapped.warnings[0].message


def test_b18_hidden_rows_without_figures_are_nothing_to_tell() -> None:
    def change(page: Worksheet) -> None:
        page.row_dimensions[9].hidden = True

    assert warned(map_content(changed(bm01([so_hoa(1, 2), phu_song(None)]), change))) == []


def test_b19_a_workbook_like_a_known_form_says_which_and_what_is_missing() -> None:
    headers = ["TT", "Mã", "Chỉ tiêu", "ĐVT", "Tử số", "Mẫu sô", "Thực hiện", "Minh chứng", "Ghi chú"]
    content = changed(bm01([so_hoa(1, 2)], headers=headers), lambda page: page.__setitem__("A1", "BÁO CÁO"))
    mapped = map_content(content, file_name="a.xlsx")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx»: thấy «đầu biểu không có dòng «BIỂU BM-01»; các cột giống Biểu BM-01 hơn cả»; "
        "cần dòng «BIỂU BM-01». Cách sửa: thêm dòng «BIỂU BM-01» ở đầu biểu, hoặc dùng biểu mẫu tải từ phần mềm. [BI-01]",
        "Tệp «a.xlsx»: thấy «tệp giống Biểu BM-01 hơn cả, có các cột TT, Mã, Chỉ tiêu, ĐVT, Tử số, Mẫu sô, Thực hiện, "
        "Minh chứng, Ghi chú»; cần cột «Mẫu số» của Biểu BM-01. "
        "Cách sửa: sửa tên cột «Mẫu sô» thành «Mẫu số» rồi gửi lại. [BI-03]",
    ]


def test_b19_a_form_sent_as_another_is_named() -> None:
    mapped = map_content(table("SKHCN;so-hoa;2025-10;1;2;;"), file_name="a.csv", kind="history")
    assert mapped.rejections[0].message == (
        "Tệp «a.csv»: thấy «tệp giống CSV mỗi dòng một số hơn»; cần CSV lịch sử. "
        "Cách sửa: gửi CSV lịch sử, hoặc chọn loại tệp «long-csv». [BI-01]"
    )
    assert "cột «ngay_nhan» của CSV lịch sử" in mapped.rejections[1].message


def test_b19_a_table_with_a_misspelt_header_is_not_taken_for_another_form() -> None:
    mapped = map_content(table("SKHCN;so-hoa;2025-10;1;2;;", header=CSV_HEADER.replace("gia_tri", "gia_trị")))
    assert codes(mapped) == [("BI-03", "")]
    assert mapped.rejections[0].expected == "cột «gia_tri» của CSV mỗi dòng một số"
    assert mapped.rejections[0].remedy == "sửa tên cột «gia_trị» thành «gia_tri» rồi gửi lại"


def test_b20_a_table_that_was_moved_is_found_by_its_labels_with_addresses_as_in_excel() -> None:
    def move(page: Worksheet) -> None:
        page.insert_cols(1, 2)
        page.insert_rows(6, 3)

    mapped = map_content(changed(bm01([so_hoa(3, 10, 30)]), move))
    assert [seen.provenance.cell for seen in mapped.observations] == ["G11, H11, I11"]


@pytest.mark.parametrize("blank_rows", [0, 3])
@pytest.mark.parametrize("blank_columns", [0, 2])
def test_b20_a_long_table_is_taken_from_a_sheet_wherever_it_stands(blank_rows: int, blank_columns: int) -> None:
    lines = [LONG, ["03388", "so-hoa", "2025-11", 1, 4], [], [3598, "so-hoa", "2025-11", 2, 4, None, "số ước"]]
    aside = [None] * blank_columns
    rows = [*[[]] * blank_rows, ["Số liệu tháng 11"], *([*aside, *line] for line in lines)]
    mapped = map_content(sheets(**{"Trang tính1": rows}))
    first = column_letters(blank_columns + 4)
    second = column_letters(blank_columns + 5)
    assert (mapped.form, codes(mapped)) == ("long-csv", [])
    assert [(seen.org_unit_id, seen.value, seen.provenance.cell) for seen in mapped.observations] == [
        ("03388", 25.0, f"{first}{blank_rows + 3}, {second}{blank_rows + 3}"),
        ("03598", 50.0, f"{first}{blank_rows + 5}, {second}{blank_rows + 5}"),
    ]


def test_a_long_table_is_taken_from_each_sheet_that_has_its_header() -> None:
    pages = {
        "Quý III": [LONG, ["SKHCN", "so-hoa", "2025-09", 1, 4]],
        "Ghi chú": [["Gửi anh Ba"]],
        "Quý IV": [LONG, ["SKHCN", "so-hoa", "2025-11", 2, 4]],
    }
    mapped = map_content(sheets(**pages))
    assert [(seen.period.id, seen.provenance.sheet) for seen in mapped.observations] == [
        ("2025-09", "Quý III"),
        ("2025-11", "Quý IV"),
    ]


def test_b21_a_header_of_merged_cells_is_read() -> None:
    assert codes(map_content(unit_result(UNIT_ROWS))) == []


def test_b21_merged_data_cells_are_rejected_at_their_first_cell() -> None:
    mapped = map_content(
        changed(bm01([so_hoa(3, 10), phu_song(45)]), lambda page: page.merge_cells("E8:F8")), file_name="a.xlsx"
    )
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx», trang «BM-01», ô E8 (dòng 8, cột «Tử số»): thấy «ô gộp E8:F8»; cần mỗi số, mỗi tên một ô riêng. "
        "Cách sửa: bỏ gộp ô E8:F8, ghi vào từng ô rồi gửi lại. [BI-11]"
    ]


def test_b21_a_name_merged_over_two_rows_with_figures_is_rejected() -> None:
    rows = [ban_co_song(3), [None, None, None, None, None, None, 4]]
    mapped = map_content(changed(bm01(rows), lambda page: page.merge_cells("B8:B9")))
    assert codes(mapped) == [("BI-11", "B8")]


def test_b21_headings_of_sections_may_be_merged() -> None:
    content = changed(bm01([["I", "DỮ LIỆU"], so_hoa(1, 2)]), lambda page: page.merge_cells("B8:I8"))
    assert codes(map_content(content)) == []


def test_b22_missing_and_double_headers_are_refused_all_at_once() -> None:
    headers = ["TT", "Mã", "Mã", "ĐVT", "Tử số", "Mẫu số", "", "Minh chứng", "Ghi chú"]
    mapped = map_content(bm01([so_hoa(1, 2)], headers=headers))
    assert codes(mapped) == [("BI-04", ""), ("BI-03", ""), ("BI-03", "")]
    assert [fault.expected for fault in mapped.rejections][1:] == [
        "cột «Chỉ tiêu» của Biểu BM-01",
        "cột «Thực hiện» của Biểu BM-01",
    ]


def test_b22_a_column_of_one_s_own_is_a_warning_with_its_address() -> None:
    mapped = map_content(bm01([[*so_hoa(1, 2), "của tôi"]], headers=[*HEADERS, "Riêng"]), file_name="a.xlsx")
    assert [warning.message for warning in mapped.warnings] == [
        "Tệp «a.xlsx», trang «BM-01», ô J7: thấy «Riêng»; cột này không có trong Biểu BM-01, không đọc. [CB-12]"
    ]
    assert (codes(mapped), mapped.ignored_kinds["Cột ngoài biểu mẫu"]) == ([], 1)


def test_b22_a_column_of_one_s_own_in_a_csv_is_a_warning() -> None:
    mapped = map_content(table("SKHCN;so-hoa;2025-11;1;2;;;x", header=f"{CSV_HEADER};rieng"))
    assert (codes(mapped), warned(mapped), len(mapped.observations)) == ([], [("CB-12", "dòng 1")], 1)


def test_b23_rows_that_add_others_up_are_passed_over_and_never_added() -> None:
    total = ["", None, "Tổng cộng", None, 4, 12, 33.3]
    mapped = map_content(bm01([so_hoa(3, 10), total, phu_song(45)]))
    assert (codes(mapped), len(mapped.observations)) == ([], 2)
    assert mapped.ignored_kinds["Dòng cộng"] == 4


def test_b23_a_row_of_figures_that_is_not_recognised_is_rejected() -> None:
    mapped = map_content(bm01([so_hoa(3, 10), [None, None, "Bình quân", None, None, None, 33.3]]))
    assert codes(mapped) == [("CT-01", "C9")]


def test_b23_numbers_below_the_signatures_are_rejected() -> None:
    assert ("CT-01", "B10") in codes(map_content(bm01([so_hoa(1, 2)], foot=("Người lập biểu", 15))))


def test_b23_the_sums_of_all_communes_are_no_commune() -> None:
    mapped = map_content(communes_across())
    assert [seen.org_unit_id for seen in mapped.observations] == ["03388", "03598"]


def test_b24_blank_rows_of_the_template_are_not_reported_and_counted() -> None:
    mapped = map_content(bm01([so_hoa(1, 2), phu_song(None), ban_co_song("-")]))
    assert (codes(mapped), len(mapped.observations), mapped.blank_rows) == ([], 1, 2)


def test_b25_a_figure_that_stands_twice_is_rejected_even_when_it_is_the_same() -> None:
    mapped = map_content(bm01([so_hoa(1, 2), so_hoa(1, 2)]))
    assert (codes(mapped), mapped.observations) == ([("CT-05", "F8"), ("CT-05", "F9")], ())
    assert "ô F9 cũng ghi so-hoa" in mapped.rejections[0].message


def test_b26_a_figure_that_stands_twice_with_other_values_is_rejected_at_both_cells() -> None:
    mapped = map_content(bm01([ban_co_song(1), ban_co_song(2)]), file_name="a.xlsx")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx», trang «BM-01», ô G8 (dòng 8, cột «Thực hiện»): thấy «1»; cần mỗi chỉ tiêu một lần cho một đơn vị "
        "và một kỳ; ô G9 ghi số khác cho ban-co-song. Cách sửa: giữ một trong hai ô (ô G8, ô G9), xóa ô kia rồi gửi lại. [CT-05]",
        "Tệp «a.xlsx», trang «BM-01», ô G9 (dòng 9, cột «Thực hiện»): thấy «2»; cần mỗi chỉ tiêu một lần cho một đơn vị "
        "và một kỳ; ô G8 ghi số khác cho ban-co-song. Cách sửa: giữ một trong hai ô (ô G9, ô G8), xóa ô kia rồi gửi lại. [CT-05]",
    ]


def test_b25_b26_a_unit_that_stands_twice_in_a_csv_is_rejected_in_both_lines() -> None:
    mapped = map_content(table("SKHCN;so-hoa;2025-11;1;2;;", "STC;so-hoa;2025-11;1;2;;", "SKHCN;so-hoa;2025-11;2;2;;"))
    assert codes(mapped) == [("CT-05", "dòng 2, cột mau_so"), ("CT-05", "dòng 4, cột mau_so")]
    assert [seen.org_unit_id for seen in mapped.observations] == ["STC"]
    assert (mapped.accepted, mapped.rejected) == (2, 2)


def test_b77_a_header_that_stands_twice_is_rejected_with_its_line() -> None:
    mapped = map_content(table("SKHCN;so-hoa;2025-11;1;2;;", CSV_HEADER, "STC;so-hoa;2025-11;1;2;;"))
    assert codes(mapped) == [("BI-04", "dòng 3, cột don_vi")]


def test_two_sheets_with_the_same_table_are_one_too_many() -> None:
    rows = [["BIỂU BM-01"], ["TT", "Mã", "Chỉ tiêu", "ĐVT", "Tử số", "Mẫu số", "Thực hiện"]]
    mapped = map_content(sheets(**dict.fromkeys(("BM-01", "BM-01 "), rows)))
    assert codes(mapped) == [("BI-02", "")]
    assert "các trang «BM-01», «BM-01 »" in mapped.rejections[0].message


def test_b77_a_form_without_any_figure_is_refused() -> None:
    assert codes(map_content(bm01([phu_song(None)]))) == [("BI-07", "")]
    assert codes(map_content(table())) == [("BI-07", "")]


def test_b20_b23_numbers_under_the_header_and_headings_of_sections_are_no_figures() -> None:
    numbering = [f"({number})" for number in range(1, 10)]
    mapped = map_content(bm01([numbering, ["I", None, "Dữ liệu"], so_hoa(1, 2)]))
    assert (codes(mapped), len(mapped.observations)) == ([], 1)


@pytest.mark.parametrize("place", ["Lai Châu", "Cao Bằng", "Bum Nưa"])
def test_b23_the_line_with_place_and_date_closes_the_table_of_any_province(place: str) -> None:
    mapped = map_content(bm01([so_hoa(1, 2)], foot=(f"{place}, ngày 03 tháng 12 năm 2025", "KT. CHỦ TỊCH")))
    assert codes(mapped) == []


def test_b23_a_figure_row_below_the_signatures_is_still_read() -> None:
    signed = [so_hoa(1, 2), [None, "Người lập biểu"], [2, "phu-song", None, "%", None, None, "45"]]
    assert [seen.indicator_id for seen in map_content(bm01(signed)).observations] == ["so-hoa", "phu-song"]
