"""Raw cells + source map + catalogue -> observations or rejections. No cell is without a verdict; the counts add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dashboard.domain.observations import Correction, Observation, StatedTotal
from dashboard.domain.task_reports import TaskReport
from loaders.directory import Directory
from loaders.faults import FaultCode, FigureWarning, Rejection, reject_sheet
from loaders.mapping.account import ACCEPTED, REJECTED, Account, Doubt, Ignored, Notice, Unplaced
from loaders.mapping.entries import Place
from loaders.mapping.figures import Warned
from loaders.mapping.percents import check_small_percents
from loaders.mapping.places import PlaceFinder
from loaders.mapping.placing import Incoming, Placer
from loaders.mapping.tables import QuickRows, TableMapper
from loaders.mapping.task_forms import map_tasks
from loaders.mapping.twice import FigureSet
from loaders.mapping.walking import SheetWalk, Taken
from loaders.parsing.matching import canonical, says
from loaders.parsing.old_fonts import OldFont, old_font_of
from loaders.reading.cells import CellKind, FileKind, RawFile, RawSheet, UnreadableFile
from loaders.recognising.recognition import RecognisedForm, RecognisedSheet, recognise
from loaders.recognising.source_map import Layout, SourceMap
from loaders.unreadable import reject_unreadable

ILLUSTRATIVE = canonical("số liệu minh họa")
_FONT_NAMES = {
    OldFont.TCVN3: "TCVN3",
    OldFont.VNI: "VNI",
    OldFont.MOJIBAKE: "chữ bị đọc sai mã",
    OldFont.LOST: "chữ đã mất thành dấu ?",
}


@dataclass(frozen=True)
class Mapped:
    """What a file says. With any rejection it counts for nothing; `observations` are then what would have fitted.

    `accepted`, `ignored` and `rejected` count cells and add up to the cells of the file that are not blank, plus blank cells
    in which something is missing, plus faults of the whole file. `accepted` are the cells of the figures, `figure_cells` says
    how many for each observation; `ignored_kinds` says in words what the ignored cells are. `unit` and `period` are ids from
    the title of a form. `rejections` are the first faults, as many as people are shown; `rejected` counts all. A form of tasks gives `task_reports`, each in so many `task_cells`, instead of observations.
    `totals` are what lines and columns of totals state over whole tables.
    """

    form: str
    observations: tuple[Observation, ...]
    figure_cells: tuple[int, ...]
    rejections: tuple[Rejection, ...]
    unplaced: tuple[Unplaced, ...]
    accepted: int
    ignored: int
    rejected: int
    blank_rows: int
    notices: Counter[Warned | Notice]
    illustrative: bool
    warnings: tuple[FigureWarning, ...] = ()
    unit: str = ""
    period: str = ""
    ignored_kinds: Counter[str] = field(default_factory=Counter)
    task_reports: tuple[TaskReport, ...] = ()
    task_cells: tuple[int, ...] = ()
    totals: tuple[StatedTotal, ...] = ()


def is_illustrative(raw: RawFile) -> bool:
    """Whether the content says «số liệu minh họa» anywhere, in any case."""
    cells = (cell for sheet in raw.sheets for row in sheet.rows.values() for cell in row.values())
    texts = {cell.text for cell in cells if len(cell.text) >= len(ILLUSTRATIVE)}
    return any(says(text, ILLUSTRATIVE) for text in texts)


def find_old_font(raw: RawFile) -> str:
    """How the first spoilt text of the file is spoilt, with its place; a text seen before is not looked at again."""
    seen: set[tuple[str, str]] = set()
    for sheet in raw.sheets:
        for cells in sheet.rows.values():
            for cell in cells.values():
                if (cell.text.isascii() and "?" not in cell.text) or (cell.text, cell.font) in seen:
                    continue
                seen.add((cell.text, cell.font))
                if font := old_font_of(cell):
                    return old_font_words(font, f"trang {sheet.name}, ô {cell.address}" if sheet.name else cell.address)
    return ""


def old_font_words(font: str, place: str) -> str:
    """How a text is spoilt, and where it stands."""
    return f"{_FONT_NAMES[OldFont(font)]}; {place}"


def map_file(
    raw: RawFile,
    directory: Directory,
    sources: Sequence[SourceMap],
    incoming: Incoming,
    corrections: Sequence[Correction] = (),
) -> Mapped:
    """Maps one file that was read. A function of content, form, received day, catalogue and chosen readings alone.

    A correction is taken only where the file leaves a doubt with that reading among its choices; else it is a Rejection.
    """
    walk = _FileWalk(raw, {}, directory, sources, incoming)
    mapped = walk.run()
    left = list(corrections)
    names: dict[str, str] = {}
    while left:
        fitting = [each for each in left if _fits(each, walk.doubts.get((each.sheet, each.cell)))]
        if not fitting:
            break
        for each in fitting:
            cell = walk.doubts[each.sheet, each.cell].cell
            if cell.row == 0:
                names[cell.sheet] = each.value
            else:
                raw = _put(raw, cell.sheet, cell.row, cell.column, each.value)
        left = [each for each in left if each not in fitting]
        walk = _FileWalk(raw, names, directory, sources, incoming)
        mapped = walk.run()
    if corrections:
        mapped.notices[Notice.SETTLED] = len(corrections) - len(left)
    unfit = tuple(_reject_correction(incoming.file_name, each, walk.doubts) for each in left)
    return replace(mapped, rejections=(*mapped.rejections, *unfit), rejected=mapped.rejected + len(unfit))


def _fits(correction: Correction, doubt: Doubt | None) -> bool:
    if doubt is None or doubt.found != correction.found:
        return False
    return any(choice.value == correction.value for choice in doubt.choices)


def _put(raw: RawFile, sheet_name: str, row: int, column: int, text: str) -> RawFile:
    """The file with another text in one cell."""
    sheets: list[RawSheet] = []
    for sheet in raw.sheets:
        if sheet.name != sheet_name:
            sheets.append(sheet)
            continue
        cell = replace(sheet.cell(row, column), kind=CellKind.TEXT, text=text, number=None, is_percent=False)
        sheets.append(replace(sheet, rows=sheet.rows | {row: sheet.rows.get(row, {}) | {column: cell}}))
    return replace(raw, sheets=tuple(sheets))


def _reject_correction(file_name: str, correction: Correction, doubts: Mapping[tuple[str, str], Doubt]) -> Rejection:
    doubt = doubts.get((correction.sheet, correction.cell))
    expected = f"ô còn cần chọn cách đọc; {correction.cell} không có gì phải chọn"
    if doubt is not None and doubt.found != correction.found:
        expected = f"cách đọc cho «{doubt.found}», là chữ đang có ở {correction.cell}"
    elif doubt is not None:
        expected = f"một trong các cách đọc: {'; '.join(choice.label for choice in doubt.choices)}"
    found = f"cách đọc «{correction.value}» đã chọn cho «{correction.found}» ở {correction.cell}"
    remedy = "kiểm tra lại tệp rồi chọn lại"
    return reject_sheet(file_name, correction.sheet, FaultCode.CORRECTION_UNFIT, found, expected, remedy)


class _FileWalk:
    """One pass over a file: its form, its sheets, its figures; what it finds goes to the account."""

    def __init__(
        self,
        raw: RawFile,
        sheet_names: Mapping[str, str],
        directory: Directory,
        sources: Sequence[SourceMap],
        incoming: Incoming,
    ) -> None:
        self.raw, self.sheet_names = raw, sheet_names
        self.directory, self.sources, self.incoming = directory, sources, incoming
        self.account = Account(incoming.file_name)
        self.illustrative = is_illustrative(raw)
        self.blank_rows = 0
        self.totals: list[StatedTotal] = []

    @property
    def doubts(self) -> dict[tuple[str, str], Doubt]:
        """Cells that can be read in several ways."""
        return self.account.doubts

    def run(self) -> Mapped:
        """Everything the file says."""
        if font := find_old_font(self.raw):
            fault = reject_unreadable(self.incoming.file_name, UnreadableFile("old_font", font))
            return Mapped("", (), (), (fault,), (), 0, 0, 1, 0, Counter(), self.illustrative)
        form = recognise(self.incoming.file_name, self.raw, self.sources, self.incoming.kind)
        if isinstance(form, list):
            return Mapped("", (), (), tuple(form), (), 0, 0, len(form), 0, Counter(), self.illustrative)
        source = form.source
        placer = Placer(self.account, self.directory, source, self.incoming, illustrative=self.illustrative)
        figures = FigureSet(self.account, placer, source)
        units: list[str] = []
        periods: list[str] = []
        reports: tuple[TaskReport, ...] = ()
        report_cells: tuple[int, ...] = ()
        for found in form.sheets:
            if not self._is_shown(found, source):
                continue
            name = self.sheet_names.get(found.sheet.name, found.sheet.name)
            finder = PlaceFinder(found, source, form.identified, self.account, self.directory, name)
            place = finder.find()
            placer.check_asked(place)
            self._give_title(found)
            if source.layout is Layout.TASKS:
                tasks = map_tasks(found, source, place, self.directory, self.incoming, self.account)
                reports, report_cells = (*reports, *tasks.reports), (*report_cells, *tasks.cells)
                self.blank_rows += tasks.blank_rows
            else:
                figures.add_all(self._read(found, source, place, placer, figures))
            units += [said.value.id for said in (place.unit or place.collector,) if said and said.value]
            periods += [said.value.id for said in (place.period,) if said and said.value]
        self._close(form, is_any=figures.is_any or bool(reports))
        counts = self.account.counts()
        kinds = Counter({kind.value: counts[kind] for kind in Ignored if counts[kind]})
        return Mapped(
            source.form, figures.observations, figures.cell_counts,
            tuple(self.account.rejections), tuple(self.account.unplaced.values()),
            counts[ACCEPTED], kinds.total(), counts[REJECTED],
            self.blank_rows, self.account.notices, self.illustrative, tuple(self.account.warnings),
            _only(units), _only(periods), kinds, reports, report_cells, tuple(self.totals),
        )  # fmt: skip

    def _is_shown(self, found: RecognisedSheet, source: SourceMap) -> bool:
        """A hidden sheet is refused or told, as the source map says."""
        sheet = found.sheet
        if sheet.visible:
            return True
        if source.hidden == "refuse":
            remedy = f"bỏ ẩn trang «{sheet.name}» rồi gửi lại"
            self.account.reject_whole(
                FaultCode.SHEET_HIDDEN, "trang số liệu đang bị ẩn", "trang không ẩn", remedy, sheet.name
            )
            return False
        said = "số của trang này vẫn được đọc: bỏ ẩn và kiểm tra lại."
        self.account.warn(FaultCode.SHEET_NOT_SHOWN, None, sheet.name, "trang số liệu đang bị ẩn", said)
        return True

    def _give_title(self, found: RecognisedSheet) -> None:
        labels = [title.label for title in found.title.values()]
        self.account.give(Ignored.TITLE, labels)

    def _read(
        self, found: RecognisedSheet, source: SourceMap, place: Place, placer: Placer, figures: FigureSet
    ) -> Iterator[Taken]:
        """The entries of one sheet: rows of a CSV that are plainly well go the quick way."""
        sheet = found.sheet
        if self.raw.kind is FileKind.CSV and source.layout is Layout.TABLE:
            quick = QuickRows(source, found.header.columns, self.directory, self.incoming, ahead=self.illustrative)
            rows = figures.add_quick(sheet, found.header, quick) if quick.is_possible else sheet.rows
            sheet = replace(sheet, rows=rows)
        walk = SheetWalk(replace(found, sheet=sheet), source, place, placer, self.account)
        taken = walk.take()
        if source.layout is not Layout.TABLE:
            taken = check_small_percents(list(taken), placer, is_one_column=True)
        else:
            taken = check_small_percents(taken, placer, is_one_column=False)
        yield from taken
        self.blank_rows += walk.blank_rows
        self.totals += walk.totals

    def _close(self, form: RecognisedForm, *, is_any: bool) -> None:
        """Passes over the other sheets, and refuses a file that reports nothing."""
        read = {id(found.sheet) for found in form.sheets if found.sheet.visible or form.source.hidden == "warn"}
        others = sum(len(cells) for sheet in self.raw.sheets if id(sheet) not in read for cells in sheet.rows.values())
        self.account.tally(Ignored.OTHER_SHEETS, others)
        if not is_any and not self.account.rejections:
            found, remedy = "không dòng nào có số liệu", "điền số liệu rồi gửi lại"
            self.account.reject_whole(FaultCode.NOTHING_REPORTED, found, "ít nhất một số liệu", remedy)


def _only(ids: Sequence[str]) -> str:
    """The one id that all sheets say; none when they differ."""
    return ids[0] if len(set(ids)) == 1 else ""


__all__ = ["Incoming", "Mapped", "TableMapper", "is_illustrative", "map_file"]
