"""One small cell per target with its mark inside, and the same counts in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from dashboard.charts.markup import el
from dashboard.charts.palette import STATUS_PAINT
from dashboard.domain.status import Status
from dashboard.text.words import STATUS_WORDS

PER_LINE = 10
_PITCH = 24
_HEIGHT = 22

COUNTED: tuple[tuple[str, frozenset[Status]], ...] = (
    ("không đạt", frozenset({Status.MISSED})),
    ("chậm", frozenset({Status.OFF_TRACK})),
    ("nguy cơ", frozenset({Status.AT_RISK})),
    ("đúng tiến độ", frozenset({Status.ON_TRACK})),
    ("đạt", frozenset({Status.ACHIEVED, Status.ACHIEVED_LATE})),
    ("quá hạn báo cáo", frozenset({Status.REPORT_OVERDUE})),
    (
        "chưa đánh giá",
        frozenset({Status.NOT_DUE, Status.NOT_ENOUGH_DATA, Status.NO_DATA, Status.NOT_COMPARABLE}),
    ),
)


def draw_status_cells(statuses: Sequence[Status], per_line: int = PER_LINE) -> Markup:
    """The cells, worst first, in lines; «Không có chỉ tiêu» when there is none."""
    if not statuses:
        return el("span", "Không có chỉ tiêu", class_="sub")
    ordered = sorted(statuses, key=_rank)
    lines = (len(ordered) - 1) // per_line + 1
    width = _PITCH * min(len(ordered), per_line)
    height = _HEIGHT + (lines - 1) * _PITCH
    cells = [_cell(status, at % per_line * _PITCH, at // per_line * _PITCH) for at, status in enumerate(ordered)]
    return el(
        "svg",
        *cells,
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_label=count_words(statuses),
        class_="cells",
    )


def count_words(statuses: Iterable[Status]) -> str:
    """`3 không đạt, 2 chậm, 1 nguy cơ`: every status is counted once, groups without any are left out."""
    found = list(statuses)
    counts = ((word, sum(status in group for status in found)) for word, group in COUNTED)
    return ", ".join(f"{count} {word}" for word, count in counts if count)


def _rank(status: Status) -> int:
    return next(at for at, (_, group) in enumerate(COUNTED) if status in group)


def _cell(status: Status, x: float, y: float) -> Markup:
    paint = STATUS_PAINT[status]
    if paint.is_dashed:
        box = el(
            "rect",
            x=x + 0.75,
            y=y + 1.75,
            width=20.5,
            height=18.5,
            rx=2,
            fill=paint.fill,
            stroke=paint.edge,
            stroke_width=1.5,
            stroke_dasharray="3 2",
        )
    elif paint.edge is not None:
        box = el(
            "rect", x=x + 0.5, y=y + 1.5, width=21, height=19, rx=2, fill=paint.fill, stroke=paint.edge, stroke_width=1
        )
    else:
        box = el("rect", x=x, y=y + 1, width=22, height=20, rx=2, fill=paint.fill)
    sign = STATUS_WORDS[status].mark
    return box + el("text", sign, x=x + 11, y=y + 16, text_anchor="middle", font_size=15, fill=paint.on_fill)
