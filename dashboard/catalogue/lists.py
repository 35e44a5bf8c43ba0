"""The hand-kept lists of `data/reference/`: org units, tasks, published figures, places on the tile map. Ids and codes are text, always."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from dashboard.catalogue.faults import nearest, one_of
from dashboard.catalogue.model import PublishedFigure, Task
from dashboard.catalogue.reading import YamlText, decode
from dashboard.domain.plan import OrgUnit, UnitKind

ORG_UNITS = "org_units.csv"
TASKS = "tasks.csv"
PUBLISHED = "published.csv"
TILES = "commune_tiles.csv"

Parsed = TypeVar("Parsed")

_KINDS = {kind.value: kind for kind in UnitKind}
_REQUIRED = {
    ORG_UNITS: ("id", "kind", "name"),
    TASKS: ("id", "document", "title", "lead"),
    PUBLISHED: ("id", "name", "value", "unit", "date", "source"),
    TILES: ("unit", "row", "column"),
}
_OPTIONAL = {
    ORG_UNITS: (
        "abbr",
        "parent",
        "member_of",
        "reports",
        "valid_from",
        "valid_to",
        "successor",
        "aliases",
        "sort_rank",
    ),
    TASKS: ("section", "number", "product", "coordinating", "deadline_text", "due", "recurrence", "indicators"),
    PUBLISHED: ("decimals", "date_text", "place", "note"),
    TILES: (),
}


@dataclass(frozen=True)
class Row:
    """A line of a list: its cells by column, and where it stands."""

    text: YamlText
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, column: str, message: str) -> None:
        """Notes a fault in this cell."""
        named = self.cells.get("id")
        self.text.fault((named, column) if named else (column,), message, line=self.line)

    def optional(self, column: str) -> str | None:
        """The cell, or None when it is empty."""
        return self[column] or None

    def words(self, column: str, separator: str) -> tuple[str, ...]:
        """The cell's parts, without empty ones."""
        return tuple(part.strip() for part in self[column].split(separator) if part.strip())

    def day(self, column: str) -> date | None:
        """The cell as a date; an empty one is None, a wrong one is a fault."""
        return self._parsed(column, date.fromisoformat, "cần một ngày có thật, viết năm-tháng-ngày, ví dụ 2025-07-01")

    def whole(self, column: str) -> int | None:
        """The cell as a whole number."""
        return self._parsed(column, int, "cần một số nguyên")

    def number(self, column: str) -> float | None:
        """The cell as a number with a decimal point."""
        return self._parsed(column, _decimal, "cần một số, dấu chấm thập phân, không dấu phân nhóm")

    def _parsed(self, column: str, parse: Callable[[str], Parsed], expected: str) -> Parsed | None:
        if not self[column]:
            return None
        try:
            return parse(self[column])
        except ValueError:
            self.fault(column, f"“{self[column]}” không hợp lệ; {expected}.")
            return None


def read_org_units(content: bytes, text: YamlText) -> dict[str, OrgUnit]:
    """The org units by id, in the order of the list; faults go into `text`."""
    units: dict[str, OrgUnit] = {}
    rows: dict[str, Row] = {}
    for row in _rows(content, ORG_UNITS, text):
        unit = _org_unit(row)
        if unit.id in units:
            row.fault("id", f"mã “{unit.id}” có hai dòng (lần đầu ở dòng {rows[unit.id].line}); giữ lại một.")
            continue
        units[unit.id], rows[unit.id] = unit, row
    _check_links(units, rows)
    _check_names(units, rows)
    _check_successors(units, rows)
    return units


def read_tasks(content: bytes, text: YamlText, documents: Iterable[str], units: dict[str, OrgUnit]) -> tuple[Task, ...]:
    """The tasks in the order of the list."""
    tasks: dict[str, Task] = {}
    names = _names(units)
    for row in _rows(content, TASKS, text):
        if row["id"] in tasks:
            row.fault("id", f"mã “{row['id']}” có hai dòng; giữ lại một.")
            continue
        if row["document"] not in documents:
            row.fault("document", f"không có văn bản “{row['document']}”.{nearest(row['document'], documents)}")
        tasks[row["id"]] = Task(
            id=row["id"],
            document=row["document"],
            section=row["section"],
            number=row["number"],
            title=row["title"],
            product=row["product"],
            lead=_unit_ids(row, "lead", names),
            coordinating=_unit_ids(row, "coordinating", names),
            deadline_text=row["deadline_text"],
            due=row.day("due"),
            recurrence=row["recurrence"],
            indicators=row.words("indicators", ";"),
        )
    return tuple(tasks.values())


def read_published(content: bytes, text: YamlText) -> tuple[PublishedFigure, ...]:
    """The published figures in the order of the list."""
    figures: dict[str, PublishedFigure] = {}
    for row in _rows(content, PUBLISHED, text):
        value, day = row.number("value"), row.day("date")
        if row["id"] in figures:
            row.fault("id", f"mã “{row['id']}” có hai dòng; giữ lại một.")
        elif value is not None and day is not None:
            figures[row["id"]] = PublishedFigure(
                id=row["id"],
                name=row["name"],
                value=value,
                unit=row["unit"],
                decimals=row.whole("decimals") or 0,
                date_text=row["date_text"] or day.strftime("%d/%m/%Y"),
                date=day,
                place=row["place"],
                source=row["source"],
                note=row.optional("note"),
            )
    return tuple(figures.values())


def read_tiles(content: bytes, text: YamlText, units: dict[str, OrgUnit]) -> dict[str, tuple[int, int]]:
    """Row and column (from 1) of each commune on the tile map, by unit; one tile a commune, one commune a place."""
    tiles: dict[str, tuple[int, int]] = {}
    communes = [unit.id for unit in units.values() if unit.kind is UnitKind.COMMUNE]
    for row in _rows(content, TILES, text):
        unit, across, down = row["unit"], row.whole("column"), row.whole("row")
        if unit not in communes:
            row.fault("unit", f"không có xã, phường “{unit}” trong {ORG_UNITS}.{nearest(unit, communes)}")
        elif unit in tiles:
            row.fault("unit", f"xã, phường “{unit}” có hai dòng; giữ lại một.")
        if across is None or down is None:
            continue
        if across < 1 or down < 1:
            row.fault("row", f"ô hàng {down}, cột {across} nằm ngoài bản đồ; đếm hàng và cột từ 1.")
        elif (down, across) in tiles.values():
            row.fault("column", f"ô hàng {down}, cột {across} đã có xã, phường khác; mỗi ô một xã, phường.")
        tiles[unit] = (down, across)
    return tiles


def _rows(content: bytes, name: str, text: YamlText) -> list[Row]:
    decoded = decode(content, text)
    if decoded is None:
        return []
    lines = csv.reader(io.StringIO(decoded), delimiter=_delimiter(decoded), strict=True)
    columns: list[str] = []
    rows: list[Row] = []
    known = _REQUIRED[name] + _OPTIONAL[name]
    try:
        for cells in lines:
            if not columns:
                columns = [cell.strip() for cell in cells]
                _check_columns(columns, name, known, text)
            elif any(cells):
                rows.append(_row(cells, columns, name, lines.line_num, text))
    except csv.Error:
        text.fault((), "dấu ngoặc kép mở mà không đóng, hoặc dòng hỏng.", line=lines.line_num)
    if not columns:
        text.fault((), f"tệp trống; dòng đầu phải là tên cột: {', '.join(known)}.", line=1)
    return [] if text.faults else rows


def _row(cells: list[str], columns: list[str], name: str, line: int, text: YamlText) -> Row:
    row = Row(text, line, {column: cell.strip() for column, cell in zip(columns, cells, strict=False)})
    text.lines.setdefault((row["id"],), line)
    if len(cells) != len(columns):
        row.fault("id", f"dòng có {len(cells)} ô, cần {len(columns)} ô; xem lại dấu phẩy và ngoặc kép.")
    for column in _REQUIRED[name]:
        if not row[column]:
            row.fault(column, f"ô “{column}” để trống; phải có.")
    return row


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _check_columns(columns: list[str], name: str, known: tuple[str, ...], text: YamlText) -> None:
    for column in columns:
        if column not in known:
            text.fault((column,), f"không có cột “{column}”.{one_of(column, known)}", line=1)
    for column in _REQUIRED[name]:
        if column not in columns:
            text.fault((column,), f"thiếu cột bắt buộc “{column}”.", line=1)


def _decimal(cell: str) -> float:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell):
        raise ValueError(cell)
    return float(cell)


def _org_unit(row: Row) -> OrgUnit:
    kind = _KINDS.get(row["kind"], UnitKind.OTHER)
    if row["kind"] not in _KINDS:
        row.fault("kind", f"không có loại đơn vị “{row['kind']}”.{one_of(row['kind'], _KINDS)}")
    if row["reports"] not in ("", "yes", "no"):
        row.fault("reports", f"“{row['reports']}” không hợp lệ; ghi yes hoặc no.")
    if kind is UnitKind.COMMUNE and re.fullmatch(r"[0-9]{4}", row["id"]):
        row.fault(
            "id", f"mã xã {row['id']} chỉ có bốn chữ số, mất số 0 ở đầu? Ghi 0{row['id']} và định dạng cột là chữ."
        )
    valid_from, valid_to = row.day("valid_from"), row.day("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        row.fault("valid_to", f"ngày kết thúc {valid_to} đứng trước ngày bắt đầu {valid_from}.")
    return OrgUnit(
        id=row["id"],
        kind=kind,
        name=row["name"],
        abbr=row["abbr"] or row["name"],
        parent=row.optional("parent"),
        member_of=row.optional("member_of"),
        reports=row["reports"] == "yes",
        valid_from=valid_from,
        valid_to=valid_to,
        successor=row.optional("successor"),
        aliases=row.words("aliases", "|"),
        sort_rank=row.whole("sort_rank") or 0,
    )


def _names(units: dict[str, OrgUnit]) -> dict[str, str]:
    return {alias: unit.id for unit in units.values() for alias in unit.aliases} | {name: name for name in units}


def _unit_ids(row: Row, column: str, names: dict[str, str]) -> tuple[str, ...]:
    found = row.words(column, ";")
    for name in found:
        if name not in names:
            row.fault(column, f"không có đơn vị “{name}” trong {ORG_UNITS}.{nearest(name, names)}")
    return tuple(names[name] for name in found if name in names)


def _check_links(units: dict[str, OrgUnit], rows: dict[str, Row]) -> None:
    for unit in units.values():
        for column, target in (("parent", unit.parent), ("member_of", unit.member_of), ("successor", unit.successor)):
            if target is not None and target not in units:
                rows[unit.id].fault(column, f"không có đơn vị “{target}” trong danh sách.{nearest(target, units)}")


def _check_names(units: dict[str, OrgUnit], rows: dict[str, Row]) -> None:
    owner: dict[str, str] = {unit_id: unit_id for unit_id in units}
    for unit in units.values():
        for alias in unit.aliases:
            if owner.setdefault(alias, unit.id) != unit.id:
                rows[unit.id].fault(
                    "aliases", f"tên khác “{alias}” đã thuộc về {owner[alias]}; mỗi tên chỉ một đơn vị."
                )


def _check_successors(units: dict[str, OrgUnit], rows: dict[str, Row]) -> None:
    settled: set[str] = set()
    for first in units:
        way: list[str] = []
        current: str | None = first
        while current in units and current not in settled and current not in way:
            way.append(current)
            current = units[current].successor
        if current is not None and current in way:
            circle = [*way[way.index(current) :], current]
            message = f"đơn vị kế thừa đi vòng: {' → '.join(circle)}; một đơn vị phải là đơn vị cuối, để trống ô này."
            rows[current].fault("successor", message)
        settled.update(way)
