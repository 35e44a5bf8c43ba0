"""Roll-ups of the lead agencies: complete when every feeding unit is in with approved figures or waived."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dashboard.domain.periods import parse_period
from dashboard.store.lines import AnyLine
from dashboard.submissions.completeness import RollUp, roll_ups
from tests.second import DAY
from tests.submissions.journal_lines import figures_of, ledger, load, second_catalogue, waived

CATALOGUE = second_catalogue()
OCTOBER, QUARTER = parse_period("2025-10"), parse_period("2025-Q3")


def of_october(*lines: AnyLine) -> tuple[RollUp, ...]:
    return roll_ups(CATALOGUE, figures_of(), ledger(*lines), DAY, OCTOBER)


def test_a_roll_up_names_who_is_missing() -> None:
    (found,) = of_october()
    assert (found.agency_id, found.indicator_count, found.expected) == ("VP", 1, 5)
    assert found.units_in == ("VP", "SKH", "01273", "01279")
    assert (found.missing, found.is_complete) == (("01288",), False)


def test_a_waiver_completes_it_and_a_waiting_file_does_not() -> None:
    (with_waiver,) = of_october(waived("01288", "2025-10"))
    assert (with_waiver.waived, with_waiver.missing, with_waiver.is_complete) == (("01288",), (), True)
    (with_file,) = of_october(load("01288", "2025-10", "submitted", date(2025, 11, 9)))
    assert (with_file.waiting, with_file.missing, with_file.is_complete) == (("01288",), (), False)


def test_each_lead_agency_has_its_own_roll_up() -> None:
    found = roll_ups(CATALOGUE, figures_of(), ledger(), DAY, QUARTER)
    assert {each.agency_id: (each.expected, each.is_complete) for each in found} == {"VP": (1, True), "SKH": (3, True)}


def test_what_no_agency_leads_stands_by_itself_so_that_nothing_is_left_out(tmp_path: Path) -> None:
    catalogue = second_catalogue(tmp_path / "w", ("    lead: [SKH]\n", ""))
    found = roll_ups(catalogue, figures_of(), ledger(), DAY, QUARTER)
    assert [each.agency_id for each in found] == ["VP", None]


def test_a_collected_figure_waits_on_its_collector(tmp_path: Path) -> None:
    collected = (
        "    lead: [VP]\n    targets:\n",
        "    lead: [VP]\n    collected_by: {each_commune: VP}\n    targets:\n",
    )
    catalogue = second_catalogue(tmp_path / "w", collected)
    sent = load("VP", "2025-10", "submitted", date(2025, 11, 9), form="bm-02")
    (found,) = roll_ups(catalogue, figures_of(), ledger(sent), DAY, OCTOBER)
    assert (found.waiting, found.missing) == (("01288",), ())
