"""Rules between indicators inside one long CSV, report by report, so that never more than one report is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from dashboard.catalogue import Catalogue
from dashboard.domain.observations import Observation, Provenance
from dashboard.domain.periods import parse_period
from dashboard.store.comparing import ReportedFigure, figures_by_report
from dashboard.store.staging import StagedRows
from loaders.assessing.crosschecks import check_rules
from loaders.assessing.known import known_from
from loaders.faults import Rejection


def broken_rules(file_name: str, sha256: str, rows: StagedRows, catalogue: Catalogue) -> Iterator[list[Rejection]]:
    """The faults of each report of the file that breaks a rule between indicators; nothing is read when there is no such rule."""
    ruled = {
        indicator_id
        for indicator_id, rules in catalogue.rules_about.items()
        if any(term.indicator_id is not None for _, rule in rules for term in rule.terms)
    }
    if not ruled:
        return
    known = known_from(None, catalogue)
    for _, report in groupby(figures_by_report(rows), key=itemgetter(0, 1)):
        own = {
            (figure.org_unit_id, figure.indicator_id, figure.period_id): _observed(figure, file_name, sha256)
            for figure in report
            if figure.indicator_id in ruled
        }
        _, rejections = check_rules(file_name, own, (), catalogue, known)
        if rejections:
            yield rejections


def _observed(figure: ReportedFigure, file_name: str, sha256: str) -> Observation:
    place = Provenance(sha256, file_name, "", figure.cell)
    return Observation(
        figure.org_unit_id, figure.indicator_id, parse_period(figure.period_id), figure.value, figure.numerator,
        figure.denominator, figure.received, False, "", "", place,
    )  # fmt: skip
