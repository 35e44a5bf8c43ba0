"""What the server sends besides the page's content, asked for as a browser or an attacker would."""

from __future__ import annotations

import gzip
import hashlib
import re
from base64 import b64encode
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit import file_util

from dashboard.server import EVERY_PAGE
from dashboard.server.static import (
    Gate,
    content_security_policy,
    host_name,
    index_endpoint,
    pack_index,
    pack_own,
    pack_static,
    scripts_needed,
    security_headers,
    vietnamese_index,
)

STATIC = Path(file_util.get_static_dir())
INDEX = (STATIC / "index.html").read_text(encoding="utf-8")


async def inner(_request: object) -> PlainTextResponse:
    return PlainTextResponse("trang")


async def stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("vào được")
    await websocket.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("static")
    (root / "static" / "js").mkdir(parents=True)
    (root / "static" / "js" / "Widget.abc.js").write_text('import{a}from"./base.def.js";' + "x" * 5000)
    (root / "static" / "js" / "base.def.js").write_text('import"./deep.ghi.js";export const a=1')
    (root / "static" / "js" / "deep.ghi.js").write_text("export{}")
    (root / "static" / "js" / "Other.jkl.js").write_text("export{}")
    return root


@pytest.fixture(scope="module")
def client(folder: Path) -> TestClient:
    page = vietnamese_index(INDEX, "Chỉ tiêu", ["/own.css", "/own.js"], [])
    gate = Middleware(Gate, packed=pack_static(folder), own={}, headers=security_headers(page))
    routes = [
        Route("/", index_endpoint(pack_index(page))),
        Route("/trang", inner),
        Route("/_stcore/metrics", inner),
        Route("/_stcore/agent/interact", inner, methods=["POST"]),
        Route("/static/js/{name}", inner),
        WebSocketRoute("/_stcore/stream", stream),
    ]
    return TestClient(Starlette(routes=routes, middleware=[gate]), base_url="http://127.0.0.1:8501")


@pytest.mark.parametrize("path", ["/", "/trang", "/không-có", "/_stcore/metrics"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "", "127.0.0.1:x"]
)
def test_t28_a_forged_host_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/trang", headers={"host": host})
    assert answer.status_code == 400
    assert answer.text != "trang"


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "LOCALHOST:9", "[::1]:8501"])
def test_this_machine_s_own_names_are_served(client: TestClient, host: str) -> None:
    assert client.get("/trang", headers={"host": host}).text == "trang"


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "http://127.0.0.1:9999"])
def test_t28_a_websocket_of_a_foreign_or_no_origin_is_refused(client: TestClient, origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("ws://127.0.0.1:8501/_stcore/stream", headers=headers),
    ):
        pass


def test_a_websocket_of_our_own_page_is_let_in(client: TestClient) -> None:
    own = {"origin": "http://127.0.0.1:8501"}
    with client.websocket_connect("ws://127.0.0.1:8501/_stcore/stream", headers=own) as websocket:
        assert websocket.receive_text() == "vào được"


def test_t39_metrics_and_the_agent_interface_are_closed(client: TestClient) -> None:
    assert client.get("/_stcore/metrics").status_code == 404
    assert client.post("/_stcore/agent/interact", json={}).status_code == 404


def test_a_script_is_sent_packed_and_unpacks_to_the_original(client: TestClient, folder: Path) -> None:
    with client.stream("GET", "/static/js/Widget.abc.js") as answer:
        sent = b"".join(answer.iter_raw())
    original = (folder / "static" / "js" / "Widget.abc.js").read_bytes()
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert gzip.decompress(sent) == original
    assert len(sent) < len(original) / 10


def test_a_client_that_cannot_unpack_is_answered_by_the_server_behind(client: TestClient) -> None:
    answer = client.get("/static/js/Widget.abc.js", headers={"accept-encoding": "identity"})
    assert answer.text == "trang"
    assert "content-encoding" not in answer.headers


def test_an_unchanged_index_page_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/")
    second = client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, second.status_code) == (200, 304)
    assert second.content == b""


def test_check_37_the_index_page_is_vietnamese_before_any_script_runs(client: TestClient) -> None:
    page = client.get("/").text
    assert '<html lang="vi">' in page
    assert "<title>Chỉ tiêu</title>" in page
    assert "You need to enable JavaScript" not in page


def test_the_index_page_points_at_no_closed_door(client: TestClient) -> None:
    assert "_stcore/agent" not in client.get("/").text


def test_the_policy_allows_the_one_inline_script_by_its_hash() -> None:
    scripts = re.findall(r"<script>(.*?)</script>", INDEX, re.DOTALL)
    expected = b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert len(scripts) == 1
    assert f"script-src 'self' blob: 'sha256-{expected}'" in content_security_policy(INDEX)
    assert "unsafe-inline" not in content_security_policy(INDEX).split("style-src")[0]


def test_rewriting_the_index_page_leaves_its_scripts_as_they_were() -> None:
    page = vietnamese_index(INDEX, "Chỉ tiêu", ["/own.css", "/own.js"], [])
    assert content_security_policy(page) == content_security_policy(INDEX)
    assert page.count("modulepreload") == INDEX.count("modulepreload")


def test_our_own_style_and_script_come_before_streamlit_s() -> None:
    page = vietnamese_index(INDEX, "Chỉ tiêu", ["/own.css", "/own.js"], [])
    assert page.index('href="./own.css"') < page.index('src="./own.js"') < page.index('<script type="module"')


def test_a_script_of_ours_changes_its_address_with_its_content(tmp_path: Path) -> None:
    script = tmp_path / "own.js"
    script.write_text("1")
    before, file = pack_own(script)
    script.write_text("2")
    after, _ = pack_own(script)
    assert before != after
    assert gzip.decompress(file.packed or b"") == file.plain == b"1"


def test_a_title_with_markup_stays_text() -> None:
    assert "<title>&lt;b&gt;A &amp; B&lt;/b&gt;</title>" in vietnamese_index(
        INDEX, "<b>A & B</b>", ["/own.css", "/own.js"], []
    )


def test_scripts_fetched_early_include_all_they_import(folder: Path) -> None:
    names = [path.rsplit("/", 1)[-1] for path in scripts_needed(folder, ["Widget"])]
    assert names == ["Widget.abc.js", "base.def.js", "deep.ghi.js"]


def test_a_script_already_listed_is_not_listed_twice() -> None:
    listed = re.findall(r'modulepreload" crossorigin href="\.(/static/js/[^"]+)"', INDEX)[0]
    assert vietnamese_index(INDEX, "Chỉ tiêu", ["/own.css", "/own.js"], [listed]).count(listed) == INDEX.count(listed)


def test_the_parts_that_every_page_needs_exist_in_this_streamlit() -> None:
    present = {path.name.split(".", 1)[0] for path in (STATIC / "static" / "js").glob("*.js")}
    assert set(EVERY_PAGE) <= present


@pytest.mark.parametrize(
    ("header", "name"),
    [("a.vn:80", "a.vn"), ("[::1]:80", "::1"), ("a/b", None), ("u@a", None), ("a:b", None), (None, None)],
)
def test_the_name_in_a_host_header_is_read_strictly(header: str | None, name: str | None) -> None:
    assert host_name(header) == name
