"""What would close the gap of the communes, in words: who holds it, who is nearest, and what would follow."""

from __future__ import annotations

from collections.abc import Collection

from dashboard.app_pages._standings import Standings, short_name
from dashboard.catalogue import Catalogue
from dashboard.charts.ranking import Shortage, ShortUnit
from dashboard.domain.gap import leading, median_rate, rate_if
from dashboard.domain.plan import Aggregation
from dashboard.shortfall import RowGap
from dashboard.text.formats import difference_unit, format_number, format_round, format_short, format_value

_MOST = 6
_LEADING_SHARE = 0.7


def shortage_of(standings: Standings, catalogue: Catalogue) -> Shortage | None:
    """The block beside the ranking; None where nothing can be said of what is missing."""
    gap = standings.gap
    if gap is None:
        return None
    if gap.near is not None:
        return _nearest(standings, gap, catalogue)
    short = gap.gap.shortfalls
    if not short:
        return Shortage(f"Không xã, phường nào còn thiếu so với {_aim(standings)}", "", ())
    group = leading(gap.gap, _LEADING_SHARE)[:_MOST]
    rest = short[len(group) :]
    units = [
        ShortUnit(
            short_name(catalogue.org_units[each.unit_id]),
            each.missing,
            (_amount(each.missing), _share(each.share), _share(each.running_share)),
        )
        for each in group
    ]
    if rest:
        left = sum(each.missing for each in rest)
        words = (_amount(left), _share(left / gap.gap.total), _share(1.0))
        units.append(ShortUnit(f"{len(rest)} đơn vị khác", left, words, is_rest=True))
    held = "toàn bộ" if not rest else _share(group[-1].running_share)
    return Shortage(
        f"{len(group)} xã, phường chiếm {held} phần còn thiếu",
        _measure(standings, gap),
        ("Còn thiếu", "Tỷ trọng", "Cộng dồn"),
        tuple(units),
        _what_follows(standings, gap, [each.unit_id for each in group]),
    )


def _aim(standings: Standings) -> str:
    """What is missing to: the common plan or target, or what each unit was given to do."""
    return "mức giao cho từng đơn vị" if standings.line is None else standings.line_name


def _measure(standings: Standings, gap: RowGap) -> str:
    """What is counted, how much of it is missing in all, and that nobody makes up for another."""
    indicator, count = standings.row.indicator, len(gap.gap.shortfalls)
    amount = _amount(gap.gap.total)
    if standings.lower_is_better:
        counted = f"{indicator.numerator or 'Tử số'} vượt {_aim(standings)}"
        after = "Đơn vị dưới mức không bù."
    else:
        counted = f"{indicator.numerator or 'Tử số'} còn thiếu để đạt {_aim(standings)}"
        after = "Đơn vị vượt mức không bù."
    return f"{counted}: {amount}, ở {count} xã, phường. {after}"


def _what_follows(standings: Standings, gap: RowGap, group: Collection[str]) -> tuple[tuple[str, str], ...]:
    """What the communes together would reach if those of the group reached the plan, the target, or the median."""
    if standings.row.indicator.aggregation is Aggregation.SUM:
        return ()
    decimals = standings.row.indicator.decimals
    at_most = standings.lower_is_better
    now = rate_if(gap.parts, (), gap.level, at_most=at_most)

    def reached(level: float | None) -> str:
        rate = None if level is None else rate_if(gap.parts, group, level, at_most=at_most)
        return format_short(rate, "%", decimals)

    who = f"Nếu {len(group)} xã, phường này"
    said = [
        (
            f"{who} đạt {standings.line_name}",
            f", khối xã, phường đạt {reached(gap.level)} thay vì {format_short(now, '%', decimals)}.",
        )
    ]
    target, middle = standings.row.terms.target, median_rate(gap.parts)
    also = []
    if gap.level_is_plan and target is not None:
        also.append(f"đạt mục tiêu {format_round(target, '%', decimals)} thì {reached(target)}")
    if middle is not None:
        also.append(f"đạt mức giữa {format_short(middle, '%', decimals)} của các xã, phường thì {reached(middle)}")
    if also:
        said.append(("", f"Nếu {'; nếu '.join(also)}."))
    return tuple(said)


def _nearest(standings: Standings, gap: RowGap, catalogue: Catalogue) -> Shortage:
    """Of a count of units: those that do not pass yet, the nearest first."""
    indicator, near = standings.row.indicator, gap.near or ()
    passing = len(standings.ranked) - len(near)
    measure = f"{passing}/{len(standings.ranked)} xã, phường đã nộp đạt {standings.line_name}."
    if not near:
        return Shortage("Mọi xã, phường đã nộp đều đạt", measure, ())
    units = [
        ShortUnit(
            short_name(catalogue.org_units[each.unit_id]),
            each.missing,
            (
                format_value(each.missing, difference_unit(indicator.unit), indicator.decimals),
                format_short(each.value, indicator.unit, indicator.decimals),
            ),
        )
        for each in near[:_MOST]
    ]
    left = f" Còn {len(near) - _MOST} đơn vị khác xa hơn." if len(near) > _MOST else ""
    title = f"{len(near)} xã, phường chưa đạt; gần nhất là {units[0].name}"
    return Shortage(title, measure + left, ("Còn thiếu", "Hiện có"), tuple(units))


def _amount(missing: float) -> str:
    return format_number(missing, 0 if missing.is_integer() else 1)


def _share(share: float) -> str:
    return f"{format_number(100 * share)}%"
