"""B17 to B21 and B53 to B57 as far as reading goes: sheets, merged and hidden cells, and what stands in each cell."""

from __future__ import annotations

import io
import random
import unicodedata
from datetime import UTC, datetime

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from loaders.reading.cells import CellKind, RawCell
from loaders.reading.process import ParserChild
from tests.loaders.forms import bm01, so_hoa
from tests.loaders.reading.books import (
    archive,
    book,
    book_parts,
    cells,
    sheet_xml,
    shown,
    strings_xml,
    styles_xml,
    taken,
)


def one(child: ParserChild, cell: str, **settings: str) -> RawCell:
    """The only cell of a workbook, written as the XML of its `<c>`."""
    (found,) = cells(taken(child, book(f'<row r="1">{cell}</row>', **settings))).values()
    return found


def number(child: ParserChild, value: str, number_format: int, code: str = "", settings: str = "") -> RawCell:
    """A number shown in a number format."""
    styles = styles_xml((number_format, 0), formats={number_format: code} if code else None)
    return one(child, f'<c r="A1" s="1"><v>{value}</v></c>', styles=styles, settings=settings)


def test_b20_addresses_are_those_of_excel_though_rows_and_columns_before_are_empty(child: ParserChild) -> None:
    raw = taken(child, book('<row r="12"><c r="D12" t="inlineStr"><is><t>x</t></is></c></row>'))
    assert shown(raw) == {"D12": ("text", "x")}


def test_rows_in_any_order_are_handed_over_from_top_to_bottom(child: ParserChild) -> None:
    rows = '<row r="3"><c r="B3"><v>1</v></c><c r="A3"><v>2</v></c></row><row r="1"><c r="B1"><v>3</v></c></row>'
    assert list(cells(taken(child, book(rows)))) == ["B1", "A3", "B3"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [("visible", (True, False)), ("hidden", (False, False)), ("veryHidden", (False, True))],
)
def test_b17_hidden_and_very_hidden_sheets_are_read_and_told(
    child: ParserChild, state: str, expected: tuple[bool, bool]
) -> None:
    sheet = taken(child, book('<row r="1"><c r="A1"><v>1</v></c></row>', state=state)).sheets[0]
    assert (sheet.visible, sheet.is_very_hidden) == expected
    assert sheet.rows


def test_b18_hidden_rows_and_columns_and_filters_are_told(child: ParserChild) -> None:
    rows = (
        '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row r="3" ht="0" customHeight="1"><c r="A3"><v>1</v></c></row>'
        '<row r="4"><c r="A4"><v>1</v></c><c r="G4"><v>1</v></c></row><row r="900" hidden="1"/>'
    )
    before = '<cols><col min="2" max="4" hidden="1"/><col min="6" max="6" width="0"/><col min="7" max="7" width="9"/><col min="8" max="16384" hidden="1"/></cols>'
    after = '<autoFilter ref="A1:C9"><filterColumn colId="0"><filters><filter val="1"/></filters></filterColumn></autoFilter>'
    sheet = taken(child, archive(book_parts(sheet_xml(rows, before=before, after=after)))).sheets[0]
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.is_filtered) == ({2, 3}, {2, 3, 4, 6}, True)


def test_b18_a_filter_that_filters_nothing_is_none(child: ParserChild) -> None:
    content = archive(book_parts(sheet_xml('<row r="1"/>', after='<autoFilter ref="A1:C9"/>')))
    assert not taken(child, content).sheets[0].is_filtered


def test_b21_merged_ranges_are_told_with_their_corners(child: ParserChild) -> None:
    after = '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="B2:B4"/></mergeCells>'
    content = archive(book_parts(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>', after=after)))
    assert taken(child, content).sheets[0].merged == ((1, 1, 1, 3), (2, 2, 4, 2))


def test_all_sheets_are_read_and_a_chart_is_a_sheet_without_cells(child: ParserChild) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2025, 1, 1, tzinfo=UTC)})
        workbook.add_worksheet("Một").write(0, 0, "a")
        drawing = workbook.add_chart({"type": "bar"})
        drawing.add_series({"values": "=Một!$A$1:$A$2"})
        workbook.add_chartsheet("Biểu đồ").set_chart(drawing)
        workbook.add_worksheet("Ba").write(4, 2, 5)
    raw = taken(child, made.getvalue())
    assert [sheet.name for sheet in raw.sheets] == ["Một", "Biểu đồ", "Ba"]
    assert [shown(raw, index) for index in range(3)] == [{"A1": ("text", "a")}, {}, {"C5": ("number", "5.0")}]


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NULL!", "#SPILL!"])
def test_b53_a_cached_error_is_an_error_by_its_name_and_not_a_blank(child: ParserChild, error: str) -> None:
    cell = one(child, f'<c r="A1" t="e"><f>1/0</f><v>{error}</v></c>')
    assert (cell.kind, cell.text) == (CellKind.ERROR, error)


UNCALCULATED = {
    "openpyxl": '<c r="A1"><f>1+1</f><v/></c>',
    "no result at all": '<c r="A1"><f>1+1</f></c>',
    "a text without result": '<c r="A1" t="str"><f>"a"</f></c>',
    "an error without name": '<c r="A1" t="e"><f>1/0</f><v></v></c>',
}


@pytest.mark.parametrize("cell", UNCALCULATED.values(), ids=UNCALCULATED.keys())
def test_b54_a_formula_saved_without_its_result_is_uncalculated_and_not_a_blank(child: ParserChild, cell: str) -> None:
    assert one(child, cell).kind is CellKind.UNCALCULATED


def test_b54_the_zero_a_program_writes_for_excel_to_calculate_later_is_no_result(child: ParserChild) -> None:
    formula = '<c r="A1"><f>5+5</f><v>0</v></c>'
    assert one(child, formula, settings='<calcPr fullCalcOnLoad="1"/>').kind is CellKind.UNCALCULATED
    assert one(child, formula, settings='<calcPr calcId="191029"/>').number == 0.0
    calculated = formula.replace("<v>0</v>", "<v>10</v>")
    assert one(child, calculated, settings='<calcPr fullCalcOnLoad="1"/>').number == 10.0


def test_a_formula_whose_result_is_an_empty_text_is_a_blank(child: ParserChild) -> None:
    assert cells(taken(child, book('<row r="1"><c r="A1" t="str"><f>IF(1,"")</f><v></v></c></row>'))) == {}


FORMULAS = {
    "[1]Trang1!A1": "external",
    "'[Bao cao.xlsx]Trang 1'!A1+1": "external",
    "'C:\\So\\[a.xlsx]Tháng ''10'''!B2": "external",
    "SUM(A1:A3)*[2]X!$B$2": "external",
    "cmd|'/C calc'!A0": "external",
    'WEBSERVICE("http://a")': "external",
    "TODAY()": "volatile",
    "IF(now()>1,1,2)": "volatile",
    "OFFSET(A1,1,1)+INDIRECT(B1)": "volatile",
    "RANDBETWEEN(1,9)": "volatile",
    "SUM(A1:A3)": "",
    "Bang1[[#This Row],[2025]]+1": "",
    "SUM(Bang1[Số])+'Trang 2'!A1": "",
    'IF(A1="TODAY()","[1]X!A1",1)': "",
    "'TODAY (1)'!A1": "",
}


@pytest.mark.parametrize(("formula", "flag"), FORMULAS.items())
def test_b55_a_formula_to_another_workbook_or_one_that_changes_by_itself_is_told(
    child: ParserChild, formula: str, flag: str
) -> None:
    escaped = formula.replace("&", "&amp;").replace("<", "&lt;")
    cell = one(child, f'<c r="A1"><f>{escaped}</f><v>5</v></c>')
    assert (cell.number, cell.formula) == (5.0, flag)


def test_b55_the_cells_of_a_shared_formula_are_told_too(child: ParserChild) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">[1]X!A1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c><c r="B2"><v>3</v></c></row>'
    )
    found = cells(taken(child, book(rows)))
    assert [found[address].formula for address in ("A1", "A2", "B2")] == ["external", "external", ""]


def test_b42_true_and_false_are_no_numbers(child: ParserChild) -> None:
    cell = one(child, '<c r="A1" t="b"><v>1</v></c>')
    assert (cell.kind, cell.text, cell.number) == (CellKind.BOOLEAN, "TRUE", None)


@pytest.mark.parametrize("value", ["NaN", "inf", "-Infinity", "1e400", "1_000", "１２", "abc", "0x1F"])
def test_b42_what_is_no_number_in_a_number_cell_stays_text(child: ParserChild, value: str) -> None:
    cell = one(child, f'<c r="A1"><v>{value}</v></c>')
    assert (cell.kind, cell.text, cell.number) == (CellKind.TEXT, value, None)


@pytest.mark.parametrize("value", ["9007199254740993", "-9007199254740993", "9007199254740994", "1e17"])
def test_b43_a_number_beyond_2_53_is_not_rounded_back_among_the_exact_ones(child: ParserChild, value: str) -> None:
    cell = one(child, f'<c r="A1"><v>{value}</v></c>')
    assert cell.number is not None
    assert abs(cell.number) > 2**53


def test_b43_2_53_itself_is_exact(child: ParserChild) -> None:
    assert one(child, '<c r="A1"><v>9007199254740992</v></c>').number == 2**53


def test_b44_a_sum_of_binary_fractions_is_kept_as_it_is(child: ParserChild) -> None:
    assert one(child, '<c r="A1"><v>0.30000000000000004</v></c>').text == "0.30000000000000004"


@pytest.mark.parametrize(
    ("value", "code", "percent"), [("0.45", "0.0%", 45.0), ("0.07", "0%", 7.0), ("0.45", "0%;[Red]-0%", 45.0)]
)
def test_b35_a_number_shown_as_percent_arrives_as_percent(
    child: ParserChild, value: str, code: str, percent: float
) -> None:
    cell = number(child, value, 170, code)
    assert (cell.kind, cell.number, cell.is_percent) == (CellKind.NUMBER, percent, True)


def test_b35_the_percent_format_built_in(child: ParserChild) -> None:
    assert number(child, "0.45", 10).number == 45.0


@pytest.mark.parametrize("code", ["0.0&quot;%&quot;", "0.0\\%", "0.0_%"])
def test_a_percent_sign_that_is_only_text_of_a_format_is_none(child: ParserChild, code: str) -> None:
    cell = number(child, "45", 170, code)
    assert (cell.number, cell.is_percent) == (45.0, False)


DAYS = {
    "b57 a serial day": ("45991", 14, "", "", "2025-11-30"),
    "b57 a day of one's own format": ("45991", 170, "dd/mm/yyyy", "", "2025-11-30"),
    "b57 a format with a place": ("45991", 170, "[$-42A]d mmmm yyyy", "", "2025-11-30"),
    "b57 the same day by 1904": ("44529", 14, "", '<workbookPr date1904="1"/>', "2025-11-30"),
    "b57 1904 as a word": ("44529", 14, "", '<workbookPr date1904="true"/>', "2025-11-30"),
    "a day and an hour": ("45991.5", 22, "", "", "2025-11-30T12:00:00"),
    "the last day before the leap day that was not": ("59", 14, "", "", "1900-02-28"),
    "the first after it": ("61", 14, "", "", "1900-03-01"),
    "an hour alone": ("0.75", 20, "", "", "18:00:00"),
    "a time of more than a day": ("1.5", 46, "", "", "1 day, 12:00:00"),
}


@pytest.mark.parametrize(("value", "number_format", "code", "settings", "day"), DAYS.values(), ids=DAYS.keys())
def test_b57_a_serial_number_is_the_right_day(
    child: ParserChild, value: str, number_format: int, code: str, settings: str, day: str
) -> None:
    cell = number(child, value, number_format, code, settings)
    assert (cell.kind, cell.text) == (CellKind.DATE, day)


@pytest.mark.parametrize(
    "code", ["#,##0 &quot;đồng&quot;", "General", "[Red]0.00", "0.00E+00", "#,##0\\ &quot;d&quot;", "@"]
)
def test_b57_a_format_that_only_names_letters_of_a_date_shows_a_number(child: ParserChild, code: str) -> None:
    assert number(child, "45991", 170, code).kind is CellKind.NUMBER


@pytest.mark.parametrize("value", ["-1", "60", "2958466", "1e17"])
def test_b57_a_number_that_is_no_day_stays_a_number(child: ParserChild, value: str) -> None:
    assert number(child, value, 14).number == float(value)


@pytest.mark.parametrize("written", ["2025-11-30", "2025-11-30T00:00:00", "2025-11-30T00:00:00.000Z"])
def test_b57_a_day_written_in_iso_form_is_a_day(child: ParserChild, written: str) -> None:
    cell = one(child, f'<c r="A1" t="d"><v>{written}</v></c>')
    assert (cell.kind, cell.text) == (CellKind.DATE, "2025-11-30")


def test_an_hour_written_in_iso_form_is_kept(child: ParserChild) -> None:
    assert one(child, '<c r="A1" t="d"><v>2025-11-30T10:30:00</v></c>').text == "2025-11-30T10:30:00"


def test_b38_a_number_behind_an_apostrophe_is_text(child: ParserChild) -> None:
    made = io.BytesIO()
    made_by = openpyxl.Workbook()
    page = made_by.active
    assert page is not None
    page["A1"] = "12"
    page["A1"].quotePrefix = True
    made_by.save(made)
    assert shown(taken(child, made.getvalue())) == {"A1": ("text", "12")}


def test_b62_text_is_composed_on_the_way_in(child: ParserChild) -> None:
    assert one(child, '<c r="A1" t="inlineStr"><is><t>Qu\u0079\u0301</t></is></c>').text == "Quý"


@pytest.mark.parametrize("text", ["   ", "&#160;", "&#10;"])
def test_spaces_alone_are_a_blank(child: ParserChild, text: str) -> None:
    assert cells(taken(child, book(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'))) == {}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a_x000D__x000a_b", "a\r\nb"),
        ("_x0041_", "A"),
        ("a_xZZZZ_", "a_xZZZZ_"),
        ("_xD83D__xDE00_", "😀"),
        ("a_xD83D_", "a\ufffd"),
    ],
)
def test_b71_letters_escaped_by_the_format_are_what_they_stand_for(child: ParserChild, written: str, read: str) -> None:
    assert one(child, '<c r="A1" t="s"><v>0</v></c>', strings=strings_xml(f"<t>{written}</t>")).text == read


FONTS = ("Arial", ".VnTime", ".VnTimeH", "VNI-Times", ".VnArial Narrow")


@pytest.mark.parametrize(("style", "font"), [(1, ""), (2, "tcvn3"), (3, "tcvn3h"), (4, "vni"), (5, "tcvn3")])
def test_b70_the_old_font_of_a_cell_is_told(child: ParserChild, style: int, font: str) -> None:
    styles = styles_xml(*((0, index) for index in range(len(FONTS))), fonts=FONTS)
    cell = one(child, f'<c r="A1" s="{style}" t="inlineStr"><is><t>Uû ban</t></is></c>', styles=styles)
    assert (cell.text, cell.font) == ("Uû ban", font)


RUNS = {
    "a run in an old font": ('<r><rPr><rFont val="Arial"/></rPr><t>A</t></r><r><rPr><rFont val=".VnTime"/></rPr><t>û</t></r>', 1, "tcvn3"),
    "all runs in a new font": ('<r><rPr><rFont val="Arial"/></rPr><t>Aû</t></r>', 2, ""),
    "a run that leaves it to the cell": ('<r><rPr><rFont val="Arial"/></rPr><t>A</t></r><r><t>û</t></r>', 2, "tcvn3"),
    "plain text in an old cell": ("<t>Aû</t>", 2, "tcvn3"),
    "an old run of spaces": ('<r><rPr><rFont val="Arial"/></rPr><t>Aû</t></r><r><rPr><rFont val=".VnTime"/></rPr><t> </t></r>', 1, ""),
}  # fmt: skip


@pytest.mark.parametrize(("runs", "style", "font"), RUNS.values(), ids=RUNS.keys())
@pytest.mark.parametrize("is_shared", [True, False])
def test_b70_the_fonts_of_rich_text_count_before_the_cell_s(
    child: ParserChild, runs: str, style: int, font: str, is_shared: bool
) -> None:
    styles = styles_xml((0, 0), (0, 1), fonts=FONTS)
    if is_shared:
        cell = one(child, f'<c r="A1" s="{style}" t="s"><v>0</v></c>', styles=styles, strings=strings_xml(runs))
    else:
        cell = one(child, f'<c r="A1" s="{style}" t="inlineStr"><is>{runs}</is></c>', styles=styles)
    assert (cell.text.strip(), cell.font) == ("Aû", font)


def test_another_reader_finds_the_same_values_in_the_same_cells(child: ParserChild) -> None:
    """calamine is another hand's work, so where both agree neither is likely to be wrong."""
    content = bm01([so_hoa(1, 2, 0.5), [2, "phu-song", "Tên", "%", None, None, 45.25, "http://a", "đã\nxem"]] * 40)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    theirs = {
        (row, column): value
        for row, values in enumerate(sheet.to_python(skip_empty_area=False), start=1)
        for column, value in enumerate(values, start=1)
        if value != ""
    }
    ours = {
        (cell.row, cell.column): cell.number if cell.number is not None else cell.text
        for cell in cells(taken(child, content)).values()
    }
    assert ours == theirs


def random_value(chance: random.Random) -> str | float | bool | datetime | None:
    """What may stand in a cell."""
    letters = "aăâđêôơư ỷỹ<&>\"'=_x \n\t€😀0"
    return chance.choice((
        None, chance.randint(-(10**9), 10**9), round(chance.uniform(-1, 1), 9), round(chance.uniform(0, 1e6), 2), chance.random() < 0.5,
        datetime.fromisoformat(f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T{chance.choice((0, 13)):02}:00:00"),
        "x" + "".join(chance.choices(letters, k=chance.randint(0, 20))),
    ))  # fmt: skip


def as_read(value: str | float | bool | datetime) -> tuple[CellKind, str]:
    """Kind and text of the cell that holds a value."""
    match value:
        case bool():
            return CellKind.BOOLEAN, str(value).upper()
        case datetime():
            return CellKind.DATE, value.isoformat().removesuffix("T00:00:00")
        case str():
            return CellKind.TEXT, unicodedata.normalize("NFC", value)
        case _:
            return CellKind.NUMBER, repr(float(value))


@pytest.mark.parametrize("seed", range(20))
def test_what_another_program_wrote_is_read_as_it_was_written(child: ParserChild, seed: int) -> None:
    chance = random.Random(seed)
    made, workbook = io.BytesIO(), openpyxl.Workbook()
    page = workbook.active
    assert page is not None
    written: dict[str, str | float | bool | datetime] = {}
    for place in chance.sample([f"{letter}{row}" for letter in "ABCZ" for row in range(1, 30)], 60):
        page[place] = value = random_value(chance)
        if value is not None:
            written[place] = value
    workbook.save(made)
    found = cells(taken(child, made.getvalue()))
    assert {place: (cell.kind, cell.text) for place, cell in found.items()} == {
        place: as_read(value) for place, value in written.items()
    }
