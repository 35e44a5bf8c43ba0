"""Another province's three indicators and five units, from files alone: loaded, judged, exported, served."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import ROOT, command, free_port, serve, view
from tests.second import make_workspace, write_rows
from tests.test_cli import answer, called


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_workspace(tmp_path_factory.mktemp("second") / "w").root
    rows = write_rows(root / "so_lieu.csv")
    done = called("load", rows, "--as", "history", "--received", "2025-11-30", workspace=root)
    assert done.returncode == 0, done.stderr
    return root


def test_its_status_is_its_own(root: Path) -> None:
    rows = answer(called("status", "--as-of", "2025-11-10", "--json", workspace=root))["rows"]
    assert {row["org_unit_id"] for row in rows} == {"04", "VP", "SKH", "01273", "01279", "01288"}
    assert {row["indicator_id"] for row in rows} == {"so-hoa", "wifi-cong-cong", "ho-so-tre-han"}
    (pooled,) = [row for row in rows if (row["target_id"], row["org_unit_id"]) == ("CB-01", "04")]
    assert pooled["actual"] == pytest.approx(100 * 215 / 450)


def test_its_export_names_it_and_nobody_else(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "cao_bang.csv"
    done = called("export", "--format", "csv", "--as-of", "2025-11-10", "--out", out, workspace=root)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8-sig")
    assert "Cao Bằng" in text
    assert "Lai Châu" not in text
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 9
    (pooled,) = [row for row in rows if (row["Mã mục tiêu"], row["Mã đơn vị"]) == ("CB-01", "04")]
    assert pooled["Thực hiện"] == repr(100 * 215 / 450).replace(".", ",")


def test_it_is_not_illustrative(root: Path) -> None:
    assert "MINH HỌA" not in called("status", "--as-of", "2025-11-10", workspace=root).stdout


def test_its_pages_show_its_name_and_its_figures(root: Path, browser: Browser) -> None:
    with serve(root, command("run", "--workspace", str(root), "--port", str(free_port()))) as served:
        window = view(browser, served.url)
        for path in ("/", "/chi-tieu", "/chi-tieu?ct=so-hoa", "/huong-dan"):
            joined = "&" if "?" in path else "?"
            body = window.open(f"{path}{joined}ngay=2025-11-10").locator("body")
            expect(body).to_contain_text("Nghị quyết 57 · Cao Bằng")
            expect(body).to_contain_text("2/2 cơ quan, 2/3 xã, phường đã báo cáo")
            shown = body.inner_text()
            assert "MINH HỌA" not in shown
            if path != "/huong-dan":
                assert not re.search(r"Lai Châu|\bNone\b|\bnan\b", shown)
        expect(window.open("/chi-tieu?ct=so-hoa&ngay=2025-11-10").locator("body")).to_contain_text("47,8%")
        window.close()


def test_no_code_names_a_province() -> None:
    units = (ROOT / "data" / "reference" / "org_units.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = {code for line in units if re.fullmatch(r"\d{5}", code := line.partition(",")[0])}
    assert len(codes) == 38
    named = re.compile("Lai Châu|Lai Chau|Cao Bằng|" + "|".join(sorted(codes)))
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for folder in ("dashboard", "loaders")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".sql", ".yaml", ".js", ".css"}
        for hit in named.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
