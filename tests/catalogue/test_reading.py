"""YAML as a stranger might write it: nothing is run, nothing is coerced, every refusal has its line."""

import unicodedata

import pytest

from dashboard.catalogue.reading import read_yaml

DEEP = {
    "brackets on lines": "[\n" * 100_000,
    "braces on lines": "{a:\n" * 50_000,
    "dashes on one line": "- " * 20_000,
    "question marks": "? " * 20_000,
    "ever deeper indents": "\n".join(" " * depth + "a:" for depth in range(1500)),
}


def faults_of(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.path) for fault in read_yaml(text.encode(), "indicators.yaml").faults]


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_nesting_that_would_break_the_parser_is_refused(text: str) -> None:
    [fault] = read_yaml(text.encode(), "indicators.yaml").faults
    assert fault.message.startswith("lồng quá sâu")


def test_an_alias_bomb_is_refused_at_each_of_its_lines() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert {line for line, _ in faults_of(bomb)} == {1, 2, 3}


def test_a_tag_is_refused_and_never_constructed() -> None:
    assert faults_of("a: 1\nb: !!python/object/apply:os.system ['true']\n") == [(2, "b")]
    assert faults_of("a: !!binary aGk=\n") == [(1, "a")]


def test_a_code_with_a_leading_zero_must_be_quoted_wherever_it_stands() -> None:
    assert faults_of('03466: x\nscope: [03405, "03466"]\n') == [(1, "03466"), (2, "scope[0]")]


def test_values_stay_what_was_written() -> None:
    text = 'a: 6.5\nb: "6.5"\nc: 2025-12-31\nd: null\ne: yes\nf: 1_000\ng: 0x1F\nh: 12:30\ni: true\nj: .inf\nk: 45\n'
    value = read_yaml(text.encode(), "indicators.yaml").value
    assert {key: (type(item).__name__, str(item)) for key, item in value.items()} == {
        "a": ("float", "6.5"),
        "b": ("str", "6.5"),
        "c": ("date", "2025-12-31"),
        "d": ("NoneType", "None"),
        "e": ("str", "yes"),
        "f": ("str", "1_000"),
        "g": ("str", "0x1F"),
        "h": ("str", "12:30"),
        "i": ("bool", "True"),
        "j": ("str", ".inf"),
        "k": ("int", "45"),
    }


def test_decomposed_vietnamese_is_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "a: Tỷ lệ phủ sóng")
    assert read_yaml(decomposed.encode(), "x").value == {"a": "Tỷ lệ phủ sóng"}


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: 1\n", "x").value == {"a": 1}


def test_a_file_of_several_megabytes_is_refused_unread() -> None:
    assert faults_of("# " + "x" * 4_000_001) == [(1, "")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b: c\n", 1),
        ('a: 1\nb: "x\nc: 1\n', 2),
        ("a: [1, 2\nb: 2\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: \x07\n", 1),
        ("a: 1\nb: @x\n", 2),
    ],
)
def test_a_slip_of_syntax_is_reported_with_its_line(text: str, line: int) -> None:
    assert [found for found, _ in faults_of(text)] == [line]
