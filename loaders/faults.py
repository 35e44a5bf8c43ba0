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

    `choices` is the closed set of readings, where there is one: a person may settle the doubt instead of sending anew.
    """

    code: FaultCode
    sheet: str
    cell: str
    found: str
    expected: str
    message: str
    remedy: str = ""
    choices: tuple[Choice, ...] = ()


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
) -> Rejection:
    """A Rejection of one cell; by default it shows what stands there and asks to mend it and send the file again."""
    seen = cell_text(cell) if found is None else shown(found)
    advice = remedy or (f"sửa ô {cell.address} rồi gửi lại" if cell.sheet else f"sửa {cell.address} rồi gửi lại")
    message = fault_message(file_name, cell, header, seen, expected, advice, code)
    address = cell.address if cell.sheet or not header else f"{cell.address}, cột {shown(header)}"
    return Rejection(code, cell.sheet, address, seen, expected, message, advice, choices)


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


def reject_file(file_name: str, code: FaultCode, found: str, expected: str, remedy: str) -> Rejection:
    """A Rejection of a whole file."""
    return reject_sheet(file_name, "", code, found, expected, remedy)


@dataclass(frozen=True, slots=True)
class _Unreadable:
    code: FaultCode
    found: str
    expected: str
    remedy: str


_FORMATS = {
    "xlsx": "sổ tính .xlsx",
    "csv": "tệp CSV",
    "xls": "sổ tính .xls (Excel 97–2003)",
    "xlsb": "sổ tính .xlsb",
    "ods": "sổ tính .ods",
    "xml_2003": "sổ tính XML (Excel 2003)",
    "ole": "tệp kiểu cũ không phải sổ tính",
    "office": "văn bản Word hoặc bản trình chiếu",
    "pdf": "tệp PDF",
    "html": "trang web (HTML hoặc XML)",
    "rtf": "văn bản RTF",
    "zip": "tệp nén .zip",
    "rar": "tệp nén .rar",
    "7z": "tệp nén .7z",
    "gzip": "tệp nén .gz",
    "image": "hình ảnh",
}
# Endings of names that promise a content, and the content they promise; other endings promise nothing.
_PROMISED = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm"), "xlsx"),
    **dict.fromkeys((".csv", ".tsv", ".tab"), "csv"),
    **dict.fromkeys((".htm", ".html", ".mht", ".mhtml", ".xml"), "html"),
    **dict.fromkeys((".doc", ".docx", ".ppt", ".pptx"), "office"),
    **{f".{name}": name for name in ("xls", "xlsb", "ods", "pdf", "rtf", "zip", "rar", "7z")},
    ".gz": "gzip",
}
_ANY = "sổ tính .xlsx hoặc tệp CSV mã UTF-8"
_SAVE_AS = "mở tệp bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi lại"
_SEND_AGAIN = "mở tệp xem còn đọc được không, lưu lại rồi gửi lại"
_MEND_LINE = "sửa dòng đó rồi gửi lại"
UNREADABLE = {
    "empty": _Unreadable(FaultCode.FILE_EMPTY, "tệp 0 byte", _ANY, "gửi lại tệp có nội dung"),
    "empty_table": _Unreadable(FaultCode.FILE_EMPTY, "tệp chỉ có dòng trống", _ANY, "gửi lại tệp có nội dung"),
    "damaged": _Unreadable(FaultCode.FILE_DAMAGED, "tệp hỏng hoặc tải lên chưa hết", _ANY, _SEND_AGAIN),
    "malformed": _Unreadable(FaultCode.FILE_DAMAGED, "sổ tính có phần bên trong bị hỏng", _ANY, _SAVE_AS),
    "missing_part": _Unreadable(FaultCode.FILE_DAMAGED, "sổ tính thiếu phần {detail}", _ANY, _SAVE_AS),
    "string_index": _Unreadable(
        FaultCode.FILE_DAMAGED, "ô {detail} trỏ tới đoạn chữ không có trong sổ tính", _ANY, _SAVE_AS
    ),
    "cell_twice": _Unreadable(FaultCode.FILE_DAMAGED, "trang «{detail}» có ô được ghi hai lần", _ANY, _SAVE_AS),
    "password": _Unreadable(FaultCode.FILE_LOCKED, "tệp có mật khẩu", _ANY, "bỏ mật khẩu rồi gửi lại"),
    "other_format": _Unreadable(FaultCode.FILE_FORMAT, "{detail}", _ANY, _SAVE_AS),
    "name_differs": _Unreadable(FaultCode.FILE_FORMAT, "{detail}", "đuôi tệp đúng với nội dung", _SAVE_AS),
    "not_table": _Unreadable(FaultCode.FILE_FORMAT, "văn bản không chia cột: {detail}", _ANY, _SAVE_AS),
    "not_text": _Unreadable(FaultCode.FILE_FORMAT, "dữ liệu không phải văn bản", _ANY, _SAVE_AS),
    "macros": _Unreadable(FaultCode.FILE_MACROS, "sổ tính có macro", "sổ tính không có macro", _SAVE_AS),
    "embedded": _Unreadable(
        FaultCode.FILE_MACROS,
        "sổ tính có đối tượng nhúng hoặc liên kết tới chương trình khác",
        "sổ tính chỉ có ô",
        _SAVE_AS,
    ),
    "doctype": _Unreadable(FaultCode.FILE_MACROS, "sổ tính có khai báo DOCTYPE", "sổ tính thường", _SAVE_AS),
    "too_large": _Unreadable(FaultCode.FILE_TOO_LARGE, "tệp quá lớn", "tệp không quá 20 MB", "tách tệp rồi gửi lại"),
    "too_many_cells": _Unreadable(
        FaultCode.FILE_TOO_LARGE,
        "tệp có quá nhiều dòng hoặc ô",
        "tệp không quá 200.000 dòng và 2.000.000 ô",
        "tách tệp rồi gửi lại",
    ),
    "bomb": _Unreadable(
        FaultCode.FILE_TOO_LARGE, "tệp nén phình ra quá lớn", "sổ tính không quá 200 MB khi giải nén", _SAVE_AS
    ),
    "cell_long": _Unreadable(
        FaultCode.FILE_TOO_LARGE,
        "ô {detail} dài quá 1.000.000 chữ",
        "ô ngắn hơn 1.000.000 chữ",
        "rút gọn ô đó rồi gửi lại",
    ),
    "far_corner": _Unreadable(
        FaultCode.FILE_TOO_LARGE,
        "ô {detail} nằm quá xa",
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
        FaultCode.FILE_ENCODING,
        "byte {2} không phải UTF-8 ở dòng {0}, ký tự thứ {1}",
        "tệp CSV mã UTF-8",
        "lưu lại dạng CSV UTF-8 rồi gửi lại",
    ),
    "marks_piled": _Unreadable(
        FaultCode.FILE_ENCODING,
        "quá nhiều dấu chồng lên một chữ ở {detail}",
        "chữ Unicode thường",
        "gõ lại chữ đó rồi gửi lại",
    ),
    "encoding_unknown": _Unreadable(
        FaultCode.FILE_ENCODING,
        "bảng mã không dùng được: {detail}",
        "tệp CSV mã UTF-8",
        "khai báo lại bảng mã của nguồn",
    ),
    "utf16_without_mark": _Unreadable(
        FaultCode.FILE_ENCODING,
        "văn bản UTF-16 không có dấu BOM ở đầu tệp",
        "tệp CSV mã UTF-8",
        "lưu lại dạng CSV UTF-8 rồi gửi lại",
    ),
    "delimiter": _Unreadable(
        FaultCode.FILE_LINE,
        "dòng đầu có hai loại dấu ngăn cột: {detail}",
        "một loại dấu ngăn cột",
        "lưu lại CSV với một loại dấu ngăn",
    ),
    "csv_ragged": _Unreadable(
        FaultCode.FILE_LINE, "dòng {0} có {1} cột, dòng đầu có {2} cột", "mọi dòng cùng số cột", _MEND_LINE
    ),
    "csv_quote": _Unreadable(
        FaultCode.FILE_LINE, "dấu ngoặc kép mở ở dòng {0} không được đóng đúng", "ngoặc kép đủ cặp", _MEND_LINE
    ),
    "csv_nul": _Unreadable(FaultCode.FILE_LINE, "dòng {0} có ký tự NUL", "tệp CSV chỉ có chữ", _MEND_LINE),
    "csv_cr": _Unreadable(
        FaultCode.FILE_LINE,
        "dòng {0} kết thúc bằng CR, cả tệp thành một dòng",
        "dòng kết thúc bằng LF hoặc CRLF",
        "lưu lại dạng CSV UTF-8 rồi gửi lại",
    ),
    "csv_long": _Unreadable(FaultCode.FILE_LINE, "dòng {0} dài quá 1 MB", "dòng ngắn hơn 1 MB", _MEND_LINE),
    "old_font": _Unreadable(
        FaultCode.FILE_FONT,
        "phông chữ cũ ({detail})",
        "chữ Unicode",
        "chuyển sang Unicode, hoặc tạo bản chuyển mã bằng lệnh «chitieu check --convert-fonts», xem lại rồi gửi",
    ),
}


def promised_by(file_name: str) -> str:
    """The content the ending of a file's name promises, a key of the formats; empty when it promises none."""
    return next((kind for ending, kind in _PROMISED.items() if file_name.lower().strip().endswith(ending)), "")


def name_differs(file_name: str, content: str) -> UnreadableFile | None:
    """Why a file is not taken though it was read: its name promises another content than it has."""
    promised = promised_by(file_name)
    if not promised or promised == content:
        return None
    return UnreadableFile("name_differs", f"tên có đuôi {_ending(file_name)} nhưng nội dung là {_FORMATS[content]}")


def _ending(file_name: str) -> str:
    return file_name.strip()[file_name.strip().rfind(".") :]


def reject_unreadable(file_name: str, answer: UnreadableFile) -> Rejection:
    """The Rejection of a file that was not read; an unknown reason is «không đọc được tệp»."""
    if answer.reason == "other_format" and answer.detail in _FORMATS:
        both = name_differs(file_name, answer.detail)
        answer = UnreadableFile("other_format", both.detail if both else _FORMATS[answer.detail])
    words = UNREADABLE.get(answer.reason, UNREADABLE["child_ended"])
    parts = [*answer.detail.split("|"), "?", "?", "?"]
    found = words.found.format(*parts, detail=answer.detail)
    if answer.reason in ("not_table", "not_text") and promised_by(file_name) not in ("", "csv"):
        found = f"tên có đuôi {_ending(file_name)} nhưng nội dung là {found}"
    return reject_file(file_name, words.code, found, words.expected, words.remedy)
