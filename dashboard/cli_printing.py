"""What the command prints for people: statuses, outcomes of files, the effect of an edited catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from dashboard.catalogue import Catalogue
from dashboard.catalogue_changes import CatalogueEffect
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.formats import format_date, format_moment, format_short
from dashboard.text.words import ILLUSTRATIVE, ILLUSTRATIVE_NOTE, STATUS_WORDS
from loaders.faults import shown
from loaders.outcomes import FileOutcome

SHOWN = 200
SHOWN_CHANGES = 20

out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def print_effect(effect: CatalogueEffect | None) -> None:
    """What taking the edited catalogue does to today's statuses; silent when there is nothing to compare."""
    if effect is None:
        return
    out.print(f"Nếu nhận danh mục này: {effect.targets} chỉ tiêu đổi trạng thái (ngày {format_date(effect.as_of)}).")
    for change in effect.changes:
        if change.row.org_unit.id == effect.province:
            was, now = (STATUS_WORDS[s].word if s else "không có" for s in (change.was, change.now))
            out.print(f"  {change.row.target.id} {change.row.name}: {was} → {now}", markup=False)
    if effect.units:
        out.print(f"  và {effect.units} dòng của từng đơn vị.")
    out.print(
        "So trên số liệu đang có; ô không còn hợp, hoặc nay mới hợp, danh mục chỉ biết sau khi nhận (chitieu rebuild)."
    )


def print_outcomes(outcomes: Sequence[FileOutcome], catalogue: Catalogue, *, dry_run: bool) -> None:
    """Each file: what became of it, its cells counted, what changes, what is unusual, and every fault with what to do."""
    words = {
        "accepted": "có thể nạp" if dry_run else "đã nạp",
        "refused": "chưa nạp được; số cũ giữ nguyên",
        "unchanged": "đã nạp trước đây; không có ô nào thay đổi",
    }
    for outcome in outcomes:
        out.print(f"{shown(outcome.file)}: {words[outcome.outcome]}{_receipt(outcome, catalogue, dry_run=dry_run)}")
        counts = f"{outcome.new} ô mới, {outcome.changed} ô thay đổi, {outcome.unchanged} ô không đổi"
        out.print(f"  {counts}; {outcome.rejected} ô bị từ chối, {outcome.ignored} ô không mang số liệu", markup=False)
        _print_list("thay đổi", [f"Thay đổi: {each.words(catalogue)}" for each in outcome.changes], SHOWN_CHANGES)
        _print_list("cảnh báo", [each.message for each in outcome.warned], SHOWN)
        _print_list("ghi chú", list(outcome.messages), SHOWN)
        _print_list("lỗi", [each.message for each in outcome.faults], SHOWN)


def _receipt(outcome: FileOutcome, catalogue: Catalogue, *, dry_run: bool) -> str:
    if dry_run or outcome.outcome != "accepted" or outcome.recorded_at is None:
        return ""
    moment = format_moment(outcome.recorded_at.astimezone(ZoneInfo(catalogue.workspace.timezone)))
    return f"; đã nhận lúc {moment}, mã {outcome.receipt}"


def _print_list(name: str, sentences: Sequence[str], shown: int) -> None:
    for sentence in sentences[:shown]:
        out.print(f"  {sentence}", markup=False)
    if len(sentences) > shown:
        out.print(f"  … và {len(sentences) - shown} {name} khác.")


def print_status(snapshot: Snapshot, rows: tuple[SnapshotRow, ...]) -> None:
    if snapshot.illustrative:
        out.print(f"{ILLUSTRATIVE}. {ILLUSTRATIVE_NOTE}")
    out.print(f"Tình hình ngày {format_date(snapshot.as_of)}; {snapshot.reported_line}.")
    if not snapshot.series:
        out.print("Chưa có số liệu nào đến ngày này. Nạp báo cáo bằng: chitieu load TỆP")
    table = Table(box=None, pad_edge=False)
    for name in ("Trạng thái", "Mã", "Chỉ tiêu", "Đơn vị"):
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
            row.org_unit.abbr,
            format_short(row.actual, unit, decimals),
            format_short(row.plan_to_date, unit, decimals),
            row.target_text,
            format_date(row.target.due),
        )
    width = None if out.is_terminal else 160
    Console(highlight=False, markup=False, emoji=False, width=width).print(table)
