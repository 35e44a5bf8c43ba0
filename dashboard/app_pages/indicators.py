"""«Chỉ tiêu»: the list of targets, and one indicator when the address names it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.app_pages import _panel
from dashboard.app_pages._indicators import detail
from dashboard.app_pages._rows import (
    INDICATORS_PATH,
    actual_words,
    agency_names,
    detail_link,
    document_words,
    name_within,
    plan_words,
    report_words,
    say_no_indicators,
    scope_rows,
    sparkline_of,
)
from dashboard.app_pages._session import Session, cut
from dashboard.charts.filters import Pill, draw_filters
from dashboard.charts.indicator_list import SPARKLINE_SIZE, ListRow, draw_list
from dashboard.charts.markup import Markup, el, frame, link, note, section
from dashboard.charts.page_frame import Choice, ChoiceGroup
from dashboard.charts.tables import Column, Row, table
from dashboard.snapshot import SnapshotRow
from dashboard.text.formats import format_date, format_value
from dashboard.text.searching import plain
from dashboard.text.words import COMBINED, PILLS, StatusGroup

TITLE = "Chỉ tiêu"


@dataclass(frozen=True)
class Filters:
    """What the address asks of the list."""

    words: str
    status: StatusGroup | None
    pillar: str | None
    agency: str | None

    def keep(self, row: SnapshotRow, session: Session, *, is_status_asked: bool = True) -> bool:
        """Whether the row answers every filter; without the status, for counting the pills."""
        if is_status_asked and self.status and row.judgement.status not in self.status.statuses:
            return False
        if self.pillar and row.indicator.pillar != self.pillar:
            return False
        if self.agency and self.agency not in row.lead:
            return False
        return all(word in plain(_searched(row, session)) for word in plain(self.words).split())

    def parameters(self, **changed: str | None) -> dict[str, str | None]:
        """The filters as they stand in the address, with some of them changed."""
        chosen = {
            "tim": self.words or None,
            "tt": self.status.id if self.status else None,
            "nhom": self.pillar,
            "cq": self.agency,
        }
        return chosen | changed


def read_filters(session: Session) -> tuple[Filters, list[str]]:
    """The filters of the address; what it names that does not exist is left out, with a note."""
    asked, catalogue, notes = session.parameters, session.catalogue, []
    status = next((g for g in (*PILLS, *COMBINED) if g.id == asked.get("tt")), None)
    if asked.get("tt") and status is None:
        notes.append(f"Không có trạng thái «{cut(asked['tt'])}»; đang hiện mọi trạng thái.")
    pillar = asked.get("nhom")
    if pillar and pillar not in catalogue.pillars:
        notes.append(f"Không có nhóm nội dung «{cut(pillar)}»; đang hiện mọi nhóm.")
        pillar = None
    agency = asked.get("cq")
    if agency and agency not in catalogue.org_units:
        notes.append(f"Không có cơ quan «{cut(agency)}»; đang hiện mọi cơ quan.")
        agency = None
    return Filters(asked.get("tim", ""), status, pillar, agency), notes


def show(session: Session) -> None:
    """Draws the list, or the indicator that the address names."""
    filters, notes = read_filters(session)
    rows = [r for r in scope_rows(session) if filters.keep(r, session)]
    if session.parameters.get("ct"):
        detail.show(session, rows, filters.parameters(), notes)
        return
    _panel.show(draw(session, filters, rows, notes), key="chi-tieu")


def draw(session: Session, filters: Filters, rows: Sequence[SnapshotRow], notes: Sequence[str]) -> Markup:
    """The list as one block."""
    blocks: list[Markup] = [note(" ".join(notes))] if notes else []
    blocks.append(_draw_filters(session, filters))
    if rows:
        blocks.append(draw_list([_list_row(session, r, filters) for r in rows], "Các chỉ tiêu, xấu nhất trước"))
    elif not scope_rows(session):
        blocks.append(say_no_indicators(session))
    else:
        clear = link("Xóa bộ lọc", session.link(INDICATORS_PATH))
        blocks.append(el("p", "Không có chỉ tiêu nào khớp bộ lọc. ", clear))
    if session.is_whole:
        blocks += _apart(session, filters)
        blocks.append(_published(session))
    return frame(el("div", *blocks, class_="rows"))


def _searched(row: SnapshotRow, session: Session) -> str:
    document = session.catalogue.plan_documents[row.target.document]
    agencies = agency_names(row, session.catalogue)
    return f"{row.name} {row.indicator.name} {row.target.id} {document.short} {row.target.clause} {agencies}"


def _draw_filters(session: Session, filters: Filters) -> Markup:
    catalogue = session.catalogue
    counted = [r for r in scope_rows(session) if filters.keep(r, session, is_status_asked=False)]
    counts = Counter(r.judgement.status for r in counted)
    everything = Pill(
        "Tất cả", len(counted), session.link(INDICATORS_PATH, **filters.parameters(tt=None)), filters.status is None
    )
    shown = [*PILLS, *([filters.status] if filters.status in COMBINED else [])]
    pills = [everything]
    for group in shown:
        is_on = group is filters.status
        to = session.link(INDICATORS_PATH, **filters.parameters(tt=None if is_on else group.id))
        pills.append(Pill(group.word, sum(counts[s] for s in group.statuses), to, is_on, group.mark[:1]))
    pillars = ChoiceGroup(
        "",
        (
            Choice("", f"Tất cả {len(catalogue.pillars)} nhóm"),
            *(Choice(key, name) for key, name in catalogue.pillars.items()),
        ),
    )
    leads = dict.fromkeys(i for r in scope_rows(session) for i in r.lead)
    agencies = ChoiceGroup("", (Choice("", "Tất cả"), *(Choice(i, catalogue.org_units[i].name) for i in leads)))
    selects = (
        ("Nhóm nội dung", "nhom", filters.pillar or "", pillars),
        ("Cơ quan", "cq", filters.agency or "", agencies),
    )
    return draw_filters(filters.words, selects, pills)


def _list_row(session: Session, row: SnapshotRow, filters: Filters) -> ListRow:
    catalogue = session.catalogue
    width, height = SPARKLINE_SIZE
    return ListRow(
        status=row.judgement.status,
        name=row.name,
        to=detail_link(session, row, **filters.parameters()),
        agency=agency_names(row, catalogue, is_short=True),
        actual=actual_words(row),
        plan=plan_words(row, session.as_of),
        target=row.target_text if row.target.value is not None else "",
        due=format_date(row.target.due) if row.target.due else "",
        sparkline=sparkline_of(row, session.as_of, width=width, height=height),
        report=report_words(row, catalogue, communes="xã"),
        agency_full=agency_names(row, catalogue),
        clause=document_words(session, row),
    )


def _apart(session: Session, filters: Filters) -> list[Markup]:
    """Targets that one unit's own plan sets; they are not counted among the province's."""
    blocks: list[Markup] = []
    own = session.snapshot.rows_apart
    for unit in dict.fromkeys(r.org_unit for r in own):
        rows = sorted((r for r in own if r.org_unit is unit and filters.keep(r, session)), key=lambda r: r.order)
        if rows:
            title = f"Chỉ tiêu riêng của {name_within(unit)} ({len(rows)})"
            drawn = draw_list([_list_row(session, r, filters) for r in rows], title)
            blocks.append(section(title, drawn, note="Theo kế hoạch của đơn vị; không tính vào số chung của tỉnh."))
    return blocks


def _published(session: Session) -> Markup:
    """Real figures that were published elsewhere; they have no target and are not judged."""
    figures = session.catalogue.published
    if not figures:
        return Markup()
    columns = [Column("Số liệu"), Column("Giá trị", "num"), Column("Thời điểm"), Column("Phạm vi"), Column("Nguồn")]
    rows = [
        Row((f.name, el("b", format_value(f.value, f.unit, f.decimals)), f.date_text, f.place, f.source))
        for f in figures
    ]
    shown = table("Số đã công bố", columns, rows, css="mid")
    return section("Số đã công bố", shown, note="Số thật, lấy từ nguồn đã nêu; không có mục tiêu nên không đánh giá.")
