"""The newest reports that are due: a report counts as sent when every figure of it is in, as the matrix of reports says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dashboard.catalogue import load_catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Frequency, parse_period
from dashboard.exports.reports import reports_table
from dashboard.report_states import NOTHING_FILED, report_states
from dashboard.settings import Workspace
from dashboard.snapshot import take_snapshot, with_reports
from dashboard.submissions.acts import waive
from dashboard.submissions.matrix import report_matrix
from dashboard.submissions.owing import owed_pairs
from dashboard.submissions.reading import ledger_of
from tests.browser import ROOT
from tests.second import load_rows, make_workspace
from tests.submissions.journal_lines import excepted, figure, figures_of, ledger, load, second_catalogue, waived
from tests.submissions.test_matrix import DUE, OCTOBER, UNITS, WIFI_MONTHLY
from tests.test_snapshot_mergers import RENAMED, merged

DAY = date(2025, 11, 10)


def test_a_unit_that_sent_a_part_has_not_reported(tmp_path: Path) -> None:
    catalogue = second_catalogue(tmp_path / "w", WIFI_MONTHLY)
    figures = [figure(unit, "so-hoa", OCTOBER, DUE) for unit in UNITS]
    figures += [figure("01279", "wifi-cong-cong", OCTOBER, DUE)]
    month = next(each for each in report_states(catalogue, figures, NOTHING_FILED, DAY) if each.period.id == OCTOBER)
    assert month.reported == ("VP", "SKH", "01279")
    assert month.incomplete == ("01273", "01288")
    assert {unit_id: cell.words() for unit_id, cell in month.cells.items()}["01273"] == "Thiếu 1/2 chỉ tiêu"


def test_of_a_half_year_that_a_document_ends_early_only_that_part_is_asked_for() -> None:
    catalogue = load_catalogue(Workspace(ROOT))
    states = {each.period.id: each for each in report_states(catalogue, [], NOTHING_FILED, date(2025, 12, 5))}
    half = states["2025-H2"]
    assert (half.period.end, half.deadline) == (date(2025, 11, 30), date(2025, 11, 30))
    assert half.incomplete == half.expected


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
    assert (month.incomplete, month.to_remind) == (("VP", "01279"), ())
    assert month.let_wait_words(month.incomplete) == "; 1 đơn vị đã nộp, chờ duyệt; 1 đơn vị được gia hạn"
    assert month.let_wait_words({"01279"}) == "; 1 đơn vị được gia hạn"
    alone = report_states(catalogue, figures, NOTHING_FILED, DAY)
    assert next(each for each in alone if each.period.id == OCTOBER).to_remind == ("VP", "01279", "01288")


def test_periods_missed_in_a_row_end_with_one_that_came_and_pass_over_one_that_was_waived() -> None:
    sent = [figure(unit, "so-hoa", "2025-08", DUE) for unit in UNITS]
    known = ledger(waived("01288", "2025-09"), load("VP", OCTOBER, "submitted", DUE))
    states = report_states(second_catalogue(), sent, known, date(2025, 11, 20))
    month = next(each for each in states if each.period.id == OCTOBER)
    assert [period.id for period, _ in month.missed["SKH"]] == ["2025-10", "2025-09"]
    assert [period.id for period, _ in month.missed["01288"]] == ["2025-10"]
    assert (month.row_words("SKH"), month.row_words("01288")) == ("2 kỳ liền", "")
    assert "VP" not in month.missed


def test_who_may_send_a_part_later_by_its_own_date_was_not_given_another_day() -> None:
    """On 1 July 2025 the first part of the half-year, due on 14 June, is all in; the second one is due on 15 July."""
    catalogue, day = load_catalogue(Workspace(ROOT)), date(2025, 7, 1)
    owed = owed_pairs(catalogue, Form.BM_01, parse_period("2025-H1"))
    parts = [each for of_unit in owed.values() for each in of_unit if each.deadline < day and each.indicator_id]
    sent = [figure(each.unit_id, str(each.indicator_id), "2025-H1", each.deadline) for each in parts]
    half = next(s for s in report_states(catalogue, sent, NOTHING_FILED, day) if s.period.id == "2025-H1")
    left = len(half.incomplete)
    assert left and half.let_wait_words(half.incomplete) == f"; {left} đơn vị chưa đến hạn"


def test_days_late_are_told_from_the_day_that_the_late_unit_was_given() -> None:
    figures = [figure(unit, "so-hoa", OCTOBER, DUE) for unit in ("VP", "SKH", "01273")]
    known = ledger(excepted("01279", OCTOBER, date(2025, 11, 8)))
    states = report_states(second_catalogue(), figures, known, DAY)
    month = next(each for each in states if each.period.id == OCTOBER)
    assert month.to_remind == ("01279", "01288")
    assert (month.due_words(["01279"]), month.due_words(["01288"])) == ("08/11/2025", "05/11/2025")
    assert month.due_words(month.to_remind) == "05/11/2025 và 08/11/2025"
    assert month.due_words(()) == "05/11/2025"


def test_a_closed_agency_s_report_is_asked_of_its_successor_and_told_as_whose_it_is(tmp_path: Path) -> None:
    states = report_states(merged(tmp_path / "w", RENAMED), [], NOTHING_FILED, date(2025, 10, 20))
    month = next(each for each in states if each.period.id == "2025-09")
    assert month.asked_for(["STT", "VP"]) == {"SVT": "báo cáo của Sở Truyền thông, 10 kỳ liền", "VP": "10 kỳ liền"}


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
    renewed = with_reports(before, facts, ledger_of(workspace))
    assert (renewed.report_states, renewed.journal_head) == (after.report_states, after.journal_head)
    assert (after.facts_id, after.journal_head) == (before.facts_id, before.journal_head + 1)
    told = {(line.row.unit.id, line.period.id) for line in reports_table(after).rows}
    assert ("01288", OCTOBER) in {(line.row.unit.id, line.period.id) for line in reports_table(before).rows} - told
