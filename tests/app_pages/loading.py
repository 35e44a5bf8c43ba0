"""«Nạp tệp» and «Nộp báo cáo» as a person uses them: files chosen, tables read, what lies on disk compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Page, expect

from dashboard.settings import Workspace
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.reading import ledger_of
from tests.browser import settle

INPUT = "[data-testid=stFileUploaderDropzoneInput]"
UPLOAD = "[data-testid=stFileUploaderDropzone] button"
COLUMNS = ("scope", "new", "changed", "unchanged", "ignored", "rejected")


def step(page: Page, at: int) -> None:
    """Wait until the page stands on this step; 4 is after the writing."""
    page.wait_for_selector(f'.load-head[data-at="{at}"]', timeout=30_000)
    settle(page)


def choose(page: Page, *files: Path) -> None:
    """Choose files and wait for their check."""
    page.locator(INPUT).set_input_files([str(file) for file in files])
    step(page, 2)


def answered(page: Page) -> None:
    """Wait until the page has answered the last act."""
    expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=30_000)
    settle(page)


def counts(page: Page) -> dict[str, dict[str, int]]:
    """The table of counts by the first line of each row; files that could not be read are left out."""
    found: dict[str, dict[str, int]] = {}
    for row in page.locator(".load-files tbody tr").all():
        name, *cells = row.locator("th, td").all_inner_texts()
        if cells[0] != "–":
            numbers = [int(cell.replace(".", "")) for cell in cells[:6]]
            found[name.split("\n")[0]] = dict(zip(COLUMNS, numbers, strict=True))
    return found


def results(page: Page) -> dict[str, str]:
    """What is said of each file."""
    rows = page.locator(".load-files tbody tr:not(.sum)").all()
    return {r.locator("b").first.inner_text(): r.locator("td").last.inner_text() for r in rows}


def faults(page: Page) -> list[list[str]]:
    """The refused cells: whose, where (without the subject under it), what stands there, what is needed, what to do."""
    rows = page.get_by_role("region", name="Ô bị từ chối").locator("tbody tr").all()
    found = [row.locator("td, th").all_inner_texts() for row in rows]
    return [[whose, place.split("\n")[0], *rest] for whose, place, *rest in found]


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button of the page and wait for the answer."""
    page.get_by_role("button", name=name).first.click()
    answered(page)


def on_disk(root: Path) -> dict[str, str]:
    """Every file below `data` that holds something, by the hash of its bytes; what SQLite keeps beside the journal while it is open counts too."""
    files = [each for each in (root / "data").rglob("*") if each.is_file() and not each.name.endswith("-shm")]
    return {str(each.relative_to(root)): sha256(each.read_bytes()).hexdigest() for each in files if each.stat().st_size}


def ledger(root: Path) -> Ledger:
    """What the journal of a workspace amounts to now."""
    return ledger_of(Workspace(root))


def names_of(paths: Sequence[Path]) -> list[str]:
    """The names of files, in order."""
    return [path.name for path in paths]
