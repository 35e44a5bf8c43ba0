"""The formats of one awkward Snapshot say the same as each other and as `chitieu status --json`."""

from __future__ import annotations

import io
import math
import unicodedata
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl.workbook import Workbook

from dashboard.catalogue.schema import FileIndicator, FilePlanDocument, FileTarget
from dashboard.domain.plan import UnitKind
from dashboard.domain.status import Status
from dashboard.domain.verdict import Numbers
from dashboard.exports import DOWNLOADS, FORMATS, file_name
from dashboard.exports.csv_file import csv_text
from dashboard.exports.definitions import FIELD_WORDS
from dashboard.exports.evidence import REASON_COLUMNS
from dashboard.exports.rows import COLUMNS, LONG_COLUMNS
from dashboard.exports.table import CellType
from dashboard.snapshot import NEEDS_ACTION, Snapshot, take_snapshot
from dashboard.store.facts import Facts
from dashboard.store.lines import AnyLine
from dashboard.text.words import GROUPS, STATUS_WORDS
from tests.exports.awkward import (
    MADE_AT,
    awkward,
    by_key,
    csv_rows,
    opened,
    parquet_rows,
    parts,
    sheet_rows,
    written,
)
from tests.second import load_rows, make_workspace
from tests.submissions.journal_lines import excepted, ledger, load

SHEETS = ["Đọc trước", "Tổng hợp", "Cần xử lý trước", "Chỉ tiêu", "Theo đơn vị", "Phần còn thiếu", "Còn thiếu theo đơn vị", "Tình hình nộp", "Vì sao", "Nguồn số liệu", "Định nghĩa"]  # fmt: skip


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Facts]:
    return awkward(tmp_path_factory.mktemp("awkward"))


@pytest.fixture(scope="module")
def content(taken: tuple[Snapshot, Facts]) -> bytes:
    return written(*taken, "xlsx")


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return opened(content)


def json_rows(snapshot: Snapshot) -> list[dict[str, Any]]:
    return snapshot.to_json(snapshot.rows)["rows"]


def same(cell: object, value: object) -> bool:
    if isinstance(cell, datetime):
        return cell.date() == value
    if isinstance(cell, int | float) and isinstance(value, int | float):
        return math.isclose(cell, value, rel_tol=1e-15)
    return cell == value


def test_parquet_holds_every_row_and_key_of_the_json_unrounded(taken: tuple[Snapshot, Facts]) -> None:
    found = parquet_rows(written(*taken, "parquet"))
    asked = json_rows(taken[0])
    for row in asked:
        row["flags"] = " ".join(row["flags"]) or None
        row |= {day: row[day] and date.fromisoformat(row[day]) for day in ("due", "observed_on")}
    assert [{key: row[key] for key in asked[0]} for row in found] == asked


def test_csv_holds_what_parquet_holds(taken: tuple[Snapshot, Facts]) -> None:
    fields_of_csv = csv_rows(written(*taken, "csv"))
    typed = parquet_rows(written(*taken, "parquet"))
    assert [{k: csv_text(v) for k, v in row.items()} for row in typed] == fields_of_csv


def test_the_sheets_hold_what_parquet_holds_to_the_15_digits_of_a_spreadsheet(
    taken: tuple[Snapshot, Facts], book: Workbook
) -> None:
    snapshot = taken[0]
    typed = {(row["target_id"], row["org_unit_id"]): row for row in parquet_rows(written(*taken, "parquet"))}
    shown = by_key(sheet_rows(book, "Chỉ tiêu")) + by_key(sheet_rows(book, "Theo đơn vị"))
    seen = set()
    for row in shown:
        key = (row["target_id"], row["org_unit_id"])
        seen.add(key)
        assert [k for k, cell in row.items() if not same(cell, typed[key][k])] == []
    assert seen == {(r.target.id, r.org_unit.id) for r in snapshot.rows}


def test_the_five_groups_add_up_to_the_targets_of_the_province(taken: tuple[Snapshot, Facts], book: Workbook) -> None:
    rows = sheet_rows(book, "Tổng hợp")
    titles = [f"{group.mark} {group.word}" for group in GROUPS]
    total = next(row for row in rows if row["Nhóm nội dung"] == "Tổng số chỉ tiêu cấp tỉnh")
    pillars = [row for row in rows if row["Nhóm nội dung"] in taken[0].catalogue.pillars.values()]
    assert sum(total[title] for title in titles) == total["Tổng"] == len(taken[0].province_rows)
    assert all(sum(row[title] for row in pillars) == total[title] for title in titles)


def test_targets_of_one_unit_s_own_plan_stand_below_the_total(book: Workbook) -> None:
    last = sheet_rows(book, "Tổng hợp")[-1]
    assert (last["Nhóm nội dung"], last["Tổng"]) == ("Chỉ tiêu riêng của Phường Thục Phán (tính riêng)", 1)


def test_what_needs_action_stands_worst_first(taken: tuple[Snapshot, Facts], book: Workbook) -> None:
    asked = [r.target.id for r in taken[0].province_rows if r.judgement.status in NEEDS_ACTION]
    assert asked
    assert [row["Mã mục tiêu"] for row in sheet_rows(book, "Cần xử lý trước")] == asked


def test_a_missing_value_is_an_empty_cell_and_not_0(taken: tuple[Snapshot, Facts], book: Workbook) -> None:
    silent = next(r for r in sheet_rows(book, "Theo đơn vị") if r["Mã đơn vị"] == "01288")
    assert [silent[title] for title in ("Thực hiện", "Tử số", "Mẫu số", "Chậm (số tháng)")] == [None] * 4
    field = next(r for r in csv_rows(written(*taken, "csv")) if r["org_unit_id"] == "01288")
    assert (field["actual"], field["numerator"]) == ("", "")


def test_a_reported_0_and_a_target_of_0_are_0(book: Workbook) -> None:
    sources = sheet_rows(book, "Nguồn số liệu")
    reported = next(r for r in sources if (r["Mã chỉ tiêu"], r["Mã đơn vị"]) == ("wifi-cong-cong", "01279"))
    row = next(r for r in sheet_rows(book, "Chỉ tiêu") if r["Mã mục tiêu"] == "CB-04")
    assert (reported["Giá trị"], row["Mục tiêu (số)"]) == (0, 0)


def test_a_value_beyond_its_target_stays_as_reported(book: Workbook) -> None:
    row = next(r for r in sheet_rows(book, "Chỉ tiêu") if r["Mã mục tiêu"] == "CB-03")
    assert (row["Thực hiện"], row["Mục tiêu (số)"]) == (18, 12)


def test_a_figure_is_unrounded_and_shown_in_percent_units(book: Workbook) -> None:
    sheet = book["Theo đơn vị"]
    head = [cell.value for cell in sheet[1]]
    row = next(r for r in sheet.iter_rows(min_row=2) if r[head.index("Mã đơn vị")].value == "01273")
    cell = row[head.index("Thực hiện")]
    assert (cell.value, cell.number_format) == (100 * 11 / 21, '#,##0.0"%"')


def test_dates_are_dates_shown_day_first(book: Workbook) -> None:
    sheet = book["Chỉ tiêu"]
    due = sheet.cell(2, [cell.value for cell in sheet[1]].index("Hạn") + 1)
    assert isinstance(due.value, datetime)
    assert due.number_format.replace("\\", "") == "dd/mm/yyyy"


def test_codes_keep_their_zeros(book: Workbook) -> None:
    assert "01273" in {row["Mã đơn vị"] for row in sheet_rows(book, "Theo đơn vị")}


def test_status_is_mark_and_word_in_the_sheet_and_a_code_for_programs(taken: tuple[Snapshot, Facts]) -> None:
    for row in parquet_rows(written(*taken, "parquet")):
        word = STATUS_WORDS[Status(row["status"])]
        assert row["status_text"] == f"{word.mark} {word.word}"


def test_how_many_units_reported_is_no_date_for_a_spreadsheet_that_opens_the_csv(taken: tuple[Snapshot, Facts]) -> None:
    assert all("/" not in row["units_reported"] for row in csv_rows(written(*taken, "csv")))


def test_reports_that_are_missing_are_listed_first_with_their_days(
    taken: tuple[Snapshot, Facts], book: Workbook
) -> None:
    month = [row for row in sheet_rows(book, "Tình hình nộp") if row["Kỳ"] == "tháng 11/2025"]
    state = next(s for s in taken[0].report_states if s.period.id == "2025-11")
    assert {row["Mã đơn vị"] for row in month if row["Ngày nhận"] is None} == set(state.incomplete)
    assert [row["Ngày nhận"] is None for row in month] == sorted(
        (row["Ngày nhận"] is None for row in month), reverse=True
    )
    said = {row["Mã đơn vị"]: row["Tình trạng"] for row in month}
    assert said == {unit_id: cell.words() for unit_id, cell in state.cells.items()}


def test_each_value_leads_to_its_file_and_cell_with_its_corrections(book: Workbook) -> None:
    rows = [r for r in sheet_rows(book, "Nguồn số liệu") if r["Mã đơn vị"] == "01273" and r["Mã kỳ"] == "2025-10"]
    assert [(r["Giá trị"], r["Lần báo"], r["Tệp"], r["Trang"], r["Ô"]) for r in rows] == [
        (55, 2, "báo cáo.xlsx", "BM-01", "G12"),
        (50, 1, "báo cáo.xlsx", "BM-01", "G12"),
    ]


def test_why_holds_every_number_of_the_judgement() -> None:
    keys = {column.key for column in REASON_COLUMNS}
    numbers = {field.name for field in fields(Numbers)} - {"limits"} | {"limits_low", "limits_high"}
    assert numbers <= keys


def test_definitions_name_the_parts_that_are_assumed(book: Workbook) -> None:
    row = next(r for r in sheet_rows(book, "Định nghĩa") if r["Mã mục tiêu"] == "CB-04")
    assert row["Theo cách hiểu tạm"].startswith("mẫu số")


def test_every_key_of_the_catalogue_that_can_be_assumed_has_a_word() -> None:
    known = {*FileIndicator.model_fields, *FileTarget.model_fields, *FilePlanDocument.model_fields}
    assert known - {"assumed", "targets"} == set(FIELD_WORDS)


def test_read_first_says_the_day_the_rules_and_who_has_not_reported(
    taken: tuple[Snapshot, Facts], book: Workbook
) -> None:
    told = {row[0]: row[1] for row in book["Đọc trước"].iter_rows(values_only=True)}
    snapshot = taken[0]
    assert told["Ngày xem"] == datetime(2025, 12, 10)  # noqa: DTZ001  a cell's date has no time zone
    assert (told["Mã bản số liệu"], told["Mã danh mục"]) == (snapshot.facts_id, snapshot.catalogue.hash)
    assert told["Nhật ký"] == f"đến dòng {snapshot.journal_head}"
    assert told["Đã báo cáo"] == snapshot.reported_line
    assert "Phường Tân Giang" in told["Nộp báo cáo, kỳ tháng 11/2025"]
    assert {f"{w.mark} {w.word}" for w in STATUS_WORDS.values()} <= set(told)
    assert set(SHEETS[1:]) <= set(told)


def test_read_first_chases_nobody_whose_file_waits_or_who_was_given_another_day(tmp_path: Path) -> None:
    facts, catalogue = load_rows(make_workspace(tmp_path / "w"))
    day = date(2025, 11, 10)

    def said(*lines: AnyLine) -> str:
        file = written(take_snapshot(facts, catalogue, day, ledger=ledger(*lines)), facts, "xlsx")
        cells = opened(file)["Đọc trước"].iter_rows(values_only=True)
        return next(str(row[1]) for row in cells if row[0] == "Nộp báo cáo, kỳ tháng 10/2025")

    assert said() == "chưa nộp đủ: Phường Tân Giang (hạn nộp 05/11/2025)"
    assert said(load("01288", "2025-10", "submitted", date(2025, 11, 9))) == (
        "không còn đơn vị nào phải nhắc (hạn nộp 05/11/2025; 1 đơn vị đã nộp, chờ duyệt)"
    )
    assert said(excepted("01288", "2025-10", date(2025, 11, 12))) == (
        "không còn đơn vị nào phải nhắc (hạn nộp 05/11/2025; 1 đơn vị được gia hạn)"
    )


def test_every_sheet_is_a4_landscape_one_page_wide_with_its_page_number(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert "trang &P/&N" in sheet.oddFooter.right.text
        assert sheet.merged_cells.ranges == set()


def test_every_table_has_one_frozen_header_that_filters_and_repeats_in_print(book: Workbook) -> None:
    for name in SHEETS[1:]:
        sheet = book[name]
        titles = [cell.value for cell in sheet[1]]
        assert all(titles)
        assert len(set(titles)) == len(titles)
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"


def test_the_chart_is_native_and_told_in_words(taken: tuple[Snapshot, Facts], content: bytes) -> None:
    assert [name for name, _ in parts(content, "xl/charts/")] == ["xl/charts/chart1.xml"]
    drawing = next(xml for _, xml in parts(content, "xl/drawings/drawing"))
    assert f"tổng số {len(taken[0].province_rows)}." in drawing


def test_illustrative_data_say_so_on_every_sheet_row_and_file(taken: tuple[Snapshot, Facts], content: bytes) -> None:
    sheets = [xml for name, xml in parts(content, "xl/worksheets/sheet")]
    assert len(sheets) == len(SHEETS)
    assert all(xml.count("SỐ LIỆU MINH HỌA") >= 2 for xml in sheets)
    assert {row["notice"] for row in csv_rows(written(*taken, "csv"))} == {"SỐ LIỆU MINH HỌA"}
    metadata = pq.read_schema(io.BytesIO(written(*taken, "parquet"))).metadata
    assert metadata[b"illustrative"] == b"true"


def test_real_data_are_not_called_illustrative(tmp_path: Path) -> None:
    taken = awkward(tmp_path, illustrative=False)
    assert all("MINH HỌA" not in xml for _, xml in parts(written(*taken, "xlsx"), "xl/"))
    assert "MINH HỌA" not in written(*taken, "csv").decode()
    assert pq.read_schema(io.BytesIO(written(*taken, "parquet"))).metadata[b"illustrative"] == b"false"


def test_parquet_says_what_it_was_made_from(taken: tuple[Snapshot, Facts]) -> None:
    schema = pq.read_schema(io.BytesIO(written(*taken, "parquet")))
    assert schema.metadata[b"facts_id"].decode() == taken[0].facts_id
    assert (schema.metadata[b"as_of"], schema.metadata[b"known_on"]) == (b"2025-12-10", b"2025-12-10")
    assert schema.field("actual").metadata[b"title"].decode() == "Thực hiện"
    assert str(schema.field("org_unit_id").type) == "string"


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_snapshot_and_moment_give_the_same_bytes(taken: tuple[Snapshot, Facts], fmt: str) -> None:
    assert written(*taken, fmt) == written(*taken, fmt)


def test_the_moment_it_was_made_is_the_one_given(taken: tuple[Snapshot, Facts]) -> None:
    later = written(*taken, "xlsx", MADE_AT.replace(tzinfo=UTC) + timedelta(hours=1))
    told = {row[0]: row[1] for row in opened(later)["Đọc trước"].iter_rows(values_only=True)}
    assert told["Lập lúc"] == "03:12 ngày 10/12/2025"


def test_a_workbook_with_facts_of_another_version_is_refused(taken: tuple[Snapshot, Facts]) -> None:
    snapshot, facts = taken
    with pytest.raises(ValueError, match="facts"):
        written(snapshot, replace(facts, id="0" * 16), "xlsx")


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_day_before_everything_gives_a_file_all_the_same(taken: tuple[Snapshot, Facts], fmt: str) -> None:
    snapshot = replace(taken[0], as_of=date(1, 1, 1), known_on=date(1, 1, 1), rows=(), report_states=())
    assert written(snapshot, taken[1], fmt)


def test_vietnamese_stays_whole_and_composed(taken: tuple[Snapshot, Facts]) -> None:
    rows = parquet_rows(written(*taken, "parquet"))
    assert "Phường Nùng Trí Cao" in {row["org_unit"] for row in rows}
    texts = [value for row in rows for value in row.values() if isinstance(value, str)]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)


def test_every_format_has_a_download_and_a_name_without_diacritics(taken: tuple[Snapshot, Facts]) -> None:
    assert {key: file_name(taken[0], key) for key in DOWNLOADS} == {
        "xlsx": "CB_NQ57_2025-12-10.xlsx",
        "csv": "CB_NQ57_2025-12-10.csv",
        "parquet": "CB_NQ57_2025-12-10.parquet",
    }
    assert set(DOWNLOADS) == set(FORMATS)


def test_keys_and_titles_are_unique() -> None:
    for columns in (COLUMNS, LONG_COLUMNS, REASON_COLUMNS):
        assert len({c.key for c in columns}) == len({c.title for c in columns}) == len(columns)


def test_only_counts_are_whole_numbers(taken: tuple[Snapshot, Facts]) -> None:
    schema = pq.read_schema(io.BytesIO(written(*taken, "parquet")))
    counted = {column.key for column in LONG_COLUMNS if column.type is CellType.COUNT}
    assert {field.name for field in schema if str(field.type).startswith("int")} == counted


def test_units_of_all_kinds_have_rows_of_their_own(taken: tuple[Snapshot, Facts], book: Workbook) -> None:
    units = taken[0].catalogue.org_units
    kinds = {units[row["Mã đơn vị"]].kind for row in sheet_rows(book, "Theo đơn vị")}
    assert kinds == {UnitKind.AGENCY, UnitKind.COMMUNE}
