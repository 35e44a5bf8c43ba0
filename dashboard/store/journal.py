"""What people did: every load, in an append-only SQLite file that several processes may write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError

from dashboard.store.faults import AlreadyAccepted, JournalUnavailable
from dashboard.store.statements import schema_steps

BUSY_TIMEOUT_SECONDS = 30
Decision = Literal["accepted", "refused"]

_metadata = sa.MetaData()
_steps = sa.Table(
    "schema_steps",
    _metadata,
    sa.Column("step_number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("applied_at", sa.Text, nullable=False),
)
_loads = sa.table(
    "loads",
    sa.column("sequence_number"),
    sa.column("load_id"),
    sa.column("sha256"),
    sa.column("file_name"),
    sa.column("form"),
    sa.column("received_date"),
    sa.column("recorded_at"),
    sa.column("actor"),
    sa.column("decision"),
    sa.column("is_illustrative"),
    sa.column("new_count"),
    sa.column("changed_count"),
    sa.column("unchanged_count"),
    sa.column("ignored_count"),
    sa.column("rejected_count"),
    sa.column("warning_count"),
)


@dataclass(frozen=True)
class LoadRecord:
    """One file that was loaded or refused. `received` is the day it came in, `recorded_at` the moment of recording, in UTC."""

    load_id: str
    sha256: str
    file_name: str
    form: str
    received: date
    recorded_at: datetime
    actor: str
    decision: Decision
    illustrative: bool
    new: int
    changed: int
    unchanged: int
    ignored: int
    rejected: int
    warnings: int


def _row_of(record: LoadRecord) -> dict[str, Any]:
    if record.recorded_at.tzinfo is None:
        raise ValueError("recorded_at needs a time zone")
    return {
        "load_id": record.load_id,
        "sha256": record.sha256,
        "file_name": record.file_name,
        "form": record.form,
        "received_date": record.received.isoformat(),
        "recorded_at": record.recorded_at.astimezone(UTC).isoformat(),
        "actor": record.actor,
        "decision": record.decision,
        "is_illustrative": int(record.illustrative),
        "new_count": record.new,
        "changed_count": record.changed,
        "unchanged_count": record.unchanged,
        "ignored_count": record.ignored,
        "rejected_count": record.rejected,
        "warning_count": record.warnings,
    }


def _record_of(row: sa.Row[Any]) -> LoadRecord:
    return LoadRecord(
        row.load_id,
        row.sha256,
        row.file_name,
        row.form,
        date.fromisoformat(row.received_date),
        datetime.fromisoformat(row.recorded_at),
        row.actor,
        row.decision,
        bool(row.is_illustrative),
        row.new_count,
        row.changed_count,
        row.unchanged_count,
        row.ignored_count,
        row.rejected_count,
        row.warning_count,
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
    """The journal at a path, made when there is none. Rows are added and read; the database refuses anything else.

    Each call raises JournalUnavailable when the file is damaged, locked for too long, or its disk is full.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = _open_engine(path)
        self._apply_schema()

    def record(self, record: LoadRecord) -> None:
        """Adds one line, on disk when this returns. Raises AlreadyAccepted when the same content was accepted before."""
        try:
            with self._transaction() as connection:
                connection.execute(sa.insert(_loads).values(_row_of(record)))
        except IntegrityError:
            earlier = self.accepted(record.sha256) if record.decision == "accepted" else None
            if earlier is None or earlier.load_id == record.load_id:
                raise
            raise AlreadyAccepted(record.sha256, earlier.load_id) from None

    def record_all(self, records: Sequence[LoadRecord]) -> None:
        """Adds lines in one transaction: all are on disk when this returns, or none is there.

        For a writer who holds the facts (`hold_facts`), so that nobody accepts the same content meanwhile.
        """
        if records:
            with self._transaction() as connection:
                connection.execute(sa.insert(_loads), [_row_of(record) for record in records])

    def loads(self) -> list[LoadRecord]:
        """Every line, in the order of recording."""
        with self._transaction() as connection:
            rows = connection.execute(sa.select(_loads).order_by(_loads.c.sequence_number))
            return [_record_of(row) for row in rows]

    def accepted(self, sha256: str) -> LoadRecord | None:
        """The line by which a file with this content was accepted, or None."""
        wanted = sa.select(_loads).where(_loads.c.sha256 == sha256, _loads.c.decision == "accepted")
        with self._transaction() as connection:
            row = connection.execute(wanted).one_or_none()
            return None if row is None else _record_of(row)

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
        # Takes the write lock before it looks, so that of several processes only one makes the tables.
        with self._transaction("BEGIN IMMEDIATE") as connection:
            _metadata.create_all(connection)
            applied = set(connection.execute(sa.select(_steps.c.step_number)).scalars())
            for number, statement in schema_steps("journal"):
                if number not in applied:
                    connection.exec_driver_sql(statement)
                    now = datetime.now(UTC).isoformat()
                    connection.execute(sa.insert(_steps).values(step_number=number, applied_at=now))
