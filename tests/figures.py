"""Figures of the second workspace without a file: for tests that take very many Snapshots of made-up reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from dashboard.catalogue import Catalogue
from dashboard.domain.periods import PeriodSetting, parse_period
from dashboard.snapshot import Snapshot, take_snapshot
from dashboard.store.answers import KnownFigure
from dashboard.store.facts import Facts


@dataclass(frozen=True)
class Figure:
    """One unit's figure of one period; a figure that was corrected carries `revisions`."""

    unit_id: str
    indicator_id: str
    period_id: str
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    revisions: int = 0


class _InMemory:
    """What `take_snapshot` asks of the facts."""

    id = "made up"
    illustrative = True

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = sorted(map(_known, figures), key=lambda f: (f.period_end, f.indicator_id, f.org_unit_id))

    def observations(self, until: date, known_on: date) -> list[KnownFigure]:
        return [f for f in self._figures if f.period_end <= until and f.received <= known_on]

    def period_settings(self) -> tuple[PeriodSetting, ...]:
        return ()


def _known(figure: Figure) -> KnownFigure:
    end = parse_period(figure.period_id).end
    return KnownFigure(
        org_unit_id=figure.unit_id,
        indicator_id=figure.indicator_id,
        period_id=figure.period_id,
        period_end=end,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        received=end,
        provisional=False,
        revision_count=figure.revisions,
        first_received=end,
    )


def picture_of(catalogue: Catalogue, figures: Iterable[Figure], day: date) -> Snapshot:
    """The Snapshot of these figures on a day."""
    return take_snapshot(cast("Facts", _InMemory(figures)), catalogue, day)
