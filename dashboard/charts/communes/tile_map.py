"""The tile map: one tile a commune, about where it lies; what explains the map stands in the corners it leaves free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, product

from markupsafe import Markup

from dashboard.charts.markup import Child, el, join, link, mark
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.status import JUDGED, Status
from dashboard.text.words import STATUS_WORDS

COLUMNS = 11
Place = tuple[int, int]


@dataclass(frozen=True)
class Tile:
    """One commune. `words` is its figure, `note` the period of one of another day; `is_late_report` adds «!» to the mark.

    `status` is None where nothing is judged. `place` is row and column from 1.
    """

    id: str
    name: str
    full_name: str
    words: str
    note: str
    status: Status | None
    is_late_report: bool
    to: str
    is_chosen: bool
    place: Place
    has_figure: bool = True


@dataclass(frozen=True)
class MissingRow:
    """A commune among those that miss most: its figure, how much is missing, its share of all that is."""

    name: str
    figure: str
    missing: str
    share: str


@dataclass(frozen=True)
class MapNotes:
    """What the corners say: communes by status, what the short days mean, those that miss most, notes, ways to other maps.

    `about` heads those that miss most, `lacking` is what they miss («còn thiếu»), `closing` what follows.
    """

    legend: Sequence[tuple[Status, int]]
    days: str
    about: str
    missing: Sequence[MissingRow]
    lacking: str
    closing: str
    lines: Sequence[str]
    ways: Sequence[tuple[str, str]]


def draw_tile_map(tiles: Sequence[Tile], notes: MapNotes) -> Markup:
    """The map, and under it nothing: legend, missing and notes take the first free corners that hold them."""
    taken = {tile.place for tile in tiles}
    columns = max([COLUMNS, *(column for _, column in taken)])
    blocks = [(draw_legend(notes), 3, 2), (draw_missing(notes), 5, 4), (draw_lines(notes), 3, 3)]
    corners: list[Markup] = []
    for block, width, height in blocks:
        if block is None:
            continue
        row, column = _free_corner(taken, columns, width, height)
        taken |= set(product(range(row, row + height), range(column, column + width)))
        style = f"grid-area:{row} / {column} / {row + height} / {column + width}"
        corners.append(el("div", block, class_="corner", style=style))
    drawn = [_tile(tile) for tile in sorted(tiles, key=lambda tile: tile.place)]
    grid = el(
        "div",
        el("div", *drawn, class_="tile-list", role="group", aria_label=f"Bản đồ ô, {len(tiles)} xã, phường"),
        *corners,
        class_="tiles",
        style=f"grid-template-columns:repeat({columns}, minmax(0, 1fr))",
    )
    return el("div", grid, class_="tile-scroll", role="region", aria_label="Bản đồ ô", tabindex="0")


def mark_of(status: Status | None, is_late_report: bool) -> str:
    """The mark of a status; a late report is added to it and never takes its place."""
    sign = "" if status is None else STATUS_WORDS[status].mark
    return sign if status is Status.REPORT_OVERDUE or not is_late_report else f"{sign}!"


def status_said(status: Status | None, is_late_report: bool) -> str:
    """The same in words."""
    words = [] if status is None else [STATUS_WORDS[status].word]
    if is_late_report and status is not Status.REPORT_OVERDUE:
        words.append("quá hạn báo cáo")
    return ", ".join(words)


def look_of(status: Status | None, *, is_late_report: bool, has_figure: bool) -> str:
    """The class of a tile, a cell, or a line about it: its status; where no verdict can be given for want of a report, that one's."""
    if is_late_report and not has_figure and status not in JUDGED:
        return STATUS_WORDS[Status.REPORT_OVERDUE].css
    return "plain" if status is None else STATUS_WORDS[status].css


def look(tile: Tile) -> str:
    """The look of a tile."""
    return look_of(tile.status, is_late_report=tile.is_late_report, has_figure=tile.has_figure)


def about(tile: Tile) -> str:
    """A tile in one line, for the pointer."""
    said = status_said(tile.status, tile.is_late_report)
    figure = f"{tile.words} ({tile.note})" if tile.note else tile.words
    return f"{tile.full_name}: {figure}{f', {said}' if said else ''}"


def _tile(tile: Tile) -> Markup:
    said = status_said(tile.status, tile.is_late_report)
    figure = [tile.words, el("span", f" ({tile.note})", class_="tp") if tile.note else None]
    return link(
        [
            el("span", tile.name, class_="tn"),
            el("span", el("span", *figure), mark(mark_of(tile.status, tile.is_late_report)), class_="tv"),
            el("span", said, class_="vh") if said else None,
        ],
        tile.to,
        id=f"o-{tile.id}",
        class_=f"tile {look(tile)}{' sel' if tile.is_chosen else ''}",
        style=f"grid-area:{tile.place[0]} / {tile.place[1]}",
        title=about(tile),
        aria_current="true" if tile.is_chosen else None,
    )


def draw_legend(notes: MapNotes) -> Markup | None:
    """Communes by status, in words; nothing where none is judged."""
    if not notes.legend:
        return None
    items: list[Child] = [
        el(
            "span",
            mark(STATUS_WORDS[s].mark),
            STATUS_WORDS[s].word,
            " ",
            el("b", str(n)),
            class_=f"lg {STATUS_WORDS[s].css}",
        )
        for s, n in notes.legend
    ]
    if notes.days:
        items.append(el("span", notes.days, class_="note"))
    return el("div", *items, class_="tile-legend")


def draw_missing(notes: MapNotes) -> Markup | None:
    """Those that miss most; nothing where nobody is short."""
    if not notes.missing:
        return None
    lacking = notes.lacking.capitalize()
    columns = [
        Column(notes.about),
        Column("Thực hiện", "num"),
        Column(lacking, "num"),
        Column("Tỷ trọng", "num"),
    ]
    rows = [Row((row.name, row.figure, row.missing, row.share)) for row in notes.missing]
    shown = table(f"Xã, phường {notes.lacking} nhiều nhất", columns, rows, css="close")
    return join([shown, el("p", notes.closing, class_="note") if notes.closing else None])


def draw_lines(notes: MapNotes) -> Markup | None:
    """What to know when reading the map, and the ways to look at it otherwise."""
    lines: list[Child] = []
    for line in notes.lines:
        lines += [line, el("br")]
    ways = [link(word, to, class_="pill", id=f"cach-{at}") for at, (word, to) in enumerate(notes.ways)]
    return el("p", *lines, join(ways, " "), class_="note") if lines or ways else None


def _free_corner(taken: set[Place], columns: int, width: int, height: int) -> Place:
    """The first place from the top left that holds a block of this size; below the map when there is none inside."""
    for row in count(1):
        for column in range(1, columns - width + 2):
            if taken.isdisjoint(product(range(row, row + height), range(column, column + width))):
                return row, column
    raise AssertionError("rows have no end")
