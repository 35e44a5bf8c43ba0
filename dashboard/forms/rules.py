"""What the open cells of a form take, in the words of the message and in Excel's own formula."""

from __future__ import annotations

from dashboard.domain.forms import Answer, numerator_may_exceed
from dashboard.domain.plan import Indicator
from dashboard.forms.book import Rule
from dashboard.forms.content import NO, NOT_ARISING, YES, IndicatorLine
from dashboard.text.formats import format_number

NUMERATOR, DENOMINATOR = "Tử số", "Mẫu số"


def part_rule(
    line: IndicatorLine, part: str, numerator: str, denominator: str, *, may_say_nothing: bool = False
) -> Rule:
    """Numerator or denominator: a number not below 0, the numerator not above the denominator unless the indicator allows it.

    `may_say_nothing` opens the cell for «Không phát sinh», where the form has no other place for it.
    """
    indicator = line.indicator
    cell = numerator if part == NUMERATOR else denominator
    tests = [f"ISNUMBER({cell})", f"{cell}>=0"]
    asked = "một số không âm"
    if not numerator_may_exceed(indicator):
        other = denominator if part == NUMERATOR else numerator
        tests.append(f"OR(NOT(ISNUMBER({other})),{numerator}<={denominator})")
        asked += ", không lớn hơn mẫu số" if part == NUMERATOR else ", không nhỏ hơn tử số"
    formula = _all(tests)
    if may_say_nothing:
        formula = f'=OR({cell}="{NOT_ARISING}",{formula[1:]})'
        asked += f", hoặc «{NOT_ARISING}»"
    meaning = indicator.numerator if part == NUMERATOR else indicator.denominator
    told = f"{meaning or part}.\nKỳ trước: {_on_one_line(line)}"
    return Rule(
        told, f"{part} cần {asked}. Số lẻ viết dấu phẩy: 12,5. Chưa có số thì để trống.", formula=formula, heading=part
    )


def value_rule(line: IndicatorLine, cell: str) -> Rule:
    """A figure inside the indicator's bounds, or «Không phát sinh»."""
    low, high = line.indicator.bounds
    tests = [f"ISNUMBER({cell})"]
    tests += [f"{cell}>={low:g}"] if low is not None else []
    tests += [f"{cell}<={high:g}"] if high is not None else []
    formula = f'=OR({cell}="{NOT_ARISING}",{_all(tests)[1:]})'
    refused = f"Thực hiện cần {_bounds_words(line.indicator)}, hoặc «{NOT_ARISING}». Số lẻ viết dấu phẩy: 12,5."
    is_share = line.answer is Answer.PARTS
    told = (
        f"Để trống khi đã điền tử số và mẫu số. Chỉ có phần trăm thì ghi ở đây, ví dụ 45,5. Không có gì để đếm: ghi «{NOT_ARISING}»."
        if is_share
        else f"{line.indicator.numerator or line.indicator.name} ({line.indicator.unit}).\nKỳ trước: {_on_one_line(line)}"
    )
    return Rule(told, refused, formula=formula, heading="Thực hiện")


def choice_rule(line: IndicatorLine) -> Rule:
    """Yes, no, or «Không phát sinh»."""
    words = (YES, NO, NOT_ARISING)
    told = f"{line.indicator.numerator or line.indicator.name}: chọn trong danh sách.\nKỳ trước: {_on_one_line(line)}"
    return Rule(told, f"Chọn một trong: {', '.join(words)}.", choices=words, heading="Thực hiện")


def _all(tests: list[str]) -> str:
    return f"=AND({','.join(tests)})"


def _on_one_line(line: IndicatorLine) -> str:
    return line.last_value.replace("\n", ", ")


def _bounds_words(indicator: Indicator) -> str:
    low, high = (
        None if bound is None else format_number(bound, 0 if bound.is_integer() else 2) for bound in indicator.bounds
    )
    if low is not None and high is not None:
        return f"một số từ {low} đến {high}"
    if low is not None:
        return f"một số không nhỏ hơn {low}"
    return f"một số không lớn hơn {high}" if high is not None else "một số"
