"""A form as an office gets it: what is open, what is locked, what each cell takes, and that it prints."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.domain.forms import FORM_VERSION, IDENTITY_SHEET, Answer, Form, answer_of
from dashboard.domain.task_reports import TaskState
from dashboard.exports.table import clean_text
from loaders.recognising.source_map import Field, load_source_maps
from tests.exports.awkward import parts, said_everywhere
from tests.exports.test_hostile_texts import BROKEN, FORMULAS, LINKS, LOOKS
from tests.forms.filling import (
    collecting,
    columns_of,
    form_of,
    head_row,
    nothing_known,
    open_cells,
    opened,
    province,
    rows_of,
    sheet_of,
)

NOVEMBER = "2025-11"
FORMS = [(Form.BM_01, "03466"), (Form.BM_02, "VPUBND"), (Form.BM_04, "SKHCN")]
EACH_FORM = pytest.mark.parametrize(("form", "unit"), FORMS, ids=[form.value for form, _ in FORMS])


def blank(form: Form, unit: str, period: str = NOVEMBER) -> bytes:
    return form_of(nothing_known(collecting()), form, unit, period)


def table_of(form: Form, unit: str, period: str = NOVEMBER) -> Worksheet:
    return sheet_of(opened(form_of(nothing_known(province()), form, unit, period)))


def rule_at(sheet: Worksheet, place: str) -> DataValidation:
    (found,) = [rule for rule in sheet.data_validations.dataValidation if place in rule.sqref]
    return found


def rule_of(sheet: Worksheet, code: str, header: str) -> DataValidation:
    return rule_at(sheet, sheet.cell(rows_of(sheet)[code], columns_of(sheet)[header]).coordinate)


@EACH_FORM
def test_a_form_says_in_a_very_hidden_sheet_what_it_is(form: Form, unit: str) -> None:
    sheet = opened(blank(form, unit))[IDENTITY_SHEET]
    assert sheet.sheet_state == "veryHidden"
    told = dict(sheet.iter_rows(values_only=True))
    assert told == {"bieu": form.value, "phien_ban": str(FORM_VERSION), "don_vi": unit, "ky": NOVEMBER}


@EACH_FORM
def test_only_input_cells_are_open_and_no_password_keeps_the_rest(form: Form, unit: str) -> None:
    sheet = sheet_of(opened(blank(form, unit)))
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert open_cells(sheet)
    assert all(cell.value is None for cell in open_cells(sheet))
    written = [
        cell for row in sheet.iter_rows() for cell in row if cell.value is not None and not cell.protection.locked
    ]
    assert [str(cell.value) for cell in written] == ["…………………, ngày …… tháng …… năm 20……"]


@EACH_FORM
def test_codes_that_look_like_numbers_are_texts_and_get_no_mark(form: Form, unit: str) -> None:
    sheet = sheet_of(opened(blank(form, unit)))
    assert (sheet["C3"].value, sheet["C3"].data_type) == (unit, "s")
    (xml,) = [xml for name, xml in parts(blank(form, unit), "xl/worksheets/sheet1")]
    assert 'numberStoredAsText="1"' in xml


@EACH_FORM
def test_every_open_cell_is_tinted_and_says_what_it_takes(form: Form, unit: str) -> None:
    sheet = sheet_of(opened(blank(form, unit)))
    for cell in open_cells(sheet):
        rule = rule_at(sheet, cell.coordinate)
        assert cell.fill.fgColor.rgb == "FFFFF8D6"
        assert rule.prompt and rule.error
        assert rule.errorStyle in (None, "stop")
        assert max(len(rule.prompt), len(rule.error)) <= 255
        assert max(len(rule.promptTitle), len(rule.errorTitle)) <= 32


@EACH_FORM
def test_a_form_prints_on_a4_across_one_page_wide_with_its_header_on_each_page(form: Form, unit: str) -> None:
    sheet = sheet_of(opened(blank(form, unit)))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    first = min(cells[0].row for cells in sheet.iter_rows(max_col=1) if cells[0].value == "TT")
    assert sheet.print_title_rows == f"${first}:${head_row(sheet)}"
    assert sheet.freeze_panes == f"D{head_row(sheet) + 1}"


@pytest.mark.parametrize(("form", "unit"), [FORMS[0], FORMS[2]], ids=["bm-01", "bm-04"])
def test_headers_are_those_the_loader_knows_first(form: Form, unit: str) -> None:
    source = next(source for source in load_source_maps() if source.form == form.value)
    headers = list(columns_of(table_of(form, unit)))
    own = [source.header(field) for field in source.columns]
    assert [header for header in headers if header in own] == own
    assert [header for header in headers if header not in own] == (
        ["Cách tính", "Mục tiêu", "Kế hoạch đến kỳ", "Kỳ trước"] if form is Form.BM_01 else []
    )


def test_what_is_asked_depends_on_the_indicator() -> None:
    sheet = table_of(Form.BM_01, "SKHCN", "2025")
    columns, answers = columns_of(sheet), {}
    for code, row in rows_of(sheet).items():
        found = province().resolve_indicator(code)
        if found is not None:
            asked = [h for h in ("Tử số", "Mẫu số", "Thực hiện") if not sheet.cell(row, columns[h]).protection.locked]
            answers.setdefault(answer_of(found), set()).add(tuple(asked))
    assert answers == {
        Answer.PARTS: {("Tử số", "Mẫu số", "Thực hiện")},
        Answer.VALUE: {("Thực hiện",)},
        Answer.YES_NO: {("Thực hiện",)},
    }


def test_a_numerator_above_the_denominator_is_stopped_while_typing() -> None:
    sheet = table_of(Form.BM_01, "03466")
    row = rows_of(sheet)["so-hoa-ho-so"]
    rule = rule_of(sheet, "so-hoa-ho-so", "Tử số")
    assert (rule.type, rule.formula1) == (
        "custom",
        f"AND(ISNUMBER(I{row}),I{row}>=0,OR(NOT(ISNUMBER(J{row})),I{row}<=J{row}))",
    )
    assert (
        rule.error
        == "Tử số cần một số không âm, không lớn hơn mẫu số. Số lẻ viết dấu phẩy: 12,5. Chưa có số thì để trống."
    )


def test_a_figure_stays_inside_the_bounds_of_its_indicator_or_is_nothing_arising() -> None:
    sheet = table_of(Form.BM_01, "VPUBND", "2025-Q4")
    rule = rule_of(sheet, "dvctt-khong-phat-sinh", "Thực hiện")
    cell = f"K{rows_of(sheet)['dvctt-khong-phat-sinh']}"
    assert rule.formula1 == f'OR({cell}="Không phát sinh",AND(ISNUMBER({cell}),{cell}>=0))'


def test_beside_numerator_and_denominator_only_nothing_arising_can_be_said() -> None:
    rule = rule_of(table_of(Form.BM_01, "03466"), "so-hoa-ho-so", "Thực hiện")
    assert (rule.type, rule.formula1) == ("list", '"Không phát sinh"')


def test_a_yes_or_no_is_chosen_from_a_list() -> None:
    rule = rule_of(table_of(Form.BM_01, "SKHCN", "2025"), "cong-dan-so", "Thực hiện")
    assert (rule.type, rule.formula1) == ("list", '"Có,Không,Không phát sinh"')


def test_the_status_of_a_task_is_chosen_from_what_a_unit_may_report() -> None:
    sheet = table_of(Form.BM_04, "SKHCN")
    rule = rule_of(sheet, "N-001-II-01", "Trạng thái")
    assert rule.formula1 == '"' + ",".join(state.word for state in TaskState) + '"'
    assert rule_of(sheet, "N-001-II-01", "Tiến độ (%)").formula1.endswith("<=100)")


def test_tasks_given_to_a_group_are_on_the_forms_of_all_its_units() -> None:
    assert list(rows_of(table_of(Form.BM_04, "03466"))) == ["N-001-I-01", "N-001-I-05", "N-001-V-13", "N-001-V-14"]
    assert "N-001-V-14" not in rows_of(table_of(Form.BM_04, "SKHCN"))


def test_a_table_for_many_units_has_a_row_a_unit_and_two_columns_an_indicator() -> None:
    book = opened(blank(Form.BM_02, "VPUBND"))
    sheet = sheet_of(book)
    last = head_row(sheet)
    heads = [[sheet.cell(row, column).value for column in range(4, 10)] for row in range(last - 2, last + 1)]
    assert heads == [
        ["Hồ sơ, kết quả giải quyết TTHC được số hóa (%)", None, "Hồ sơ TTHC xử lý trực tuyến (%)", None,
         "Bản lõm sóng được phủ sóng băng rộng di động (bản)", None],
        ["so-hoa-ho-so", None, "ho-so-truc-tuyen", None, "ban-lom-song", None],
        ["Tử số", "Mẫu số"] * 3,
    ]  # fmt: skip
    assert len([code for code in rows_of(sheet) if code.startswith("03")]) == 38


def test_what_another_office_collects_is_not_on_the_unit_s_own_form() -> None:
    own = form_of(nothing_known(collecting()), Form.BM_01, "03466", NOVEMBER)
    codes = rows_of(sheet_of(opened(own)))
    assert "nv-quy-4" in codes
    assert "ho-so-truc-tuyen" not in codes


def test_the_guide_and_the_title_block_say_what_when_and_until_when() -> None:
    sheet = table_of(Form.BM_01, "03466")
    told = {str(row[0].value): row[2].value for row in sheet.iter_rows(max_row=6)}
    assert told == {
        "BIỂU BM-01 – KẾT QUẢ THỰC HIỆN CHỈ TIÊU": None,
        "Đơn vị báo cáo:": "Xã Bum Nưa",
        "Mã đơn vị:": "03466",
        "Kỳ báo cáo:": "Tháng 11/2025",
        "Số liệu:": "từ ngày 01/11/2025 đến hết ngày 30/11/2025",
        "Hạn nộp:": "ngày 03/12/2025",
    }
    guide = [str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row[7:] if cell.value]
    assert len(guide) == 7
    for word in ("Không phát sinh", "dấu phẩy", "Minh chứng", "Nộp báo cáo", "ô nền vàng"):
        assert any(word in line for line in guide)


def test_rows_with_another_deadline_are_named() -> None:
    sheet = table_of(Form.BM_01, "03466", "2025-H2")
    told = {str(row[0].value): row[2].value for row in sheet.iter_rows(max_row=6)}
    assert told["Hạn nộp:"] == "ngày 30/11/2025; riêng dòng 2: ngày 15/01/2026"


@pytest.mark.parametrize(
    "text", (FORMULAS | LINKS | LOOKS | BROKEN).values(), ids=(FORMULAS | LINKS | LOOKS | BROKEN).keys()
)
def test_t01_t02_no_text_becomes_a_formula_or_a_link_in_a_form(text: str) -> None:
    known = collecting()
    hostile = said_everywhere(known, text)
    tasks = tuple(
        task.model_copy(update={"title": text, "product": text, "deadline_text": text}) for task in known.tasks
    )
    object.__setattr__(hostile, "tasks", tasks)
    for form, unit in FORMS:
        content = form_of(nothing_known(hostile), form, unit, NOVEMBER)
        assert [name for name, xml in parts(content, "xl/worksheets/sheet") if re.search(r"<f[ >/]", xml)] == []
        found = [name for name, xml in parts(content, "") if "<hyperlink" in xml or 'TargetMode="External"' in xml]
        assert found == []
        values = {cell.value for row in sheet_of(opened(content)).iter_rows() for cell in row}
        assert any(clean_text(text)[:80] in value for value in values if isinstance(value, str))


@EACH_FORM
def test_a_form_says_that_figures_are_illustrative_only_where_they_are(form: Form, unit: str) -> None:
    said = {}
    for illustrative in (False, True):
        content = form_of(nothing_known(collecting(), illustrative=illustrative), form, unit, NOVEMBER)
        with ZipFile(io.BytesIO(content)) as package:
            whole = " ".join(package.read(name).decode("utf-8") for name in package.namelist())
        said[illustrative] = "SỐ LIỆU MINH HỌA" in whole.upper()
    assert said == {False: False, True: True}


@EACH_FORM
def test_the_same_form_is_the_same_file(form: Form, unit: str) -> None:
    assert blank(form, unit) == blank(form, unit)


@EACH_FORM
def test_a_form_that_nobody_owes_is_not_written(form: Form, unit: str) -> None:
    unit = "TTCNTT" if form is not Form.BM_02 else "STC"
    with pytest.raises(ValueError, match=unit):
        blank(form, unit)


def test_every_field_of_a_task_form_has_a_column() -> None:
    source = next(source for source in load_source_maps() if source.form == "bm-04")
    asked = {Field.TASK, Field.STATE, Field.PROGRESS, Field.RESULT, Field.EVIDENCE, Field.DIFFICULTY, Field.PROPOSAL}
    assert asked <= set(source.columns)
