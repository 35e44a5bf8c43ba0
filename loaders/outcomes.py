"""What became of each file, as people read it and as `chitieu check` and `load` print it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dashboard.store.journal import LoadRecord
from dashboard.text.formats import format_moment
from loaders.account import Notice
from loaders.faults import Rejection
from loaders.figures import Warned
from loaders.mapping import Mapped

FAULTS_SHOWN = 200
_NOTICES = {
    Warned.NUMBER_AS_TEXT: "{n} ô số ghi dạng chữ, đã đọc theo quy ước của biểu.",
    Warned.SMALL_PERCENT: "{n} ô tỷ lệ nhỏ hơn 1%: kiểm tra xem có phải ghi 0,45 thay cho 45% không.",
    Warned.STATED_FOR_NOTHING: "{n} ô Thực hiện có số trong khi tử số và mẫu số đều bằng 0: ghi nhận là không phát sinh.",
    Notice.CODE_REPAIRED: "{n} mã đơn vị thiếu số 0 ở đầu, đã bổ sung.",
    Notice.NAME_DIFFERS: "{n} tên chỉ tiêu khác danh mục; đã nhận theo mã.",
    Notice.EXTRA_COLUMN: "{n} cột ngoài biểu mẫu, không đọc.",
    Notice.HIDDEN_SHEET: "Trang số liệu đang bị ẩn.",
}


@dataclass(frozen=True)
class FileOutcome:
    """One file's outcome. All counts are of cells, and together they are the cells in scope.

    `new`, `changed` and `unchanged` are cells of figures, against the facts as they are (in a refused file those that would
    be taken); `ignored` are cells without a figure to take: titles, codes, names, notes, the rest of a refused row.
    `faults` holds all of them; `as_json` shows the first 200. `messages` are sentences for people beside the faults.
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

    @property
    def accepted(self) -> int:
        """Cells of figures that were taken, or would be."""
        return self.new + self.changed + self.unchanged

    def as_json(self) -> dict[str, Any]:
        """The shape other programs rely on."""
        keys = ("code", "sheet", "cell", "found", "expected", "message")
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
            "faults": [{key: str(getattr(fault, key)) for key in keys} for fault in self.faults[:FAULTS_SHOWN]],
            "received": self.received.isoformat(),
            "messages": list(self.messages),
        }

    def counting(self, new: int, changed: int, unchanged: int) -> FileOutcome:
        """The same outcome with the cells of its figures counted against the current facts."""
        return replace(self, new=new, changed=changed, unchanged=unchanged)


def refused_unread(file: str, sha256: str, received: date, fault: Rejection) -> FileOutcome:
    """A file that could not be read at all."""
    return FileOutcome(file, sha256, "refused", received, rejected=1, faults=(fault,))


def known_before(file: str, record: LoadRecord, timezone: str) -> FileOutcome:
    """A file whose content was accepted before: nothing changes."""
    moment = format_moment(record.recorded_at.astimezone(ZoneInfo(timezone)))
    return FileOutcome(
        file, record.sha256, "unchanged", record.received, record.form,
        unchanged=record.new + record.changed + record.unchanged,
        ignored=record.ignored, warnings=record.warnings, illustrative=record.illustrative,
        messages=(
            f"Tệp này đã nạp lúc {moment}; không có ô nào thay đổi. "
            "Nếu số của tệp đã bị tệp khác thay, hãy lưu lại thành tệp mới (ví dụ thêm ghi chú) rồi nạp.",
        ),
    )  # fmt: skip


def outcome_of(file: str, sha256: str, received: date, mapped: Mapped) -> FileOutcome:
    """The outcome of a file that was read; its figures are not counted yet."""
    messages = [_NOTICES[notice].format(n=count) for notice, count in sorted(mapped.notices.items()) if count]
    if mapped.blank_rows:
        messages.append(f"{mapped.blank_rows} dòng chỉ tiêu để trống: ghi nhận là chưa báo cáo.")
    return FileOutcome(
        file, sha256, "refused" if mapped.rejections else "accepted", received, mapped.form,
        ignored=mapped.ignored + mapped.accepted - sum(mapped.figure_cells), rejected=mapped.rejected,
        warnings=mapped.notices.total(), illustrative=mapped.illustrative,
        faults=mapped.rejections, messages=tuple(messages),
    )  # fmt: skip
