"""How each report form is laid out: the YAML files of `sources/` as checked values. A new layout is a new file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from dashboard.domain.faults import Fault
from loaders.parsing.matching import canonical
from loaders.parsing.strict_numbers import NumberConvention
from loaders.reading.cells import FileKind, RawCell
from loaders.reading.child.limits import ENCODINGS

BUILT_IN = Path(__file__).parents[1] / "sources"
LEVELS = " / "


class Layout(StrEnum):
    """`form`: a title block, then a table. `table`: a header row and rows, one figure each. `tasks`: progress of tasks."""

    FORM = "form"
    TABLE = "table"
    TASKS = "tasks"

    def comes_in(self, kind: FileKind) -> bool:
        """Whether files of this format may have this layout: a title block needs a workbook, a table does not."""
        return self is Layout.TABLE or kind is FileKind.XLSX


class Field(StrEnum):
    """What a column holds. `value_to_date` is the running total («lũy kế») beside a value of the period alone."""

    RANK = "rank"
    UNIT = "unit"
    UNIT_NAME = "unit_name"
    INDICATOR = "indicator"
    INDICATOR_NAME = "indicator_name"
    MEASURE = "measure"
    PERIOD = "period"
    RECEIVED = "received"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    VALUE = "value"
    VALUE_TO_DATE = "value_to_date"
    EVIDENCE = "evidence"
    NOTE = "note"
    TASK = "task"
    TASK_NAME = "task_name"
    DUE = "due"
    STATE = "state"
    PROGRESS = "progress"
    RESULT = "result"
    DIFFICULTY = "difficulty"
    PROPOSAL = "proposal"


FIGURE_FIELDS = (Field.NUMERATOR, Field.DENOMINATOR, Field.VALUE, Field.VALUE_TO_DATE)


class TitleField(StrEnum):
    """What the title block of a form says once for all rows."""

    UNIT_CODE = "unit_code"
    UNIT_NAME = "unit_name"
    PERIOD = "period"


class Origin(StrEnum):
    """Where a form says its unit and its period: beside a label, in the words of its title, by the sheet's name."""

    LABEL = "label"
    TITLE = "title"
    SHEET = "sheet"


class Meaning(StrEnum):
    """What a word in a figure cell says. The kinds of nothing differ: no report, a report that nothing arose, and zero."""

    NOT_REPORTED = "not_reported"
    NOT_ARISING = "not_arising"
    ZERO = "zero"
    YES = "yes"
    NO = "no"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnMap(_Strict):
    """The headers a column may carry, levels of a merged header joined by « / »; an optional column may be absent."""

    headers: tuple[str, ...]
    optional: bool = False


class Words(_Strict):
    """What words in figure cells and notes mean; what is not listed is rejected."""

    not_reported: tuple[str, ...] = ()
    not_arising: tuple[str, ...] = ()
    zero: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()


class Across(_Strict):
    """Units or indicators that stand across: each names a group of columns, `parts` says what each column of it holds.

    Without parts every unit or indicator has one column, its value.
    """

    field: Literal[Field.UNIT, Field.INDICATOR]
    parts: dict[Field, tuple[str, ...]] = {}

    @cached_property
    def field_of_part(self) -> dict[str, Field]:
        """Last line of the header in compared form -> what the column holds."""
        return {canonical(word): field for field, words in self.parts.items() for word in words}


class SourceMap(_Strict):
    """One report form.

    `marker` is the text that names a form; `foot` begins the lines below its table and `skip` the rows that add others up
    («…»: any text); `passed_over` are columns that are known and not read; `as_above` are words for «the same as above»;
    `fixes` give the right text for a dirty one; `constants` what no cell says. `unit_from` and `period_from` are tried in
    their order. `encoding` is that of a CSV without a byte order mark. `is_collector`: the unit of the title reports for the units of its rows. `former_units`: figures of units
    that were closed are refused, or added up for their successor. `stated`: what a stated rate that is not the computed one is.
    """

    form: str
    title: str
    aliases: tuple[str, ...] = ()
    layout: Layout
    marker: str = ""
    sheet: str = ""
    sheets: Literal["one", "each"] = "one"
    hidden: Literal["refuse", "warn"] = "warn"
    encoding: str = ""
    numbers: NumberConvention = NumberConvention.VIETNAMESE
    title_fields: dict[TitleField, tuple[str, ...]] = {}
    unit_from: tuple[Origin, ...] = (Origin.LABEL,)
    period_from: tuple[Origin, ...] = (Origin.LABEL,)
    short_unit_names: bool = False
    is_collector: bool = False
    former_units: Literal["refuse", "add_up"] = "refuse"
    stated: Literal["refuse", "warn"] = "refuse"
    constants: dict[Literal[Field.UNIT, Field.INDICATOR, Field.PERIOD], str] = {}
    header_rows: int = 0
    columns: dict[Field, ColumnMap]
    across: Across | None = None
    passed_over: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    as_above: tuple[str, ...] = ()
    fixes: dict[Field, dict[str, str]] = {}
    words: Words = Words()

    @model_validator(mode="after")
    def _says_what_and_whose(self) -> Self:
        known = {*self.columns, *self.constants, *([self.across.field] if self.across else [])}
        if self.encoding and self.encoding not in ENCODINGS:
            raise ValueError(f"encoding phải là một trong {', '.join(ENCODINGS)}")
        if self.layout is Layout.TASKS:
            return self
        if not known & {Field.INDICATOR, Field.INDICATOR_NAME}:
            raise ValueError("không cột, đầu cột hay hằng nào cho biết chỉ tiêu")
        if self.layout is Layout.TABLE and not {Field.UNIT, Field.PERIOD} <= known:
            raise ValueError("bảng phải có cột hoặc hằng cho đơn vị và kỳ")
        if self.layout is Layout.FORM and Origin.LABEL in self.period_from and Field.PERIOD not in known:
            self._needs_label(TitleField.PERIOD)
        if self.layout is Layout.FORM and self.unit_from == (Origin.LABEL,) and Field.UNIT not in known:
            self._needs_label(TitleField.UNIT_CODE)
        return self

    def _needs_label(self, wanted: TitleField) -> None:
        if wanted not in self.title_fields:
            raise ValueError(f"title_fields thiếu {wanted.value}")

    @cached_property
    def field_of_header(self) -> dict[str, Field]:
        """Header in its compared form -> what its column holds."""
        return {canonical(header): field for field, column in self.columns.items() for header in column.headers}

    @cached_property
    def passed_headers(self) -> frozenset[str]:
        """Headers, in compared form, of columns that are known and not read."""
        return frozenset(canonical(header) for header in self.passed_over)

    @cached_property
    def header_words(self) -> frozenset[str]:
        """Every line of every header in compared form, for a quick look whether a sheet may be this form."""
        headers = (header for column in self.columns.values() for header in column.headers)
        return frozenset(canonical(line) for header in headers for line in header.split(LEVELS))

    @cached_property
    def header_depth(self) -> int:
        """Over how many rows the header runs."""
        headers = [header for column in self.columns.values() for header in column.headers]
        lines = max([1, *(header.count(LEVELS) + 1 for header in headers)])
        return self.header_rows or max(lines, 1 + bool(self.across and self.across.parts))

    @cached_property
    def title_of_label(self) -> dict[str, TitleField]:
        """Label of the title block in its compared form -> what stands beside it."""
        return {canonical(label): field for field, labels in self.title_fields.items() for label in labels}

    @cached_property
    def foot_begins(self) -> re.Pattern[str] | None:
        """How lines below the table begin, in compared form."""
        return _begins(self.foot)

    @cached_property
    def skip_begins(self) -> re.Pattern[str] | None:
        """How rows begin that add others up, in compared form."""
        return _begins(self.skip)

    @cached_property
    def above_words(self) -> frozenset[str]:
        """Words, in compared form, that stand for what is written above."""
        return frozenset(canonical(word) for word in self.as_above)

    @cached_property
    def fixed_texts(self) -> dict[Field, dict[str, str]]:
        """Field -> dirty text in compared form -> right text."""
        return {field: {canonical(dirty): right for dirty, right in each.items()} for field, each in self.fixes.items()}

    @cached_property
    def meanings(self) -> dict[str, Meaning]:
        """Word of a figure cell in compared form -> its meaning."""
        return {canonical(word): meaning for meaning in Meaning for word in getattr(self.words, meaning.value)}

    @cached_property
    def provisional_words(self) -> tuple[str, ...]:
        """Words of a note, in compared form, that mark its figure as provisional."""
        return tuple(canonical(word) for word in self.words.provisional)

    @cached_property
    def required(self) -> frozenset[Field]:
        """Columns that must be there."""
        return frozenset(field for field, column in self.columns.items() if not column.optional)

    def header(self, field: Field) -> str:
        """The column's usual name."""
        return self.columns[field].headers[0]


def begins(lines: re.Pattern[str] | None, cells: Iterable[RawCell]) -> bool:
    """Whether one of the cells opens as these lines of a source map do."""
    return lines is not None and any(lines.match(canonical(cell.text)) for cell in cells)


def _begins(lines: tuple[str, ...]) -> re.Pattern[str] | None:
    patterns = [".*".join(re.escape(canonical(part)) for part in line.split("…")) for line in lines]
    return re.compile("|".join(f"(?:{pattern})(?!\\w)" for pattern in patterns)) if patterns else None


class SourceMapError(Fault):
    """A file of `sources/` that does not say what it must; the message names file and key."""


def load_source_maps(own: Path | None = None) -> tuple[SourceMap, ...]:
    """The built-in forms and those of the workspace's own `sources/`, which win where they name the same form."""
    folders = [BUILT_IN, *([own] if own is not None and own.is_dir() else [])]
    maps = {source.form: source for folder in folders for source in _read_folder(sorted(folder.glob("*.yaml")))}
    return tuple(maps.values())


def find_source(kind: str, sources: Iterable[SourceMap]) -> SourceMap | None:
    """The form with this name or alias, as given by `--as`."""
    return next((source for source in sources if kind == source.form or kind in source.aliases), None)


def _read_folder(files: Iterable[Path]) -> list[SourceMap]:
    return [_read_source_map(file) for file in files]


def _own_words(fault: ErrorDetails) -> str:
    return str(fault.get("ctx", {}).get("error", ""))


def _read_source_map(file: Path) -> SourceMap:
    try:
        return SourceMap.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        keys = "; ".join(".".join(str(part) for part in fault["loc"]) or _own_words(fault) for fault in error.errors())
        raise SourceMapError(f"Tệp «{file.name}» (biểu mẫu nguồn): khóa thiếu, thừa hoặc sai kiểu: {keys}.") from error
    except yaml.YAMLError as error:
        raise SourceMapError(f"Tệp «{file.name}» (biểu mẫu nguồn): không đúng cú pháp YAML.") from error
