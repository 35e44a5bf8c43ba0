"""What becomes of a file that was read: its faults, the locks it meets, its cells counted against the figures held now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation, Provenance
from dashboard.domain.periods import parse_period
from dashboard.domain.task_reports import TaskReport
from dashboard.store.facts import Facts
from dashboard.store.staging import StagedRows
from dashboard.submissions.ledger import Ledger
from dashboard.text.formats import period_name
from loaders.arrivals import Arrival
from loaders.assessing.known import FigureKey, Held, Known, key_of, known_from
from loaders.assessing.whole_file import assess
from loaders.faults import Rejection, reject_locked
from loaders.mapping.whole_file import Mapped
from loaders.outcomes import FileOutcome, Local, known_before, outcome_of, refused_unread
from loaders.reading.cells import UnreadableFile
from loaders.unreadable import reject_unreadable

TaskKey = tuple[str, str, str]
_NOWHERE = Provenance("", "", "", "")


@dataclass(frozen=True)
class Settled:
    """An arrival with its outcome; when it was read, `mapped` is there, or for a long CSV its `rows`, staged on disk."""

    arrival: Arrival
    outcome: FileOutcome
    mapped: Mapped | None = None
    rows: StagedRows | None = None

    @property
    def is_read(self) -> bool:
        """Whether there is something to publish."""
        return self.mapped is not None or self.rows is not None

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The figures that count once the file does."""
        return self.mapped.observations if self.mapped is not None and self.outcome.outcome == "accepted" else ()

    @property
    def task_reports(self) -> tuple[TaskReport, ...]:
        """The progress of tasks that counts once the file does."""
        return self.mapped.task_reports if self.mapped is not None and self.outcome.outcome == "accepted" else ()


def settle(
    arrival: Arrival, found: Mapped | UnreadableFile | None, local: Local, ledger: Ledger, today: date
) -> Settled:
    """The outcome of one arrival by itself: known before, unreadable, refused or accepted. Nothing is counted yet."""
    name, received = arrival.job.name, arrival.job.received
    if arrival.record is not None:
        return Settled(arrival, known_before(name, arrival.record, local))
    if not isinstance(found, Mapped):
        fault = reject_unreadable(name, found or UnreadableFile("child_ended"))
        return Settled(arrival, refused_unread(name, arrival.sha256, received, fault))
    outcome = outcome_of(name, arrival.sha256, received, found)
    return Settled(arrival, outcome.refusing(_closed_periods(name, found, ledger, today)), found)


def _closed_periods(name: str, mapped: Mapped, ledger: Ledger, today: date) -> list[Rejection]:
    """One fault for each locked period of which the file has figures."""
    if not ledger.locked_periods:
        return []
    closed: dict[str, tuple[str, int]] = {}
    for seen in (*mapped.observations, *mapped.task_reports):
        period_id = ledger.closed_period(seen.org_unit_id, seen.period, today)
        if period_id is not None:
            words, count = closed.get(period_id, (period_name(parse_period(period_id)), 0))
            closed[period_id] = (words, count + 1)
    return [reject_locked(name, count, words) for words, count in closed.values()]


def weigh(
    facts: Facts | None, settled: Sequence[Settled], catalogue: Catalogue, today: date | None = None
) -> list[FileOutcome]:
    """Sets each file's figures beside the current facts, and beside the files taken before it in this call.

    Gives each outcome its cells counted, the figures it changes, what is unusual, and what breaks a rule of the catalogue.
    What the facts received after `today`, where it is given, does not stand yet: the illustrative workspace knows what came in later.
    """
    known = known_from(facts, catalogue, today)
    reported = {_task_key(seen): seen for seen in facts.task_reports()} if facts is not None else {}
    outcomes: list[FileOutcome] = []
    for each in settled:
        mapped, outcome = each.mapped, each.outcome
        if mapped is not None:
            totals = () if mapped.rejections else mapped.totals
            found = assess(outcome.file, mapped.observations, catalogue, known, form=mapped.form, totals=totals)
            outcome = outcome.refusing(found.rejections).beside(found.changes, found.warnings)
            figures, tasks = _count(mapped, found.rejections, known), _count_tasks(mapped, reported)
            outcome = outcome.counting(*(sum(both) for both in zip(figures, tasks, strict=True))).showing(mapped)
            if outcome.outcome == "accepted":
                known.take(mapped.observations, mapped.form)
                reported.update({_task_key(seen): seen for seen in mapped.task_reports})
        outcomes.append(outcome)
    return outcomes


def _count(mapped: Mapped, rejections: Sequence[Rejection], known: Known) -> tuple[int, int, int]:
    """Cells of figures that are new, changed and unchanged; a rejected cell is none of them.

    A figure received before the current one is kept as an older vintage; it changes nothing that is shown.
    """
    rejected = Counter((fault.sheet, fault.cell) for fault in rejections)
    own: dict[FigureKey, Observation] = {}
    new = changed = unchanged = 0
    figures = zip(mapped.observations, mapped.figure_cells, strict=True)
    for seen, size in sorted(figures, key=lambda one: one[0].received):
        key = key_of(seen)
        cells = size - sum(rejected[seen.provenance.sheet, cell] for cell in seen.provenance.cell.split(", "))
        held = known.figure(*key)
        before = own.get(key) or held
        if before is None:
            new += cells
        elif seen.received >= before.received and _numbers(seen) != _numbers(before):
            changed += cells
        else:
            unchanged += cells
        if before is None or seen.received >= before.received:
            own[key] = seen
    return new, changed, unchanged


def _count_tasks(mapped: Mapped, reported: Mapping[TaskKey, TaskReport]) -> tuple[int, int, int]:
    """Cells of task reports that are new, changed and unchanged."""
    new = changed = unchanged = 0
    for seen, cells in zip(mapped.task_reports, mapped.task_cells, strict=True):
        before = reported.get(_task_key(seen))
        if before is None:
            new += cells
        elif seen.received >= before.received and _says(seen) != _says(before):
            changed += cells
        else:
            unchanged += cells
    return new, changed, unchanged


def _task_key(seen: TaskReport) -> TaskKey:
    return seen.org_unit_id, seen.task_id, seen.period.id


def _says(seen: TaskReport) -> TaskReport:
    return replace(seen, received=date.min, provenance=_NOWHERE)


def _numbers(seen: Observation | Held) -> tuple[float | None, float | None, float | None]:
    return (seen.value, seen.numerator, seen.denominator)
