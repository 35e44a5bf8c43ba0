"""Staged rows beside each other and beside the figures that stand, worked out by the database in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import NamedTuple

import duckdb

from dashboard.settings import Workspace
from dashboard.store.connections import at_path, attach_base, open_bounded
from dashboard.store.faults import FactsNotWritten
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


class CellsCompared(NamedTuple):
    """How many cells hold figures that are new, and how many hold figures that take the place of other numbers."""

    new: int
    changed: int


def repeated_rows(rows: StagedRows) -> Iterator[RepeatedRow]:
    """Every row whose unit, indicator, period and received day another row has too, in the order of the file."""
    with _opened(rows) as connection:
        found = connection.execute(query("repeated_rows"))
        while some := found.fetchmany(_ROWS_AT_ONCE):
            yield from (RepeatedRow._make(row) for row in some)


def compare_cells(workspace: Workspace, rows: StagedRows, facts: Facts | None) -> CellsCompared:
    """The cells of staged rows counted against the figures that stand in these facts, None for no facts."""
    with _opened(rows) as connection:
        if facts is not None:
            attach_base(connection, facts_file(workspace, facts.id))
        connection.execute(query("view_standing") if facts is not None else query("view_nothing_standing"))
        counted = connection.execute(query("compare_staged")).fetchall()[0]
        return CellsCompared(int(counted[0]), int(counted[1]))


@contextmanager
def _opened(rows: StagedRows) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with closing(open_bounded(rows.folder.parent / "spill")) as connection:
            connection.execute(at_path(query("view_staged"), rows.folder / "rows-*.csv"))
            yield connection
    except _NO_ROOM as fault:
        raise FactsNotWritten(str(fault).splitlines()[0]) from fault
