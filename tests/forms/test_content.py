"""What a form says before it is filled in: target, plan to date, last value, deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.domain.forms import Form
from dashboard.domain.periods import PeriodSetting, parse_period
from dashboard.domain.plan import Accumulation
from dashboard.forms.content import definition, indicator_line, period_span, task_deadline
from dashboard.snapshot import Snapshot
from dashboard.submissions.owing import allowances_of
from tests.forms.filling import columns_of, form_of, nothing_known, opened, province, rows_of, sheet_of
from tests.second import picture
from tests.submissions.journal_lines import excepted, ledger

NOVEMBER = parse_period("2025-11")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return picture(tmp_path_factory.mktemp("second") / "workspace")


def said(snapshot: Snapshot, unit: str, period: str, indicator: str) -> dict[str, str]:
    """A row of a unit's form by header."""
    sheet = sheet_of(opened(form_of(snapshot, Form.BM_01, unit, period)))
    row = rows_of(sheet)[indicator]
    return {header: str(sheet.cell(row, column).value or "") for header, column in columns_of(sheet).items()}


def test_the_last_value_stands_with_its_parts_and_its_period(snapshot: Snapshot) -> None:
    row = said(snapshot, "01279", "2025-11", "so-hoa")
    assert row["Kỳ trước"] == "40,0% (80/200)\ntháng 10/2025"


def test_the_last_value_of_a_unit_that_skipped_a_period_is_the_one_before(snapshot: Snapshot) -> None:
    assert said(snapshot, "01288", "2025-11", "so-hoa")["Kỳ trước"] == "20,0% (10/50)\ntháng 09/2025"


def test_what_was_reported_for_the_period_itself_stands_below_the_period_before(snapshot: Snapshot) -> None:
    row = said(snapshot, "01279", "2025-10", "so-hoa")
    assert row["Kỳ trước"] == "10,0% (20/200)\ntháng 09/2025\nĐã báo kỳ này:\n40,0% (80/200)"
    assert (row["Tử số"], row["Mẫu số"], row["Thực hiện"]) == ("", "", "")


def test_a_form_sent_before_says_that_empty_rows_keep_what_was_reported(snapshot: Snapshot) -> None:
    told = "7. Kỳ này đã báo: chỉ điền lại dòng cần sửa; dòng để trống giữ số đã báo."
    for period, again in (("2025-10", True), ("2025-11", False)):
        sheet = sheet_of(opened(form_of(snapshot, Form.BM_01, "01279", period)))
        assert any(cell.value == told for row in sheet.iter_rows(max_row=9) for cell in row) is again


def test_a_value_of_one_day_is_named_by_its_day(snapshot: Snapshot) -> None:
    assert said(snapshot, "01279", "2025-07", "so-hoa")["Kỳ trước"] == "5,0% (10/200)\nngày 01/07/2025"


def test_a_unit_that_never_reported_has_no_last_value(snapshot: Snapshot) -> None:
    assert said(snapshot, "VP", "2025-Q3", "ho-so-tre-han")["Kỳ trước"] == "chưa có\nĐã báo kỳ này:\n3,0% (6/200)"
    assert said(nothing_known(snapshot.catalogue), "VP", "2025-Q3", "ho-so-tre-han")["Kỳ trước"] == "chưa có"


def test_the_target_is_the_unit_s_own_that_is_due_next(snapshot: Snapshot) -> None:
    assert said(snapshot, "01273", "2025-11", "so-hoa")["Mục tiêu"] == "≥ 60%\nhạn 31/12/2025"
    assert said(snapshot, "01273", "2026-03", "so-hoa")["Mục tiêu"] == "≥ 80%\nhạn 31/12/2026"


def test_a_target_of_the_whole_province_says_so(snapshot: Snapshot) -> None:
    assert (
        said(snapshot, "01273", "2025-Q4", "wifi-cong-cong")["Mục tiêu"]
        == "≥ 12\u00a0điểm wifi\ntoàn tỉnh, hạn 31/12/2025"
    )
    assert said(snapshot, "VP", "2025-Q4", "ho-so-tre-han")["Mục tiêu"] == "≤ 2,5%\ntoàn tỉnh, chưa có hạn"


def test_the_form_of_a_unit_that_was_given_another_day_says_that_day(snapshot: Snapshot) -> None:
    given = replace(snapshot, allowances=allowances_of(ledger(excepted("01288", "2025-10", date(2025, 12, 20)))))
    for unit, due in (("01288", "ngày 20/12/2025"), ("01279", "ngày 05/11/2025")):
        sheet = sheet_of(opened(form_of(given, Form.BM_01, unit, "2025-10")))
        assert any(cell.value == due for row in sheet.iter_rows(max_row=9) for cell in row)


def test_the_plan_is_that_of_the_last_day_of_the_period(snapshot: Snapshot) -> None:
    """From 5 % on 01/07/2025 to 60 % on 31/12/2025: 152 of 183 days have passed on 30/11/2025."""
    line = indicator_line(
        snapshot, snapshot.catalogue.indicators["so-hoa"], snapshot.catalogue.org_units["01279"], NOVEMBER
    )
    assert line.plan == "50,7%"
    assert said(snapshot, "01279", "2025-12", "so-hoa")["Kế hoạch đến kỳ"] == "60,0%"


def test_without_a_figure_to_start_from_there_is_no_plan(snapshot: Snapshot) -> None:
    row = said(nothing_known(snapshot.catalogue), "01279", "2025-11", "so-hoa")
    assert (row["Mục tiêu"], row["Kế hoạch đến kỳ"]) == ("≥ 60%\nhạn 31/12/2025", "–")


def test_staff_s_own_days_of_a_period_stand_on_the_form() -> None:
    typed = PeriodSetting("2025-11", date(2025, 11, 1), date(2025, 11, 25), date(2025, 11, 28))
    catalogue = province().with_periods([typed])
    sheet = sheet_of(opened(form_of(nothing_known(catalogue), Form.BM_01, "03466", "2025-11")))
    told = {str(row[0].value): row[2].value for row in sheet.iter_rows(max_row=6)}
    assert told["Số liệu:"] == "từ ngày 01/11/2025 đến hết ngày 25/11/2025"
    assert told["Hạn nộp:"] == "ngày 28/11/2025"


def test_a_figure_with_a_last_day_of_its_own_keeps_the_days_of_the_period_above() -> None:
    catalogue = province()
    owed = catalogue.owed_for("03466", parse_period("2025-H2"))
    assert period_span(parse_period("2025-H2"), owed) == "từ ngày 01/07/2025 đến hết ngày 31/12/2025"


def test_the_definition_says_what_is_counted_and_what_the_figure_covers() -> None:
    indicators = province().indicators
    assert definition(indicators["so-hoa-ho-so"]) == (
        "Tử số: Số hồ sơ, kết quả giải quyết TTHC đã số hóa\n"
        "Mẫu số: Tổng số hồ sơ, kết quả giải quyết TTHC phải số hóa trong kỳ\n"
        "Lũy kế đến hết kỳ."
    )
    assert definition(indicators["hcc-lien-tuc"]) == "Số ngày gián đoạn phục vụ\nLũy kế đến hết kỳ."
    assert definition(indicators["cong-dan-so"]).startswith("Kế hoạch được ban hành: chọn Có hoặc Không\n")
    running = indicators["so-hoa-ho-so"].model_copy(update={"accumulation": Accumulation.RUNNING_TOTAL})
    assert definition(running).endswith("\nChỉ tính trong kỳ, không cộng dồn.")


def test_a_unit_that_only_says_whether_it_has_it_answers_1_or_0_of_1() -> None:
    indicators = province().indicators
    own = "Tính riêng đơn vị mình: có thì 1 và 1, chưa có thì 0 và 1."
    assert definition(indicators["ra-soat-ke-hoach"]).endswith(own)
    assert own not in definition(indicators["lanh-dao-khkt"])


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("N-001-I-01", "Nhiệm vụ thường xuyên"),
        ("N-001-I-07", "31/12/2025"),
        ("N-001-I-08", "Chưa có hạn"),
        ("N-001-III-04", "30/9/2025"),
        ("N-001-V-02", "Tháng 11/2025\n(30/11/2025)"),
    ],
)
def test_a_deadline_stands_as_written_with_its_day_where_that_says_more(task: str, words: str) -> None:
    assert task_deadline(next(each for each in province().tasks if each.id == task)) == words


def test_a_group_of_groups_means_all_their_units() -> None:
    localities = province().members("NHOM_DP", NOVEMBER.end)
    assert localities == province().members("each_commune", NOVEMBER.end)
    assert len(localities) == 38


def test_groups_that_hold_each_other_end() -> None:
    units = province().org_units
    circle = units["NHOM_DP"].model_copy(update={"member_of": "NHOM_UBNDXP"})
    catalogue = replace(province(), org_units=units | {"NHOM_DP": circle})
    assert len(catalogue.members("NHOM_DP", NOVEMBER.end)) == 38


def test_a_unit_leads_the_tasks_of_documents_that_run() -> None:
    tasks = province().led_tasks("03466", NOVEMBER.end)
    assert {task.document for task in tasks} == {"phu-luc-2025-07"}
    assert province().led_tasks("03466", date(2025, 6, 29)) == []
