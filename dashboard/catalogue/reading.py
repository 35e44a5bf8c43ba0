"""Bytes of a YAML file -> plain values with the line of every key, or the faults of writing (encoding, tabs, doubles, …).

Stricter than YAML on purpose: no anchors, no tags, no codes that lose their zero, no dates that do not exist.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from dashboard.catalogue.faults import CatalogueFault, path_text

MAX_BYTES = 4_000_000
MAX_DEPTH = 20
MAX_DIGITS = 30

Path = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_ZERO_CODE = re.compile(r"0[0-9]+")
_SYNTAX = {
    "block mapping": "thụt dòng không khớp với các khóa cùng cấp; hãy để các khóa cùng cấp thẳng cột.",
    "block collection": "thụt dòng không khớp với các mục cùng cấp; hãy để các dấu gạch đầu dòng thẳng cột.",
    "mapping values are not allowed": "dấu hai chấm ở chỗ không được phép, thường do thụt dòng sai; "
    "nội dung có «: » thì đặt trong dấu ngoặc kép.",
    "could not find expected ':'": "thiếu dấu hai chấm sau tên khóa, hoặc dòng trên chưa đóng ngoặc.",
    "quoted scalar": "dấu ngoặc kép mở mà không đóng.",
    "expected a single document": "tệp có dòng --- ngăn nhiều tài liệu; bỏ dòng ấy.",
    "flow": "ngoặc [ ] hoặc { } chưa đóng, hoặc thiếu dấu phẩy giữa hai mục.",
    "cannot start any token": "ký tự mở đầu không dùng được; đặt nội dung trong dấu ngoặc kép.",
}
_SYNTAX_OTHER = "không đọc được theo cú pháp YAML; so lại với một mục viết đúng gần đó."


@dataclass
class YamlText:
    """What a YAML file holds: plain values, and the line (from 1) on which each key or item stands."""

    file: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[CatalogueFault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def line_of(self, path: Path) -> int:
        """The line of the key, or of the nearest key that holds it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def close(self) -> None:
        """Reading is done: later findings about keys that could not be read are consequences, not faults."""
        self.unread = {fault.path for fault in self.faults if fault.path}

    def fault(self, path: Path, message: str, line: int | None = None) -> None:
        """Notes a fault at this key."""
        if path_text(path) in self.unread:
            return
        where = self.line_of(path) if line is None else line
        self.faults.append(CatalogueFault(self.file, where, path_text(path), message))


def read_yaml(content: bytes, file: str) -> YamlText:
    """Reads the bytes of a catalogue file. Never raises for what people wrote: it is all in `faults`."""
    result = YamlText(file)
    text = decode(content, result)
    if text is None or _has_tabs(text, result):
        return result
    try:
        root = None if _has_odd_structure(text, result) else yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        is_unclosed = any(sign in (error.context or "") for sign in ("flow", "quoted"))
        mark = error.context_mark if is_unclosed else error.problem_mark
        result.fault((), _syntax_message(error), line=1 if mark is None else mark.line + 1)
        return result
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        result.fault((), "có ký tự điều khiển không nhìn thấy; hãy xóa rồi gõ lại dòng này.", line=line)
        return result
    if root is None and not result.faults:
        result.fault((), "tệp trống; chép một danh mục mẫu rồi sửa, hoặc lấy lại bản trước của tệp.", line=1)
    if root is not None:
        result.value = _plain(root, (), result)
        result.close()
    return result


def decode(content: bytes, result: YamlText) -> str | None:
    """The text in NFC, or None with a fault when it is not UTF-8."""
    if len(content) > MAX_BYTES:
        result.fault((), f"tệp lớn hơn {MAX_BYTES // 1_000_000} MB; danh mục không thể dài như vậy.", line=1)
        return None
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:200]:
        result.fault((), "tệp lưu bằng bảng mã UTF-16; hãy lưu lại bằng UTF-8.", line=1)
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte {content[error.start]:#04x}"
        result.fault(
            (), f"{found} không thuộc bảng mã UTF-8 (có thể là Windows-1258); hãy lưu lại tệp bằng UTF-8.", line=line
        )
        return None
    return unicodedata.normalize("NFC", text)


def _has_tabs(text: str, result: YamlText) -> bool:
    for number, line in enumerate(text.splitlines(), start=1):
        if "\t" in line[: len(line) - len(line.lstrip())] and line.strip():
            result.fault((), "dòng thụt vào bằng phím Tab; hãy thay mỗi Tab bằng dấu cách.", line=number)
    return bool(result.faults)


def _has_odd_structure(text: str, result: YamlText) -> bool:
    """Looks for anchors and deep nesting in the stream of events, which costs no stack: `yaml.compose` overflows on depth."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1
        if getattr(event, "anchor", None) is not None:
            result.fault((), "dùng neo (&) hoặc tham chiếu (*) của YAML; hãy viết lại đầy đủ nội dung.", line=line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            result.fault((), "lồng quá sâu; danh mục không lồng sâu như vậy.", line=line)
            break
    return bool(result.faults)


def _syntax_message(error: yaml.MarkedYAMLError) -> str:
    problem = f"{error.context or ''} {error.problem or ''}"
    return next((message for sign, message in _SYNTAX.items() if sign in problem), _SYNTAX_OTHER)


def _plain(node: yaml.Node, path: Path, result: YamlText) -> Any:
    result.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
        return _plain_mapping(node, path, result)
    if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
        return [_plain(item, (*path, index), result) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        return _plain_scalar(node, path, result)
    result.fault(path, f"thẻ {node.tag.removeprefix(_TAG)} của YAML không được dùng; viết giá trị như bình thường.")
    return None


def _plain_mapping(node: yaml.MappingNode, path: Path, result: YamlText) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            result.fault(path, "tên khóa phải là một từ, không phải danh sách.", line=line)
            continue
        key: str = key_node.value
        here = (*path, key)
        if key in values:
            result.fault(
                here, f"khóa “{key}” viết hai lần (lần đầu ở dòng {result.lines[here]}); xóa một lần.", line=line
            )
            continue
        if _is_unquoted_code(key_node):
            result.fault(here, _unquoted_message(key), line=line)
        result.lines[here] = line
        values[key] = _plain(value_node, here, result)
    return values


def _plain_scalar(node: yaml.ScalarNode, path: Path, result: YamlText) -> Any:
    text: str = node.value
    tag = node.tag.removeprefix(_TAG)
    if node.style and tag == "str":
        return text
    if _is_unquoted_code(node):
        result.fault(path, _unquoted_message(text))
        return text
    if node.style or tag not in _SCALARS:
        result.fault(path, f"thẻ {tag} của YAML không được dùng; viết giá trị như bình thường.")
        return None
    return _SCALARS[tag](text)


def _whole(text: str) -> int | str:
    return int(text) if _INTEGER.fullmatch(text) and len(text) < MAX_DIGITS else text


def _decimal(text: str) -> float | str:
    return float(text) if _DECIMAL.fullmatch(text) else text


def _truth(text: str) -> bool | str:
    return text == "true" if text in ("true", "false") else text


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


_SCALARS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "null": lambda _: None,
    "bool": _truth,
    "int": _whole,
    "float": _decimal,
    "timestamp": _day,
}


def _is_unquoted_code(node: yaml.ScalarNode) -> bool:
    return not node.style and _ZERO_CODE.fullmatch(node.value) is not None


def _unquoted_message(text: str) -> str:
    return f'mã {text} phải đặt trong dấu ngoặc kép ("{text}"), nếu không sẽ bị đọc thành số khác.'
