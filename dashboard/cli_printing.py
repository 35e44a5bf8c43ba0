"""What the command prints for people: statuses, outcomes of files, the effect of an edited catalogue."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dashboard.domain.status import Status
from dashboard.text.formats import format_date, format_number, format_received, format_short
from dashboard.text.words import ILLUSTRATIVE, ILLUSTRATIVE_NOTE, STATUS_WORDS
from loaders.faults import shown

if TYPE_CHECKING:
    from dashboard.catalogue import Catalogue
    from dashboard.catalogue_changes import CatalogueEffect
    from dashboard.settings import Workspace
    from dashboard.snapshot import Snapshot, SnapshotRow
    from dashboard.store.facts import RetiredCell
    from loaders.faults import Rejection
    from loaders.outcomes import FileOutcome

SHOWN = 200
SHOWN_CHANGES = 20


def say(text: str) -> None:
    """Writes a line for people on standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def print_effect(effect: CatalogueEffect | None) -> None:
    """What taking the edited catalogue does to today's statuses; silent when there is nothing to compare."""
    if effect is None:
        return
    say(f"Nếu nhận danh mục này: {effect.targets} chỉ tiêu đổi trạng thái (ngày {format_date(effect.as_of)}).")
    for change in effect.changes:
        if change.row.org_unit.id == effect.province:
            was, now = (STATUS_WORDS[s].word if s else "không có" for s in (change.was, change.now))
            say(f"  {change.row.target.id} {change.row.name}: {was} → {now}")
    if effect.units:
        say(f"  và {effect.units} dòng của từng đơn vị.")
    say("So trên số liệu đang có; ô không còn hợp, hoặc nay mới hợp, danh mục chỉ biết sau khi nhận (chitieu rebuild).")


def print_retired(cells: Sequence[RetiredCell]) -> None:
    """Figures of accepted files that no longer fit the catalogue; silent when there is none."""
    if not cells:
        return
    say(f"{format_number(len(cells))} số liệu cũ không còn được nhận sau khi danh mục đổi:")
    told = [f"Tệp «{shown(each.file_name)}»{_at(each)}: thấy «{shown(each.found)}»; {each.reason}" for each in cells]
    _print_list("số liệu", told, SHOWN_CHANGES, len(told))


def _at(cell: RetiredCell) -> str:
    place = f", trang «{shown(cell.sheet)}»" if cell.sheet else ""
    return f"{place}, {cell.cell}" if cell.cell else place


def print_outcomes(
    outcomes: Sequence[FileOutcome], catalogue: Catalogue, workspace: Workspace, *, dry_run: bool
) -> None:
    """Each file: what became of it, its cells counted, what changes, what is unusual, and every fault with what to do."""
    words = {
        "accepted": "có thể nạp" if dry_run else "đã nạp",
        "refused": "chưa nạp được; số cũ giữ nguyên",
        "unchanged": "đã nạp trước đây; không có ô nào thay đổi",
    }
    for outcome in outcomes:
        receipt = "" if dry_run else _receipt(outcome, catalogue, workspace)
        say(f"{shown(outcome.file)}: {words[outcome.outcome]}{receipt}")
        counts = f"{outcome.new} ô mới, {outcome.changed} ô thay đổi, {outcome.unchanged} ô không đổi"
        say(f"  {counts}; {outcome.rejected} ô bị từ chối, {outcome.ignored} ô không mang số liệu")
        changes = [f"Thay đổi: {each.words(catalogue)}" for each in outcome.changes]
        _print_list("thay đổi", changes, SHOWN_CHANGES, len(changes))
        _print_list("cảnh báo", [each.message for each in outcome.warned], SHOWN, outcome.warnings)
        _print_list("ghi chú", outcome.messages, SHOWN, len(outcome.messages))
        _print_list("lỗi", [_with_subject(each) for each in outcome.faults], SHOWN, outcome.rejected)


def _with_subject(fault: Rejection) -> str:
    """The message, and whose row it is: a cell's address does not say which indicator stands there."""
    return f"{fault.message} Chỉ tiêu, nhiệm vụ: {fault.about}." if fault.about else fault.message


def _receipt(outcome: FileOutcome, catalogue: Catalogue, workspace: Workspace) -> str:
    if outcome.outcome != "accepted" or outcome.recorded_at is None:
        return ""
    recorded = workspace.local(outcome.recorded_at, catalogue.workspace.timezone)
    return f"; đã nhận {format_received(outcome.received, recorded, 'lúc ')}, mã {outcome.receipt}"


def _print_list(name: str, sentences: Sequence[str], shown: int, count: int) -> None:
    """The first sentences, and how many of `count` are not among them."""
    for sentence in sentences[:shown]:
        say(f"  {sentence}")
    if count > min(len(sentences), shown):
        say(f"  … và {format_number(count - min(len(sentences), shown))} {name} khác.")


def print_status(snapshot: Snapshot, rows: tuple[SnapshotRow, ...]) -> None:
    """The Snapshot's rows as a table."""
    from rich.console import Console  # noqa: PLC0415  only this table needs it
    from rich.table import Table  # noqa: PLC0415  only this table needs it

    if snapshot.illustrative:
        say(f"{ILLUSTRATIVE}. {ILLUSTRATIVE_NOTE}")
    say(f"Tình hình ngày {format_date(snapshot.as_of)}; {snapshot.reported_line}.")
    if not snapshot.series:
        say("Chưa có số liệu nào đến ngày này. Nạp báo cáo bằng: chitieu load TỆP")
    units = {row.org_unit.id: row.org_unit for row in rows}
    is_one = len(units) == 1
    if is_one:
        say(f"{next(iter(units.values())).name}:")
    table = Table(box=None, pad_edge=False)
    for name in ("Trạng thái", "Mã", "Chỉ tiêu", *(() if is_one else ("Đơn vị",))):
        table.add_column(name, overflow="fold")
    for name in ("Thực hiện", "Kế hoạch", "Mục tiêu", "Hạn"):
        table.add_column(name, justify="right")
    for row in rows:
        word = STATUS_WORDS[row.judgement.status]
        decimals, unit = row.indicator.decimals, row.unit
        table.add_row(
            f"{word.mark} {word.word}",
            row.target.id,
            row.name,
            *(() if is_one else (row.org_unit.abbr,)),
            format_short(row.actual, unit, decimals),
            format_short(row.plan_to_date, unit, decimals),
            row.target_text,
            format_date(row.target.due),
        )
    width = None if sys.stdout.isatty() else 160
    Console(highlight=False, markup=False, emoji=False, width=width).print(table)


def print_case(result: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Prints one case; True when status, value or achievement is not what the file expects."""
    if "status" in result:
        word = STATUS_WORDS[Status(result["status"])]
        said, is_wrong = f"{word.mark} {word.word} ({result['reason']})", expected.get("status") != result["status"]
    else:
        said = f"{format_number(result['value'], 1)}, {'đạt' if result['achieved'] else 'chưa đạt'}"
        is_wrong = expected.get("achieved", result["achieved"]) != result["achieved"]
    say(f"{result['id']}: {said}{'  ≠ ghi trong tệp' if expected and is_wrong else ''}")
    return bool(expected) and is_wrong
