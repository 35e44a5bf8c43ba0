"""The command `chitieu` as other programs call it: exit status, JSON, and what people read."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import app, main
from dashboard.settings import Workspace
from tests.browser import command, environment
from tests.second import HEADER, ROWS, edit_catalogue, load_rows, make_workspace, write_rows

NUMBER = (int, float, type(None))
TEXT = (str, type(None))
FILE = {
    "file": str, "sha256": str, "outcome": str, "new": int, "changed": int, "unchanged": int, "accepted": int,
    "ignored": int, "rejected": int, "warnings": int, "faults": list,
}  # fmt: skip
FAULT = {"code": str, "sheet": str, "cell": str, "found": str, "expected": str, "message": str}
ROW = {
    "indicator_id": str, "target_id": str, "org_unit_id": str, "status": str, "reason": str, "flags": list,
    "confidence": str, "actual": NUMBER, "numerator": NUMBER, "denominator": NUMBER, "low": NUMBER, "high": NUMBER,
    "cover": NUMBER, "plan_to_date": NUMBER, "target": NUMBER, "target_low": NUMBER, "target_high": NUMBER, "due": TEXT,
    "months_late": NUMBER, "observed_on": TEXT, "units_reported": int, "units_expected": int, "sentence": str,
}  # fmt: skip
CASES = """\
own_cases:
- id: A1
  as_of: 2025-07-10
  indicator: {start: 2025-01-01, grace_days: 15, freq: Q, decimals: 1, kind: stock, direction: at_least, bounds: [0, 100],
    baseline: 20.0, target: 80.0, due: 2025-12-31}
  observations: [{date: 2025-03-31, value: 36.0}, {date: 2025-06-30, value: 52.0}]
  expect: {status: on_track}
rollup_cases:
- id: R1
  target: 50.0
  direction: at_least
  units: [[30, 100], [60, 100]]
  expect: {value: 45.0, achieved: false}
"""


def chitieu(*arguments: str | Path, workspace: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """One run of the real command, not on a terminal."""
    words = [str(word) for word in arguments]
    if workspace is not None:
        words += ["--workspace", str(workspace)]
    return subprocess.run(
        command(*words), env=environment() | more, cwd="/", capture_output=True, text=True, timeout=60, check=False
    )


def called(*arguments: str | Path, workspace: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The same in this process: what the command says, without its start."""
    words = [str(word) for word in arguments]
    if workspace is not None:
        words += ["--workspace", str(workspace)]
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["chitieu", *words])
        with pytest.raises(SystemExit) as ended:
            main()
    assert isinstance(ended.value.code, int)
    return subprocess.CompletedProcess(words, ended.value.code, out.getvalue(), err.getvalue())


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    """The one JSON document of standard output."""
    return json.loads(done.stdout, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


def has_shape(found: dict[str, Any], shape: dict[str, Any]) -> bool:
    """Whether every promised key is there with its type; a flag is no number."""
    return all(isinstance(found[key], kind) and not isinstance(found[key], bool) for key, kind in shape.items())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The second workspace, nothing loaded."""
    return make_workspace(tmp_path / "w").root


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second workspace with its rows loaded; nobody changes it."""
    workspace = make_workspace(tmp_path_factory.mktemp("loaded") / "w")
    load_rows(workspace)
    return workspace.root


def test_loading_tells_each_file_as_json_and_the_same_file_twice_changes_nothing(root: Path) -> None:
    path = write_rows(root / "so_lieu.csv")
    call = ("load", path, "--as", "history", "--received", "2025-11-30", "--json")
    first = chitieu(*call, workspace=root)
    assert (first.returncode, first.stderr) == (0, "")
    (file,) = answer(first)["files"]
    assert has_shape(file, FILE)
    # 14 rows give numerator and denominator, three a value, one both: 14 × 2 + 3 + 2 cells.
    assert (file["outcome"], file["new"], file["accepted"], file["received"]) == ("accepted", 33, 33, "2025-11-30")
    second = chitieu(*call, workspace=root)
    (again,) = answer(second)["files"]
    assert (second.returncode, again["outcome"], again["new"], again["unchanged"]) == (0, "unchanged", 0, 33)
    assert again["accepted"] == again["new"] + again["changed"] + again["unchanged"]
    assert answer(second)["catalogue_faults"] == []


def test_a_refused_file_is_exit_status_1_with_every_fault_by_address(root: Path) -> None:
    path = write_rows(root / "xau.csv", "VP,so-hoa,2025-10,130,100,,,03/11/2025\nVPX,so-hoa,2025-10,1,2,,,03/11/2025\n")
    done = called("load", path, "--as", "history", "--received", "2025-11-30", "--json", workspace=root)
    (file,) = answer(done)["files"]
    assert (done.returncode, file["outcome"]) == (1, "refused")
    assert [has_shape(fault, FAULT) for fault in file["faults"]] == [True, True]
    assert file["rejected"] == 2


def test_checking_says_the_same_and_writes_nothing(root: Path) -> None:
    path = write_rows(root / "so_lieu.csv")
    before = sorted(p for p in root.rglob("*") if p.is_file())
    done = called("check", path, "--as", "history", "--json", workspace=root)
    assert done.returncode == 0
    assert set(answer(done)) == {"files", "catalogue_faults"}
    assert answer(done)["files"][0]["new"] == 33
    assert sorted(p for p in root.rglob("*") if p.is_file()) == before


def test_checking_without_files_says_how_the_catalogue_is(root: Path) -> None:
    done = chitieu("check", workspace=root)
    assert (done.returncode, done.stdout) == (0, "indicators.yaml: 4 chỉ tiêu, không có lỗi.\n")


def test_checking_a_faulty_catalogue_gives_line_path_and_message(root: Path) -> None:
    edit_catalogue(
        root,
        (
            "    direction: at_least\n    bounds: [0, 100]\n    numerator: Số hồ sơ đã",
            "    dirction: at_least\n    bounds: [0, 100]\n    numerator: Số hồ sơ đã",
        ),
    )
    done = called("check", "--json", workspace=root)
    assert done.returncode == 1
    faults = answer(done)["catalogue_faults"]
    assert any(fault["path"] == "indicators.so-hoa.dirction" and fault["line"] > 0 for fault in faults)
    assert all(set(fault) == {"line", "path", "message"} for fault in faults)
    spoken = called("check", workspace=root)
    assert spoken.returncode == 1
    assert "Có phải là “direction”?" in spoken.stderr


def test_checking_an_edited_catalogue_says_which_statuses_change_and_changes_nothing(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    load_rows(workspace)
    sample = workspace.root / "data" / "sample"
    sample.mkdir()
    (sample / "sample.yaml").write_text("as_of: 2025-11-10\nloads: []\n", encoding="utf-8")
    pointer = (workspace.facts / "current").read_text(encoding="utf-8")
    edit_catalogue(workspace.root, ("value: 60, due", "value: 90, due"))
    done = called("check", workspace=workspace.root)
    assert done.returncode == 0
    # At 90 % the pool's 47,8 falls behind; Thục Phán (90 %) still meets; Nùng Trí Cao falls from nearly on plan to slow.
    assert "Nếu nhận danh mục này: 1 chỉ tiêu đổi trạng thái (ngày 10/11/2025)." in done.stdout
    assert "  CB-01 Hồ sơ được số hóa: Đúng tiến độ → Chậm tiến độ" in done.stdout
    assert (workspace.facts / "current").read_text(encoding="utf-8") == pointer


def test_the_status_has_every_promised_key(loaded: Path) -> None:
    done = chitieu("status", "--as-of", "2025-11-10", "--json", workspace=loaded)
    found = answer(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(found) == {"as_of", "known_on", "facts_id", "catalogue_hash", "rules_version", "rows"}
    assert (found["as_of"], found["known_on"]) == ("2025-11-10", "2025-11-10")
    assert len(found["rows"]) == 9
    assert all(has_shape(row, ROW) and set(row) == set(ROW) for row in found["rows"])
    (pooled,) = [r for r in found["rows"] if (r["target_id"], r["org_unit_id"]) == ("CB-01", "04")]
    assert pooled["actual"] == pytest.approx(100 * 215 / 450)


def test_the_status_of_one_unit_is_found_by_its_other_name(loaded: Path) -> None:
    by_id, by_alias = (
        answer(called("status", "--as-of", "2025-11-10", "--unit", unit, "--json", workspace=loaded))["rows"]
        for unit in ("VP", "VPUB")
    )
    assert by_id == by_alias
    assert {row["org_unit_id"] for row in by_id} == {"VP"}


def test_of_an_agency_that_was_merged_the_status_is_its_successor_s_and_says_so(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    units = workspace.root / "data" / "reference" / "org_units.csv"
    with units.open("a", encoding="utf-8") as file:
        file.write("SNGV,agency,Sở Ngoại vụ,Sở Ngoại vụ,04,,yes,,2025-09-30,SKH,,9\n")
    load_rows(workspace)
    before, after = (
        called("status", "--as-of", day, "--unit", "SNGV", "--json", workspace=workspace.root)
        for day in ("2025-09-30", "2025-11-10")
    )
    assert ({row["org_unit_id"] for row in answer(before)["rows"]}, before.stderr) == ({"SNGV"}, "")
    assert {row["org_unit_id"] for row in answer(after)["rows"]} == {"SKH"}
    assert after.stderr == "Sở Ngoại vụ nay là Sở Khoa học và Công nghệ.\n"


def test_a_day_of_knowledge_hides_what_came_later(loaded: Path) -> None:
    call = ("status", "--as-of", "2025-11-10", "--known-on", "2025-11-07", "--unit", "01279", "--json")
    (row,) = answer(called(*call, workspace=loaded))["rows"]
    assert (row["actual"], row["observed_on"]) == (10.0, "2025-09-30")


def test_the_status_for_people_is_a_table_of_the_province_s_targets(loaded: Path) -> None:
    done = chitieu("status", "--as-of", "2025-11-10", workspace=loaded)
    assert done.returncode == 0
    assert done.stdout.startswith("Tình hình ngày 10/11/2025; 2/2 cơ quan, 2/3 xã, phường đã báo cáo.\n")
    line = next(line for line in done.stdout.splitlines() if "CB-01" in line)
    assert all(word in line for word in ("► Đúng tiến độ", "47,8%", "43,0%", "≥ 60%", "31/12/2025"))
    assert "CB-02" not in done.stdout
    assert not re.search(r"None|nan", done.stdout)


def test_an_unknown_unit_is_a_fault_of_the_input(loaded: Path) -> None:
    done = called("status", "--unit", "99999", "--json", workspace=loaded)
    assert (done.returncode, done.stdout) == (1, "")
    assert "99999" in done.stderr


def test_an_empty_workspace_says_what_to_do(root: Path) -> None:
    done = called("status", workspace=root)
    assert done.returncode == 0
    assert "Chưa có số liệu nào đến ngày này. Nạp báo cáo bằng: chitieu load TỆP" in done.stdout


def test_received_days_default_to_the_day_of_the_illustrative_workspace(root: Path) -> None:
    (root / "data" / "sample").mkdir()
    (root / "data" / "sample" / "sample.yaml").write_text("as_of: 2025-12-05\nloads: []\n", encoding="utf-8")
    path = root / "dai.csv"
    path.write_text("don_vi,chi_tieu,ky,tu_so,mau_so,gia_tri,ghi_chu\nVP,so-hoa,2025-11,1,2,,\n", encoding="utf-8")
    (file,) = answer(called("load", path, "--json", workspace=root))["files"]
    assert (file["outcome"], file["received"]) == ("accepted", "2025-12-05")


def test_a_rebuild_prints_the_digest_that_loading_gave(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    facts, _ = load_rows(workspace)
    done = chitieu("rebuild", workspace=workspace.root)
    assert (done.returncode, done.stdout) == (0, facts.content_digest + "\n")


@pytest.mark.parametrize("fmt", ["xlsx", "csv", "parquet"])
def test_an_export_writes_the_file(loaded: Path, tmp_path: Path, fmt: str) -> None:
    out = tmp_path / f"x.{fmt}"
    done = (chitieu if fmt == "xlsx" else called)(
        "export", "--format", fmt, "--as-of", "2025-11-10", "--out", out, workspace=loaded
    )
    assert (done.returncode, done.stdout) == (0, f"Đã ghi {out}: 9 dòng, số liệu ngày 10/11/2025.\n")
    assert out.stat().st_size > 500


def test_init_makes_a_clean_workspace_that_check_accepts(root: Path, tmp_path: Path) -> None:
    (root / "data" / "sample").mkdir()
    (root / "data" / "sample" / "sample.yaml").write_text("as_of: 2025-12-05\nloads: []\n", encoding="utf-8")
    new = tmp_path / "moi"
    assert chitieu("init", new, workspace=root).returncode == 0
    found = {str(p.relative_to(new)) for p in new.rglob("*") if p.is_file()}
    assert found == {"indicators.yaml", "data/reference/org_units.csv"}
    assert called("check", workspace=new).returncode == 0
    again = called("init", new, workspace=root)
    assert (again.returncode, "đã có tệp" in again.stderr) == (1, True)


def test_judging_cases_needs_no_workspace(tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text(CASES, encoding="utf-8")
    done = chitieu("judge", cases, "--json")
    assert done.returncode == 0, done.stderr
    found = answer(done)
    assert set(found) == {"own_cases", "rollup_cases"}
    assert set(found["own_cases"][0]) == {"id", "status", "reason", "flags", "numbers"}
    assert set(found["rollup_cases"][0]) == {"id", "value", "low", "high", "cover", "usable", "achieved", "reason"}
    assert (found["own_cases"][0]["status"], found["rollup_cases"][0]["value"]) == ("on_track", 45.0)


def test_every_worked_example_comes_out_as_written() -> None:
    examples = Path(__file__).parent / "domain" / "judgement_examples.yaml"
    done = called("judge", examples)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == "55/55 ví dụ đúng như ghi."


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("status", "--nope"), "không có tùy chọn --nope"),
        (("statu",), "không có lệnh «statu». Có phải là status?"),
        (("load",), "thiếu TỆP"),
        (("load", "a.csv", "--as"), "tùy chọn --as cần một giá trị theo sau"),
        (("run", "--port", "99999999"), "giá trị của --port không hợp lệ"),
        (("judge", "a.yaml", "b.yaml"), "thừa tham số"),
        (("status", "--workspace", "/khong/co"), "Không thấy indicators.yaml trong «/khong/co»"),
    ],
)
def test_a_wrong_call_is_exit_status_2_and_said_in_vietnamese(call: tuple[str, ...], said: str) -> None:
    done = called(*call)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not re.search(r"Traceback|Error|No such|Missing|Invalid|Got unexpected", done.stderr)


def test_a_wrong_call_of_the_real_command_is_exit_status_2() -> None:
    done = chitieu("statu")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Lệnh không đúng: không có lệnh «statu». Có phải là status? Xem: chitieu --help\n"


@pytest.mark.parametrize(
    "call",
    [
        ("status", "--as-of", "12-05-2025"),
        ("load", "a.csv", "--as", "bm-99"),
        ("export", "--format", "doc", "--out", "a.doc"),
    ],
)
def test_a_value_that_cannot_be_is_exit_status_2(root: Path, call: tuple[str, ...]) -> None:
    done = called(*call, workspace=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Lệnh không đúng: «" if "--as" not in call else "Lệnh không đúng: Không có loại tệp")


def test_serving_beyond_this_machine_is_refused_with_the_reason(root: Path) -> None:
    done = chitieu("run", "--host", "0.0.0.0", workspace=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert "chưa có đăng nhập" in done.stderr
    assert not (root / "data" / "facts").exists()


def test_a_bug_is_exit_status_3_with_a_number_and_no_traceback(loaded: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import dashboard.store.serving as s\n"
        "def broken(*a, **k): raise KeyError('mật khẩu')\n"
        "s.Facts.observations = broken\n",
        encoding="utf-8",
    )
    path = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = chitieu("status", "--as-of", "2025-11-10", workspace=loaded, PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (3, "")
    number = re.search(r"^Có lỗi, mã (L-\d{6})\. Số liệu không bị thay đổi\. Báo quản trị kèm mã này", done.stderr)
    assert number
    assert not re.search(r"Traceback|KeyError|mật khẩu", done.stderr)
    log = (loaded / "data" / "chitieu.log").read_text(encoding="utf-8")
    assert number[1] in log
    assert "KeyError: 'mật khẩu'" in log


def test_a_bug_outside_any_workspace_is_written_down_among_temporary_files(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import dashboard.worked_examples as w\ndef broken(*a, **k): raise KeyError('x')\nw.load_cases = broken\n",
        encoding="utf-8",
    )
    path = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = chitieu("judge", "x.yaml", PYTHONPATH=path, TMPDIR=str(tmp_path))
    assert done.returncode == 3
    (log,) = tmp_path.glob("chitieu-L-*.log")
    assert "KeyError: 'x'" in log.read_text(encoding="utf-8")


def test_the_workspace_comes_from_the_environment_too(loaded: Path) -> None:
    done = chitieu("status", "--as-of", "2025-11-10", "--json", CHITIEU_WORKSPACE=str(loaded))
    assert (done.returncode, len(answer(done)["rows"])) == (0, 9)


def test_every_command_is_explained_in_vietnamese() -> None:
    for known in app.registered_commands:
        assert known.help
        assert known.help.endswith(".")
        assert re.search(r"[àáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵ]", known.help.lower())


def test_what_is_loaded_later_is_counted_as_changed(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    load_rows(workspace)
    path = write_rows(
        workspace.root / "sua.csv", "VP,so-hoa,2025-10,41,100,,,09/11/2025\nSKH,so-hoa,2025-10,50,100,,,09/11/2025\n"
    )
    done = called("load", path, "--as", "history", "--received", "2025-11-30", workspace=workspace.root)
    assert done.returncode == 0
    assert "0 ô mới, 2 ô thay đổi, 2 ô không đổi; 0 ô bị từ chối" in done.stdout


def test_a_history_without_its_days_of_receipt_is_refused(root: Path) -> None:
    path = root / "a.csv"
    path.write_text(HEADER + ROWS.splitlines()[0].rsplit(",", 1)[0] + ",\n", encoding="utf-8")
    done = called(
        "load", path, "--as", "history", "--received", date(2025, 11, 30).isoformat(), "--json", workspace=root
    )
    assert (done.returncode, answer(done)["files"][0]["outcome"]) == (1, "refused")


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("data/journal.sqlite", "kết thúc bằng .csv"),
        ("data/bang.csv", "thư mục data"),
        ("indicators.yaml", "kết thúc bằng .csv"),
        ("bang.xlsx", "kết thúc bằng .csv"),
        ("data", "là thư mục"),
    ],
)
def test_an_export_writes_over_nothing_that_the_workspace_is_made_of(loaded: Path, out: str, said: str) -> None:
    before = {path: path.read_bytes() for path in loaded.rglob("*") if path.is_file()}
    done = called("export", "--format", "csv", "--out", loaded / out, workspace=loaded)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert {path: path.read_bytes() for path in loaded.rglob("*") if path.is_file()} == before


def test_what_people_typed_is_printed_to_the_letter(tmp_path: Path) -> None:
    name = "Số hóa [đậm] [/b] :smile: [dài](x)"
    root = make_workspace(tmp_path / "w", ("name: Hồ sơ được số hóa", f'name: "{name}"')).root
    load_rows(Workspace(root))
    done = called("status", workspace=root)
    assert done.returncode == 0
    assert name in done.stdout


def test_what_the_machine_refuses_is_told_with_its_path_and_is_no_bug(tmp_path: Path, loaded: Path) -> None:
    done = called("init", tmp_path / "tep" / "moi", workspace=loaded)
    assert done.returncode == 0
    (tmp_path / "la-tep").write_text("x", encoding="utf-8")
    done = called("init", tmp_path / "la-tep" / "moi", workspace=loaded)
    assert done.returncode == 1
    assert "la-tep" in done.stderr
    assert "L-" not in done.stderr


def test_a_load_that_a_faulty_catalogue_stops_says_that_the_report_was_not_taken(root: Path) -> None:
    edit_catalogue(root, ("direction:", "huong:"))
    done = called("load", write_rows(root / "so_lieu.csv"), workspace=root)
    assert done.returncode == 1
    assert "Tệp báo cáo chưa được nạp" in done.stderr
