"""What a funnel shows, and the same in words: alternative text, table."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.markup import el
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.funnel import FunnelLimits, Side
from dashboard.text.formats import format_number, format_short

SIDE_WORDS: dict[Side, str] = {
    Side.BELOW_998: "thấp hơn hẳn",
    Side.BELOW_95: "thấp hơn một chút",
    Side.WITHIN: "trong khoảng ngẫu nhiên",
    Side.ABOVE_95: "cao hơn một chút",
    Side.ABOVE_998: "cao hơn hẳn",
}


@dataclass(frozen=True)
class FunnelDot:
    """One unit: its percent, its denominator, numerator and denominator in words, its own intervals of 95 and 99.8 %, its side."""

    name: str
    rate: float
    denominator: float
    parts: str
    near: tuple[float, float]
    far: tuple[float, float]
    side: Side


@dataclass(frozen=True)
class FunnelInput:
    """All of one funnel, in percent. `limits` go over a grid of denominators, smallest first."""

    title: str
    pooled: float
    dots: tuple[FunnelDot, ...]
    limits: tuple[FunnelLimits, ...]
    decimals: int = 1

    def shown(self, rate: float) -> str:
        """A rate in words."""
        return format_short(rate, "%", self.decimals)


def funnel_alt(funnel: FunnelInput) -> str:
    """The chart in words for those who do not see it: the pooled rate and who stands outside, by side."""
    parts = [f"Biểu đồ phễu: mức chung {funnel.shown(funnel.pooled)}, {len(funnel.dots)} đơn vị"]
    for side in Side:
        names = [f"{dot.name} {funnel.shown(dot.rate)}" for dot in funnel.dots if dot.side is side]
        if names and side is not Side.WITHIN:
            parts.append(f"{SIDE_WORDS[side]}: {', '.join(names)}")
    return "; ".join(parts)


def draw_funnel_table(funnel: FunnelInput) -> Markup:
    """Folded away, «Xem bảng số liệu» with every unit; the ranking above it names the source."""
    columns = [
        Column("Xã, phường"),
        Column("Thực hiện", "num"),
        Column("Tử số/mẫu số", "num"),
        Column("Khoảng tin cậy 95%", "num"),
        Column("Khoảng tin cậy 99,8%", "num"),
        Column("So với mức chung", cell_css="sub"),
    ]
    rows = [
        Row(
            (
                dot.name,
                funnel.shown(dot.rate),
                dot.parts,
                _between(funnel, *dot.near),
                _between(funnel, *dot.far),
                SIDE_WORDS[dot.side],
            )
        )
        for dot in funnel.dots
    ]
    shown = table(f"Số liệu của biểu đồ: {funnel.title}", columns, rows, css="mid")
    return el("div", el("details", el("summary", "Xem bảng số liệu"), shown), class_="under")


def _between(funnel: FunnelInput, low: float, high: float) -> str:
    return f"{format_number(low, funnel.decimals)}–{funnel.shown(high)}"
