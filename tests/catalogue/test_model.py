"""Who reports what and when, and which target is in force, on the small second workspace."""

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.periods import PeriodSetting, parse_period
from dashboard.domain.plan import Accumulation, Indicator, OrgUnit, Target, UnitKind
from dashboard.settings import Workspace

SECOND = Path(__file__).parents[1] / "workspaces" / "second"
ROOT = Path(__file__).parents[2]
DAY = date(2025, 9, 30)


@pytest.fixture(scope="module")
def second() -> Catalogue:
    return load_catalogue(Workspace(SECOND))


@pytest.fixture(scope="module")
def province() -> Catalogue:
    return load_catalogue(Workspace(ROOT))


def changed(tmp_path: Path, old: str, new: str) -> Catalogue:
    """The second workspace with one change in its catalogue."""
    workspace = Workspace(shutil.copytree(SECOND, tmp_path / "workspace"))
    text = workspace.catalogue_path.read_text(encoding="utf-8")
    assert old in text
    workspace.catalogue_path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_catalogue(workspace)


def ids(things: Iterable[OrgUnit] | Iterable[Indicator] | Iterable[Target]) -> list[str]:
    return [thing.id for thing in things]


def test_another_province_needs_files_only(second: Catalogue) -> None:
    assert second.province.name == "Tỉnh Cao Bằng"
    assert list(second.indicators) == ["so-hoa", "wifi-cong-cong", "ho-so-tre-han"]
    assert sum(unit.reports for unit in second.org_units.values()) == 5
    assert (second.tasks, second.published) == ((), ())


def test_defaults_are_filled_in(second: Catalogue) -> None:
    wifi = second.indicators["wifi-cong-cong"]
    assert wifi.calendar is not None
    assert (wifi.calendar.frequency.value, wifi.calendar.grace_days, wifi.decimals) == ("Q", 10, 0)
    assert second.indicators["so-hoa"].decimals == 1
    assert wifi.accumulation is Accumulation.CUMULATIVE


def test_members_are_the_reporting_units_that_exist_that_day(second: Catalogue) -> None:
    assert ids(second.members("each_commune", DAY)) == ["01273", "01279", "01288"]
    assert second.members("each_commune", date(2025, 6, 30)) == ()
    assert ids(second.members("each_agency", DAY)) == ["VP", "SKH"]
    assert ids(second.members("province", DAY)) == ["04"]
    assert ids(second.members("VPUB", DAY)) == ["VP"]
    assert second.members("99999", DAY) == ()


def test_a_group_stands_for_its_members(province: Catalogue) -> None:
    agencies = province.members("NHOM_SBN", DAY)
    assert ids(agencies) == ids(province.members("each_agency", DAY))


def test_a_target_of_one_commune_is_reported_by_that_commune(second: Catalogue) -> None:
    digitised = second.indicators["so-hoa"]
    first, own = digitised.targets
    assert ids(second.reporters(digitised, first, DAY)) == ["VP", "SKH", "01273", "01279", "01288"]
    assert ids(second.reporters(digitised, own, DAY)) == ["01273"]


def test_a_provincial_target_is_fed_by_all_who_report(second: Catalogue) -> None:
    wifi = second.indicators["wifi-cong-cong"]
    assert ids(second.reporters(wifi, wifi.targets[0], DAY)) == ["01273", "01279", "01288"]
    assert ids(second.scope_units(wifi.targets[0], DAY)) == ["04"]


def test_a_target_may_have_a_reporter_of_its_own(province: Catalogue) -> None:
    business = province.indicators["tthc-doanh-nghiep"]
    of_province, of_commune = business.targets
    assert ids(province.reporters(business, of_province, DAY)) == ["VPUBND"]
    assert ids(province.reporters(business, of_commune, DAY)) == ["03466"]
    assert ids(province.reporters(business, None, DAY)) == ["VPUBND", "03466"]


def test_a_unit_owes_what_it_reports_while_a_target_runs(second: Catalogue) -> None:
    assert ids(second.owed_by("01279", DAY)) == ["so-hoa", "wifi-cong-cong"]
    assert ids(second.owed_by("01273", date(2026, 6, 30))) == ["so-hoa"]
    assert ids(second.owed_by("01279", date(2026, 6, 30))) == []
    assert ids(second.owed_by("VP", date(2026, 6, 30))) == ["ho-so-tre-han"]
    assert second.owed_by("UBND", DAY) == []


def test_the_form_of_a_period_holds_what_is_reported_at_that_frequency(second: Catalogue) -> None:
    assert ids(second.owed_for("VP", parse_period("2025-09"))) == ["so-hoa"]
    assert ids(second.owed_for("VP", parse_period("2025-Q3"))) == ["ho-so-tre-han"]


def test_a_target_due_between_its_periods_asks_for_one_more_monthly_report(province: Catalogue) -> None:
    november = ids(province.owed_for("VPUBND", parse_period("2025-11")))
    october = ids(province.owed_for("VPUBND", parse_period("2025-10")))
    assert set(november) - set(october) == {"dvctt-khong-phat-sinh", "tthc-phan-cap"}
    assert "dvctt-khong-phat-sinh" in ids(province.owed_for("VPUBND", parse_period("2025-Q3")))


def test_a_target_due_on_the_last_day_that_staff_gave_its_period_asks_for_no_report_more(province: Catalogue) -> None:
    early = PeriodSetting("2025-Q4", date(2025, 10, 1), date(2025, 11, 30), date(2025, 12, 5))
    typed = province.with_periods([early])
    november, october = (ids(typed.owed_for("VPUBND", parse_period(month))) for month in ("2025-11", "2025-10"))
    assert set(november) == set(october)
    assert "dvctt-khong-phat-sinh" in ids(typed.owed_for("VPUBND", parse_period("2025-Q4")))


def test_bum_nua_owes_its_own_plan_from_2026(province: Catalogue) -> None:
    assert "ban-co-4g" not in ids(province.owed_by("03466", date(2025, 12, 31)))
    own = ids(province.owed_by("03466", date(2026, 1, 31)))
    assert {"ban-co-4g", "nv-cap-nhat-hang-thang", "tthc-doanh-nghiep", "so-hoa-ho-so"} <= set(own)


def test_an_indicator_without_a_calendar_is_owed_by_nobody(province: Catalogue) -> None:
    assert all("khong-tien-mat" not in ids(province.owed_by("SKHCN", on)) for on in (DAY, date(2026, 12, 31)))


def test_units_and_indicators_are_found_by_their_other_names(tmp_path: Path) -> None:
    renamed = changed(tmp_path, "  ho-so-tre-han:\n", "  ho-so-qua-han:\n    formerly: [ho-so-tre-han]\n")
    found = renamed.resolve_indicator("ho-so-tre-han")
    assert found is not None
    assert found.id == "ho-so-qua-han"
    office = renamed.resolve_unit("VPUB")
    assert office is not None
    assert office.kind is UnitKind.AGENCY
    assert renamed.resolve_unit("Văn phòng") is None


def test_a_revision_takes_over_on_its_day_and_leaves_the_past_alone(tmp_path: Path) -> None:
    revision = (
        "due: 2025-12-31}\n      - {id: CB-01b, revises: CB-01, effective: 2025-10-15, document: kh-minh-hoa, "
        'clause: "II.1", scope: [each_agency, each_commune], value: 50, due: 2025-12-31}\n'
    )
    revised = changed(tmp_path, "due: 2025-12-31}\n", revision)
    digitised = revised.indicators["so-hoa"]
    assert ids(revised.targets_on(digitised, date(2025, 10, 14))) == ["CB-01", "CB-02"]
    assert ids(revised.targets_on(digitised, date(2025, 10, 15))) == ["CB-01b", "CB-02"]
    leading = revised.leading_target_on(digitised, date(2025, 12, 1))
    assert leading is not None
    assert leading.id == "CB-01b"


def test_the_hash_follows_every_byte_of_every_file(second: Catalogue, tmp_path: Path) -> None:
    assert load_catalogue(Workspace(SECOND)).hash == second.hash
    assert changed(tmp_path, "value: 60", "value: 61").hash != second.hash


def test_the_order_of_the_file_is_kept(province: Catalogue) -> None:
    assert list(province.pillars)[:2] == ["chinh-quyen-so", "ha-tang-so"]
    order = [list(province.pillars).index(i.pillar) for i in province.indicators.values()]
    assert order == sorted(order)


def test_rules_are_read_once_and_found_from_every_indicator_they_speak_of(tmp_path: Path) -> None:
    rule = "wifi-cong-cong >= ho-so-tre-han.numerator"
    found = changed(
        tmp_path, '    rules: ["numerator <= denominator"]', f'    rules: ["numerator <= denominator", "{rule}"]'
    )
    own, across = found.indicators["so-hoa"].rules
    assert (str(own), str(across)) == ("numerator <= denominator", rule)
    assert found.rules_about == {
        "so-hoa": (("so-hoa", own),),
        "wifi-cong-cong": (("so-hoa", across),),
        "ho-so-tre-han": (("so-hoa", across),),
    }


def test_a_running_total_of_one_year_with_its_baseline_is_taken(tmp_path: Path) -> None:
    found = changed(
        tmp_path,
        "    accumulation: cumulative\n    reported_by: each_commune\n    lead: [SKH]\n    targets:\n"
        '      - {id: CB-03, document: kh-minh-hoa, clause: "II.3", scope: province, value: 12, due: 2025-12-31}',
        "    accumulation: running_total\n    reported_by: each_commune\n    lead: [SKH]\n    targets:\n"
        '      - {id: CB-03, document: kh-minh-hoa, clause: "II.3", scope: province, value: 12, due: 2025-12-31, baseline: 0}',
    )
    assert found.indicators["wifi-cong-cong"].accumulation is Accumulation.RUNNING_TOTAL
