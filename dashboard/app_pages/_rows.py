"""Rows of the Snapshot in the words and pictures that several pages share."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from dashboard.app_pages._session import Session
from dashboard.catalogue import Catalogue
from dashboard.charts.bullet import Bullet
from dashboard.charts.markup import el, link
from dashboard.charts.sparkline import draw_sparkline
from dashboard.domain.judgement import Reading
from dashboard.domain.periods import periods_between
from dashboard.domain.plan import Direction, Kind, OrgUnit, UnitKind
from dashboard.domain.pools import Pooled
from dashboard.domain.status import Flag, Status
from dashboard.snapshot import SnapshotRow
from dashboard.text.formats import format_date, format_day_month, format_number, format_short, format_value
from dashboard.text.sentences import format_actual, lag, shown_name
from dashboard.text.words import NO_AGENCY, UNIT_KIND_WORDS

INDICATORS_PATH, AGENCIES_PATH, COMMUNES_PATH = "/chi-tieu", "/co-quan", "/xa-phuong"
SUBMIT_PATH, LOAD_PATH, SUBMISSIONS_PATH, PERIODS_PATH = "/nop", "/nap", "/tinh-hinh-nop", "/ky-bao-cao"
START_PATH, CHANGES_PATH, SEARCH_PATH, GUIDE_PATH = "/", "/thay-doi", "/tim", "/huong-dan"


def detail_link(session: Session, row: SnapshotRow, **more: str | None) -> str:
    """The address of the indicator's page, led by this target."""
    return session.link(INDICATORS_PATH, ct=row.indicator.id, mt=row.target.id, **more)


def scope_rows(session: Session) -> tuple[SnapshotRow, ...]:
    """The rows of the chosen scope, worst first.

    The whole province: one row a target. A commune: what it owes. An agency: what it leads for the province, and what it
    owes itself where another leads; each target once.
    """
    snapshot, scope = session.snapshot, session.scope
    if session.is_whole:
        return snapshot.province_rows
    led = [r for r in snapshot.province_rows if scope.id in r.lead]
    known = {r.target.id for r in led}
    own = [r for r in snapshot.rows_of_unit(scope.id) if r.target.id not in known]
    return tuple(sorted([*led, *own], key=lambda r: r.order))


def say_no_indicators(session: Session) -> Markup:
    """Why the chosen scope has no rows at all, and where to go."""
    if session.is_whole:
        to = link("Hướng dẫn", session.link(GUIDE_PATH))
        return el("p", "Chưa có chỉ tiêu. Nạp danh mục ở trang ", to, ", mục Danh mục.")
    said = f"{shown_name(session.scope)} không chủ trì và không phải báo cáo chỉ tiêu nào vào ngày này. "
    return el("p", said, link("Xem toàn tỉnh", session.link(START_PATH, pv=None)))


def agency_names(row: SnapshotRow, catalogue: Catalogue, *, is_short: bool = False) -> str:
    """Who answers for the row: its lead agencies, or the unit itself for a commune's own row."""
    ids = (row.org_unit.id,) if row.org_unit.kind is UnitKind.COMMUNE else row.lead
    units = [catalogue.org_units[i] for i in ids]
    return "; ".join(u.abbr if is_short and u.abbr else shown_name(u) for u in units) or NO_AGENCY


def name_within(unit: OrgUnit) -> str:
    """The unit's name inside a sentence: `xã Bum Nưa`."""
    name = shown_name(unit)
    return name[0].lower() + name[1:] if name.startswith(("Xã ", "Phường ", "Tỉnh ")) else name


def is_past_due(row: SnapshotRow, as_of: date) -> bool:
    """Whether the target's day has passed."""
    return row.target.due is not None and row.target.due < as_of


def shown_plan(row: SnapshotRow, as_of: date) -> float | None:
    """What the value is held against: the plan on its day, the target once its day has passed; nothing for bands."""
    if row.terms.direction in (Direction.RANGE, Direction.EXACTLY) or row.indicator.kind is Kind.MILESTONE:
        return None
    if is_past_due(row, as_of):
        return row.terms.target
    return row.plan_to_date


def actual_words(row: SnapshotRow) -> str:
    """The value in a table whose other columns name the unit."""
    if row.indicator.kind is Kind.MILESTONE and row.unit != "%":
        return format_actual(row.actual, row.terms)
    return format_short(row.actual, row.unit, row.terms.decimals)


def plan_words(row: SnapshotRow, as_of: date) -> str:
    """The plan on the day of the value, in the same form."""
    return format_short(shown_plan(row, as_of), row.unit, row.terms.decimals)


def actual_note(row: SnapshotRow) -> str:
    """The day the value speaks of; the unit instead where it is not a percentage."""
    if row.judgement.numbers.observed_on is None:
        return "chưa có số"
    if row.unit == "%" or row.indicator.kind is Kind.MILESTONE:
        return f"đến {format_day_month(row.judgement.numbers.observed_on)}"
    return row.unit


def lag_words(row: SnapshotRow, as_of: date) -> str:
    """How late, in months against the plan; of a target that was missed in days since its day, and nothing before that day."""
    if row.judgement.status in (Status.ACHIEVED, Status.ACHIEVED_LATE):
        return ""
    if row.judgement.status is not Status.MISSED or row.target.due is None:
        return lag(row.judgement.numbers)
    days = (as_of - row.target.due).days
    if days < 0:
        return ""
    return f"quá hạn {format_number(days)}\u00a0ngày" if days else "đến hạn hôm nay"


def now_words(row: SnapshotRow) -> str:
    """Where a target stands whose judged value is not the newest: `nay 57,5%`."""
    newest = newer_reading(row)
    return f"nay\u00a0{format_short(newest.value, row.unit, row.terms.decimals)}" if newest is not None else ""


def newer_reading(row: SnapshotRow) -> Reading | None:
    """A usable value that came after the one judged: where a target that was missed stands now."""
    day = row.judgement.numbers.observed_on
    known = [r for r in row.readings if r.usable and r.value is not None and (day is None or r.date > day)]
    return known[-1] if known and day is not None else None


def bullet_of(row: SnapshotRow, as_of: date) -> Bullet:
    """The row's bullet."""
    return Bullet(
        actual=row.actual,
        plan=shown_plan(row, as_of),
        target=row.terms.target if row.terms.target is not None else row.terms.target_low,
        unit=row.unit,
        decimals=row.terms.decimals,
        target_high=row.terms.target_high,
        lower_is_better=row.terms.direction is Direction.AT_MOST,
        bounds=None if row.terms.bounds == (None, None) else row.terms.bounds,
    )


def bounds_words(row: SnapshotRow, pooled: Pooled) -> str:
    """What the silent units leave open: `55,2% đến 59,2%`, `từ 5.498 máy trở lên`; empty where nothing is known."""
    low, high = (format_value(v, row.unit, row.terms.decimals) for v in (pooled.low, pooled.high))
    if pooled.low is None:
        return ""
    if pooled.high is None:
        return f"từ {low} trở lên"
    return low if low == high else f"{low} đến {high}"


def periods_of(row: SnapshotRow, until: date) -> list[tuple[date, Reading | None]]:
    """Every reporting period from the first reading to `until`, oldest first; None where no figure came.

    Without any reading none is told: `owed_periods` are then those that passed.
    """
    readings = {r.date: r for r in row.readings if r.usable}
    if not readings:
        return []
    days: set[date] = set(readings)
    calendar, before = row.terms.calendar, min(readings) - timedelta(days=1)
    if calendar is not None:
        days |= {calendar.as_typed(p).end for p in periods_between(calendar.frequency, before, max(readings))}
        days |= {p.end for p in calendar.due(before, until)}
    return [(day, readings.get(day)) for day in sorted(days)]


def owed_periods(row: SnapshotRow, until: date) -> list[date]:
    """The last days of the reporting periods since the target's start whose deadline has passed, oldest first."""
    calendar = row.terms.calendar
    return [] if calendar is None else [p.end for p in calendar.due(row.terms.start, until)]


def sparkline_of(row: SnapshotRow, until: date, *, width: int = 120, height: int = 30) -> Markup:
    """The row's last reports."""
    periods = [(day, reading.value if reading else None) for day, reading in periods_of(row, until)]
    return draw_sparkline(periods, row.unit, row.terms.decimals, width=width, height=height)


def report_words(row: SnapshotRow, catalogue: Catalogue, *, communes: str = "xã, phường") -> str:
    """Who has reported: `35/38 xã, phường, 20/20 cơ quan`, or the day of the only reporter's value."""
    pooled = row.pooled
    if pooled is None:
        observed = row.judgement.numbers.observed_on or (row.readings[-1].date if row.readings else None)
        if observed is None:
            return "Chưa nhận báo cáo"
        late = "; kỳ sau quá hạn" if Flag.OVERDUE in row.judgement.flags else ""
        return f"Đã có kỳ {format_date(observed)}{late}"
    return pool_words(pooled, catalogue, communes)


def shown_pool(row: SnapshotRow) -> Pooled | None:
    """What the value shown was added up from, also where a newer period is missing; None for the figure of one reporter."""
    return row.pooled if row.latest is None else row.pools.get(row.latest.date)


def pool_words(pooled: Pooled, catalogue: Catalogue, communes: str = "xã, phường") -> str:
    """Of how many units a pooled figure is: `35/38 xã, phường, 20/20 cơ quan`."""
    parts: list[str] = []
    for kind, word in (UNIT_KIND_WORDS | {UnitKind.COMMUNE: communes}).items():
        done = sum(catalogue.org_units[u].kind is kind for u in pooled.reported)
        silent = sum(catalogue.org_units[u].kind is kind for u in pooled.silent)
        if done + silent:
            parts.append(f"{done}/{done + silent} {word}")
    return ", ".join(parts)


def document_words(session: Session, row: SnapshotRow) -> str:
    """The document's short name where two targets of one indicator bear one name, so that their rows can be told apart."""
    names = [t.name or row.indicator.name for t in session.catalogue.targets_on(row.indicator, session.as_of)]
    several = names.count(row.name) > 1
    return session.catalogue.plan_documents[row.target.document].short if several else ""


def owner_words(session: Session, row: SnapshotRow) -> str:
    """Whose the row is: lead agency; for an agency's scope whether the figure is its own or the province's; the document."""
    parts = [agency_names(row, session.catalogue)]
    if session.scope.kind is UnitKind.AGENCY:
        is_own = row.org_unit.id == session.scope.id
        parts.append("số của cơ quan" if is_own else "số toàn tỉnh")
    return " · ".join(part for part in (*parts, document_words(session, row)) if part)
