"""How a unit has kept its reports: what is settled, what of it came in time, and nothing where nothing fell due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.periods import Frequency, parse_period
from dashboard.store.lines import AnyLine
from dashboard.submissions.record import ReportRecord, report_records
from tests.second import DAY
from tests.submissions.journal_lines import excepted, figure, figures_of, ledger, load, second_catalogue, waived

CATALOGUE = second_catalogue()
UNITS = ("VP", "SKH", "01273", "01279", "01288")
MONTHS = ("2025-08", "2025-09", "2025-10")
DAYS = st.dates(date(2025, 8, 25), date(2025, 11, 20))
PLACES = st.tuples(st.sampled_from(UNITS), st.sampled_from(MONTHS))


def records(day: date = DAY, count: int = 5) -> dict[str, ReportRecord]:
    return report_records(CATALOGUE, figures_of(), ledger(), day, count=count)


def told(record: ReportRecord) -> dict[tuple[str, str], str]:
    return {(each.form.code, each.period.id): each.cell.words() for each in record.reports}


def test_a_record_holds_every_form_and_frequency_the_newest_period_first() -> None:
    record = records()["VP"]
    ends = [each.period.end for each in record.reports]
    assert ends == sorted(ends, reverse=True)
    assert {("BM-01", "2025-10"), ("BM-01", "2025-Q3")} <= set(told(record))


def test_the_rate_is_of_reports_that_are_settled() -> None:
    record = records(count=1)["VP"]
    assert (told(record)["BM-01", "2025-10"], told(record)["BM-01", "2025-Q3"]) == ("✓ Đúng hạn", "✓ Đúng hạn")
    assert (record.on_time_count, len(record.judged), record.on_time_rate) == (2, 2, 1.0)
    silent = records(count=1)["01288"]
    assert [each.period.id for each in silent.warned] == ["2025-10"]
    assert silent.on_time_rate == 0.5


def test_before_a_deadline_nothing_is_settled_and_there_is_no_rate() -> None:
    early = records(date(2025, 10, 31), count=1)["01288"]
    october = [each for each in early.reports if each.period.id == "2025-10"]
    assert ReportRecord(tuple(october)).on_time_rate is None
    assert ReportRecord(()).on_time_rate is None


def test_a_waived_report_is_not_in_the_record() -> None:
    known = report_records(CATALOGUE, figures_of(), ledger(waived("01288", "2025-10")), DAY, count=1)
    assert "2025-10" not in {each.period.id for each in known["01288"].reports}


def test_a_merged_unit_s_reports_stand_under_its_heir() -> None:
    closed = CATALOGUE.org_units["01288"].model_copy(update={"successor": "01279", "valid_to": date(2025, 11, 1)})
    merged = replace(CATALOGUE, org_units=CATALOGUE.org_units | {"01288": closed})
    known = report_records(merged, figures_of(), ledger(), DAY, count=1)
    assert "01288" not in known
    assert sum(each.period.id == "2025-10" for each in known["01279"].reports) == 2


@settings(max_examples=60, deadline=None)
@given(
    arrived=st.dictionaries(PLACES, DAYS, max_size=15),
    waiting=st.dictionaries(PLACES, DAYS, max_size=4),
    waivers=st.sets(PLACES, max_size=3),
    exceptions=st.dictionaries(PLACES, DAYS, max_size=3),
    day=st.dates(date(2025, 11, 1), date(2025, 11, 25)),
)
def test_the_rate_equals_a_plain_twin_that_counts_report_by_report(
    arrived: dict[tuple[str, str], date],
    waiting: dict[tuple[str, str], date],
    waivers: set[tuple[str, str]],
    exceptions: dict[tuple[str, str], date],
    day: date,
) -> None:
    lines: list[AnyLine] = [load(*place, "submitted", on) for place, on in waiting.items()]
    lines += [waived(*place) for place in waivers] + [excepted(*place, until) for place, until in exceptions.items()]
    figures = [figure(unit, "so-hoa", month, on) for (unit, month), on in arrived.items() if on <= day]
    known = report_records(CATALOGUE, figures, ledger(*lines), day, count=3)
    for unit in UNITS:
        in_time = settled = 0
        for month in MONTHS:
            place = (unit, month)
            if place in waivers:
                continue
            due = max(parse_period(month).end + timedelta(days=5), exceptions.get(place, date.min))
            days = (arrived.get(place), waiting.get(place))
            came = next((on for on in days if on is not None and on <= day), None)
            if came is None and day <= due:
                continue
            settled += 1
            in_time += came is not None and came <= due
        monthly = [s for s in known[unit].reports if s.period.frequency is Frequency.MONTH] if unit in known else []
        record = ReportRecord(tuple(monthly))
        assert (record.on_time_count, len(record.judged)) == (in_time, settled)
        assert record.on_time_rate == (in_time / settled if settled else None)
