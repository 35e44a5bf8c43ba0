"""What people did: an append-only SQLite file that several processes may write, each line chained to the one before it."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from dashboard.store.faults import AlreadyAccepted, JournalCut, JournalDamaged, JournalUnavailable
from dashboard.store.lines import AnyLine, LoadRecord, adapter_of
from dashboard.store.statements import query, schema_steps

BUSY_TIMEOUT_SECONDS = 30
FIRST_HASH = "0" * 64
L = TypeVar("L", bound=AnyLine)
_STEP_WITHOUT_OLD_LOADS = 10
_MARK = re.compile(r"([0-9]{1,18}) ([0-9a-f]{64})")
_SETTINGS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON")


class Journal:
    """The journal at a path, made when there is none. Lines are added and read; the database refuses anything else.

    Each call raises JournalUnavailable when the file cannot be read or written, is locked for too long, or its disk is full;
    reading raises JournalDamaged when a line was changed or taken out, JournalCut when lines are gone from the end. A journal is
    used by the thread that opened it.

    Beside it lies the mark: number and hash of the newest line, written once that line is on disk. So it is never newer than the
    journal, whatever stops in between; one that is older, unreadable or not there says nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mark = path.with_name(f"{path.name}-head")
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._told():
            # The driver's own transactions leave out DDL; ours begin in `_transaction`.
            self._connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
            self._connection.row_factory = sqlite3.Row
        try:
            with self._told():
                for setting in _SETTINGS:
                    self._connection.execute(setting)
            self._apply_schema()
        except BaseException:
            self._connection.close()
            raise

    def record(self, line: L) -> L:
        """Adds one line, on disk when this returns, and gives it with its number. See `record_all`."""
        return self.record_all([line])[0]

    def record_all(self, lines: Sequence[L]) -> list[L]:
        """Adds lines in one transaction: all are on disk when this returns, or none is there. Gives them with their numbers.

        Raises AlreadyAccepted when a content would count a second time; ValueError for a line that makes no sense.
        """
        if not lines:
            return []
        marked = self._marked()
        try:
            with self._transaction("BEGIN IMMEDIATE") as connection:
                self._check_end(_head(connection)[0], marked)
                written = _append(connection, lines)
                head = _head(connection)
        except sqlite3.IntegrityError:
            counted = {each.counting_sha256: each.line_id for each in self.lines() if each.counting_sha256}
            for line in lines:
                if line.counting_sha256 in counted:
                    raise AlreadyAccepted(line.counting_sha256, counted[line.counting_sha256]) from None
            raise
        with suppress(OSError):
            self._mark.write_text("{} {}".format(*head), encoding="ascii")
        return written

    def lines(self) -> list[AnyLine]:
        """Every line in the order of writing, the chain checked from the first to the last, and that none is gone after it."""
        marked = self._marked()
        with self._transaction() as connection:
            rows = connection.execute(query("journal_lines")).fetchall()
        found: list[AnyLine] = []
        before = FIRST_HASH
        for row in rows:
            number = row["sequence_number"]
            line_hash = _hash_of(before, row["kind"], row["body"], row["counting_sha256"])
            is_marked = number != marked[0] or line_hash == marked[1]
            if row["previous_hash"] != before or row["line_hash"] != line_hash or not is_marked:
                raise JournalDamaged(self._path.name, number)
            before = line_hash
            found.append(replace(adapter_of(row["kind"]).validate_json(row["body"]), sequence=number))
        self._check_end(found[-1].sequence if found else 0, marked)
        return found

    def head(self) -> tuple[int, str]:
        """Number and hash of the last line: they stand for all lines there are."""
        marked = self._marked()
        with self._transaction() as connection:
            head = _head(connection)
        self._check_end(head[0], marked)
        return head

    def loads(self) -> list[LoadRecord]:
        """The lines of files that came in, in the order of writing."""
        return [line for line in self.lines() if isinstance(line, LoadRecord)]

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def _marked(self) -> tuple[int, str]:
        """What the mark says; read before the lines, for another process may add some meanwhile."""
        try:
            match = _MARK.fullmatch(self._mark.read_text(encoding="ascii"))
        except (OSError, UnicodeDecodeError):
            match = None
        return (int(match[1]), match[2]) if match else (0, FIRST_HASH)

    def _check_end(self, last: int, marked: tuple[int, str]) -> None:
        if last < marked[0]:
            raise JournalCut(self._path.name, last, marked[0])

    @contextmanager
    def _transaction(self, begin_statement: str = "BEGIN") -> Iterator[sqlite3.Connection]:
        connection = self._connection
        with self._told():
            connection.execute(begin_statement)
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the database has against it is a JournalUnavailable; what it has against a line stays as it is."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as fault:
            raise JournalUnavailable(self._path.name, str(fault)) from fault

    def _apply_schema(self) -> None:
        wanted = {number for number, _ in schema_steps("journal")}
        with self._transaction() as connection:
            (has_steps,) = connection.execute(query("journal_has_steps")).fetchone()
            if has_steps and wanted <= _steps(connection):
                return
        # Takes the write lock before it looks, so that of several processes only one makes the tables.
        with self._transaction("BEGIN IMMEDIATE") as connection:
            connection.execute(query("journal_make_steps"))
            applied = _steps(connection)
            for number, statement in schema_steps("journal"):
                if number in applied:
                    continue
                if number == _STEP_WITHOUT_OLD_LOADS:
                    _append(connection, _take_over_loads(connection))
                connection.execute(statement)
                done = {"step_number": number, "applied_at": datetime.now(UTC).isoformat()}
                connection.execute(query("journal_step_done"), done)


def _steps(connection: sqlite3.Connection) -> set[int]:
    return {row["step_number"] for row in connection.execute(query("journal_steps"))}


def _head(connection: sqlite3.Connection) -> tuple[int, str]:
    row = connection.execute(query("journal_head")).fetchone()
    return (0, FIRST_HASH) if row is None else (row["sequence_number"], row["line_hash"])


def _append(connection: sqlite3.Connection, lines: Sequence[L]) -> list[L]:
    number, before = _head(connection)
    written: list[L] = []
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=number + 1):  # noqa: B020 - goes on from the last number
        row = _row_of(line, number, before)
        before = row["line_hash"]
        rows.append(row)
        written.append(replace(line, sequence=number))
    connection.executemany(query("journal_append"), rows)
    return written


def _row_of(line: AnyLine, number: int, before: str) -> dict[str, Any]:
    """A line as it is stored; read back once, so that nothing is written that cannot be read."""
    if line.recorded_at.tzinfo is None:
        raise ValueError("recorded_at needs a time zone")
    in_utc = replace(line, recorded_at=line.recorded_at.astimezone(UTC), sequence=0)
    body = adapter_of(line.kind).dump_json(in_utc).decode()
    adapter_of(line.kind).validate_json(body)
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


def _hash_of(before: str, kind: str, body: str, counting_sha256: str | None) -> str:
    """The body holds everything a line says, its id, moment and actor too."""
    return hashlib.sha256(json.dumps([before, kind, body, counting_sha256], ensure_ascii=False).encode()).hexdigest()


def _take_over_loads(connection: sqlite3.Connection) -> list[LoadRecord]:
    """The lines of a journal from before lines were chained: files that were loaded, which count as approved."""
    return [
        LoadRecord(
            line_id=row["load_id"],
            recorded_at=datetime.fromisoformat(row["recorded_at"]),
            actor=row["actor"],
            sha256=row["sha256"],
            file_name=row["file_name"],
            form=row["form"],
            received=date.fromisoformat(row["received_date"]),
            decision=row["decision"],
            illustrative=bool(row["is_illustrative"]),
            new=row["new_count"],
            changed=row["changed_count"],
            unchanged=row["unchanged_count"],
            ignored=row["ignored_count"],
            rejected=row["rejected_count"],
            warnings=row["warning_count"],
        )
        for row in connection.execute(query("journal_old_loads"))
    ]
