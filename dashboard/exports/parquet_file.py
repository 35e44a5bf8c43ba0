"""The Snapshot as one typed Parquet table, for programs: columns by key, titles and the Snapshot's own data as metadata."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.domain.judgement import RULES_VERSION
from dashboard.exports.rows import long_table
from dashboard.exports.table import CellType
from dashboard.snapshot import Snapshot
from dashboard.store.facts import Facts

_TYPES: dict[CellType, pa.DataType] = {
    CellType.TEXT: pa.string(),
    CellType.CODE: pa.string(),
    CellType.NUMBER: pa.float64(),
    CellType.COUNT: pa.int32(),
    CellType.MONTHS: pa.float64(),
    CellType.SHARE: pa.float64(),
    CellType.DATE: pa.date32(),
}


def write_parquet(snapshot: Snapshot, facts: Facts, made_at: datetime) -> bytes:
    """Every row of the Snapshot; a missing value is null. `made_at` stands in the metadata."""
    table = long_table(snapshot)
    fields = [pa.field(column.key, _TYPES[column.type], metadata={"title": column.title}) for column in table.columns]
    known = {
        "as_of": snapshot.as_of.isoformat(),
        "known_on": snapshot.known_on.isoformat(),
        "facts_id": snapshot.facts_id,
        "catalogue_hash": snapshot.catalogue.hash,
        "rules_version": RULES_VERSION,
        "illustrative": "true" if snapshot.illustrative else "false",
        "made_at": made_at.isoformat(),
    }
    schema = pa.schema(fields, metadata=known)
    names = [column.key for column in table.columns]
    lines = [dict(zip(names, cells, strict=True)) for cells in table.cells()]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(lines, schema=schema), sink, compression="zstd")
    return sink.getvalue().to_pybytes()
