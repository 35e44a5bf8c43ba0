"""The journal: what is in it stays, whoever writes and however many."""

from __future__ import annotations

import hashlib
import multiprocessing
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from dashboard.store.faults import AlreadyAccepted, JournalUnavailable
from dashboard.store.journal import Journal, LoadRecord

MOMENT = datetime(2025, 12, 2, 8, 30, 15, 250000, tzinfo=UTC)


def _record(name: str, **changes: object) -> LoadRecord:
    record = LoadRecord(
        load_id=name, sha256=hashlib.sha256(name.encode()).hexdigest(), file_name="Bản Bo, tháng 11.xlsx", form="bm-01",
        received=date(2025, 12, 2), recorded_at=MOMENT, actor="operator", decision="accepted", illustrative=True,
        new=7, changed=1, unchanged=2, ignored=3, rejected=0, warnings=1,
    )  # fmt: skip
    return replace(record, **changes)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.sqlite"


def test_a_line_comes_back_as_it_was_recorded_in_order(path: Path) -> None:
    records = [_record("b"), _record("a", decision="refused", rejected=3, illustrative=False), _record("c")]
    with closing(Journal(path)) as journal:
        for record in records:
            journal.record(record)
    with closing(Journal(path)) as journal:
        assert journal.loads() == records


def test_the_moment_is_kept_in_utc(path: Path) -> None:
    hanoi = timezone(timedelta(hours=7))
    with closing(Journal(path)) as journal:
        journal.record(_record("a", recorded_at=MOMENT.astimezone(hanoi)))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT recorded_at FROM loads").fetchone() == ("2025-12-02T08:30:15.250000+00:00",)


def test_a_moment_without_a_time_zone_is_refused(path: Path) -> None:
    with closing(Journal(path)) as journal, pytest.raises(ValueError, match="time zone"):
        journal.record(_record("a", recorded_at=MOMENT.replace(tzinfo=None)))


def test_an_accepted_file_is_found_by_its_content_and_a_refused_one_is_not(path: Path) -> None:
    accepted, refused = _record("a"), _record("b", decision="refused")
    with closing(Journal(path)) as journal:
        journal.record(accepted)
        journal.record(refused)
        assert journal.accepted(accepted.sha256) == accepted
        assert journal.accepted(refused.sha256) is None


def test_the_same_content_is_accepted_once_and_the_earlier_load_named(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.record(_record("a"))
        with pytest.raises(AlreadyAccepted, match="ở lần nạp a"):
            journal.record(replace(_record("a"), load_id="again"))
        assert len(journal.loads()) == 1


def test_a_refused_file_may_come_again_and_be_accepted(path: Path) -> None:
    with closing(Journal(path)) as journal:
        for load_id, decision in (("1", "refused"), ("2", "refused"), ("3", "accepted")):
            journal.record(_record("a", load_id=load_id, decision=decision))
        assert [record.decision for record in journal.loads()] == ["refused", "refused", "accepted"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE loads SET new_count = 0",
        "DELETE FROM loads",
        "REPLACE INTO loads SELECT * FROM loads",
        "INSERT OR REPLACE INTO loads SELECT sequence_number + 1, load_id, sha256, file_name, form, received_date, "
        "recorded_at, 'someone else', decision, is_illustrative, 0, 0, 0, 0, 0, 0 FROM loads",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_a_line(path: Path, statement: str) -> None:
    with closing(Journal(path)) as journal:
        journal.record(_record("a"))
        with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
        assert journal.loads() == [_record("a")]


@pytest.mark.parametrize("changes", [{"decision": "perhaps"}, {"new": -1}, {"sha256": "abc"}, {"actor": ""}])
def test_a_line_that_makes_no_sense_is_refused(path: Path, changes: dict[str, object]) -> None:
    with closing(Journal(path)) as journal:
        with pytest.raises(IntegrityError):
            journal.record(_record("a", **changes))
        assert journal.loads() == []


def test_a_line_is_on_disk_before_it_is_acknowledged(path: Path) -> None:
    with closing(Journal(path)) as journal, journal._engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def _record_many(path: Path, writer: int, count: int) -> None:
    with closing(Journal(path)) as journal:
        for number in range(count):
            journal.record(_record(f"{writer}-{number}"))


def test_several_processes_open_a_new_journal_and_write_without_losing_a_line(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_record_many, args=(path, writer, 25)) for writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    with closing(Journal(path)) as journal:
        ids = [record.load_id for record in journal.loads()]
    assert sorted(ids) == sorted(f"{writer}-{number}" for writer in range(4) for number in range(25))


def test_a_file_that_is_no_journal_is_told_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database, but something of somebody's" * 100)
    before = path.read_bytes()
    with pytest.raises(JournalUnavailable, match=r"journal\.sqlite"):
        Journal(path)
    assert path.read_bytes() == before


def test_opening_an_existing_journal_changes_no_schema(path: Path) -> None:
    Journal(path).close()
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT step_number, applied_at FROM schema_steps").fetchall()
    Journal(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT step_number, applied_at FROM schema_steps").fetchall() == before
    assert [number for number, _ in before] == [1, 2, 3, 4, 5]
