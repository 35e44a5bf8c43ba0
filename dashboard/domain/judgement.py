"""The status of one target on one day: the order of tests, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.domain.readings import Reading
from dashboard.domain.status import Status
from dashboard.domain.terms import Terms
from dashboard.domain.verdict import Judgement, Numbers

__all__ = ["RULES_VERSION", "Judgement", "Numbers", "Reading", "Terms", "judge"]

RULES_VERSION = "1"


def judge(
    terms: Terms,
    readings: Sequence[Reading],
    as_of: date,
    known_on: date | None = None,
    previous: Status | None = None,
) -> Judgement:
    """How the target stands on the day `as_of`, from what was received by `known_on` (default: `as_of`)."""
    raise NotImplementedError
