"""Faults in what people wrote into the catalogue: where, what was found, what is expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class CatalogueFault:
    """One fault. `file` is relative to the workspace, `line` counts from 1, `path` is the key (`indicators.x.targets[0].due`)."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}, dòng {self.line}"
        return f"{where}, {self.path}: {self.message}" if self.path else f"{where}: {self.message}"


class CatalogueError(ValueError):
    """The catalogue cannot be taken; `faults` holds all that was found, in the order of files and lines."""

    def __init__(self, faults: Iterable[CatalogueFault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def path_text(parts: Iterable[str | int]) -> str:
    """The key as a person would name it: `indicators.phu-song-5g.targets[0].due`."""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def nearest(found: str, known: Iterable[str]) -> str:
    """« Có phải là “direction”?» with the nearest known word, or nothing. Of numbers nearly all digits must agree."""
    close = get_close_matches(found, list(known), n=1, cutoff=0.8 if found.isdigit() else 0.6)
    return f" Có phải là “{close[0]}”?" if close else ""


def one_of(found: str, known: Iterable[str]) -> str:
    """The nearest word of a closed list, else the whole list."""
    words = list(known)
    return nearest(found, words) or " Dùng một trong: " + ", ".join(words) + "."
