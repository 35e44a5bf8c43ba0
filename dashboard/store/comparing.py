"""Staged rows beside each other and beside the figures that stand, worked out by the database in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import Any, NamedTuple

import duckdb

from dashboard.settings import Workspace
from dashboard.store.connections import at_path, attach_base, open_bounded
from dashboard.store.faults import FactsNotWritten, disk_words
from dashboard.store.serving import Facts
from dashboard.store.staging import StagedRows
from dashboard.store.statements import query
from dashboard.store.versions import facts_file

_ROWS_AT_ONCE = 5_000
_NO_ROOM = (duckdb.IOException, duckdb.OutOfMemoryException)


class RepeatedRow(NamedTuple):
    """A staged row that says the same figure as another one, with both rows' numbers."""

    row_number: int
    indicator_id: str
    cell_count: int
    other_row: int


class ReportedFigure(NamedTuple):
    """A staged figure, by whose report it is of."""

    org_unit_id: str
    period_id: str
    indicator_id: str
    value: float | None
    numerator: float | None
    denominator: float | None
    received: date
    cell: str


class CellsCompared(NamedTuple):
    """How many cells hold figures that are new, and how many hold figures that take the place of other numbers."""

    new: int
    changed: int


def repeated_rows(rows: StagedRows) -> Iterator[RepeatedRow]:
    """Every row whose unit, indicator, period and received day another row has too, in the order of the file."""
    with _opened(rows) as connection:
        yield from map(RepeatedRow._make, _fetched(connection.execute(query("repeated_rows"))))


def figures_by_report(rows: StagedRows) -> Iterator[ReportedFigure]:
    """Every staged figure, those of one unit and period together."""
    with _opened(rows) as connection:
        yield from map(ReportedFigure._make, _fetched(connection.execute(query("rows_by_report"))))


def compare_cells(workspace: Workspace, rows: StagedRows, facts: Facts | None) -> CellsCompared:
    """The cells of staged rows counted against the figures that stand in these facts, None for no facts."""
    with _opened(rows) as connection:
        if facts is not None:
            attach_base(connection, facts_file(workspace, facts.id))
        connection.execute(query("view_standing") if facts is not None else query("view_nothing_standing"))
        counted = connection.execute(query("compare_staged")).fetchall()[0]
        return CellsCompared(int(counted[0]), int(counted[1]))


def _fetched(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while some := result.fetchmany(_ROWS_AT_ONCE):
        yield from some


@contextmanager
def _opened(rows: StagedRows) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with closing(open_bounded(rows.folder.parent / "spill")) as connection:
            connection.execute(at_path(query("view_staged"), rows.folder / "rows-*.csv"))
            yield connection
    except _NO_ROOM as fault:
        raise FactsNotWritten(disk_words(fault)) from fault
