"""How large a file may be, and the frames in which parent and child speak."""

from __future__ import annotations

import struct

MAX_FILE = 20 * 2**20
MAX_EXPANDED = 200 * 2**20
MAX_RATIO = 100
RATIO_FLOOR = 2**20
MAX_MEMBERS = 2000
GRID_ROWS, GRID_COLUMNS = 1_048_576, 16_384
MAX_ROWS, MAX_COLUMNS = 50_000, 256
MAX_CSV_ROWS = 200_000
MAX_CSV_LINE = 2**20
MAX_CELLS = 2_000_000
MAX_CELL_TEXT = 1_000_000
ADDRESS_SPACE = 512 * 2**20
CPU_SECONDS = 60

# A frame in: length of the content, length of the encoding's name, the name, the content. A frame out: length, JSON.
FRAME = struct.Struct(">QB")
LENGTH = struct.Struct(">Q")

# Encodings a source may declare. They are looked up before the child is closed; later it can import nothing.
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258", "cp1252", "latin-1")


class Unreadable(ValueError):
    """A file that is not read. `reason` is one of a closed list that the parent words, `detail` a fact about the file."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail
