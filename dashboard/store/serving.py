"""Published facts as their readers see them: locked, read-only, and checked before the first answer."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from dashboard.domain.observations import Provenance
from dashboard.domain.periods import Frequency, Period, PeriodSetting
from dashboard.domain.task_reports import TaskReport, TaskState
from dashboard.settings import Workspace
from dashboard.store.answers import CurrentValue, KnownFigure, TargetRow, Vintage
from dashboard.store.connections import open_locked
from dashboard.store.content import SCHEMA_VERSION, FileOfFacts, Listed, RetiredCell, content_digest
from dashboard.store.faults import FactsDamaged
from dashboard.store.statements import query
from dashboard.store.versions import Version, facts_file, hash_file, pointer_file, published_versions, versions_on_disk

_VERSIONS_KEPT_OPEN = 3
_DIGESTS_A_PIECE = 20_000
_DIGEST_BYTES = 32


class _StoredVintage(NamedTuple):
    """A vintage as the bulk query gives it. The first three fields say which figure it is of."""

    org_unit_id: str
    indicator_id: str
    period_id: str
    period_end: date
    value: float | None
    numerator: float | None
    denominator: float | None
    received: date
    provisional: bool
    sha256: str


class _Reader:
    """A locked connection, shared by threads: one cursor per use."""

    def __init__(self, facts_id: str, connection: duckdb.DuckDBPyConnection) -> None:
        self._facts_id = facts_id
        self._connection = connection

    def rows(self, name: str) -> list[tuple[Any, ...]]:
        """Binds nothing: a bound parameter makes DuckDB import pandas, a second and 60 MB (measured on 1.5.5)."""
        try:
            with self._connection.cursor() as cursor:
                return cursor.execute(query(name)).fetchall()
        except (duckdb.IOException, duckdb.FatalException) as fault:
            raise FactsDamaged(self._facts_id, "không đọc được tệp") from fault

    def digests(self) -> Iterator[bytes]:
        """The digests of all rows in their own order, some at a time."""
        try:
            with self._connection.cursor() as cursor:
                yield from digests_in_order(cursor)
        except (duckdb.IOException, duckdb.FatalException) as fault:
            raise FactsDamaged(self._facts_id, "không đọc được tệp") from fault

    @cached_property
    def vintages_in_order(self) -> list[_StoredVintage]:
        """Read once: a version never changes, and every day asked for is a pass over these rows (20,000 rows: 50 ms)."""
        return [_StoredVintage._make(row) for row in self.rows("observations")]

    @cached_property
    def places_by_indicator(self) -> dict[str, list[Vintage]]:
        """Every vintage with its place, read once when a page first asks where a figure comes from."""
        found: dict[str, list[Vintage]] = defaultdict(list)
        for row in self.rows("vintages"):
            found[row[1]].append(Vintage._make(row))
        return found

    def close(self) -> None:
        self._connection.close()


def digests_in_order(connection: duckdb.DuckDBPyConnection) -> Iterator[bytes]:
    """The digests of the rows of `facts` in their own order, joined together in pieces: 5 million are 160 MB."""
    found = connection.execute(query("row_digests"))
    while rows := found.fetchmany(_DIGESTS_A_PIECE):
        yield b"".join(row[0] for row in rows)


def _task_report(row: tuple[Any, ...]) -> TaskReport:
    unit, task, end, start, frequency, status, progress, *texts, received, sha256, file_name, sheet, cell = row
    period = Period(end, start, Frequency(frequency))
    result, evidence, difficulty, proposal = texts
    place = Provenance(sha256, file_name, sheet, cell)
    return TaskReport(
        unit, task, period, TaskState(status), progress, result, evidence, difficulty, proposal, received, place
    )


def _newest_first(row: Vintage) -> tuple[int, str, str, str, int]:
    return (-row.period_end.toordinal(), row.indicator_id, row.org_unit_id, row.period_id, -row.vintage_number)


def _newest_of(run: list[_StoredVintage]) -> KnownFigure:
    newest = run[-1]
    revisions = sum(later[4:7] != earlier[4:7] for earlier, later in pairwise(run)) if len(run) > 1 else 0
    return KnownFigure._make((*newest[:9], revisions, run[0].received))


@dataclass(frozen=True)
class Facts:
    """One version of the facts, open for reading from any thread.

    `fallback_from` names the version that should have been served and could not be; None in ordinary times.
    """

    id: str
    catalogue_hash: str
    content_digest: str
    observation_count: int
    illustrative: bool
    fallback_from: str | None
    _reader: _Reader

    def observations(self, until: date, known_on: date) -> list[KnownFigure]:
        """Every figure of a period ended by `until`, in its newest vintage received by `known_on`; by period end, indicator, unit."""
        figures: list[KnownFigure] = []
        run: list[_StoredVintage] = []
        for row in self._reader.vintages_in_order:
            if row.period_end > until:
                break
            if row.received > known_on:
                continue
            if run and row[:3] != run[-1][:3]:
                figures.append(_newest_of(run))
                run = []
            run.append(row)
        if run:
            figures.append(_newest_of(run))
        return figures

    def vintages(
        self,
        indicator_id: str | None = None,
        org_unit_id: str | None = None,
        *,
        until: date | None = None,
        known_on: date | None = None,
    ) -> list[Vintage]:
        """Every vintage with its place, newest period first, in it newest vintage first. None means no limit."""
        places = self._reader.places_by_indicator
        if indicator_id is None:
            rows = sorted((row for found in places.values() for row in found), key=_newest_first)
        else:
            rows = places.get(indicator_id, [])
        return [
            row
            for row in rows
            if (org_unit_id is None or row.org_unit_id == org_unit_id)
            and (until is None or row.period_end <= until)
            and (known_on is None or row.received <= known_on)
        ]

    def current_values(self, known_on: date | None = None) -> dict[tuple[str, str, str], CurrentValue]:
        """The newest vintage of every figure, of those received by `known_on` where a day is given; by unit, indicator, period id."""
        return {
            row[:3]: CurrentValue._make(row[4:])
            for row in self._reader.vintages_in_order
            if known_on is None or row.received <= known_on
        }

    def targets(self) -> list[TargetRow]:
        """The catalogue's targets, one row for each scope, in the order of the catalogue."""
        return [TargetRow._make(row) for row in self._reader.rows("targets")]

    def files(self) -> list[FileOfFacts]:
        """The accepted files this version was made from, by day received and name."""
        return [FileOfFacts(*row) for row in self._reader.rows("files")]

    def retired(self) -> list[RetiredCell]:
        """Cells of accepted files that no longer fit the catalogue."""
        return [RetiredCell(*row) for row in self._reader.rows("retired")]

    def period_settings(self) -> list[PeriodSetting]:
        """Days and deadlines of periods as staff typed them, by first day."""
        return [PeriodSetting(*row) for row in self._reader.rows("period_settings")]

    def task_reports(self) -> list[TaskReport]:
        """Every vintage of every report on a task, with its place; the newest of a task, unit and period is the last of its run."""
        return [_task_report(row) for row in self._reader.rows("task_reports")]

    def listed(self) -> Listed:
        """All that this version says beside its rows of figures."""
        return Listed(
            self.catalogue_hash, tuple(self.files()), tuple(self.retired()),
            tuple(self.period_settings()), tuple(self.task_reports()),
        )  # fmt: skip

    def check_content(self) -> None:
        """Works the content digest out anew; raises FactsDamaged when it is not the one this version was published with."""
        size = 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for piece in self._reader.digests():
                size += len(piece)
                yield piece

        digest = content_digest(self.listed(), self.observation_count, counted())
        if digest != self.content_digest or size != _DIGEST_BYTES * self.observation_count:
            raise FactsDamaged(self.id, "nội dung không khớp với mã kiểm tra")

    def close(self) -> None:
        """Closes the connection, for a version opened apart from those that are served."""
        self._reader.close()


def open_version(path: Path, facts_id: str, spill: Path | None = None) -> Facts:
    """Opens and locks one version's file. Raises FactsDamaged when it cannot be read or is of another schema.

    With `spill`, a folder, its connection takes a bounded amount of memory.
    """
    if not path.is_file():
        raise FactsDamaged(facts_id, "không thấy tệp")
    if path.with_name(path.name + ".wal").exists():
        raise FactsDamaged(facts_id, "có tệp .wal lạ ở bên cạnh")
    try:
        connection = open_locked(path, spill)
        meta = connection.execute(query("meta")).fetchall()
        files = connection.execute(query("files")).fetchall()
    except duckdb.Error as fault:
        raise FactsDamaged(facts_id, "tệp hỏng") from fault
    if [row[:2] for row in meta] != [(facts_id, SCHEMA_VERSION)]:
        connection.close()
        raise FactsDamaged(facts_id, "tệp do phiên bản khác của chương trình lập")
    _, _, catalogue_hash, digest, count = meta[0]
    return Facts(
        facts_id, catalogue_hash, digest, count, any(row[4] for row in files), None, _Reader(facts_id, connection)
    )


def open_checked(path: Path, version: Version) -> Facts:
    """Opens one version after checking its bytes, or, when their hash is not known, its content. Raises FactsDamaged."""
    if version.file_sha256 and hash_file(path) != version.file_sha256:
        raise FactsDamaged(version.facts_id, "tệp đã bị thay đổi sau khi lập")
    facts = open_version(path, version.facts_id)
    if version.file_sha256 is None:
        facts.check_content()
    return facts


class _FileState(NamedTuple):
    path: Path
    inode: int
    modified_ns: int
    size: int


class _OpenVersions:
    """One locked instance per version in this process, and the files found damaged; both as long as the file stays as it was."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._open: dict[_FileState, Facts] = {}
        self._damaged: dict[_FileState, str] = {}

    def take(self, workspace: Workspace, version: Version) -> Facts:
        """The open instance, or a newly checked one. Raises FactsDamaged."""
        path = facts_file(workspace, version.facts_id)
        try:
            status = path.stat()
        except FileNotFoundError:
            raise FactsDamaged(version.facts_id, "không thấy tệp") from None
        state = _FileState(path, status.st_ino, status.st_mtime_ns, status.st_size)
        with self._guard:
            if state in self._damaged:
                raise FactsDamaged(version.facts_id, self._damaged[state])
            if state not in self._open:
                self._open[state] = self._check(state, version)
                while len(self._open) > _VERSIONS_KEPT_OPEN:
                    del self._open[next(iter(self._open))]
            return self._open[state]

    def _check(self, state: _FileState, version: Version) -> Facts:
        try:
            return open_checked(state.path, version)
        except FactsDamaged as fault:
            self._damaged[state] = fault.reason
            raise


_open_versions = _OpenVersions()


def take_version(workspace: Workspace, version: Version) -> Facts:
    """One version, open for as long as this process serves it. Raises FactsDamaged, StoreUnsafe."""
    return _open_versions.take(workspace, version)


def open_facts(workspace: Workspace) -> Facts | None:
    """The current version; when it is damaged or gone, the newest one before it that is whole, with `fallback_from` set.

    None when none was ever published or none can be used: build them anew. Raises StoreUnsafe when a connection is not locked.
    """
    while True:
        versions = published_versions(workspace)
        facts = _first_whole(workspace, versions)
        if (facts is not None and facts.fallback_from is None) or published_versions(workspace) == versions:
            return facts


def _first_whole(workspace: Workspace, versions: list[Version]) -> Facts | None:
    wanted = versions[0].facts_id if versions else pointer_file(workspace).name
    for version in versions or versions_on_disk(workspace):
        try:
            facts = take_version(workspace, version)
        except FactsDamaged:
            continue
        return facts if version.facts_id == wanted else replace(facts, fallback_from=wanted)
    return None
