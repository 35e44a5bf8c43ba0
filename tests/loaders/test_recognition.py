"""Which form a file is: by its hidden sheet, its title and its header, never by the name of file or sheet."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.domain.forms import FORM_VERSION
from tests.loaders.forms import bm01, changed, codes, map_content, so_hoa, with_identity
from tests.loaders.free_forms import BM02_ROWS, appendix, bm02, communes_across, unit_result
from tests.loaders.tables import sheets, table


@pytest.mark.parametrize("sheet", ["BM-01", "Trang tính1", "Bum Nưa"])
def test_the_hidden_sheet_names_the_form_whatever_the_sheet_is_called(sheet: str) -> None:
    mapped = map_content(with_identity(bm01([so_hoa(1, 2)], sheet=sheet)), file_name="Bao cao cuoi cung (2).xlsx")
    assert (mapped.form, codes(mapped), len(mapped.observations)) == ("bm-01", [], 1)


def test_the_hidden_sheet_says_unit_and_period_where_the_title_was_emptied() -> None:
    content = changed(with_identity(bm01([so_hoa(1, 2)])), lambda page: page.delete_rows(1, 5))
    (seen,) = map_content(content).observations
    assert (seen.org_unit_id, seen.period.id, seen.provenance.cell) == ("SKHCN", "2025-11", "E3, F3")


@pytest.mark.parametrize(("label", "said"), [("C4", "STC"), ("C4", "03388")])
def test_a_title_that_names_another_unit_than_the_hidden_sheet_is_rejected_and_both_are_named(
    label: str, said: str
) -> None:
    content = changed(with_identity(bm01([so_hoa(1, 2)])), lambda page: page.__setitem__(label, said))
    mapped = map_content(content, file_name="a.xlsx")
    assert mapped.rejections[0].message == (
        f"Tệp «a.xlsx», trang «BM-01», ô C4 (dòng 4, cột «Mã đơn vị»): thấy «{said}»; cần Sở Khoa học và Công nghệ (SKHCN), "
        "đơn vị mà biểu này được tải về cho. "
        "Cách sửa: ghi lại như cũ ở ô C4, hoặc tải biểu của đúng đơn vị và kỳ rồi điền lại. [DV-04]"
    )
    assert mapped.observations == ()


def test_a_title_that_names_another_period_than_the_hidden_sheet_is_rejected_and_both_are_named() -> None:
    mapped = map_content(with_identity(bm01([so_hoa(1, 2)], period="Tháng 10/2025")))
    assert codes(mapped) == [("KY-06", "C5")]
    assert mapped.rejections[0].found == "Tháng 10/2025"
    assert mapped.rejections[0].expected == "tháng 11/2025, kỳ mà biểu này được tải về cho"


def test_a_form_newer_than_this_system_is_refused_with_what_to_do() -> None:
    mapped = map_content(with_identity(bm01([so_hoa(1, 2)]), version=FORM_VERSION + 1), file_name="a.xlsx")
    assert [fault.message for fault in mapped.rejections] == [
        f"Tệp «a.xlsx»: thấy «biểu BM-01 phiên bản {FORM_VERSION + 1}»; cần biểu phiên bản {FORM_VERSION} trở xuống, "
        "vì phần mềm này chưa biết phiên bản mới hơn. "
        "Cách sửa: cập nhật phần mềm, hoặc tải biểu mẫu từ chính phần mềm này rồi gửi lại. [BI-09]"
    ]


@pytest.mark.parametrize("damage", [{"form": "bm-99"}, {"version": "hai"}, {"form": ""}])
def test_a_damaged_hidden_sheet_is_refused(damage: dict[str, Any]) -> None:
    assert codes(map_content(with_identity(bm01([so_hoa(1, 2)]), **damage))) == [("BI-01", "")]


def test_a_hidden_sheet_that_names_a_unit_of_another_workspace_is_refused() -> None:
    assert codes(map_content(with_identity(bm01([so_hoa(1, 2)], unit=None), unit="XYZ"))) == [("DV-01", "B3")]


def test_b19_a_file_like_no_form_says_which_is_nearest_and_what_is_missing() -> None:
    content = sheets(**{"Tháng 11": [["STT", "Xã", "Chỉ tiêu", "Kết quả đạt"], [1, "Tân Uyên", "Bản có sóng", 4]]})
    mapped = map_content(content, file_name="a.xlsx")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx»: thấy «sổ tính không có biểu nào đã biết (các trang: Tháng 11)»; cần một biểu đã biết; "
        "giống Phụ lục kèm báo cáo hơn cả, còn thiếu các cột «Kết quả». Cách sửa: dùng đúng biểu mẫu rồi gửi lại. [BI-01]"
    ]


def test_b19_a_form_of_ours_sent_as_another_is_named() -> None:
    mapped = map_content(with_identity(bm01([so_hoa(1, 2)])), kind="bm-02")
    assert [(str(fault.code), fault.found) for fault in mapped.rejections] == [("BI-01", "tệp là Biểu BM-01")]


def test_a_form_whose_line_with_the_code_was_deleted_is_known_by_the_name_of_its_unit() -> None:
    content = bm01([so_hoa(1, 2)], name="Sở Khoa học và Công nghệ")
    (seen,) = map_content(changed(content, lambda page: page.delete_rows(4))).observations
    assert seen.org_unit_id == "SKHCN"


def test_a_form_without_any_line_on_its_unit_says_which_line_to_add() -> None:
    mapped = map_content(changed(bm01([so_hoa(1, 2)]), lambda page: page.delete_rows(3, 2)))
    assert codes(mapped) == [("BI-06", "")]
    assert mapped.rejections[0].remedy == "thêm dòng «Mã đơn vị:» ở đầu biểu rồi gửi lại"


def test_a_label_beside_a_blank_value_is_not_taken_for_the_value() -> None:
    def change(page: Worksheet) -> None:
        page["C4"] = None
        page["D4"], page["E4"] = "Kỳ báo cáo:", "Tháng 11/2025"

    mapped = map_content(changed(bm01([so_hoa(1, 2)]), change))
    assert codes(mapped) == [("DV-01", "B4")]
    assert mapped.rejections[0].found == "ô trống"


@pytest.mark.parametrize("name", ["a.xlsx", "BM-04.xlsx", "số liệu.csv"])
def test_the_name_of_a_file_says_nothing(name: str) -> None:
    assert map_content(bm01([so_hoa(1, 2)]), file_name=name).form == "bm-01"


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (bm01([so_hoa(1, 2)]), "bm-01"),
        (bm02(BM02_ROWS), "bm-02"),
        (unit_result([]), "ket-qua-don-vi"),
        (communes_across(), "nhieu-xa-theo-cot"),
        (appendix(), "phu-luc-bao-cao"),
        (table("SKHCN;so-hoa;2025-11;1;2;;"), "long-csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_layout_is_told_from_the_others_by_its_content(content: bytes, form: str) -> None:
    assert map_content(content).form == form


def with_table(name: str = "Số liệu") -> bytes:
    """A form with another sheet that holds a long table."""

    def change(page: Worksheet) -> None:
        other = page.parent.create_sheet(name)
        other.append(["don_vi", "chi_tieu", "ky", "tu_so", "mau_so", "gia_tri"])
        other.append(["STC", "so-hoa", "2025-11", 1, 2])

    return changed(bm01([so_hoa(1, 2)]), change)


def test_a_second_form_in_a_file_is_not_passed_over_unseen() -> None:
    mapped = map_content(with_table(), file_name="a.xlsx")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx»: thấy «tệp có hai biểu: Biểu BM-01 (trang «BM-01») và CSV mỗi dòng một số (trang «Số liệu»)»; "
        "cần một biểu trong một tệp. Cách sửa: gửi mỗi biểu một tệp, hoặc nói rõ loại tệp khi nạp (--as). [BI-01]"
    ]


@pytest.mark.parametrize(("kind", "unit"), [("bm-01", "SKHCN"), ("long", "STC")])
def test_of_two_forms_the_kind_given_is_read(kind: str, unit: str) -> None:
    mapped = map_content(with_table(), kind=kind)
    assert ([seen.org_unit_id for seen in mapped.observations], codes(mapped)) == ([unit], [])


def test_a_long_table_may_have_headers_in_words_and_names_instead_of_codes() -> None:
    header = "Đơn vị;Chỉ tiêu;Kỳ báo cáo;Tử số;Mẫu số;Giá trị;Ghi chú"
    mapped = map_content(table("X. Tân Uyên;Hồ sơ được số hoá;Tháng 11/2025;1;2;;", header=header))
    assert (mapped.form, codes(mapped)) == ("long-csv", [])
    assert [(seen.org_unit_id, seen.indicator_id) for seen in mapped.observations] == [("03598", "so-hoa")]


def test_a_form_with_a_title_block_is_not_looked_for_in_a_csv() -> None:
    lines = ["BIỂU BM-01;;;;;;", "TT;Mã;Chỉ tiêu;ĐVT;Tử số;Mẫu số;Thực hiện", "1;so-hoa;;%;1;2;"]
    mapped = map_content("\n".join([*lines, ""]).encode(), file_name="a.csv")
    assert (mapped.form, mapped.observations) == ("", ())
    assert {code for code, _ in codes(mapped)} == {"BI-03"}


def test_an_indicator_that_another_office_collects_is_not_taken_from_the_unit_s_own_form() -> None:
    content = bm01([so_hoa(1, 2), [2, "truc-tuyen", None, "%", 1, 2]], unit="03388")
    mapped = map_content(content, file_name="a.xlsx")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.xlsx», trang «BM-01», ô B9 (dòng 9, cột «Mã»): thấy «truc-tuyen»; cần chỉ tiêu mà Phường Đoàn Kết tự báo "
        "cáo; «Hồ sơ xử lý trực tuyến» của đơn vị này do Sở Tài chính báo cáo theo biểu BM-02. "
        "Cách sửa: xóa số ở dòng 9 rồi gửi lại; số này gửi cho Sở Tài chính. [CT-06]"
    ]


def test_an_agency_outside_the_collected_group_reports_for_itself() -> None:
    assert codes(map_content(bm01([[2, "truc-tuyen", None, "%", 1, 2]], unit="SKHCN"))) == []


def test_a_table_for_many_units_is_taken_only_from_the_office_that_collects_them() -> None:
    mapped = map_content(bm02(BM02_ROWS, unit="SKHCN"), file_name="a.xlsx")
    assert codes(mapped) == [("CT-07", "E9"), ("CT-07", "D11")]
    assert (
        mapped.rejections[0].expected
        == "ô trống, vì «Hồ sơ xử lý trực tuyến» của Phường Đoàn Kết do Sở Tài chính tổng hợp"
    )
    assert mapped.rejections[0].remedy == "xóa số ở ô E9 rồi gửi lại"


def test_a_table_for_many_units_does_not_take_what_each_reports_for_itself() -> None:
    mapped = map_content(bm02(BM02_ROWS[:1], indicators=(("so-hoa", "Hồ sơ được số hóa (%)"),)))
    assert codes(mapped) == [("CT-07", "E9")]
    assert "do Phường Đoàn Kết tự báo cáo theo biểu BM-01" in mapped.rejections[0].expected


def test_a_table_for_many_units_with_a_wrong_id_over_a_name_is_rejected() -> None:
    mapped = map_content(bm02(BM02_ROWS[:1], indicators=(("so-hoa", "Hồ sơ xử lý trực tuyến (%)"),)))
    assert ("CT-04", "D6") in codes(mapped)


def test_a_unit_s_name_beside_another_s_code_in_a_row_is_rejected() -> None:
    mapped = map_content(bm02([[1, "03388", "Xã Tân Uyên", 30, 40]]))
    assert codes(mapped) == [("DV-02", "C9")]


MISSPELT = {
    "a column that must be there": ("don_vi;chi_tieu;ky;giatri", ["giatri", "gia_tri"]),
    "the only one left": ("don_vi;chi_tieu;ki;gia_tri", ["ki", "ky"]),
    "a column that may be away": ("don_vi;chi_tieu;ky;gia_tri;ghichu", ["ghichu", "ghi_chu"]),
    "the day of a history": ("don_vi;chi_tieu;ky;gia_tri;ngay_nhạn", ["ngay_nhạn", "ngay_nhan"]),
}


@pytest.mark.parametrize(("header", "names"), MISSPELT.values(), ids=MISSPELT.keys())
def test_b22_a_misspelt_header_is_refused_with_the_name_it_should_have(header: str, names: list[str]) -> None:
    cells = ["SKHCN", "ban-co-song", "2025-11", "5", "01/12/2025"][: header.count(";") + 1]
    mapped = map_content(table(";".join(cells), header=header))
    (fault,) = mapped.rejections
    assert (str(fault.code), fault.remedy) == ("BI-03", f"sửa tên cột «{names[0]}» thành «{names[1]}» rồi gửi lại")


def test_b22_where_many_headers_are_misspelt_each_is_told() -> None:
    mapped = map_content(table("SKHCN;so-hoa;2025-11;1;2;", header="donvi;chitieu;ky;tuso;mauso;giatri"))
    assert [fault.remedy.split("»")[0] for fault in mapped.rejections] == [
        f"sửa tên cột «{name}" for name in ("donvi", "chitieu", "giatri", "tuso", "mauso")
    ]


def test_b22_a_table_of_values_needs_no_columns_for_their_parts() -> None:
    mapped = map_content(table("SKHCN;ban-co-song;2025-11;5", header="don_vi;chi_tieu;ky;gia_tri"))
    assert ([seen.value for seen in mapped.observations], codes(mapped)) == ([5], [])


def test_b22_a_column_of_one_s_own_is_still_a_warning() -> None:
    mapped = map_content(table("SKHCN;ban-co-song;2025-11;5;a", header="don_vi;chi_tieu;ky;gia_tri;Người nhập"))
    assert (codes(mapped), len(mapped.warnings)) == ([], 1)


def test_a_title_above_the_header_of_a_csv_is_passed_over() -> None:
    content = "Báo cáo tháng 11\n\n".encode() + table("SKHCN;ban-co-song;2025-11;;;5;")
    mapped = map_content(content)
    assert ([seen.value for seen in mapped.observations], codes(mapped)) == ([5], [])
    assert mapped.observations[0].provenance.cell == "dòng 4"


def test_b23_a_line_of_totals_in_a_table_is_no_figure() -> None:
    mapped = map_content(table("SKHCN;ban-co-song;2025-11;;;5;", "Tổng cộng;;;;;5;"))
    assert ([seen.value for seen in mapped.observations], codes(mapped)) == ([5], [])
    assert mapped.ignored_kinds["Dòng cộng"] == 2
