"""What people did: an append-only SQLite file that several processes may write, each line chained to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError

from dashboard.store.faults import AlreadyAccepted, JournalDamaged, JournalUnavailable
from dashboard.store.lines import ADAPTERS, AnyLine, LoadRecord
from dashboard.store.statements import schema_steps

BUSY_TIMEOUT_SECONDS = 30
FIRST_HASH = "0" * 64
L = TypeVar("L", bound=AnyLine)
_STEP_WITHOUT_OLD_LOADS = 10

_metadata = sa.MetaData()
_steps = sa.Table(
    "schema_steps",
    _metadata,
    sa.Column("step_number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("applied_at", sa.Text, nullable=False),
)
_COLUMNS = ("line_id", "kind", "recorded_at", "actor", "body", "counting_sha256", "previous_hash", "line_hash")
_lines = sa.table("lines", sa.column("sequence_number"), *(sa.column(name) for name in _COLUMNS))
_old_loads = sa.table(
    "loads",
    *(
        sa.column(name)
        for name in (
            *("sequence_number", "load_id", "sha256", "file_name", "form", "received_date", "recorded_at", "actor"),
            *("decision", "is_illustrative", "new_count", "changed_count", "unchanged_count", "ignored_count"),
            *("rejected_count", "warning_count"),
        )
    ),
)


def _open_engine(path: Path) -> sa.Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_TIMEOUT_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # The driver's own transactions leave out DDL; ours begin in `begin` below.
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(" ".join(["PRAGMA", pragma]))

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin_statement", "BEGIN"))

    return engine


class Journal:
    """The journal at a path, made when there is none. Lines are added and read; the database refuses anything else.

    Each call raises JournalUnavailable when the file cannot be read or written, is locked for too long, or its disk is full;
    reading raises JournalDamaged when a line was changed or taken out.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = _open_engine(path)
        self._apply_schema()

    def record(self, line: L) -> L:
        """Adds one line, on disk when this returns, and gives it with its number. See `record_all`."""
        return self.record_all([line])[0]

    def record_all(self, lines: Sequence[L]) -> list[L]:
        """Adds lines in one transaction: all are on disk when this returns, or none is there. Gives them with their numbers.

        Raises AlreadyAccepted when a content would count a second time; ValueError for a line that makes no sense.
        """
        if not lines:
            return []
        try:
            with self._transaction("BEGIN IMMEDIATE") as connection:
                return _append(connection, lines)
        except IntegrityError:
            counted = {each.counting_sha256: each.line_id for each in self.lines() if each.counting_sha256}
            for line in lines:
                if line.counting_sha256 in counted:
                    raise AlreadyAccepted(line.counting_sha256, counted[line.counting_sha256]) from None
            raise

    def lines(self) -> list[AnyLine]:
        """Every line in the order of writing, the chain checked from the first to the last."""
        with self._transaction() as connection:
            rows = connection.execute(sa.select(_lines).order_by(_lines.c.sequence_number)).all()
        found: list[AnyLine] = []
        before = FIRST_HASH
        for row in rows:
            if row.previous_hash != before or row.line_hash != _hash(before, row):
                raise JournalDamaged(self._path.name, row.sequence_number)
            before = row.line_hash
            found.append(replace(ADAPTERS[row.kind].validate_json(row.body), sequence=row.sequence_number))
        return found

    def head(self) -> tuple[int, str]:
        """Number and hash of the last line: they stand for all lines there are."""
        wanted = sa.select(_lines.c.sequence_number, _lines.c.line_hash).order_by(_lines.c.sequence_number.desc())
        with self._transaction() as connection:
            row = connection.execute(wanted.limit(1)).one_or_none()
        return (0, FIRST_HASH) if row is None else (row.sequence_number, row.line_hash)

    def loads(self) -> list[LoadRecord]:
        """The lines of files that came in, in the order of writing."""
        return [line for line in self.lines() if isinstance(line, LoadRecord)]

    def close(self) -> None:
        """Closes all connections of this process."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, begin_statement: str = "BEGIN") -> Iterator[sa.Connection]:
        engine = self._engine.execution_options(begin_statement=begin_statement)
        try:
            with engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DBAPIError as fault:
            raise JournalUnavailable(self._path.name, str(fault.orig)) from fault

    def _apply_schema(self) -> None:
        wanted = {number for number, _ in schema_steps("journal")}
        with self._transaction() as connection:
            has_steps = sa.inspect(connection).has_table(_steps.name)
            if has_steps and wanted <= set(connection.execute(sa.select(_steps.c.step_number)).scalars()):
                return
        # Takes the write lock before it looks, so that of several processes only one makes the tables.
        with self._transaction("BEGIN IMMEDIATE") as connection:
            _metadata.create_all(connection)
            applied = set(connection.execute(sa.select(_steps.c.step_number)).scalars())
            for number, statement in schema_steps("journal"):
                if number in applied:
                    continue
                if number == _STEP_WITHOUT_OLD_LOADS:
                    _append(connection, _take_over_loads(connection))
                connection.exec_driver_sql(statement)
                connection.execute(
                    sa.insert(_steps).values(step_number=number, applied_at=datetime.now(UTC).isoformat())
                )


def _append(connection: sa.Connection, lines: Sequence[L]) -> list[L]:
    last = connection.execute(
        sa.select(_lines.c.sequence_number, _lines.c.line_hash).order_by(_lines.c.sequence_number.desc()).limit(1)
    ).one_or_none()
    number, before = (0, FIRST_HASH) if last is None else last
    written: list[L] = []
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=number + 1):  # noqa: B020 - goes on from the last number
        row = _row_of(line, number, before)
        before = row["line_hash"]
        rows.append(row)
        written.append(replace(line, sequence=number))
    if rows:
        connection.execute(sa.insert(_lines), rows)
    return written


def _row_of(line: AnyLine, number: int, before: str) -> dict[str, Any]:
    """A line as it is stored; read back once, so that nothing is written that cannot be read."""
    if line.recorded_at.tzinfo is None:
        raise ValueError("recorded_at needs a time zone")
    in_utc = replace(line, recorded_at=line.recorded_at.astimezone(UTC), sequence=0)
    body = ADAPTERS[line.kind].dump_json(in_utc).decode()
    ADAPTERS[line.kind].validate_json(body)
    row: dict[str, Any] = {
        "sequence_number": number,
        "line_id": line.line_id,
        "kind": line.kind,
        "recorded_at": in_utc.recorded_at.isoformat(),
        "actor": line.actor,
        "body": body,
        "counting_sha256": line.counting_sha256,
        "previous_hash": before,
    }
    return row | {"line_hash": _hash_of(before, row["kind"], row["body"], row["counting_sha256"])}


def _hash(before: str, row: sa.Row[Any]) -> str:
    return _hash_of(before, row.kind, row.body, row.counting_sha256)


def _hash_of(before: str, kind: str, body: str, counting_sha256: str | None) -> str:
    """The body holds everything a line says, its id, moment and actor too."""
    return hashlib.sha256(json.dumps([before, kind, body, counting_sha256], ensure_ascii=False).encode()).hexdigest()


def _take_over_loads(connection: sa.Connection) -> list[LoadRecord]:
    """The lines of a journal from before lines were chained: files that were loaded, which count as approved."""
    return [
        LoadRecord(
            line_id=row.load_id,
            recorded_at=datetime.fromisoformat(row.recorded_at),
            actor=row.actor,
            sha256=row.sha256,
            file_name=row.file_name,
            form=row.form,
            received=date.fromisoformat(row.received_date),
            decision=row.decision,
            illustrative=bool(row.is_illustrative),
            new=row.new_count,
            changed=row.changed_count,
            unchanged=row.unchanged_count,
            ignored=row.ignored_count,
            rejected=row.rejected_count,
            warnings=row.warning_count,
        )
        for row in connection.execute(sa.select(_old_loads).order_by(_old_loads.c.sequence_number))
    ]
