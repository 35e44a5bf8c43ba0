"""What goes out comes back: every form is recognised whatever it is called, and says the figures that were put into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Catalogue
from dashboard.domain.forms import Answer, Form, answer_of
from dashboard.domain.periods import parse_period
from dashboard.domain.plan import Indicator, Kind
from dashboard.forms import FormOut, forms_out, write_form
from loaders.mapping.whole_file import Mapped
from loaders.reading.process import ParserChild
from tests.forms.filling import (
    codes,
    collecting,
    columns_of,
    filled,
    form_of,
    nothing_known,
    opened,
    province,
    put,
    read_back,
    rows_of,
    saved,
    sheet_of,
)

PERIODS = ("2025-11", "2025-Q4", "2025-H2", "2025")
Answers = dict[tuple[str, str], object]
Figures = dict[str, tuple[float | None, float | None, float | None]]


@pytest.fixture(scope="module")
def child() -> Iterator[ParserChild]:
    with ParserChild() as running:
        yield running


def owed(catalogue: Catalogue, unit: str, period: str) -> list[Indicator]:
    return catalogue.owed_for(unit, parse_period(period))


def figures_of(mapped: Mapped) -> Figures:
    return {seen.indicator_id: (seen.value, seen.numerator, seen.denominator) for seen in mapped.observations}


@pytest.mark.parametrize("period", PERIODS)
def test_every_form_of_every_unit_is_recognised_and_lacks_nothing_but_figures(period: str, child: ParserChild) -> None:
    known = collecting()
    snapshot = nothing_known(known, illustrative=True)
    seen: dict[Form, int] = {}
    for number, out in enumerate(forms_out(known, parse_period(period))):
        mapped = read_back(write_form(snapshot, out), known, f"{number}.xlsx", child=child)
        assert (mapped.form, mapped.unit, mapped.period) == (out.form.value, out.unit.id, period)
        assert codes(mapped) == ["BI-07"], [fault.message for fault in mapped.rejections]
        assert mapped.warnings == ()
        assert mapped.illustrative
        seen[out.form] = seen.get(out.form, 0) + 1
    assert seen[Form.BM_01] >= 20
    assert seen[Form.BM_04] == 58
    assert seen.get(Form.BM_02, 0) == (1 if period == "2025-11" else 0)


def test_a_form_from_a_workspace_in_real_use_is_not_taken_as_illustrative(child: ParserChild) -> None:
    content = form_of(nothing_known(province()), Form.BM_01, "03466", "2025-11")
    assert not read_back(content, province(), child=child).illustrative


PARTS = st.integers(0, 10**9).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
NUMBERS = st.floats(0, 10**9).map(lambda number: round(number, 3))


@st.composite
def answers(draw: st.DrawFn, indicators: list[Indicator]) -> tuple[Answers, Figures]:
    """Answers to some of the indicators, and the figures they say."""
    given_answers: Answers = {}
    figures: Figures = {}
    for indicator in indicators:
        what = draw(st.sampled_from(("nothing", "figure", "not arising")))
        if what == "not arising":
            given_answers[indicator.id, "Thực hiện"] = "Không phát sinh"
            figures[indicator.id] = (None, 0.0, 0.0)
        elif what == "figure":
            said, figures[indicator.id] = draw(_figure(indicator))
            given_answers |= {(indicator.id, header): value for header, value in said.items()}
    return given_answers, figures


@st.composite
def _figure(
    draw: st.DrawFn, indicator: Indicator
) -> tuple[dict[str, object], tuple[float | None, float | None, float | None]]:
    match answer_of(indicator):
        case Answer.YES_NO:
            yes = draw(st.booleans())
            return {"Thực hiện": "Có" if yes else "Không"}, (float(yes), None, None)
        case Answer.VALUE:
            number = draw(NUMBERS)
            return {"Thực hiện": number}, (number, None, None)
        case Answer.PARTS:
            numerator, denominator = draw(PARTS)
            said = {"Tử số": numerator, "Mẫu số": denominator}
            if denominator == 0 and indicator.is_ratio:
                return said, (None, 0.0, 0.0)
            value = 100 * numerator / denominator if indicator.is_ratio else float(numerator)
            return said, (value, float(numerator), float(denominator))


@pytest.mark.parametrize(("unit", "period"), [("VPUBND", "2025-11"), ("SKHCN", "2025"), ("03466", "2026-12")])
def test_a_filled_in_form_says_the_figures_that_were_put_in(unit: str, period: str, child: ParserChild) -> None:
    blank = form_of(nothing_known(province()), Form.BM_01, unit, period)
    asked = owed(province(), unit, period)

    @given(answers(asked))
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def holds(case: tuple[Answers, Figures]) -> None:
        said, figures = case
        mapped = read_back(filled(blank, said), province(), child=child)
        assert codes(mapped) == ([] if figures else ["BI-07"]), [fault.message for fault in mapped.rejections]
        assert figures_of(mapped) == figures

    holds()


@given(case=st.data())
@settings(max_examples=15, deadline=None)
def test_a_filled_in_table_for_many_units_says_each_unit_s_figures(case: st.DataObject, child: ParserChild) -> None:
    book = opened(form_of(nothing_known(collecting()), Form.BM_02, "VPUBND", "2025-11"))
    sheet = sheet_of(book)
    first = {"so-hoa-ho-so": 4, "ho-so-truc-tuyen": 6, "ban-lom-song": 8}
    expected = {}
    rows = {code: row for code, row in rows_of(sheet).items() if code.startswith("03")}
    for code in case.draw(st.lists(st.sampled_from(sorted(rows)), unique=True, min_size=1)):
        key = case.draw(st.sampled_from(sorted(first)))
        numerator, denominator = case.draw(PARTS)
        put(sheet, rows[code], first[key], numerator)
        put(sheet, rows[code], first[key] + 1, denominator)
        expected[code, key] = (float(numerator), float(denominator))
    mapped = read_back(saved(book), collecting(), child=child)
    assert codes(mapped) == [], [fault.message for fault in mapped.rejections]
    found = {(s.org_unit_id, s.indicator_id): (s.numerator, s.denominator) for s in mapped.observations}
    assert found == expected


def test_a_table_may_ask_agencies_for_figures_of_every_kind(child: ParserChild) -> None:
    asked: dict[str, dict[str, object]] = {
        "ky-nang-cb-tinh": {},
        "lam-chu-ky-nang": {"kind": Kind.MILESTONE, "numerator": "Kế hoạch đã ban hành", "denominator": None},
        "du-lieu-truc-lien-thong": {"unit": "bộ dữ liệu", "denominator": None, "bounds": (0.0, None), "rules": ()},
    }
    collected = {"collected_by": (("each_agency", "SKHCN"),)}
    known = province()
    changed = {key: known.indicators[key].model_copy(update=more | collected) for key, more in asked.items()}
    catalogue = replace(known, indicators=known.indicators | changed)
    book = opened(form_of(nothing_known(catalogue), Form.BM_02, "SKHCN", "2025-Q4"))
    sheet = sheet_of(book)
    row = rows_of(sheet)["STC"]
    for column, value in enumerate((3, 4, "Có", 12.5), start=4):
        put(sheet, row, column, value)
    mapped = read_back(saved(book), catalogue, child=child)
    assert codes(mapped) == [], [fault.message for fault in mapped.rejections]
    found = {s.indicator_id: (s.org_unit_id, s.value) for s in mapped.observations}
    assert found == {key: ("STC", value) for key, value in zip(asked, (75.0, 1.0, 12.5), strict=True)}


def test_nothing_arising_is_said_in_the_numerator_of_a_table_for_many_units(child: ParserChild) -> None:
    book = opened(form_of(nothing_known(collecting()), Form.BM_02, "VPUBND", "2025-11"))
    sheet = sheet_of(book)
    put(sheet, rows_of(sheet)["03466"], 4, "Không phát sinh")
    mapped = read_back(saved(book), collecting(), child=child)
    (seen,) = mapped.observations
    assert (seen.org_unit_id, seen.indicator_id, seen.value, seen.denominator) == ("03466", "so-hoa-ho-so", None, 0.0)


def test_a_form_is_known_by_its_hidden_sheet_whatever_it_and_its_sheet_are_called(child: ParserChild) -> None:
    book = opened(form_of(nothing_known(province()), Form.BM_01, "03466", "2025-11"))
    sheet = sheet_of(book)
    put(sheet, rows_of(sheet)["nv-quy-4"], columns_of(sheet)["Tử số"], 3)
    put(sheet, rows_of(sheet)["nv-quy-4"], columns_of(sheet)["Mẫu số"], 4)
    sheet.title = "Sheet1"
    mapped = read_back(saved(book), province(), "Bản sao của Book1 (2).xlsx", child=child)
    assert codes(mapped) == []
    assert figures_of(mapped) == {"nv-quy-4": (75.0, 3.0, 4.0)}


def test_a_title_that_names_another_unit_than_the_hidden_sheet_is_refused_and_both_are_named(
    child: ParserChild,
) -> None:
    book = opened(form_of(nothing_known(province()), Form.BM_01, "03466", "2025-11"))
    sheet = sheet_of(book)
    sheet["C2"], sheet["C3"] = "Xã Bum Tở", "03433"
    mapped = read_back(saved(book), province(), child=child)
    (fault,) = mapped.rejections
    assert "Xã Bum Nưa (03466)" in fault.message
    assert "03433" in fault.message


def test_a_form_can_be_made_for_every_unit_that_owes_one() -> None:
    november = parse_period("2025-11")
    out = list(forms_out(province(), november, Form.BM_01))
    owing = [unit for unit in province().org_units.values() if province().owed_for(unit.id, november)]
    assert out == [FormOut(Form.BM_01, unit, november) for unit in owing]
    assert len(out) == 58
