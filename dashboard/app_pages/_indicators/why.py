"""«Vì sao?» of one indicator: the sentence, the numbers it stands on, and what is still needed."""

from __future__ import annotations

from datetime import date

from dashboard.app_pages._rows import GUIDE_PATH, actual_words, bounds_words, newer_reading, shown_plan, shown_pool
from dashboard.app_pages._session import Session
from dashboard.charts.detail import Why
from dashboard.domain.status import Flag, Status
from dashboard.domain.terms import DAYS_PER_MONTH
from dashboard.snapshot import SnapshotRow
from dashboard.text.formats import (
    decimals_apart,
    difference_unit,
    format_date,
    format_day_month,
    format_difference,
    format_months,
    format_number,
    format_value,
    rounded,
)
from dashboard.text.sentences import pace
from dashboard.text.words import CONFIDENCE_WORDS, FLAG_WORDS, MONTHS_WORD


def why_of(session: Session, row: SnapshotRow) -> Why:
    """«Vì sao?»: the sentence, its inputs, what is still needed."""
    numbers, terms, plan = row.judgement.numbers, row.terms, shown_plan(row, session.as_of)
    decimals = _decimals(row, plan)
    facts: list[tuple[str, str, bool]] = []
    if numbers.actual is not None:
        share = f" ({actual_words(row)})" if row.counts_units else ""
        value = row.actual_text if share or plan is None else format_value(numbers.actual, terms.unit, decimals)
        facts.append((f"Thực hiện, {format_date(numbers.observed_on)}", value + share, True))
    newest = newer_reading(row)
    if newest is not None:
        words = format_value(newest.value, terms.unit, terms.decimals)
        facts.append((f"Số mới nhất, {format_date(newest.date)}", words, False))
    if plan is not None:
        facts.append(("Kế hoạch đến kỳ", format_value(plan, terms.unit, decimals), True))
        if numbers.actual is not None:
            apart = rounded(numbers.actual, decimals) - rounded(plan, decimals)
            facts.append(("Chênh lệch", format_difference(apart, terms.unit, decimals), True))
    facts += [(name, value, False) for name, value in _paces(row)]
    if row.judgement.status is Status.OFF_TRACK and numbers.k_all is not None:
        facts.append(("Ngưỡng «Chậm tiến độ»", "dưới 60% mức cần", False))
    if numbers.run_rate is not None:
        facts.append(("Cả kỳ nếu giữ nhịp này", format_value(numbers.run_rate, terms.unit, 1), False))
    if numbers.limits is not None:
        low, high = (format_number(v, terms.decimals) for v in numbers.limits)
        facts.append(("Khoảng dao động thường thấy", f"{low}–{high}", False))
    pooled = shown_pool(row)
    if row.is_pooled and pooled is not None and pooled.silent:
        bounds = bounds_words(row, pooled)
        facts += [("Khi nộp đủ", bounds, False)] if bounds else []
    carried = f" ({FLAG_WORDS[Flag.DENOMINATOR_CARRIED]})" if Flag.DENOMINATOR_CARRIED in row.judgement.flags else ""
    facts.append(("Độ tin cậy", CONFIDENCE_WORDS[row.judgement.confidence] + carried, False))
    needed, about = _needed(row, session.as_of)
    return Why(row.why, tuple(facts), needed, about, session.link(GUIDE_PATH))


def _decimals(row: SnapshotRow, plan: float | None) -> int:
    """The decimals at which value, target and plan are told apart where they differ."""
    apart = decimals_apart(row.actual, row.terms.target, row.terms.decimals)
    return row.terms.decimals if row.counts_units else decimals_apart(row.actual, plan, apart)


def _paces(row: SnapshotRow) -> list[tuple[str, str]]:
    """The paces that the sentence compares: needed from the day of the value on, had from the start and lately.

    One decimal more than elsewhere, so that its percentage can be checked by hand.
    """
    numbers, terms = row.judgement.numbers, row.terms
    if numbers.needed_pace is None or numbers.k_all is None:
        return []

    def words(value: float | None) -> str:
        return pace(value, numbers, terms.unit, max(terms.decimals, 1) + 1)

    average, recent = words(numbers.k_all * numbers.needed_pace), words(numbers.recent_pace)
    had = [("Tốc độ đạt, từ đầu", average), ("Tốc độ đạt, các kỳ gần nhất", recent)]
    return [
        (f"Tốc độ cần từ {format_day_month(numbers.observed_on)} để đạt {row.target_text}", words(numbers.needed_pace)),
        *(had if average != recent else [("Tốc độ đạt", recent)]),
        ("Tốc độ cao nhất từng đạt", words(numbers.best_pace)),
    ]


def _needed(row: SnapshotRow, as_of: date) -> tuple[str, str]:
    """What is still needed: a pace while a whole period is left, else only the days and what is missing."""
    numbers, terms = row.judgement.numbers, row.terms
    band, due, day = terms.band, terms.due, numbers.observed_on
    if not numbers.missing or numbers.needed_pace is None or numbers.pace_months is None:
        return "", ""
    if numbers.actual is None or band is None or due is None or day is None:
        return "", ""
    decimals = decimals_apart(numbers.actual, terms.target, terms.decimals)
    missing = band.shortfall(rounded(numbers.actual, decimals))
    lacking, more = ("vượt", "bớt") if numbers.actual > band.high else ("thiếu", "thêm")
    gap = f"{lacking} {format_number(missing, decimals)}\u00a0{difference_unit(terms.unit)}"
    days = (due - as_of).days
    if days < numbers.pace_months * DAYS_PER_MONTH:
        left = f"Còn {days}\u00a0ngày" if days > 0 else "Đã đến hạn"
        return f"{left}; {gap}", f"Theo số liệu đến {format_date(day)}."
    amount = pace(numbers.needed_pace, numbers, terms.unit, terms.decimals).rsplit("/", 1)[0]
    left = format_months((due - day).days / DAYS_PER_MONTH)
    step = MONTHS_WORD[numbers.pace_months]
    return f"Cần {more} mỗi {step}: {amount}", f"Còn {left} tính từ {format_date(day)}; {gap}."
