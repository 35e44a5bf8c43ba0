"""Colours: contrast computed, statuses apart in grey and in colour-vision deficiencies, style sheet and code alike."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from dashboard.charts import palette
from dashboard.charts.palette import STATUS_PAINT
from dashboard.domain.status import Status

SHEET = (Path(palette.__file__).parent / "styles.css").read_text(encoding="utf-8")
FILLS = sorted({paint.fill for paint in STATUS_PAINT.values()})
# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)


def linear(colour: str) -> np.ndarray:
    """Linear RGB of `#rrggbb`."""
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(TO_XYZ[1] @ linear(colour))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, sight: str) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(SIGHTS[sight] @ linear(colour), 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def delta_e_2000(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000, after Sharma, Wu and Dalal (2005)."""
    c_mean = (np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2
    g = 0.5 * (1 - np.sqrt(c_mean**7 / (c_mean**7 + 25**7)))
    a1, a2 = one[1] * (1 + g), other[1] * (1 + g)
    c1, c2 = np.hypot(a1, one[2]), np.hypot(a2, other[2])
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, one[2]), (a2, other[2])))
    gap = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(gap) / 2)
    h_mean = h1 + h2 if c1 * c2 == 0 else (h1 + gap / 2) % 360
    l_mean, c_mean = (one[0] + other[0]) / 2, (c1 + c2) / 2
    t = 1 + sum(
        weight * np.cos(np.radians(times * h_mean - shift))
        for weight, times, shift in ((-0.17, 1, 30), (0.24, 2, 0), (0.32, 3, -6), (-0.20, 4, 63))
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / np.sqrt(20 + (l_mean - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    turn = np.radians(60 * np.exp(-(((h_mean - 275) / 25) ** 2)))
    r = -2 * np.sqrt(c_mean**7 / (c_mean**7 + 25**7)) * np.sin(turn)
    light, chroma, hue = (other[0] - one[0]) / s_l, (c2 - c1) / s_c, hue / s_h
    return float(np.sqrt(light**2 + chroma**2 + hue**2 + r * chroma * hue))


def test_the_colour_distance_agrees_with_published_pairs() -> None:
    assert delta_e_2000(np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485])) == pytest.approx(
        2.0425, abs=1e-4
    )
    assert delta_e_2000(np.array([50, 2.5, 0]), np.array([73, 25, -18])) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("status", list(Status))
def test_a_badge_is_readable_on_its_tint(status: Status) -> None:
    assert contrast(STATUS_PAINT[status].text, STATUS_PAINT[status].tint) >= 4.5


@pytest.mark.parametrize("status", list(Status))
def test_a_mark_is_readable_on_its_fill(status: Status) -> None:
    assert contrast(STATUS_PAINT[status].on_fill, STATUS_PAINT[status].fill) >= 4.5


@pytest.mark.parametrize(
    "colour", [palette.TEXT, palette.TEXT_SECONDARY, palette.LINK, palette.ACTUAL_TEXT, palette.PROJECTION]
)
@pytest.mark.parametrize("ground", [palette.PAPER, palette.HEAD])
def test_text_is_readable_on_paper_and_on_marked_rows(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 4.5


@pytest.mark.parametrize("band", [palette.BAND_PLAN, palette.BAND_TARGET, palette.BAND_REST])
@pytest.mark.parametrize("graphic", [palette.ACTUAL, palette.PLAN])
def test_bar_and_ticks_stand_out_from_every_band(graphic: str, band: str) -> None:
    assert contrast(graphic, band) >= 3.0


@pytest.mark.parametrize("edge", [palette.EDGE, palette.PROJECTION_EDGE, STATUS_PAINT[Status.REPORT_OVERDUE].edge])
def test_edges_stand_out_from_paper(edge: str) -> None:
    assert contrast(edge, palette.PAPER) >= 3.0


@pytest.mark.parametrize("sight", list(SIGHTS))
def test_check_34_status_fills_stay_apart_in_every_sight(sight: str) -> None:
    nearest = min(delta_e_2000(lab(one, sight), lab(other, sight)) for one, other in combinations(FILLS, 2))
    assert nearest >= 20


def test_check_34_status_fills_stay_apart_in_grey() -> None:
    nearest = min(abs(lab(one, "normal")[0] - lab(other, "normal")[0]) for one, other in combinations(FILLS, 2))
    assert nearest >= 12


def test_the_style_sheet_uses_no_colour_that_the_palette_lacks() -> None:
    painted = [value for paint in STATUS_PAINT.values() for value in vars(paint).values() if isinstance(value, str)]
    known = {value.upper() for value in [*vars(palette).values(), *painted] if isinstance(value, str)}
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", SHEET.upper())) <= known


def test_every_rule_of_the_style_sheet_hangs_on_the_frame() -> None:
    plain = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    selectors = [part.strip() for head in re.findall(r"([^{}]+)\{", plain) for part in head.split(",")]
    assert [s for s in selectors if not s.startswith((".ct", "@media"))] == []


def test_every_status_has_a_badge_style() -> None:
    from dashboard.text.words import STATUS_WORDS

    missing = [words.css for words in STATUS_WORDS.values() if f".ct .st.{words.css}" not in SHEET]
    assert missing == []
