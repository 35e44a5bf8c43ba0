"""The file's parts, each validated by itself, so that a fault in one does not hide the faults of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dashboard.catalogue.faults import one_of
from dashboard.catalogue.messages import shown, validated
from dashboard.catalogue.reading import YamlText
from dashboard.catalogue.schema import (
    FileCalendar,
    FileCatalogue,
    FileDefaults,
    FileIndicator,
    FilePlanDocument,
    FileTarget,
    FileWorkspace,
)

BASIC_UNITS = (
    "%",
    "người",
    "hộ",
    "thôn",
    "bản",
    "xã",
    "cơ quan",
    "đơn vị",
    "điểm",
    "lần",
    "ngày",
    "đồng",
    "triệu đồng",
    "tỷ đồng",
)


@dataclass(frozen=True)
class TargetPart:
    """A target as written, with the key that leads to it."""

    indicator_id: str
    index: int
    target: FileTarget

    @property
    def path(self) -> tuple[str | int, ...]:
        """The key of the target in the file."""
        return ("indicators", self.indicator_id, "targets", self.index)


@dataclass
class Parts:
    """What could be read. `…_names` hold every key written, faulty parts included: a reference to one is no second fault."""

    text: YamlText
    workspace: FileWorkspace | None = None
    documents: dict[str, FilePlanDocument] = field(default_factory=dict)
    document_names: tuple[str, ...] = ()
    pillars: dict[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = BASIC_UNITS
    defaults: FileDefaults = field(default_factory=FileDefaults)
    calendars: dict[str, FileCalendar] = field(default_factory=dict)
    calendar_names: tuple[str, ...] = ()
    indicators: dict[str, FileIndicator] = field(default_factory=dict)
    indicator_names: tuple[str, ...] = ()
    targets: list[TargetPart] = field(default_factory=list)
    target_names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def start_of(self, target: FileTarget) -> date | None:
        """Where the target's plan line begins: its own start, else its document's."""
        document = self.documents.get(target.document)
        return target.start or (document and (document.start or document.issued)) or None


def read_parts(text: YamlText) -> Parts:
    """Validates each part of the file; faults are noted in `text`."""
    parts = Parts(text)
    raw = text.value
    if not isinstance(raw, dict):
        if raw is not None or not text.faults:
            text.fault(
                (),
                f"{shown(raw)} không phải danh mục; tệp phải bắt đầu bằng các khóa workspace, plan_documents, …",
                line=1,
            )
        return parts
    _check_keys(raw, text)
    if "workspace" in raw:
        parts.workspace = validated(FileWorkspace, raw["workspace"], ("workspace",), text)
    parts.defaults = validated(FileDefaults, raw.get("defaults", {}), ("defaults",), text) or FileDefaults()
    parts.document_names = tuple(_mapping(raw, "plan_documents", text))
    parts.calendar_names = tuple(_mapping(raw, "calendars", text))
    for key, value in _mapping(raw, "plan_documents", text).items():
        if document := validated(FilePlanDocument, value, ("plan_documents", key), text):
            parts.documents[key] = document
    for key, value in _mapping(raw, "calendars", text).items():
        if calendar := validated(FileCalendar, value, ("calendars", key), text):
            parts.calendars[key] = calendar
    parts.pillars = _pillars(raw, text)
    parts.units += _extra_units(raw, text)
    _read_indicators(parts, _mapping(raw, "indicators", text))
    return parts


def _check_keys(raw: dict[str, Any], text: YamlText) -> None:
    for key in raw:
        if key not in FileCatalogue.model_fields:
            text.fault((key,), f"không có khóa “{key}”.{one_of(key, FileCatalogue.model_fields)}")
    for key, info in FileCatalogue.model_fields.items():
        if info.is_required() and key not in raw:
            text.fault((key,), f"thiếu khóa bắt buộc “{key}”.", line=1)


def _mapping(raw: dict[str, Any], key: str, text: YamlText) -> dict[str, Any]:
    value = raw.get(key, {})
    if isinstance(value, dict):
        return value
    message = f"{shown(value)} không hợp lệ; cần các khóa thụt vào ở những dòng dưới."
    if not any(fault.path == key and fault.message == message for fault in text.faults):
        text.fault((key,), message)
    return {}


def _pillars(raw: dict[str, Any], text: YamlText) -> dict[str, str]:
    pillars: dict[str, str] = {}
    for key, value in _mapping(raw, "pillars", text).items():
        pillars[key] = value if isinstance(value, str) else key
        if not isinstance(value, str):
            text.fault(("pillars", key), f"{shown(value)} không hợp lệ; cần tên nhóm bằng chữ.")
    return pillars


def _extra_units(raw: dict[str, Any], text: YamlText) -> tuple[str, ...]:
    units = raw.get("units", [])
    if not isinstance(units, list) or not all(isinstance(unit, str) for unit in units):
        text.fault(("units",), "cần một danh sách chữ, ví dụ [bản, dịch vụ].")
        return ()
    return tuple(units)


def _read_indicators(parts: Parts, raw: dict[str, Any]) -> None:
    parts.indicator_names = tuple(raw)
    for key, value in raw.items():
        path = ("indicators", key)
        if not isinstance(value, dict):
            validated(FileIndicator, value, path, parts.text)
            continue
        written = value.get("targets")
        items = written if isinstance(written, list) else []
        targets = [
            validated(FileTarget, item, (*path, "targets", index), parts.text) for index, item in enumerate(items)
        ]
        parts.target_names[key] = tuple(str(item["id"]) for item in items if isinstance(item, dict) and "id" in item)
        good = [TargetPart(key, index, target) for index, target in enumerate(targets) if target is not None]
        parts.targets += good
        rest = value | {"targets": [part.target for part in good]} if good else value
        if items and not good:
            rest = {name: item for name, item in value.items() if name != "targets"} | {"targets": [_PLACEHOLDER]}
        if indicator := validated(FileIndicator, rest, path, parts.text):
            parts.indicators[key] = indicator


_PLACEHOLDER = FileTarget(id="x", document="x", clause="x", scope=["province"], value=None)
