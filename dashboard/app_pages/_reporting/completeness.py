"""«Tổng hợp theo cơ quan chủ trì»: whose roll-up of the period is complete, and units waived from it with a reason."""

from __future__ import annotations

from dashboard.app_pages._panel import Act
from dashboard.app_pages._reporting.acting import Result, reason_of, required
from dashboard.app_pages._reporting.words import name_of_reports
from dashboard.app_pages._rows import shown_name
from dashboard.app_pages._session import Session
from dashboard.charts.fields import act_button, choice_field, form, reason_field, send_button
from dashboard.charts.markup import Child, Markup, el
from dashboard.charts.reporting.report_matrix import RollUpLine, draw_roll_ups, draw_waived
from dashboard.domain.faults import Fault
from dashboard.domain.forms import Form
from dashboard.domain.periods import Period
from dashboard.submissions.acts import unwaive, waive
from dashboard.submissions.completeness import RollUp, roll_ups
from dashboard.submissions.matrix import ReportMatrix
from dashboard.submissions.report_cell import COMPLETE, ReportCell, ReportStatus
from dashboard.text.formats import join_names, period_name
from dashboard.text.words import NO_AGENCY, actor_name

_MOST_NAMES = 6
_SETTLED = (*COMPLETE, ReportStatus.NOT_OWED, ReportStatus.WAIVED)


def draw_completeness(session: Session, matrix: ReportMatrix, at: int, result: Result) -> Markup:
    """The table of lead agencies, the form that waives a unit, and who is waived."""
    period = matrix.columns[at].period
    figures = session.facts.observations(until=session.as_of, known_on=session.as_of)
    found = roll_ups(session.catalogue, figures, session.ledger, session.as_of, period)
    done = sum(each.is_complete for each in found)
    about = (
        f"Kỳ {period_name(period)}: {done}/{len(found)} cơ quan đã đủ. Đủ khi mọi đơn vị cấp số đã được duyệt hoặc được"
        " miễn có lý do. Miễn tính cho cả biểu của đơn vị trong kỳ."
    )
    parts: list[Child] = [draw_roll_ups([_line(session, each) for each in found], about)]
    if session.as_of == session.today:
        parts.append(_waive_form(session, matrix, at, result))
    parts.append(_waived(session, matrix.form, period))
    return el("section", *parts, class_="up")


def waive_act(session: Session, act: Act) -> str:
    """Waives a unit, or takes that back. Raises Fault."""
    unit_id, period_id, report = (act.fields.get(name, "") for name in ("donvi", "ky", "bieu"))
    unit = session.catalogue.org_units.get(unit_id)
    actor = session.workspace.operator
    if act.name == "bo-mien":
        if unit is None:
            raise Fault("Không còn đơn vị này trong danh sách.")
        unwaive(session.workspace, unit.id, period_id, report, "", actor=actor)
        return f"{name_of_reports(session, unit.id)} lại phải nộp."
    required(unit_id, "donvi", "Hãy chọn đơn vị được miễn.")
    reason = reason_of(act.fields, "Cần ghi lý do miễn.")
    if unit is None or report not in set(Form):
        raise Fault("Không có đơn vị hoặc biểu này; hãy tải lại trang.")
    waive(session.workspace, unit.id, period_id, report, reason, actor=actor)
    return f"Đã miễn cho {name_of_reports(session, unit.id)}."


def _line(session: Session, found: RollUp) -> RollUpLine:
    def named(ids: tuple[str, ...]) -> str:
        return join_names([name_of_reports(session, u) for u in ids], _MOST_NAMES)

    agency = NO_AGENCY if found.agency_id is None else shown_name(session.catalogue.org_units[found.agency_id])
    return RollUpLine(
        f"{agency} ({found.indicator_count} chỉ tiêu)",
        found.is_complete,
        found.expected,
        len(found.units_in),
        named(found.waived),
        named(found.waiting),
        named(found.missing),
    )


def _waive_form(session: Session, matrix: ReportMatrix, at: int, result: Result) -> Markup | None:
    """Chosen from the units whose report is not in."""
    period = matrix.columns[at].period
    out = [row for row in matrix.rows if _is_out(row.cells[at])]
    if not out:
        return None
    choices = [("", "Chọn đơn vị"), *((row.unit.id, row.name) for row in out)]
    opened = result.act == "mien" and result.is_fault
    asked = form(
        "mien",
        choice_field(
            "Đơn vị", "donvi", result.typed("mien", "donvi"), choices, key="mien-don-vi",
            fault=result.fault_of("mien", "donvi"),
        ),
        reason_field(
            "Lý do miễn", result.typed("mien", "ly_do"), key="mien-ly-do", fault=result.fault_of("mien", "ly_do")
        ),
        send_button("Ghi miễn"),
        key="mien",
        title="Miễn nộp cho một đơn vị",
        ky=period.id,
        bieu=matrix.form.value,
    )  # fmt: skip
    words = f"Miễn nộp biểu {matrix.form.code} kỳ {period_name(period)} cho một đơn vị"
    return el("details", el("summary", words), asked, id="mien-nop", open=opened)


def _is_out(cell: ReportCell) -> bool:
    return cell.status not in _SETTLED


def _waived(session: Session, report: Form, period: Period) -> Markup | None:
    found = [w for w in session.ledger.waivers.values() if (w.form, w.period) == (report, period.id)]
    if not found:
        return None
    lines = [
        (
            name_of_reports(session, each.unit),
            f"được miễn, {each.reason} ({actor_name(each.actor)} ghi)",
            act_button("Bỏ miễn", "bo-mien", {"donvi": each.unit, "ky": each.period, "bieu": each.form}, css="small")
            if session.as_of == session.today
            else None,
        )
        for each in found
        if each.unit in session.catalogue.org_units
    ]
    return draw_waived(lines)
