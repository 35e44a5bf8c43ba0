"""Figures of one file against each other: rules between indicators, and totals against their parts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from dashboard.catalogue import Catalogue
from dashboard.domain.figure_rules import Comparison, FigureRule, Part, Term
from dashboard.domain.observations import Observation, StatedTotal
from dashboard.domain.plan import Aggregation, Indicator
from loaders.assessing.figure_words import (
    cells_text,
    figure_name,
    figure_text,
    number_text,
    reject_figure,
    unit_name,
    warn,
    warn_at,
)
from loaders.assessing.known import FigureKey, Held, Known
from loaders.faults import FaultCode, FigureWarning, Rejection, shown

SLACK = 1e-9
_COMPARISON_WORDS = {
    Comparison.AT_MOST: "không lớn hơn",
    Comparison.AT_LEAST: "không nhỏ hơn",
    Comparison.EQUAL: "bằng",
}
_PART_WORDS = {Part.VALUE: "", Part.NUMERATOR: "tử số của ", Part.DENOMINATOR: "mẫu số của "}
_SUMMED = (Aggregation.SUM, Aggregation.RATIO_OF_SUMS)


class _Side(NamedTuple):
    """One number of a rule: which, of which figure, and how much."""

    term: Term
    key: FigureKey
    amount: float


def check_rules(
    file_name: str,
    own: dict[FigureKey, Observation],
    new: Container[FigureKey],
    catalogue: Catalogue,
    known: Known,
) -> tuple[list[FigureWarning], list[Rejection]]:
    """What one unit reports for one period keeps the catalogue's rules.

    Two cells of one file that break a rule refuse the file, at the later cell; against a figure that stands already it is a
    warning, where a figure of the file is `new`. Not checked while a number of the rule is unknown.
    """
    warnings: list[FigureWarning] = []
    rejections: list[Rejection] = []
    told: set[tuple[str, str, str, FigureRule]] = set()
    for unit_id, indicator_id, period_id in own:
        for carrier, rule in catalogue.rules_about.get(indicator_id, ()):
            keys = [(unit_id, term.indicator_id or carrier, period_id) for term in rule.terms]
            amounts = [
                _amount_of(term, own.get(key) or known.figure(*key)) for term, key in zip(rule.terms, keys, strict=True)
            ]
            numbers = [amount for amount in amounts if amount is not None]
            if len(numbers) < len(amounts) or rule.holds(numbers[0], numbers[1:]):
                continue
            if (unit_id, period_id, carrier, rule) in told:
                continue
            told.add((unit_id, period_id, carrier, rule))
            place = next(key for key in reversed(own) if key in keys)
            later, part = own[place], rule.terms[keys.index(place)].part
            sides = [_Side(*side) for side in zip(rule.terms, keys, numbers, strict=True)]
            expected = _expected(rule, sides, own, catalogue, known)
            if all(key in own for key in keys):
                rejections.append(reject_figure(file_name, later, part, catalogue, FaultCode.RULE_BROKEN, expected))
            elif any(key in new for key in keys):
                text = f"trái quy tắc của danh mục: {expected}"
                warnings.append(warn(file_name, later, catalogue, FaultCode.RULE_AGAINST_HELD, text))
    return warnings, rejections


def _amount_of(term: Term, figure: Observation | Held | None) -> float | None:
    return None if figure is None else getattr(figure, term.part.value)


def _expected(
    rule: FigureRule,
    sides: Sequence[_Side],
    own: dict[FigureKey, Observation],
    catalogue: Catalogue,
    known: Known,
) -> str:
    """`A (60%, ô E9, F9) không lớn hơn B (50%, đã nhận trong tệp «b.xlsx»)`."""
    left, *right = (_side_text(side, own, catalogue, known) for side in sides)
    return f"{left} {_COMPARISON_WORDS[rule.comparison]} {' cộng '.join(right)}"


def _side_text(side: _Side, own: dict[FigureKey, Observation], catalogue: Catalogue, known: Known) -> str:
    indicator = catalogue.indicators[side.key[1]]
    is_percent = side.term.part is Part.VALUE and indicator.unit == "%"
    number = number_text(side.amount) if not is_percent else f"{number_text(round(side.amount, 2))}%"
    seen, held = own.get(side.key), known.figure(*side.key)
    if seen is not None:
        place = cells_text(seen.provenance.cell)
    else:
        place = f"đã nhận trong tệp «{shown(known.source(held.sha256).file_name)}»" if held is not None else ""
    return f"{_PART_WORDS[side.term.part]}{indicator.name} ({number}, {place})"


def check_totals(
    file_name: str, own: dict[FigureKey, Observation], stated: Iterable[StatedTotal], catalogue: Catalogue
) -> Iterator[FigureWarning]:
    """Totals of a file against the parts beside them: Σ numerators and Σ denominators, never a mean of percentages.

    A total is the figure of a unit whose own units stand in the same file, or a line of totals over the table. It must be the
    sum when all units that report are there; while some are missing it must not be less than the sum of those that are.
    """
    groups: dict[tuple[str, str], dict[str, Observation]] = defaultdict(dict)
    for (unit_id, indicator_id, period_id), seen in own.items():
        groups[indicator_id, period_id][unit_id] = seen
    for (indicator_id, _), by_unit in groups.items():
        indicator = catalogue.indicators[indicator_id]
        if indicator.aggregation not in _SUMMED or len(by_unit) < 2:
            continue
        parents = {part: _parent(catalogue, part) for part in by_unit}
        for unit_id in dict.fromkeys(parent for parent in parents.values() if parent in by_unit):
            seen, parts = by_unit[unit_id], [each for part, each in by_unit.items() if parents[part] == unit_id]
            reporters = catalogue.reporters(indicator, None, seen.period.end)
            expected = {each.id for each in reporters if each.parent == unit_id}
            is_whole = expected <= {each.org_unit_id for each in parts}
            difference = _difference(indicator, seen, parts, is_whole)
            if difference:
                unit = catalogue.org_units[unit_id]
                text = f"{difference} của {len(parts)} đơn vị thuộc {unit_name(unit)} trong cùng tệp"
                yield warn(file_name, seen, catalogue, FaultCode.TOTAL_DIFFERS, text)
    for total in stated:
        indicator = catalogue.indicators[total.indicator_id]
        figures = groups.get((total.indicator_id, total.period_id), {}).values()
        parts = [each for each in figures if each.provenance.sheet == total.sheet]
        difference = _difference(indicator, total, parts, True) if parts else ""
        if difference:
            found = figure_text(indicator, total.value, total.numerator, total.denominator)
            name = figure_name(catalogue, total.indicator_id, "dòng cộng", total.period_id)
            text = f"{difference} của {len(parts)} dòng trong bảng"
            yield warn_at(file_name, total.sheet, total.cell, name, found, FaultCode.TOTAL_DIFFERS, text)


def _parent(catalogue: Catalogue, unit_id: str) -> str | None:
    unit = catalogue.org_units.get(unit_id)
    return None if unit is None else unit.parent


def _difference(
    indicator: Indicator, total: Observation | StatedTotal, parts: Sequence[Observation], is_whole: bool
) -> str:
    """How the total differs from its parts, in words; empty when it does not, or when it cannot be told."""
    told = [
        f"{word} {number_text(stated)} {'khác' if is_whole else 'nhỏ hơn'} tổng {number_text(summed)}"
        for word, stated, numbers in _sums(indicator, total, parts)
        for summed in (math.fsum(numbers),)
        if _differs(stated, summed, is_whole, _rounding(stated, numbers))
    ]
    return ", ".join(told)


def _sums(
    indicator: Indicator, total: Observation | StatedTotal, parts: Sequence[Observation]
) -> Iterator[tuple[str, float, list[float]]]:
    """Each number of the total that can be added up from the parts: a word for it, what is stated, the parts."""
    asked: list[tuple[str, float | None, Callable[[Observation], float | None]]] = [
        ("tử số", total.numerator, lambda each: each.numerator),
        ("mẫu số", total.denominator, lambda each: each.denominator),
    ]
    if not indicator.is_ratio:
        asked = [("số", total.value, _amount)]
    for word, stated, part in asked:
        numbers = [part(each) for each in parts]
        known = [number for number in numbers if number is not None]
        if stated is not None and len(known) == len(numbers):
            yield word, stated, known


def _amount(seen: Observation) -> float | None:
    return 0.0 if seen.numerator == 0 and seen.denominator == 0 else seen.value


def _rounding(total: float, parts: Sequence[float]) -> float:
    """By how much a total of rounded numbers may miss their sum: half of the last digit of each. Counts are exact."""
    if all(number % 1 == 0 for number in (total, *parts)):
        return 0.0
    return math.fsum(_half_digit(number) for number in (total, *parts) if number % 1 or number is total)


def _half_digit(number: float) -> float:
    exponent = Decimal(repr(float(number))).normalize().as_tuple().exponent
    return 0.5 * 10.0 ** min(0, exponent) if isinstance(exponent, int) else 0.0


def _differs(stated: float, summed: float, is_whole: bool, rounding: float) -> bool:
    slack = rounding + SLACK * max(1.0, abs(stated), abs(summed))
    return abs(stated - summed) > slack if is_whole else stated < summed - slack
