"""The only place where HTML and SVG are put together: every text and attribute is escaped here, none is pasted by hand."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import TypeAlias
from urllib.parse import urlencode

from markupsafe import Markup, escape

from dashboard.domain.status import Status
from dashboard.text.words import STATUS_WORDS

Child: TypeAlias = "str | Iterable[Child] | None"
Attribute: TypeAlias = "str | float | bool | None"

_EMPTY_ELEMENTS = frozenset({"br", "col", "rect", "line", "circle", "polyline", "input"})


def el(tag: str, *children: Child, **attributes: Attribute) -> Markup:
    """One element. Texts are escaped, Markup is kept, None is left out; `class_` is `class` and `data_go` is `data-go`.

    True gives a bare attribute, None and False leave it out. Raises ValueError for a number that is not finite.
    """
    start = f"<{tag}{_written(attributes)}"
    if tag in _EMPTY_ELEMENTS:
        return Markup(start + "/>")  # noqa: S704 - the parts are escaped
    return Markup(f"{start}>{join(children)}</{tag}>")  # noqa: S704


def join(children: Child, between: str = "") -> Markup:
    """Children one after another, each escaped once, with `between` (escaped too) from one to the next."""
    return escape(between).join(_flat(children))


def coordinate(value: float) -> str:
    """A length in a picture: at most two decimals, no needless zeros. Raises ValueError when it is not finite."""
    if not isfinite(value):
        raise ValueError(f"not a length: {value}")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def address(path: str, **query: str | None) -> str:
    """A page of this app with its parameters; those that are None are left out."""
    chosen = {key: value for key, value in query.items() if value is not None}
    return f"{path}?{urlencode(chosen)}" if chosen else path


def link(text: Child, to: str, **attributes: Attribute) -> Markup:
    """A link inside the app: `href` works in a new tab, `data-go` is what the component sends on a plain click.

    Raises ValueError when `to` leads anywhere but a page of this app.
    """
    if not to.startswith("/") or to.startswith(("//", "/\\")):
        raise ValueError(f"not a page of this app: {to}")
    return el("a", text, href=to, data_go=to, **attributes)


def frame(*children: Child) -> Markup:
    """What a component shows: the block that styles.css styles."""
    return el("div", *children, class_="ct", lang="vi")


def section(title: Child, *children: Child, note: Child = None, right: Child = None, css: str | None = None) -> Markup:
    """A headed block; `note` stands beside the heading, `right` at the end of its line."""
    heading = el("h2", title)
    if note is not None or right is not None:
        beside = el("span", note, class_="note") if note is not None else None
        at_end = el("span", right, class_="right") if right is not None else None
        heading = el("div", heading, beside, at_end, class_="head")
    return el("section", heading, *children, class_=css)


def note(*children: Child, css: str = "") -> Markup:
    """A small line under a block."""
    return el("p", *children, class_=_classes("note", css))


def badge(status: Status) -> Markup:
    """A status as mark and word, then colour."""
    words = STATUS_WORDS[status]
    return el("span", mark(words.mark), words.word, class_=f"st {words.css}")


def status_words(status: Status) -> Markup:
    """A status as mark and word without a ground, inside a sentence."""
    return join([mark(STATUS_WORDS[status].mark), STATUS_WORDS[status].word])


def mark(sign: str) -> Markup:
    """A status mark; the word beside it speaks to screen readers."""
    return el("span", sign, class_="mk", aria_hidden="true")


def tag(text: Child) -> Markup:
    """A chip with a fact: agency, clause, due date."""
    return el("span", text, class_="tag")


def sub(text: Child, css: str = "") -> Markup:
    """A secondary text inside a cell."""
    return el("span", text, class_=_classes("sub", css))


def _classes(*names: str) -> str:
    return " ".join(name for name in names if name)


def _written(attributes: dict[str, Attribute]) -> str:
    parts: list[str] = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        name = key.rstrip("_").replace("_", "-")
        if value is True:
            text = ""
        elif isinstance(value, str):
            text = escape(value)
        else:
            text = coordinate(value)
        parts.append(f' {name}="{text}"')
    return "".join(parts)


def _flat(children: Child) -> Iterable[str]:
    if children is None:
        return
    if isinstance(children, str):
        yield children
        return
    for child in children:
        yield from _flat(child)
