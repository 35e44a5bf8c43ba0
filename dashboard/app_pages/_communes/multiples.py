"""«Biểu đồ nhỏ»: one indicator in a panel for each commune, the worst first, twelve to a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from dashboard.analyses.commune_figures import CommuneColumn, CommuneFigure, most_common_day
from dashboard.analyses.standings import Standings, standings_of
from dashboard.app_pages._communes.picture import CommunePicture, notes_explained, period_note
from dashboard.app_pages._rows import periods_of
from dashboard.app_pages._session import Session, cut
from dashboard.charts.communes.multiples import PANELS, Multiples, Panel, PanelPoint, common_ticks
from dashboard.charts.communes.multiples import draw_multiples as draw_panels
from dashboard.charts.markup import Markup, el, join, note
from dashboard.charts.status_cells import count_words
from dashboard.domain.judgement import Reading, plan_value
from dashboard.domain.plan import Aggregation, Direction
from dashboard.domain.status import LATE
from dashboard.text.communes import COMMUNES
from dashboard.text.formats import format_date, format_number, format_round, format_short, lower_first
from dashboard.text.sentences import short_name
from dashboard.text.words import STATUS_WORDS

_PERIODS = 12
_PAGE, _SCALE, _OWN = "trang", "thang", "rieng"


def draw_multiples(session: Session, picture: CommunePicture, column: CommuneColumn) -> Markup:
    """A page of panels, with ways to the other pages and to a scale of each panel's own."""
    indicator = column.indicator
    standings = standings_of(session.snapshot, column)
    others = (*standings.silent, *standings.blank, *standings.baseless, *standings.not_arising)
    units = [*(each.unit.id for each in standings.ranked), *(unit.id for unit in others)]
    ordered = sorted(column.figures, key=lambda figure: _order(figure, units.index(figure.unit.id)))
    page, is_own, notes = _read(session, len(ordered))
    newest = {figure.unit.id: _newest(session, column, figure) for figure in ordered}
    common = most_common_day(reading.date for reading in newest.values() if reading is not None)
    panels = [_panel(session, picture, column, figure, newest[figure.unit.id], common) for figure in ordered]
    days = sorted({point.on for panel in panels for point in panel.points})[-_PERIODS:]
    if not days:
        return el("p", f"Chưa có số liệu nào của {COMMUNES} để vẽ biểu đồ.")
    panels = [replace(panel, points=tuple(p for p in panel.points if p.on in days)) for panel in panels]
    shown = panels[PANELS * (page - 1) : PANELS * page]
    ticks = common_ticks(panels, indicator.unit)
    start = "" if is_own or not ticks[0] else format_round(ticks[0], indicator.unit, indicator.decimals)
    multiples = Multiples(
        title=_title(shown, standings, page),
        measure=_measure(column, standings, days, start, notes_explained(column, _days(shown, newest), common)),
        unit=indicator.unit,
        decimals=indicator.decimals,
        panels=tuple(shown),
        span=(days[0], days[-1]),
        ticks=None if is_own else ticks,
        source=_source(session, column, has_plan=any(p.plan is not None for panel in shown for p in panel.points)),
        pages=tuple(_pages(picture, session, len(ordered), page)),
        scales=(
            ("Chung", picture.here(session, thang=None), not is_own),
            ("Thang riêng từng ô", picture.here(session, thang=_OWN), is_own),
        ),
    )
    return join([*(note(said) for said in notes), draw_panels(multiples)])


def _read(session: Session, count: int) -> tuple[int, bool, list[str]]:
    """The page and the kind of scale that the address asks for; what it does not know becomes the default, with a note."""
    notes: list[str] = []
    last = max(1, -(-count // PANELS))
    asked, scale = session.parameters.get(_PAGE) or "1", session.parameters.get(_SCALE)
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    if not 1 <= page <= last:
        notes.append(f"Không có trang «{cut(asked)}»; đang xem trang 1/{last}.")
        page = 1
    if scale and scale != _OWN:
        notes.append(f"Không có thang đo «{cut(scale)}»; đang dùng thang chung.")
    return page, scale == _OWN, notes


def _pages(picture: CommunePicture, session: Session, count: int, page: int) -> list[tuple[str, str, bool]]:
    """`1–12`, `13–24`, …: the places in the order that each page shows."""
    found: list[tuple[str, str, bool]] = []
    for number, first in enumerate(range(1, count + 1, PANELS), start=1):
        last = min(first + PANELS - 1, count)
        words = f"{first}–{last}" if last > first else str(first)
        found.append((words, picture.here(session, trang=None if number == 1 else str(number)), number == page))
    return found


def _order(figure: CommuneFigure, place: int) -> tuple[object, ...]:
    """Worst first: by status and how late where the commune is judged, by its place in the ranking where it is not."""
    if figure.row is not None and figure.status is not None:
        return (0, *figure.row.order, place)
    return (1, place)


def _panel(
    session: Session,
    picture: CommunePicture,
    column: CommuneColumn,
    figure: CommuneFigure,
    newest: Reading | None,
    common: date | None,
) -> Panel:
    unit = figure.unit
    readings = _periods(session, column, figure)
    is_chosen = unit.id == picture.commune
    return Panel(
        id=unit.id,
        name=short_name(unit),
        points=tuple(_point(figure, day, reading) for day, reading in readings),
        shown=_shown(column, newest, common) if newest is not None else "",
        status=figure.status,
        to=picture.here(session, xa=None if is_chosen else unit.id),
        is_chosen=is_chosen,
    )


def _periods(session: Session, column: CommuneColumn, figure: CommuneFigure) -> list[tuple[date, Reading | None]]:
    """The periods of the commune's own row; where it has none, those of the province's."""
    if figure.row is not None:
        return periods_of(figure.row, session.as_of)
    own = {r.date: r for r in session.snapshot.readings(column.indicator.id, figure.unit.id)}
    start = column.row.terms.start
    return [(day, own.get(day)) for day in sorted(column.row.pools) if day > start or day in own]


def _newest(session: Session, column: CommuneColumn, figure: CommuneFigure) -> Reading | None:
    readings = _periods(session, column, figure)
    return next((r for _, r in reversed(readings) if r is not None and r.value is not None), None)


def _days(panels: Sequence[Panel], newest: Mapping[str, Reading | None]) -> list[date]:
    return [reading.date for panel in panels if (reading := newest[panel.id]) is not None]


def _shown(column: CommuneColumn, reading: Reading, common: date | None) -> str:
    """The newest figure; of an amount also how much the commune has to do, of another period than most which."""
    shown = format_short(reading.value, column.indicator.unit, column.indicator.decimals)
    if column.indicator.aggregation is Aggregation.SUM and reading.denominator is not None:
        shown = f"{shown}/{format_number(reading.denominator)}"
    period = period_note(column, reading.date, common)
    return f"{shown} ({period})" if period else shown


def _point(figure: CommuneFigure, day: date, reading: Reading | None) -> PanelPoint:
    value = None if reading is None else reading.value
    is_zero = reading is not None and (reading.not_arising or reading.denominator == 0)
    return PanelPoint(day, value, _plan(figure, day), nothing_arose=value is None and is_zero)


def _plan(figure: CommuneFigure, day: date) -> float | None:
    row = figure.row
    if row is None or row.terms.direction in (Direction.RANGE, Direction.EXACTLY):
        return None
    return plan_value(row.terms, row.judgement.numbers.baseline, day)


def _title(panels: Sequence[Panel], standings: Standings, page: int) -> str:
    """Who is shown, and how they stand: by status, or between which figures where the communes are not judged."""
    first, statuses = PANELS * (page - 1) + 1, [panel.status for panel in panels if panel.status is not None]
    who = f"{len(panels)} {COMMUNES}"
    if page > 1:
        who = f"{COMMUNES.capitalize()} thứ {first}–{first + len(panels) - 1}"
    elif statuses and standings.count > len(panels):
        who += " chậm nhất" if all(status in LATE for status in statuses) else " đứng cuối"
    elif len(standings.ranked) > len(panels):
        who += f" {standings.worst}"
    if len(set(statuses)) == 1 and len(statuses) == len(panels) > 1:
        return f"{who} đều {lower_first(STATUS_WORDS[statuses[0]].word)}"
    if statuses:
        return f"{who}: {count_words(statuses)}"
    shown = {panel.id for panel in panels}
    values = [each.value for each in standings.ranked if each.unit.id in shown]
    return f"{who}: {standings.between(min(values), max(values))}" if values else who


def _measure(column: CommuneColumn, standings: Standings, days: list[date], start: str, apart: str) -> str:
    """What is drawn, from when to when, in which order.

    `start` is where the common scale begins if not at 0, `apart` what the short days beside figures mean.
    """
    row = column.row
    said = f"{row.name}, {column.indicator.unit}"
    said += f", từ {format_date(days[0])} đến {format_date(days[-1])}" if days[1:] else f", ngày {format_date(days[0])}"
    lower = ". Càng thấp càng tốt" if column.indicator.direction is Direction.AT_MOST else ""
    axis = f". Trục đứng bắt đầu từ {start}" if start else ""
    order = "Xếp theo trạng thái, rồi số tháng chậm kế hoạch"
    if not column.statuses:
        order = f"Xếp từ {'cao' if standings.lower_is_better else 'thấp'} nhất"
    return f"{said}{lower}{axis}. {order}.{f' {apart}.' if apart else ''}"


def _source(session: Session, column: CommuneColumn, *, has_plan: bool) -> str:
    """Whose reports the lines are made of, until when they came in, and where the plan lines start; a baseline is no report."""
    series = [
        [
            r
            for r in session.snapshot.readings(column.indicator.id, f.unit.id)
            if not (f.row or column.row).is_baseline(r.date)
        ]
        for f in column.figures
    ]
    received = [reading.received for readings in series for reading in readings if reading.received is not None]
    if not received:
        return "Chưa nhận báo cáo nào."
    said = f"Nguồn: báo cáo của {sum(map(bool, series))} {COMMUNES}; nhận đến ngày {format_date(max(received))}."
    return f"{said} Đường kế hoạch tính từ số gốc của từng đơn vị." if has_plan else said
