"""The dashboard as a server: start-up checks, Streamlit's application with our routes and headers, errors with a number."""

from __future__ import annotations

import errno
import gc
import ipaddress
import logging
import os
import secrets
import shutil
import socket
import stat
import sys
import threading
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route
from streamlit import config, file_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from dashboard.domain.faults import Fault
from dashboard.server.downloads import DOWNLOAD_ROUTE
from dashboard.server.forms import FORM_ROUTE
from dashboard.server.settings import SETTINGS
from dashboard.server.static import (
    Gate,
    index_endpoint,
    pack_index,
    pack_own,
    pack_static,
    scripts_listed,
    scripts_needed,
    security_headers,
    vietnamese_index,
)
from dashboard.settings import Workspace
from dashboard.store.facts import FactsDamaged, StoreUnsafe, open_facts
from dashboard.store.journal import Journal

_DASHBOARD = Path(__file__).parent.parent
SCRIPT = _DASHBOARD / "app.py"
OWN_FILES = (
    _DASHBOARD / "charts" / "styles.css",
    _DASHBOARD / "charts" / "frame.css",
    _DASHBOARD / "charts" / "agencies.css",
    _DASHBOARD / "charts" / "communes" / "communes.css",
    _DASHBOARD / "charts" / "communes" / "ranking.css",
    Path(__file__).with_name("interface.js"),
)
TITLE = "Theo dõi chỉ tiêu"
# Seconds; a person who is quicker is not made to share the processor with it.
FIRST_VISIT_AFTER = 2.0
FREE_BYTES = 1 << 30

# Scripts that every page of ours asks for, by the part of their name before the hash.
EVERY_PAGE = ("BidiComponent", "axios")

_log = logging.getLogger("chitieu.server")


class ServerRefusedError(Fault):
    """The server does not start. `reasons` are Vietnamese sentences, each with what to do; `usage` when the call was wrong."""

    def __init__(self, reasons: Sequence[str], *, usage: bool = False) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = tuple(reasons)
        self.usage = usage


class _PageName(Convertor[str]):
    """A page's path: one word of small letters, digits and hyphens (so no file name)."""

    regex = "[a-z0-9-]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def serve(workspace: Workspace, host: str, port: int, routes: Sequence[BaseRoute] = ()) -> None:
    """Serve the dashboard of a workspace until stopped. Raises ServerRefusedError before the first request when it must not."""
    refusal = address_refusal(host)
    if refusal:
        raise ServerRefusedError([refusal], usage=True)
    with listen(host, port) as listener:
        apply_settings(host, port)
        faults = startup_faults(workspace)
        if faults:
            raise ServerRefusedError(faults)
        os.environ["CHITIEU_WORKSPACE"] = str(workspace.root)
        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
        run(application(SCRIPT, [DOWNLOAD_ROUTE, FORM_ROUTE, *routes], lambda: _welcome(host, port)), listener)


def apply_settings(host: str, port: int) -> None:
    """Put our settings above whatever a configuration file or the environment says."""
    address = {"server.address": host, "server.port": port, "browser.serverAddress": host}
    config.get_config_options(force_reparse=True, options_from_flags=SETTINGS | address)


def run(app: st.App, listener: socket.socket) -> None:
    """Answer requests on an open socket until SIGINT or SIGTERM; then open pages are let go within two seconds."""
    options = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=config.get_option("server.maxMessageSize") << 20,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(options).run(sockets=[listener])


def application(script: Path, routes: Sequence[BaseRoute] = (), started: Callable[[], None] = lambda: None) -> st.App:
    """Streamlit's application for a script, with packed files, headers, the Vietnamese index page and our own routes."""
    folder = Path(file_util.get_static_dir())
    original = (folder / "index.html").read_text(encoding="utf-8")
    own = dict(map(pack_own, OWN_FILES))
    page = vietnamese_index(original, TITLE, list(own), scripts_needed(folder, EVERY_PAGE))
    packed = pack_static(folder, scripts_listed(page))
    register_url_convertor("page", _PageName())
    send_index = index_endpoint(pack_index(page))

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncGenerator[None]:
        started()
        yield

    return st.App(
        script,
        routes=[*routes, Route("/", send_index), Route("/{name:page}", send_index)],
        middleware=[Middleware(Gate, packed=packed, own=own, headers=security_headers(page))],
        lifespan=lifespan,
        on_script_error=report_error,
    )


def report_error(error: Exception) -> bool:
    """Show the viewer a reference number only; the traceback stays in the server's log, under that number."""
    reference = f"L-{secrets.randbelow(10_000):04d}"
    _log.error("reference %s", reference, exc_info=error)
    st.error(f"Có lỗi, mã {reference}. Số liệu không bị thay đổi. Báo quản trị kèm mã này.")
    return True


def address_refusal(host: str) -> str | None:
    """Why this address may not be served, or None. Without a login only this machine itself may open the dashboard."""
    if host == "localhost":
        return None
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if loopback:
        return None
    return (
        f"Không mở được trên địa chỉ «{host}»: phần mềm chưa có đăng nhập, mở ra mạng thì ai cũng xem được. "
        "Hãy bỏ --host hoặc dùng --host 127.0.0.1."
    )


def listen(host: str, port: int) -> socket.socket:
    """An open socket on this address. Raises ServerRefusedError when the port is taken or impossible.

    TCP_NODELAY: answers go out as header and body, and without it the second part of each small one waits 40 ms for
    the client's acknowledgement of the first (asyncio sets it only on sockets that name their protocol).
    """
    if not 1 <= port <= 65535:
        raise ServerRefusedError([f"Cổng {port} không hợp lệ; hãy chọn một số từ 1024 đến 65535."], usage=True)
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise ServerRefusedError([_port_sentence(host, port, error)], usage=True) from error
    listener.setblocking(False)
    return listener


def _port_sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EACCES:
        return f"Cổng {port} dành cho quản trị máy; hãy chạy lại với --port 8501."
    return (
        f"Cổng {port} đang được chương trình khác dùng (có thể bảng này đã mở rồi). "
        f"Hãy mở http://{host}:{port} xem thử, hoặc chạy lại với --port {port + 1}."
    )


def startup_faults(workspace: Workspace) -> list[str]:
    """Every reason not to serve this workspace now, as Vietnamese sentences; empty when all is well."""
    secret_files = [folder / ".streamlit" / "secrets.toml" for folder in (workspace.root, Path.home())]
    return [
        *setting_faults(),
        *space_faults(workspace.root),
        *secret_faults(secret_files),
        *clock_faults(workspace),
        *facts_faults(workspace),
    ]


def setting_faults() -> list[str]:
    """Protections of Streamlit that are switched off, or doors that are open."""
    required = (
        ("server.enableXsrfProtection", True, "Bảo vệ biểu mẫu (XSRF) đang tắt"),
        ("server.enableCORS", True, "Việc chặn trang khác gọi vào (CORS) đang tắt"),
        ("server.enableAgentApi", False, "Cổng cho chương trình tự động (agent API) đang mở"),
    )
    return [
        f"{what}; hãy bỏ cài đặt {name} khỏi tệp cấu hình và biến môi trường."
        for name, expected, what in required
        if config.get_option(name) is not expected
    ]


def space_faults(folder: Path, needed: int = FREE_BYTES) -> list[str]:
    """Too little room beside the data: below `needed` bytes a load could stop half-way."""
    free = shutil.disk_usage(folder).free
    if free >= needed:
        return []
    return [
        f"Ổ đĩa chứa dữ liệu chỉ còn {free >> 20} MB trống, cần ít nhất {needed >> 20} MB; hãy dọn bớt rồi chạy lại."
    ]


def secret_faults(files: Sequence[Path]) -> list[str]:
    """Secret files that others on this machine can read."""
    open_to_others = stat.S_IRWXG | stat.S_IRWXO
    readable = [file for file in files if file.is_file() and file.stat().st_mode & open_to_others]
    return [f"Người khác trên máy đọc được tệp bí mật {file}; hãy chạy: chmod 600 {file}" for file in readable]


def clock_faults(workspace: Workspace) -> list[str]:
    """A clock before the last line of the journal: what is recorded now would stand before what was."""
    with closing(Journal(workspace.journal_path)) as journal:
        lines = journal.lines()
    if lines and lines[-1].recorded_at > datetime.now(UTC):
        return ["Đồng hồ máy chậm hơn lần ghi cuối trong nhật ký; hãy chỉnh giờ của máy rồi chạy lại."]
    return []


def facts_faults(workspace: Workspace) -> list[str]:
    """No version of the facts that can be opened and is locked."""
    try:
        facts = open_facts(workspace)
    except (FactsDamaged, StoreUnsafe) as fault:
        return [str(fault)]
    return [] if facts else ["Chưa có số liệu để mở; hãy chạy: chitieu rebuild"]


def _welcome(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Mở trình duyệt tại http://{shown}:{port} (dừng: Ctrl+C)\n")
    sys.stdout.flush()
    visit = threading.Timer(FIRST_VISIT_AFTER, visit_first, (f"{shown}:{port}",))
    visit.daemon = True
    visit.start()


def visit_first(address: str, patience: float = 60) -> None:
    """Be the first viewer: run every page once, so that no person waits for imports and the first Snapshot.

    Then leave all that exists by now out of garbage collection. `address` is host and port; patience, for each page, in
    seconds.
    """
    try:
        with connect(f"ws://{address}/_stcore/stream", origin=Origin(f"http://{address}"), max_size=None) as websocket:
            others = _run_page(websocket, "", patience)
            for page in others:
                _run_page(websocket, page, patience)
    except (OSError, WebSocketException) as error:
        _log.warning("the first visit ended early: %s", error)
    gc.collect()
    gc.freeze()


def _run_page(websocket: ClientConnection, page: str, patience: float) -> list[str]:
    """Ask for a page, by its path without slash, until its script has ended. Gives the paths of the menu's other pages."""
    websocket.send(BackMsg(rerun_script=ClientState(page_name=page)).SerializeToString())
    until = time.monotonic() + patience
    others: list[str] = []
    while True:
        message = ForwardMsg.FromString(websocket.recv(max(0, until - time.monotonic()), decode=False))
        kind = message.WhichOneof("type")
        if kind == "navigation":
            others = [other.url_pathname for other in message.navigation.app_pages if not other.is_default]
        if kind == "script_finished":
            return others
