"""An entry -> an observation: whose it is, what it says, and whether the unit reports that indicator for that period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dashboard.domain.observations import Observation, Provenance
from dashboard.domain.periods import Frequency, Period, parse_period
from dashboard.domain.plan import Accumulation, Indicator, OrgUnit
from dashboard.text.formats import format_date, period_name
from loaders.directory import Directory
from loaders.faults import FaultCode, cell_text
from loaders.mapping.account import ACCEPTED, Account, Ignored, Notice, Spot, Unplaced
from loaders.mapping.entries import Entry, Place
from loaders.mapping.figures import CellFault, Figure, Warned, read_figure
from loaders.mapping.naming import (
    check_unit_name,
    find_day,
    find_indicator,
    find_period,
    find_unit,
    place_words,
    written_words,
)
from loaders.parsing.matching import canonical
from loaders.recognising.source_map import Field, Layout, SourceMap

LONGEST_TEXT = 2_000
_SPACES = re.compile(r"\s")
_FREQUENCY_WORDS = {
    Frequency.DAY: "ngày",
    Frequency.MONTH: "tháng",
    Frequency.QUARTER: "quý",
    Frequency.HALF: "6 tháng",
    Frequency.YEAR: "năm",
    None: "kỳ không định",
}
_FORMULAS = {
    "external": (FaultCode.FORMULA_EXTERNAL, "công thức lấy số từ tệp khác: kiểm tra lại số."),
    "volatile": (FaultCode.FORMULA_VOLATILE, "công thức tự đổi theo lúc mở tệp: kiểm tra lại số."),
}


@dataclass(frozen=True)
class Incoming:
    """A file as it arrived: its name, content hash, the day it was received, and its form if told.

    `unit` and `period` are ids it was asked for, when it was sent on a page for one unit and period; it must say the same.
    """

    file_name: str
    sha256: str
    received: date
    kind: str | None = None
    unit: str = ""
    period: str = ""


class Placer:
    """Turns the entries of one file into observations, and tells the account why one is none."""

    def __init__(
        self, account: Account, directory: Directory, source: SourceMap, incoming: Incoming, *, illustrative: bool
    ) -> None:
        self.account, self.directory, self.source, self.incoming = account, directory, source, incoming
        self.illustrative = illustrative

    def place(self, entry: Entry) -> tuple[Observation, Figure] | None:
        """The observation of one entry; without one its figure is listed as left out, with the reason."""
        self.account.begin_entry()
        reason = ""
        indicator = self.indicator_of(entry)
        self.account.about = indicator.name if indicator is not None else ""
        unit, period = self.unit_of(entry), self.period_of(entry)
        received = self.received_of(entry)
        if indicator is not None and period is not None:
            period = indicator.period_of_figure(period)
        if unit is not None and period is not None:
            unit = self.heir_of(entry, unit, period)
            self.check_asked_of(entry, unit, period)
        seen: tuple[Observation, Figure] | None = None
        if indicator is not None:
            entry.be_of(indicator)
            reason = self.check_row(entry, indicator)
            if unit is not None and period is not None:
                reason = self.check_place(entry, indicator, unit, period, received or self.incoming.received) or reason
            figure = self.figure_of(entry, indicator)
            if isinstance(figure, str):
                reason = figure
            elif not reason and unit is not None and period is not None and received is not None:
                seen = (self.observe(entry, figure, indicator, unit, period, received), figure)
        first = self.account.entry_reason
        if seen is not None and not reason and not first:
            self.account.give(ACCEPTED, entry.figure_cells.written)
            self.account.give(Ignored.PASSED_OVER, entry.candidates)
            return seen
        self.leave_out(entry, reason or first or "đầu biểu sai đơn vị hoặc kỳ")
        return None

    def heir_of(self, entry: Entry, unit: OrgUnit, period: Period) -> OrgUnit:
        """The successor of a unit closed before the period ended, where the source map adds such figures up."""
        is_closed = unit.valid_to is not None and unit.valid_to < period.end
        heir = self.directory.catalogue.org_units.get(unit.successor or "") if is_closed else None
        if heir is None or self.source.former_units != "add_up":
            return unit
        entry.adds = True
        return heir

    def check_asked(self, place: Place) -> None:
        """A file sent for one unit and period says the same in its title."""
        unit = place.unit or place.collector
        if unit is not None and unit.value is not None:
            self.reject_other_unit(unit.spot, unit.value)
        if place.period is not None and place.period.value is not None:
            self.reject_other_period(place.period.spot, place.period.value)

    def check_asked_of(self, entry: Entry, unit: OrgUnit, period: Period) -> None:
        """A row of a table sent for one unit and period says the same."""
        of_unit, of_period = self.spots_of(entry)
        if entry.place.unit is None and entry.place.collector is None:
            self.reject_other_unit(of_unit, unit)
        if entry.place.period is None:
            self.reject_other_period(of_period, period)

    def reject_other_unit(self, spot: Spot, unit: OrgUnit) -> None:
        """Names the unit the file was sent for beside the one it says."""
        asked = self.directory.catalogue.org_units.get(self.incoming.unit)
        if asked is not None and asked is not unit:
            expected = f"{asked.name} ({asked.id}), đơn vị đang nộp; tệp ghi {unit.name} ({unit.id})"
            remedy = f"chọn đúng tệp, hoặc nộp ở trang của {unit.name}"
            self.account.reject(spot, FaultCode.UNIT_CONTRADICTS, expected, remedy=remedy)

    def reject_other_period(self, spot: Spot, period: Period) -> None:
        """Names the period the file was sent for beside the one it says."""
        if self.incoming.period and self.incoming.period != period.id:
            asked = period_name(parse_period(self.incoming.period))
            expected = f"{asked}, kỳ đang nộp; tệp ghi {period_name(period)}"
            remedy = f"chọn đúng tệp, hoặc nộp ở kỳ {period_name(period)}"
            self.account.reject(spot, FaultCode.PERIOD_CONTRADICTS, expected, remedy=remedy)

    def leave_out(self, entry: Entry, reason: str) -> None:
        """Lists an entry's figure as one that was read and is not used."""
        cells = entry.figure_cells.written or entry.candidates
        found = "; ".join(cell_text(cell) for cell in cells)
        place = ", ".join(dict.fromkeys(cell.address for cell in cells))
        self.account.leave_out(Unplaced(entry.sheet, place, found, reason))

    def indicator_of(self, entry: Entry) -> Indicator | None:
        """The title's or the column's indicator, or the row's own."""
        if entry.place.indicator is not None:
            return entry.place.indicator.value
        code = entry.spot(Field.INDICATOR) if entry.has(Field.INDICATOR) else None
        return find_indicator(self.account, self.directory, code, entry.spot(Field.INDICATOR_NAME))

    def unit_of(self, entry: Entry) -> OrgUnit | None:
        """The title's or the column's unit, or the row's own."""
        if entry.place.unit is not None:
            return entry.place.unit.value
        spot, name = entry.spot(Field.UNIT), entry.spot(Field.UNIT_NAME)
        if spot.cell.is_blank and not name.cell.is_blank:
            spot = name
        unit = find_unit(self.account, self.directory, spot, short=self.source.short_unit_names)
        if unit is None or not entry.has(Field.UNIT_NAME) or spot is name:
            return unit
        return unit if check_unit_name(self.account, self.directory, unit, name, spot) else None

    def period_of(self, entry: Entry) -> Period | None:
        """The title's period, or the row's own."""
        if entry.place.period is not None:
            return entry.place.period.value
        return find_period(self.account, entry.spot(Field.PERIOD), takes_day=True)

    def received_of(self, entry: Entry) -> date | None:
        """The day the figure came in: the row's own, where the form has a column for it."""
        if not entry.has(Field.RECEIVED):
            return self.incoming.received
        spot = entry.spot(Field.RECEIVED)
        day = find_day(self.account, spot)
        if day is not None and day > self.incoming.received and not self.illustrative:
            expected = f"một ngày không sau ngày nạp {format_date(self.incoming.received)}"
            self.account.reject(spot, FaultCode.DATE_IN_FUTURE, expected)
            return None
        return day

    def check_row(self, entry: Entry, indicator: Indicator) -> str:
        """What stands beside a figure: the unit of measure is the catalogue's, texts are not endless. The reason when not."""
        reason = ""
        measure = entry.text(Field.MEASURE)
        if measure and _measure(measure) != _measure(indicator.unit):
            expected = f"«{indicator.unit}» như danh mục"
            spot = entry.spot(Field.MEASURE)
            remedy = f"đổi số sang {indicator.unit} rồi sửa {place_words(spot)}, gửi lại"
            reason = self.account.reject(spot, FaultCode.UNIT_OF_MEASURE, expected, remedy=remedy)
        for field in (Field.EVIDENCE, Field.NOTE):
            if len(entry.text(field)) > LONGEST_TEXT:
                expected = f"không quá {LONGEST_TEXT:,} chữ".replace(",", ".")
                reason = self.account.reject(entry.spot(field), FaultCode.TEXT_TOO_LONG, expected)
        return reason or self.check_split_decimal(entry)

    def check_split_decimal(self, entry: Entry) -> str:
        """In a file of columns parted by commas an unquoted 54,02 falls apart into a value and a note of digits."""
        note = entry.text(Field.NOTE)
        if entry.sheet or not (note.isascii() and note.isdigit()):
            return ""
        expected = f'ghi chú bằng chữ; nếu «{note}» là phần lẻ của số, đặt số trong ngoặc kép ("54,02") hoặc ngăn cột bằng dấu ;'
        return self.account.reject(entry.spot(Field.NOTE), FaultCode.NUMBER_AMBIGUOUS, expected)

    def check_place(self, entry: Entry, indicator: Indicator, unit: OrgUnit, period: Period, received: date) -> str:
        """The unit exists in the period and reports the indicator, the period is one of the indicator's and is over."""
        reason = ""
        of_unit, of_period = self.spots_of(entry)
        row = f"dòng {entry.number}"
        if not unit.is_valid_on(period.end):
            reason = self.reject_closed(of_unit, of_period, unit)
        elif not self.directory.is_reported_by(indicator, unit, period.end):
            expected = f"chỉ tiêu mà {unit.name} phải báo cáo"
            remedy = f"xóa số ở {row}, hoặc sửa {place_words(of_unit)} nếu ghi nhầm đơn vị, rồi gửi lại"
            spot = self.indicator_spot(entry)
            reason = self.account.reject(spot, FaultCode.INDICATOR_NOT_OWED, expected, remedy=remedy)
        elif not (period.frequency is Frequency.DAY or self.directory.takes_period(indicator, unit, period)):
            asked, wanted = _FREQUENCY_WORDS[period.frequency], _FREQUENCY_WORDS[indicator.frequency]
            expected = f"chỉ tiêu báo cáo theo {asked}; {indicator.id} báo cáo theo {wanted}"
            remedy = f"sửa kỳ ở {place_words(of_period)} nếu ghi nhầm kỳ, hoặc xóa số ở {row}, rồi gửi lại"
            spot = self.indicator_spot(entry)
            reason = self.account.reject(spot, FaultCode.PERIOD_OF_OTHER_FREQUENCY, expected, remedy=remedy)
        else:
            reason = self.check_day(entry, indicator, period) or self.check_collector(entry, indicator, unit, period)
        ends = self.directory.end_of(indicator, period)
        if ends > received and not self.directory.is_rebuilding:
            over = f"{period_name(period)} kết thúc ngày {format_date(ends)}"
            expected = f"một kỳ đã kết thúc khi nhận, ngày {format_date(received)}; {over}"
            remedy = f"sửa kỳ ở {place_words(of_period)}; nếu đúng kỳ, gửi lại từ ngày {format_date(ends)}"
            reason = self.account.reject(of_period, FaultCode.PERIOD_IN_FUTURE, expected, remedy=remedy) or reason
        return reason

    def check_day(self, entry: Entry, indicator: Indicator, period: Period) -> str:
        """A single day that ends a period, of a figure that covers its period: it stays the day's own, and is told.

        Of an indicator followed as a running total it might be the period's or the year's: refused.
        """
        ended = indicator.period_ending(period)
        if ended is None:
            return ""
        if indicator.accumulation is Accumulation.PERIODIC or self.directory.is_rebuilding:
            self.account.notices[Notice.DAY_ENDS_PERIOD] += 1
            return ""
        _, spot = self.spots_of(entry)
        name = period_name(ended)
        expected = f"một kỳ, vì {indicator.id} báo cáo số phát sinh theo {_FREQUENCY_WORDS[ended.frequency]}; ngày này kết thúc {name}"
        remedy = f"ghi «{ended.id}» ở {place_words(spot)} nếu là số phát sinh của {name}, rồi gửi lại"
        return self.account.reject(spot, FaultCode.PERIOD_OF_OTHER_FREQUENCY, expected, remedy=remedy)

    def reject_closed(self, of_unit: Spot, of_period: Spot, unit: OrgUnit) -> str:
        """A unit that did not exist in the period: the one it went into, or the day from which it exists."""
        if unit.valid_to is not None:
            heir = self.directory.catalogue.org_units.get(unit.successor or "")
            now = f", nay là {heir.name} ({heir.id})" if heir else ""
            expected = (
                f"đơn vị còn hoạt động trong kỳ; {unit.name} hoạt động đến ngày {format_date(unit.valid_to)}{now}"
            )
            remedy = f"ghi {heir.id} ở {place_words(of_unit)} nếu số là của {heir.name}" if heir else ""
            return self.account.reject(of_unit, FaultCode.UNIT_NOT_VALID, expected, remedy=remedy)
        expected = f"một kỳ từ khi có đơn vị; {unit.name} có từ ngày {format_date(unit.valid_from)}"
        remedy = f"sửa kỳ ở {place_words(of_period)}, hoặc sửa {place_words(of_unit)} nếu ghi nhầm đơn vị, rồi gửi lại"
        return self.account.reject(of_unit, FaultCode.UNIT_NOT_VALID, expected, remedy=remedy)

    def check_collector(self, entry: Entry, indicator: Indicator, unit: OrgUnit, period: Period) -> str:
        """A figure comes in the form the catalogue says: the unit's own, or the table of the unit that collects it."""
        if self.source.layout is Layout.TABLE or self.directory.is_rebuilding:
            return ""
        collector = self.directory.collector(indicator.id, unit.id, period.end)
        if not self.source.is_collector:
            if collector is None:
                return ""
            expected = f"chỉ tiêu mà {unit.name} tự báo cáo; «{indicator.name}» của đơn vị này do {collector.name} báo cáo theo biểu BM-02"
            remedy = f"xóa số ở dòng {entry.number} rồi gửi lại; số này gửi cho {collector.name}"
            spot = self.indicator_spot(entry)
            return self.account.reject(spot, FaultCode.INDICATOR_COLLECTED, expected, remedy=remedy)
        by = entry.place.collector.value if entry.place.collector is not None else None
        if by is None or self.directory.collects(by, indicator, unit, period.end):
            return ""
        whose = f"do {collector.name} tổng hợp" if collector else f"do {unit.name} tự báo cáo theo biểu BM-01"
        expected = f"ô trống, vì «{indicator.name}» của {unit.name} {whose}"
        spot = entry.main_spot()
        remedy = f"xóa số ở {place_words(spot)} rồi gửi lại"
        return self.account.reject(spot, FaultCode.INDICATOR_NOT_COLLECTED, expected, remedy=remedy)

    def spots_of(self, entry: Entry) -> tuple[Spot, Spot]:
        """Where unit and period of an entry are written."""
        unit = entry.place.unit.spot if entry.place.unit is not None else entry.spot(Field.UNIT)
        if unit.cell.is_blank and entry.has(Field.UNIT_NAME):
            unit = entry.spot(Field.UNIT_NAME)
        period = entry.place.period.spot if entry.place.period is not None else entry.spot(Field.PERIOD)
        return unit, period

    def indicator_spot(self, entry: Entry) -> Spot:
        """Where the indicator of an entry is written."""
        if entry.place.indicator is not None:
            return entry.place.indicator.spot
        return entry.spot(Field.INDICATOR if entry.has(Field.INDICATOR) else Field.INDICATOR_NAME)

    def figure_of(self, entry: Entry, indicator: Indicator) -> Figure | str:
        """What the entry's cells say, or the reason why they say nothing; every faulty cell is rejected."""
        figure = read_figure(entry.figure_cells, indicator, self.source)
        if isinstance(figure, Figure):
            self.tell(entry, figure)
            return figure
        if figure is None:
            header = entry.spot(Field.VALUE).header or "Thực hiện"
            spot = entry.main_spot()
            expected = f"một số ở cột «{header}», vì {indicator.id} lấy số ở cột đó"
            return self.account.reject(spot, FaultCode.PART_MISSING, expected)
        reason = ""
        for fault in figure:
            spot = entry.figure_spot(fault.field)
            remedy = self.remedy_of(fault, entry, spot)
            reason = self.account.reject(
                spot, fault.code, fault.expected, fault.found, remedy=remedy, choices=fault.choices
            )
        return reason

    @staticmethod
    def remedy_of(fault: CellFault, entry: Entry, spot: Spot) -> str:
        """How the cell is written without doubt, or which of two cells to mend; empty where the fault says enough."""
        if fault.choices:
            return written_words([choice.value for choice in fault.choices], spot)
        if fault.other is None:
            return ""
        return f"sửa {place_words(spot)} hoặc {place_words(entry.figure_spot(fault.other))} rồi gửi lại"

    def tell(self, entry: Entry, figure: Figure) -> None:
        """What is taken but said: of the figure, and of formulas behind it."""
        for told in figure.warnings:
            if told is Warned.RATE_DIFFERS:
                cell = entry.spot(Field.VALUE).cell
                said = f"tính từ tử số và mẫu số là {figure.shown}; lấy số tính được."
                self.account.warn(FaultCode.RATE_DIFFERS, cell, cell.sheet, cell_text(cell), said)
            elif told is not Warned.SMALL_PERCENT:
                self.account.notices[told] += 1
        for cell in entry.figure_cells.written:
            if cell.formula in _FORMULAS:
                code, said = _FORMULAS[cell.formula]
                self.account.warn(code, cell, cell.sheet, cell_text(cell), said)

    def observe(
        self, entry: Entry, figure: Figure, indicator: Indicator, unit: OrgUnit, period: Period, received: date
    ) -> Observation:
        """The observation of one entry."""
        note = entry.text(Field.NOTE)
        place = Provenance(self.incoming.sha256, self.incoming.file_name, entry.sheet, entry.figure_place)
        if indicator.calendar is not None:
            period = indicator.calendar.as_typed(period)
        return Observation(
            unit.id, indicator.id, period, figure.value, figure.numerator, figure.denominator, received,
            is_provisional(note, self.source.provisional_words), entry.text(Field.EVIDENCE), note, place,
        )  # fmt: skip


@lru_cache(maxsize=4_096)
def is_provisional(note: str, words: tuple[str, ...]) -> bool:
    """Whether a note has one of the words as a word: «ước» is not in «kỳ trước»."""
    text = canonical(note)
    return bool(text) and any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in words)


def _measure(text: str) -> str:
    return _SPACES.sub("", canonical(text))
