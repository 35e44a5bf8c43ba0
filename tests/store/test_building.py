"""A version of the facts: the same content in any order, beside the old ones, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation
from dashboard.domain.periods import parse_period
from dashboard.settings import Workspace
from dashboard.store import building
from dashboard.store.connections import open_locked
from dashboard.store.facts import (
    Facts,
    FactsDamaged,
    FactsMoved,
    FactsNotWritten,
    FileOfFacts,
    RetiredCell,
    Vintage,
    build_facts,
    current_facts_id,
    open_facts,
)
from dashboard.store.serving import digests_in_order
from dashboard.store.versions import facts_file
from tests.store.examples import LAST_DAY, file_named, new_workspace, seen
from tests.store.processes import FORKED

FILES = [file_named(name, date(2025, 12, 1) + timedelta(days=number % 2)) for number, name in enumerate("abcde")]
REPORTS: dict[str, list[Observation]] = {
    file.sha256: [
        seen(file, 40.0 + number, unit=unit, period=period, numerator=number / 3, denominator=1e-7, cell=f"G{number}")
        for unit in ("01273", "01279")
        for period in ("2025-10", "2025-11", "2025-Q3")
    ]
    for number, file in enumerate(FILES)
}
RETIRED = [RetiredCell(FILES[0].sha256, FILES[0].file_name, "BM-01", "G40", "12", "chỉ tiêu không còn")]


def _load(workspace: Workspace, catalogue: Catalogue, files: list[FileOfFacts], based_on: str | None) -> str:
    rows = [row for file in files for row in REPORTS[file.sha256]]
    retired = [cell for cell in RETIRED if cell.sha256 in {file.sha256 for file in files}]
    return build_facts(workspace, catalogue, rows, files, retired, based_on)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Facts:
    """All files built in at once."""
    workspace = new_workspace(tmp_path_factory.mktemp("at_once") / "w")
    _load(workspace, catalogue, FILES, None)
    facts = open_facts(workspace)
    assert facts is not None
    return facts


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(FILES), cuts=st.sets(st.integers(1, 4)))
def test_loading_step_by_step_in_any_order_gives_the_digest_of_building_at_once(
    tmp_path_factory: pytest.TempPathFactory,
    catalogue: Catalogue,
    at_once: Facts,
    order: list[FileOfFacts],
    cuts: set[int],
) -> None:
    step_by_step = new_workspace(tmp_path_factory.mktemp("step_by_step") / "w")
    edges = [0, *sorted(cuts), len(order)]
    facts_id = None
    for start, end in pairwise(edges):
        facts_id = _load(step_by_step, catalogue, order[start:end], facts_id)
    many = open_facts(step_by_step)
    assert many is not None
    assert (facts_id, many.content_digest) == (at_once.id, at_once.content_digest)
    assert many.vintages() == at_once.vintages()
    assert many.retired() == at_once.retired() == RETIRED
    assert many.files() == at_once.files()


def test_rows_lie_by_period_end_then_indicator_then_unit(workspace: Workspace, catalogue: Catalogue) -> None:
    rows = [row for file in FILES for row in REPORTS[file.sha256]]
    rows += [seen(FILES[0], 1.0, indicator="ho-so-tre-han", unit=unit, period="2025-11") for unit in ("VP", "SKH")]
    Random(4).shuffle(rows)
    facts_id = build_facts(workspace, catalogue, rows, FILES, [], None)
    path = facts_file(workspace, facts_id)
    connection = open_locked(path)
    lying = connection.execute("SELECT period_end, indicator_id, org_unit_id FROM facts.observations").fetchall()
    assert lying == sorted(lying)
    assert len(lying) == 32


def test_rows_taken_over_from_an_older_version_are_laid_in_order_again(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    late, early = file_named("late"), file_named("early")
    first = build_facts(workspace, catalogue, [seen(late, 2.0, period="2025-11")], [late], [])
    second = build_facts(workspace, catalogue, [seen(early, 1.0, period="2025-01")], [early], [], first)
    lying = open_locked(facts_file(workspace, second)).execute("SELECT period_id FROM facts.observations").fetchall()
    assert lying == [("2025-01",), ("2025-11",)]


def _digest_of(row: Vintage) -> bytes:
    """The digest of a row worked out anew from what is served, as the facts define it."""
    period = parse_period(row.period_id)
    numbers = ["" if each is None else repr(each) for each in (row.value, row.numerator, row.denominator)]
    fields = [
        row.period_end, row.period_id, period.start, period.frequency, row.indicator_id, row.org_unit_id, *numbers,
        row.received, int(row.provisional), len(row.evidence), row.evidence, len(row.note), row.note,
        row.sha256, len(row.sheet), row.sheet, row.cell,
    ]  # fmt: skip
    return hashlib.sha256("|".join(map(str, fields)).encode()).digest()


def _digests(workspace: Workspace) -> bytes:
    facts_id = current_facts_id(workspace)
    assert facts_id is not None
    return b"".join(digests_in_order(open_locked(facts_file(workspace, facts_id))))


def test_the_digest_of_each_row_is_that_of_what_lies_in_its_columns(workspace: Workspace, catalogue: Catalogue) -> None:
    file = file_named("awkward")
    rows = [
        seen(file, value, unit=unit, cell=unit)
        for unit, value in {
            "A": 0.1 + 0.2,
            "B": -0.0,
            "C": 5e-324,
            "D": 1.7976931348623157e308,
            "E": None,
            "F": 1 / 3,
        }.items()
    ]
    build_facts(workspace, catalogue, rows, [file], [])
    facts = open_facts(workspace)
    assert facts is not None
    assert _digests(workspace) == b"".join(sorted(_digest_of(row) for row in facts.vintages()))
    assert {json.dumps(row.value) for row in facts.vintages()} == {json.dumps(row.value) for row in rows}


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_a_finite_number_is_never_built_in(
    workspace: Workspace, catalogue: Catalogue, value: float
) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        build_facts(workspace, catalogue, [seen(FILES[0], value)], [FILES[0]], [])
    assert current_facts_id(workspace) is None


def test_a_changed_digit_place_received_day_or_form_is_another_version(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    file = file_named("a")
    other_form = FileOfFacts(file.sha256, file.file_name, "long-csv", file.received, file.illustrative)
    marked = FileOfFacts(file.sha256, file.file_name, file.form, file.received, True)
    versions = [
        ([seen(file, 45.0)], file),
        ([seen(file, 45.000000000000007)], file),
        ([seen(file, 45.0, cell="G13")], file),
        ([seen(file, 45.0, received=date(2025, 12, 3))], file),
        ([seen(file, 45.0)], other_form),
        ([seen(file, 45.0)], marked),
        ([], file),
    ]
    ids = [build_facts(workspace, catalogue, rows, [each], []) for rows, each in versions]
    assert len(set(ids)) == len(versions)


def test_the_name_of_a_file_is_no_part_of_its_content(tmp_path: Path, catalogue: Catalogue) -> None:
    file = file_named("a")
    renamed = FileOfFacts(file.sha256, "bản sao.xlsx", file.form, file.received, file.illustrative)
    ids = [
        build_facts(new_workspace(tmp_path / each.file_name), catalogue, [seen(each, 45.0)], [each], [])
        for each in (file, renamed)
    ]
    assert ids[0] == ids[1]


def test_a_file_that_is_already_in_changes_nothing(workspace: Workspace, catalogue: Catalogue) -> None:
    first = _load(workspace, catalogue, FILES[:2], None)
    assert _load(workspace, catalogue, FILES[:2], first) == first
    facts = open_facts(workspace)
    assert facts is not None and facts.observation_count == 12


def test_building_an_existing_version_again_only_moves_the_pointer(workspace: Workspace, catalogue: Catalogue) -> None:
    first = _load(workspace, catalogue, FILES[:1], None)
    written = facts_file(workspace, first).stat().st_mtime_ns
    _load(workspace, catalogue, FILES[:2], first)
    assert _load(workspace, catalogue, FILES[:1], None) == first == current_facts_id(workspace)
    assert facts_file(workspace, first).stat().st_mtime_ns == written


def test_a_damaged_file_of_the_same_version_is_written_anew(workspace: Workspace, catalogue: Catalogue) -> None:
    facts_id = _load(workspace, catalogue, FILES[:1], None)
    path = facts_file(workspace, facts_id)
    path.write_bytes(path.read_bytes()[:5000])
    assert open_facts(workspace) is None
    assert _load(workspace, catalogue, FILES[:1], None) == facts_id
    facts = open_facts(workspace)
    assert facts is not None and facts.fallback_from is None and facts.observation_count == 6


def test_a_row_of_a_file_that_is_not_listed_is_refused(workspace: Workspace, catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match="files not listed"):
        build_facts(workspace, catalogue, [seen(FILES[1], 45.0)], [FILES[0]], [])


def test_building_on_a_version_that_is_no_longer_current_is_refused(workspace: Workspace, catalogue: Catalogue) -> None:
    first = _load(workspace, catalogue, FILES[:1], None)
    second = _load(workspace, catalogue, FILES[1:2], first)
    with pytest.raises(FactsMoved, match=second):
        _load(workspace, catalogue, FILES[2:3], first)
    assert current_facts_id(workspace) == second


def test_building_on_a_version_of_another_catalogue_is_refused(workspace: Workspace, catalogue: Catalogue) -> None:
    first = _load(workspace, catalogue, FILES[:1], None)
    changed = Catalogue(**{**vars(catalogue), "hash": "0" * 64})
    with pytest.raises(ValueError, match="another catalogue"):
        _load(workspace, changed, FILES[1:2], first)


def test_building_on_a_damaged_version_is_refused(workspace: Workspace, catalogue: Catalogue) -> None:
    first = _load(workspace, catalogue, FILES[:1], None)
    facts_file(workspace, first).write_bytes(b"")
    with pytest.raises(FactsDamaged, match="chitieu rebuild"):
        _load(workspace, catalogue, FILES[1:2], first)


def test_two_older_versions_are_kept_and_the_rest_deleted(workspace: Workspace, catalogue: Catalogue) -> None:
    ids: list[str] = []
    for file in FILES:
        ids.append(_load(workspace, catalogue, [file], ids[-1] if ids else None))
    left = {path.name for path in workspace.facts.glob("facts-*")}
    assert left == {f"facts-{facts_id}.duckdb" for facts_id in ids[-3:]}


def test_targets_stand_beside_the_actuals_one_row_for_each_scope(workspace: Workspace, catalogue: Catalogue) -> None:
    _load(workspace, catalogue, FILES[:1], None)
    facts = open_facts(workspace)
    assert facts is not None
    found = [(row.target_id, row.scope, row.value, row.due) for row in facts.targets()]
    assert found == [
        ("CB-01", "each_agency", 60.0, date(2025, 12, 31)),
        ("CB-01", "each_commune", 60.0, date(2025, 12, 31)),
        ("CB-02", "01273", 80.0, date(2026, 12, 31)),
        ("CB-03", "province", 12.0, date(2025, 12, 31)),
        ("CB-04", "province", 2.5, None),
    ]


def test_twenty_thousand_observations_keep_every_row_and_digest(workspace: Workspace, catalogue: Catalogue) -> None:
    file = file_named("history")
    rows = [
        seen(
            file,
            number / 7,
            unit=f"{number % 400:05d}",
            period=f"{2025 + month // 12}-{month % 12 + 1:02d}",
            cell=f"dòng {number}",
        )
        for month in range(50)
        for number in range(400)
    ]
    build_facts(workspace, catalogue, rows, [file], [])
    facts = open_facts(workspace)
    assert facts is not None
    facts.check_content()
    assert len(facts.observations(LAST_DAY, LAST_DAY)) == 20_000


def _run_and_expect(code: int, target: Callable[..., None], *arguments: object) -> None:
    process = FORKED.Process(target=target, args=arguments)
    process.start()
    process.join(60)
    assert process.exitcode == code


def _die_before_the_pointer_moves(workspace: Workspace, catalogue: Catalogue, based_on: str) -> None:
    building.publish = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    _load(workspace, catalogue, FILES[1:], based_on)


def test_a_kill_between_file_and_pointer_leaves_the_old_version(workspace: Workspace, catalogue: Catalogue) -> None:
    first = _load(workspace, catalogue, FILES[:1], None)
    _run_and_expect(-signal.SIGKILL, _die_before_the_pointer_moves, workspace, catalogue, first)
    facts = open_facts(workspace)
    assert facts is not None and (facts.id, facts.fallback_from) == (first, None)
    after = _load(workspace, catalogue, FILES[1:], first)
    facts = open_facts(workspace)
    assert facts is not None and facts.id == after and facts.observation_count == 30


def _load_all_one_by_one(workspace: Workspace, catalogue: Catalogue, ready: Event | None = None) -> None:
    if ready:
        ready.set()
    for file in FILES:
        _load(workspace, catalogue, [file], current_facts_id(workspace))


@pytest.mark.parametrize("milliseconds", [5, 20, 60, 120])
def test_a_kill_at_any_moment_leaves_a_whole_version_and_loading_goes_on(
    workspace: Workspace, catalogue: Catalogue, milliseconds: int
) -> None:
    _load(workspace, catalogue, FILES[:1], None)
    ready = FORKED.Event()
    process = FORKED.Process(target=_load_all_one_by_one, args=(workspace, catalogue, ready))
    process.start()
    assert ready.wait(60)
    time.sleep(milliseconds / 1000)
    process.kill()
    process.join(60)
    facts = open_facts(workspace)
    assert facts is not None and facts.fallback_from is None
    assert facts.observation_count in {6, 12, 18, 24, 30}
    facts.check_content()
    _load_all_one_by_one(workspace, catalogue)
    facts = open_facts(workspace)
    assert facts is not None and facts.observation_count == 30
    assert not list(workspace.facts.glob("building-*"))


def _load_with_no_room_on_disk(workspace: Workspace, catalogue: Catalogue, based_on: str) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        _load(workspace, catalogue, FILES[1:], based_on)
    except FactsNotWritten:
        os._exit(7)


def test_b79_no_room_on_disk_is_told_and_leaves_the_old_version(workspace: Workspace, catalogue: Catalogue) -> None:
    first = _load(workspace, catalogue, FILES[:1], None)
    _run_and_expect(7, _load_with_no_room_on_disk, workspace, catalogue, first)
    facts = open_facts(workspace)
    assert facts is not None and (facts.id, facts.fallback_from) == (first, None)
    _load(workspace, catalogue, FILES[1:], first)
    assert not list(workspace.facts.glob("building-*"))


def _load_one_file_while_holding_the_facts(workspace: Workspace, catalogue: Catalogue, number: int) -> None:
    with building.hold_facts(workspace):
        _load(workspace, catalogue, FILES[number : number + 1], current_facts_id(workspace))


def test_b80_several_loaders_at_once_lose_nothing(workspace: Workspace, catalogue: Catalogue) -> None:
    loaders = [
        FORKED.Process(target=_load_one_file_while_holding_the_facts, args=(workspace, catalogue, number))
        for number in (0, 1, 2, 2)
    ]
    for loader in loaders:
        loader.start()
    for loader in loaders:
        loader.join(60)
    assert [loader.exitcode for loader in loaders] == [0, 0, 0, 0]
    facts = open_facts(workspace)
    assert facts is not None and facts.observation_count == 18
