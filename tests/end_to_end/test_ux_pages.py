"""Checks on every page and state at 1366×650, by their number in the list of acceptance. Each page is opened once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.charts.trends.records import MILESTONE_WORDS, NO_VALUE
from dashboard.settings import Workspace
from dashboard.text.words import STATUS_WORDS
from tests.app_pages.screens import NAMES, Visits, has_chart
from tests.app_pages.words_on_screen import empty_values, foreign_dates, foreign_numbers, raw_ids
from tests.browser import LAPTOP, Served, view

_PROJECTED = "dự báo nếu giữ tốc độ hiện nay"
EVERY = pytest.mark.parametrize("name", NAMES)
DETAILS = pytest.mark.parametrize("name", [name for name, path in NAMES.items() if has_chart(path)])


@pytest.fixture(scope="module")
def visits(browser: Browser, served: Served) -> Iterator[Visits]:
    window = view(browser, served.url, LAPTOP)
    yield Visits(window)
    window.close()


@pytest.fixture(scope="module")
def catalogue(served: Served) -> Catalogue:
    return load_catalogue(Workspace(served.root))


@EVERY
def test_check_03_data_date_and_reporters_are_visible_without_scrolling(visits: Visits, name: str) -> None:
    said, bottom = visits(name).when
    if name == "before the first report":
        assert "Chưa có số liệu" in said
    else:
        assert re.search(r"Số liệu đến \d\d/\d\d/\d{4}\n\d+/20 cơ quan, \d+/38 xã, phường đã báo cáo", said)
    assert bottom <= LAPTOP[1]


@EVERY
def test_check_07_every_status_is_a_mark_and_a_word(visits: Visits, name: str) -> None:
    known = {(words.mark, f"{words.mark}{words.word}") for words in STATUS_WORDS.values()}
    read = visits(name).read
    assert [badge for badge in read["badges"] if tuple(badge) not in known] == []
    words = {status.word for status in STATUS_WORDS.values()}
    assert [cell for cell in read["cells"] if cell in words] == []
    assert [lacking for _, _, lacking in read["pictures"] if lacking] == []


@EVERY
def test_check_08_nothing_of_the_program_shows(visits: Visits, name: str, catalogue: Catalogue) -> None:
    visit = visits(name)
    assert empty_values(visit.text) == []
    assert raw_ids(visit.text, catalogue) == []
    assert (visit.read["untitled"], visit.read["grids"], visit.read["faults"]) == (0, 0, 0)


@EVERY
def test_check_09_numbers_and_dates_are_vietnamese(visits: Visits, name: str) -> None:
    assert foreign_numbers(visits(name).text) == []
    assert foreign_dates(visits(name).text) == []


@EVERY
def test_check_10_no_text_is_cut(visits: Visits, name: str) -> None:
    assert visits(name).read["cut"] == []


@EVERY
def test_check_29_axe_finds_nothing_serious(visits: Visits, name: str) -> None:
    assert visits(name).axe == []


@EVERY
def test_check_32_every_picture_has_a_text(visits: Visits, name: str) -> None:
    pictures = visits(name).read["pictures"]
    # A picture with links inside is a group: as one image it would hide them.
    assert [picture for picture in pictures if picture[0] not in {"img", "group"} or not picture[1]] == []


@DETAILS
def test_check_32_the_chart_has_a_text_and_an_equal_table(visits: Visits, name: str) -> None:
    [chart] = visits(name).read["charts"]
    rows = [row for row in chart["rows"] if row[3] not in ("mục tiêu", _PROJECTED)]
    told = {row[0]: row[1] for row in rows}
    planned = {row[0]: row[2] for row in rows}
    drawn = [trace for trace in chart["drawn"] if trace["name"] == "Thực hiện"]
    values = {day: value for trace in drawn for day, value in zip(trace["x"], trace["y"], strict=True)}
    assert len(values) == len(rows)
    for day, value in values.items():
        assert _same(value, told[_vietnamese(day)])
    for trace in (trace for trace in chart["drawn"] if trace["name"] == "Kế hoạch"):
        for day, value in zip(trace["x"], trace["y"], strict=True):
            assert _vietnamese(day) not in told or _same(value, planned[_vietnamese(day)])
    projected = [row for row in chart["rows"] if row[3] == _PROJECTED]
    lines = [trace for trace in chart["drawn"] if trace["name"] == "Dự báo"]
    for row, line in zip(projected, lines, strict=True):
        assert row[0] == _vietnamese(line["x"][-1])
        assert _same(line["y"][-1], row[1].split(" ")[0])
    newest = [told[_vietnamese(day)] for day, value in values.items() if value is not None]
    assert all(words in chart["alt"] for words in newest[-1:])
    assert chart["alt"]


@EVERY
def test_check_33_text_has_4_5_to_1_and_graphics_3_to_1(visits: Visits, name: str) -> None:
    read = visits(name).read
    assert read["pale"] == []
    assert read["faint"] == []


@EVERY
def test_check_35_at_200_percent_the_page_does_not_scroll_sideways(visits: Visits, name: str) -> None:
    assert max(visits(name).sideways) <= 0


@EVERY
def test_check_36_what_is_clicked_is_24_pixels(visits: Visits, name: str) -> None:
    assert visits(name).read["small"] == []


@EVERY
def test_check_37_the_page_is_vietnamese(visits: Visits, name: str) -> None:
    assert visits(name).read["lang"] == "vi"


@EVERY
def test_check_38_no_request_leaves_the_host(visits: Visits, name: str, served: Served) -> None:
    visit = visits(name)
    own = urlsplit(served.url).netloc
    away = [url for url in visit.requests if urlsplit(url).netloc != own and not url.startswith(("data:", "blob:"))]
    assert visit.requests
    assert away == []


def _vietnamese(day: str) -> str:
    year, month, rest = day.split("-")
    return f"{rest}/{month}/{year}"


def _same(value: float | None, words: str) -> bool:
    """Whether the words say the value, to their own decimals."""
    if value is None:
        return words == NO_VALUE
    if words in MILESTONE_WORDS:
        return value == MILESTONE_WORDS.index(words)
    number = re.sub(r"[^\d,−]", "", words).replace(",", ".").replace("−", "-")
    decimals = len(number.partition(".")[2])
    return abs(float(number) - value) <= 0.5 * 10**-decimals + 1e-9
