"""Sentences that hold up in a meeting: what a target asks, why a status was given, and the one line for the minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.domain.judgement import Judgement, Numbers, Terms
from dashboard.domain.plan import Direction, Indicator, Kind, OrgUnit, Target, UnitKind
from dashboard.domain.status import Reason, Status
from dashboard.text.formats import (
    capital,
    decimals_apart,
    difference_unit,
    format_date,
    format_months,
    format_number,
    format_round,
    format_value,
    lower_first,
)
from dashboard.text.words import MONTHS_WORD, STATUS_WORDS

NO_NUMBER = "không có con số"
NO_DUE = "chưa có hạn"
# Months that are not shown as 0,0.
_LEAST_LAG = 0.05
_BARELY = "chưa đến 0,1\u00a0tháng"
_GATHERED = ("Xã ", "Phường ")


def shown_name(unit: OrgUnit) -> str:
    """The unit's name as reports write it: UBND for the long form."""
    return unit.name.replace("Ủy ban nhân dân", "UBND")


def short_name(unit: OrgUnit) -> str:
    """`Bum Nưa`: the commune's name where it is plain what it is."""
    return unit.abbr or unit.name


def unit_names(units: Sequence[OrgUnit], told: Mapping[str, str] | None = None, prefix: str = "") -> str:
    """`Thanh tra tỉnh; các xã Pa Ủ, Tà Tổng; phường Tân Phong`: agencies by name, communes gathered by what they are.

    `told` is what follows the name of a unit in brackets, by its id; `prefix` stands before communes: `UBND các xã Pa Ủ`.
    """

    def named(unit: OrgUnit, gathered: str = "") -> str:
        name, after = shown_name(unit).removeprefix(gathered), (told or {}).get(unit.id)
        return f"{name} ({after})" if after else name

    communes = [unit for unit in units if unit.kind is UnitKind.COMMUNE]
    parts = [named(unit) for unit in units if unit.kind is not UnitKind.COMMUNE]
    for word in _GATHERED:
        for is_told in (True, False):
            names = [
                named(u, word) for u in communes if u.name.startswith(word) and bool((told or {}).get(u.id)) is is_told
            ]
            if names:
                parts.append(f"{prefix}{'các ' if len(names) > 1 else ''}{word.lower()}{', '.join(names)}")
    parts += [f"{prefix}{named(unit)}" for unit in communes if not unit.name.startswith(_GATHERED)]
    return capital("; ".join(parts))


def format_actual(value: float | None, terms: Terms) -> str:
    """A value as people read it; yes and no in words; one more decimal when rounding would hide a gap to the target."""
    if terms.kind is Kind.MILESTONE and value is not None:
        return "đã hoàn thành" if value >= (terms.target or 1) else "chưa hoàn thành"
    return format_value(value, terms.unit, decimals_apart(value, terms.target, terms.decimals))


def format_target(target: Target, indicator: Indicator, pooled: bool = False) -> str:
    """What the target asks: `≥ 45%`, `100%`, `2–3 người`, `hoàn thành`, `không có con số`."""
    if target.value is None:
        return NO_NUMBER
    if indicator.kind is Kind.MILESTONE:
        return "hoàn thành"
    value = format_round(target.value, indicator.unit, indicator.decimals)
    if pooled and indicator.aggregation == "count_of_units" and any(s.startswith("each_") for s in target.scope):
        return "mọi đơn vị " + (f"≥ {value}" if target.value < 100 else value)
    if target.value_max is not None:
        return f"{format_number(target.value, 0)}–{format_round(target.value_max, indicator.unit, indicator.decimals)}"
    if indicator.direction is Direction.AT_LEAST and not (indicator.unit == "%" and target.value >= 100):
        return f"≥ {value}"
    if indicator.direction is Direction.AT_MOST and target.value > 0:
        return f"≤ {value}"
    return value


def lag(numbers: Numbers) -> str:
    """`chậm 1,1 tháng`, `sớm 0,7 tháng`, `đúng kế hoạch`; empty where there is no plan."""
    months = numbers.months_late
    if months is None:
        return ""
    if abs(months) < _LEAST_LAG:
        return "đúng kế hoạch"
    return f"{'chậm' if months > 0 else 'sớm'}\u00a0{format_months(months)}"


def _share(numbers: Numbers) -> str:
    pace = max((k for k in (numbers.k_all, numbers.k_recent) if k is not None), default=None)
    if pace is None:
        return ""
    if pace <= 0:
        return "số liệu đang đi ngược hướng mục tiêu"
    return f"tốc độ bằng {format_number(pace * 100)}% mức cần thiết"


def _behind(numbers: Numbers) -> str:
    if numbers.months_late is None:
        return "Chậm so với kế hoạch"
    if numbers.months_late < _LEAST_LAG:
        return f"Chậm so với kế hoạch {_BARELY}"
    return f"Chậm so với kế hoạch khoảng {format_months(numbers.months_late)}"


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part) + "."


_WHY: dict[Reason, Callable[[Numbers, Terms], str]] = {
    Reason.NO_NUMERIC_TARGET: lambda n, t: "Văn bản không nêu con số cho chỉ tiêu này, nên không đánh giá.",
    Reason.NO_DUE_DATE: lambda n, t: (
        "Văn bản không nêu hạn; chưa nhận số liệu."
        if n.actual is None
        else "Văn bản không nêu hạn, nên không xếp đúng hay chậm tiến độ."
    ),
    Reason.NOT_STARTED: lambda n, t: f"Chưa bắt đầu; tính từ ngày {format_date(t.start)}.",
    Reason.EMPTY_VALUE: lambda n, t: "Chưa đánh giá: báo cáo mới nhất để trống giá trị.",
    Reason.MISSING_DENOMINATOR: lambda n, t: "Chưa đánh giá: thiếu mẫu số, hoặc không phát sinh trong kỳ.",
    Reason.UNIT_CHANGED: lambda n, t: "Chưa đánh giá: đơn vị tính của báo cáo khác đơn vị tính của chỉ tiêu.",
    Reason.METHOD_CHANGED: lambda n, t: "Chưa đánh giá: cách tính của báo cáo khác cách tính của chỉ tiêu.",
    Reason.OUT_OF_BOUNDS: lambda n, t: "Chưa đánh giá: giá trị vượt giới hạn có thể có, cần kiểm tra số liệu gốc.",
    Reason.LIMIT_EXCEEDED: lambda n, t: "Đã vượt mức trần được phép.",
    Reason.TARGET_MET: lambda n, t: "Số mới nhất đã đạt mục tiêu.",
    Reason.MET_AT_DUE_DATE: lambda n, t: "Đạt mục tiêu vào ngày đến hạn.",
    Reason.MET_AFTER_DUE_DATE: lambda n, t: f"Đạt mục tiêu sau hạn {format_date(t.due)}.",
    Reason.NOT_MET_AT_DUE_DATE: lambda n, t: f"Đã qua hạn {format_date(t.due)} mà chưa đạt mục tiêu.",
    Reason.NO_EVIDENCE_OF_COMPLETION: lambda n, t: "Đã qua hạn mà chưa có minh chứng hoàn thành.",
    Reason.FINAL_VALUE_NOT_REPORTED: lambda n, t: (
        f"Đã qua hạn {format_date(t.due)} và hạn báo cáo, chưa có số cuối kỳ."
    ),
    Reason.LITTLE_TIME_LEFT: lambda n, t: f"Chưa hoàn thành và sắp đến hạn {format_date(t.due)}.",
    Reason.NOT_DONE_YET: lambda n, t: "Chưa hoàn thành, còn thời gian.",
    Reason.NEVER_REPORTED: lambda n, t: "Chưa từng có báo cáo, và đã quá hạn báo cáo.",
    Reason.NO_REPORT_YET: lambda n, t: (
        "Chưa có báo cáo nào; chưa đến hạn nộp." if t.calendar else "Chưa có báo cáo nào; chưa có lịch báo cáo."
    ),
    Reason.NO_BASELINE: lambda n, t: "Có số liệu nhưng thiếu số gốc lúc bắt đầu, chưa so được với kế hoạch.",
    Reason.BASELINE_ONLY: lambda n, t: "Mới có số gốc lúc bắt đầu, chưa có báo cáo nào sau đó.",
    Reason.ON_PLAN_AND_PACE: lambda n, t: "Kịp kế hoạch đến kỳ, tốc độ đủ cho phần còn lại.",
    Reason.MEETS_NOW: lambda n, t: "Hiện đang đạt mức yêu cầu; kết luận vào ngày đến hạn.",
    Reason.BEHIND_AND_SLOW: lambda n, t: _joined(_behind(n), _share(n)),
    Reason.NEEDS_MORE_THAN_BEST_EVER: lambda n, t: f"{_behind(n)}; phần còn lại cần nhanh hơn kỳ tốt nhất từng đạt.",
    Reason.BEHIND_PLAN: lambda n, t: _joined(_behind(n), _share(n)),
    Reason.BEHIND_PLAN_EARLY: lambda n, t: (
        f"{_behind(n)}; mới qua {format_number((n.elapsed or 0) * 100)}% thời gian, còn sớm để kết luận."
    ),
    Reason.BEHIND_BUT_CATCHING_UP: lambda n, t: _joined(f"{_behind(n)} nhưng đang đuổi kịp", _share(n)),
    Reason.SLOWING_DOWN: lambda n, t: (
        f"Kịp kế hoạch đến kỳ, nhưng các kỳ gần nhất chững lại: tốc độ bằng {format_number((n.k_recent or 0) * 100)}% mức cần thiết."
    ),
    Reason.RECOVERING_NOT_CONFIRMED: lambda n, t: "Vừa trở lại mức kế hoạch; cần vượt rõ hơn mới bỏ cảnh báo.",
    Reason.RUN_RATE_WITHIN_LIMIT: lambda n, t: "Với nhịp hiện nay, cả kỳ không vượt mức trần.",
    Reason.RUN_RATE_OVER_LIMIT: lambda n, t: "Với nhịp hiện nay, cả kỳ sẽ vượt mức trần.",
    Reason.RUN_RATE_FAR_OVER: lambda n, t: "Với nhịp hiện nay, cả kỳ sẽ vượt xa mức trần.",
    Reason.FAILS_NOW: lambda n, t: "Báo cáo mới nhất không đạt mức yêu cầu.",
    Reason.FAILED_RECENTLY: lambda n, t: "Hiện đạt, nhưng trong ba báo cáo gần nhất có lần không đạt.",
    Reason.CONSISTENTLY_FAILS: lambda n, t: "Các báo cáo gần nhất đều không đạt mức yêu cầu.",
    Reason.WAS_ON_TRACK_BUT_REPORT_MISSING: lambda n, t: "Thiếu báo cáo đến hạn; trước đó đúng tiến độ.",
    Reason.NO_REPORT: lambda n, t: "Chưa đủ đơn vị báo cáo để tính số toàn tỉnh.",
}


def why(judgement: Judgement, terms: Terms) -> str:
    """One sentence with its numbers that says why this status was given."""
    if terms.kind is Kind.MILESTONE and judgement.reason is Reason.NOT_MET_AT_DUE_DATE:
        return f"Đã qua hạn {format_date(terms.due)} mà chưa hoàn thành."
    return _WHY[judgement.reason](judgement.numbers, terms)


def pace(value: float | None, numbers: Numbers, unit: str, decimals: int) -> str:
    """A pace towards the target, `12,2 điểm %/tháng`; in months of plan per month where the plan has milestones."""
    if value is None:
        return ""
    if numbers.pace_months is None:
        return f"{format_number(value, 1)}\u00a0tháng kế hoạch/tháng"
    return f"{format_number(value, max(decimals, 1))}\u00a0{difference_unit(unit)}/{MONTHS_WORD[numbers.pace_months]}"


def sentence(name: str, judgement: Judgement, terms: Terms, actual: str, goal: str) -> str:
    """The one line for minutes and messages: value, day, plan, lag, pace needed and had, status (rule 3.8).

    `actual` and `goal` are the value and the target in words.
    """
    numbers, word = judgement.numbers, STATUS_WORDS[judgement.status].word
    if numbers.actual is None:
        return f"{name}: {_lower(why(judgement, terms))} → {word}."
    parts = [f"{name}: {actual} vào {format_date(numbers.observed_on)}"]
    open_still = judgement.status in (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)
    if open_still and numbers.plan is not None and numbers.months_late is not None:
        banded = terms.direction in (Direction.RANGE, Direction.EXACTLY)
        plan = "" if banded else f", kế hoạch {format_value(numbers.plan, terms.unit, terms.decimals)}"
        parts[0] += f"{plan} → {lag(numbers)}"
        needed, recent, best = (
            pace(v, numbers, terms.unit, terms.decimals)
            for v in (numbers.needed_pace, numbers.recent_pace, numbers.best_pace)
        )
        if needed:
            parts.append(
                f"cần {needed} để đạt {goal} ngày {format_date(terms.due)}, "
                f"tốc độ gần đây {recent} (cao nhất từng đạt {best})"
            )
    elif terms.target is not None or terms.target_low is not None:
        due = f" ngày {format_date(terms.due)}" if terms.due else ""
        parts.append(f"mục tiêu {goal}{due}")
    if judgement.status in (Status.NOT_ENOUGH_DATA, Status.NOT_COMPARABLE, Status.REPORT_OVERDUE):
        parts.append(_lower(why(judgement, terms)))
    return f"{'; '.join(parts)} → {word}."


def _lower(text: str) -> str:
    return lower_first(text).rstrip(".")


def finding(name: str, judgement: Judgement, terms: Terms, actual: str, goal: str) -> str:
    """The page's title: what the figure says, in one sentence a meeting can hold on to. `goal` is the target in words."""
    numbers, due = judgement.numbers, format_date(terms.due)
    if numbers.actual is None:
        return f"{name}: {_lower(why(judgement, terms))}"
    if terms.kind is Kind.MILESTONE:
        end = f"; hạn {due}" if terms.due else ""
        return f"{name}: {actual}{end}"
    lower = terms.direction is Direction.AT_MOST
    reached = f"{name} đạt {actual}"
    if terms.direction is not Direction.AT_LEAST:
        fell = numbers.baseline is not None and numbers.actual < numbers.baseline
        reached = f"{name}: còn {actual}" if lower and fell and terms.kind is not Kind.CAP else f"{name}: {actual}"
    goal = f"mức {goal}" if lower else goal.removeprefix("≥ ")
    each = "mục tiêu " if goal.startswith("mọi ") else ""
    aim = f"{each}{goal} vào {due}" if terms.due else f"{each}{goal}"
    match judgement.status:
        case Status.MISSED if judgement.reason is Reason.LIMIT_EXCEEDED:
            return f"{reached}; đã vượt {goal}"
        case Status.MISSED:
            return f"{reached}; không đạt {aim}"
        case Status.OFF_TRACK | Status.AT_RISK:
            place = _place(judgement)
            return f"{reached}, {place}; {_doubt(judgement, aim)}" if place else f"{reached}; {_doubt(judgement, aim)}"
        case Status.ON_TRACK if judgement.reason is Reason.MEETS_NOW:
            return f"{reached}, hiện đang đạt mục tiêu {goal}; kết luận vào {due}"
        case Status.ON_TRACK:
            return f"{reached}, đúng tiến độ để đạt {aim}"
        case Status.ACHIEVED:
            return (
                f"{reached}, đã đạt mục tiêu {goal}, hạn {due}" if terms.due else f"{reached}, đã đạt mục tiêu {goal}"
            )
        case Status.ACHIEVED_LATE:
            return f"{reached}, đã đạt mục tiêu {goal} nhưng sau hạn {due}"
        case _:
            return f"{reached}; {_lower(why(judgement, terms))}"


def _place(judgement: Judgement) -> str:
    """Where a value stands against its plan, as its reason has it: a value that the rules call behind is never early."""
    reason, late = judgement.reason, lag(judgement.numbers)
    if reason is Reason.SLOWING_DOWN:
        return "kịp kế hoạch nhưng đang chững lại"
    if not late or reason is Reason.RECOVERING_NOT_CONFIRMED:
        return late
    if not late.startswith("chậm"):
        late = f"chậm {_BARELY}"
    catching_up = " nhưng đang đuổi kịp" if reason is Reason.BEHIND_BUT_CATCHING_UP else ""
    return f"{late} so với kế hoạch{catching_up}"


def _doubt(judgement: Judgement, aim: str) -> str:
    if judgement.status is Status.OFF_TRACK:
        return f"khó đạt {aim}"
    match judgement.reason:
        case Reason.RECOVERING_NOT_CONFIRMED:
            return f"vừa trở lại kế hoạch đạt {aim}, còn theo dõi"
        case Reason.BEHIND_PLAN_EARLY:
            return f"có nguy cơ không đạt {aim}, còn sớm để kết luận"
        case Reason.FAILED_RECENTLY:
            return f"gần đây có lần không đạt, có nguy cơ không đạt {aim}"
        case _:
            return f"có nguy cơ không đạt {aim}"
