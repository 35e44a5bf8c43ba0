"""Files of cases: what they may say, and how faults in them are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.case_faults import CasesError
from dashboard.worked_examples import describe, load_cases

CASE = """\
own_cases:
- id: K1
  as_of: 2025-07-10
  indicator: {start: 2025-01-01, due: 2025-12-31, kind: stock, direction: at_least, freq: Q, baseline: 25, target: 45}
  observations: [{date: 2025-06-30, value: 36.0}]
"""


def faults_of(tmp_path: Path, text: str) -> str:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CasesError) as caught:
        load_cases(path)
    return "\n".join(caught.value.faults)


def test_a_case_without_expectation_is_described(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(CASE, encoding="utf-8")
    described = describe(load_cases(path))
    assert described["rollup_cases"] == []
    assert [(case["id"], case["status"], case["flags"]) for case in described["own_cases"]] == [("K1", "on_track", [])]


def test_a_pool_is_described_with_its_bounds(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(
        "rollup_cases:\n- {id: V1, target: 50, direction: at_least, units: [[54, 90], [null, 10]]}\n", encoding="utf-8"
    )
    assert describe(load_cases(path))["rollup_cases"] == [
        {
            "id": "V1",
            "value": 60.0,
            "low": 54.0,
            "high": 64.0,
            "cover": 0.9,
            "usable": True,
            "achieved": True,
            "reason": None,
        }
    ]


def test_a_target_in_words_is_a_target_without_a_number(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(CASE.replace("target: 45", "target: tăng dần"), encoding="utf-8")
    assert describe(load_cases(path))["own_cases"][0]["reason"] == "no_numeric_target"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  as_of: 2025-07-10\n", "", "trường hợp K1, khóa as_of: thiếu"),
        ("kind: stock", "kind: stok", "trường hợp K1, khóa indicator.kind: «stok» không hợp lệ; chọn một trong: stock"),
        ("freq: Q", "freq: W", "trường hợp K1, khóa indicator.freq: «W» không hợp lệ; chọn một trong: M, Q, H, Y"),
        ("baseline: 25", "baseline: nhiều", "trường hợp K1, khóa indicator.baseline: «nhiều» không hợp lệ; cần số"),
        (
            "baseline: 25",
            "baseline: .nan",
            "trường hợp K1, khóa indicator.baseline: «nan» không hợp lệ; cần số hữu hạn",
        ),
        ("due: 2025-12-31", "due: soon", "trường hợp K1, khóa indicator.due: «soon» không hợp lệ; cần ngày"),
        ("07-10", "13-10", "trường hợp K1, khóa as_of: «2025-13-10» không hợp lệ; cần ngày dạng YYYY-MM-DD"),
        ("targ", "tarrg", "trường hợp K1, khóa indicator.tarrget: không có khóa này; gần nhất là «target»"),
        (
            "value: 36.0",
            "valeu: 36.0",
            "trường hợp K1, khóa observations.0.valeu: không có khóa này; gần nhất là «value»",
        ),
        ("own_cases", "own_case", "khóa own_case: không có khóa này; gần nhất là «own_cases»"),
        ("- id: K1\n  as_of", "- as_of", "trường hợp thứ 1 của own_cases, khóa id: thiếu"),
        ("own_cases:", "own_cases: [", "dòng 2: không đúng cú pháp YAML"),
    ],
    ids=[
        "missing",
        "kind",
        "frequency",
        "number",
        "nan",
        "date",
        "calendar",
        "key",
        "observation",
        "list",
        "id",
        "syntax",
    ],
)
def test_a_fault_names_case_and_key(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert told in faults_of(tmp_path, CASE.replace(old, new, 1))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    told = faults_of(tmp_path, CASE.replace("kind: stock", "kind: stok").replace("freq: Q", "freq: W"))
    assert "indicator.kind" in told and "indicator.freq" in told


def test_an_id_stands_for_one_case_only(tmp_path: Path) -> None:
    assert "trường hợp K1, khóa id: mã bị lặp" in faults_of(tmp_path, CASE + CASE.removeprefix("own_cases:\n"))


@pytest.mark.parametrize("text", ["", "- 1\n", "own_cases: 5\n"], ids=["empty", "list", "number"])
def test_a_file_without_lists_of_cases_is_a_fault(tmp_path: Path, text: str) -> None:
    assert "own_cases" in faults_of(tmp_path, text)


def test_a_file_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_bytes("# Lai Châu\n".encode("utf-16"))
    with pytest.raises(CasesError, match="UTF-8"):
        load_cases(path)


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CasesError, match=r"Không đọc được tệp cases\.yaml"):
        load_cases(tmp_path / "cases.yaml")
