"""What would close the gap of the communes, in words: who holds it, who is nearest, and what would follow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from dashboard.analyses.closing import amount_words, lacking_word, makes_up, what_follows
from dashboard.analyses.shortfall import RowGap, day_of, unit_shortfalls
from dashboard.analyses.standings import Standings
from dashboard.catalogue import Catalogue
from dashboard.charts.communes.ranking import Shortage, ShortUnit
from dashboard.domain.gap import Gap, Near, Shortfall, leading
from dashboard.domain.plan import Aggregation, Direction
from dashboard.text.communes import COMMUNES
from dashboard.text.formats import (
    MISSING,
    capital,
    difference_unit,
    format_number,
    format_share,
    format_short,
    format_value,
)
from dashboard.text.sentences import short_name

_MOST = 9


def shortage_of(standings: Standings, catalogue: Catalogue, opened: Callable[[str], str]) -> Shortage:
    """The block beside the ranking, its names leading to `opened`; it says why where nothing can be said."""
    if standings.gap is not None and standings.gap.near is not None:
        return _nearest(standings, standings.gap, standings.gap.near, catalogue, opened)
    missing = standings.missing
    lacking = lacking_word(standings.row)
    if missing is None:
        return Shortage(f"Phần {lacking}", _why_not(standings), ())
    short = missing.shortfalls
    if not short:
        return _nobody(standings)
    leaders = leading(missing)
    group = _first(leaders)
    rest = short[len(group) :]
    units = [
        ShortUnit(
            each.unit_id,
            short_name(catalogue.org_units[each.unit_id]),
            each.missing,
            (amount_words(each.missing, standings.row), format_share(each.share), format_share(each.running_share)),
            opened(each.unit_id),
        )
        for each in group
    ]
    if rest:
        left = sum(each.missing for each in rest)
        words = (amount_words(left, standings.row), format_share(left / missing.total), format_share(1.0))
        units.append(ShortUnit("", f"{len(rest)} đơn vị khác", left, words))
    held = format_share(group[-1].running_share) if rest else "toàn bộ"
    title = f"{len(group)} {COMMUNES} chiếm {held} phần {lacking}"
    if len(leaders) > len(group):
        title = f"Phần {lacking} rải ở {len(short)} {COMMUNES}"
        if group[-1].missing > rest[0].missing:
            title += f"; {len(group)} nơi nhiều nhất chiếm {held}"
    return Shortage(
        title,
        _measure(standings, missing),
        (lacking.capitalize(), "Tỷ trọng", "Cộng dồn"),
        tuple(units),
        _what_follows(standings, [each.unit_id for each in group]),
    )


def _first(leaders: Sequence[Shortfall]) -> Sequence[Shortfall]:
    """The first of a long group, without those that are short of no more than one left out; just the first where all are alike."""
    cut = [each for each in leaders[:_MOST] if len(leaders) > _MOST and each.missing > leaders[_MOST].missing]
    return cut or leaders[:_MOST]


def _why_not(standings: Standings) -> str:
    """Why nobody can be told to be short of something."""
    row = standings.row
    if row.terms.band is None:
        return "Không tính được: văn bản không nêu con số cho chỉ tiêu này."
    if day_of(row) is None and (row.pooled is None or row.is_baseline(row.pooled.on) or not row.pooled.usable):
        return "Chưa tính được: chưa kỳ nào có đủ đơn vị nộp để tính cho toàn tỉnh."
    if row.indicator.aggregation is Aggregation.SUM:
        return f"Không tính được: văn bản không giao số cho từng {COMMUNES}."
    if row.indicator.direction in (Direction.RANGE, Direction.EXACTLY):
        return "Không tính được: mục tiêu là một khoảng hoặc một mức cố định."
    return "Không tính được: báo cáo chỉ có tỷ lệ, không có tử số và mẫu số."


def _nobody(standings: Standings) -> Shortage:
    lacking = lacking_word(standings.row)
    return Shortage(f"Phần {lacking}", f"Không {COMMUNES} nào đã có số {lacking} so với {_aim(standings)}.", ())


def _aim(standings: Standings) -> str:
    """What is missing to: the common plan or target, or what each unit was given to do."""
    return "mức giao cho từng đơn vị" if standings.line is None else standings.line.name


def _measure(standings: Standings, missing: Gap) -> str:
    """What is counted, how much of it is missing in all, and that nobody makes up for another."""
    counted = standings.row.indicator.numerator or "Tử số"
    word, after = ("còn thiếu để đạt", "vượt") if not standings.lower_is_better else ("vượt", "dưới")
    total, count = amount_words(missing.total, standings.row), len(missing.shortfalls)
    said = f"{counted} {word} {_aim(standings)}: {total}, ở {count} {COMMUNES}."
    is_made_up = standings.gap is not None and makes_up(standings.row, standings.gap)
    return f"{said} Đơn vị {after} mức không bù." if is_made_up else said


def _what_follows(standings: Standings, group: Collection[str]) -> tuple[tuple[str, str], ...]:
    """What the communes together would reach if those of the group reached the plan, the target, or the median."""
    line, gap = standings.line, standings.gap
    found = None if line is None or gap is None else what_follows(standings.row, gap, group, COMMUNES)
    if line is None or found is None:
        return ()
    first = (
        f"Nếu {len(group)} {COMMUNES} này đạt {line.name}",
        f", khối {COMMUNES} đạt {found.reached} thay vì {found.now}.",
    )
    others = "; ".join(f"nếu {level} thì {reached}" for level, reached in found.others)
    return (first, ("", f"{capital(others)}.")) if others else (first,)


def _nearest(
    standings: Standings, gap: RowGap, near: Sequence[Near], catalogue: Catalogue, opened: Callable[[str], str]
) -> Shortage:
    """Of a count of units: those that do not pass yet, the nearest first."""
    indicator, count = standings.row.indicator, len(standings.ranked)
    if not near:
        return _nobody(standings)
    needed = unit_shortfalls(standings.row, gap)
    units = [
        ShortUnit(
            each.unit_id,
            short_name(catalogue.org_units[each.unit_id]),
            each.missing,
            (
                format_number(each.missing, indicator.decimals),
                *([_needed(needed.get(each.unit_id), standings)] if needed else []),
                format_short(each.value, indicator.unit, indicator.decimals),
            ),
            opened(each.unit_id),
        )
        for each in near[:_MOST]
    ]
    title = f"{len(near)} {COMMUNES} chưa đạt"
    if len(near) == 1 or near[0].missing < near[1].missing:
        apart = format_value(near[0].missing, difference_unit(indicator.unit), indicator.decimals)
        title += f"; gần nhất là {units[0].name}, còn {apart}"
    left = f" Còn {len(near) - _MOST} đơn vị khác chưa đạt." if len(near) > _MOST else ""
    measure = f"{count - len(near)}/{count} {COMMUNES} đã có số đạt {_aim(standings)}; gần đạt nhất đứng trước.{left}"
    lacking = f"{lacking_word(standings.row).capitalize()}, {difference_unit(indicator.unit)}"
    verb = "Cần bớt" if standings.lower_is_better else "Cần thêm"
    heads = (lacking, *([verb] if needed else []), "Hiện có")
    return Shortage(title, measure, heads, tuple(units))


def _needed(amount: float | None, standings: Standings) -> str:
    return MISSING if amount is None else amount_words(amount, standings.row)
