"""The newest reports that are due: a report counts as sent when every figure of it is in, as the matrix of reports says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dashboard.catalogue import load_catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Frequency
from dashboard.exports.reports import reports_table
from dashboard.report_states import NOTHING_FILED, report_states
from dashboard.settings import Workspace
from dashboard.snapshot import take_snapshot, with_reports
from dashboard.submissions.acts import waive
from dashboard.submissions.matrix import report_matrix
from dashboard.submissions.reading import ledger_of
from tests.browser import ROOT
from tests.second import load_rows, make_workspace
from tests.submissions.journal_lines import excepted, figure, figures_of, ledger, load, second_catalogue, waived
from tests.submissions.test_matrix import DUE, OCTOBER, UNITS, WIFI_MONTHLY

DAY = date(2025, 11, 10)


def test_a_unit_that_sent_a_part_has_not_reported(tmp_path: Path) -> None:
    catalogue = second_catalogue(tmp_path / "w", WIFI_MONTHLY)
    figures = [figure(unit, "so-hoa", OCTOBER, DUE) for unit in UNITS]
    figures += [figure("01279", "wifi-cong-cong", OCTOBER, DUE)]
    month = next(each for each in report_states(catalogue, figures, NOTHING_FILED, DAY) if each.period.id == OCTOBER)
    assert month.reported == ("VP", "SKH", "01279")
    assert month.late == ("01273", "01288")
    assert {unit_id: cell.words() for unit_id, cell in month.cells.items()}["01273"] == "Thiếu 1/2 chỉ tiêu"


def test_of_a_half_year_that_a_document_ends_early_only_that_part_is_asked_for() -> None:
    catalogue = load_catalogue(Workspace(ROOT))
    states = {each.period.id: each for each in report_states(catalogue, [], NOTHING_FILED, date(2025, 12, 5))}
    half = states["2025-H2"]
    assert (half.period.end, half.deadline) == (date(2025, 11, 30), date(2025, 11, 30))
    assert half.late == half.expected


def test_a_report_is_asked_for_when_its_deadline_has_passed_or_most_have_sent_it() -> None:
    catalogue = second_catalogue()
    day = date(2025, 11, 2)
    early = [figure(unit, "so-hoa", OCTOBER, day) for unit in UNITS[:4]]
    assert "2025-09" in {each.period.id for each in report_states(catalogue, [], NOTHING_FILED, day)}
    assert OCTOBER in {each.period.id for each in report_states(catalogue, early, NOTHING_FILED, day)}


def test_waivers_exceptions_and_waiting_files_count_as_in_the_matrix_of_the_same_day() -> None:
    """01288 need not send October, 01279 may send it until the 12th, and VP's file waits: two of four have reported."""
    catalogue = second_catalogue()
    figures = [figure(unit, "so-hoa", OCTOBER, DUE) for unit in ("SKH", "01273")]
    known = ledger(
        waived("01288", OCTOBER), excepted("01279", OCTOBER, date(2025, 11, 12)), load("VP", OCTOBER, "submitted", DUE)
    )
    month = next(each for each in report_states(catalogue, figures, known, DAY) if each.period.id == OCTOBER)
    rows = report_matrix(catalogue, figures, known, DAY, Form.BM_01, Frequency.MONTH).rows
    assert month.cells == {row.unit.id: row.cells[-1] for row in rows if row.cells[-1].is_expected}
    assert (month.expected, month.reported) == (("VP", "SKH", "01273", "01279"), ("SKH", "01273"))
    assert (month.late, month.overdue) == (("VP", "01279"), ())
    assert month.not_chased_words(month.late) == "; 1 đơn vị đã nộp, chờ duyệt; 1 đơn vị được gia hạn"
    assert month.not_chased_words({"01279"}) == "; 1 đơn vị được gia hạn"
    assert (month.late, month.overdue) == (("VP", "01279"), ())
    alone = report_states(catalogue, figures, NOTHING_FILED, DAY)
    assert next(each for each in alone if each.period.id == OCTOBER).overdue == ("VP", "01279", "01288")


def test_periods_missed_in_a_row_end_with_one_that_came_and_pass_over_one_that_was_waived() -> None:
    sent = [figure(unit, "so-hoa", "2025-08", DUE) for unit in UNITS]
    known = ledger(waived("01288", "2025-09"), load("VP", OCTOBER, "submitted", DUE))
    states = report_states(second_catalogue(), sent, known, date(2025, 11, 20))
    month = next(each for each in states if each.period.id == OCTOBER)
    assert [period.id for period, _ in month.missed["SKH"]] == ["2025-10", "2025-09"]
    assert [period.id for period, _ in month.missed["01288"]] == ["2025-10"]
    assert (month.row_words("SKH"), month.row_words("01288")) == ("2 kỳ liền", "")
    assert "VP" not in month.missed


def test_a_report_that_everybody_is_let_off_is_not_the_one_asked_about() -> None:
    known = ledger(*(waived(unit, OCTOBER) for unit in UNITS))
    states = report_states(second_catalogue(), figures_of(), known, DAY)
    assert [each.period.id for each in states if each.period.frequency is Frequency.MONTH] == ["2025-09"]


def test_bar_and_workbook_say_what_the_journal_lets_a_unit_off(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    facts, catalogue = load_rows(workspace)
    before = take_snapshot(facts, catalogue, DAY, ledger=ledger_of(workspace))
    waive(workspace, "01288", OCTOBER, Form.BM_01, "Mới thành lập", actor="operator")
    after = take_snapshot(facts, catalogue, DAY, ledger=ledger_of(workspace))
    assert before.reported_line == "2/2 cơ quan, 2/3 xã, phường đã báo cáo"
    assert after.reported_line == "2/2 cơ quan, 2/2 xã, phường đã báo cáo"
    assert with_reports(before, facts, ledger_of(workspace)).report_states == after.report_states
    told = {(line.unit.id, line.period.id) for line in reports_table(after).rows}
    assert ("01288", OCTOBER) in {(line.unit.id, line.period.id) for line in reports_table(before).rows} - told
