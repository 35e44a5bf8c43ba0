"""The committed illustrative reports are what the generator makes, and they tell the story they are there to tell."""

import csv
import subprocess
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import yaml

from dashboard.domain.periods import parse_period

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
SILENT_IN_NOVEMBER = {"SDTTG", "TTRT", "03442", "03463", "03439"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run([sys.executable, str(SAMPLE / "generate.py"), str(folder)], check=True)
    return folder


def rows_of(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def workbooks(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("bm01/*/*.xlsx"))


def cells(path: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize("name", ["history.csv", "history_revisions.csv", "sample.yaml"])
def test_the_committed_text_files_are_the_generated_ones(made: Path, name: str) -> None:
    assert (made / name).read_text(encoding="utf-8") == (SAMPLE / name).read_text(encoding="utf-8")


def test_the_committed_workbooks_hold_what_the_generator_writes(made: Path) -> None:
    names = workbooks(SAMPLE)
    assert names == workbooks(made)
    differing = [name for name in names if (made / name).read_bytes() != (SAMPLE / name).read_bytes()]
    assert [name for name in differing if cells(made / name) != cells(SAMPLE / name)] == []


def test_every_file_says_that_it_is_illustrative() -> None:
    for name in ("history.csv", "history_revisions.csv"):
        assert all("số liệu minh họa" in row["ghi_chu"] for row in rows_of(name))
    for name in workbooks(SAMPLE):
        assert str(cells(SAMPLE / name)[1][0]).startswith("SỐ LIỆU MINH HỌA")


def test_every_file_is_loaded_by_the_settings_of_the_sample() -> None:
    settings = yaml.safe_load((SAMPLE / "sample.yaml").read_text(encoding="utf-8"))
    assert settings["as_of"] == date(2025, 12, 5)
    assert sorted(load["path"] for load in settings["loads"]) == [
        *workbooks(SAMPLE),
        "history.csv",
        "history_revisions.csv",
    ]
    assert all(load["received"] <= settings["as_of"] for load in settings["loads"])


def test_in_november_18_of_20_agencies_and_35_of_38_communes_have_sent_their_form() -> None:
    sent = {name.rpartition("_")[2].removesuffix(".xlsx") for name in workbooks(SAMPLE) if "/2025-11/" in name}
    october = {name.rpartition("_")[2].removesuffix(".xlsx") for name in workbooks(SAMPLE) if "/2025-10/" in name}
    assert len(sent) == 18 + 35
    assert len({unit for unit in sent if unit.isdigit()}) == 35
    assert not sent & SILENT_IN_NOVEMBER
    assert october - sent <= SILENT_IN_NOVEMBER


def test_communes_report_from_the_day_they_exist_and_agencies_from_the_start() -> None:
    first: dict[str, date] = {}
    for row in rows_of("history.csv"):
        end = parse_period(row["ky"]).end
        first[row["don_vi"]] = min(first.get(row["don_vi"], end), end)
    assert {end for unit, end in first.items() if unit.isdigit()} == {date(2025, 7, 1)}
    assert {end for unit, end in first.items() if not unit.isdigit()} == {date(2025, 1, 31)}
    assert len(first) == 20 + 38


def test_a_correction_lowers_what_was_first_sent_for_september() -> None:
    [correction] = rows_of("history_revisions.csv")
    key = ("SXD", "so-hoa-ho-so", "2025-09")
    [first] = [r for r in rows_of("history.csv") if (r["don_vi"], r["chi_tieu"], r["ky"]) == key]
    assert (correction["don_vi"], correction["chi_tieu"], correction["ky"]) == key
    assert int(correction["tu_so"]) < int(first["tu_so"]) <= int(first["mau_so"])
    assert first["ngay_nhan"] < correction["ngay_nhan"] == "2025-11-21"


def test_no_numerator_is_above_its_denominator() -> None:
    pairs = [(int(row["tu_so"]), int(row["mau_so"])) for row in rows_of("history.csv") if row["mau_so"]]
    assert len(pairs) > 5000
    assert all(0 <= numerator <= denominator for numerator, denominator in pairs)


def test_no_figure_comes_before_the_day_its_document_closes_the_period() -> None:
    closing = {"2025-H1": "2025-06-14", "2025-H2": "2025-11-30", "2026-H1": "2026-06-14"}
    for row in rows_of("history.csv"):
        end = closing.get(row["ky"], parse_period(row["ky"]).end.isoformat())
        assert row["ngay_nhan"] >= end, row


def test_the_units_of_a_period_add_up_to_the_province_the_curves_ask_for() -> None:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows_of("history.csv"):
        if row["chi_tieu"] == "ky-nang-cbcc" and row["tu_so"]:
            sums[row["ky"]][0] += int(row["tu_so"])
            sums[row["ky"]][1] += int(row["mau_so"])
    numerator, denominator = sums["2025-Q3"]
    assert round(100 * numerator / denominator, 1) == 60.0
