"""The one way HTML reaches the screen: blocks made by `charts/`, shown in place, links and choices kept in the address."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from markupsafe import Markup

_HERE = Path(__file__).parent
_panel = st.components.v2.component(
    "chitieu.panel",
    html='<div class="panel"></div>',
    css=(_HERE.parent / "charts" / "styles.css").read_text(encoding="utf-8"),
    js=(_HERE / "panel.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show(block: Markup, key: str) -> None:
    """Puts a block on the page. Takes Markup only, so that no text gets there unescaped."""
    if not isinstance(block, Markup):
        raise TypeError("a panel shows Markup")
    _panel(data=str(block), key=key)
