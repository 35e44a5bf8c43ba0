"""The one way from the files of a workspace to a Catalogue: read, validate, check, build; all faults in one pass."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dashboard.catalogue import checks, lists
from dashboard.catalogue.building import build_documents, build_indicators
from dashboard.catalogue.faults import CatalogueError, CatalogueFault
from dashboard.catalogue.model import Catalogue, PublishedFigure, Task, WorkspaceInfo
from dashboard.catalogue.parts import Parts, read_parts
from dashboard.catalogue.reading import YamlText, read_yaml
from dashboard.domain.plan import OrgUnit
from dashboard.settings import Workspace


def load_catalogue(workspace: Workspace) -> Catalogue:
    """Reads `indicators.yaml` and `data/reference/*.csv`. Raises CatalogueError with all faults of all files.

    The lists of tasks, of published figures and of tiles may be absent; the list of org units may not.
    """
    contents = _contents(workspace)
    faults: list[CatalogueFault] = []
    units: dict[str, OrgUnit] = {}
    units_path = _relative(workspace, workspace.reference / lists.ORG_UNITS)
    if units_path in contents:
        text = YamlText(units_path)
        units = lists.read_org_units(contents[units_path], text)
        faults += text.faults
    else:
        faults.append(
            CatalogueFault(units_path, 1, "", "không có tệp danh sách đơn vị; mỗi danh mục cần một danh sách.")
        )

    yaml_path = _relative(workspace, workspace.catalogue_path)
    text = read_yaml(contents.get(yaml_path, b""), yaml_path)
    parts = read_parts(text)
    if units:
        checks.check_units(parts, units)
    checks.check_parts(parts)
    faults += text.faults

    tasks, published = _read_lists(workspace, contents, parts, units, faults)
    tiles = _read_tiles(workspace, contents, units, faults)
    if faults:
        raise CatalogueError(faults)
    return _build(parts, units, tasks, published, tiles, _hash(contents))


def hash_on_disk(workspace: Workspace) -> str:
    """The hash that the catalogue's files have now, faulty or not: equal to `Catalogue.hash` where nobody has edited them."""
    return _hash(_contents(workspace))


def _contents(workspace: Workspace) -> dict[str, bytes]:
    paths = [
        workspace.catalogue_path,
        *(workspace.reference / name for name in (lists.ORG_UNITS, lists.TASKS, lists.PUBLISHED, lists.TILES)),
    ]
    return {_relative(workspace, path): path.read_bytes() for path in paths if path.is_file()}


def _relative(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.catalogue_path.parent).as_posix()


def _hash(contents: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _read_lists(
    workspace: Workspace,
    contents: dict[str, bytes],
    parts: Parts,
    units: dict[str, OrgUnit],
    faults: list[CatalogueFault],
) -> tuple[tuple[Task, ...], tuple[PublishedFigure, ...]]:
    tasks: tuple[Task, ...] = ()
    published: tuple[PublishedFigure, ...] = ()
    tasks_path = _relative(workspace, workspace.reference / lists.TASKS)
    if tasks_path in contents and units and parts.documents:
        text = YamlText(tasks_path)
        tasks = lists.read_tasks(contents[tasks_path], text, parts.documents, units)
        checks.check_tasks(tasks, parts, text)
        faults += text.faults
    published_path = _relative(workspace, workspace.reference / lists.PUBLISHED)
    if published_path in contents:
        text = YamlText(published_path)
        published = lists.read_published(contents[published_path], text)
        faults += text.faults
    return tasks, published


def _read_tiles(
    workspace: Workspace, contents: dict[str, bytes], units: dict[str, OrgUnit], faults: list[CatalogueFault]
) -> dict[str, tuple[int, int]]:
    path = _relative(workspace, workspace.reference / lists.TILES)
    if path not in contents or not units:
        return {}
    text = YamlText(path)
    tiles = lists.read_tiles(contents[path], text, units)
    faults += text.faults
    return tiles


def _build(
    parts: Parts,
    units: dict[str, OrgUnit],
    tasks: tuple[Task, ...],
    published: tuple[PublishedFigure, ...],
    tiles: dict[str, tuple[int, int]],
    digest: str,
) -> Catalogue:
    info = parts.workspace
    if info is None:
        raise AssertionError("a file without `workspace` has faults")
    return Catalogue(
        workspace=WorkspaceInfo(
            name=info.name, short_name=info.short_name or info.name, province=info.province, timezone=info.timezone
        ),
        plan_documents=build_documents(parts, units),
        pillars=parts.pillars,
        indicators=build_indicators(parts, units),
        org_units=units,
        tasks=tasks,
        published=published,
        tiles=tiles,
        hash=digest,
    )
