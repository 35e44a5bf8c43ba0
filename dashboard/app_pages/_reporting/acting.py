"""What came of the last act on a page: said once at its place, with what was typed, until the address changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NoReturn

import streamlit as st

from dashboard.app_pages._panel import Act
from dashboard.app_pages._session import Session
from dashboard.domain.faults import Fault
from dashboard.submissions.acts import LONGEST_REASON
from dashboard.text.formats import format_received

_STATE = "act_results"
_DAY = re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})")


class Wrong(Fault):
    """A field that cannot be taken as typed."""

    def __init__(self, field_name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field_name = field_name


@dataclass(frozen=True)
class Result:
    """What came of an act. `place` is the field that was wrong; `fields` are as they were typed, empty when all went well."""

    act: str
    words: str
    is_fault: bool = False
    place: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def fault_of(self, act: str, place: str) -> str:
        """What to say under this field of this form."""
        return self.words if self.is_fault and self.act == act and self.place == place else ""

    def typed(self, act: str, name: str) -> str:
        """What was typed into a field of a form that was not taken; else nothing."""
        return self.fields.get(name, "") if self.act == act else ""


def last_result(session: Session, page: str) -> Result:
    """What came of the last act at this address of this page; an empty one when there was none."""
    address, result = st.session_state.get(_STATE, {}).get(page, (None, None))
    return result if result is not None and address == session.parameters else Result("", "")


def perform(session: Session, page: str, act: Act, doing: Callable[[Act], str]) -> NoReturn:
    """Does the act, keeps what to say of it, and runs the page again, so that all of it shows what holds now."""
    try:
        result = Result(act.name, doing(act))
    except Wrong as wrong:
        result = Result(act.name, str(wrong), True, wrong.field_name, act.fields)
    except Fault as fault:
        result = Result(act.name, str(fault), True, "", act.fields)
    st.session_state.setdefault(_STATE, {})[page] = (session.parameters, result)
    st.rerun()


def day_of(session: Session) -> Callable[[datetime], date]:
    """The day of a moment in the province; in the illustrative workspace everything is done on its fixed day."""
    timezone = session.catalogue.workspace.timezone
    return lambda moment: session.workspace.local(moment, timezone).date()


def received_words(session: Session, received: date, recorded: datetime) -> str:
    """When a file came in, as every page, receipt and message says it: its day of receipt, with the hour when entered that day."""
    return format_received(received, session.workspace.local(recorded, session.catalogue.workspace.timezone))


def typed_day(text: str, name: str, what: str) -> date:
    """A day typed as dd/mm/yyyy. Raises Wrong, naming the field."""
    match = _DAY.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError(text)
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        found = f"«{text.strip()[:40]}» không phải ngày" if text.strip() else "Chưa ghi ngày"
        raise Wrong(name, f"{what}: {found}; hãy ghi như 05/12/2025.") from None


def reason_of(fields: Mapping[str, str], sentence: str) -> str:
    """The reason typed into a form. Raises Wrong with the sentence where there is none, or with its length where it is too long."""
    reason = " ".join(required(fields.get("ly_do", ""), "ly_do", sentence).split())
    if len(reason) > LONGEST_REASON:
        raise Wrong("ly_do", f"Lý do dài {len(reason)} chữ; tối đa {LONGEST_REASON}. Hãy rút ngắn rồi gửi lại.")
    return reason


def required(text: str, name: str, sentence: str) -> str:
    """A text that must not be empty. Raises Wrong."""
    if not text.strip():
        raise Wrong(name, sentence)
    return text.strip()
