"""The one way HTML reaches the screen: blocks made by `charts/`, shown in place, links and choices kept in the address."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup
from streamlit.components import v2

_HERE = Path(__file__).parent
_CHARTS = _HERE.parent / "charts"
_panel = v2.component(
    "chitieu.panel",
    html='<div class="panel"></div>',
    css="\n".join((_CHARTS / name).read_text(encoding="utf-8") for name in ("styles.css", "frame.css")),
    js=(_HERE / "panel.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show(block: Markup, key: str) -> None:
    """Puts a block on the page. Takes Markup only, so that no text gets there unescaped."""
    if not isinstance(block, Markup):
        raise TypeError("a panel shows Markup")
    _panel(data=str(block), key=key)
