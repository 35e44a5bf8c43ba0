"""What became of each file, as people read it and as `chitieu check` and `load` print it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Literal, TypeAlias

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation
from dashboard.domain.task_reports import TaskReport
from dashboard.settings import Workspace
from dashboard.store.lines import LoadRecord
from dashboard.text.formats import format_number, format_received
from loaders.assessing.whole_file import Change
from loaders.faults import FigureWarning, Rejection
from loaders.mapping.account import FAULTS_SHOWN, Notice
from loaders.mapping.figures import Warned
from loaders.mapping.whole_file import Mapped

_NOTICES = {
    Warned.NUMBER_AS_TEXT: "{n} ô số ghi dạng chữ, đã đọc theo quy ước của biểu.",
    Warned.STATED_FOR_NOTHING: "{n} ô Thực hiện có số trong khi tử số và mẫu số đều bằng 0: ghi nhận là không phát sinh.",
    Notice.CODE_REPAIRED: "{n} mã đơn vị thiếu số 0 ở đầu, đã bổ sung.",
    Notice.NAME_DIFFERS: "{n} tên chỉ tiêu khác danh mục; đã nhận theo mã.",
    Notice.TEXT_CLEANED: "{n} ô có ký tự ẩn hoặc thừa, đã làm sạch.",
    Notice.FIX_APPLIED: "{n} ô đọc theo bảng sửa của biểu nguồn.",
    Notice.ADDED_UP: "{n} số liệu của đơn vị cũ đã cộng vào đơn vị mới, như biểu nguồn cho phép.",
    Notice.SETTLED: "{n} ô đọc theo lựa chọn của người nạp.",
    Notice.DAY_ENDS_PERIOD: (
        "{n} số liệu ghi ngày cuối kỳ, được hiểu là số của riêng ngày đó; nếu là số của cả kỳ, hãy ghi kỳ (ví dụ «2025-11»)."
    ),
}


Local: TypeAlias = Callable[[datetime], datetime]
"""A moment of the journal as people read it; see `Workspace.local`."""


@dataclass(frozen=True)
class FileOutcome:
    """One file's outcome. All counts are of cells, and together they are the cells in scope.

    `new`, `changed` and `unchanged` are cells of figures, against the facts as they are (in a refused file those that would
    be taken); `ignored` are cells without a figure to take: titles, codes, names, notes, the rest of a refused row.
    `faults` are the first of them, as many as people are shown; `rejected` counts all, and `messages` says so. `messages` are sentences for people beside them.
    `figures` and `task_reports` are what it says, for whoever looks before it counts (not of a long CSV).
    `receipt` is the number of the line by which the journal keeps the file; empty when nothing was written.
    """

    file: str
    sha256: str
    outcome: Literal["accepted", "refused", "unchanged"]
    received: date
    form: str = ""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    ignored: int = 0
    rejected: int = 0
    warnings: int = 0
    illustrative: bool = False
    faults: tuple[Rejection, ...] = ()
    messages: tuple[str, ...] = ()
    unit: str = ""
    period: str = ""
    changes: tuple[Change, ...] = ()
    warned: tuple[FigureWarning, ...] = ()
    ignored_kinds: Mapping[str, int] = field(default_factory=dict)
    receipt: str = ""
    recorded_at: datetime | None = None
    figures: tuple[Observation, ...] = field(default=(), compare=False, repr=False)
    task_reports: tuple[TaskReport, ...] = field(default=(), compare=False, repr=False)

    @property
    def accepted(self) -> int:
        """Cells of figures that were taken, or would be."""
        return self.new + self.changed + self.unchanged

    @property
    def in_scope(self) -> int:
        """All cells of the file about which something is said."""
        return self.accepted + self.ignored + self.rejected

    def as_json(self) -> dict[str, Any]:
        """The shape other programs rely on."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "outcome": self.outcome,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "accepted": self.accepted,
            "ignored": self.ignored,
            "rejected": self.rejected,
            "warnings": self.warnings,
            "faults": _listed(self.faults, ("code", "sheet", "cell", "about", "found", "expected", "message")),
            "received": self.received.isoformat(),
            "messages": list(self.messages),
            "warned": _listed(self.warned, ("code", "sheet", "cell", "found", "message")),
            "receipt": self.receipt,
        }

    def counting(self, new: int, changed: int, unchanged: int) -> FileOutcome:
        """The same outcome with the cells of its figures counted against the current facts."""
        return replace(self, new=new, changed=changed, unchanged=unchanged)

    def refusing(self, faults: Sequence[Rejection]) -> FileOutcome:
        """The same outcome with more faults: cells of figures that are rejected are no longer counted elsewhere by it."""
        if not faults:
            return self
        rejected = self.rejected + len(faults)
        listed = (*self.faults, *faults)[:FAULTS_SHOWN]
        said = tuple(message for message in self.messages if message not in _not_listed(self.rejected, self.faults))
        messages = (*said, *_not_listed(rejected, listed))
        return replace(self, outcome="refused", faults=listed, rejected=rejected, messages=messages)

    def showing(self, mapped: Mapped) -> FileOutcome:
        """The same outcome with the figures and task reports themselves."""
        return replace(self, figures=mapped.observations, task_reports=mapped.task_reports)

    def beside(self, changes: Sequence[Change], warned: Sequence[FigureWarning]) -> FileOutcome:
        """The same outcome with the figures it changes and what is unusual about it."""
        more = (*self.warned, *warned)
        return replace(self, changes=tuple(changes), warned=more, warnings=len(more))

    def kept_as(self, record: LoadRecord) -> FileOutcome:
        """The same outcome with the receipt of the journal's line."""
        return replace(self, receipt=record.receipt, recorded_at=record.recorded_at)


def _listed(found: Sequence[object], keys: Sequence[str]) -> list[dict[str, str]]:
    return [{key: str(getattr(each, key)) for key in keys} for each in found[:FAULTS_SHOWN]]


def _not_listed(rejected: int, listed: Sequence[Rejection]) -> tuple[str, ...]:
    """That there are more faults than the list shows; nothing where it shows all."""
    if rejected <= len(listed):
        return ()
    return (f"Tệp có {format_number(rejected)} lỗi; {format_number(len(listed))} lỗi đầu được liệt kê.",)


def refused_unread(file: str, sha256: str, received: date, fault: Rejection) -> FileOutcome:
    """A file that could not be read at all."""
    return FileOutcome(file, sha256, "refused", received, rejected=1, faults=(fault,))


def local_of(workspace: Workspace, catalogue: Catalogue) -> Local:
    """The province's way to read moments."""
    return partial(workspace.local, timezone=catalogue.workspace.timezone)


def known_before(file: str, record: LoadRecord, local: Local) -> FileOutcome:
    """A file whose content came in before: nothing changes."""
    moment = format_received(record.received, local(record.recorded_at), "lúc ")
    if record.decision == "submitted":
        said = f"Tệp này đã gửi {moment}, mã {record.receipt}; đang chờ duyệt."
    else:
        said = (
            f"Tệp này đã nạp {moment}; không có ô nào thay đổi. "
            "Nếu số của tệp đã bị tệp khác thay, hãy lưu lại thành tệp mới (ví dụ thêm ghi chú) rồi nạp."
        )
    return FileOutcome(
        file, record.sha256, "unchanged", record.received, record.form,
        unchanged=record.new + record.changed + record.unchanged,
        ignored=record.ignored, warnings=record.warnings, illustrative=record.illustrative, messages=(said,),
        unit=record.unit, period=record.period, receipt=record.receipt, recorded_at=record.recorded_at,
    )  # fmt: skip


def outcome_of(file: str, sha256: str, received: date, mapped: Mapped) -> FileOutcome:
    """The outcome of a file that was read; its figures are not counted yet."""
    messages = [_NOTICES[notice].format(n=count) for notice, count in sorted(mapped.notices.items()) if count]
    if mapped.blank_rows:
        messages.append(f"{mapped.blank_rows} dòng chỉ tiêu để trống: ghi nhận là chưa báo cáo.")
    messages += _not_listed(mapped.rejected, mapped.rejections)
    return FileOutcome(
        file, sha256, "refused" if mapped.rejections else "accepted", received, mapped.form,
        ignored=mapped.ignored + mapped.accepted - sum((*mapped.figure_cells, *mapped.task_cells)), rejected=mapped.rejected,
        warnings=len(mapped.warnings), illustrative=mapped.illustrative,
        faults=mapped.rejections, messages=tuple(messages), unit=mapped.unit, period=mapped.period,
        warned=mapped.warnings, ignored_kinds=dict(mapped.ignored_kinds),
    )  # fmt: skip
