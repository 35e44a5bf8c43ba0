"""A figure dated on one day: on the last day of a period it is that period's figure, where the indicator counts up to a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.domain.plan import Accumulation
from loaders.directory import Directory
from loaders.inbox import content_hash
from loaders.mapping.account import Notice
from loaders.mapping.placing import Incoming
from loaders.mapping.whole_file import Mapped, map_file
from loaders.recognising.source_map import load_source_maps
from tests.loaders.forms import RECEIVED, catalogue, codes, map_content, read
from tests.loaders.tables import table
from tests.loaders.test_bulk import read as read_bulk
from tests.loaders.test_bulk import text_of
from tests.second import ROWS, picture

CALENDAR_DAYS = {
    "so-hoa;30/11/2025": "2025-11",
    "so-hoa;2025-11-30": "2025-11",
    "so-hoa;29/11/2025": "2025-11-29",
    "can-bo;30/11/2025": "2025-H2",
    "can-bo;31/10/2025": "2025-10-31",
    "can-bo;30/06/2025": "2025-H1",
    "lop-hoc;30/11/2025": "2025-11-30",
}


def row(key: str) -> str:
    """A row of a table: a ratio, or a count."""
    return f"SKHCN;{key};;;3;" if key.startswith("lop-hoc") else f"SKHCN;{key};1;2;;"


@pytest.mark.parametrize(("key", "period"), CALENDAR_DAYS.items())
def test_a_day_that_ends_a_period_to_report_is_that_period_where_figures_count_up_to_a_day(
    tmp_path: Path, key: str, period: str
) -> None:
    (seen,) = map_content(table(row(key))).observations
    assert seen.period.id == period
    cells = row(key).split(";")
    _, (staged,) = read_bulk(tmp_path, text_of([(*cells[:6], "", "")]))
    assert (staged.period_id, staged.period_end) == (period, seen.period.end.isoformat())


def test_a_period_and_its_last_day_are_one_figure_said_twice() -> None:
    mapped = map_content(table("SKHCN;so-hoa;2025-11;1;2;;", "SKHCN;so-hoa;30/11/2025;1;3;;"))
    assert [code for code, _ in codes(mapped)] == ["CT-05", "CT-05"]


def test_a_day_s_own_figure_of_a_period_is_told() -> None:
    mapped = map_content(table("SKHCN;lop-hoc;30/11/2025;;;3;", "SKHCN;lop-hoc;29/11/2025;;;3;"))
    assert (codes(mapped), mapped.notices[Notice.DAY_ENDS_PERIOD]) == ([], 1)


def mapped_by(accumulation: Accumulation, *rows: str, is_rebuilding: bool = False) -> Mapped:
    """What a table says by the small catalogue, in which «lop-hoc» is followed so."""
    known = catalogue()
    indicators = known.indicators | {
        "lop-hoc": known.indicators["lop-hoc"].model_copy(update={"accumulation": accumulation})
    }
    directory = Directory(replace(known, indicators=indicators), is_rebuilding=is_rebuilding)
    content = table(*rows)
    return map_file(read(content), directory, load_source_maps(), Incoming("a.csv", content_hash(content), RECEIVED))


def test_of_a_running_total_the_last_day_of_a_period_is_asked_back() -> None:
    mapped = mapped_by(Accumulation.RUNNING_TOTAL, "SKHCN;lop-hoc;30/11/2025;;;3;")
    assert [fault.message for fault in mapped.rejections] == [
        "Tệp «a.csv», dòng 2, cột «ky»: thấy «30/11/2025»; cần một kỳ, vì lop-hoc báo cáo số phát sinh theo tháng; ngày này "
        "kết thúc tháng 11/2025. Cách sửa: ghi «2025-11» ở dòng 2, cột «ky» nếu là số phát sinh của tháng 11/2025, rồi gửi "
        "lại. [KY-03]"
    ]


def test_a_total_stated_on_a_day_inside_a_period_is_taken() -> None:
    (seen,) = mapped_by(Accumulation.RUNNING_TOTAL, "SKHCN;lop-hoc;15/11/2025;;;3;").observations
    assert seen.period.id == "2025-11-15"


@pytest.mark.parametrize("rows", [("2025-11;1;2", "30/11/2025;1;3"), ("30/11/2025;1;3", "2025-11;1;2")])
def test_a_file_in_force_that_says_both_keeps_the_period_s_own_figure(rows: tuple[str, str]) -> None:
    content = [f"SKHCN;so-hoa;{row};;" for row in rows]
    mapped = mapped_by(Accumulation.PERIODIC, *content, is_rebuilding=True)
    (seen,) = mapped.observations
    assert (seen.period.id, seen.value, codes(mapped)) == ("2025-11", 50.0, [])
    (left,) = mapped.unplaced
    assert left.reason.startswith("ghi ngày cuối kỳ; ")
    assert mapped.accepted + mapped.ignored + mapped.rejected == 7 + 2 * 5


def test_a_day_s_figure_is_not_judged_where_the_period_has_its_own(tmp_path: Path) -> None:
    own = "VP,ho-so-tre-han,2025-Q3,6,200,,,03/10/2025\n"
    rows = ROWS.replace(own, f"{own}VP,ho-so-tre-han,30/09/2025,9,200,,,20/10/2025\n")
    snapshot = picture(tmp_path / "w", rows=rows)
    (reading,) = snapshot.series["ho-so-tre-han", "VP"]
    assert (reading.date, reading.numerator) == (date(2025, 9, 30), 6.0)


def test_a_day_s_figure_is_judged_where_it_is_all_there_is(tmp_path: Path) -> None:
    rows = ROWS.replace("VP,ho-so-tre-han,2025-Q3", "VP,ho-so-tre-han,30/09/2025")
    (reading,) = picture(tmp_path / "w", rows=rows).series["ho-so-tre-han", "VP"]
    assert reading.numerator == 6.0
