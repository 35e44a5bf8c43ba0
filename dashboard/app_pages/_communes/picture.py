"""What the commune views share: what the address asks of them, the columns in scope, and figures in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.analyses.commune_figures import CommuneColumn, CommuneFigure, commune_columns
from dashboard.app_pages._session import Session, cut
from dashboard.domain.periods import Frequency
from dashboard.domain.plan import Kind, UnitKind
from dashboard.text.formats import (
    MISSING,
    decimals_apart,
    format_date,
    format_day_month,
    format_number,
    format_short,
    period_name,
)
from dashboard.text.sentences import NO_DUE, format_actual, format_target

PATH = "/xa-phuong"
# What the address says of one view only.
_OF_VIEW = {"hang": ("het", "phieu"), "nho": ("trang", "thang")}
VIEWS = {"o": "Bản đồ ô", "nhiet": "Bảng nhiệt", "hang": "Xếp hạng", "nho": "Biểu đồ nhỏ"}
NO_FIGURE = "chưa có số"
# How communes stand on the map: tiles about where they lie, tiles by name, their real shapes.
BY_PLACE, BY_NAME, REAL = LAYOUTS = ("", "co", "that")
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class CommunePicture:
    """What the page shows: `column` is the chosen indicator, `commune` the unit whose panel is open."""

    view: str
    columns: tuple[CommuneColumn, ...]
    column: CommuneColumn | None
    pillar: str | None
    commune: str | None
    layout: str
    with_table: bool
    order: str
    notes: tuple[str, ...]

    def here(self, session: Session, **changed: str | None) -> str:
        """The address of this page with some choices changed; what is as it starts stands not in it.

        Choices of one view only stay while the view does.
        """
        own = () if "xem" in changed else _OF_VIEW.get(self.view, ())
        chosen = {key: session.parameters.get(key) for key in own} | {
            "xem": None if self.view == "o" else self.view,
            "ct": None if self.column in (None, *self.columns[:1]) else self.column.indicator.id,
            "nhom": self.pillar,
            "xa": self.commune if self.commune != session.scope.id else None,
            "ten": self.layout or None,
            "bang": "co" if self.with_table else None,
            "xep": self.order or None,
        }
        return session.link(PATH, **chosen | changed)


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
    pillar = asked.get("nhom") or None
    if pillar and pillar not in {c.indicator.pillar for c in columns}:
        notes.append(f"Không có nhóm nội dung «{cut(pillar)}» ở xã, phường; đang hiện mọi nhóm.")
        pillar = None
    return CommunePicture(
        view=view,
        columns=columns,
        column=_column(session, columns, notes),
        pillar=pillar,
        commune=_commune(session, notes),
        layout=_layout(asked.get("ten", ""), notes),
        with_table=asked.get("bang") == "co",
        order=_order(asked.get("xep", ""), columns, notes),
        notes=tuple(notes),
    )


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
        notes.append(f"{whose[0].upper()}{whose[1:]} chỉ tiêu «{name}»; đang xem {columns[0].row.name}.")
    return found or columns[0]


def _commune(session: Session, notes: list[str]) -> str | None:
    asked = session.parameters.get("xa")
    if asked:
        unit = session.catalogue.resolve_unit(asked)
        if unit is not None and unit.kind is UnitKind.COMMUNE:
            return unit.id
        notes.append(f"Không có xã, phường «{cut(asked)}».")
    return session.scope.id if session.scope.kind is UnitKind.COMMUNE else None


def _layout(asked: str, notes: list[str]) -> str:
    if asked in LAYOUTS:
        return asked
    notes.append(f"Không có cách xếp ô «{cut(asked)}».")
    return BY_PLACE


def _order(asked: str, columns: tuple[CommuneColumn, ...], notes: list[str]) -> str:
    if asked.removeprefix("-") in {"", "cham", "ten", *(c.indicator.id for c in columns)}:
        return asked
    notes.append(f"Không có cách xếp «{cut(asked)}».")
    return ""


def figure_words(column: CommuneColumn, figure: CommuneFigure) -> str:
    """The figure of one cell or tile: `42,6%`, `17/38` on a small denominator, `chưa có số`, `–` where nothing arose."""
    reading, indicator = figure.reading, column.indicator
    if reading is None:
        return NO_FIGURE
    if figure.has_small_denominator:
        return f"{format_number(reading.numerator)}/{format_number(reading.denominator)}"
    if reading.not_arising or reading.denominator == 0 or reading.value is None:
        return MISSING
    if indicator.kind is Kind.MILESTONE and figure.row is not None:
        return format_actual(reading.value, figure.row.terms)
    decimals = decimals_apart(reading.value, column.row.target.value, indicator.decimals)
    return format_short(reading.value, indicator.unit, decimals)


def parts_words(figure: CommuneFigure) -> str:
    """`1.661/3.900`; nothing where the figure has no parts."""
    reading = figure.reading
    if reading is None or reading.denominator is None:
        return ""
    return f"{format_number(reading.numerator)}/{format_number(reading.denominator)}"


def older_note(column: CommuneColumn, figure: CommuneFigure) -> str:
    """The period an older figure speaks of, as short as it can be told: `10`, `III`, `2024`, `31/10`; nothing for the common period."""
    if figure.reading is None or not column.is_older(figure):
        return ""
    match column.indicator.frequency:
        case Frequency.MONTH:
            return str(figure.reading.date.month)
        case Frequency.QUARTER:
            return _ROMAN[(figure.reading.date.month - 1) // 3]
        case Frequency.YEAR:
            return str(figure.reading.date.year)
        case _:
            return format_day_month(figure.reading.date)


def older_explained(column: CommuneColumn) -> str:
    """`(10) là số tháng 10/2025`: what the short notes of a map mean."""
    notes = {older_note(column, f): f.reading.date for f in column.figures if f.reading and column.is_older(f)}
    return "; ".join(f"({note}) là số {period_words(column, day)}" for note, day in sorted(notes.items()))


def period_words(column: CommuneColumn, day: date) -> str:
    """The period that ends on the day: `tháng 10/2025`; the day itself where it ends no period."""
    calendar = column.indicator.calendar
    period = None if calendar is None else calendar.ending_on(day)
    return f"ngày {format_date(day)}" if period is None else period_name(period)


def target_words(column: CommuneColumn, as_of: date) -> str:
    """What is asked of a commune and by when: `≥ 70%, 31/12`; `chưa có hạn`."""
    due = column.row.target.due
    asked = format_target(column.row.target, column.indicator)
    return NO_DUE if due is None else f"{asked}, {format_due(due, as_of)}"


def format_due(due: date, as_of: date) -> str:
    """`31/12` in the year that is looked at, else with its year."""
    return format_day_month(due) if due.year == as_of.year else format_date(due)
