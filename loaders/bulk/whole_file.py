"""A long CSV of any length by the command line: kept as it is read, its figures staged on disk, nothing here grows with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dashboard.domain.periods import parse_period
from dashboard.settings import Workspace
from dashboard.store.comparing import compare_cells, repeated_rows
from dashboard.store.facts import Facts, RetiredCell
from dashboard.store.lines import LoadRecord
from dashboard.store.staging import StagedRows
from dashboard.submissions.ledger import Ledger
from dashboard.text.formats import format_number, period_name
from loaders.arrivals import Arrival, Job, Progress
from loaders.bulk.figures import MOST_FAULTS, BulkFindings, ClosedPeriods, stage_figures
from loaders.bulk.rules import broken_rules
from loaders.directory import Directory
from loaders.faults import FaultCode, reject_cell, reject_file, reject_locked
from loaders.inbox import PASSING, NotReadAgain, keep_file, open_kept
from loaders.mapping.account import Ignored, Unplaced
from loaders.mapping.placing import Incoming
from loaders.mapping.whole_file import Mapped
from loaders.outcomes import FileOutcome, known_before, local_of, outcome_of, refused_unread
from loaders.reading.cells import CellKind, RawCell, UnreadableFile
from loaders.reading.child.stream import MAX_STREAM, may_be_table
from loaders.recognising.source_map import Field, SourceMap, find_source
from loaders.unreadable import reject_unreadable

BULK_FROM = 2**20
_PROBED = 4096


@dataclass(frozen=True)
class BulkFile:
    """A long CSV that was read: what the journal needs, and its figures, staged, for the facts."""

    arrival: Arrival
    outcome: FileOutcome
    rows: StagedRows

    def counted(self, workspace: Workspace, facts: Facts | None) -> FileOutcome:
        """The outcome with the cells of its figures counted against these facts."""
        if self.arrival.record is not None or not self.rows.count:
            return self.outcome
        cells = compare_cells(workspace, self.rows, facts)
        accepted = self.outcome.accepted
        new = min(cells.new, accepted)
        changed = min(cells.changed, accepted - new)
        return self.outcome.counting(new, changed, accepted - new - changed)


def is_bulk(path: Path) -> bool:
    """Whether a file goes this way: a text longer than most forms, no workbook."""
    with suppress(OSError):
        # Asked before it is opened: opening a pipe would wait for somebody to write into it.
        if path.is_file() and path.stat().st_size >= BULK_FROM:
            with path.open("rb") as stream:
                return may_be_table(stream.read(_PROBED))
    return False


def read_bulk(
    workspace: Workspace,
    directory: Directory,
    job: Job,
    sources: Sequence[SourceMap],
    rows: StagedRows,
    *,
    ledger: Ledger,
    known: Mapping[str, LoadRecord],
    today: date,
    keeps: bool,
    progress: Progress | None = None,
) -> BulkFile:
    """Reads one long CSV and stages its figures; with `keeps` its bytes are in the inbox, on disk, when this returns.

    `known` are contents that need no reading. The cells are not counted against the facts yet; see `BulkFile.counted`.
    """
    if job.path.stat().st_size > MAX_STREAM:
        return _unread(job, "", UnreadableFile("too_large"), rows)
    with job.path.open("rb") as stream:
        sha256 = keep_file(workspace, stream, keeps=keeps)
    record = known.get(sha256)
    if record is not None:
        outcome = known_before(job.name, record, local_of(workspace, directory.catalogue))
        return BulkFile(Arrival(job, sha256, b"", record, None), outcome, rows)
    incoming = Incoming(job.name, sha256, job.received, job.kind)
    closed = ClosedPeriods(ledger, today)
    with open_kept(workspace, sha256, job.name) if keeps else job.path.open("rb") as stream:
        found = stage_figures(stream, incoming, directory, sources, rows, closed, progress, most_faults=MOST_FAULTS)
    rows.finish()
    if found.unread is not None:
        return _unread(job, sha256, found.unread, rows)
    _reject_repeated(found, rows, job.name, sources)
    for faults in broken_rules(job.name, sha256, rows, directory.catalogue):
        found.reject(faults)
        found.rejected += len(faults)
        found.figure_cells -= len(faults)
    _reject_closed(found, closed, job.name)
    if not rows.count and not found.fault_count:
        remedy, expected = "điền số liệu rồi gửi lại", "ít nhất một số liệu"
        found.reject([reject_file(job.name, FaultCode.NOTHING_REPORTED, "không dòng nào có số liệu", expected, remedy)])
        found.rejected += 1
    return BulkFile(Arrival(job, sha256, b"", None, None), _outcome(job, sha256, found), rows)


def stage_kept(
    workspace: Workspace,
    directory: Directory,
    record: LoadRecord,
    sources: Sequence[SourceMap],
    rows: StagedRows,
    progress: Progress | None = None,
) -> list[RetiredCell]:
    """Stages a long CSV of the inbox once more, for a rebuild; gives what of it no longer fits. Raises InboxDamaged."""
    incoming = Incoming(record.file_name, record.sha256, record.received, record.form or None)
    with open_kept(workspace, record.sha256, record.file_name) as stream:
        found = stage_figures(stream, incoming, directory, sources, rows, None, progress)
    rows.finish()
    if found.unread is not None:
        if found.unread.reason in PASSING:
            raise NotReadAgain(record.file_name)
        fault = reject_unreadable(record.file_name, found.unread)
        return [RetiredCell(record.sha256, record.file_name, "", "", fault.found, fault.expected)]
    _reject_repeated(found, rows, record.file_name, sources, keeps_first=True)
    left_out = [*found.left_out, *(Unplaced("", "", one.found, one.expected) for one in found.faults if not one.cell)]
    more = found.left_out_count - len(found.left_out)
    if more > 0:
        left_out.append(Unplaced("", "", f"{more} số liệu khác", "không còn hợp danh mục, như các số liệu đã liệt kê"))
    return [
        RetiredCell(record.sha256, record.file_name, one.sheet, one.cell, one.found, one.reason) for one in left_out
    ]


def _unread(job: Job, sha256: str, fault: UnreadableFile, rows: StagedRows) -> BulkFile:
    outcome = refused_unread(job.name, sha256, job.received, reject_unreadable(job.name, fault))
    rows.drop()
    return BulkFile(Arrival(job, sha256, b"", None, fault), outcome, rows)


def _reject_repeated(
    found: BulkFindings, rows: StagedRows, file_name: str, sources: Sequence[SourceMap], *, keeps_first: bool = False
) -> None:
    """Figures that the file says twice: every row of them, or all but the first, is rejected and taken out of the staged ones."""
    source = find_source(found.form, sources)
    header = source.header(Field.INDICATOR) if source is not None and Field.INDICATOR in source.columns else ""

    def rejected() -> Iterator[int]:
        for row in repeated_rows(rows):
            if keeps_first and row.row_number < row.other_row:
                continue
            told = f"mỗi chỉ tiêu một dòng cho một đơn vị và một kỳ; dòng {row.other_row} cũng ghi {row.indicator_id}"
            cell = RawCell("", row.row_number, 0, CellKind.TEXT, row.indicator_id)
            remedy = f"giữ một trong hai dòng (dòng {row.row_number}, dòng {row.other_row}), xóa dòng kia rồi gửi lại"
            found.reject([reject_cell(file_name, cell, FaultCode.FIGURE_TWICE, told, header=header, remedy=remedy)])
            reason = f"cần {told} [{FaultCode.FIGURE_TWICE}]"
            found.leave_out([Unplaced("", f"dòng {row.row_number}", row.indicator_id, reason)])
            found.rejected += 1
            found.figure_cells -= row.cell_count
            found.ignored += row.cell_count - 1
            found.ignored_kinds[Ignored.LEFT_OUT.value] += row.cell_count
            found.ignored_kinds[Ignored.NAMES.value] -= 1
            yield row.row_number

    rows.leave_out(rejected())


def _reject_closed(found: BulkFindings, closed: ClosedPeriods, file_name: str) -> None:
    """One fault for each locked period of which the file has figures."""
    for period_id, count in (+closed.counts).items():
        found.reject([reject_locked(file_name, count, period_name(parse_period(period_id)))])
        found.rejected += 1


def _outcome(job: Job, sha256: str, found: BulkFindings) -> FileOutcome:
    """The outcome as of any other file; all its figures count as unchanged until they are compared."""
    summed = Mapped(
        found.form, (), (), tuple(found.faults), (), 0, found.ignored, found.rejected, found.blank_rows, found.notices,
        found.illustrative, tuple(found.warnings), ignored_kinds=found.ignored_kinds,
    )  # fmt: skip
    outcome = outcome_of(job.name, sha256, job.received, summed).counting(0, 0, found.figure_cells)
    if found.stopped_at is None:
        return outcome
    line = format_number(found.stopped_at, 0)
    said = f"Quá nhiều lỗi nên chỉ đọc đến dòng {line}; các dòng sau chưa được kiểm tra. Hãy sửa rồi nạp lại cả tệp."
    return replace(outcome, messages=(*outcome.messages, said))
