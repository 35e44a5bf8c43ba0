"""The Snapshot of the illustrative workspace: how many rows, who reported, and every pooled figure against a plain twin."""

from __future__ import annotations

import math
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.plan import Aggregation
from dashboard.domain.status import Flag, Status
from dashboard.settings import Workspace
from dashboard.snapshot import WORST_FIRST, Snapshot, SnapshotRow, take_snapshot
from dashboard.store.facts import Facts, Vintage, open_facts
from dashboard.text.words import GROUPS

DAYS = (date(2025, 12, 5), date(2026, 2, 20), date(2026, 9, 30))


@pytest.fixture(scope="module")
def built(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Facts, Catalogue]:
    workspace = Workspace(Path(shutil.copytree(template, tmp_path_factory.mktemp("illustrative") / "work")))
    catalogue = load_catalogue(workspace)
    facts = open_facts(workspace)
    assert facts is not None
    return facts, catalogue


@pytest.fixture(scope="module")
def snapshots(built: tuple[Facts, Catalogue]) -> dict[date, Snapshot]:
    return {day: take_snapshot(*built, day) for day in DAYS}


@pytest.fixture(scope="module")
def snapshot(snapshots: dict[date, Snapshot]) -> Snapshot:
    return snapshots[DAYS[0]]


def test_every_target_is_judged_at_every_unit_that_owes_it(snapshot: Snapshot) -> None:
    assert len(snapshot.rows) == 999
    assert len({r.target.id for r in snapshot.rows}) == 67
    assert len({(r.target.id, r.org_unit.id) for r in snapshot.rows}) == 999


def test_45_targets_are_the_province_s_and_22_are_bum_nua_s_own(snapshot: Snapshot) -> None:
    assert len(snapshot.province_rows) == 45
    counted = {r.target.id for r in snapshot.province_rows}
    apart = [r for r in snapshot.rows if r.target.id not in counted]
    assert (len(apart), {r.org_unit.id for r in apart}) == (22, {"03466"})


def test_the_cards_add_up_to_the_province_s_targets(snapshot: Snapshot) -> None:
    counted = Counter(r.judgement.status for r in snapshot.province_rows)
    assert sum(counted[status] for group in GROUPS for status in group.statuses) == 45
    assert set(counted) == set(Status)


def test_18_of_20_agencies_and_35_of_38_communes_have_reported(snapshot: Snapshot) -> None:
    assert snapshot.reported_line == "18/20 cơ quan, 35/38 xã, phường đã báo cáo"
    assert snapshot.newest_reports is not None
    assert len(snapshot.newest_reports.incomplete) == 5


def test_of_reports_that_end_together_the_line_speaks_of_the_one_that_most_units_owe(
    built: tuple[Facts, Catalogue],
) -> None:
    found = take_snapshot(*built, date(2026, 4, 20))
    ends = {state.period.id: len(state.expected) for state in found.report_states if state.period.end.month == 3}
    assert ends == {"2026-03": 58, "2026-Q1": 2}
    assert found.reported_line == "20/20 cơ quan, 38/38 xã, phường đã báo cáo"


def test_some_reports_are_late_missing_or_revised(snapshot: Snapshot) -> None:
    flags = Counter(flag for row in snapshot.province_rows for flag in row.judgement.flags)
    assert {Flag.OVERDUE, Flag.REVISED, Flag.PARTIAL} <= set(flags)
    calendars = {r.indicator.id: r.indicator.calendar for r in snapshot.rows}
    late = [
        reading
        for (indicator_id, _), readings in snapshot.series.items()
        for reading in readings
        if (calendar := calendars[indicator_id]) and reading.received
        if (reading.received - reading.date).days > calendar.grace_days
    ]
    assert late


@pytest.mark.parametrize("day", DAYS)
def test_every_sentence_is_whole(snapshots: dict[date, Snapshot], day: date) -> None:
    gap = re.compile(r"None|\bnan\b|\binf\b|\d\.\d{1,2}(?!\d)|; [.→]|: →")
    for row in snapshots[day].rows:
        for said in (row.sentence, row.why, f"{row.finding()}."):
            assert said.endswith(".")
            assert len(said) > 10
            assert not gap.search(said), said


@pytest.mark.parametrize("day", DAYS)
def test_the_province_s_rows_stand_worst_first(snapshots: dict[date, Snapshot], day: date) -> None:
    found = [WORST_FIRST.index(r.judgement.status) for r in snapshots[day].province_rows]
    assert found == sorted(found)


def test_the_year_closes_and_the_commune_plan_runs_when_the_day_moves_forward(snapshots: dict[date, Snapshot]) -> None:
    in_february = Counter(r.judgement.status for r in snapshots[date(2026, 2, 20)].province_rows)
    assert (
        in_february[Status.MISSED]
        > Counter(r.judgement.status for r in snapshots[DAYS[0]].province_rows)[Status.MISSED]
    )
    own = [r for r in snapshots[date(2026, 9, 30)].rows_of_unit("03466") if r.target.id.startswith("T-004")]
    assert len(own) == 22
    assert any(r.actual is not None for r in own)


@pytest.mark.parametrize("day", DAYS)
def test_the_json_has_numbers_or_null_and_ids_as_strings(snapshots: dict[date, Snapshot], day: date) -> None:
    for row in snapshots[day].to_json(snapshots[day].rows)["rows"]:
        assert all(
            isinstance(row[key], str) for key in ("indicator_id", "target_id", "org_unit_id", "status", "sentence")
        )
        for key in (
            "actual",
            "numerator",
            "denominator",
            "low",
            "high",
            "cover",
            "plan_to_date",
            "target",
            "months_late",
        ):
            assert row[key] is None or (isinstance(row[key], int | float) and math.isfinite(row[key]))


@pytest.mark.parametrize("day", DAYS)
def test_every_pooled_figure_is_that_of_a_plain_twin(
    built: tuple[Facts, Catalogue], snapshots: dict[date, Snapshot], day: date
) -> None:
    newest = _newest_by_hand(built[0].vintages(), day)
    checked = 0
    for row in snapshots[day].province_rows:
        if not row.is_pooled or row.indicator.aggregation is Aggregation.COUNT_OF_UNITS:
            continue
        for on, pooled in row.pools.items():
            if on <= row.terms.start or pooled.value is None:
                continue
            assert pooled.value == pytest.approx(_twin(row, newest, on), abs=1e-9), (row.target.id, on)
            checked += 1
    assert checked > 30


def _newest_by_hand(vintages: list[Vintage], day: date) -> dict[tuple[str, str, date], Vintage]:
    found: dict[tuple[str, str, date], Vintage] = {}
    for vintage in sorted(vintages, key=lambda v: (v.received, v.sha256)):
        if vintage.period_end <= day and vintage.received <= day:
            found[vintage.indicator_id, vintage.org_unit_id, vintage.period_end] = vintage
    return found


def _twin(row: SnapshotRow, newest: dict[tuple[str, str, date], Vintage], on: date) -> float:
    numerator = denominator = total = 0.0
    for unit in row.feeders:
        seen = newest.get((row.indicator.id, unit, on))
        if seen is not None:
            numerator += seen.numerator or 0
            denominator += seen.denominator or 0
            total += seen.value or 0
    return total if row.indicator.aggregation is Aggregation.SUM else 100 * numerator / denominator
