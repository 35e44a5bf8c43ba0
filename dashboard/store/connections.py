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
# Readable by DuckDB 1.5 and 2.0 alike, whichever wrote it.
_STORAGE = "STORAGE_VERSION 'v1.5.0'"
_MUST_BE_TRUE = {"lock_configuration", "is_read_only"}


def attach(connection: duckdb.DuckDBPyConnection, path: Path, alias: str, *, read_only: bool) -> None:
    """Attaches a database file. A path cannot be a parameter of ATTACH, so it is written as a literal, here and nowhere else."""
    literal = "'" + str(path).replace("'", "''") + "'"
    option = "READ_ONLY" if read_only else _STORAGE
    connection.execute(" ".join(["ATTACH", literal, "AS", alias, "(" + option + ")"]))


def open_writer(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection with a new file attached as `facts`. It sees no Python variable but the tables registered with it."""
    connection = duckdb.connect(":memory:", config=_CONFIG)
    attach(connection, path, "facts", read_only=False)
    return connection


def open_locked(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that can read this one file as `facts`, and nothing else. Raises StoreUnsafe when it is not locked."""
    connection = duckdb.connect(":memory:", config=_CONFIG)
    try:
        attach(connection, path, "facts", read_only=True)
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
