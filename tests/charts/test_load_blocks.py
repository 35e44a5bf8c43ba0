"""Blocks of files that came in: what they say, and that nothing of a file gets into them unescaped."""

from __future__ import annotations

import re

import pytest

from dashboard.charts.fields import act_button
from dashboard.charts.markup import join
from dashboard.charts.reporting.checked_files import (
    FAULTS_SHOWN,
    Asked,
    ChangeRow,
    FaultRow,
    FileCount,
    FileRow,
    Option,
    SettledRow,
    WarnedFile,
    draw_changes,
    draw_faults,
    draw_files,
    draw_ignored,
    draw_settled,
    draw_warnings,
    place_of,
)
from dashboard.charts.reporting.load_steps import (
    KeptFile,
    Receipt,
    draw_kept_files,
    draw_progress,
    draw_receipts,
    draw_retired,
    draw_steps,
)

HOSTILE = "<img src=x onerror=alert(1)>&\"'"
_UNIT = "Xã Bum Nưa"


def told(block: str) -> str:
    """The block without its tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", block).split())


@pytest.mark.parametrize(
    "block",
    [
        draw_files(HOSTILE, [FileRow(HOSTILE, HOSTILE, FileCount(), HOSTILE)], FileCount(), HOSTILE),
        draw_faults([FaultRow(HOSTILE, place_of(HOSTILE, HOSTILE), HOSTILE, HOSTILE, HOSTILE, HOSTILE)], 1),
        draw_settled([SettledRow(HOSTILE, HOSTILE, HOSTILE, HOSTILE, {"tep": HOSTILE})]),
        draw_warnings([WarnedFile(HOSTILE, HOSTILE, (HOSTILE,), False)]),
        draw_changes([ChangeRow(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)], 1),
        draw_ignored({HOSTILE: 1}, 1),
        draw_receipts(HOSTILE, [Receipt(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)], HOSTILE),
        draw_kept_files([KeptFile(HOSTILE, HOSTILE, HOSTILE, HOSTILE)]),
        draw_retired([(HOSTILE, place_of(HOSTILE, HOSTILE), HOSTILE, HOSTILE)]),
        draw_progress(0, 1, HOSTILE),
        draw_steps(1, HOSTILE, act_button(HOSTILE, HOSTILE, {"ten": HOSTILE})),
    ],
    ids=[
        "files",
        "faults",
        "settled",
        "warnings",
        "changes",
        "ignored",
        "receipts",
        "kept",
        "retired",
        "progress",
        "steps",
    ],
)
def test_t04_texts_of_files_are_escaped(block: str) -> None:
    assert "<img" not in block
    assert "&lt;img src=x onerror=alert(1)&gt;&amp;&#34;&#39;" in block


def test_a_file_that_could_not_be_read_has_no_counts() -> None:
    rows = [FileRow("hong.xlsx", "", FileCount(1, rejected=1, is_known=False), "Không đọc được")]
    assert told(draw_files("t", rows, FileCount(), "")).endswith("hong.xlsx – – – – – – Không đọc được")


def test_one_file_needs_no_sum_and_two_have_one() -> None:
    row = FileRow("a.xlsx", "", FileCount(3, 1, 1, 1), "")
    assert "Cộng" not in draw_files("t", [row], FileCount(3, 1, 1, 1), "")
    assert "Cộng 2 tệp 6 2 2 2 0 0 ghi" in told(draw_files("t", [row, row], FileCount(6, 2, 2, 2), "ghi"))


def test_a_doubt_offers_its_readings_and_none_is_chosen_for_people() -> None:
    options = (Option("1234", "1.234 (một nghìn hai trăm ba mươi tư)"), Option("1,234", "1,234"))
    asked = Asked("chon", "Chọn cách đọc ô F9", {"tep": "t1", "loi": "0"}, options)
    block = draw_faults([FaultRow(_UNIT, place_of("BM-01", "F9"), "1.234", "số viết rõ", "chọn", "SO-02", asked)], 1)
    assert re.findall(r'<option value="([^"]*)"( selected)?', block) == [("", " selected"), ("1234", ""), ("1,234", "")]
    assert 'data-act="chon" data-tep="t1" data-loi="0"' in block


def test_of_many_faults_the_first_two_hundred_stand_and_all_are_counted() -> None:
    faults = [FaultRow(_UNIT, f"E{n}", "x", "một số", "sửa ô", "SO-01") for n in range(FAULTS_SHOWN + 50)]
    said = told(draw_faults(faults, len(faults)))
    assert said.startswith("Ô bị từ chối (250)")
    assert said.endswith("Còn 50 lỗi nữa; sửa các lỗi trên rồi kiểm tra lại để thấy.")
    assert said.count("[SO-01]") == FAULTS_SHOWN


def test_refused_cells_and_faults_of_whole_files_are_not_added_up() -> None:
    cell = FaultRow(_UNIT, place_of("BM-01", "E8"), "x", "một số", "sửa ô", "SO-01")
    file = FaultRow(
        _UNIT, place_of("", ""), "3 số liệu của tháng 11/2025, kỳ đã khóa", "một kỳ đang mở", "mở lại", "KY-01"
    )
    assert told(draw_faults([cell, file], 1, 1)).startswith("Ô bị từ chối (1), lỗi của cả tệp (1)")
    assert told(draw_faults([file], 0, 1)).startswith("Lỗi của cả tệp (1)")


def test_what_is_left_out_is_folded_away() -> None:
    block = draw_ignored({"Ghi chú": 4}, 4)
    assert block.startswith('<details id="o-bo-qua"><summary>Ô bỏ qua (4)</summary>')


@pytest.mark.parametrize(
    ("sheet", "cell", "expected"),
    [
        ("Biểu 2", "D12", "Trang «Biểu 2», ô <b>D12</b>"),
        ("", "dòng 12, cột gia_tri", "<b>Dòng 12, cột gia_tri</b>"),
        ("Biểu 2", "", "Trang «Biểu 2»"),
        ("", "", "Cả tệp"),
    ],
)
def test_a_place_is_a_cell_a_line_a_sheet_or_the_whole_file(sheet: str, cell: str, expected: str) -> None:
    assert join(place_of(sheet, cell)) == expected


def test_steps_behind_are_ticked_and_the_present_one_is_named() -> None:
    block = draw_steps(2, "Chưa ghi gì.")
    assert told(block) == "✓ Chọn tệp (xong) 2 Kiểm tra (chưa ghi) 3 Ghi Chưa ghi gì."
    assert block.count('aria-current="step"') == 1


def test_ignored_cells_are_listed_by_kind_the_most_frequent_first() -> None:
    said = told(draw_ignored({"Ghi chú": 4, "Tiêu đề": 14, "Khác": 0}, 18))
    assert said.endswith("Tiêu đề 14 Ghi chú 4 Cộng 18")
