"""Faults in a file of cases, told in Vietnamese with case and key."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from dashboard.domain.faults import Fault

_EXPECTED = {
    "date": "ngày dạng YYYY-MM-DD",
    "float": "số",
    "finite": "số hữu hạn",
    "int": "số nguyên",
    "bool": "true hoặc false",
    "string": "chữ (đặt trong dấu nháy nếu trông giống số)",
    "tuple": "danh sách trong ngoặc vuông, đủ số phần tử",
    "too_": "danh sách trong ngoặc vuông, đủ số phần tử",
    "model": "các cặp khóa: giá trị",
    "greater_than": "số không âm",
    "less_than": "số nhỏ hơn",
}


class CasesError(Fault):
    """A file of cases with faults; `faults` holds one Vietnamese sentence for each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def misspelt_keys(
    model: type[BaseModel], raw: object, parts: Mapping[str, type[BaseModel]], path: str = ""
) -> Iterator[str]:
    """Keys that are nearly one of ours where ours is not given, at any depth: a slip of the pen, never passed over.

    `parts` names the keys that hold another model, or a list of it.
    """
    if not isinstance(raw, dict):
        return
    known = list(model.model_fields)
    for key in raw:
        near = difflib.get_close_matches(str(key), known, n=1, cutoff=0.7) if key not in known else []
        if near and near[0] not in raw:
            yield unknown_key(f"{path}{key}", known)
    for name, part in parts.items():
        inner = raw.get(name) if name in known else None
        if isinstance(inner, list):
            for place, entry in enumerate(inner):
                yield from misspelt_keys(part, entry, parts, f"{path}{name}.{place}.")
        else:
            yield from misspelt_keys(part, inner, parts, f"{path}{name}.")


def unknown_key(key: str, known: Sequence[str]) -> str:
    """A key that is not one of ours, with the nearest that is."""
    near = difflib.get_close_matches(key.rsplit(".", 1)[-1], known, n=1, cutoff=0.0)
    return f"khóa {key}: không có khóa này; gần nhất là «{near[0]}»."


def validation_fault(detail: ErrorDetails) -> str:
    """One fault that validation found, said in Vietnamese with its key and what was found."""
    key = ".".join(str(part) for part in detail["loc"]) or "(trường hợp)"
    if detail["type"] == "missing":
        return f"khóa {key}: thiếu; hãy bổ sung."
    context = detail.get("ctx", {})
    if detail["type"] in ("enum", "literal_error"):
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return f"khóa {key}: «{detail['input']}» không hợp lệ; chọn một trong: {expected}."
    wanted = next((word for kind, word in _EXPECTED.items() if detail["type"].startswith(kind)), "giá trị đúng kiểu")
    return f"khóa {key}: «{detail['input']}» không hợp lệ; cần {wanted}."
