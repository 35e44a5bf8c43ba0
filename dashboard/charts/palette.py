"""The colours of every picture; styles.css holds the same values as CSS variables, and a test keeps the two equal."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.domain.status import Status

TEXT = "#1B2733"
TEXT_SECONDARY = "#4A5763"
LINK = "#0B4F8A"
EDGE = "#7B8794"
LINE = "#D5DBE1"
LINE_STRONG = "#AEB8C2"
GRID = "#E6EAEE"
HEAD = "#EEF3F8"
PAPER = "#FFFFFF"

ACTUAL = "#1F5AA6"
ACTUAL_TEXT = "#12467B"
PLAN = "#1B2733"
SHORTAGE = "#7A1712"
BAND_PLAN = "#C3CCD6"
BAND_TARGET = "#DCE2E9"
BAND_REST = "#EEF1F5"
PROJECTION = "#7A4B00"
PROJECTION_EDGE = "#A66A00"
PROJECTION_FILL = "rgba(232,201,138,0.45)"


@dataclass(frozen=True)
class StatusPaint:
    """How a status is painted: the filled cell (fill, edge, mark on it) and the badge (tint, text on it)."""

    fill: str
    edge: str | None
    on_fill: str
    is_dashed: bool
    tint: str
    text: str


_LATE = StatusPaint("#6E1310", None, "#FFFFFF", False, "#FBE3E0", "#8C1D18")
_RISK = StatusPaint("#FFC94D", "#7A4B00", "#1B2733", False, "#FFF0C9", "#7A4B00")
_OK = StatusPaint("#3FA796", "#0B5F55", "#1B2733", False, "#DDF1ED", "#0B5F55")
_DONE = StatusPaint("#1F5AA6", None, "#FFFFFF", False, "#E1EDF8", "#12467B")
_OVERDUE = StatusPaint("#FFFFFF", "#5B3A8C", "#5B3A8C", True, "#EEE7F7", "#5B3A8C")
_NONE = StatusPaint("#FFFFFF", "#7B8794", "#4A5763", True, "#EEF1F4", "#4A5763")

STATUS_PAINT: dict[Status, StatusPaint] = {
    Status.MISSED: _LATE,
    Status.OFF_TRACK: _LATE,
    Status.AT_RISK: _RISK,
    Status.REPORT_OVERDUE: _OVERDUE,
    Status.ON_TRACK: _OK,
    Status.ACHIEVED: _DONE,
    Status.ACHIEVED_LATE: _DONE,
    Status.NOT_DUE: _NONE,
    Status.NOT_ENOUGH_DATA: _NONE,
    Status.NO_DATA: _NONE,
    Status.NOT_COMPARABLE: _NONE,
}
