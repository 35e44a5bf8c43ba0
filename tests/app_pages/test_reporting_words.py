"""What «Tình hình nộp» and the start page say of who has sent the newest report, and of the month before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.app_pages import overview
from dashboard.app_pages._reporting.words import Picture, finding, sub_line
from dashboard.app_pages._session import Session
from dashboard.domain.forms import Form
from dashboard.domain.periods import Frequency
from dashboard.snapshot import take_snapshot
from dashboard.store.facts import Facts
from dashboard.store.lines import AnyLine
from dashboard.submissions.matrix import report_matrix
from tests.second import DAY, PROVINCE, load_rows, make_workspace
from tests.submissions.journal_lines import excepted, ledger, load, returned

OCTOBER = "2025-10"
WIFI = '      - {id: CB-03, document: kh-minh-hoa, clause: "II.3", scope: province, value: 12, due: 2025-12-31'
REVISED = f"{WIFI}}}\n{WIFI.replace('CB-03', 'CB-03b').replace('12,', '11,')}, revises: CB-03, effective: 2025-11-01}}"
SENT = load("01288", OCTOBER, "submitted", date(2025, 11, 4))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """The second workspace: of October only Phường Tân Giang's report is out. A target was revised on 1 November."""
    workspace = make_workspace(tmp_path_factory.mktemp("words") / "w", (f"{WIFI}}}", REVISED))
    facts, catalogue = load_rows(workspace)
    snapshot = take_snapshot(facts, catalogue, DAY)
    return Session(workspace, facts, snapshot, DAY, DAY, catalogue.org_units[PROVINCE], {}, ())


def picture(session: Session, *lines: AnyLine) -> Picture:
    facts: Facts = session.facts
    figures = facts.observations(until=DAY, known_on=DAY)
    matrix = report_matrix(session.catalogue, figures, ledger(*lines), DAY, Form.BM_01, Frequency.MONTH)
    return Picture(matrix, matrix.newest_due, matrix.rows, {}, ())


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ((), "1/5 đơn vị chưa nộp kỳ tháng 10/2025; tất cả đã chậm từ ba kỳ trở lên"),
        ((SENT,), "Cả 5 đơn vị đã nộp kỳ tháng 10/2025"),
        ((SENT, returned(SENT)), "1/5 đơn vị phải sửa lại báo cáo kỳ tháng 10/2025; tất cả đã chậm từ ba kỳ trở lên"),
        (
            (load("01288", OCTOBER, "refused", date(2025, 11, 4), rejected=3),),
            "1/5 đơn vị phải sửa lại báo cáo kỳ tháng 10/2025; tất cả đã chậm từ ba kỳ trở lên",
        ),
        (
            (excepted("01288", OCTOBER, date(2025, 11, 20)),),
            "4/5 đơn vị đã nộp kỳ tháng 10/2025; 1 đơn vị được gia hạn",
        ),
        (
            (excepted("01288", OCTOBER, date(2025, 11, 20)), SENT, returned(SENT)),
            "4/5 đơn vị đã nộp kỳ tháng 10/2025; 1 đơn vị được gia hạn",
        ),
    ],
    ids=["out", "waiting", "returned", "refused", "given a later day", "given a later day and returned"],
)
def test_all_have_sent_a_period_only_where_nothing_has_to_be_sent_any_more(
    session: Session, lines: tuple[AnyLine, ...], title: str
) -> None:
    assert finding(session, picture(session, *lines)) == title


def test_a_report_that_was_given_a_later_day_is_counted_as_that(session: Session) -> None:
    line = sub_line(session, picture(session, excepted("01288", OCTOBER, date(2025, 11, 20))))
    assert "Kỳ tháng 10: 3 đúng hạn, 1 muộn, 1 được gia hạn." in line


def test_the_start_page_counts_days_from_the_day_that_the_late_unit_was_given(session: Session) -> None:
    day = date(2025, 11, 15)
    known = ledger(excepted("01288", OCTOBER, date(2025, 11, 12)))
    taken = take_snapshot(session.facts, session.catalogue, day, ledger=known)
    text = str(overview.draw(replace(session, snapshot=taken, as_of=day)))
    assert "Hạn nộp 12/11/2025, quá hạn 3 ngày" in text


def test_the_start_page_of_a_unit_that_was_given_a_later_day_says_until_when(session: Session) -> None:
    known = ledger(excepted("01288", OCTOBER, date(2025, 11, 12)))
    taken = take_snapshot(session.facts, session.catalogue, DAY, ledger=known)
    text = str(overview.draw(replace(session, snapshot=taken, scope=session.catalogue.org_units["01288"])))
    assert "Gia hạn đến 12/11/2025" in text and "Hạn nộp 12/11/2025" in text


def test_a_target_that_was_revised_is_not_new_on_the_cards(session: Session) -> None:
    """Two targets cannot be judged in both months; one of them was revised between them."""
    card = str(overview.draw(session)).split("Chưa đánh giá được")[1].split("</a>")[0]
    assert "không đổi so với tháng trước" in card
