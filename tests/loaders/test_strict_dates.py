"""Days and periods: day before month, nothing impossible, a closed list of words."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.domain.periods import Period
from loaders.strict_dates import DateFault, parse_date, parse_period_words


def test_b56_the_day_comes_before_the_month_always() -> None:
    assert parse_date("04/03/2026") == date(2026, 3, 4)
    assert parse_date("13/03/2026") == date(2026, 3, 13)


def test_b56_iso_is_read_too() -> None:
    assert parse_date("2026-03-04") == date(2026, 3, 4)


@pytest.mark.parametrize("text", ["29/02/2027", "31/04/2026", "03/13/2026", "00/01/2026", "2027-02-29"])
def test_b61_an_impossible_day_is_said_to_be_impossible(text: str) -> None:
    assert parse_date(text) is DateFault.IMPOSSIBLE


@pytest.mark.parametrize("text", ["4.3.2026", "4-3-2026", "04/03/26", "4 tháng 3", "46000", "０4/03/2026"])
def test_b56_other_ways_of_writing_a_day_are_not_tried(text: str) -> None:
    assert parse_date(text) is DateFault.NOT_A_DATE


@pytest.mark.parametrize(
    ("text", "period_id"),
    [
        ("2025-11", "2025-11"), ("2025-Q4", "2025-Q4"), ("2025-H2", "2025-H2"), ("2025", "2025"),
        ("2025-07-01", "2025-07-01"), ("01/07/2025", "2025-07-01"),
        ("Tháng 11/2025", "2025-11"), ("tháng 01 năm 2025", "2025-01"), ("T11/2025", "2025-11"),
        ("Quý IV/2025", "2025-Q4"), ("Quý 4/2025", "2025-Q4"), ("Q4.2025", "2025-Q4"), ("QUÝ IV NĂM 2025", "2025-Q4"),
        ("6 tháng đầu năm 2025", "2025-H1"), ("06 tháng cuối năm 2025", "2025-H2"), ("Năm 2025", "2025"),
        ("Tháng\u00a011/2025 ", "2025-11"), ("Qu\u0079\u0301 IV/2025", "2025-Q4"),
    ],
)  # fmt: skip
def test_b58_a_period_is_read_by_its_id_or_by_words_of_a_closed_list(text: str, period_id: str) -> None:
    period = parse_period_words(text)
    assert isinstance(period, Period)
    assert period.id == period_id


@pytest.mark.parametrize("text", ["Quý VI/2025", "mười một 2025", "11/2025", "9 tháng đầu năm 2025", "kỳ này", ""])
def test_b58_words_outside_the_list_are_no_period(text: str) -> None:
    assert parse_period_words(text) is DateFault.NOT_A_PERIOD


@pytest.mark.parametrize("text", ["Tháng 13/2025", "Quý 5/2025", "2025-13", "2025-02-30"])
def test_b61_a_period_that_cannot_be_is_said_to_be_impossible(text: str) -> None:
    assert parse_period_words(text) is DateFault.IMPOSSIBLE
