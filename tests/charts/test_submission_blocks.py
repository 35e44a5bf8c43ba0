"""Blocks of «Tình hình nộp» and «Kỳ báo cáo»: words before colour, what is wrong beside its field, nothing unescaped."""

from __future__ import annotations

from dataclasses import replace

from dashboard.charts.fields import act_button, choice_field, date_field, form, said, send_button
from dashboard.charts.reporting.report_matrix import (
    MatrixCell,
    MatrixHead,
    MatrixLine,
    ReminderBox,
    draw_matrix,
    draw_reminders,
)
from dashboard.charts.reporting.sent_figures import FIRST_FIGURES, SentFigure, Shown, draw_sent_figures
from dashboard.charts.reporting.waiting import OpenFile, WaitingLine, draw_waiting

HOSTILE = '"><script>alert(1)</script>'
_SHOWN = Shown(HOSTILE, HOSTILE)
FIGURES = draw_sent_figures(HOSTILE, HOSTILE, [SentFigure(HOSTILE, HOSTILE, _SHOWN, _SHOWN, HOSTILE, HOSTILE, HOSTILE)])
LINE = WaitingLine("a1", "BN-0312", "Xã Pa Ủ", "BM-01", "tháng 11/2025", "05/12", 19, 0, "/tinh-hinh-nop?duyet=BN-0312")


def head(title: str, sort: str = "") -> MatrixHead:
    return MatrixHead(title, "/tinh-hinh-nop", sort)


def test_a_fault_is_told_under_its_field_and_tied_to_it() -> None:
    drawn = date_field("Hạn nộp", "han", "31/11/2025", key="ngay-han", fault="không phải ngày")
    assert 'value="31/11/2025"' in drawn
    assert 'aria-invalid="true" aria-describedby="ngay-han-loi"' in drawn
    assert '<span class="wrong" id="ngay-han-loi">không phải ngày</span>' in drawn
    assert "aria-invalid" not in date_field("Hạn nộp", "han", "30/11/2025", key="ngay-han")


def test_what_people_typed_is_escaped_wherever_it_comes_back() -> None:
    drawn = (
        date_field("Hạn", "han", HOSTILE, key="k", fault=HOSTILE),
        choice_field("Đơn vị", "donvi", "", [(HOSTILE, HOSTILE)], key="k"),
        act_button(HOSTILE, "mien", {"donvi": HOSTILE}),
        form("mien", send_button(HOSTILE), key="k", title=HOSTILE, ky=HOSTILE),
        said(HOSTILE, is_fault=True),
        draw_reminders(ReminderBox(1, "", HOSTILE, {"donvi": HOSTILE})),
        draw_waiting([LINE], OpenFile(LINE, "/x", HOSTILE, (FIGURES,), (HOSTILE,), (HOSTILE,), HOSTILE), can_act=True),
    )
    assert [block for block in drawn if block is None or "<script" in block] == []


def test_the_chosen_unit_stays_chosen_in_a_form_that_was_not_taken() -> None:
    drawn = choice_field("Đơn vị", "donvi", "b", [("a", "A"), ("b", "B")], key="k")
    assert '<option value="b" selected="">B</option>' in drawn
    assert 'title="B"' in drawn


def test_the_sorted_column_says_so_and_a_tinted_cell_has_its_words() -> None:
    line = MatrixLine("Xã Pa Ủ", "/nop?pv=03442", 3, (MatrixCell("Muộn 2 ngày", "late"),), "2/5", "")
    drawn = draw_matrix(
        "Báo cáo",
        head("Đơn vị"),
        head("Số lần chậm", "descending"),
        [head("Tháng 11")],
        head("Đúng hạn"),
        head("Nhắc"),
        [line],
    )
    assert drawn.count("aria-sort") == 1
    assert 'aria-sort="descending"><a' in drawn
    assert '<td class="late">Muộn 2 ngày</td>' in drawn
    assert '<th scope="row"><a href="/nop?pv=03442"' in drawn


def test_files_are_told_apart_by_ear_and_can_be_approved_only_when_open() -> None:
    drawn = draw_waiting([LINE], None, can_act=True)
    assert 'aria-label="Xem Xã Pa Ủ, BM-01, tháng 11/2025"' in drawn
    assert "data-act" not in drawn
    opened = OpenFile(LINE, "/x", "", (), (), ())
    assert 'data-act="duyet" data-tep="a1"' in draw_waiting([LINE], opened, can_act=True)
    assert "data-act" not in draw_waiting([LINE], opened, can_act=False)


def test_of_many_figures_the_first_stand_and_the_rest_is_folded() -> None:
    row = SentFigure("Số hóa hồ sơ", "BM-01, E8", Shown("60,0%"), Shown("68,1%", "1.210/1.778"), "+8,1 điểm %", "", "x")
    assert "details" not in draw_sent_figures("Số liệu trong tệp", "Chỉ tiêu", [row] * FIRST_FIGURES)
    drawn = draw_sent_figures("Số liệu trong tệp", "Chỉ tiêu", [row] * (FIRST_FIGURES + 3))
    assert "Số liệu trong tệp (23)" in drawn
    assert "Xem 3 dòng còn lại" in drawn


def test_many_waiting_files_do_not_push_the_matrix_away_and_the_opened_one_is_seen() -> None:
    lines = [replace(LINE, load_id=f"a{n}", receipt=f"BN-{n:04d}") for n in range(9)]
    drawn = draw_waiting(lines, None, can_act=True)
    assert "Chờ duyệt (9)" in drawn
    assert "Xem 5 tệp còn lại" in drawn
    assert '<details id="tep-con-lai">' in drawn
    lines[7] = replace(lines[7], is_open=True)
    assert '<details id="tep-con-lai" open="">' in draw_waiting(lines, None, can_act=True)
