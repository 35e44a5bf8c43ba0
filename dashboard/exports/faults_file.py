"""The faults of checked files as a workbook: what to mend, cell by cell, for whoever filled the file in.

A file's first faults are listed, as many as a check shows; where there are more the sheet says so.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from xlsxwriter import Workbook

from dashboard.charts.palette import HEAD, LINE_STRONG
from dashboard.exports.table import clean_text
from dashboard.text.formats import format_number
from loaders.faults import Rejection
from loaders.outcomes import FileOutcome

SHEET = "Lỗi cần sửa"
COLUMNS = (
    ("Tệp", 30),
    ("Trang", 14),
    ("Ô", 14),
    ("Chỉ tiêu, nhiệm vụ", 34),
    ("Đang ghi", 24),
    ("Cần", 36),
    ("Cách sửa", 48),
    ("Mã", 9),
)
_REMEDY = "Cách sửa: "
_A4 = 9


def remedy_of(fault: Rejection) -> str:
    """What to do, without the rest of the message."""
    if fault.remedy:
        return fault.remedy
    return fault.message.partition(_REMEDY)[2].removesuffix(f" [{fault.code}]").removesuffix(".")


def write_faults(outcomes: Sequence[FileOutcome]) -> bytes:
    """One sheet, one row a fault; after a file's faults how many more it has. Texts stay texts: no cell is a formula or a link, whatever it looks like."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": "Arial", "font_size": 10},
    }
    with Workbook(file, options) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": HEAD, "bottom": 1, "bottom_color": LINE_STRONG})
        text = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        sheet = workbook.add_worksheet(SHEET)
        for column, (title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        row = 0
        for outcome in outcomes:
            for fault in outcome.faults:
                row += 1
                values = (
                    outcome.file,
                    fault.sheet,
                    fault.cell,
                    fault.about,
                    fault.found,
                    fault.expected,
                    remedy_of(fault),
                    fault.code,
                )
                for column, value in enumerate(values):
                    sheet.write_string(row, column, clean_text(str(value)), text)
            if outcome.rejected > len(outcome.faults):
                row += 1
                listed, found = format_number(len(outcome.faults)), format_number(outcome.rejected)
                said = f"{listed} lỗi đầu trong {found} lỗi của tệp; sửa xong, kiểm tra lại để thấy các lỗi còn lại"
                sheet.write_string(row, 0, clean_text(outcome.file), text)
                sheet.write_string(row, len(COLUMNS) - 2, said, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, row, len(COLUMNS) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
    return file.getvalue()
