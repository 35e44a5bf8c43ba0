"""The SQL files: one statement each, all of them used, in the subset that later versions read too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.store import statements

STORE = Path(statements.__file__).parent
FILES = sorted((STORE / "sql").rglob("*.sql"))


def _bare(file: Path) -> str:
    """The statement without comments and texts in quotes."""
    return re.sub(r"--[^\n]*|'[^']*'", "", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_holds_one_statement(file: Path) -> None:
    text = _bare(file).strip()
    inside_trigger = text.split("BEGIN")[0] if text.startswith("CREATE TRIGGER") else text
    assert inside_trigger.rstrip(";").count(";") == 0
    assert text.endswith(";")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_statement_stays_in_the_portable_subset(file: Path) -> None:
    assert not re.search(r"\bQUALIFY\b|GROUP BY ALL|\barg_max\b|->", _bare(file), re.IGNORECASE)


def test_every_query_is_used_and_every_used_query_is_there() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in STORE.glob("*.py"))
    asked = set(re.findall(r'(?:query|rows)\("(\w+)"', code)) | set(re.findall(r'"((?:insert|stage)_\w+)"', code))
    assert asked == {file.stem for file in (STORE / "sql" / "queries").glob("*.sql")}


@pytest.mark.parametrize("database", ["facts", "journal"])
def test_schema_steps_are_numbered_without_gaps(database: str) -> None:
    numbers = [number for number, _ in statements.schema_steps(database)]
    assert numbers == list(range(1, len(numbers) + 1))
