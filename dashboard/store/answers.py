"""What the facts answer: one named tuple for each question."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class KnownFigure(NamedTuple):
    """The newest known vintage of one figure. `revision_count` is how often its numbers changed, 0 when they never did."""

    org_unit_id: str
    indicator_id: str
    period_id: str
    period_end: date
    value: float | None
    numerator: float | None
    denominator: float | None
    received: date
    provisional: bool
    revision_count: int
    first_received: date


class Vintage(NamedTuple):
    """One figure as one file gave it, with its place. `vintage_number` counts from 1, oldest first, among those known."""

    org_unit_id: str
    indicator_id: str
    period_id: str
    period_end: date
    value: float | None
    numerator: float | None
    denominator: float | None
    received: date
    provisional: bool
    evidence: str
    note: str
    vintage_number: int
    sha256: str
    file_name: str
    sheet: str
    cell: str
    form: str
    illustrative: bool


class CurrentValue(NamedTuple):
    """What the facts hold now for one figure: its newest vintage."""

    value: float | None
    numerator: float | None
    denominator: float | None
    received: date
    provisional: bool
    sha256: str


class TargetRow(NamedTuple):
    """A target of the catalogue for one scope, as this version was built with it."""

    indicator_id: str
    target_id: str
    plan_document_id: str
    clause: str
    scope: str
    value: float | None
    value_max: float | None
    baseline: float | None
    start: date
    due: date | None
    revises: str | None
    effective: date | None
