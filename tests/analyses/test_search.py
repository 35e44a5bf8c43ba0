"""Search over indicators, targets, agencies, communes and tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analyses.search import Hit, find
from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.settings import Workspace
from dashboard.text.searching import plain
from tests.browser import ROOT

DAY = date(2025, 12, 5)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(Workspace(ROOT))


def found(catalogue: Catalogue, text: str, on: date = DAY) -> list[tuple[str, str]]:
    return [(hit.kind, hit.id) for hit in find(catalogue, text, on)]


@pytest.mark.parametrize(
    ("text", "kind", "item"),
    [
        ("Bum Nưa", "commune", "03466"),
        ("bum nua", "commune", "03466"),
        ("  NƯA   bum ", "commune", "03466"),
        ("03466", "commune", "03466"),
        ("sở kh&cn", "agency", "SKHCN"),
        ("cong nghe khoa hoc so", "agency", "SKHCN"),
        ("Đài Phát thanh và Truyền hình", "agency", "BAOPTTH"),
        ("được số hóa", "indicator", "so-hoa-ho-so"),
        ("ty le phu song 5g", "indicator", "phu-song-5g"),
        ("T-000-11", "target", "T-000-11"),
        ("6896 số hóa", "target", "T-000-11"),
        ("lanh dao kiem tra thuc hien", "task", "N-001-I-01"),
    ],
)
def test_the_best_answer_to_what_people_type(catalogue: Catalogue, text: str, kind: str, item: str) -> None:
    answers = found(catalogue, text)
    assert (kind, item) in answers
    if kind != "task":
        assert answers[0] == (kind, item)


def test_what_is_typed_begins_a_word_and_words_side_by_side_come_first(catalogue: Catalogue) -> None:
    found_names = [hit.name for hit in find(catalogue, "so hoa", DAY, limit=100)]
    assert "Sở Khoa học và Công nghệ" not in found_names
    assert all("số hóa" in name.casefold() for name in found_names[:8])


@pytest.mark.parametrize("typed", ["số hóa", "số hoá", "SỐ HÓA"])
def test_names_that_hold_every_word_whole_are_sure_and_stand_first(catalogue: Catalogue, typed: str) -> None:
    """«Tỷ lệ phủ sóng 5G» has «só…» in its name and «hoạch» in its plan; «Sở Văn hóa» differs in its diacritics."""
    hits = find(catalogue, typed, DAY, limit=100)
    sure = [hit.name for hit in hits if hit.is_sure]
    assert hits[: len(sure)] == tuple(hit for hit in hits if hit.is_sure)
    assert len(sure) == 8
    assert all("số hóa" in name.casefold() for name in sure)
    assert {"Tỷ lệ phủ sóng 5G", "Sở Văn hóa, Thể thao và Du lịch"} <= {hit.name for hit in hits[len(sure) :]}


def test_what_was_typed_without_diacritics_agrees_with_any_and_what_is_half_typed_with_no_name(
    catalogue: Catalogue,
) -> None:
    assert [hit.id for hit in find(catalogue, "bum", DAY) if hit.is_sure][:3] == ["03433", "03466", "03460"]
    assert {hit.id for hit in find(catalogue, "van hoa", DAY) if hit.is_sure} >= {"SVHTTDL"}
    assert not any(hit.is_sure for hit in find(catalogue, "phủ són", DAY))
    assert find(catalogue, "T-000-11", DAY)[0].is_sure


def test_what_agrees_in_its_diacritics_stands_before_what_does_not(catalogue: Catalogue) -> None:
    names = [hit.name for hit in find(catalogue, "Tân", DAY) if hit.kind == "commune"]
    with_mark = [name for name in names if "Tân" in name]
    assert names[: len(with_mark)] == with_mark
    assert len(names) > len(with_mark)


def test_a_unit_that_became_another_is_found_by_its_old_name_under_the_new_one(catalogue: Catalogue) -> None:
    old = OrgUnit(
        id="STTTT", kind=UnitKind.AGENCY, name="Sở Thông tin và Truyền thông", abbr="Sở TT&TT", reports=True,
        valid_to=date(2025, 2, 28), successor="SKHCN",
    )  # fmt: skip
    merged = replace(catalogue, org_units=catalogue.org_units | {old.id: old})
    [hit] = [h for h in find(merged, "sở thông tin truyền thông", DAY) if h.kind == "agency"]
    assert hit == Hit("agency", "SKHCN", "Sở Khoa học và Công nghệ", "trước đây: Sở Thông tin và Truyền thông")
    assert found(merged, "Sở TT&TT", date(2025, 2, 1))[0] == ("agency", "STTTT")


def test_units_that_were_closed_without_a_successor_are_not_found(catalogue: Catalogue) -> None:
    gone = OrgUnit(id="CU", kind=UnitKind.AGENCY, name="Ban Quản lý cũ", abbr="", valid_to=date(2025, 2, 28))
    merged = replace(catalogue, org_units=catalogue.org_units | {gone.id: gone})
    assert found(merged, "ban quan ly cu") == []
    assert found(merged, "ban quan ly cu", date(2025, 2, 1)) == [("agency", "CU")]


def test_a_target_that_no_longer_holds_is_not_found(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["so-hoa-ho-so"]
    revised = indicator.targets[0].model_copy(
        update={"id": "T-999-01", "revises": "T-000-11", "effective": date(2025, 11, 1)}
    )
    changed = indicator.model_copy(update={"targets": (*indicator.targets, revised)})
    newer = replace(catalogue, indicators=catalogue.indicators | {changed.id: changed})
    assert found(newer, "T-000-11") == []
    assert found(newer, "T-000-11", date(2025, 10, 1)) == [("target", "T-000-11")]


@pytest.mark.parametrize("text", ["", "   ", "?!", "«»", "không có ở đâu cả zzz"])
def test_nothing_typed_and_nothing_like_it_find_nothing(catalogue: Catalogue, text: str) -> None:
    assert find(catalogue, text, DAY) == ()


def test_no_more_than_asked_are_given_and_none_twice(catalogue: Catalogue) -> None:
    everything = find(catalogue, "so", DAY, limit=500)
    assert len({(hit.kind, hit.id) for hit in everything}) == len(everything)
    assert find(catalogue, "so", DAY, limit=7) == everything[:7]


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_every_name_finds_itself_first_in_any_case_and_without_diacritics(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    names = [
        ("commune" if u.kind is UnitKind.COMMUNE else "agency", u.id, u.name)
        for u in catalogue.org_units.values()
        if u.reports
    ]
    names += [("indicator", i.id, i.name) for i in catalogue.indicators.values()]
    names += [("task", t.id, t.title) for t in catalogue.tasks]
    kind, item, name = data.draw(st.sampled_from(names))
    typed = data.draw(st.sampled_from([name, name.upper(), plain(name)]))
    first = [hit for hit in find(catalogue, typed, DAY) if hit.kind != "target"]
    place = [(hit.kind, hit.id) for hit in first].index((kind, item))
    assert {plain(hit.name) for hit in first[: place + 1]} == {plain(name)}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["so", "hóa", "Sở", "ủy", "xã", "2025", "dich vu", "công"]), min_size=2, max_size=4))
def test_every_further_word_narrows_the_answers_whatever_the_order(catalogue: Catalogue, words: list[str]) -> None:
    def answers(typed: list[str]) -> set[tuple[str, str]]:
        return {(hit.kind, hit.id) for hit in find(catalogue, " ".join(typed), DAY, limit=500)}

    every = answers(words)
    assert every <= answers(words[:-1])
    assert every == answers(words[::-1])
