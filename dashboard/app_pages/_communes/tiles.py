"""The tile map of one indicator: its tiles, what its corners say, its title, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analyses.closing import amount_words, lacking_word, what_follows
from dashboard.analyses.commune_figures import CommuneColumn, CommuneFigure, is_small
from dashboard.analyses.shortfall import RowGap, gap_of
from dashboard.app_pages._communes.picture import (
    BY_NAME,
    BY_PLACE,
    REAL,
    CommunePicture,
    block_words,
    day_note,
    figure_words,
    format_due,
    notes_explained,
    other_days,
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
from dashboard.domain.gap import Part, Shortfall, leading
from dashboard.domain.plan import Aggregation, UnitKind
from dashboard.domain.status import Status
from dashboard.snapshot import WORST_FIRST
from dashboard.text.communes import COMMON_PLAN, COMMUNES, map_finding, reported_finding
from dashboard.text.formats import (
    MISSING,
    NBSP,
    format_date,
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
        note=day_note(column, figure),
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
        return reported_finding(reported, total, has_due=column.row.target.due is not None, short=_short(column, gap))
    few = () if gap is None else _few(gap, total)
    held = (len(few), few[-1].running_share, len(gap.reported)) if gap is not None and few else None
    return map_finding(column.statuses, total, held, lacking_word(column.row))


def _short(column: CommuneColumn, gap: RowGap | None) -> str:
    """`5 xã, phường còn thiếu 7 bản`: how many lack how much of an amount; empty where that is not known."""
    if gap is None or gap.near is not None or column.indicator.aggregation is not Aggregation.SUM:
        return ""
    if not gap.gap.shortfalls:
        return f"Không {COMMUNES} nào {lacking_word(column.row)}"
    amount = f"{amount_words(gap.gap.total, column.row)}{NBSP}{column.indicator.unit}"
    return f"{len(gap.gap.shortfalls)} {COMMUNES} {lacking_word(column.row)} {amount}"


def _few(gap: RowGap, total: int) -> tuple[Shortfall, ...]:
    """The few who hold most of the gap, whom title, list and closing line speak of; nobody where they are no small group, or all who are short."""
    few = leading(gap.gap)
    return () if len(few) == len(gap.gap.shortfalls) or len(few) > total * _MOST_LEADERS else few


def _measured(session: Session, column: CommuneColumn) -> str:
    """Measure, period, plan and target, and the communes added up."""
    row = column.row
    said = row.name
    if column.day is not None:
        said += f", số liệu đến {format_date(column.day)}"
    apart = other_days(column)
    parts = [f"{said}, {apart}" if apart else said]
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
    about, missing = _missing(session, column, gap)
    return MapNotes(
        legend=[(status, counts[status]) for status in WORST_FIRST if counts[status]],
        days=notes_explained(column, (f.reading.date for f in column.figures if f.reading), column.day),
        about=about,
        missing=missing,
        lacking=lacking_word(column.row),
        closing=_closing(column, gap),
        lines=lines,
        ways=ways,
    )


def _newest_period(column: CommuneColumn) -> str:
    newest = column.row.newest_pool
    day = newest.on if newest is not None else column.day
    return "" if day is None else period_words(column, day)


def _missing(session: Session, column: CommuneColumn, gap: RowGap | None) -> tuple[str, list[MissingRow]]:
    """The list of those who lack most, and what it is: how many of whom, and how much they hold."""
    if gap is None or not gap.gap.shortfalls:
        return "", []
    few, (named, alike) = _few(gap, len(column.figures)), _listed(gap, len(column.figures))
    parts = {part.unit_id: part for part in gap.parts}
    rows = [
        MissingRow(
            session.catalogue.org_units[each.unit_id].abbr,
            _part_words(column, parts[each.unit_id]),
            amount_words(each.missing, column.row),
            format_share(each.share),
        )
        for each in named
    ]
    if alike:
        held = sum(each.missing for each in alike)
        who = f"{len(alike)} nơi, mỗi nơi {amount_words(alike[0].missing, column.row)}"
        rows.append(MissingRow(who, "", amount_words(held, column.row), format_share(held / gap.gap.total)))
    told, lacking = [*named, *alike], lacking_word(column.row)
    if len(told) == len(gap.gap.shortfalls):
        about = f"{COMMUNES.capitalize()} {lacking}"
    elif len(told) < len(few):
        about = f"{len(told)} trong {len(few)} nơi đó, chiếm {format_share(told[-1].running_share)}"
    else:
        about = f"{len(told)} nơi {lacking} nhiều nhất: {format_share(told[-1].running_share)}"
    return about + (f" (đến {format_due(gap.day, session.as_of)})" if gap.day != column.day else ""), rows


def _listed(gap: RowGap, total: int) -> tuple[Sequence[Shortfall], Sequence[Shortfall]]:
    """Those of the list by name, and those after them who stand in one line because each lacks as much as the next.

    They are of those the title counts, else of all who are short.
    """
    whole = _few(gap, total) or gap.gap.shortfalls
    if len(whole) <= _NAMED:
        return whole, ()
    named = [each for each in whole[:_NAMED] if each.missing > whole[_NAMED].missing]
    if len(named) == _NAMED:
        return named, ()
    return named, [each for each in whole[len(named) :] if each.missing == whole[_NAMED].missing]


def _part_words(column: CommuneColumn, part: Part) -> str:
    """The figure that the gap speaks of: a percent, or the count on a small denominator and of amounts."""
    if is_small(part.denominator) or column.indicator.aggregation is Aggregation.SUM:
        return format_parts(part.numerator, part.denominator)
    return format_short(part.rate, column.indicator.unit, column.indicator.decimals)


def _closing(column: CommuneColumn, gap: RowGap | None) -> str:
    """What the communes would stand at if those reached the level whom the title counts, else those of the list."""
    if gap is None or not gap.gap.shortfalls:
        return ""
    total = len(column.figures)
    named = [each.unit_id for each in _few(gap, total) or [each for part in _listed(gap, total) for each in part]]
    found = what_follows(column.row, gap, named)
    if found is None:
        return ""
    level = format_round(gap.level, column.row.unit, column.indicator.decimals)
    return f"Nếu {len(named)} {COMMUNES} này đạt {level} thì cả khối đạt {found.reached} thay vì {found.now}."


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
