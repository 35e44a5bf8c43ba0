"""Reads what the charts wrote, for the tests."""

from __future__ import annotations

from xml.etree import ElementTree

from markupsafe import Markup

HOSTILE = '<img src=x onerror="alert(1)">&\'"</td></table><script>alert(2)</script>'


def tree(written: Markup) -> ElementTree.Element:
    """The markup as a tree; anything badly nested or badly escaped fails here."""
    return ElementTree.fromstring(f"<root>{written}</root>")


def words(written: Markup) -> str:
    """All that is said, without the markup."""
    return "".join(tree(written).itertext())


def rects(written: Markup, **attributes: str) -> list[dict[str, str]]:
    """The rectangles with these attributes, in the order of drawing."""
    found = [dict(node.attrib) for node in tree(written).iter("rect")]
    return [rect for rect in found if all(rect.get(key) == value for key, value in attributes.items())]


def label(written: Markup) -> str:
    """What a screen reader says of the picture."""
    return next(tree(written).iter("svg")).attrib["aria-label"]
