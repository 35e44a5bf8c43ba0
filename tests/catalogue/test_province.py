"""The province's catalogue against a table read from the four documents by hand (`province_targets.csv`), row by row."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.plan import Aggregation, Direction, Kind, Target, UnitKind
from dashboard.settings import Workspace

ROOT = Path(__file__).parents[2]
with (Path(__file__).parent / "province_targets.csv").open(encoding="utf-8", newline="") as lines:
    EXPECTED = list(csv.DictReader(lines))
JULY = date(2025, 7, 1)
COMMUNES = """03388 03390 03394 03405 03408 03424 03430 03433 03434 03439 03442 03445 03451 03460 03463 03466 03472 03478
03487 03503 03508 03517 03529 03532 03538 03544 03549 03562 03571 03583 03595 03598 03601 03613 03616 03618 03637
03640"""
AGENCIES = """SKHCN STC SNV SGDDT SVHTTDL SCT SNGV VPUBND CAT BQLKKT MTTQ_TINH CDLC BAOPTTH SNNMT SYT SXD STP SDTTG TTRT
BCHQS"""
# Rows of the table whose plans meet in one indicator; 5G of villages and the commune's money have another base.
ONE_INDICATOR = [
    {"T-000-12", "T-001-09"},
    {"T-000-05", "T-001-02", "T-002-05"},
    {"T-000-11", "T-001-07", "T-004-15"},
    {"T-001-08", "T-004-16"},
    {"T-000-13", "T-004-14"},
    {"T-000-06", "T-002-04"},
    {"T-000-19", "T-001-01", "T-002-01"},
    {"T-001-05", "T-004-18"},
    {"T-001-06", "T-004-17"},
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(Workspace(ROOT))


def amount(text: str) -> float | None:
    return float(text) if text else None


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", EXPECTED, ids=[row["id"] for row in EXPECTED])
def test_a_target_agrees_with_its_document(catalogue: Catalogue, row: dict[str, str]) -> None:
    indicator = catalogue.indicator_of_target(row["id"])
    target: Target = catalogue.target(row["id"])
    assert (target.document, target.clause) == (row["document"], row["clause"])
    assert "+".join(target.scope) == row["scope"]
    assert (target.value, target.value_max) == (amount(row["value"]), amount(row["value_max"]))
    assert (target.start, target.due) == (day(row["start"]), day(row["due"]))
    assert "+".join(indicator.lead if target.lead is None else target.lead) == row["lead"]
    if row["judged_as"] != "none":
        assert indicator.kind == row["judged_as"]
    assert "start" in target.assumed
    assert target.milestones == ()
    assert target.baseline is None


def test_all_67_targets_are_there_once(catalogue: Catalogue) -> None:
    found = [target.id for indicator in catalogue.indicators.values() for target in indicator.targets]
    assert sorted(found) == sorted(row["id"] for row in EXPECTED)
    assert len(found) == 67


def test_plans_that_speak_of_one_thing_meet_in_one_indicator_and_no_others_do(catalogue: Catalogue) -> None:
    shared = [{t.id for t in i.targets} for i in catalogue.indicators.values() if len(i.targets) > 1]
    assert sorted(map(sorted, shared)) == sorted(map(sorted, ONE_INDICATOR))


def test_the_courses_of_digital_skills_are_five_indicators_and_knowledge_is_a_sixth(catalogue: Catalogue) -> None:
    skills = {catalogue.indicator_of_target(row["id"]).id for row in EXPECTED if row["group"] == "KYNANGSO"}
    assert len(skills) == 6


def test_where_plans_meet_one_target_leads_and_the_reason_is_given(catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators.values():
        assert (indicator.leading_target is not None) == (len(indicator.targets) > 1), indicator.id
        assert (indicator.leading_target is None) == (indicator.leading_reason is None), indicator.id


@pytest.mark.parametrize(("leading", "other"), [("T-000-12", "T-001-09"), ("T-000-11", "T-001-07")])
def test_the_later_document_leads_where_the_province_contradicts_itself(
    catalogue: Catalogue, leading: str, other: str
) -> None:
    indicator = catalogue.indicator_of_target(other)
    assert indicator.leading_target == leading


def test_fifteen_targets_have_no_date_and_seven_of_them_a_percentage_or_number(catalogue: Catalogue) -> None:
    undated = [t for i in catalogue.indicators.values() for t in i.targets if t.due is None]
    assert len(undated) == sum(1 for row in EXPECTED if not row["due"])
    assert {t.id for t in undated} >= {"T-000-19", "T-001-01", "T-002-01", "T-002-02", "T-002-04", "T-002-07"}


def test_lower_is_better_only_for_idle_services_and_days_of_interruption(catalogue: Catalogue) -> None:
    falling = {i.id for i in catalogue.indicators.values() if i.direction is Direction.AT_MOST}
    assert falling == {"dvctt-khong-phat-sinh", "hcc-lien-tuc"}
    assert catalogue.indicators["hcc-lien-tuc"].kind is Kind.CAP


def test_two_or_three_experts_pass_at_two(catalogue: Catalogue) -> None:
    experts = catalogue.indicator_of_target("T-002-07")
    assert (experts.direction, experts.targets[0].value, experts.targets[0].value_max) == (Direction.AT_LEAST, 2, 3)


def test_each_agency_is_asked_by_itself_where_the_plan_says_each(catalogue: Catalogue) -> None:
    counted = {i.id for i in catalogue.indicators.values() if i.aggregation is Aggregation.COUNT_OF_UNITS}
    assert counted == {
        "lanh-dao-khkt",
        "can-bo-chuyen-trach",
        "ban-hanh-ke-hoach",
        "ra-soat-ke-hoach",
        "bao-cao-6-thang",
    }


def test_nobody_leads_the_cashless_indicator(catalogue: Catalogue) -> None:
    cashless = catalogue.indicator_of_target("T-002-10")
    assert cashless.lead == ()
    assert cashless.calendar is None


def test_the_half_year_report_is_due_the_day_before_the_day_the_plan_names(catalogue: Catalogue) -> None:
    calendar = catalogue.indicator_of_target("T-002-15").calendar
    assert calendar is not None
    assert [(entry.period.id, entry.deadline) for entry in calendar.typed][:2] == [
        ("2025-H1", date(2025, 6, 14)),
        ("2025-H2", date(2025, 11, 30)),
    ]


def test_the_38_communes_are_there_with_their_codes_from_july_2025(catalogue: Catalogue) -> None:
    assert sorted(unit.id for unit in catalogue.members("each_commune", JULY)) == COMMUNES.split()
    assert catalogue.members("each_commune", date(2025, 6, 30)) == ()
    communes = [unit for unit in catalogue.org_units.values() if unit.kind is UnitKind.COMMUNE]
    assert sorted(unit.sort_rank for unit in communes) == list(range(1, 39))
    assert [u.name for u in communes if u.name.startswith("Phường")] == ["Phường Đoàn Kết", "Phường Tân Phong"]


def test_the_20_agencies_report_throughout(catalogue: Catalogue) -> None:
    for on in (date(2025, 1, 31), JULY, date(2026, 9, 30)):
        assert {unit.id for unit in catalogue.members("each_agency", on)} == set(AGENCIES.split())


def test_all_67_names_of_agencies_lead_to_a_unit(catalogue: Catalogue) -> None:
    own = [unit for unit in catalogue.org_units.values() if unit.kind is not UnitKind.COMMUNE and unit.id != "12"]
    assert len(own) == 66
    commune = catalogue.resolve_unit("UBND_BUMNUA")
    assert commune is not None
    assert commune.id == "03466"


def test_the_40_tasks_are_there_with_18_full_dates_and_short_titles(catalogue: Catalogue) -> None:
    recurrences: dict[str, int] = defaultdict(int)
    for task in catalogue.tasks:
        recurrences[task.recurrence] += 1
        assert len(task.title) <= 90
        assert task.lead
    assert recurrences == {"once": 26, "regular": 10, "monthly": 2, "none": 2}
    assert (
        sum("/" in task.deadline_text and not task.deadline_text.startswith("Tháng") for task in catalogue.tasks) == 18
    )
    assert sum("SKHCN" in task.lead for task in catalogue.tasks) == 19


def test_published_figures_name_their_source_and_stand_apart_from_indicators(catalogue: Catalogue) -> None:
    assert {figure.value for figure in catalogue.published} >= {145, 85, 31, 118604, 2104, 55, 494626, 39.52}
    assert all(figure.source for figure in catalogue.published)
    assert not {figure.id for figure in catalogue.published} & set(catalogue.indicators)


def test_what_the_file_calls_assumed_is_what_the_documents_leave_open(catalogue: Catalogue) -> None:
    five_g = catalogue.indicators["phu-song-5g"]
    assert set(five_g.assumed) == {"numerator", "denominator"}
    assert "due" in catalogue.target("T-000-05").assumed
    assert "due" not in catalogue.target("T-001-09").assumed
    assert "value" in catalogue.target("T-000-03").assumed
