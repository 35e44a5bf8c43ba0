"""Which form a person asked for: made, or a sentence that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.catalogue import Catalogue
from dashboard.domain.faults import Fault
from dashboard.domain.forms import Form
from dashboard.domain.periods import Period
from dashboard.domain.task_reports import TaskReport
from dashboard.forms import FormOut, bare_snapshot, forms_of, forms_out, parse_form_period, write_form, write_zip
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.facts import Facts
from dashboard.submissions.ledger import Ledger
from dashboard.text.formats import period_name
from loaders.directory import unknown_unit_words


class UnknownForm(Fault):
    """No form or period is called so; the message says which there are."""


class NothingToReport(Fault):
    """There is no such form to fill in; the message says why."""


@dataclass(frozen=True)
class Known:
    """What forms are filled in from."""

    snapshot: Snapshot
    task_reports: tuple[TaskReport, ...] = ()


def known_of(catalogue: Catalogue, facts: Facts | None, ledger: Ledger, day: date) -> Known:
    """What is known on a day; nothing before anything has been reported, for forms go out first."""
    if facts is None:
        return Known(bare_snapshot(catalogue, day, ledger))
    return Known(take_snapshot(facts, catalogue, day, ledger=ledger), tuple(facts.task_reports()))


@dataclass(frozen=True)
class Chosen:
    """What was asked for, made: the file, and what it is in words."""

    content: bytes
    words: str


def asked_period(text: str) -> Period:
    """The period a person asked for. UnknownForm for anything that is none."""
    period = parse_form_period(text)
    if period is None:
        raise UnknownForm(f"«{text}» không phải kỳ báo cáo; hãy viết như 2025-11, 2025-Q4, 2025-H2 hoặc 2025.")
    return period


def asked_form(text: str | None) -> Form | None:
    """The form a person asked for, in any case. UnknownForm for anything that is none."""
    if text is None:
        return None
    if text.lower() not in list(Form):
        raise UnknownForm(f"«{text}» không phải biểu mẫu; có: {', '.join(form.value for form in Form)}.")
    return Form(text.lower())


def choose_form(known: Known, unit_name: str, period: Period, only: Form | None = None) -> Chosen:
    """The unit's form of the period, the first it is asked for unless told. NothingToReport where there is none."""
    catalogue = known.snapshot.catalogue
    unit = catalogue.resolve_unit(unit_name)
    if unit is None:
        raise NothingToReport(unknown_unit_words(catalogue, unit_name))
    asked = forms_of(catalogue, unit, period)
    if not asked or only not in (None, *asked):
        what = "biểu nào" if only is None else only.code
        others = f" Đơn vị này có: {', '.join(form.code for form in asked)}." if asked else ""
        raise NothingToReport(f"{unit.name} không phải nộp {what} cho kỳ {period_name(period)}.{others}")
    out = FormOut(only or asked[0], unit, period)
    content = write_form(known.snapshot, out, known.task_reports)
    return Chosen(content, f"{out.form.code}, {unit.name}, {period_name(period)}")


def choose_forms(known: Known, period: Period, only: Form | None = None) -> Chosen:
    """All forms of the period. NothingToReport where there is none."""
    count = sum(1 for _ in forms_out(known.snapshot.catalogue, period, only))
    if not count:
        raise NothingToReport(
            f"Không đơn vị nào phải nộp {only.code if only else 'biểu nào'} cho kỳ {period_name(period)}."
        )
    content = write_zip(known.snapshot, period, only, known.task_reports)
    return Chosen(content, f"{count} biểu mẫu, {period_name(period)}")
