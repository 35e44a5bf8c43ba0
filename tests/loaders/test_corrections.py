"""Doubts that a person settles: only a reading that the file leaves open, and only for the cell as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.domain.observations import Correction
from loaders.mapping.account import Notice
from loaders.mapping.whole_file import Mapped
from loaders.parsing.number_words import number_words
from tests.loaders.forms import bm01, codes, map_content, so_hoa
from tests.loaders.free_forms import appendix
from tests.loaders.tables import ban_co_song, phu_song, sheets, table
from tests.loaders.test_free_layouts import SHEET_MAP

DOUBT = bm01([ban_co_song("1.234")])


def settled(content: bytes, mapped: Mapped, choice: int = 0, own: Path | None = None) -> Mapped:
    """The file again, with one of the readings chosen for each of its doubts."""
    chosen = [
        Correction(fault.sheet, fault.cell, fault.found, fault.choices[choice].value)
        for fault in mapped.rejections
        if fault.choices
    ]
    return map_content(content, corrections=chosen, own=own)


@pytest.mark.parametrize(("choice", "value"), [(0, 1234.0), (1, 1.234)])
def test_a_number_with_two_readings_is_settled_as_the_one_chosen(choice: int, value: float) -> None:
    mapped = settled(DOUBT, map_content(DOUBT), choice)
    assert (codes(mapped), [seen.value for seen in mapped.observations]) == ([], [value])
    assert mapped.notices[Notice.SETTLED] == 1
    assert mapped.observations[0].provenance.cell == "G8"


def test_a_near_name_is_settled_as_the_unit_chosen() -> None:
    content = table("Tân Yên;so-hoa;2025-11;1;2;;")
    mapped = settled(content, map_content(content), 1)
    assert (codes(mapped), [seen.org_unit_id for seen in mapped.observations]) == ([], ["03595"])


def test_a_near_indicator_is_settled_as_the_one_chosen() -> None:
    content = bm01([[1, "phu-songg", None, "%", None, None, 45]])
    mapped = settled(content, map_content(content))
    assert (codes(mapped), [seen.indicator_id for seen in mapped.observations]) == ([], ["phu-song"])


@pytest.mark.parametrize(("choice", "value"), [(0, 45.0), (1, 0.45)])
def test_a_small_percent_in_a_mixed_column_is_settled(choice: int, value: float) -> None:
    content = bm01([so_hoa(3, 10, 30), phu_song(0.45)])
    mapped = settled(content, map_content(content), choice)
    assert (codes(mapped), mapped.warnings, mapped.observations[1].value) == ([], (), value)


def test_a_name_in_a_title_is_settled_without_touching_the_rest_of_the_title() -> None:
    content = appendix(title="KẾT QUẢ CỦA UBND XÃ TÂN YÊN, THÁNG 11 NĂM 2025")
    mapped = settled(content, map_content(content))
    assert (codes(mapped), mapped.unit, mapped.period) == ([], "03598", "2025-11")


def test_a_sheet_s_name_is_settled(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(SHEET_MAP, encoding="utf-8")
    rows = [["BẢN CÓ SÓNG THÁNG 11/2025"], ["TT", "Chỉ tiêu", "Số bản"], [1, "Bản có sóng", 4]]
    content = sheets(**{"Tân Yên": rows})
    before = map_content(content, own=tmp_path)
    assert [(str(fault.code), fault.sheet, fault.cell) for fault in before.rejections] == [("DV-01", "Tân Yên", "")]
    mapped = settled(content, before, own=tmp_path)
    assert [(seen.org_unit_id, seen.provenance.sheet) for seen in mapped.observations] == [("03598", "Tân Yên")]


def test_doubts_that_show_only_after_others_are_settled_are_settled_in_the_same_call() -> None:
    content = table("Tân Yên;so-hoaa;2025-11;1;2;;")
    first = map_content(content)
    assert codes(first) == [("CT-01", "dòng 2, cột chi_tieu"), ("DV-01", "dòng 2, cột don_vi")]
    assert codes(settled(content, first)) == []


@pytest.mark.parametrize(
    ("correction", "said"),
    [
        (Correction("BM-01", "G8", "1.235", "1235"), "cách đọc cho «1.234», là chữ đang có ở G8"),
        (
            Correction("BM-01", "G8", "1.234", "9999"),
            "một trong các cách đọc: 1.234 (một nghìn hai trăm ba mươi tư); 1,234",
        ),
        (Correction("BM-01", "G9", "1.234", "1234"), "ô còn cần chọn cách đọc; G9 không có gì phải chọn"),
    ],
)
def test_a_correction_that_does_not_fit_the_cell_is_refused(correction: Correction, said: str) -> None:
    mapped = map_content(DOUBT, corrections=[correction])
    assert codes(mapped) == [("SO-02", "G8"), ("BI-08", "")]
    assert said in mapped.rejections[1].expected
    assert mapped.observations == ()


def test_a_figure_that_is_in_no_doubt_cannot_be_replaced() -> None:
    mapped = map_content(bm01([ban_co_song(5)]), corrections=[Correction("BM-01", "G8", "5", "6")])
    assert codes(mapped) == [("BI-08", "")]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (105, "một trăm lẻ năm"),
        (1_000, "một nghìn"),
        (1_005, "một nghìn không trăm lẻ năm"),
        (1_234, "một nghìn hai trăm ba mươi tư"),
        (21_011, "hai mươi mốt nghìn không trăm mười một"),
        (999_999, "chín trăm chín mươi chín nghìn chín trăm chín mươi chín"),
        (1_000_500, "một triệu năm trăm"),
    ],
)
def test_a_number_in_words(number: int, words: str) -> None:
    assert number_words(number) == words
