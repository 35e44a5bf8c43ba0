"""What differs between two days: the days to choose, a list for each kind of change, counts by agency and by commune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.markup import Child, el, join, link, note, section, status_words, sub
from dashboard.charts.tables import Column, Row, table
from dashboard.domain.status import Status
from dashboard.text.formats import MISSING


@dataclass(frozen=True)
class ChangeLine:
    """A target that changed: whose it is, its status and its values on both days, and what was corrected or revised.

    `values` is None where `told` says which older value was corrected, so that the newest ones are not read as it.
    """

    name: str
    to: str
    owner: str
    before: Status
    now: Status
    values: tuple[str, str] | None = None
    told: str = ""


@dataclass(frozen=True)
class CountedUnit:
    """A unit, how many of its targets changed how, in the order of the columns, and what changed `also` that it leads."""

    name: str
    to: str
    counts: tuple[int, ...]
    also: str = ""


def draw_days(finding: str, since: str, until: str, said: str) -> Markup:
    """The finding and the two days; typing one writes it into the address."""
    fields = [
        el(
            "label",
            el("span", label, class_="lb"),
            el(
                "input",
                type="text",
                value=day,
                id=f"ngay-{key}",
                data_key=key,
                data_date="true",
                autocomplete="off",
                inputmode="numeric",
                size="10",
                title="Gõ dd/mm/yyyy",
            ),
            class_="field",
        )
        for label, key, day in (("Từ ngày", "tu", since), ("Đến ngày", "den", until))
    ]
    return el("section", el("h2", finding), el("div", *fields, class_="filters days"), note(said) if said else None)


def draw_changed(title: str, lines: Sequence[ChangeLine]) -> Markup:
    """One kind of change, the worst as it stands now first; without values no column of them."""
    has_values = any(line.values is not None for line in lines)
    columns = [
        Column("Chỉ tiêu"),
        Column("Cơ quan chủ trì", cell_css="sub", width=230),
        Column("Trạng thái", width=330 if has_values else 500),
        *([Column("Thực hiện", "num words", width=170)] if has_values else []),
    ]
    rows = [
        Row(
            (
                [
                    link(line.name, line.to, class_="name plain two", title=line.name),
                    sub(line.told) if line.told else None,
                ],
                line.owner,
                _turn(status_words(line.before), status_words(line.now), is_same=line.before is line.now),
                *([_values(line.values)] if has_values else []),
            )
        )
        for line in lines
    ]
    heading = f"{title} ({len(lines)})"
    return section(heading, table(heading, columns, rows, css="mid fixed changed"))


def draw_newly_late(title: str, names: str, said: str) -> Markup:
    """Units late with a report that they were not late with before."""
    return section(title, el("p", names, class_="names"), note(said))


def draw_counted(
    title: str, heading: str, kinds: Sequence[str], units: Sequence[CountedUnit], said: str = ""
) -> Markup:
    """How many targets changed how at each unit; the caller lists no unit without a change."""
    columns = [Column(heading), *(Column(kind, "num words", width=78) for kind in kinds)]
    rows = [
        Row(
            (
                [link(unit.name, unit.to, class_="name plain"), sub(unit.also, "below") if unit.also else None],
                *(el("b", str(n)) if n else el("span", MISSING, class_="quiet") for n in unit.counts),
            )
        )
        for unit in units
    ]
    return section(title, note(said) if said else None, table(title, columns, rows, css="mid"))


def _values(values: tuple[str, str] | None) -> Child:
    return None if values is None else _turn(*values, is_same=values[0] == values[1])


def _turn(before: Child, now: Child, *, is_same: bool) -> Child:
    return now if is_same else join([el("span", before, class_="quiet"), " → ", el("b", now)])
