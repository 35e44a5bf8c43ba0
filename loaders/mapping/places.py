"""Unit, period and indicator that hold for a whole sheet or column: from the title, the sheet's name, the hidden sheet, a header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dashboard.domain.forms import PERIOD_KEY, UNIT_KEY
from dashboard.domain.periods import Period, parse_period
from dashboard.domain.plan import Indicator, OrgUnit
from dashboard.text.formats import period_name
from loaders.directory import Directory
from loaders.faults import Choice, FaultCode
from loaders.mapping.account import Account, Notice, Spot
from loaders.mapping.entries import Place, Said
from loaders.mapping.naming import check_unit_name, find_indicator, find_period, find_unit, place_words
from loaders.parsing.choices import unit_choices
from loaders.parsing.matching import canonical, tidy
from loaders.reading.cells import CellKind, RawCell
from loaders.recognising.headers import Group, Header
from loaders.recognising.identity import Identified
from loaders.recognising.recognition import RecognisedSheet
from loaders.recognising.source_map import Field, Layout, Origin, SourceMap, TitleField
from loaders.recognising.titles import periods_in_title, title_cells, units_in_title

_TITLE = "Tiêu đề"
_MEASURE_BEHIND = re.compile(r"\s*\([^()]*\)\s*$")
# What stands where a title names its unit: «của UBND xã Tân Yên quý IV».
_OWNER = re.compile(
    r"của (?:ubnd |ủy ban nhân dân )?(?P<name>(?:xã|phường|x\.|p\.|sở|ban|công an)\s?[^,;:()\n]{2,40}?)"
    r"(?=\s+(?:tháng|quý|năm|kỳ|đến|6 tháng|06 tháng)\b|\s*[,;:()\n]|$)",
    re.IGNORECASE,
)


class PlaceFinder:
    """Finds what one sheet says for all its entries. Nothing said, or two things, is a rejection."""

    def __init__(
        self,
        found: RecognisedSheet,
        source: SourceMap,
        identified: Identified | None,
        account: Account,
        directory: Directory,
        sheet_name: str,
    ) -> None:
        self.found, self.source, self.identified = found, source, identified
        self.account, self.directory = account, directory
        self.name_cell = RawCell(found.sheet.name, 0, 0, CellKind.TEXT, sheet_name)
        self.title_texts = title_cells(found.sheet, found.header.first_row)

    def find(self) -> Place:
        """The sheet's place. A table says everything in its rows, but for constants."""
        is_form = self.source.layout is not Layout.TABLE
        has_own_units = bool({Field.UNIT, Field.UNIT_NAME} & self.source.columns.keys()) or (
            self.source.across is not None and self.source.across.field is Field.UNIT
        )
        unit = self.constant_unit()
        if unit is None and is_form and (self.source.is_collector or not has_own_units):
            unit = self.find_unit()
        period = self.constant_period()
        if period is None and is_form and Field.PERIOD not in self.source.columns:
            period = self.find_period()
        indicator = self.constant_indicator()
        if self.source.is_collector:
            return Place(None, indicator, period, unit)
        return Place(unit, indicator, period)

    def constant(self, field: Field) -> Spot | None:
        """What the source map says itself."""
        text = next((text for each, text in self.source.constants.items() if each is field), None)
        if text is None:
            return None
        return Spot(RawCell(self.found.sheet.name, 0, 0, CellKind.TEXT, text), "")

    def constant_unit(self) -> Said[OrgUnit] | None:
        """The unit that the source map names."""
        spot = self.constant(Field.UNIT)
        return None if spot is None else Said(spot, find_unit(self.account, self.directory, spot))

    def constant_period(self) -> Said[Period] | None:
        """The period that the source map names."""
        spot = self.constant(Field.PERIOD)
        return None if spot is None else Said(spot, find_period(self.account, spot))

    def constant_indicator(self) -> Said[Indicator] | None:
        """The indicator that the source map names."""
        spot = self.constant(Field.INDICATOR)
        return None if spot is None else Said(spot, find_indicator(self.account, self.directory, spot, spot))

    def find_unit(self) -> Said[OrgUnit]:
        """The unit, from where the form says it; it must be the hidden sheet's."""
        ways = {Origin.LABEL: self.unit_of_label, Origin.TITLE: self.unit_of_title, Origin.SHEET: self.unit_of_sheet}
        said = next((said for origin in self.source.unit_from if (said := ways[origin]()) is not None), None)
        hidden = self.hidden_unit()
        if said is None and hidden is None:
            self.reject_unsaid(TitleField.UNIT_CODE, FaultCode.UNIT_UNSAID, "đơn vị báo cáo", "của UBND xã …")
            return Said(Spot(self.name_cell, ""), None)
        if said is None or hidden is None:
            return said or hidden or Said(Spot(self.name_cell, ""), None)
        if said.value is not None and hidden.value is not None and said.value is not hidden.value:
            expected = f"{hidden.value.name} ({hidden.value.id}), đơn vị mà biểu này được tải về cho"
            self.reject_contradiction(said.spot, FaultCode.UNIT_CONTRADICTS, expected)
            return Said(said.spot, None)
        return Said(said.spot, said.value if hidden.value is not None else None)

    def hidden_unit(self) -> Said[OrgUnit] | None:
        """The unit that the hidden sheet names."""
        cell = self.identified.cells.get(UNIT_KEY) if self.identified is not None else None
        if cell is None:
            return None
        spot = Spot(cell, UNIT_KEY)
        return Said(spot, find_unit(self.account, self.directory, spot))

    def unit_of_label(self) -> Said[OrgUnit] | None:
        """The unit by its code, whose name beside it must agree; by its name where no line says a code."""
        code, name = self.title_spot(TitleField.UNIT_CODE), self.title_spot(TitleField.UNIT_NAME)
        if code is None:
            if name is None or name.cell.is_blank:
                return None
            return Said(name, find_unit(self.account, self.directory, name, short=self.source.short_unit_names))
        if code.cell.is_blank and self.identified is not None:
            return None
        unit = find_unit(self.account, self.directory, code)
        if (
            unit is not None
            and name is not None
            and not check_unit_name(self.account, self.directory, unit, name, code)
        ):
            unit = None
        return Said(code, unit)

    def unit_of_title(self) -> Said[OrgUnit] | None:
        """The one unit that the words of the title name; a name that is only near is proposed."""
        cells = [self.fixed(cell, Field.UNIT) for cell in self.title_texts]
        named = units_in_title(cells, self.directory)
        if len(named) == 1:
            return Said(Spot(named[0][0], _TITLE), named[0][1])
        if named:
            spot = Spot(named[0][0], _TITLE)
            names = " và ".join(f"{unit.name} ({unit.id})" for _, unit in named)
            self.account.reject(spot, FaultCode.UNIT_UNSAID, f"tiêu đề nêu một đơn vị báo cáo; tiêu đề nêu {names}")
            return Said(spot, None)
        for cell in cells:
            match = _OWNER.search(tidy(cell.text))
            near = self.directory.near_units(match["name"]) if match else []
            if match and near:
                return self.propose_units(cell, match["name"], near)
        return None

    def propose_units(self, cell: RawCell, name: str, near: Sequence[OrgUnit]) -> Said[OrgUnit]:
        """A title in which the unit's name is nearly one that is known."""
        spot = Spot(cell, _TITLE)
        names = ", ".join(f"{unit.name} ({unit.id})" for unit in near)
        choices = tuple(
            Choice(tidy(cell.text).replace(name, unit.name), choice.label)
            for unit, choice in zip(near, unit_choices(near), strict=True)
        )
        expected = f"tên đơn vị trong tiêu đề; «{name}» gần giống: {names}"
        remedy = f"ghi đúng tên đơn vị ở {place_words(spot)} rồi gửi lại"
        self.account.reject(spot, FaultCode.UNIT_UNKNOWN, expected, remedy=remedy, choices=choices)
        return Said(spot, None)

    def unit_of_sheet(self) -> Said[OrgUnit]:
        """The unit that the sheet is named after."""
        spot = Spot(self.fixed(self.name_cell, Field.UNIT), "")
        return Said(spot, find_unit(self.account, self.directory, spot, short=self.source.short_unit_names))

    def find_period(self) -> Said[Period]:
        """The period, from where the form says it; it must be the hidden sheet's."""
        ways = {
            Origin.LABEL: self.period_of_label,
            Origin.TITLE: self.period_of_title,
            Origin.SHEET: self.period_of_sheet,
        }
        said = next((said for origin in self.source.period_from if (said := ways[origin]()) is not None), None)
        hidden = self.hidden_period()
        if said is None and hidden is None:
            self.reject_unsaid(TitleField.PERIOD, FaultCode.PERIOD_UNSAID, "kỳ báo cáo", "tháng 11 năm 2025")
            return Said(Spot(self.name_cell, ""), None)
        if said is None or hidden is None:
            return said or hidden or Said(Spot(self.name_cell, ""), None)
        if said.value is not None and hidden.value is not None and said.value != hidden.value:
            expected = f"{period_name(hidden.value)}, kỳ mà biểu này được tải về cho"
            self.reject_contradiction(said.spot, FaultCode.PERIOD_CONTRADICTS, expected)
            return Said(said.spot, None)
        return said

    def hidden_period(self) -> Said[Period] | None:
        """The period that the hidden sheet names."""
        cell = self.identified.cells.get(PERIOD_KEY) if self.identified is not None else None
        if cell is None:
            return None
        spot = Spot(cell, PERIOD_KEY)
        try:
            return Said(spot, parse_period(tidy(cell.text)))
        except ValueError:
            return Said(spot, find_period(self.account, spot))

    def period_of_label(self) -> Said[Period] | None:
        """The period beside its label."""
        spot = self.title_spot(TitleField.PERIOD)
        if spot is None or (spot.cell.is_blank and self.identified is not None):
            return None
        return Said(spot, find_period(self.account, spot))

    def period_of_title(self) -> Said[Period] | None:
        """The one period that the words of the title name."""
        named = periods_in_title([self.fixed(cell, Field.PERIOD) for cell in self.title_texts])
        if not named:
            return None
        spot = Spot(named[0][0], _TITLE)
        if len(named) == 1:
            return Said(spot, named[0][1])
        names = " và ".join(period_name(period) for _, period in named)
        self.account.reject(spot, FaultCode.PERIOD_UNSAID, f"tiêu đề nêu một kỳ báo cáo; tiêu đề nêu {names}")
        return Said(spot, None)

    def period_of_sheet(self) -> Said[Period]:
        """The period that the sheet is named after."""
        spot = Spot(self.fixed(self.name_cell, Field.PERIOD), "")
        return Said(spot, find_period(self.account, spot))

    def title_spot(self, field: TitleField) -> Spot | None:
        """Where a title field stands, None without its label."""
        title = self.found.title.get(field)
        if title is None:
            return None
        of_field = Field.PERIOD if field is TitleField.PERIOD else Field.UNIT
        return Spot(self.fixed(title.value, of_field), self.source.title_fields[field][0])

    def fixed(self, cell: RawCell, field: Field) -> RawCell:
        """The cell with the source's fix for a dirty text, where it has one."""
        right = self.source.fixed_texts.get(field, {}).get(canonical(cell.text))
        if right is None:
            return cell
        self.account.notices[Notice.FIX_APPLIED] += 1
        return replace(cell, kind=CellKind.TEXT, text=right, number=None)

    def reject_unsaid(self, label: TitleField, code: FaultCode, what: str, example: str) -> None:
        """Nothing says the unit, or the period: a label is missing, or words of the title."""
        labels = self.source.title_fields.get(label)
        if labels:
            remedy = f"thêm dòng «{labels[0]}:» ở đầu biểu rồi gửi lại"
            expected = f"dòng «{labels[0]}:»"
            self.account.reject_whole(FaultCode.LABEL_MISSING, "đầu biểu thiếu một dòng", expected, remedy)
            return
        remedy = f"ghi {what} vào tiêu đề, ví dụ «… {example}», rồi gửi lại"
        found, expected = f"tiêu đề không nêu {what}", f"{what} trong tiêu đề"
        self.account.reject_whole(code, found, expected, remedy, self.found.sheet.name)

    def reject_contradiction(self, spot: Spot, code: FaultCode, expected: str) -> None:
        """The title says another unit or period than the form was made for."""
        remedy = f"ghi lại như cũ ở {place_words(spot)}, hoặc tải biểu của đúng đơn vị và kỳ rồi điền lại"
        self.account.reject(spot, code, expected, remedy=remedy)


def group_places(
    header: Header, source: SourceMap, place: Place, account: Account, directory: Directory
) -> list[tuple[dict[Field, int], Place]]:
    """The parts of a row: one for the whole row, or one for each unit or indicator that stands across."""
    if not header.groups:
        return [(header.columns, place)]
    parts: list[tuple[dict[Field, int], Place]] = []
    for group in header.groups:
        if source.across is not None and source.across.field is Field.UNIT:
            own = replace(place, unit=_unit_of_group(group, source, account, directory))
        else:
            own = replace(place, indicator=_indicator_of_group(group, account, directory))
        parts.append((header.columns | group.columns, own))
    return parts


def _unit_of_group(group: Group, source: SourceMap, account: Account, directory: Directory) -> Said[OrgUnit]:
    fixes = source.fixed_texts.get(Field.UNIT, {})
    for cell in reversed(group.names):
        right = fixes.get(canonical(cell.text))
        found = directory.unit(right or cell.text, source.short_unit_names)
        if found is not None:
            if right is not None:
                account.notices[Notice.FIX_APPLIED] += 1
            if found.was_repaired:
                account.notices[Notice.CODE_REPAIRED] += 1
            return Said(Spot(cell, ""), found.unit)
    spot = Spot(group.names[-1], "")
    return Said(spot, find_unit(account, directory, spot, short=source.short_unit_names))


def _indicator_of_group(group: Group, account: Account, directory: Directory) -> Said[Indicator]:
    """By the id among the header's lines; a line that is another indicator's name is a rejection."""
    top = group.names[0]
    coded = next((cell for cell in group.names if directory.indicator(cell.text) is not None), None)
    named = next(
        (cell for cell in group.names if directory.indicator_named(_MEASURE_BEHIND.sub("", cell.text)) is not None),
        None,
    )
    code = None if coded is None else Spot(coded, "")
    if code is None and named is None and len(group.names) > 1:
        code = Spot(group.names[-1], "")
    name = Spot(replace(named or top, text=_MEASURE_BEHIND.sub("", (named or top).text)), "")
    return Said(code or name, find_indicator(account, directory, code, name))
