"""The element builder: what is escaped, what is left out, what is refused."""

from __future__ import annotations

import pytest

from dashboard.charts.markup import address, badge, coordinate, el, frame, join, link, section, tag
from dashboard.charts.tables import Cell, Column, Row, table
from dashboard.domain.status import Status
from dashboard.text.words import STATUS_WORDS
from tests.charts.reading import HOSTILE, tree, words


def test_text_of_an_element_is_escaped() -> None:
    written = el("p", HOSTILE)
    assert words(written) == HOSTILE
    assert [node.tag for node in tree(written).iter()] == ["root", "p"]


def test_attributes_are_escaped() -> None:
    paragraph = tree(el("p", "x", title=HOSTILE))[0]
    assert paragraph.attrib == {"title": HOSTILE}


def test_markup_is_not_escaped_twice() -> None:
    assert str(el("p", el("b", "a < b"))) == "<p><b>a &lt; b</b></p>"


def test_what_is_none_is_left_out() -> None:
    assert str(el("p", None, "x", [None, "y"], class_=None, hidden=False)) == "<p>xy</p>"


def test_a_bare_attribute_is_written_for_true() -> None:
    assert str(el("details", open=True)) == '<details open=""></details>'


def test_the_text_between_joined_children_is_escaped() -> None:
    assert str(join(["a", "b"], " & ")) == "a &amp; b"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_length_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not a length"):
        el("rect", x=value)


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (-0.001, "0"), (92.0, "92"), (102.56, "102.56"), (1e-9, "0")])
def test_lengths_are_written_short(value: float, text: str) -> None:
    assert coordinate(value) == text


def test_an_address_quotes_its_parameters_and_leaves_out_those_not_chosen() -> None:
    assert address("/chi-tieu", ct="a&b=ố", mt=None) == "/chi-tieu?ct=a%26b%3D%E1%BB%91"


def test_a_link_opens_in_a_new_tab_and_speaks_to_the_component() -> None:
    anchor = tree(link("Số hóa", "/chi-tieu?ct=so-hoa"))[0]
    assert anchor.attrib == {"href": "/chi-tieu?ct=so-hoa", "data-go": "/chi-tieu?ct=so-hoa"}


@pytest.mark.parametrize("to", ["javascript:alert(1)", "//elsewhere.vn", "/\\elsewhere.vn", "https://elsewhere.vn", ""])
def test_a_link_that_leaves_the_app_is_refused(to: str) -> None:
    with pytest.raises(ValueError, match="not a page"):
        link("x", to)


@pytest.mark.parametrize("status", list(Status))
def test_a_badge_has_mark_and_word_of_its_status(status: Status) -> None:
    expected = STATUS_WORDS[status]
    assert words(badge(status)) == expected.mark + expected.word
    assert tree(badge(status))[0].attrib["class"] == f"st {expected.css}"


def test_the_frame_carries_language_and_the_class_that_styles_hang_on() -> None:
    assert tree(frame("x"))[0].attrib == {"class": "ct", "lang": "vi"}


def test_a_section_shows_its_note_and_link_beside_the_heading() -> None:
    head = tree(section("Cần xử lý trước", note="Xếp theo mức chậm", right=link("Xem", "/chi-tieu")))[0][0]
    assert [node.attrib.get("class") for node in head] == [None, "note", "right"]


def test_a_table_names_its_columns_rows_and_purpose() -> None:
    shown = tree(table("Hai xã", [Column("Xã"), Column("Số", "num")], [Row(("Bum Nưa", "12"))]))
    assert [node.text for node in shown.iter("caption")] == ["Hai xã"]
    assert [(node.text, node.attrib["scope"]) for node in shown.iter("th")] == [
        ("Xã", "col"),
        ("Số", "col"),
        ("Bum Nưa", "row"),
    ]
    assert [node.attrib["class"] for node in shown.iter("td")] == ["num"]


def test_a_table_scrolls_in_a_frame_that_the_keyboard_reaches() -> None:
    frame_of_table = tree(table("Hai xã", [Column("Xã")], [Row(("Bum Nưa",))]))[0]
    assert frame_of_table.attrib == {"class": "scroll", "role": "region", "aria-label": "Hai xã", "tabindex": "0"}


def test_cells_after_a_wide_cell_belong_to_the_right_column() -> None:
    columns = [Column("a"), Column("b"), Column("c", "num")]
    shown = tree(table("x", columns, [Row(("1", "2", "3")), Row((Cell("cộng", colspan=2), "3"))]))
    last_row = list(shown.iter("tr"))[-1]
    assert [(node.tag, node.attrib.get("class")) for node in last_row] == [("th", None), ("td", "num")]


def test_a_heading_over_several_rows_is_written_once() -> None:
    rows = [Row((Cell("Tốt hơn", rowspan=2), "một")), Row(("hai",), start=1)]
    shown = tree(table("x", [Column("a"), Column("b")], rows))
    assert [node.attrib["scope"] for node in shown.iter("th")] == ["col", "col", "rowgroup"]
    assert [node.text for node in shown.iter("td")] == ["một", "hai"]


def test_a_chip_is_escaped() -> None:
    assert words(tag(HOSTILE)) == HOSTILE
