"""B72 to B77: encodings, what parts the columns, rows and lines of a CSV file."""

from __future__ import annotations

import time

import pytest

from loaders.reading.cells import RawFile, UnreadableFile
from loaders.reading.process import ParserChild, read_files
from loaders.unreadable import reject_unreadable
from tests.loaders.forms import codes, map_content
from tests.loaders.reading.books import refused, taken

CSV = "don_vi;chi_tieu;kỳ\nSKHCN;so-hoa;2025-11\n"
READ = {1: ["don_vi", "chi_tieu", "kỳ"], 2: ["SKHCN", "so-hoa", "2025-11"]}


def table(raw: RawFile) -> dict[int, list[str]]:
    """The rows of a CSV by their lines; blank cells are left out."""
    return {line: [cell.text for cell in row.values()] for line, row in raw.sheets[0].rows.items()}


def test_b72_a_byte_order_mark_leaves_a_clean_first_header(child: ParserChild) -> None:
    assert table(taken(child, b"\xef\xbb\xbf" + CSV.encode())) == READ


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["", "-le", "-be"])
def test_b73_utf_16_and_utf_32_with_their_mark_are_read(child: ParserChild, encoding: str, order: str) -> None:
    marked = CSV if not order else f"\ufeff{CSV}"
    assert table(taken(child, marked.encode(encoding + order))) == READ


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_b73_utf_16_without_its_mark_is_refused(child: ParserChild, encoding: str) -> None:
    fault = reject_unreadable("a.csv", refused(child, CSV.encode(encoding)))
    assert fault.message == (
        "Tệp «a.csv»: thấy «văn bản UTF-16 không có dấu BOM ở đầu tệp»; cần tệp CSV mã UTF-8. "
        "Cách sửa: lưu lại dạng CSV UTF-8 rồi gửi lại. [TE-07]"
    )


def test_b73_a_half_letter_of_utf_16_is_told_with_its_line(child: ParserChild) -> None:
    assert refused(child, CSV.encode("utf-16") + b"\x41").reason == "encoding"


def test_b74_an_invalid_byte_is_told_with_line_and_place(child: ParserChild) -> None:
    fault = reject_unreadable("a.csv", refused(child, CSV.encode() + b"Sg\xfd;1;2\n"))
    assert fault.message == (
        "Tệp «a.csv»: thấy «byte FD không phải UTF-8 ở dòng 3, ký tự thứ 3»; cần tệp CSV mã UTF-8. "
        "Cách sửa: lưu lại dạng CSV UTF-8 rồi gửi lại. [TE-07]"
    )


def test_b74_cp1258_is_refused_until_the_source_declares_it(child: ParserChild) -> None:
    decomposed = "don_vi;tên\nX;Sơ\u0309 Y tê\u0301\n"
    content = decomposed.encode("cp1258")
    assert refused(child, content) == UnreadableFile("encoding", "1|9|EA")
    assert table(taken(child, content, "cp1258"))[2] == ["X", "Sở Y tế"]


def test_b74_a_byte_that_the_declared_encoding_lacks_is_never_replaced(child: ParserChild) -> None:
    assert refused(child, b"a;b\n\xd2\x81;1\n", "cp1252") == UnreadableFile("encoding", "2|2|81")


def test_b74_a_declared_encoding_gives_way_to_a_byte_order_mark(child: ParserChild) -> None:
    assert table(taken(child, b"\xef\xbb\xbf" + CSV.encode(), "cp1258")) == READ


def test_b74_an_encoding_nobody_knows_is_a_fault_of_the_source_map(child: ParserChild) -> None:
    with pytest.raises(ValueError, match="ebcdic"):
        child.send(b"a", "ebcdic")


def test_b74_files_of_one_source_share_its_encoding(child: ParserChild) -> None:
    contents = [f"a;b\n{letter};1\n".encode("cp1258") for letter in "éà"]
    answers = list(read_files(contents, child, "cp1258"))
    assert [table(each)[2][0] for each in answers if isinstance(each, RawFile)] == ["é", "à"]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_b75_the_header_says_what_parts_the_columns(child: ParserChild, mark: str) -> None:
    assert table(taken(child, CSV.replace(";", mark).encode())) == READ


@pytest.mark.parametrize("line", ["sep=;\r\n", "SEP=;\n", '"sep=;"\n', "sep=;;;\n"])
def test_b75_a_line_that_names_the_mark_is_no_row(child: ParserChild, line: str) -> None:
    raw = taken(child, (line + CSV.replace("kỳ", "kỳ, quý")).encode())
    assert table(raw) == {2: ["don_vi", "chi_tieu", "kỳ, quý"], 3: READ[2]}


def test_b75_a_mark_nobody_would_guess_may_be_named(child: ParserChild) -> None:
    assert table(taken(child, b"sep=^\na^b\n1^2\n")) == {2: ["a", "b"], 3: ["1", "2"]}


def test_b75_a_decimal_comma_inside_a_semicolon_csv_stays_in_its_cell(child: ParserChild) -> None:
    assert table(taken(child, b"a;b\n12,5;1\n"))[2] == ["12,5", "1"]


def test_b75_a_header_with_a_comma_in_a_name_is_parted_by_what_parts_every_row(child: ParserChild) -> None:
    assert table(taken(child, "mã;tên, nếu có;số\na;b;1\nc;d, e, g;2\n".encode()))[3] == ["c", "d, e, g", "2"]


def test_b75_marks_inside_quotes_part_nothing(child: ParserChild) -> None:
    assert table(taken(child, b'"a;b","c\n;d"\n1,2\n')) == {1: ["a;b", "c\n;d"], 3: ["1", "2"]}


@pytest.mark.parametrize("content", [b"a;b,c\n1;2,3\n", b"a;b,c\n"])
def test_b75_a_header_that_two_marks_could_part_is_refused(child: ParserChild, content: bytes) -> None:
    fault = reject_unreadable("a.csv", refused(child, content))
    assert fault.message == (
        "Tệp «a.csv»: thấy «dòng đầu có hai loại dấu ngăn cột: a;b,c»; cần một loại dấu ngăn cột. "
        "Cách sửa: lưu lại CSV với một loại dấu ngăn. [TE-08]"
    )


LINES = {
    "an open quote": (b'a;b\n1;2\n"3;4\n5;6\n', "csv_quote", "3"),
    "letters behind a quote": (b'a;b\n"1"x;2\n', "csv_quote", "2"),
    "a row too long": (b"a;b\n1;2\n1;2;3\n", "csv_ragged", "3|3|2"),
    "a row too short": (b"a;b;c\n1;2;3\n\n1;2\n", "csv_ragged", "4|2|3"),
    "a row too long after a cell of three lines": (b'a;b\n"x\ny\nz";1\n1;2;3\n', "csv_ragged", "5|3|2"),
    "a NUL": (b"a;b\n1;2\n1;\x002\n", "csv_nul", "3"),
    "CR alone": (b"a;b\r1;2\r", "csv_cr", "1"),
    "a line of 1 MB": (b"a;b\n1;2\n1;" + b"x" * 2**20 + b"\n", "csv_long", "3"),
    "a cell of 1 MB in short lines": (b'a;b\n1;"' + b"x\n" * 2**20 + b'"\n', "csv_long", "2"),
}


@pytest.mark.parametrize(("content", "reason", "detail"), LINES.values(), ids=LINES.keys())
def test_b76_a_line_no_writer_of_tables_means_is_refused_by_its_number(
    child: ParserChild, content: bytes, reason: str, detail: str
) -> None:
    assert refused(child, content) == UnreadableFile(reason, detail)


def test_b76_the_words_for_a_ragged_row() -> None:
    assert reject_unreadable("a.csv", UnreadableFile("csv_ragged", "3|4|2")).message == (
        "Tệp «a.csv»: thấy «dòng 3 có 4 cột, dòng đầu có 2 cột»; cần mọi dòng cùng số cột. "
        "Cách sửa: sửa dòng đó rồi gửi lại. [TE-08]"
    )


FINE = {
    "CRLF": (b"a;b\r\n1;2\r\n", {1: ["a", "b"], 2: ["1", "2"]}),
    "CRLF and LF": (b"a;b\r\n1;2\n3;4\r\n", {1: ["a", "b"], 2: ["1", "2"], 3: ["3", "4"]}),
    "no end of line at the end": (b"a;b\n1;2", {1: ["a", "b"], 2: ["1", "2"]}),
    "blank lines": (b"\n\na;b\n\n;\n  \n1;2\n\n", {3: ["a", "b"], 7: ["1", "2"]}),
    "a mark at the end of each row": (b"a;b;\n1;2;\n", {1: ["a", "b"], 2: ["1", "2"]}),
    "a mark at the end of rows alone": (b"a;b\n1;2;\n3;4;;\n", {1: ["a", "b"], 2: ["1", "2"], 3: ["3", "4"]}),
    "quotes in quotes": (b'a;b\n"1 ""x""";2\n', {1: ["a", "b"], 2: ['1 "x"', "2"]}),
    "spaces before quotes": (b'a; "b;c"\n1; "2;3"\n', {1: ["a", "b;c"], 2: ["1", "2;3"]}),
    "a quotation behind a space": (b'a;b\n1; "2" la\n', {1: ["a", "b"], 2: ["1", ' "2" la']}),
    "a quote inside a word": (b'a;b\n5" ong;2\n', {1: ["a", "b"], 2: ['5" ong', "2"]}),
    "an end-of-file mark of DOS": (b"a;b\n1;2\n\x1a", {1: ["a", "b"], 2: ["1", "2"]}),
}  # fmt: skip


@pytest.mark.parametrize(("content", "rows"), FINE.values(), ids=FINE.keys())
def test_b76_what_can_only_mean_one_thing_is_read(
    child: ParserChild, content: bytes, rows: dict[int, list[str]]
) -> None:
    assert table(taken(child, content)) == rows


def test_b76_rows_are_counted_as_lines_though_a_cell_has_a_line_break(child: ParserChild) -> None:
    assert sorted(table(taken(child, b'a;b\n"x\ny";1\nz;2\n'))) == [1, 2, 4]


@pytest.mark.parametrize("content", [b"\n", b" \r\n\r\n", b"\xef\xbb\xbf", b"sep=;\n"])
def test_b77_a_file_of_blank_lines_says_nothing(child: ParserChild, content: bytes) -> None:
    assert refused(child, content) == UnreadableFile("empty_table")


def test_b77_a_header_without_rows_is_refused() -> None:
    content = b"don_vi;chi_tieu;ky;tu_so;mau_so;gia_tri;ghi_chu\n"
    assert codes(map_content(content, "a.csv"))


def test_b77_a_column_that_stands_twice_is_refused() -> None:
    content = b"don_vi;chi_tieu;ky;gia_tri;gia_tri\nSKHCN;so-hoa;2025-11;1;1\n"
    assert "BI-04" in {code for code, _ in codes(map_content(content, "a.csv"))}


def test_b77_a_header_that_comes_again_among_the_rows_is_refused() -> None:
    header = b"don_vi;chi_tieu;ky;tu_so;mau_so;gia_tri;ghi_chu\n"
    content = header + b"SKHCN;so-hoa;2025-11;1;2;;\n" + header
    assert {cell.partition(",")[0] for _, cell in codes(map_content(content, "a.csv"))} == {"dòng 3"}


def test_what_is_no_text_is_told_as_such(child: ParserChild) -> None:
    assert refused(child, bytes(range(1, 32)) * 40) == UnreadableFile("not_text")


def test_prose_has_no_columns(child: ParserChild) -> None:
    assert refused(child, "Kính gửi Sở".encode()) == UnreadableFile("not_table", "Kính gửi Sở")


def test_fifty_thousand_rows_are_read_at_once(child: ParserChild) -> None:
    row = "03388,so-hoa,2025-11,123,456,,ghi chú số,03/11/2025\n"
    content = ("don_vi,chi_tieu,ky,tu_so,mau_so,gia_tri,ghi_chu,ngay_nhan\n" + row * 50_000).encode()
    began = time.process_time()
    assert len(taken(child, content).sheets[0].rows) == 50_001
    assert time.process_time() - began < 3  # Our side of it; 0.5 s on a quiet machine.


def test_more_rows_than_a_form_may_have_are_refused(child: ParserChild) -> None:
    assert refused(child, b"a;b\n" + b"1;2\n" * 200_001) == UnreadableFile("too_many_cells")
