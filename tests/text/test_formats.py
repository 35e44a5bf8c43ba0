"""Numbers, dates and periods as Vietnamese reports write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from dashboard.domain.periods import parse_period
from dashboard.text.formats import (
    decimals_apart,
    format_date,
    format_day_month,
    format_difference,
    format_moment,
    format_months,
    format_number,
    format_parts,
    format_received,
    format_round,
    format_share,
    format_short,
    format_value,
    join_names,
    period_name,
)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1234.5, 1, "1.234,5"),
        (1234567.0, 0, "1.234.567"),
        (0.0, 0, "0"),
        (-6.6, 1, "−6,6"),
        (None, 1, "–"),
        (52.4, 1, "52,4"),
        (7.0, 2, "7,00"),
    ],
)
def test_a_number_has_a_decimal_comma_and_points_between_thousands(
    value: float | None, decimals: int, written: str
) -> None:
    assert format_number(value, decimals) == written


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (0.25, 1, "0,3"),
        (1.005, 2, "1,01"),
        (2.675, 2, "2,68"),
    ],
)
def test_a_half_goes_away_from_zero(value: float, decimals: int, written: str) -> None:
    assert format_number(value, decimals) == written


def test_a_share_is_rounded_as_its_percent_is_whatever_the_last_digit_of_the_fraction_says() -> None:
    assert 100 * 0.575 < 57.5
    assert (format_share(0.575), format_share(1 / 3, 1), format_share(1.0)) == ("58%", "33,3%", "100%")


@pytest.mark.parametrize("value", [-0.0, -0.04])
def test_what_rounds_to_zero_has_no_minus(value: float) -> None:
    assert format_number(value, 1) == "0,0"


def test_a_number_of_three_hundred_digits_is_written_out() -> None:
    written = format_number(1e300, 1)
    assert written.startswith("1.000.000.")
    assert written.endswith(",0")
    assert written.count("0") == 301


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_a_value_that_is_no_number_is_missing(value: float) -> None:
    assert format_number(value, 1) == "–"


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [(52.4, "%", "52,4%"), (17.0, "dịch vụ", "17,0\u00a0dịch vụ"), (None, "%", "–"), (None, "bản", "–")],
)
def test_a_value_carries_its_unit_and_a_missing_one_none(value: float | None, unit: str, written: str) -> None:
    assert format_value(value, unit, 1) == written


def test_beside_a_column_with_its_unit_only_the_percent_sign_stays() -> None:
    assert (format_short(52.4, "%", 1), format_short(17.0, "bản", 0)) == ("52,4%", "17")


def test_a_target_has_no_decimals_it_does_not_need() -> None:
    found = [format_round(value, unit, 0) for value, unit in ((45.0, "%"), (6.5, "%"), (33.0, "bản"), (None, "%"))]
    assert found == ["45%", "6,5%", "33\u00a0bản", "–"]


@pytest.mark.parametrize(
    ("value", "target", "decimals"), [(44.96, 45.0, 2), (44.9, 45.0, 1), (45.0, 45.0, 1), (44.9996, 45.0, 4)]
)
def test_a_value_is_never_shown_as_the_target_it_misses(value: float, target: float, decimals: int) -> None:
    assert decimals_apart(value, target, 1) == decimals
    assert (format_number(value, decimals) == format_number(target, decimals)) == (value == target)


def test_values_apart_by_less_than_the_tolerance_stay_as_they_are() -> None:
    assert decimals_apart(45.0 - 1e-12, 45.0, 1) == 1


def test_a_difference_of_percentages_is_in_points_and_signed() -> None:
    found = [format_difference(-6.6, "%", 1), format_difference(3.0, "bản", 0), format_difference(None, "%", 1)]
    assert found == ["−6,6\u00a0điểm %", "+3\u00a0bản", "–"]


def test_days_are_written_day_month_year() -> None:
    assert (format_date(date(2025, 12, 5)), format_date(None)) == ("05/12/2025", "–")
    assert format_day_month(date(2025, 12, 5)) == "05/12"
    assert format_moment(datetime(2026, 10, 2, 9, 12)) == "09:12 ngày 02/10/2026"  # noqa: DTZ001  local time, as shown


def test_months_have_one_decimal_and_no_sign() -> None:
    assert (format_months(-1.06), format_months(None)) == ("1,1\u00a0tháng", "–")


@pytest.mark.parametrize(
    ("period", "name"),
    [
        ("2026-Q3", "quý III/2026"),
        ("2025-Q4", "quý IV/2025"),
        ("2025-11", "tháng 11/2025"),
        ("2025-H1", "6 tháng đầu năm 2025"),
        ("2025-H2", "6 tháng cuối năm 2025"),
        ("2025", "năm 2025"),
        ("2025-07-01", "ngày 01/07/2025"),
    ],
)
def test_a_period_has_the_name_reports_give_it(period: str, name: str) -> None:
    assert period_name(parse_period(period)) == name


def test_the_names_beyond_the_first_are_counted() -> None:
    assert join_names(["A", "B", "C"], 2) == "A, B và 1 đơn vị khác"
    assert join_names(["A", "B"], 2) == "A, B"


def test_a_receipt_has_the_hour_only_when_the_file_was_entered_on_its_day_of_receipt() -> None:
    entered = datetime(2026, 10, 2, 9, 12)  # noqa: DTZ001  local time, as shown
    assert format_received(date(2026, 10, 2), entered, "lúc ") == "lúc 09:12 ngày 02/10/2026"
    assert format_received(date(2026, 10, 1), entered, "lúc ") == "ngày 01/10/2026"


def test_parts_are_written_one_way_and_nothing_without_a_denominator() -> None:
    assert format_parts(1661.0, 3900.0) == "1.661/3.900"
    assert format_parts(0.0, None) == ""
