"""How much a sheet is like a known form, and what to say of a file that is none: the nearest form and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loaders.faults import FaultCode, Rejection, reject_file, shown
from loaders.parsing.matching import nearest, spelling
from loaders.reading.cells import RawFile, RawSheet
from loaders.recognising.headers import FEWEST_HEADERS, Header, seen_headers
from loaders.recognising.source_map import Field, Layout, SourceMap

NAMES_SHOWN, HEADERS_SHOWN = 12, 6


@dataclass(frozen=True)
class Likeness:
    """A sheet beside a form: its header, as far as it is there, and whether the title names the form."""

    source: SourceMap
    sheet: RawSheet
    header: Header | None
    is_marked: bool

    def is_whole(self, *, needs_marker: bool) -> bool:
        """Whether the sheet is this form."""
        is_named = self.is_marked or not self.source.marker or not needs_marker
        return is_named and self.header is not None and self.header.is_whole

    @property
    def words(self) -> str:
        """The form and where it stands, for messages."""
        return f"{self.source.title} (trang «{self.sheet.name}»)"

    @property
    def is_faint(self) -> bool:
        """Whether so little of the form is there that it is only a guess which one was meant."""
        header = self.header
        return (
            not self.is_marked
            and (header is None or header.fields < FEWEST_HEADERS)
            and not self.is_whole(needs_marker=False)
        )

    @property
    def score(self) -> tuple[bool, int, int]:
        """What makes one form likelier than another: its name in the title, columns that are there, columns of no use."""
        header = self.header
        return (self.is_marked, header.fields if header else 0, -len(header.extra) if header else 0)

    @property
    def nearness(self) -> tuple[bool, float, int]:
        """How near a form is that does not fit: its name, the share of its columns that is there, and how many."""
        header = self.header
        if header is None:
            return (self.is_marked, 0.0, 0)
        return (self.is_marked, header.fields / max(header.fields + len(header.missing), 1), header.fields)


def tell_unknown(
    file_name: str,
    raw: RawFile,
    wanted: Sequence[Likeness],
    others: Sequence[Likeness],
    sources: Sequence[SourceMap],
) -> list[Rejection]:
    """Why a file is none of the wanted forms: it is another one; or the nearest, of which these columns are missing."""
    other = next((like for like in others if like.is_whole(needs_marker=True)), None)
    if other is not None:
        asked = " hoặc ".join(source.title for source in sources)
        found = f"tệp giống {other.source.title} hơn"
        remedy = f"gửi {asked}, hoặc chọn loại tệp «{other.source.form}»"
        fault = reject_file(file_name, FaultCode.FORM_UNKNOWN, found, asked, remedy)
        return [fault, *(_header_faults(file_name, max(wanted, key=lambda like: like.nearness)) if wanted else [])]
    best = max(wanted, key=lambda like: like.nearness, default=None)
    if best is None or (best.is_faint and not _is_misspelt(best)):
        return [_unknown(file_name, raw, sources, best)]
    faults: list[Rejection] = []
    if best.source.marker and not best.is_marked:
        found = f"đầu biểu không có dòng «{best.source.marker}»; các cột giống {best.source.title} hơn cả"
        expected = f"dòng «{best.source.marker}»"
        remedy = f"thêm dòng «{best.source.marker}» ở đầu biểu, hoặc dùng biểu mẫu tải từ phần mềm"
        faults.append(reject_file(file_name, FaultCode.FORM_UNKNOWN, found, expected, remedy))
    return [*faults, *_header_faults(file_name, best), *misspelt_headers(file_name, best, ())]


def _unknown(file_name: str, raw: RawFile, sources: Sequence[SourceMap], nearest_form: Likeness | None) -> Rejection:
    if len(raw.sheets) == 1 and not raw.sheets[0].name:
        first = raw.sheets[0].rows[min(raw.sheets[0].rows)] if raw.sheets[0].rows else {}
        found = f"các cột: {', '.join(cell.text for _, cell in sorted(first.items()))}"
    else:
        found = f"sổ tính không có biểu nào đã biết (các trang: {', '.join(sheet.name for sheet in raw.sheets)})"
    if nearest_form is not None and nearest_form.header is not None:
        source = nearest_form.source
        missing = ", ".join(f"«{_name(source, field)}»" for field in nearest_form.header.missing)
        expected = f"một biểu đã biết; giống {source.title} hơn cả, còn thiếu các cột {missing}"
    else:
        expected = " hoặc ".join(_asked(source) for source in sources[:NAMES_SHOWN])
    return reject_file(file_name, FaultCode.FORM_UNKNOWN, found, expected, "dùng đúng biểu mẫu rồi gửi lại")


def _asked(source: SourceMap) -> str:
    if source.marker:
        return f"{source.title} (có dòng «{source.marker}»)"
    headers = [source.header(field) for field in source.columns if field in source.required]
    more = ", …" if len(headers) > HEADERS_SHOWN else ""
    return f"{source.title} (có các cột {', '.join(headers[:HEADERS_SHOWN])}{more})"


def misspelt_headers(file_name: str, like: Likeness, sources: Sequence[SourceMap]) -> list[Rejection]:
    """Columns of a table that nobody asked for, but whose names have the letters of one that the table has not."""
    header = like.header
    if header is None or like.source.layout is not Layout.TABLE:
        return []
    known: dict[str, tuple[SourceMap, str]] = {}
    for source in (like.source, *sources):
        for field, column in source.columns.items():
            if field not in header.columns and field not in header.missing:
                for name in column.headers:
                    known.setdefault(spelling(name), (source, column.headers[0]))
    faults: list[Rejection] = []
    for column in header.extra:
        title = shown(header.titles[column])
        if spelling(title) in known:
            source, name = known[spelling(title)]
            expected = f"cột «{name}», như {source.title}"
            remedy = f"sửa tên cột «{title}» thành «{name}» rồi gửi lại"
            faults.append(reject_file(file_name, FaultCode.HEADER_MISSING, title, expected, remedy))
    return faults


def _is_misspelt(like: Likeness) -> bool:
    """Whether so many columns are there, or nearly, that the form is known by them."""
    header = like.header
    if header is None or like.source.layout is not Layout.TABLE:
        return False
    spare = [header.titles[column] for column in header.extra if header.titles[column]]
    near = [field for field in header.missing if nearest(_name(like.source, field), spare)]
    return header.fields + len(near) >= FEWEST_HEADERS


def _header_faults(file_name: str, like: Likeness) -> list[Rejection]:
    """Each column that is missing or there twice. A column that is only misspelt is named beside what it should be."""
    header, source = like.header, like.source
    if header is None:
        expected = f"dòng đầu bảng với các cột {', '.join(source.header(field) for field in source.columns)}"
        remedy = "thêm dòng đầu bảng đúng như biểu mẫu rồi gửi lại"
        return [reject_file(file_name, FaultCode.HEADER_MISSING, "biểu không có dòng đầu bảng", expected, remedy)]
    faults = [
        reject_file(
            file_name,
            FaultCode.HEADER_TWICE,
            f"hai cột «{_name(source, field)}»" + ("" if field in source.columns else " dưới cùng một tên"),
            "mỗi cột một lần",
            "bỏ bớt một cột, hoặc ghi tên còn thiếu ở dòng trên, rồi gửi lại"
            if field not in source.columns
            else "bỏ bớt một cột rồi gửi lại",
        )
        for field in dict.fromkeys(header.twice)
    ]
    spare = [title for column in header.extra if (title := header.titles[column])]
    found = f"tệp giống {source.title} hơn cả, có các cột {seen_headers(header)}"
    for field in header.missing:
        name = _name(source, field)
        close = nearest(name, spare) or (spare if len(spare) == len(header.missing) == 1 else [])
        remedy = f"sửa tên cột «{shown(close[0])}» thành «{name}»" if close else "thêm cột đó đúng như biểu mẫu"
        expected = f"cột «{name}» của {source.title}"
        faults.append(reject_file(file_name, FaultCode.HEADER_MISSING, found, expected, f"{remedy} rồi gửi lại"))
    return faults


def _name(source: SourceMap, field: Field) -> str:
    if field in source.columns:
        return source.header(field)
    if source.across is not None and source.across.parts.get(field):
        return source.across.parts[field][0]
    return "tên đơn vị" if field is Field.UNIT else "tên chỉ tiêu"
