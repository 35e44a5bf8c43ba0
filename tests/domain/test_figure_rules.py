"""The small grammar of rules between figures, and when one is kept."""

from __future__ import annotations

import re

import pytest

from dashboard.domain.figure_rules import NUMERATOR_WITHIN_DENOMINATOR, Comparison, FigureRule, Part, Term, parse_rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a <= b", FigureRule(Term("a", Part.VALUE), Comparison.AT_MOST, (Term("b", Part.VALUE),))),
        ("  ban-co-5g>=ban-co-4g ", FigureRule(Term("ban-co-5g", Part.VALUE), Comparison.AT_LEAST, (Term("ban-co-4g", Part.VALUE),))),
        ("a = b + c+d", FigureRule(Term("a", Part.VALUE), Comparison.EQUAL, tuple(Term(x, Part.VALUE) for x in "bcd"))),
        ("a.numerator = b.numerator + c.denominator", FigureRule(
            Term("a", Part.NUMERATOR), Comparison.EQUAL, (Term("b", Part.NUMERATOR), Term("c", Part.DENOMINATOR)))),
        ("numerator <= denominator", FigureRule(
            Term(None, Part.NUMERATOR), Comparison.AT_MOST, (Term(None, Part.DENOMINATOR),))),
        ("value >= x.y", FigureRule(Term(None, Part.VALUE), Comparison.AT_LEAST, (Term("x.y", Part.VALUE),))),
    ],
)  # fmt: skip
def test_a_rule_is_a_number_and_a_number_or_a_sum(text: str, rule: FigureRule) -> None:
    assert parse_rule(text) == rule
    assert parse_rule(str(rule)) == rule


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a <",
        "a < b",
        "a == b",
        "a ~ b",
        "a + b = c",
        "a = b +",
        "a <= b <= c",
        "a <= b - c",
        "a b <= c",
        "<= b",
    ],
)
def test_anything_else_is_no_rule(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_rule(text)


def test_the_rule_that_reading_itself_enforces_is_known_by_its_meaning_not_its_spaces() -> None:
    assert parse_rule("numerator<=denominator") == NUMERATOR_WITHIN_DENOMINATOR


@pytest.mark.parametrize(
    ("text", "left", "right", "holds"),
    [
        ("a <= b", 5, [5], True),
        ("a <= b", 5.1, [5], False),
        ("a >= b", 5, [5], True),
        ("a >= b", 4.9, [5], False),
        ("a = b + c", 0.3, [0.1, 0.2], True),
        ("a = b + c", 1_000_000, [999_999, 2], False),
        ("a >= b + c", 3, [1, 1], True),
    ],
)
def test_both_ends_count_and_floating_point_noise_breaks_nothing(
    text: str, left: float, right: list[float], holds: bool
) -> None:
    assert parse_rule(text).holds(left, right) is holds
