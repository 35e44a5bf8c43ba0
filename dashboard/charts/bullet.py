"""The bullet: actual against the plan to date and the target, on one scale."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts import palette
from dashboard.charts.markup import el, join
from dashboard.text.formats import format_round, format_value

WIDTH = 160
HEIGHT = 22
_SMALL_PERCENT = 20.0
_HEADROOM = 1.1
_TOUCHING = 2.0
_WORDS_WIDTH = 76.0


@dataclass(frozen=True)
class Bullet:
    """What one bullet shows, in the indicator's unit. `target_high` is the far end of a range.

    `bounds` are the values the indicator may take; None means what its unit says: percentages lie between 0 and 100.
    """

    actual: float | None
    plan: float | None
    target: float | None
    unit: str
    decimals: int = 1
    target_high: float | None = None
    lower_is_better: bool = False
    bounds: tuple[float | None, float | None] | None = None

    @property
    def allowed(self) -> tuple[float | None, float | None]:
        """Lowest and highest value that can be right."""
        if self.bounds is not None:
            return self.bounds
        return (0.0, 100.0) if self.unit == "%" else (None, None)


@dataclass(frozen=True)
class Scale:
    """A straight scale from `low` to `high` on `WIDTH` pixels."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """The pixel of a value, kept inside the picture."""
        share = (value - self.low) / (self.high - self.low)
        return min(max(share, 0.0), 1.0) * WIDTH


def draw_bullet(bullet: Bullet) -> Markup:
    """The bullet as SVG. A value outside its bounds is not drawn; words ask to check it."""
    doubt = doubtful(bullet)
    if doubt is not None:
        return el("span", doubt, class_="sub doubt")
    scale = scale_of(bullet)
    drawn = [*_bands(bullet, scale)]
    if bullet.actual is not None:
        drawn.append(_bar(bullet.actual, scale))
    drawn += _ticks(bullet, scale)
    if bullet.actual is None:
        words, x = _no_value(bullet, scale)
        drawn.append(el("text", words, x=x, y=16, font_size=13, fill=palette.TEXT))
    picture = el(
        "svg",
        *drawn,
        width=WIDTH,
        height=HEIGHT,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=bullet_label(bullet),
    )
    if not bullet.lower_is_better:
        return picture
    return picture + el("span", "càng thấp càng tốt", class_="sub")


def bullet_label(bullet: Bullet) -> str:
    """The three numbers in words: `Thực hiện 57,5%, kế hoạch đến kỳ 64,1%, mục tiêu 70,0%`."""
    parts = ["Chưa có số liệu" if bullet.actual is None else f"Thực hiện {_shown(bullet.actual, bullet)}"]
    if bullet.plan is not None:
        parts.append(f"kế hoạch đến kỳ {_shown(bullet.plan, bullet)}")
    if bullet.target is not None:
        far = "" if bullet.target_high is None else f" đến {_shown(bullet.target_high, bullet)}"
        parts.append(f"mục tiêu {_shown(bullet.target, bullet)}{far}")
    return ", ".join(parts)


def doubtful(bullet: Bullet) -> str | None:
    """`vượt 100%, cần kiểm tra` for a value that cannot be right; None for one that can."""
    low, high = bullet.allowed
    if bullet.actual is None:
        return None
    if high is not None and bullet.actual > high:
        return f"vượt {format_round(high, bullet.unit, bullet.decimals)}, cần kiểm tra"
    if low is not None and bullet.actual < low:
        return f"dưới {format_round(low, bullet.unit, bullet.decimals)}, cần kiểm tra"
    return None


def scale_of(bullet: Bullet) -> Scale:
    """0 to 100 for percentages, so that rows compare; else 0 to the largest number and a tenth. Small percentages get room too."""
    known = [v for v in (bullet.actual, bullet.plan, bullet.target, bullet.target_high) if v is not None]
    top = max([0.0, *known])
    low = min([0.0, *known])
    aim = max([v for v in (bullet.target, bullet.target_high) if v is not None], default=top)
    if bullet.unit == "%" and aim >= _SMALL_PERCENT and top <= 100.0:
        return Scale(low, 100.0)
    if top == low:
        return Scale(low, low + 1.0)
    return Scale(low, low + (top - low) * _HEADROOM)


def bullet_key() -> Markup:
    """The key of the bullet, for the header of its column."""
    bar = el("svg", el("rect", width=18, height=8, fill=palette.ACTUAL), width=18, height=8, aria_hidden="true")
    tick = el("svg", el("rect", x=1, width=3, height=13, fill=palette.PLAN), width=5, height=13, aria_hidden="true")
    aim = el(
        "svg",
        el("rect", x=0.6, y=0.6, width=4.8, height=11.8, fill="#fff", stroke=palette.PLAN, stroke_width=1.2),
        width=6,
        height=13,
        aria_hidden="true",
    )
    words = ((bar, "thực hiện"), (tick, "kế hoạch"), (aim, "mục tiêu"))
    return join([el("span", sign, word, class_="key") for sign, word in words])


def _shown(value: float, bullet: Bullet) -> str:
    return format_value(value, bullet.unit, bullet.decimals)


def _no_value(bullet: Bullet, scale: Scale) -> tuple[str, float]:
    """What is said where no bar is, before or after the ticks; the sign alone where they leave no room for words."""
    ticks = [scale.at(v) for v in (bullet.plan, bullet.target, bullet.target_high) if v is not None]
    if not ticks or min(ticks) > _WORDS_WIDTH + 8:
        return "□ chưa có số", 4.0
    if max(ticks) < WIDTH - _WORDS_WIDTH - 10:
        return "□ chưa có số", max(ticks) + 8
    return "□", 4.0 if min(ticks) > 24 else WIDTH / 2


def _bands(bullet: Bullet, scale: Scale) -> list[Markup]:
    bands = [el("rect", x=0, y=2, width=WIDTH, height=18, fill=palette.BAND_REST)]
    zero = scale.at(0.0)
    aim = bullet.target if bullet.target_high is None else bullet.target_high
    if aim is not None and (bullet.plan is None or aim >= bullet.plan) and scale.at(aim) > zero:
        bands.append(el("rect", x=zero, y=2, width=scale.at(aim) - zero, height=18, fill=palette.BAND_TARGET))
    if bullet.plan is not None and scale.at(bullet.plan) > zero:
        bands.append(el("rect", x=zero, y=2, width=scale.at(bullet.plan) - zero, height=18, fill=palette.BAND_PLAN))
    return bands


def _bar(actual: float, scale: Scale) -> Markup:
    ends = sorted((scale.at(0.0), scale.at(actual)))
    return el("rect", x=ends[0], y=7.3, width=ends[1] - ends[0], height=7.3, fill=palette.ACTUAL)


def _ticks(bullet: Bullet, scale: Scale) -> list[Markup]:
    """The hollow target tick, then the solid plan tick over it; one inside the other where they meet."""
    aim = None if bullet.target is None else _inside(scale.at(bullet.target))
    far = aim if bullet.target_high is None else _inside(scale.at(bullet.target_high))
    plan = None if bullet.plan is None else _inside(scale.at(bullet.plan))
    ticks: list[Markup] = []
    meet = aim is not None and plan is not None and aim == far and abs(plan - aim) < _TOUCHING
    if aim is not None and far is not None:
        half = 3.0 if meet else 2.0
        ticks.append(_hollow(aim - half, far - aim + 2 * half, "#fff" if aim == far else "none"))
    if plan is not None and not meet:
        ticks.append(el("rect", x=plan - 2.5, y=2, width=5, height=18, fill="#fff"))
    if plan is not None:
        at = aim if meet and aim is not None else plan
        ticks.append(el("rect", x=at - 1.5, y=2, width=3, height=18, fill=palette.PLAN))
    return ticks


def _hollow(x: float, width: float, fill: str) -> Markup:
    return el("rect", x=x, y=2.6, width=width, height=16.8, fill=fill, stroke=palette.PLAN, stroke_width=1.2)


def _inside(pixel: float) -> float:
    return min(max(pixel, 3.5), WIDTH - 3.5)
