"""The running dashboard, asked directly: headers, closed doors, refused hosts and addresses."""

from __future__ import annotations

import subprocess
from pathlib import Path

import httpx
import pytest

from tests.browser import ROOT, Served, command, copy_workspace, environment, free_port

PATHS = ("/", "/chi-tieu", "/huong-dan", "/khong-co", "/favicon.png", "/_stcore/health", "/_stcore/host-config")


@pytest.mark.parametrize("path", PATHS)
def test_t28_every_answer_of_the_running_server_forbids_framing(served: Served, path: str) -> None:
    headers = httpx.get(served.url + path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_t28_the_running_server_refuses_a_forged_host(served: Served) -> None:
    assert httpx.get(served.url, headers={"host": "example.vn"}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/script-health-check"]
)
def test_t39_metrics_and_agent_endpoints_of_the_running_server_are_closed(served: Served, path: str) -> None:
    assert httpx.get(served.url + path).status_code == 404


def test_t18_an_upload_to_a_session_that_is_not_ours_is_refused(served: Served) -> None:
    answer = httpx.put(
        f"{served.url}/_stcore/upload_file/00000000-0000-0000-0000-000000000000/1", files={"file": ("x.xlsx", b"PK")}
    )
    assert answer.status_code in {400, 403}


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/..%2f..%2findex.html", "//evil.example"]
)
def test_a_path_outside_the_pages_gives_nothing_of_the_machine(served: Served, path: str) -> None:
    answer = httpx.get(served.url + path)
    assert "root:" not in answer.text
    assert not answer.is_redirect


def test_serving_the_network_is_refused_with_the_reason(tmp_path: Path) -> None:
    root = copy_workspace(ROOT, tmp_path)
    done = subprocess.run(
        command("run", "--workspace", str(root), "--host", "0.0.0.0", "--port", str(free_port())),
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert "chưa có đăng nhập" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_told_in_one_sentence(served: Served, tmp_path: Path) -> None:
    root = copy_workspace(ROOT, tmp_path)
    port = served.url.rsplit(":", 1)[-1]
    done = subprocess.run(
        command("run", "--workspace", str(root), "--port", port),
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert f"Cổng {port} đang được chương trình khác dùng" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_address_is_printed_in_vietnamese(served: Served) -> None:
    log = served.log.read_text(encoding="utf-8")
    assert f"Mở trình duyệt tại {served.url}" in log
    assert "You can now view" not in log
