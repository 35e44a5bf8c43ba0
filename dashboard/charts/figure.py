"""What every plotly figure shares: Vietnamese locale, fonts, and the one way texts get into a figure.

Figures are plain dicts in plotly's own schema: Streamlit takes them as they are, and a test validates them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil, floor, log10
from typing import Any

from markupsafe import escape

from dashboard.charts import palette

FONT = '"Source Sans", sans-serif'
NOTE_SIZE = 13
SEPARATORS = ",."
_DAYS = ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"]
_SHORT_DAYS = ["CN", "T2", "T3", "T4", "T5", "T6", "T7"]


def plotly_config() -> dict[str, Any]:
    """The `config` of `st.plotly_chart`: no toolbar, no logo, Vietnamese names and separators without any download."""
    months = range(1, 13)
    locale = {
        "dictionary": {"Download plot as a PNG": "Tải ảnh PNG", "Download plot": "Tải ảnh"},
        "format": {
            "days": _DAYS,
            "shortDays": _SHORT_DAYS,
            "months": [f"Tháng {month}" for month in months],
            "shortMonths": [f"Thg {month}" for month in months],
            "date": "%d/%m/%Y",
            "decimal": ",",
            "thousands": ".",
            "grouping": [3],
        },
    }
    return {"locale": "vi", "locales": {"vi": locale}, "displaylogo": False, "displayModeBar": False}


def base_layout(height: int) -> dict[str, Any]:
    """The layout every figure starts from; sizes in pixels."""
    return {
        "height": height,
        "autosize": True,
        "separators": SEPARATORS,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x unified",
        "paper_bgcolor": palette.PAPER,
        "plot_bgcolor": palette.PAPER,
        "font": {"family": FONT, "size": NOTE_SIZE, "color": palette.TEXT_SECONDARY},
        "hoverlabel": {"bgcolor": palette.PAPER, "font": {"family": FONT, "size": NOTE_SIZE, "color": palette.TEXT}},
    }


def plain(text: str) -> str:
    """A text for a figure. Plotly reads a little HTML and `$formula$`; after this it reads neither."""
    return str(escape(text)).replace("$", "&#36;")


def day_text(day: date) -> str:
    """A day as plotly's date axis reads it."""
    return day.isoformat()


def round_ticks(
    values: Sequence[float], ceiling: float | None = None, most: int = 6, least_step: float = 0.0
) -> list[float]:
    """Round ticks from below the smallest value to above the largest, at most about `most` of them.

    They start at 0 where 0 is not far below, and stop at `ceiling` (100 for shares) where no value is beyond it. What is
    counted in whole things has a `least_step` of 1.
    """
    low, high = min(values, default=0.0), max(values, default=0.0)
    if 0 < low <= 0.25 * high or low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return [0.0, 1.0]
    step = _round_step(max((high - low) / (most - 1), least_step))
    first, last = floor(low / step), ceil(high / step)
    is_crowded = last * step - high < 0.25 * step
    if is_crowded and (ceiling is None or (last + 1) * step <= ceiling or high > ceiling):
        last += 1
    if 0 < first * step <= 0.25 * last * step:
        first = 0
    return [at * step for at in range(first, last + 1)]


def tick_decimals(ticks: Sequence[float]) -> int:
    """The decimals that tell neighbouring ticks apart."""
    step = ticks[1] - ticks[0]
    return max(0, -floor(log10(step) + 1e-9))


def _round_step(least: float) -> float:
    power = 10.0 ** floor(log10(least))
    return next((size * power for size in (1, 2, 5) if size * power >= least * (1 - 1e-9)), 10 * power)
