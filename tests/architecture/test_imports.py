"""What really gets imported: the rules alone, the command without the screen, the parser with next to nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import ROOT, environment
from tests.second import load_rows, make_workspace

HEAVY = {"streamlit", "plotly", "pandas", "pyarrow", "xlsxwriter", "matplotlib"}


def imported_by(*modules: str) -> set[str]:
    """Top-level packages beyond the standard library that a fresh interpreter holds after importing these."""
    held = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    bare, full = (
        set(
            subprocess.run(
                [sys.executable, "-c", f"{asked}{held}"],
                env=environment(), cwd=ROOT, capture_output=True, text=True, check=True,
            ).stdout.split()
        )
        for asked in ("", "".join(f"import {module}; " for module in modules))
    )  # fmt: skip
    return {name for name in full - bare if name not in sys.stdlib_module_names and not name.startswith("_")}


def test_the_rules_need_nothing_but_pydantic() -> None:
    found = imported_by("dashboard.domain.judgement", "dashboard.domain.rollup", "dashboard.domain.plan")
    assert (
        found - {"dashboard", "pydantic", "pydantic_core", "typing_extensions", "annotated_types", "typing_inspection"}
        == set()
    )


def test_the_parser_s_child_needs_nothing_but_the_standard_library() -> None:
    assert imported_by("loaders.reading.child.serving") == {"loaders"}


def test_the_command_starts_without_screen_database_and_terminal_tables() -> None:
    assert imported_by("dashboard.cli") & (HEAVY | {"duckdb", "sqlite3", "rich"}) == set()


def test_the_status_of_facts_that_fit_imports_nothing_that_reads_files(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    load_rows(workspace)
    asked = f"import sys; sys.argv[1:] = ['status', '--json', '--workspace', {str(workspace.root)!r}]; "
    run = "import atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); from dashboard.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", asked + run], env=environment(), cwd=ROOT, capture_output=True, text=True, check=True
    )
    held = set(done.stderr.split())
    rooms = {f"loaders.{room}" for room in ("mapping", "recognising", "assessing", "bulk", "pipeline")}
    assert held & (HEAVY | rooms | {"rich"}) == set()
    assert {"dashboard.snapshot", "duckdb"} <= held


@pytest.mark.parametrize("page", ["overview", "guide"])
def test_a_page_without_a_figure_imports_no_plotly_chart(page: str) -> None:
    """Streamlit itself imports plotly when it is there; the page must not ask for one of our figures."""
    asked = f"import sys, dashboard.app_pages.{page}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environment(), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {"dashboard.charts.trends.figure", "dashboard.charts.figure", "xlsxwriter"} & set(
        done.stdout.split()
    ) == set()


def test_reading_and_judging_do_not_import_the_screen() -> None:
    assert imported_by("dashboard.snapshot", "loaders.pipeline") & HEAVY == set()
