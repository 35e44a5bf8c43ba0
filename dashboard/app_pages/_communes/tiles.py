"""The tile map of one indicator: its tiles, what its corners say, its title, and the same as a table."""

from __future__ import annotations

from dashboard.analyses.closing import lacking_word
from dashboard.analyses.commune_figures import CommuneColumn, CommuneFigure, is_small
from dashboard.analyses.shortfall import RowGap, gap_of
from dashboard.app_pages._communes.picture import (
    BY_NAME,
    BY_PLACE,
    REAL,
    CommunePicture,
    block_words,
    figure_words,
    format_due,
    older_explained,
    older_note,
    parts_words,
    period_words,
)
from dashboard.app_pages._rows import plan_words
from dashboard.app_pages._session import Session
from dashboard.areas import Areas
from dashboard.charts.communes.area_map import draw_area_map
from dashboard.charts.communes.head import draw_finding
from dashboard.charts.communes.tile_map import COLUMNS, MapNotes, MissingRow, Place, Tile, draw_tile_map
from dashboard.charts.markup import Markup, badge, join, section, sub
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.gap import Part, leading, rate_if
from dashboard.domain.plan import Aggregation, Direction, UnitKind
from dashboard.domain.status import Status
from dashboard.snapshot import WORST_FIRST
from dashboard.text.communes import COMMON_PLAN, COMMUNES, map_finding, reported_finding
from dashboard.text.formats import (
    MISSING,
    format_date,
    format_number,
    format_parts,
    format_round,
    format_share,
    format_short,
)

_NAMED = 5
# The title speaks of few who hold most of what is missing; more than a third of all are not few.
_MOST_LEADERS = 1 / 3


def draw_map(session: Session, picture: CommunePicture, column: CommuneColumn) -> Markup:
    """Title, what is measured, and the map: tiles, or the real shapes where the address asks for them."""
    gap = gap_of(session.snapshot, column.row, kind=UnitKind.COMMUNE)
    head = draw_finding(_title(column, gap), _measured(session, column))
    areas, fault = session.areas
    layout = _layout(session, picture, column, areas)
    places = _places(session, column, layout)
    tiles = [_tile(session, picture, column, figure, places[figure.unit.id]) for figure in column.figures]
    ways = _ways(session, picture, column, layout, areas)
    notes = _notes(session, column, gap, [*([fault] if fault else []), *_about_layout(column, layout, areas)], ways)
    drawn = draw_area_map(areas, tiles, notes) if areas is not None and layout == REAL else draw_tile_map(tiles, notes)
    return join([head, drawn])


def _layout(session: Session, picture: CommunePicture, column: CommuneColumn, areas: Areas | None) -> str:
    if picture.layout == REAL and areas is not None:
        return REAL
    return BY_PLACE if picture.layout != BY_NAME and _has_places(session, column) else BY_NAME


def _has_places(session: Session, column: CommuneColumn) -> bool:
    """Whether every commune of the column has a place on the map."""
    return all(f.unit.id in session.catalogue.tiles for f in column.figures)


def _places(session: Session, column: CommuneColumn, layout: str) -> dict[str, Place]:
    if layout != BY_NAME and _has_places(session, column):
        return session.catalogue.tiles
    ids = [f.unit.id for f in column.figures]
    return {unit_id: (at // COLUMNS + 1, at % COLUMNS + 1) for at, unit_id in enumerate(ids)}


def _ways(
    session: Session, picture: CommunePicture, column: CommuneColumn, layout: str, areas: Areas | None
) -> list[tuple[str, str]]:
    offered = {
        BY_PLACE: ("Xếp theo vị trí", _has_places(session, column)),
        BY_NAME: ("Xếp theo tên", _has_places(session, column) or areas is not None),
        REAL: ("Bản đồ ranh giới", areas is not None),
    }
    return [
        (word, picture.here(session, ten=key or None))
        for key, (word, is_there) in offered.items()
        if is_there and key != layout
    ]


def _about_layout(column: CommuneColumn, layout: str, areas: Areas | None) -> list[str]:
    if layout == BY_PLACE:
        return ["Vị trí tương đối, không phải ranh giới hành chính."]
    if layout == BY_NAME or areas is None:
        return []
    left_out = [f.unit.abbr for f in column.figures if f.unit.id not in areas.rings]
    return [f"Tệp bản đồ chưa có hình của: {', '.join(left_out)}."] if left_out else []


def _tile(
    session: Session, picture: CommunePicture, column: CommuneColumn, figure: CommuneFigure, place: Place
) -> Tile:
    is_chosen = figure.unit.id == picture.commune
    return Tile(
        id=figure.unit.id,
        name=figure.unit.abbr,
        full_name=figure.unit.name,
        words=figure_words(column, figure),
        note=older_note(column, figure),
        status=figure.status,
        is_late_report=figure.is_late_report,
        to=picture.here(session, xa=None if is_chosen else figure.unit.id),
        is_chosen=is_chosen,
        place=place,
        has_figure=figure.reading is not None,
    )


def _title(column: CommuneColumn, gap: RowGap | None) -> str:
    total = len(column.figures)
    if not column.statuses:
        reported = sum(f.reading is not None for f in column.figures)
        return reported_finding(reported, total, has_due=column.row.target.due is not None)
    return map_finding(column.statuses, total, None if gap is None else _leaders(gap, total), lacking_word(column.row))


def _leaders(gap: RowGap, total: int) -> tuple[int, float, int] | None:
    """How few hold most of the gap, their share, and of how many; None where they are no small group, or all who are short."""
    few = leading(gap.gap)
    if not few or len(few) == len(gap.gap.shortfalls) or len(few) > total * _MOST_LEADERS:
        return None
    return len(few), few[-1].running_share, len(gap.reported)


def _measured(session: Session, column: CommuneColumn) -> str:
    """Measure, period, plan and target, and the communes added up."""
    row = column.row
    said = row.name
    if column.day is not None:
        said += f", số liệu đến {format_date(column.day)}"
    parts = [said]
    plan = plan_words(row, session.as_of)
    due = f" ({format_date(row.target.due)})" if row.target.due else ""
    if row.target.value is not None and not row.counts_units:
        stand = (
            f"{COMMON_PLAN.capitalize()} {plan}, mục tiêu"
            if plan != MISSING and row.target.due and row.target.due >= session.as_of
            else "Mục tiêu"
        )
        parts.append(f"{stand} {row.target_text}{due}")
    elif row.target.value is not None:
        parts.append(f"Mục tiêu {row.target_text}{due}")
    if block := block_words(column, column.day):
        parts.append(block)
    return ". ".join(parts) + "."


def _notes(
    session: Session, column: CommuneColumn, gap: RowGap | None, lines: list[str], ways: list[tuple[str, str]]
) -> MapNotes:
    counts = column.statuses
    if any(f.nothing_arose for f in column.figures):
        lines.append(f"Dấu {MISSING} là không phát sinh.")
    if any(f.is_late_report for f in column.figures):
        lines.append(f"Dấu ! là chưa nộp kỳ {_newest_period(column)}.")
    until = f" (đến {format_due(gap.day, session.as_of)})" if gap is not None and gap.day != column.day else ""
    return MapNotes(
        legend=[(status, counts[status]) for status in WORST_FIRST if counts[status]],
        older=older_explained(column),
        missing=_missing(session, column, gap),
        lacking=lacking_word(column.row),
        until=until,
        closing=_closing(column, gap),
        lines=lines,
        ways=ways,
    )


def _newest_period(column: CommuneColumn) -> str:
    newest = column.row.newest_pool
    day = newest.on if newest is not None else column.day
    return "" if day is None else period_words(column, day)


def _missing(session: Session, column: CommuneColumn, gap: RowGap | None) -> list[MissingRow]:
    if gap is None:
        return []
    parts = {part.unit_id: part for part in gap.parts}
    return [
        MissingRow(
            session.catalogue.org_units[short.unit_id].abbr,
            _part_words(column, parts[short.unit_id]),
            format_number(short.missing),
            format_share(short.share),
        )
        for short in gap.gap.shortfalls[:_NAMED]
    ]


def _part_words(column: CommuneColumn, part: Part) -> str:
    """The figure that the gap speaks of: a percent, or the count on a small denominator and of amounts."""
    if is_small(part.denominator) or column.indicator.aggregation is Aggregation.SUM:
        return format_parts(part.numerator, part.denominator)
    return format_short(part.rate, column.indicator.unit, column.indicator.decimals)


def _closing(column: CommuneColumn, gap: RowGap | None) -> str:
    """What the communes would stand at if those named reached the level."""
    if gap is None or not gap.gap.shortfalls or column.indicator.aggregation is not Aggregation.RATIO_OF_SUMS:
        return ""
    named = [s.unit_id for s in gap.gap.shortfalls[:_NAMED]]
    is_limit = column.indicator.direction is Direction.AT_MOST
    rates = (rate_if(gap.parts, units, gap.level, at_most=is_limit) for units in (named, ()))
    level = format_round(gap.level, column.row.unit, column.indicator.decimals)
    reached, now = (format_short(rate, column.row.unit, column.indicator.decimals) for rate in rates)
    return f"Nếu {len(named)} {COMMUNES} này đạt {level} thì cả khối đạt {reached} thay vì {now}."


def draw_map_table(session: Session, column: CommuneColumn) -> Markup:
    """The same as a table: every commune with its figure, plan and status."""
    columns = [
        Column("Xã, phường", width=280),
        Column("Thực hiện", "num"),
        Column("Tử số / mẫu số", "num"),
        Column("Kế hoạch đến kỳ", "num"),
        Column("Số liệu đến", "num"),
        Column("Trạng thái", "stc"),
    ]
    rows = [_table_row(session, column, figure) for figure in column.figures]
    title = f"{column.row.name} theo {COMMUNES}"
    return section(title, table(title, columns, rows, css="mid"), css="map-table")


def _table_row(session: Session, column: CommuneColumn, figure: CommuneFigure) -> Row:
    status = badge(figure.status) if figure.status is not None else sub("không đánh giá")
    late = (
        [sub("quá hạn báo cáo", "lag")] if figure.is_late_report and figure.status is not Status.REPORT_OVERDUE else []
    )
    return Row(
        (
            figure.unit.name,
            figure_words(column, figure),
            parts_words(column, figure),
            plan_words(figure.row, session.as_of) if figure.row is not None else MISSING,
            format_date(figure.reading.date) if figure.reading is not None else MISSING,
            [status, *late],
        )
    )
