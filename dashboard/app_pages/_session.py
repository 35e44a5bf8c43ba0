"""What the address asks for, and the Snapshot that answers it. All caching of the pages sits here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import streamlit as st

from dashboard.areas import FILE_NAME, Areas, AreasFault, read_areas
from dashboard.catalogue import Catalogue, hash_on_disk, kept_catalogue, load_catalogue
from dashboard.charts.markup import address
from dashboard.domain.periods import month_before
from dashboard.domain.plan import OrgUnit, UnitKind
from dashboard.settings import Workspace, find_workspace
from dashboard.snapshot import Snapshot, take_snapshot, with_reports
from dashboard.store.facts import Facts, open_facts
from dashboard.submissions.ledger import Ledger
from dashboard.submissions.reading import ledger_of
from dashboard.submissions.record import ReportRecord, report_records
from dashboard.text.formats import format_date
from loaders.parsing.strict_dates import DateFault, parse_date

FIRST_YEAR, LAST_YEAR = 2000, 2100
_MOST_REPEATED = 40


@dataclass(frozen=True)
class Session:
    """One run of a page: what the address chose, the picture it gets, and what must be said about the choice."""

    workspace: Workspace
    facts: Facts
    snapshot: Snapshot
    as_of: date
    today: date
    scope: OrgUnit
    parameters: dict[str, str]
    notes: tuple[str, ...]

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue the facts were built with."""
        return self.snapshot.catalogue

    @cached_property
    def ledger(self) -> Ledger:
        """What the journal amounts to in this run: files that wait, locks, exceptions, reminders. Whoever acts runs the page anew."""
        return ledger_of(self.workspace)

    @property
    def report_records(self) -> dict[str, ReportRecord]:
        """How every unit has kept its reports lately."""
        return _records(self.workspace, self.facts.id, self.as_of, self.ledger.head, self)

    @property
    def areas(self) -> tuple[Areas | None, str]:
        """The real shapes of communes, and what is wrong with their file; None and nothing where the workspace has none."""
        path = self.workspace.reference / FILE_NAME
        if not path.is_file():
            return None, ""
        return _areas(str(path), path.stat().st_mtime_ns, self.catalogue)

    @property
    def is_whole(self) -> bool:
        """Whether the whole province is chosen."""
        return self.scope.id == self.catalogue.workspace.province

    @property
    def previous(self) -> Snapshot:
        """The picture of the same day one month before."""
        return self.snapshot_of(month_before(self.as_of))

    def snapshot_of(self, day: date) -> Snapshot:
        """The picture of another day, from the same facts."""
        return _reported(self.workspace, self.facts, day, self.ledger.head, self.ledger)

    def link(self, path: str, **parameters: str | None) -> str:
        """The address of a page with these parameters, at the same day and scope."""
        return address(path, **dict(self.kept) | parameters)

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """The parameters that every link inside the app takes along: the day and the scope where they are not the usual ones."""
        day = () if self.as_of == self.today else (("ngay", self.as_of.isoformat()),)
        return day if self.is_whole else (*day, ("pv", self.scope.id))

    def copied_link(self, path: str) -> str:
        """The address to send to others: the day stands in it, so its numbers stay."""
        return address(path, **self.parameters | {"ngay": self.as_of.isoformat()})


def open_session() -> Session | None:
    """Reads the address; a value it does not know becomes the default, with a note. None while there are no facts."""
    workspace = _workspace()
    facts = open_facts(workspace)
    if facts is None:
        return None
    catalogue = _catalogue(workspace, facts.catalogue_hash)
    today = workspace.today(catalogue.workspace.timezone)
    notes: list[str] = []
    parameters = {key: values[-1] for key in st.query_params if (values := st.query_params.get_all(key))}
    as_of = read_day(parameters, "ngay", today, notes)
    scope = _scope(parameters, catalogue, as_of, notes)
    if hash_on_disk(workspace) != facts.catalogue_hash:
        notes.append("Danh mục trên đĩa đã sửa nhưng chưa được nhận; chạy chitieu check để xem.")
    if facts.fallback_from:
        notes.append("Bản số liệu mới nhất bị hỏng; đang dùng bản ngay trước đó. Báo quản trị để dựng lại.")
    ledger = ledger_of(workspace)
    snapshot = _reported(workspace, facts, as_of, ledger.head, ledger)
    return Session(workspace, facts, snapshot, as_of, today, scope, parameters, tuple(notes))


def take_day(day: date) -> tuple[Facts, Snapshot] | None:
    """The facts and the pages' own Snapshot of a day, for what is served beside the pages. None while there are no facts."""
    workspace = _workspace()
    facts = open_facts(workspace)
    if facts is None:
        return None
    ledger = ledger_of(workspace)
    return facts, _reported(workspace, facts, day, ledger.head, ledger)


def cut(asked: str) -> str:
    """A value of the address as a note repeats it: short, in one line."""
    said = " ".join("".join(c if c.isprintable() else " " for c in asked).split())
    return said if len(said) <= _MOST_REPEATED else f"{said[:_MOST_REPEATED]}…"


def read_day(parameters: dict[str, str], key: str, default: date, notes: list[str]) -> date:
    """The day that a parameter names, as addresses write it or as people do; one that is none becomes the default, with a note."""
    asked = parameters.get(key)
    if not asked:
        return default
    day = parse_date(asked)
    if isinstance(day, DateFault):
        typed = "/".join(reversed(asked.split("-"))) if day is DateFault.IMPOSSIBLE else asked
        said = "không có trong lịch" if day is DateFault.IMPOSSIBLE else "không phải ngày (gõ như 05/12/2025)"
    elif FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    else:
        typed, said = format_date(day), f"nằm ngoài các năm {FIRST_YEAR}–{LAST_YEAR}"
    notes.append(f"«{cut(typed)}» {said}; đang xem {format_date(default)}.")
    return default


def _scope(parameters: dict[str, str], catalogue: Catalogue, as_of: date, notes: list[str]) -> OrgUnit:
    """The unit that the address names; what an agency was merged into in its place."""
    province = catalogue.org_units[catalogue.workspace.province]
    asked = parameters.get("pv")
    unit = catalogue.resolve_unit(asked) if asked else province
    if unit is None or not (unit.reports or unit is province):
        notes.append(f"Không có đơn vị «{cut(asked or '')}»; đang xem {province.name}.")
        return province
    heir = catalogue.heir(unit.id, as_of) if unit.kind is UnitKind.AGENCY else unit
    if heir is None or heir is unit:
        return unit
    notes.append(f"{unit.name} nay là {heir.name}.")
    return heir


@st.cache_resource(show_spinner=False)
def _workspace() -> Workspace:
    return find_workspace()


@st.cache_resource(max_entries=3, show_spinner=False, hash_funcs={Workspace: lambda w: str(w.root)})
def _catalogue(workspace: Workspace, catalogue_hash: str) -> Catalogue:
    return load_catalogue(kept_catalogue(workspace, catalogue_hash))


@st.cache_resource(
    max_entries=12, show_spinner=False, hash_funcs={Workspace: lambda w: str(w.root), Facts: lambda f: f.id}
)
def _taken(workspace: Workspace, facts: Facts, as_of: date, allowances_head: int, _ledger: Ledger) -> Snapshot:
    """From the facts that the page has open: what is published meanwhile is for the next page."""
    return take_snapshot(facts, _catalogue(workspace, facts.catalogue_hash), as_of, ledger=_ledger)


# A line of the journal that lets nobody off changes no judgement, so that is kept; who has reported is worked out anew.
@st.cache_resource(
    max_entries=12, show_spinner=False, hash_funcs={Workspace: lambda w: str(w.root), Facts: lambda f: f.id}
)
def _reported(workspace: Workspace, facts: Facts, as_of: date, head: int, _ledger: Ledger) -> Snapshot:
    snapshot = _taken(workspace, facts, as_of, _ledger.allowances_head, _ledger)
    timezone = snapshot.catalogue.workspace.timezone
    return with_reports(snapshot, facts, _ledger, lambda moment: workspace.local(moment, timezone).date())


# Settled reports of all units take a fifth of a second to work out, so they are kept as long as facts and journal stay.
@st.cache_resource(max_entries=12, show_spinner=False, hash_funcs={Workspace: lambda w: str(w.root)})
def _records(workspace: Workspace, facts_id: str, as_of: date, head: int, _session: Session) -> dict[str, ReportRecord]:
    figures = _session.facts.observations(until=as_of, known_on=as_of)
    timezone = _session.catalogue.workspace.timezone
    return report_records(
        _session.catalogue, figures, _session.ledger, as_of, day_of=lambda at: workspace.local(at, timezone).date()
    )


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={Catalogue: lambda c: c.hash})
def _areas(path: str, changed: int, catalogue: Catalogue) -> tuple[Areas | None, str]:
    """A fault is kept as its words: an exception is not cached, and the file of seconds would be read at every look."""
    try:
        return read_areas(Path(path), catalogue.org_units), ""
    except AreasFault as fault:
        return None, str(fault)
