"""Two Snapshots beside each other, against a slow plain twin; restated figures, late reports, counts by agency and commune."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analyses.comparison import Change, Restatement, by_lead, by_unit, change_between, compare, corrections
from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.plan import UnitKind
from dashboard.domain.status import Status
from dashboard.snapshot import Snapshot
from tests.figures import Figure, picture_of
from tests.second import PROVINCE, make_workspace
from tests.test_snapshot_mergers import RENAMED, merged, share

OCTOBER, NOVEMBER = date(2025, 10, 10), date(2025, 11, 10)
UNITS = ("VP", "SKH", "01273", "01279", "01288")
JUDGED = ("missed", "off_track", "at_risk", "on_track", "achieved_late", "achieved")


@pytest.mark.parametrize(
    ("was", "now", "change"),
    [
        (Status.ON_TRACK, Status.AT_RISK, Change.WORSENED),
        (Status.OFF_TRACK, Status.MISSED, Change.WORSENED),
        (Status.ON_TRACK, Status.REPORT_OVERDUE, Change.WORSENED),
        (Status.OFF_TRACK, Status.REPORT_OVERDUE, Change.WORSENED),
        (Status.AT_RISK, Status.ACHIEVED, Change.IMPROVED),
        (Status.MISSED, Status.ACHIEVED_LATE, Change.IMPROVED),
        (Status.NOT_DUE, Status.AT_RISK, Change.NEWLY_JUDGED),
        (Status.REPORT_OVERDUE, Status.AT_RISK, Change.NEWLY_JUDGED),
        (Status.NOT_DUE, Status.REPORT_OVERDUE, None),
        (Status.NOT_DUE, Status.NOT_ENOUGH_DATA, None),
        (Status.AT_RISK, Status.NOT_COMPARABLE, None),
        (Status.ON_TRACK, Status.ON_TRACK, None),
    ],
)
def test_a_window_that_opens_or_a_report_that_comes_is_not_worsening(
    was: Status, now: Status, change: Change | None
) -> None:
    assert change_between(was, now) is change


@given(st.sampled_from(Status), st.sampled_from(Status))
def test_what_improves_worsens_on_the_way_back(one: Status, other: Status) -> None:
    if change_between(one, other) is Change.IMPROVED:
        assert change_between(other, one) is Change.WORSENED


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load_catalogue(make_workspace(tmp_path_factory.mktemp("comparison") / "w"))


@pytest.fixture(scope="module")
def two_leads(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    edit = ("    lead: [VP]\n    targets:\n", "    lead: [VP, SKH]\n    targets:\n")
    return load_catalogue(make_workspace(tmp_path_factory.mktemp("two-leads") / "w", edit))


counts = st.integers(0, 100).map(float)
months = st.fixed_dictionaries(
    {
        month: st.lists(st.none() | counts, min_size=5, max_size=5)
        for month in ("2025-07", "2025-08", "2025-09", "2025-10")
    }
)


def pictured(catalogue: Catalogue, reported: Mapping[str, Sequence[float | None]], day: date) -> Snapshot:
    """The Snapshot of shares of 100, one list of five units a month; each unit starts from 0."""
    figures = [Figure(unit, "so-hoa", "2025-06", 0.0, 100.0, 0.0) for unit in UNITS[:2]]
    figures += [Figure(unit, "so-hoa", "2025-07-01", 0.0, 100.0, 0.0) for unit in UNITS[2:]]
    figures += [
        Figure(unit, "so-hoa", month, numerator, 100.0, numerator)
        for month, numerators in reported.items()
        for unit, numerator in zip(UNITS, numerators, strict=True)
        if numerator is not None
    ]
    return picture_of(catalogue, figures, day)


def plain_changes(before: Snapshot, after: Snapshot, unit_id: str) -> dict[Change, set[str]]:
    """What became of each target of one unit, row by row from the rules."""
    expected: dict[Change, set[str]] = {change: set() for change in Change if change is not Change.NEWLY_LATE}
    for row in after.rows:
        if row.org_unit.id != unit_id:
            continue
        earlier = [r for r in before.rows if (r.target, r.org_unit) == (row.target, row.org_unit)]
        if not earlier:
            continue
        was, now = earlier[0].judgement.status.value, row.judgement.status.value
        if was in JUDGED and now in JUDGED and was != now:
            better = JUDGED.index(now) > JUDGED.index(was)
            expected[Change.IMPROVED if better else Change.WORSENED].add(row.target.id)
        if was in JUDGED and now == "report_overdue":
            expected[Change.WORSENED].add(row.target.id)
        if was not in JUDGED and now in JUDGED:
            expected[Change.NEWLY_JUDGED].add(row.target.id)
        for reading in row.readings:
            for older in earlier[0].readings:
                same_day = older.date == reading.date and None not in (older.value, reading.value)
                then, today = earlier[0].pools.get(reading.date), row.pools.get(reading.date)
                same_units = (then and then.reported) == (today and today.reported)
                if same_day and same_units and older.value != reading.value:
                    expected[Change.RESTATED].add(row.target.id)
    return expected


def plain_late(first: Mapping[str, Sequence[float | None]], second: Mapping[str, Sequence[float | None]]) -> set[str]:
    """Who has not sent October and had sent September, the newest that was due before."""
    return {
        u
        for u, then, now in zip(UNITS, first["2025-09"], second["2025-10"], strict=True)
        if now is None and then is not None
    }


@settings(max_examples=60, deadline=None)
@given(months, months, st.sampled_from([None, *UNITS]))
def test_a_comparison_equals_a_plain_twin_that_looks_at_every_row(
    catalogue: Catalogue,
    first: dict[str, list[float | None]],
    second: dict[str, list[float | None]],
    unit_id: str | None,
) -> None:
    before, after = pictured(catalogue, first, OCTOBER), pictured(catalogue, second, NOVEMBER)
    found = compare(before, after, unit_id=unit_id)
    expected = plain_changes(before, after, unit_id or PROVINCE)
    assert {change: {p.row.target.id for p in pairs} for change, pairs in found.by_change} == expected
    assert {u.id for u in found.newly_late} == {u for u in plain_late(first, second) if unit_id in (None, u)}


@settings(max_examples=40, deadline=None)
@given(months, months)
def test_changes_counted_by_lead_and_by_unit_equal_plain_twins(
    catalogue: Catalogue,
    two_leads: Catalogue,
    first: dict[str, list[float | None]],
    second: dict[str, list[float | None]],
) -> None:
    """Every row of the province stands at both that lead it; what a unit's own rows became stands at it, if it does not lead them."""
    before, after = pictured(two_leads, first, OCTOBER), pictured(two_leads, second, NOVEMBER)
    late = plain_late(first, second)
    agencies: dict[str | None, Counter[Change]] = {}
    for change, targets in plain_changes(before, after, PROVINCE).items():
        for target in targets:
            for agency in {"CB-01": ("VP", "SKH"), "CB-03": ("SKH",), "CB-04": ("VP",)}[target]:
                agencies.setdefault(agency, Counter())[change] += 1
    assert by_lead(compare(before, after)) == agencies
    before, after = pictured(catalogue, first, OCTOBER), pictured(catalogue, second, NOVEMBER)
    for kind, units in ((UnitKind.AGENCY, UNITS[:2]), (UnitKind.COMMUNE, UNITS[2:])):
        expected: dict[str, Counter[Change]] = {}
        for unit in units:
            led = {"VP": {"CB-01"}}.get(unit, set())
            changes = plain_changes(before, after, unit).items()
            counts = Counter({c: len(ids - led) for c, ids in changes if ids - led})
            counts += Counter({Change.NEWLY_LATE: 1} if unit in late else {})
            if counts:
                expected[unit] = counts
        assert by_unit(before, after, kind) == expected


def test_a_corrected_figure_is_restated_and_a_late_report_is_not(catalogue: Catalogue) -> None:
    first = {"2025-09": [10.0, 20.0, 30.0, 40.0, None], "2025-10": [20.0, 30.0, 40.0, 50.0, 60.0]}
    corrected = first | {"2025-09": [15.0, 20.0, 30.0, 40.0, None]}
    late = first | {"2025-09": [10.0, 20.0, 30.0, 40.0, 50.0]}
    before = pictured(catalogue, first, NOVEMBER)
    (restated,) = compare(before, pictured(catalogue, corrected, NOVEMBER)).restated
    assert restated.restatements == (Restatement(date(2025, 9, 30), 25.0, 26.25),)
    after = pictured(catalogue, corrected, NOVEMBER)
    assert [(each.unit.id, each.was.value, each.now.value) for each in corrections(before, after, restated)] == [
        ("VP", 10.0, 15.0)
    ]
    assert compare(before, pictured(catalogue, late, NOVEMBER)).restated == ()


def test_a_pool_s_start_that_newer_reports_moved_is_not_restated_and_a_corrected_one_is(catalogue: Catalogue) -> None:
    """The start on 01/07/2025 is added up from the newest of twelve months: June comes in later, or May is corrected."""
    old = [Figure(unit, "so-hoa", "2025-05", 10.0, 100.0, 10.0) for unit in UNITS]
    june, corrected = ([Figure("VP", "so-hoa", month, 20.0, 100.0, 20.0)] for month in ("2025-06", "2025-05"))
    before = picture_of(catalogue, old, OCTOBER)
    row = before.row("CB-01", PROVINCE)
    assert row is not None
    assert (row.readings[0].date, row.readings[0].value) == (date(2025, 7, 1), 10.0)
    newer = picture_of(catalogue, [*old, *june], OCTOBER)
    assert compare(before, newer).restated == ()
    after = picture_of(catalogue, [*old[1:], *corrected], OCTOBER)
    (restated, *_) = compare(before, after).restated
    assert [each.unit.id for each in corrections(before, after, restated)] == ["VP"]


def test_a_renamed_agency_is_held_against_what_it_stood_at_under_its_old_name(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Sở Truyền thông was on plan with August; as Sở Văn hóa và Truyền thông it owes September."""
    renamed = merged(tmp_path_factory.mktemp("renamed") / "w", RENAMED)
    figures = [share("STT", month, value) for month, value in (("2024-12", 10), ("2025-06", 40), ("2025-08", 55))]
    before, after = picture_of(renamed, figures, date(2025, 9, 30)), picture_of(renamed, figures, OCTOBER)
    found = compare(before, after, unit_id="SVT")
    assert [(p.before.org_unit.id, p.row.org_unit.id, p.row.target.id) for p in found.worsened] == [
        ("STT", "SVT", "CB-01")
    ]
    assert by_unit(before, after, UnitKind.AGENCY)["SVT"][Change.WORSENED] == 1


def test_nobody_is_newly_late_while_the_deadline_has_not_passed(catalogue: Catalogue) -> None:
    """October is due on 5 November; four of five have sent it by the 4th."""
    reported = {"2025-09": [10.0] * 5, "2025-10": [10.0] * 4 + [None]}
    before, almost = pictured(catalogue, reported, OCTOBER), pictured(catalogue, reported, date(2025, 11, 4))
    assert compare(before, almost).newly_late == ()
    after = pictured(catalogue, reported, date(2025, 11, 6))
    assert [u.id for u in compare(before, after).newly_late] == ["01288"]
    assert [u.id for u in compare(almost, after).newly_late] == ["01288"]


def test_counts_by_agency_and_by_commune_add_up_to_the_changes(catalogue: Catalogue) -> None:
    summer = {"2025-07": [12, 12, 2, 12, 12], "2025-08": [25, 25, 4, 25, 25], "2025-09": [38, 38, 6, 38, 38]}
    before = pictured(catalogue, summer, OCTOBER)
    after = pictured(catalogue, summer | {"2025-10": [30, 30, 60, 30, None]}, NOVEMBER)
    found = compare(before, after)
    assert [p.row.target.id for p in found.worsened] == ["CB-01"]
    assert by_lead(found)["VP"][Change.WORSENED] == 1
    counted = by_unit(before, after, UnitKind.COMMUNE)
    assert counted["01288"] == Counter({Change.NEWLY_LATE: 1, Change.WORSENED: 1})
    assert counted["01279"] == Counter({Change.WORSENED: 1})
    assert counted["01273"][Change.IMPROVED] >= 1


def test_a_revised_target_is_the_same_promise_and_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    """60 % became 40 % and then 30 %: 38 % of the cases, behind the first plan, meet the last."""
    entry = '      - {{id: CB-0{number}, document: kh-minh-hoa, clause: "II.1", scope: [each_agency, each_commune], value: {value},\n'
    entry += "         due: 2025-12-31, revises: CB-0{of}, effective: {since}}}\n"
    revisions = entry.format(number=5, value=40, of=1, since="2025-10-15")
    revisions += entry.format(number=6, value=30, of=5, since="2025-11-01")
    edit = ("    leading_target: CB-01\n", f"{revisions}    leading_target: CB-01\n")
    revised = load_catalogue(make_workspace(tmp_path_factory.mktemp("revised") / "w", edit))
    reported = {"2025-07": [12, 12, 12, 12, 12], "2025-08": [25, 25, 25, 25, 25], "2025-09": [38, 38, 38, 38, 38]}
    before, after = pictured(revised, reported, date(2025, 10, 14)), pictured(revised, reported, date(2025, 11, 4))
    found = compare(before, after)
    assert [(p.before.target.id, p.row.target.id, p.is_revised) for p in found.improved] == [("CB-01", "CB-06", True)]
    assert found.revised == found.improved
    assert compare(after, after).revised == ()
    assert by_unit(before, after, UnitKind.COMMUNE)["01288"] == Counter({Change.IMPROVED: 1, Change.REVISED: 1})
