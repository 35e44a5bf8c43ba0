"""«Xã, phường»: where the result is pulled down, and what would close the gap; one indicator on a map, all in a table."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.app_pages import _panel
from dashboard.app_pages._communes.heat import draw_heat
from dashboard.app_pages._communes.multiples import draw_multiples
from dashboard.app_pages._communes.panel import draw_panel_of
from dashboard.app_pages._communes.picture import EVERY_PILLAR, VIEWS, CommunePicture, read_picture, usual_pillar
from dashboard.app_pages._communes.ranking import draw_ranking, show_fair
from dashboard.app_pages._communes.tiles import draw_map, draw_map_table
from dashboard.app_pages._rows import COMMUNES_PATH, name_within
from dashboard.app_pages._session import Session
from dashboard.charts.communes.head import View, draw_commune_bar
from dashboard.charts.markup import Markup, el, frame, link, note
from dashboard.charts.page_frame import Choice, ChoiceGroup
from dashboard.domain.plan import UnitKind

TITLE = "Xã, phường"


def show(session: Session) -> None:
    """Draws the view that the address asks for, and under it the commune whose panel is open."""
    picture = read_picture(session)
    _panel.show(draw(session, picture), key="xa-phuong")
    if picture.view == "hang" and picture.column is not None:
        show_fair(session, picture.column)
    _panel.show(frame(*draw_open_panel(session, picture)), key="xa")


def draw(session: Session, picture: CommunePicture) -> Markup:
    """One view as a block."""
    parts: list[Markup] = [_bar(session, picture), *([note(" ".join(picture.notes))] if picture.notes else [])]
    if picture.column is None:
        return frame(*parts, el("p", _nothing(session), " ", *_ways_out(session)))
    match picture.view:
        case "nhiet":
            parts.append(draw_heat(session, picture))
        case "hang":
            parts.append(draw_ranking(session, picture, picture.column))
        case "nho":
            parts.append(draw_multiples(session, picture, picture.column))
        case _:
            parts.append(draw_map(session, picture, picture.column))
            if picture.with_table:
                parts.append(draw_map_table(session, picture.column))
    return frame(*parts)


def draw_open_panel(session: Session, picture: CommunePicture) -> list[Markup]:
    """The panel of the commune that is open; nothing while none is."""
    return [] if picture.commune is None else [draw_panel_of(session, picture, picture.commune)]


def _bar(session: Session, picture: CommunePicture) -> Markup:
    views = [
        View(word, picture.here(session, xem=None if key == "o" else key, bang=None, xep=None), key == picture.view)
        for key, word in VIEWS.items()
    ]
    if picture.column is None:
        return draw_commune_bar(views, None, None)
    if picture.view == "nhiet":
        select = ("Nhóm nội dung", "nhom", picture.pillar or EVERY_PILLAR, _pillars(session, picture))
        return draw_commune_bar(views, select, None)
    shown = "Ẩn bảng số liệu" if picture.with_table else "Xem bảng số liệu"
    right = (shown, picture.here(session, bang=None if picture.with_table else "co"))
    return draw_commune_bar(
        views,
        ("Chỉ tiêu", "ct", picture.column.indicator.id, _indicators(picture)),
        right if picture.view == "o" else None,
    )


def _indicators(picture: CommunePicture) -> Sequence[ChoiceGroup]:
    return (ChoiceGroup("", tuple(Choice(c.indicator.id, c.row.name) for c in picture.columns)),)


def _pillars(session: Session, picture: CommunePicture) -> Sequence[ChoiceGroup]:
    present = {c.indicator.pillar for c in picture.columns}
    named = [Choice(key, name) for key, name in session.catalogue.pillars.items() if key in present]
    named.append(Choice(EVERY_PILLAR, f"Tất cả {len(picture.columns)} chỉ tiêu cấp xã"))
    usual = usual_pillar(picture.columns) or EVERY_PILLAR
    return (ChoiceGroup("", tuple(sorted(named, key=lambda choice: choice.value != usual))),)


def _nothing(session: Session) -> str:
    if session.scope.kind is UnitKind.AGENCY:
        return f"Không chỉ tiêu nào của xã, phường do {name_within(session.scope)} chủ trì."
    return "Chưa có chỉ tiêu nào do xã, phường báo cáo vào ngày này."


def _ways_out(session: Session) -> list[Markup]:
    return [] if session.is_whole else [link("Xem toàn tỉnh", session.link(COMMUNES_PATH, pv=None))]
