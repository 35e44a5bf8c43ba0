"""What is typed into small forms: days as people write them, and nothing that is none."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.app_pages._panel import Act
from dashboard.app_pages._reporting.acting import Result, Wrong, required, typed_day


@pytest.mark.parametrize("text", ["05/12/2025", "5/12/2025", " 05-12-2025 ", "5.12.2025"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert typed_day(text, "han", "Hạn nộp") == date(2025, 12, 5)


@pytest.mark.parametrize("text", ["31/11/2025", "2025", "mai", "05/12/25/1", "5/12/99999", "0/0/0", "٠/١/٢ x"])
def test_what_is_no_day_is_repeated_with_what_to_write(text: str) -> None:
    with pytest.raises(Wrong) as found:
        typed_day(text, "han", "Hạn nộp")
    assert str(found.value) == f"Hạn nộp: «{text}» không phải ngày; hãy ghi như 05/12/2025."
    assert found.value.field_name == "han"


def test_an_empty_day_is_asked_for() -> None:
    with pytest.raises(Wrong, match="Hạn nộp: Chưa ghi ngày; hãy ghi như 05/12/2025"):
        typed_day("  ", "han", "Hạn nộp")


def test_a_year_of_two_figures_is_not_taken_for_the_first_century() -> None:
    with pytest.raises(Wrong):
        typed_day("5/12/25", "han", "Hạn nộp")


def test_a_text_of_blanks_is_no_reason() -> None:
    with pytest.raises(Wrong, match="Cần ghi lý do"):
        required(" \n ", "ly_do", "Cần ghi lý do.")


def test_typed_fields_and_faults_come_back_only_to_their_own_form() -> None:
    result = Result("mien", "Cần ghi lý do miễn.", True, "ly_do", {"donvi": "TTRT"})
    assert result.typed("mien", "donvi") == "TTRT"
    assert result.typed("tra-lai", "donvi") == ""
    assert result.fault_of("mien", "ly_do") == "Cần ghi lý do miễn."
    assert result.fault_of("mien", "donvi") == ""
    assert result.fault_of("tra-lai", "ly_do") == ""


def _visit(path: str) -> None:
    import streamlit as st

    from dashboard.app_pages import _panel

    _panel.turn_to(path)
    st.session_state["taken"] = _panel.take_act("khoa")


@pytest.mark.parametrize(("visited", "is_taken"), [(["/ky"], True), (["/", "/ky"], False)])
def test_an_act_is_done_on_its_own_page_or_not_at_all(visited: list[str], is_taken: bool) -> None:
    """Who stepped back before it was taken finds it not done, and it is not done when they return either."""
    tested = AppTest.from_function(_visit, args=(visited[0],))
    tested.session_state["acts_page"] = "/ky"
    tested.session_state["acts_waiting"] = {"khoa": [Act("khoa", {}, 1)]}
    tested.run()
    for path in visited[1:]:
        again = AppTest.from_function(_visit, args=(path,))
        for key in ("acts_page", "acts_waiting"):
            if key in tested.session_state:
                again.session_state[key] = tested.session_state[key]
        tested = again.run()
    assert (tested.session_state["taken"] is not None) is is_taken
