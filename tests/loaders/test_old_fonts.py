"""B70: TCVN3, VNI, mojibake and lost letters are found and converted; right text in any language is left alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

import openpyxl
import pytest
import yaml

from loaders.parsing.font_conversion import READ_FIRST, converted_copy
from loaders.parsing.old_fonts import (
    TCVN3_LETTERS,
    VNI_LETTERS,
    OldFont,
    convert,
    converted_text,
    is_syllable,
    looks_garbled,
    old_font_of,
)
from loaders.reading.cells import CellKind, RawCell, UnreadableFile
from loaders.unreadable import reject_unreadable
from tests.browser import ROOT
from tests.loaders.forms import read
from tests.loaders.reading.books import archive, book_parts, sheet_xml, styles_xml

TCVN3 = {
    "Uû ban nh©n d©n": "Uỷ ban nhân dân",
    "tØnh Lai Ch©u": "tỉnh Lai Châu",
    "Së Khoa häc vµ C«ng nghÖ": "Sở Khoa học và Công nghệ",
    "®iÓm sãng di ®éng": "điểm sóng di động",
    "§¬n vÞ b¸o c¸o": "Đơn vị báo cáo",
    "Ng\xad\xaci d©n": "Ngươi dân",
}
VNI = {
    "UÛy ban nhaân daân": "Ủy ban nhân dân",
    "tænh Lai Chaâu": "tỉnh Lai Châu",
    "Sôû Khoa hoïc vaø Coâng ngheä": "Sở Khoa học và Công nghệ",
    "ñieåm soùng di ñoäng": "điểm sóng di động",
    "Ñôn vò baùo caùo": "Đơn vị báo cáo",
    "ÑÖÔØNG TRUYEÀN": "ĐƯỜNG TRUYỀN",
}


@pytest.mark.parametrize(("written", "meant"), TCVN3.items())
def test_b70_tcvn3_is_converted(written: str, meant: str) -> None:
    assert convert(written, "tcvn3") == meant


def test_b70_the_fonts_of_capitals_give_capitals() -> None:
    assert convert("uû ban nh©n d©n", "tcvn3h") == "UỶ BAN NHÂN DÂN"


@pytest.mark.parametrize(("written", "meant"), VNI.items())
def test_b70_vni_is_converted(written: str, meant: str) -> None:
    assert convert(written, "vni") == meant


SMALL = {
    normalize("NFC", base + tone)
    for base in "aăâeêioôơuưy"
    for tone in ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
}
MARKED = {letter for letter in SMALL | {"đ"} if not letter.isascii()}


def test_b70_both_tables_write_every_letter_of_the_alphabet() -> None:
    assert set(TCVN3_LETTERS.values()) >= MARKED
    assert MARKED | {letter.upper() for letter in MARKED} <= set(VNI_LETTERS.values())


def test_b70_what_utf_8_became_is_what_it_was() -> None:
    assert convert("á»§y ban nhÃ¢n dÃ¢n tá»‰nh", "mojibake") == "ủy ban nhân dân tỉnh"


GARBLED = {
    **dict.fromkeys(TCVN3, OldFont.TCVN3),
    **dict.fromkeys(VNI, OldFont.VNI),
    "á»§y ban nhÃ¢n dÃ¢n": OldFont.MOJIBAKE,
    "Sá»‘ hÃ³a": OldFont.MOJIBAKE,
    "t?nh Lai Ch?u": OldFont.LOST,
    "ng??i dân": OldFont.LOST,
    "Lai Ch\ufffdu": OldFont.LOST,
}
del GARBLED["Ng\xad\xaci d©n"]


@pytest.mark.parametrize(("text", "font"), GARBLED.items())
def test_b70_spoilt_text_is_found_without_its_font(text: str, font: OldFont) -> None:
    assert looks_garbled(text) == font


RIGHT = (
    "Ủy ban nhân dân tỉnh", "xã, phường «khá»", "“Quá «khá»”", "Đạt «th»", "Có?Không", "đúng?sai", "what?is", "a?b",
    "https://a.vn/x?id=3", "https://a.vn/t?i", "a.vn/q?o=1&t?m", "ko?", "Thaï", "Laï Châu", "Noël", "naïve", "Zürich", "Müller", "São Paulo", "Peña", "Citroën",
    "François Lemaître", "château", "Étienne", "forêt très dense", "Krông Pắc", "Đắk Lắk", "H'Mông", "Hmông", "Êđê", "K'Ho",
    "Si La", "Cơ Lao", "Pa Ủ", "km²", "5×3", "N·m", "µm", "10 µg/m³", "Microsoft® Excel", "© 2026", "25°C", "N°5", "‰", "½ năm",
    "BC-2025/SKHCN", "so-hoa", "03388", "Châu Âu", "quý III/2025", "1ª", "§ 5", "£ 5", "é", "cho»", "theo quy định cho»",
)  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_b70_right_text_in_any_language_raises_no_alarm(text: str) -> None:
    assert looks_garbled(text) == ""


def texts_of(value: Any) -> Iterator[str]:
    """All texts in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_of(key)
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)


def own_texts() -> list[str]:
    """Every text of the catalogue and of the lists kept by hand."""
    found = list(texts_of(yaml.safe_load((ROOT / "indicators.yaml").read_text(encoding="utf-8"))))
    for path in sorted((ROOT / "data" / "reference").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            found += [text for row in csv.reader(lines) for text in row]
    return found


def test_b70_no_name_of_ours_raises_an_alarm_as_a_whole_or_word_by_word() -> None:
    texts = own_texts()
    assert len(texts) > 1000
    assert [text for text in texts if looks_garbled(text)] == []
    assert [word for text in texts for word in text.split() if looks_garbled(word)] == []


def test_b70_names_of_ours_spoilt_by_an_encoding_are_found() -> None:
    spoilt = [text.encode().decode("latin-1") for text in own_texts() if not text.isascii()]
    assert len(spoilt) > 100
    assert [text for text in spoilt if looks_garbled(text) != OldFont.MOJIBAKE] == []


@pytest.mark.parametrize("word", ["nghiêng", "khuỷu", "quốc", "gì", "giếng", "hoà", "hòa", "thuở", "ướt", "y", "quý"])
def test_a_vietnamese_word_has_the_build_of_a_syllable(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["thaù", "tổnh", "sụỷ", "ñy", "tàt", "ler", "nhaân", "quôcs", "â", ""])
def test_what_no_vietnamese_word_looks_like_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def cell(text: str, font: str = "", kind: CellKind = CellKind.TEXT) -> RawCell:
    """A cell in a font."""
    return RawCell("T", 1, 1, kind, text, font=font)


CELLS = {
    "in an old font": (cell("Uû ban", "tcvn3"), "tcvn3", "Uỷ ban"),
    "in an old font of capitals": (cell("uû ban", "tcvn3h"), "tcvn3", "UỶ BAN"),
    "in VNI": (cell("Sôû", "vni"), "vni", "Sở"),
    "spoilt without a font": (cell("nhÃ¢n dÃ¢n"), "mojibake", "nhân dân"),
    "letters lost": (cell("t?nh"), "lost", "t?nh"),
    "plain letters in an old font": (cell("SKHCN 2025", "tcvn3"), "", "SKHCN 2025"),
    "Unicode in an old font": (cell("Uỷ ban", "tcvn3"), "", "Uỷ ban"),
    "Western letters that are no TCVN3": (cell("Lai Châu", "tcvn3"), "", "Lai Châu"),
    "a number": (cell("", "tcvn3", CellKind.NUMBER), "", ""),
    "right text": (cell("Uỷ ban"), "", "Uỷ ban"),
}


@pytest.mark.parametrize(("found", "font", "text"), CELLS.values(), ids=CELLS.keys())
def test_b70_a_cell_tells_its_old_font_and_its_text_in_unicode(found: RawCell, font: str, text: str) -> None:
    assert (old_font_of(found), converted_text(found)) == (font, text)


def test_b70_the_words_for_a_file_in_an_old_font() -> None:
    assert reject_unreadable("a.xlsx", UnreadableFile("old_font", "TCVN3 ở ô C8")).message == (
        "Tệp «a.xlsx»: thấy «phông chữ cũ (TCVN3 ở ô C8)»; cần chữ Unicode. Cách sửa: chuyển sang Unicode, hoặc tạo bản "
        "chuyển mã bằng lệnh «chitieu check --convert-fonts», xem lại rồi gửi. [TE-10]"
    )


def old_form() -> bytes:
    """A small form typed in TCVN3, with merged and hidden cells."""
    rows = (
        '<row r="1"><c r="A1" s="1" t="inlineStr"><is><t>Uû ban nh©n d©n</t></is></c></row>'
        '<row r="3" hidden="1"><c r="B3"><v>12.5</v></c><c r="C3" s="2"><v>0.45</v></c><c r="D3" s="3"><v>45991</v></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t>=1+1</t></is></c><c r="B4" t="b"><v>1</v></c></row>'
        '<row r="5"><c r="A5" t="inlineStr"><is><t>t?nh</t></is></c></row>'
    )
    after = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B1:D2"/></mergeCells>'
    styles = styles_xml((0, 1), (9, 0), (14, 0), fonts=("Arial", ".VnTime"))
    return archive(book_parts(sheet_xml(rows, after=after), styles=styles))


def test_b70_the_converted_copy_keeps_sheets_and_addresses_and_marks_what_it_changed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(converted_copy(read(old_form()))))
    assert book.sheetnames == [READ_FIRST, "Trang 1"]
    page = book["Trang 1"]
    assert [page[address].value for address in ("A1", "B3", "C3", "A4", "B4")] == [
        "Uỷ ban nhân dân",
        12.5,
        0.45,
        "=1+1",
        True,
    ]
    assert page["D3"].value.date().isoformat() == "2025-11-30"
    assert (page["A4"].data_type, page["C3"].number_format) == ("s", "0.0#%")
    assert {address: page[address].fill.fgColor.rgb for address in ("A1", "A4", "A5")} == {
        "A1": "FFFFFF00", "A4": "00000000", "A5": "FFFFFF00",
    }  # fmt: skip
    assert [str(merged) for merged in page.merged_cells.ranges] == ["A1:C1"]
    assert page.row_dimensions[3].hidden


def test_b70_the_first_sheet_of_the_copy_lists_each_cell_old_and_new() -> None:
    book = openpyxl.load_workbook(io.BytesIO(converted_copy(read(old_form()))))
    lines = [row for row in book[READ_FIRST].iter_rows(min_row=5, values_only=True) if row[1]]
    assert lines == [
        ("Trang", "Ô", "Phông cũ", "Trong bản gốc", "Đã chuyển thành"),
        ("Trang 1", "A1", "TCVN3 (.Vn…)", "Uû ban nh©n d©n", "Uỷ ban nhân dân"),
        ("Trang 1", "A5", "mất chữ, không chuyển được", "t?nh", "t?nh"),
    ]


def test_b70_the_copy_of_a_csv_is_a_workbook_and_the_same_each_time() -> None:
    raw = read("don_vi;ten\nX;UÛy ban nhaân daân\n".encode())
    book = openpyxl.load_workbook(io.BytesIO(converted_copy(raw)))
    assert book["CSV"]["B2"].value == "Ủy ban nhân dân"
    assert book[READ_FIRST]["B6"].value == "dòng 2, cột 2"
    assert converted_copy(raw) == converted_copy(raw)


def test_b70_a_sheet_called_like_our_list_keeps_its_name() -> None:
    parts = book_parts(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("Trang 1", READ_FIRST)
    renamed = read(archive(parts))
    book = openpyxl.load_workbook(io.BytesIO(converted_copy(renamed)))
    assert book.sheetnames == [f"{READ_FIRST} 2", READ_FIRST]


def test_b70_a_word_that_reads_as_right_follows_the_font_of_its_file() -> None:
    raw = read("don_vi,ten\nX,Uû ban nh©n d©n\nY,líp häc\nZ,líp\nT,Noël\n".encode())
    book = openpyxl.load_workbook(io.BytesIO(converted_copy(raw)))
    assert [cell.value for cell in book["CSV"]["B"]] == ["ten", "Uỷ ban nhân dân", "lớp học", "lớp", "Noël"]
    assert [row[2] for row in book[READ_FIRST].iter_rows(min_row=6, values_only=True)][-1] == (
        "TCVN3 (.Vn…), đoán theo cả tệp"
    )
