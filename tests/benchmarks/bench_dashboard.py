"""How fast the dashboard is on this machine. Run by hand: `uv run python tests/benchmarks/bench_dashboard.py [part ...]`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import Browser, CDPSession, sync_playwright

from dashboard.catalogue import load_catalogue
from dashboard.domain.judgement import judge
from dashboard.settings import Workspace
from dashboard.snapshot import take_snapshot
from dashboard.store.facts import open_facts
from dashboard.text.formats import format_number
from tests.benchmarks.many_forms import AS_OF, RECEIVED, ManyForms, make_many_forms
from tests.benchmarks.viewers import Visit, alone, crowd
from tests.browser import (
    ROOT,
    SETTLED,
    Served,
    command,
    copy_workspace,
    environment,
    free_port,
    launch,
    serve,
    settle,
    view,
)

# What stands on the start page once it is painted, and the list whose choice is timed.
PAINTED = ".ct .cards"
FILTER = "#chon-pv"
PAGES = ("", "chi-tieu", "huong-dan")
REPEATS = 9

_MIB = 1 << 20
_WATCH = """(painted) => {
  const ready = () => document.querySelector(painted) && document.querySelector('%s');
  const check = () => { if (!window.paintedAt && ready()) requestAnimationFrame(() => requestAnimationFrame(() => {
    window.paintedAt ??= performance.now(); })); };
  new MutationObserver(check).observe(document, {subtree: true, childList: true, attributes: true});
}""" % SETTLED.replace("'", '"')  # noqa: UP031  braces of JavaScript
_CHOOSE = """async (selector) => {
  const list = document.querySelector(selector);
  const values = [...list.options].map(option => option.value).filter(value => value !== list.value);
  let last = 0;
  const seen = new MutationObserver(() => requestAnimationFrame(() => { last = performance.now(); }));
  seen.observe(document.querySelector('[data-testid="stMain"]'), {subtree: true, childList: true, attributes: true, characterData: true});
  const started = performance.now();
  list.value = values[Math.floor(Math.random() * values.length)];
  list.dispatchEvent(new Event("change", {bubbles: true}));
  while (!last || performance.now() - last < 500) await new Promise(done => setTimeout(done, 50));
  seen.disconnect();
  return last - started;
}"""
_EMPTY = """
import runpy
import streamlit as st
if st.query_params.get("rong"):
    st.write("")
else:
    runpy.run_path({app!r}, run_name="__main__")
"""
_LAUNCH = """
import os, sys
from pathlib import Path
from dashboard.server import application, apply_settings, listen, run
os.environ["CHITIEU_WORKSPACE"] = sys.argv[2]
port = int(sys.argv[3])
apply_settings("127.0.0.1", port)
run(application(Path(sys.argv[1])), listen("127.0.0.1", port))
"""


def show(what: str, measured: str) -> None:
    """One line of the report."""
    print(f"{what:<58} {measured}", flush=True)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which this share of an ordered list lies."""
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def memory_mib(process_id: int) -> float:
    """Resident memory of a process in MiB."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def bench_cold_open(browser: Browser, url: str) -> None:
    """A browser that never saw the dashboard: until all of the start page is painted, and what came over the wire."""
    seconds, sizes = [], []
    for _ in range(REPEATS):
        viewer = view(browser, url, is_fresh=True)
        received = [0]
        _count_bytes(viewer.context.new_cdp_session(viewer.page), received)
        viewer.page.add_init_script(f"({_WATCH})({PAINTED!r})")
        viewer.page.goto(url, wait_until="commit")
        viewer.page.wait_for_function("() => window.paintedAt", timeout=60_000)
        seconds.append(viewer.page.evaluate("() => window.paintedAt") / 1000)
        sizes.append(received[0] / _MIB)
        viewer.close()
    show(
        "cold open until painted, median (best, worst)",
        f"{statistics.median(seconds):.2f} s ({min(seconds):.2f}, {max(seconds):.2f})",
    )
    show("bytes of a cold open", f"{statistics.median(sizes):.2f} MiB")


def _count_bytes(session: CDPSession, received: list[int]) -> None:
    def add(count: float) -> None:
        received[0] += int(count)

    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: add(event["encodedDataLength"]))
    session.on("Network.webSocketFrameReceived", lambda event: add(len(event["response"]["payloadData"]) * 3 / 4))


def bench_filter(browser: Browser, url: str) -> None:
    """From choosing another unit to the last frame that still changed."""
    viewer = view(browser, url)
    viewer.open("/")
    viewer.page.wait_for_selector(PAINTED)
    taken = [viewer.page.evaluate(_CHOOSE, FILTER) for _ in range(REPEATS + 2)][2:]
    viewer.close()
    show(
        "filter to last paint, median (best, worst)",
        f"{statistics.median(taken):.0f} ms ({min(taken):.0f}, {max(taken):.0f})",
    )


def bench_forms(browser: Browser) -> None:
    """304 forms of 60 indicators, from the load command to the first correct page.

    Once with the server started only after the load, once with forms of a newer day loaded while it serves.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        root.mkdir()
        made = make_many_forms(root)
        started = time.perf_counter()
        _load(made, RECEIVED)
        loaded = time.perf_counter() - started
        with serve(root, command("run", "--workspace", str(root), "--port", str(free_port()))) as dashboard:
            _first_correct_page(browser, dashboard.url, made)
            taken = time.perf_counter() - started
            show(f"{len(made.forms)} forms to the first correct page, server started after", f"{taken:.1f} s")
            show("of that the load command", f"{loaded:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        root.mkdir()
        made = make_many_forms(root)
        _load(replace(made, forms=made.forms[:1]), RECEIVED)
        with serve(root, command("run", "--workspace", str(root), "--port", str(free_port()))) as dashboard:
            started = time.perf_counter()
            _load(replace(made, forms=made.forms[1:]), RECEIVED)
            _first_correct_page(browser, dashboard.url, made)
            show("the same while the server runs", f"{time.perf_counter() - started:.1f} s")


def _load(made: ManyForms, received: str) -> None:
    load = command("load", *map(str, made.forms), "--received", received, "--workspace", str(made.root))
    done = subprocess.run(load, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the forms were not loaded: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def _first_correct_page(browser: Browser, url: str, made: ManyForms) -> None:
    viewer = view(browser, url)
    viewer.page.goto(f"{url}/chi-tieu?ngay={AS_OF}", wait_until="commit")
    viewer.page.get_by_text(format_number(made.expected, 1)).first.wait_for(timeout=60_000)
    settle(viewer.page)
    viewer.close()


def bench_viewers(dashboard: Served) -> None:
    """20 viewers over 20 seconds, changing page and unit; and the memory of the server before and after."""
    before = memory_mib(dashboard.process_id)
    units = ("", "SKHCN", "STC", "SNV", "03388", "03466", "03433")
    visits = [Visit(page, f"pv={unit}" if unit else "") for page in PAGES[:2] for unit in units]
    taken = crowd(dashboard.url, visits)
    show(f"20 viewers, {len(taken)} reruns, p50", f"{1000 * percentile(taken, 0.5):.0f} ms")
    show("20 viewers, p95", f"{1000 * percentile(taken, 0.95):.0f} ms")
    show("server memory before the viewers", f"{before:.0f} MiB")
    show("server memory after the viewers", f"{memory_mib(dashboard.process_id):.0f} MiB")


def bench_pages(root: Path) -> None:
    """Each page's rerun beside that of an empty Streamlit page in the same process."""
    script = root / "bench.py"
    script.write_text(_EMPTY.format(app=str(ROOT / "dashboard" / "app.py")), encoding="utf-8")
    with serve(root, [sys.executable, "-c", _LAUNCH, str(script), str(root), str(free_port())]) as process:
        empty = statistics.median(alone(process.url, Visit(query="rong=1")))
        show("rerun of an empty Streamlit page, median", f"{1000 * empty:.1f} ms")
        for page in PAGES:
            taken = statistics.median(alone(process.url, Visit(page)))
            show(f"rerun of /{page}, median", f"{1000 * taken:.1f} ms (empty page + {1000 * (taken - empty):.1f} ms)")


def bench_judgement(root: Path) -> None:
    """Judgements per second: every row of the Snapshot of the day, judged again."""
    workspace = Workspace(root)
    catalogue = load_catalogue(workspace)
    facts = open_facts(workspace)
    if facts is None:
        raise RuntimeError("the workspace has no facts")
    day: date = workspace.today()
    started = time.perf_counter()
    snapshot = take_snapshot(facts, catalogue, day)
    show(f"taking the Snapshot of {len(snapshot.rows)} rows", f"{1000 * (time.perf_counter() - started):.0f} ms")
    started, judged = time.perf_counter(), 0
    while time.perf_counter() - started < 2:
        for row in snapshot.rows:
            judge(row.terms, row.readings, day)
        judged += len(snapshot.rows)
    show("judgements per second", f"{judged / (time.perf_counter() - started):,.0f}")


@contextmanager
def illustrative_dashboard():
    """The real command on a copy of the illustrative workspace; prints the first start."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_workspace(ROOT, Path(folder) / "workspace")
        started = time.perf_counter()
        with serve(root, command("run", "--workspace", str(root), "--port", str(free_port()))) as dashboard:
            show("first start on a fresh copy, facts built", f"{time.perf_counter() - started:.1f} s")
            time.sleep(3)
            show("server memory at start", f"{memory_mib(dashboard.process_id):.0f} MiB")
            yield dashboard


def main(parts: Sequence[str]) -> None:
    """Run the parts named, or all of them."""
    with sync_playwright() as playwright, illustrative_dashboard() as dashboard:
        browser = launch(playwright)
        every: dict[str, Callable[[], None]] = {
            "cold": lambda: bench_cold_open(browser, dashboard.url),
            "filter": lambda: bench_filter(browser, dashboard.url),
            "viewers": lambda: bench_viewers(dashboard),
            "pages": lambda: bench_pages(dashboard.root),
            "judgement": lambda: bench_judgement(dashboard.root),
            "forms": lambda: bench_forms(browser),
        }
        for name in parts or every:
            every[name]()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
