"""The one way HTML reaches the screen: blocks made by `charts/`, shown in place, links and choices kept in the address.

What people do in a block comes back as an `Act`: a `<button data-act="…">` sends its other `data-` values, a
`<form data-act="…">` its named fields, a list or tick box with `data-act` its `data-` values and what was chosen as `value`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
from markupsafe import Markup
from streamlit.components import v2

_panel = v2.component(
    "chitieu.panel",
    html='<div class="panel"></div>',
    js=Path(__file__).with_name("panel.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_WAITING, _COUNTED, _KNOWN, _PAGE = "acts_waiting", "acts_counted", "acts_known", "acts_page"
_REMEMBERED = 64
_MOST_FIELDS, _LONGEST_FIELD = 64, 4000


@dataclass(frozen=True)
class Act:
    """Something done in a panel. `fields` are plain texts, not checked yet; `number` counts the acts of this session."""

    name: str
    fields: dict[str, str]
    number: int


@dataclass(frozen=True)
class SentFile:
    """A file that the browser saves when the block arrives. The same `number` is not saved twice."""

    name: str
    content: bytes
    number: int


def show(block: Markup, key: str, file: SentFile | None = None) -> Act | None:
    """Puts a block on the page; gives the act that waits, if nobody took it before drawing. Each act is given once.

    Takes Markup only, so that no text gets there unescaped; styles come with the index page. The text goes in a list: for a
    bare string Streamlit imports pandas and pyarrow to look whether it is a frame (80 MB).
    """
    if not isinstance(block, Markup):
        raise TypeError("a panel shows Markup")
    sent = [file.name, b64encode(file.content).decode(), file.number] if file is not None else None
    # The last act's number goes along, so that the browser hears of its end also when the block stays the same.
    handled = st.session_state.get(_COUNTED, {}).get(key, 0)
    _panel(data=[str(block), handled, sent], key=key, on_act_change=partial(_receive, key))
    return take_act(key)


def take_act(key: str) -> Act | None:
    """The act that waits in this panel: for a page that acts first and draws what came of it."""
    waiting: list[Act] = st.session_state.get(_WAITING, {}).get(key, [])
    return waiting.pop(0) if waiting else None


def turn_to(path: str) -> None:
    """The page that runs now. What waits for blocks of another one is dropped: nothing is done when people come back to it."""
    if st.session_state.get(_PAGE) != path:
        st.session_state[_PAGE] = path
        st.session_state.pop(_WAITING, None)


def passing(slot: Any) -> Callable[[Markup], None]:
    """A way to show blocks in a place of the page while the script runs, each in the place of the one before."""

    def show_passing(block: Markup) -> None:
        if not isinstance(block, Markup):
            raise TypeError("a panel shows Markup")
        slot.html(str(block))

    return show_passing


def _receive(key: str) -> None:
    """Takes in what the browser sent, before the page runs: a run that is cut short loses no act."""
    act = _checked(st.session_state.get(key, {}).get("act"))
    if act is None:
        return
    ticket, name, fields = act
    known: list[str] = st.session_state.setdefault(_KNOWN, [])
    if ticket in known:
        return
    st.session_state[_KNOWN] = [*known, ticket][-_REMEMBERED:]
    counted: dict[str, int] = st.session_state.setdefault(_COUNTED, {})
    counted[key] = counted.get(key, 0) + 1
    number = sum(counted.values())
    st.session_state.setdefault(_WAITING, {}).setdefault(key, []).append(Act(name, fields, number))


def _checked(sent: object) -> tuple[str, str, dict[str, str]] | None:
    """What the browser sent, if it has the right shape: ticket, name, fields."""
    match sent:
        case {"ticket": str(ticket), "name": str(name), "fields": dict(fields)} if len(fields) <= _MOST_FIELDS:
            texts = {str(k): v[:_LONGEST_FIELD] for k, v in fields.items() if isinstance(v, str)}
            return ticket, name, texts
        case _:
            return None
