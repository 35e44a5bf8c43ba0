"""A long CSV the bulk way: the same as the ordinary way row by row, staged on disk, all its faults counted."""

from __future__ import annotations

import csv
import io
import os
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.settings import Workspace
from dashboard.store.facts import FileOfFacts, build_facts, open_facts
from dashboard.store.lines import LoadRecord, LockRecord
from dashboard.store.staging import ROW_NUMBER, StagedRow, staged_row, staging
from dashboard.submissions.ledger import Ledger
from loaders.arrivals import Job
from loaders.bulk import figures as bulk_figures
from loaders.bulk import whole_file as bulk
from loaders.bulk.whole_file import BulkFile, is_bulk, read_bulk, stage_kept
from loaders.directory import Directory
from loaders.faults import FaultCode
from loaders.inbox import content_hash, inbox_file
from loaders.mapping.placing import Incoming
from loaders.mapping.whole_file import Mapped, map_file
from loaders.reading.cells import RawFile
from loaders.reading.process import ParserChild
from loaders.recognising.source_map import load_source_maps
from tests.loaders.forms import RECEIVED, WORKSPACE, catalogue

LONG = ("don_vi", "chi_tieu", "ky", "tu_so", "mau_so", "gia_tri", "minh_chung", "ghi_chu")
HISTORY = (*LONG, "ngay_nhan")
CATALOGUE = catalogue()
SOURCES = load_source_maps()
TODAY = date(2025, 12, 20)


def text_of(rows: Sequence[Sequence[str]], headers: Sequence[str] = LONG) -> bytes:
    """A CSV of these rows."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([headers, *rows])
    return out.getvalue().encode()


def read(
    root: Path, content: bytes, *, keeps: bool = True, ledger: Ledger | None = None, by: Catalogue = CATALOGUE
) -> tuple[BulkFile, list[StagedRow]]:
    """The file as it is read the bulk way, with the rows it staged."""
    path = root / "dài.csv"
    path.write_bytes(content)
    space = Workspace(root)
    with staging(space) as rows:
        found = read_bulk(
            space, Directory(by), Job(path, None, RECEIVED), SOURCES, rows,
            ledger=ledger or Ledger(()), known={}, today=TODAY, keeps=keeps,
        )  # fmt: skip
        found = replace(found, outcome=found.counted(space, open_facts(space)))
        return found, _rows_in(found)


def _rows_in(found: BulkFile) -> list[StagedRow]:
    rows: list[StagedRow] = []
    for part in found.rows.parts:
        with part.open(encoding="utf-8", newline="") as stream:
            rows += [_typed(texts) for texts in csv.reader(stream)]
    return rows


def _typed(texts: list[str]) -> StagedRow:
    row = StagedRow(*texts)  # pyright: ignore[reportArgumentType]
    numbers = {
        name: float(text) if (text := getattr(row, name)) else None for name in ("value", "numerator", "denominator")
    }
    counts = {name: int(getattr(row, name)) for name in ("is_provisional", "row_number", "cell_count")}
    return row._replace(**numbers, **counts)


def ordinary(content: bytes) -> Mapped:
    """The same file read the ordinary way."""
    with ParserChild() as child:
        raw = child.read(content)
    assert isinstance(raw, RawFile)
    return map_file(raw, Directory(CATALOGUE), SOURCES, Incoming("dài.csv", content_hash(content), RECEIVED))


UNITS = ("03388", "3388", "03598", "SKHCN", "STC", "STTTT", "Xã Tân Uyên", "Tân Uyênn", "99999", " 03388 ", "", "12")
INDICATORS = (
    "so-hoa",
    "phu-song",
    "ban-co-song",
    "ban-hanh",
    "quy-mo",
    "can-bo",
    "truc-tuyen",
    "lop-hoc",
    "so-hoaa",
    "",
)
PERIODS = (
    "2025-11", "2025-10", "Tháng 9/2025", "2025-Q3", "2025-H1", "2025", "2025-11-30", "2026-01", "2025-02", "30/06/2025",
    "2025-13", "hôm qua", "",
)  # fmt: skip
NUMBERS = (
    "",
    "12",
    "0",
    "34",
    "100",
    "1.234",
    "12,5",
    "12.5",
    "-3",
    "có",
    "không",
    "45%",
    "0,4",
    "x",
    "không phát sinh",
    "35,29",
)
TEXTS = ("", "", "", "Biên bản 12", "ước", "02", "số liệu minh họa", "a\u200bb", " hai  dấu cách ", "ồ" * 2001)
DAYS = ("05/12/2025", "2025-12-01", "31/12/2025", "30/02/2025", "")


def _line(place: str) -> str:
    return place.partition(",")[0]


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Tables with all kinds of faults, among rows that are well."""
    is_history = draw(st.booleans())
    fields = [UNITS, INDICATORS, PERIODS, NUMBERS, NUMBERS, NUMBERS, TEXTS, TEXTS, *([DAYS] if is_history else [])]
    likely = ["03388", "so-hoa", "2025-11", "12", "34", "", "", "", *(["05/12/2025"] if is_history else [])]
    cells = [st.one_of(st.just(usual), st.sampled_from(field)) for usual, field in zip(likely, fields, strict=True)]
    rows = draw(st.lists(st.tuples(*cells), min_size=1, max_size=40))
    headers = HISTORY if is_history else LONG
    if draw(st.booleans()):
        # The numbers of the rows, as a data frame writes them, in a column without a name.
        return text_of([(str(number), *row) for number, row in enumerate(rows)], ("", *headers))
    return text_of(rows, headers)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=tables())
def test_the_bulk_way_says_the_same_as_the_ordinary_way(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    one, (many, rows) = ordinary(content), read(tmp_path_factory.mktemp("w"), content)
    outcome = many.outcome
    assert outcome.outcome == ("refused" if one.rejections else "accepted")
    assert outcome.illustrative == one.illustrative
    by_row = {
        int(seen.provenance.cell.rpartition(" ")[2]): (seen, n)
        for seen, n in zip(one.observations, one.figure_cells, strict=True)
    }
    expected = [staged_row(seen, number, cells) for number, (seen, cells) in sorted(by_row.items())]
    if not any(fault.code is FaultCode.FIGURE_TWICE for fault in one.rejections):
        assert rows == expected
        assert (outcome.accepted, outcome.ignored, outcome.rejected) == (one.accepted, one.ignored, one.rejected)
        assert Counter(outcome.ignored_kinds) == one.ignored_kinds
        assert Counter(fault.message for fault in outcome.faults) == Counter(fault.message for fault in one.rejections)
    else:
        assert {row[ROW_NUMBER] for row in rows} == set(by_row)
        total = outcome.accepted + outcome.ignored + outcome.rejected
        assert total == one.accepted + one.ignored + one.rejected
        assert Counter(_line(each.cell) for each in outcome.faults) == Counter(
            _line(each.cell) for each in one.rejections
        )
    assert {warning.message for warning in outcome.warned} == {warning.message for warning in one.warnings}


def rows_of(count: int, first: int = 0) -> list[tuple[str, ...]]:
    """Rows that are well, each of another day."""
    days = [date.fromordinal(date(2025, 7, 1).toordinal() + number) for number in range(first, first + count)]
    return [("03388", "so-hoa", day.isoformat(), "12", "34", "", "", "") for day in days]


def test_only_a_long_text_goes_the_bulk_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BULK_FROM", 100)
    for name, content, expected in (
        ("short.csv", b"a,b\n", False),
        ("long.csv", text_of(rows_of(10)), True),
        ("book.csv", b"PK\x03\x04" + bytes(500), False),
        ("picture.csv", b"\x89PNG" + bytes(500), False),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        assert is_bulk(path) is expected, name
    assert not is_bulk(tmp_path) and not is_bulk(tmp_path / "missing.csv")


def test_the_bytes_are_in_the_inbox_under_their_hash(tmp_path: Path) -> None:
    content = text_of(rows_of(10))
    found, _ = read(tmp_path, content)
    assert inbox_file(Workspace(tmp_path), found.arrival.sha256).read_bytes() == content
    assert found.arrival.sha256 == content_hash(content)
    assert not list((tmp_path / "data" / "inbox").glob(".arriving-*"))


def test_what_a_killed_loader_began_to_copy_is_removed_after_a_day(tmp_path: Path) -> None:
    inbox = tmp_path / "data" / "inbox"
    inbox.mkdir(parents=True)
    old, fresh = inbox / ".arriving-old", inbox / ".arriving-fresh"
    old.write_bytes(b"cut")
    fresh.write_bytes(b"cut")
    os.utime(old, (time.time() - 90_000,) * 2)
    read(tmp_path, text_of(rows_of(1)))
    assert (old.exists(), fresh.exists()) == (False, True)


def test_a_check_keeps_nothing_in_the_inbox(tmp_path: Path) -> None:
    found, rows = read(tmp_path, text_of(rows_of(10)), keeps=False)
    assert (found.outcome.outcome, len(rows)) == ("accepted", 10)
    assert not (tmp_path / "data" / "inbox").exists()


def test_all_faults_are_counted_and_the_first_two_hundred_told(tmp_path: Path) -> None:
    wrong = [("99999", *row[1:]) for row in rows_of(150)]
    twice = rows_of(60) * 2
    found, rows = read(tmp_path, text_of(wrong + twice + rows_of(5, 100)))
    outcome = found.outcome
    assert (outcome.outcome, outcome.rejected, len(outcome.faults), len(rows)) == ("refused", 270, 200, 5)
    assert outcome.messages[-1] == "Tệp có 270 lỗi; 200 lỗi đầu được liệt kê."
    assert outcome.faults[150].message == (
        "Tệp «dài.csv», dòng 152, cột «chi_tieu»: thấy «so-hoa»; cần mỗi chỉ tiêu một dòng cho một đơn vị và một kỳ; "
        "dòng 212 cũng ghi so-hoa. Cách sửa: giữ một trong hai dòng (dòng 152, dòng 212), xóa dòng kia rồi gửi lại. [CT-05]"
    )


def test_a_file_with_too_many_faults_is_read_no_further_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST_FAULTS", 100)
    wrong = [("99999", *row[1:]) for row in rows_of(6_000)]
    outcome = read(tmp_path, text_of(wrong))[0].outcome
    line = 1 + outcome.rejected
    assert (outcome.outcome, 100 < outcome.rejected < 6_000) == ("refused", True)
    assert outcome.messages[-1].startswith(f"Quá nhiều lỗi nên chỉ đọc đến dòng {line:,}; ".replace(",", "."))


def test_figures_of_a_locked_period_refuse_the_file(tmp_path: Path) -> None:
    lock = LockRecord(
        line_id="a", recorded_at=datetime(2025, 12, 10, tzinfo=UTC), actor="operator", period="2025-10", is_locked=True, reason="xong"
    )  # fmt: skip
    rows = [("03388", "so-hoa", period, "12", "34", "", "", "") for period in ("2025-09", "2025-10")]
    found, _ = read(tmp_path, text_of(rows), ledger=Ledger((lock,)))
    assert [fault.code for fault in found.outcome.faults] == [FaultCode.PERIOD_LOCKED]
    assert "1 số liệu của tháng 10/2025, kỳ đã khóa" in found.outcome.faults[0].message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "TE-01"),
        (text_of(rows_of(10)) + b"1,2\n", "TE-08"),
        (text_of(rows_of(10)) + b"1,2,3,4,5,6,7,\xff\n", "TE-07"),
        (b"a,b,c\n1,2,3\n", "BI-01"),
        (text_of([("03388", "so-hoa", "2025-11", "", "", "", "", "")]), "BI-07"),
    ],
)
def test_what_cannot_be_read_or_says_nothing_is_refused_whole(tmp_path: Path, content: bytes, code: str) -> None:
    found, rows = read(tmp_path, content)
    assert (found.outcome.outcome, [fault.code for fault in found.outcome.faults], rows) == ("refused", [code], [])


def test_cells_are_counted_against_the_figures_that_stand(tmp_path: Path) -> None:
    shutil.copytree(WORKSPACE, tmp_path, dirs_exist_ok=True)
    space = Workspace(tmp_path)
    first, rows = read(tmp_path, text_of(rows_of(10)))
    assert (first.outcome.new, first.outcome.changed, first.outcome.unchanged) == (20, 0, 0)
    file = FileOfFacts(first.arrival.sha256, "dài.csv", "long-csv", RECEIVED, False, 1)
    with staging(space) as staged:
        staged.add(rows)
        staged.finish()
        build_facts(space, CATALOGUE, [], [file], [], staged=[staged])
    changed = [(*row[:3], "13", *row[4:]) for row in rows_of(3)]
    again, _ = read(tmp_path, text_of(changed + rows_of(9, 3)))
    assert (again.outcome.new, again.outcome.changed, again.outcome.unchanged) == (4, 6, 14)


def test_a_rebuild_stages_the_same_rows_from_the_inbox(tmp_path: Path) -> None:
    found, rows = read(tmp_path, text_of(rows_of(10)))
    space = Workspace(tmp_path)
    record = LoadRecord(
        line_id="a", recorded_at=datetime(2025, 12, 10, tzinfo=UTC), actor="operator", sha256=found.arrival.sha256,
        file_name="dài.csv", form="long-csv", received=RECEIVED, decision="accepted", illustrative=False,
        new=20, changed=0, unchanged=0, ignored=0, rejected=0, warnings=0,
    )  # fmt: skip
    with staging(space) as staged:
        assert stage_kept(space, Directory(CATALOGUE), record, SOURCES, staged) == []
        assert _rows_in(replace(found, rows=staged)) == rows


def test_figures_that_no_longer_fit_at_a_rebuild_are_retired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_figures, "LEFT_OUT_KEPT", 2)
    found, _ = read(tmp_path, text_of([("99999", *row[1:]) for row in rows_of(3)] + rows_of(4, 50)))
    record = LoadRecord(
        line_id="a", recorded_at=datetime(2025, 12, 10, tzinfo=UTC), actor="operator", sha256=found.arrival.sha256,
        file_name="dài.csv", form="long-csv", received=RECEIVED, decision="accepted", illustrative=False,
        new=20, changed=0, unchanged=0, ignored=0, rejected=0, warnings=0,
    )  # fmt: skip
    with staging(Workspace(tmp_path)) as staged:
        retired = stage_kept(Workspace(tmp_path), Directory(CATALOGUE), record, SOURCES, staged)
        assert staged.count == 4
    assert [(each.cell, each.found) for each in retired] == [
        ("dòng 2", "12; 34"),
        ("dòng 3", "12; 34"),
        ("", "1 số liệu khác"),
    ]


def test_of_a_period_and_its_last_day_a_rebuild_keeps_the_first_and_lists_the_other(tmp_path: Path) -> None:
    both = [("SKHCN", "so-hoa", period, "12", "34", "", "", "") for period in ("2025-11", "30/11/2025")]
    found, _ = read(tmp_path, text_of(both))
    record = LoadRecord(
        line_id="a", recorded_at=datetime(2025, 12, 10, tzinfo=UTC), actor="operator", sha256=found.arrival.sha256,
        file_name="dài.csv", form="long-csv", received=RECEIVED, decision="accepted", illustrative=False,
        new=4, changed=0, unchanged=0, ignored=0, rejected=0, warnings=0,
    )  # fmt: skip
    with staging(Workspace(tmp_path)) as staged:
        directory = Directory(CATALOGUE, is_rebuilding=True)
        retired = stage_kept(Workspace(tmp_path), directory, record, SOURCES, staged)
        assert [row.row_number for row in _rows_in(replace(found, rows=staged))] == [2]
    assert [each.cell for each in retired] == ["dòng 3"]


def test_progress_tells_name_and_rows(tmp_path: Path) -> None:
    path = tmp_path / "dài.csv"
    path.write_bytes(text_of(rows_of(100)))
    told: list[tuple[int, int, str]] = []
    with staging(Workspace(tmp_path)) as rows:
        read_bulk(
            Workspace(tmp_path), Directory(CATALOGUE), Job(path, None, RECEIVED), SOURCES, rows, ledger=Ledger(()), known={},
            today=TODAY, keeps=False, progress=lambda done, total, label: told.append((done, total, label)),
        )  # fmt: skip
    assert told and told[-1][2] == "dài.csv: 101 dòng"
    assert all(done <= total for done, total, _ in told)


def test_a_file_that_breaks_a_rule_between_indicators_is_refused_at_the_later_line(tmp_path: Path) -> None:
    shutil.copytree(WORKSPACE, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "indicators.yaml").read_text(encoding="utf-8")
    rule = 'rules: ["numerator <= denominator", "so-hoa <= phu-song"]'
    (tmp_path / "indicators.yaml").write_text(
        text.replace('rules: ["numerator <= denominator"]', rule), encoding="utf-8"
    )
    rows = [
        ("SKHCN", "phu-song", "2025-11", "", "", "50", "", ""),
        ("SKHCN", "so-hoa", "2025-10", "40", "50", "", "", ""),
        ("SKHCN", "phu-song", "2025-10", "", "", "90", "", ""),
        ("SKHCN", "so-hoa", "2025-11", "40", "50", "", "", ""),
    ]
    outcome = read(tmp_path, text_of(rows), by=load_catalogue(Workspace(tmp_path)))[0].outcome
    assert [(fault.code, fault.cell) for fault in outcome.faults] == [(FaultCode.RULE_BROKEN, "dòng 5")]
    assert outcome.accepted + outcome.ignored + outcome.rejected == 8 + 4 * 3 + 6


@pytest.mark.parametrize("place", [1, 5_500])
def test_b70_a_text_in_an_old_font_is_refused_wherever_it_stands(tmp_path: Path, place: int) -> None:
    days = (date(2005, 1, 2) + timedelta(days=number) for number in range(place))
    rows = [("SKHCN", "so-hoa", day.isoformat(), "12", "34", "", "", f"ghi chú {day}") for day in days]
    rows[-1] = (*rows[-1][:-1], "Uû ban nh©n d©n x· T©n Uyªn")
    found, _ = read(tmp_path, text_of(rows))
    (fault,) = found.outcome.faults
    assert (found.outcome.outcome, str(fault.code)) == ("refused", "TE-10")
    assert fault.found == f"phông chữ cũ (TCVN3; dòng {place + 1})"
