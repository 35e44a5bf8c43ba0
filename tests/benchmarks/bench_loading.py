"""How fast and how small loading is on this machine. Run by hand: `uv run python tests/benchmarks/bench_loading.py [part ...]`.

Parts: `csv` (50,000 rows), `forms` (304 forms BM-01), `check` (a form of 100 rows); `long` (5 million rows, 4 GB of disk) only
when it is named. Times are of the whole command, memory is the largest of any of its processes.

Where Python keeps no bytecode (`PYTHONDONTWRITEBYTECODE` with packages that uv installed) each command compiles what it imports:
half a second more for `load`. `main` says so.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice, product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from dashboard.catalogue import load_catalogue
from dashboard.settings import Workspace
from dashboard.submissions.ledger import Ledger
from loaders.arrivals import take_in
from loaders.directory import Directory
from loaders.mapping.whole_file import Mapped, map_file
from loaders.outcomes import local_of
from loaders.pipeline import Job
from loaders.reading.cells import RawFile
from loaders.reading.process import ParserChild
from loaders.recognising.source_map import load_source_maps
from loaders.settling import settle, weigh
from tests.benchmarks import many_forms
from tests.benchmarks.bench_dashboard import percentile, show
from tests.benchmarks.many_forms import AS_OF, RECEIVED, ManyForms, make_many_forms
from tests.browser import ROOT, command, environment

FIRST_DAY = date(2025, 7, 1)
FAR_DAY = date(2060, 1, 1)
ROWS, LONG_ROWS = 50_000, 5_000_000
CHECKED_ROWS = 100
REPEATS = 15
DEFAULT_PARTS = ("csv", "forms", "check")
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Measured:
    """What a command took: the time on the clock, the time of processors, and the largest memory of any of its processes."""

    seconds: float
    cpu_seconds: float
    peak_mib: float

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s ({self.cpu_seconds:.1f} s of processor), {self.peak_mib:.0f} MiB at most in a process"


def measure(*arguments: str) -> Measured:
    """Runs `chitieu` with these arguments to its end; it must succeed."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command(*arguments), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    peaks: dict[int, float] = {}
    while process.poll() is None:
        for process_id in _family(process.pid):
            with suppress(OSError, IndexError):
                peaks[process_id] = max(peaks.get(process_id, 0.0), _peak_mib(process_id))
        time.sleep(_POLL_SECONDS)
    seconds = time.perf_counter() - started
    said = process.communicate()[0]
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)[:200]} ended with {process.returncode}: {said[-2000:]}")
    return Measured(seconds, _cpu_seconds_of_children(), max(peaks.values()))


_cpu_before = [0.0]


def _cpu_seconds_of_children() -> float:
    """Processor time of the children that ended since this was last asked."""

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    before, _cpu_before[0] = _cpu_before[0], used.ru_utime + used.ru_stime
    return _cpu_before[0] - before


def _family(process_id: int) -> Iterable[int]:
    """A process and all that came from it."""
    yield process_id
    with suppress(OSError):
        children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text(encoding="ascii").split()
        for child in children:
            yield from _family(int(child))


def _peak_mib(process_id: int) -> float:
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def write_long_csv(root: Path, path: Path, rows: int) -> None:
    """Unit by indicator by day, as many rows as asked."""
    catalogue = load_catalogue(Workspace(root))
    units = [unit.id for unit in catalogue.members("each_commune", FIRST_DAY)]
    indicators = [
        each.id for each in catalogue.indicators.values() if each.is_ratio and "each_commune" in each.reported_by
    ]
    days = (FIRST_DAY + timedelta(days=number) for number in count())
    figures = ((unit, indicator, day) for day in days for unit, indicator in product(units, indicators))
    with path.open("w", encoding="utf-8") as stream:
        stream.write("don_vi,chi_tieu,ky,tu_so,mau_so,gia_tri,minh_chung\n")
        stream.writelines(f"{unit},{indicator},{day},12,34,,\n" for unit, indicator, day in islice(figures, rows))


def bench_csv(rows: int = ROWS) -> None:
    """A long CSV into an empty workspace with this project's catalogue, and once more."""
    with tempfile.TemporaryDirectory() as folder:
        root, path = Path(folder) / "workspace", Path(folder) / "long.csv"
        measure("init", str(root), "--workspace", str(ROOT))
        write_long_csv(root, path, rows)
        load = ("load", str(path), "--received", FAR_DAY.isoformat(), "--workspace", str(root))
        what = f"long CSV, {rows:,} rows, {path.stat().st_size / 2**20:.0f} MiB"
        first = measure(*load)
        show(what, f"{first}; {rows / first.seconds:,.0f} rows/s")
        show("the same file again", str(measure(*load)))
        show("rebuilding the facts from the inbox", str(measure("rebuild", "--workspace", str(root))))


def bench_forms() -> None:
    """304 forms of 60 indicators: loaded, then judged."""
    with tempfile.TemporaryDirectory() as folder:
        made = _made(Path(folder))
        loading = measure("load", *map(str, made.forms), "--received", RECEIVED, "--workspace", str(made.root))
        judging = measure("status", "--as-of", AS_OF, "--workspace", str(made.root))
        show(f"{len(made.forms)} forms, load", str(loading))
        show("of these the status", str(judging))
        show("load and judge", f"{loading.seconds + judging.seconds:.1f} s")


def bench_check() -> None:
    """One form of 100 rows checked against an empty workspace, the child being there already; and the whole command."""
    many_forms.INDICATORS = CHECKED_ROWS
    with tempfile.TemporaryDirectory() as folder:
        made = _made(Path(folder))
        space = Workspace(made.root)
        catalogue = load_catalogue(space)
        directory, sources = Directory(catalogue), load_source_maps()
        times: list[float] = []
        with ParserChild() as child:
            for form in made.forms[: REPEATS + 1]:
                started = time.perf_counter()
                (arrival,) = take_in([Job(form, None, date.fromisoformat(RECEIVED))], {})
                raw = child.read(arrival.content)
                mapped = map_file(raw, directory, sources, arrival.incoming) if isinstance(raw, RawFile) else None
                if not isinstance(mapped, Mapped) or len(mapped.observations) != CHECKED_ROWS:
                    raise RuntimeError(f"{form.name} was not read")
                weigh(
                    None,
                    [settle(arrival, mapped, local_of(space, catalogue), Ledger(()), date.fromisoformat(AS_OF))],
                    catalogue,
                )
                times.append(time.perf_counter() - started)
        ordered = sorted(times[1:])
        show(f"check of a form of {CHECKED_ROWS} rows, child started", f"{1000 * percentile(ordered, 0.5):.0f} ms")
        show("the slowest of them", f"{1000 * ordered[-1]:.0f} ms")
        show("the command `check` for it", str(measure("check", str(made.forms[0]), "--workspace", str(made.root))))


def _made(folder: Path) -> ManyForms:
    root = folder / "workspace"
    root.mkdir()
    return make_many_forms(root)


def main(parts: Sequence[str]) -> None:
    """The parts asked for, or those that take less than a minute."""
    asked = parts or DEFAULT_PARTS
    show("bytecode is kept between commands", "no" if sys.dont_write_bytecode else "yes")
    if "csv" in asked:
        bench_csv()
    if "forms" in asked:
        bench_forms()
    if "check" in asked:
        bench_check()
    if "long" in asked:
        bench_csv(LONG_ROWS)


if __name__ == "__main__":
    main(sys.argv[1:])
