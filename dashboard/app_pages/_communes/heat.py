"""The heat table: every commune on every indicator that communes make, in the order the address asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from dashboard.analyses.commune_figures import JUDGED, LATE, SMALL_DENOMINATOR, CommuneColumn, CommuneFigure
from dashboard.app_pages._communes.picture import (
    CommunePicture,
    figure_words,
    format_due,
    older_note,
    parts_words,
    period_words,
    target_words,
)
from dashboard.app_pages._rows import actual_words
from dashboard.app_pages._session import Session
from dashboard.charts.communes.head import draw_finding
from dashboard.charts.communes.heat_table import HeatCell, HeatFoot, HeatHead, HeatLine, draw_heat_table
from dashboard.charts.communes.tile_map import status_said
from dashboard.charts.markup import Markup, join, note
from dashboard.domain.plan import Aggregation, Direction, OrgUnit
from dashboard.domain.status import Status
from dashboard.snapshot import WORST_FIRST
from dashboard.text.communes import COMMUNES, heat_finding
from dashboard.text.formats import MISSING, format_date, format_number, format_short
from dashboard.text.sentences import NO_DUE
from dashboard.text.words import PROVINCE, STATUS_WORDS

BY_LATE, BY_NAME = "cham", "ten"
_SIGNS = ("! Quá hạn báo cáo", "□ Chưa có số", "– Không phát sinh")


def draw_heat(session: Session, picture: CommunePicture) -> Markup:
    """Title, how to read it, the table, its key."""
    columns = [c for c in picture.columns if picture.pillar in (None, c.indicator.pillar)]
    late = _late_counts(columns)
    units = _ordered(picture, columns, late)
    day = _common_day(columns)
    order, falls = _order_of(picture)
    judged = sum(c.statuses[status] for c in columns for status in JUDGED)
    title = heat_finding(list(late.values()), judged)
    table = draw_heat_table(
        f"Kết quả {len(columns)} chỉ tiêu của {len(units)} {COMMUNES}",
        _head(session, picture, BY_NAME, "Xã, phường", order, falls),
        _head(session, picture, BY_LATE, "Số chậm", order, falls),
        [_column_head(session, picture, c, day, order, falls) for c in columns],
        [_line(session, picture, unit, columns, late[unit.id]) for unit in units],
        _feet(session, columns, units, sum(late.values())),
    )
    return join([draw_finding(title, _measured(columns, day, order)), table, note(_explained(columns), css="after")])


def _late_counts(columns: Sequence[CommuneColumn]) -> dict[str, int]:
    """How many of the columns each commune is late on; every commune of any column is counted."""
    late: dict[str, int] = {}
    for column in columns:
        for figure in column.figures:
            late[figure.unit.id] = late.get(figure.unit.id, 0) + (figure.status in LATE)
    return late


def _common_day(columns: Sequence[CommuneColumn]) -> date | None:
    days = Counter(c.day for c in columns if c.day is not None)
    return max(days, key=lambda day: (days[day], day), default=None)


def _order_of(picture: CommunePicture) -> tuple[str, bool]:
    """What the rows are sorted by, and whether the other way round than it starts."""
    return picture.order.removeprefix("-") or BY_LATE, picture.order.startswith("-")


def _is_falling(picture: CommunePicture, key: str, *, is_turned: bool) -> bool:
    """Whether large values come first: the worst stand first, names from A on; turned round at the second click."""
    if key == BY_NAME:
        return is_turned
    column = next((c for c in picture.columns if c.indicator.id == key), None)
    starts_large = column is None or column.indicator.direction is Direction.AT_MOST
    return starts_large is not is_turned


def _ordered(picture: CommunePicture, columns: Sequence[CommuneColumn], late: dict[str, int]) -> list[OrgUnit]:
    units = {figure.unit.id: figure.unit for column in columns for figure in column.figures}
    by_name = sorted(units.values(), key=lambda unit: unit.sort_rank)
    key, is_turned = _order_of(picture)
    falls = _is_falling(picture, key, is_turned=is_turned)
    if key == BY_NAME:
        return by_name[::-1] if falls else by_name
    values: dict[str, float | None] = {unit_id: float(count) for unit_id, count in late.items()}
    if key != BY_LATE:
        column = next(c for c in picture.columns if c.indicator.id == key)
        values = {figure.unit.id: figure.value for figure in column.figures}
    known = [unit for unit in by_name if values.get(unit.id) is not None]
    known.sort(key=lambda unit: values[unit.id] or 0.0, reverse=falls)
    return [*known, *(unit for unit in by_name if values.get(unit.id) is None)]


def _head(
    session: Session, picture: CommunePicture, key: str, title: str, order: str, is_turned: bool,
    asked: str = "", day: str = "",
) -> HeatHead:  # fmt: skip
    is_on = key == order
    falls = _is_falling(picture, key, is_turned=is_turned and is_on)
    sort = ("descending" if falls else "ascending") if is_on else "none"
    first = None if key == BY_LATE else key
    to = picture.here(session, xep=f"-{key}" if is_on and not is_turned else first)
    return HeatHead(key, title, to, sort, asked, day)


def _column_head(
    session: Session, picture: CommunePicture, column: CommuneColumn, day: date | None, order: str, is_turned: bool
) -> HeatHead:
    other = "" if column.day in (day, None) else f"đến {format_due(column.day, session.as_of)}"
    key = column.indicator.id
    return _head(session, picture, key, column.row.name, order, is_turned, target_words(column, session.as_of), other)


def _line(
    session: Session, picture: CommunePicture, unit: OrgUnit, columns: Sequence[CommuneColumn], late: int
) -> HeatLine:
    is_chosen = unit.id == picture.commune
    to = picture.here(session, xa=unit.id)
    return HeatLine(unit.id, unit.abbr, to, is_chosen, late, [_cell(column, column.of(unit.id)) for column in columns])


def _cell(column: CommuneColumn, figure: CommuneFigure | None) -> HeatCell:
    if figure is None:
        return HeatCell(MISSING, is_missing=True, about="Không phải báo cáo")
    said = status_said(figure.status, figure.is_late_report)
    about = ": ".join(part for part in (f"{figure.unit.name}, {column.row.name}", said) if part)
    if figure.reading is None:
        words = "chưa nộp" if figure.is_late_report else "□"
        status = figure.status if figure.is_late_report else None
        return HeatCell(words, status, figure.is_late_report, is_missing=True, about=f"{about}; chưa có số")
    shown = figure_words(column, figure)
    parts = parts_words(figure)
    about += f"; {shown}" + (f" ({parts})" if parts and parts != shown else "")
    if older_note(column, figure):
        about += f", số {period_words(column, figure.reading.date)}"
    is_missing = shown == MISSING
    if is_missing:
        about = f"{figure.unit.name}, {column.row.name}: không phát sinh"
    status = None if is_missing else figure.status
    return HeatCell(shown.removesuffix("%"), status, figure.is_late_report, is_missing, about)


def _feet(session: Session, columns: Sequence[CommuneColumn], units: Sequence[OrgUnit], late: int) -> list[HeatFoot]:
    added = "Tổng tử số chia tổng mẫu số của các xã, phường đã nộp"
    return [
        HeatFoot(f"{len(units)} {COMMUNES}", added, str(late), [_sum_cell(c) for c in columns]),
        HeatFoot(PROVINCE, "Gồm cả sở, ngành", "", [_province_cell(c) for c in columns]),
    ]


def _is_counted(column: CommuneColumn, denominator: float | None) -> bool:
    """Whether a sum is shown as a count: of units, of things with a fixed number, or on a small denominator."""
    is_amount = column.indicator.aggregation is Aggregation.SUM
    return bool(denominator) and (column.row.counts_units or is_amount or (denominator or 0) < SMALL_DENOMINATOR)


def _sum_cell(column: CommuneColumn) -> HeatCell:
    pooled = column.sum
    if pooled is None or pooled.value is None:
        return HeatCell(MISSING, is_missing=True)
    if _is_counted(column, pooled.denominator):
        return HeatCell(f"{format_number(pooled.numerator)}/{format_number(pooled.denominator)}")
    shown = format_short(pooled.value, column.row.unit, column.indicator.decimals)
    return HeatCell(shown.removesuffix("%"))


def _province_cell(column: CommuneColumn) -> HeatCell:
    row = column.row
    if row.actual is None:
        return HeatCell(MISSING, is_missing=True)
    status = row.judgement.status if row.target.due is not None else None
    words = actual_words(row).removesuffix("%")
    latest = row.latest
    if latest is not None and _is_counted(column, latest.denominator):
        words = f"{format_number(latest.numerator)}/{format_number(latest.denominator)}"
    about = f"{PROVINCE}: {STATUS_WORDS[status].word}" if status is not None else PROVINCE
    return HeatCell(words, status, about=about)


def _measured(columns: Sequence[CommuneColumn], day: date | None, order: str) -> str:
    if order == BY_LATE:
        said = "Xếp theo số chỉ tiêu chậm."
    elif order == BY_NAME:
        said = "Xếp theo tên."
    else:
        said = f"Xếp theo {next(c.row.name for c in columns if c.indicator.id == order)}."
    units = sorted({c.indicator.unit for c in columns if c.indicator.unit != "%"})
    other = f", {', '.join(units)}" if units else ""
    return f"{said} Đơn vị: %{other} hoặc số đã làm/phải làm." + (f" Số liệu đến {format_date(day)}." if day else "")


def _explained(columns: Sequence[CommuneColumn]) -> str:
    present = {status for c in columns for status in c.statuses} - {Status.REPORT_OVERDUE}
    marks = [f"{STATUS_WORDS[s].mark} {STATUS_WORDS[s].word}" for s in WORST_FIRST if s in present]
    said = [f"{' · '.join([*marks, *_SIGNS])}."]
    undated = sum(c.row.target.due is None for c in columns)
    if undated:
        said.append(f"{undated} cột {NO_DUE} nên chỉ ghi số, không đánh giá.")
    said.append(f"Dòng «{PROVINCE}» gồm cả sở, ngành. Mẫu số dưới 20 ghi số đếm, không ghi %.")
    return " ".join(said)
