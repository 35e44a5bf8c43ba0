"""The frame of every page: menu, context bar, notice strip. Everything chosen here is in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.charts.markup import Child, el, link


@dataclass(frozen=True)
class MenuItem:
    """A page of the menu; `to` keeps day and scope."""

    title: str
    to: str
    is_current: bool


@dataclass(frozen=True)
class MenuGroup:
    """Pages behind one word of the menu; the word is marked when one of them is open."""

    title: str
    items: tuple[MenuItem, ...]


@dataclass(frozen=True)
class Choice:
    """One thing to choose from a list: what the address says, and what people read."""

    value: str
    label: str


@dataclass(frozen=True)
class ChoiceGroup:
    """Choices under a heading; a group without a title stands first and plain."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Search:
    """The search field: where it leads, what is asked now, and the parameters that go along (day, scope)."""

    to: str
    asked: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageFrame:
    """What stands above the content. `day_text` is the chosen day as typed; `notes` are said in the strip."""

    brand: str
    menu: tuple[MenuItem | MenuGroup, ...]
    title: str
    day_text: str
    days: tuple[str, ...]
    scope: str
    scopes: tuple[ChoiceGroup, ...]
    data_date: str
    reported: str
    downloads: tuple[tuple[str, str], ...]
    copied_link: str
    search: Search
    strip: tuple[str, str] | None
    notes: tuple[str, ...]


def draw_page_frame(page: PageFrame) -> Markup:
    """Menu, context bar and, where there is something to say, one strip under them."""
    return el("div", _menu(page), _bar(page), _strip(page), class_="ct page-frame", lang="vi")


def draw_select(
    label: str, key: str, chosen: str, groups: Sequence[ChoiceGroup], *, is_labelled: bool = True, closes: str = ""
) -> Markup:
    """A list to choose from; choosing puts `key=value` into the address, the first choice takes it out.

    What another key, `closes`, had opened is closed by the choice.
    """
    first = groups[0].choices[0].value
    shown = next((c.label for group in groups for c in group.choices if c.value == chosen), groups[0].choices[0].label)
    drawn: list[Child] = []
    for group in groups:
        options = [
            el("option", choice.label, value=choice.value, selected=choice.value == chosen) for choice in group.choices
        ]
        drawn.append(el("optgroup", *options, label=group.title) if group.title else options)
    name = el("span", label, class_="lb" if is_labelled else "vh")
    select = el(
        "select", *drawn, id=f"chon-{key}", title=shown, data_key=key, data_default=first, data_closes=closes or None
    )
    return el("label", name, select, class_="field")


def _menu(page: PageFrame) -> Markup:
    items = [_menu_link(one) if isinstance(one, MenuItem) else _menu_group(one) for one in page.menu]
    pages = el("nav", *items, class_="pages", aria_label="Các trang")
    return el("div", el("span", page.brand, class_="brand"), pages, _search(page.search), class_="menu")


def _search(search: Search) -> Markup:
    """A form that also works without a script; the panel sends it inside the app."""
    label = "Tìm trong mọi trang: chỉ tiêu, cơ quan, xã, phường, nhiệm vụ; gõ không dấu cũng được"
    field = el(
        "input", type="search", name="q", id="o-tim", value=search.asked, placeholder="Tìm chỉ tiêu, đơn vị…", aria_label=label,
        title=label, autocomplete="off",
    )  # fmt: skip
    kept = [el("input", type="hidden", name=key, value=value) for key, value in search.kept]
    send = el("button", "Tìm", type="submit", class_="btn small")
    return el(
        "form", field, *kept, send, class_="search", role="search", method="get", action=search.to, data_search=search.to,
        id="tim-chung",
    )  # fmt: skip


def _menu_link(item: MenuItem) -> Markup:
    return link(item.title, item.to, aria_current="page" if item.is_current else None)


def _menu_group(group: MenuGroup) -> Markup:
    """A list that opens under its word: native, so Enter and space open it; Escape and leaving it close it."""
    is_current = any(item.is_current for item in group.items)
    word = el(
        "summary",
        group.title,
        el("span", " ▾", class_="turn", aria_hidden="true"),
        class_="menu-word",
        data_current=is_current,
    )
    pages = el("div", *(_menu_link(item) for item in group.items), class_="menu-list")
    return el("details", word, pages, class_="drop menu-drop")


def _bar(page: PageFrame) -> Markup:
    days = [el("option", value=day) for day in page.days]
    day = el(
        "label",
        el("span", "Ngày", class_="lb"),
        el(
            "input",
            type="text",
            value=page.day_text,
            id="chon-ngay",
            data_key="ngay",
            data_date="true",
            list="cac-ngay",
            autocomplete="off",
            inputmode="numeric",
            size="10",
            title="Ngày xem số liệu: gõ dd/mm/yyyy hoặc chọn trong danh sách",
        ),
        el("datalist", *days, id="cac-ngay"),
        class_="field",
    )
    files = [el("a", label, href=href, download=True, class_="plain-link") for label, href in page.downloads]
    export = el(
        "details", el("summary", "Xuất", class_="btn"), el("div", *files, class_="menu-list"), class_="drop", id="xuat"
    )
    copy = el("button", "Sao chép liên kết", type="button", class_="btn", data_copy=page.copied_link)
    when = el("p", el("b", page.data_date), el("br"), page.reported, class_="when")
    scope = draw_select("Phạm vi", "pv", page.scope, page.scopes, closes="xa")
    return el("div", el("h1", page.title), day, scope, when, export, copy, class_="bar")


def _strip(page: PageFrame) -> Markup | None:
    if page.strip is None and not page.notes:
        return None
    parts: list[Child] = []
    if page.strip:
        parts += [el("b", page.strip[0]), el("span", page.strip[1])]
    for said in page.notes:
        if parts:
            parts.append(el("span", class_="sep"))
        parts.append(el("span", said))
    return el("div", *parts, class_="strip", role="note")
