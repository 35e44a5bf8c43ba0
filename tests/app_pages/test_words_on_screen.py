"""The rules about texts find what they are for, and let right texts pass."""

from __future__ import annotations

import pytest

from tests.app_pages.words_on_screen import empty_values, foreign_dates, foreign_numbers


@pytest.mark.parametrize("text", ["đạt None", "nan%", "(null)", "Số liệu: undefined", "[object Object]"])
def test_a_program_s_word_for_nothing_is_found(text: str) -> None:
    assert empty_values(text)


@pytest.mark.parametrize("text", ["đạt 57.5%", "1,234.5", "12.34 bản", "1234.567 người", "0.5", "từ 1.5 đến 2,5"])
def test_a_number_with_a_decimal_point_is_found(text: str) -> None:
    assert foreign_numbers(text)


@pytest.mark.parametrize("text", ["2025-12-05", "ngày 5/12/2025", "12/31/2025", "2025/12/05", "Dec 5", "05-12-2025"])
def test_a_date_in_another_form_is_found(text: str) -> None:
    assert foreign_dates(text)


@pytest.mark.parametrize(
    "text",
    [
        "57,5%, 1.234,5 và 118.604 người; 44.312 / 77.207",
        "mục III.1.3, II.2.2(3); 5G; 6896/KH-UBND; 57-NQ/TW; 15/20 đơn vị",
        "đến 30/11, ngày 05/12/2025 lúc 09:12, tháng 11/2025, quý IV/2025",
        "BM-01_2025-11_03388.xlsx, ô E8; vietnamnet.vn, bài 2471930",
        "12,3 điểm %/tháng; 10–15%; −6,6 điểm %. Hạn 31/12/2025.",
    ],
)
def test_a_text_as_reports_write_it_passes(text: str) -> None:
    assert [*empty_values(text), *foreign_numbers(text), *foreign_dates(text)] == []
