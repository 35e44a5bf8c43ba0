"""Generated text is committed and compared, not trusted; what is listed is complete."""

from __future__ import annotations

import re

from dashboard.app_pages.guide import EXAMPLES
from dashboard.cli import app
from dashboard.worked_examples import load_cases
from tests.docs import CASES, README, as_csv, as_markdown, example_rows, readme_with


def test_the_readme_prints_the_examples_that_the_tests_use() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == readme_with(as_markdown(example_rows(load_cases(CASES))), text), "chạy: python -m tests.docs"


def test_the_guide_shows_the_same_examples() -> None:
    assert EXAMPLES.read_text(encoding="utf-8") == as_csv(example_rows(load_cases(CASES))), "chạy: python -m tests.docs"


def test_the_readme_lists_every_command() -> None:
    text = README.read_text(encoding="utf-8")
    commands = {c.name or (c.callback.__name__ if c.callback else "") for c in app.registered_commands}
    assert {c for c in commands if f"`chitieu {c}" not in text} == set()


def test_every_file_the_readme_names_exists() -> None:
    text = README.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:dashboard|loaders|tests|data)/[\w./-]+\.(?:py|md|yaml|csv)", text))
    assert named
    assert {name for name in named if not (README.parent / name).exists()} == set()
