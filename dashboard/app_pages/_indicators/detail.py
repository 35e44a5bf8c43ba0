"""One indicator: where it is against plan, why it has this status, who makes the figure, and where each value comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.analyses.closing import closing_of
from dashboard.app_pages import _panel
from dashboard.app_pages._indicators.sources import source_rows
from dashboard.app_pages._indicators.units import draw_units_of
from dashboard.app_pages._indicators.why import why_of
from dashboard.app_pages._rows import (
    INDICATORS_PATH,
    actual_words,
    agency_names,
    bullet_of,
    detail_link,
    name_within,
    newer_reading,
    owed_periods,
    periods_of,
    pool_words,
    shown_pool,
)
from dashboard.app_pages._session import Session, cut
from dashboard.charts.detail import (
    TargetRow,
    draw_chips,
    draw_closing,
    draw_definition,
    draw_finding,
    draw_sources,
    draw_targets,
    draw_why,
)
from dashboard.charts.figure import plotly_config
from dashboard.charts.markup import Markup, el, frame, link, note
from dashboard.charts.overview import side_by_side
from dashboard.charts.trends.figure import draw_trend
from dashboard.charts.trends.records import TrendInput, TrendPoint, draw_trend_table, trend_alt, trend_caption
from dashboard.domain.judgement import plan_value
from dashboard.domain.plan import Direction, Kind
from dashboard.domain.pools import Pooled
from dashboard.domain.status import Flag, Status
from dashboard.snapshot import SnapshotRow
from dashboard.text.formats import (
    format_date,
    join_names,
)
from dashboard.text.sentences import NO_DUE, shown_name
from dashboard.text.words import (
    ACCUMULATION_WORDS,
    AGGREGATION_WORDS,
    ASSUMED,
    FLAG_WORDS,
    FREQUENCY_WORDS,
    PROVINCE,
)


def show(
    session: Session, listed: Sequence[SnapshotRow], filters: dict[str, str | None], notes: Sequence[str] = ()
) -> None:
    """Draws the page of the indicator in the address; `listed` is the filtered list that «Trước» and «Sau» walk.

    `notes` say what in the address had to be left out.
    """
    row = find_row(session)
    if row is None:
        asked = session.parameters["ct"]
        back = link("Về danh sách", session.link(INDICATORS_PATH, **filters))
        said = el("p", f"Không tìm thấy chỉ tiêu «{cut(asked)}» trong bản số liệu này. ", back)
        _panel.show(frame(said), key="chi-tiet")
        return
    _panel.show(draw_head(session, row, listed, filters, [*notes, *_doubts(session, row)]), key="chi-tiet")
    trend = trend_of(session, row)
    with st.container(key="hinh"):
        left, right = st.columns([8, 4], gap="medium")
    with left:
        _panel.show(frame(el("p", trend_caption(trend), class_="fig-sub")), key="hinh-tua")
        st.plotly_chart(draw_trend(trend), key="xu-huong", theme=None, config=plotly_config(), alt=trend_alt(trend))
        _panel.show(frame(draw_trend_table(trend, _source_words(session, row))), key="hinh-bang")
    with right:
        _panel.show(frame(draw_why(why_of(session, row))), key="vi-sao")
    _panel.show(draw_rest(session, row, filters), key="chi-tiet-duoi")


def find_row(session: Session) -> SnapshotRow | None:
    """The row the page leads with: the target in the address, at the chosen unit where it owes it, else the leading one."""
    snapshot = session.snapshot
    rows = snapshot.rows_of_indicator(session.parameters["ct"])
    here = [r for r in rows if r.org_unit.id == session.scope.id]
    province = [r for r in rows if r.org_unit.id == session.catalogue.workspace.province]
    asked = session.parameters.get("mt")
    for known in (here, province, rows):
        named = [r for r in known if r.target.id == asked]
        if named:
            return named[0]
    return snapshot.leading_row(session.parameters["ct"], session.scope.id)


def _doubts(session: Session, row: SnapshotRow) -> list[str]:
    """What the address asked of this indicator that it does not have."""
    doubts: list[str] = []
    asked = session.parameters.get("mt")
    if asked and asked != row.target.id:
        document = session.catalogue.plan_documents[row.target.document]
        shown = f"{document.short}, mục {row.target.clause}"
        doubts.append(f"Chỉ tiêu này không có mục tiêu «{cut(asked)}»; đang xem mục tiêu của {shown}.")
    if not session.is_whole and row.org_unit.id != session.scope.id and session.scope.id not in row.lead:
        place = name_within(row.org_unit)
        doubts.append(f"{session.scope.name} không phải báo cáo chỉ tiêu này; đang xem số của {place}.")
    return [*doubts, *_former_agencies(session, row)]


def _former_agencies(session: Session, row: SnapshotRow) -> list[str]:
    """Whose figures stand before the agency's own, and whose could not be joined to them."""
    key, succession = (row.indicator.id, row.feeders[-1] if row.feeders else ""), session.snapshot.succession
    if row.is_pooled:
        return []
    said = [f"Số đến {format_date(unit.valid_to)} là của {shown_name(unit)}." for unit in succession.former(*key)]
    apart = join_names([f"{shown_name(u)} (đến {format_date(u.valid_to)})" for u in succession.apart.get(key, ())], 4)
    if apart:
        said.append(f"Không gộp số của {apart}: trước khi sáp nhập, mỗi nơi có số của mình.")
    return said


def draw_head(
    session: Session,
    row: SnapshotRow,
    listed: Sequence[SnapshotRow],
    filters: dict[str, str | None],
    notes: Sequence[str] = (),
) -> Markup:
    """Finding, steps through the list, chips."""
    place = next((n for n, r in enumerate(listed) if r is row), None)

    def step(at: int) -> str | None:
        return detail_link(session, listed[at], **filters) if 0 <= at < len(listed) else None

    steps = (None, None) if place is None else (step(place - 1), step(place + 1))
    walked = "" if place is None else f"{place + 1}/{len(listed)}"
    said = note(" ".join(notes)) if notes else None
    newest = session.snapshot.newest_reports
    return frame(
        said,
        draw_finding(row.finding(newest.period.end if newest else None), *steps, walked),
        draw_chips(row.judgement.status, _chips(session, row)),
    )


def _chips(session: Session, row: SnapshotRow) -> list[str]:
    document = session.catalogue.plan_documents[row.target.document]
    said = {Flag.PARTIAL, Flag.DENOMINATOR_CARRIED}
    if row.judgement.status is Status.REPORT_OVERDUE:
        said.add(Flag.OVERDUE)
    flags = [FLAG_WORDS[f] for f in row.judgement.flags if f not in said]
    partial = shown_pool(row) if Flag.PARTIAL in row.judgement.flags else None
    return [
        agency_names(row, session.catalogue),
        f"{document.short}, mục {row.target.clause}",
        f"Hạn {format_date(row.target.due)}" if row.target.due else NO_DUE,
        row.target_text,
        f"Tạm: {pool_words(partial, session.catalogue)}" if partial is not None else "",
        *flags,
        ASSUMED if row.target.assumed or row.indicator.assumed else "",
    ]


def trend_of(session: Session, row: SnapshotRow) -> TrendInput:
    """The trend as the chart draws it: readings with gaps, plan path, target."""
    terms, numbers = row.terms, row.judgement.numbers
    banded = terms.direction in (Direction.RANGE, Direction.EXACTLY)
    is_milestone = row.indicator.kind is Kind.MILESTONE and row.unit != "%"
    points = [
        TrendPoint(
            on=day,
            value=reading.value if reading else None,
            plan=None if banded else plan_value(terms, numbers.baseline, day),
            restated=reading.received if reading and reading.revised else None,
            note=_whose(session, row.pools.get(day)),
            is_baseline=row.is_baseline(day),
        )
        for day, reading in periods_of(row, session.as_of) or [(day, None) for day in owed_periods(row, session.as_of)]
    ]
    corners: list[tuple[date, float]] = []
    is_drawn = not banded and terms.due is not None and terms.start < terms.due
    if is_drawn and numbers.baseline is not None and terms.due is not None and terms.target is not None:
        corners = [(terms.start, numbers.baseline), *terms.milestones_inside, (terms.due, terms.target)]
    where = PROVINCE.lower() if row.org_unit.id == session.catalogue.workspace.province else row.org_unit.name
    return TrendInput(
        name=row.name,
        measure=where if is_milestone else f"{row.unit}, {where}",
        unit=row.unit,
        decimals=terms.decimals,
        points=tuple(points),
        plan=tuple(corners),
        target=terms.target_low if banded else terms.target,
        target_high=terms.target_high,
        target_words=row.target_text
        if Kind.MILESTONE is row.indicator.kind or row.target.value_max is not None
        else None,
        start=terms.start,
        due=terms.due,
        projection=row.projection,
        line_day=session.as_of,
        line_word="Hôm nay" if session.as_of == session.today else "Ngày xem",
        is_milestone=is_milestone,
        lower_is_better=terms.direction is Direction.AT_MOST,
    )


def _whose(session: Session, pooled: Pooled | None) -> str:
    """`số của 35/38 xã, phường, 20/20 cơ quan` where somebody's figure is missing in a period; else empty."""
    if pooled is None or not pooled.silent or not pooled.reported:
        return ""
    return f"số của {pool_words(pooled, session.catalogue)}"


def _source_words(session: Session, row: SnapshotRow) -> str:
    latest = row.latest or (row.readings[-1] if row.readings else None)
    if latest is None:
        return "Chưa nhận số liệu nào."
    pooled, newest = shown_pool(row), row.pooled
    if pooled is None:
        received = f", nhận ngày {format_date(latest.received)}" if latest.received else ""
        return f"Nguồn: báo cáo số liệu đến {format_date(latest.date)}{received}."
    received = f"; nhận đến ngày {format_date(latest.received)}" if latest.received else ""
    whose = pool_words(pooled, session.catalogue)
    later = newer_reading(row)
    newest = newest if later is None else row.pools.get(later.date)
    if newest is None or newest.on == pooled.on:
        return f"Nguồn: báo cáo của {whose}{received}."
    said = f"Nguồn: báo cáo số liệu đến {format_date(pooled.on)} của {whose}{received}."
    return f"{said} Số liệu đến {format_date(newest.on)}: {pool_words(newest, session.catalogue)} đã nộp."


def draw_rest(session: Session, row: SnapshotRow, filters: dict[str, str | None]) -> Markup:
    """Everything below the chart: targets, units, definition, sources."""
    units = draw_units_of(session, row, filters)
    definition = draw_definition(_definition(row))
    sources, after = source_rows(session, row)
    closing = closing_of(session.snapshot, row)
    side = [*([draw_closing(closing)] if closing is not None else []), definition]
    middle = side_by_side([units] if units else [draw_sources(sources, after)], side)
    last = draw_sources(sources, after) if units else None
    return frame(el("div", _targets(session, row, filters), middle, last, class_="rows"))


def _targets(session: Session, shown: SnapshotRow, filters: dict[str, str | None]) -> Markup:
    catalogue, indicator = session.catalogue, shown.indicator
    province = catalogue.workspace.province
    rows: list[TargetRow] = []
    targets = catalogue.targets_on(indicator, session.as_of)
    for target in targets:
        known = [r for r in session.snapshot.rows_of_indicator(indicator.id) if r.target.id == target.id]
        row = next((r for r in known if r.org_unit.id == shown.org_unit.id), None)
        row = row or next((r for r in known if r.org_unit.id == province), None) or (known[0] if known else None)
        if row is None:
            continue
        document = catalogue.plan_documents[target.document]
        has_bullet = row.terms.target is not None and row.indicator.kind is not Kind.MILESTONE
        rows.append(
            TargetRow(
                document=document.short,
                clause=target.clause,
                scope=PROVINCE if row.org_unit.id == province else row.org_unit.name,
                target=row.target_text if target.value is not None else "",
                due=format_date(target.due) if target.due else "",
                actual=actual_words(row),
                status=row.judgement.status,
                bullet=bullet_of(row, session.as_of) if has_bullet and row.terms.start <= session.as_of else None,
                instead="" if row.terms.start <= session.as_of else f"bắt đầu từ {format_date(row.terms.start)}",
                to=detail_link(session, row, **filters),
                is_shown=row is shown,
                assumed=ASSUMED if target.assumed else "",
            )
        )
    explained = ""
    if len(rows) > 1:
        explained = (
            f"Một chỉ tiêu, {len(rows)} mục tiêu. Mỗi mục tiêu giữ trạng thái riêng; trang này mở mục tiêu được tô nền."
        )
    return draw_targets(rows, explained, indicator.leading_reason or "")


def _definition(row: SnapshotRow) -> list[tuple[str, str]]:
    indicator = row.indicator
    assumed = set(indicator.assumed)

    def own(field: str, text: str | None) -> str:
        return f"{text} ({ASSUMED})" if field in assumed else text or "–"

    facts = [("Đơn vị tính", indicator.unit)]
    if indicator.numerator:
        facts.append(("Tử số", own("numerator", indicator.numerator)))
    if indicator.denominator:
        facts.append(("Mẫu số", own("denominator", indicator.denominator)))
    facts.append(
        ("Cách cộng", f"{AGGREGATION_WORDS[indicator.aggregation]}; {ACCUMULATION_WORDS[indicator.accumulation]}")
    )
    if indicator.frequency:
        facts.append(("Báo cáo", FREQUENCY_WORDS[indicator.frequency]))
    facts.append(("Mã mục tiêu", row.target.id))
    if indicator.note:
        facts.append(("Ghi chú", indicator.note))
    return facts
