"""The workspace: which folder we work in, its paths, and what its environment fixes."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml


class WorkspaceMissing(ValueError):
    """No folder with an `indicators.yaml` where one was looked for."""


@dataclass(frozen=True)
class Workspace:
    """A folder with `indicators.yaml` and `data/`. Everything derived from it lies inside it."""

    root: Path
    operator: str = "operator"
    catalogue_root: Path | None = None

    def with_catalogue_of(self, folder: Path) -> Workspace:
        """This workspace, its catalogue and lists read from another folder."""
        return replace(self, catalogue_root=folder)

    @property
    def catalogue_path(self) -> Path:
        """The catalogue of plan documents, indicators and targets."""
        return (self.catalogue_root or self.root) / "indicators.yaml"

    @property
    def reference(self) -> Path:
        """Hand-kept lists: org units, tasks, published figures."""
        return (self.catalogue_root or self.root) / "data" / "reference"

    @property
    def sample(self) -> Path:
        """Illustrative reports; absent in a workspace for real use."""
        return self.root / "data" / "sample"

    @property
    def inbox(self) -> Path:
        """Files as received, named by content hash."""
        return self.root / "data" / "inbox"

    @property
    def facts(self) -> Path:
        """Versioned facts files and the pointer `current`."""
        return self.root / "data" / "facts"

    @property
    def journal_path(self) -> Path:
        """What people did: append-only."""
        return self.root / "data" / "journal.sqlite"

    @property
    def sources(self) -> Path:
        """Report forms of the workspace's own, beside the built-in ones."""
        return self.root / "sources"

    @cached_property
    def as_of(self) -> date | None:
        """The day on which the illustrative workspace stands still; None in real use."""
        settings = self.sample / "sample.yaml"
        if not settings.is_file():
            return None
        return yaml.safe_load(settings.read_text(encoding="utf-8"))["as_of"]

    def today(self, timezone: str = "Asia/Ho_Chi_Minh") -> date:
        """The workspace's fixed day, else the calendar day in the given time zone."""
        return self.as_of or datetime.now(ZoneInfo(timezone)).date()

    def local(self, moment: datetime, timezone: str = "Asia/Ho_Chi_Minh") -> datetime:
        """A moment of the journal as people read it: in local time, and where the day is fixed, on that day."""
        local = moment.astimezone(ZoneInfo(timezone))
        fixed = self.as_of
        return local if fixed is None else local.replace(year=fixed.year, month=fixed.month, day=fixed.day)


def find_workspace(given: Path | None = None) -> Workspace:
    """The folder given, else `CHITIEU_WORKSPACE`, else the current one. Raises WorkspaceMissing when it has no indicators.yaml."""
    root = given or Path(os.environ.get("CHITIEU_WORKSPACE") or Path.cwd())
    if not (root / "indicators.yaml").is_file():
        raise WorkspaceMissing(str(root))
    return Workspace(root.resolve(), os.environ.get("CHITIEU_OPERATOR") or "operator")
