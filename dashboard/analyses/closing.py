"""What would close the gap of a row, in words: how much is missing, who holds it, what follows if they catch up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dashboard.analyses.shortfall import RowGap, gap_of, unit_shortfalls
from dashboard.catalogue import Catalogue
from dashboard.domain.gap import Near, leading, median_rate, rate_if
from dashboard.domain.plan import Aggregation, Direction, UnitKind
from dashboard.domain.terms import TOLERANCE
from dashboard.snapshot import Snapshot, SnapshotRow
from dashboard.text.communes import BEYOND, COMMON_PLAN, LACKING
from dashboard.text.formats import (
    NBSP,
    capital,
    difference_unit,
    format_date,
    format_number,
    format_round,
    format_share,
    format_short,
    format_value,
    join_names,
    lower_first,
)
from dashboard.text.sentences import shown_name
from dashboard.text.words import PROVINCE, UNIT_KIND_WORDS

_MOST_NEAR = 5


@dataclass(frozen=True)
class Closing:
    """What would close the gap: each line with a strong lead and the rest, and what it was worked out from."""

    title: str
    lines: tuple[tuple[str, str], ...]
    about: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """The lines as plain text."""
        return tuple(f"{lead}{rest}" for lead, rest in self.lines)


def closing_of(snapshot: Snapshot, row: SnapshotRow, *, kind: UnitKind | None = None) -> Closing | None:
    """What is said of a row, on its page and in files, of all its units or of one kind of them.

    None where nobody is short, or nothing can be said of what is missing.
    """
    gap = gap_of(snapshot, row, kind=kind)
    if gap is None or not gap.gap.total:
        return None
    catalogue = snapshot.catalogue
    if gap.near is not None:
        return _counted(catalogue, row, gap, gap.near)
    place = PROVINCE if row.org_unit.kind is UnitKind.PROVINCE else shown_name(row.org_unit)
    if kind is not None:
        place = f"Khối {kind_word(catalogue, gap.reported)}"
    lines = [_needed(row, gap, place)]
    if row.is_pooled:
        lines += _who_holds_it(catalogue, row, gap, lower_first(place))
    return Closing(f"Để {aim(row, gap)}", tuple(lines), _about(row, gap))


def aim(row: SnapshotRow, gap: RowGap) -> str:
    """`đạt kế hoạch đến kỳ 64,1%`, `đạt mục tiêu 70%`, `còn không quá 2,5%` where lower is better."""
    target = row.terms.target
    is_limit = row.terms.direction is Direction.AT_MOST
    if gap.level_is_reported:
        return f"đủ {format_value(gap.level, row.unit, row.terms.decimals)} mà các đơn vị báo phải làm"
    if gap.level_is_plan:
        shown = format_value(gap.level, row.unit, row.terms.decimals)
        return f"còn không quá {shown}, kế hoạch đến kỳ" if is_limit else f"đạt kế hoạch đến kỳ {shown}"
    shown = format_round(target, row.unit, row.terms.decimals)
    return f"còn không quá {shown}" if is_limit else f"đạt mục tiêu {shown}"


def lacking_word(row: SnapshotRow) -> str:
    """What keeps the units of the row from their level: `còn thiếu`, `vượt mức` where lower is better."""
    return BEYOND if row.indicator.direction is Direction.AT_MOST else LACKING


def kind_word(catalogue: Catalogue, units: Collection[str]) -> str:
    """What the units are: `xã, phường`, `cơ quan`, or `đơn vị` where they are of several kinds."""
    kinds = {catalogue.org_units[u].kind for u in units}
    return UNIT_KIND_WORDS.get(kinds.pop(), "đơn vị") if len(kinds) == 1 else "đơn vị"


def amount_words(amount: float, row: SnapshotRow) -> str:
    """A missing amount: whole where what is counted is whole."""
    decimals = row.indicator.decimals if row.indicator.aggregation is Aggregation.SUM else 1
    return format_number(amount, 0 if amount.is_integer() else max(decimals, 1))


def _needed(row: SnapshotRow, gap: RowGap, place: str) -> tuple[str, str]:
    if not gap.gap.needed:
        if row.terms.direction is Direction.AT_MOST:
            return (f"{place} không vượt mức", ", nhờ đơn vị dưới mức bù cho đơn vị vượt mức.")
        return (f"{place} đã đủ", ", nhờ đơn vị vượt mức bù cho đơn vị còn thiếu.")
    verb = "bớt" if row.terms.direction is Direction.AT_MOST else "thêm"
    amount = amount_words(gap.gap.needed, row)
    if row.indicator.aggregation is Aggregation.SUM:
        return (f"{place} cần {verb} {amount}{NBSP}{row.indicator.unit}", ".")
    return (f"{place} cần {verb} {amount}", f": {lower_first(row.indicator.numerator or 'tử số')}.")


def _who_holds_it(catalogue: Catalogue, row: SnapshotRow, gap: RowGap, place: str) -> list[tuple[str, str]]:
    """Who is short, who holds most of it, and what the whole would be if these caught up."""
    short, group = gap.gap.shortfalls, leading(gap.gap)
    word = kind_word(catalogue, gap.reported)
    ids = [each.unit_id for each in group]
    held = "toàn bộ" if len(group) == len(short) else format_share(group[-1].running_share)
    lacking = lacking_word(row)
    lines = [
        (
            f"{len(short)}/{len(gap.reported)} {word} {lacking}",
            f", cộng lại {amount_words(gap.gap.total, row)}{_why_apart(row, gap)}.",
        ),
        (f"{len(group)} {kind_word(catalogue, ids)} chiếm {held} phần {lacking}", f": {_names(catalogue, ids)}."),
    ]
    found = what_follows(row, gap, ids)
    if found is None:
        return lines
    lines.append((f"Nếu các đơn vị này {aim(row, gap)}", f": {place} {found.reached}, nay {found.now}."))
    others = "; ".join(f"nếu {level}: {reached}" for level, reached in found.others)
    return [*lines, ("", f"{capital(others)}.")] if others else lines


def makes_up(row: SnapshotRow, gap: RowGap) -> bool:
    """Whether a unit stands on the good side of the level, so that it makes up for others in the whole, but not for a unit."""
    sign = -1 if row.terms.direction is Direction.AT_MOST else 1
    asked = 1.0 if row.indicator.aggregation is Aggregation.SUM else gap.gap.level / 100
    return any(sign * (part.numerator - asked * part.denominator) > TOLERANCE for part in gap.parts)


def _why_apart(row: SnapshotRow, gap: RowGap) -> str:
    """Why the units together lack more than the whole does; empty where they do not."""
    if gap.gap.total - gap.gap.needed <= TOLERANCE:
        return ""
    other = "dưới mức" if row.terms.direction is Direction.AT_MOST else "vượt mức"
    return f"; đơn vị {other} không bù" if makes_up(row, gap) else ", vì phần của từng đơn vị làm tròn lên"


def _names(catalogue: Catalogue, ids: Sequence[str]) -> str:
    return join_names([shown_name(catalogue.org_units[u]) for u in ids], _MOST_NEAR)


@dataclass(frozen=True)
class Follows:
    """The rate of the units together `now`, and what it would be if some of them `reached` the level of the gap.

    `others` are further levels in words, each with the rate it would bring: the target, what is usual.
    """

    now: str
    reached: str
    others: tuple[tuple[str, str], ...]


def what_follows(row: SnapshotRow, gap: RowGap, ids: Collection[str], word: str = "đơn vị") -> Follows | None:
    """What follows if these units catch up; None for what has no rate. `word` is what all the units are called.

    The median of the units is no other level where these are all of them.
    """
    if row.indicator.aggregation is not Aggregation.RATIO_OF_SUMS:
        return None
    decimals, at_most = row.indicator.decimals, row.terms.direction is Direction.AT_MOST

    def reached(level: float, units: Collection[str] = ids) -> str:
        return format_short(rate_if(gap.parts, units, level, at_most=at_most), "%", decimals)

    others: list[tuple[str, str]] = []
    target, middle = row.terms.target, median_rate(gap.parts)
    if gap.level_is_plan and target is not None:
        others.append((f"đạt mục tiêu {format_round(target, '%', decimals)}", reached(target)))
    if middle is not None and len(gap.parts) > len(ids):
        others.append((f"đạt mức giữa {format_short(middle, '%', decimals)} của các {word}", reached(middle)))
    return Follows(reached(gap.level, ()), reached(gap.level), tuple(others))


def _counted(catalogue: Catalogue, row: SnapshotRow, gap: RowGap, near: Sequence[Near]) -> Closing:
    """Of a count of units: how many more must pass, and which are nearest."""
    word = kind_word(catalogue, gap.reported)
    needed = f"Cần thêm {format_number(gap.gap.needed)} {word} đạt" if gap.gap.needed else "Đã đủ số đơn vị đạt"
    lines = [(needed, f"; {len(near)}/{len(gap.reported)} {word} đã nộp chưa đạt.")]
    missing = unit_shortfalls(row, gap)
    if len({(each.missing, missing.get(each.unit_id)) for each in near}) == 1:
        lines.append(("Chưa đạt", f": {_names(catalogue, [each.unit_id for each in near])}."))
    else:
        said = [_near_words(catalogue, row, each, missing.get(each.unit_id)) for each in near[:_MOST_NEAR]]
        more = f" Còn {len(near) - len(said)} {word} khác." if len(near) > len(said) else ""
        lines.append(("Gần đạt nhất", f": {'; '.join(said)}.{more}"))
    title = f"Để {aim(row, gap)} {word}" if gap.level < 100 else f"Để mọi {word} đều đạt"
    return Closing(title, tuple(lines), _about(row, gap))


def _near_words(catalogue: Catalogue, row: SnapshotRow, near: Near, missing: float | None) -> str:
    indicator = row.indicator
    value = format_short(near.value, indicator.unit, indicator.decimals)
    name = shown_name(catalogue.org_units[near.unit_id])
    word = "vượt" if indicator.direction is Direction.AT_MOST else "thiếu"
    if missing is not None:
        return f"{name} {value}, {word} {amount_words(missing, row)}"
    return f"{name} {value}, {word} {format_value(near.missing, difference_unit(indicator.unit), indicator.decimals)}"


def has_common_plan(row: SnapshotRow, gap: RowGap) -> bool:
    """Whether every unit is held against the plan of the whole province, not against a plan of its own."""
    return row.is_pooled and gap.level_is_plan and row.indicator.aggregation is not Aggregation.SUM


def _about(row: SnapshotRow, gap: RowGap) -> str:
    plan = f", so với {COMMON_PLAN}" if has_common_plan(row, gap) else ""
    silent = f", {len(gap.silent)} đơn vị chưa nộp không nằm trong phép tính" if gap.silent else ""
    return f"Tính trên số liệu đến {format_date(gap.day)}{plan}{silent}; không dùng để xếp trạng thái."
