"""The one way HTML reaches the screen: blocks made by `charts/`, shown in place, links and choices kept in the address."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup
from streamlit.components import v2

_panel = v2.component(
    "chitieu.panel",
    html='<div class="panel"></div>',
    js=Path(__file__).with_name("panel.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show(block: Markup, key: str) -> None:
    """Puts a block on the page. Takes Markup only, so that no text gets there unescaped; styles come with the index page.

    The text goes in a list: for a bare string Streamlit imports pandas and pyarrow to look whether it is a frame (80 MB).
    """
    if not isinstance(block, Markup):
        raise TypeError("a panel shows Markup")
    _panel(data=[str(block)], key=key)
