"""Small report forms made in the tests: a workbook BM-01 from a few rows, and a parser that reads it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.forms import FORM_KEY, IDENTITY_SHEET, PERIOD_KEY, UNIT_KEY, VERSION_KEY
from dashboard.domain.observations import Correction
from dashboard.settings import Workspace
from loaders.directory import Directory
from loaders.inbox import content_hash
from loaders.mapping.whole_file import Incoming, Mapped, map_file
from loaders.reading.cells import RawFile
from loaders.reading.process import ParserChild
from loaders.recognising.source_map import load_source_maps

WORKSPACE = Path(__file__).with_name("workspace")
HEADERS = ("TT", "Mã", "Chỉ tiêu", "ĐVT", "Tử số", "Mẫu số", "Thực hiện", "Minh chứng", "Ghi chú")
FIRST_ROW = 8
RECEIVED = date(2025, 12, 5)
MADE = datetime(2025, 12, 1, tzinfo=UTC)


def catalogue() -> Catalogue:
    """The small catalogue of these tests."""
    return load_catalogue(Workspace(WORKSPACE))


def bm01(
    rows: Iterable[Sequence[Any]],
    *,
    unit: Any = "SKHCN",
    name: str = "",
    period: Any = "Tháng 11/2025",
    headers: Sequence[str] = HEADERS,
    sheet: str = "BM-01",
    formats: Mapping[tuple[int, int], str] | None = None,
    foot: Sequence[Any] = ("Người lập biểu", "Thủ trưởng đơn vị"),
) -> bytes:
    """A form BM-01. Its rows begin in Excel row 8: TT, Mã, Chỉ tiêu, ĐVT, Tử số (E), Mẫu số (F), Thực hiện (G), H, I."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": MADE})
        page = workbook.add_worksheet(sheet)
        page.write(0, 0, "BIỂU BM-01")
        page.write(1, 0, "BÁO CÁO KẾT QUẢ THỰC HIỆN CHỈ TIÊU")
        for line, (label, value) in enumerate(
            (("Đơn vị báo cáo:", name), ("Mã đơn vị:", unit), ("Kỳ báo cáo:", period)), 2
        ):
            page.write(line, 0, label)
            if value != "":
                page.write(line, 2, value)
        for column, header in enumerate(headers):
            page.write(FIRST_ROW - 2, column, header)
        line = FIRST_ROW - 1
        for line, row in enumerate(rows, FIRST_ROW - 1):
            for column, value in enumerate(row):
                style = (formats or {}).get((line + 1, column + 1))
                shape = workbook.add_format({"num_format": style}) if style else None
                if value is not None:
                    page.write(line, column, value, shape)
        for column, text in zip((1, 6), foot, strict=False):
            page.write(line + 2, column, text)
    return content.getvalue()


def so_hoa(numerator: Any, denominator: Any, value: Any = None, note: str | None = None) -> list[Any]:
    """A row of the ratio «so-hoa», which communes and agencies report every month."""
    return [1, "so-hoa", "Hồ sơ được số hóa", "%", numerator, denominator, value, None, note]


def read(content: bytes) -> RawFile:
    """Raw cells of a file that must be readable."""
    with ParserChild() as child:
        answer = child.read(content)
    assert isinstance(answer, RawFile), answer
    return answer


def map_content(
    content: bytes,
    file_name: str = "bieu.xlsx",
    kind: str | None = None,
    received: date = RECEIVED,
    *,
    corrections: Sequence[Correction] = (),
    own: Path | None = None,
    unit: str = "",
    period: str = "",
) -> Mapped:
    """What a file says, by the small catalogue; `own` is a workspace's own folder of source maps."""
    incoming = Incoming(file_name, content_hash(content), received, kind, unit, period)
    return map_file(read(content), Directory(catalogue()), load_source_maps(own), incoming, corrections)


def map_raw(raw: RawFile) -> Mapped:
    """What raw cells say, by the small catalogue."""
    return map_file(raw, Directory(catalogue()), load_source_maps(), Incoming("bieu.xlsx", "0" * 64, RECEIVED))


def changed(content: bytes, change: Callable[[Worksheet], object], sheet: str = "BM-01") -> bytes:
    """The workbook with something changed in one sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book[sheet])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def with_identity(
    content: bytes, *, form: str = "bm-01", version: Any = 1, unit: str = "SKHCN", period: str = "2025-11"
) -> bytes:
    """The workbook with the hidden sheet of a form of ours."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.create_sheet(IDENTITY_SHEET)
    for pair in ((FORM_KEY, form), (VERSION_KEY, version), (UNIT_KEY, unit), (PERIOD_KEY, period)):
        page.append(pair)
    page.sheet_state = "veryHidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def codes(mapped: Mapped) -> list[tuple[str, str]]:
    """Code and cell of each rejection."""
    return [(str(fault.code), fault.cell) for fault in mapped.rejections]


def warned(mapped: Mapped) -> list[tuple[str, str]]:
    """Code and cell of each warning."""
    return [(str(warning.code), warning.cell) for warning in mapped.warnings]
