"""Marks piled on one letter: beyond some number they are no writing, and bringing them into order takes time without end."""

from __future__ import annotations

import re
from unicodedata import combining, is_normalized

MAX_MARKS = 64
# Every sign that may be a mark, and letters of scripts that have many; what is found is looked at sign by sign.
MARKS_AND_MORE = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u109f\u135d-\u135f\u1700-\u1dff\u20d0-\u20f0\u2cef-\u2cf1\u2d7f\u2de0-\u2dff"
    "\u302a-\u309a\ua66f-\uabed\ufb1e\ufe20-\ufe2f\U000101fd-\U0001ebff\U0001d165-\U0001d244"
)
RUN = re.compile(f"[{MARKS_AND_MORE}]{{{MAX_MARKS + 1},}}")


def find_piled(text: str) -> int:
    """Where a run of too many marks begins; -1 when there is none. Text in NFC, as nearly all is, costs next to nothing."""
    if len(text) <= MAX_MARKS or text.isascii() or is_normalized("NFC", text):
        return -1
    for run in RUN.finditer(text):
        count = 0
        for sign in run[0]:
            count = count + 1 if combining(sign) else 0
            if count > MAX_MARKS:
                return run.start()
    return -1
