"""Makes the illustrative reports from `curves.yaml` with a fixed seed: BM-01 workbooks, history CSVs, `sample.yaml`.

`python data/sample/generate.py [FOLDER]` writes into FOLDER, by default into its own. Nothing here is a real result.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
import yaml

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.periods import Frequency, Period, parse_period, period_of
from dashboard.domain.plan import Indicator, Kind, OrgUnit, UnitKind
from dashboard.settings import Workspace
from dashboard.text.formats import period_name

HERE = Path(__file__).parent
MARKER = "SỐ LIỆU MINH HỌA"
NOTHING_ARISES = "không phát sinh"
HISTORY_COLUMNS = ("don_vi", "chi_tieu", "ky", "tu_so", "mau_so", "gia_tri", "ghi_chu", "ngay_nhan")
FORM_COLUMNS = ("TT", "Mã", "Chỉ tiêu", "ĐVT", "Tử số", "Mẫu số", "Thực hiện", "Minh chứng", "Ghi chú")
FORM_WIDTHS = (5, 24, 58, 12, 12, 12, 13, 30, 22)
CREATED = datetime(2025, 12, 5)  # noqa: DTZ001 - Excel keeps no time zone
DAYS_TO_ARRIVE = {Frequency.DAY: (2, 6), Frequency.QUARTER: (6, 14), Frequency.HALF: (6, 14), Frequency.YEAR: (12, 28)}
GRACE_OF_MONTH = 3


@dataclass(frozen=True)
class Report:
    """One figure of one unit for one period, and the day it came in; None when the unit stayed silent."""

    unit: str
    indicator: str
    period: Period
    numerator: int | None
    denominator: int | None
    value: str
    note: str
    received: date | None


class Sample:
    """The province's curves, split over its units."""

    def __init__(self, curves: Mapping[str, Any], catalogue: Catalogue) -> None:
        self.curves, self.catalogue = curves, catalogue
        self.as_of: date = curves["as_of"]
        self.form_months = {parse_period(month) for month in curves["months"]["forms"]}

    def reports(self) -> list[Report]:
        """Every figure of every unit, in the order of periods, units and indicators; silent ones are left out."""
        found = [
            *self._ratios(),
            *self._yes_no(),
            *self._leaders(),
            *self._villages(),
            *self._single(),
            *self._commune_plan(),
        ]
        sent = [report for report in found if report.received is not None]
        return sorted(sent, key=lambda r: (r.period.end, r.period.id, r.unit, r.indicator))

    def random(self, *parts: object) -> Random:
        """A source of chance of its own for each purpose, so that one change does not move everything."""
        return Random("/".join(map(str, (self.curves["seed"], *parts))))

    def report(
        self, unit: str, indicator: str, period: Period, numerator: int | None, denominator: int | None, value: str = ""
    ) -> Report:
        """A figure with the day it came in."""
        if denominator == 0:
            numerator, denominator, value = None, None, NOTHING_ARISES
        received = self.received(unit, self.catalogue.indicators[indicator], period)
        return Report(unit, indicator, period, numerator, denominator, value, "", received)

    def received(self, unit: str, indicator: Indicator, period: Period) -> date | None:
        """The day the unit's report of this period came in: one form, one day."""
        if period.frequency is Frequency.MONTH:
            late = self.curves["late"].get(period.id, {}).get(unit, 0)
            early = self.random("early", unit, period.id).randint(0, GRACE_OF_MONTH - 1)
            return None if late == "x" else period.end + timedelta(days=GRACE_OF_MONTH + (late or -early))
        typed = indicator.calendar.typed if indicator.calendar else ()
        for entry in typed:
            if entry.period == period:
                return entry.deadline
        days = self.random("days", unit, period.id).randint(*DAYS_TO_ARRIVE[period.frequency])
        return period.end + timedelta(days=days)

    def units_of(self, indicator: Indicator, on: date) -> list[OrgUnit]:
        """Agencies and communes that report the indicator on that day, without the reporters of one commune's plan."""
        names = [name for name in indicator.reported_by if name.startswith("each_")]
        return [unit for name in names for unit in self.catalogue.members(name, on)]

    def _ratios(self) -> Iterator[Report]:
        for key, curve in self.curves["ratios"].items():
            indicator = self.catalogue.indicators[key]
            for period, value in _expand(curve["values"]):
                yield from self._split(indicator, curve, period, value, self.units_of(indicator, period.end))
            for day, value in curve.get("start", {}).items():
                yield from self._split(indicator, curve, parse_period(str(day)), value, self._starting(indicator, day))

    def _starting(self, indicator: Indicator, day: date) -> list[OrgUnit]:
        """Who gives a first value on that day: the communes on their own first day, everybody on any other."""
        units = self.units_of(indicator, day)
        return [u for u in units if u.valid_from == day] or units

    def _split(
        self, indicator: Indicator, curve: Mapping[str, Any], period: Period, percent: float, units: Sequence[OrgUnit]
    ) -> Iterator[Report]:
        """Shares a pooled percentage out, so that the units that report it add up to it."""
        sending = [unit for unit in units if self.received(unit.id, indicator, period) is not None]
        on_time = [u for u in sending if (self.received(u.id, indicator, period) or period.end) <= self.as_of]
        shared = on_time if period.end <= self.as_of else sending
        sizes = {unit.id: self._size(unit, curve, period) for unit in sending}
        wanted = {unit.id: percent + curve["spread"] * self._score(unit, indicator) for unit in sending}
        shift = _shift_to(percent, [(wanted[u.id], sizes[u.id]) for u in shared])
        exact = {u.id: sizes[u.id] * _clamp(wanted[u.id] + shift) / 100 for u in sending}
        whole = _rounded({u.id: exact[u.id] for u in shared}, round(percent * sum(sizes[u.id] for u in shared) / 100))
        for unit in sending:
            numerator = whole.get(unit.id, math.floor(exact[unit.id]))
            yield self.report(unit.id, indicator.id, period, numerator, sizes[unit.id])

    def _size(self, unit: OrgUnit, curve: Mapping[str, Any], period: Period) -> int:
        sizes = self.curves["sizes"][curve["size"]]
        if unit.id in sizes.get("none", ()):
            return 0
        low, high = sizes[unit.kind.value]
        size = sizes.get("fixed", {}).get(unit.id) or self.random("size", curve["size"], unit.id).randint(low, high)
        month = period_of(Frequency.MONTH, period.start)
        growth = dict(_expand(sizes["growth"]))[month] if "growth" in sizes else 1.0
        return max(1, round(size * growth * curve.get("scale", 1.0)))

    def _score(self, unit: OrgUnit, indicator: Indicator) -> float:
        own = self.curves["scores"].get(unit.id)
        score = self.random("score", unit.id).uniform(-0.3, 0.8) if own is None else own
        return score + self.random("score", unit.id, indicator.id).uniform(-0.2, 0.2)

    def _yes_no(self) -> Iterator[Report]:
        for key, periods in self.curves["yes_no"].items():
            indicator = self.catalogue.indicators[key]
            for name, without in periods.items():
                period = parse_period(str(name))
                for unit in self._starting(indicator, period.end):
                    yield self.report(unit.id, key, period, int(unit.id not in without), 1)

    def _leaders(self) -> Iterator[Report]:
        indicator = self.catalogue.indicators["lanh-dao-khkt"]
        for name, without in self.curves["leaders"].items():
            period = parse_period(str(name))
            units = self._starting(indicator, period.end)
            communes = sorted((u.id for u in units if u.kind is UnitKind.COMMUNE), key=self._leader_rank)
            lacking = {*without.get("agency", ()), *communes[: without.get("commune", 0)]}
            for unit in units:
                total = self.random("leaders", unit.id).randint(3, 6)
                yield self.report(
                    unit.id, indicator.id, period, 0 if unit.id in lacking else math.ceil(total / 4), total
                )

    def _leader_rank(self, unit_id: str) -> float:
        return self.random("leader rank", unit_id).random()

    def _villages(self) -> Iterator[Report]:
        indicator = self.catalogue.indicators["ban-lom-song"]
        listed: dict[str, int] = self.curves["villages"]["listed"]
        order = [unit for turn in range(max(listed.values())) for unit in listed if listed[unit] > turn]
        for period, value in _expand(self.curves["villages"]["covered"]):
            covered = order[: round(value)]
            for unit in self.units_of(indicator, period.end):
                count, total = covered.count(unit.id), listed.get(unit.id, 0)
                yield self.report(unit.id, indicator.id, period, count, total, str(count))

    def _single(self) -> Iterator[Report]:
        for key, curve in self.curves["single"].items():
            yield from self._own_figures(key, curve, curve["unit"], _expand(curve["values"]))

    def _commune_plan(self) -> Iterator[Report]:
        plan = self.curves["commune"]
        start = period_of(Frequency.DAY, plan["start"])
        for key, curve in {**plan["ratios"], **plan["counts"]}.items():
            values = [(start, curve["first"]), *_expand(curve["values"])]
            yield from self._own_figures(key, curve, plan["unit"], values)

    def _own_figures(
        self, key: str, curve: Mapping[str, Any], unit: str, values: Iterable[tuple[Period, float]]
    ) -> Iterator[Report]:
        indicator = self.catalogue.indicators[key]
        for period, value in values:
            if "base" in curve:
                made = self.report(unit, key, period, round(curve["base"] * value / 100), curve["base"])
            elif indicator.kind is Kind.MILESTONE:
                made = self.report(unit, key, period, None, None, "Có" if value else "Không")
            else:
                made = self.report(unit, key, period, round(value), None, str(round(value)))
            yield replace(made, note=curve.get("note", ""))

    def is_on_form(self, report: Report) -> bool:
        """Whether the figure came in a workbook: the months of the forms, as far as received by the day shown."""
        return report.period in self.form_months and report.received is not None and report.received <= self.as_of


def _expand(values: Mapping[Any, float]) -> list[tuple[Period, float]]:
    """The given periods and those between two of the same frequency, on a straight line."""
    given = sorted((parse_period(str(name)), float(value)) for name, value in values.items())
    found: list[tuple[Period, float]] = []
    for frequency in Frequency:
        points = [(period, value) for period, value in given if period.frequency is frequency]
        for (first, low), (last, high) in pairwise(points):
            between = [first]
            while frequency is not Frequency.DAY and between[-1].next() != last:
                between.append(between[-1].next())
            found += [(p, low + (high - low) * i / len(between)) for i, p in enumerate(between)]
        found += points[-1:]
    return found


def _clamp(percent: float) -> float:
    return min(100.0, max(0.0, percent))


def _shift_to(percent: float, parts: Sequence[tuple[float, int]]) -> float:
    """What to add to each unit's percentage so that the pool has the wanted one."""
    low, high = -300.0, 300.0
    total = sum(size for _, size in parts)
    for _ in range(80):
        middle = (low + high) / 2
        pooled = sum(_clamp(wanted + middle) * size for wanted, size in parts)
        low, high = (middle, high) if pooled < percent * total else (low, middle)
    return high


def _rounded(exact: Mapping[str, float], total: int) -> dict[str, int]:
    """Whole numbers that add up to the total: the largest remainders are rounded up."""
    whole = {key: math.floor(value + 1e-9) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (whole[key] - exact[key], key))
    for key in by_remainder[: total - sum(whole.values())]:
        whole[key] += 1
    return whole


def revise(sample: Sample, reports: Sequence[Report]) -> tuple[list[Report], list[Report]]:
    """The reports as first sent, and the corrections that came later with the figures of the curves."""
    first, corrections = list(reports), []
    for change in sample.curves["revisions"]:
        period = parse_period(str(change["period"]))
        place = {(r.unit, r.indicator, r.period): index for index, r in enumerate(first)}
        index = place[change["unit"], change["indicator"], period]
        peers = [r for r in first if r.indicator == change["indicator"] and r.period == period]
        pooled = sum(r.numerator or 0 for r in peers)
        wrong = round(change["first_total"] * sum(r.denominator or 0 for r in peers) / 100) - pooled
        right = first[index]
        first[index] = replace(right, numerator=(right.numerator or 0) + wrong)
        corrections.append(replace(right, note=change["note"], received=change["received"]))
    return first, corrections


def write_history(path: Path, reports: Iterable[Report]) -> None:
    """A long CSV with the day each figure came in; every row says that it is illustrative."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HISTORY_COLUMNS)
        for r in reports:
            note = "; ".join(part for part in (r.note, MARKER.lower()) if part)
            received = r.received.isoformat() if r.received else ""
            parts = ("" if part is None else part for part in (r.numerator, r.denominator))
            writer.writerow((r.unit, r.indicator, r.period.id, *parts, r.value, note, received))


def write_form(path: Path, unit: OrgUnit, period: Period, reports: Mapping[str, Report], catalogue: Catalogue) -> None:
    """The unit's BM-01 workbook of one period: a row for each indicator it owes."""
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": CREATED, "title": f"BM-01 {unit.name}", "comments": MARKER})
    sheet = book.add_worksheet("BM-01")
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "border": 1})
    header = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#EEF3F8"})
    for row, text in enumerate(
        ("BIỂU BM-01 – THỰC HIỆN CHỈ TIÊU NGHỊ QUYẾT 57-NQ/TW", f"{MARKER} – không phải kết quả thật")
    ):
        sheet.write_string(row, 0, text, bold)
    title = (("Đơn vị báo cáo:", unit.name), ("Mã đơn vị:", unit.id), ("Kỳ báo cáo:", period_name(period)))
    for row, (label, text) in enumerate(title, start=2):
        sheet.write_string(row, 1, label)
        sheet.write_string(row, 2, text)
    for column, (text, width) in enumerate(zip(FORM_COLUMNS, FORM_WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(6, column, text, header)
    owed = catalogue.owed_for(unit.id, period)
    for number, indicator in enumerate(owed, start=1):
        for column, cell in enumerate(_form_row(number, indicator, period, reports.get(indicator.id))):
            sheet.write(6 + number, column, cell, wrapped)
    sheet.write_string(8 + len(owed), 2, "Người lập biểu")
    sheet.write_string(8 + len(owed), 7, "Thủ trưởng đơn vị")
    book.close()


def _form_row(
    number: int, indicator: Indicator, period: Period, report: Report | None
) -> tuple[str | int | float | None, ...]:
    head = (number, indicator.id, indicator.name, indicator.unit)
    if report is None:
        return (*head, None, None, None, None, None)
    value: str | float | None = report.value
    if report.value.isdigit():
        value = int(report.value)
    elif indicator.is_ratio and report.denominator:
        value = round(100 * (report.numerator or 0) / report.denominator, indicator.decimals)
    evidence = f"Biểu tổng hợp {period_name(period).lower()}"
    return (
        *head,
        report.numerator,
        report.denominator,
        value or None if isinstance(value, str) else value,
        evidence,
        None,
    )


def write_forms(folder: Path, sample: Sample, reports: Iterable[Report]) -> list[dict[str, Any]]:
    """All workbooks of the months that came as forms; gives the loads of `sample.yaml`."""
    forms: dict[tuple[Period, str], dict[str, Report]] = {}
    for report in reports:
        forms.setdefault((report.period, report.unit), {})[report.indicator] = report
    loads: list[dict[str, Any]] = []
    for (period, unit), rows in sorted(forms.items()):
        name = f"bm01/{period.id}/BM-01_{period.id}_{unit}.xlsx"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_form(folder / name, sample.catalogue.org_units[unit], period, rows, sample.catalogue)
        loads.append({"path": name, "as": "bm-01", "received": next(iter(rows.values())).received})
    return loads


def generate(folder: Path) -> None:
    """Writes all illustrative files into the folder."""
    curves = yaml.safe_load((HERE / "curves.yaml").read_text(encoding="utf-8"))
    sample = Sample(curves, load_catalogue(Workspace(HERE.parents[1])))
    reports, corrections = revise(sample, sample.reports())
    write_history(folder / "history.csv", (r for r in reports if not sample.is_on_form(r)))
    write_history(folder / "history_revisions.csv", corrections)
    histories = [
        {"path": name, "as": "history-csv", "received": sample.as_of}
        for name in ("history.csv", "history_revisions.csv")
    ]
    loads = histories + write_forms(folder, sample, (r for r in reports if sample.is_on_form(r)))
    lines = [f"  - {{path: {load['path']}, as: {load['as']}, received: {load['received']}}}" for load in loads]
    text = f"# {MARKER}: do generate.py sinh ra từ curves.yaml, không sửa tay.\nas_of: {sample.as_of}\nloads:\n"
    (folder / "sample.yaml").write_text(text + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
