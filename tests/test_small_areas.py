"""The province's own map file: what is read from it, what is refused and in which words."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dashboard.areas import HEIGHT, WIDTH, AreasFault, read_areas
from dashboard.domain.plan import OrgUnit, UnitKind
from tests.second import make_workspace
from tests.test_cli import called

UNITS = {
    code: OrgUnit(id=code, kind=UnitKind.COMMUNE, name=f"Xã {code}", abbr=code) for code in ("00001", "00002", "00003")
}
LEFT = [[0, 0], [1, 0], [1, 0.5], [1, 1], [0, 1], [0, 0]]
RIGHT = [[1, 0], [2, 0], [2, 1], [1, 1], [1, 0.5], [1, 0]]


def feature(code: object, *rings: Any, kind: str = "Polygon") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"ma": code}, "geometry": {"type": kind, "coordinates": list(rings)}}


def written(folder: Path, *features: Any, text: str | None = None) -> Path:
    path = folder / "communes.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}) if text is None else text, encoding="utf-8"
    )
    return path


def test_without_the_file_there_is_no_map(tmp_path: Path) -> None:
    assert read_areas(tmp_path / "communes.geojson", UNITS) is None


def test_neighbours_keep_their_common_border_and_the_outline_leaves_it_out(tmp_path: Path) -> None:
    areas = read_areas(written(tmp_path, feature("00001", LEFT), feature("00002", RIGHT)), UNITS)
    assert areas is not None
    shared = set(areas.rings["00001"][0]) & set(areas.rings["00002"][0])
    assert shared == {(WIDTH // 2, 0), (WIDTH // 2, areas.height)}
    (outline,) = areas.outline
    assert outline[0] == outline[-1]
    assert not any(start in shared and end in shared for start, end in pairwise(outline))
    assert set(outline) >= {(0, 0), (areas.width, 0), (0, areas.height), (areas.width, areas.height)}


def test_the_picture_fits_its_room_and_north_is_up(tmp_path: Path) -> None:
    areas = read_areas(written(tmp_path, feature("00001", LEFT), feature("00002", RIGHT)), UNITS)
    assert areas is not None
    assert areas.width <= WIDTH
    assert areas.height <= HEIGHT
    north = [[0, 20], [1, 20], [1, 21], [0, 21], [0, 20]]
    south = [[0, 18], [1, 18], [1, 19], [0, 19], [0, 18]]
    areas = read_areas(written(tmp_path, feature("00001", north), feature("00002", south)), UNITS)
    assert areas is not None
    assert max(y for _, y in areas.rings["00001"][0]) < min(y for _, y in areas.rings["00002"][0])


def test_points_closer_than_a_pixel_fall_together(tmp_path: Path) -> None:
    fine = [[x / 5000, 0] for x in range(5000)] + [[1, 1], [0, 1], [0, 0]]
    areas = read_areas(written(tmp_path, feature("00001", fine)), UNITS)
    assert areas is not None
    assert len(areas.rings["00001"][0]) <= WIDTH + 3


def test_several_parts_and_holes_are_rings_of_one_commune(tmp_path: Path) -> None:
    hole = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.2]]
    island = [[[3, 0], [4, 0], [4, 1], [3, 0]]]
    areas = read_areas(written(tmp_path, feature("00001", [LEFT, hole], island, kind="MultiPolygon")), UNITS)
    assert areas is not None
    assert len(areas.rings["00001"]) == 3
    assert len(areas.outline) == 3


def test_communes_without_a_shape_are_left_out(tmp_path: Path) -> None:
    areas = read_areas(written(tmp_path, feature("00003", LEFT)), UNITS)
    assert areas is not None
    assert set(areas.rings) == {"00003"}


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([feature("9", LEFT)], "hình thứ 1 có mã “9”, không có xã, phường nào mang mã ấy"),
        ([feature(1, LEFT)], "mã “1”"),
        ([feature(None, LEFT)], "hình thứ 1 không có mã"),
        ([feature("00001", LEFT), feature("00001", RIGHT)], "mã “00001” có hai hình"),
        ([feature("00001", LEFT, kind="LineString")], "không phải vùng"),
        ([feature("00001", [["a", 0]])], "tọa độ không phải số"),
        ([feature("00001", 5)], "tọa độ không phải số"),
        ([feature("00001", [[512000, 2456000], [512001, 2456000], [512001, 2456001]])], "WGS 84"),
        ([feature("00001", [[float("nan"), 0]])], "WGS 84"),
        ([feature("00001", [])], "không có điểm nào"),
        ([], "không có hình nào"),
        (["x"], "hình thứ 1 không có mã"),
    ],
    ids=str,
)
def test_what_cannot_be_drawn_is_refused_with_the_place_and_the_way_out(
    tmp_path: Path, features: list[Any], said: str
) -> None:
    with pytest.raises(AreasFault, match=r"Tệp communes\.geojson") as caught:
        read_areas(written(tmp_path, *features), UNITS)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"features": 1}', "[" * 100_000])
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(AreasFault, match=r"communes\.geojson"):
        read_areas(written(tmp_path, text=text), UNITS)


def test_the_command_check_tells_a_wrong_map_file(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    written(workspace.reference, feature("99999", LEFT))
    done = called("check", workspace=workspace.root)
    assert done.returncode == 1
    assert "hình thứ 1 có mã “99999”" in done.stderr
    assert "Traceback" not in done.stderr
    written(workspace.reference, feature("01273", LEFT))
    assert called("check", workspace=workspace.root).returncode == 0
