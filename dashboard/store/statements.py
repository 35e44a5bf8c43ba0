"""The SQL of this room: one statement per file, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_SQL = Path(__file__).parent / "sql"


@cache
def query(name: str) -> str:
    """The statement in `sql/queries/<name>.sql`."""
    return (_SQL / "queries" / f"{name}.sql").read_text(encoding="utf-8")


@cache
def schema_steps(database: str) -> tuple[tuple[int, str], ...]:
    """The numbered statements that make a database (`facts`, `journal`), in order."""
    files = sorted((_SQL / "schema" / database).glob("*.sql"))
    return tuple((int(file.name.split("_", 1)[0]), file.read_text(encoding="utf-8")) for file in files)
