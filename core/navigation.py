"""The main navigation: apps register their own entries, the base template shows those the reader may use.

An app writes, in its `navigation.py`:

    register(_("Find support"), "search:finder", order=10)
    register(_("Worklist"), "coordinator:worklist", order=40, visible=is_coordinator)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Visible = Callable[[HttpRequest], bool]


class NavigationItem(TypedDict):
    """One entry as the base template needs it."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Entry:
    """One registered entry. `url_name` is reversed without arguments."""

    label: str | Promise
    url_name: str
    visible: Visible
    order: int


def signed_in(request: HttpRequest) -> bool:
    """Show an entry to everybody who has signed in: the default."""
    return request.user.is_authenticated


def everybody(request: HttpRequest) -> bool:
    """Show an entry to visitors too."""
    return True


class Registry:
    """The entries of one menu."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def register(self, label: str | Promise, url_name: str, *, visible: Visible = signed_in, order: int = 100) -> None:
        """Add an entry; the lowest order comes first. The same `url_name` again replaces its entry."""
        self._entries[url_name] = Entry(label, url_name, visible, order)

    def items_for(self, request: HttpRequest) -> list[NavigationItem]:
        """Return the entries this request may see, the most exactly matching one marked as current."""
        if not hasattr(request, "user"):
            return []  # an error page for a request that was refused before anybody was looked up
        entries = sorted(self._entries.values(), key=lambda entry: (entry.order, str(entry.label)))
        shown = [(entry, reverse(entry.url_name)) for entry in entries if entry.visible(request)]
        matching = [url for _, url in shown if _is_within(request.path, url)]
        current = max(matching, key=len, default=None)
        return [{"label": str(entry.label), "url": url, "current": url == current} for entry, url in shown]


def _is_within(path: str, url: str) -> bool:
    """Whether a page belongs to a section: the front page has no sections, so it only matches itself."""
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


main = Registry()
footer = Registry()
register = main.register
register_footer = footer.register

register_footer(_("Accessibility"), "core:accessibility", visible=everybody, order=10)
register_footer(_("Privacy"), "core:privacy", visible=everybody, order=20)
register_footer(_("Contact"), "core:contact", visible=everybody, order=30)
register(_("Messages"), "core:notifications", order=90)
