"""One file per format: Snapshot -> bytes. The formats are loaded when first used; pages only need their names."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dashboard.snapshot import Snapshot
from dashboard.store.facts import Facts

Writer = Callable[[Snapshot, Facts, datetime], bytes]


@dataclass(frozen=True)
class Format:
    """A kind of file. `write` takes the Snapshot, the facts it was taken from, and the moment to say as «lập lúc».

    It raises ValueError for facts of another version.
    """

    suffix: str
    media_type: str
    label: str
    write: Writer


def _write_xlsx(snapshot: Snapshot, facts: Facts, made_at: datetime) -> bytes:
    from dashboard.exports.xlsx_file import write_xlsx  # noqa: PLC0415  loaded on the first export, not with the pages

    return write_xlsx(snapshot, facts, made_at)


def _write_csv(snapshot: Snapshot, facts: Facts, made_at: datetime) -> bytes:
    from dashboard.exports.csv_file import write_csv  # noqa: PLC0415

    return write_csv(snapshot, facts, made_at)


def _write_parquet(snapshot: Snapshot, facts: Facts, made_at: datetime) -> bytes:
    from dashboard.exports.parquet_file import write_parquet  # noqa: PLC0415

    return write_parquet(snapshot, facts, made_at)


FORMATS: dict[str, Format] = {
    "xlsx": Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Bảng tính Excel (.xlsx)",
        _write_xlsx,
    ),
    "csv": Format("csv", "text/csv; charset=utf-8", "Bảng phẳng (.csv)", _write_csv),
    "parquet": Format(
        "parquet", "application/vnd.apache.parquet", "Dữ liệu cho chương trình (.parquet)", _write_parquet
    ),
}
DOWNLOADS: dict[str, str] = {key: form.label for key, form in FORMATS.items()}


def file_name(snapshot: Snapshot, fmt: str) -> str:
    """`LC_NQ57_2025-12-05.xlsx`: initials of the province, and the day of the Snapshot."""
    return (
        f"{_initials(snapshot.catalogue.workspace.short_name)}_NQ57_{snapshot.as_of.isoformat()}.{FORMATS[fmt].suffix}"
    )


def _initials(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split()
    return "".join(word[0] for word in words).upper() or "CT"
