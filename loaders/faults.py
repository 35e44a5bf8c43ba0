"""Faults in what people gave us: what was found, what is expected, what to do, and the one function that words them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from loaders.reading.cells import CellKind, RawCell

LONGEST_FOUND = 120
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)


class FaultCode(StrEnum):
    """The number a person can quote. TE file, BI form, DV unit, KY period, NG day, CT indicator, SO number, NV task, CB warning."""

    FILE_EMPTY = "TE-01"
    FILE_DAMAGED = "TE-02"
    FILE_LOCKED = "TE-03"
    FILE_FORMAT = "TE-04"
    FILE_MACROS = "TE-05"
    FILE_TOO_LARGE = "TE-06"
    FILE_ENCODING = "TE-07"
    FILE_LINE = "TE-08"
    FILE_UNREADABLE = "TE-09"
    FILE_FONT = "TE-10"
    FORM_UNKNOWN = "BI-01"
    SHEET_MISSING = "BI-02"
    HEADER_MISSING = "BI-03"
    HEADER_TWICE = "BI-04"
    CELL_UNEXPECTED = "BI-05"
    LABEL_MISSING = "BI-06"
    NOTHING_REPORTED = "BI-07"
    CORRECTION_UNFIT = "BI-08"
    FORM_NEWER = "BI-09"
    SHEET_HIDDEN = "BI-10"
    CELLS_MERGED = "BI-11"
    TEXT_TOO_LONG = "BI-12"
    UNIT_UNKNOWN = "DV-01"
    UNIT_NAME_DIFFERS = "DV-02"
    UNIT_NOT_VALID = "DV-03"
    UNIT_CONTRADICTS = "DV-04"
    UNIT_UNSAID = "DV-05"
    PERIOD_UNKNOWN = "KY-01"
    PERIOD_IN_FUTURE = "KY-02"
    PERIOD_OF_OTHER_FREQUENCY = "KY-03"
    PERIOD_LOCKED = "KY-04"
    PERIOD_CONTRADICTS = "KY-06"
    PERIOD_UNSAID = "KY-05"
    DATE_UNKNOWN = "NG-01"
    DATE_IMPOSSIBLE = "NG-02"
    DATE_IN_FUTURE = "NG-03"
    INDICATOR_UNKNOWN = "CT-01"
    INDICATOR_NOT_OWED = "CT-02"
    UNIT_OF_MEASURE = "CT-03"
    INDICATOR_NAME_DIFFERS = "CT-04"
    FIGURE_TWICE = "CT-05"
    INDICATOR_COLLECTED = "CT-06"
    INDICATOR_NOT_COLLECTED = "CT-07"
    NOT_A_NUMBER = "SO-01"
    NUMBER_AMBIGUOUS = "SO-02"
    NUMBER_CONVENTION = "SO-03"
    NUMBER_PERCENT = "SO-04"
    CELL_ERROR = "SO-05"
    CELL_UNCALCULATED = "SO-06"
    NUMBER_TOO_LARGE = "SO-07"
    NEGATIVE = "SO-08"
    OUT_OF_BOUNDS = "SO-09"
    NUMERATOR_ABOVE_DENOMINATOR = "SO-10"
    ZERO_DENOMINATOR = "SO-11"
    PART_MISSING = "SO-12"
    STATED_DIFFERS = "SO-13"
    NOT_ASKED = "SO-14"
    NOT_YES_NO = "SO-15"
    SMALL_PERCENT = "SO-16"
    RULE_BROKEN = "SO-17"
    TASK_UNKNOWN = "NV-01"
    TASK_NOT_LED = "NV-02"
    TASK_NAME_DIFFERS = "NV-03"
    TASK_TWICE = "NV-04"
    TASK_STATE_UNKNOWN = "NV-05"
    PROGRESS_OUT_OF_BOUNDS = "NV-06"
    PROGRESS_CONTRADICTS = "NV-07"
    CUMULATIVE_FALLS = "CB-01"
    SCALE_JUMP = "CB-02"
    UNLIKE_OWN_PAST = "CB-03"
    UNLIKE_PEERS = "CB-04"
    BASE_CHANGED = "CB-05"
    TOTAL_DIFFERS = "CB-06"
    TWO_SOURCES = "CB-07"
    RULE_AGAINST_HELD = "CB-08"
    ROWS_HIDDEN = "CB-11"
    COLUMN_EXTRA = "CB-12"
    PERCENT_SMALL = "CB-13"
    FORMULA_EXTERNAL = "CB-14"
    FORMULA_VOLATILE = "CB-15"
    RATE_DIFFERS = "CB-16"
    SHEET_NOT_SHOWN = "CB-17"
    DONE_WITHOUT_EVIDENCE = "CB-18"


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to read a cell in doubt: what is put in its place, and how people see it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A fault with its address. `sheet` and `cell` are empty when the fault is the whole file's.

    `about` names the indicator or task whose row it is, where that is known. `choices` is the closed set of readings, where there is one: a person may settle the doubt instead of sending anew.
    """

    code: FaultCode
    sheet: str
    cell: str
    found: str
    expected: str
    message: str
    remedy: str = ""
    choices: tuple[Choice, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class FigureWarning:
    """Something unusual that is taken once a person has seen it: never a reason to refuse."""

    code: FaultCode
    sheet: str
    cell: str
    found: str
    message: str


def shown(text: str) -> str:
    """Foreign text as it may stand in a message: one line, no control or direction marks, not endless."""
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return line if len(line) <= LONGEST_FOUND else f"{line[:LONGEST_FOUND]}…"


def cell_text(cell: RawCell) -> str:
    """What a person sees in the cell, in Vietnamese writing of numbers."""
    match cell.kind:
        case CellKind.BLANK:
            return "ô trống"
        case CellKind.UNCALCULATED:
            return "công thức chưa được tính"
        case CellKind.NUMBER:
            text = cell.text.removesuffix(".0").replace(".", ",")
            return f"{text}%" if cell.is_percent else text
        case _:
            return shown(cell.text)


def fault_message(
    file_name: str,
    cell: RawCell | None,
    header: str,
    found: str,
    expected: str,
    remedy: str,
    code: FaultCode,
    *,
    sheet: str = "",
) -> str:
    """The one wording of every fault: where, what was found, what is expected, what to do, and the number to quote."""
    place = f"Tệp «{shown(file_name)}»" + (f", trang «{shown(sheet)}»" if sheet else "")
    if cell is not None:
        column = f"cột «{shown(header)}»" if header else ""
        if cell.sheet:
            inside = f"dòng {cell.row}, {column}" if column else f"dòng {cell.row}"
            place += f", trang «{shown(cell.sheet)}», ô {cell.address} ({inside})"
        else:
            place += ", ".join(["", cell.address, column] if column else ["", cell.address])
    return f"{place}: thấy «{found}»; cần {expected}. Cách sửa: {remedy}. [{code}]"


def reject_cell(
    file_name: str,
    cell: RawCell,
    code: FaultCode,
    expected: str,
    *,
    header: str = "",
    found: str | None = None,
    remedy: str = "",
    choices: tuple[Choice, ...] = (),
    about: str = "",
) -> Rejection:
    """A Rejection of one cell; by default it shows what stands there and asks to mend it and send the file again."""
    seen = cell_text(cell) if found is None else shown(found)
    advice = remedy or (f"sửa ô {cell.address} rồi gửi lại" if cell.sheet else f"sửa {cell.address} rồi gửi lại")
    message = fault_message(file_name, cell, header, seen, expected, advice, code)
    address = cell.address if cell.sheet or not header else f"{cell.address}, cột {shown(header)}"
    return Rejection(code, cell.sheet, address, seen, expected, message, advice, choices, about)


def reject_sheet(
    file_name: str,
    sheet: str,
    code: FaultCode,
    found: str,
    expected: str,
    remedy: str,
    choices: tuple[Choice, ...] = (),
) -> Rejection:
    """A Rejection of a whole sheet; of the whole file when the sheet has no name."""
    message = fault_message(file_name, None, "", shown(found), expected, remedy, code, sheet=sheet)
    return Rejection(code, sheet, "", shown(found), expected, message, remedy, choices)


def reject_locked(file_name: str, figures: int, period: str) -> Rejection:
    """Figures of a locked period, for the sender and for staff: who may open it, where, and what else may be done."""
    return reject_file(
        file_name,
        FaultCode.PERIOD_LOCKED,
        f"{figures} số liệu của {period}, kỳ đã khóa",
        "một kỳ đang mở",
        "đề nghị đơn vị thu báo cáo mở lại kỳ có lý do, hoặc gia hạn cho đơn vị, ở trang «Kỳ báo cáo», rồi gửi lại",
    )


def reject_file(file_name: str, code: FaultCode, found: str, expected: str, remedy: str) -> Rejection:
    """A Rejection of a whole file."""
    return reject_sheet(file_name, "", code, found, expected, remedy)
