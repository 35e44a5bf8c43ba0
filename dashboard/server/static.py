"""What the browser is sent besides the page's content: packed static files, headers, and the doors that stay shut."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_TYPES = {".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}
_FOREVER = f"public, immutable, max-age={365 * 24 * 3600}"
_SHUT = ("/_stcore/metrics", "/_stcore/agent/", "/_stcore/script-health-check")
_INLINE_SCRIPT = re.compile(r"<script>(?P<body>.*?)</script>", re.DOTALL)
_IMPORT = re.compile(rb"""(?:from|import)\s*["']\./(?P<name>[^"'/]+\.js)["']""")
_NOSCRIPT = "<noscript><p>Trang này cần JavaScript. Hãy bật JavaScript trong trình duyệt rồi tải lại.</p></noscript>"


@dataclass(frozen=True)
class PackedFile:
    """One file as it is sent. `packed` is its gzip form; None where packing gains nothing."""

    media_type: str
    plain: bytes
    packed: bytes | None
    cache_control: str

    @cached_property
    def etag(self) -> str:
        """A strong validator of the content."""
        return f'"{hashlib.sha256(self.packed or self.plain).hexdigest()[:32]}"'

    def response(self, headers: Headers) -> Response:
        """The answer to a request with these headers: 304, packed, or plain."""
        sent = {"ETag": self.etag, "Cache-Control": self.cache_control, "Vary": "Accept-Encoding"}
        if self.etag in headers.get("if-none-match", ""):
            return Response(status_code=304, headers=sent)
        if self.packed is None or "gzip" not in headers.get("accept-encoding", ""):
            return Response(self.plain, media_type=self.media_type, headers=sent)
        return Response(self.packed, media_type=self.media_type, headers=sent | {"Content-Encoding": "gzip"})


def pack_static(folder: Path, first: Sequence[str] = ()) -> dict[str, Future[PackedFile]]:
    """Streamlit's scripts and styles by URL path, being compressed: once, in the background, those of `first` first.

    Their names carry a hash, so they never change. The uncompressed bytes are not kept: a client that cannot unpack is
    answered from the folder by Streamlit itself.
    """

    def pack(path: Path) -> PackedFile:
        content = gzip.compress(path.read_bytes(), 9, mtime=0)
        return PackedFile(f"{_TYPES[path.suffix]}; charset=utf-8", b"", content, _FOREVER)

    files = {
        "/" + path.relative_to(folder).as_posix(): path
        for path in sorted((folder / "static").rglob("*"))
        if path.suffix in _TYPES
    }
    pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pack")
    order = sorted(files, key=lambda path: path not in set(first))
    packed = {path: pool.submit(pack, files[path]) for path in order}
    pool.shutdown(wait=False)
    return packed


def scripts_needed(folder: Path, parts: Sequence[str]) -> list[str]:
    """URL paths of the scripts of these parts of Streamlit's interface and of all they import, each once.

    A part is named by what stands before the hash in its file's name. A part that is no longer there is left out: the
    browser then fetches it later by itself.
    """
    scripts = folder / "static" / "js"
    waiting = [path for path in sorted(scripts.glob("*.js")) if path.name.split(".", 1)[0] in parts]
    found: dict[str, None] = {}
    while waiting:
        script = waiting.pop(0)
        if script.name in found:
            continue
        found[script.name] = None
        waiting += [scripts / name.decode() for name in _IMPORT.findall(script.read_bytes())]
    return [f"/static/js/{name}" for name in found]


def pack_own(file: Path) -> tuple[str, PackedFile]:
    """A script or style sheet of ours as it is sent, and its URL path, which changes with its content."""
    content = file.read_bytes()
    path = f"/{file.stem}.{hashlib.sha256(content).hexdigest()[:12]}{file.suffix}"
    packed = gzip.compress(content, 9, mtime=0)
    return path, PackedFile(f"{_TYPES[file.suffix]}; charset=utf-8", content, packed, _FOREVER)


def scripts_listed(page: str) -> list[str]:
    """URL paths of the scripts and styles an index page names."""
    return re.findall(r"""["']\.(/static/(?:js|css)/[^"']+)["']""", page)


def vietnamese_index(original: str, title: str, own: Sequence[str], preload: Sequence[str]) -> str:
    """Streamlit's index page with `lang="vi"`, a title and no-script sentence of ours, and scripts fetched early.

    `own` are URL paths of our style sheets and scripts; the scripts run before Streamlit's.

    `preload` are URL paths of scripts that every page needs but that the page's own list leaves out, so the browser
    would learn of them only after the first ones ran.
    """
    page = original.replace('<html lang="en">', '<html lang="vi">')
    page = re.sub(r"<title>.*?</title>", lambda _: f"<title>{escape(title)}</title>", page, flags=re.DOTALL)
    page = re.sub(r"<noscript>.*?</noscript>", lambda _: _NOSCRIPT, page, flags=re.DOTALL)
    page = re.sub(r"<!--.*?-->\s*", "", page, flags=re.DOTALL)
    page = re.sub(r'<link rel="service-desc"[^>]*>\s*', "", page)
    links = "".join(
        f'<link rel="modulepreload" crossorigin href=".{path}">\n' for path in preload if f'".{path}"' not in page
    )
    ours = "".join(
        f'<link rel="stylesheet" href=".{path}">\n' if path.endswith(".css") else f'<script src=".{path}"></script>\n'
        for path in own
    )
    page = page.replace('<script type="module"', f'{ours}<script type="module"', 1)
    return page.replace("</head>", f"{links}</head>")


def pack_index(page: str) -> PackedFile:
    """The index page as it is sent: asked for each time, answered with 304 while unchanged."""
    content = page.encode()
    return PackedFile("text/html; charset=utf-8", content, gzip.compress(content, 9, mtime=0), "no-cache")


def content_security_policy(page: str) -> str:
    """The policy under which this index page works: own scripts only, and its inline script by hash."""
    hashes = [b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in _INLINE_SCRIPT.findall(page)]
    inline = " ".join(f"'sha256-{value}'" for value in hashes)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: {inline}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "worker-src 'self' blob:",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def security_headers(page: str) -> dict[str, str]:
    """The headers of every answer."""
    return {
        "Content-Security-Policy": content_security_policy(page),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    }


def host_name(host: str | None) -> str | None:
    """The name in a Host header, without its port; None when the header is missing or malformed."""
    try:
        parts = urlsplit(f"//{host or ''}")
        _ = parts.port
    except ValueError:
        return None
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return None
    return parts.hostname


@dataclass(frozen=True)
class Gate:
    """ASGI middleware, outermost: refuses foreign hosts and origins, shuts what is not ours, sends packed files."""

    app: ASGIApp
    packed: Mapping[str, Future[PackedFile]]
    own: Mapping[str, PackedFile]
    headers: dict[str, str]
    hosts: frozenset[str] = LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what can be answered here, pass on the rest."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["type"] == "websocket":
            if self._is_ours(headers):
                await self.app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        answer = self._refusal(scope, headers) or await self._file(scope, headers)
        await (answer or self.app)(scope, receive, self._with_headers(send))

    def _is_ours(self, headers: Headers) -> bool:
        """A websocket is opened by a page of this very server: no other origin, and none that hides its origin."""
        origin = headers.get("origin")
        return (
            host_name(headers.get("host")) in self.hosts
            and origin is not None
            and urlsplit(origin).netloc == headers.get("host")
        )

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if host_name(headers.get("host")) not in self.hosts:
            return PlainTextResponse("Địa chỉ máy chủ không đúng.", status_code=400)
        if scope["path"].startswith(_SHUT):
            return PlainTextResponse("Không có trang này.", status_code=404)
        return None

    async def _file(self, scope: Scope, headers: Headers) -> Response | None:
        path: str = scope["path"]
        if scope["method"] not in {"GET", "HEAD"}:
            return None
        if path in self.own:
            return self.own[path].response(headers)
        if path in self.packed and "gzip" in headers.get("accept-encoding", ""):
            return (await asyncio.wrap_future(self.packed[path])).response(headers)
        return None

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        return send_with_headers


def index_endpoint(index: PackedFile):
    """A route's endpoint that answers with the index page."""

    async def send_index(request: Request) -> Response:
        return index.response(request.headers)

    return send_index
