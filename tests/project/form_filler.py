"""Fills the forms of a page with planted words, as a browser would send them."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.utils import timezone

from tests.project.planted.planting import word

#: What a browser does not send, or what belongs to the page and not to whoever fills it in.
_NOT_TYPED = {"submit", "button", "reset", "image", "file"}


class _Forms(HTMLParser):
    """Reads the forms that are posted: each as its address and its controls."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[dict[str, Any]]]] = []
        self._form: list[dict[str, Any]] | None = None
        self._select: dict[str, Any] | None = None

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        if tag == "form" and attributes.get("method", "").lower() == "post":
            self._form = []
            self.forms.append((attributes.get("action", ""), self._form))
        elif self._form is not None and tag in ("input", "textarea", "select", "button") and attributes.get("name"):
            control = {"tag": tag, "type": attributes.get("type", ""), "options": [], **attributes}
            self._form.append(control)
            self._select = control if tag == "select" else self._select
        elif tag == "option" and self._select is not None:
            self._select["options"].append(attributes.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None


def forms_of(html: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the forms of a page that are posted: where to, and their controls."""
    reader = _Forms()
    reader.feed(html)
    return reader.forms


def filled(controls: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return what is sent: a planted word wherever somebody may write, else what the control offers first."""
    sent: dict[str, list[str]] = {}
    for control in controls:
        name, kind = control["name"], control["type"]
        if control["tag"] == "button" or kind in _NOT_TYPED:
            if control["tag"] == "button":
                sent.setdefault(name, [control.get("value", "")])
        elif kind == "hidden":
            sent[name] = [control.get("value", "")]
        elif kind == "radio":
            sent.setdefault(name, [control.get("value", "on")])
        elif kind == "checkbox":
            sent.setdefault(name, []).append(control.get("value", "on"))
        elif control["tag"] == "select":
            sent[name] = [next((one for one in control["options"] if one), "")]
        else:
            sent[name] = [_typed(name, kind, control)]
    return sent


def _typed(name: str, kind: str, control: dict[str, Any]) -> str:
    """Return what somebody types: a day, an hour or a number where the form asks for one, else a planted word."""
    soon = timezone.localdate() + timedelta(days=2)
    ending = name.rsplit("_", 1)[-1].rsplit("-", 1)[-1]
    if ending in ("0", "1", "2") and control.get("inputmode") == "numeric":
        return str((soon.day, soon.month, soon.year)[int(ending)])
    if control.get("inputmode") == "numeric" or kind == "number":
        return "1"
    if kind == "time":
        return "10:00"
    if kind == "date":
        return soon.isoformat()
    if kind == "email" or "email" in name:
        return f"{word()}@example.org".lower()
    if kind == "tel":
        return "01632 960001"
    return word()
