"""Runs one page as Streamlit does, without a browser, and reads the blocks it put on the screen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from dashboard.app_pages._panel import Act
from dashboard.settings import Workspace
from tests.browser import ROOT

START, LIST, GUIDE = "overview", "indicators", "guide"
STATUS, PERIODS = "submission_status", "reporting_periods"
LOAD, SUBMIT = "load_files", "submit_report"
AGENCIES, SEARCH, CHANGES, COMMUNES = "agencies", "search_results", "changes", "communes"
PAGES = (START, LIST, GUIDE, STATUS, PERIODS, LOAD, SUBMIT, AGENCIES, SEARCH, CHANGES, COMMUNES)
_opened: list[Path] = []


@dataclass(frozen=True)
class Screen:
    """What a run left: the blocks as written, all their texts, the plotly figures, the faults Streamlit would show."""

    html: str
    text: str
    figures: tuple[dict[str, Any], ...]
    faults: tuple[str, ...]


class _Texts(HTMLParser):
    """The texts of a block and what its labels say; texts of one cell stay together."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"b", "span", "a"}:
            self.said.append("\n")
        labels = [value for key, value in attrs if key in {"aria-label", "title", "placeholder", "value"} and value]
        if tag != "option":
            self.said += [f"\n{label}\n" for label in labels]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def run_page(page: str, query: dict[str, str], **state: Any) -> Screen:
    """The page below the context bar, at this address, in the workspace of the environment; `state` is of its session."""
    tested = AppTest.from_function(_page, args=(page,), default_timeout=30)
    for key, value in state.items():
        tested.session_state[key] = value
    return _run(tested, query)


def acted(panel: str, name: str, **fields: str) -> dict[str, Any]:
    """The session of somebody who has just pressed a button of this block."""
    return {"acts_waiting": {panel: [Act(name, fields, 1)]}}


def told(screen: Screen) -> str:
    """The blocks without their tags, in one line: a cell after the other."""
    return " ".join(re.sub(r"<[^>]+>", " ", screen.html).split())


def run_start(query: dict[str, str]) -> Screen:
    """The whole start page with menu and context bar, from the app's own file."""
    return _run(AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=30), query)


def use(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes this workspace the one that pages open; what Streamlit keeps of the one before is let go."""
    monkeypatch.setenv("CHITIEU_WORKSPACE", str(workspace.root))
    if _opened[-1:] != [workspace.root]:
        st.cache_resource.clear()
        _opened.append(workspace.root)


def _page(name: str) -> None:
    import importlib

    from dashboard.app_pages._session import open_session

    importlib.import_module(f"dashboard.app_pages.{name}").show(open_session())


@cache
def _components() -> BidiComponentManager:
    """Those of all runs, as in a server: by itself each run would look through every installed package for more (0.1 s)."""
    return BidiComponentManager()


def _run(tested: AppTest, query: dict[str, str]) -> Screen:
    tested._bidi_component_manager = _components()
    for key, value in query.items():
        tested.query_params[key] = value
    tested.run()
    blocks: list[str] = []
    figures: list[dict[str, Any]] = []
    for proto in _protos(tested.main):
        if type(proto).__name__ == "BidiComponent":
            blocks.append(json.loads(proto.json)[0])
        elif type(proto).__name__ == "PlotlyChart":
            figures.append(json.loads(proto.spec))
    html = "\n".join(blocks)
    texts = _Texts()
    texts.feed(html)
    return Screen(
        html,
        re.sub(r"\n\s*", "\n", "".join(texts.said)),
        tuple(figures),
        tuple(fault.message for fault in tested.exception),
    )


def _protos(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _protos(child)
        else:
            yield child.proto
