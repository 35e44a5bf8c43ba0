"""Faults in what people gave us: what was found, what is expected, what to do, and the one function that words them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from loaders.reading.cells import CellKind, RawCell, UnreadableFile

LONGEST_FOUND = 120
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)


class FaultCode(StrEnum):
    """The number a person can quote. TE file, BI form, DV unit, KY period, NG day, CT indicator, SO number."""

    FILE_EMPTY = "TE-01"
    FILE_DAMAGED = "TE-02"
    FILE_LOCKED = "TE-03"
    FILE_FORMAT = "TE-04"
    FILE_MACROS = "TE-05"
    FILE_TOO_LARGE = "TE-06"
    FILE_ENCODING = "TE-07"
    FILE_LINE = "TE-08"
    FILE_UNREADABLE = "TE-09"
    FORM_UNKNOWN = "BI-01"
    SHEET_MISSING = "BI-02"
    HEADER_MISSING = "BI-03"
    HEADER_TWICE = "BI-04"
    CELL_UNEXPECTED = "BI-05"
    LABEL_MISSING = "BI-06"
    NOTHING_REPORTED = "BI-07"
    UNIT_UNKNOWN = "DV-01"
    UNIT_NAME_DIFFERS = "DV-02"
    UNIT_NOT_VALID = "DV-03"
    PERIOD_UNKNOWN = "KY-01"
    PERIOD_IN_FUTURE = "KY-02"
    PERIOD_OF_OTHER_FREQUENCY = "KY-03"
    DATE_UNKNOWN = "NG-01"
    DATE_IMPOSSIBLE = "NG-02"
    DATE_IN_FUTURE = "NG-03"
    INDICATOR_UNKNOWN = "CT-01"
    INDICATOR_NOT_OWED = "CT-02"
    UNIT_OF_MEASURE = "CT-03"
    INDICATOR_NAME_DIFFERS = "CT-04"
    FIGURE_TWICE = "CT-05"
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


@dataclass(frozen=True, slots=True)
class Rejection:
    """A fault with its address. `sheet` and `cell` are empty when the fault is the whole file's."""

    code: FaultCode
    sheet: str
    cell: str
    found: str
    expected: str
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
    file_name: str, cell: RawCell | None, header: str, found: str, expected: str, remedy: str, code: FaultCode
) -> str:
    """The one wording of every fault: where, what was found, what is expected, what to do, and the number to quote."""
    place = f"Tệp «{shown(file_name)}»"
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
) -> Rejection:
    """A Rejection of one cell; by default it shows what stands there and asks to mend it and send the file again."""
    seen = cell_text(cell) if found is None else shown(found)
    advice = remedy or (f"sửa ô {cell.address} rồi gửi lại" if cell.sheet else f"sửa {cell.address} rồi gửi lại")
    message = fault_message(file_name, cell, header, seen, expected, advice, code)
    address = cell.address if cell.sheet or not header else f"{cell.address}, cột {header}"
    return Rejection(code, cell.sheet, address, seen, expected, message)


def reject_file(file_name: str, code: FaultCode, found: str, expected: str, remedy: str) -> Rejection:
    """A Rejection of a whole file."""
    message = fault_message(file_name, None, "", shown(found), expected, remedy, code)
    return Rejection(code, "", "", shown(found), expected, message)


@dataclass(frozen=True, slots=True)
class _Unreadable:
    code: FaultCode
    found: str
    expected: str
    remedy: str


_FORMATS = {
    "xls": "sổ tính .xls (Excel 97–2003)",
    "xlsb": "sổ tính .xlsb",
    "ods": "sổ tính .ods",
    "office": "văn bản Word hoặc bản trình chiếu",
    "pdf": "tệp PDF",
    "html": "trang web (HTML hoặc XML)",
    "rtf": "văn bản RTF",
    "zip": "tệp nén .zip",
    "rar": "tệp nén .rar",
    "7z": "tệp nén .7z",
    "gzip": "tệp nén .gz",
    "image": "hình ảnh",
    "utf-16": "văn bản mã UTF-16",
}
_ANY = "sổ tính .xlsx hoặc tệp CSV mã UTF-8"
_SAVE_AS = "mở tệp bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi lại"
_SEND_AGAIN = "mở tệp xem còn đọc được không, lưu lại rồi gửi lại"
UNREADABLE = {
    "empty": _Unreadable(FaultCode.FILE_EMPTY, "tệp 0 byte", _ANY, "gửi lại tệp có nội dung"),
    "damaged": _Unreadable(FaultCode.FILE_DAMAGED, "tệp hỏng hoặc tải lên chưa hết", _ANY, _SEND_AGAIN),
    "malformed": _Unreadable(FaultCode.FILE_DAMAGED, "sổ tính có phần bên trong bị hỏng", _ANY, _SAVE_AS),
    "missing_part": _Unreadable(FaultCode.FILE_DAMAGED, "sổ tính thiếu phần {detail}", _ANY, _SAVE_AS),
    "password": _Unreadable(FaultCode.FILE_LOCKED, "tệp có mật khẩu", _ANY, "bỏ mật khẩu rồi gửi lại"),
    "other_format": _Unreadable(FaultCode.FILE_FORMAT, "{detail}", _ANY, _SAVE_AS),
    "not_table": _Unreadable(FaultCode.FILE_FORMAT, "văn bản không chia cột: {detail}", _ANY, _SAVE_AS),
    "not_text": _Unreadable(FaultCode.FILE_FORMAT, "dữ liệu không phải văn bản", _ANY, _SAVE_AS),
    "macros": _Unreadable(FaultCode.FILE_MACROS, "sổ tính có macro", "sổ tính không có macro", _SAVE_AS),
    "embedded": _Unreadable(
        FaultCode.FILE_MACROS, "sổ tính có đối tượng nhúng", "sổ tính không nhúng đối tượng", _SAVE_AS
    ),
    "doctype": _Unreadable(FaultCode.FILE_MACROS, "sổ tính có khai báo DOCTYPE", "sổ tính thường", _SAVE_AS),
    "too_large": _Unreadable(FaultCode.FILE_TOO_LARGE, "tệp quá lớn", "tệp không quá 20 MB", "tách tệp rồi gửi lại"),
    "bomb": _Unreadable(
        FaultCode.FILE_TOO_LARGE, "tệp nén phình ra quá lớn", "sổ tính không quá 200 MB khi giải nén", _SAVE_AS
    ),
    "far_corner": _Unreadable(
        FaultCode.FILE_TOO_LARGE,
        "trang tính trải tới {detail} (dòng × cột)",
        "trang tính không quá 50.000 dòng và 256 cột",
        "xóa các ô nằm xa bảng số liệu rồi gửi lại",
    ),
    "grid": _Unreadable(FaultCode.FILE_DAMAGED, "ô nằm ngoài trang tính: {detail}", _ANY, _SAVE_AS),
    "too_slow": _Unreadable(
        FaultCode.FILE_UNREADABLE, "đọc quá 60 giây chưa xong", "tệp đọc được trong 60 giây", "tách tệp rồi gửi lại"
    ),
    "child_ended": _Unreadable(FaultCode.FILE_UNREADABLE, "không đọc được tệp", _ANY, _SAVE_AS),
    "not_a_file": _Unreadable(
        FaultCode.FILE_UNREADABLE, "không mở được tệp", "một tệp thường đọc được", "kiểm tra đường dẫn và quyền đọc"
    ),
    "encoding": _Unreadable(
        FaultCode.FILE_ENCODING, "ký tự không phải UTF-8 ở dòng {detail}", "tệp CSV mã UTF-8", "lưu lại dạng CSV UTF-8"
    ),
    "delimiter": _Unreadable(
        FaultCode.FILE_LINE,
        "dòng đầu có hai loại dấu ngăn cột: {detail}",
        "một loại dấu ngăn cột",
        "lưu lại CSV với một loại dấu ngăn",
    ),
    "csv_line": _Unreadable(
        FaultCode.FILE_LINE,
        "dòng {detail} không khớp số cột hoặc dấu ngoặc kép của dòng đầu",
        "mọi dòng cùng số cột",
        "sửa dòng đó rồi gửi lại",
    ),
}


def reject_unreadable(file_name: str, answer: UnreadableFile) -> Rejection:
    """The Rejection of a file that was not read; an unknown reason is «không đọc được tệp»."""
    words = UNREADABLE.get(answer.reason, UNREADABLE["child_ended"])
    detail = _FORMATS.get(answer.detail, answer.detail) if answer.reason == "other_format" else answer.detail
    return reject_file(file_name, words.code, words.found.format(detail=detail), words.expected, words.remedy)
