"""What the commune pages found, in one sentence: how many are late, and how few of them hold most of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from dashboard.domain.status import Status
from dashboard.text.formats import format_number, format_share
from dashboard.text.words import COUNTED_BY

COMMUNES = "xã, phường"
# Units alike are held against the province's plan; a unit's own plan starts from its own baseline.
SHORT_PLAN = "kế hoạch chung"
COMMON_PLAN = f"{SHORT_PLAN} của tỉnh"
# What is on the wrong side of a level, of what must rise and of what must fall.
LACKING, BEYOND = "còn thiếu", "vượt mức"
# The title names how few hold half of everything that is late.
_HALF = 0.5


def map_finding(
    counts: Mapping[Status, int], total: int, leading: tuple[int, float, int] | None, lacking: str = LACKING
) -> str:
    """`16 xã, phường chậm tiến độ; 5 xã, phường chiếm 71% phần còn thiếu của 35 nơi đã nộp`.

    `counts` are communes by status, `total` all of them; `leading` is the smallest group that holds most of what is
    missing, its share (0–1) and how many reported, None where nothing is missing or it cannot be said; `lacking` is what
    that is called.
    """
    said = _standing(counts, total)
    if leading is None:
        return said
    size, share, reported = leading
    whose = "khối xã" if reported == total else f"{reported} nơi đã nộp"
    return f"{said}; {size} {COMMUNES} chiếm {format_share(share)} phần {lacking} của {whose}"


def _standing(counts: Mapping[Status, int], total: int) -> str:
    missed, slow = counts.get(Status.MISSED, 0), counts.get(Status.OFF_TRACK, 0)
    risk = counts.get(Status.AT_RISK, 0)
    done = counts.get(Status.ACHIEVED, 0) + counts.get(Status.ACHIEVED_LATE, 0)
    if missed or slow:
        word = " hoặc ".join(word for count, word in ((slow, "chậm tiến độ"), (missed, "không đạt")) if count)
        return f"{_group(missed + slow, total)} {word}"
    if risk:
        return f"{_group(risk, total)} có nguy cơ; chưa {COMMUNES} nào chậm tiến độ"
    if done == total:
        return f"Cả {total} {COMMUNES} đã đạt"
    if done or counts.get(Status.ON_TRACK, 0):
        return f"Không {COMMUNES} nào chậm tiến độ"
    overdue = counts.get(Status.REPORT_OVERDUE, 0)
    return f"{_group(overdue, total)} quá hạn báo cáo" if overdue else f"Chưa đánh giá được {COMMUNES} nào"


def _group(count: int, total: int) -> str:
    return f"Cả {total} {COMMUNES}" if count == total else f"{count} {COMMUNES}"


def reported_finding(reported: int, total: int, *, has_due: bool) -> str:
    """The title where no commune is judged: the plan gives no due date, or sets the target for the province as a whole."""
    why = "Chỉ giao chung cả tỉnh nên không đánh giá từng nơi" if has_due else "Chưa có hạn nên không đánh giá"
    return f"{why}; {reported}/{total} {COMMUNES} đã có số"


def heat_finding(late: Sequence[int], judged: int) -> str:
    """`7 xã, phường giữ 39 trong 78 lượt chậm hoặc không đạt`: the smallest group that holds half of all.

    `late` counts by commune, `judged` is how many figures could be judged at all.
    """
    whole = sum(late)
    if not judged:
        return f"Chưa đánh giá được {COMMUNES} nào"
    if not whole:
        return f"Không {COMMUNES} nào có chỉ tiêu chậm hoặc không đạt"
    running = list(accumulate(sorted(late, reverse=True)))
    size = 1 + next(at for at, held in enumerate(running) if held >= _HALF * whole)
    held = format_number(running[size - 1])
    return f"{size} {COMMUNES} giữ {held} trong {format_number(whole)} lượt chậm hoặc không đạt"


def panel_finding(late: int, judged: int, late_in_heat: int) -> str:
    """`6 trong 8 chỉ tiêu chậm hoặc không đạt`; the heat table counts each indicator once, which is said where it differs."""
    if not judged:
        return "chưa chỉ tiêu nào đánh giá được"
    said = f"{late} trong {judged} chỉ tiêu chậm hoặc không đạt" if late else f"không chậm chỉ tiêu nào trong {judged}"
    if late == late_in_heat:
        return said
    return f"{said}, {COUNTED_BY} (bảng nhiệt đếm {late_in_heat}: mỗi chỉ tiêu một hạn)"
