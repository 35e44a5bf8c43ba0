"""The facts: derived from inbox, journal and catalogue, one immutable file per version. What other rooms use of them."""

from __future__ import annotations

from dashboard.store.answers import CurrentValue, KnownFigure, TargetRow, Vintage
from dashboard.store.building import build_facts, ends_stay
from dashboard.store.content import FileOfFacts, RetiredCell
from dashboard.store.faults import FactsDamaged, FactsMoved, FactsNotWritten, StoreBusy, StoreUnsafe
from dashboard.store.serving import Facts, open_facts
from dashboard.store.versions import current_facts_id, hold_facts

__all__ = [
    "CurrentValue",
    "Facts",
    "FactsDamaged",
    "FactsMoved",
    "FactsNotWritten",
    "FileOfFacts",
    "KnownFigure",
    "RetiredCell",
    "StoreBusy",
    "StoreUnsafe",
    "TargetRow",
    "Vintage",
    "build_facts",
    "current_facts_id",
    "ends_stay",
    "hold_facts",
    "open_facts",
]
