"""The worked examples, one test each: the same file that the README prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard.worked_examples import OwnCase, RollupCase, describe_case, describe_rollup, load_cases

CASES = load_cases(Path(__file__).parent / "judgement_examples.yaml")


def _agrees(actual: Any, printed: Any) -> bool:
    """Whether a number agrees with a printed one, within half a unit of its last printed digit."""
    if isinstance(printed, list):
        return len(actual) == len(printed) and all(_agrees(a, p) for a, p in zip(actual, printed, strict=True))
    if actual is None or isinstance(printed, bool) or not isinstance(printed, int | float):
        return actual == printed
    digits = len(str(printed).partition(".")[2])
    return abs(actual - printed) <= 0.5 * 10.0**-digits + 1e-9


@pytest.mark.parametrize("case", CASES.own_cases, ids=lambda case: case.id)
def test_the_rules_agree_with_the_example(case: OwnCase) -> None:
    expected = dict(case.expect)
    numbers = expected.pop("numbers", {})
    actual = describe_case(case)
    assert {key: actual[key] for key in expected} == expected
    wrong = {
        key: (actual["numbers"][key], value)
        for key, value in numbers.items()
        if not _agrees(actual["numbers"][key], value)
    }
    assert wrong == {}


@pytest.mark.parametrize("case", CASES.rollup_cases, ids=lambda case: case.id)
def test_the_roll_up_agrees_with_the_example(case: RollupCase) -> None:
    actual = describe_rollup(case)
    wrong = {key: (actual[key], value) for key, value in case.expect.items() if not _agrees(actual[key], value)}
    assert wrong == {}


def test_the_file_holds_fifty_targets_and_five_pools() -> None:
    assert (len(CASES.own_cases), len(CASES.rollup_cases)) == (50, 5)
