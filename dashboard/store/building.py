"""Builds a version of the facts beside the old ones, checks it, and only then lets it be the current one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dashboard.catalogue import keep_catalogue
from dashboard.domain.observations import Observation
from dashboard.settings import Workspace
from dashboard.store.connections import at_path, attach_base, open_writer
from dashboard.store.content import (
    SCHEMA_VERSION,
    FileOfFacts,
    ObservationRow,
    RetiredCell,
    content_digest,
    facts_id_of,
    row_of,
)
from dashboard.store.faults import FactsMoved, FactsNotWritten
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


_DISK_FAULTS = (OSError, duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException)


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
    is not written twice. Raises FactsMoved, FactsDamaged, FactsNotWritten, StoreBusy; ValueError for a row of a file that is not listed.
    """
    with hold_facts(workspace):
        base = _take_base(workspace, catalogue, based_on) if based_on else None
        contents = _put_together(catalogue, observations, files, retired, base)
        digest = contents.digest
        facts_id = facts_id_of(digest)
        if not _file_is_whole(workspace, facts_id):
            _write_version(workspace, facts_id, digest, contents)
        keep_catalogue(workspace, catalogue.hash)
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
        [*(base.row_digests() if base else []), *(row.digest for row in rows)],
        base.id if base else None,
    )


def _file_is_whole(workspace: Workspace, facts_id: str) -> bool:
    """Whether this version was published before and its file is as it was then."""
    path = facts_file(workspace, facts_id)
    known = {version.facts_id: version.file_sha256 for version in published_versions(workspace)}
    return facts_id in known and path.is_file() and hash_file(path) == known[facts_id]


def _write_version(workspace: Workspace, facts_id: str, digest: str, contents: _Contents) -> None:
    """Writes the file under a name of its own, reads it back, and gives it its name once it is on disk and whole."""
    path = workspace.facts / f"building-{os.getpid()}.duckdb"
    base = facts_file(workspace, contents.base) if contents.base else None
    try:
        _clear_leftovers(workspace)
        _write_file(path, _tables(facts_id, digest, contents), base)
        sync_path(path)
        with closing(open_version(path, facts_id)) as facts:
            facts.check_content()
        path.replace(facts_file(workspace, facts_id))
        sync_path(workspace.facts)
    except _DISK_FAULTS as fault:
        raise FactsNotWritten(str(fault).splitlines()[0]) from fault


def _clear_leftovers(workspace: Workspace) -> None:
    """Removes what a killed builder left behind; nobody else builds while the facts are held."""
    for leftover in workspace.facts.glob("building-*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def _write_file(path: Path, tables: dict[str, Iterable[str]], base: Path | None) -> None:
    with closing(open_writer(path)) as connection:
        for _, statement in schema_steps("facts"):
            connection.execute(statement)
        spool = path.with_suffix(".json")
        for name, lines in tables.items():
            with spool.open("w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(lines)
            connection.execute(at_path(query(name), spool))
            spool.unlink()
        if base:
            attach_base(connection, base)
            connection.execute(query("stage_base_observations"))
        connection.execute(query("insert_observations"))
        connection.execute(query("checkpoint"))


def _tables(facts_id: str, digest: str, contents: _Contents) -> dict[str, Iterable[str]]:
    """For each statement that takes rows, its rows as lines of JSON."""
    meta = {
        "facts_id": facts_id,
        "schema_version": SCHEMA_VERSION,
        "catalogue_hash": contents.catalogue.hash,
        "content_digest": digest,
        "observation_count": len(contents.row_digests),
        "built_at": datetime.now(UTC).isoformat(),
    }
    files = (
        {"sha256": file.sha256, "file_name": file.file_name, "form": file.form,
         "received_date": file.received.isoformat(), "is_illustrative": file.illustrative,
         "load_sequence": file.sequence}
        for file in contents.files
    )  # fmt: skip
    retired = (
        {"sha256": cell.sha256, "sheet": cell.sheet, "cell": cell.cell, "found": cell.found, "reason": cell.reason}
        for cell in contents.retired
    )
    return {
        "insert_meta": map(_line, [meta]),
        "insert_files": map(_line, files),
        "insert_retired": map(_line, retired),
        "insert_targets": map(_line, _target_rows(contents.catalogue)),
        "stage_observations": (
            f'{row.columns[:-1]},"row_digest":"{row.digest.hex()}"}}\n' for row in contents.new_rows
        ),
    }


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _target_rows(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """One row for each target and scope, in the order of the catalogue."""
    scoped = (
        (indicator, target, scope)
        for indicator in catalogue.indicators.values()
        for target in indicator.targets
        for scope in target.scope
    )
    for rank, (indicator, target, scope) in enumerate(scoped):
        yield {
            "sort_rank": rank,
            "indicator_id": indicator.id,
            "target_id": target.id,
            "plan_document_id": target.document,
            "clause": target.clause,
            "scope": scope,
            "target_value": target.value,
            "target_value_max": target.value_max,
            "baseline": target.baseline,
            "start_date": target.start.isoformat(),
            "due_date": target.due and target.due.isoformat(),
            "revises": target.revises,
            "effective_date": target.effective and target.effective.isoformat(),
        }
