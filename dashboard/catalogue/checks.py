"""What one part of the catalogue says about another: names that exist, days in order, values inside their bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from dashboard.catalogue.faults import nearest, one_of
from dashboard.catalogue.model import EACH_AGENCY, EACH_COMMUNE, PROVINCE, Task
from dashboard.catalogue.parts import Parts, TargetPart
from dashboard.catalogue.reading import Path, YamlText
from dashboard.catalogue.rule_checks import check_rule, check_running_total, check_target_of_running_total
from dashboard.catalogue.schema import FileCalendar, FileIndicator, FilePlanDocument, FileTarget
from dashboard.domain.periods import parse_period
from dashboard.domain.plan import Direction, OrgUnit, UnitKind

SCOPE_WORDS = (PROVINCE, EACH_AGENCY, EACH_COMMUNE)


def check_parts(parts: Parts) -> None:
    """Notes every fault that can be seen without the list of org units."""
    for key, document in parts.documents.items():
        _check_document(parts, key, document)
    for key, calendar in parts.calendars.items():
        _check_calendar(parts, key, calendar)
    for key, indicator in parts.indicators.items():
        _check_indicator(parts, key, indicator)
    seen: dict[str, int] = {}
    for part in parts.targets:
        line = parts.text.line_of((*part.path, "id"))
        if part.target.id in seen:
            message = f"mã “{part.target.id}” đã dùng ở dòng {seen[part.target.id]}; mỗi mục tiêu một mã."
            parts.text.fault((*part.path, "id"), message)
        seen.setdefault(part.target.id, line)
        _check_target(parts, part)
    _check_former_names(parts)


def check_units(parts: Parts, units: dict[str, OrgUnit]) -> None:
    """Notes names of org units that are in no list, and scopes that hold no unit."""
    names = {*units, *(alias for unit in units.values() for alias in unit.aliases)}
    text = parts.text
    if parts.workspace is not None and parts.workspace.province not in units:
        found = parts.workspace.province
        text.fault(
            ("workspace", "province"), f"không có đơn vị “{found}” trong danh sách đơn vị.{nearest(found, names)}"
        )
    for key, document in parts.documents.items():
        _check_names(text, ("plan_documents", key, "issuer"), [document.issuer], names)
    for key, indicator in parts.indicators.items():
        path = ("indicators", key)
        _check_scope(text, (*path, "reported_by"), indicator.reported_by, names, units)
        _check_collectors(text, path, indicator, names)
        _check_names(text, (*path, "lead"), indicator.lead, names)
        _check_names(text, (*path, "coordinating"), indicator.coordinating, names)
    for part in parts.targets:
        _check_scope(text, (*part.path, "scope"), part.target.scope, names, units)
        _check_scope(text, (*part.path, "reported_by"), part.target.reported_by or [], names, units)
        _check_names(text, (*part.path, "lead"), part.target.lead or [], names)


def check_tasks(tasks: Iterable[Task], parts: Parts, text: YamlText) -> None:
    """Notes tasks linked to an indicator that does not exist."""
    for task in tasks:
        for name in task.indicators:
            if name not in parts.indicator_names:
                text.fault(
                    (task.id, "indicators"), f"không có chỉ tiêu “{name}”.{nearest(name, parts.indicator_names)}"
                )


def _check_names(text: YamlText, path: Path, found: Sequence[str], names: Iterable[str]) -> None:
    known = set(names)
    for name in found:
        if name not in known:
            text.fault(path, f"không có đơn vị “{name}” trong danh sách đơn vị.{nearest(name, known)}")


def _check_scope(text: YamlText, path: Path, found: Sequence[str], names: set[str], units: dict[str, OrgUnit]) -> None:
    _check_names(text, path, found, names | set(SCOPE_WORDS))
    kinds = {unit.kind for unit in units.values() if unit.reports}
    for word, kind in ((EACH_AGENCY, UnitKind.AGENCY), (EACH_COMMUNE, UnitKind.COMMUNE)):
        if word in found and kind not in kinds:
            text.fault(path, f"“{word}” không có đơn vị nào: danh sách đơn vị chưa có loại {kind.value} phải báo cáo.")


def _check_collectors(text: YamlText, path: Path, indicator: FileIndicator, names: set[str]) -> None:
    for group, collector in indicator.collected_by.items():
        here = (*path, "collected_by", group)
        _check_names(text, here, [collector], names)
        if group not in indicator.reported_by:
            asked = ", ".join(indicator.reported_by) or "trống"
            text.fault(here, f"“{group}” không có trong reported_by ({asked}); chỉ gom số của đơn vị phải báo cáo.")


def _check_document(parts: Parts, key: str, document: FilePlanDocument) -> None:
    path = ("plan_documents", key)
    if document.start is None and document.issued is None:
        parts.text.fault(
            (*path, "start"), "văn bản không có ngày ban hành nên cần “start”: ngày bắt đầu đường kế hoạch."
        )
    _check_fields(parts.text, (*path, "assumed"), document.assumed, FilePlanDocument.model_fields)


def _check_fields(text: YamlText, path: Path, found: Sequence[str], fields: Iterable[str]) -> None:
    for name in found:
        if name not in fields:
            text.fault(path, f"“{name}” không phải tên khóa.{nearest(name, fields)}")


def _check_calendar(parts: Parts, key: str, calendar: FileCalendar) -> None:
    path = ("calendars", key)
    _check_known(parts.text, (*path, "document"), calendar.document, parts.document_names, "văn bản")
    for index, entry in enumerate(calendar.periods):
        here = (*path, "periods", index)
        try:
            period = parse_period(entry.period)
        except ValueError:
            parts.text.fault(
                (*here, "period"), f"“{entry.period}” không phải kỳ; viết như 2025-11, 2025-Q4, 2025-H2, 2025."
            )
            continue
        if period.frequency.value != calendar.frequency:
            parts.text.fault(
                (*here, "period"), f"kỳ {entry.period} không cùng loại với frequency: {calendar.frequency}."
            )
        if entry.deadline < period.start:
            parts.text.fault((*here, "deadline"), f"hạn nộp {entry.deadline} đứng trước kỳ {entry.period}.")


def _check_known(text: YamlText, path: Path, found: str | None, known: Sequence[str], word: str) -> None:
    if found is not None and found not in known:
        text.fault(path, f"không có {word} “{found}”.{one_of(found, known) if known else ''}")


def _check_indicator(parts: Parts, key: str, indicator: FileIndicator) -> None:
    path, text = ("indicators", key), parts.text
    _check_known(text, (*path, "pillar"), indicator.pillar, tuple(parts.pillars), "nhóm nội dung")
    _check_known(text, (*path, "calendar"), indicator.calendar, parts.calendar_names, "lịch báo cáo")
    if indicator.unit not in parts.units:
        message = f"không có đơn vị tính “{indicator.unit}”.{nearest(indicator.unit, parts.units)}"
        text.fault((*path, "unit"), message + " Đơn vị mới thì thêm vào khóa units ở đầu tệp.")
    if indicator.calendar is not None and "frequency" in indicator.model_fields_set:
        text.fault((*path, "frequency"), "đã có calendar thì không ghi frequency; giữ một trong hai.")
    low, high = indicator.bounds or (None, None)
    if _is_crossed(low, high):
        text.fault((*path, "bounds"), f"{_span(low, high)}: cận dưới không nhỏ hơn cận trên; đổi chỗ hai số.")
    if indicator.denominator is not None and indicator.numerator is None:
        text.fault((*path, "denominator"), "có mẫu số mà không có tử số; thêm “numerator”.")
    if indicator.aggregation == "ratio_of_sums" and indicator.denominator is None:
        text.fault((*path, "aggregation"), "ratio_of_sums cần “numerator” và “denominator”.")
    _check_fields(text, (*path, "assumed"), indicator.assumed, FileIndicator.model_fields)
    own = parts.target_names[key]
    _check_known(text, (*path, "leading_target"), indicator.leading_target, own, "mục tiêu nào của chỉ tiêu này tên")
    for rule in indicator.rules:
        check_rule(parts, key, rule)
    check_running_total(parts, key, indicator)


def _check_former_names(parts: Parts) -> None:
    owner: dict[str, str] = {}
    for key, indicator in parts.indicators.items():
        for name in indicator.formerly:
            path = ("indicators", key, "formerly")
            if name in parts.indicator_names:
                parts.text.fault(path, f"“{name}” đang là mã của một chỉ tiêu khác; formerly chỉ ghi mã đã bỏ.")
            elif owner.setdefault(name, key) != key:
                parts.text.fault(path, f"“{name}” đã là mã cũ của {owner[name]}; một mã cũ chỉ thuộc một chỉ tiêu.")


def _check_target(parts: Parts, part: TargetPart) -> None:
    target, text = part.target, parts.text
    _check_known(text, (*part.path, "document"), target.document, parts.document_names, "văn bản")
    if not target.scope:
        text.fault((*part.path, "scope"), "phạm vi để trống; ghi province, each_agency, each_commune hoặc mã đơn vị.")
    _check_fields(
        text, (*part.path, "assumed"), target.assumed, {*FileTarget.model_fields, *FileIndicator.model_fields}
    )
    start = parts.start_of(target)
    if start is not None and target.due is not None and target.due < start:
        text.fault((*part.path, "due"), f"hạn {target.due} đứng trước ngày bắt đầu {start}; xem lại hai ngày.")
    _check_milestones(text, part, start)
    indicator = parts.indicators.get(part.indicator_id)
    if indicator is not None:
        _check_value(text, part, indicator)
        _check_revision(text, part, indicator)
        check_target_of_running_total(parts, part, indicator)


def _check_milestones(text: YamlText, part: TargetPart, start: date | None) -> None:
    for word in part.target.milestones:
        path = (*part.path, "milestones", word)
        try:
            day = date.fromisoformat(word)
        except ValueError:
            text.fault(path, f"“{word}” không phải ngày; viết năm-tháng-ngày, ví dụ 2026-12-31.")
            continue
        due = part.target.due
        if due is None:
            text.fault(path, "mục tiêu có mốc mà không có hạn; ghi “due”.")
        elif day >= due or (start is not None and day <= start):
            text.fault(path, f"mốc {word} nằm ngoài khoảng từ {start} đến hạn {due}; mốc phải ở giữa hai ngày này.")


def _check_value(text: YamlText, part: TargetPart, indicator: FileIndicator) -> None:
    target = part.target
    low, high = indicator.bounds or (None, None)
    for key, value in (("value", target.value), ("value_max", target.value_max), ("baseline", target.baseline)):
        if (
            value is not None
            and not _is_crossed(low, high)
            and ((low is not None and value < low) or (high is not None and value > high))
        ):
            text.fault((*part.path, key), f"{value:g} nằm ngoài bounds {_span(low, high)} của chỉ tiêu.")
    if indicator.direction is Direction.RANGE and target.value is not None and target.value_max is None:
        text.fault((*part.path, "value_max"), "direction: range cần cả “value” (cận dưới) và “value_max” (cận trên).")
    if target.value is not None and target.value_max is not None and target.value >= target.value_max:
        text.fault((*part.path, "value_max"), f"cận trên {target.value_max:g} không lớn hơn cận dưới {target.value:g}.")


def _is_crossed(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and low >= high


def _span(low: float | None, high: float | None) -> str:
    return f"[{'…' if low is None else f'{low:g}'}, {'…' if high is None else f'{high:g}'}]"


def _check_revision(text: YamlText, part: TargetPart, indicator: FileIndicator) -> None:
    target = part.target
    own = tuple(other.id for other in indicator.targets if other.id != target.id)
    _check_known(text, (*part.path, "revises"), target.revises, own, "mục tiêu khác trong chỉ tiêu này tên")
    if (target.revises is None) != (target.effective is None):
        text.fault((*part.path, "revises"), "“revises” (sửa mục tiêu nào) và “effective” (từ ngày nào) đi cùng nhau.")
