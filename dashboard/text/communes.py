"""What the commune pages found, in one sentence: how many are late, and how few of them hold most of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.domain.plan import UnitKind
from dashboard.domain.status import Status
from dashboard.text.formats import format_share
from dashboard.text.words import COUNTED_BY, UNIT_KIND_WORDS

COMMUNES = UNIT_KIND_WORDS[UnitKind.COMMUNE]
# Units alike are held against the province's plan; a unit's own plan starts from its own baseline.
SHORT_PLAN = "kế hoạch chung"
COMMON_PLAN = f"{SHORT_PLAN} của tỉnh"
# What is on the wrong side of a level, of what must rise and of what must fall.
LACKING, BEYOND = "còn thiếu", "vượt mức"


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


def reported_finding(reported: int, total: int, *, has_due: bool, short: str = "") -> str:
    """The title where no commune is judged: the plan gives no due date, or sets the target for the province as a whole.

    `short` says of the latter how many lack how much, where that is known.
    """
    if has_due and short:
        return f"{short}; chỉ tiêu giao chung cả tỉnh, không đánh giá từng nơi"
    why = "Chỉ giao chung cả tỉnh nên không đánh giá từng nơi" if has_due else "Chưa có hạn nên không đánh giá"
    return f"{why}; {reported}/{total} {COMMUNES} đã có số"


def heat_finding(late: Mapping[str, int], judged: int) -> str:
    """`13 xã, phường chậm hoặc không đạt 7 trong 9 chỉ tiêu đánh giá được`: those who are late on most.

    `late` counts by the name of each commune, `judged` is how many indicators could be judged of any.
    """
    if not judged:
        return f"Chưa đánh giá được {COMMUNES} nào"
    most = max(late.values(), default=0)
    if not most:
        return f"Không {COMMUNES} nào có chỉ tiêu chậm hoặc không đạt"
    worst = [name for name, count in late.items() if count == most]
    who = worst[0] if worst[1:] == [] else _group(len(worst), len(late))
    return f"{who} chậm hoặc không đạt {most} trong {judged} chỉ tiêu đánh giá được"


@dataclass(frozen=True)
class Counted:
    """A commune's targets: how many are late or missed of those judged, how many cannot be judged for want of a report, of all."""

    late: int
    judged: int
    unknown: int = 0
    owed: int = 0


def panel_finding(own: Counted, in_heat: Counted, missed: str = "") -> str:
    """`6 trong 8 chỉ tiêu chậm hoặc không đạt`; first what is hidden: `chưa nộp đủ 5 kỳ liền, 7/10 chỉ tiêu chưa đánh giá được`.

    The heat table counts each indicator once (`in_heat`), which is said where it differs. `missed` is `5 kỳ liền` where the
    commune missed several.
    """
    silence = f"chưa nộp đủ {missed}" if missed else ""
    unknown = f"{own.unknown}/{own.owed} chỉ tiêu chưa đánh giá được" if own.unknown else ""
    hidden = ", ".join(part for part in (silence, unknown) if part)
    left = " còn lại" if own.unknown else ""
    if not own.judged:
        said = "" if own.unknown else "chưa chỉ tiêu nào đánh giá được"
    elif own.late:
        said = f"{own.late} trong {own.judged} chỉ tiêu{left} chậm hoặc không đạt"
    else:
        said = f"không chậm chỉ tiêu nào trong {own.judged}{left}"
    said = "; ".join(part for part in (hidden, said) if part)
    other = [f"{in_heat.unknown}/{in_heat.owed}"] if own.unknown and _hidden(own) != _hidden(in_heat) else []
    if own.late != in_heat.late:
        other.append(str(in_heat.late))
    return f"{said}, {COUNTED_BY} (bảng nhiệt đếm {' và '.join(other)}: mỗi chỉ tiêu một hạn)" if other else said


def _hidden(counted: Counted) -> tuple[int, int]:
    return counted.unknown, counted.owed
