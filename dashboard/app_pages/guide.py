"""«Hướng dẫn»: what the words and rules mean."""
from __future__ import annotations
TITLE = "Hướng dẫn"
def show(session) -> None: ...
