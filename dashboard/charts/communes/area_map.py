"""The map by real borders: the shapes the province supplies, painted as the tiles are, with the province's outline."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.areas import Areas, Ring
from dashboard.charts import palette
from dashboard.charts.communes.tile_map import (
    MapNotes,
    Tile,
    about,
    draw_legend,
    draw_lines,
    draw_missing,
    look,
    mark_of,
    status_said,
)
from dashboard.charts.markup import el, link, mark, note
from dashboard.charts.overview import side_by_side
from dashboard.charts.palette import STATUS_PAINT, StatusPaint
from dashboard.domain.status import Status

_MARGIN = 6
_FILLED = {status: STATUS_PAINT[status] for status in (Status.MISSED, Status.OFF_TRACK, Status.AT_RISK)}
_LETTER, _LINE = 6.6, 15
_LEVELS = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7)
_HATCH = "khong-co-so"


def draw_area_map(areas: Areas, tiles: Sequence[Tile], notes: MapNotes) -> Markup:
    """Every commune that has a shape; those without a figure are hatched, unless a verdict fills them. Legend, missing and notes stand beside it.

    A shape too narrow for its name bears a number instead, and the list of numbers beside the map says the rest.
    """
    shown = [tile for tile in tiles if tile.id in areas.rings]
    spots = {tile.id: _spot(areas.rings[tile.id]) for tile in shown}
    narrow = [tile for tile in shown if max(map(len, _lines(tile))) * _LETTER > spots[tile.id][1]]
    numbers = {tile.id: at for at, tile in enumerate(narrow, start=1)}
    chosen = [tile for tile in shown if tile.is_chosen]
    shapes = [_area(tile, areas.rings[tile.id]) for tile in [t for t in shown if not t.is_chosen] + chosen]
    outline = el(
        "path",
        d="".join(_line(line) for line in areas.outline),
        fill="none",
        stroke=palette.TEXT,
        stroke_width=1.6,
        stroke_linejoin="round",
        pointer_events="none",
    )
    width, height = areas.width + 2 * _MARGIN, areas.height + 2 * _MARGIN
    picture = el(
        "svg",
        el("defs", _hatch()),
        *shapes,
        outline,
        *(_label(tile, spots[tile.id][0], numbers.get(tile.id)) for tile in shown),
        viewBox=f"{-_MARGIN} {-_MARGIN} {width} {height}",
        role="group",
        aria_label=f"Bản đồ ranh giới, {len(shown)} xã, phường",
        class_="areas",
    )
    blocks = (draw_legend(notes), _draw_numbered(narrow), draw_missing(notes), draw_lines(notes))
    return side_by_side([picture], [el("div", block) for block in blocks if block], "map")


def _draw_numbered(tiles: Sequence[Tile]) -> Markup | None:
    """What the numbers on the map stand for, with figure and mark; nothing where every name has room."""
    items = [
        el(
            "li",
            el("span", str(at), class_="no"),
            link(tile.name, tile.to, id=f"so-{tile.id}", class_="name plain", title=about(tile)),
            el(
                "span",
                _figure(tile),
                mark(mark_of(tile.status, tile.is_late_report)),
                class_=f"lg {look(tile)}",
            ),
            el("span", status_said(tile.status, tile.is_late_report), class_="vh"),
        )
        for at, tile in enumerate(tiles, start=1)
    ]
    return note("Số trên bản đồ") + el("ol", *items, class_="numbered") if items else None


def _hatch() -> Markup:
    stripe = el("line", x1=0, y1=0, x2=0, y2=7, stroke=palette.EDGE, stroke_width=1.5)
    return el(
        "pattern",
        el("rect", width=7, height=7, fill=palette.PAPER),
        stripe,
        id=_HATCH,
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def _area(tile: Tile, rings: Sequence[Ring]) -> Markup:
    shape = el(
        "path",
        d="".join(_line(ring, is_closed=True) for ring in rings),
        fill=_fill(tile),
        fill_rule="evenodd",
        stroke=palette.LINK if tile.is_chosen else palette.EDGE,
        stroke_width=4 if tile.is_chosen else 1,
    )
    current = "true" if tile.is_chosen else None
    return link(
        [el("title", about(tile)), shape], tile.to, id=f"o-{tile.id}", aria_label=about(tile), aria_current=current
    )


def _fill(tile: Tile) -> str:
    paint = _paint(tile)
    if paint is not None:
        return paint.fill
    return palette.PAPER if tile.has_figure else f"url(#{_HATCH})"


def _paint(tile: Tile) -> StatusPaint | None:
    """How the tile is filled; only what needs attention is."""
    return None if tile.status is None else _FILLED.get(tile.status)


def _figure(tile: Tile) -> str:
    return f"{tile.words} ({tile.note})" if tile.note else tile.words


def _lines(tile: Tile) -> tuple[str, str]:
    """Name, and figure with mark."""
    return tile.name, f"{_figure(tile)} {mark_of(tile.status, tile.is_late_report)}".rstrip()


def _label(tile: Tile, spot: tuple[float, float], number: int | None) -> Markup:
    """Name and figure, or a number and the mark, around the spot; edged in the colour of the shape, so that borders stay behind."""
    (x, y), paint = spot, _paint(tile)
    ink, behind = (palette.TEXT, palette.PAPER) if paint is None else (paint.on_fill, paint.fill)
    lines = _lines(tile)
    if number is not None:
        lines = (f"{number} {mark_of(tile.status, tile.is_late_report)}".rstrip(),)
    return el(
        "g",
        *(
            el(
                "text",
                line,
                x=x,
                y=y + _LINE * (at - (len(lines) - 1) / 2) + 4,
                text_anchor="middle",
                font_size=13,
                font_weight="600" if line != tile.name else None,
                fill=ink,
                paint_order="stroke",
                stroke=behind,
                stroke_width=3,
            )
            for at, line in enumerate(lines)
        ),
        data_of=tile.id,
        aria_hidden="true",
        pointer_events="none",
    )


def _spot(rings: Sequence[Ring]) -> tuple[tuple[float, float], float]:
    """Where the label of a commune stands: inside its largest part."""
    return _middle(max(rings, key=lambda ring: abs(_doubled_area(ring))))


def _middle(ring: Ring) -> tuple[tuple[float, float], float]:
    """The place inside the ring with most room for two lines, near its middle height, and how wide that room is."""
    low, high = min(y for _, y in ring), max(y for _, y in ring)
    best = ((sum(x for x, _ in ring) / len(ring), (low + high) / 2), 0.0)
    for share in _LEVELS:
        level = low + share * (high - low)
        for left, right in _stretches(ring, level):
            middle = (left + right) / 2
            around = [_holding(_stretches(ring, level + shift), middle) for shift in (-_LINE, _LINE)]
            room = min(2 * min(middle - start, end - middle) for start, end in ((left, right), *around))
            if room > best[1]:
                best = ((middle, level), room)
    return best


def _stretches(ring: Ring, level: float) -> list[tuple[float, float]]:
    """Where a level line runs inside the ring."""
    height = level + 0.01
    crossings = sorted(
        x1 + (height - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True)
        if (y1 > height) is not (y2 > height)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def _holding(stretches: Sequence[tuple[float, float]], x: float) -> tuple[float, float]:
    return next((each for each in stretches if each[0] <= x <= each[1]), (x, x))


def _doubled_area(ring: Ring) -> int:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True))


def _line(points: Ring, *, is_closed: bool = False) -> str:
    first, *rest = points
    return f"M{first[0]} {first[1]}L{' '.join(f'{x} {y}' for x, y in rest)}{'Z' if is_closed else ''}"
