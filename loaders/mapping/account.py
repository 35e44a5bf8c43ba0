"""The account of one file: a verdict on every cell, the faults with their addresses, the figures left out, the notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from loaders.faults import Choice, FaultCode, FigureWarning, Rejection, cell_text, reject_cell, reject_sheet, shown
from loaders.mapping.figures import Warned
from loaders.reading.cells import RawCell

MANY = 20
FAULTS_SHOWN = 200
# A cell by one number: its row, then its column, of which a sheet has no more than this.
_COLUMNS = 2**15


class Ignored(StrEnum):
    """Why a cell is no figure to take, in words for people."""

    TITLE = "Tiêu đề, nhãn, dòng đầu bảng"
    NAMES = "Mã, tên, kỳ, đơn vị tính"
    NOTES = "Ghi chú, minh chứng"
    NUMBERING = "Số thứ tự, dòng đánh số cột"
    HEADINGS = "Dòng mục, dòng chưa có số"
    TOTALS = "Dòng cộng"
    NOTHING = "Ô ghi là chưa có số"
    PASSED_OVER = "Cột không lấy số"
    EXTRA = "Cột ngoài biểu mẫu"
    FOOT = "Dòng ký tên, ghi chú cuối biểu"
    LEFT_OUT = "Phần còn lại của dòng bị từ chối"
    OTHER_SHEETS = "Trang khác"


class _Special(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"


Verdict = Ignored | _Special
ACCEPTED, REJECTED = _Special.ACCEPTED, _Special.REJECTED


class Notice(StrEnum):
    """What was accepted but is told, beside `figures.Warned`."""

    CODE_REPAIRED = "code_repaired"
    NAME_DIFFERS = "name_differs"
    TEXT_CLEANED = "text_cleaned"
    FIX_APPLIED = "fix_applied"
    ADDED_UP = "added_up"
    SETTLED = "settled"
    DAY_ENDS_PERIOD = "day_ends_period"


class Spot(NamedTuple):
    """A cell and what stands above or before it. Row 0 is no cell but the sheet as such: its name, or what the form fixes."""

    cell: RawCell
    header: str


class Unplaced(NamedTuple):
    """A figure that was read but became no observation, and why."""

    sheet: str
    cell: str
    found: str
    reason: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rejected cell that has a closed set of readings."""

    cell: RawCell
    found: str
    choices: tuple[Choice, ...]


class Account:
    """Keeps count of one file's cells. A cell is rejected once, and a rejection stands over any other verdict.

    `rejections` are the first faults, as many as people are shown, and those of whole sheets; `fault_count` counts all.
    `faults_before` of them were found earlier, in other rows of the same file.
    """

    def __init__(self, file_name: str, faults_before: int = 0) -> None:
        self.file_name = file_name
        self.faults_before, self.fault_count = faults_before, 0
        # The name of the indicator or task that is being read; its faults say so.
        self.about = ""
        self.rejections: list[Rejection] = []
        self._latest: list[str] = []
        self.warnings: list[FigureWarning] = []
        self.doubts: dict[tuple[str, str], Doubt] = {}
        self.unplaced: dict[tuple[str, str], Unplaced] = {}
        self.notices: Counter[Warned | Notice] = Counter()
        self._verdicts: dict[str, dict[int, Verdict]] = {}
        self._tally: Counter[Verdict] = Counter()

    @property
    def is_long(self) -> bool:
        """Whether there are as many faults as people are shown: further ones are counted, without words or proposals."""
        return self.faults_before + self.fault_count >= FAULTS_SHOWN

    def begin_entry(self) -> None:
        """From here on the first fault is the reason why an entry is not taken; what it is about is not known yet."""
        self._latest.clear()
        self.about = ""

    @property
    def entry_reason(self) -> str:
        """The short reason of the first fault since the entry was begun; empty without one."""
        return self._latest[0] if self._latest else ""

    def give(self, verdict: Verdict, cells: Iterable[RawCell]) -> None:
        """The same verdict on each of these cells that has none yet; blank cells have none."""
        for cell in cells:
            if not cell.is_blank:
                self._of(cell.sheet).setdefault(_key(cell), verdict)

    def _of(self, sheet: str) -> dict[int, Verdict]:
        return self._verdicts.setdefault(sheet, {})

    def take_back(self, cells: Iterable[RawCell]) -> None:
        """Cells accepted before turn out to be of a figure that is not taken."""
        for cell in cells:
            if self._of(cell.sheet).get(_key(cell)) is ACCEPTED:
                self._of(cell.sheet)[_key(cell)] = Ignored.LEFT_OUT

    def tally(self, verdict: Verdict, count: int) -> None:
        """Cells that are counted but not kept one by one: of rows without a fault, of other sheets."""
        self._tally[verdict] += count

    def reject(
        self,
        spot: Spot,
        code: FaultCode,
        expected: str,
        found: str | None = None,
        *,
        remedy: str = "",
        choices: tuple[Choice, ...] = (),
    ) -> str:
        """Records a rejection at its cell and gives the short reason. A blank cell counts when something is missing there."""
        verdicts, key = self._of(spot.cell.sheet), _key(spot.cell)
        reason = f"cần {expected} [{code}]"
        if verdicts.get(key) is not REJECTED:
            verdicts[key] = REJECTED
            if not self._latest:
                self._latest.append(reason)
            if not self.is_long:
                self._record(spot, code, expected, found, remedy, choices)
            self.fault_count += 1
        return reason

    def count_rejected(self, cell: RawCell) -> None:
        """Counts a rejection that nobody is shown, of a cell without a verdict."""
        if not cell.is_blank:
            self._of(cell.sheet)[_key(cell)] = REJECTED
            self.fault_count += 1

    def _record(
        self, spot: Spot, code: FaultCode, expected: str, found: str | None, remedy: str, choices: tuple[Choice, ...]
    ) -> None:
        cell = spot.cell
        if cell.row == 0:
            advice = remedy or f"sửa tên trang «{shown(cell.sheet)}» rồi gửi lại"
            seen = cell_text(cell) if found is None else found
            fault = reject_sheet(self.file_name, cell.sheet, code, seen, expected, advice, choices)
        else:
            fault = reject_cell(
                self.file_name,
                cell,
                code,
                expected,
                header=spot.header,
                found=found,
                remedy=remedy,
                choices=choices,
                about=self.about,
            )
        self.rejections.append(fault)
        if choices:
            self.doubts[fault.sheet, fault.cell] = Doubt(cell, fault.found, choices)

    def reject_whole(self, code: FaultCode, found: str, expected: str, remedy: str, sheet: str = "") -> None:
        """Records a fault of the whole file or of a sheet."""
        self.rejections.append(reject_sheet(self.file_name, sheet, code, found, expected, remedy))
        self.fault_count += 1
        self._tally[REJECTED] += 1

    def warn(self, code: FaultCode, cell: RawCell | None, sheet: str, found: str, said: str) -> None:
        """Records what a person must have seen before the file is taken. `said` is the sentence about it."""
        place = f"Tệp «{shown(self.file_name)}»" + (f", trang «{shown(sheet)}»" if sheet else "")
        address = ""
        if cell is not None:
            address = cell.address
            place += f", ô {address}" if sheet else f", {address}"
        message = f"{place}: thấy «{shown(found)}»; {said} [{code}]"
        self.warnings.append(FigureWarning(code, sheet, address, shown(found), message))

    def leave_out(self, entry: Unplaced) -> None:
        """Lists a figure that was read and is not used, once for each place."""
        self.unplaced.setdefault((entry.sheet, entry.cell), entry)

    def without_verdict(self, cells: Iterable[RawCell]) -> list[RawCell]:
        """Those cells about which nothing was said."""
        return [cell for cell in cells if _key(cell) not in self._of(cell.sheet)]

    def counts(self) -> Counter[Verdict]:
        """How many cells have each verdict; faults of the whole file count as rejected."""
        counts = Counter(self._tally)
        for verdicts in self._verdicts.values():
            counts.update(verdicts.values())
        return +counts


def _key(cell: RawCell) -> int:
    return cell.row * _COLUMNS + cell.column
