"""Worked examples of the judgement: a YAML file of cases in, what the rules say about each out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from dashboard.case_faults import CasesError, misspelt_keys, unknown_key, validation_fault
from dashboard.domain.judgement import Judgement, judge
from dashboard.domain.periods import Calendar, Frequency
from dashboard.domain.plan import Aggregation, Direction, Kind, UnitKind
from dashboard.domain.readings import Reading
from dashboard.domain.rollup import Pooled, UnitHistory, is_achieved, pool
from dashboard.domain.status import Status
from dashboard.domain.terms import DEFAULT_GRACE_DAYS, Band, Terms

_POOL_DAY = date(2000, 12, 31)


def _number_or_none(value: object) -> object:
    """A target in words is a target without a number."""
    return None if isinstance(value, str) else value


def _blank_is_none(value: object) -> object:
    """An empty cell, or «not a number», is a report without a value."""
    is_nan = isinstance(value, float) and math.isnan(value)
    return None if is_nan or (isinstance(value, str) and not value.strip()) else value


Number = Annotated[float, Field(allow_inf_nan=False)]
MaybeNumber = Number | None


class _Part(BaseModel):
    """Part of a case. Keys that are not ours are the author's notes; `misspelt_keys` finds those that were meant to be."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _null_is_left_out(cls, raw: object) -> object:
        if not isinstance(raw, dict):
            return raw
        fields = cls.model_fields
        return {k: v for k, v in raw.items() if v is not None or k not in fields or fields[k].is_required()}


class CaseObservation(_Part):
    """One reported value: a number, `[numerator, denominator]`, or true/false."""

    date: date
    value: Annotated[Number | tuple[MaybeNumber, MaybeNumber] | None, BeforeValidator(_blank_is_none)] = None
    reported_at: date | None = None
    unit: str | None = None
    method: str | None = None
    provisional: bool = False

    def reading(self) -> Reading:
        """The observation as the rules take it."""
        pair = self.value if isinstance(self.value, tuple) else None
        return Reading(
            date=self.date,
            value=None if isinstance(self.value, tuple) else self.value,
            numerator=pair[0] if pair else None,
            denominator=pair[1] if pair else None,
            received=self.reported_at,
            provisional=self.provisional,
            unit=self.unit,
            method=self.method,
        )


class CaseIndicator(_Part):
    """What a case asks for: an indicator with one target."""

    start: date
    due: date | None = None
    kind: Kind
    direction: Direction
    freq: Literal["M", "Q", "H", "Y"] | None = None
    grace_days: int = DEFAULT_GRACE_DAYS
    decimals: int = Field(default=1, ge=0, le=12)
    bounds: tuple[MaybeNumber, MaybeNumber] = (None, None)
    baseline: MaybeNumber = None
    target: Annotated[MaybeNumber, BeforeValidator(_number_or_none)] = None
    range: tuple[MaybeNumber, MaybeNumber] | None = None
    tolerance: MaybeNumber = None
    milestones: tuple[tuple[date, Number], ...] = ()
    unit: str = ""
    method: str | None = None

    def terms(self) -> Terms:
        """The indicator as the rules take it."""
        low, high = self.range or (None, None)
        return Terms(
            kind=self.kind,
            direction=self.direction,
            start=self.start,
            due=self.due,
            target=self.target,
            target_low=low,
            target_high=high,
            baseline=self.baseline,
            bounds=self.bounds,
            decimals=self.decimals,
            calendar=None if self.freq is None else Calendar(Frequency(self.freq), self.grace_days),
            milestones=self.milestones,
            unit=self.unit,
            method=self.method,
            tolerance=self.tolerance,
            grace_days=self.grace_days,
        )


class OwnCase(_Part):
    """One target with its reports on one day, and what is expected of it."""

    id: str
    why: str = ""
    as_of: date
    known_on: date | None = None
    indicator: CaseIndicator
    observations: tuple[CaseObservation, ...]
    prev_status: Status | None = None
    expect: dict[str, Any] = {}


class RollupCase(_Part):
    """A pool of units in one period: `[numerator, denominator]` each, no numerator where nothing was reported."""

    id: str
    why: str = ""
    target: Number
    direction: Literal[Direction.AT_LEAST, Direction.AT_MOST]
    units: tuple[tuple[MaybeNumber, MaybeNumber], ...]
    expect: dict[str, Any] = {}


_PARTS: dict[str, type[BaseModel]] = {"indicator": CaseIndicator, "observations": CaseObservation}
CaseT = TypeVar("CaseT", OwnCase, RollupCase)


@dataclass(frozen=True)
class Cases:
    """The two lists of a file of cases."""

    own_cases: tuple[OwnCase, ...]
    rollup_cases: tuple[RollupCase, ...]


def load_cases(path: Path) -> Cases:
    """Reads a file of cases (format of `judgement_examples.yaml`). Raises CasesError with every fault in it."""
    content = _read(path)
    lists = ("own_cases", "rollup_cases")
    faults = [f"Tệp {path.name}, {unknown_key(key, lists)}" for key in content if key not in lists]
    if not content:
        faults.append(f"Tệp {path.name}: cần ít nhất một trong hai danh sách own_cases, rollup_cases.")
    own = tuple(_cases(OwnCase, content, "own_cases", path.name, faults))
    rollup = tuple(_cases(RollupCase, content, "rollup_cases", path.name, faults))
    seen: set[str] = set()
    for case in (*own, *rollup):
        if case.id in seen:
            faults.append(
                f"Tệp {path.name}, trường hợp {case.id}, khóa id: mã bị lặp; mỗi trường hợp cần một mã riêng."
            )
        seen.add(case.id)
    if faults:
        raise CasesError(faults)
    return Cases(own, rollup)


class _PlainDates(yaml.SafeLoader):
    """Leaves dates as text, so that one that does not exist is told with its case and key."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _read(path: Path) -> dict[str, object]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainDates)  # noqa: S506  a SafeLoader
    except OSError as error:
        raise CasesError([f"Không đọc được tệp {path.name}; hãy kiểm tra đường dẫn và quyền đọc."]) from error
    except UnicodeDecodeError as error:
        raise CasesError([f"Tệp {path.name} không phải UTF-8; hãy lưu lại với mã UTF-8."]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", dòng {mark.line + 1}" if mark else ""
        raise CasesError([f"Tệp {path.name}{place}: không đúng cú pháp YAML."]) from error
    if not isinstance(content, dict):
        raise CasesError([f"Tệp {path.name}: cần các danh sách own_cases và rollup_cases ở mức ngoài cùng."])
    return {str(key): value for key, value in content.items()}


def _cases(
    model: type[CaseT], content: dict[str, object], key: str, file_name: str, faults: list[str]
) -> Iterator[CaseT]:
    listed = content.get(key)
    if listed is None:
        return
    if not isinstance(listed, list):
        faults.append(f"Tệp {file_name}, khóa {key}: cần một danh sách các trường hợp.")
        return
    for place, raw in enumerate(listed, start=1):
        name = str(raw["id"]) if isinstance(raw, dict) and "id" in raw else f"thứ {place} của {key}"
        where = f"Tệp {file_name}, trường hợp {name}"
        faults.extend(f"{where}, {sentence}" for sentence in misspelt_keys(model, raw, _PARTS))
        try:
            yield model.model_validate(raw)
        except ValidationError as error:
            faults.extend(f"{where}, {validation_fault(detail)}" for detail in error.errors())


def run_case(case: OwnCase) -> Judgement:
    """What the rules say about a case."""
    readings = [observation.reading() for observation in case.observations]
    return judge(case.indicator.terms(), readings, case.as_of, case.known_on, case.prev_status)


def run_rollup(case: RollupCase) -> Pooled:
    """What the units of a case make together."""
    units = [
        UnitHistory(
            org_unit_id=str(place),
            kind=UnitKind.COMMUNE,
            valid_from=None,
            valid_to=None,
            readings=(Reading(_POOL_DAY, numerator=numerator, denominator=denominator),),
        )
        for place, (numerator, denominator) in enumerate(case.units, start=1)
    ]
    return pool(units, Aggregation.RATIO_OF_SUMS, _POOL_DAY)


def describe(cases: Cases) -> dict[str, list[dict[str, object]]]:
    """All cases as `chitieu judge --json` gives them. Numbers are unrounded; None where a rule did not need one."""
    return {
        "own_cases": [describe_case(case) for case in cases.own_cases],
        "rollup_cases": [describe_rollup(case) for case in cases.rollup_cases],
    }


def describe_case(case: OwnCase) -> dict[str, object]:
    """One case: `id`, `status`, `reason`, `flags` and `numbers` (keys as the examples name them)."""
    judgement = run_case(case)
    numbers = judgement.numbers
    return {
        "id": case.id,
        "status": judgement.status.value,
        "reason": judgement.reason.value,
        "flags": [flag.value for flag in judgement.flags],
        "numbers": {
            "plan": numbers.plan,
            "months_late": numbers.months_late,
            "k_all": numbers.k_all,
            "k_recent": numbers.k_recent,
            "k_best": numbers.k_best,
            "elapsed": numbers.elapsed,
            "run_rate": numbers.run_rate,
            "limits": None if numbers.limits is None else list(numbers.limits),
            "reliable": numbers.reliable,
        },
    }


def describe_rollup(case: RollupCase) -> dict[str, object]:
    """One pool: `id`, `value`, `low`, `high`, `cover`, `usable`, `achieved`, `reason` (None where there is a value)."""
    pooled = run_rollup(case)
    is_least = case.direction is Direction.AT_LEAST
    band = Band(case.target, math.inf) if is_least else Band(-math.inf, case.target)
    return {
        "id": case.id,
        "value": pooled.value,
        "low": pooled.low,
        "high": pooled.high,
        "cover": pooled.cover,
        "usable": pooled.usable,
        "achieved": is_achieved(pooled, band),
        "reason": None if pooled.reason is None else pooled.reason.value,
    }
