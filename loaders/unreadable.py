"""Files that could not be read: for each reason what was found, what is expected and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.faults import FaultCode, Rejection, reject_file
from loaders.reading.cells import UnreadableFile


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
_ORIGINAL = "gửi chính tệp Excel (.xlsx) có các số này, không gửi ảnh chụp hay bản PDF"
_UNPACKED = "giải nén rồi gửi từng tệp bên trong"
_COPIED = "chép bảng số liệu sang biểu Excel (.xlsx) tải từ phần mềm rồi gửi lại"
# What to do with a content that saving as .xlsx does not mend.
_OTHER_REMEDIES = {
    **dict.fromkeys(("image", "pdf"), _ORIGINAL),
    **dict.fromkeys(("zip", "rar", "7z", "gzip"), _UNPACKED),
    **dict.fromkeys(("office", "rtf", "ole"), _COPIED),
}
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
    words = UNREADABLE.get(answer.reason, UNREADABLE["child_ended"])
    remedy = words.remedy
    if answer.reason == "other_format" and answer.detail in _FORMATS:
        remedy = _OTHER_REMEDIES.get(answer.detail, remedy)
        both = name_differs(file_name, answer.detail)
        answer = UnreadableFile("other_format", both.detail if both else _FORMATS[answer.detail])
    parts = [*answer.detail.split("|"), "?", "?", "?"]
    found = words.found.format(*parts, detail=answer.detail)
    if answer.reason in ("not_table", "not_text") and promised_by(file_name) not in ("", "csv"):
        found = f"tên có đuôi {_ending(file_name)} nhưng nội dung là {found}"
    return reject_file(file_name, words.code, found, words.expected, remedy)
