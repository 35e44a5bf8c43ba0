"""Sentences that hold up in a meeting: for every reason one, without a gap in it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from dashboard.domain.judgement import Judgement, Numbers, Reading, Terms, judge
from dashboard.domain.periods import Calendar, Frequency
from dashboard.domain.plan import Accumulation, Aggregation, Direction, Indicator, Kind, OrgUnit, Target, UnitKind
from dashboard.domain.status import Confidence, Reason, Status
from dashboard.text.formats import MISSING
from dashboard.text.sentences import finding, format_actual, format_target, lag, sentence, unit_names, why

EMPTY = Numbers()
GAP = re.compile(r"\bNone\b|\bnan\b|\binf\b|\d\.\d{1,2}(?!\d)|  |; [.→]|Reason\.|Status\.")
START, DUE = date(2024, 12, 31), date(2025, 12, 31)


def terms(**changed: Any) -> Terms:
    """A share that climbs from 20 % to 80 % over 2025, reported each quarter."""
    known: dict[str, Any] = {
        "kind": Kind.STOCK, "direction": Direction.AT_LEAST, "start": START, "due": DUE, "target": 80.0,
        "target_low": None, "target_high": None, "baseline": 20.0, "bounds": (0.0, 100.0), "decimals": 1,
        "calendar": Calendar(Frequency.QUARTER, 15), "milestones": (), "unit": "%", "method": None,
    }  # fmt: skip
    return Terms(**known | changed)


def indicator(**changed: Any) -> Indicator:
    """The indicator of those terms."""
    known: dict[str, Any] = {
        "id": "so-hoa", "name": "Hồ sơ số hóa", "pillar": "cqs", "unit": "%", "kind": Kind.STOCK, "decimals": 1,
        "direction": Direction.AT_LEAST, "aggregation": Aggregation.RATIO_OF_SUMS,
        "accumulation": Accumulation.CUMULATIVE, "calendar": None,
    }  # fmt: skip
    return Indicator(**known | changed)


def target(value: float | None = 80.0, **changed: Any) -> Target:
    """A target of the whole province."""
    known: dict[str, Any] = {"id": "T-1", "document": "kh", "clause": "1", "scope": ("province",), "start": START}
    return Target(**known | {"value": value} | changed)


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("numbers", [EMPTY, Numbers(actual=31.0, plan=34.9, months_late=2.3, k_all=0.4, k_recent=0.5)])
def test_every_reason_has_a_whole_sentence(reason: Reason, numbers: Numbers) -> None:
    said = why(Judgement(Status.AT_RISK, reason, (), Confidence.LOW, numbers), terms())
    assert said[0].isupper()
    assert said.endswith(".")
    assert not GAP.search(said)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("reason", Reason)
def test_the_line_for_the_minutes_is_whole_for_every_status_and_reason(status: Status, reason: Reason) -> None:
    numbers = Numbers(actual=31.0, plan=34.9, months_late=2.3, observed_on=date(2025, 6, 30))
    for known in (EMPTY, numbers):
        judgement = Judgement(status, reason, (), Confidence.LOW, known)
        for said in (
            sentence("Hồ sơ", judgement, terms(), "31,0%", "≥ 80%"),
            finding("Hồ sơ", judgement, terms(), "31,0%", "≥ 80%") + ".",
        ):
            assert said.startswith("Hồ sơ")
            assert said.endswith(".")
            assert not GAP.search(said)


def test_the_sentence_holds_value_plan_lag_and_paces() -> None:
    readings = [Reading(date(2025, 3, 31), 25.0), Reading(date(2025, 6, 30), 31.0)]
    judgement = judge(terms(), readings, date(2025, 7, 10))
    # The plan by 30/06: 20 + 60 × 181/365 = 49,8. Left: 49 points over 184 of 365 days; a quarter is 91,31 days.
    # Behind: (181/365 − 11/60) × 12 months = 3,7. Needed 49 / 184 × 91,31 = 24,3 points a quarter; had: the median of
    # 5 / 90 (5,07 a quarter), 6 / 91 (6,02) and 11 / 181 (5,55), so 5,5; best 6,0.
    assert sentence("Hồ sơ số hóa", judgement, terms(), "31,0%", "≥ 80%") == (
        "Hồ sơ số hóa: 31,0% vào 30/06/2025, kế hoạch 49,8% → chậm\u00a03,7\u00a0tháng; "
        "cần 24,3\u00a0điểm %/quý để đạt ≥ 80% ngày 31/12/2025, tốc độ gần đây 5,5\u00a0điểm %/quý "
        "(cao nhất từng đạt 6,0\u00a0điểm %/quý) → Chậm tiến độ."
    )


@pytest.mark.parametrize(
    ("status", "reason", "months", "said"),
    [
        (Status.ACHIEVED, Reason.TARGET_MET, -3.0, "Hồ sơ đạt 66,0%, đã đạt mục tiêu 80%, hạn 31/12/2025"),
        (
            Status.AT_RISK,
            Reason.RECOVERING_NOT_CONFIRMED,
            -0.1,
            "Hồ sơ đạt 66,0%, sớm\u00a00,1\u00a0tháng; vừa trở lại kế hoạch đạt 80% vào 31/12/2025, còn theo dõi",
        ),
        (
            Status.AT_RISK,
            Reason.SLOWING_DOWN,
            5.9,
            "Hồ sơ đạt 66,0%, kịp kế hoạch nhưng đang chững lại; có nguy cơ không đạt 80% vào 31/12/2025",
        ),
        (
            Status.AT_RISK,
            Reason.BEHIND_PLAN,
            0.02,
            "Hồ sơ đạt 66,0%, chậm chưa đến 0,1\u00a0tháng so với kế hoạch; có nguy cơ không đạt 80% vào 31/12/2025",
        ),
        (
            Status.AT_RISK,
            Reason.BEHIND_PLAN_EARLY,
            1.0,
            "Hồ sơ đạt 66,0%, chậm\u00a01,0\u00a0tháng so với kế hoạch; "
            "có nguy cơ không đạt 80% vào 31/12/2025, còn sớm để kết luận",
        ),
        (
            Status.ON_TRACK,
            Reason.MEETS_NOW,
            -2.0,
            "Hồ sơ đạt 66,0%, hiện đang đạt mục tiêu 80%; kết luận vào 31/12/2025",
        ),
    ],
)
def test_the_title_says_what_the_reason_says(status: Status, reason: Reason, months: float, said: str) -> None:
    numbers = Numbers(actual=66.0, months_late=months, observed_on=date(2025, 11, 30))
    judgement = Judgement(status, reason, (), Confidence.LOW, numbers)
    assert finding("Hồ sơ", judgement, terms(), "66,0%", "≥ 80%") == said


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize(
    "aim",
    [
        {"direction": Direction.AT_MOST, "target": 2.5},
        {"direction": Direction.RANGE, "target": None, "target_low": 2.0, "target_high": 2.5},
        {"direction": Direction.EXACTLY, "target_low": 2.5, "target_high": 2.5, "target": 2.5},
    ],
)
def test_what_lies_above_its_target_is_never_said_to_be_below_it(reason: Reason, aim: dict[str, Any]) -> None:
    numbers = Numbers(actual=4.0, plan=3.0, baseline=2.0, months_late=1.0, observed_on=date(2025, 6, 30))
    known, measured = Judgement(Status.AT_RISK, reason, (), Confidence.LOW, numbers), terms(kind=Kind.LEVEL, **aim)
    title = finding("Hồ sơ trễ hạn", known, measured, "4,0%", "≤ 2,5%")
    assert not re.search("dưới|không đủ", f"{why(known, measured)} {title}")
    # It rose: neither reached nor down to 4 %.
    assert title.startswith("Hồ sơ trễ hạn: 4,0%")


def test_what_has_fallen_on_its_way_down_is_said_to_be_down_to_its_value() -> None:
    numbers = Numbers(actual=4.0, plan=3.0, baseline=20.0, months_late=1.0, observed_on=date(2025, 6, 30))
    known = Judgement(Status.AT_RISK, Reason.BEHIND_PLAN, (), Confidence.LOW, numbers)
    falling = terms(direction=Direction.AT_MOST, target=2.5)
    assert finding("Hồ sơ trễ hạn", known, falling, "4,0%", "≤ 2,5%").startswith("Hồ sơ trễ hạn: còn 4,0%, chậm")


def test_a_level_says_that_it_fails_or_failed_its_level() -> None:
    level = terms(kind=Kind.LEVEL, direction=Direction.AT_MOST, target=2.5, baseline=2.0)
    last = [Reading(date(2025, 3, 31), 2.0), Reading(date(2025, 6, 30), 4.0)]
    fails = judge(level, last, date(2025, 7, 10))
    assert why(fails, level) == "Báo cáo mới nhất không đạt mức yêu cầu."
    failed = judge(level, [*last, Reading(date(2025, 9, 30), 1.5)], date(2025, 10, 10))
    assert finding("Hồ sơ trễ hạn", failed, level, "1,5%", "≤ 2,5%") == (
        "Hồ sơ trễ hạn: còn 1,5%; gần đây có lần không đạt, có nguy cơ không đạt mức ≤ 2,5% vào 31/12/2025"
    )


def test_a_limit_exceeded_before_its_day_is_not_said_of_that_day() -> None:
    judgement = Judgement(Status.MISSED, Reason.LIMIT_EXCEEDED, (), Confidence.HIGH, Numbers(actual=11.0))
    limit = terms(kind=Kind.CAP, direction=Direction.AT_MOST, target=10.0)
    assert finding("Ngày nghỉ", judgement, limit, "11 ngày", "≤ 10 ngày") == "Ngày nghỉ: 11 ngày; đã vượt mức ≤ 10 ngày"


def test_a_pace_against_the_goal_is_said_in_words() -> None:
    judgement = judge(terms(), [Reading(date(2025, 3, 31), 19.0), Reading(date(2025, 6, 30), 15.0)], date(2025, 7, 10))
    assert "số liệu đang đi ngược hướng mục tiêu" in why(judgement, terms())


@pytest.mark.parametrize(
    ("months", "said"),
    [(1.1, "chậm\u00a01,1\u00a0tháng"), (-0.7, "sớm\u00a00,7\u00a0tháng"), (0.04, "đúng kế hoạch"), (None, "")],
)
def test_the_lag_is_late_early_or_none(months: float | None, said: str) -> None:
    assert lag(Numbers(months_late=months)) == said


@pytest.mark.parametrize(
    ("aim", "measured", "said"),
    [
        (target(45.0), indicator(), "≥ 45%"),
        (target(100.0), indicator(), "100%"),
        (target(33.0), indicator(unit="bản", decimals=0), "≥ 33\u00a0bản"),
        (target(2.5), indicator(direction=Direction.AT_MOST), "≤ 2,5%"),
        (target(0.0), indicator(direction=Direction.AT_MOST, unit="dịch vụ", decimals=0), "0\u00a0dịch vụ"),
        (target(2.0, value_max=3.0), indicator(direction=Direction.RANGE, unit="người", decimals=0), "2–3\u00a0người"),
        (target(1.0), indicator(kind=Kind.MILESTONE), "hoàn thành"),
        (target(None), indicator(), "không có con số"),
    ],
)
def test_a_target_is_said_as_the_plan_asks_it(aim: Target, measured: Indicator, said: str) -> None:
    assert format_target(aim, measured) == said


def test_a_pooled_count_of_units_asks_every_unit() -> None:
    counted = indicator(aggregation=Aggregation.COUNT_OF_UNITS)
    assert format_target(target(25.0, scope=("each_agency",)), counted, pooled=True) == "mọi đơn vị ≥ 25%"


def test_a_value_just_below_its_target_shows_one_decimal_more() -> None:
    assert format_actual(79.96, terms()) == "79,96%"


def test_a_milestone_is_said_in_words() -> None:
    done = terms(kind=Kind.MILESTONE, target=1.0)
    assert [format_actual(value, done) for value in (1.0, 0.0)] == ["đã hoàn thành", "chưa hoàn thành"]


def test_a_missing_value_is_a_dash() -> None:
    assert format_actual(None, terms()) == MISSING


@pytest.mark.parametrize("value", [1e300, -1e300, 1e-300])
def test_a_value_beyond_all_measure_still_gives_a_sentence(value: float) -> None:
    wide = terms(bounds=(None, None))
    judgement = judge(wide, [Reading(date(2025, 3, 31), 25.0), Reading(date(2025, 6, 30), value)], date(2025, 7, 10))
    assert sentence("Hồ sơ", judgement, wide, format_actual(value, wide), "≥ 80%").endswith(".")


def test_units_are_named_with_communes_gathered_by_what_they_are() -> None:
    agencies = ("Văn phòng Ủy ban nhân dân tỉnh", "Sở Văn hóa, Thể thao và Du lịch")
    communes = ("Xã Pa Ủ", "Phường Tân Phong", "Xã Tà Tổng", "Đặc khu Lý Sơn")
    units = [OrgUnit(id=name, name=name, abbr="", kind=UnitKind.AGENCY) for name in agencies]
    units += [OrgUnit(id=name, name=name, abbr="", kind=UnitKind.COMMUNE) for name in communes]
    assert unit_names(units) == (
        "Văn phòng UBND tỉnh; Sở Văn hóa, Thể thao và Du lịch; các xã Pa Ủ, Tà Tổng; phường Tân Phong; Đặc khu Lý Sơn"
    )
    assert unit_names(units[2:4], {"Xã Pa Ủ": "2 kỳ"}) == "Xã Pa Ủ (2 kỳ); phường Tân Phong"
    assert unit_names(units[2:5], {"Xã Tà Tổng": "5 kỳ"}) == "Xã Tà Tổng (5 kỳ); xã Pa Ủ; phường Tân Phong"
    assert unit_names([units[4], units[3]], prefix="UBND ") == "UBND xã Tà Tổng; UBND phường Tân Phong"
