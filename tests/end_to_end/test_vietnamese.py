"""What Streamlit itself says on our pages is Vietnamese: a new version's new words show up here."""

from __future__ import annotations

import pytest

from tests.browser import Viewer

PAGES = ("/", "/chi-tieu", "/huong-dan")
# Vietnamese words that need no diacritics.
PLAIN = {"Trang", "Xem", "Cao"}
# Labels of everything outside our own blocks, which are Vietnamese by their making.
_LABELS = """() => [...document.querySelectorAll("[aria-label], [title], [placeholder]")]
  .filter(element => !element.closest("[data-testid^=stBidiComponent]"))
  .flatMap(element => ["aria-label", "title", "placeholder"].map(name => element.getAttribute(name)))
  .filter(Boolean)"""


@pytest.mark.parametrize("path", PAGES)
def test_check_37_lang_and_labels_are_vietnamese(viewer: Viewer, path: str) -> None:
    page = viewer.open(path)
    labels = set(page.evaluate(_LABELS))
    assert page.evaluate("() => document.documentElement.lang") == "vi"
    assert {label for label in labels if label.isascii() and any(map(str.isalpha, label))} <= PLAIN
