"""Who may send a period later, or need not send it, is not late in its own row or tile either; a pool has one day for all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.analyses.commune_figures import commune_columns
from dashboard.domain.judgement import Status
from dashboard.domain.status import Flag
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.lines import AnyLine
from tests.second import PROVINCE, ROWS, load_rows, make_workspace
from tests.submissions.journal_lines import excepted, ledger, waived
from tests.test_snapshot_mergers import HEAD, LIST

SILENT, OCTOBER, QUARTER = "01288", "2025-10", "2025-Q3"
DUE, DAY_AFTER, LATER, TOO_LATE = date(2025, 11, 5), date(2025, 11, 6), date(2025, 11, 12), date(2025, 11, 13)
OTHERS = ("    lead: [VP]\n    targets:\n", "    lead: [VP]\n    collected_by: {each_commune: VP}\n    targets:\n")
# Tân Giang has 20 of 50 in September, ahead of its plan, and sent nothing of October; of the quarter's wifi nothing either.
GOOD = ROWS.replace("01288,so-hoa,2025-09,10,50", "01288,so-hoa,2025-09,20,50").replace(
    "01288,wifi-cong-cong,2025-Q3,,,2,,03/10/2025\n", ""
)
Edit = tuple[str, str]


def picture(
    root: Path, day: date, *lines: AnyLine, edits: tuple[Edit, ...] = (), units: str = "", rows: str = GOOD
) -> Snapshot:
    workspace = make_workspace(root, *edits)
    path = workspace.root / LIST
    path.write_text(path.read_text(encoding="utf-8").replace(HEAD, units + HEAD), encoding="utf-8")
    facts, catalogue = load_rows(workspace, rows)
    return take_snapshot(facts, catalogue, day, ledger=ledger(*lines))


def is_late(found: Snapshot, unit: str = SILENT) -> bool:
    """Whether the unit's own row says that a report is missing: by its status and its badge alike."""
    row = found.row("CB-01", unit)
    assert row is not None
    late = Flag.OVERDUE in row.judgement.flags
    assert (row.judgement.status is Status.REPORT_OVERDUE) is late
    return late


@pytest.mark.parametrize(("day", "late"), [(DUE, False), (DAY_AFTER, False), (LATER, False), (TOO_LATE, True)])
def test_a_unit_given_another_day_is_late_the_day_after_it(tmp_path: Path, day: date, late: bool) -> None:
    assert is_late(picture(tmp_path / "w", day, excepted(SILENT, OCTOBER, LATER))) is late


def test_an_earlier_day_than_everyone_s_takes_nothing_away(tmp_path: Path) -> None:
    assert not is_late(picture(tmp_path / "w", DUE, excepted(SILENT, OCTOBER, date(2025, 11, 3))))


@pytest.mark.parametrize(("form", "late"), [("bm-01", False), ("bm-02", True), ("bm-04", True)])
def test_a_unit_waived_from_the_report_of_its_figures_is_not_late_with_them(
    tmp_path: Path, form: str, late: bool
) -> None:
    assert is_late(picture(tmp_path / "w", TOO_LATE, waived(SILENT, OCTOBER, form))) is late


@pytest.mark.parametrize("line", [excepted("01273", OCTOBER, LATER), excepted(SILENT, QUARTER, LATER)])
def test_what_another_unit_or_another_period_was_given_changes_nothing(tmp_path: Path, line: AnyLine) -> None:
    assert is_late(picture(tmp_path / "w", DAY_AFTER, line))


def test_of_collected_figures_the_collector_is_given_the_day(tmp_path: Path) -> None:
    to_unit = picture(tmp_path / "a", DAY_AFTER, excepted(SILENT, OCTOBER, LATER), edits=(OTHERS,))
    to_collector = picture(tmp_path / "b", DAY_AFTER, excepted("VP", OCTOBER, LATER), edits=(OTHERS,))
    waived_of_table = picture(tmp_path / "c", DAY_AFTER, waived("VP", OCTOBER, "bm-02"), edits=(OTHERS,))
    assert [is_late(each) for each in (to_unit, to_collector, waived_of_table)] == [True, False, False]


def test_what_an_agency_was_given_holds_for_its_successor(tmp_path: Path) -> None:
    """Sở Truyền thông was given a later day for October and was renamed on 1 November, before it sent anything."""
    units = (
        "STT,agency,Sở Truyền thông,Sở Truyền thông,04,,yes,,2025-10-31,SVT,,4\n"
        "SVT,agency,Sở Văn hóa và Truyền thông,Sở VH&TT,04,,yes,2025-11-01,,,,5\n"
    )
    reports = "STT,so-hoa,2024-12,10,100,,,05/01/2025\nSTT,so-hoa,2025-09,50,100,,,03/10/2025\n"
    given = [excepted("STT", OCTOBER, LATER)]
    days = {
        name: is_late(picture(tmp_path / name, day, *lines, units=units, rows=GOOD + reports), "SVT")
        for name, day, lines in (("none", DAY_AFTER, []), ("given", DAY_AFTER, given), ("over", TOO_LATE, given))
    }
    assert days == {"none": True, "given": False, "over": True}


def test_the_province_s_figure_keeps_the_day_of_all(tmp_path: Path) -> None:
    alone = picture(tmp_path / "a", DAY_AFTER).row("CB-01", PROVINCE)
    let_off = picture(tmp_path / "b", DAY_AFTER, excepted(SILENT, OCTOBER, LATER), waived("01279", OCTOBER))
    found = let_off.row("CB-01", PROVINCE)
    assert alone is not None
    assert found is not None
    assert (found.judgement, found.pooled) == (alone.judgement, alone.pooled)


def test_the_final_value_of_a_target_is_missed_even_by_who_need_not_report(tmp_path: Path) -> None:
    """A waiver lets a unit off a report, not off its target: after the last day nobody knows whether it was met."""
    found = picture(tmp_path / "w", date(2026, 1, 10), waived(SILENT, "2025-12"))
    row = found.row("CB-01", SILENT)
    assert row is not None
    assert (row.judgement.status, row.judgement.reason.value) == (Status.REPORT_OVERDUE, "final_value_not_reported")


@pytest.mark.parametrize(
    ("line", "day", "late"),
    [
        (None, date(2025, 10, 15), True),
        (excepted(SILENT, QUARTER, date(2025, 10, 20)), date(2025, 10, 15), False),
        (excepted(SILENT, QUARTER, date(2025, 10, 20)), date(2025, 10, 21), True),
        (waived(SILENT, QUARTER), date(2025, 10, 21), False),
    ],
)
def test_a_tile_of_a_province_s_target_follows_the_unit_s_own_day(
    tmp_path: Path, line: AnyLine | None, day: date, late: bool
) -> None:
    found = picture(tmp_path / "w", day, *([] if line is None else [line]))
    (wifi,) = (column for column in commune_columns(found) if column.indicator.id == "wifi-cong-cong")
    assert {each.unit.id: each.is_late_report for each in wifi.figures}[SILENT] is late
