"""The Snapshot as one CSV table, for people who open it in a spreadsheet.

UTF-8 with a byte order mark, fields parted by `;`, decimal comma, dates dd/mm/yyyy, lines ended by CR LF: what Excel reads
by double click where numbers are written the Vietnamese way (with a decimal comma it parts fields by semicolons). Numbers
are unrounded and without thousands separators; a missing value is an empty field. The header is in Vietnamese. Programs
have `chitieu status --json` and the Parquet file.

A text that a spreadsheet would take for a formula gets a leading apostrophe; numbers do not. A spreadsheet drops the
leading zeros of codes when it opens a CSV by double click; the workbook keeps them.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from dashboard.exports.rows import long_table
from dashboard.exports.table import Cell
from dashboard.snapshot import Snapshot
from dashboard.store.facts import Facts
from dashboard.text.formats import format_date

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(snapshot: Snapshot, facts: Facts, made_at: datetime) -> bytes:
    """Every row of the Snapshot; the same Snapshot gives the same bytes."""
    table = long_table(snapshot)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    writer.writerows([csv_text(cell) for cell in cells] for cells in table.cells())
    return text.getvalue().encode("utf-8-sig")


def csv_text(cell: Cell) -> str:
    """One field: `52,38`, `31/12/2025`, `'=1+1`; empty when missing."""
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
        case date():
            return format_date(cell)
        case _:
            return repr(cell).removesuffix(".0").replace(".", ",")
