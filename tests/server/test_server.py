"""The server before its first request: settings, refusals and start-up checks."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from streamlit import config

from dashboard.server import (
    ServerRefusedError,
    address_refusal,
    clock_faults,
    facts_faults,
    listen,
    secret_faults,
    serve,
    space_faults,
)
from dashboard.server.settings import SETTINGS
from dashboard.settings import Workspace
from dashboard.store.journal import Journal
from dashboard.store.lines import LockRecord

ROOT = Path(__file__).parent.parent.parent
PROBE = """
import json, sys
from dashboard.server import apply_settings, setting_faults
from dashboard.server.settings import SETTINGS
from streamlit import config
if sys.argv[1] == "apply":
    apply_settings("127.0.0.1", 8777)
print(json.dumps({"values": {name: config.get_option(name) for name in SETTINGS}, "faults": setting_faults(),
                  "address": config.get_option("server.address")}))
"""


def probe(folder: Path, mode: str, **environment: str) -> dict[str, object]:
    """What Streamlit's settings are in a fresh process in this folder, with and without ours applied."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, mode],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_all_settings_hold_when_started_from_another_folder(tmp_path: Path) -> None:
    found = probe(tmp_path, "apply")
    assert found["values"] == SETTINGS
    assert found["address"] == "127.0.0.1"


def test_the_environment_cannot_switch_a_protection_off(tmp_path: Path) -> None:
    found = probe(
        tmp_path, "apply", STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION="false", STREAMLIT_SERVER_ENABLE_CORS="false"
    )
    assert found["faults"] == []


def test_a_protection_that_is_off_all_the_same_is_a_reason_not_to_start(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        "[server]\nenableXsrfProtection = false\nenableCORS = false\nenableAgentApi = true\n"
    )
    faults = probe(tmp_path, "leave")["faults"]
    assert isinstance(faults, list)
    assert [name in fault for name, fault in zip(("XSRF", "CORS", "agent API"), faults, strict=True)] == [True] * 3


def test_the_configuration_file_says_the_same_as_the_server() -> None:
    document = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    flat: dict[str, object] = {}
    for section, options in document.items():
        for name, value in options.items():
            if isinstance(value, dict):
                flat |= {f"{section}.{name}.{deeper}": deepest for deeper, deepest in value.items()}
            else:
                flat[f"{section}.{name}"] = value
    assert flat == SETTINGS


def test_the_hidden_option_that_spares_a_collection_after_each_run_still_exists() -> None:
    option = config._config_options_template["runner.postScriptGC"]
    assert option.visibility == "hidden"
    assert SETTINGS["runner.postScriptGC"] is False


def test_the_streamlit_minor_is_pinned() -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert "streamlit>=1.67,<1.68" in dependencies
    assert version("streamlit").startswith("1.67.")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "dashboard.example.vn", "", "127.0.0.1.example.vn"])
def test_any_address_but_this_machine_is_refused_with_the_reason(host: str) -> None:
    refusal = address_refusal(host)
    assert refusal is not None
    assert "chưa có đăng nhập" in refusal


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_s_own_addresses_are_allowed(host: str) -> None:
    assert address_refusal(host) is None


def test_a_port_in_use_is_named_and_the_next_one_proposed() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            ServerRefusedError, match=f"Cổng {port} đang được chương trình khác dùng.*--port {port + 1}"
        ):
            listen("127.0.0.1", port)


def test_small_answers_are_not_held_back() -> None:
    with socket.socket() as probe_socket:
        probe_socket.bind(("127.0.0.1", 0))
        port = probe_socket.getsockname()[1]
    with listen("127.0.0.1", port) as listener, socket.create_connection(("127.0.0.1", port)):
        listener.setblocking(True)
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_too_little_room_on_the_disk_is_a_reason_not_to_start(tmp_path: Path) -> None:
    assert "hãy dọn bớt" in space_faults(tmp_path, needed=1 << 62)[0]
    assert space_faults(tmp_path, needed=1) == []


def test_a_secret_file_that_others_can_read_is_a_reason_not_to_start(tmp_path: Path) -> None:
    secret = tmp_path / "secrets.toml"
    secret.write_text("")
    secret.chmod(0o644)
    assert f"chmod 600 {secret}" in secret_faults([secret])[0]
    secret.chmod(0o600)
    assert secret_faults([secret, tmp_path / "none.toml"]) == []


def test_a_clock_before_the_last_record_is_a_reason_not_to_start(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    later = datetime.now(UTC) + timedelta(days=1)
    journal = Journal(workspace.journal_path)
    assert clock_faults(workspace) == []
    journal.record(
        LockRecord(line_id="1", recorded_at=later, actor="operator", period="2025-11", is_locked=True, reason="")
    )
    assert "chỉnh giờ" in clock_faults(workspace)[0]


def test_a_workspace_without_facts_is_not_served(tmp_path: Path) -> None:
    assert "chitieu rebuild" in facts_faults(Workspace(tmp_path))[0]


def test_facts_that_cannot_be_read_are_a_reason_not_to_start(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.facts.mkdir(parents=True)
    (workspace.facts / "current").write_text("0" * 64)
    (workspace.facts / f"facts-{'0' * 64}.duckdb").write_bytes(b"not a database")
    faults = facts_faults(workspace)
    assert len(faults) == 1
    assert "chitieu rebuild" in faults[0]


def test_serving_on_the_network_ends_before_the_port_is_opened(tmp_path: Path) -> None:
    with pytest.raises(ServerRefusedError, match="chưa có đăng nhập") as refused:
        serve(Workspace(tmp_path), "0.0.0.0", 8501)
    assert refused.value.usage
