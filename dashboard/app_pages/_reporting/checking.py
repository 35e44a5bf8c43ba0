"""Chosen files from the first look to the writing: what a person settled, and the check that follows each choice.

What is kept here lives with the browser's session and is lost with it; nothing is in the journal before «Ghi» or «Gửi».
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.app_pages import _panel
from dashboard.app_pages._panel import Act
from dashboard.app_pages._session import Session
from dashboard.charts.markup import frame
from dashboard.charts.reporting.load_steps import draw_progress
from dashboard.domain.faults import Fault
from dashboard.domain.observations import Correction
from dashboard.store.lines import LoadDecision
from loaders.arrivals import Job
from loaders.outcomes import FileOutcome
from loaders.pipeline import load_jobs

_QUIET = 1.0  # seconds before the progress of a check is shown
_NOT_WRITTEN = (
    "Chưa ghi được: không ghi được vào ổ đĩa của máy chủ. Số liệu không bị thay đổi. Hãy báo quản trị rồi bấm lại."
)


@dataclass(frozen=True)
class Chosen:
    """A file as the browser sent it; `key` names it while the page is open, `name` is only a label."""

    key: str
    name: str
    content: bytes


@dataclass
class Desk:
    """What a person did with the chosen files. `checked` are the outcomes of the last check, for the choices of `basis`;
    `written` those of the last writing, `unchanged` those of files beside them that had nothing new.

    `uploader` names the field of files: a desk of its own after each start of the server, so that no browser goes on showing
    files of the one before. `note` is what went wrong last, `done` what went well; `opened` is the draft that is looked at instead of an upload.
    """

    uploader: str = field(default_factory=lambda: uuid.uuid4().hex)
    received: date | None = None
    received_note: str = ""
    kinds: dict[str, str] = field(default_factory=dict)
    corrections: dict[str, tuple[Correction, ...]] = field(default_factory=dict)
    labels: dict[Correction, str] = field(default_factory=dict)
    seen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    basis: tuple[Any, ...] = ()
    checked: tuple[FileOutcome, ...] = ()
    written: tuple[FileOutcome, ...] = ()
    unchanged: tuple[FileOutcome, ...] = ()
    note: str = ""
    done: str = ""
    opened: str = ""

    def start_again(self) -> None:
        """An empty desk; the uploader begins anew too."""
        self.opened = ""
        self.kinds, self.corrections, self.seen = {}, {}, {}
        self.basis, self.checked, self.written, self.unchanged, self.note = (), (), (), (), ""
        self.uploader = uuid.uuid4().hex

    def has_seen(self, chosen: Chosen, outcome: FileOutcome) -> bool:
        """Whether a person has ticked just these warnings; a file without warnings needs no tick."""
        return not outcome.warned or self.seen.get(chosen.key) == _said(outcome)

    def tick(self, chosen: Chosen, outcome: FileOutcome, *, is_seen: bool) -> None:
        """Notes that the warnings were seen, or takes it back."""
        if is_seen:
            self.seen[chosen.key] = _said(outcome)
        else:
            self.seen.pop(chosen.key, None)

    def settle(self, chosen: Chosen, correction: Correction) -> None:
        """Takes this reading for a cell in doubt."""
        kept = [one for one in self.corrections.get(chosen.key, ()) if not _is_same_cell(one, correction)]
        self.corrections[chosen.key] = (*kept, correction)

    def unsettle(self, chosen: Chosen, place: int) -> None:
        """Takes a choice back."""
        kept = self.corrections.get(chosen.key, ())
        self.corrections[chosen.key] = (*kept[:place], *kept[place + 1 :])

    def job(self, chosen: Chosen, today: date) -> Job:
        """The file with all that was settled about it."""
        return Job(
            Path(Path(chosen.name).name or "tệp"),
            self.kinds.get(chosen.key),
            self.received or today,
            chosen.content,
            self.corrections.get(chosen.key, ()),
        )


def _said(outcome: FileOutcome) -> tuple[str, ...]:
    return tuple(one.message for one in outcome.warned)


def _is_same_cell(one: Correction, other: Correction) -> bool:
    return (one.sheet, one.cell, one.found) == (other.sheet, other.cell, other.found)


def desk_of(name: str) -> Desk:
    """The desk of a page, kept with the session."""
    return st.session_state.setdefault(f"desk_{name}", Desk())


def choose_files(desk: Desk, name: str, label: str, *, several: bool) -> list[Chosen]:
    """The uploader, and what was sent through it. Streamlit keeps the bytes; a file over the limit never gets here."""
    with st.container(key=f"chon-tep-{name}"):
        sent = st.file_uploader(
            label,
            accept_multiple_files=several,
            key=f"tep-{name}-{desk.uploader}",
            label_visibility="collapsed",
        )
    files = sent if isinstance(sent, list) else [sent] if sent is not None else []
    return [Chosen(one.file_id, one.name, one.getvalue()) for one in files]


def check(
    session: Session, desk: Desk, files: Sequence[Chosen], decision: LoadDecision = "accepted"
) -> tuple[FileOutcome, ...]:
    """What each file holds against what is known now; writes nothing. The same files and choices are not checked twice."""
    basis = (
        tuple(one.key for one in files),
        desk.received,
        tuple(sorted(desk.kinds.items())),
        tuple(sorted(desk.corrections.items())),
        session.ledger.head,
        session.facts.id,
    )
    if desk.basis == basis:
        return desk.checked
    slot = st.empty()
    started = time.monotonic()

    def progress(done: int, whole: int, name: str) -> None:
        if time.monotonic() - started > _QUIET:
            _panel.passing(slot)(frame(draw_progress(done, whole, name)))

    jobs = [desk.job(one, session.today) for one in files]
    actor = session.workspace.operator
    outcomes = load_jobs(
        session.workspace, session.catalogue, jobs, actor=actor, dry_run=True, decision=decision, progress=progress
    )
    slot.empty()
    desk.basis, desk.checked = basis, tuple(outcomes)
    return desk.checked


def write(session: Session, desk: Desk, files: Sequence[Chosen], decision: LoadDecision) -> tuple[FileOutcome, ...]:
    """Writes these files; nothing, with a sentence in `desk.note`, when nothing was written.

    `desk.written` is set before anything else is drawn: a run that is cut short then loses no receipt.
    """
    jobs = [desk.job(one, session.today) for one in files]
    actor = session.workspace.operator
    desk.note = ""
    with st.spinner("Đang ghi…"):
        try:
            outcomes = load_jobs(session.workspace, session.catalogue, jobs, actor=actor, decision=decision)
        except Fault as fault:
            desk.note = f"Chưa ghi được. {fault}"
            return ()
        except OSError:
            desk.note = _NOT_WRITTEN
            return ()
        desk.written = tuple(outcomes)
    return desk.written


def settle(desk: Desk, files: Sequence[Chosen], act: Act) -> bool:
    """Takes in what a person said about one of the files: a reading chosen, taken back, or warnings seen. False for other acts."""
    chosen = next((one for one in files if one.key == act.fields.get("tep")), None)
    outcome = next((found for one, found in zip(files, desk.checked, strict=False) if one is chosen), None)
    if chosen is None or outcome is None:
        return False
    match act.name:
        case "da-xem":
            desk.tick(chosen, outcome, is_seen=act.fields.get("value") == "true")
        case "chon":
            _choose_reading(desk, chosen, outcome, act)
        case "bo-chon":
            place = act.fields.get("so", "")
            if place.isdecimal():
                desk.unsettle(chosen, int(place))
        case _:
            return False
    return True


def _choose_reading(desk: Desk, chosen: Chosen, outcome: FileOutcome, act: Act) -> None:
    """Takes a reading that was offered for this cell, and no other."""
    place = act.fields.get("loi", "")
    fault = outcome.faults[int(place)] if place.isdecimal() and int(place) < len(outcome.faults) else None
    if fault is None or fault.found != act.fields.get("thay"):
        return
    reading = next((one for one in fault.choices if one.value == act.fields.get("value")), None)
    if reading is not None:
        correction = Correction(fault.sheet, fault.cell, fault.found, reading.value)
        desk.labels[correction] = reading.label
        desk.settle(chosen, correction)
