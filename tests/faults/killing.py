"""Kills a loader again and again at random points of each phase, and looks after each time whether all is still well."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from dashboard.catalogue import load_catalogue
from dashboard.settings import Workspace
from dashboard.store.facts import Facts, open_facts
from loaders.pipeline import load_files, rebuild
from tests.faults.loader import PHASES, Order, Report

ROOT = Path(__file__).parents[2]
WORKSPACE = ROOT / "tests" / "loaders" / "workspace"
RECEIVED = date(2100, 1, 1)
FIRST_DAY = date(2025, 7, 1)
UNITS = ("03388", "03598", "03595", "SKHCN", "STC")
INDICATORS = ("so-hoa", "truc-tuyen")
ROWS_A_DAY = len(UNITS) * len(INDICATORS)
ROWS_A_FILE = 5 * ROWS_A_DAY
LONGEST_DELAY = 0.03
HEADER = "don_vi,chi_tieu,ky,tu_so,mau_so,gia_tri,minh_chung\n"


class Loader:
    """A process that carries out orders, one after the other."""

    def __enter__(self) -> Self:
        command = (sys.executable, "-m", "tests.faults.loader")
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def load(self, order: Order) -> Report:
        """Carries out one order and says how it ended."""
        self.begin(order)
        return self.end()

    def begin(self, order: Order) -> None:
        """Gives an order without waiting for its end."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()

    def end(self) -> Report:
        """How the order given last ended."""
        assert self._process.stdout is not None
        return Report(**json.loads(self._process.stdout.readline()))


def new_workspace(root: Path) -> Workspace:
    """A workspace with the small catalogue and nothing loaded."""
    shutil.copytree(WORKSPACE, root)
    return Workspace(root)


def long_csv(path: Path, first: int, days: int) -> Path:
    """A long CSV of so many days from the first-th on, ten figures a day."""
    lines = [HEADER]
    for number in range(first, first + days):
        day = FIRST_DAY + timedelta(days=number)
        lines += [
            f"{unit},{indicator},{day},{number % 50},{50 + number % 7},,\n"
            for unit in UNITS
            for indicator in INDICATORS
        ]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def served(workspace: Workspace) -> Facts:
    """The current facts, whole and not an older version."""
    facts = open_facts(workspace)
    assert facts is not None and facts.fallback_from is None
    return facts


@dataclass
class Figures:
    """What was seen: kills by phase, and rows that were acknowledged, lost or in by half."""

    kills: Counter[str] = field(default_factory=Counter)
    inside_calls: int = 0
    survived: int = 0
    acknowledged: int = 0
    recovered_by_the_journal: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.kills + other.kills, self.inside_calls + other.inside_calls, self.survived + other.survived,
            self.acknowledged + other.acknowledged, self.recovered_by_the_journal + other.recovered_by_the_journal,
        )  # fmt: skip

    def sentence(self) -> str:
        """The figures in one line, for the log of the tests."""
        phases = ", ".join(f"{phase} {self.kills[phase]}" for phase in PHASES)
        return (
            f"{self.kills.total()} kills ({phases}; {self.inside_calls} of them by the clock inside a call): 0 lost of "
            f"{self.acknowledged:,} acknowledged rows, 0 files in by half, {self.recovered_by_the_journal} files found in the "
            "journal by the next run, a rerun changed nothing, digest as of a clean load"
        )


class KillTrial:
    """One workspace in which a loader is killed so many times in each phase."""

    def __init__(self, root: Path, *, base_days: int, kills_a_phase: int, seed: int) -> None:
        root.mkdir()
        self.root, self.kills_a_phase = root, kills_a_phase
        self.space = new_workspace(root / "w")
        self.random = Random(seed)
        self.figures = Figures()
        self.files = [long_csv(root / "base.csv", 0, base_days)]
        self.next_day = base_days

    def run(self) -> Figures:
        """Everything; raises AssertionError when anything acknowledged is lost, or anything is in by half."""
        with Loader() as loader:
            base = loader.load(self._order(self.files[0], bulk=True))
            assert base.outcomes == ["accepted"], base
            self.figures.acknowledged = served(self.space).observation_count
            events = {way: self._count_events(loader, bulk=way) for way in (False, True)}
            for phase in PHASES * self.kills_a_phase:
                self._kill_once(loader, phase, events)
            self._rerun_changes_nothing(loader)
        self._as_a_clean_load()
        return self.figures

    def _order(self, path: Path, *, bulk: bool = False, phase: str = "", event: int = 0, delay: float = 0.0) -> Order:
        return Order(str(self.space.root), [str(path)], RECEIVED.isoformat(), bulk, phase, event, delay)

    def _new_file(self) -> Path:
        days = ROWS_A_FILE // ROWS_A_DAY
        path = long_csv(self.root / f"{self.next_day}.csv", self.next_day, days)
        self.next_day += days
        self.files.append(path)
        return path

    def _count_events(self, loader: Loader, *, bulk: bool) -> dict[str, int]:
        report = loader.load(self._order(self._new_file(), bulk=bulk))
        assert report.outcomes == ["accepted"], report
        assert set(report.events) == set(PHASES)
        self.figures.acknowledged += ROWS_A_FILE
        return report.events

    def _kill_once(self, loader: Loader, phase: str, events: dict[bool, dict[str, int]]) -> None:
        """A new file, loaded until a loader died of it in this phase, then by one that lives."""
        while True:
            bulk = self.random.random() < 0.3
            event = self.random.randint(1, events[bulk][phase])
            delay = self.random.choice((0.0, self.random.uniform(0.0001, LONGEST_DELAY)))
            path = self._new_file()
            report = loader.load(self._order(path, bulk=bulk, phase=phase, event=event, delay=delay))
            self._after_a_kill(loader, path, report)
            if report.was_killed:
                self.figures.kills[phase] += 1
                self.figures.inside_calls += delay > 0
                return
            self.figures.survived += 1

    def _after_a_kill(self, loader: Loader, path: Path, report: Report) -> None:
        assert report.was_killed or report.outcomes == ["accepted"], report
        before = served(self.space).observation_count
        assert before in (self.figures.acknowledged, self.figures.acknowledged + ROWS_A_FILE), "a file is in by half"
        if not report.was_killed:
            assert before == self.figures.acknowledged + ROWS_A_FILE, "an acknowledged file is not in"
        self._inbox_is_whole()
        again = loader.load(self._order(path))
        assert again.outcomes in (["accepted"], ["unchanged"]), again
        self.figures.recovered_by_the_journal += report.was_killed and again.outcomes == ["unchanged"]
        self.figures.acknowledged += ROWS_A_FILE
        assert served(self.space).observation_count == self.figures.acknowledged

    def _inbox_is_whole(self) -> None:
        for file in self.space.inbox.iterdir():
            if not file.name.startswith("."):
                assert sha256(file.read_bytes()).hexdigest() == file.name, "a file of the inbox is cut"

    def _rerun_changes_nothing(self, loader: Loader) -> None:
        before = served(self.space).id
        paths = [str(path) for path in self.files]
        report = loader.load(Order(str(self.space.root), paths, RECEIVED.isoformat()))
        assert set(report.outcomes) == {"unchanged"} and len(report.outcomes) == len(self.files), report
        assert served(self.space).id == before

    def _as_a_clean_load(self) -> None:
        facts = served(self.space)
        facts.check_content()
        digest = facts.content_digest
        clean = new_workspace(self.root / "clean")
        shuffled: Sequence[Path] = self.random.sample(self.files, len(self.files))
        load_files(clean, load_catalogue(clean), shuffled, received=RECEIVED, actor="operator")
        assert served(clean).content_digest == digest
        rebuild(self.space, load_catalogue(self.space))
        assert served(self.space).content_digest == digest
        assert not list(self.space.facts.glob("building-*")) and not list(self.space.facts.glob("staging-*"))
