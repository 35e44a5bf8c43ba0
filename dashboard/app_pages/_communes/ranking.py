"""«Xếp hạng»: communes in the order of one figure, who holds what is missing, and who stands in no order."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.analyses.commune_figures import CommuneColumn, is_small, parts_of
from dashboard.analyses.standings import Standing, Standings, standings_of
from dashboard.app_pages import _panel
from dashboard.app_pages._communes.fair import draw_caption, funnel_of, why_not_fair
from dashboard.app_pages._communes.picture import NO_FIGURE, CommunePicture, block_words, period_words
from dashboard.app_pages._communes.shortage import shortage_of
from dashboard.app_pages._session import Session, cut
from dashboard.charts.bullet import Bullet, doubtful
from dashboard.charts.communes.funnel import draw_funnel
from dashboard.charts.communes.funnel_records import draw_funnel_table, funnel_alt
from dashboard.charts.communes.ranking import RankedUnit, Ranking, draw_ranking_table, draw_shortage, draw_unranked
from dashboard.charts.figure import plotly_config
from dashboard.charts.markup import Markup, el, frame, note
from dashboard.charts.overview import side_by_side
from dashboard.domain.plan import Kind, OrgUnit
from dashboard.text.communes import COMMON_PLAN, COMMUNES, SHORT_PLAN
from dashboard.text.formats import (
    between,
    decimals_apart,
    difference_unit,
    format_date,
    format_parts,
    format_round,
    format_short,
)
from dashboard.text.sentences import format_actual, short_name

MOST = 10
_ALL, _FAIR = "het", "phieu"


def draw_ranking(session: Session, picture: CommunePicture, column: CommuneColumn) -> Markup:
    """The ranking of a column, what is missing beside it, and where the figures come from, as blocks of a frame."""
    standings = standings_of(session.snapshot, column)
    notes = [note(said) for said in _notes(session)]
    if not standings.ranked:
        told = el("p", f"Chưa có số liệu nào để xếp hạng {COMMUNES}.")
        groups = _unranked(session, column, standings) if standings.day is not None else None
        return el("div", *notes, told, groups, class_="ranking")
    shown = standings.ranked if _is_asked(session, _ALL) else standings.ranked[:MOST]
    ranking = Ranking(
        _title(standings, len(shown)),
        _measure(standings),
        tuple(_unit(session, picture, column, standings, each) for each in shown),
        None if standings.line is None else standings.line.level,
        "" if standings.line is None else standings.line.words,
        _ways(session, picture, standings),
    )
    shortage = shortage_of(standings, session.catalogue, lambda unit_id: _opened(session, picture, unit_id))
    left = [draw_ranking_table(ranking), _unranked(session, column, standings)]
    halves = side_by_side(left, [draw_shortage(shortage)], css="halves")
    return el("div", *notes, halves, note(_source(column, standings), css="source"), class_="ranking")


def show_fair(session: Session, column: CommuneColumn) -> None:
    """Puts the funnel view on the page where the address asks for it: finding, chart, table."""
    if not _is_asked(session, _FAIR):
        return
    standings = standings_of(session.snapshot, column)
    funnel = funnel_of(standings)
    if funnel is None:
        said = f"Không so sánh công bằng được: {why_not_fair(standings)}."
        _panel.show(frame(el("p", said)), key="phieu-tua")
        return
    _panel.show(frame(draw_caption(funnel)), key="phieu-tua")
    st.plotly_chart(draw_funnel(funnel), key="phieu", theme=None, config=plotly_config(), alt=funnel_alt(funnel))
    _panel.show(frame(draw_funnel_table(funnel)), key="phieu-bang")


def _is_asked(session: Session, key: str) -> bool:
    return session.parameters.get(key) == "co"


def _notes(session: Session) -> list[str]:
    """What the address asks of the ranking that it does not have."""
    return [
        f"Không có lựa chọn «{key}={cut(asked)}» ở bảng xếp hạng."
        for key in (_ALL, _FAIR)
        if (asked := session.parameters.get(key)) and asked != "co"
    ]


def _ways(session: Session, picture: CommunePicture, standings: Standings) -> tuple[tuple[str, str], ...]:
    """To all or the worst of them, and to the fair comparison."""
    is_all, is_fair = _is_asked(session, _ALL), _is_asked(session, _FAIR)
    ways: list[tuple[str, str]] = []
    if len(standings.ranked) > MOST:
        words = f"Chỉ xem {MOST} {standings.worst}" if is_all else f"Xem cả {standings.count}"
        ways.append((words, picture.here(session, het=None if is_all else "co")))
    if funnel_of(standings) is not None:
        words = "Ẩn so sánh công bằng" if is_fair else "So sánh công bằng theo cỡ mẫu"
        ways.append((words, picture.here(session, phieu=None if is_fair else "co")))
    return tuple(ways)


def _opened(session: Session, picture: CommunePicture, unit_id: str) -> str:
    """The address with this commune's panel open; closed again where it is open."""
    return picture.here(session, xa=None if unit_id == picture.commune else unit_id)


def _title(standings: Standings, count: int) -> str:
    """The finding: how far the worst are from the line, or how many are behind it."""
    ranked, behind, line = standings.ranked, standings.behind, standings.line
    decimals = standings.row.indicator.decimals
    first, last = ranked[0].value, ranked[count - 1].value
    who = f"{count} xã, phường {standings.worst}"
    if line is None:
        return f"{who if count < len(ranked) else f'{count} xã, phường'}: {standings.between(first, last)}"
    if not behind:
        return f"Cả {len(ranked)} xã, phường có số liệu đều đạt {line.name}"
    if count == len(ranked) or len(behind) < count:
        return f"{len(behind)}/{len(ranked)} xã, phường chưa đạt {line.name}"
    apart = difference_unit(standings.unit)
    word = "vượt" if standings.lower_is_better else "còn cách"
    aim = SHORT_PLAN if line.is_plan else "mục tiêu"
    return f"{who} {word} {aim} {between(abs(line.level - first), abs(line.level - last), apart, decimals)}"


def _measure(standings: Standings) -> str:
    said = f"{standings.row.name}, {standings.unit}, đến {format_date(standings.day)}."
    return f"{said} Càng thấp càng tốt." if standings.lower_is_better else said


def _unit(
    session: Session, picture: CommunePicture, column: CommuneColumn, standings: Standings, standing: Standing
) -> RankedUnit:
    indicator = standings.row.indicator
    own = session.snapshot.row(standings.row.target.id, standing.unit.id)
    if indicator.kind is Kind.MILESTONE and own is not None:
        shown = format_actual(standing.value, own.terms)
    else:
        level = None if standings.line is None else standings.line.asked
        decimals = decimals_apart(standing.value, level, indicator.decimals)
        shown = format_short(standing.value, standings.unit, decimals)
    return RankedUnit(
        id=standing.unit.id,
        name=standing.name,
        value=standing.value,
        shown=shown,
        parts="" if (parts := parts_of(indicator, standing.reading)) is None else format_parts(*parts),
        doubt=_doubt(standings, standing),
        to=_opened(session, picture, standing.unit.id),
        is_chosen=standing.unit.id == picture.commune,
    )


def _doubt(standings: Standings, standing: Standing) -> str:
    """Why a figure should be read with care: out of bounds, or made of few cases."""
    indicator, denominator = standings.row.indicator, standing.reading.denominator
    bounds = None if indicator.bounds == (None, None) else indicator.bounds
    bullet = Bullet(standing.value, None, None, standings.unit, indicator.decimals, bounds=bounds)
    is_yes_or_no = standings.row.counts_units and denominator == 1
    return doubtful(bullet) or ("mẫu nhỏ" if is_small(denominator) and not is_yes_or_no else "")


def _unranked(session: Session, column: CommuneColumn, standings: Standings) -> Markup:
    """Who stands in no order, by name and with what it last sent."""
    groups: list[tuple[str, str]] = []
    if standings.silent:
        last = {unit: _last(session, column, standings.day, unit) for unit in standings.silent}
        said = [f"{short_name(unit)} ({words})" for unit, words in last.items() if words]
        never = [short_name(unit) for unit, words in last.items() if not words]
        parts = [", ".join(said), f"{NO_FIGURE}: {', '.join(never)}" if never else ""]
        until = f" Chưa nộp kỳ {period_words(column, standings.day)}." if standings.day is not None else ""
        groups.append((f"Không xếp hạng ({len(last)}):", f"{'; '.join(part for part in parts if part)}.{until}"))
    for lead, units in (
        ("Không phát sinh trong kỳ", standings.not_arising),
        ("Để trống giá trị", standings.blank),
        ("Không ghi số phải làm", standings.baseless),
    ):
        if units:
            groups.append((f"{lead} ({len(units)}):", f"{', '.join(short_name(u) for u in units)}."))
    return draw_unranked(groups)


def _last(session: Session, column: CommuneColumn, day: date | None, unit: OrgUnit) -> str:
    """The unit's newest figure before the day, and the period it speaks of; empty where it never sent one: a baseline is none."""
    indicator = column.indicator
    reported = (r for r in session.snapshot.readings(indicator.id, unit.id) if not column.row.is_baseline(r.date))
    known = [r for r in reported if r.value is not None and (day is None or r.date < day)]
    if not known:
        return ""
    shown = format_short(known[-1].value, indicator.unit, indicator.decimals)
    return f"{shown}, {period_words(column, known[-1].date)}"


def _source(column: CommuneColumn, standings: Standings) -> str:
    """Where the figures come from, what they add up to, and how the plan line runs."""
    received = sorted(r for each in standings.ranked if (r := each.reading.received) is not None)
    said = [f"Nguồn: báo cáo của {len(standings.ranked) + len(standings.not_arising)} {COMMUNES}"]
    if received:
        first, last = format_date(received[0]), format_date(received[-1])
        said[0] += f"; nhận ngày {first}" if first == last else f"; nhận từ {first} đến {last}"
    if block := block_words(column, standings.day):
        said.append(block)
    return ". ".join([*said, *_plan_source(standings)]) + "."


def _plan_source(standings: Standings) -> list[str]:
    """From where to where the plan line runs; nothing where the line is no plan."""
    terms, baseline = standings.row.terms, standings.row.judgement.numbers.baseline
    if (
        standings.line is None
        or not standings.line.is_plan
        or baseline is None
        or terms.due is None
        or terms.target is None
    ):
        return []
    start, end = (format_round(value, standings.unit, terms.decimals) for value in (baseline, terms.target))
    course = "qua các mốc của kế hoạch" if terms.milestones_inside else "đường thẳng"
    run = f"{course} từ {start} ({format_date(terms.start)}) đến {end} ({format_date(terms.due)})"
    return [f"{COMMON_PLAN.capitalize()}: {run}"]
