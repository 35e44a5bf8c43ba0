"""Rules between figures of one unit and one period, as the catalogue writes them: `a <= b`, `a >= b`, `a = b + c`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SLACK = 1e-9
_WORD = r"[^\s<>=+]+"
_RULE = re.compile(rf"(?P<left>{_WORD})\s*(?P<comparison><=|>=|=)\s*(?P<right>{_WORD}(?:\s*\+\s*{_WORD})*)")


class Part(StrEnum):
    """Which number of a figure is meant."""

    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class Comparison(StrEnum):
    """How the left side stands to the sum of the right side; both ends count."""

    AT_MOST = "<="
    AT_LEAST = ">="
    EQUAL = "="


@dataclass(frozen=True)
class Term:
    """One number of one figure. `indicator_id` is None for the indicator that carries the rule."""

    indicator_id: str | None
    part: Part

    def __str__(self) -> str:
        if self.indicator_id is None:
            return self.part.value
        return self.indicator_id if self.part is Part.VALUE else f"{self.indicator_id}.{self.part.value}"


@dataclass(frozen=True)
class FigureRule:
    """What must hold between numbers that one unit reports for one period."""

    left: Term
    comparison: Comparison
    right: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every number the rule speaks of, the left side first."""
        return (self.left, *self.right)

    def holds(self, left: float, right: Sequence[float]) -> bool:
        """Whether the numbers keep the rule; noise of floating point does not break it."""
        total = sum(right)
        slack = SLACK * max(1.0, abs(left), abs(total))
        match self.comparison:
            case Comparison.AT_MOST:
                return left <= total + slack
            case Comparison.AT_LEAST:
                return left >= total - slack
            case Comparison.EQUAL:
                return abs(left - total) <= slack

    def __str__(self) -> str:
        return f"{self.left} {self.comparison.value} {' + '.join(str(term) for term in self.right)}"


def parse_rule(text: str) -> FigureRule:
    """Reads a rule; ValueError for anything else.

    The left side is one number, the right side one number or a sum. A number is `<indicator>` (its value),
    `<indicator>.numerator`, `<indicator>.denominator`, or `value`, `numerator`, `denominator` of the indicator itself.
    """
    match = _RULE.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    right = tuple(_term(word.strip()) for word in match["right"].split("+"))
    return FigureRule(_term(match["left"]), Comparison(match["comparison"]), right)


def _term(word: str) -> Term:
    if word in list(Part):
        return Term(None, Part(word))
    name, _, ending = word.rpartition(".")
    if name and ending in list(Part):
        return Term(name, Part(ending))
    return Term(word, Part.VALUE)


NUMERATOR_WITHIN_DENOMINATOR = parse_rule("numerator <= denominator")
