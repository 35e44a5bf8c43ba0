"""The report forms that the product itself hands out, and what tells a filled-in one apart whatever its file is called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dashboard.domain.figure_rules import NUMERATOR_WITHIN_DENOMINATOR
from dashboard.domain.plan import Aggregation, Indicator, Kind


class Form(StrEnum):
    """BM-01: one unit, the indicators it owes. BM-02: one collector, all units. BM-04: the tasks a unit leads."""

    BM_01 = "bm-01"
    BM_02 = "bm-02"
    BM_04 = "bm-04"

    @property
    def code(self) -> str:
        """`BM-01`, as people write it."""
        return self.value.upper()


IDENTITY_SHEET = "ma_bieu"
FORM_KEY, VERSION_KEY, UNIT_KEY, PERIOD_KEY = "bieu", "phien_ban", "don_vi", "ky"
FORM_VERSION = 2


@dataclass(frozen=True)
class FormIdentity:
    """What the hidden sheet of a form says: which form, of which layout version, whose, for which period (its id)."""

    form: Form
    version: int
    unit: str
    period: str


class Answer(StrEnum):
    """How a form asks for an indicator: numerator and denominator, a figure, or yes and no."""

    PARTS = "parts"
    VALUE = "value"
    YES_NO = "yes_no"


def answer_of(indicator: Indicator) -> Answer:
    """What an office fills in for this indicator. Numerator and denominator wherever it has both; never the percentage."""
    if indicator.kind is Kind.MILESTONE:
        return Answer.YES_NO
    has_both = indicator.numerator is not None and indicator.denominator is not None
    return Answer.PARTS if has_both else Answer.VALUE


def may_state_share(indicator: Indicator) -> bool:
    """Whether a percentage alone is a report: one that is not added up over units."""
    return indicator.is_ratio and indicator.aggregation is not Aggregation.RATIO_OF_SUMS


def numerator_may_exceed(indicator: Indicator) -> bool:
    """Whether more than all is possible: no rule of the catalogue is against it, and no limit of 100 %."""
    high = indicator.bounds[1]
    has_rule = NUMERATOR_WITHIN_DENOMINATOR in indicator.rules
    return not has_rule and (high is None or high > 100 or not indicator.is_ratio)
