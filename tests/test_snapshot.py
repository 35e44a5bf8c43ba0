"""The Snapshot of a workspace small enough to add up by hand: five units, October 2025 due on 5 November."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import load_catalogue
from dashboard.domain.status import Flag, Reason, Status
from dashboard.snapshot import WORST_FIRST, Snapshot, take_snapshot
from tests.second import DAY, PROVINCE, ROWS, edit_catalogue, load_rows, make_workspace, picture

SEPTEMBER_GOOD = (
    ("VP,so-hoa,2025-09,30,", "VP,so-hoa,2025-09,60,"),
    ("SKH,so-hoa,2025-09,30,", "SKH,so-hoa,2025-09,60,"),
    ("01273,so-hoa,2025-09,10,", "01273,so-hoa,2025-09,30,"),
    ("01279,so-hoa,2025-09,20,", "01279,so-hoa,2025-09,100,"),
    ("01288,so-hoa,2025-09,10,", "01288,so-hoa,2025-09,30,"),
)
REVISION = (
    "    leading_target: CB-01\n",
    '      - {id: CB-05, document: kh-minh-hoa, clause: "II.1", scope: [each_agency, each_commune], value: 40,\n'
    "         due: 2025-12-31, revises: CB-01, effective: 2025-10-15}\n"
    "    leading_target: CB-01\n",
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return picture(tmp_path_factory.mktemp("second") / "w")


def rows_with(*changes: tuple[str, str]) -> str:
    """The rows with some numbers changed."""
    text = ROWS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_the_province_is_sum_over_sum_and_never_the_mean(snapshot: Snapshot) -> None:
    row = snapshot.row("CB-01", PROVINCE)
    assert row is not None
    # Reported: 40/100 + 50/100 + 45/50 + 80/200 = 215/450 = 47,8 %. The mean of 40, 50, 90 and 40 % would be 55.
    assert row.actual == pytest.approx(100 * 215 / 450)
    assert row.latest is not None
    assert (row.latest.numerator, row.latest.denominator) == (215, 450)


def test_the_bounds_say_what_the_silent_unit_leaves_open(snapshot: Snapshot) -> None:
    row = snapshot.row("CB-01", PROVINCE)
    assert row is not None
    assert row.pooled is not None
    # Phường Tân Giang had 50 cases in September: with none done 215/500, with all done 265/500.
    assert (row.pooled.low, row.pooled.high, row.pooled.cover) == pytest.approx((43.0, 53.0, 0.9))
    assert (row.pooled.silent, row.pooled.expected) == (("01288",), 5)
    assert {Flag.PARTIAL, Flag.DENOMINATOR_CARRIED} <= set(row.judgement.flags)


def test_the_json_row_says_how_many_reported(snapshot: Snapshot) -> None:
    found = {(r["target_id"], r["org_unit_id"]): r for r in snapshot.to_json(snapshot.rows)["rows"]}
    pooled, single = found["CB-01", PROVINCE], found["CB-01", "01288"]
    assert (pooled["units_reported"], pooled["units_expected"], single["units_expected"]) == (4, 5, 1)
    assert (pooled["low"], pooled["high"]) == pytest.approx((43.0, 53.0))
    assert (pooled["numerator"], pooled["denominator"], pooled["observed_on"]) == (215, 450, "2025-10-31")


def test_a_target_of_all_units_is_judged_on_the_pool_and_at_each_unit(snapshot: Snapshot) -> None:
    assert [(r.target.id, r.org_unit.id) for r in snapshot.rows] == [
        ("CB-01", "04"), ("CB-01", "VP"), ("CB-01", "SKH"), ("CB-01", "01273"), ("CB-01", "01279"), ("CB-01", "01288"),
        ("CB-02", "01273"),
        ("CB-03", "04"),
        ("CB-04", "04"),
    ]  # fmt: skip


def test_a_commune_s_own_plan_is_judged_for_that_commune_only(snapshot: Snapshot) -> None:
    assert {r.org_unit.id for r in snapshot.rows if r.target.id == "CB-02"} == {"01273"}
    assert "CB-02" not in {r.target.id for r in snapshot.province_rows}


def test_a_province_target_fed_by_units_is_their_sum(snapshot: Snapshot) -> None:
    row = snapshot.row("CB-03", PROVINCE)
    assert row is not None
    assert (row.actual, row.feeders) == (4 + 3 + 2, ("01273", "01279", "01288"))


def test_cards_count_the_province_s_rows(snapshot: Snapshot) -> None:
    assert [r.target.id for r in snapshot.province_rows] == ["CB-01", "CB-03", "CB-04"]


def test_the_line_on_reports_counts_agencies_and_communes(snapshot: Snapshot) -> None:
    assert snapshot.reported_line == "2/2 cơ quan, 2/3 xã, phường đã báo cáo"
    assert snapshot.newest_reports is not None
    assert (snapshot.newest_reports.period.id, snapshot.newest_reports.incomplete) == ("2025-10", ("01288",))


def test_too_few_reports_turn_a_green_into_overdue_and_name_the_silent(tmp_path: Path) -> None:
    # Without Nùng Trí Cao October covers 250 of 500 cases; September stood at 280/500 = 56 %, above its plan of 34,4.
    found = picture(tmp_path / "w", day=date(2025, 11, 7), rows=rows_with(*SEPTEMBER_GOOD)).row("CB-01", PROVINCE)
    assert found is not None
    assert (found.judgement.status, found.actual) == (Status.REPORT_OVERDUE, 56.0)
    assert found.pooled is not None
    assert (found.pooled.cover, found.pooled.silent) == (0.5, ("01279", "01288"))


def test_before_the_first_period_all_who_will_owe_it_are_expected(tmp_path: Path) -> None:
    counted = ("    aggregation: ratio_of_sums\n", "    aggregation: count_of_units\n")
    found = picture(tmp_path / "w", counted, day=date(2025, 7, 2)).row("CB-01", PROVINCE)
    assert found is not None
    told = found.to_json()
    assert (found.pools, told["units_reported"], told["units_expected"]) == ({}, 0, 5)
    assert found.target_text.startswith("mọi đơn vị")


def test_what_came_in_later_is_not_known_on_an_earlier_day(tmp_path: Path) -> None:
    facts, catalogue = load_rows(make_workspace(tmp_path / "w"))
    then = take_snapshot(facts, catalogue, DAY, date(2025, 11, 7)).row("CB-01", PROVINCE)
    now = take_snapshot(facts, catalogue, DAY).row("CB-01", PROVINCE)
    assert then is not None
    assert now is not None
    # September: 30 + 30 + 10 + 20 + 10 of 500.
    assert (then.actual, then.judgement.numbers.observed_on) == (20.0, date(2025, 9, 30))
    assert now.judgement.numbers.observed_on == date(2025, 10, 31)


def test_a_past_day_shows_the_figure_before_its_correction(tmp_path: Path) -> None:
    corrected = ROWS + "VP,so-hoa,2025-10,15,100,,sửa,09/11/2025\n"
    facts, catalogue = load_rows(make_workspace(tmp_path / "w"), corrected)
    before, after = (take_snapshot(facts, catalogue, day).row("CB-01", "VP") for day in (date(2025, 11, 8), DAY))
    assert before is not None
    assert after is not None
    assert (before.actual, Flag.REVISED in before.judgement.flags) == (40.0, False)
    assert (after.actual, Flag.REVISED in after.judgement.flags) == (15.0, True)


def test_a_period_that_has_not_ended_is_not_seen(tmp_path: Path) -> None:
    facts, catalogue = load_rows(make_workspace(tmp_path / "w"))
    row = take_snapshot(facts, catalogue, date(2025, 10, 20), date(2025, 12, 31)).row("CB-01", PROVINCE)
    assert row is not None
    assert row.judgement.numbers.observed_on == date(2025, 9, 30)


def test_the_plan_line_of_a_unit_begins_when_the_unit_exists(snapshot: Snapshot) -> None:
    starts = {unit: row.terms.start for unit in ("VP", "01279") if (row := snapshot.row("CB-01", unit))}
    assert starts == {"VP": date(2024, 12, 31), "01279": date(2025, 7, 1)}
    row = snapshot.row("CB-01", "01279")
    assert row is not None
    # From 10/200 = 5 % on 01/07 to 60 % on 31/12: by 31/10 (122 of 183 days) 5 + 55 × 122/183.
    assert row.plan_to_date == pytest.approx(5 + 55 * 122 / 183)


def test_the_pool_s_baseline_adds_each_unit_s_own(snapshot: Snapshot) -> None:
    row = snapshot.row("CB-01", PROVINCE)
    assert row is not None
    # 10/100 + 20/100 + 0/50 + 10/200 + 5/50 = 45/500.
    assert row.judgement.numbers.baseline == pytest.approx(9.0)


def test_units_are_counted_against_a_pooled_target_of_all(tmp_path: Path) -> None:
    edits = (
        ("aggregation: ratio_of_sums", "aggregation: count_of_units"),
        ("value: 60, due", "value: 45, due"),
    )
    row = picture(tmp_path / "w", *edits).row("CB-01", PROVINCE)
    assert row is not None
    # At 45 %: Sở KH&CN (50) and Thục Phán (90) reach it, the Office and Nùng Trí Cao (40) do not.
    assert (row.actual, row.terms.target, row.unit) == (50.0, 100.0, "%")
    assert row.actual_text == "2/4 đơn vị"
    assert row.target_text == "mọi đơn vị ≥ 45%"


def test_a_target_without_a_date_never_is_overdue(tmp_path: Path) -> None:
    facts, catalogue = load_rows(make_workspace(tmp_path / "w"))
    for day in (date(2025, 2, 1), DAY, date(2027, 6, 1)):
        row = take_snapshot(facts, catalogue, day).row("CB-04", PROVINCE)
        assert row is not None
        assert (row.judgement.status, row.judgement.reason) == (Status.NOT_ENOUGH_DATA, Reason.NO_DUE_DATE)
        assert Flag.OVERDUE not in row.judgement.flags


def test_a_target_without_a_number_never_is_overdue(tmp_path: Path) -> None:
    facts, catalogue = load_rows(
        make_workspace(tmp_path / "w", ("value: 12, due: 2025-12-31", "value: null, due: 2025-12-31"))
    )
    for day in (DAY, date(2027, 6, 1)):
        row = take_snapshot(facts, catalogue, day).row("CB-03", PROVINCE)
        assert row is not None
        assert (row.judgement.status, row.judgement.flags) == (Status.NOT_COMPARABLE, ())


def test_a_revised_target_is_judged_from_its_day_and_a_past_day_shows_the_old_one(tmp_path: Path) -> None:
    facts, catalogue = load_rows(make_workspace(tmp_path / "w", REVISION))
    shown = {
        day: [r.target.id for r in take_snapshot(facts, catalogue, day).province_rows if r.indicator.id == "so-hoa"]
        for day in (date(2025, 10, 14), date(2025, 10, 15))
    }
    assert shown == {date(2025, 10, 14): ["CB-01"], date(2025, 10, 15): ["CB-05"]}
    leading = [catalogue.leading_target_on(catalogue.indicators["so-hoa"], day) for day in shown]
    assert [target.id for target in leading if target] == ["CB-01", "CB-05"]
    row = take_snapshot(facts, catalogue, DAY).row("CB-05", PROVINCE)
    assert row is not None
    # Even with nothing from Tân Giang 215/500 = 43 % meets the 40 % of the revision.
    assert row.judgement.status is Status.ACHIEVED


def test_a_renamed_indicator_keeps_its_figures_before_the_facts_are_rebuilt(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    facts, _ = load_rows(workspace)
    edit_catalogue(workspace.root, ("  so-hoa:\n", "  ho-so-so-hoa:\n    formerly: [so-hoa]\n"))
    row = take_snapshot(facts, load_catalogue(workspace), DAY).row("CB-01", PROVINCE)
    assert row is not None
    assert row.actual == pytest.approx(100 * 215 / 450)


def test_rows_stand_worst_first(snapshot: Snapshot) -> None:
    rows = sorted((r for r in snapshot.rows if r.target.id == "CB-01"), key=lambda r: r.order)
    assert [WORST_FIRST.index(r.judgement.status) for r in rows] == sorted(
        WORST_FIRST.index(r.judgement.status) for r in rows
    )
    assert [r.org_unit.id for r in rows][:2] == ["01288", "01279"]


def test_among_overdue_the_final_value_that_never_came_stands_first(tmp_path: Path) -> None:
    found = picture(tmp_path / "w", day=date(2026, 2, 20))
    rows = found.rows_of_unit(PROVINCE)
    assert {r.target.id: r.judgement.reason for r in rows[:2]} == {
        "CB-01": Reason.FINAL_VALUE_NOT_REPORTED,
        "CB-03": Reason.FINAL_VALUE_NOT_REPORTED,
    }


def test_a_workspace_without_reports_has_every_row_and_no_value(tmp_path: Path) -> None:
    facts, catalogue = load_rows(make_workspace(tmp_path / "w"))
    found = take_snapshot(facts, catalogue, date(2025, 1, 5))
    assert [r.actual for r in found.rows] == [None] * len(found.rows)
    assert found.reported_line == "chưa có báo cáo nào đến hạn"
    assert take_snapshot(facts, catalogue, date(2025, 2, 6)).reported_line == "0/2 cơ quan đã báo cáo"
    assert all(r.sentence.endswith(".") and "None" not in r.sentence for r in found.rows)


def test_the_same_day_gives_the_same_picture(snapshot: Snapshot, tmp_path: Path) -> None:
    again = picture(tmp_path / "w")
    assert again.to_json(again.rows)["rows"] == snapshot.to_json(snapshot.rows)["rows"]


def test_a_value_reported_for_one_period_is_found_by_unit_and_day(snapshot: Snapshot) -> None:
    found = snapshot.reading("so-hoa", "VP", date(2025, 9, 30))
    assert found is not None
    assert (found.numerator, found.denominator) == (30, 100)
    assert snapshot.reading("so-hoa", "VP", date(2025, 8, 31)) is None


@pytest.mark.parametrize(
    ("unit", "day", "target"),
    [
        (PROVINCE, DAY, "CB-01"),
        ("01273", DAY, "CB-01"),
        ("01273", date(2026, 2, 1), "CB-02"),
        ("01273", date(2027, 2, 1), "CB-02"),
        ("SKH", date(2026, 2, 1), "CB-01"),
    ],
)
def test_the_row_shown_first_is_that_of_the_nearest_due_date_still_open_then_of_the_last_passed(
    tmp_path: Path, unit: str, day: date, target: str
) -> None:
    row = picture(tmp_path / "w", day=day).leading_row("so-hoa", unit)
    assert row is not None
    assert (row.target.id, row.org_unit.id) == (target, unit)


def test_a_unit_that_owes_nothing_is_shown_the_province_s_row(snapshot: Snapshot) -> None:
    row = snapshot.leading_row("wifi-cong-cong", "SKH")
    assert row is not None
    assert row.org_unit.id == PROVINCE
    assert snapshot.leading_row("khong-co", PROVINCE) is None
