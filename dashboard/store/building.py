"""Builds a version of the facts beside the old ones, checks it, and only then lets it be the current one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow

from dashboard.domain.observations import Observation
from dashboard.settings import Workspace
from dashboard.store.connections import attach, open_writer
from dashboard.store.content import (
    SCHEMA_VERSION,
    FileOfFacts,
    ObservationRow,
    RetiredCell,
    content_digest,
    facts_id_of,
    row_of,
)
from dashboard.store.faults import FactsDamaged, FactsMoved
from dashboard.store.serving import Facts, open_version, take_version
from dashboard.store.statements import query, schema_steps
from dashboard.store.versions import (
    Version,
    facts_file,
    hash_file,
    hold_facts,
    publish,
    published_versions,
    sync_path,
)

if TYPE_CHECKING:
    from dashboard.catalogue import Catalogue

_TEXT, _DAY, _NUMBER, _FLAG = pyarrow.string(), pyarrow.date32(), pyarrow.float64(), pyarrow.bool_()
_FILES = pyarrow.schema([
    ("sha256", _TEXT), ("file_name", _TEXT), ("form", _TEXT), ("received_date", _DAY), ("is_illustrative", _FLAG),
])  # fmt: skip
_OBSERVATIONS = pyarrow.schema([
    ("period_end", _DAY), ("indicator_id", _TEXT), ("org_unit_id", _TEXT), ("period_id", _TEXT), ("period_start", _DAY),
    ("frequency", _TEXT), ("value", _NUMBER), ("numerator", _NUMBER), ("denominator", _NUMBER), ("received_date", _DAY),
    ("is_provisional", _FLAG), ("evidence", _TEXT), ("note", _TEXT), ("sha256", _TEXT), ("sheet", _TEXT), ("cell", _TEXT),
    ("row_digest", pyarrow.binary()),
])  # fmt: skip
_TARGETS = pyarrow.schema([
    ("sort_rank", pyarrow.int32()), ("indicator_id", _TEXT), ("target_id", _TEXT), ("plan_document_id", _TEXT),
    ("clause", _TEXT), ("scope", _TEXT), ("target_value", _NUMBER), ("target_value_max", _NUMBER), ("baseline", _NUMBER),
    ("start_date", _DAY), ("due_date", _DAY), ("revises", _TEXT), ("effective_date", _DAY),
])  # fmt: skip
_RETIRED = pyarrow.schema([
    ("sha256", _TEXT), ("sheet", _TEXT), ("cell", _TEXT), ("found", _TEXT), ("reason", _TEXT),
])  # fmt: skip


@dataclass(frozen=True)
class _Contents:
    """All that goes into one version; `base` is the version whose observations are taken over."""

    catalogue: Catalogue
    files: list[FileOfFacts]
    retired: list[RetiredCell]
    new_rows: list[ObservationRow]
    row_digests: list[bytes]
    base: str | None

    @property
    def digest(self) -> str:
        return content_digest(self.catalogue.hash, self.files, self.retired, self.row_digests)


def build_facts(
    workspace: Workspace,
    catalogue: Catalogue,
    observations: Iterable[Observation],
    files: Iterable[FileOfFacts],
    retired: Iterable[RetiredCell],
    based_on: str | None = None,
) -> str:
    """Makes a version of the facts, publishes it as the current one, and returns its id.

    Without `based_on` the version holds what is given. With it, it holds all of that version too, which must be the current
    one and of the same catalogue; files already in it are left out, with their rows. The same content gives the same id and
    is not written twice. Raises FactsMoved, FactsDamaged, StoreBusy; ValueError for a row of a file that is not listed.
    """
    with hold_facts(workspace):
        base = _take_base(workspace, catalogue, based_on) if based_on else None
        contents = _put_together(catalogue, observations, files, retired, base)
        digest = contents.digest
        facts_id = facts_id_of(digest)
        if not _is_there(workspace, facts_id, digest):
            _write_version(workspace, facts_id, digest, contents)
        publish(workspace, Version(facts_id, hash_file(facts_file(workspace, facts_id))))
        return facts_id


def _take_base(workspace: Workspace, catalogue: Catalogue, based_on: str) -> Facts:
    versions = published_versions(workspace)
    if not versions or versions[0].facts_id != based_on:
        raise FactsMoved(based_on, versions[0].facts_id if versions else None)
    base = take_version(workspace, versions[0])
    if base.catalogue_hash != catalogue.hash:
        raise ValueError(f"facts {based_on} are of another catalogue: build them anew")
    return base


def _put_together(
    catalogue: Catalogue,
    observations: Iterable[Observation],
    files: Iterable[FileOfFacts],
    retired: Iterable[RetiredCell],
    base: Facts | None,
) -> _Contents:
    base_files = base.files() if base else []
    known = {file.sha256 for file in base_files}
    added = {file.sha256: file for file in files if file.sha256 not in known}
    rows = [row_of(seen) for seen in observations if seen.provenance.sha256 not in known]
    cells = [cell for cell in retired if cell.sha256 not in known]
    unlisted = {row.sha256 for row in rows}.union(cell.sha256 for cell in cells).difference(added)
    if unlisted:
        raise ValueError(f"files not listed: {sorted(unlisted)}")
    return _Contents(
        catalogue,
        [*base_files, *added.values()],
        [*(base.retired() if base else []), *cells],
        rows,
        [*(base.row_digests() if base else []), *(row.row_digest for row in rows)],
        base.id if base else None,
    )


def _is_there(workspace: Workspace, facts_id: str, digest: str) -> bool:
    """Whether this version lies on disk, whole."""
    try:
        with closing(open_version(facts_file(workspace, facts_id), facts_id)) as facts:
            facts.check_content()
            return facts.content_digest == digest
    except FactsDamaged:
        return False


def _write_version(workspace: Workspace, facts_id: str, digest: str, contents: _Contents) -> None:
    """Writes the file under a name of its own, reads it back, and gives it its name once it is on disk and whole."""
    for leftover in workspace.facts.glob("building-*"):
        leftover.unlink()
    path = workspace.facts / f"building-{os.getpid()}.duckdb"
    base = facts_file(workspace, contents.base) if contents.base else None
    _write_file(path, facts_id, digest, contents, base)
    sync_path(path)
    with closing(open_version(path, facts_id)) as facts:
        facts.check_content()
        if facts.content_digest != digest:
            raise FactsDamaged(facts_id, "nội dung ghi ra không khớp với nội dung nhận vào")
    os.replace(path, facts_file(workspace, facts_id))
    sync_path(workspace.facts)


def _write_file(path: Path, facts_id: str, digest: str, contents: _Contents, base: Path | None) -> None:
    tables = (
        ("insert_files", _FILES, [(f.sha256, f.file_name, f.form, f.received, f.illustrative) for f in contents.files]),
        ("insert_targets", _TARGETS, _target_rows(contents.catalogue)),
        ("insert_retired", _RETIRED, [(c.sha256, c.sheet, c.cell, c.found, c.reason) for c in contents.retired]),
        ("insert_observations_on_base" if base else "insert_observations", _OBSERVATIONS, contents.new_rows),
    )
    with closing(open_writer(path)) as connection:
        if base:
            attach(connection, base, "base", read_only=True)
        for _, statement in schema_steps("facts"):
            connection.execute(statement)
        for name, schema, rows in tables:
            connection.register("incoming", _arrow_table(schema, rows))
            connection.execute(query(name))
            connection.unregister("incoming")
        connection.execute(
            query("insert_meta"),
            {
                "facts_id": facts_id,
                "schema_version": SCHEMA_VERSION,
                "catalogue_hash": contents.catalogue.hash,
                "content_digest": digest,
                "observation_count": len(contents.row_digests),
                "built_at": datetime.now(UTC).isoformat(),
            },
        )
        connection.execute(query("checkpoint"))


def _arrow_table(schema: pyarrow.Schema, rows: Sequence[Sequence[Any]]) -> pyarrow.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pyarrow.table(
        [pyarrow.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _target_rows(catalogue: Catalogue) -> list[tuple[Any, ...]]:
    """One row for each target and scope, in the order of the catalogue."""
    scoped = [
        (indicator.id, target.id, target.document, target.clause, scope, target.value, target.value_max,
         target.baseline, target.start, target.due, target.revises, target.effective)
        for indicator in catalogue.indicators.values()
        for target in indicator.targets
        for scope in target.scope
    ]  # fmt: skip
    return [(rank, *row) for rank, row in enumerate(scoped)]
