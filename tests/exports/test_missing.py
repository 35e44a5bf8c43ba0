"""What is missing, in the workbook: each target with the sentences of its page, then each unit that is short."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from dashboard.analyses.closing import closing_of
from dashboard.analyses.shortfall import gap_of
from dashboard.exports.missing import BY_UNIT, NAME, missing_by_unit_table, missing_table
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import Facts
from tests.exports.awkward import opened, sheet_rows, written
from tests.second import ROWS, load_rows, make_workspace, picture

DAY = date(2026, 2, 20)
OWN_WIFI = ('clause: "II.3", scope: province, value: 12', 'clause: "II.3", scope: each_commune, value: 4')
COUNTED = ("    aggregation: ratio_of_sums\n", "    aggregation: count_of_units\n")


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Facts]:
    facts, catalogue = load_rows(make_workspace(tmp_path_factory.mktemp("missing") / "w"))
    return take_snapshot(facts, catalogue, DAY), facts


def test_a_sheet_tells_of_each_target_what_its_page_tells_and_who_is_silent(taken: tuple[Snapshot, Facts]) -> None:
    """After the due date: 60 % of 450 cases are 270, 215 are done; Phường Tân Giang has sent nothing."""
    [row] = [r for r in sheet_rows(opened(written(*taken, "xlsx")), NAME) if r["Mã mục tiêu"] == "CB-01"]
    assert (row["Số mới nhất"], row["Cần đạt"], row["So với"]) == (pytest.approx(100 * 215 / 450), 60, "mục tiêu")
    assert (row["Tử số"], row["Mẫu số"], row["Còn thiếu"]) == (215, 450, 55)
    assert (row["Chưa nộp, không tính"], row["Số liệu đến"]) == (
        "Phường Tân Giang",
        datetime(2025, 10, 31),  # noqa: DTZ001  a cell's date has no time zone
    )
    closing = closing_of(taken[0], taken[0].row("CB-01", "04"))
    assert closing is not None
    said = row["Làm gì thì đủ"].splitlines()
    assert said == [f"{closing.title}:", *closing.sentences]
    # If 01279 (80/200) and VP (40/100) reached 60 %: 50 + 45 + 120 + 60 = 275 of 450.
    assert said[0] == "Để đạt mục tiêu 60%:"
    assert said[4] == "Nếu các đơn vị này đạt mục tiêu 60%: toàn tỉnh 61,1%, nay 47,8%."
    # The communes by themselves: 45/50 and 80/200, so that 01279 holds all of it.
    assert row["Riêng khối xã, phường"].splitlines()[:3] == [
        "Khối xã, phường cần thêm 25: số hồ sơ đã số hóa.",
        "1/2 xã, phường còn thiếu, cộng lại 40; đơn vị vượt mức không bù.",
        "1 xã, phường chiếm toàn bộ phần còn thiếu: Phường Nùng Trí Cao.",
    ]


def test_a_sheet_holds_every_unit_that_is_short_the_largest_first(taken: tuple[Snapshot, Facts]) -> None:
    rows = [r for r in sheet_rows(opened(written(*taken, "xlsx")), BY_UNIT) if r["Mã mục tiêu"] == "CB-01"]
    keys = ("Mã đơn vị", "Số mới nhất", "Cần đạt", "Còn cách", "Tử số", "Mẫu số", "Còn thiếu")
    assert [tuple(r[key] for key in keys) for r in rows] == [
        ("01279", 40, 60, 20, 80, 200, 40),
        ("VP", 40, 60, 20, 40, 100, 20),
        ("SKH", 50, 60, 10, 50, 100, 10),
    ]
    assert [r["Cộng dồn"] for r in rows] == [pytest.approx(40 / 70), pytest.approx(60 / 70), 1]


def test_of_a_single_reporter_only_the_whole_is_told(taken: tuple[Snapshot, Facts]) -> None:
    [whole] = [line for line in missing_table(taken[0]).rows if line.row.target.id == "CB-04"]
    assert (whole.value, whole.gap.gap.needed) == (3.0, 1.0)
    assert "CB-04" not in {line.row.target.id for line in missing_by_unit_table(taken[0]).rows}


def test_amounts_and_counted_units_say_what_each_unit_owes(tmp_path: Path) -> None:
    lines = missing_by_unit_table(picture(tmp_path / "w", OWN_WIFI, COUNTED, day=DAY)).rows
    assert [(x.row.target.id, x.unit.id, x.value, x.level, x.apart, x.missing) for x in lines] == [
        ("CB-01", "SKH", 50, 60, 10, 10),
        ("CB-01", "VP", 40, 60, 20, 20),
        ("CB-01", "01279", 40, 60, 20, 40),
        ("CB-03", "01288", 2, 4, 2, 2),
        ("CB-03", "01279", 3, 4, 1, 1),
    ]


def test_a_commune_s_rate_is_weighed_against_all_of_theirs_and_few_cases_are_marked(tmp_path: Path) -> None:
    """95/1.000 and 1/4 against a pooled 186/1.204: the first is far below it, the second says nothing."""
    rows = ROWS.replace("45,50", "90,200").replace("80,200", "95,1000")
    lines = missing_by_unit_table(
        picture(tmp_path / "w", rows=rows + "01288,so-hoa,2025-10,1,4,,,03/11/2025\n", day=DAY)
    ).rows
    weights = {line.unit.id: line.weight for line in lines if line.row.target.id == "CB-01"}
    assert weights == {
        "01273": "cao hơn hẳn", "01279": "thấp hơn hẳn", "01288": "trong khoảng ngẫu nhiên, mẫu nhỏ", "VP": "", "SKH": "",
    }  # fmt: skip


def test_a_target_nobody_is_short_of_is_not_listed(taken: tuple[Snapshot, Facts]) -> None:
    snapshot = taken[0]
    listed = {line.row.target.id for line in missing_table(snapshot).rows}
    short = {r.target.id for r in snapshot.province_rows if (g := gap_of(snapshot, r)) is not None and g.gap.total}
    assert listed == short == {"CB-01", "CB-04"}
