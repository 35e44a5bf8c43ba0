"""Numbers as people write them here: what is taken, what is a question, what is refused."""

from __future__ import annotations

import pytest

from loaders.parsing.strict_numbers import NumberConvention, NumberFault, ParsedNumber, check_number, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", 12.5), ("0", 0.0), ("06", 6.0), ("1.234,5", 1234.5), ("1.234.567", 1234567.0),
        ("1\u00a0234\u00a0567,5", 1234567.5), ("1 234 567", 1234567.0), (" 12,5 ", 12.5),
        ("−5", -5.0), ("-5", -5.0), ("(5)", -5.0),
    ],
)  # fmt: skip
def test_b29_b32_b38_b41_a_number_in_vietnamese_writing_is_read(text: str, value: float) -> None:
    assert parse_number(text) == ParsedNumber(value)


@pytest.mark.parametrize("text", ["45%", "45 %", "45\u00a0%"])
def test_b34_a_percent_sign_is_kept_beside_the_number(text: str) -> None:
    assert parse_number(text) == ParsedNumber(45.0, is_percent=True)


def test_b31_one_group_after_a_dot_may_be_thousands_or_a_fraction_and_is_not_guessed() -> None:
    assert parse_number("1.234") is NumberFault.AMBIGUOUS


def test_b31_a_source_that_groups_by_dots_settles_one_group() -> None:
    assert parse_number("1.234", NumberConvention.VIETNAMESE_GROUPED) == ParsedNumber(1234.0)


@pytest.mark.parametrize("text", ["12.5", "1,234.5", "1,234,567"])
def test_b30_b33_the_other_convention_is_named_as_such(text: str) -> None:
    assert parse_number(text) is NumberFault.OTHER_CONVENTION


@pytest.mark.parametrize(("text", "value"), [("12.5", 12.5), ("1,234.5", 1234.5)])
def test_b30_a_source_with_a_decimal_point_is_read_by_its_convention(text: str, value: float) -> None:
    assert parse_number(text, NumberConvention.ENGLISH) == ParsedNumber(value)


@pytest.mark.parametrize(
    "text",
    [
        "mười hai", "~12", ">90", "≥ 70", "12-15", "đạt", "33/33", "12,5,3", "1.23.456", "1.234.56", "1.234 567",
        "１２", "1_000", "1e3", "0x1F", "NaN", "inf", "1e400", "TRUE", "+5", "(-5)", "5)", "", "%",
    ],
)  # fmt: skip
def test_b33_b39_b41_b42_anything_else_is_not_a_number(text: str) -> None:
    assert parse_number(text) is NumberFault.NOT_A_NUMBER


def test_b43_a_number_a_cell_cannot_hold_exactly_is_refused() -> None:
    assert parse_number("9007199254740993") is NumberFault.TOO_LARGE
    assert check_number(2.0**53 + 2) is NumberFault.TOO_LARGE


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_b42_a_number_cell_without_a_number_is_refused(number: float) -> None:
    assert check_number(number) is NumberFault.NOT_A_NUMBER


def test_b44_a_number_cell_is_taken_exactly() -> None:
    assert check_number(0.30000000000000004) == 0.30000000000000004
