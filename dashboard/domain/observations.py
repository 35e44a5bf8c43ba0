"""What a report says: one figure of one unit for one period, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.domain.periods import Period


@dataclass(frozen=True)
class Provenance:
    """The place of a figure: file (by content hash), sheet, cells (`E12, F12`; `dòng 12` in a CSV)."""

    sha256: str
    file_name: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Observation:
    """A reported figure. `value` is in the indicator's unit; a percent of 45 is 45.0, yes is 1.0, no is 0.0.

    Numerator and denominator are kept as reported. Both 0 means «không phát sinh»: value is None then.
    `received` is the day the report came in; a later one for the same unit, indicator and period is a newer vintage.
    """

    org_unit_id: str
    indicator_id: str
    period: Period
    value: float | None
    numerator: float | None
    denominator: float | None
    received: date
    provisional: bool
    evidence: str
    note: str
    provenance: Provenance


@dataclass(frozen=True)
class Correction:
    """A reading a person chose for one cell that could be read in several ways; `found` is what the cell says."""

    sheet: str
    cell: str
    found: str
    value: str


@dataclass(frozen=True)
class StatedTotal:
    """What a line of totals in a table says for one indicator and period over the rows of the table; never an observation."""

    indicator_id: str
    period_id: str
    sheet: str
    cell: str
    value: float | None
    numerator: float | None
    denominator: float | None
