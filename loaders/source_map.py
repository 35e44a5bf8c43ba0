"""How each report form is laid out: the YAML files of `sources/` as checked values. A new layout is a new file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from dashboard.domain.faults import Fault
from loaders.matching import canonical
from loaders.reading.cells import FileKind
from loaders.strict_numbers import NumberConvention

BUILT_IN = Path(__file__).with_name("sources")


class Layout(StrEnum):
    """`form`: a title block, then a table, in a workbook. `table`: a header row and rows, in a CSV."""

    FORM = "form"
    TABLE = "table"

    @property
    def file_kind(self) -> FileKind:
        """The format this layout comes in."""
        return FileKind.XLSX if self is Layout.FORM else FileKind.CSV


class Field(StrEnum):
    """What a column holds."""

    RANK = "rank"
    UNIT = "unit"
    INDICATOR = "indicator"
    INDICATOR_NAME = "indicator_name"
    MEASURE = "measure"
    PERIOD = "period"
    RECEIVED = "received"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    VALUE = "value"
    EVIDENCE = "evidence"
    NOTE = "note"


class TitleField(StrEnum):
    """What the title block of a form says once for all rows."""

    UNIT_CODE = "unit_code"
    UNIT_NAME = "unit_name"
    PERIOD = "period"


class Meaning(StrEnum):
    """What a word in a figure cell says. The two kinds of nothing differ: no report, and a report that nothing arose."""

    NOT_REPORTED = "not_reported"
    NOT_ARISING = "not_arising"
    YES = "yes"
    NO = "no"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnMap(_Strict):
    """The headers a column may carry; an optional column may be absent."""

    headers: tuple[str, ...]
    optional: bool = False


class Words(_Strict):
    """What words in figure cells and notes mean; what is not listed is rejected."""

    not_reported: tuple[str, ...] = ()
    not_arising: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()


class SourceMap(_Strict):
    """One report form. `marker` is the text that names a form, `foot` begins the lines below its table («…»: any text)."""

    form: str
    title: str
    aliases: tuple[str, ...] = ()
    layout: Layout
    marker: str = ""
    sheet: str = ""
    numbers: NumberConvention = NumberConvention.VIETNAMESE
    title_fields: dict[TitleField, tuple[str, ...]] = {}
    columns: dict[Field, ColumnMap]
    foot: tuple[str, ...] = ()
    words: Words = Words()

    @cached_property
    def field_of_header(self) -> dict[str, Field]:
        """Header in its compared form -> what its column holds."""
        return {canonical(header): field for field, column in self.columns.items() for header in column.headers}

    @cached_property
    def title_of_label(self) -> dict[str, TitleField]:
        """Label of the title block in its compared form -> what stands beside it."""
        return {canonical(label): field for field, labels in self.title_fields.items() for label in labels}

    @cached_property
    def foot_begins(self) -> re.Pattern[str] | None:
        """How lines below the table begin, in compared form."""
        lines = [".*".join(re.escape(canonical(part)) for part in line.split("…")) for line in self.foot]
        return re.compile("|".join(lines)) if lines else None

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


def _read_source_map(file: Path) -> SourceMap:
    try:
        return SourceMap.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        keys = "; ".join(".".join(str(part) for part in fault["loc"]) for fault in error.errors())
        raise SourceMapError(f"Tệp «{file.name}» (biểu mẫu nguồn): khóa thiếu, thừa hoặc sai kiểu: {keys}.") from error
    except yaml.YAMLError as error:
        raise SourceMapError(f"Tệp «{file.name}» (biểu mẫu nguồn): không đúng cú pháp YAML.") from error
