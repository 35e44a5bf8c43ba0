"""Which report form a file is, by its content: the hidden sheet of our own forms, the title, the header of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.faults import FaultCode, Rejection, reject_file
from loaders.parsing.matching import canonical, nearest
from loaders.reading.cells import CellKind, RawFile, RawSheet
from loaders.recognising.headers import Header, find_header, texts_of_rows
from loaders.recognising.identity import Identified, find_identity
from loaders.recognising.likeness import Likeness, misspelt_headers, tell_unknown
from loaders.recognising.source_map import Layout, SourceMap, TitleField, find_source
from loaders.recognising.titles import TitleValue, read_labels

TITLE_ROWS = 30


@dataclass(frozen=True)
class RecognisedSheet:
    """A sheet to be read, and where its parts are."""

    sheet: RawSheet
    header: Header
    title: dict[TitleField, TitleValue]


@dataclass(frozen=True)
class RecognisedForm:
    """A file whose form is known; `identified` is what its hidden sheet says, where it has one."""

    source: SourceMap
    sheets: tuple[RecognisedSheet, ...]
    identified: Identified | None = None


def recognise(
    file_name: str, raw: RawFile, sources: Sequence[SourceMap], kind: str | None = None
) -> RecognisedForm | list[Rejection]:
    """Finds the form by content (`kind` settles it), or says in one Rejection after the other why the file is none."""
    identified = find_identity(file_name, raw)
    if isinstance(identified, Rejection):
        return [identified]
    told = find_source(identified.identity.form.value, sources) if identified is not None else None
    asked = find_source(kind, sources) if kind is not None else None
    if told is not None and asked is not None and asked is not told:
        found, remedy = f"tệp là {told.title}", f"gửi {asked.title}, hoặc chọn loại tệp «{told.form}»"
        return [reject_file(file_name, FaultCode.FORM_UNKNOWN, found, asked.title, remedy)]
    told = told or asked
    fitting = [source for source in sources if source.layout.comes_in(raw.kind)]
    wanted = [source for source in fitting if told is None or source is told]
    texts = [texts_of_rows(sheet) for sheet in raw.sheets]
    likenesses = [like for source in wanted for like in _look(raw, source, texts)]
    whole = [like for like in likenesses if like.is_whole(needs_marker=told is None)]
    if not whole:
        others = [like for source in fitting if source not in wanted for like in _look(raw, source, texts)]
        return tell_unknown(file_name, raw, likenesses, others, wanted or [s for s in sources if told in (None, s)])
    best = max(whole, key=lambda like: like.score)
    rivals = {like.source.form: like.source for like in whole if like.score == best.score}
    if len(rivals) > 1:
        names = " và ".join(source.title for source in rivals.values())
        remedy = "nói rõ loại tệp khi nạp (--as), hoặc dùng biểu mẫu tải từ phần mềm"
        return [reject_file(file_name, FaultCode.FORM_UNKNOWN, f"tệp hợp cả {names}", "một biểu mẫu", remedy)]
    other = _other_form(best, whole)
    if other is not None:
        found = f"tệp có hai biểu: {best.words} và {other.words}"
        remedy = "gửi mỗi biểu một tệp, hoặc nói rõ loại tệp khi nạp (--as)"
        return [reject_file(file_name, FaultCode.FORM_UNKNOWN, found, "một biểu trong một tệp", remedy)]
    tables = [source for source in fitting if source.layout is Layout.TABLE]
    if misspelt := misspelt_headers(file_name, best, tables):
        return misspelt
    return _choose_sheets(file_name, raw, best, whole, identified)


def _other_form(best: Likeness, whole: Sequence[Likeness]) -> Likeness | None:
    """Another form on a sheet that the best one does not take: its figures would be passed over unseen."""
    taken = {like.sheet.name for like in whole if like.source is best.source}
    others = (like for like in whole if like.sheet.name not in taken and like.sheet.visible)
    return next(
        (like for like in others if like.header is not None and like.header.last_row < max(like.sheet.rows)), None
    )


def _look(raw: RawFile, source: SourceMap, texts: Sequence[Mapping[int, frozenset[str]]]) -> list[Likeness]:
    """How much each sheet is like this form; `texts` are those of its rows."""
    likenesses: list[Likeness] = []
    for sheet, texts_of_sheet in zip(raw.sheets, texts, strict=True):
        header = find_header(sheet, source, texts_of_sheet)
        is_marked = bool(source.marker) and _has_marker(sheet, source.marker)
        if is_marked or (header is not None and header.fields):
            likenesses.append(Likeness(source, sheet, header, is_marked))
    return likenesses


def _has_marker(sheet: RawSheet, marker: str) -> bool:
    wanted = canonical(marker)
    return any(
        wanted in canonical(cell.text)
        for row in sorted(sheet.rows)[:TITLE_ROWS]
        for cell in sheet.rows[row].values()
        if cell.kind is CellKind.TEXT and len(cell.text) >= len(marker)
    )


def _choose_sheets(
    file_name: str, raw: RawFile, best: Likeness, whole: Sequence[Likeness], identified: Identified | None
) -> RecognisedForm | list[Rejection]:
    """The sheet the form asks for, or each that has its table."""
    source = best.source
    likes = [like for like in whole if like.source is source]
    if source.sheets == "one":
        named = [like for like in likes if canonical(like.sheet.name) == canonical(source.sheet)]
        if source.sheet and not named and identified is None:
            return [_sheet_missing(file_name, raw, source, likes[0])]
        likes = named or [like for like in likes if like.sheet.visible] or likes
        if len(likes) > 1:
            names = ", ".join(f"«{like.sheet.name}»" for like in likes)
            remedy = "giữ một trang số liệu rồi gửi lại"
            return [reject_file(file_name, FaultCode.SHEET_MISSING, f"các trang {names}", "một trang có bảng", remedy)]
    else:
        sums = source.skip_begins
        likes = [like for like in likes if sums is None or not sums.match(canonical(like.sheet.name))] or likes
    sheets = tuple(
        RecognisedSheet(like.sheet, like.header, read_labels(like.sheet, like.header.first_row, source))
        for like in likes
        if like.header is not None
    )
    return RecognisedForm(source, sheets, identified)


def _sheet_missing(file_name: str, raw: RawFile, source: SourceMap, like: Likeness) -> Rejection:
    names = [sheet.name for sheet in raw.sheets]
    close = nearest(source.sheet, names) or [like.sheet.name]
    remedy = f"đổi tên trang «{close[0]}» thành «{source.sheet}» rồi gửi lại"
    found = f"các trang: {', '.join(names)}"
    return reject_file(file_name, FaultCode.SHEET_MISSING, found, f"trang «{source.sheet}»", remedy)
