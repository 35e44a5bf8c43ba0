"""Each folder of `cases/` is a test: a file as received, the observations and the rejections it must give.

`in.xlsx` or `in.csv`, `expected.csv` (observations that fit) and `rejections.csv`; adding the folder adds the test.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from loaders.mapping.whole_file import Mapped
from tests.loaders.forms import map_content

CASES = sorted(path for path in Path(__file__).with_name("cases").iterdir() if path.is_dir())
EXPECTED = (
    "unit",
    "indicator",
    "period",
    "value",
    "numerator",
    "denominator",
    "received",
    "provisional",
    "evidence",
    "note",
    "cell",
)
REJECTED = ("code", "sheet", "cell", "found", "expected")


def said(mapped: Mapped) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Observations and rejections as the rows of the two files."""
    observations = [
        (
            seen.org_unit_id, seen.indicator_id, seen.period.id,
            *("" if number is None else repr(number) for number in (seen.value, seen.numerator, seen.denominator)),
            seen.received.isoformat(), "x" if seen.provisional else "", seen.evidence, seen.note, seen.provenance.cell,
        )
        for seen in mapped.observations
    ]  # fmt: skip
    rejections = [
        (str(fault.code), fault.sheet, fault.cell, fault.found, fault.expected) for fault in mapped.rejections
    ]
    return (
        [dict(zip(EXPECTED, row, strict=True)) for row in observations],
        [dict(zip(REJECTED, row, strict=True)) for row in rejections],
    )


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_a_file_gives_exactly_these_observations_and_rejections(folder: Path) -> None:
    (source,) = folder.glob("in.*")
    mapped = map_content(source.read_bytes(), file_name=source.name)
    assert said(mapped) == (rows(folder / "expected.csv"), rows(folder / "rejections.csv"))


def test_the_folders_are_found() -> None:
    assert {path.name for path in CASES} >= {
        "bm01_plain",
        "bm01_many_faults",
        "bm02_plain",
        "free_unit_result",
        "free_communes_across",
        "free_unit_in_title",
    }
