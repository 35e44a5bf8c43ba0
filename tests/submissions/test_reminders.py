"""The message that goes out by phone, and the count of reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dashboard.domain.forms import Form
from dashboard.domain.periods import parse_period
from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.submissions.reminders import addressees, next_working_day, reminded_of, reminder_text
from tests.submissions.journal_lines import ledger, reminder, second_catalogue

UNITS = second_catalogue().org_units
OCTOBER = parse_period("2025-10")


def test_the_message_is_whole() -> None:
    units = [UNITS["VP"], UNITS["01279"], UNITS["01288"]]
    assert reminder_text(units, Form.BM_01, OCTOBER, [date(2025, 11, 5)], date(2025, 11, 7)) == (
        "Kính gửi: Văn phòng UBND tỉnh; UBND các phường Nùng Trí Cao, Tân Giang. "
        "Biểu BM-01 kỳ tháng 10/2025 quá hạn 2 ngày (hạn 05/11/2025). Đề nghị nộp đủ trong ngày 10/11/2025."
    )


def test_who_sent_only_a_part_is_named() -> None:
    both, deadlines, day = [UNITS["VP"], UNITS["01288"]], [date(2025, 11, 5)], date(2025, 11, 7)
    assert " Nộp thiếu chỉ tiêu: UBND phường Tân Giang. " in reminder_text(
        both, Form.BM_01, OCTOBER, deadlines, day, [UNITS["01288"]]
    )
    assert "kỳ tháng 10/2025 còn thiếu chỉ tiêu, quá hạn 2 ngày" in reminder_text(
        both, Form.BM_01, OCTOBER, deadlines, day, both
    )


def test_what_units_lack_of_earlier_periods_is_asked_for_too() -> None:
    before = (parse_period("2025-08"), parse_period("2025-09"))
    both, day = [UNITS["VP"], UNITS["01288"]], date(2025, 11, 7)
    text = reminder_text(both, Form.BM_01, OCTOBER, [date(2025, 11, 5)], day, (), [(UNITS["01288"], before)])
    assert " Kỳ trước còn thiếu: UBND phường Tân Giang (tháng 08/2025, tháng 09/2025). Đề nghị" in text


def test_several_deadlines_are_all_named_and_the_longest_delay_is_said() -> None:
    deadlines = [date(2025, 6, 14), date(2025, 7, 15)]
    half = parse_period("2025-H1")
    text = reminder_text([UNITS["VP"]], Form.BM_01, half, deadlines, date(2025, 7, 20))
    assert "quá hạn nhiều nhất 36 ngày (hạn 14/06/2025 và 15/07/2025)." in text


def test_one_commune_is_not_written_as_many() -> None:
    commune = OrgUnit(id="03466", kind=UnitKind.COMMUNE, name="Xã Bum Nưa", abbr="Bum Nưa")
    assert addressees([commune]) == "UBND xã Bum Nưa"


@pytest.mark.parametrize(
    ("day", "asked"), [(date(2025, 12, 4), date(2025, 12, 5)), (date(2025, 12, 5), date(2025, 12, 8))]
)
def test_nobody_is_asked_for_a_report_on_a_weekend(day: date, asked: date) -> None:
    assert next_working_day(day) == asked


def test_reminders_count_by_unit_period_and_form() -> None:
    later = datetime(2025, 11, 12, 3, 0, tzinfo=UTC)
    known = ledger(
        reminder(["01279", "01288"], "2025-10"),
        reminder(["01288"], "2025-10", later),
        reminder(["01288"], "2025-09"),
        reminder(["01288"], "2025-10", form="bm-04"),
    )
    found = reminded_of(known, Form.BM_01, OCTOBER)
    assert {unit: each.count for unit, each in found.items()} == {"01279": 1, "01288": 2}
    assert found["01288"].last == later
