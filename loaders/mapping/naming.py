"""What a cell names: a unit, a period, a day, an indicator; or a rejection that says what is near and may be chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from dashboard.domain.periods import Period
from dashboard.domain.plan import Indicator, OrgUnit
from loaders.directory import Directory
from loaders.faults import FaultCode, shown
from loaders.mapping.account import Account, Notice, Spot
from loaders.parsing.choices import day_choices, indicator_choices, unit_choices
from loaders.parsing.matching import canonical
from loaders.parsing.strict_dates import DateFault, parse_date, parse_period_words
from loaders.reading.cells import CellKind, RawCell

PERIOD_EXPECTED = "một kỳ, ví dụ Tháng 11/2025, Quý IV/2025 hoặc 2025-11"
# Districts ended on 01/07/2025; a commune that bears a district's name is another unit, and is not proposed for it.
_DISTRICT = re.compile(r"(?:huyện|thị xã) ")
_DISTRICT_EXPECTED = "đơn vị có trong danh mục; cấp huyện không còn từ ngày 01/07/2025"
_DISTRICT_REMEDY = "ghi đơn vị đang báo cáo; số của huyện cũ không chia được cho xã, phường"
DAY_EXPECTED = "một ngày, ví dụ 05/12/2025"


def place_words(spot: Spot) -> str:
    """The cell as a remedy names it: `ô C4`, `dòng 3, cột «don_vi»`, `tên trang «Bum Nưa»`."""
    cell = spot.cell
    if cell.row == 0:
        return f"tên trang «{cell.sheet}»"
    return f"ô {cell.address}" if cell.sheet else f"{cell.address}, cột «{shown(spot.header)}»"


def written_words(readings: Sequence[str], spot: Spot) -> str:
    """How to write what may be meant, for those who cannot choose: `ghi «1234» hoặc «1,234» vào ô C4 rồi gửi lại`."""
    meant = " hoặc ".join(f"«{reading}»" for reading in readings)
    return f"ghi {meant} vào {place_words(spot)} rồi gửi lại"


def name_text(cell: RawCell) -> str | None:
    """What a cell says as a name or code: its text, or a whole number without decimals; None for anything else."""
    match cell.kind:
        case CellKind.TEXT:
            return cell.text
        case CellKind.NUMBER if not cell.is_percent:
            return cell.text.removesuffix(".0")
    return None


def find_unit(account: Account, directory: Directory, spot: Spot, *, short: bool = False) -> OrgUnit | None:
    """The unit a cell names by id, code, alias or exact name, else a rejection with the nearest names to choose from."""
    text = name_text(spot.cell)
    found = None if text is None else directory.unit(text, short)
    if found is None:
        if text is not None and _DISTRICT.match(canonical(text)):
            account.reject(spot, FaultCode.UNIT_UNKNOWN, _DISTRICT_EXPECTED, remedy=_DISTRICT_REMEDY)
            return None
        near = [] if text is None or account.is_long else directory.near_units(text)
        names = ", ".join(f"{unit.name} ({unit.id})" for unit in near)
        expected = f"mã đơn vị, gần giống: {names}" if near else "mã hoặc tên đơn vị có trong danh mục"
        remedy = f"ghi đúng mã đơn vị vào {place_words(spot)} rồi gửi lại" if near else ""
        account.reject(spot, FaultCode.UNIT_UNKNOWN, expected, remedy=remedy, choices=unit_choices(near))
        return None
    if found.was_repaired:
        account.notices[Notice.CODE_REPAIRED] += 1
    return found.unit


def check_unit_name(account: Account, directory: Directory, unit: OrgUnit, spot: Spot, code: Spot) -> bool:
    """Whether the name beside a unit's code is its own; a rejection names both."""
    if spot.cell.is_blank or code.cell.is_blank:
        return True
    if directory.is_called(unit, spot.cell.text):
        return True
    expected = f"«{unit.name}», tên của đơn vị có mã {unit.id}"
    remedy = f"sửa {place_words(spot)}, hoặc sửa mã ở {place_words(code)}, rồi gửi lại"
    account.reject(spot, FaultCode.UNIT_NAME_DIFFERS, expected, remedy=remedy)
    return False


def find_period(account: Account, spot: Spot, *, takes_day: bool = False) -> Period | None:
    """The period a cell names, else a rejection. A day in a form, or the first of a month, may be meant as the month."""
    cell = spot.cell
    text = cell.text if cell.kind is CellKind.DATE else name_text(cell)
    period = DateFault.NOT_A_PERIOD if text is None else parse_period_words(text)
    if isinstance(period, DateFault):
        code = FaultCode.DATE_IMPOSSIBLE if period is DateFault.IMPOSSIBLE else FaultCode.PERIOD_UNKNOWN
        account.reject(spot, code, PERIOD_EXPECTED)
        return None
    is_day = period.start == period.end
    is_doubtful = is_day and (not takes_day or (cell.kind is CellKind.DATE and period.start.day == 1))
    if is_doubtful:
        choices = day_choices(period.start, takes_day=takes_day)
        remedy = written_words([choice.value for choice in choices], spot)
        if cell.kind is CellKind.DATE and period.start.day == 1:
            meant = f"Tháng {period.start.month}/{period.start.year}"
            remedy = f"ghi «{meant}» vào {place_words(spot)} (Excel đã đổi chữ ghi kỳ thành ngày) rồi gửi lại"
        account.reject(spot, FaultCode.PERIOD_UNKNOWN, PERIOD_EXPECTED, remedy=remedy, choices=choices)
        return None
    return period


def find_day(account: Account, spot: Spot) -> date | None:
    """The day a cell names, else a rejection."""
    day = parse_date(spot.cell.text)
    if not isinstance(day, DateFault):
        return day
    code = FaultCode.DATE_IMPOSSIBLE if day is DateFault.IMPOSSIBLE else FaultCode.DATE_UNKNOWN
    account.reject(spot, code, DAY_EXPECTED)
    return None


def find_indicator(account: Account, directory: Directory, code: Spot | None, name: Spot) -> Indicator | None:
    """The indicator by id, former id, target id or exact name; without a code by the name beside it. A name that is another's is a rejection.

    `code` is None in a form that has no column for it.
    """
    named = None if name.cell.is_blank else directory.indicator_named(name.cell.text)
    if code is None or (code.cell.is_blank and not name.cell.is_blank):
        if named is None:
            _reject_indicator(account, directory, name, name.cell.text, by_name=True)
        return named
    text = name_text(code.cell)
    indicator = None if text is None else directory.indicator(text) or directory.indicator_named(text)
    if indicator is None:
        _reject_indicator(account, directory, code, text or name.cell.text, by_name=False)
        return None
    if named is not None and named is not indicator:
        expected = f"tên của chỉ tiêu {indicator.id}: {indicator.name}"
        remedy = f"sửa {place_words(name)}, hoặc sửa mã ở {place_words(code)}, rồi gửi lại"
        account.reject(name, FaultCode.INDICATOR_NAME_DIFFERS, expected, remedy=remedy)
        return None
    if named is None and not name.cell.is_blank:
        account.notices[Notice.NAME_DIFFERS] += 1
    return indicator


def _reject_indicator(account: Account, directory: Directory, spot: Spot, text: str, *, by_name: bool) -> None:
    near = [] if account.is_long else directory.near_indicators(text)
    what = "tên chỉ tiêu" if by_name else "mã chỉ tiêu"
    names = ", ".join(f"«{each.name}»" if by_name else each.id for each in near)
    expected = f"{what}, gần giống: {names}" if near else f"{what} có trong danh mục"
    remedy = f"ghi đúng {what} vào {place_words(spot)} rồi gửi lại" if near else ""
    choices = indicator_choices(near, by_name=by_name)
    account.reject(spot, FaultCode.INDICATOR_UNKNOWN, expected, remedy=remedy, choices=choices)
