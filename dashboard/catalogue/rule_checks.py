"""The rules between figures (`rules` of an indicator) and how a running total may be used: what is said against the rest."""

from __future__ import annotations

from datetime import timedelta

from dashboard.catalogue.faults import nearest
from dashboard.catalogue.parts import Parts, TargetPart
from dashboard.catalogue.reading import Path
from dashboard.catalogue.schema import FileIndicator
from dashboard.domain.figure_rules import FigureRule, Part, Term, parse_rule
from dashboard.domain.plan import Accumulation, Kind

_EXAMPLES = "“a <= b”, “a >= b”, “a = b + c”"


def check_rule(parts: Parts, key: str, text: str) -> None:
    """Notes a rule that cannot be read, names what does not exist, or compares what cannot be compared."""
    path = ("indicators", key, "rules")
    try:
        rule = parse_rule(text)
    except ValueError:
        message = (
            f"“{text}” không đọc được; viết như {_EXAMPLES}, mỗi bên là mã chỉ tiêu, có thể kèm .numerator hoặc "
            ".denominator; numerator, denominator, value là của chính chỉ tiêu này."
        )
        parts.text.fault(path, message)
        return
    if _check_terms(parts, path, key, text, rule):
        _check_units(parts, path, key, text, rule)


def _check_terms(parts: Parts, path: Path, key: str, text: str, rule: FigureRule) -> bool:
    is_sound = True
    for term in rule.terms:
        name = term.indicator_id or key
        if name not in parts.indicator_names:
            known = (*(part.value for part in Part), *parts.indicator_names)
            message = f"quy tắc “{text}” nhắc đến “{term}”, không có chỉ tiêu nào tên như vậy.{nearest(name, known)}"
            parts.text.fault(path, message)
            is_sound = False
            continue
        indicator = parts.indicators.get(name)
        if indicator is not None and term.part is not Part.VALUE and getattr(indicator, term.part.value) is None:
            word = "tử số" if term.part is Part.NUMERATOR else "mẫu số"
            parts.text.fault(path, f"quy tắc “{text}” cần {word} của {name}, nhưng chỉ tiêu ấy không có {word}.")
            is_sound = False
    return is_sound


def _check_units(parts: Parts, path: Path, key: str, text: str, rule: FigureRule) -> None:
    """Values are compared in one unit of measure only, and percentages are never added up."""
    units = {unit for term in rule.terms if (unit := _unit(parts, key, term)) is not None}
    if len(units) > 1:
        found = ", ".join(f"“{unit}”" for unit in sorted(units))
        parts.text.fault(path, f"quy tắc “{text}” so các giá trị khác đơn vị tính ({found}); so số cùng đơn vị.")
    if len(rule.right) > 1 and "%" in units:
        message = f"quy tắc “{text}” cộng các tỷ lệ %; tỷ lệ không cộng được, hãy cộng tử số, ví dụ {rule.right[0]}.numerator."
        parts.text.fault(path, message)


def _unit(parts: Parts, key: str, term: Term) -> str | None:
    indicator = parts.indicators.get(term.indicator_id or key)
    return indicator.unit if indicator is not None and term.part is Part.VALUE else None


def check_running_total(parts: Parts, key: str, indicator: FileIndicator) -> None:
    """Notes a running total that no calendar feeds, or that answers yes or no."""
    accumulation = indicator.accumulation or parts.defaults.accumulation
    if accumulation is not Accumulation.RUNNING_TOTAL:
        return
    path = ("indicators", key, "accumulation")
    frequency = indicator.frequency if "frequency" in indicator.model_fields_set else parts.defaults.frequency
    if indicator.calendar is None and frequency is None:
        parts.text.fault(path, "running_total cộng dồn các kỳ của năm nên cần “frequency” hoặc “calendar”.")
    if indicator.kind is Kind.MILESTONE:
        parts.text.fault(
            path, "running_total không dùng cho chỉ tiêu có hoặc không (kind: milestone); không có gì để cộng."
        )


def check_target_of_running_total(parts: Parts, part: TargetPart, indicator: FileIndicator) -> None:
    """Notes a target that a total of one year cannot be judged against: over several years, or without where it begins."""
    target, accumulation = part.target, indicator.accumulation or parts.defaults.accumulation
    start = parts.start_of(target)
    if accumulation is not Accumulation.RUNNING_TOTAL or target.value is None or start is None:
        return
    if target.due is not None and (start + timedelta(days=1)).year != target.due.year:
        message = (
            f"số cộng dồn từ đầu năm chỉ so được với mục tiêu trong một năm; từ {start} đến {target.due} là nhiều năm."
        )
        parts.text.fault((*part.path, "due"), message)
    if target.baseline is None:
        message = "số cộng dồn bắt đầu lại từ 0 mỗi năm; ghi “baseline: 0”, hoặc số đã có vào ngày bắt đầu."
        parts.text.fault((*part.path, "baseline"), message)
