"""Units by periods: the second workspace counted by hand, then every state, then a slow plain twin."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Frequency, parse_period
from dashboard.settings import Workspace
from dashboard.store.answers import KnownFigure
from dashboard.store.lines import AnyLine
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.matrix import ReportMatrix, report_matrix
from dashboard.submissions.owing import asked_frequencies, owed_pairs
from dashboard.submissions.report_cell import Due, ReportStatus
from tests.browser import ROOT
from tests.second import DAY, load_rows, make_workspace
from tests.submissions.journal_lines import (
    excepted,
    figure,
    figures_of,
    ledger,
    load,
    returned,
    second_catalogue,
    typed,
    waived,
)
from tests.test_snapshot_mergers import RENAMED, merged

CATALOGUE = second_catalogue()
OCTOBER = "2025-10"
DUE = date(2025, 11, 5)
UNITS = ("VP", "SKH", "01273", "01279", "01288")
PROVINCE = load_catalogue(Workspace(ROOT))
HALF_UNIT = "SKHCN"
WIFI_MONTHLY = (
    "    aggregation: sum\n    accumulation: cumulative\n",
    "    aggregation: sum\n    accumulation: cumulative\n    frequency: M\n",
)


def matrix(
    figures: list[KnownFigure],
    *lines: AnyLine,
    day: date = DAY,
    form: Form = Form.BM_01,
    frequency: Frequency = Frequency.MONTH,
    catalogue: Catalogue = CATALOGUE,
    count: int = 5,
) -> ReportMatrix:
    known = ledger(*lines)
    return report_matrix(catalogue, figures, known, day, form, frequency, count=count)


def words(found: ReportMatrix) -> dict[str, list[str]]:
    return {row.unit.id: [cell.words() for cell in row.cells] for row in found.rows}


def half_indicators(deadline: date) -> list[str]:
    """What HALF_UNIT owes of the first half of 2025 on this day."""
    owed = owed_pairs(PROVINCE, Form.BM_01, parse_period("2025-H1"))[HALF_UNIT]
    return [each.indicator_id for each in owed if each.indicator_id and each.deadline == deadline]


def october(figures: list[KnownFigure], *lines: AnyLine, day: date = DAY, unit: str = "VP") -> str:
    found = matrix(figures, *lines, day=day, count=1)
    return words(found)[unit][0]


def test_the_second_workspace_as_counted_by_hand() -> None:
    found = matrix(figures_of())
    assert [column.period.id for column in found.columns] == ["2025-06", "2025-07", "2025-08", "2025-09", "2025-10"]
    assert [column.deadline for column in found.columns][-1] == DUE
    july, august = "Chưa nộp, quá 97 ngày", "Chưa nộp, quá 66 ngày"
    assert words(found) == {
        "01288": ["Không phải nộp", july, august, "✓ Đúng hạn", "Chưa nộp, quá 5 ngày"],
        "01279": ["Không phải nộp", july, august, "✓ Đúng hạn", "Muộn 3 ngày"],
        "VP": ["✓ Đúng hạn", july, august, "✓ Đúng hạn", "✓ Đúng hạn"],
        "SKH": ["✓ Đúng hạn", july, august, "✓ Đúng hạn", "✓ Đúng hạn"],
        "01273": ["Không phải nộp", july, august, "✓ Đúng hạn", "✓ Đúng hạn"],
    }
    assert [row.late_count for row in found.rows] == [3, 3, 2, 2, 2]
    assert [row.longest_late for row in found.rows] == [97, 97, 97, 97, 97]
    # In time: September 5 of 5, October 3, June 2; settled: 2 + 5 + 5 + 5 + 5.
    assert found.on_time_rate == pytest.approx(10 / 22)
    assert {row.unit.id: row.on_time_rate for row in found.rows}["01273"] == pytest.approx(2 / 4)


def test_the_facts_of_the_second_workspace_give_the_matrix_counted_by_hand(tmp_path: Path) -> None:
    facts, catalogue = load_rows(make_workspace(tmp_path / "w"))
    known = facts.observations(until=DAY, known_on=DAY)
    assert words(matrix(known, catalogue=catalogue)) == words(matrix(figures_of()))
    # On 7 November the figure that came on the 8th is not known: Phường Nùng Trí Cao is out, two days past the deadline.
    day = date(2025, 11, 7)
    earlier = matrix(facts.observations(until=day, known_on=day), catalogue=catalogue, day=day, count=1)
    assert words(earlier)["01279"] == ["Chưa nộp, quá 2 ngày"]


def test_the_quarter_of_the_second_workspace_leaves_out_who_owes_nothing() -> None:
    found = matrix(figures_of(), frequency=Frequency.QUARTER, count=1)
    assert words(found) == {unit: ["✓ Đúng hạn"] for unit in ("VP", "01273", "01279", "01288")}
    assert found.on_time_rate == 1.0


def test_the_deadline_day_itself_is_in_time_and_the_day_after_is_one_day_late() -> None:
    for received, said in ((DUE, "✓ Đúng hạn"), (DUE + timedelta(days=1), "Muộn 1 ngày")):
        assert october([figure("VP", "so-hoa", OCTOBER, received)]) == said


def test_a_report_that_is_out_is_not_late_before_its_deadline_has_passed() -> None:
    assert october([], day=DUE) == "Chưa đến hạn"
    assert october([], day=DUE + timedelta(days=1)) == "Chưa nộp, quá 1 ngày"


def test_a_later_correction_does_not_make_a_report_late() -> None:
    corrected = figure("VP", "so-hoa", OCTOBER, date(2025, 11, 9), first=date(2025, 11, 4))
    assert october([corrected]) == "✓ Đúng hạn"


def test_a_report_came_in_on_the_day_its_last_figure_did(tmp_path: Path) -> None:
    catalogue = second_catalogue(tmp_path / "w", WIFI_MONTHLY)
    both = [figure("01273", "so-hoa", OCTOBER, DUE), figure("01273", "wifi-cong-cong", OCTOBER, date(2025, 11, 7))]
    found = matrix(both, catalogue=catalogue, count=1)
    assert words(found)["01273"] == ["Muộn 2 ngày"]
    assert {row.unit.id: row.cells[0].received for row in found.rows}["01273"] == date(2025, 11, 7)


def test_a_report_that_lacks_an_indicator_is_incomplete_and_warned(tmp_path: Path) -> None:
    catalogue = second_catalogue(tmp_path / "w", WIFI_MONTHLY)
    figures = [figure(unit, "so-hoa", OCTOBER, DUE) for unit in UNITS]
    found = matrix(figures, catalogue=catalogue, count=1)
    assert words(found)["01273"] == ["Thiếu 1/2 chỉ tiêu"]
    assert [row.unit.id for row in found.warned(0)] == ["01273", "01279", "01288"]
    assert found.on_time_rate == pytest.approx(2 / 5)
    early = matrix(figures, catalogue=catalogue, count=1, day=DUE)
    assert early.warned(0) == ()
    assert words(early)["01273"] == ["Thiếu 1/2 chỉ tiêu"]


def test_a_waiting_file_that_came_in_time_is_in_time_and_one_that_came_later_is_late() -> None:
    for received, said, in_time in ((DUE, "Chờ duyệt", 1), (date(2025, 11, 8), "Chờ duyệt, muộn 3 ngày", 0)):
        found = matrix([], load("VP", OCTOBER, "submitted", received), count=1)
        row = next(row for row in found.rows if row.unit.id == "VP")
        assert (row.cells[0].words(), row.on_time_count, row.judged_count) == (said, in_time, 1)


def test_a_returned_file_is_not_in() -> None:
    sent = load("VP", OCTOBER, "submitted", date(2025, 11, 4))
    lines = (sent, returned(sent, at=datetime(2025, 11, 5, 20, 0, tzinfo=UTC)))
    # 20:00 UTC is 03:00 of the next day in the province.
    assert october([], *lines) == "Trả lại 06/11"
    found = matrix([], *lines, count=1)
    assert "VP" in {row.unit.id for row in found.to_remind(0)}
    assert "VP" not in {row.unit.id for row in matrix([], *lines, count=1, day=DUE).warned(0)}


def test_a_refused_file_waits_to_be_mended_and_the_report_is_not_in() -> None:
    assert october([], load("VP", OCTOBER, "refused", DUE, rejected=2)) == "Chờ sửa 2 lỗi"


def test_a_file_received_later_than_the_day_asked_for_is_not_known() -> None:
    assert october([], load("VP", OCTOBER, "submitted", DAY + timedelta(days=1))) == "Chưa nộp, quá 5 ngày"


def test_approved_figures_win_over_a_file_that_waits_with_a_correction() -> None:
    figures = [figure("VP", "so-hoa", OCTOBER, date(2025, 11, 3))]
    assert october(figures, load("VP", OCTOBER, "submitted", date(2025, 11, 9))) == "✓ Đúng hạn"


def test_a_waived_unit_is_not_expected() -> None:
    found = matrix([], waived("VP", OCTOBER), count=1)
    row = next(row for row in found.rows if row.unit.id == "VP")
    assert (row.cells[0].words(), row.on_time_rate, row.late_count) == ("Được miễn", None, 0)
    assert found.rows[-1] is row


def test_an_exception_moves_the_unit_s_own_deadline_and_no_other() -> None:
    lines = (excepted("01279", OCTOBER, date(2025, 11, 8)),)
    found = words(matrix(figures_of(), *lines, count=1))
    assert (found["01279"], found["01288"]) == (["✓ Đúng hạn (được gia hạn)"], ["Chưa nộp, quá 5 ngày"])
    assert october([], *lines, day=date(2025, 11, 8), unit="01279") == "Gia hạn đến 08/11/2025"
    assert october([], *lines, day=date(2025, 11, 9), unit="01279") == "Chưa nộp, quá 1 ngày"


def test_only_who_was_given_a_later_day_is_said_to_have_one() -> None:
    """The first half of 2025 is due in two parts, on 14 June and on 15 July. On 1 July one agency has sent the first."""
    day, later = date(2025, 7, 1), date(2025, 7, 20)
    first = [figure(HALF_UNIT, each, "2025-H1", date(2025, 6, 14)) for each in half_indicators(date(2025, 6, 14))]
    for figures, lines, said in (
        (first, (), "chưa đến hạn"),
        ([], (excepted(HALF_UNIT, "2025-H1", later),), "được gia hạn"),
    ):
        found = matrix(figures, *lines, day=day, frequency=Frequency.HALF, catalogue=PROVINCE, count=1)
        cell = next(row.cells[0] for row in found.rows if row.unit.id == HALF_UNIT)
        assert (cell.is_out, cell.let_wait_word) == (False, said)


def test_what_a_closed_agency_has_not_sent_is_asked_of_its_successor(tmp_path: Path) -> None:
    """Sở Truyền thông became Sở Văn hóa và Truyền thông on 1 October and has not sent September."""
    catalogue = merged(tmp_path / "w", RENAMED)
    found = {row.unit.id: row for row in matrix([], day=date(2025, 10, 20), catalogue=catalogue, count=1).rows}
    assert found["STT"].asked.id == "SVT"
    assert found["STT"].name == "Sở Văn hóa và Truyền thông (báo cáo của Sở Truyền thông)"
    before = matrix([], day=date(2025, 9, 30), catalogue=catalogue, count=1)
    assert {row.asked.id for row in before.rows if row.unit.id == "STT"} == {"STT"}


def test_a_report_sent_before_the_usual_deadline_needs_no_exception() -> None:
    figures = [figure("VP", "so-hoa", OCTOBER, DUE)]
    assert october(figures, excepted("VP", OCTOBER, date(2025, 11, 8))) == "✓ Đúng hạn"
    late = [figure("VP", "so-hoa", OCTOBER, date(2025, 11, 9))]
    assert october(late, excepted("VP", OCTOBER, date(2025, 11, 8))) == "Muộn 1 ngày"


def half_year(day: date, *figures: KnownFigure, half: str = "2025-H1") -> tuple[list[Due], str]:
    """The parts of one agency's half-year report, and its words."""
    found = matrix(list(figures), day=day, frequency=Frequency.HALF, catalogue=PROVINCE, count=1)
    assert found.columns[0].period.id == half
    cell = next(row.cells[0] for row in found.rows if row.unit.id == HALF_UNIT)
    return list(cell.dues), cell.words()


def test_each_part_of_a_half_year_report_keeps_its_own_deadline() -> None:
    early, later = date(2025, 6, 14), date(2025, 7, 15)
    (first, second), said = half_year(date(2025, 7, 20))
    assert (first.deadline, second.deadline) == (early, later)
    assert said == "Chưa nộp, quá 36 ngày"
    rest = [figure(HALF_UNIT, each, "2025-H1", later) for each in half_indicators(later)]
    (first, second), said = half_year(date(2025, 7, 20), *rest)
    assert (first.missing, second.missing) == (first.expected, 0)
    assert said == f"Thiếu {first.expected}/{first.expected + second.expected} chỉ tiêu"
    both = [*rest, *(figure(HALF_UNIT, each, "2025-H1", early) for each in half_indicators(early))]
    assert half_year(date(2025, 7, 20), *both)[1] == "✓ Đúng hạn"


def test_what_a_document_ends_early_is_owed_from_then_on_and_the_rest_later() -> None:
    # The plan ends the second half-year on 30 November, the calendar on 31 December.
    (only,), said = half_year(date(2025, 12, 5), half="2025-H2")
    assert (only.deadline, said) == (date(2025, 11, 30), "Chưa nộp, quá 5 ngày")
    (_, second), _ = half_year(date(2026, 1, 20), half="2025-H2")
    assert second.deadline == date(2026, 1, 15)


def test_a_period_whose_days_were_typed_ends_and_is_due_as_typed() -> None:
    setting = typed(OCTOBER, date(2025, 10, 1), date(2025, 10, 25), date(2025, 10, 28))
    catalogue = CATALOGUE.with_periods(ledger(setting).period_settings)
    early = figure("VP", "so-hoa", OCTOBER, date(2025, 10, 29))._replace(period_end=date(2025, 10, 25))
    found = matrix([early], setting, catalogue=catalogue, day=date(2025, 10, 29), count=1)
    assert found.columns[0].deadline == date(2025, 10, 28)
    assert {row.unit.id: row.cells[0].words() for row in found.rows}["VP"] == "Muộn 1 ngày"


def test_the_newest_due_column_is_the_one_people_ask_about() -> None:
    assert matrix(figures_of()).newest_due == 4
    assert matrix([], day=date(2025, 11, 2)).newest_due == 3
    assert matrix([], day=date(2025, 7, 2), count=1).newest_due is None
    all_in = [figure(unit, "so-hoa", OCTOBER, date(2025, 11, 2)) for unit in UNITS[:4]]
    assert matrix(all_in, day=date(2025, 11, 2)).newest_due == 4


def test_before_anybody_owed_anything_the_matrix_is_empty() -> None:
    found = matrix([], day=date(2024, 1, 1))
    assert (found.columns, found.rows, found.newest_due, found.on_time_rate) == ((), (), None, None)


def test_a_form_that_nobody_sends_has_no_rows() -> None:
    assert matrix([], form=Form.BM_02).rows == ()
    assert asked_frequencies(CATALOGUE, Form.BM_02) == ()
    assert asked_frequencies(CATALOGUE, Form.BM_01) == (Frequency.MONTH, Frequency.QUARTER)


def test_for_a_collected_indicator_the_collector_answers_for_every_unit(tmp_path: Path) -> None:
    collected = (
        "    lead: [VP]\n    targets:\n",
        "    lead: [VP]\n    collected_by: {each_commune: VP}\n    targets:\n",
    )
    catalogue = second_catalogue(tmp_path / "w", collected)
    figures = [figure(unit, "so-hoa", OCTOBER, DUE) for unit in ("01273", "01279")]
    found = matrix(figures, form=Form.BM_02, catalogue=catalogue, count=1)
    assert words(found) == {"VP": ["Thiếu 1/3 chỉ tiêu"]}
    own = matrix(figures, catalogue=catalogue, count=1)
    assert set(words(own)) == {"VP", "SKH"}


def test_a_renamed_indicator_s_figures_count(tmp_path: Path) -> None:
    catalogue = second_catalogue(tmp_path / "w", ("  so-hoa:\n", "  so-hoa-ho-so:\n    formerly: [so-hoa]\n"))
    figures = [figure("VP", "so-hoa", OCTOBER, DUE)]
    assert words(matrix(figures, catalogue=catalogue, count=1))["VP"] == ["✓ Đúng hạn"]


def test_bm_04_is_owed_by_who_leads_tasks_from_the_first_period_of_which_one_came_in() -> None:
    day = date(2025, 12, 5)
    assert matrix([], day=day, form=Form.BM_04, catalogue=PROVINCE).columns == ()
    sent = load("SKHCN", "2025-10", "accepted", date(2025, 11, 4), form="bm-04")
    found = matrix([], sent, day=day, form=Form.BM_04, catalogue=PROVINCE)
    assert [column.period.id for column in found.columns] == ["2025-10", "2025-11"]
    assert words(found)["SKHCN"] == ["Muộn 1 ngày", "Chưa nộp, quá 2 ngày"]
    reporting = [u for u in PROVINCE.org_units.values() if u.reports and u.is_valid_on(day)]
    assert {row.unit.id for row in found.rows} == {u.id for u in reporting if PROVINCE.led_tasks(u.id, day)}


# ---- a slow plain twin ----

MONTHS = ("2025-08", "2025-09", "2025-10")
DAYS = st.dates(date(2025, 8, 25), date(2025, 11, 20))
PLACES = st.tuples(st.sampled_from(UNITS), st.sampled_from(MONTHS))


@settings(deadline=None)
@given(
    arrived=st.dictionaries(PLACES, DAYS, max_size=15),
    filed=st.lists(st.tuples(PLACES, st.sampled_from(["submitted", "refused", "draft"]), DAYS), max_size=6),
    waivers=st.sets(PLACES, max_size=3),
    exceptions=st.dictionaries(PLACES, DAYS, max_size=3),
    day=st.dates(date(2025, 11, 1), date(2025, 11, 25)),
)
def test_the_matrix_says_what_a_plain_reading_of_the_rules_says(
    arrived: dict[tuple[str, str], date],
    filed: list[tuple[tuple[str, str], str, date]],
    waivers: set[tuple[str, str]],
    exceptions: dict[tuple[str, str], date],
    day: date,
) -> None:
    lines: list[AnyLine] = [load(*place, what, on, line_id=f"{n}") for n, (place, what, on) in enumerate(filed)]
    lines += [waived(*place) for place in waivers] + [excepted(*place, until) for place, until in exceptions.items()]
    figures = [figure(unit, "so-hoa", month, on) for (unit, month), on in arrived.items() if on <= day]
    known = ledger(*lines)
    found = report_matrix(CATALOGUE, figures, known, day, Form.BM_01, Frequency.MONTH, count=3)
    assert [column.period.id for column in found.columns] == list(MONTHS)
    plain: dict[str, tuple[int, int, list[str]]] = {}
    for unit in UNITS:
        said: list[str] = []
        late: list[int] = []
        for month in MONTHS:
            state, days = _plainly(known, unit, month, arrived, exceptions.get((unit, month)), day)
            said.append(state)
            late.append(days)
        plain[unit] = (sum(days > 0 for days in late), max(late), said)
    assert {row.unit.id: [cell.status.value for cell in row.cells] for row in found.rows} == {
        unit: said for unit, (_, _, said) in plain.items()
    }
    order = sorted(UNITS, key=lambda unit: (-plain[unit][0], -plain[unit][1], UNITS.index(unit)))
    assert [row.unit.id for row in found.rows] == order


def _plainly(
    known: Ledger, unit: str, month: str, arrived: dict[tuple[str, str], date], until: date | None, day: date
) -> tuple[str, int]:
    """State and days late of one report, read straight off the rules."""
    if any(key == (unit, month, "bm-01") for key in known.waivers):
        return ReportStatus.WAIVED, 0
    due = usual = parse_period(month).end + timedelta(days=5)
    if until is not None and until > due:
        due = until
    came = arrived.get((unit, month))
    if came is not None and came <= day:
        in_time = ReportStatus.IN_TIME if came <= usual else ReportStatus.EXCEPTED
        return (ReportStatus.LATE, (came - due).days) if came > due else (in_time, 0)
    files = [s for s in known.submissions if (s.load.unit, s.load.period) == (unit, month) and s.load.received <= day]
    states = [(s.state.value, s.load.received) for s in files if s.state.value in ("waiting", "refused")]
    overdue = max(0, (day - due).days)
    if not states:
        return (ReportStatus.MISSING, overdue) if overdue else (ReportStatus.NOT_DUE, 0)
    state, received = states[-1]
    if state == "refused":
        return ReportStatus.TO_MEND, overdue
    return ReportStatus.WAITING, max(0, (received - due).days)
