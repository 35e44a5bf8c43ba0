"""What stands in a form before anyone fills it in: whose it is, when it is due, and target, plan and last value of each line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.catalogue.model import PROVINCE, Catalogue, Task
from dashboard.domain.course import plan_value
from dashboard.domain.forms import Answer, answer_of
from dashboard.domain.periods import Calendar, Period, period_of
from dashboard.domain.plan import Accumulation, Aggregation, Indicator, Kind, OrgUnit, Target
from dashboard.domain.readings import Reading
from dashboard.domain.task_reports import TaskReport
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.formats import MISSING, format_date, format_number, format_short, format_value, period_name
from dashboard.text.sentences import NO_DUE, format_target

NOT_REPORTED = "chưa có"
NOT_ARISING = "Không phát sinh"
YES, NO = "Có", "Không"
_COVERS: dict[Accumulation, str] = {
    Accumulation.CUMULATIVE: "Lũy kế đến hết kỳ.",
    Accumulation.PERIODIC: "Chỉ tính trong kỳ.",
    Accumulation.RUNNING_TOTAL: "Chỉ tính trong kỳ, không cộng dồn.",
}


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator at one unit: what is known of it, in words. `reported` is what the unit has said for this very period."""

    indicator: Indicator
    unit: OrgUnit
    target: str
    plan: str
    before: str
    reported: str
    deadline: date

    @property
    def answer(self) -> Answer:
        """What is filled in."""
        return answer_of(self.indicator)

    @property
    def last_value(self) -> str:
        """The value of the period before, and the one already reported, as the column «Kỳ trước» shows them."""
        return f"{self.before}\nĐã báo kỳ này:\n{self.reported}" if self.reported else self.before


def indicator_line(snapshot: Snapshot, indicator: Indicator, unit: OrgUnit, period: Period) -> IndicatorLine:
    """What is known of an indicator at a unit, seen from the period it is asked for."""
    calendar, sender = indicator.calendar, snapshot.catalogue.collector(indicator, unit.id, period.end)
    target = _nearest_target(snapshot.catalogue, indicator, unit, period)
    row = None if target is None else _row(snapshot, target, unit)
    readings = snapshot.series.get((indicator.id, unit.id), ())
    end = _end(indicator, period)
    earlier = [reading for reading in readings if reading.date < end]
    now = next((reading for reading in readings if reading.date == end), None)
    last = max(earlier, key=lambda reading: reading.date, default=None)
    before = NOT_REPORTED if last is None else f"{_value_words(indicator, last)}\n{_period_words(indicator, last.date)}"
    return IndicatorLine(
        indicator=indicator,
        unit=unit,
        target="" if target is None else _target_words(indicator, target, is_own=_is_own(row, target, unit)),
        plan=_plan_words(indicator, row, end),
        before=before,
        reported="" if now is None else _value_words(indicator, now),
        deadline=period.end if calendar is None else own_deadline(snapshot, calendar, sender or unit.id, period),
    )


def own_deadline(snapshot: Snapshot, calendar: Calendar, sender_id: str, period: Period) -> date:
    """The last day on which the sender's report of the period is in time: the day of all, or the later one it was given."""
    return max(calendar.deadline(period), snapshot.allowances.later.get(sender_id, {}).get(period.id, date.min))


def definition(indicator: Indicator) -> str:
    """How the figure is counted: numerator, denominator, and what it covers."""
    match answer_of(indicator):
        case Answer.PARTS:
            lines = [f"Tử số: {indicator.numerator}", f"Mẫu số: {indicator.denominator}"]
        case Answer.VALUE:
            lines = [indicator.numerator or "Ghi số ở cột Thực hiện"]
        case Answer.YES_NO:
            lines = [f"{indicator.numerator or indicator.name}: chọn {YES} hoặc {NO}"]
    return "\n".join([*lines, *([_ONE_UNIT] if _counts_itself(indicator) else [_COVERS[indicator.accumulation]])])


_ONE_UNIT = "Tính riêng đơn vị mình: có thì 1 và 1, chưa có thì 0 và 1."


def _counts_itself(indicator: Indicator) -> bool:
    """Whether a unit only says whether it is one of those counted: nothing less than the whole of it is enough."""
    values = [target.value for target in indicator.targets if target.value is not None]
    return indicator.aggregation is Aggregation.COUNT_OF_UNITS and bool(values) and min(values) >= 100


def period_title(period: Period) -> str:
    """`Tháng 11/2025`, as the title block and the loader name it."""
    name = period_name(period)
    return name[:1].upper() + name[1:]


def period_span(period: Period, indicators: Sequence[Indicator]) -> str:
    """`từ ngày 01/11/2025 đến hết ngày 30/11/2025`; the typed last day where all of them have the same one."""
    ends = {_end(indicator, period) for indicator in indicators}
    end = ends.pop() if len(ends) == 1 else period.end
    return f"từ ngày {format_date(period.start)} đến hết ngày {format_date(end)}"


def title_lines(unit: OrgUnit, period: Period, owed: Sequence[Indicator], due: str) -> list[tuple[str, str]]:
    """Whose form it is, for when, and until when it is due; labels as the loader knows them."""
    lines = [
        ("Đơn vị báo cáo", unit.name),
        ("Mã đơn vị", unit.id),
        ("Kỳ báo cáo", period_title(period)),
        ("Số liệu", period_span(period, owed)),
    ]
    return [*lines, ("Hạn nộp", due)] if due else lines


def deadline_words(lines: Sequence[IndicatorLine], place_word: str = "dòng") -> str:
    """`ngày 03/12/2025`; where lines differ, the most common one and then which lines have another."""
    days = [line.deadline for line in lines]
    usual = Counter(sorted(days, reverse=True)).most_common(1)[0][0]
    words = [f"ngày {format_date(usual)}"]
    for day in sorted(set(days) - {usual}):
        rows = ", ".join(str(place) for place, own in enumerate(days, start=1) if own == day)
        words.append(f"riêng {place_word} {rows}: ngày {format_date(day)}")
    return "; ".join(words)


def newest_task_reports(
    reports: Iterable[TaskReport], unit_id: str, period: Period, known_on: date
) -> dict[str, TaskReport]:
    """What the unit said last of each task, up to this period and received by that day. Later vintages come later in `reports`."""
    newest: dict[str, TaskReport] = {}
    for report in reports:
        if report.org_unit_id == unit_id and report.period.end <= period.end and report.received <= known_on:
            held = newest.setdefault(report.task_id, report)
            if report.period.end >= held.period.end:
                newest[report.task_id] = report
    return newest


def task_report_words(report: TaskReport, period: Period) -> str:
    """`Kỳ trước: Đang thực hiện, 60% (tháng 10/2025)`; `Đã báo kỳ này: …` where it is of the form's own period."""
    said = report.status.word
    if report.progress is not None:
        said += f", {_plain(report.progress)}%"
    if report.period.id == period.id:
        return f"Đã báo kỳ này: {said}"
    return f"Kỳ trước: {said} ({period_name(report.period)})"


def task_deadline(task: Task) -> str:
    """The deadline as the document writes it, and its date under it where that says more."""
    day = "" if task.due is None else format_date(task.due)
    written = task.deadline_text or NO_DUE.capitalize()
    same = day.replace("/0", "/").lstrip("0") == written.replace("/0", "/").lstrip("0")
    return written if not day or same else f"{written}\n({day})"


def _nearest_target(catalogue: Catalogue, indicator: Indicator, unit: OrgUnit, period: Period) -> Target | None:
    """The target the unit works towards in the period: of those running that it feeds the one due first, the leading one before others."""
    leading = catalogue.leading_target_on(indicator, period.end)
    running = [
        target
        for target in catalogue.targets_on(indicator, period.end)
        if target.start <= period.end
        and (target.due is None or target.due >= period.start)
        and any(each.id == unit.id for each in catalogue.reporters(indicator, target, period.end))
    ]
    return min(running, key=lambda target: (target.due or date.max, target is not leading), default=None)


def _row(snapshot: Snapshot, target: Target, unit: OrgUnit) -> SnapshotRow | None:
    """The target's row at the unit, else the province's."""
    return snapshot.row(target.id, unit.id) or snapshot.row(target.id, snapshot.catalogue.workspace.province)


def _is_own(row: SnapshotRow | None, target: Target, unit: OrgUnit) -> bool:
    return PROVINCE not in target.scope if row is None else row.org_unit.id == unit.id


def _target_words(indicator: Indicator, target: Target, *, is_own: bool) -> str:
    due = NO_DUE if target.due is None else f"hạn {format_date(target.due)}"
    return f"{format_target(target, indicator)}\n{due if is_own else f'toàn tỉnh, {due}'}"


def _plan_words(indicator: Indicator, row: SnapshotRow | None, end: date) -> str:
    if row is None or row.counts_units:
        return MISSING
    plan = plan_value(row.terms, row.judgement.numbers.baseline, end)
    return format_short(plan, indicator.unit, indicator.decimals)


def _value_words(indicator: Indicator, reading: Reading) -> str:
    if reading.not_arising or reading.value is None:
        return NOT_ARISING.lower()
    if indicator.kind is Kind.MILESTONE:
        return YES if reading.value >= 1 else NO
    value = format_value(reading.value, indicator.unit, indicator.decimals)
    if reading.numerator is None or reading.denominator is None or answer_of(indicator) is not Answer.PARTS:
        return value
    return f"{value} ({_plain(reading.numerator)}/{_plain(reading.denominator)})"


def _plain(number: float) -> str:
    decimals = next(digits for digits in (0, 1, 2) if digits == 2 or round(number, digits) == number)
    return format_number(number, decimals)


def _period_words(indicator: Indicator, day: date) -> str:
    """The name of the indicator's period that ends on this day; the day itself where it is none.

    What is added up since the year began says so: the form asks for the period alone.
    """
    name = f"ngày {format_date(day)}"
    if indicator.calendar is not None:
        period = period_of(indicator.calendar.frequency, day)
        name = period_name(period) if indicator.calendar.as_typed(period).end == day else name
    return f"cộng dồn đến {name}" if indicator.accumulation is Accumulation.RUNNING_TOTAL else name


def _end(indicator: Indicator, period: Period) -> date:
    return period.end if indicator.calendar is None else indicator.calendar.as_typed(period).end
