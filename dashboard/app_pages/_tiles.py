"""The tile map of one indicator: its tiles, what its corners say, its title, and the same as a table."""

from __future__ import annotations

from dashboard.app_pages._communes import (
    CommunePicture,
    figure_words,
    older_explained,
    older_note,
    parts_words,
    period_words,
)
from dashboard.app_pages._rows import plan_words
from dashboard.app_pages._session import Session
from dashboard.charts.commune_head import draw_finding
from dashboard.charts.markup import Markup, badge, join, section, sub
from dashboard.charts.tables import Column, Row, table
from dashboard.charts.tile_map import COLUMNS, MapNotes, MissingRow, Place, Tile, draw_tile_map
from dashboard.commune_figures import CommuneColumn, CommuneFigure
from dashboard.domain.gap import leading, rate_if
from dashboard.domain.plan import Aggregation, OrgUnit, UnitKind
from dashboard.domain.status import Status
from dashboard.shortfall import RowGap, gap_of
from dashboard.snapshot import WORST_FIRST
from dashboard.text.communes import COMMUNES, map_finding, reported_finding
from dashboard.text.formats import MISSING, format_date, format_number, format_short

_NAMED = 5
_SWITCH_ON, _SWITCH_OFF = "Xếp theo tên", "Xếp theo vị trí"


def draw_map(session: Session, picture: CommunePicture, column: CommuneColumn) -> Markup:
    """Title, what is measured, and the map."""
    gap = gap_of(session.snapshot, column.row, kind=UnitKind.COMMUNE)
    places = _places(session, picture, column)
    tiles = [_tile(session, picture, column, figure, places[figure.unit.id]) for figure in column.figures]
    return join(
        [
            draw_finding(_title(column, gap), _measured(session, column)),
            draw_tile_map(tiles, _notes(session, picture, column, gap)),
        ]
    )


def has_places(session: Session, column: CommuneColumn) -> bool:
    """Whether every commune of the column has a place on the map."""
    return all(f.unit.id in session.catalogue.tiles for f in column.figures)


def _places(session: Session, picture: CommunePicture, column: CommuneColumn) -> dict[str, Place]:
    if has_places(session, column) and not picture.by_name:
        return session.catalogue.tiles
    ids = [f.unit.id for f in column.figures]
    return {unit_id: (at // COLUMNS + 1, at % COLUMNS + 1) for at, unit_id in enumerate(ids)}


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
    )


def _title(column: CommuneColumn, gap: RowGap | None) -> str:
    total = len(column.figures)
    if not column.statuses:
        return reported_finding(sum(f.reading is not None for f in column.figures), total)
    leaders = leading(gap.gap) if gap is not None else ()
    held = (len(leaders), leaders[-1].running_share) if leaders and len(leaders) < total else None
    return map_finding(column.statuses, total, held)


def _measured(session: Session, column: CommuneColumn) -> str:
    """Measure, period, plan and target, and the communes added up."""
    row, pooled = column.row, column.sum
    said = row.name
    if column.day is not None:
        said += f", số liệu đến {format_date(column.day)}"
    parts = [said]
    plan = plan_words(row, session.as_of)
    due = f" ({format_date(row.target.due)})" if row.target.due else ""
    if row.target.value is not None and not row.counts_units:
        stand = (
            f"Kế hoạch đến kỳ {plan}, mục tiêu"
            if plan != MISSING and row.target.due and row.target.due >= session.as_of
            else "Mục tiêu"
        )
        parts.append(f"{stand} {row.target_text}{due}")
    elif row.target.value is not None:
        parts.append(f"Mục tiêu {row.target_text}{due}")
    if pooled is not None and pooled.value is not None:
        shown = format_short(pooled.value, row.unit, row.indicator.decimals)
        base = f" ({format_number(pooled.numerator)}/{format_number(pooled.denominator)})" if pooled.denominator else ""
        parts.append(f"Khối {COMMUNES}: {shown}{base}")
    return ". ".join(parts) + "."


def _notes(session: Session, picture: CommunePicture, column: CommuneColumn, gap: RowGap | None) -> MapNotes:
    counts = column.statuses
    silent = any(f.is_late_report for f in column.figures)
    lines = (
        []
        if picture.by_name or not has_places(session, column)
        else ["Vị trí tương đối, không phải ranh giới hành chính."]
    )
    if silent and column.day is not None:
        lines.append(f"Dấu ! là chưa nộp kỳ {_newest_period(column)}.")
    switch = None
    if has_places(session, column):
        word = _SWITCH_OFF if picture.by_name else _SWITCH_ON
        switch = (word, picture.here(session, ten=None if picture.by_name else "co"))
    return MapNotes(
        legend=[(status, counts[status]) for status in WORST_FIRST if counts[status]],
        older=older_explained(column),
        missing=_missing(session, column, gap),
        closing=_closing(column, gap),
        lines=lines,
        switch=switch,
    )


def _newest_period(column: CommuneColumn) -> str:
    newest = column.row.newest_pool
    day = newest.on if newest is not None else column.day
    return "" if day is None else period_words(column, day)


def _missing(session: Session, column: CommuneColumn, gap: RowGap | None) -> list[MissingRow]:
    if gap is None:
        return []
    rows: list[MissingRow] = []
    for short in gap.gap.shortfalls[:_NAMED]:
        figure = column.of(short.unit_id)
        rows.append(
            MissingRow(
                _name(session.catalogue.org_units[short.unit_id]),
                "" if figure is None else figure_words(column, figure),
                format_number(short.missing),
                f"{format_number(100 * short.share)}%",
            )
        )
    return rows


def _closing(column: CommuneColumn, gap: RowGap | None) -> str:
    """What the communes would stand at if those named reached the level."""
    if gap is None or not gap.gap.shortfalls or column.indicator.aggregation is not Aggregation.RATIO_OF_SUMS:
        return ""
    named = [s.unit_id for s in gap.gap.shortfalls[:_NAMED]]
    reached = rate_if(gap.parts, named, gap.level)
    level = format_short(gap.level, column.row.unit, column.indicator.decimals)
    shown = format_short(reached, column.row.unit, column.indicator.decimals)
    return f"Nếu {len(named)} {COMMUNES} này đạt {level} thì cả khối đạt {shown}."


def _name(unit: OrgUnit) -> str:
    return unit.abbr


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
    status = badge(figure.status) if figure.status is not None else "Chưa có hạn, không đánh giá"
    late = (
        [sub("quá hạn báo cáo", "lag")] if figure.is_late_report and figure.status is not Status.REPORT_OVERDUE else []
    )
    return Row(
        (
            figure.unit.name,
            figure_words(column, figure),
            parts_words(figure),
            plan_words(figure.row, session.as_of) if figure.row is not None else MISSING,
            format_date(figure.reading.date) if figure.reading is not None else MISSING,
            [status, *late],
        )
    )
