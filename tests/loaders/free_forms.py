"""Workbooks in the usual free layouts: title merged over columns, headers of several merged rows, sections, totals, signatures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from tests.loaders.forms import MADE

Merged = tuple[int, int, int, int, Any]
RESULT_HEAD: tuple[Merged, ...] = (
    (6, 1, 7, 1, "TT"),
    (6, 2, 7, 2, "Chỉ tiêu"),
    (6, 3, 7, 3, "ĐVT"),
    (6, 4, 6, 5, "Kế hoạch"),
    (7, 4, 7, 4, "Năm"),
    (7, 5, 7, 5, "Kỳ"),
    (6, 6, 6, 9, "Thực hiện"),
    (7, 6, 7, 6, "Tử số"),
    (7, 7, 7, 7, "Mẫu số"),
    (7, 8, 7, 8, "Kỳ này"),
    (7, 9, 7, 9, "Lũy kế"),
    (6, 10, 7, 10, "Tỷ lệ %\n(TH/KH)"),
    (6, 11, 7, 11, "So cùng kỳ"),
    (6, 12, 7, 12, "Ghi chú"),
)


def book(
    sheets: Iterable[tuple[str, Sequence[Merged], Sequence[Sequence[Any]], int]],
    *,
    hidden: Sequence[str] = (),
) -> bytes:
    """A workbook: for each sheet its name, merged cells (first row, column, last row, column, text), rows and their first row."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": MADE})
        for name, merged, rows, first in sheets:
            page = workbook.add_worksheet(name)
            for top, left, bottom, right, text in merged:
                if (top, left) == (bottom, right):
                    page.write(top - 1, left - 1, text)
                else:
                    page.merge_range(top - 1, left - 1, bottom - 1, right - 1, text)
            for number, row in enumerate(rows, first - 1):
                for column, value in enumerate(row):
                    if value is not None:
                        page.write(number, column, value)
            if name in hidden:
                page.hide()
    return content.getvalue()


def unit_result(
    rows: Sequence[Sequence[Any]],
    *,
    title: str = "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CHUYỂN ĐỔI SỐ THÁNG 11 NĂM 2025",
    unit: str = "UBND xã Tân Uyên",
    head: Sequence[Merged] = RESULT_HEAD,
) -> bytes:
    """«TT | Chỉ tiêu | ĐVT | Kế hoạch | Thực hiện | Tỷ lệ % | So cùng kỳ | Ghi chú» of one unit; its rows begin in Excel row 8."""
    merged = (
        (1, 1, 1, 4, "ỦY BAN NHÂN DÂN TỈNH MẪU"),
        (2, 1, 2, 12, title),
        (3, 1, 3, 12, "(Kèm theo Báo cáo số 25/BC-UBND ngày 02 tháng 12 năm 2025)"),
        (4, 1, 4, 2, "Đơn vị báo cáo:"),
        (4, 3, 4, 3, unit),
        (5, 1, 5, 12, "Đơn vị tính: %"),
        *head,
    )
    return book([("Biểu 1", merged, rows, 8)])


NUMBERS_BELOW = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10=9/4)", "(11)", "(12)"]
SIGNATURES: list[list[Any]] = [
    [],
    [None] * 7 + ["Tân Uyên, ngày 02 tháng 12 năm 2025"],
    [None, "Người lập biểu", None, None, None, None, None, "Thủ trưởng đơn vị"],
]
UNIT_ROWS: list[list[Any]] = [
    NUMBERS_BELOW,
    ["I", "DỮ LIỆU SỐ"],
    ["1.", "Hồ sơ được\nsố hóa ", "%", 90, 80, 30, 40, 75, 75, 93.8, None, "nguồn: một cửa"],
    ["2.", "Bản có sóng", "Bản", 12, 10, None, None, 1, "9", 90, None, "-nt-"],
    ["II", "ĐÀO TẠO"],
    ["1.", "Lớp bồi dưỡng đã mở", "nt", 6, 2, None, None, 2, 5, 100, None, "số ước"],
    [None, "Tổng cộng", None, 18, 12, None, None, 3, 14, None, None, None],
    *SIGNATURES,
]

ACROSS_HEAD: tuple[Merged, ...] = (
    (1, 1, 1, 9, "TỔNG HỢP HỒ SƠ SỐ HÓA CÁC XÃ, PHƯỜNG THÁNG 11/2025"),
    (4, 1, 5, 1, "TT"),
    (4, 2, 5, 2, "Chỉ tiêu"),
    (4, 3, 5, 3, "ĐVT"),
    (4, 4, 4, 5, "P. Đoàn Kết"),
    (5, 4, 5, 4, "Tử số"),
    (5, 5, 5, 5, "Mẫu số"),
    (4, 6, 4, 7, "X.Tân Uyên"),
    (5, 6, 5, 6, "Tử số"),
    (5, 7, 5, 7, "Mẫu số"),
    (4, 8, 4, 9, "Than Uyên"),
    (5, 8, 5, 8, "Tử số"),
    (5, 9, 5, 9, "Mẫu số"),
    (4, 10, 4, 11, "Cộng"),
    (5, 10, 5, 10, "Tử số"),
    (5, 11, 5, 11, "Mẫu số"),
)
ACROSS_ROWS: list[list[Any]] = [
    [1, "Hồ sơ được số hoá", "%", 12, 40, 30, 40, None, None, 42, 80],
    ["Cộng", None, None, 12, 40, 30, 40, None, None, 42, 80],
]


def communes_across(rows: Sequence[Sequence[Any]] = ACROSS_ROWS, head: Sequence[Merged] = ACROSS_HEAD) -> bytes:
    """Communes across, numerator and denominator under each; its rows begin in Excel row 6."""
    return book([("Tổng hợp", head, rows, 6)])


APPENDIX_TITLE = "PHỤ LỤC: KẾT QUẢ THỰC HIỆN NGHỊ QUYẾT 57 CỦA UBND XÃ THAN UYÊN, THÁNG 11 NĂM 2025"
APPENDIX_ROWS: list[list[Any]] = [
    ["1", "Hồ sơ được số hóa", 11, 20, "55%", 90, "Chưa đạt", "theo hệ thống"],
    ["2", "Bản có sóng", None, None, "1.234.567", 5, "Đạt", None],
    ["3", "Ban hành kế hoạch", None, None, "Đã ban hành", "x", "Đạt", "Quyết định 12"],
    [None, "Nơi nhận:", None, None, None, None, None, None],
    [None, "- UBND tỉnh;", None, None, None, None, "TM. ỦY BAN NHÂN DÂN", None],
]


def appendix(rows: Sequence[Sequence[Any]] = APPENDIX_ROWS, title: str = APPENDIX_TITLE) -> bytes:
    """An appendix with one header row in Excel row 4 and the unit only in the words of its title; its rows begin in row 5."""
    headers = (
        "STT",
        "Nội dung",
        "Số đã thực hiện",
        "Tổng số phải thực hiện",
        "Kết quả",
        "Mức giao",
        "Đánh giá",
        "Ghi chú, minh chứng",
    )
    head = [(4, column, 4, column, text) for column, text in enumerate(headers, 1)]
    return book([("Phụ lục", ((2, 1, 2, 8, title), *head), rows, 5)])


def bm02(
    rows: Sequence[Sequence[Any]],
    *,
    unit: str = "STC",
    indicators: Sequence[tuple[str, str]] = (("truc-tuyen", "Hồ sơ xử lý trực tuyến (%)"),),
) -> bytes:
    """A form BM-02: rows TT, Mã, Xã, phường, then numerator and denominator of each indicator; its rows begin in row 9."""
    merged: list[Merged] = [
        (1, 1, 1, 1, "BIỂU BM-02 – TỔNG HỢP SỐ LIỆU CỦA CÁC ĐƠN VỊ"),
        (2, 1, 2, 1, "Mã đơn vị:"),
        (2, 3, 2, 3, unit),
        (3, 1, 3, 1, "Kỳ báo cáo:"),
        (3, 3, 3, 3, "Tháng 11/2025"),
        *((6, column, 8, column, text) for column, text in enumerate(("TT", "Mã", "Xã, phường"), 1)),
    ]
    for place, (code, name) in enumerate(indicators):
        left = 4 + 2 * place
        merged += [(6, left, 6, left + 1, name), (7, left, 7, left + 1, code)]
        merged += [(8, left, 8, left, "Tử số"), (8, left + 1, 8, left + 1, "Mẫu số")]
    return book([("BM-02", merged, rows, 9)])


BM02_ROWS: list[list[Any]] = [
    [1, "03388", "Phường Đoàn Kết", 30, 40],
    [2, "03598", "Xã Tân Uyên", None, None],
    [3, 3595, "Xã Than Uyên", "Không phát sinh", None],
    [None, None, "Toàn tỉnh", 30, 40],
    [],
    [None, None, "Người lập biểu", None, "Thủ trưởng đơn vị"],
]
