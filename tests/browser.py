"""What browser tests stand on: a Chromium, the real server on a copy of the workspace, and a viewer who takes notes."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).parent.parent
LAPTOP = (1366, 650)
WIDE = (1920, 950)
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The history of a window counts no further than fifty.
_MOST_STEPS = 25
_left: list[Viewer] = []
_HOW = (
    "Không có Chromium cho kiểm thử trình duyệt. Hãy cài một trong hai cách rồi chạy lại:\n"
    "  sudo apt-get install chromium        (Debian, Ubuntu)\n"
    "  python -m playwright install --with-deps chromium"
)
# Before its first run the script does not run either, and a block is empty until its own script has come.
_DRAWN = """(settled) => {
  const app = document.querySelector(settled);
  return app?.querySelector("[data-testid=stElementContainer]")
    && !app.querySelector("[data-testid=stAppSkeleton], [data-testid=stSkeleton]")
    && [...app.querySelectorAll(".panel")].every(panel => panel.shown !== undefined);
}"""
_AXE = Path(__file__).parent / "end_to_end" / "axe.min.js"
_EXCLUSIONS = Path(__file__).parent / "end_to_end" / "axe_exclusions.yaml"
_RUN_AXE = """async (exclusions) => {
  const found = await axe.run(document, {resultTypes: ["violations"], elementRef: true});
  const kept = [];
  for (const violation of found.violations) {
    if (!["serious", "critical"].includes(violation.impact)) continue;
    for (const node of violation.nodes) {
      const excused = exclusions.some(e => e.rule === violation.id && node.element && node.element.closest(e.selector));
      if (!excused) kept.push(`${violation.id} (${violation.impact}): ${node.target.flat().join(" ")}: ${node.html.slice(0, 160)}`);
    }
  }
  return kept;
}"""


@dataclass(frozen=True)
class Served:
    """A dashboard that runs: its address, its own workspace, and what it wrote to its log."""

    url: str
    root: Path
    log: Path
    process_id: int


@dataclass
class Viewer:
    """One browser window. Notes every request and everything the console complains about."""

    context: BrowserContext
    page: Page
    url: str
    is_fresh: bool = False
    requests: list[str] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """Go to a page of the dashboard and wait until its script has ended and all is drawn."""
        # Just after a commit the page that was left can still answer.
        self.page.evaluate("() => { window.isLeft = true; }")
        self.page.goto(self.url + path, wait_until="commit")
        self.page.wait_for_function("() => !window.isLeft")
        self.settle()
        return self.page

    def close(self) -> None:
        """Leave the window to the next viewer, empty; one with its own cache or a long history is gone with it."""
        if self.is_fresh:
            self.context.close()
        elif self.page.evaluate("() => history.length") > _MOST_STEPS:
            self.page.close()
        else:
            self.page.goto("about:blank")
            _left.append(self)

    def settle(self) -> None:
        """Wait until no script runs and two frames have been drawn since."""
        settle(self.page)


def settle(page: Page, timeout: float = 30_000) -> None:
    """Wait until the page's script has ended, every block shows what it was given and two frames have been drawn (milliseconds)."""
    page.wait_for_function(_DRAWN, arg=SETTLED, timeout=timeout)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def find_chromium(playwright: Playwright) -> str:
    """A Chromium to start: the system's, else playwright's, else one installed now. Fails the test with what to do."""
    found = _present(playwright)
    if found:
        return found
    with (Path(tempfile.gettempdir()) / "chitieu-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _present(playwright) or _installed(playwright)
    if not found:
        pytest.fail(_HOW, pytrace=False)
    return found


def _present(playwright: Playwright) -> str | None:
    named = next((path for name in _NAMES if (path := shutil.which(name))), None)
    own = playwright.chromium.executable_path
    return named or (own if Path(own).is_file() else None)


def _installed(playwright: Playwright) -> str | None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet: dict[str, Any] = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True}
        subprocess.run(["apt-get", "update", "-qq"], **quiet, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], **quiet, check=False)
    if not _present(playwright):
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, check=False)
    return _present(playwright)


def launch(playwright: Playwright) -> Browser:
    """A headless browser that calls nobody by itself."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=find_chromium(playwright), args=[*_FLAGS, *sandbox])


def view(browser: Browser, url: str, size: tuple[int, int] = LAPTOP, *, is_fresh: bool = False) -> Viewer:
    """A window of this size in CSS pixels, one that was left or a new one.

    A new one costs a process and the compiling of every script, as long again as opening a page. All share a cache; with
    `is_fresh` the window is new and its cache empty.
    """
    viewer = _left.pop() if _left and not is_fresh else _new_window(browser, is_fresh)
    viewer.url = url
    for noted in (viewer.requests, viewer.sockets, viewer.complaints):
        noted.clear()
    viewer.page.set_viewport_size({"width": size[0], "height": size[1]})
    viewer.page.bring_to_front()
    return viewer


def _new_window(browser: Browser, is_fresh: bool) -> Viewer:
    context = browser.contexts[0] if browser.contexts and not is_fresh else browser.new_context(locale="vi-VN")
    page = context.new_page()
    viewer = Viewer(context, page, "", is_fresh)
    page.on("request", lambda request: viewer.requests.append(request.url))
    page.on("websocket", lambda websocket: viewer.sockets.append(websocket.url))
    page.on("console", lambda message: message.type in {"error", "warning"} and viewer.complaints.append(message.text))
    page.on("pageerror", lambda error: viewer.complaints.append(str(error)))
    return viewer


def axe_violations(page: Page) -> list[str]:
    """Serious and critical findings of axe-core on this page, less the committed exclusions of Streamlit's own widgets.

    The script goes in through the debugger, so the page's content security policy stays on.
    """
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    return page.evaluate(_RUN_AXE, yaml.safe_load(_EXCLUSIONS.read_text(encoding="utf-8")))


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def copy_workspace(source: Path, target: Path) -> Path:
    """The files people keep, without what was derived from them: catalogue, reference lists, illustrative reports."""
    shutil.copytree(source / "data" / "reference", target / "data" / "reference")
    shutil.copy2(source / "indicators.yaml", target / "indicators.yaml")
    for folder in ("data/sample", "sources"):
        if (source / folder).is_dir():
            shutil.copytree(source / folder, target / folder)
    return target


def command(*arguments: str) -> list[str]:
    """The command `chitieu` of this checkout with these arguments."""
    return [sys.executable, "-m", "dashboard.cli", *arguments]


def environment() -> dict[str, str]:
    """The environment of a started command: this checkout's code, compiled once, and no workspace but the one it is given."""
    left_out = ("CHITIEU_", "STREAMLIT_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    compiled = Path(tempfile.gettempdir()) / f"chitieu-bytecode-{os.getuid()}"
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONPYCACHEPREFIX": str(compiled)}


@contextmanager
def serve(root: Path, arguments: list[str], patience: float = 60) -> Iterator[Served]:
    """Run a command that serves on the port named last in it, from another folder, until the block ends."""
    port = arguments[-1]
    log = root / "server.log"
    with log.open("w") as written:
        process = subprocess.Popen(arguments, cwd=root.parent, env=environment(), stdout=written, stderr=written)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process, log, patience)
        yield Served(url, root, log, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"the server did not come up at {url}; its log:\n{log.read_text(encoding='utf-8')}")
