"""Whose is what: tasks of the province's list, with reports, merged units and groups; nothing counted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analyses.ownership import Owner, TaskProgress, owners, task_progress
from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.catalogue.model import Task
from dashboard.domain.observations import Provenance
from dashboard.domain.periods import parse_period
from dashboard.domain.task_reports import TaskReport, TaskState
from dashboard.domain.task_standing import TaskStanding
from dashboard.settings import Workspace
from dashboard.snapshot import Snapshot
from tests.browser import ROOT
from tests.figures import Figure, picture_of
from tests.second import make_workspace

DAY = date(2025, 12, 5)
LATE_TASK, GROUP_TASK, TWO_LEADS = "N-001-V-08", "N-001-V-13", "N-001-I-08"
PLACE = Provenance("0" * 64, "bm04.xlsx", "BM-04", "E9, F9")


@pytest.fixture(scope="module")
def province() -> Catalogue:
    return load_catalogue(Workspace(ROOT))


def picture(catalogue: Catalogue, day: date = DAY) -> Snapshot:
    """A Snapshot without rows, its catalogue that of the day: what tasks need of it."""
    return Snapshot(
        as_of=day,
        known_on=day,
        facts_id="none",
        catalogue=catalogue.with_heirs(day),
        illustrative=False,
        rows=(),
        report_states=(),
        series={},
    )


def said(unit: str, task: str, state: TaskState, period: str = "2025-11", received: date = DAY) -> TaskReport:
    return TaskReport(unit, task, parse_period(period), state, None, "", "", "", "", received, PLACE)


def with_unit(catalogue: Catalogue, unit_id: str, **changed: Any) -> Catalogue:
    unit = catalogue.org_units[unit_id].model_copy(update=changed)
    return replace(catalogue, org_units=catalogue.org_units | {unit_id: unit})


def progress(catalogue: Catalogue, task: str, *reports: TaskReport, day: date = DAY) -> TaskProgress:
    return next(t for t in task_progress(picture(catalogue, day), reports) if t.task.id == task)


def owner(catalogue: Catalogue, unit_id: str, *reports: TaskReport) -> Owner:
    return next(o for o in owners(picture(catalogue), reports) if o.unit is not None and o.unit.id == unit_id)


def test_each_task_stands_once_under_the_lead_named_first(province: Catalogue) -> None:
    found = owners(picture(province), ())
    assert sorted(t.task.id for o in found for t in o.tasks) == sorted(t.id for t in province.tasks)
    assert {o.unit.id if o.unit else None: len(o.tasks) for o in found if o.tasks} == {
        "SKHCN": 19, "VPUBND": 10, "STC": 4, "SVHTTDL": 1, "SCT": 1, "SNGV": 1, "NHOM_SBN": 3, "NHOM_DP": 1,
    }  # fmt: skip
    assert [t.task.id for t in owner(province, "SVHTTDL").also_tasks] == [TWO_LEADS]


def test_owners_stand_in_the_order_of_the_list_of_units_and_nobody_last(province: Catalogue) -> None:
    found = owners(picture(province), ())
    ranks = [o.unit.sort_rank for o in found if o.unit is not None]
    assert ranks == sorted(ranks)
    assert [o for o in found if o.unit is None] == [found[-1]]


def test_an_overdue_task_stays_overdue_until_its_unit_reports_it_done(province: Catalogue) -> None:
    assert progress(province, LATE_TASK).standing is TaskStanding.UNREPORTED
    ongoing = said("VPUBND", LATE_TASK, TaskState.ONGOING)
    assert progress(province, LATE_TASK, ongoing).standing is TaskStanding.OVERDUE
    done = said("VPUBND", LATE_TASK, TaskState.DONE)
    assert progress(province, LATE_TASK, ongoing, done).standing is TaskStanding.DONE


def test_the_newest_period_is_the_last_word_and_within_it_the_newest_vintage(province: Catalogue) -> None:
    october = said("VPUBND", LATE_TASK, TaskState.DONE, "2025-10")
    november = said("VPUBND", LATE_TASK, TaskState.ONGOING, "2025-11")
    corrected = said("VPUBND", LATE_TASK, TaskState.NOT_STARTED, "2025-11")
    for order in ((october, november), (november, october)):
        assert progress(province, LATE_TASK, *order).newest["VPUBND"] is november
    assert progress(province, LATE_TASK, october, november, corrected).newest["VPUBND"] is corrected


def test_a_report_not_received_or_not_ended_by_the_day_is_not_known(province: Catalogue) -> None:
    later = said("VPUBND", LATE_TASK, TaskState.DONE, "2025-11", date(2025, 12, 6))
    december = said("VPUBND", LATE_TASK, TaskState.DONE, "2025-12")
    assert progress(province, LATE_TASK, later, december).newest == {}


def test_a_report_of_who_does_not_lead_the_task_says_nothing_about_it(province: Catalogue) -> None:
    assert progress(province, LATE_TASK, said("SYT", LATE_TASK, TaskState.DONE)).standing is TaskStanding.UNREPORTED


def test_a_task_of_groups_is_its_members_and_done_when_all_of_them_say_so(province: Catalogue) -> None:
    units = progress(province, GROUP_TASK).units
    assert len(units) == 20 + 38
    all_done = [said(u, GROUP_TASK, TaskState.DONE) for u in units]
    assert progress(province, GROUP_TASK, *all_done).standing is TaskStanding.DONE
    assert progress(province, GROUP_TASK, *all_done[:-1]).standing is TaskStanding.DUE_SOON


def test_a_merged_agency_s_tasks_and_reports_stand_under_its_heir(province: Catalogue) -> None:
    merged = with_unit(province, "SNGV", successor="VPUBND", valid_to=date(2025, 11, 30))
    before, after = picture(merged, date(2025, 11, 30)), picture(merged, date(2025, 12, 1))
    counts = [{o.unit.id: len(o.tasks) for o in owners(s, ()) if o.unit} for s in (before, after)]
    assert (counts[0]["SNGV"], counts[0]["VPUBND"]) == (1, 10)
    assert "SNGV" not in counts[1]
    assert counts[1]["VPUBND"] == 11
    task = next(t.id for t in province.tasks if t.lead == ("SNGV",))
    report = said("SNGV", task, TaskState.ONGOING, "2025-10")
    assert progress(merged, task, report).newest == {"VPUBND": report}


def test_before_its_document_starts_a_task_is_nobody_s(province: Catalogue) -> None:
    assert task_progress(picture(province, date(2024, 1, 1)), ()) == ()


def test_an_heir_is_followed_to_the_end_and_from_the_day_after_the_last(province: Catalogue) -> None:
    chain = with_unit(province, "SNGV", successor="SCT", valid_to=date(2025, 6, 30))
    chain = with_unit(chain, "SCT", successor="STC", valid_to=date(2025, 12, 31))
    days = (date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [u.id for day in days if (u := chain.heir("SNGV", day))] == ["SNGV", "SCT", "SCT", "STC"]
    assert chain.heir("khong-co", DAY) is None
    # Merged before the list was made: no last day is known.
    merged = province.heir("DPTTH", date(2024, 1, 1))
    assert merged is not None
    assert merged.id == "BAOPTTH"


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load_catalogue(make_workspace(tmp_path_factory.mktemp("owners") / "w"))


TARGETS = {"CB-01": "so-hoa", "CB-03": "wifi-cong-cong", "CB-04": "ho-so-tre-han"}
leads = st.lists(st.sampled_from(["VP", "SKH", "01273"]), max_size=2, unique=True).map(tuple)
days = st.none() | st.dates(date(2025, 10, 1), date(2026, 2, 1))
TASK = Task(
    id="", document="kh-minh-hoa", section="I", number="1", title="Việc", product="", lead=(), coordinating=(),
    deadline_text="", due=None, recurrence="once",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    led=st.fixed_dictionaries(dict.fromkeys(TARGETS.values(), leads)),
    given_tasks=st.lists(st.tuples(leads, days), max_size=6),
    reports=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["VP", "SKH", "01273"]), st.sampled_from(TaskState))),
    late=st.integers(0, 100),
)
def test_what_each_owner_answers_for_equals_a_plain_twin(
    second: Catalogue,
    led: dict[str, tuple[str, ...]],
    given_tasks: list[tuple[tuple[str, ...], date | None]],
    reports: list[tuple[int, str, TaskState]],
    late: int,
) -> None:
    """Whoever is named first answers; a task is overdue past its day unless all who must do it said so; nobody is counted twice."""
    indicators = {key: each.model_copy(update={"lead": led[key]}) for key, each in second.indicators.items()}
    tasks = tuple(
        TASK.model_copy(update={"id": f"N-{n}", "lead": lead, "due": due}) for n, (lead, due) in enumerate(given_tasks)
    )
    catalogue = replace(second, indicators=indicators, tasks=tasks)
    figures = [Figure("VP", "ho-so-tre-han", "2025-Q3", float(late), 100.0, float(late))]
    snapshot = picture_of(catalogue, figures, DAY)
    found = {o.unit.id if o.unit else None: o for o in owners(snapshot, [said(u, f"N-{n}", s) for n, u, s in reports])}
    assert None in found
    for owner_id in (None, "VP", "SKH", "01273"):
        first = {t for t, i in TARGETS.items() if (led[i] or (None,))[0] == owner_id}
        second_named = {t for t, i in TARGETS.items() if owner_id in led[i][1:]}
        mine = [n for n, (lead, _) in enumerate(given_tasks) if (lead or (None,))[0] == owner_id]
        overdue: set[str] = set()
        for n in mine:
            last = {u: s for number, u, s in reports if number == n}
            lead, due = given_tasks[n]
            done = bool(lead) and all(last.get(u) in (TaskState.DONE, TaskState.NOT_ARISING) for u in lead)
            if due is not None and due < DAY and not done:
                overdue.add(f"N-{n}")
        owner = found.get(owner_id, Owner(None, (), (), (), ()))
        assert {r.target.id for r in owner.rows} == first
        assert {r.target.id for r in owner.also_rows} == second_named
        assert {t.task.id for t in owner.tasks} == {f"N-{n}" for n in mine}
        assert {t.task.id for t in owner.past_due} == overdue
        bad = {r.target.id for r in owner.rows if r.judgement.status.value in ("missed", "off_track", "at_risk")}
        assert {r.target.id for r in owner.flagged} == bad
