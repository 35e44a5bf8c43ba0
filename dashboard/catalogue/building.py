"""Checked parts of the file -> the values of `dashboard.domain.plan`, with defaults filled in."""

from __future__ import annotations

from datetime import date

from dashboard.catalogue.parts import Parts
from dashboard.catalogue.schema import FileIndicator, FileTarget
from dashboard.domain.figure_rules import parse_rule
from dashboard.domain.periods import Calendar, Frequency, TypedPeriod, parse_period
from dashboard.domain.plan import Indicator, OrgUnit, PlanDocument, Target


def build_documents(parts: Parts, units: dict[str, OrgUnit]) -> dict[str, PlanDocument]:
    """The plan documents, in the order of the file."""
    names = _unit_ids(units)
    return {
        key: PlanDocument(
            id=key,
            number=document.number,
            issued=document.issued,
            issuer=names[document.issuer],
            title=document.title,
            short=document.short or document.number or document.title,
            start=_known(document.start or document.issued),
            assumed=tuple(document.assumed),
        )
        for key, document in parts.documents.items()
    }


def build_indicators(parts: Parts, units: dict[str, OrgUnit]) -> dict[str, Indicator]:
    """The indicators with their targets, in the order of the file."""
    names = _unit_ids(units)
    return {key: _indicator(key, written, parts, names) for key, written in parts.indicators.items()}


def _unit_ids(units: dict[str, OrgUnit]) -> dict[str, str]:
    return {alias: unit.id for unit in units.values() for alias in unit.aliases} | {
        unit_id: unit_id for unit_id in units
    }


def _known(day: date | None) -> date:
    if day is None:
        raise AssertionError("checks.py lets no part through without a start")
    return day


def _ids(found: list[str], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(names.get(name, name) for name in found)


def _indicator(key: str, written: FileIndicator, parts: Parts, names: dict[str, str]) -> Indicator:
    decimals = parts.defaults.decimals if written.decimals is None else written.decimals
    low, high = written.bounds or (None, None)
    return Indicator(
        id=key,
        name=written.name,
        pillar=written.pillar,
        unit=written.unit,
        kind=written.kind,
        direction=written.direction,
        decimals=decimals,
        bounds=(low, high),
        numerator=written.numerator,
        denominator=written.denominator,
        aggregation=written.aggregation,
        accumulation=written.accumulation or parts.defaults.accumulation,
        calendar=_calendar(written, parts),
        reported_by=_ids(written.reported_by, names),
        collected_by=tuple((names.get(key, key), names[by]) for key, by in written.collected_by.items()),
        lead=_ids(written.lead, names),
        coordinating=_ids(written.coordinating, names),
        assumed=tuple(written.assumed),
        rules=tuple(parse_rule(rule) for rule in written.rules),
        targets=tuple(_target(target, parts, names) for target in written.targets),
        leading_target=written.leading_target,
        leading_reason=written.leading_reason,
        formerly=tuple(written.formerly),
        method=written.method,
        note=written.note,
    )


def _calendar(written: FileIndicator, parts: Parts) -> Calendar | None:
    grace = parts.defaults.grace_days
    if written.calendar is not None:
        given = parts.calendars[written.calendar]
        days = getattr(grace, given.frequency) if given.grace_days is None else given.grace_days
        typed = tuple(TypedPeriod(parse_period(p.period), p.end, p.deadline) for p in given.periods)
        return Calendar(Frequency(given.frequency), days, typed)
    code = written.frequency if "frequency" in written.model_fields_set else parts.defaults.frequency
    if code is None:
        return None
    days = getattr(grace, code) if written.grace_days is None else written.grace_days
    return Calendar(Frequency(code), days)


def _target(written: FileTarget, parts: Parts, names: dict[str, str]) -> Target:
    assumed = list(written.assumed)
    if written.start is None and "start" in parts.documents[written.document].assumed and "start" not in assumed:
        assumed.append("start")
    return Target(
        id=written.id,
        document=written.document,
        clause=written.clause,
        scope=_ids(written.scope, names),
        name=written.name,
        value=written.value,
        value_max=written.value_max,
        start=_known(parts.start_of(written)),
        due=written.due,
        baseline=written.baseline,
        milestones=tuple(sorted((date.fromisoformat(day), value) for day, value in written.milestones.items())),
        reported_by=None if written.reported_by is None else _ids(written.reported_by, names),
        lead=None if written.lead is None else _ids(written.lead, names),
        revises=written.revises,
        effective=written.effective,
        assumed=tuple(assumed),
        note=written.note,
    )
