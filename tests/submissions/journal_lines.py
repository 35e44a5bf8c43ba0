"""Figures and journal lines of the second workspace, made without files."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dashboard.catalogue import Catalogue, load_catalogue
from dashboard.domain.periods import parse_period
from dashboard.settings import Workspace
from dashboard.store.answers import KnownFigure
from dashboard.store.lines import (
    AnyLine,
    DecisionRecord,
    ExceptionRecord,
    LoadRecord,
    PeriodRecord,
    ReminderRecord,
    WaiverRecord,
)
from dashboard.submissions.ledger import Ledger
from tests.second import HEADER, ROWS, SECOND, make_workspace

MOMENT = datetime(2025, 11, 10, 2, 0, tzinfo=UTC)


def second_catalogue(root: Path | None = None, *edits: tuple[str, str]) -> Catalogue:
    """The catalogue of the second workspace, edited in a copy where there are edits."""
    return load_catalogue(make_workspace(root, *edits) if root is not None else Workspace(SECOND))


def figure(unit: str, indicator: str, period: str, received: date, first: date | None = None) -> KnownFigure:
    """A figure as the facts know it; of its numbers nothing is asked here."""
    end = parse_period(period).end
    return KnownFigure(unit, indicator, period, end, 1.0, None, None, received, False, 0, first or received)


def figures_of(rows: str = ROWS) -> list[KnownFigure]:
    """The figures of such rows, each once."""
    found: list[KnownFigure] = []
    for row in csv.DictReader((HEADER + rows).splitlines()):
        day, month, year = row["ngay_nhan"].split("/")
        received = date(int(year), int(month), int(day))
        found.append(figure(row["don_vi"], row["chi_tieu"], row["ky"], received))
    return found


def ledger(*lines: AnyLine) -> Ledger:
    """A ledger of these lines in this order."""
    return Ledger([replace(line, sequence=number) for number, line in enumerate(lines, start=1)])


def load(unit: str, period: str, decision: Any, received: date, *, form: str = "bm-01", **more: Any) -> LoadRecord:
    """A file of one report."""
    line_id = more.pop("line_id", f"{unit}-{period}-{decision}-{received}")
    counts = {"new": 1, "changed": 0, "unchanged": 0, "ignored": 0, "rejected": 0, "warnings": 0} | more
    return LoadRecord(
        line_id=line_id, recorded_at=MOMENT, actor="operator", sha256=line_id, file_name=f"{line_id}.xlsx", form=form,
        received=received, decision=decision, illustrative=False, unit=unit, period=period, **counts,
    )  # fmt: skip


def returned(of: LoadRecord, reason: str = "Sai mẫu số", at: datetime = MOMENT) -> DecisionRecord:
    """The file goes back."""
    return DecisionRecord(
        line_id=f"back-{of.line_id}", recorded_at=at, actor="operator", load_id=of.line_id, sha256=of.sha256,
        verdict="returned", reason=reason,
    )  # fmt: skip


def excepted(unit: str, period: str, until: date) -> ExceptionRecord:
    """One unit may send later."""
    return ExceptionRecord(
        line_id=f"x-{unit}-{until}", recorded_at=MOMENT, actor="operator", unit=unit, period=period, until=until,
        reason="Mất điện",
    )  # fmt: skip


def waived(unit: str, period: str, form: str = "bm-01") -> WaiverRecord:
    """One unit need not send."""
    return WaiverRecord(
        line_id=f"w-{unit}", recorded_at=MOMENT, actor="operator", unit=unit, period=period, form=form, is_waived=True,
        reason="Mới thành lập",
    )  # fmt: skip


def typed(period: str, start: date, end: date, deadline: date) -> PeriodRecord:
    """The days of a period as staff typed them."""
    return PeriodRecord(
        line_id=f"p-{period}", recorded_at=MOMENT, actor="operator", period=period, start=start, end=end,
        deadline=deadline, reason="Họp sớm",
    )  # fmt: skip


def reminder(units: Sequence[str], period: str, at: datetime = MOMENT, form: str = "bm-01") -> ReminderRecord:
    """Units were reminded."""
    return ReminderRecord(
        line_id=f"r-{at}", recorded_at=at, actor="operator", units=tuple(units), period=period, form=form
    )
