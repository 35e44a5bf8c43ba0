"""The heat table: every commune on every indicator that communes make, in the order the address asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.analyses.commune_figures import (
    SMALL_DENOMINATOR,
    CommuneColumn,
    CommuneFigure,
    is_small,
    most_common_day,
    shown_reading,
)
from dashboard.app_pages._communes.picture import (
    CommunePicture,
    block_words,
    day_note,
    figure_words,
    format_due,
    parts_words,
    period_words,
    target_words,
)
from dashboard.app_pages._rows import actual_words
from dashboard.app_pages._session import Session
from dashboard.charts.communes.head import draw_finding
from dashboard.charts.communes.heat_table import HeatCell, HeatFoot, HeatHead, HeatLine, draw_heat_table
from dashboard.charts.communes.tile_map import status_said
from dashboard.charts.markup import Markup, el, join, note
from dashboard.domain.plan import Aggregation, Direction, OrgUnit
from dashboard.domain.status import JUDGED, LATE, Status
from dashboard.snapshot import WORST_FIRST
from dashboard.text.communes import COMMUNES, heat_finding
from dashboard.text.formats import MISSING, format_date, format_number, format_parts, format_short
from dashboard.text.sentences import NO_DUE
from dashboard.text.words import PROVINCE, STATUS_WORDS

BY_LATE, BY_NAME = "cham", "ten"
_NO_FIGURE, _NOT_OWED = "□", "Không phải báo cáo"


def draw_heat(session: Session, picture: CommunePicture) -> Markup:
    """Title, how to read it, the table, its key."""
    columns = picture.heat_columns
    if not any(figure.reading is not None for column in columns for figure in column.figures):
        return el("p", f"Chưa {COMMUNES} nào có số liệu để so sánh.")
    late = _late_counts(columns)
    judged = sum(any(column.statuses[status] for status in JUDGED) for column in columns)
    units = _ordered(picture, columns, late)
    day = most_common_day(c.day for c in columns if c.day is not None)
    order, is_turned = _order_of(picture)
    title = heat_finding({unit.name: late[unit.id] for unit in units}, judged)
    lines = [_line(session, picture, unit, columns, late[unit.id]) for unit in units]
    feet = _feet(session, columns, units, sum(late.values()))
    table = draw_heat_table(
        f"Kết quả {len(columns)} chỉ tiêu của {len(units)} {COMMUNES}",
        _head(session, picture, BY_NAME, "Xã, phường", order, is_turned),
        _head(session, picture, BY_LATE, "Số chậm", order, is_turned),
        [_column_head(session, picture, c, day, order, is_turned) for c in columns],
        lines,
        feet,
    )
    cells = [cell for row in (*lines, *feet) for cell in row.cells]
    key = note(f"{_signs(columns, cells)} {_explained(columns)}", css="after")
    return join([draw_finding(title, _measured(columns, day, order)), table, key])


def _late_counts(columns: Sequence[CommuneColumn]) -> dict[str, int]:
    """How many of the columns each commune is late on; every commune of any column is counted."""
    late: dict[str, int] = {}
    for column in columns:
        for figure in column.figures:
            late[figure.unit.id] = late.get(figure.unit.id, 0) + (figure.status in LATE)
    return late


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
    other = "" if column.day in (day, None) else f"số đến {format_due(column.day, session.as_of)}"
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
        return HeatCell(MISSING, is_missing=True, about=_NOT_OWED)
    said = status_said(figure.status, figure.is_late_report)
    about = ": ".join(part for part in (f"{figure.unit.name}, {column.row.name}", said) if part)
    if figure.reading is None:
        words = "chưa nộp" if figure.is_late_report else _NO_FIGURE
        status = figure.status if figure.is_late_report or figure.status in JUDGED else None
        return HeatCell(words, status, figure.is_late_report, is_missing=True, about=f"{about}; chưa có số")
    shown = figure_words(column, figure)
    parts = parts_words(column, figure)
    about += f"; {shown}" + (f" ({parts})" if parts and parts != shown else "")
    if day_note(column, figure):
        about += f", số {period_words(column, figure.reading.date)}"
    if figure.nothing_arose or (figure.value is None and not parts):
        instead = "không phát sinh" if figure.nothing_arose else "để trống giá trị"
        about = f"{figure.unit.name}, {column.row.name}: {instead}"
        return HeatCell(shown, None, figure.is_late_report, is_missing=not figure.is_late_report, about=about)
    return HeatCell(shown.removesuffix("%"), figure.status, figure.is_late_report, about=about)


def _feet(session: Session, columns: Sequence[CommuneColumn], units: Sequence[OrgUnit], late: int) -> list[HeatFoot]:
    added = "Tổng tử số chia tổng mẫu số của các xã, phường đã nộp"
    return [
        HeatFoot(f"{len(units)} {COMMUNES}", added, format_number(late), [_sum_cell(session, c) for c in columns]),
        HeatFoot(PROVINCE, "Mọi đơn vị báo cáo", "", [_province_cell(session, c) for c in columns]),
    ]


def _is_counted(column: CommuneColumn, denominator: float | None) -> bool:
    """Whether a sum is shown as a count: of units, of things with a fixed number, or on a small denominator."""
    is_amount = column.indicator.aggregation is Aggregation.SUM
    return bool(denominator) and (column.row.counts_units or is_amount or is_small(denominator))


def _sum_cell(session: Session, column: CommuneColumn) -> HeatCell:
    block, about = column.block, block_words(column, column.day)
    if block is None:
        return HeatCell(_NO_FIGURE, is_missing=True, about="Chưa có số, hoặc không cộng được")
    heard = f"{len(block.reported)}/{block.expected} nộp" if block.silent else ""
    notes = tuple(text for text in (_other_day(session, column, block.on), heard) if text)
    if column.sum is None:
        return HeatCell(_NO_FIGURE, is_missing=True, about=about, notes=notes)
    if _is_counted(column, block.denominator):
        return HeatCell(format_parts(block.numerator, block.denominator), about=about, notes=notes)
    shown = format_short(column.sum, column.row.unit, column.indicator.decimals)
    return HeatCell(shown.removesuffix("%"), about=about, notes=notes)


def _province_cell(session: Session, column: CommuneColumn) -> HeatCell:
    row, latest = column.row, shown_reading(column.row)
    if row.actual is None or latest is None:
        status = row.judgement.status if row.target.due is not None and row.judgement.status in JUDGED else None
        return HeatCell(_NO_FIGURE, status, is_missing=True, about=f"{PROVINCE}: chưa có số")
    status = row.judgement.status if row.target.due is not None else None
    words = actual_words(row).removesuffix("%")
    if _is_counted(column, latest.denominator):
        words = format_parts(latest.numerator, latest.denominator)
    about = f"{PROVINCE}: {STATUS_WORDS[status].word}" if status is not None else PROVINCE
    day = _other_day(session, column, latest.date)
    return HeatCell(words, status, about=about, notes=(day,) if day else ())


def _other_day(session: Session, column: CommuneColumn, day: date) -> str:
    """Until when a sum speaks, where most cells of its column speak of another period."""
    return "" if day == column.day else f"đến {format_due(day, session.as_of)}"


def _measured(columns: Sequence[CommuneColumn], day: date | None, order: str) -> str:
    if order == BY_LATE:
        said = "Xếp theo số chỉ tiêu chậm, mỗi chỉ tiêu xét hạn gần nhất."
    elif order == BY_NAME:
        said = "Xếp theo tên."
    else:
        said = f"Xếp theo {next(c.row.name for c in columns if c.indicator.id == order)}."
    units = sorted({c.indicator.unit for c in columns if c.indicator.unit != "%"})
    other = f", {', '.join(units)}" if units else ""
    said += f" Đơn vị: %{other} hoặc số đã làm/phải làm."
    if day is None:
        return said
    apart = sum(c.is_of_other_day(figure) for c in columns for figure in c.figures)
    return f"{said} Số liệu đến {format_date(day)}{f', riêng {apart} ô là số của kỳ khác' if apart else ''}."


def _signs(columns: Sequence[CommuneColumn], cells: Sequence[HeatCell]) -> str:
    """What the marks and signs of these cells mean, each once."""
    present = {cell.status for cell in cells}
    late = {Status.REPORT_OVERDUE} if any(cell.is_late_report for cell in cells) else set[Status]()
    shown = [STATUS_WORDS[s] for s in WORST_FIRST if s in present | late]
    said = list(dict.fromkeys(f"{each.mark} {each.word}" for each in shown))
    if any(cell.words == _NO_FIGURE for cell in cells):
        said.append(f"{_NO_FIGURE} Chưa có số")
    dashes = {
        "Không phát sinh": any(figure.nothing_arose for column in columns for figure in column.figures),
        "Không phải báo cáo": any(cell.about == _NOT_OWED for cell in cells),
    }
    said += [f"{MISSING} {word}" for word, is_there in dashes.items() if is_there]
    return f"{' · '.join(said)}."


def _explained(columns: Sequence[CommuneColumn]) -> str:
    said: list[str] = []
    undated = sum(c.row.target.due is None for c in columns)
    if undated:
        said.append(f"{undated} cột {NO_DUE} nên chỉ ghi số, không đánh giá.")
    shared = sum(c.row.target.due is not None and not c.statuses for c in columns)
    if shared:
        said.append(f"{shared} cột giao chung cả tỉnh nên không đánh giá từng nơi.")
    if any(c.sum is None or c.row.actual is None for c in columns):
        said.append("Hai dòng cuối chỉ có số khi cộng được và đủ nơi nộp.")
    if any(len(c.row.feeders) > len(c.figures) for c in columns):
        said.append(f"Dòng «{PROVINCE}» gồm cả sở, ngành.")
    said.append(f"Mẫu số dưới {SMALL_DENOMINATOR} ghi số đếm, không ghi %.")
    return " ".join(said)
