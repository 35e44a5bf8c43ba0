"""Validation errors of the file's models, said in Vietnamese: what was found, what is expected, what to do."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dashboard.catalogue.faults import nearest, one_of
from dashboard.catalogue.reading import Path, YamlText
from dashboard.catalogue.schema import FREQUENCY_PATTERN

Model = TypeVar("Model", bound=BaseModel)

_EXPECTED = {
    "float_type": "cần một số, ví dụ 45 hoặc 6.5 (dấu chấm thập phân, không ngoặc kép)",
    "int_type": "cần một số nguyên",
    "int_from_float": "cần một số nguyên",
    "date_type": "cần một ngày có thật, viết năm-tháng-ngày, ví dụ 2025-12-31",
    "date_from_datetime_inexact": "cần một ngày, không kèm giờ, ví dụ 2025-12-31",
    "list_type": "cần một danh sách trong ngoặc vuông, ví dụ [SKHCN, VPUBND]",
    "dict_type": "cần các khóa thụt vào ở những dòng dưới",
    "model_type": "cần các khóa thụt vào ở những dòng dưới",
    "finite_number": "cần một số hữu hạn",
    "string_pattern_mismatch": "chỉ dùng chữ không dấu, số, dấu nối và gạch dưới",
    "string_too_short": "không được để trống",
    "string_too_long": "dài nhất {max_length} ký tự",
    "too_short": "cần ít nhất {min_length} mục",
    "too_long": "nhiều nhất {max_length} mục",
    "greater_than_equal": "cần từ {ge} trở lên",
    "less_than_equal": "nhiều nhất là {le}",
}


def validated(model: type[Model], raw: Any, path: Path, text: YamlText) -> Model | None:
    """The part of the file as a model, or None with every fault of it noted."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False)
        meant = _meant_keys(details)
        for detail in details:
            if not (detail["type"] == "missing" and detail["loc"] in meant):
                text.fault((*path, *detail["loc"]), _message(detail, model))
        return None


def _meant_keys(details: list[ErrorDetails]) -> set[tuple[int | str, ...]]:
    """Missing keys that stand there misspelt: one fault, not two."""
    missing = [detail["loc"] for detail in details if detail["type"] == "missing"]
    unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    return {
        loc
        for loc in missing
        for other in unknown
        if loc[:-1] == other[:-1] and nearest(str(other[-1]), [str(loc[-1])])
    }


def shown(value: Any) -> str:
    """A found value as a person wrote it."""
    if value is None:
        return "để trống"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "một nhóm khóa"
    if isinstance(value, list | tuple):
        return "một danh sách"
    text = str(value)
    return f"“{text if len(text) <= 40 else text[:37] + '…'}”"


def _message(detail: ErrorDetails, model: type[BaseModel]) -> str:
    kind, found = detail["type"], detail["input"]
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "extra_forbidden":
        return f"không có khóa “{key}”.{one_of(key, _keys_at(model, detail['loc'][:-1]))}"
    if kind == "missing":
        hint = " (viết null nếu văn bản không nêu con số)" if key == "value" else ""
        return f"thiếu khóa bắt buộc “{key}”{hint}."
    if kind == "enum":
        return f"{shown(found)} không thuộc danh sách cho phép.{_choices(detail)}"
    if kind == "string_type":
        return _text_expected(found)
    if kind == "date_type" and isinstance(found, str) and _is_day(found):
        return f'"{found}" đang là chữ vì có ngoặc kép; bỏ ngoặc kép để thành ngày.'
    return f"{shown(found)} không hợp lệ; {_expected(detail)}."


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _text_expected(found: Any) -> str:
    if isinstance(found, int | float) and not isinstance(found, bool):
        return f"{found} là số; cần chữ hoặc mã trong dấu ngoặc kép, mã giữ đủ số 0 ở đầu."
    if isinstance(found, list):
        return "có nhiều mục; ở đây chỉ được một."
    return f"{shown(found)} không hợp lệ; cần chữ."


def _expected(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    template = _EXPECTED.get(detail["type"], "xem lại cách viết trong một mục đúng gần đó")
    if context.get("pattern") == FREQUENCY_PATTERN:
        template = "cần M (tháng), Q (quý), H (6 tháng) hoặc Y (năm)"
    return template.format(**context)


def _choices(detail: ErrorDetails) -> str:
    words = detail.get("ctx", {}).get("expected", "").replace(" or ", ", ").replace("'", "").split(", ")
    return one_of(str(detail["input"]), words)


def _keys_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    current: type[BaseModel] = model
    for part in loc:
        if isinstance(part, str) and part in current.model_fields:
            annotation = current.model_fields[part].annotation
            if isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, Enum):
                current = annotation
    return list(current.model_fields)
