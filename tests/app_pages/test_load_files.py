"""What a person settles about chosen files, and what the page then says it will write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.app_pages._panel import Act
from dashboard.app_pages._reporting.checking import Chosen, Desk, settle
from dashboard.app_pages._reporting.outcomes import (
    SEND,
    WRITE,
    Checked,
    check_title,
    checked_files,
    kept_words,
    result_words,
    whole_result,
)
from dashboard.app_pages.load_files import keep_label, write_label
from dashboard.catalogue import load_catalogue
from dashboard.domain.observations import Correction
from loaders.faults import Choice, FaultCode, FigureWarning, Rejection
from loaders.outcomes import FileOutcome
from loaders.pipeline import rebuild
from tests.app_pages.running import LOAD, run_page, told, use
from tests.second import edit_catalogue, load_rows, make_workspace

DAY = date(2025, 12, 5)
FILE = Chosen("t1", "BM-01.xlsx", b"x")
READY = FileOutcome("BM-01.xlsx", "0" * 64, "accepted", DAY, "bm-01", new=136, changed=3, unchanged=1, ignored=8)
DOUBT = Rejection(
    FaultCode.NUMBER_AMBIGUOUS, "BM-01", "F9", "1.234", "số viết rõ", "…",
    choices=(Choice("1234", "1.234 (một nghìn hai trăm ba mươi tư)"), Choice("1,234", "1,234")),
)  # fmt: skip
REFUSED = replace(READY, outcome="refused", rejected=2, faults=(DOUBT, replace(DOUBT, cell="F10")))
UNREAD = FileOutcome("hong.xlsx", "1" * 64, "refused", DAY, rejected=1, faults=(replace(DOUBT, sheet="", cell=""),))
LOCKED = replace(DOUBT, code=FaultCode.PERIOD_LOCKED, sheet="", cell="", choices=())
WARNED = replace(READY, warned=(FigureWarning(FaultCode.SCALE_JUMP, "BM-01", "F9", "9", "gấp 38 lần"),))
KNOWN = replace(
    READY,
    outcome="unchanged",
    new=0,
    changed=0,
    unchanged=140,
    messages=("Tệp này đã nạp lúc 09:12 ngày 02/12/2025; không có ô nào thay đổi.",),
)


def checked(*outcomes: FileOutcome, seen: bool = True) -> list[Checked]:
    """Files with these outcomes."""
    return [Checked(FILE, one, seen or not one.warned) for one in outcomes]


@pytest.mark.parametrize(
    ("found", "label"),
    [
        (checked(READY), "Ghi 139 ô (1 tệp)"),
        (checked(READY, READY, REFUSED), "Ghi 278 ô (2 tệp)"),
        (checked(replace(READY, new=0, changed=0)), "Ghi nhận 1 tệp (số không đổi)"),
        (checked(REFUSED, UNREAD), "Chưa có gì để ghi"),
        (checked(WARNED, seen=False), "Ghi 139 ô – còn 1 cảnh báo phải xem"),
        ([*checked(WARNED, seen=False), *checked(REFUSED)], "Ghi 139 ô – còn 1 cảnh báo phải xem"),
        ([*checked(WARNED, seen=False), *checked(READY)], "Ghi 139 ô (1 tệp)"),
        (checked(KNOWN), "Chưa có gì để ghi"),
    ],
    ids=[
        "ready",
        "ready beside refused",
        "same numbers",
        "refused",
        "unseen",
        "unseen, refused",
        "unseen, ready",
        "known",
    ],
)
def test_the_button_says_what_it_writes(found: list[Checked], label: str) -> None:
    assert write_label(found) == label


def test_files_with_faults_are_kept_by_a_button_of_their_own_only_where_nothing_can_be_written() -> None:
    assert keep_label(checked(REFUSED, UNREAD)) == "Giữ lại 2 tệp chờ sửa"
    assert keep_label([*checked(WARNED, seen=False), *checked(REFUSED)]) == "Giữ lại 1 tệp chờ sửa"
    assert keep_label(checked(READY, REFUSED)) == ""
    assert keep_label(checked(KNOWN)) == ""


def test_the_total_says_what_the_button_writes_and_where_the_rest_of_its_cells_are() -> None:
    found = [*checked(READY, REFUSED, UNREAD, KNOWN), *checked(WARNED, seen=False)]
    assert whole_result(found, WRITE) == "ghi 139 ô (1 tệp); 139 ô (1 tệp) chờ xem cảnh báo; 139 ô (1 tệp) chờ sửa"
    assert whole_result(checked(READY), WRITE) == "ghi 139 ô (1 tệp)"
    assert whole_result(checked(REFUSED), WRITE) == "139 ô (1 tệp) chờ sửa"
    assert whole_result(checked(KNOWN), WRITE) == "không có gì để ghi"


def test_a_fault_of_the_whole_file_is_no_cell() -> None:
    (both,) = checked(replace(REFUSED, rejected=3, faults=(*REFUSED.faults, LOCKED)))
    assert (both.refused_cells, both.whole_faults) == (2, 1)
    (locked,) = checked(replace(REFUSED, rejected=1, faults=(LOCKED,)))
    assert check_title([locked]) == "1 tệp của kỳ đã khóa"
    assert check_title([both]) == "1 tệp chờ sửa 2 ô"


def test_the_title_counts_what_is_ready_unseen_refused_unread_and_known() -> None:
    found = [*checked(READY, REFUSED, UNREAD, KNOWN), *checked(WARNED, seen=False)]
    assert check_title(found) == (
        "1 tệp sẵn sàng ghi (139 ô), 1 tệp cần xem 1 cảnh báo, 1 tệp chờ sửa 2 ô, 1 tệp không đọc được, 1 tệp không có gì mới"
    )
    assert check_title(checked(READY), SEND) == "1 tệp sẵn sàng gửi (140 ô)"


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (READY, "Sẵn sàng ghi 139 ô"),
        (REFUSED, "Chờ sửa 2 ô; số cũ giữ nguyên"),
        (UNREAD, "Không đọc được; số cũ giữ nguyên"),
        (KNOWN, "Không đổi. Tệp này đã nạp lúc 09:12 ngày 02/12/2025; không có ô nào thay đổi."),
        (replace(UNREAD, faults=(LOCKED,)), "Kỳ đã khóa; cần mở lại có lý do"),
    ],
)
def test_each_file_says_what_becomes_of_it(outcome: FileOutcome, words: str) -> None:
    assert result_words(checked(outcome)[0], WRITE) == words


def test_a_kept_file_that_was_never_read_has_no_cells_to_count() -> None:
    assert kept_words("bm-01", 3) == "chờ sửa 3 lỗi; số cũ giữ nguyên"
    assert kept_words("", 1) == "không đọc được; số cũ giữ nguyên"


def desk_with(outcome: FileOutcome) -> Desk:
    """A desk on which this file was checked."""
    return Desk(checked=(outcome,))


def choice(**fields: str) -> Act:
    """A choice of a reading, as the page sends it."""
    return Act("chon", {"tep": "t1", "loi": "0", "thay": "1.234", "value": "1234"} | fields, 1)


def test_a_reading_that_was_offered_is_taken_and_replaces_the_one_before() -> None:
    desk = desk_with(REFUSED)
    assert settle(desk, [FILE], choice())
    assert desk.corrections == {"t1": (Correction("BM-01", "F9", "1.234", "1234"),)}
    settle(desk, [FILE], choice(value="1,234"))
    settle(desk, [FILE], choice(loi="1"))
    assert [(each.cell, each.value) for each in desk.corrections["t1"]] == [("F9", "1,234"), ("F10", "1234")]
    assert desk.job(FILE, DAY).corrections == desk.corrections["t1"]
    settle(desk, [FILE], Act("bo-chon", {"tep": "t1", "so": "0"}, 2))
    assert [each.cell for each in desk.corrections["t1"]] == ["F10"]


@pytest.mark.parametrize(
    "fields",
    [{"value": "9999"}, {"value": ""}, {"thay": "khác"}, {"loi": "7"}, {"loi": "-1"}, {"loi": "x"}, {"tep": "t2"}],
    ids=["not offered", "none", "other text", "no such fault", "negative", "no number", "other file"],
)
def test_a_reading_that_was_not_offered_is_not_taken(fields: dict[str, str]) -> None:
    desk = desk_with(REFUSED)
    settle(desk, [FILE], choice(**fields))
    assert desk.corrections == {}


def test_a_tick_holds_for_the_warnings_that_were_seen_and_no_others() -> None:
    desk = desk_with(WARNED)
    assert not checked_files(desk, [FILE], [WARNED])[0].is_ready
    settle(desk, [FILE], Act("da-xem", {"tep": "t1", "value": "true"}, 1))
    assert checked_files(desk, [FILE], [WARNED])[0].is_ready
    other = replace(WARNED, warned=(replace(WARNED.warned[0], message="số lũy kế giảm"),))
    assert not checked_files(desk, [FILE], [other])[0].is_ready
    settle(desk, [FILE], Act("da-xem", {"tep": "t1", "value": "false"}, 2))
    assert not checked_files(desk, [FILE], [WARNED])[0].is_ready


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../x.xlsx", "x.xlsx"),
        ("/etc/passwd", "passwd"),
        ("", "tệp"),
        ("..\\x.xlsx", "..\\x.xlsx"),
        ("a\0b", "a\0b"),
    ],
)
def test_t10_the_name_of_an_upload_is_a_label_and_never_a_place(name: str, label: str) -> None:
    assert Desk().job(replace(FILE, name=name), DAY).name == label


def test_starting_again_forgets_all_that_was_settled_and_the_files() -> None:
    desk = desk_with(REFUSED)
    settle(desk, [FILE], choice())
    desk.kinds["t1"] = "bm-01"
    before = desk.uploader
    desk.start_again()
    assert desk.uploader != before
    assert desk == Desk(uploader=desk.uploader, labels=desk.labels)


def test_each_session_has_a_field_of_files_of_its_own_so_that_no_tile_outlives_the_server() -> None:
    assert Desk().uploader != Desk().uploader


def test_figures_that_no_longer_fit_the_catalogue_are_told_where_files_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace(tmp_path / "w")
    load_rows(workspace)
    use(workspace, monkeypatch)
    assert "danh mục đổi" not in run_page(LOAD, {}).text
    edit_catalogue(workspace.root, ("reported_by: each_commune", "reported_by: ['01273', '01279']"))
    rebuild(workspace, load_catalogue(workspace))
    screen = run_page(LOAD, {})
    assert "Số liệu cũ không còn được nhận sau khi danh mục đổi (1)" in screen.text
    assert "so_lieu.csv Dòng 18 «2» Cần chỉ tiêu mà" in told(screen)
    assert screen.faults == ()
