"""What the commune views share: what the address asks of them, the columns in scope, and figures in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.analyses.commune_figures import CommuneColumn, CommuneFigure, commune_columns, is_small, parts_of
from dashboard.app_pages._rows import COMMUNES_PATH
from dashboard.app_pages._session import Session, cut
from dashboard.charts.communes.heat_table import MOST_COLUMNS
from dashboard.domain.periods import Frequency
from dashboard.domain.plan import Kind, UnitKind
from dashboard.domain.status import Status
from dashboard.text.communes import COMMUNES
from dashboard.text.formats import (
    MISSING,
    capital,
    decimals_apart,
    format_date,
    format_day_month,
    format_parts,
    format_short,
    lower_first,
    period_name,
)
from dashboard.text.sentences import NO_DUE, format_actual, format_target
from dashboard.text.words import STATUS_WORDS

# What the address says of one view only.
_OF_VIEW = {"hang": ("het", "phieu"), "nho": ("trang", "thang")}
VIEWS = {"o": "Bản đồ ô", "nhiet": "Bảng nhiệt", "hang": "Xếp hạng", "nho": "Biểu đồ nhỏ"}
NO_FIGURE = "chưa có số"
EVERY_PILLAR = "tat-ca"
# How communes stand on the map: tiles about where they lie, tiles by name, their real shapes.
BY_PLACE, BY_NAME, REAL = LAYOUTS = ("", "co", "that")
_ROMAN = ("I", "II", "III", "IV")
_YEAR = 12
# Days that are told one by one.
_MOST_DAYS = 3


@dataclass(frozen=True)
class CommunePicture:
    """What the page shows: `column` is the chosen indicator, `commune` the unit whose panel is open.

    `order` names a heading of the heat table, one that its content group leaves there.
    """

    view: str
    columns: tuple[CommuneColumn, ...]
    column: CommuneColumn | None
    pillar: str | None
    commune: str | None
    layout: str
    with_table: bool
    order: str
    notes: tuple[str, ...]

    @property
    def heat_columns(self) -> tuple[CommuneColumn, ...]:
        """The columns of the heat table: all of them, or those of one content group."""
        return tuple(c for c in self.columns if self.pillar in (None, c.indicator.pillar))

    def here(self, session: Session, **changed: str | None) -> str:
        """The address of this page with some choices changed; what is as it starts stands not in it.

        Choices of one view only stay while the view does.
        """
        own = () if "xem" in changed else _OF_VIEW.get(self.view, ())
        chosen = {key: session.parameters.get(key) for key in own} | {
            "xem": None if self.view == "o" else self.view,
            "ct": None if self.column in (None, *self.columns[:1]) else self.column.indicator.id,
            "nhom": None if self.pillar == usual_pillar(self.columns) else self.pillar or EVERY_PILLAR,
            "xa": self.commune if self.commune != session.scope.id else None,
            "ten": self.layout or None,
            "bang": "co" if self.with_table else None,
            "xep": self.order or None,
        }
        return session.link(COMMUNES_PATH, **chosen | changed)


def read_picture(session: Session) -> CommunePicture:
    """Reads the address; what it does not know becomes the default, with a note."""
    asked, notes = session.parameters, []
    view = asked.get("xem") or "o"
    if view not in VIEWS:
        notes.append(f"Không có cách xem «{cut(view)}»; đang xem {VIEWS['o']}.")
        view = "o"
    columns = commune_columns(session.snapshot)
    if session.scope.kind is UnitKind.AGENCY:
        columns = tuple(c for c in columns if session.scope.id in c.row.lead)
    pillar = _pillar(asked.get("nhom", ""), columns, notes)
    return CommunePicture(
        view=view,
        columns=columns,
        column=_column(session, columns, notes),
        pillar=pillar,
        commune=_commune(session, notes),
        layout=_layout(session, asked.get("ten", ""), view, notes),
        with_table=_with_table(asked.get("bang", ""), notes),
        order=_order(asked.get("xep", ""), columns, pillar, notes),
        notes=tuple(notes),
    )


def usual_pillar(columns: tuple[CommuneColumn, ...]) -> str | None:
    """The content group that the heat table starts with: none, unless all columns together are too many for the page."""
    return columns[0].indicator.pillar if len(columns) > MOST_COLUMNS else None


def _pillar(asked: str, columns: tuple[CommuneColumn, ...], notes: list[str]) -> str | None:
    """The content group that is asked for; None for all of them."""
    if asked == EVERY_PILLAR or asked in {c.indicator.pillar for c in columns}:
        return None if asked == EVERY_PILLAR else asked
    if asked:
        notes.append(f"Không có nhóm nội dung «{cut(asked)}» ở xã, phường.")
    return usual_pillar(columns)


def _column(session: Session, columns: tuple[CommuneColumn, ...], notes: list[str]) -> CommuneColumn | None:
    asked = session.parameters.get("ct")
    if not columns:
        return None
    if not asked:
        return columns[0]
    indicator = session.catalogue.resolve_indicator(asked)
    found = next((c for c in columns if indicator is not None and c.indicator.id == indicator.id), None)
    if found is None:
        whose = "xã, phường không có" if indicator is not None else "không có"
        name = indicator.name if indicator is not None else cut(asked)
        notes.append(f"{capital(whose)} chỉ tiêu «{name}»; đang xem {columns[0].row.name}.")
    return found or columns[0]


def _commune(session: Session, notes: list[str]) -> str | None:
    asked = session.parameters.get("xa")
    if asked:
        unit = session.catalogue.resolve_unit(asked)
        if unit is not None and unit.kind is UnitKind.COMMUNE:
            return unit.id
        notes.append(f"Không có xã, phường «{cut(asked)}».")
    return session.scope.id if session.scope.kind is UnitKind.COMMUNE else None


def _layout(session: Session, asked: str, view: str, notes: list[str]) -> str:
    """How communes stand on the map; what is wrong with a map file is said beside the map."""
    if view == "o" and asked == REAL and session.areas == (None, ""):
        notes.append("Tỉnh chưa có tệp bản đồ ranh giới; đang xem bản đồ ô.")
        return BY_PLACE
    if asked in LAYOUTS:
        return asked
    notes.append(f"Không có cách xếp ô «{cut(asked)}».")
    return BY_PLACE


def _with_table(asked: str, notes: list[str]) -> bool:
    if asked not in ("", "co"):
        notes.append(f"Không có lựa chọn «bang={cut(asked)}».")
    return asked == "co"


def _order(asked: str, columns: tuple[CommuneColumn, ...], pillar: str | None, notes: list[str]) -> str:
    """The heading to sort by; none where the chosen content group leaves its column out."""
    key = asked.removeprefix("-")
    if key in {"", "cham", "ten"}:
        return asked
    column = next((c for c in columns if c.indicator.id == key), None)
    if column is None:
        notes.append(f"Không có cách xếp «{cut(asked)}».")
    return asked if column is not None and pillar in (None, column.indicator.pillar) else ""


def figure_words(column: CommuneColumn, figure: CommuneFigure) -> str:
    """The figure of one cell or tile: `42,6%`, `17/38` on a small denominator, `chưa có số`, `–` where nothing arose."""
    reading, indicator = figure.reading, column.indicator
    if reading is None:
        return NO_FIGURE
    parts = parts_of(indicator, reading)
    if parts is not None and is_small(reading.denominator):
        return format_parts(*parts)
    if figure.nothing_arose or reading.value is None:
        return MISSING
    if indicator.kind is Kind.MILESTONE and figure.row is not None:
        return format_actual(reading.value, figure.row.terms)
    decimals = decimals_apart(reading.value, column.target.value, indicator.decimals)
    return format_short(reading.value, indicator.unit, decimals)


def parts_words(column: CommuneColumn, figure: CommuneFigure) -> str:
    """`1.661/3.900`; nothing where the figure has no parts."""
    parts = parts_of(column.indicator, figure.reading)
    return "" if parts is None else format_parts(*parts)


def day_note(column: CommuneColumn, figure: CommuneFigure) -> str:
    """The period that a figure of another day than the map's speaks of, short: `10`; nothing for the common period."""
    return "" if figure.reading is None else period_note(column, figure.reading.date, column.day)


def period_note(column: CommuneColumn, day: date, common: date | None) -> str:
    """A period as short as it can be told: `10`, `III`, `2024`, `31/10`; nothing where it is the common one.

    A year or more away from that it carries the year: `10/2024`.
    """
    if common is None or day == common:
        return ""
    months = 12 * (day.year - common.year) + day.month - common.month
    year = "" if abs(months) < _YEAR else f"/{day.year}"
    match column.indicator.frequency:
        case Frequency.MONTH:
            return f"{day.month}{year}"
        case Frequency.QUARTER:
            return f"{_ROMAN[(day.month - 1) // 3]}{year}"
        case Frequency.YEAR:
            return str(day.year)
        case _:
            return f"{format_day_month(day)}{year}"


def notes_explained(column: CommuneColumn, days: Iterable[date], common: date | None) -> str:
    """`(10) là số tháng 10/2025`: what the short notes beside figures of these days mean, the newest first."""
    notes = ((day, period_note(column, day, common)) for day in sorted(set(days), reverse=True))
    return "; ".join(f"({note}) là số {period_words(column, day)}" for day, note in notes if note)


def other_days(column: CommuneColumn) -> str:
    """`riêng 11 nơi đạt muộn là số tháng 02/2026`: whose figures are not of the column's day; nothing where all are."""
    apart = [(f.reading.date, f.status) for f in column.figures if f.reading and column.is_of_other_day(f)]
    by_day = Counter(day for day, _ in apart)
    if len(by_day) > _MOST_DAYS:
        return f"riêng {len(apart)} nơi là số của kỳ khác"
    said: list[str] = []
    for day, count in sorted(by_day.items(), reverse=True):
        is_late_done = {status for on, status in apart if on == day} == {Status.ACHIEVED_LATE}
        who = f"{count} nơi {lower_first(STATUS_WORDS[Status.ACHIEVED_LATE].word)}" if is_late_done else f"{count} nơi"
        said.append(f"{who} là số {period_words(column, day)}")
    return f"riêng {', '.join(said)}" if said else ""


def period_words(column: CommuneColumn, day: date) -> str:
    """The period that ends on the day: `tháng 10/2025`; the day itself where it ends no period."""
    calendar = column.indicator.calendar
    period = None if calendar is None else calendar.ending_on(day)
    return f"ngày {format_date(day)}" if period is None else period_name(period)


def block_words(column: CommuneColumn, day: date | None) -> str:
    """`Khối xã, phường: 57,3% (1.661/2.900), 37/38 đã nộp`: the communes together; empty where they do not add up.

    The period is named where it is not the one that ends on `day`, which the figures beside it speak of; without a value the
    reason stands in its place.
    """
    block = column.block
    if block is None:
        return ""
    period = f", {period_words(column, block.on)}" if block.on != day else ""
    heard = f"{len(block.reported)}/{block.expected}"
    if not block.usable:
        said = f"{MISSING} (mới {heard} nộp, chưa đủ để tính)"
    elif block.value is None:
        said = f"{MISSING} (thiếu mẫu số)"
    else:
        said = format_short(block.value, column.row.unit, column.indicator.decimals)
        said += f" ({format_parts(block.numerator, block.denominator)})" if block.denominator else ""
        said += f", {heard} đã nộp" if block.silent else ""
    return f"Khối {COMMUNES}{period}: {said}"


def target_words(column: CommuneColumn, as_of: date) -> str:
    """What is asked of a commune and by when: `≥ 70%, 31/12`; `chưa có hạn`."""
    due = column.target.due
    asked = format_target(column.target, column.indicator)
    return NO_DUE if due is None else f"{asked}, {format_due(due, as_of)}"


def format_due(due: date, as_of: date) -> str:
    """`31/12` in the year that is looked at, else with its year."""
    return format_day_month(due) if due.year == as_of.year else format_date(due)
