"""Fields and buttons of the small forms in a block: a label for each, what is wrong beside it, what was typed still in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboard.charts.markup import Attribute, Child, el


def text_field(
    label: str, name: str, value: str = "", *, key: str, fault: str = "", wide: bool = False, **more: Attribute
) -> Markup:
    """A line to type in. `key` makes its id; `fault` is said under it."""
    own = (
        {"type": "text", "name": name, "value": value, "id": key, "autocomplete": "off"} | _doubtful(key, fault) | more
    )
    return _labelled(label, el("input", **own), key, fault, wide)


def date_field(label: str, name: str, value: str, *, key: str, fault: str = "") -> Markup:
    """A day as dd/mm/yyyy; checked after it was sent."""
    return text_field(
        label, name, value, key=key, fault=fault, inputmode="numeric", size="10", placeholder="dd/mm/yyyy"
    )


def reason_field(label: str, value: str = "", *, key: str, fault: str = "") -> Markup:
    """Why something is done. A text that is too long is taken as it was typed and refused in a sentence, never cut."""
    return text_field(label, "ly_do", value, key=key, fault=fault, wide=True, placeholder="Tối đa 600 chữ")


def choice_field(
    label: str, name: str, chosen: str, choices: Sequence[tuple[str, str]], *, key: str, fault: str = ""
) -> Markup:
    """A list to choose from: values and what people read."""
    options = [el("option", text, value=value, selected=value == chosen) for value, text in choices]
    shown = next((text for value, text in choices if value == chosen), "")
    own = _doubtful(key, fault) | {"title": shown or None}
    return _labelled(label, el("select", *options, name=name, id=key, **own), key, fault, False)


def form(act: str, *children: Child, key: str, title: str, **fields: str) -> Markup:
    """A form that sends one act; `fields` go with it as they are."""
    data = {f"data_{name}": value for name, value in fields.items()}
    return el("form", *children, data_act=act, id=key, class_="act", aria_label=title, novalidate=True, **data)


def act_button(
    text: Child,
    act: str,
    fields: Mapping[str, str] | None = None,
    *,
    css: str = "",
    label: str | None = None,
    is_off: bool = False,
) -> Markup:
    """A button that sends one act and its fields at once. Names of fields are one word of small letters: a browser alters others.

    `label` is the whole sentence for those who only hear it.
    """
    data = {f"data_{name}": value for name, value in (fields or {}).items()}
    own = {"class_": f"btn {css}".strip(), "aria_label": label, "disabled": is_off, "data_act": act}
    return el("button", text, type="button", **own, **data)


def send_button(text: str) -> Markup:
    """The button that sends the form it stands in."""
    return el("button", text, type="submit", class_="btn")


def said(text: str, *, is_fault: bool = False) -> Markup | None:
    """What came of the last act; read out when it appears."""
    if not text:
        return None
    return el("p", text, class_="answer fault" if is_fault else "answer", role="alert" if is_fault else "status")


def _doubtful(key: str, fault: str) -> dict[str, Attribute]:
    return {"aria_invalid": "true", "aria_describedby": f"{key}-loi"} if fault else {}


def _labelled(label: str, field: Markup, key: str, fault: str, wide: bool) -> Markup:
    told = el("span", fault, class_="wrong", id=f"{key}-loi") if fault else None
    return el("div", el("label", label, for_=key), field, told, class_="ask wide" if wide else "ask")
