"""The newest reports that are due: a report counts as sent when every figure of it is in, as the matrix of reports says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dashboard.catalogue import load_catalogue
from dashboard.report_states import report_states
from dashboard.settings import Workspace
from tests.browser import ROOT
from tests.submissions.journal_lines import figure, second_catalogue
from tests.submissions.test_matrix import DUE, OCTOBER, UNITS, WIFI_MONTHLY

DAY = date(2025, 11, 10)


def test_a_unit_that_sent_a_part_has_not_reported(tmp_path: Path) -> None:
    catalogue = second_catalogue(tmp_path / "w", WIFI_MONTHLY)
    figures = [figure(unit, "so-hoa", OCTOBER, DUE) for unit in UNITS]
    figures += [figure("01279", "wifi-cong-cong", OCTOBER, DUE)]
    month = next(each for each in report_states(catalogue, figures, DAY) if each.period.id == OCTOBER)
    assert month.reported == ("VP", "SKH", "01279")
    assert month.late == ("01273", "01288")
    assert {unit_id: cell.words() for unit_id, cell in month.cells.items()}["01273"] == "Thiếu 1/2 chỉ tiêu"


def test_of_a_half_year_that_a_document_ends_early_only_that_part_is_asked_for() -> None:
    catalogue = load_catalogue(Workspace(ROOT))
    states = {each.period.id: each for each in report_states(catalogue, [], date(2025, 12, 5))}
    half = states["2025-H2"]
    assert (half.period.end, half.deadline) == (date(2025, 11, 30), date(2025, 11, 30))
    assert half.late == half.expected


def test_a_report_is_asked_for_when_its_deadline_has_passed_or_most_have_sent_it() -> None:
    catalogue = second_catalogue()
    day = date(2025, 11, 2)
    early = [figure(unit, "so-hoa", OCTOBER, day) for unit in UNITS[:4]]
    assert "2025-09" in {each.period.id for each in report_states(catalogue, [], day)}
    assert OCTOBER in {each.period.id for each in report_states(catalogue, early, day)}
