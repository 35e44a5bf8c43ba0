"""What a cell names: a unit, a period, a day, an indicator; or a rejection that says what is near."""

from __future__ import annotations

from datetime import date

from dashboard.domain.periods import Period
from dashboard.domain.plan import Indicator, OrgUnit
from loaders.account import Account, Notice, Spot
from loaders.directory import Directory
from loaders.faults import FaultCode
from loaders.matching import canonical
from loaders.reading.cells import CellKind, RawCell
from loaders.strict_dates import DateFault, parse_date, parse_period_words

PERIOD_EXPECTED = "một kỳ, ví dụ Tháng 11/2025, Quý IV/2025 hoặc 2025-11"
DAY_EXPECTED = "một ngày, ví dụ 05/12/2025"


def name_text(cell: RawCell) -> str | None:
    """What a cell says as a name or code: its text, or a whole number without decimals; None for anything else."""
    match cell.kind:
        case CellKind.TEXT:
            return cell.text
        case CellKind.NUMBER if not cell.is_percent:
            return cell.text.removesuffix(".0")
    return None


def find_unit(account: Account, directory: Directory, spot: Spot) -> OrgUnit | None:
    """The unit a cell names by id, code, alias or exact name, else a rejection with the nearest names."""
    text = name_text(spot.cell)
    found = None if text is None else directory.unit(text)
    if found is None:
        near = directory.near_units(text or "")
        expected = f"mã đơn vị, gần giống: {', '.join(near)}" if near else "mã đơn vị có trong danh mục"
        account.reject(spot, FaultCode.UNIT_UNKNOWN, expected)
        return None
    if found.was_repaired:
        account.notices[Notice.CODE_REPAIRED] += 1
    return found.unit


def find_period(account: Account, spot: Spot) -> Period | None:
    """The period a cell names, else a rejection."""
    text = name_text(spot.cell)
    period = DateFault.NOT_A_PERIOD if text is None else parse_period_words(text)
    if not isinstance(period, DateFault):
        return period
    code = FaultCode.DATE_IMPOSSIBLE if period is DateFault.IMPOSSIBLE else FaultCode.PERIOD_UNKNOWN
    account.reject(spot, code, PERIOD_EXPECTED)
    return None


def find_day(account: Account, spot: Spot) -> date | None:
    """The day a cell names, else a rejection."""
    day = parse_date(spot.cell.text)
    if not isinstance(day, DateFault):
        return day
    code = FaultCode.DATE_IMPOSSIBLE if day is DateFault.IMPOSSIBLE else FaultCode.DATE_UNKNOWN
    account.reject(spot, code, DAY_EXPECTED)
    return None


def find_indicator(account: Account, directory: Directory, code: Spot, name: Spot) -> Indicator | None:
    """The indicator by id, former id or target id; without a code by its exact name. A name that is another's is a rejection."""
    named = None if name.cell.is_blank else directory.indicator_named(name.cell.text)
    if code.cell.is_blank and named is not None:
        return named
    text = name_text(code.cell)
    indicator = None if text is None else directory.indicator(text)
    if indicator is None:
        near = directory.near_indicators(text or name.cell.text)
        expected = f"mã chỉ tiêu, gần giống: {', '.join(near)}" if near else "mã chỉ tiêu có trong danh mục"
        account.reject(code, FaultCode.INDICATOR_UNKNOWN, expected)
        return None
    if named is not None and named is not indicator:
        expected = f"tên của chỉ tiêu {indicator.id}: {indicator.name}"
        account.reject(name, FaultCode.INDICATOR_NAME_DIFFERS, expected)
        return None
    if named is None and not name.cell.is_blank and not _is_own_name(name.cell.text, indicator):
        account.notices[Notice.NAME_DIFFERS] += 1
    return indicator


def _is_own_name(text: str, indicator: Indicator) -> bool:
    return canonical(text) in {canonical(target.name) for target in indicator.targets if target.name}
