"""Report forms that go out: catalogue and Snapshot -> a workbook to fill in. Written when asked for; pages only need the links."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from dashboard.catalogue import Catalogue
from dashboard.domain.forms import Form
from dashboard.domain.periods import Frequency, Period, parse_period
from dashboard.domain.plan import OrgUnit
from dashboard.domain.task_reports import TaskReport
from dashboard.report_states import NOTHING_FILED
from dashboard.snapshot import Snapshot
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.owing import allowances_of

FORM_PATH: Final = "/bieu-mau/"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP_TYPE: Final = "application/zip"
FORM_TITLES: Final = {
    Form.BM_01: "Kết quả thực hiện chỉ tiêu",
    Form.BM_02: "Tổng hợp số liệu của các đơn vị",
    Form.BM_04: "Tiến độ nhiệm vụ",
}
_NAME = re.compile(r"(?P<form>BM-[0-9]{2})_(?P<period>[0-9QH-]+)_(?P<unit>.+)\.xlsx", re.ASCII)
_ARCHIVE = re.compile(r"(?P<period>[0-9QH-]+)\.zip", re.ASCII)
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class FormOut:
    """One form of one unit for one period."""

    form: Form
    unit: OrgUnit
    period: Period

    @property
    def name(self) -> str:
        """`BM-01_2025-11_SKHCN.xlsx`. The name is for people: a form is known by what it holds."""
        return form_name(self.form, self.unit.id, self.period.id)


def form_name(form: Form, unit_id: str, period_id: str) -> str:
    """The file name of a form."""
    return f"{form.code}_{period_id}_{unit_id}.xlsx"


def form_link(form: Form, unit_id: str, period_id: str) -> str:
    """The address at which the server hands the form out."""
    return FORM_PATH + quote(form_name(form, unit_id, period_id))


def archive_link(period_id: str) -> str:
    """The address of all forms of a period in one file."""
    return f"{FORM_PATH}{quote(period_id)}.zip"


def parse_form_name(name: str) -> tuple[Form, str, Period] | None:
    """Form, unit's id and period of a file name; None for any other name."""
    match = _NAME.fullmatch(name)
    period = match and parse_form_period(match["period"])
    known = {form.code: form for form in Form}
    if not match or period is None or match["form"] not in known:
        return None
    return known[match["form"]], match["unit"], period


def parse_archive_name(name: str) -> Period | None:
    """The period of `2025-11.zip`; None for any other name."""
    match = _ARCHIVE.fullmatch(name)
    return parse_form_period(match["period"]) if match else None


def parse_form_period(text: str) -> Period | None:
    """A period that forms are made for: a month, a quarter, a half-year, a year; not a day."""
    try:
        period = parse_period(text)
    except ValueError:
        return None
    return None if period.frequency is Frequency.DAY else period


def forms_of(catalogue: Catalogue, unit: OrgUnit, period: Period) -> list[Form]:
    """The forms that the unit has something to fill in for the period, the one it is first asked for first."""
    asked: dict[Form, Callable[[], object]] = {
        Form.BM_01: lambda: catalogue.owed_for(unit.id, period),
        Form.BM_02: lambda: catalogue.collected_for(unit.id, period),
        Form.BM_04: lambda: unit.reports and catalogue.led_tasks(unit.id, period.end),
    }
    return [form for form, has_any in asked.items() if has_any()]


def forms_out(catalogue: Catalogue, period: Period, only: Form | None = None) -> Iterator[FormOut]:
    """Every form of a period, by form and then in the order of the list of units."""
    units = list(catalogue.org_units.values())
    asked = {unit.id: forms_of(catalogue, unit, period) for unit in units}
    for form in Form if only is None else (only,):
        yield from (FormOut(form, unit, period) for unit in units if form in asked[unit.id])


def write_form(snapshot: Snapshot, out: FormOut, task_reports: Iterable[TaskReport] = ()) -> bytes:
    """The form as a workbook, filled in as far as known: a pure function of its arguments.

    `task_reports` are those of the facts, in their order. ValueError when the unit has nothing to fill in. The writers are
    imported when the first form is asked for, not with the pages.
    """
    match out.form:
        case Form.BM_01:
            from dashboard.forms.bm01 import write_bm01  # noqa: PLC0415

            return write_bm01(snapshot, out.unit, out.period)
        case Form.BM_02:
            from dashboard.forms.bm02 import write_bm02  # noqa: PLC0415

            return write_bm02(snapshot, out.unit, out.period)
        case Form.BM_04:
            from dashboard.forms.bm04 import write_bm04  # noqa: PLC0415

            return write_bm04(snapshot, out.unit, out.period, task_reports)


def write_zip(
    snapshot: Snapshot, period: Period, only: Form | None = None, task_reports: Sequence[TaskReport] = ()
) -> bytes:
    """All forms of the period, or all of one kind, in one archive. ValueError when there is none."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:  # a workbook is packed already
        for out in forms_out(snapshot.catalogue, period, only):
            archive.writestr(ZipInfo(out.name, _EARLIEST), write_form(snapshot, out, task_reports))
        if not archive.namelist():
            raise ValueError(f"no form for {period.id}")
    return file.getvalue()


def bare_snapshot(catalogue: Catalogue, day: date, ledger: Ledger = NOTHING_FILED) -> Snapshot:
    """What is known before anything has been reported: forms go out first."""
    return Snapshot(
        as_of=day,
        known_on=day,
        facts_id="",
        catalogue=catalogue,
        illustrative=False,
        rows=(),
        report_states=(),
        series={},
        allowances=allowances_of(ledger),
    )
