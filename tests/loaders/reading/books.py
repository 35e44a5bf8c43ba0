"""Workbooks made part by part, so that a test can say exactly what the file holds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from loaders.reading.cells import RawCell, RawFile, UnreadableFile
from loaders.reading.process import ParserChild

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"

USUAL = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="B1"><v>1.5</v></c></row>'


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


def changed(content: bytes, parts: Mapping[str, str | bytes | None]) -> bytes:
    """The same archive with parts added, replaced, or left out (None)."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        kept = {name: old.read(name) for name in old.namelist() if name not in parts}
    return archive(kept | {name: part for name, part in parts.items() if part is not None})


def sheet_xml(rows: str, *, before: str = "", after: str = "", main: str = MAIN) -> str:
    """The part of a sheet around its rows."""
    return f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def styles_xml(
    *styles: tuple[int, int], formats: Mapping[int, str] | None = None, fonts: tuple[str, ...] = ("Arial",)
) -> str:
    """A part of styles: cell styles as (number format, font), number formats by id, fonts by name."""
    codes = "".join(f'<numFmt numFmtId="{key}" formatCode="{code}"/>' for key, code in (formats or {}).items())
    named = "".join(f'<font><name val="{name}"/></font>' for name in fonts)
    cells = "".join(f'<xf numFmtId="{number}" fontId="{font}"/>' for number, font in ((0, 0), *styles))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><fonts>{named}</fonts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>{cells}</cellXfs></styleSheet>'
    )


def strings_xml(*items: str) -> str:
    """A part of shared strings; each item is what stands inside `<si>`."""
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def relations_xml(*relations: tuple[str, str, str], office: str = OFFICE) -> str:
    """A part of relations: id, last word of the type, target."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{office}/{kind}" Target="{target}"/>' for key, kind, target in relations
    )
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def book_parts(
    sheet: str,
    *,
    styles: str = "",
    strings: str = "",
    settings: str = "",
    state: str = "visible",
    target: str = "worksheets/sheet1.xml",
    main: str = MAIN,
    office: str = OFFICE,
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet «Trang 1»."""
    relations = [("rId1", "worksheet", target)]
    relations += [("rId2", "styles", "styles.xml")] if styles else []
    relations += [("rId3", "sharedStrings", "sharedStrings.xml")] if strings else []
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": relations_xml(("rId1", "officeDocument", "xl/workbook.xml"), office=office),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{settings}<sheets>'
        f'<sheet name="Trang 1" sheetId="1" state="{state}" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations_xml(*relations, office=office),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if styles:
        parts["xl/styles.xml"] = styles
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    return parts


def book(rows: str, **settings: str) -> bytes:
    """A workbook with one sheet of these rows."""
    return archive(book_parts(sheet_xml(rows), **settings))


def taken(child: ParserChild, content: bytes, encoding: str = "") -> RawFile:
    """A file that must be readable."""
    found = child.read(content, encoding)
    assert isinstance(found, RawFile), found
    return found


def refused(child: ParserChild, content: bytes, encoding: str = "") -> UnreadableFile:
    """A file that must not be readable."""
    found = child.read(content, encoding)
    assert isinstance(found, UnreadableFile), found
    return found


def cells(raw: RawFile, index: int = 0) -> dict[str, RawCell]:
    """The cells of one sheet by their addresses."""
    return {cell.address: cell for row in raw.sheets[index].rows.values() for cell in row.values()}


def shown(raw: RawFile, index: int = 0) -> dict[str, tuple[str, str]]:
    """Kind and text of the cells of one sheet by their addresses."""
    return {address: (cell.kind.value, cell.text) for address, cell in cells(raw, index).items()}
