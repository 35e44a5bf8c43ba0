"""Habits of the code that no linter of ours sees."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.domain.status import Reason, Status
from tests.browser import ROOT

FOLDERS = ("dashboard", "loaders", "data/sample")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
MOST_LINES = 400
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE (TABLE|VIEW)|DROP|ATTACH|COPY|PRAGMA)\b")
TEXT_FILES = {".py", ".md", ".yaml", ".yml", ".toml", ".sql", ".css", ".js", ".csv", ".txt", ".cfg", ""}


def tree(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """The path inside the project."""
    return path.relative_to(ROOT).as_posix()


def kept_files() -> Iterator[Path]:
    """Text files under version control, and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for line in listed.stdout.splitlines():
        path = ROOT / line
        if path.is_file() and path.suffix in TEXT_FILES:
            yield path


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_what_it_is_for_and_stays_short(path: Path) -> None:
    assert ast.get_docstring(tree(path))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_sql_is_put_together_from_pieces() -> None:
    found: list[str] = []
    for path in MODULES:
        for node in ast.walk(tree(path)):
            pieces: list[ast.expr] = []
            if isinstance(node, ast.JoinedStr):
                pieces = list(node.values)
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
                pieces = [node.left, node.right]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
                pieces = [node.func.value]
            texts = [
                piece.value for piece in pieces if isinstance(piece, ast.Constant) and isinstance(piece.value, str)
            ]
            if any(SQL.search(text) for text in texts):
                found.append(f"{name(path)}:{node.lineno}")
    assert found == []


def test_only_the_command_s_end_catches_everything() -> None:
    """What cleans up and raises again catches nothing."""
    found = [
        name(path)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
    ]
    assert found == ["dashboard/cli_faults.py"]


def test_no_module_is_called_helpers() -> None:
    assert [name(p) for p in MODULES if re.search(r"util|helper|manager|common|misc", p.stem)] == []


def test_the_code_asks_no_clock_in_the_rules() -> None:
    asked = {"today", "now", "utcnow", "time", "environ", "open"}
    found = [
        f"{name(path)}:{node.lineno}"
        for path in (ROOT / "dashboard" / "domain").glob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "attr", None) in asked or getattr(node.func, "id", None) in asked)
    ]
    assert found == []


def test_rules_are_cited_by_number_and_each_number_is_explained() -> None:
    text = (ROOT / "dashboard" / "domain" / "rules.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^## (3\.\d)", text, re.MULTILINE))
    cited = {
        number for path in MODULES for number in re.findall(r"[Rr]ules? (3\.\d)", path.read_text(encoding="utf-8"))
    }
    assert explained == {f"3.{number}" for number in range(1, 9)}
    assert cited <= explained
    assert cited


def test_every_status_and_reason_stands_in_the_rules() -> None:
    text = (ROOT / "dashboard" / "domain" / "rules.md").read_text(encoding="utf-8")
    assert [known.value for known in (*Status, *Reason) if f"`{known.value}`" not in text] == []


def test_no_file_speaks_of_what_is_not_in_the_project() -> None:
    foreign = re.compile(r"\b(judgement|ux|style|cli|domain|reliability|ecosystem|catalogue)" + r"\.md\b|/wo" + r"rk/")
    found = {
        name(path): hit.group()
        for path in kept_files()
        if (hit := foreign.search(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}
