"""The free layouts of others: a new layout is a new YAML file in the workspace's `sources/`, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.settings import Workspace
from loaders import pipeline
from loaders.mapping.account import Notice
from loaders.recognising.source_map import SourceMapError, load_source_maps
from tests.loaders.forms import WORKSPACE, codes, map_content, warned
from tests.loaders.free_forms import (
    ACROSS_HEAD,
    ACROSS_ROWS,
    NUMBERS_BELOW,
    RESULT_HEAD,
    UNIT_ROWS,
    book,
    communes_across,
    unit_result,
)
from tests.loaders.tables import sheets

ONE_INDICATOR_MAP = """
form: so-hoa-theo-xa
title: Biểu số hóa theo xã
layout: form
period_from: [title]
header_rows: 3
constants: {indicator: so-hoa}
short_unit_names: true
columns:
  rank: {headers: [TT]}
  unit: {headers: ["Xã, phường"]}
  numerator: {headers: [Hồ sơ / Kỳ báo cáo / Đã số hóa]}
  denominator: {headers: [Hồ sơ / Kỳ báo cáo / Phải số hóa]}
  value: {headers: [Tỷ lệ (%)], optional: true}
passed_over: [Hồ sơ / Kỳ trước]
skip: [Tổng cộng]
fixes:
  unit: {Xã Tân Uyen (mới): "03598"}
  numerator: {ba hồ sơ: "3"}
foot: [Người lập]
words: {not_reported: ["-"], not_arising: [không phát sinh]}
"""
HEAD = (
    (1, 1, 1, 6, "TÌNH HÌNH SỐ HÓA HỒ SƠ THÁNG 11/2025"),
    (3, 1, 5, 1, "TT"),
    (3, 2, 5, 2, "Xã, phường"),
    (3, 3, 3, 5, "Hồ sơ"),
    (4, 3, 5, 3, "Kỳ trước"),
    (4, 4, 4, 5, "Kỳ báo cáo"),
    (5, 4, 5, 4, "Đã số hóa"),
    (5, 5, 5, 5, "Phải số hóa"),
    (3, 6, 5, 6, "Tỷ lệ (%)"),
)
ROWS = [
    ["A", "B", 1, 2, 3, "4=2/3"],
    [1, "Đoàn Kết", 1, 2, 4, 50],
    [2, "Xã Tân Uyen (mới)", 1, "ba hồ sơ", 4, 75],
    [3, "X. Than Uyên", None, "-", None, None],
    ["", "Tổng cộng", 2, 5, 8, 62.5],
    [None, "Người lập: A"],
]
SHEET_MAP = """
form: moi-xa-mot-trang
title: Sổ mỗi xã một trang
layout: form
sheets: each
unit_from: [sheet]
period_from: [title]
short_unit_names: true
columns:
  rank: {headers: [TT]}
  indicator_name: {headers: [Chỉ tiêu]}
  value: {headers: [Số bản]}
skip: [Tổng hợp]
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace with a source map of its own."""
    shutil.copytree(WORKSPACE, tmp_path / "w")
    (tmp_path / "w" / "sources").mkdir()
    (tmp_path / "w" / "sources" / "so_hoa_theo_xa.yaml").write_text(ONE_INDICATOR_MAP, encoding="utf-8")
    return Workspace(tmp_path / "w")


def test_a_new_layout_is_a_new_yaml_and_nothing_else(workspace: Workspace) -> None:
    path = workspace.root / "moi.xlsx"
    path.write_bytes(book([("Biểu", HEAD, ROWS, 6)]))
    (outcome,) = pipeline.check_files(workspace, load_catalogue(workspace), [path])
    assert (outcome.form, outcome.outcome, outcome.accepted) == ("so-hoa-theo-xa", "accepted", 6)


def test_three_header_rows_a_fixed_indicator_and_fixes_as_data(workspace: Workspace) -> None:
    mapped = map_content(book([("Biểu", HEAD, ROWS, 6)]), own=workspace.sources)
    assert codes(mapped) == []
    figures = [(seen.org_unit_id, seen.indicator_id, seen.value, seen.provenance.cell) for seen in mapped.observations]
    assert figures == [("03388", "so-hoa", 50.0, "D7, E7, F7"), ("03598", "so-hoa", 75.0, "D8, E8, F8")]
    assert mapped.notices[Notice.FIX_APPLIED] == 2
    assert mapped.ignored_kinds["Dòng cộng"] == 5


def test_without_the_yaml_the_file_is_told_apart(workspace: Workspace) -> None:
    assert codes(map_content(book([("Biểu", HEAD, ROWS, 6)])))[0][0] in ("BI-01", "BI-03")


def test_each_commune_has_a_sheet_named_after_it(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(SHEET_MAP, encoding="utf-8")
    head = [["SỐ BẢN CÓ SÓNG THÁNG 11 NĂM 2025"], [], ["TT", "Chỉ tiêu", "Số bản"]]
    pages = {
        "Tổng hợp": [*head, [1, "Bản có sóng", 9]],
        "Tân Uyên": [*head, [1, "Bản có sóng", 4]],
        "X.Than Uyên ": [*head, [1, "Bản có sóng", 5]],
    }
    mapped = map_content(sheets(**pages), own=tmp_path)
    assert codes(mapped) == []
    assert [(seen.org_unit_id, seen.value) for seen in mapped.observations] == [("03598", 4.0), ("03595", 5.0)]
    assert (mapped.unit, mapped.period) == ("", "2025-11")


def test_a_header_that_was_centred_instead_of_merged_is_read() -> None:
    head = [(top, left, top, left, text) for top, left, _, _, text in RESULT_HEAD]
    assert len(map_content(unit_result(UNIT_ROWS, head=head)).observations) == 3


def test_the_value_to_date_counts_for_a_cumulative_indicator_and_the_period_s_for_a_periodic_one() -> None:
    mapped = map_content(unit_result(UNIT_ROWS))
    figures = {seen.indicator_id: seen.value for seen in mapped.observations}
    assert (figures["ban-co-song"], figures["lop-hoc"]) == (9.0, 2.0)


def test_a_figure_in_the_other_column_only_is_rejected_where_it_should_stand() -> None:
    rows = [NUMBERS_BELOW, ["1.", "Bản có sóng", "bản", 12, 10, None, None, 7, None]]
    mapped = map_content(unit_result(rows), file_name="a.xlsx")
    assert mapped.rejections[0].message == (
        "Tệp «a.xlsx», trang «Biểu 1», ô I9 (dòng 9, cột «Thực hiện / Lũy kế»): thấy «ô trống»; cần một số ở cột "
        "«Thực hiện / Lũy kế», vì ban-co-song lấy số ở cột đó. Cách sửa: sửa ô I9 rồi gửi lại. [SO-12]"
    )


def test_nt_stands_for_what_is_written_above() -> None:
    rows = [
        NUMBERS_BELOW,
        ["1.", "Bản có sóng", "bản", 12, 10, None, None, 1, 9],
        ["2.", "Lớp bồi dưỡng đã mở", "-nt-", 6, 2, None, None, 2, 5],
    ]
    assert codes(map_content(unit_result(rows))) == []
    wrong = [
        NUMBERS_BELOW,
        ["1.", "Hồ sơ được số hóa", "%", 9, 9, 1, 2],
        ["2.", "Bản có sóng", "nt", 12, 10, None, None, 1, 9],
    ]
    assert codes(map_content(unit_result(wrong))) == [("CT-03", "C10")]


def test_an_unknown_unit_across_is_rejected_at_its_header() -> None:
    head = [(*box, "Xã Tân Uyen" if text == "X.Tân Uyên" else text) for *box, text in ACROSS_HEAD]
    mapped = map_content(communes_across(ACROSS_ROWS, head))
    assert codes(mapped) == [("DV-01", "F4")]
    assert [seen.org_unit_id for seen in mapped.observations] == ["03388"]


def test_every_cell_of_a_free_layout_is_counted_once() -> None:
    mapped = map_content(unit_result(UNIT_ROWS))
    boxes = 6 + len(RESULT_HEAD) - 1
    cells = sum(value is not None for line in UNIT_ROWS for value in line)
    assert mapped.accepted + mapped.ignored + mapped.rejected == cells + boxes + 1
    assert mapped.ignored == sum(mapped.ignored_kinds.values())


def test_a_title_on_the_unit_of_measure_is_no_unit() -> None:
    mapped = map_content(unit_result(UNIT_ROWS))
    assert (mapped.unit, mapped.period, warned(mapped)) == ("03598", "2025-11", [])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("layout: form\ncolumns: {value: {headers: [Số]}}\n", "không cột, đầu cột hay hằng nào cho biết chỉ tiêu"),
        ("layout: table\ncolumns: {indicator: {headers: [Mã]}}\n", "bảng phải có cột hoặc hằng cho đơn vị và kỳ"),
        ("layout: form\ncolumns: {indicator: {headers: [Mã]}}\n", "title_fields thiếu period"),
        ("layout: khac\ncolumns: {}\n", "layout"),
        ("layout: form\ncolums: {}\n", "colums"),
    ],
)
def test_a_source_map_that_does_not_say_what_it_must_is_named(tmp_path: Path, change: str, said: str) -> None:
    (tmp_path / "loi.yaml").write_text(f"form: loi\ntitle: Lỗi\n{change}", encoding="utf-8")
    with pytest.raises(SourceMapError, match=r"loi\.yaml") as error:
        load_source_maps(tmp_path)
    assert said in str(error.value)


def test_b22_columns_across_without_a_name_of_their_own_are_no_second_figure_of_their_neighbour() -> None:
    head = [each for each in ACROSS_HEAD if each[4] != "Than Uyên"]
    mapped = map_content(communes_across([[1, "Hồ sơ được số hoá", "%", 12, 40, 30, 40, 1, 2]], head))
    assert [(str(fault.code), fault.found) for fault in mapped.rejections] == [
        ("BI-04", "hai cột «Tử số» dưới cùng một tên"),
        ("BI-04", "hai cột «Mẫu số» dưới cùng một tên"),
    ]
