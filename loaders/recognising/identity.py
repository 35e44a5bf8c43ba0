"""What the hidden sheet of a form of our own says: it names form, unit and period whatever file and sheets are called."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.domain.forms import (
    FORM_KEY,
    FORM_VERSION,
    IDENTITY_SHEET,
    PERIOD_KEY,
    UNIT_KEY,
    VERSION_KEY,
    Form,
    FormIdentity,
)
from loaders.faults import FaultCode, Rejection, reject_sheet
from loaders.parsing.matching import canonical, tidy
from loaders.reading.cells import RawCell, RawFile, RawSheet

_EXPECTED = f"tờ «{IDENTITY_SHEET}» như khi tải biểu về"
_REMEDY = "tải lại biểu mẫu, chép số liệu sang rồi gửi lại"


@dataclass(frozen=True)
class Identified:
    """A form's identity, the sheet that says it, and the cells in which it does."""

    identity: FormIdentity
    sheet: RawSheet
    cells: dict[str, RawCell]


def find_identity(file_name: str, raw: RawFile) -> Identified | Rejection | None:
    """The identity of a form of ours; a Rejection when it is damaged or newer than this system; None without one."""
    sheet = next((each for each in raw.sheets if canonical(each.name) == IDENTITY_SHEET), None)
    if sheet is None:
        return None
    cells = _pairs(sheet)
    said = {key: tidy(cell.text) for key, cell in cells.items()}
    form = next((each for each in Form if each.value == said.get(FORM_KEY, "").lower()), None)
    version = said.get(VERSION_KEY, "").removesuffix(".0")
    if form is None or not (version.isascii() and version.isdigit()):
        found = f"tờ «{IDENTITY_SHEET}» ghi biểu «{said.get(FORM_KEY, '')}», phiên bản «{version}»"
        return reject_sheet(file_name, "", FaultCode.FORM_UNKNOWN, found, _EXPECTED, _REMEDY)
    if int(version) > FORM_VERSION:
        found = f"biểu {form.code} phiên bản {version}"
        expected = f"biểu phiên bản {FORM_VERSION} trở xuống, vì phần mềm này chưa biết phiên bản mới hơn"
        remedy = "cập nhật phần mềm, hoặc tải biểu mẫu từ chính phần mềm này rồi gửi lại"
        return reject_sheet(file_name, "", FaultCode.FORM_NEWER, found, expected, remedy)
    return Identified(FormIdentity(form, int(version), said.get(UNIT_KEY, ""), said.get(PERIOD_KEY, "")), sheet, cells)


def _pairs(sheet: RawSheet) -> dict[str, RawCell]:
    """First two cells of each row: key and value."""
    rows = (sorted(cells.items()) for cells in sheet.rows.values())
    return {canonical(row[0][1].text): row[1][1] for row in rows if len(row) > 1}
