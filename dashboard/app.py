"""The menu and the context bar; the chosen page draws what stands below them."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from dashboard.app_pages import (
    _panel,
    agencies,
    changes,
    communes,
    guide,
    indicators,
    load_files,
    overview,
    reporting_periods,
    search_results,
    submission_status,
    submit_report,
)
from dashboard.app_pages._rows import (
    AGENCIES_PATH,
    CHANGES_PATH,
    COMMUNES_PATH,
    GUIDE_PATH,
    INDICATORS_PATH,
    LOAD_PATH,
    PERIODS_PATH,
    SEARCH_PATH,
    START_PATH,
    SUBMISSIONS_PATH,
    SUBMIT_PATH,
)
from dashboard.app_pages._session import Session, open_session
from dashboard.charts.markup import address, el, frame
from dashboard.charts.page_frame import Choice, ChoiceGroup, MenuGroup, MenuItem, PageFrame, Search, draw_page_frame
from dashboard.domain.periods import Frequency, period_of
from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.exports import DOWNLOADS, file_name
from dashboard.report_states import ReportState
from dashboard.text.formats import format_date, period_name
from dashboard.text.words import ILLUSTRATIVE, ILLUSTRATIVE_NOTE

# A line whose second part is a tuple opens under its word.
REPORTS = (
    (SUBMIT_PATH, submit_report),
    (LOAD_PATH, load_files),
    (SUBMISSIONS_PATH, submission_status),
    (PERIODS_PATH, reporting_periods),
)
MENU = (
    (START_PATH, overview),
    (INDICATORS_PATH, indicators),
    (AGENCIES_PATH, agencies),
    (COMMUNES_PATH, communes),
    ("Báo cáo", REPORTS),
    (GUIDE_PATH, guide),
)
# Pages that others lead to; they have no line in the menu.
UNLISTED = ((SEARCH_PATH, search_results), (CHANGES_PATH, changes))
PAGES = {
    path: page for first, rest in MENU for path, page in (rest if isinstance(rest, tuple) else ((first, rest),))
} | dict(UNLISTED)
_MONTHS_BACK, _MONTHS_AHEAD = 14, 10


def _page_frame(session: Session, path: str) -> PageFrame:
    catalogue, snapshot = session.catalogue, session.snapshot
    newest = snapshot.newest_reports
    day = session.as_of.isoformat()
    return PageFrame(
        brand=f"Nghị quyết 57 · {catalogue.workspace.short_name}",
        menu=_menu(session, path),
        title=PAGES[path].TITLE,
        day_text=format_date(session.as_of),
        days=tuple(format_date(d) for d in _days(session)),
        scope=session.scope.id,
        scopes=_scopes(session),
        data_date=_data_date(newest),
        reported=snapshot.reported_line,
        downloads=tuple(
            (label, address(f"/tai/{file_name(snapshot, key)}", ngay=day)) for key, label in DOWNLOADS.items()
        ),
        copied_link=session.copied_link(path),
        search=Search(SEARCH_PATH, session.parameters.get("q", ""), session.kept),
        strip=(ILLUSTRATIVE, ILLUSTRATIVE_NOTE) if snapshot.illustrative else None,
        notes=session.notes,
    )


def _menu(session: Session, path: str) -> tuple[MenuItem | MenuGroup, ...]:
    def item(to: str) -> MenuItem:
        return MenuItem(PAGES[to].TITLE, session.link(to), to == path)

    return tuple(
        MenuGroup(first, tuple(item(to) for to, _ in rest)) if isinstance(rest, tuple) else item(first)
        for first, rest in MENU
    )


def _data_date(newest: ReportState | None) -> str:
    if newest is None:
        return "Chưa có số liệu"
    if not newest.reported:
        return f"Chưa nhận số liệu {period_name(newest.period)}"
    return f"Số liệu đến {format_date(newest.period.end)}"


def _days(session: Session) -> list[date]:
    """Today and the ends of the months before it, newest first; in the demonstration those after it too. Any day can be typed."""
    period = period_of(Frequency.MONTH, session.today)
    ahead = _MONTHS_AHEAD if session.workspace.as_of else 0
    for _ in range(ahead):
        period = period.next()
    days = {session.today}
    for _ in range(ahead + _MONTHS_BACK):
        if ahead or period.end <= session.today:
            days.add(period.end)
        period = period.previous()
    return sorted(days, reverse=True)


def _scopes(session: Session) -> tuple[ChoiceGroup, ...]:
    catalogue = session.catalogue
    chosen, day = session.scope.id, session.as_of
    units = [u for u in catalogue.org_units.values() if u.reports and (u.is_valid_on(day) or u.id == chosen)]

    def group(title: str, kind: UnitKind) -> ChoiceGroup:
        found: list[OrgUnit] = [u for u in units if u.kind is kind]
        return ChoiceGroup(title, tuple(Choice(u.id, u.name) for u in sorted(found, key=lambda u: u.sort_rank)))

    whole = ChoiceGroup("", (Choice(catalogue.workspace.province, "Toàn tỉnh"),))
    groups = (group("Cơ quan", UnitKind.AGENCY), group("Xã, phường", UnitKind.COMMUNE))
    return (whole, *(g for g in groups if g.choices))


def main() -> None:
    """One run of the script: the page of the address, at the day and scope of the address."""
    pages = [
        st.Page(partial(lambda: None), title=page.TITLE, url_path=path.strip("/"), default=path == "/")
        for path, page in PAGES.items()
    ]
    chosen = st.navigation(pages, position="hidden")
    path = f"/{chosen.url_path}"
    _panel.turn_to(path)
    st.set_page_config(page_title=f"{chosen.title} · Chỉ tiêu 57", layout="wide")
    session = open_session()
    if session is None:
        _panel.show(
            frame(
                el(
                    "p",
                    "Chưa có số liệu để mở. Đã nạp báo cáo rồi thì chạy: chitieu rebuild; chưa nạp thì chạy: chitieu load TỆP.",
                )
            ),
            key="khung",
        )
        return
    _panel.show(draw_page_frame(_page_frame(session, path)), key="khung")
    PAGES[path].show(session)


main()
