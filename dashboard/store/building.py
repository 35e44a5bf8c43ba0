"""Builds a version of the facts beside the old ones, checks it, and only then lets it be the current one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dashboard.catalogue import keep_catalogue
from dashboard.domain.observations import Observation
from dashboard.domain.periods import PeriodSetting, parse_period
from dashboard.domain.task_reports import TaskReport
from dashboard.settings import Workspace
from dashboard.store.connections import at_path, attach_base, open_writer
from dashboard.store.content import SCHEMA_VERSION, FileOfFacts, Listed, RetiredCell, content_digest, facts_id_of
from dashboard.store.faults import FactsMoved, FactsNotWritten, disk_words
from dashboard.store.serving import Facts, digests_in_order, open_version, take_version
from dashboard.store.staging import StagedRows, clear_abandoned, staged_row
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


# A commit that cannot write its log is a TransactionException.
_DISK_FAULTS = (
    OSError, duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException, duckdb.TransactionException
)  # fmt: skip


@dataclass(frozen=True)
class _Contents:
    """All that goes into one version; `base` is the version whose rows are taken over."""

    catalogue: Catalogue
    listed: Listed
    rows: StagedRows
    base: Facts | None


def build_facts(
    workspace: Workspace,
    catalogue: Catalogue,
    observations: Iterable[Observation],
    files: Iterable[FileOfFacts],
    retired: Iterable[RetiredCell],
    based_on: str | None = None,
    *,
    periods: Iterable[PeriodSetting] = (),
    task_reports: Iterable[TaskReport] = (),
    staged: Iterable[StagedRows] = (),
) -> str:
    """Makes a version of the facts, publishes it as the current one, and returns its id.

    Without `based_on` the version holds what is given. With it, it holds all of that version too, which must be the current
    one and of the same catalogue; files already in it are left out, with their rows; `periods` take the place of its own.
    Observations may also come staged, each file whole. The same content gives the same id and is not published twice.
    Raises FactsMoved, FactsDamaged, FactsNotWritten, StoreBusy; ValueError for a row of a file that is not listed, and for
    periods that begin or end otherwise than in the version built on.
    """
    with hold_facts(workspace):
        base = _take_base(workspace, catalogue, based_on) if based_on else None
        given = _Given(list(files), list(retired), list(periods), list(task_reports), list(staged))
        with _building(workspace) as folder:
            contents = _put_together(folder, catalogue, observations, given, base)
            facts_id = _write_version(workspace, folder, contents)
        keep_catalogue(workspace, catalogue.hash)
        publish(workspace, Version(facts_id, hash_file(facts_file(workspace, facts_id))))
        return facts_id


@contextmanager
def _building(workspace: Workspace) -> Iterator[Path]:
    """A folder to build in, gone afterwards. What the disk has against it is a FactsNotWritten."""
    folder = workspace.facts / f"building-{os.getpid()}"
    try:
        _clear_leftovers(workspace)
        clear_abandoned(workspace)
        folder.mkdir()
        yield folder
    except _DISK_FAULTS as fault:
        raise FactsNotWritten(disk_words(fault)) from fault
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class _Given:
    """What the caller gave beside catalogue and observations."""

    files: list[FileOfFacts]
    retired: list[RetiredCell]
    periods: list[PeriodSetting]
    task_reports: list[TaskReport]
    staged: list[StagedRows]


def _take_base(workspace: Workspace, catalogue: Catalogue, based_on: str) -> Facts:
    versions = published_versions(workspace)
    if not versions or versions[0].facts_id != based_on:
        raise FactsMoved(based_on, versions[0].facts_id if versions else None)
    base = take_version(workspace, versions[0])
    if base.catalogue_hash != catalogue.hash:
        raise ValueError(f"facts {based_on} are of another catalogue: build them anew")
    return base


def _put_together(
    folder: Path, catalogue: Catalogue, observations: Iterable[Observation], given: _Given, base: Facts | None
) -> _Contents:
    before = base.listed() if base else Listed(catalogue.hash, (), (), (), ())
    if base and not ends_stay(catalogue, before.periods, given.periods):
        raise ValueError("a period ends on another day than in the version built on: build the facts anew")
    known = {file.sha256 for file in before.files}
    added = {file.sha256: file for file in given.files if file.sha256 not in known}
    cells = tuple(cell for cell in given.retired if cell.sha256 not in known)
    reports = tuple(each for each in given.task_reports if each.provenance.sha256 not in known)
    rows = StagedRows(folder / "rows")
    rows.add(staged_row(seen) for seen in observations if seen.provenance.sha256 not in known)
    rows.finish()
    for other in given.staged:
        if not other.files <= known:
            rows.take_over(other)
    unlisted = rows.files.union(
        (cell.sha256 for cell in cells), (each.provenance.sha256 for each in reports)
    ).difference(added)
    if unlisted:
        raise ValueError(f"files not listed: {sorted(unlisted)}")
    listed = Listed(
        catalogue.hash,
        (*before.files, *added.values()),
        (*before.retired, *cells),
        tuple(given.periods),
        (*before.task_reports, *reports),
    )
    return _Contents(catalogue, listed, rows, base)


def ends_stay(catalogue: Catalogue, before: Iterable[PeriodSetting], now: Iterable[PeriodSetting]) -> bool:
    """Whether every period ends on the day it did: the rows of a version lie by the last days of their periods.

    A period that only one list has ends there as the documents say, or as the calendar does.
    """
    lists = [{each.period_id: {each.end} for each in settings} for settings in (before, now)]
    calendars = [each.calendar for each in catalogue.indicators.values() if each.calendar is not None]
    for period_id in lists[0].keys() | lists[1].keys():
        period = parse_period(period_id)
        given = {each.as_typed(period).end for each in calendars if each.frequency is period.frequency} or {period.end}
        if lists[0].get(period_id, given) != lists[1].get(period_id, given):
            return False
    return True


def _file_is_whole(workspace: Workspace, facts_id: str) -> bool:
    """Whether this version was published before and its file is as it was then."""
    path = facts_file(workspace, facts_id)
    known = {version.facts_id: version.file_sha256 for version in published_versions(workspace)}
    return facts_id in known and path.is_file() and hash_file(path) == known[facts_id]


def _write_version(workspace: Workspace, folder: Path, contents: _Contents) -> str:
    """Writes the file under a name of its own, reads it back, and gives it its name once it is on disk and whole."""
    path, spill = folder / "facts.duckdb", folder / "spill"
    facts_id = _write_file(path, spill, contents, facts_file(workspace, contents.base.id) if contents.base else None)
    if _file_is_whole(workspace, facts_id):
        return facts_id
    sync_path(path)
    with closing(open_version(path, facts_id, spill)) as facts:
        facts.check_content()
    path.replace(facts_file(workspace, facts_id))
    sync_path(workspace.facts)
    return facts_id


def _clear_leftovers(workspace: Workspace) -> None:
    """Removes what a killed builder left behind; nobody else builds while the facts are held."""
    for leftover in workspace.facts.glob("building-*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            with suppress(FileNotFoundError):
                leftover.unlink()


def _write_file(path: Path, spill: Path, contents: _Contents, base: Path | None) -> str:
    """The rows first, in order; then what their digests make the version's id; gives that id."""
    with closing(open_writer(path, spill)) as connection:
        for _, statement in schema_steps("facts"):
            connection.execute(statement)
        connection.execute(at_path(query("view_staged"), contents.rows.folder / "rows-*.csv"))
        if base:
            attach_base(connection, base)
        connection.execute(query("view_base_rows") if base else query("view_no_base_rows"))
        connection.execute(query("insert_observations"))
        count = contents.rows.count + (contents.base.observation_count if contents.base else 0)
        digest = content_digest(contents.listed, count, digests_in_order(connection))
        facts_id = facts_id_of(digest)
        spool = path.with_suffix(".json")
        for name, lines in _tables(facts_id, digest, count, contents).items():
            with spool.open("w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(map(_line, lines))
            connection.execute(at_path(query(name), spool))
        connection.execute(query("checkpoint"))
        return facts_id


def _tables(facts_id: str, digest: str, count: int, contents: _Contents) -> dict[str, Iterable[dict[str, Any]]]:
    """For each statement that takes rows, its rows."""
    listed = contents.listed
    meta = {
        "facts_id": facts_id,
        "schema_version": SCHEMA_VERSION,
        "catalogue_hash": listed.catalogue_hash,
        "content_digest": digest,
        "observation_count": count,
        "built_at": datetime.now(UTC).isoformat(),
    }
    files = (
        {"sha256": file.sha256, "file_name": file.file_name, "form": file.form,
         "received_date": file.received.isoformat(), "is_illustrative": file.illustrative,
         "load_sequence": file.sequence}
        for file in listed.files
    )  # fmt: skip
    retired = (
        {"sha256": cell.sha256, "sheet": cell.sheet, "cell": cell.cell, "found": cell.found, "reason": cell.reason}
        for cell in listed.retired
    )
    periods = (
        {"period_id": each.period_id, "period_start": each.start.isoformat(), "period_end": each.end.isoformat(),
         "deadline_date": each.deadline.isoformat()}
        for each in listed.periods
    )  # fmt: skip
    return {
        "insert_meta": [meta],
        "insert_files": files,
        "insert_retired": retired,
        "insert_targets": _target_rows(contents.catalogue),
        "insert_period_settings": periods,
        "insert_task_reports": map(_task_report_row, listed.task_reports),
    }


def _task_report_row(report: TaskReport) -> dict[str, Any]:
    return {
        "task_id": report.task_id,
        "org_unit_id": report.org_unit_id,
        "period_id": report.period.id,
        "period_start": report.period.start.isoformat(),
        "period_end": report.period.end.isoformat(),
        "frequency": report.period.frequency.value,
        "status": report.status.value,
        "progress": report.progress,
        "outcome": report.result,
        "evidence": report.evidence,
        "difficulty": report.difficulty,
        "proposal": report.proposal,
        "received_date": report.received.isoformat(),
        "sha256": report.provenance.sha256,
        "sheet": report.provenance.sheet,
        "cell": report.provenance.cell,
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
