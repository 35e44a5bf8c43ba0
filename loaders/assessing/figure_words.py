"""Figures, units and places in a sentence: `59/140`, `xã Bum Nưa`, `ô E12, F12`."""

from __future__ import annotations

from decimal import Decimal

from dashboard.catalogue import Catalogue
from dashboard.domain.figure_rules import Part
from dashboard.domain.observations import Observation
from dashboard.domain.plan import Indicator, Kind, OrgUnit, UnitKind
from dashboard.text.formats import MISSING, format_number, period_name
from loaders.assessing.known import period_of_id
from loaders.faults import FaultCode, FigureWarning, Rejection, shown

_MOST_DECIMALS = 6


def number_text(number: float | None) -> str:
    """`1.234,5`: as many decimals as the number has, six at most."""
    if number is None:
        return MISSING
    exponent = Decimal(repr(round(number, _MOST_DECIMALS))).normalize().as_tuple().exponent
    return format_number(number, max(0, -exponent) if isinstance(exponent, int) else 0)


def figure_text(indicator: Indicator, value: float | None, numerator: float | None, denominator: float | None) -> str:
    """`59/140` where the figure has both parts, else `42,5%`, `47`, `có`; `không phát sinh` for 0 over 0."""
    if numerator == 0 and denominator == 0:
        return "không phát sinh"
    if numerator is not None and denominator is not None:
        return f"{number_text(numerator)}/{number_text(denominator)}"
    if indicator.kind is Kind.MILESTONE and value is not None:
        return "có" if value else "không"
    return number_text(value) + ("%" if indicator.unit == "%" and value is not None else "")


def unit_name(unit: OrgUnit) -> str:
    """The unit's name inside a sentence: `xã Bum Nưa`, `Sở Tài chính`."""
    return unit.name[:1].lower() + unit.name[1:] if unit.kind is UnitKind.COMMUNE else unit.name


def figure_name(catalogue: Catalogue, indicator_id: str, unit_id: str, period_id: str) -> str:
    """`Hồ sơ được số hóa, xã Bum Nưa, tháng 10/2025`; an id stands for what the catalogue no longer has."""
    indicator, unit = catalogue.resolve_indicator(indicator_id), catalogue.resolve_unit(unit_id)
    names = (indicator_id if indicator is None else indicator.name, unit_id if unit is None else unit_name(unit))
    return ", ".join((*names, period_name(period_of_id(period_id))))


def cells_text(cell: str) -> str:
    """`ô E12, F12`; in a CSV `dòng 12`."""
    return cell if cell.startswith("dòng") else f"ô {cell}"


def warn(file_name: str, seen: Observation, catalogue: Catalogue, code: FaultCode, text: str) -> FigureWarning:
    """Something unusual about a figure: where, what was found, beside what, what to do, and the number to quote."""
    indicator = catalogue.indicators[seen.indicator_id]
    found = figure_text(indicator, seen.value, seen.numerator, seen.denominator)
    name = figure_name(catalogue, seen.indicator_id, seen.org_unit_id, seen.period.id)
    return warn_at(file_name, seen.provenance.sheet, seen.provenance.cell, name, found, code, text)


def warn_at(file_name: str, sheet: str, cell: str, name: str, found: str, code: FaultCode, text: str) -> FigureWarning:
    """The one wording of these warnings."""
    message = (
        f"{_place(file_name, sheet, cell)}: thấy «{found}» cho {name}; {text}. "
        f"Cách xử lý: nếu nhầm, sửa {cells_text(cell)} rồi gửi lại; nếu đúng, giữ nguyên. [{code}]"
    )
    return FigureWarning(code, sheet, cell, found, message)


def reject_figure(
    file_name: str, seen: Observation, part: Part, catalogue: Catalogue, code: FaultCode, expected: str
) -> Rejection:
    """A figure that contradicts another of its own file, at the cell of its numerator or else at its last cell."""
    cells = seen.provenance.cell.split(", ")
    sheet, cell = seen.provenance.sheet, cells[0] if part is Part.NUMERATOR else cells[-1]
    found = figure_text(catalogue.indicators[seen.indicator_id], seen.value, seen.numerator, seen.denominator)
    remedy = f"sửa {cells_text(cell)} hoặc số kia rồi gửi lại"
    message = f"{_place(file_name, sheet, cell)}: thấy «{found}»; cần {expected}. Cách sửa: {remedy}. [{code}]"
    about = catalogue.indicators[seen.indicator_id].name
    return Rejection(code, sheet, cell, found, expected, message, remedy, about=about)


def _place(file_name: str, sheet: str, cell: str) -> str:
    page = f", trang «{shown(sheet)}»" if sheet else ""
    return f"Tệp «{shown(file_name)}»{page}, {cells_text(cell)}"
