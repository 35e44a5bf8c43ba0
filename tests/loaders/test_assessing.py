"""A file's figures beside what is known: changes told old and new, unusual ones told with their numbers, contradictions refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.observations import Observation, Provenance
from dashboard.domain.periods import parse_period
from dashboard.settings import Workspace
from dashboard.store.facts import FileOfFacts, build_facts, open_facts
from loaders.assessing.whole_file import Assessment, Known, StatedTotal, assess, known_from
from loaders.inbox import content_hash
from tests.loaders.forms import WORKSPACE, bm01, map_content, so_hoa
from tests.loaders.forms import catalogue as small_catalogue

FILE = "bieu.xlsx"
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
RULES = ('    rules: ["numerator <= denominator"]\n', '    rules: ["numerator <= denominator", "so-hoa <= phu-song"]\n')
COMMUNES = [f"{number:05}" for number in range(4000, 4012)]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The small catalogue with twelve communes more and a rule between two indicators."""
    return catalogue_with(tmp_path_factory.mktemp("catalogue"), RULES)


def catalogue_with(root: Path, *edits: tuple[str, str]) -> Catalogue:
    """The small catalogue with twelve communes more, edited; each text to replace must be there."""
    shutil.copytree(WORKSPACE, root / "w")
    units = root / "w" / "data" / "reference" / "org_units.csv"
    more = "".join(f"{code},commune,Xã {code},{code},12,,yes,2025-07-01,,,,9\n" for code in COMMUNES)
    units.write_text(units.read_text(encoding="utf-8") + more, encoding="utf-8")
    path = root / "w" / "indicators.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return load_catalogue(Workspace(root / "w"))


def figure(
    numerator: float | None = None,
    denominator: float | None = None,
    *,
    value: float | None = None,
    unit: str = "03598",
    indicator: str = "so-hoa",
    period: str = "2026-02",
    received: date | None = None,
    cell: str = "E8, F8",
    file: str = FILE,
) -> Observation:
    """One figure of a file, received five days after its period unless said otherwise."""
    if value is None and numerator is not None and denominator:
        value = 100 * numerator / denominator
    of = parse_period(period)
    place = Provenance(content_hash(file.encode()), file, "BM-01", cell)
    return Observation(
        unit, indicator, of, value, numerator, denominator, received or of.end.replace(day=28), False, "", "", place
    )  # fmt: skip


def history(*parts: tuple[float, float], unit: str = "03598", indicator: str = "so-hoa") -> list[Observation]:
    """January 2026 and on: numerators and denominators."""
    return [
        figure(top, base, period=month, unit=unit, indicator=indicator, file="truoc.xlsx")
        for month, (top, base) in zip(MONTHS, parts, strict=False)
    ]


def amounts(*values: float, unit: str = "03598", indicator: str = "ban-co-song") -> list[Observation]:
    """January 2026 and on: plain values."""
    return [
        figure(value=value, period=month, unit=unit, indicator=indicator, file="truoc.xlsx")
        for month, value in zip(MONTHS, values, strict=False)
    ]


def knowing(catalogue: Catalogue, observations: Iterable[Observation], form: str = "bm-01") -> Known:
    """What is known after these figures."""
    known = known_from(None, catalogue)
    known.take(observations, form)
    return known


def assessed(catalogue: Catalogue, known: Sequence[Observation], *new: Observation, form: str = "bm-01") -> Assessment:
    return assess(FILE, new, catalogue, knowing(catalogue, known), form=form)


def codes(found: Assessment) -> list[str]:
    return [str(each.code) for each in found.warnings]


# Changes


def test_b27_a_newer_value_says_what_it_takes_the_place_of(catalogue: Catalogue) -> None:
    found = assessed(catalogue, history((50, 140), (59, 140)), figure(60, 140))
    (change,) = found.changes
    assert change.words(catalogue) == "Hồ sơ được số hóa, xã Tân Uyên, tháng 02/2026: thay 59/140 bằng 60/140"
    assert (change.sheet, change.cell, change.file_name_before) == ("BM-01", "E8, F8", "truoc.xlsx")
    assert (change.was, change.now) == (100 * 59 / 140, 100 * 60 / 140)
    assert not found.warnings


def test_b27_an_amount_is_told_as_it_is_written(catalogue: Catalogue) -> None:
    found = assessed(catalogue, amounts(40, 42), figure(value=47, indicator="ban-co-song"))
    assert [each.words(catalogue) for each in found.changes] == [
        "Bản có sóng, xã Tân Uyên, tháng 02/2026: thay 42 bằng 47"
    ]


def test_b27_yes_no_and_nothing_arising_are_told_in_words(catalogue: Catalogue) -> None:
    held = [figure(value=0, indicator="ban-hanh", unit="SKHCN"), figure(5, 10)]
    found = assessed(catalogue, held, figure(value=1, indicator="ban-hanh", unit="SKHCN"), figure(0, 0))
    assert [each.words(catalogue).partition(": ")[2] for each in found.changes] == [
        "thay không bằng có", "thay 5/10 bằng không phát sinh",
    ]  # fmt: skip


def test_b27_an_amount_with_another_base_shows_the_base(catalogue: Catalogue) -> None:
    held = figure(5, 8, value=5, indicator="ban-co-song", file="truoc.xlsx")
    found = assessed(catalogue, [held], figure(5, 9, value=5, indicator="ban-co-song"))
    assert [each.figures(catalogue) for each in found.changes] == [("5/8", "5/9")]


def test_b27_a_figure_that_only_gains_its_numerator_is_told_so(catalogue: Catalogue) -> None:
    held = figure(value=5, indicator="ban-co-song", file="truoc.xlsx")
    found = assessed(catalogue, [held], figure(5, value=5, indicator="ban-co-song"))
    assert [each.words(catalogue).partition(": ")[2] for each in found.changes] == ["giữ 5, đổi cách ghi tử số, mẫu số"]


def test_b14_the_same_figures_again_change_nothing_and_warn_of_nothing(catalogue: Catalogue) -> None:
    before = history((50, 140), (9, 140))
    assert assessed(catalogue, before, figure(9, 140)) == Assessment()


def test_a_figure_received_before_the_one_that_stands_is_an_older_vintage(catalogue: Catalogue) -> None:
    assert (
        assessed(catalogue, history((50, 140)), figure(1, 1, period="2026-01", received=date(2026, 1, 2)))
        == Assessment()
    )


def test_of_a_figure_given_twice_the_later_received_one_is_compared(catalogue: Catalogue) -> None:
    late, early = figure(61, 140, received=date(2026, 3, 9)), figure(1, 2, received=date(2026, 3, 1))
    found = assessed(catalogue, history((50, 140), (59, 140)), late, early)
    assert [each.now_numerator for each in found.changes] == [61]


def test_files_of_one_call_see_each_other(catalogue: Catalogue) -> None:
    known = known_from(None, catalogue)
    known.take([figure(59, 140, file="a.xlsx")], "bm-01")
    (change,) = assess("b.xlsx", [figure(60, 140, file="b.xlsx")], catalogue, known).changes
    assert change.file_name_before == "a.xlsx"


def test_what_the_facts_hold_is_known_with_its_file_and_under_its_new_name(tmp_path: Path) -> None:
    catalogue, workspace = catalogue_with(tmp_path), Workspace(tmp_path / "w")
    held = [replace(figure(59, 140, file="cu.xlsx"), indicator_id="so-hoa-cu"), *history((50, 140))]
    files = [
        FileOfFacts(content_hash(name.encode()), name, "bm-01", date(2026, 3, 1), False, place)
        for place, name in enumerate(("cu.xlsx", "truoc.xlsx"))
    ]
    build_facts(workspace, catalogue, held, files, [])
    found = assess(FILE, [figure(40, 140)], catalogue, known_from(open_facts(workspace), catalogue), form="bm-01")
    assert [(each.was_numerator, each.file_name_before) for each in found.changes] == [(59, "cu.xlsx")]
    assert codes(found) == ["CB-01"]


def test_without_any_facts_every_figure_is_simply_new(catalogue: Catalogue) -> None:
    assert assess(FILE, [figure(1, 2)], catalogue, known_from(None, catalogue)) == Assessment()


# Two sources


def test_b28_one_figure_from_two_forms_names_both_files_and_both_values(catalogue: Catalogue) -> None:
    found = assessed(catalogue, history((50, 140), (59, 140)), figure(60, 140), form="bm-02")
    assert codes(found) == ["CB-07"]
    assert found.warnings[0].message == (
        "Tệp «bieu.xlsx», trang «BM-01», ô E8, F8: thấy «60/140» cho Hồ sơ được số hóa, xã Tân Uyên, tháng 02/2026; "
        "hai nguồn: tệp «truoc.xlsx» ghi 59/140, tệp này ghi 60/140; nhận tệp này thì số mới thay số cũ. "
        "Cách xử lý: nếu nhầm, sửa ô E8, F8 rồi gửi lại; nếu đúng, giữ nguyên. [CB-07]"
    )
    assert len(found.changes) == 1


def test_b28_two_forms_that_agree_are_no_conflict(catalogue: Catalogue) -> None:
    assert assessed(catalogue, history((50, 140), (59, 140)), figure(59, 140), form="bm-02") == Assessment()


# Cumulative figures


def test_b50_a_cumulative_figure_that_falls_says_from_what(catalogue: Catalogue) -> None:
    found = assessed(catalogue, history((50, 140)), figure(42, 140))
    assert codes(found) == ["CB-01"]
    assert "số lũy kế giảm so với tháng 01/2026, khi đó là 50/140 (35,7% nay 30,0%)" in found.warnings[0].message


def test_b50_the_newest_earlier_period_is_looked_at_not_a_later_one(catalogue: Catalogue) -> None:
    held = history((40, 140), (45, 140))
    assert codes(assessed(catalogue, held, figure(44, 140, period="2026-03"))) == ["CB-01"]
    assert codes(assessed(catalogue, [held[0], figure(60, 140, period="2026-04")], figure(45, 140))) == []


def test_b50_correcting_an_old_period_beyond_a_later_one_is_told_with_the_later_one(catalogue: Catalogue) -> None:
    found = assessed(catalogue, history((40, 140), (45, 140)), figure(48, 140, period="2026-01"))
    assert codes(found) == ["CB-01"]
    assert "tháng 02/2026 đang là 45/140" in found.warnings[0].message


def test_b50_an_amount_without_parts_falls_too(catalogue: Catalogue) -> None:
    assert codes(assessed(catalogue, amounts(20), figure(value=19, indicator="ban-co-song"))) == ["CB-01"]


def test_b50_nothing_arising_after_a_count_is_a_fall(catalogue: Catalogue) -> None:
    assert codes(assessed(catalogue, history((50, 140)), figure(0, 0))) == ["CB-01"]


def test_b50_a_rate_whose_numerator_holds_may_fall_a_little_with_its_base(catalogue: Catalogue) -> None:
    assert codes(assessed(catalogue, history((50, 140)), figure(51, 150))) == []
    assert codes(assessed(catalogue, history((50, 140)), figure(51, 175))) == ["CB-01"]


@pytest.mark.parametrize(("now", "told"), [(30, []), (10, []), (55, ["CB-01"])])
def test_b50_what_should_go_down_is_told_when_it_goes_up(tmp_path: Path, now: float, told: list[str]) -> None:
    found = catalogue_with(
        tmp_path,
        (
            "    unit: bản\n    kind: stock\n    direction: at_least",
            "    unit: bản\n    kind: stock\n    direction: at_most",
        ),
    )
    assert codes(assessed(found, amounts(50), figure(value=now, indicator="ban-co-song"))) == told


def test_b50_a_cap_counts_upwards_within_its_year(tmp_path: Path) -> None:
    found = catalogue_with(
        tmp_path,
        (
            "    unit: bản\n    kind: stock\n    direction: at_least",
            "    unit: bản\n    kind: cap\n    direction: at_most",
        ),
    )
    held = [figure(value=30, indicator="ban-co-song", period="2025-12")]
    assert codes(assessed(found, held, figure(value=25, indicator="ban-co-song", period="2026-01"))) == []
    assert codes(assessed(found, amounts(30), figure(value=25, indicator="ban-co-song"))) == ["CB-01"]


@pytest.mark.parametrize("word", ["periodic", "running_total"])
def test_b50_a_figure_of_its_own_period_may_fall(tmp_path: Path, word: str) -> None:
    found = catalogue_with(
        tmp_path,
        ("    accumulation: cumulative\n    reported_by: [each_commune, SKHCN]\n    lead: [SKHCN]\n    targets:\n"
         '      - {id: T-900-03, document: kh-mau, clause: "3", scope: province, value: 33, due: 2026-12-31}',
         f"    accumulation: {word}\n    reported_by: [each_commune, SKHCN]\n    lead: [SKHCN]\n    targets:\n"
         '      - {id: T-900-03, document: kh-mau, clause: "3", scope: province, value: 33, start: 2026-01-01, '
         "due: 2026-12-31, baseline: 0}"),
    )  # fmt: skip
    assert codes(assessed(found, amounts(30), figure(value=25, indicator="ban-co-song"))) == []


# Jumps


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ((600, 1400), "mẫu số 1.400 gấp 10 lần 140, giống gõ thừa hoặc thiếu một chữ số"),
        ((59, 14_000), "mẫu số 14.000 gấp 100 lần 140, giống lệch dấu thập phân hoặc lẫn tỷ lệ với phần trăm"),
        (
            (60_000, 140_000),
            "tử số 60.000 gấp khoảng 1.000 lần 59; mẫu số 140.000 gấp 1.000 lần 140, giống nhầm đơn vị tính nghìn",
        ),
        ((59, 14), "mẫu số 14 bằng 1/10 của 140, giống gõ thừa hoặc thiếu một chữ số"),
        ((60, 4_800), "so với tháng 01/2026, mẫu số 4.800 gấp 34,3 lần 140."),
    ],
)
def test_b51_a_jump_of_scale_names_part_factor_and_likely_mistake(
    catalogue: Catalogue, now: tuple[float, float], words: str
) -> None:
    found = assessed(catalogue, history((59, 140)), figure(*now))
    assert codes(found) == ["CB-02"]
    assert words in found.warnings[0].message


def test_b51_an_amount_in_the_wrong_unit_is_told_once_and_not_as_a_fall(catalogue: Catalogue) -> None:
    up = assessed(catalogue, amounts(20), figure(value=20_000, indicator="ban-co-song"))
    down = assessed(catalogue, amounts(20_000), figure(value=20, indicator="ban-co-song"))
    assert (codes(up), codes(down)) == (["CB-02"], ["CB-02"])
    assert "20 bằng 1/1.000 của 20.000, giống nhầm đơn vị tính nghìn" in down.warnings[0].message


def test_b51_a_stated_rate_of_0_45_after_45_is_told(catalogue: Catalogue) -> None:
    held = [figure(value=45, unit="SKHCN", indicator="quy-mo", period="2025-Q4")]
    found = assessed(catalogue, held, figure(value=0.45, unit="SKHCN", indicator="quy-mo", period="2026-Q1"))
    assert codes(found) == ["CB-02"]


@pytest.mark.parametrize("now", [(8, 90), (40, 200), (59, 1_100)])
def test_b51_small_beginnings_and_ordinary_growth_are_not_told(catalogue: Catalogue, now: tuple[float, float]) -> None:
    assert codes(assessed(catalogue, history((1, 140)), figure(*now))) == []


def test_a_change_far_from_the_unit_s_own_past_says_what_is_usual(catalogue: Catalogue) -> None:
    held = history((30, 200), (34, 200), (38, 200), (43, 200))
    found = assessed(catalogue, held, figure(120, 200, period="2026-05"))
    assert codes(found) == ["CB-03"]
    assert (
        "thay đổi +38,5 điểm % so với tháng 04/2026 (21,5%), trong khi 3 kỳ trước của chính đơn vị thường thay đổi "
        "+2,0 điểm %, nhiều nhất +2,5 điểm %"
    ) in found.warnings[0].message


@pytest.mark.parametrize(
    ("past", "period"),
    [
        ([(30, 200), (34, 200), (38, 200)], "2026-04"),
        ([(30, 200), (34, 200), (38, 200), (43, 200)], "2026-07"),
        ([(30, 200), (90, 200), (95, 200), (98, 200)], "2026-05"),
    ],
    ids=["too few earlier figures", "after a gap", "the unit has jumped so before"],
)
def test_a_large_change_is_not_told_where_the_past_cannot_say(
    catalogue: Catalogue, past: list[tuple[float, float]], period: str
) -> None:
    assert codes(assessed(catalogue, history(*past), figure(150, 200, period=period))) == []


def test_one_case_more_of_a_handful_is_no_jump(catalogue: Catalogue) -> None:
    held = history((6, 8), (6, 8), (6, 8), (6, 8))
    assert codes(assessed(catalogue, held, figure(8, 8, period="2026-05"))) == []


def test_the_periods_of_one_file_are_each_other_s_past(catalogue: Catalogue) -> None:
    rows = [
        *history((30, 200), (34, 200), (38, 200), (43, 200)),
        figure(120, 200, period="2026-05"),
        figure(121, 200, period="2026-06"),
    ]
    found = assess(FILE, reversed(rows), catalogue, known_from(None, catalogue))
    assert [(str(each.code), each.found) for each in found.warnings] == [("CB-03", "120/200")]


def test_a_base_that_suddenly_changes_is_told_as_two_rates_that_do_not_compare(catalogue: Catalogue) -> None:
    held = history((30, 200), (34, 202), (38, 205))
    found = assessed(catalogue, held, figure(60, 320, period="2026-04"))
    assert codes(found) == ["CB-05"]
    assert "mẫu số tăng 56% so với tháng 03/2026: từ 205 thành 320" in found.warnings[0].message


def test_a_base_that_counts_up_through_the_year_is_not_told(catalogue: Catalogue) -> None:
    held = history((30, 100), (60, 200), (95, 300))
    assert codes(assessed(catalogue, held, figure(130, 400, period="2026-04"))) == []


# Peers


def peers(*values: float, period: str = "2026-02") -> list[Observation]:
    return [
        figure(value, 100, unit=unit, period=period, file=f"{unit}.xlsx")
        for unit, value in zip(COMMUNES, values, strict=False)
    ]


ALIKE = (40, 42, 43, 44, 45, 46, 47, 48, 50)


def test_a_rate_far_from_its_peers_says_where_they_stand(catalogue: Catalogue) -> None:
    found = assessed(catalogue, peers(*ALIKE), figure(95, 100))
    assert codes(found) == ["CB-04"]
    assert "95,0% khác xa 9 đơn vị cùng loại đã báo cáo kỳ này: giữa là 45,0%" in found.warnings[0].message


@pytest.mark.parametrize("value", [40, 50, 56, 34])
def test_a_rate_among_its_peers_is_not_told(catalogue: Catalogue, value: float) -> None:
    assert codes(assessed(catalogue, peers(*ALIKE), figure(value, 100))) == []


def test_seven_peers_are_too_few(catalogue: Catalogue) -> None:
    assert codes(assessed(catalogue, peers(*ALIKE[:7]), figure(95, 100))) == []


def test_peers_that_all_say_the_same_leave_room_for_a_little(catalogue: Catalogue) -> None:
    same = peers(*[100] * 9)
    assert codes(assessed(catalogue, same, figure(89, 100))) == []
    assert codes(assessed(catalogue, same, figure(60, 100))) == ["CB-04"]


def test_an_agency_is_not_measured_by_the_communes(catalogue: Catalogue) -> None:
    assert codes(assessed(catalogue, peers(*ALIKE), figure(95, 100, unit="SKHCN"))) == []


def test_who_already_stood_apart_is_not_told_each_month(catalogue: Catalogue) -> None:
    before = figure(94, 100, period="2026-01", file="truoc.xlsx")
    assert codes(assessed(catalogue, [before, *peers(*ALIKE)], figure(95, 100))) == []


def test_rows_of_one_table_are_peers_of_each_other(catalogue: Catalogue) -> None:
    found = assess(FILE, [*peers(*ALIKE), figure(95, 100)], catalogue, known_from(None, catalogue))
    assert [each.found for each in found.warnings] == ["95/100"]


def test_a_corrected_peer_counts_once(catalogue: Catalogue) -> None:
    known = knowing(catalogue, peers(*ALIKE[:8]))
    corrected = figure(41, 100, unit=COMMUNES[0])
    assert codes(assess(FILE, [corrected, figure(95, 100)], catalogue, known)) == ["CB-04"]
    known.take([corrected])
    found = assess(FILE, [figure(95, 100)], catalogue, known)
    assert "8 đơn vị cùng loại" in found.warnings[0].message


def test_amounts_are_not_measured_by_their_peers(catalogue: Catalogue) -> None:
    held = [figure(value=10, unit=unit, indicator="ban-co-song", file=f"{unit}.xlsx") for unit in COMMUNES]
    assert codes(assessed(catalogue, held, figure(value=60, indicator="ban-co-song"))) == []


# Totals


def province_of(tmp_path: Path) -> Catalogue:
    """The province itself reports the rate beside its communes."""
    old = "    reported_by: [each_agency, each_commune]\n    lead: [SKHCN]\n    rules"
    return catalogue_with(tmp_path, (old, '    reported_by: ["12", each_commune]\n    lead: [SKHCN]\n    rules'))


def test_b52_a_total_of_all_units_that_is_not_their_sum_is_told_with_the_numbers(tmp_path: Path) -> None:
    found = province_of(tmp_path)
    everyone = [each.id for each in found.members("each_commune", date(2026, 2, 28))]
    rows = [figure(10, 20, unit=unit, cell=f"E{row}, F{row}") for row, unit in enumerate(everyone, 9)]
    right = assess(FILE, [figure(150, 300, unit="12"), *rows], found, known_from(None, found))
    wrong = assess(FILE, [figure(152, 300, unit="12"), *rows], found, known_from(None, found))
    assert codes(right) == []
    assert codes(wrong) == ["CB-06"]
    assert "tử số 152 khác tổng 150 của 15 đơn vị thuộc Tỉnh Mẫu trong cùng tệp" in wrong.warnings[0].message


def test_b52_while_units_are_missing_only_a_total_below_its_parts_is_told(tmp_path: Path) -> None:
    found = province_of(tmp_path)
    rows = [figure(10, 20, unit=unit) for unit in COMMUNES]
    above = assess(FILE, [figure(150, 300, unit="12"), *rows], found, known_from(None, found))
    below = assess(FILE, [figure(110, 300, unit="12"), *rows], found, known_from(None, found))
    assert codes(above) == []
    assert "tử số 110 nhỏ hơn tổng 120 của 12 đơn vị" in below.warnings[0].message


def test_b52_a_line_of_totals_is_the_sum_of_its_rows_and_never_the_mean_of_their_rates(catalogue: Catalogue) -> None:
    rows = [figure(1, 2), figure(10, 100, unit="03388")]
    right = StatedTotal("so-hoa", "2026-02", "BM-01", "D11, E11", None, 11, 102)
    wrong = replace(right, numerator=12, cell="D12, E12")
    found = assess(FILE, rows, catalogue, known_from(None, catalogue), totals=[right, wrong])
    assert [(str(each.code), each.cell, each.found) for each in found.warnings] == [("CB-06", "D12, E12", "12/102")]
    assert "tử số 12 khác tổng 11 của 2 dòng trong bảng" in found.warnings[0].message


def test_b52_a_total_of_amounts_counts_nothing_arising_as_nothing(catalogue: Catalogue) -> None:
    rows = [figure(value=5, indicator="ban-co-song"), figure(0, 0, indicator="ban-co-song", unit="03388")]
    total = StatedTotal("ban-co-song", "2026-02", "BM-01", "D11", 5, None, None)
    assert codes(assess(FILE, rows, catalogue, known_from(None, catalogue), totals=[total])) == []
    assert codes(assess(FILE, rows, catalogue, known_from(None, catalogue), totals=[replace(total, value=6)])) == [
        "CB-06"
    ]


@pytest.mark.parametrize(("stated", "expected"), [(3.3, []), (3, []), (3.6, ["CB-06"]), (5, ["CB-06"])])
def test_b52_a_total_of_rounded_amounts_may_miss_their_sum_by_the_rounding(
    catalogue: Catalogue, stated: float, expected: list[str]
) -> None:
    rows = [figure(value=1.1, indicator="ban-co-song"), figure(value=2.1, indicator="ban-co-song", unit="03388")]
    total = StatedTotal("ban-co-song", "2026-02", "BM-01", "D11", stated, None, None)
    assert codes(assess(FILE, rows, catalogue, known_from(None, catalogue), totals=[total])) == expected


# Rules of the catalogue


def test_b46_two_cells_of_one_file_that_break_a_rule_refuse_it_at_the_later_cell(catalogue: Catalogue) -> None:
    rows = [
        figure(30, 100, unit="SKHCN", indicator="phu-song", cell="E8, F8"),
        figure(50, 100, unit="SKHCN", cell="E9, F9"),
    ]
    (fault,) = assess(FILE, rows, catalogue, known_from(None, catalogue)).rejections
    assert fault.message == (
        "Tệp «bieu.xlsx», trang «BM-01», ô F9: thấy «50/100»; cần Hồ sơ được số hóa (50%, ô E9, F9) không lớn hơn "
        "Tỷ lệ phủ sóng (30%, ô E8, F8). Cách sửa: sửa ô F9 hoặc số kia rồi gửi lại. [SO-17]"
    )
    assert (str(fault.code), fault.sheet, fault.cell) == ("SO-17", "BM-01", "F9")


def test_b46_against_a_figure_that_stands_a_broken_rule_is_a_warning(catalogue: Catalogue) -> None:
    held = [figure(30, 100, unit="SKHCN", indicator="phu-song", file="truoc.xlsx")]
    found = assessed(catalogue, held, figure(50, 100, unit="SKHCN"))
    assert (codes(found), found.rejections) == (["CB-08"], ())
    assert "Tỷ lệ phủ sóng (30%, đã nhận trong tệp «truoc.xlsx»)" in found.warnings[0].message


def test_b46_a_rule_is_checked_from_either_of_its_indicators(catalogue: Catalogue) -> None:
    held = [figure(50, 100, unit="SKHCN", file="truoc.xlsx")]
    found = assessed(catalogue, held, figure(30, 100, unit="SKHCN", indicator="phu-song"))
    assert codes(found) == ["CB-08"]


@pytest.mark.parametrize(
    "other",
    [
        figure(30, 100, unit="SKHCN", indicator="phu-song", period="2026-01"),
        figure(30, 100, unit="03388", indicator="phu-song"),
        figure(0, 0, unit="SKHCN", indicator="phu-song"),
        figure(50, 100, unit="SKHCN", indicator="phu-song"),
    ],
    ids=["other period", "other unit", "no value", "equal"],
)
def test_b46_a_rule_holds_for_one_unit_and_one_period_where_both_numbers_are_known(
    catalogue: Catalogue, other: Observation
) -> None:
    assert assess(FILE, [other, figure(50, 100, unit="SKHCN")], catalogue, known_from(None, catalogue)) == Assessment()


def test_b52_a_sum_of_parts_may_be_a_rule(tmp_path: Path) -> None:
    rule = "numerator = phu-song.numerator + can-bo.numerator"
    found = catalogue_with(tmp_path, (RULES[0], f'    rules: ["numerator <= denominator", "{rule}"]\n'))
    parts = [figure(30, 100, unit="SKHCN", indicator="phu-song"), figure(15, 50, unit="SKHCN", indicator="can-bo")]
    assert not assess(FILE, [*parts, figure(45, 100, unit="SKHCN")], found, known_from(None, found)).rejections
    (fault,) = assess(FILE, [*parts, figure(46, 100, unit="SKHCN")], found, known_from(None, found)).rejections
    assert fault.cell == "E8"
    assert fault.expected == (
        "tử số của Hồ sơ được số hóa (46, ô E8, F8) bằng tử số của Tỷ lệ phủ sóng (30, ô E8, F8) cộng "
        "tử số của Cán bộ được bồi dưỡng (15, ô E8, F8)"
    )


# Places


def test_a_line_of_a_csv_is_named_as_a_line(catalogue: Catalogue) -> None:
    seen = figure(42, 140)
    seen = replace(seen, provenance=replace(seen.provenance, sheet="", cell="dòng 12"))
    message = assessed(catalogue, history((50, 140)), seen).warnings[0].message
    assert message.startswith("Tệp «bieu.xlsx», dòng 12: thấy «42/140» cho Hồ sơ được số hóa, xã Tân Uyên, ")
    assert "nếu nhầm, sửa dòng 12 rồi gửi lại" in message


def test_yes_no_is_never_unusual(catalogue: Catalogue) -> None:
    held = [figure(value=1, indicator="ban-hanh", unit="SKHCN", period="2026-01")]
    assert codes(assessed(catalogue, held, figure(value=0, indicator="ban-hanh", unit="SKHCN"))) == []


def test_b50_a_real_form_after_a_real_form_names_the_cells_of_the_fall() -> None:
    small = small_catalogue()
    first = map_content(
        bm01([so_hoa(59, 140)], unit="03598", name="Xã Tân Uyên", period="Tháng 10/2025"), "thang10.xlsx"
    )
    known = knowing(small, first.observations, first.form)
    second = map_content(bm01([so_hoa(42, 140)], unit="03598", name="Xã Tân Uyên"), "thang11.xlsx")
    found = assess("thang11.xlsx", second.observations, small, known, form=second.form)
    assert [each.message for each in found.warnings] == [
        "Tệp «thang11.xlsx», trang «BM-01», ô E8, F8: thấy «42/140» cho Hồ sơ được số hóa, xã Tân Uyên, tháng 11/2025; "
        "số lũy kế giảm so với tháng 10/2025, khi đó là 59/140 (42,1% nay 30,0%). "
        "Cách xử lý: nếu nhầm, sửa ô E8, F8 rồi gửi lại; nếu đúng, giữ nguyên. [CB-01]"
    ]
