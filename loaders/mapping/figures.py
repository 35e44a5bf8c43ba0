"""Three cells of a row (numerator, denominator, value) -> one figure of an indicator, or why it is none. Pure rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from dashboard.domain.figure_rules import NUMERATOR_WITHIN_DENOMINATOR
from dashboard.domain.plan import Aggregation, Indicator, Kind
from dashboard.text.formats import format_number
from loaders.faults import Choice, FaultCode
from loaders.parsing.choices import number_choices
from loaders.parsing.matching import canonical
from loaders.parsing.strict_numbers import NumberConvention, NumberFault, check_number, parse_number
from loaders.reading.cells import CellKind, RawCell
from loaders.recognising.source_map import Field, Meaning, SourceMap

FLOAT_SLACK = 1e-9
# Excel's sign before a number that is to stay a text; it goes along when the sheet is written as CSV by other programs.
TEXT_MARK = "'"


class Warned(StrEnum):
    """What was accepted but is told, and counted."""

    NUMBER_AS_TEXT = "number_as_text"
    SMALL_PERCENT = "small_percent"
    STATED_FOR_NOTHING = "stated_for_nothing"
    RATE_DIFFERS = "rate_differs"


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell of the row; `found` is set where the cell's own text does not show it.

    `choices` are the readings of a cell that could be read in several ways; `other` is the cell that may be the wrong one.
    """

    field: Field
    code: FaultCode
    expected: str
    found: str | None = None
    choices: tuple[Choice, ...] = ()
    other: Field | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in the indicator's unit. Value None with 0 over 0 is «không phát sinh». `shown` is the value as it is told."""

    value: float | None
    numerator: float | None
    denominator: float | None
    warnings: tuple[Warned, ...] = ()
    shown: str = ""


class FigureCells(NamedTuple):
    """The cells a figure stands in."""

    numerator: RawCell
    denominator: RawCell
    value: RawCell

    @property
    def written(self) -> list[RawCell]:
        """Those that are not blank."""
        return [cell for cell in self if not cell.is_blank]


@dataclass(frozen=True, slots=True)
class _Parts:
    numerator: float | None
    denominator: float | None
    value: float | None
    warnings: tuple[Warned, ...]


NOTHING_ARISES = Figure(None, 0.0, 0.0)
_NUMBER_FAULTS = {
    NumberFault.NOT_A_NUMBER: FaultCode.NOT_A_NUMBER,
    NumberFault.AMBIGUOUS: FaultCode.NUMBER_AMBIGUOUS,
    NumberFault.OTHER_CONVENTION: FaultCode.NUMBER_CONVENTION,
    NumberFault.TOO_LARGE: FaultCode.NUMBER_TOO_LARGE,
}
# What Excel writes into a CSV for a formula that failed.
_ERRORS = ("#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
_IN_DOUBT = (FaultCode.NUMBER_AMBIGUOUS,)
_OF_ONE_CELL = (
    FaultCode.NOT_A_NUMBER,
    FaultCode.NUMBER_CONVENTION,
    FaultCode.NUMBER_TOO_LARGE,
    FaultCode.NUMBER_PERCENT,
    FaultCode.CELL_ERROR,
    FaultCode.CELL_UNCALCULATED,
    FaultCode.PART_MISSING,
)
_VIETNAMESE_EXPECTED = {
    NumberFault.NOT_A_NUMBER: "một số, ví dụ 12,5",
    NumberFault.AMBIGUOUS: "số viết rõ: 1234 nếu là hàng nghìn, 1,234 nếu là số lẻ",
    NumberFault.OTHER_CONVENTION: "số với dấu phẩy thập phân, ví dụ 12,5",
    NumberFault.TOO_LARGE: "một số nhỏ hơn 9 triệu tỷ",
}
_ENGLISH_EXPECTED = _VIETNAMESE_EXPECTED | {NumberFault.OTHER_CONVENTION: "số với dấu chấm thập phân, ví dụ 12.5"}


def read_figure(cells: FigureCells, indicator: Indicator, source: SourceMap) -> Figure | list[CellFault] | None:
    """The figure of one row, every fault of its cells, or None when nothing is reported.

    Blank cells and the source's own words for «not reported» are no report, never 0. A ratio is 100 times numerator over
    denominator; a stated value beside them must agree with it to its own last digit.
    """
    meanings = [_meaning(cell, source) for cell in cells]
    if all(meaning is Meaning.NOT_REPORTED for meaning in meanings):
        return None
    if Meaning.NOT_ARISING in meanings and all(m in (Meaning.NOT_ARISING, Meaning.NOT_REPORTED) for m in meanings):
        return NOTHING_ARISES
    if indicator.kind is Kind.MILESTONE:
        return _read_yes_no(cells, meanings[2], source)
    read = _read_numbers(cells, indicator, source)
    if isinstance(read, list):
        return [_narrowed(fault, cells, indicator, source) if fault.choices else fault for fault in read]
    faults = _limits_of_parts(read, indicator, cells)
    if faults:
        return faults
    return _ratio(read, indicator, cells, source) if indicator.is_ratio else _plain(read, indicator, cells)


def _narrowed(fault: CellFault, cells: FigureCells, indicator: Indicator, source: SourceMap) -> CellFault:
    """A doubt without the readings that the rest of the row or the limits of the indicator rule out."""
    left = tuple(each for each in fault.choices if _may_mean(each, fault.field, cells, indicator, source))
    readings = " hoặc ".join(each.value for each in left or fault.choices)
    if not left:
        return replace(fault, choices=(), expected=f"một số hợp với dòng này; {readings} đều không hợp")
    return replace(fault, choices=left, expected=f"số viết rõ: {readings}")


def _may_mean(choice: Choice, field: Field, cells: FigureCells, indicator: Indicator, source: SourceMap) -> bool:
    if indicator.decimals == 0 and indicator.unit != "%" and "," in choice.value:
        return False
    cell = cells._asdict()[field.value]
    chosen = cells._replace(**{field.value: replace(cell, kind=CellKind.TEXT, text=choice.value, number=None)})
    read = read_figure(chosen, indicator, source)
    if not isinstance(read, list):
        return True
    # Other cells may have faults of their own; those of the whole row speak against this reading.
    return all(each.code in _OF_ONE_CELL or (each.code in _IN_DOUBT and each.choices) for each in read)


class TotalNumbers(NamedTuple):
    """The numbers of a total, each where one is written."""

    numerator: float | None
    denominator: float | None
    value: float | None


def read_total(cells: FigureCells, source: SourceMap) -> TotalNumbers | None:
    """What the cells of a total say; a cell that is no plain number says nothing, for totals are never taken."""
    numbers = TotalNumbers(*(_number_in_total(cell, source) for cell in cells))
    return None if all(number is None for number in numbers) else numbers


def _number_in_total(cell: RawCell, source: SourceMap) -> float | None:
    if _meaning(cell, source) is Meaning.ZERO:
        return 0.0
    number = read_number(cell, Field.VALUE, source.numbers, takes_percent=True)
    return None if isinstance(number, CellFault) else number


def is_not_reported(cell: RawCell, source: SourceMap) -> bool:
    """Whether a figure cell is blank, or says in the source's own words that nothing is reported."""
    return _meaning(cell, source) is Meaning.NOT_REPORTED


def _meaning(cell: RawCell, source: SourceMap) -> Meaning | None:
    if cell.kind is CellKind.BLANK:
        return Meaning.NOT_REPORTED
    return source.meanings.get(canonical(cell.text)) if cell.kind is CellKind.TEXT else None


def _read_yes_no(cells: FigureCells, meaning: Meaning | None, source: SourceMap) -> Figure | list[CellFault]:
    asked_nothing = [
        CellFault(field, FaultCode.NOT_ASKED, "ô trống, vì chỉ tiêu này trả lời Có hoặc Không")
        for field, cell in ((Field.NUMERATOR, cells.numerator), (Field.DENOMINATOR, cells.denominator))
        if _meaning(cell, source) is not Meaning.NOT_REPORTED
    ]
    if asked_nothing:
        return asked_nothing
    if meaning is Meaning.YES or cells.value.number == 1:
        return Figure(1.0, None, None)
    if meaning is Meaning.NO or cells.value.number == 0:
        return Figure(0.0, None, None)
    return [CellFault(Field.VALUE, FaultCode.NOT_YES_NO, "«Có» hoặc «Không»")]


def _read_numbers(cells: FigureCells, indicator: Indicator, source: SourceMap) -> _Parts | list[CellFault]:
    faults: list[CellFault] = []
    warnings: list[Warned] = []
    numbers: dict[Field, float | None] = {}
    for field, cell in (
        (Field.NUMERATOR, cells.numerator),
        (Field.DENOMINATOR, cells.denominator),
        (Field.VALUE, cells.value),
    ):
        if _meaning(cell, source) is Meaning.NOT_REPORTED:
            numbers[field] = None
            continue
        if _meaning(cell, source) is Meaning.ZERO:
            numbers[field] = 0.0
            continue
        takes_percent = field is Field.VALUE and indicator.unit == "%"
        number = read_number(cell, field, source.numbers, takes_percent=takes_percent)
        if isinstance(number, CellFault):
            faults.append(number)
            continue
        numbers[field] = number
        if cell.kind is CellKind.TEXT and (cell.sheet or cell.text.lstrip().startswith(TEXT_MARK)):
            warnings.append(Warned.NUMBER_AS_TEXT)
    if faults:
        return faults
    return _Parts(numbers[Field.NUMERATOR], numbers[Field.DENOMINATOR], numbers[Field.VALUE], tuple(warnings))


def read_number(cell: RawCell, field: Field, convention: NumberConvention, *, takes_percent: bool) -> float | CellFault:
    """The number in one cell: a number cell exactly, a text by the source's convention; 45% is 45 where the unit is %."""
    match cell.kind:
        case CellKind.ERROR:
            return CellFault(field, FaultCode.CELL_ERROR, "một số; ô đang báo lỗi công thức")
        case CellKind.UNCALCULATED:
            return CellFault(field, FaultCode.CELL_UNCALCULATED, "kết quả của công thức: mở bằng Excel, lưu lại")
        case CellKind.NUMBER if cell.number is not None:
            parsed, is_percent = check_number(cell.number), cell.is_percent
        case CellKind.TEXT if cell.text.strip() in _ERRORS:
            return CellFault(field, FaultCode.CELL_ERROR, "một số; ô đang báo lỗi công thức")
        case CellKind.TEXT:
            written = parse_number(_without_mark(cell), convention)
            parsed, is_percent = (
                (written, False) if isinstance(written, NumberFault) else (written.value, written.is_percent)
            )
        case _:
            return CellFault(field, FaultCode.NOT_A_NUMBER, _VIETNAMESE_EXPECTED[NumberFault.NOT_A_NUMBER])
    if isinstance(parsed, NumberFault):
        expected = _ENGLISH_EXPECTED if convention is NumberConvention.ENGLISH else _VIETNAMESE_EXPECTED
        choices = number_choices(_without_mark(cell)) if parsed is NumberFault.AMBIGUOUS else ()
        return CellFault(field, _NUMBER_FAULTS[parsed], expected[parsed], choices=choices)
    if is_percent and not takes_percent:
        return CellFault(field, FaultCode.NUMBER_PERCENT, "một số không có dấu %")
    return parsed


def _without_mark(cell: RawCell) -> str:
    return cell.text.lstrip().removeprefix(TEXT_MARK)


def _limits_of_parts(parts: _Parts, indicator: Indicator, cells: FigureCells) -> list[CellFault]:
    """Faults that each number shows by itself or beside its neighbour."""
    faults = [
        CellFault(field, FaultCode.NEGATIVE, "một số không âm")
        for field, number in ((Field.NUMERATOR, parts.numerator), (Field.DENOMINATOR, parts.denominator))
        if number is not None and number < 0
    ]
    low, _ = indicator.bounds
    if parts.value is not None and parts.value < 0 and low is not None and low >= 0:
        faults.append(CellFault(Field.VALUE, FaultCode.NEGATIVE, "một số không âm"))
    elif parts.value is not None and not _within(parts.value, indicator):
        faults.append(CellFault(Field.VALUE, FaultCode.OUT_OF_BOUNDS, _bounds_text(indicator)))
    if faults or parts.numerator is None or parts.denominator is None:
        return faults
    if parts.numerator > parts.denominator > 0 and not may_exceed_denominator(indicator):
        expected = f"tử số không lớn hơn mẫu số ({_place(cells.denominator)} là {_number(parts.denominator)})"
        code = FaultCode.NUMERATOR_ABOVE_DENOMINATOR
        faults.append(CellFault(Field.NUMERATOR, code, expected, other=Field.DENOMINATOR))
    return faults


def may_exceed_denominator(indicator: Indicator) -> bool:
    """Whether a numerator above its denominator is no fault: no rule forbids it and the value may pass 100."""
    _, high = indicator.bounds
    has_rule = NUMERATOR_WITHIN_DENOMINATOR in indicator.rules
    return not has_rule and (high is None or high > 100 or not indicator.is_ratio)


def _ratio(parts: _Parts, indicator: Indicator, cells: FigureCells, source: SourceMap) -> Figure | list[CellFault]:
    """Percent: 100 times numerator over denominator; 0 over 0 is «không phát sinh», neither 0% nor 100%."""
    numerator, denominator, stated = parts.numerator, parts.denominator, parts.value
    if numerator is None or denominator is None:
        return _stated_ratio(parts, indicator, cells)
    if denominator == 0:
        if numerator != 0:
            expected = f"mẫu số lớn hơn 0, vì tử số ({_place(cells.numerator)}) là {_number(numerator)}"
            return [CellFault(Field.DENOMINATOR, FaultCode.ZERO_DENOMINATOR, expected, other=Field.NUMERATOR)]
        told = () if stated is None else (Warned.STATED_FOR_NOTHING,)
        return Figure(None, 0.0, 0.0, (*parts.warnings, *told))
    computed = 100 * numerator / denominator
    if not _within(computed, indicator):
        return [CellFault(Field.NUMERATOR, FaultCode.OUT_OF_BOUNDS, _bounds_text(indicator), f"{_number(computed)}%")]
    if stated is not None and not agrees(stated, computed):
        if source.stated == "warn":
            told = (*parts.warnings, Warned.RATE_DIFFERS)
            return Figure(computed, numerator, denominator, told, f"{_number(round(computed, 2))}%")
        expected = (
            f"{_number(round(computed, 2))}, theo tử số {_number(numerator)} ({_place(cells.numerator)}) "
            f"trên mẫu số {_number(denominator)} ({_place(cells.denominator)})"
        )
        return [CellFault(Field.VALUE, FaultCode.STATED_DIFFERS, expected)]
    return Figure(computed, numerator, denominator, parts.warnings)


def _stated_ratio(parts: _Parts, indicator: Indicator, cells: FigureCells) -> Figure | list[CellFault]:
    """A percent without its parts, which only a ratio that is not added up over units may be."""
    missing = [
        f for f, part in ((Field.NUMERATOR, parts.numerator), (Field.DENOMINATOR, parts.denominator)) if part is None
    ]
    if len(missing) < 2 or indicator.aggregation is Aggregation.RATIO_OF_SUMS:
        expected = "cả tử số và mẫu số, vì tỷ lệ được tính từ chúng"
        return [CellFault(field, FaultCode.PART_MISSING, expected) for field in missing]
    is_small = parts.value is not None and 0 < parts.value < 1
    says_percent = cells.value.is_percent or "%" in cells.value.text
    told = (Warned.SMALL_PERCENT,) if is_small and not says_percent else ()
    return Figure(parts.value, None, None, (*parts.warnings, *told))


def _plain(parts: _Parts, indicator: Indicator, cells: FigureCells) -> Figure | list[CellFault]:
    """A count, an amount, a score: the value itself; a numerator, where the indicator has one, says the same."""
    if indicator.numerator is None:
        stray = ((Field.NUMERATOR, parts.numerator), (Field.DENOMINATOR, parts.denominator))
        faults = [
            CellFault(field, FaultCode.NOT_ASKED, "ô trống, vì chỉ tiêu này chỉ có cột Thực hiện")
            for field, part in stray
            if part is not None
        ]
        if faults:
            return faults
    value = parts.numerator if parts.value is None else parts.value
    if value is None:
        return [CellFault(Field.VALUE, FaultCode.PART_MISSING, "một số ở cột này")]
    if not _within(value, indicator):
        return [CellFault(Field.NUMERATOR, FaultCode.OUT_OF_BOUNDS, _bounds_text(indicator))]
    if parts.numerator is not None and not agrees(value, parts.numerator):
        expected = f"{_number(parts.numerator)}, như tử số ({_place(cells.numerator)})"
        return [CellFault(Field.VALUE, FaultCode.STATED_DIFFERS, expected)]
    return Figure(value, parts.numerator, parts.denominator, parts.warnings)


def agrees(stated: float, computed: float) -> bool:
    """Whether the stated value is the computed one, rounded at the last digit that is stated (33,3 for 1/3; 33 too)."""
    exponent = Decimal(repr(stated)).normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return abs(stated - computed) <= 0.5 * 10.0**-decimals + FLOAT_SLACK * max(1.0, abs(computed))


def _within(value: float, indicator: Indicator) -> bool:
    low, high = indicator.bounds
    return (low is None or value >= low - FLOAT_SLACK) and (high is None or value <= high + FLOAT_SLACK)


def _bounds_text(indicator: Indicator) -> str:
    low, high = indicator.bounds
    if low is not None and high is not None:
        return f"một số từ {_number(low)} đến {_number(high)}"
    return f"một số không nhỏ hơn {_number(low)}" if low is not None else f"một số không lớn hơn {_number(high)}"


def _place(cell: RawCell) -> str:
    return f"ô {cell.address}" if cell.sheet else "cùng dòng"


def _number(number: float | None) -> str:
    decimals = 0 if number is None else max(0, -int(Decimal(repr(round(number, 6))).normalize().as_tuple().exponent))
    return format_number(number, decimals)
