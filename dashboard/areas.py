"""The real shapes of communes, where the province supplies `data/reference/communes.geojson`: read, checked, made small.

Points are put on a grid of whole pixels of the picture. Neighbours that share a border in the file share it on the grid,
so no gaps open, and a border that only one commune has is the province's outline. Ruled out: a geometry library.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, isfinite, radians
from pathlib import Path
from typing import Any

from dashboard.domain.faults import Fault
from dashboard.domain.plan import OrgUnit, UnitKind

FILE_NAME = "communes.geojson"
MAX_BYTES = 60_000_000
WIDTH, HEIGHT = 780, 560
_CODE = "ma"
_RULE = f"mỗi hình có mã xã trong “id” hoặc thuộc tính “{_CODE}”, viết dạng chữ như danh sách đơn vị"

Point = tuple[int, int]
Ring = tuple[Point, ...]
_Position = tuple[float, float]


class AreasFault(Fault):
    """The file cannot be drawn; the message says where and what to do, in Vietnamese."""


@dataclass(frozen=True)
class Areas:
    """Shapes in pixels, y downwards: rings by commune, the lines of the province's outline, and how large the picture is."""

    rings: Mapping[str, tuple[Ring, ...]]
    outline: tuple[Ring, ...]
    width: int
    height: int


def read_areas(path: Path, units: Mapping[str, OrgUnit]) -> Areas | None:
    """The shapes of the file; None where there is none. Communes without a shape are left out. Raises AreasFault."""
    if not path.is_file():
        return None
    if path.stat().st_size > MAX_BYTES:
        raise _fault(f"tệp lớn hơn {MAX_BYTES // 1_000_000} MB; hãy giản lược bằng phần mềm bản đồ rồi chép lại")
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _fault("không đọc được theo GeoJSON; hãy xuất lại từ phần mềm bản đồ, mã hóa UTF-8") from error
    shapes = dict(_shapes(content, units))
    if not shapes:
        raise _fault("không có hình nào; hãy xuất lớp ranh giới xã, phường")
    return _areas(shapes)


def _fault(said: str) -> AreasFault:
    return AreasFault(f"Tệp {FILE_NAME}: {said}.")


def _shapes(content: Any, units: Mapping[str, OrgUnit]) -> Iterator[tuple[str, list[list[_Position]]]]:
    """Each commune's rings in degrees; all codes are checked."""
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise _fault("thiếu danh sách “features”; cần một FeatureCollection")
    communes = {unit.id for unit in units.values() if unit.kind is UnitKind.COMMUNE}
    seen: set[str] = set()
    for number, feature in enumerate(features, start=1):
        code = _code(feature)
        if code is None:
            raise _fault(f"hình thứ {number} không có mã; {_RULE}")
        if not isinstance(code, str) or code not in communes:
            raise _fault(f"hình thứ {number} có mã “{code}”, không có xã, phường nào mang mã ấy; {_RULE}")
        if code in seen:
            raise _fault(f"mã “{code}” có hai hình; gộp thành một hình nhiều mảnh (MultiPolygon)")
        seen.add(code)
        yield code, [_positions(ring, code) for ring in _rings(feature.get("geometry"), code)]


def _code(feature: Any) -> object:
    if not isinstance(feature, dict):
        return None
    properties = feature.get("properties")
    return feature.get("id") or (properties.get(_CODE) if isinstance(properties, dict) else None)


def _rings(geometry: Any, code: str) -> Iterable[Any]:
    match geometry:
        case {"type": "Polygon", "coordinates": [*rings]}:
            return rings
        case {"type": "MultiPolygon", "coordinates": [*polygons]} if all(isinstance(p, list) for p in polygons):
            return [ring for polygon in polygons for ring in polygon]
        case _:
            raise _fault(f"hình của mã “{code}” không phải vùng; cần Polygon hoặc MultiPolygon")


def _positions(ring: Any, code: str) -> list[_Position]:
    try:
        found = [(float(position[0]), float(position[1])) for position in ring]
    except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
        raise _fault(f"hình của mã “{code}” có tọa độ không phải số") from error
    if any(not (isfinite(x) and isfinite(y) and abs(x) <= 180 and abs(y) <= 90) for x, y in found):
        raise _fault(f"hình của mã “{code}” không theo kinh độ, vĩ độ; hãy xuất theo hệ WGS 84 (EPSG:4326)")
    return found


def _areas(shapes: Mapping[str, list[list[_Position]]]) -> Areas:
    every = [position for rings in shapes.values() for ring in rings for position in ring]
    if not every:
        raise _fault("các hình không có điểm nào")
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    south, north = min(y for _, y in every), max(y for _, y in every)
    shrink = max(cos(radians((south + north) / 2)), 0.01)
    scale = min(WIDTH / max((east - west) * shrink, 1e-9), HEIGHT / max(north - south, 1e-9))

    def at(position: _Position) -> Point:
        return round((position[0] - west) * shrink * scale), round((north - position[1]) * scale)

    rings = {
        code: tuple(small for ring in found if len(small := _on_grid([at(p) for p in ring])) > 2)
        for code, found in shapes.items()
    }
    width, height = round((east - west) * shrink * scale), round((north - south) * scale)
    kept = {code: found for code, found in rings.items() if found}
    thin = {code: tuple(_thinned(ring) for ring in found) for code, found in kept.items()}
    outline = tuple(_thinned(line) for line in _outline(kept.values()))
    return Areas(thin, outline, max(width, 1), max(height, 1))


def _on_grid(points: list[Point]) -> Ring:
    """The ring without points that fell together; it closes by itself."""
    kept = [point for at, point in enumerate(points) if point != points[at - 1]]
    return tuple(kept)


def _thinned(line: Ring) -> Ring:
    """The line without points in the middle of a straight stretch."""
    kept = list(line[:1])
    for point, following in zip(line[1:], (*line[2:], None), strict=True):
        (x, y), before = point, kept[-1]
        if following is None or (x - before[0]) * (following[1] - y) != (y - before[1]) * (following[0] - x):
            kept.append(point)
    return tuple(kept)


def _outline(shapes: Iterable[tuple[Ring, ...]]) -> tuple[Ring, ...]:
    """The borders that one commune alone has, joined into lines."""
    edges = Counter(
        (min(start, end), max(start, end))
        for rings in shapes
        for ring in rings
        for start, end in zip(ring, (*ring[1:], ring[0]), strict=True)
    )
    ways: dict[Point, list[Point]] = {}
    for (start, end), count in edges.items():
        if count == 1:
            ways.setdefault(start, []).append(end)
            ways.setdefault(end, []).append(start)
    lines: list[Ring] = []
    for start, ends in ways.items():
        while ends:
            line = [at := start]
            while ways[at]:
                following = ways[at].pop()
                ways[following].remove(at)
                line.append(at := following)
            lines.append(tuple(line))
    return tuple(lines)
