"""The journal: what is in it stays, whoever writes and however many."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from dashboard.store.faults import AlreadyAccepted, JournalCut, JournalDamaged, JournalUnavailable
from dashboard.store.journal import FIRST_HASH, Journal
from dashboard.store.lines import DecisionRecord, LoadRecord, LockRecord
from dashboard.store.statements import schema_steps
from tests.store.processes import FORKED

MOMENT = datetime(2025, 12, 2, 8, 30, 15, 250000, tzinfo=UTC)


def _record(name: str, **changes: object) -> LoadRecord:
    record = LoadRecord(
        line_id=name, sha256=hashlib.sha256(name.encode()).hexdigest(), file_name="Bản Bo, tháng 11.xlsx", form="bm-01",
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
        numbered = [journal.record(record) for record in records]
    with closing(Journal(path)) as journal:
        assert journal.loads() == numbered
    assert [replace(record, sequence=0) for record in numbered] == records
    assert [record.receipt for record in numbered] == ["BN-0001", "BN-0002", "BN-0003"]


def test_the_moment_is_kept_in_utc(path: Path) -> None:
    hanoi = timezone(timedelta(hours=7))
    with closing(Journal(path)) as journal:
        journal.record(_record("a", recorded_at=MOMENT.astimezone(hanoi)))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT recorded_at FROM lines").fetchone() == ("2025-12-02T08:30:15.250000+00:00",)


def test_a_moment_without_a_time_zone_is_refused(path: Path) -> None:
    with closing(Journal(path)) as journal, pytest.raises(ValueError, match="time zone"):
        journal.record(_record("a", recorded_at=MOMENT.replace(tzinfo=None)))


def test_the_same_content_is_accepted_once_and_the_earlier_load_named(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.record(_record("a"))
        with pytest.raises(AlreadyAccepted, match="ở lần nạp a"):
            journal.record(replace(_record("a"), line_id="again"))
        assert len(journal.loads()) == 1


def test_a_refused_file_may_come_again_and_be_accepted(path: Path) -> None:
    with closing(Journal(path)) as journal:
        for load_id, decision in (("1", "refused"), ("2", "refused"), ("3", "accepted")):
            journal.record(_record("a", line_id=load_id, decision=decision))
        assert [record.decision for record in journal.loads()] == ["refused", "refused", "accepted"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lines SET body = '{}'",
        "DELETE FROM lines",
        "REPLACE INTO lines SELECT * FROM lines",
        "INSERT OR REPLACE INTO lines SELECT sequence_number + 1, line_id, kind, recorded_at, 'someone else', body, NULL, "
        "line_hash, previous_hash FROM lines",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_a_line(path: Path, statement: str) -> None:
    with closing(Journal(path)) as journal:
        line = journal.record(_record("a"))
        with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
        assert journal.loads() == [line]


@pytest.mark.parametrize("changes", [{"decision": "perhaps"}, {"new": -1}, {"sha256": "abc"}, {"actor": ""}])
def test_a_line_that_makes_no_sense_is_refused(path: Path, changes: dict[str, object]) -> None:
    with closing(Journal(path)) as journal:
        with pytest.raises((sqlite3.IntegrityError, ValueError)):
            journal.record(_record("a", **changes))
        assert journal.loads() == []


def test_a_line_is_on_disk_before_it_is_acknowledged(path: Path) -> None:
    with closing(Journal(path)) as journal:
        settings = {
            name: journal._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def _record_many(path: Path, writer: int, count: int) -> None:
    with closing(Journal(path)) as journal:
        for number in range(count):
            journal.record(_record(f"{writer}-{number}"))


def test_several_processes_open_a_new_journal_and_write_without_losing_a_line(path: Path) -> None:
    writers = [FORKED.Process(target=_record_many, args=(path, writer, 25)) for writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    with closing(Journal(path)) as journal:
        ids = [record.line_id for record in journal.loads()]
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
    assert [number for number, _ in before] == list(range(1, 11))


def _with_the_triggers_gone(path: Path, statement: str) -> None:
    """What somebody does who has the file in hand."""
    with closing(sqlite3.connect(path)) as connection:
        for name in ("lines_refuse_update", "lines_refuse_delete", "lines_refuse_replace"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "line_number"),
    [
        ("UPDATE lines SET body = replace(body, '\"new\":7', '\"new\":8') WHERE sequence_number = 2", 2),
        ("UPDATE lines SET counting_sha256 = NULL WHERE sequence_number = 3", 3),
        ("DELETE FROM lines WHERE sequence_number = 2", 3),
        ("DELETE FROM lines WHERE sequence_number = 1", 2),
    ],
)
def test_t43_a_line_changed_or_removed_breaks_the_chain_there(path: Path, statement: str, line_number: int) -> None:
    with closing(Journal(path)) as journal:
        journal.record_all([_record(name) for name in "abcd"])
    _with_the_triggers_gone(path, statement)
    with closing(Journal(path)) as journal, pytest.raises(JournalDamaged, match="bản sao lưu") as damaged:
        journal.lines()
    assert damaged.value.line_number == line_number


def test_t43_lines_gone_from_the_end_are_told_and_nothing_is_added_in_their_place(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.record_all([_record(name) for name in "abcd"])
    _with_the_triggers_gone(path, "DELETE FROM lines WHERE sequence_number > 2")
    with closing(Journal(path)) as journal:
        for act in (journal.lines, journal.head, lambda: journal.record(_record("e"))):
            with pytest.raises(JournalCut, match="thiếu 2 dòng cuối: đã ghi đến dòng 4, nay chỉ còn đến dòng 2"):
                act()


def test_another_line_in_the_place_of_the_newest_is_told(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / path.name
    for where, names in ((path, "ab"), (other, "acd")):
        with closing(Journal(where)) as journal:
            journal.record_all([_record(name) for name in names])
    other.replace(path)
    with closing(Journal(path)) as journal, pytest.raises(JournalDamaged) as damaged:
        journal.lines()
    assert damaged.value.line_number == 2


@pytest.mark.parametrize("left", ["as it was a line before", "", "4 abc", None])
def test_a_stop_between_a_line_and_its_mark_leaves_a_sound_journal(path: Path, left: str | None) -> None:
    mark = path.with_name("journal.sqlite-head")
    with closing(Journal(path)) as journal:
        journal.record(_record("a"))
        before = mark.read_text(encoding="ascii")
        journal.record(_record("b"))
        assert mark.read_text(encoding="ascii") == "{} {}".format(*journal.head())
        if left is None:
            mark.unlink()
        else:
            mark.write_text(before if left.startswith("as") else left, encoding="ascii")
        assert [line.line_id for line in journal.lines()] == ["a", "b"]
        journal.record(_record("c"))
        assert mark.read_text(encoding="ascii") == "{} {}".format(*journal.head())


def test_a_mark_that_cannot_be_written_loses_no_line(path: Path) -> None:
    path.with_name("journal.sqlite-head").mkdir(parents=True)
    with closing(Journal(path)) as journal:
        journal.record(_record("a"))
        assert [line.line_id for line in journal.lines()] == ["a"]


def test_the_head_stands_for_all_lines(path: Path) -> None:
    with closing(Journal(path)) as journal:
        assert journal.head() == (0, FIRST_HASH)
        journal.record(_record("a"))
        first = journal.head()
        journal.record(_record("b"))
        assert (first[0], journal.head()[0]) == (1, 2)
        assert journal.head()[1] != first[1]


def test_lines_of_all_kinds_stand_in_one_order(path: Path) -> None:
    lock = LockRecord(
        line_id="l", recorded_at=MOMENT, actor="operator", period="2025-11", is_locked=True, reason="chốt"
    )
    with closing(Journal(path)) as journal:
        written = [*journal.record_all([_record("a"), lock]), journal.record(_record("b"))]
        assert journal.lines() == written
        assert [line.sequence for line in written] == [1, 2, 3]


def test_approving_a_content_that_already_counts_is_refused(path: Path) -> None:
    record = _record("a")
    approval = DecisionRecord(
        line_id="d", recorded_at=MOMENT, actor="operator", load_id="w", sha256=record.sha256, verdict="approved"
    )
    with closing(Journal(path)) as journal:
        journal.record(record)
        with pytest.raises(AlreadyAccepted):
            journal.record(approval)


def test_a_journal_from_before_lines_were_chained_is_taken_over_whole(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE schema_steps (step_number INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)")
        for number, statement in schema_steps("journal")[:5]:
            connection.execute(statement)
            connection.execute("INSERT INTO schema_steps VALUES (?, ?)", (number, MOMENT.isoformat()))
        for name, decision in (("a", "accepted"), ("b", "refused")):
            sha256 = hashlib.sha256(name.encode()).hexdigest()
            connection.execute(
                "INSERT INTO loads (load_id, sha256, file_name, form, received_date, recorded_at, actor, decision, is_illustrative, "
                "new_count, changed_count, unchanged_count, ignored_count, rejected_count, warning_count) "
                "VALUES (?, ?, 'Bản Bo, tháng 11.xlsx', 'bm-01', '2025-12-02', ?, 'operator', ?, 1, 7, 1, 2, 3, 0, 1)",
                (name, sha256, MOMENT.isoformat(), decision),
            )
        connection.commit()
    for _ in range(2):
        with closing(Journal(path)) as journal:
            found = journal.loads()
        assert [replace(line, sequence=0) for line in found] == [_record("a"), _record("b", decision="refused")]
    with closing(sqlite3.connect(path)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "loads" not in tables
