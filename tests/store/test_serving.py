"""Reading the facts: locked, of the day asked for, and never from a damaged file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation
from dashboard.settings import Workspace
from dashboard.store.connections import check_locked, open_locked
from dashboard.store.facts import (
    CurrentValue,
    Facts,
    FileOfFacts,
    RetiredCell,
    StoreUnsafe,
    build_facts,
    current_facts_id,
    open_facts,
)
from dashboard.store.versions import facts_file, pointer_file
from tests.store.examples import LAST_DAY, file_named, new_workspace, seen


def _built(workspace: Workspace, catalogue: Catalogue, rows: list[Observation], files: list[FileOfFacts]) -> Facts:
    build_facts(workspace, catalogue, rows, files, [], current_facts_id(workspace))
    facts = open_facts(workspace)
    assert facts is not None
    return facts


@pytest.fixture
def locked(workspace: Workspace, catalogue: Catalogue) -> duckdb.DuckDBPyConnection:
    file = file_named("a")
    (workspace.root / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    facts_id = build_facts(workspace, catalogue, [seen(file, 45.0)], [file], [])
    return open_locked(facts_file(workspace, facts_id))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{root}/secret.csv')",
        "SELECT * FROM read_text('{root}/secret.csv')",
        "SELECT * FROM '{root}/secret.csv'",
        "SELECT * FROM glob('{root}/*')",
        "COPY (SELECT 1 AS a) TO '{root}/stolen.csv'",
        "EXPORT DATABASE '{root}/stolen'",
        "ATTACH '{root}/other.duckdb' AS other",
        "SELECT * FROM python_variable",
        "INSTALL httpfs",
        "LOAD '{root}/x.duckdb_extension'",
        "SET enable_external_access = TRUE",
        "SET python_enable_replacements = TRUE",
        "SET memory_limit = '1GB'",
        "RESET lock_configuration",
        "INSERT INTO facts.meta SELECT * FROM facts.meta",
        "UPDATE facts.observations SET value = 100",
        "DELETE FROM facts.observations",
        "DROP TABLE facts.observations",
        "CREATE TABLE facts.more (a INTEGER)",
    ],
)
def test_t09_a_serving_connection_reads_this_one_version_and_nothing_else(
    workspace: Workspace, locked: duckdb.DuckDBPyConnection, statement: str
) -> None:
    python_variable = [(1,)]
    before = sorted(path.name for path in workspace.root.rglob("*"))
    with pytest.raises(duckdb.Error):
        locked.execute(statement.replace("{root}", str(workspace.root))).fetchall()
    assert python_variable == [(1,)]
    assert locked.execute("SELECT value FROM facts.observations").fetchall() == [(45.0,)]
    assert sorted(path.name for path in workspace.root.rglob("*")) == before


def test_a_connection_that_is_not_locked_is_refused_with_the_settings_that_are_wrong(workspace: Workspace) -> None:
    connection = duckdb.connect(":memory:")
    with pytest.raises(StoreUnsafe, match=r"enable_external_access.*lock_configuration.*is_read_only"):
        check_locked(connection)


def test_a_quote_in_the_path_of_the_workspace_is_only_a_letter(tmp_path: Path, catalogue: Catalogue) -> None:
    workspace = new_workspace(tmp_path / "d'Artagnan'; DROP TABLE x; -- {path}")
    file = file_named("a")
    facts = _built(workspace, catalogue, [seen(file, 45.0)], [file])
    assert [row.value for row in facts.observations(LAST_DAY, LAST_DAY)] == [45.0]


def test_a_day_before_a_correction_still_shows_what_was_known_then(workspace: Workspace, catalogue: Catalogue) -> None:
    first, second = file_named("first", date(2025, 12, 2)), file_named("second", date(2025, 12, 9))
    facts = _built(workspace, catalogue, [seen(first, 42.0), seen(second, 47.0)], [first, second])
    (then,) = facts.observations(date(2025, 12, 5), date(2025, 12, 8))
    (now,) = facts.observations(date(2025, 12, 5), date(2025, 12, 9))
    assert (then.value, then.revision_count, then.received) == (42.0, 0, first.received)
    assert (now.value, now.revision_count, now.received) == (47.0, 1, second.received)
    assert now.first_received == first.received


def test_a_period_counts_from_its_last_day(workspace: Workspace, catalogue: Catalogue) -> None:
    file = file_named("a")
    facts = _built(workspace, catalogue, [seen(file, 45.0, period="2025-11")], [file])
    assert facts.observations(date(2025, 11, 29), LAST_DAY) == []
    assert len(facts.observations(date(2025, 11, 30), LAST_DAY)) == 1


def test_a_figure_said_again_unchanged_is_no_revision(workspace: Workspace, catalogue: Catalogue) -> None:
    files = [file_named(name, date(2025, 12, day)) for name, day in (("a", 2), ("b", 3), ("c", 4))]
    rows = [seen(file, 45.0, numerator=9.0, denominator=20.0) for file in files[:2]]
    rows.append(seen(files[2], 45.0, numerator=18.0, denominator=40.0))
    (figure,) = _built(workspace, catalogue, rows, files).observations(LAST_DAY, LAST_DAY)
    assert (figure.value, figure.received, figure.revision_count) == (45.0, date(2025, 12, 4), 1)


def test_a_day_and_a_month_that_end_together_are_two_figures(workspace: Workspace, catalogue: Catalogue) -> None:
    file = file_named("a")
    rows = [seen(file, 30.0, period="2025-06-30", cell="G1"), seen(file, 31.0, period="2025-06", cell="G2")]
    facts = _built(workspace, catalogue, rows, [file])
    found = {figure.period_id: figure.value for figure in facts.observations(LAST_DAY, LAST_DAY)}
    assert found == {"2025-06-30": 30.0, "2025-06": 31.0}


def test_two_files_of_one_day_are_settled_by_their_hashes(workspace: Workspace, catalogue: Catalogue) -> None:
    files = sorted((file_named("a"), file_named("b")), key=lambda file: file.sha256)
    facts = _built(workspace, catalogue, [seen(files[1], 2.0), seen(files[0], 1.0)], files)
    (figure,) = facts.observations(LAST_DAY, LAST_DAY)
    assert figure.value == 2.0


def test_not_arising_keeps_its_two_zeros_and_no_value(workspace: Workspace, catalogue: Catalogue) -> None:
    file = file_named("a")
    facts = _built(workspace, catalogue, [seen(file, None, numerator=0.0, denominator=0.0)], [file])
    (figure,) = facts.observations(LAST_DAY, LAST_DAY)
    assert (figure.value, figure.numerator, figure.denominator) == (None, 0.0, 0.0)


SENT_FILES = [file_named(name, date(2025, 12, day)) for name, day in (("a", 1), ("b", 1), ("c", 2), ("d", 3))]
_sent = st.builds(
    lambda number, unit, period, value: seen(SENT_FILES[number], value, unit=unit, period=period, cell=f"{unit}{period}"),
    st.integers(0, 3), st.sampled_from(["01273", "01279", "VP", "SKH"]), st.sampled_from(["2025-10", "2025-11"]),
    st.sampled_from([None, 0.0, 1.0, 2.0]),
)  # fmt: skip


def _slow_twin(rows: list[Observation], until: date, known_on: date) -> dict[tuple[str, str], tuple[object, ...]]:
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for unit, period in {(row.org_unit_id, row.period.id) for row in rows}:
        mine = [row for row in rows if (row.org_unit_id, row.period.id) == (unit, period)]
        known = [row for row in mine if row.received <= known_on and row.period.end <= until]
        known.sort(key=lambda row: (row.received, row.provenance.sha256))
        if known:
            changes = [a.value != b.value for a, b in pairwise(known)]
            found[unit, period] = (known[-1].value, known[-1].received, changes.count(True), known[0].received)
    return found


# Every day is asked of each list; a build takes far longer than all the questions.
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        _sent, min_size=4, max_size=24, unique_by=lambda row: (row.provenance.sha256, row.org_unit_id, row.period.id)
    )
)
def test_the_figures_of_a_day_are_those_of_a_slow_plain_twin(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, rows: list[Observation]
) -> None:
    facts = _built(new_workspace(tmp_path_factory.mktemp("twin") / "w"), catalogue, rows, SENT_FILES)
    for until in (date(2025, 10, 31), date(2025, 11, 29), date(2025, 11, 30)):
        for known_on in (date(2025, 12, 1) + timedelta(days=days) for days in range(-1, 4)):
            found = {
                (figure.org_unit_id, figure.period_id): (
                    figure.value, figure.received, figure.revision_count, figure.first_received,
                )
                for figure in facts.observations(until, known_on)
            }  # fmt: skip
            assert found == _slow_twin(rows, until, known_on), (until, known_on)


def test_every_vintage_carries_its_place_to_the_cell_newest_first(workspace: Workspace, catalogue: Catalogue) -> None:
    first, second = file_named("first", date(2025, 12, 2)), file_named("second", date(2025, 12, 9), illustrative=True)
    rows = [
        seen(first, 42.0, cell="E12, F12"),
        seen(second, 47.0, cell="E14, F14"),
        seen(first, 40.0, period="2025-10"),
        seen(first, 12.0, indicator="ho-so-tre-han"),
        seen(first, 50.0, unit="01279"),
    ]
    facts = _built(workspace, catalogue, rows, [first, second])
    found = facts.vintages("so-hoa", "01273")
    assert [(row.period_id, row.value, row.vintage_number) for row in found] == [
        ("2025-11", 47.0, 2),
        ("2025-11", 42.0, 1),
        ("2025-10", 40.0, 1),
    ]
    newest = found[0]
    assert (newest.file_name, newest.sheet, newest.cell) == ("second.xlsx", "BM-01", "E14, F14")
    assert (newest.sha256, newest.form, newest.illustrative) == (second.sha256, "bm-01", True)
    assert (newest.received, newest.evidence) == (second.received, "Biên bản số 12")
    assert [row.value for row in facts.vintages("so-hoa", until=LAST_DAY, known_on=date(2025, 12, 8))] == [
        42.0,
        50.0,
        40.0,
    ]
    assert len(facts.vintages()) == 5
    assert facts.vintages("so-hoa'; DROP TABLE facts.files; --") == []


def test_the_loader_compares_with_the_newest_vintage_of_each_figure(workspace: Workspace, catalogue: Catalogue) -> None:
    first, second = file_named("first", date(2025, 12, 2)), file_named("second", date(2025, 12, 9))
    facts = _built(
        workspace,
        catalogue,
        [seen(first, 42.0), seen(second, 47.0, numerator=47.0, denominator=100.0)],
        [first, second],
    )
    expected = CurrentValue(47.0, 47.0, 100.0, second.received, False, second.sha256)
    assert facts.current_values() == {("01273", "so-hoa", "2025-11"): expected}


def test_retired_cells_are_kept_with_their_address(workspace: Workspace, catalogue: Catalogue) -> None:
    file = file_named("a")
    cell = RetiredCell(file.sha256, file.file_name, "BM-01", "G40", "12,5", "chỉ tiêu không còn")
    build_facts(workspace, catalogue, [], [file], [cell])
    facts = open_facts(workspace)
    assert facts is not None and facts.retired() == [cell]


def test_one_illustrative_file_marks_the_whole_version(workspace: Workspace, catalogue: Catalogue) -> None:
    real, made_up = file_named("real"), file_named("made_up", illustrative=True)
    assert not _built(workspace, catalogue, [seen(real, 45.0)], [real]).illustrative
    assert _built(workspace, catalogue, [seen(made_up, 46.0)], [made_up]).illustrative


def test_a_reader_sees_the_pointer_move_and_keeps_what_it_had_open(workspace: Workspace, catalogue: Catalogue) -> None:
    files = [file_named(name) for name in "abcde"]
    before = _built(workspace, catalogue, [seen(files[0], 1.0, unit="a")], files[:1])
    assert open_facts(workspace) is before
    for file in files[1:]:
        _built(workspace, catalogue, [seen(file, 2.0, unit=file.file_name)], [file])
    after = open_facts(workspace)
    assert after is not None and after.id != before.id and len(after.vintages()) == 5
    assert not facts_file(workspace, before.id).exists()
    assert len(before.vintages()) == 1


def test_many_threads_read_one_version_while_others_are_published(workspace: Workspace, catalogue: Catalogue) -> None:
    files = [file_named(f"file {number}") for number in range(12)]
    facts = _built(workspace, catalogue, [seen(files[0], 1.0)], files[:1])

    def read(_: int) -> bool:
        now = open_facts(workspace)
        assert now is not None
        count = len(now.observations(LAST_DAY, LAST_DAY))
        return now.fallback_from is None and count == len(now.vintages()) == now.observation_count

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(read, range(200))
        for number, file in enumerate(files[1:]):
            facts = _built(workspace, catalogue, [seen(file, 1.0, unit=f"unit {number}")], [file])
        assert all(answers)
    assert facts.observation_count == 12


def test_a_workspace_without_facts_has_none(workspace: Workspace) -> None:
    assert open_facts(workspace) is None
    assert current_facts_id(workspace) is None


def _two_versions(workspace: Workspace, catalogue: Catalogue) -> tuple[str, str]:
    first, second = file_named("first"), file_named("second")
    old = build_facts(workspace, catalogue, [seen(first, 45.0)], [first], [])
    return old, build_facts(workspace, catalogue, [seen(second, 46.0)], [second], [], old)


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flip_one_bit(content: bytes) -> bytes:
    place = len(content) * 2 // 3
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize("damage", [_cut, _flip_one_bit, lambda _: b"", lambda _: b"not a database" * 500])
def test_b81_a_damaged_version_is_passed_over_and_named(
    workspace: Workspace, catalogue: Catalogue, damage: Callable[[bytes], bytes]
) -> None:
    old, new = _two_versions(workspace, catalogue)
    path = facts_file(workspace, new)
    path.write_bytes(damage(path.read_bytes()))
    facts = open_facts(workspace)
    assert facts is not None and (facts.id, facts.fallback_from) == (old, new)
    assert [row.value for row in facts.vintages()] == [45.0]


def test_b81_a_version_damaged_while_it_is_open_is_no_longer_served(workspace: Workspace, catalogue: Catalogue) -> None:
    old, new = _two_versions(workspace, catalogue)
    facts = open_facts(workspace)
    assert facts is not None and facts.id == new
    path = facts_file(workspace, new)
    path.write_bytes(_flip_one_bit(path.read_bytes()))
    facts = open_facts(workspace)
    assert facts is not None and (facts.id, facts.fallback_from) == (old, new)


def test_b81_a_missing_version_is_passed_over_and_named(workspace: Workspace, catalogue: Catalogue) -> None:
    old, new = _two_versions(workspace, catalogue)
    facts_file(workspace, new).unlink()
    facts = open_facts(workspace)
    assert facts is not None and (facts.id, facts.fallback_from) == (old, new)


def test_b82_a_log_left_beside_a_version_is_not_played_into_it(workspace: Workspace, catalogue: Catalogue) -> None:
    old, new = _two_versions(workspace, catalogue)
    path = facts_file(workspace, new)
    path.with_name(path.name + ".wal").write_bytes(b"\0" * 64)
    facts = open_facts(workspace)
    assert facts is not None and (facts.id, facts.fallback_from) == (old, new)


def test_facts_with_no_whole_version_are_none_so_that_they_are_built_anew(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    for facts_id in _two_versions(workspace, catalogue):
        facts_file(workspace, facts_id).write_bytes(b"")
    assert open_facts(workspace) is None
    assert current_facts_id(workspace) is not None


@pytest.mark.parametrize("text", ["", "\n", "nonsense\n", "../../etc/passwd\n", "\udcff\x00"])
def test_a_damaged_pointer_serves_the_newest_whole_file_and_says_so(
    workspace: Workspace, catalogue: Catalogue, text: str
) -> None:
    old, new = _two_versions(workspace, catalogue)
    os.utime(facts_file(workspace, old), ns=(1, 1))
    pointer_file(workspace).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert current_facts_id(workspace) is None
    facts = open_facts(workspace)
    assert facts is not None and (facts.id, facts.fallback_from) == (new, "current")


def test_reading_the_pointer_and_building_need_no_frame_library(workspace: Workspace, catalogue: Catalogue) -> None:
    script = (
        "import sys; from pathlib import Path; from datetime import date; from types import SimpleNamespace as N\n"
        "from dashboard.settings import Workspace; from dashboard.store.facts import build_facts, open_facts\n"
        "from tests.store.examples import file_named, seen\n"
        "space, file = Workspace(Path(sys.argv[1])), file_named('a')\n"
        "build_facts(space, N(hash='0' * 64, indicators={}), [seen(file, 1.0)], [file], [])\n"
        "facts = open_facts(space)\n"
        "print(len(facts.observations(date.max, date.max)), len(facts.current_values()), 'pandas' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(workspace.root)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "1 1 False\n"
