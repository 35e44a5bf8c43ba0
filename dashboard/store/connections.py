"""DuckDB connections: one that writes a new version, and locked ones that serve a published version."""

from __future__ import annotations

from pathlib import Path

import duckdb

from dashboard.store.faults import StoreUnsafe
from dashboard.store.statements import query

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": "false",
    "python_scan_all_frames": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
_MUST_BE_TRUE = {"lock_configuration", "is_read_only"}
# What a build may take, whatever it builds: beyond that DuckDB sorts on disk (5 million rows: 600 MiB in all, measured).
_BUILD_MEMORY = "512MiB"
# Readable by DuckDB 1.5 and 2.0 alike, whichever wrote it.
_NEW_FILE = "ATTACH '{path}' AS facts (STORAGE_VERSION 'v1.5.0')"
_PUBLISHED_FILE = "ATTACH '{path}' AS facts (READ_ONLY)"
_BASE_FILE = "ATTACH '{path}' AS base (READ_ONLY)"


def at_path(statement: str, path: Path) -> str:
    """The statement with its one path, `'{path}'`, put in as a literal.

    DuckDB takes no parameter in ATTACH, and binding any parameter makes its 1.5 client import pandas (a second, 60 MiB).
    """
    before, after = statement.split("{path}")
    return before + str(path).replace("'", "''") + after


def _bounded(spill: Path) -> dict[str, str | bool | int | float | list[str]]:
    """Settings of a connection that must not grow with the facts; what does not fit goes to a folder."""
    return {
        **_CONFIG,
        "memory_limit": _BUILD_MEMORY,
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
    }


def open_bounded(spill: Path) -> duckdb.DuckDBPyConnection:
    """A connection of bounded memory to work through staged rows with. It sees no Python variable."""
    return duckdb.connect(":memory:", config=_bounded(spill))


def open_writer(path: Path, spill: Path) -> duckdb.DuckDBPyConnection:
    """A connection of bounded memory with a new file attached as `facts`."""
    connection = open_bounded(spill)
    connection.execute(at_path(_NEW_FILE, path))
    return connection


def attach_base(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Attaches the version that a writer builds on, as `base`, to be read."""
    connection.execute(at_path(_BASE_FILE, path))


def open_locked(path: Path, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that can read this one file as `facts`, and nothing else. Raises StoreUnsafe when it is not locked.

    With `spill` its memory is bounded.
    """
    connection = duckdb.connect(":memory:", config=_CONFIG if spill is None else _bounded(spill))
    try:
        connection.execute(at_path(_PUBLISHED_FILE, path))
        connection.execute(query("disable_external_access"))
        connection.execute(query("lock_configuration"))
        check_locked(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def check_locked(connection: duckdb.DuckDBPyConnection) -> None:
    """Reads the safety settings back; raises StoreUnsafe with those that are not as they must be."""
    cursor = connection.execute(query("safety_settings"))
    names = [column[0] for column in cursor.description or []]
    values = cursor.fetchone() or ()
    wrong = [name for name, value in zip(names, values, strict=True) if value is not (name in _MUST_BE_TRUE)]
    if wrong:
        raise StoreUnsafe(wrong)
