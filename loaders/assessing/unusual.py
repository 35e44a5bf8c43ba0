"""What is unusual about one figure beside the unit's own history and beside its peers. Pure rules; never a reason to refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from dashboard.domain.plan import Accumulation, Direction, Indicator, Kind
from dashboard.text.formats import format_number, period_name
from loaders.assessing.figure_words import figure_text, number_text
from loaders.assessing.known import Held, period_of_id, previous_id
from loaders.faults import FaultCode

LEAST_FACTOR = 8.0
NEAR_FACTOR = 1.25
LEAST_SIZE = 10.0
LARGE_FACTOR = 500.0
FEWEST_EARLIER = 4
FEWEST_BASES = 3
MOST_EARLIER = 12
FEWEST_PEERS = 8
SPREADS = 6.0
LEAST_SPREAD_POINTS = 2.0
LEAST_SPREAD_SHARE = 0.05
LEAST_SPREAD_AMOUNT = 1.0
LEAST_BASE_CHANGE = 0.30
USUAL_BASE_CHANGES = 2.0
RATE_FALL_POINTS = 5.0
SLACK = 1e-9
_TO_DEVIATION = 1.4826
_TO_DEVIATION_OF_MEAN = 1.2533
_MISTAKES = {
    10.0: "giống gõ thừa hoặc thiếu một chữ số",
    100.0: "giống lệch dấu thập phân hoặc lẫn tỷ lệ với phần trăm",
    1_000.0: "giống nhầm đơn vị tính nghìn",
    1_000_000.0: "giống nhầm đơn vị tính triệu",
}


@dataclass(frozen=True, slots=True)
class Unusual:
    """What is unusual, as the end of the sentence that began with the figure."""

    code: FaultCode
    text: str


def unusual_beside_past(indicator: Indicator, now: Held, earlier: Sequence[Held]) -> list[Unusual]:
    """What is unusual beside the unit's own earlier figures, oldest first. A jump of scale stands for all else."""
    if not earlier or indicator.kind is Kind.MILESTONE:
        return []
    last = earlier[-1]
    scale = scale_jump(indicator, now, last)
    if scale is not None:
        return [scale]
    found = [cumulative_falls(indicator, now, last), base_changed(indicator, now, earlier)]
    if found[0] is None:
        found.append(unlike_own_past(indicator, now, earlier))
    return [each for each in found if each is not None]


def scale_jump(indicator: Indicator, now: Held, last: Held) -> Unusual | None:
    """A part is 8 times the newest earlier one or more, or an eighth or less; a factor near 10, 100, 1,000, a million is named.

    Looked at are numerator and denominator, and the value where one of them is missing. Small numbers grow fast: not told
    while the smaller one is under 10, except from a factor of 500 on. Nothing is said of zeros.
    """
    if now.numerator is not None and now.denominator is not None:
        parts = (("tử số", now.numerator, last.numerator), ("mẫu số", now.denominator, last.denominator))
    else:
        parts = (("", now.value, last.value),)
    told: list[str] = []
    mistakes: dict[str, None] = {}
    for word, new, old in parts:
        if not new or not old or new < 0 or old < 0:
            continue
        factor = max(new, old) / min(new, old)
        least = LEAST_SIZE if factor < LARGE_FACTOR and not (indicator.unit == "%" and not word) else 0.0
        if factor < LEAST_FACTOR or min(new, old) < least:
            continue
        power = next((each for each in _MISTAKES if each / NEAR_FACTOR <= factor <= each * NEAR_FACTOR), None)
        times = format_number(power) if power is not None else number_text(round(factor, 1 if factor < 100 else 0))
        about = "khoảng " if power is not None and abs(factor - power) > SLACK * power else ""
        ratio = f"gấp {about}{times} lần" if new > old else f"bằng {about}1/{times} của"
        told.append(f"{word} {number_text(new)} {ratio} {number_text(old)}".strip())
        if power is not None:
            mistakes.setdefault(_MISTAKES[power])
    if not told:
        return None
    hint = f", {'; '.join(mistakes)}" if mistakes else ""
    return Unusual(FaultCode.SCALE_JUMP, f"so với {_period(last)}, {'; '.join(told)}{hint}")


def cumulative_falls(indicator: Indicator, now: Held, last: Held) -> Unusual | None:
    """A cumulative figure may not go back: its numerator, else its value, is worse than in the newest earlier period.

    Worse is lower; for a stock that should go down, higher; a cap counts upwards whatever its direction, and within one year.
    A percentage whose numerator holds may fall because its base grows: told from 5 points on. Levels are measured anew and
    periodic figures stand for themselves: not told.
    """
    if indicator.accumulation is not Accumulation.CUMULATIVE or indicator.kind not in (Kind.STOCK, Kind.CAP):
        return None
    if indicator.kind is Kind.CAP and period_of_id(now.period_id).start.year != period_of_id(last.period_id).start.year:
        return None
    sign = -1.0 if indicator.kind is Kind.STOCK and indicator.direction is Direction.AT_MOST else 1.0
    has_parts = now.numerator is not None and last.numerator is not None and not last.is_not_arising
    new, old = (now.numerator, last.numerator) if has_parts else (now.value, last.value)
    is_worse = new is not None and old is not None and sign * (new - old) < -SLACK * max(1.0, abs(old))
    if not is_worse and indicator.is_ratio and now.value is not None and last.value is not None:
        is_worse = sign * (now.value - last.value) <= -RATE_FALL_POINTS
    if not is_worse:
        return None
    moved = "giảm" if sign > 0 else "tăng"
    rates = ""
    if indicator.is_ratio and has_parts and now.value is not None and last.value is not None:
        rates = f" ({_percent(last.value)} nay {_percent(now.value)})"
    return Unusual(
        FaultCode.CUMULATIVE_FALLS,
        f"số lũy kế {moved} so với {_period(last)}, khi đó là {_figure(indicator, last)}{rates}",
    )


def base_changed(indicator: Indicator, now: Held, earlier: Sequence[Held]) -> Unusual | None:
    """The base of a stock's percentage is 30 % larger or smaller than in the period before.

    Not told while it moves by no more than twice what it moved in any of the last twelve steps, by under 10, after a gap, or
    with fewer than three earlier bases: one that counts up from January doubles in February.
    """
    if not indicator.is_ratio or indicator.kind is not Kind.STOCK or not now.denominator:
        return None
    if not earlier[-1].denominator or not _follows(now, earlier[-1]):
        return None
    bases = [each.denominator for each in earlier[-MOST_EARLIER - 1 :] if each.denominator]
    if len(bases) < FEWEST_BASES:
        return None
    moved = _share(now.denominator, bases[-1])
    if abs(moved) < LEAST_BASE_CHANGE or abs(now.denominator - bases[-1]) < LEAST_SIZE:
        return None
    usual = max((abs(_share(new, old)) for old, new in pairwise(bases)), default=0.0)
    if abs(moved) <= USUAL_BASE_CHANGES * usual:
        return None
    word = "tăng" if moved > 0 else "giảm"
    return Unusual(
        FaultCode.BASE_CHANGED,
        f"mẫu số {word} {number_text(round(abs(moved) * 100))}% so với {_period(earlier[-1])}: "
        f"từ {number_text(bases[-1])} thành {number_text(now.denominator)}, nên tỷ lệ hai kỳ không cùng gốc",
    )


def unlike_own_past(indicator: Indicator, now: Held, earlier: Sequence[Held]) -> Unusual | None:
    """The change from the period before is far from the unit's usual change: by more than 6 times their usual spread.

    Usual is the median of the changes between its last twelve figures of the same frequency, spread their median absolute
    deviation times 1.4826; at least 2 points of a percentage and one case of its base, 5 % of another value, or 1. The
    change itself must be as large, and twice the largest before. Not told with fewer than four earlier figures, or after a
    gap.
    """
    period = period_of_id(now.period_id)
    same = [
        each
        for each in earlier[-MOST_EARLIER - 1 :]
        if each.value is not None and period_of_id(each.period_id).frequency is period.frequency
    ]
    if now.value is None or len(same) < FEWEST_EARLIER or not _follows(now, same[-1]):
        return None
    values = [each.value for each in same if each.value is not None]
    change = now.value - values[-1]
    floor = _one_case(now)
    if indicator.unit != "%":
        floor = max(LEAST_SPREAD_AMOUNT, LEAST_SPREAD_SHARE * abs(values[-1]))
    if abs(change) <= SPREADS * floor:
        return None
    changes = [new - old for old, new in pairwise(values)]
    usual = median(changes)
    spread = max(_TO_DEVIATION * median(abs(each - usual) for each in changes), floor)
    if abs(change - usual) <= SPREADS * spread or abs(change) <= 2 * max(abs(each) for each in changes):
        return None
    return Unusual(
        FaultCode.UNLIKE_OWN_PAST,
        f"thay đổi {_signed(indicator, change)} so với {_period(same[-1])} ({_value(indicator, values[-1])}), trong khi "
        f"{len(changes)} kỳ trước của chính đơn vị thường thay đổi {_signed(indicator, usual)}, nhiều nhất "
        f"{_signed(indicator, max(changes, key=abs))}",
    )


def unlike_peers(indicator: Indicator, now: Held, last: Held | None, peers: Sequence[float]) -> Unusual | None:
    """A percentage lies far from those of units of the same kind for the same period: by more than 6 times their spread.

    `peers` are their values, ascending, the unit's own left out. Spread is their median absolute deviation times 1.4826;
    where more than half say the same, their mean deviation times 1.2533; at least 2 points and one case of the unit's base,
    for 7/8 and 8/8 are neighbours. Not told inside the middle half,
    with fewer than eight peers, for other figures than ratios, or where the unit already stood there in its period before.
    """
    if not indicator.is_ratio or now.value is None or len(peers) < FEWEST_PEERS:
        return None
    quarter = len(peers) // 4
    if peers[quarter] <= now.value <= peers[-quarter - 1]:
        return None
    middle = median(peers)
    distance = abs(now.value - middle)
    floor = _one_case(now)
    if distance <= SPREADS * floor:
        return None
    deviations = [abs(each - middle) for each in peers]
    spread = _TO_DEVIATION * median(deviations) or _TO_DEVIATION_OF_MEAN * fmean(deviations)
    if distance <= SPREADS * max(spread, floor):
        return None
    if last is not None and last.value is not None and abs(now.value - last.value) <= distance / 2:
        return None
    return Unusual(
        FaultCode.UNLIKE_PEERS,
        f"{_percent(now.value)} khác xa {len(peers)} đơn vị cùng loại đã báo cáo kỳ này: giữa là {_percent(middle)}, một nửa "
        f"nằm trong khoảng {_percent(peers[quarter])} đến {_percent(peers[-quarter - 1])}",
    )


def _follows(now: Held, last: Held) -> bool:
    return previous_id(now.period_id) == last.period_id


def _one_case(now: Held) -> float:
    """The least spread of a percentage, in points: 2, or what one case of its base makes."""
    return max(LEAST_SPREAD_POINTS, 100.0 / now.denominator) if now.denominator else LEAST_SPREAD_POINTS


def _share(new: float, old: float) -> float:
    return (new - old) / old


def _period(held: Held) -> str:
    return period_name(period_of_id(held.period_id))


def _figure(indicator: Indicator, held: Held) -> str:
    return figure_text(indicator, *held.numbers)


def _percent(value: float) -> str:
    return f"{format_number(value, 1)}%"


def _value(indicator: Indicator, value: float) -> str:
    return _percent(value) if indicator.unit == "%" else number_text(value)


def _signed(indicator: Indicator, change: float) -> str:
    sign = "+" if change > 0 else ""
    return f"{sign}{format_number(change, 1)} điểm %" if indicator.unit == "%" else f"{sign}{number_text(change)}"
