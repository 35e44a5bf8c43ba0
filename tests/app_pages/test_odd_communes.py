"""«Xã, phường» where lower is better, amounts come without their parts, the target has no side, or figures are a year old."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import reduce
from pathlib import Path

import pytest

from dashboard.analyses.closing import closing_of
from dashboard.analyses.commune_figures import commune_columns
from dashboard.analyses.shortfall import gap_of
from dashboard.analyses.standings import standings_of
from dashboard.app_pages._communes.picture import day_note, notes_explained
from dashboard.app_pages._communes.shortage import shortage_of
from dashboard.catalogue import load_catalogue
from dashboard.domain.readings import Reading
from dashboard.settings import Workspace
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import open_facts
from tests import second
from tests.app_pages.running import COMMUNES, LIST, Screen, run_page, use

AT_LEAST = "    direction: at_least\n    bounds: [0, 100]\n    numerator: Số hồ sơ đã"
PARTS = "    numerator: Số điểm đã lắp\n    denominator: Số điểm phải lắp\n    aggregation: sum\n"
# Thục Phán says 2 of 4, Nùng Trí Cao 3 of it does not say how many; at Tân Giang nothing arose.
_EDITS = (
    ("01273,wifi-cong-cong,2025-Q3,,,4,", "01273,wifi-cong-cong,2025-Q3,,4,2,"),
    ("01288,wifi-cong-cong,2025-Q3,,,2,", "01288,wifi-cong-cong,2025-Q3,0,0,,"),
    ("01273,so-hoa,2025-10,45,50,", "01273,so-hoa,2025-10,60,50,"),
)
ROWS = reduce(lambda rows, edit: rows.replace(*edit), _EDITS, second.ROWS)
# An indicator that has to fall and may lie above 100 %.
FALLING = (
    (AT_LEAST, AT_LEAST.replace("at_least", "at_most").replace("100", "null")),
    ('    rules: ["numerator <= denominator"]\n', ""),
)


@pytest.fixture(scope="module")
def falling(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The second workspace with an indicator that has to fall, and an amount with parts that not all communes give."""
    root = tmp_path_factory.mktemp("falling") / "w"
    workspace = second.make_workspace(root, *FALLING, ("    aggregation: sum\n", PARTS))
    second.load_rows(workspace, ROWS)
    return workspace


@pytest.fixture(autouse=True)
def open_falling(falling: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use(falling, monkeypatch)
    yield


def page(**asked: str) -> Screen:
    return run_page(COMMUNES, {"ngay": second.DAY.isoformat(), **asked})


def taken(workspace: Workspace) -> Snapshot:
    facts = open_facts(workspace)
    assert facts is not None
    return take_snapshot(facts, load_catalogue(workspace), second.DAY)


def test_where_lower_is_better_communes_exceed_and_lack_nothing() -> None:
    for view in ("o", "hang"):
        screen = page(xem=view, ct="so-hoa")
        assert screen.faults == ()
        assert "vượt mức" in screen.text
        assert "thiếu" not in screen.text.lower(), view
    detail = run_page(LIST, {"ct": "so-hoa", "ngay": second.DAY.isoformat()})
    assert "Vượt mức: để còn không quá" in detail.text
    assert "thiếu" not in detail.text.lower()


def test_check_40_tiles_and_heat_table_draw_above_100_percent_and_lower_is_better() -> None:
    tiles = page(ct="so-hoa").html
    assert re.search(r'title="Phường Thục Phán: 120,0%, (?:Có nguy cơ|Chậm tiến độ)"', tiles)
    assert 'title="Phường Nùng Trí Cao: 40,0%, Đạt"' in tiles
    heat = page(xem="nhiet", xep="so-hoa")
    assert "≤ 60%" in heat.text
    assert re.findall(r'id="n-(\d+)" class="name', heat.html) == ["01273", "01279", "01288"]
    assert re.search(r'id="n-01273-1"[^>]*>(?:<span[^>]*>[^<]*</span>)?120,0<', heat.html)


def test_what_would_close_the_gap_of_what_must_fall_is_said_of_what_exceeds(falling: Workspace) -> None:
    snapshot = taken(falling)
    row = snapshot.row("CB-01", second.PROVINCE)
    assert row is not None
    gap, closing = gap_of(snapshot, row), closing_of(snapshot, row)
    assert gap is not None and closing is not None
    said = " ".join(f"{lead}{rest}" for lead, rest in closing.lines)
    assert f"{len(gap.gap.shortfalls)}/{len(gap.reported)} đơn vị vượt mức, cộng lại" in said
    assert "đơn vị dưới mức không bù" in said
    assert "thiếu" not in said


def test_where_communes_that_must_fall_are_counted_the_nearest_has_least_to_lose(tmp_path: Path) -> None:
    rows = second.ROWS.replace("2025-10,45,50", "2025-10,60,50").replace("2025-10,80,200", "2025-10,150,200")
    snapshot = second.picture(tmp_path / "w", *FALLING, ("ratio_of_sums", "count_of_units"), rows=rows)
    column = next(c for c in commune_columns(snapshot) if c.indicator.id == "so-hoa")
    told = shortage_of(standings_of(snapshot, column), snapshot.catalogue, str)
    assert told.heads == ("Vượt mức, điểm %", "Cần bớt", "Hiện có")
    assert [unit.words for unit in told.units] == [("15,0", "30", "75,0%"), ("60,0", "30", "120,0%")]


def test_an_amount_without_a_numerator_is_its_own_and_one_without_a_base_is_named() -> None:
    assert "Phường Thục Phán: 2/4" in page(ct="wifi-cong-cong").html
    text = page(ct="wifi-cong-cong", xem="hang").text
    assert "mẫu nhỏ 2/4" in text
    assert "Không ghi số phải làm (1): Nùng Trí Cao." in text
    assert "Để trống giá trị" not in text


def test_where_nothing_arose_the_heat_table_says_so_and_a_figure_is_shown() -> None:
    html = page(xem="nhiet").html
    assert "Phường Tân Giang, Điểm wifi công cộng: không phát sinh" in html
    assert "Phường Nùng Trí Cao, Điểm wifi công cộng; 3" in html


def test_an_exact_target_draws_no_line_across_the_communes_and_calls_nobody_behind(tmp_path: Path) -> None:
    snapshot = second.picture(tmp_path / "w", (AT_LEAST, AT_LEAST.replace("at_least", "exactly")))
    column = next(c for c in commune_columns(snapshot) if c.indicator.id == "so-hoa")
    found = standings_of(snapshot, column)
    assert (found.line, found.behind) == (None, ())
    assert found.ranked


def test_notes_of_two_years_are_told_apart_the_newest_first(falling: Workspace) -> None:
    snapshot = taken(falling)
    column = next(c for c in commune_columns(snapshot) if c.indicator.id == "so-hoa")
    days = (date(2026, 11, 30), date(2026, 10, 31), date(2025, 10, 31))
    figures = tuple(
        replace(figure, reading=Reading(day, 50.0)) for figure, day in zip(column.figures, days, strict=True)
    )
    shown = replace(column, figures=figures)
    assert [day_note(shown, figure) for figure in shown.figures] == ["", "10", "10/2025"]
    assert notes_explained(shown, days, days[0]) == "(10) là số tháng 10/2026; (10/2025) là số tháng 10/2025"
