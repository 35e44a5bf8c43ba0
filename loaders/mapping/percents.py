"""0,45 in a column of percents without a sign: 0,45% or 45%? Told, or refused where the column writes percents both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loaders.faults import FaultCode, cell_text
from loaders.mapping.account import Spot
from loaders.mapping.entries import Entry
from loaders.mapping.figures import Figure, Warned
from loaders.mapping.naming import written_words
from loaders.mapping.placing import Placer
from loaders.mapping.walking import Taken
from loaders.parsing.choices import percent_choices
from loaders.recognising.source_map import Field


def check_small_percents(taken: Iterable[Taken], placer: Placer, *, is_one_column: bool) -> Iterator[Taken]:
    """Passes the figures on. A small percent is a warning; in one column with percents of 1 and more it is a rejection."""
    entries = list(taken) if is_one_column else taken
    is_mixed = is_one_column and any(_is_whole_percent(each, placer) for each in entries)
    for entry, seen, figure in entries:
        if Warned.SMALL_PERCENT not in figure.warnings:
            yield entry, seen, figure
        elif is_mixed:
            _reject(entry, seen.indicator_id, figure, placer)
        else:
            cell = entry.spot(Field.VALUE).cell
            said = "nhỏ hơn 1%. Nếu ý là phần của 1 (0,45 là 45%) thì sửa lại thành 45%; nếu đúng thì ghi tiếp."
            placer.account.warn(FaultCode.PERCENT_SMALL, cell, cell.sheet, cell_text(cell), said)
            yield entry, seen, figure


def _is_whole_percent(taken: Taken, placer: Placer) -> bool:
    """Whether the entry's value cell shows a percent as a percent: with its sign, or 1 and more."""
    entry, seen, figure = taken
    cell = entry.spot(Field.VALUE).cell
    indicator = placer.directory.catalogue.indicators[seen.indicator_id]
    if cell.is_blank or indicator.unit != "%" or figure.value is None:
        return False
    return cell.is_percent or "%" in cell.text or (Warned.SMALL_PERCENT not in figure.warnings and figure.value >= 1)


def _reject(entry: Entry, indicator_id: str, figure: Figure, placer: Placer) -> None:
    placer.account.about = placer.directory.catalogue.indicators[indicator_id].name
    spot: Spot = entry.spot(Field.VALUE)
    expected = "tỷ lệ viết như các ô khác của cột, ví dụ 45 hoặc 45%"
    choices = percent_choices(figure.value) if figure.value is not None else ()
    remedy = written_words([choice.value for choice in choices], spot)
    placer.account.take_back(entry.figure_cells.written)
    reason = placer.account.reject(spot, FaultCode.SMALL_PERCENT, expected, remedy=remedy, choices=choices)
    placer.leave_out(entry, reason)
