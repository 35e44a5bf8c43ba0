"""«So sánh công bằng»: communes of unequal size against their pooled rate, in the words of the finding and as chart records."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.analyses.standings import Standings
from dashboard.charts.communes.funnel_records import SIDE_WORDS, FunnelDot, FunnelInput
from dashboard.charts.markup import el, join, note, section
from dashboard.domain.funnel import Z_95, Z_998, Side, funnel, wilson
from dashboard.text.communes import COMMUNES
from dashboard.text.formats import format_number, format_parts

_NAMED = 15
_OUTSIDE_95 = 0.05
_OUTSIDE = (Side.BELOW_998, Side.BELOW_95, Side.ABOVE_95, Side.ABOVE_998)
_HOW_TO_READ = (
    "Mỗi dấu là một đơn vị; càng sang phải, mẫu số càng lớn. Giữa hai đường là chênh lệch mà riêng cỡ mẫu đã có thể gây ra; "
    "ra ngoài đường 99,8% thì hầu như không phải ngẫu nhiên. "
    "Không dùng để xếp trạng thái."
)


def funnel_of(standings: Standings) -> FunnelInput | None:
    """The funnel of the communes, in their order; None for what is not added up from numerators and denominators."""
    found = funnel(standings.parts) if standings.is_rate else None
    if found is None:
        return None
    named = {each.unit.id: each for each in standings.ranked}
    decimals = standings.row.indicator.decimals
    dots: list[FunnelDot] = []
    for point in found.points:
        reading = named[point.unit_id].reading
        parts = format_parts(reading.numerator, reading.denominator)
        near, far = (wilson(point.rate, point.denominator, z) for z in (Z_95, Z_998))
        dots.append(FunnelDot(named[point.unit_id].name, point.rate, point.denominator, parts, near, far, point.side))
    title = _title(dots, found.pooled, decimals)
    return FunnelInput(title, found.pooled, tuple(dots), found.limits, decimals)


def why_not_fair(standings: Standings) -> str:
    """Why there is no funnel, for those who asked for it."""
    if not standings.ranked:
        return f"chưa có số của {COMMUNES} nào để so"
    return "mức chung nằm ngoài 0–100%" if standings.is_rate else "số của đơn vị không có tử số và mẫu số để cộng"


def draw_caption(funnel: FunnelInput) -> Markup:
    """The finding, who stands outside by name, and how the chart is read."""
    lines: list[Markup] = []
    for side in _OUTSIDE:
        dots = [dot for dot in funnel.dots if dot.side is side]
        if dots:
            names = ", ".join(f"{dot.name} {funnel.shown(dot.rate)}" for dot in dots[:_NAMED])
            more = f" và {len(dots) - _NAMED} đơn vị khác, xem bảng số liệu" if len(dots) > _NAMED else ""
            lead = f"{SIDE_WORDS[side].capitalize()} ({len(dots)}):"
            lines.append(el("p", el("b", lead), f" {names}{more}."))
    return section(
        funnel.title, note(_HOW_TO_READ), el("div", join(lines), note(_by_chance(funnel.dots)), class_="unranked")
    )


def _title(dots: Sequence[FunnelDot], pooled: float, decimals: int) -> str:
    """How many differ from the pooled rate by more than their size explains, beyond 99.8 %, and to which side."""
    level = f"mức chung {format_number(pooled, decimals)}%"
    below, above = (sum(dot.side is side for dot in dots) for side in (Side.BELOW_998, Side.ABOVE_998))
    if not below + above:
        near = _near(dots)
        slightly = f"; {near} nơi lệch nhẹ" if near else ""
        return f"{len(dots)} {COMMUNES} chênh nhau có thể chỉ do mẫu số nhỏ{slightly}"
    sides = [f"{count} {word}" for count, word in ((below, "thấp hơn"), (above, "cao hơn")) if count]
    return f"{below + above}/{len(dots)} {COMMUNES} khác hẳn {level}, không phải do cỡ mẫu: {', '.join(sides)}"


def _near(dots: Sequence[FunnelDot]) -> int:
    """How many stand between the two lines."""
    return sum(dot.side in {Side.BELOW_95, Side.ABOVE_95} for dot in dots)


def _by_chance(dots: Sequence[FunnelDot]) -> str:
    """What is said of those between the two lines: of all, one in twenty stands there by chance alone."""
    near = _near(dots)
    if not near:
        return ""
    expected = max(1, round(len(dots) * _OUTSIDE_95))
    return f"{near} nơi lệch nhẹ (ngoài đường 95%); trong {len(dots)} nơi, khoảng {expected} nơi lệch như vậy chỉ do ngẫu nhiên."
