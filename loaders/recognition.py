"""Which report form a file is, by its content: the sheet, the title fields, the header row and what each column holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.faults import FaultCode, Rejection, reject_file
from loaders.matching import canonical, canonical_label, nearest, tidy
from loaders.reading.cells import CellKind, RawCell, RawFile, RawSheet
from loaders.source_map import Field, Layout, SourceMap, TitleField, find_source

TITLE_ROWS = 30
FEWEST_HEADERS = 3


@dataclass(frozen=True)
class TitleValue:
    """A title field: its label's cell and the cell its value stands in (the same, when written behind the colon)."""

    label: RawCell
    value: RawCell


@dataclass(frozen=True)
class RecognisedForm:
    """A file whose form is known, and where its parts are."""

    source: SourceMap
    sheet: RawSheet
    header_row: int
    columns: dict[Field, int]
    extra_columns: tuple[int, ...]
    title: dict[TitleField, TitleValue]


def recognise(
    file_name: str, raw: RawFile, sources: Sequence[SourceMap], kind: str | None = None
) -> RecognisedForm | list[Rejection]:
    """Finds the form by content (`kind` settles it), or says in one Rejection after the other why the file is none."""
    wanted = [source for source in sources if kind is None or source is find_source(kind, sources)]
    fitting = [source for source in wanted if source.layout.file_kind is raw.kind]
    if not fitting:
        expected = " hoặc ".join(source.title for source in wanted) or "một biểu mẫu đã khai báo"
        return [_unknown(file_name, f"tệp {raw.kind.value}", expected)]
    if fitting[0].layout is Layout.FORM:
        return _recognise_form(file_name, raw, fitting)
    return _recognise_table(file_name, raw.sheets[0], fitting)


def _unknown(file_name: str, found: str, expected: str) -> Rejection:
    return reject_file(file_name, FaultCode.FORM_UNKNOWN, found, expected, "dùng đúng biểu mẫu rồi gửi lại")


def _recognise_form(file_name: str, raw: RawFile, sources: Sequence[SourceMap]) -> RecognisedForm | list[Rejection]:
    marked = [(source, sheet) for source in sources for sheet in raw.sheets if _has_marker(sheet, source.marker)]
    if not marked:
        expected = " hoặc ".join(f"sổ tính có dòng «{source.marker}»" for source in sources)
        names = ", ".join(sheet.name for sheet in raw.sheets)
        return [_unknown(file_name, f"sổ tính không có tên biểu (các trang: {names})", expected)]
    named = [pair for pair in marked if not pair[0].sheet or canonical(pair[1].name) == canonical(pair[0].sheet)]
    if not named:
        source = marked[0][0]
        names = [sheet.name for sheet in raw.sheets]
        close = nearest(source.sheet, names) or [marked[0][1].name]
        remedy = f"đổi tên trang «{close[0]}» thành «{source.sheet}» rồi gửi lại"
        return [
            reject_file(
                file_name, FaultCode.SHEET_MISSING, f"các trang: {', '.join(names)}", f"trang «{source.sheet}»", remedy
            )
        ]
    source, sheet = named[0]
    header_row = _find_header(sheet, source)
    found = _columns(file_name, sheet, header_row, source)
    if isinstance(found, list):
        return found
    columns, extra = found
    return RecognisedForm(source, sheet, header_row, columns, extra, _title(sheet, header_row, source))


def _recognise_table(file_name: str, sheet: RawSheet, sources: Sequence[SourceMap]) -> RecognisedForm | list[Rejection]:
    header_row = min(sheet.rows)
    present = {canonical(cell.text) for cell in sheet.rows[header_row].values()}

    def fit(source: SourceMap) -> tuple[bool, int]:
        fields = {source.field_of_header[header] for header in present & source.field_of_header.keys()}
        return source.required <= fields, len(fields)

    source = max(sources, key=fit)
    if fit(source)[1] < FEWEST_HEADERS:
        found = ", ".join(cell.text for cell in sheet.rows[header_row].values())
        return [_unknown(file_name, f"các cột: {found}", " hoặc ".join(_columns_asked(each) for each in sources))]
    columns = _columns(file_name, sheet, header_row, source)
    if isinstance(columns, list):
        return columns
    return RecognisedForm(source, sheet, header_row, columns[0], columns[1], {})


def _columns_asked(source: SourceMap) -> str:
    return f"{source.title} với các cột {', '.join(source.header(field) for field in source.columns)}"


def _has_marker(sheet: RawSheet, marker: str) -> bool:
    wanted = canonical(marker)
    return any(
        wanted in canonical(cell.text)
        for row in sorted(sheet.rows)[:TITLE_ROWS]
        for cell in sheet.rows[row].values()
        if cell.kind is CellKind.TEXT
    )


def _find_header(sheet: RawSheet, source: SourceMap) -> int:
    """The row that holds most of the form's headers; the first of them where several do."""
    headers = source.field_of_header
    best = max(
        sorted(sheet.rows)[: 2 * TITLE_ROWS],
        key=lambda row: len({headers.get(canonical(cell.text)) for cell in sheet.rows[row].values()} - {None}),
    )
    return best


def _columns(
    file_name: str, sheet: RawSheet, header_row: int, source: SourceMap
) -> tuple[dict[Field, int], tuple[int, ...]] | list[Rejection]:
    columns: dict[Field, int] = {}
    extra: list[int] = []
    faults: list[Rejection] = []
    for column, cell in sorted(sheet.rows[header_row].items()):
        field = source.field_of_header.get(canonical(cell.text))
        if field is None:
            extra.append(column)
        elif field in columns:
            remedy = "bỏ bớt một cột rồi gửi lại"
            faults.append(
                reject_file(
                    file_name, FaultCode.HEADER_TWICE, f"hai cột «{tidy(cell.text)}»", "mỗi cột một lần", remedy
                )
            )
        else:
            columns[field] = column
    seen = ", ".join(tidy(cell.text) for _, cell in sorted(sheet.rows[header_row].items()))
    for field in (each for each in source.columns if each in source.required and each not in columns):
        expected = f"cột «{source.header(field)}» của {source.title}"
        faults.append(
            reject_file(
                file_name, FaultCode.HEADER_MISSING, seen, expected, "thêm cột đó đúng như biểu mẫu rồi gửi lại"
            )
        )
    return faults or (columns, tuple(extra))


def _title(sheet: RawSheet, header_row: int, source: SourceMap) -> dict[TitleField, TitleValue]:
    found: dict[TitleField, TitleValue] = {}
    for row in sorted(number for number in sheet.rows if number < header_row):
        cells = [cell for _, cell in sorted(sheet.rows[row].items())]
        for index, label in enumerate(cells):
            before, colon, behind = label.text.partition(":")
            field = source.title_of_label.get(canonical_label(before if colon else label.text))
            if field is None or field in found:
                continue
            if behind.strip():
                value = replace(label, text=behind.strip())
            elif index + 1 < len(cells):
                value = cells[index + 1]
            else:
                value = sheet.cell(row, label.column + 1)
            found[field] = TitleValue(label, value)
    return found
