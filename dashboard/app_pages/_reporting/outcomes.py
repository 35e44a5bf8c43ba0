"""What a check found, file by file, in the words and tables that «Nạp tệp» and «Nộp báo cáo» share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.app_pages._reporting.acting import received_words
from dashboard.app_pages._reporting.checking import Chosen, Desk
from dashboard.app_pages._rows import shown_name
from dashboard.app_pages._session import Session
from dashboard.charts.markup import Child, Markup, el
from dashboard.charts.reporting.checked_files import (
    Asked,
    ChangeRow,
    FaultRow,
    FileCount,
    FileRow,
    Option,
    SettledRow,
    WarnedFile,
    draw_changes,
    draw_faults,
    draw_files,
    draw_ignored,
    draw_settled,
    draw_warnings,
    place_of,
)
from dashboard.charts.reporting.load_steps import Receipt
from dashboard.domain.periods import parse_period
from dashboard.exports.faults_file import remedy_of
from dashboard.text.formats import format_number, period_name
from loaders.assessing.whole_file import Change
from loaders.faults import FaultCode, Rejection
from loaders.outcomes import FileOutcome
from loaders.recognising.source_map import find_source, load_source_maps

_OTHER, _OF_KNOWN_FILE = "Ô khác", "Ô của tệp đã có từ trước"
_DIGITS = 12
WRITE, SEND = "ghi", "gửi"


@dataclass(frozen=True)
class Checked:
    """A chosen file and what its check found."""

    chosen: Chosen
    outcome: FileOutcome
    is_seen: bool

    @property
    def is_ready(self) -> bool:
        """Whether it can be written now: no fault, nothing unusual that nobody has looked at, and not in already."""
        return self.outcome.outcome == "accepted" and self.is_seen

    @property
    def is_refused(self) -> bool:
        """Whether something has to be mended first."""
        return self.outcome.outcome == "refused"

    @property
    def written_cells(self) -> int:
        """The cells that will be other than they are."""
        return self.outcome.new + self.outcome.changed

    def cells_to(self, verb: str) -> int:
        """How many cells are written («ghi»: those that change something) or sent («gửi»: all its figures)."""
        return self.outcome.accepted if verb == SEND else self.written_cells

    @property
    def whole_faults(self) -> int:
        """Faults of the file as a whole, which are no cells: it cannot be read, its period is locked."""
        return sum(not fault.cell for fault in self.outcome.faults)

    @property
    def refused_cells(self) -> int:
        """Cells that are refused."""
        return max(0, self.outcome.rejected - self.whole_faults)

    @property
    def is_locked(self) -> bool:
        """Whether its period takes no more figures."""
        return any(fault.code is FaultCode.PERIOD_LOCKED for fault in self.outcome.faults)

    @property
    def is_read(self) -> bool:
        """Whether its cells are known; a file that could not be read, or that is no known form, has none to count."""
        found = self.outcome
        return not (
            self.is_refused and not found.accepted and not found.ignored and not any(f.cell for f in found.faults)
        )


def checked_files(desk: Desk, files: Sequence[Chosen], outcomes: Sequence[FileOutcome]) -> list[Checked]:
    """Each file beside its outcome."""
    return [Checked(one, found, desk.has_seen(one, found)) for one, found in zip(files, outcomes, strict=True)]


def kept_words(form: str, rejected: int) -> str:
    """What a refused file waits for; one that was read as no form has nothing that could be counted."""
    return f"chờ sửa {rejected} lỗi; số cũ giữ nguyên" if form else "không đọc được; số cũ giữ nguyên"


def cells(count: int) -> str:
    """`146 ô`."""
    return f"{format_number(count)} ô"


def about(session: Session, outcome: FileOutcome) -> str:
    """`Xã Bum Nưa · biểu BM-01 · kỳ tháng 11/2025`, as far as the file says it."""
    unit = session.catalogue.org_units.get(outcome.unit)
    parts = [shown_name(unit)] if unit else []
    if outcome.form:
        parts.append(form_words(session, outcome.form))
    if outcome.period:
        parts.append(f"kỳ {period_words(outcome.period)}")
    said = " · ".join(parts) or "chưa nhận ra biểu mẫu"
    return said[:1].upper() + said[1:]


def form_words(session: Session, form: str) -> str:
    """The form as people call it: `biểu BM-01`."""
    source = find_source(form, load_source_maps(session.workspace.sources))
    title = source.title if source is not None else f"Biểu {form.upper()}"
    return title[:1].lower() + title[1:]


def period_words(period_id: str) -> str:
    """`tháng 11/2025`; the id itself when it is none of ours."""
    try:
        return period_name(parse_period(period_id))
    except ValueError:
        return period_id


def whose(session: Session, outcome: FileOutcome) -> str:
    """Whose file it is in a narrow column: the unit, else the file's name."""
    unit = session.catalogue.org_units.get(outcome.unit)
    return shown_name(unit) if unit else outcome.file


def draw_check(
    session: Session,
    desk: Desk,
    found: Sequence[Checked],
    *,
    download: Child,
    is_kind_asked: bool,
    verb: str = WRITE,
    title: str = "",
    figures: Sequence[Markup] = (),
) -> list[Markup]:
    """All blocks of the second step: counts, refused cells, doubts settled, warnings, changes, and folded, ignored cells.

    A `title` of the page's own says why nothing can be done with the file: no tick is asked for then, and of a file that is
    no form the forms there are stay out. `figures` are the file's own tables, in the place of the changes.
    """
    outcomes = [one.outcome for one in found]
    blocks = [_files_block(session, desk, found, title, is_kind_asked=is_kind_asked, verb=verb)]
    is_no_form = all(fault.code is FaultCode.FORM_UNKNOWN for one in outcomes for fault in one.faults)
    faults = [] if title and is_no_form else [row for one in found for row in _fault_rows(session, one)]
    if faults:
        counts = (sum(one.refused_cells for one in found), sum(one.whole_faults for one in found))
        blocks.append(draw_faults(faults, *counts, download))
    settled = [row for one in found for row in _settled_rows(session, desk, one)]
    if settled:
        blocks.append(draw_settled(settled))
    warned = [_warned_file(session, one) for one in found if one.outcome.warned and not title]
    if warned:
        blocks.append(draw_warnings(warned))
    changes = [_change_row(session, change) for one in outcomes for change in one.changes]
    if figures:
        blocks += figures
    elif changes and not title:
        blocks.append(draw_changes(changes, len(changes)))
    said = [
        el("li", f"{whose(session, one)}: {line}")
        for one in outcomes
        for line in one.messages
        if one.outcome != "unchanged"
    ]
    if said:
        blocks.append(el("section", el("h2", "Ghi nhận khi đọc"), el("ul", *said, class_="warned")))
    ignored = sum(one.ignored for one in outcomes)
    if ignored:
        blocks.append(draw_ignored(_ignored_kinds(outcomes), ignored))
    return blocks


def _files_block(
    session: Session, desk: Desk, found: Sequence[Checked], title: str, *, is_kind_asked: bool, verb: str
) -> Markup:
    result = f"Không {verb} được ở đây" if title else ""
    rows = [_file_row(session, desk, one, result, is_kind_asked=is_kind_asked, verb=verb) for one in found]
    whole = sum((_count(one) for one in found if one.is_read), FileCount())
    return draw_files(title or check_title(found, verb), rows, whole, whole_result(found, verb))


def _count(one: Checked) -> FileCount:
    found = one.outcome
    in_scope = found.in_scope - found.rejected + one.refused_cells
    return FileCount(
        in_scope, found.new, found.changed, found.unchanged, found.ignored, one.refused_cells, is_known=one.is_read
    )


def whole_result(found: Sequence[Checked], verb: str) -> str:
    """What will be written, and what the rest of the new and changed cells waits for: together they are those two columns."""
    ready = [one for one in found if one.is_ready]
    waiting = [one for one in found if not one.is_ready and one.written_cells]
    parts = [f"{verb} {cells(sum(one.cells_to(verb) for one in ready))} ({len(ready)} tệp)"] if ready else []
    for is_refused, words in ((False, "chờ xem cảnh báo"), (True, "chờ sửa")):
        left = [one for one in waiting if one.is_refused is is_refused]
        if left:
            parts.append(f"{cells(sum(one.written_cells for one in left))} ({len(left)} tệp) {words}")
    return "; ".join(parts) or f"không có gì để {verb}"


def check_title(found: Sequence[Checked], verb: str = WRITE) -> str:
    """The finding: how many files are ready, wait, say nothing new."""
    ready = [one for one in found if one.is_ready]
    unseen = [one for one in found if one.outcome.outcome == "accepted" and not one.is_seen]
    refused = [one for one in found if one.is_refused and one.refused_cells]
    locked = [one for one in found if one.is_locked and not one.refused_cells]
    others = [one for one in found if one.is_refused and one.is_read and not one.refused_cells and not one.is_locked]
    unread = [one for one in found if one.is_refused and not one.is_read]
    known = [one for one in found if one.outcome.outcome == "unchanged"]
    parts: list[str] = []
    if ready:
        parts.append(f"{len(ready)} tệp sẵn sàng {verb} ({cells(sum(one.cells_to(verb) for one in ready))})")
    if unseen:
        parts.append(f"{len(unseen)} tệp cần xem {sum(len(one.outcome.warned) for one in unseen)} cảnh báo")
    if refused:
        parts.append(f"{len(refused)} tệp chờ sửa {cells(sum(one.refused_cells for one in refused))}")
    if locked:
        parts.append(f"{len(locked)} tệp của kỳ đã khóa")
    if others:
        parts.append(f"{len(others)} tệp phải sửa cả tệp")
    if unread:
        parts.append(f"{len(unread)} tệp không đọc được")
    if known:
        parts.append(f"{len(known)} tệp không có gì mới")
    return ", ".join(parts)


def _file_row(session: Session, desk: Desk, one: Checked, result: str, *, is_kind_asked: bool, verb: str) -> FileRow:
    asked = _asked_kind(session, desk, one) if is_kind_asked else None
    return FileRow(one.outcome.file, about(session, one.outcome), _count(one), result or result_words(one, verb), asked)


def result_words(one: Checked, verb: str) -> str:
    """What will become of the file, in a few words."""
    found = one.outcome
    if found.outcome == "unchanged":
        return unchanged_words(found)
    if one.is_refused and not one.is_read and not one.is_locked:
        return "Không đọc được; số cũ giữ nguyên"
    if one.is_refused and one.refused_cells:
        return f"Chờ sửa {cells(one.refused_cells)}; số cũ giữ nguyên"
    if one.is_refused:
        return "Kỳ đã khóa; cần mở lại có lý do" if one.is_locked else "Phải sửa cả tệp; số cũ giữ nguyên"
    if not one.is_seen:
        return f"Cần xem {len(found.warned)} cảnh báo"
    said = f" {cells(one.cells_to(verb))}" if one.cells_to(verb) else "; không có số nào thay đổi"
    return f"Sẵn sàng {verb}{said}"


def unchanged_words(found: FileOutcome) -> str:
    """Why a file that came in before changes nothing."""
    return f"Không đổi. {found.messages[0].partition(' Nếu số')[0] if found.messages else 'Không có ô nào thay đổi.'}"


def _asked_kind(session: Session, desk: Desk, one: Checked) -> Asked | None:
    """The closed list of forms, for a file that looks like none of them or was read as the form a person chose."""
    chosen = desk.kinds.get(one.chosen.key, "")
    if not chosen and not any(fault.code is FaultCode.FORM_UNKNOWN for fault in one.outcome.faults):
        return None
    options = tuple(Option(each.form, each.title) for each in load_source_maps(session.workspace.sources))
    return Asked(
        "loai", f"Đọc tệp {one.outcome.file} theo biểu", {"tep": one.chosen.key}, options, chosen, "Tự nhận ra"
    )


def _fault_rows(session: Session, one: Checked) -> list[FaultRow]:
    owner = whose(session, one.outcome)
    return [_fault_row(owner, one.chosen.key, place, fault) for place, fault in enumerate(one.outcome.faults)]


def _fault_row(owner: str, key: str, place: int, fault: Rejection) -> FaultRow:
    asked = None
    if fault.choices:
        options = tuple(Option(one.value, one.label) for one in fault.choices)
        label = f"Chọn cách đọc {' '.join(['ô', fault.cell, fault.sheet]).strip()}"
        asked = Asked("chon", label, {"tep": key, "loi": str(place), "thay": fault.found}, options)
    return FaultRow(
        owner,
        place_of(fault.sheet, fault.cell),
        fault.found,
        fault.expected,
        remedy_of(fault),
        str(fault.code),
        asked,
        fault.about,
    )


def _settled_rows(session: Session, desk: Desk, one: Checked) -> list[SettledRow]:
    owner, key = whose(session, one.outcome), one.chosen.key
    return [
        SettledRow(
            owner,
            place_of(each.sheet, each.cell),
            each.found,
            desk.labels.get(each, each.value),
            {"tep": key, "so": str(place)},
        )
        for place, each in enumerate(desk.corrections.get(key, ()))
    ]


def _warned_file(session: Session, one: Checked) -> WarnedFile:
    lines = tuple(_warning_line(w.sheet, w.cell, w.message) for w in one.outcome.warned)
    return WarnedFile(whose(session, one.outcome), one.chosen.key, lines, one.is_seen)


def _warning_line(sheet: str, cell: str, message: str) -> str:
    """The warning without the file's name, which stands above it."""
    head, found, rest = message.partition(": ")
    if not (found and head.startswith("Tệp «")):
        return message
    place = f"Trang «{sheet}», ô {cell}" if sheet and cell else cell or (f"Trang «{sheet}»" if sheet else "")
    return f"{place}: {rest}" if place else rest


def _change_row(session: Session, change: Change) -> ChangeRow:
    catalogue = session.catalogue
    unit = catalogue.org_units.get(change.unit_id)
    indicator = catalogue.indicators[change.indicator_id]
    was, now = change.figures(catalogue)
    place = ", ".join(part for part in (change.sheet, change.cell) if part)
    name = f"{indicator.name}, {period_words(change.period_id)}"
    return ChangeRow(shown_name(unit) if unit else change.unit_id, name, place, was, now)


def _ignored_kinds(outcomes: Sequence[FileOutcome]) -> Mapping[str, int]:
    kinds: Counter[str] = Counter()
    for one in outcomes:
        kinds.update(one.ignored_kinds)
        kinds[_OF_KNOWN_FILE if one.outcome == "unchanged" else _OTHER] += one.ignored - sum(one.ignored_kinds.values())
    return kinds


def receipt_of(session: Session, outcome: FileOutcome, words: str) -> Receipt:
    """The receipt of one file: number, when it came in, first digits of the hash."""
    if not outcome.receipt or outcome.recorded_at is None:
        return Receipt(outcome.file, about(session, outcome), words)
    moment = received_words(session, outcome.received, outcome.recorded_at)
    return Receipt(outcome.file, about(session, outcome), words, outcome.receipt, moment, outcome.sha256[:_DIGITS])
