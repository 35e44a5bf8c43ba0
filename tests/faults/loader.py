"""A process that loads files to order, each order in a fork of its own that may be killed at a chosen event of a chosen phase.

Orders come as lines of JSON on standard input, reports go out as lines of JSON. The product knows nothing of this: functions
that make a phase are wrapped here, and the interpreter's profile hook counts what happens inside them.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

from dashboard.catalogue import load_catalogue
from dashboard.domain.faults import Fault
from dashboard.settings import Workspace
from dashboard.store import building
from dashboard.store.journal import Journal
from loaders import arrivals, pipeline
from loaders.bulk import whole_file as bulk
from loaders.reading.process import ParserChild

PHASES = ("copying", "reading", "journal", "building", "publishing")
WRAPPED: tuple[tuple[str, Any, str], ...] = (
    ("copying", pipeline, "keep_all"),
    ("copying", bulk, "keep_file"),
    ("reading", arrivals, "map_file"),
    ("reading", ParserChild, "send"),
    ("reading", ParserChild, "receive"),
    ("reading", bulk, "stage_figures"),
    ("journal", Journal, "record_all"),
    ("building", pipeline, "build_facts"),
    ("publishing", building, "keep_catalogue"),
    ("publishing", building, "publish"),
)


@dataclass(frozen=True)
class Order:
    """Files to load into a workspace; with a phase, the loader dies `delay` seconds after that event of it.

    `bulk` sends every file the way of long CSVs.
    """

    workspace: str
    paths: list[str]
    received: str
    bulk: bool = False
    phase: str = ""
    event: int = 0
    delay: float = 0.0


@dataclass(frozen=True)
class Report:
    """How the fork ended. `outcomes` are those it acknowledged, none when it died or failed; `fault` is what it said then."""

    status: int
    outcomes: list[str] = field(default_factory=list)
    fault: str = ""
    events: dict[str, int] = field(default_factory=dict)

    @property
    def was_killed(self) -> bool:
        """Whether the fork died by the order's signal."""
        return self.status in (-signal.SIGKILL, -signal.SIGALRM)


class _Hook:
    """Counts events of phases in all threads, and dies at the one that was ordered."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.counts: Counter[str] = Counter()
        self._local = threading.local()

    def wrap(self, phase: str, owner: Any, name: str) -> None:
        """From now on what happens inside this function is of this phase."""
        original: Callable[..., Any] = getattr(owner, name)

        @wraps(original)
        def inside(*arguments: Any, **options: Any) -> Any:
            stack = self._local.__dict__.setdefault("stack", [])
            stack.append(phase)
            sys.setprofile(self.see)
            try:
                return original(*arguments, **options)
            finally:
                stack.pop()
                if not stack:
                    sys.setprofile(None)

        setattr(owner, name, inside)

    def see(self, _frame: FrameType, _event: str, _argument: Any) -> None:
        """Called by the interpreter before and after every call."""
        stack = self._local.__dict__.get("stack")
        if not stack:
            return
        phase = stack[-1]
        self.counts[phase] += 1
        if phase == self.order.phase and self.counts[phase] == self.order.event:
            if self.order.delay:
                signal.setitimer(signal.ITIMER_REAL, self.order.delay)
            else:
                os.kill(os.getpid(), signal.SIGKILL)


def _load(order: Order) -> dict[str, Any]:
    hook = _Hook(order)
    for phase, owner, name in WRAPPED:
        hook.wrap(phase, owner, name)
    if order.bulk:
        bulk.BULK_FROM = 0
    space = Workspace(Path(order.workspace))
    paths = [Path(path) for path in order.paths]
    received = date.fromisoformat(order.received)
    try:
        outcomes = pipeline.load_files(space, load_catalogue(space), paths, received=received, actor="operator")
    except (Fault, OSError) as fault:
        return {"fault": f"{type(fault).__name__}: {fault}", "events": hook.counts}
    return {"outcomes": [outcome.outcome for outcome in outcomes], "events": hook.counts}


def _in_fork(order: Order) -> Report:
    """The order carried out in a fork; what it says at its end is there only if it reached it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        code = 1
        try:
            os.write(writing, json.dumps(_load(order)).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        said = stream.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return Report(status, **(json.loads(said) if said else {}))


def main() -> None:
    """Orders in, reports out."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(asdict(_in_fork(Order(**json.loads(line))))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
