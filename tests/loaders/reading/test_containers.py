"""B01 to B14: what a file is, by its content; which containers are refused, with which words, and which are read."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from loaders.reading.cells import UnreadableFile
from loaders.reading.process import ParserChild
from loaders.unreadable import UNREADABLE, name_differs, reject_unreadable
from tests.browser import ROOT
from tests.loaders.forms import bm01, map_content, so_hoa
from tests.loaders.reading.books import (
    STRICT_MAIN,
    STRICT_OFFICE,
    USUAL,
    archive,
    book,
    book_parts,
    changed,
    refused,
    relations_xml,
    sheet_xml,
    shown,
    strings_xml,
    taken,
)

FIXTURES = Path(__file__).with_name("fixtures")
FORM = bm01([so_hoa(1, 2)])
CSV = "don_vi;chi_tieu;ky\nSKHCN;so-hoa;2025-11\n"
ENCRYPTION_INFO = (
    b"\x04\x00\x04\x00\x40\x00\x00\x00"
    b'<?xml version="1.0"?><encryption xmlns="http://schemas.microsoft.com/office/2006/encryption">'
    b'<keyData saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES"/></encryption>'
)


def compound(**streams: bytes) -> bytes:
    """A compound file (OLE) with these streams, each padded to a sector of 512 bytes."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    bodies = [(name, body + b"\0" * (-len(body) % sector)) for name, body in streams.items()]
    table, entries, content, at = [0xFFFFFFFD, end], [], b"", 2
    for name, body in bodies:
        count = len(body) // sector
        entries.append((name, 2, at, len(body)))
        table += [*range(at + 1, at + count), end]
        content += body
        at += count
    root = [("Root Entry", 5, end, 0), *entries]
    directory = b""
    for name, kind, start, size in root:
        raw = name.encode("utf-16-le") + b"\0\0"
        child = 1 if kind == 5 else free
        directory += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, free, free, child)
        directory += b"\0" * 36 + struct.pack("<IQ", start, size)
    directory = directory.ljust(sector, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 10 + struct.pack("<IIIIIIIII", 1, 1, 0, 4096, end, 0, end, 0, 0)
    header += b"\xff" * (sector - len(header))
    fat = struct.pack(f"<{len(table)}I", *table).ljust(sector, b"\xff")
    return header + fat + directory + content


def test_b01_a_file_of_zero_bytes_is_refused_in_whole_words(child: ParserChild) -> None:
    fault = reject_unreadable("Bieu2.xlsx", refused(child, b""))
    assert fault.message == (
        "Tệp «Bieu2.xlsx»: thấy «tệp 0 byte»; cần sổ tính .xlsx hoặc tệp CSV mã UTF-8. Cách sửa: gửi lại tệp có nội dung. [TE-01]"
    )


def broken_crc() -> bytes:
    """A workbook with one byte of its sheet changed after it was packed."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as packed:
        for name, part in book_parts(sheet_xml(USUAL)).items():
            packed.writestr(name, part)
    return stored.getvalue().replace(b"<v>1.5</v>", b"<v>1.6</v>")


@pytest.mark.parametrize(
    "content",
    [FORM[: len(FORM) // 2], FORM[:-30], b"PK\x03\x04rest", b"PK\x05\x06" + b"\0" * 18, broken_crc()],
    ids=["half of it", "without its end", "four letters of a zip", "an empty zip", "a wrong checksum"],
)
def test_b02_a_cut_or_damaged_archive_is_refused(child: ParserChild, content: bytes) -> None:
    assert refused(child, content) == UnreadableFile("damaged")


def test_b02_the_words_for_a_damaged_file() -> None:
    assert reject_unreadable("a.xlsx", UnreadableFile("damaged")).message == (
        "Tệp «a.xlsx»: thấy «tệp hỏng hoặc tải lên chưa hết»; cần sổ tính .xlsx hoặc tệp CSV mã UTF-8. "
        "Cách sửa: mở tệp xem còn đọc được không, lưu lại rồi gửi lại. [TE-02]"
    )


def test_b03_a_workbook_with_a_password_is_told_as_one(child: ParserChild) -> None:
    content = compound(EncryptionInfo=ENCRYPTION_INFO, EncryptedPackage=b"\x10" * 5000)
    fault = reject_unreadable("a.xlsx", refused(child, content))
    assert (fault.code, fault.found, fault.message.partition("Cách sửa: ")[2]) == (
        "TE-03",
        "tệp có mật khẩu",
        "bỏ mật khẩu rồi gửi lại. [TE-03]",
    )


def test_b03_an_archive_whose_members_have_a_password_is_told_as_one(child: ParserChild) -> None:
    locked = bytearray(FORM)
    place = locked.find(b"PK\x01\x02")
    while place >= 0:
        locked[place + 8] |= 1
        place = locked.find(b"PK\x01\x02", place + 4)
    assert refused(child, bytes(locked)) == UnreadableFile("password")


XLSB = archive({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01\x00", "_rels/.rels": "<a/>"})
OLD_XML = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
OTHERS = {
    "b04_xls_of_libreoffice": ((FIXTURES / "libreoffice.xls").read_bytes(), "xls"),
    "b04_xls_of_excel_5": (compound(Book=b"\x09\x08\x10\x00" + b"\0" * 4096), "xls"),
    "b04_xls_before_ole": (b"\x09\x04\x06\x00\x00\x00\x10\x00", "xls"),
    "b04_xml_of_excel_2003": (OLD_XML.encode(), "xml_2003"),
    "b05_xlsb": (XLSB, "xlsb"),
    "b06_ods_of_libreoffice": ((FIXTURES / "libreoffice.ods").read_bytes(), "ods"),
    "b07_a_web_page": (b"  <html><table><tr><td>1</td></tr></table></html>", "html"),
    "b07_a_web_page_in_utf_16": ("<html><table/></html>".encode("utf-16"), "html"),
    "b07_a_web_archive": (b"MIME-Version: 1.0\nContent-Type: text/html\n", "html"),
    "b07_a_word_document": (archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}), "office"),
    "b07_an_old_word_document": (compound(WordDocument=b"\0" * 512), "office"),
    "b07_a_document_of_libreoffice": (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), "office"),
    "b07_a_book": (archive({"mimetype": "application/epub+zip"}), "zip"),
    "b07_another_archive": (archive({"a.txt": "x"}), "zip"),
    "b07_a_pdf": (b"%PDF-1.7", "pdf"),
    "b07_a_picture": (b"\x89PNG\r\n\x1a\n", "image"),
}


@pytest.mark.parametrize(("content", "kind"), OTHERS.values(), ids=OTHERS.keys())
def test_b04_to_b07_another_format_is_known_by_its_content(child: ParserChild, content: bytes, kind: str) -> None:
    assert refused(child, content) == UnreadableFile("other_format", kind)


@pytest.mark.parametrize("kind", ["xls", "xlsb", "ods"])
def test_b04_b05_b06_other_workbooks_are_refused_in_the_same_words(kind: str) -> None:
    fault = reject_unreadable(f"Bieu2.{kind}", UnreadableFile("other_format", kind))
    name = "sổ tính .xls (Excel 97–2003)" if kind == "xls" else f"sổ tính .{kind}"
    assert fault.message == (
        f"Tệp «Bieu2.{kind}»: thấy «{name}»; cần sổ tính .xlsx hoặc tệp CSV mã UTF-8. "
        "Cách sửa: mở tệp bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi lại. [TE-04]"
    )


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("Bieu2.xls", "html", "tên có đuôi .xls nhưng nội dung là trang web (HTML hoặc XML)"),
        ("Bieu2.XLSX", "ods", "tên có đuôi .XLSX nhưng nội dung là sổ tính .ods"),
        ("Bieu2.csv", "xls", "tên có đuôi .csv nhưng nội dung là sổ tính .xls (Excel 97–2003)"),
    ],
)
def test_b07_a_refusal_names_both_when_the_name_promises_something_else(name: str, kind: str, found: str) -> None:
    assert reject_unreadable(name, UnreadableFile("other_format", kind)).found == found


def test_b07_prose_called_a_workbook_is_told_as_both(child: ParserChild) -> None:
    fault = reject_unreadable("a.xlsx", refused(child, "Kính gửi Sở".encode()))
    assert fault.found == "tên có đuôi .xlsx nhưng nội dung là văn bản không chia cột: Kính gửi Sở"


@pytest.mark.parametrize(
    ("name", "kind", "ending"),
    [("a.xlsx", "csv", ".xlsx"), ("a.xls", "csv", ".xls"), ("a.csv", "xlsx", ".csv"), ("a.xls", "xlsx", ".xls")],
)
def test_b07_a_name_that_promises_another_content_is_refused(name: str, kind: str, ending: str) -> None:
    found = name_differs(name, kind)
    assert found is not None
    words = {"csv": "tệp CSV", "xlsx": "sổ tính .xlsx"}[kind]
    assert reject_unreadable(name, found).message == (
        f"Tệp «{name}»: thấy «tên có đuôi {ending} nhưng nội dung là {words}»; cần đuôi tệp đúng với nội dung. "
        "Cách sửa: mở tệp bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi lại. [TE-04]"
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.xlsx", "xlsx"),
        ("a.xlsm", "xlsx"),
        ("bao cao", "xlsx"),
        ("a.bak", "csv"),
        ("a.CSV ", "csv"),
        ("a.txt", "csv"),
    ],
)
def test_b07_a_name_that_promises_nothing_or_the_right_thing_is_taken(name: str, kind: str) -> None:
    assert name_differs(name, kind) is None


DDE = '<externalLink xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
CARRIES = {
    "a macro": ({"xl/vbaProject.bin": b"x"}, "macros"),
    "a macro sheet": ({"xl/macrosheets/sheet1.xml": "<a/>"}, "macros"),
    "an embedded document": ({"xl/embeddings/oleObject1.bin": b"x"}, "embedded"),
    "a control that runs": ({"xl/activeX/activeX1.xml": "<a/>"}, "embedded"),
    "a link to another program": ({"xl/externalLinks/externalLink1.xml": DDE}, "embedded"),
}


@pytest.mark.parametrize(("parts", "reason"), CARRIES.values(), ids=CARRIES.keys())
def test_b08_macros_and_embedded_objects_are_refused(
    child: ParserChild, parts: dict[str, str | bytes], reason: str
) -> None:
    assert refused(child, changed(FORM, parts)).reason == reason


MISSING = {
    "the workbook": ("xl/workbook.xml", "xl/workbook.xml"),
    "its relations": ("xl/_rels/workbook.xml.rels", "xl/_rels/workbook.xml.rels"),
    "a sheet": ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
    "the content types": ("[Content_Types].xml", "[Content_Types].xml"),
}


@pytest.mark.parametrize(("part", "told"), MISSING.values(), ids=MISSING.keys())
def test_b09_a_missing_part_is_named(child: ParserChild, part: str, told: str) -> None:
    assert refused(child, changed(FORM, {part: None})) == UnreadableFile("missing_part", told)


@pytest.mark.parametrize("part", ["<a", "<a></b>", "", "text"], ids=["cut", "not closed", "nothing in it", "no tags"])
def test_b09_a_part_that_is_no_xml_is_refused(child: ParserChild, part: str) -> None:
    assert refused(child, changed(FORM, {"xl/workbook.xml": part})) == UnreadableFile("malformed")


@pytest.mark.parametrize("index", ["7", "-1"])
def test_b10_a_string_index_out_of_range_is_refused_with_the_cell(child: ParserChild, index: str) -> None:
    rows = f'<row r="4"><c r="C4" t="s"><v>{index}</v></c></row>'
    assert refused(child, book(rows, strings=strings_xml("<t>a</t>"))) == UnreadableFile("string_index", "C4")
    fault = reject_unreadable("a.xlsx", UnreadableFile("string_index", "C4"))
    assert fault.found == "ô C4 trỏ tới đoạn chữ không có trong sổ tính"


def test_a_place_filled_twice_is_no_choice_of_ours(child: ParserChild) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    assert refused(child, book(rows)) == UnreadableFile("cell_twice", "Trang 1")


PREFIXED = sheet_xml(USUAL)
for tag in ("worksheet", "sheetData", "row", "c", "is", "t", "v"):
    PREFIXED = (
        PREFIXED.replace(f"<{tag}>", f"<x:{tag}>").replace(f"<{tag} ", f"<x:{tag} ").replace(f"</{tag}>", f"</x:{tag}>")
    )
PREFIXED = PREFIXED.replace("xmlns=", "xmlns:x=")
PARTS = book_parts(sheet_xml(USUAL))
STRICT = book_parts(sheet_xml(USUAL, main=STRICT_MAIN), main=STRICT_MAIN, office=STRICT_OFFICE)
SHARED = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1.5</v></c></row>'
NO_PLACES = '<row><c t="inlineStr"><is><t>x</t></is></c><c><v>1.5</v></c></row>'
GUIDED = '<r><t>x</t></r><rPh sb="0" eb="1"><t>ĐỌC</t></rPh><phoneticPr fontId="1"/>'
ELSEWHERE = {
    "[Content_Types].xml": PARTS["[Content_Types].xml"],
    "_rels/.rels": relations_xml(("rId1", "officeDocument", "/so/workbook.xml")),
    "so/workbook.xml": PARTS["xl/workbook.xml"],
    "so/_rels/workbook.xml.rels": relations_xml(("rId1", "worksheet", "../trang/mot.xml")),
    "trang/mot.xml": PARTS["xl/worksheets/sheet1.xml"],
}
WRITERS = {
    "plain": archive(PARTS),
    "strict OOXML": archive(STRICT),
    "an absolute target": archive(book_parts(sheet_xml(USUAL), target="/xl/worksheets/sheet1.xml")),
    "a target with a dot": archive(book_parts(sheet_xml(USUAL), target="./worksheets/sheet1.xml")),
    "a workbook in another folder": archive(ELSEWHERE),
    "prefixed tags": archive(book_parts(PREFIXED)),
    "cells without places": book(NO_PLACES),
    "shared strings": book(SHARED, strings=strings_xml("<t>x</t>")),
    "shared strings nobody points to": archive(book_parts(sheet_xml(SHARED)) | {"xl/sharedStrings.xml": strings_xml("<t>x</t>")}),
    "text as the result of a formula": book(USUAL.replace('t="inlineStr"><is><t>x</t></is>', 't="str"><v>x</v>')),
    "text in a section of its own": book(USUAL.replace("<t>x</t>", "<t><![CDATA[x]]></t>")),
    "rich text": book(SHARED, strings=strings_xml("<r><rPr><b/></rPr><t>x</t></r>")),
    "a phonetic guide": book(SHARED, strings=strings_xml(GUIDED)),
    "a wrong dimension": archive(book_parts(sheet_xml(USUAL, before='<dimension ref="A1"/>'))),
    "a huge dimension": archive(book_parts(sheet_xml(USUAL, before='<dimension ref="A1:XFD1048576"/>'))),
    "an empty dimension": archive(book_parts(sheet_xml(USUAL, before='<dimension ref=""/>'))),
    "other letters in part names": archive(
        {name.replace("xl/w", "xl/W").replace("sheet1", "Sheet1"): part for name, part in PARTS.items()}
    ),
    "backslashes in part names": archive({name.replace("/", "\\"): part for name, part in PARTS.items()}),
    "unknown members": archive(PARTS | {"docProps/thumbnail.jpeg": b"\xff\xd8", "khac/a.dat": b"1", "xl/la.xml": "<a/>"}),
    "a drawing of comments that is not well-formed": archive(PARTS | {"xl/drawings/vmlDrawing1.vml": "<xml><br></xml>"}),
    "folders as members": archive(PARTS | {"xl/": b"", "xl/worksheets/": b""}),
    "parts in UTF-16": archive(PARTS | {"xl/worksheets/sheet1.xml": sheet_xml(USUAL).encode("utf-16")}),
    "spaces between tags": archive(PARTS | {"xl/worksheets/sheet1.xml": sheet_xml(USUAL).replace(">", ">\n ").replace(">\n x<", ">x<").replace("x</t>", "x</t>").replace(">\n 1.5<", ">1.5<")}),
    "small letters in addresses": book(USUAL.replace("A1", "a1")),
}  # fmt: skip


@pytest.mark.parametrize("content", WRITERS.values(), ids=WRITERS.keys())
def test_b12_a_workbook_of_any_writer_gives_the_same_values(child: ParserChild, content: bytes) -> None:
    assert shown(taken(child, content)) == {"A1": ("text", "x"), "B1": ("number", "1.5")}


def test_b12_libreoffice_and_openpyxl_give_the_same_values(child: ParserChild) -> None:
    ours, theirs = (taken(child, (FIXTURES / name).read_bytes()) for name in ("openpyxl.xlsx", "libreoffice.xlsx"))
    assert shown(ours) == shown(theirs)
    assert shown(theirs)["G8"] == ("number", "90.0")
    assert shown(theirs)["H8"] == ("date", "2025-11-30")
    assert [sheet.name for sheet in theirs.sheets] == ["BM-01", "Ghi chú"]
    assert shown(theirs, 1) == {"B2": ("text", "trang khác"), "C3": ("number", "2.0"), "C4": ("boolean", "TRUE")}


def test_b14_a_form_saved_again_says_the_same() -> None:
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(FORM)).save(saved)
    assert saved.getvalue() != FORM
    before, after = map_content(FORM), map_content(saved.getvalue())
    assert before.observations
    values = [
        [(seen.indicator_id, seen.value, seen.provenance.cell) for seen in each.observations]
        for each in (before, after)
    ]
    assert values[0] == values[1]


def test_every_reason_of_the_child_has_its_words() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "loaders" / "reading").rglob("*.py"))
    told = set(re.findall(r'(?:Unreadable|UnreadableFile)\("(\w+)"', code)) | set(
        re.findall(r'"reason": "(\w+)"', code)
    )
    assert told <= UNREADABLE.keys()
    assert len(told) > 20
